"""The warm processes of this process: started when first asked for, kept, and ended.

Kernels are forked from them, so that a driver with threads never forks itself. One is kept for
each kind of kernel; what is read when modules are imported (environment, sources) is its key, and
another key starts another one. The old one ends when its last kernel has.
"""

import atexit
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sat.report.warm.forked import ForkedProcess
from sat.report.warm.line import Line, WarmError
from sat.report.warm.surroundings import Surroundings, surroundings, umask
from sat.report.warm.wire import pack, send_request

PIPE, ZMQ = "kernel", "provided"  # modules of this package
_START = (
    "import sys; sys.path[:1] == [''] and sys.path.pop(0); "
    "from sat.report.warm.zygote import main; main({}, {}, {!r}, {!r})"
)


@dataclass(frozen=True)
class Wanted:
    """What kernels a warm process is for: their kind, and how Python and IPython are started."""

    kind: str
    flags: tuple[str, ...] = ()
    argv: tuple[str, ...] = ("--HistoryManager.hist_file=:memory:",)


class WarmProcess(Line):
    """A warm process that was started here, and the connection to it."""

    def __init__(self, kind: str, argv: Sequence[str], around: Surroundings):
        """Start it, without waiting until it is warm. Raises ``WarmError`` where it cannot."""
        control, theirs = socket.socketpair()
        super().__init__(control, (kind, tuple(argv), around.key))
        code = _START.format(theirs.fileno(), os.getpid(), kind, list(argv))
        try:
            self.process = subprocess.Popen(  # noqa: S603
                [sys.executable, *around.flags, "-c", code],
                pass_fds=[theirs.fileno()],
                env=dict(around.environment),
                cwd=around.folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError as error:
            control.close()
            raise WarmError(f"the warm process cannot start: {error}") from error
        finally:
            theirs.close()

    def is_usable(self) -> bool:
        """Whether it can be asked for kernels."""
        return super().is_usable() and not self.has_ended()

    def share(self) -> socket.socket:
        """A further connection, for another process. It is told there when this one is warm."""
        own, theirs = socket.socketpair()
        with theirs, suppress(OSError), self._lock:  # where it has ended, the other end sees that
            send_request(self._control, b'{"join": true}', [theirs.fileno()])
        return own

    def disown(self) -> None:
        """In a copy of the process that started it: leave it to that one."""
        super().disown()
        self.process.returncode = 0  # nothing to wait for

    def has_ended(self) -> bool:
        """Whether the process is gone."""
        return self.process.poll() is not None

    def stop(self) -> None:
        """End it and its kernels."""
        self._usable = False
        with suppress(OSError):
            self._control.settimeout(1.0)
            self._control.sendall(pack(b'{"stop": true}'))
        self._control.close()
        try:
            self.process.wait(2.0)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


_kept: dict[str, Line] = {}
_retired: list[Line] = []
_lock = threading.Lock()


def warm_up(wanted: Wanted, env: Mapping[str, str], cwd: str) -> Line:
    """The warm process for such kernels, started if there is none. Raises ``WarmError``."""
    return _process(wanted, surroundings(env, cwd, wanted.flags))


def fork_kernel(
    wanted: Wanted, request: Mapping[str, Any], data: int | None = None
) -> ForkedProcess:
    """A fresh kernel. ``request`` has its ``env``, ``cwd`` and whatever the kind of kernel needs.

    ``data`` is its end of the connection. Raises ``WarmError``.
    """
    whole = dict(request) | {"umask": umask()}
    around = surroundings(request["env"], request["cwd"], wanted.flags)
    for _ in range(3):  # it may have been killed or replaced since it was last asked
        warm = _process(wanted, around)
        try:
            return warm.fork(whole, (1, 2), data)
        except WarmError as error:
            if warm.is_usable():
                raise
            why = error
    raise why


def start() -> bool:
    """Start the warm process of the engine now. Returns whether kernels can be forked here."""
    try:
        warm_up(Wanted(PIPE), os.environ, str(Path.cwd()))
    except WarmError:
        return False
    return True


Shared = tuple[socket.socket, tuple[object, ...]]


def share() -> Shared | None:
    """A connection to the warm process of the engine and its key, for another process to ``adopt``.

    The warm process is started where there is none; it is warm some seconds later, and ends with
    this process. ``None`` where nothing is forked.
    """
    if _why_not():
        return None
    try:
        warm = _chosen(Wanted(PIPE), surroundings(os.environ, str(Path.cwd())))
    except WarmError:  # the other process will meet it, and say so
        return None
    return (warm.share(), warm.key) if isinstance(warm, WarmProcess) else None


def adopt(control: socket.socket, key: tuple[object, ...]) -> None:
    """Ask a warm process that another process has started, as long as its key is the one wanted."""
    with _lock:
        _kept[PIPE] = Line(control, key)


def stop_all() -> None:
    """End the warm processes of this process, and the kernels that were forked from them."""
    with _lock:
        ended = [*_kept.values(), *_retired]
        _kept.clear()
        _retired.clear()
    for warm in ended:
        warm.stop()


def _process(wanted: Wanted, around: Surroundings) -> Line:
    if why := _why_not():
        raise WarmError(why)
    while True:
        warm = _chosen(wanted, around)
        try:
            warm.await_ready()
            return warm
        except WarmError:
            warm.stop()
            if isinstance(warm, WarmProcess):
                raise  # else it was another's, and one of one's own will say why


def _chosen(wanted: Wanted, around: Surroundings) -> Line:
    """The one that is kept, where it is as wanted; else a new one in its place."""
    key = (wanted.kind, wanted.argv, around.key)
    with _lock:
        warm = _kept.get(wanted.kind)
        if warm and warm.is_usable() and warm.key == key:
            return warm
        if warm:
            del _kept[wanted.kind]
            warm.retire()
            _retired.append(warm)
        _retired[:] = [old for old in _retired if not old.has_ended()]
        _kept[wanted.kind] = WarmProcess(wanted.kind, wanted.argv, around)
        return _kept[wanted.kind]


def _why_not() -> str:
    if not sys.platform.startswith("linux"):
        return f"kernels are forked on Linux only, and this is {sys.platform}"
    missing = [name for name in ("fork", "pidfd_open", "eventfd") if not hasattr(os, name)]
    return f"this Python has no os.{missing[0]}" if missing else ""


def _forget() -> None:
    """A process that was forked from this one has no warm process of its own yet."""
    global _lock
    _lock = threading.Lock()
    for warm in _kept.values():
        warm.disown()
    _kept.clear()
    _retired.clear()


os.register_at_fork(after_in_child=_forget)
atexit.register(stop_all)
