"""Tasks run in processes of this machine, which share a warm one, replaced when they die."""

import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import wait as wait_for
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any

from sat.report.jobs import Task
from sat.report.outcome import Failure, attempt, failure
from sat.report.store import Made
from sat.report.warm.process import Shared, adopt, share

Outcome = Made | Failure
ATTEMPTS = 2  # a kernel or a worker that dies, by whose hand ever, is tried once more
PRELOADED = ["sat.report.preloaded"]
RECYCLED = 100  # notebooks after which a worker is replaced
LARGEST = 1_000_000_000  # bytes of a worker after which it is replaced sooner


class WorkerDied(RuntimeError):  # noqa: N818
    """A worker process ended in the middle of a report."""


class Slot:
    """One worker process at a time, and how much it has done."""

    def __init__(self) -> None:
        self.pool: ProcessPoolExecutor | None = None
        self.processes: set[Any] = set()
        self.done = 0
        self.used = 0  # bytes, as the worker says

    def submit(self, task: Task) -> "Future[tuple[Outcome, int]]":
        """Hand a task to the worker, a new one where the old one has done its share."""
        if self.pool and (self.done >= RECYCLED or self.used > LARGEST):
            self.end()
        if self.pool is None:
            return self.begin(task)
        self.done += 1
        return self.pool.submit(work, task)

    def begin(self, task: Task) -> "Future[tuple[Outcome, int]]":
        """Start a worker with its first task."""
        warm = share()  # first: it warms up while the worker does
        self.pool = ProcessPoolExecutor(1, _context(), begin, (warm,))
        self.done, self.used = 1, 0
        before = set(multiprocessing.active_children())
        future = self.pool.submit(work, task)
        self.processes |= set(multiprocessing.active_children()) - before
        if warm:
            warm[0].close()  # the worker has its own copy
        return future

    def end(self, at_once: bool = False) -> None:
        """Let the worker go when it has nothing to do, or ``at_once``."""
        if self.pool:
            self.pool.shutdown(wait=False, cancel_futures=True)
        for process in self.processes if at_once else ():
            process.kill()
        self.pool, self.processes = None, set()


def _context() -> BaseContext:
    """How workers start: as forks of one process that has imported everything, or else anew.

    That process runs nothing and has no threads, so that a fork of it is as good as new.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    return context


class Round:
    """The tasks that wait and those that run."""

    def __init__(self, tasks: Iterable[Task]) -> None:
        self.waiting = iter(tasks)
        self.again: list[tuple[Task, int]] = []
        self.running: dict[Future[tuple[Outcome, int]], tuple[Slot, Task, int]] = {}

    def hand_out(self, slot: Slot) -> None:
        """Give a free slot its next task, if there is one."""
        if self.again:
            task, tries = self.again.pop()
        else:
            following = next(self.waiting, None)
            if following is None:
                return
            task, tries = following, 1
        self.running[slot.submit(task)] = (slot, task, tries)

    def take(self, future: "Future[tuple[Outcome, int]]") -> tuple[Task, Outcome] | None:
        """The outcome of a task that ended; ``None`` where it is tried again."""
        slot, task, tries = self.running.pop(future)
        outcome: Outcome
        try:
            outcome, slot.used = future.result()
        except BrokenProcessPool:
            slot.end()
            outcome = replace(failure(task, WorkerDied("its worker process ended")), again=True)
        if isinstance(outcome, Failure) and outcome.again and tries < ATTEMPTS:
            self.again.append((task, tries + 1))
            return None
        return task, outcome


def run_here(tasks: Iterable[Task], jobs: int) -> Iterator[tuple[Task, Outcome]]:
    """Each task with what came of it, as they end, ``jobs`` at a time.

    A task is taken when a worker is free for it. When the caller has had enough, or is
    interrupted, the workers are killed with all that they have begun. They also end by themselves
    when this process is gone.
    """
    current = Round(tasks)
    slots = [Slot() for _ in range(max(1, jobs))]
    try:
        for slot in slots:
            current.hand_out(slot)
        while current.running:
            ended, _ = wait(current.running, return_when=FIRST_COMPLETED)
            for future in ended:
                slot = current.running[future][0]
                outcome = current.take(future)
                current.hand_out(slot)  # before the report is written: the worker need not wait
                if outcome:
                    yield outcome
    finally:
        for slot in slots:
            slot.end(at_once=bool(current.running))


def begin(warm: Shared | None) -> None:
    """Set up a worker: deaf to the terminal's Ctrl-C, which is for the parent, and bound to it.

    ``warm`` is its connection to the warm process that forks its kernels.
    """
    with suppress(AttributeError, OSError):
        os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What papermill would say here comes back with the outcome, and is told once.
    logging.getLogger("papermill").setLevel(logging.CRITICAL + 1)
    if warm:
        adopt(*warm)
    threading.Thread(target=_watch, daemon=True).start()


def _watch() -> None:
    """End with the parent, even if that is killed; kernels then end too."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for([parent.sentinel])
        os._exit(1)


def work(task: Task) -> tuple[Outcome, int]:
    """Make a report, and say how many bytes this process holds now."""
    return attempt(task), _resident()


def _resident() -> int:
    """Bytes of this process in memory; 0 where the system does not say."""
    with suppress(OSError, ValueError, IndexError):
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")
    return 0
