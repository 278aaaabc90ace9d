"""The search for consistent scenarios in machine code, where numba is installed.

``solve`` is ``balance.solve`` again: the same errors and the same tree of nodes, so what it returns
is equal, also where a limit or a budget of nodes ended the search, and a report does not tell which
of the two it was made with. Once it is loaded it takes a 5th to a 20th of the time on matrices that
take a tenth of a second and more. ``search`` uses it where that pays.

Nothing here imports numba before it is used. Loading takes about a second, and on the first call
after an installation `sat.scenarios.kernels` is compiled, which takes ten.
"""

import sys
from collections.abc import Iterable
from importlib.util import find_spec
from time import perf_counter

from sat.scenarios import balance
from sat.scenarios.balance import Fixed, Solutions
from sat.scenarios.bounds import Bounds, Place
from sat.scenarios.impacts import Configuration, Impacts

STATES = 62  # of one descriptor: its domain is a mask in 64 bits
ENDLESS = 1 << 62
SLICE = 4000  # nodes between two looks at the clock, and between two chances to be interrupted
TRIAL = 1.0  # seconds that the pure engine may take before the other is loaded; as long as loading
WIDE = 14  # descriptors from which, once it is loaded, it is the quicker, measured


def available() -> bool:
    """Whether numba is installed; it is not imported."""
    return find_spec("numba") is not None


def search(
    impacts: Impacts,
    slack: int = 0,
    fixed: Fixed | None = None,
    forbidden: Iterable[tuple[Place, Place]] = (),
    limit: int | None = None,
    node_budget: int | None = None,
    seconds: float | None = None,
) -> Solutions:
    """What ``balance.solve`` returns, and raises, for the same, from whichever engine is quicker.

    Most searches end sooner than numba is loaded. So the pure engine begins, and where it has not
    ended after a second the compiled one starts afresh: at worst that takes twice as long as the
    better of the two, compiling left out. Once it is loaded, matrices of 14 descriptors and more
    are its own from the start.
    """
    forbidden = list(forbidden)
    loaded = "sat.scenarios.kernels" in sys.modules
    if loaded and len(impacts.sizes) >= WIDE:
        return solve(impacts, slack, fixed, forbidden, limit, node_budget, seconds)
    usable = available() and max(impacts.sizes) <= STATES
    if not usable or (seconds is not None and not seconds > TRIAL):
        return balance.solve(impacts, slack, fixed, forbidden, limit, node_budget, seconds)
    began = perf_counter()
    found = balance.solve(impacts, slack, fixed, forbidden, limit, node_budget, TRIAL)
    used = perf_counter() - began
    if found.complete or used < TRIAL:
        return found
    left = None if seconds is None else max(seconds - used, 1e-9)
    return solve(impacts, slack, fixed, forbidden, limit, node_budget, left)


def solve(
    impacts: Impacts,
    slack: int = 0,
    fixed: Fixed | None = None,
    forbidden: Iterable[tuple[Place, Place]] = (),
    limit: int | None = None,
    node_budget: int | None = None,
    seconds: float | None = None,
) -> Solutions:
    """What ``balance.solve`` returns, and raises, for the same; ``seconds`` are those of searching.

    Loading and compiling do not count among them, and the clock is looked at every 4,000 nodes.
    Without numba, or where a descriptor has more than 62 states, ``balance.solve`` does it.
    """
    if max(impacts.sizes) > STATES or not available():
        return balance.solve(impacts, slack, fixed, forbidden, limit, node_budget, seconds)
    bounds = balance.bounds_within(impacts, slack, forbidden)
    balance.check_above_0(limit=limit, node_budget=node_budget, seconds=seconds)
    domains = balance.domains_within(impacts, fixed or {})
    return _searched(bounds, domains, _end(limit), _end(node_budget), seconds)


def _end(value: int | None) -> int:
    return ENDLESS if value is None else min(int(value), ENDLESS)


def _searched(
    bounds: Bounds, domains: list[int], limit: int, node_budget: int, seconds: float | None
) -> Solutions:
    """Calls the kernel until it is done or at an end, and takes over what it finds."""
    from sat.scenarios.arrays import arrays_of
    from sat.scenarios.kernels import DONE, FULL, HELD, NODES, PAUSED
    from sat.scenarios.kernels import search as kernel

    matrix, work = arrays_of(bounds, domains)
    found: list[Configuration] = []
    # A call for no node at all: where the kernel is to be compiled, it is now.
    status = kernel(matrix, work, balance.PROBING, limit, 0)
    began = perf_counter()
    while status in (PAUSED, FULL):
        nodes = int(work.at[NODES])
        late = seconds is not None and perf_counter() - began > seconds
        if status == PAUSED and (late or nodes >= node_budget):
            break
        status = kernel(matrix, work, balance.PROBING, limit, min(node_budget, nodes + SLICE))
        found += map(tuple, work.found[: work.at[HELD]].tolist())
        work.at[HELD] = 0
    return Solutions(tuple(sorted(found)), status == DONE, int(work.at[NODES]))
