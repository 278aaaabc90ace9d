"""Where a scenario goes when its states give way, and which scenarios much else runs into.

*Global succession*: every descriptor at once moves to the state with the highest balance; one
whose state is among the highest stays, and of several others the first is taken. What it ends in
is an *attractor*: a consistent scenario, which stays as it is, or a cycle. The *basin* of an
attractor is the number of starts that end in it, itself included (W. Weimer-Jehle 2006). A large
basin says that much leads there by the matrix; it is no probability.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from sat.judgment.calibration import wilson
from sat.scenarios.impacts import Configuration, Impacts

EXACT = 1 << 20  # configurations up to which every start is tried
VISITED = 500_000  # scenarios that sampled starts may go through in all, about 200 MB


@dataclass(frozen=True)
class Attractor:
    """Scenarios that succession ends in: one that stays, or a cycle from its lowest on.

    ``basin`` are the starts that end here, ``share`` their part of all starts, 0 to 1; ``low`` and
    ``high`` enclose the share of all configurations (95 %, Wilson), or are the share if it is
    exact.
    """

    cycle: tuple[Configuration, ...]
    basin: int
    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Basins:
    """All attractors met, the largest basin first; ``exact`` where every start was tried.

    ``unended`` are the starts still under way when the walks were cut off, 0 if it is exact: a
    cycle can be as long as there are configurations.
    """

    attractors: tuple[Attractor, ...]
    starts: int
    exact: bool
    unended: int = 0


def successor(impacts: Impacts, scenario: Sequence[int]) -> Configuration:
    """The scenario after one step of global succession.

    >>> rows = [[0, 0, 2, -2], [0, 0, -1, 1], [1, -1, 0, 0], [0, 0, 0, 0]]
    >>> successor(Impacts.of("AB", ["xy", "xy"], rows), (0, 1))
    (0, 0)
    """
    impacts.check(scenario)
    return _successors(impacts, np.array([scenario]))[0]


def _successors(impacts: Impacts, states: np.ndarray) -> list[Configuration]:
    """One step from each row of states."""
    cells = np.array(impacts.cells)
    sums = sum(cells[first + states[:, number]] for number, first in enumerate(impacts.offsets))
    moved = _moved(impacts, np.asarray(sums), list(states.T))
    return [tuple(row) for row in np.stack(moved, axis=1).tolist()]


def _moved(impacts: Impacts, sums: np.ndarray, states: Sequence[np.ndarray]) -> list[np.ndarray]:
    """By descriptor the state after a step; ``sums`` has the balances of each configuration."""
    found = []
    for first, size, now in zip(impacts.offsets, impacts.sizes, states, strict=True):
        part = sums[:, first : first + size]
        here = np.take_along_axis(part, now[:, None], axis=1)[:, 0]
        found.append(np.where(here == part.max(axis=1), now, part.argmax(axis=1)))
    return found


def basins(
    impacts: Impacts,
    known: Iterable[Configuration] = (),
    samples: int = 10_000,
    seed: int = 1,
    exact_to: int = EXACT,
    visited: int = VISITED,
) -> Basins:
    """Attractors of global succession with their basins.

    Up to ``exact_to`` configurations every start is tried; beyond, ``samples`` of them are drawn
    evenly with the seed, and walked until they end or have gone through ``visited`` scenarios in
    all. ``known`` are consistent scenarios that the answer has to name even if no
    start drawn leads to them. Raises ``ValueError`` for fewer than one sample, and where a known
    scenario is not one that stays.

    >>> basins(Impacts.of("A", ["xyz"], [[0, 1, 0], [0, 1, 0], [0, 0, 0]])).attractors[0].basin
    2
    """
    rest = list(known)
    for scenario in rest:
        if successor(impacts, scenario) != tuple(scenario):
            raise ValueError(f"known scenario {tuple(scenario)} does not stay; it is no attractor")
    if samples < 1:
        raise ValueError(f"samples is {samples!r}; it is at least 1")
    if impacts.configurations <= exact_to:
        return _ordered(_all_ends(impacts), impacts.configurations, exact=True)
    draw = np.random.default_rng(seed)
    starts = np.stack([draw.integers(0, size, samples) for size in impacts.sizes], axis=1)
    ends = _sampled_ends(impacts, starts, visited)
    unended = ends.pop((), 0)
    for scenario in rest:
        ends.setdefault((tuple(scenario),), 0)
    return replace(_ordered(ends, samples, exact=False), unended=unended)


def _ordered(ends: dict[tuple[Configuration, ...], int], starts: int, exact: bool) -> Basins:
    found = []
    for cycle, basin in sorted(ends.items(), key=lambda item: (-item[1], item[0])):
        share = basin / starts
        low, high = (share, share) if exact else wilson(basin, starts)
        found.append(Attractor(cycle, basin, share, low, high))
    return Basins(tuple(found), starts, exact)


def _all_ends(impacts: Impacts) -> dict[tuple[Configuration, ...], int]:
    """Each attractor with its basin, from every configuration, numbered lexicographically."""
    steps = _all_steps(impacts)
    ends = steps
    # Doubled so often, the steps are more than there are configurations: every start has arrived.
    for _ in range(len(steps).bit_length()):
        ends = ends[ends]
    places, sizes = np.unique(ends, return_counts=True)
    left = dict(zip(places.tolist(), sizes.tolist(), strict=True))
    found: dict[tuple[Configuration, ...], int] = {}
    # In a cycle every place can be an end; the lowest comes first and takes the others along.
    for place in places.tolist():
        cycle, basin = [], 0
        while place in left:
            basin += left.pop(place)
            cycle.append(_scenario(impacts, place))
            place = int(steps[place])
        if cycle:
            found[tuple(cycle)] = basin
    return found


def _scenario(impacts: Impacts, place: int) -> Configuration:
    """The scenario with a number in lexicographic order."""
    states = []
    for size in reversed(impacts.sizes):
        place, state = divmod(place, size)
        states.append(state)
    return tuple(reversed(states))


def _all_steps(impacts: Impacts) -> np.ndarray:
    """The number of each configuration's successor.

    The descriptors are parted in two: the balances of a configuration are the sums of its first
    part and of its second, and each of these is worked out once.
    """
    cells, half = np.array(impacts.cells), len(impacts.sizes) // 2
    heads = np.array(list(product(*map(range, impacts.sizes[:half]))), np.intp)
    tails = np.array(list(product(*map(range, impacts.sizes[half:]))), np.intp)
    head_sums = _part_sums(cells, impacts.offsets[:half], heads)
    tail_sums = _part_sums(cells, impacts.offsets[half:], tails)
    found = []
    for head, sums in zip(heads, head_sums, strict=True):
        states = [np.full(len(tails), state) for state in head] + list(tails.T)
        places = np.zeros(len(tails), np.intp)
        moved = _moved(impacts, tail_sums + sums, states)
        for size, state in zip(impacts.sizes, moved, strict=True):
            places = places * size + state
        found.append(places)
    return np.concatenate(found)


def _part_sums(cells: np.ndarray, offsets: Sequence[int], states: np.ndarray) -> np.ndarray:
    sums = np.zeros((len(states), len(cells)), cells.dtype)
    for number, first in enumerate(offsets):
        sums += cells[first + states[:, number]]
    return sums


def _sampled_ends(
    impacts: Impacts, starts: np.ndarray, visited: int
) -> dict[tuple[Configuration, ...], int]:
    """Each attractor met, with how many of the starts end in it; an empty one has the unended."""
    begun = [tuple(row) for row in starts.tolist()]
    steps: dict[Configuration, Configuration] = {}
    ahead = list(dict.fromkeys(begun))
    while ahead and len(steps) < visited:
        steps.update(zip(ahead, _successors(impacts, np.array(ahead)), strict=True))
        ahead = [row for row in dict.fromkeys(steps[row] for row in ahead) if row not in steps]
    ends: dict[Configuration, tuple[Configuration, ...]] = {}
    return dict(Counter(_end(start, steps, ends) for start in begun))


def _end(
    start: Configuration,
    steps: dict[Configuration, Configuration],
    ends: dict[Configuration, tuple[Configuration, ...]],
) -> tuple[Configuration, ...]:
    """The attractor that a start runs into, empty where the steps known do not reach one.

    ``ends`` remembers it for all on the way.
    """
    way: dict[Configuration, int] = {}
    here = start
    while here in steps and here not in way and here not in ends:
        way[here] = len(way)
        here = steps[here]
    if here in ends:
        end = ends[here]
    elif here not in steps:
        end = ()
    else:
        cycle = list(way)[way[here] :]
        lowest = cycle.index(min(cycle))
        end = tuple(cycle[lowest:] + cycle[:lowest])
    ends.update(dict.fromkeys(way, end))
    return end
