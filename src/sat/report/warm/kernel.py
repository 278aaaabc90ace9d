"""ipykernel's own kernel with another wire: frames of JSON over one socket, no zmq.

``WarmApp`` is built once, in the warm process: configuration, extensions and start-up files are
read there. ``serve`` is the life of a kernel that was forked from it.
"""

import asyncio
import importlib.util
import json
import os
import socket
import sys
import threading
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from io import FileIO, TextIOWrapper
from logging import Handler, StreamHandler
from pathlib import Path
from typing import Any

from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from ipykernel.utils import _async_in_context
from jupyter_client.session import Session
from jupyter_core.paths import jupyter_runtime_dir
from tornado.ioloop import IOLoop
from traitlets import Any as AnyTrait

from sat.report.warm.child import run_to_end
from sat.report.warm.output import Pump
from sat.report.warm.preload import preload
from sat.report.warm.wire import Reader
from sat.report.warm.zygote import Live


@dataclass
class Channel:
    """Stands for a zmq socket: only its name goes over the wire."""

    channel: str


class WarmSession(Session):
    """Messages as jupyter_client builds them, sent by the pump, unsigned: the pipe is ours."""

    pump = AnyTrait()

    def send(
        self,
        stream: Any,
        msg_or_type: Any,
        content: Any = None,
        parent: Any = None,
        ident: Any = None,
        buffers: Any = None,
        track: bool = False,
        header: Any = None,
        metadata: Any = None,
    ) -> dict[str, Any] | None:
        """Send a message; a process that a cell has forked sends none, as in ipykernel."""
        if isinstance(msg_or_type, dict):
            message = msg_or_type
            buffers = buffers or message.get("buffers", [])
        else:
            message = self.msg(msg_or_type, content, parent, header, metadata)
        if self.check_pid and os.getpid() != self.pid:
            return None
        views = [memoryview(buffer) for buffer in buffers or []]
        if not all(view.contiguous for view in views):
            raise ValueError("a buffer of the message is not contiguous")
        parts = self.serialize(message)[-4:]  # header, parent header, metadata, content
        channel = getattr(stream, "channel", "iopub")
        self.pump.post(channel.encode(), [*parts, *views])
        return message

    def feed_identities(self, msg_list: Any, copy: bool = True) -> Any:
        """There is one client."""
        return [], msg_list

    def deserialize(self, msg_list: Any, content: bool = True, copy: bool = True) -> Any:
        """``serve`` has read it already."""
        return msg_list


@dataclass
class Shell:
    """What ipykernel asks of its shell channel's thread and manager, which are not there."""

    parent_thread: threading.Thread = field(default_factory=threading.main_thread)
    asyncio_lock: Any = None

    @property
    def manager(self) -> "Shell":
        """Itself."""
        return self

    def is_alive(self) -> bool:
        """No thread of its own."""
        return False

    def get_subshell_to_shell_channel_socket(self, subshell_id: str | None) -> Channel:
        """Where replies go."""
        return Channel("shell")

    def list_subshell(self) -> list[str]:
        """There is none but the main one."""
        return []

    def subshell_id_from_thread_id(self, thread_id: int) -> None:
        """The main shell has no id."""


class WarmKernel(IPythonKernel):
    """The kernel of IPython; its one client never sends a request before the last is answered."""

    _execute_sleep = 0.0

    def _abort_queues(self, subshell_id: str | None = None) -> None:
        """Nothing waits in a queue."""


class WarmApp(IPKernelApp):
    """IPython's kernel application without sockets, threads and files."""

    kernel_class = WarmKernel
    outstream_class = "sat.report.warm.output.KernelStream"

    def init_connection_file(self) -> None:
        """No file says where the kernel is: it has one client, who holds the socket."""

    def init_poller(self) -> None:
        """The system ends a kernel whose parent has died."""

    def init_heartbeat(self) -> None:
        """A closed socket is sign enough."""

    def write_connection_file(self, **kwargs: Any) -> None:
        """As above."""

    def log_connection_info(self) -> None:
        """As above."""

    def init_sockets(self) -> None:
        """The session and the pump in their place."""
        self.iopub_thread = Pump()
        self.session = WarmSession(parent=self, pump=self.iopub_thread)
        self.session.auth = None
        self.iopub_socket = Channel("iopub")
        self.shell_channel_thread = Shell()
        self.configure_tornado_logger()

    def init_kernel(self) -> None:
        """The kernel and its shell."""
        self.kernel = self.kernel_class.instance(
            parent=self,
            session=self.session,
            shell_channel_thread=self.shell_channel_thread,
            iopub_thread=self.iopub_thread,
            iopub_socket=self.iopub_socket,
            log=self.log,
            profile_dir=self.profile_dir,
            user_ns=self.user_ns,
        )
        self.displayhook.get_execution_count = lambda: self.kernel.execution_count

    def close(self) -> None:
        """Write what is still to be said."""
        self.iopub_thread.close()


def prepare(argv: list[str]) -> Live:
    """Build the application and import what notebooks import. Returns the life of a kernel."""
    before = dict(os.environ)
    app = WarmApp.instance()
    app.initialize(argv)
    set_here = {name: value for name, value in os.environ.items() if before.get(name) != value}
    # Inside, as in a cell: pandas decides by the shell how wide a table is shown.
    with app.kernel.shell.builtin_trap:
        preload()

    def live(request: Mapping[str, Any], own: list[int]) -> int:
        os.environ.update(set_here)
        sys.argv = [launcher(), "-f", _no_file(), *argv]
        shell = app.kernel.shell
        shell.starting_dir = request["cwd"]
        shell.history_manager.dir_hist[:] = [Path(request["cwd"])]
        return run_to_end(partial(serve, app, socket.socket(fileno=own[0])), shell.user_ns)

    return live


def launcher() -> str:
    """The file that a kernel of ipykernel has as its first argument."""
    found = importlib.util.find_spec("ipykernel_launcher")
    return str(found.origin) if found else "ipykernel_launcher.py"


def _no_file() -> str:
    """Where a kernel of ipykernel has its connection file; here there is none."""
    return str(Path(jupyter_runtime_dir(), f"kernel-{uuid.uuid4()}.json"))


def serve(app: WarmApp, sock: socket.socket) -> None:
    """Answer the client at the other end until it closes the connection or a cell says exit."""
    _wake(app, sock)
    loop = IOLoop.current()
    kernel = app.kernel
    kernel.io_loop = loop
    kernel._control_lock = asyncio.Lock()
    _listen(loop, kernel, sock)
    with suppress(KeyboardInterrupt):
        loop.start()
    app.close()


def _wake(app: WarmApp, sock: socket.socket) -> None:
    """Give the copy of the warm process its own names, streams and log."""
    kernel, session = app.kernel, app.session
    session.pid = os.getpid()
    session.session = session.session[:8] + str(uuid.uuid4())[8:]
    kernel.ident = str(uuid.uuid4())
    kernel.shell.displayhook.topic = kernel._topic("execute_result")
    streams: list[Any] = [sys.stdout, sys.stderr]
    for stream in streams:
        stream.open()
    for handler in app.log.handlers:
        _to_terminal(handler, streams[1].fileno() if streams[1].pipe is not None else 2)
    app.iopub_thread.open(sock, streams)


def _to_terminal(handler: Handler, descriptor: int) -> None:
    """The kernel's own log goes to the terminal, not into the notebook."""
    if isinstance(handler, StreamHandler):
        handler.setStream(TextIOWrapper(FileIO(descriptor, "w", closefd=False)))


def _listen(loop: IOLoop, kernel: Any, sock: socket.socket) -> None:
    # One context for all messages, so that context variables live on from cell to cell.
    handle = _async_in_context(partial(kernel.shell_main, None))
    reader, running = Reader(), set[asyncio.Task[Any]]()

    def readable(*_: Any) -> None:
        try:
            data = os.read(sock.fileno(), 1 << 16)
        except OSError:
            data = b""
        if not data:
            loop.remove_handler(sock.fileno())
            loop.stop()
        for body, buffers in reader.feed(data):
            message = json.loads(body)
            message["buffers"] = [memoryview(buffer) for buffer in buffers]
            task = asyncio.ensure_future(handle(message))
            running.add(task)
            task.add_done_callback(running.discard)

    loop.add_handler(sock.fileno(), readable, IOLoop.READ)
