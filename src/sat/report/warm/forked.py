"""A forked kernel's process, seen by whoever asked for it."""

import asyncio
import os
import select
import signal
import subprocess
from contextlib import suppress

from sat.report.warm.zygote import STATUS


class ForkedProcess:
    """A kernel that was forked, as ``subprocess.Popen`` would show it.

    It leads its own process group. Its parent is the warm process, which tells its exit status.
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int, status: int):
        self.pid = pid
        self.returncode: int | None = None
        self._status: int | None = status

    def fileno(self) -> int:
        """A descriptor that can be read from when the process has ended; -1 once it was read."""
        return -1 if self._status is None else self._status

    def poll(self) -> int | None:
        """The exit status, or none as long as it runs; -9 where the warm process died with it."""
        if self._status is not None and select.select([self._status], [], [], 0)[0]:
            data = os.read(self._status, STATUS.size)
            self.returncode = STATUS.unpack(data)[0] if data else -signal.SIGKILL
            self._forget()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """The exit status. Raises ``subprocess.TimeoutExpired``."""
        if self._status is not None and not select.select([self._status], [], [], timeout)[0]:
            raise subprocess.TimeoutExpired("kernel", timeout or 0.0)
        self.poll()
        return -signal.SIGKILL if self.returncode is None else self.returncode

    def send_signal(self, signum: int) -> None:
        """Send a signal to the process and those of its group, if it is still there."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(self.pid, signum)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)

    def _forget(self) -> None:
        if self._status is not None:
            os.close(self._status)
            self._status = None

    def __del__(self) -> None:
        self._forget()


async def ended(process: ForkedProcess) -> None:
    """Wait until a process has ended, without asking again and again."""
    if process.poll() is not None:
        return
    loop = asyncio.get_running_loop()
    # A copy: the process closes its own as soon as anybody has asked it.
    signalled, descriptor = asyncio.Event(), os.dup(process.fileno())
    loop.add_reader(descriptor, signalled.set)
    try:
        await signalled.wait()
    finally:
        loop.remove_reader(descriptor)
        os.close(descriptor)
    process.poll()
