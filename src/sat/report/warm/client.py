"""What nbclient sees of a forked kernel: a manager and a client over one socket, without zmq."""

import asyncio
import json
import os
import signal
import socket
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from queue import Empty
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from jupyter_client.session import Session, json_packer
from nbclient.exceptions import DeadKernelError

from sat.report.warm.choice import kernel_environment, kernelspec, wanted_for
from sat.report.warm.forked import ForkedProcess, ended
from sat.report.warm.process import fork_kernel
from sat.report.warm.wire import Reader, pack

_GRACE = 5.0  # seconds that a kernel has for its exit handlers, as in jupyter_client
_BRIEF = 1.0  # the same where its cell was cut off


class Channel:
    """Messages of one channel in their order."""

    def __init__(self, send: Callable[[dict[str, Any]], str], mourns: bool):
        self.send = send
        self.dead = False
        self._mourns = mourns  # whether its readers are told of the kernel's death
        self._messages: deque[dict[str, Any]] = deque()
        self._waiting: asyncio.Future[None] | None = None

    def put(self, message: dict[str, Any]) -> None:
        """A message has come."""
        self._messages.append(message)
        self.wake()

    def die(self) -> None:
        """No more will come."""
        self.dead = True
        self.wake()

    def wake(self) -> None:
        """Have whoever waits look again."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:
        """The next message. Raises ``Empty`` after ``timeout``, or ``DeadKernelError``."""
        loop = asyncio.get_running_loop()
        end = None if timeout is None else loop.time() + timeout
        while not self._messages:
            if self.dead and self._mourns:
                raise DeadKernelError("Kernel died")
            self._waiting = loop.create_future()
            left = None if end is None else end - loop.time()
            try:
                await asyncio.wait_for(self._waiting, left)
            except TimeoutError:
                raise Empty from None
            finally:
                self._waiting = None
        return self._messages.popleft()


class PipeClient:
    """The part of ``jupyter_client.AsyncKernelClient`` that nbclient uses."""

    allow_stdin = False

    def __init__(self, sock: socket.socket, process: ForkedProcess):
        self.session = Session()
        self.shell_channel = Channel(self._send, mourns=True)
        self.iopub_channel = Channel(self._send, mourns=False)
        self._sock, self._process, self._reader = sock, process, Reader()
        self._watched: list[int] = []
        self._end: int | None = None
        self._loop = asyncio.get_running_loop()

    def start_channels(self) -> None:
        """Begin to listen, on the loop that runs."""
        self._watch(self._sock.fileno(), self._readable)
        if self._process.poll() is not None:
            self._ended()
            return
        self._end = os.dup(self._process.fileno())
        self._watch(self._end, self._ended)

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """It is: what is asked before it listens waits in the socket."""

    def stop_channels(self) -> None:
        """Listen no more."""
        self._unwatch()

    async def is_alive(self) -> bool:
        """Whether the kernel can answer."""
        return not self.shell_channel.dead

    def execute(
        self, code: str, silent: bool = False, store_history: bool = True, **more: Any
    ) -> str:
        """Ask for a cell to be run. Returns the message's id."""
        content = {"user_expressions": {}, "stop_on_error": True} | more | {"allow_stdin": False}
        content |= {"code": code, "silent": silent, "store_history": store_history}
        return self._send(self.session.msg("execute_request", content))

    def kernel_info(self) -> str:
        """Ask what the kernel is. Returns the message's id."""
        return self._send(self.session.msg("kernel_info_request"))

    def _send(self, message: dict[str, Any]) -> str:
        parts = ("header", "parent_header", "metadata", "content")
        body = json_packer({part: message[part] for part in parts})
        with suppress(OSError):  # a kernel that is gone is noticed where its answer is awaited
            self._sock.sendall(pack(body, message.get("buffers", [])))
        return str(message["header"]["msg_id"])

    def _watch(self, descriptor: int, call: Callable[[], None]) -> None:
        self._loop.add_reader(descriptor, call)
        self._watched.append(descriptor)

    def _unwatch(self) -> None:
        for descriptor in self._watched:
            self._loop.remove_reader(descriptor)
        self._watched.clear()
        if self._end is not None:
            os.close(self._end)
            self._end = None

    def _readable(self) -> None:
        if not self._take(0):
            self._die()

    def _ended(self) -> None:
        """The process is gone, though another may still hold its end of the socket."""
        while self._take(socket.MSG_DONTWAIT):
            pass
        self._die()

    def _die(self) -> None:
        self._unwatch()
        self.shell_channel.die()

    def _take(self, how: int) -> bool:
        """Read what is there and hand it out; false where nothing is."""
        try:
            data = self._sock.recv(1 << 18, how)
        except OSError:
            return False
        for channel, parts in self._reader.feed(data):
            (self.shell_channel if channel == b"shell" else self.iopub_channel).put(_message(parts))
        return bool(data)


def _message(parts: list[bytes]) -> dict[str, Any]:
    """A message as ``jupyter_client.session`` gives it, from the parts that were sent."""
    header, parent, metadata, content = (json.loads(part) for part in parts[:4])
    header["date"] = datetime.fromisoformat(header["date"])
    return {
        "header": header,
        "msg_id": header["msg_id"],
        "msg_type": header["msg_type"],
        "parent_header": parent,
        "metadata": metadata,
        "content": content,
        "buffers": [memoryview(part) for part in parts[4:]],
    }


class PipeKernelManager(AsyncKernelManager):
    """Starts and ends one forked kernel."""

    memory_mb: int | None = None
    cut_off = False  # whether a cell was, so that the kernel has little time to end
    _process: ForkedProcess | None = None
    _socket: socket.socket | None = None

    @property
    def has_kernel(self) -> bool:
        """Whether one was started and not ended."""
        return self._process is not None

    async def start_kernel(self, **kwargs: Any) -> None:  # type: ignore[override]
        """Fork a kernel in the folder ``cwd``, by default this process's. Raises ``WarmError``."""
        spec = kernelspec(self.kernel_name)
        wanted = wanted_for(spec, kwargs.get("extra_arguments") or [])
        request = {
            "env": kwargs.get("env") or kernel_environment(spec),
            "cwd": str(kwargs.get("cwd") or Path.cwd()),
            "memory_mb": self.memory_mb,
        }
        own, theirs = socket.socketpair()
        try:
            self._process = fork_kernel(wanted, request, theirs.fileno())
        except BaseException:
            own.close()
            raise
        finally:
            theirs.close()
        self._socket = own

    def client(self, **kwargs: Any) -> PipeClient:  # type: ignore[override]
        """The one client of the kernel. Raises ``RuntimeError`` where no kernel was started."""
        if self._process is None or self._socket is None:
            raise RuntimeError("No kernel is running!")
        return PipeClient(self._socket, self._process)

    async def is_alive(self) -> bool:  # type: ignore[override]
        """Whether the kernel's process runs."""
        return self._process is not None and self._process.poll() is None

    async def interrupt_kernel(self) -> None:  # type: ignore[override]
        """As a Ctrl-C in the kernel."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)

    async def shutdown_kernel(self, now: bool = False, restart: bool = False) -> None:  # type: ignore[override]
        """End the kernel: it is asked to, given time for its exit handlers, and killed."""
        process = self._process
        if process is None or self._socket is None:
            return
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)
        if now:
            process.kill()
        elif self.cut_off:
            await self.interrupt_kernel()
        if not await _ends(process, _BRIEF if self.cut_off else _GRACE):
            process.kill()
            await _ends(process, _GRACE)

    async def cleanup_resources(self, restart: bool = False) -> None:  # type: ignore[override]
        """Let go of the process and the socket."""
        if self._process is not None:
            self._process.kill()  # where the shutdown itself was cut off
        self._process = None
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def __del__(self) -> None:
        """Nothing of zmq was made."""


async def _ends(process: ForkedProcess, patience: float) -> bool:
    """Wait for the end of a process; false where it takes longer."""
    try:
        await asyncio.wait_for(ended(process), patience)
    except TimeoutError:
        return False
    return True
