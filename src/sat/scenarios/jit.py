"""How the functions of `sat.scenarios.kernels` are compiled; importing this imports numba."""

from collections.abc import Callable
from typing import Any, TypeVar

import numba

F = TypeVar("F", bound=Callable[..., Any])


def jitted(function: F) -> F:
    """The function compiled on its first call; kept for the next process where that can be.

    Where no folder can be written to, numba refuses to keep it; then each process compiles.
    """
    try:
        return _compiled(function, cache=True)
    except RuntimeError:
        return _compiled(function)


def part(function: F) -> F:
    """A part of such a function; as a call of its own it would take longer than what it does."""
    return _compiled(function, forceinline=True)


def _compiled(function: F, **options: bool) -> F:
    # Nothing is allocated in here, so no one need count who holds an array; that took most of the
    # time. The option is numba's own, and not among those that its types tell of.
    njit: Any = numba.njit
    made: F = njit(_nrt=False, **options)(function)
    return made
