"""The warm process: one thread, everything imported, and a kernel forked at each request.

It listens for frames (``wire``) on a socket for each driver, the first of whom has started it; he
brings others in by the request ``join`` with their end of a connection. On each it says when it is
warm. A request for a kernel is JSON with ``env``, ``cwd``, ``umask``, ``memory_mb`` and ``argv``,
the process id of the ``driver``, and five descriptors: 0, 1 and 2 of the kernel, a pipe for its
exit status, and its end of the connection (four for a kernel of zmq, which makes its own). The
answer has ``pid`` or ``error``. When a kernel has ended, its exit status is written to its pipe,
and what is left of its process group is killed.
"""

import ctypes
import gc
import importlib
import json
import os
import selectors
import signal
import socket
import struct
import sys
import traceback
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from sat.report.warm import child
from sat.report.warm.wire import pack, receive

STATUS = struct.Struct("!i")
_PR_SET_CHILD_SUBREAPER = 36

Live = Callable[[Mapping[str, Any], list[int]], int]


@dataclass(eq=False)
class Line:
    """A connection to a driver, and the kernels that were asked for by it.

    ``driver`` is a pidfd, by which the system tells that the driver is gone; -1 until it is known.
    """

    control: socket.socket
    driver: int = -1
    kernels: set[int] = field(default_factory=set)
    closed: bool = False


@dataclass
class Nursery:
    """The warm process at work."""

    live: Live
    held: set[int]
    ready: bytes  # what a new driver is told
    lines: list[Line] = field(default_factory=list)
    kernels: dict[int, tuple[int, int]] = field(default_factory=dict)  # pid: pidfd, status pipe
    waiting: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)

    def run(self, control: socket.socket, driver: int) -> None:
        """Fork at request until no driver is left, or one says stop."""
        self.connect(control)
        self.know(self.lines[0], driver)
        while self.lines:
            for key, _ in self.waiting.select():
                # What came before in this round may have ended what this one is about.
                if self.lines and self.waiting.get_map().get(key.fd) is key:
                    key.data()

    def watch(self, descriptor: int, then: Callable[[], None]) -> None:
        """Call when there is something to read."""
        self.waiting.register(descriptor, selectors.EVENT_READ, then)

    def connect(self, control: socket.socket) -> None:
        """Serve a driver, and tell it that all is warm."""
        line = Line(control)
        self.lines.append(line)
        self.watch(control.fileno(), partial(self.answer, line))
        with suppress(OSError):  # it is gone already, as will be seen
            control.sendall(self.ready)

    def know(self, line: Line, driver: int) -> None:
        """Notice when this process, the line's driver, ends. Raises ``OSError`` if it has."""
        line.driver = os.pidfd_open(driver)
        self.watch(line.driver, partial(self.leave, line))

    def answer(self, line: Line) -> None:
        """One request. A connection that is closed: no more of them, but kernels may finish."""
        try:
            body, descriptors = receive(line.control)
        except (EOFError, OSError):
            self.waiting.unregister(line.control.fileno())
            line.control.close()
            line.closed = True
            self.drop(line)
            return
        request = json.loads(body)
        if request.get("stop"):
            self.kill(list(self.kernels))
            self.lines.clear()
        elif request.get("join"):
            self.connect(socket.socket(fileno=descriptors[0]))
        else:
            self.give(line, request, descriptors)

    def give(self, line: Line, request: Mapping[str, Any], descriptors: list[int]) -> None:
        """A kernel, or why there is none."""
        try:
            if line.driver < 0:
                self.know(line, request["driver"])
            pid = self.fork(request, descriptors)
            line.kernels.add(pid)
            reply: dict[str, Any] = {"pid": pid}
        except OSError as error:
            reply = {"error": str(error)}
        finally:
            for number in descriptors:
                os.close(number)
        with suppress(OSError):  # it is gone already, as will be seen
            line.control.sendall(pack(json.dumps(reply).encode()))

    def fork(self, request: Mapping[str, Any], descriptors: list[int]) -> int:
        """A new kernel's process id. Raises ``OSError`` where the system has none to give."""
        warm = os.getpid()
        pid = os.fork()
        if not pid:
            status = 1
            try:
                wanted = descriptors[:3] + descriptors[4:]
                own = child.become(request, wanted, self.held, warm)
                status = self.live(request, own)
            except BaseException:
                traceback.print_exc(file=sys.__stderr__)
            finally:
                os._exit(status & 0xFF)
        pidfd = os.pidfd_open(pid)
        self.kernels[pid] = pidfd, os.dup(descriptors[3])
        self.watch(pidfd, partial(self.bury, pid))
        return pid

    def bury(self, pid: int) -> None:
        """Say how a kernel ended, after the rest of its process group was killed."""
        pidfd, pipe = self.kernels.pop(pid)
        self.waiting.unregister(pidfd)
        os.waitid(os.P_PIDFD, pidfd, os.WEXITED | os.WNOWAIT)
        # Its id is still taken as long as nobody has asked for its status.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        with suppress(OSError):
            os.write(pipe, STATUS.pack(os.waitstatus_to_exitcode(status)))
        os.close(pidfd)
        os.close(pipe)
        for line in list(self.lines):
            line.kernels.discard(pid)
            self.drop(line)
        if not self.kernels:
            _sweep()

    def drop(self, line: Line) -> None:
        """Forget a driver that asks for no more, once its kernels have ended."""
        if line.closed and not line.kernels and line in self.lines:
            self.lines.remove(line)
            if line.driver >= 0:
                self.waiting.unregister(line.driver)
                os.close(line.driver)

    def leave(self, line: Line) -> None:
        """End the kernels of a driver that is gone."""
        self.kill(list(line.kernels))
        if not line.closed:
            self.waiting.unregister(line.control.fileno())
            line.control.close()
            line.closed = True
        self.drop(line)

    def kill(self, pids: Iterable[int]) -> None:
        """End kernels at once."""
        for pid in pids:
            with suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            self.bury(pid)


def _sweep() -> None:
    """Kill what kernels left behind in sessions of their own: it has come to this process."""
    orphans = [int(pid) for pid in Path("/proc/thread-self/children").read_text().split()]
    for pid in orphans:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    for pid in orphans:
        with suppress(ChildProcessError):
            os.waitpid(pid, 0)


def threads() -> int:
    """How many threads live in this process, those of libraries too."""
    return len(list(Path("/proc/self/task").iterdir()))


def main(descriptor: int, driver: int, kind: str, argv: list[str]) -> None:
    """Warm up, say so, and serve. ``kind`` is the module whose ``prepare`` makes kernels live."""
    control = socket.socket(fileno=descriptor)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        before = child.open_descriptors()
        live = importlib.import_module(f"sat.report.warm.{kind}").prepare(argv)
        held = child.open_descriptors() - before
        gc.collect()
        gc.freeze()
        ready: dict[str, Any] = {"threads": threads(), "held": sorted(held)}
    except BaseException:
        ready = {"error": traceback.format_exc()}
    told = pack(json.dumps(ready).encode())
    if "error" in ready:
        control.sendall(told)
    else:
        Nursery(live, held, told).run(control, driver)
    os._exit(0)
