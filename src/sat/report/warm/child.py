"""From a copy of the warm process to a kernel of its own, and how that ends."""

import atexit
import ctypes
import gc
import io
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

_PR_SET_PDEATHSIG = 1


def become(
    request: Mapping[str, Any], descriptors: list[int], held: set[int], parent: int
) -> list[int]:
    """Cut what ties this copy to the warm process. Returns its own descriptors from the fourth on.

    ``request`` has ``env``, ``cwd``, ``umask`` and ``memory_mb``. ``descriptors`` begin with those
    that become 0, 1 and 2; ``held`` are those that libraries of the warm process have open.
    """
    os.setsid()
    die_with(parent)
    for signum in (signal.SIGTERM, signal.SIGCHLD):
        signal.signal(signum, signal.SIG_DFL)
    signal.set_wakeup_fd(-1)
    for number, descriptor in enumerate(descriptors[:3]):
        os.dup2(descriptor, number)
    own = descriptors[3:]
    _close_all_but(held.union((0, 1, 2), own))
    os.umask(request["umask"])
    os.environ.clear()
    os.environ.update(request["env"])
    os.chdir(request["cwd"])
    _limit_memory(request.get("memory_mb"))
    # The system's generator is copied with the process; Python's own reseeds itself.
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()
    return own


def die_with(parent: int) -> None:
    """Have the system kill this process when its parent dies."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != parent:  # it died before
        os._exit(1)


def open_descriptors() -> set[int]:
    """The numbers of all open descriptors."""
    numbers = [int(path.name) for path in Path("/proc/self/fd").iterdir()]
    return {number for number in numbers if is_open(number)}


def is_open(number: int) -> bool:
    """Whether this process has that descriptor."""
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


def _close_all_but(kept: set[int]) -> None:
    for number in open_descriptors() - kept:
        with suppress(OSError):
            os.close(number)


def _limit_memory(megabytes: int | None) -> None:
    """A cell that takes more gets a ``MemoryError``. What the warm process has counts too."""
    if megabytes:
        import resource  # not on Windows, where this module is only looked at

        most = megabytes << 20
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def run_to_end(life: Callable[[], None], namespace: dict[str, Any]) -> int:
    """Live, then leave as an interpreter does, but for freeing what was inherited.

    Threads are waited for, exit handlers run, what the notebook left in its namespace is let go,
    and every file that it left open is flushed. Returns the exit status.
    """
    status = 0
    try:
        life()
    except SystemExit as stop:
        status = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    except BaseException:
        traceback.print_exc(file=sys.__stderr__)
        status = 1
    for step in (threading._shutdown, atexit._run_exitfuncs, partial(_let_go, namespace)):  # type: ignore[attr-defined]
        with suppress(BaseException):
            step()
    return status


def _let_go(namespace: dict[str, Any]) -> None:
    namespace.clear()
    gc.collect()
    for thing in gc.get_objects():
        if isinstance(thing, io.TextIOWrapper | io.BufferedWriter | io.BufferedRandom):
            with suppress(Exception):
                thing.flush()
