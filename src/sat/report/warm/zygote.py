"""The warm process: one thread, everything imported, and a kernel forked at each request.

It listens on one socket for frames (``wire``). A request is JSON with ``env``, ``cwd``, ``umask``,
``memory_mb`` and ``argv``, and five descriptors: 0, 1 and 2 of the kernel, a pipe for its exit
status, and its end of the connection (four for a kernel of zmq, which makes its own). The answer
has ``pid`` or ``error``. When a kernel has ended, its exit status is written to its pipe, and what
is left of its process group is killed.
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
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sat.report.warm import child
from sat.report.warm.wire import pack, receive

STATUS = struct.Struct("!i")
_PR_SET_CHILD_SUBREAPER = 36

Live = Callable[[Mapping[str, Any], list[int]], int]


@dataclass
class Nursery:
    """The warm process at work."""

    control: socket.socket
    driver: int  # a pidfd: whoever started this process
    live: Live
    held: set[int]
    kernels: dict[int, tuple[int, int]] = field(default_factory=dict)  # pid: pidfd, status pipe
    waiting: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)
    closing: bool = False

    def run(self) -> None:
        """Fork at request until told to stop, or the driver has gone."""
        self.waiting.register(self.control, selectors.EVENT_READ, 0)
        self.waiting.register(self.driver, selectors.EVENT_READ, -1)
        while self.kernels or not self.closing:
            for key, _ in self.waiting.select():
                if key.data == -1:
                    self.kill()
                    return
                if key.data == 0:
                    self.answer()
                else:
                    self.bury(key.data)

    def answer(self) -> None:
        """One request. A connection that is closed: no more of them, but kernels may finish."""
        try:
            body, descriptors = receive(self.control)
        except (EOFError, OSError):
            self.waiting.unregister(self.control)
            self.closing = True
            return
        request = json.loads(body)
        if request.get("stop"):
            self.kill()
            self.closing = True
            return
        try:
            reply: dict[str, Any] = {"pid": self.fork(request, descriptors)}
        except OSError as error:
            reply = {"error": str(error)}
        finally:
            for number in descriptors:
                os.close(number)
        self.control.sendall(pack(json.dumps(reply).encode()))

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
        self.waiting.register(pidfd, selectors.EVENT_READ, pid)
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
        if not self.kernels:
            _sweep()

    def kill(self) -> None:
        """End all kernels at once."""
        for pid in list(self.kernels):
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
        pidfd = os.pidfd_open(driver)
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        before = child.open_descriptors()
        live = importlib.import_module(f"sat.report.warm.{kind}").prepare(argv)
        held = child.open_descriptors() - before
        gc.collect()
        gc.freeze()
        ready: dict[str, Any] = {"threads": threads(), "held": sorted(held)}
    except BaseException:
        ready = {"error": traceback.format_exc()}
    control.sendall(pack(json.dumps(ready).encode()))
    if "error" not in ready:
        Nursery(control, pidfd, live, held).run()
    os._exit(0)
