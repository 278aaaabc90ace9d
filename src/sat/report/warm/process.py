"""The warm processes of this process: started when first asked for, kept, and ended.

Kernels are forked from them, so that a driver with threads never forks itself. One is kept for
each kind of kernel; what is read when modules are imported (environment, sources) is its key, and
another key starts another one. The old one ends when its last kernel has.
"""

import atexit
import json
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

from sat.report.warm import child
from sat.report.warm.forked import ForkedProcess
from sat.report.warm.surroundings import Surroundings, surroundings, umask
from sat.report.warm.wire import pack, receive, send_request

PIPE, ZMQ = "kernel", "provided"  # modules of this package
_START = (
    "import sys; sys.path[:1] == [''] and sys.path.pop(0); "
    "from sat.report.warm.zygote import main; main({}, {}, {!r}, {!r})"
)
_PATIENCE = 180.0  # seconds for a start: on a busy machine imports take long


class WarmError(Exception):
    """No kernel can be forked here; the message says why."""


@dataclass(frozen=True)
class Wanted:
    """What kernels a warm process is for: their kind, and how Python and IPython are started."""

    kind: str
    flags: tuple[str, ...] = ()
    argv: tuple[str, ...] = ("--HistoryManager.hist_file=:memory:",)


class WarmProcess:
    """One warm process and the connection to it."""

    def __init__(self, kind: str, argv: Sequence[str], around: Surroundings):
        """Start it. Raises ``WarmError`` where it cannot start or has threads."""
        self.key = (kind, tuple(argv), around.key)
        self._lock = threading.Lock()
        self._usable = True
        self._control, theirs = socket.socketpair()
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
            self._control.close()
            raise WarmError(f"the warm process cannot start: {error}") from error
        finally:
            theirs.close()
        try:
            self._await_ready()
        except BaseException:
            self.stop()
            raise

    def _await_ready(self) -> None:
        self._control.settimeout(_PATIENCE)
        try:
            ready = json.loads(receive(self._control)[0])
        except (EOFError, OSError) as error:
            raise WarmError(f"the warm process did not start: {error}") from error
        if "error" in ready:
            raise WarmError(f"the warm process did not start: {ready['error'].splitlines()[-1]}")
        if ready["threads"] > 1:
            raise WarmError(f"the warm process has {ready['threads']} threads")
        self.held = ready["held"]
        self._control.settimeout(None)

    def is_usable(self) -> bool:
        """Whether it can be asked for kernels."""
        return self._usable and self.process.poll() is None

    def fork(
        self, request: Mapping[str, Any], out: Sequence[int], data: int | None = None
    ) -> ForkedProcess:
        """A new kernel with ``out`` as its descriptors 1 and 2. Raises ``WarmError``."""
        body = json.dumps(dict(request)).encode("utf-8", "surrogateescape")
        status, theirs = os.pipe()
        null = os.open(os.devnull, os.O_RDWR)
        given = [null, *(number if child.is_open(number) else null for number in out), theirs]
        try:
            reply = self._ask(body, given if data is None else [*given, data])
            if "error" in reply:
                raise WarmError(f"no kernel could be forked: {reply['error']}")
        except BaseException:
            os.close(status)
            raise
        finally:
            os.close(null)
            os.close(theirs)
        return ForkedProcess(reply["pid"], status)

    def _ask(self, body: bytes, descriptors: Sequence[int]) -> dict[str, Any]:
        with self._lock:
            if not self._usable:
                raise WarmError("the warm process has been replaced")
            try:
                send_request(self._control, body, descriptors)
                reply: dict[str, Any] = json.loads(receive(self._control)[0])
            except BaseException as error:
                # An answer that nobody took would be taken for that to the next question.
                self._usable = False
                self.process.kill()
                if isinstance(error, EOFError | OSError):
                    raise WarmError(f"the warm process has ended: {error}") from error
                raise
        return reply

    def retire(self) -> None:
        """Ask for no more kernels; it ends with the last one."""
        with self._lock:
            self._usable = False
            self._control.close()

    def disown(self) -> None:
        """In a copy of the process that started it: leave it to that one."""
        self._lock = threading.Lock()
        self._control.close()
        self.process.returncode = 0  # nothing to wait for

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


_kept: dict[str, WarmProcess] = {}
_retired: list[WarmProcess] = []
_lock = threading.Lock()


def warm_up(wanted: Wanted, env: Mapping[str, str], cwd: str) -> WarmProcess:
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


def stop_all() -> None:
    """End the warm processes of this process, and the kernels that were forked from them."""
    with _lock:
        ended = [*_kept.values(), *_retired]
        _kept.clear()
        _retired.clear()
    for warm in ended:
        warm.stop()


def _process(wanted: Wanted, around: Surroundings) -> WarmProcess:
    if why := _why_not():
        raise WarmError(why)
    key = (wanted.kind, wanted.argv, around.key)
    with _lock:
        warm = _kept.get(wanted.kind)
        if warm and warm.is_usable() and warm.key == key:
            return warm
        if warm:
            del _kept[wanted.kind]
            warm.retire()
            _retired.append(warm)
        _retired[:] = [old for old in _retired if old.process.poll() is None]
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
