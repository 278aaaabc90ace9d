"""Scenario matrices: two drivers crossed, and where the case's named scenarios fall.

An *axis* is a driver whose states are parted into two ends. A *quadrant* is one end of each of two
axes. A named scenario falls into the quadrant whose ends hold its states; one that leaves a driver
open falls into none. Crossing all pairs of n drivers gives n(n−1)/2 matrices of four quadrants
each: Multiple Scenarios Generation for drivers, Quadrant Crunching for the dimensions of a
hypothesis turned round (Heuer & Pherson, *Structured Analytic Techniques*).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from sat.case import Case
from sat.case.futures import Driver, Scenario, State
from sat.scenarios.drivers import axis_drivers
from sat.text import counted, joined, one_line


@dataclass(frozen=True)
class Axis:
    """A driver with its states parted into two ends, both filled."""

    driver: Driver
    ends: tuple[tuple[State, ...], tuple[State, ...]]

    def title(self, end: int) -> str:
        """What one end is called: the titles of its states."""
        return joined([state.title for state in self.ends[end]], "or")

    def end_of(self, states: Iterable[str]) -> int | None:
        """Which end (0 or 1) holds one of these states; ``None`` where neither does."""
        wanted = set(states)
        held = [end for end in (0, 1) if wanted & {state.state_id for state in self.ends[end]}]
        return held[0] if held else None


def axis_of(case: Case, text: str) -> Axis:
    """An axis from its words: a driver's id, or with the states of its first end.

    ``D5`` parts the driver's states in the middle of the file's order, the first end the smaller;
    ``D5:D5.open,D5.taxed`` puts these two on the first end and the others on the second.

    Raises ``ValueError`` for a driver or state that is not there, for a driver with fewer than two
    states, and for an end that would be empty.
    """
    name, _, listed = (part.strip() for part in text.partition(":"))
    drivers = {row.driver_id: row for row in case.drivers}
    if name not in drivers:
        raise ValueError(f"there is no driver '{one_line(name)}'; there are: {_names(drivers)}")
    states = [row for row in case.states if row.driver_id == name]
    if len(states) < 2:
        raise ValueError(f"driver {name} has {counted(len(states), 'state')}; an axis has two ends")
    first = _first_end(name, states, listed)
    second = tuple(row for row in states if row not in first)
    if not first or not second:
        raise ValueError(f"axis {one_line(text)}: one end has no state; leave some for each")
    return Axis(drivers[name], (first, second))


def axes_of(case: Case, text: str = "") -> tuple[Axis, Axis]:
    """Two axes from their words, separated by ``;``; blank: the two first drivers by rule.

    The words are those of ``axis_of``, the rule is that of ``drivers.priorities``. Raises
    ``ValueError`` for other than two axes, for two of one driver, and as these do.
    """
    words = [part.strip() for part in text.split(";") if part.strip()]
    if not words:
        words = [row.driver_id for row in axis_drivers(case)]
    if len(words) != 2:
        raise ValueError(f"axes are '{one_line(text)}'; write two, separated by ';'")
    first, second = (axis_of(case, word) for word in words)
    if first.driver == second.driver:
        raise ValueError(f"both axes are driver {first.driver.driver_id}; cross two different ones")
    return first, second


def _first_end(name: str, states: Sequence[State], listed: str) -> tuple[State, ...]:
    if not listed:
        return tuple(states[: len(states) // 2])
    known = {row.state_id: row for row in states}
    wanted = [part.strip() for part in listed.split(",") if part.strip()]
    unknown = [part for part in wanted if part not in known]
    if unknown:
        raise ValueError(
            f"driver {name} has no state {one_line(joined(unknown))}; it has: {_names(known)}"
        )
    return tuple(row for row in states if row.state_id in wanted)


def _names(ids: Iterable[str]) -> str:
    return ", ".join(ids) or "none"


@dataclass(frozen=True)
class Quadrant:
    """One end of each axis, with the scenarios that fall there.

    ``states`` are those of its two ends, ``scenarios`` the named ones, ``hypotheses`` what they
    feed, each once. Without a scenario it is a future that nobody has told yet.
    """

    ends: tuple[int, int]
    titles: tuple[str, str]
    states: tuple[tuple[str, ...], tuple[str, ...]]
    scenarios: tuple[Scenario, ...]

    @property
    def hypotheses(self) -> tuple[str, ...]:
        """The hypotheses that the scenarios feed, in their order."""
        ids = [row.hypothesis_id for row in self.scenarios if row.hypothesis_id]
        return tuple(dict.fromkeys(ids))


@dataclass(frozen=True)
class Matrix:
    """Two axes, their four quadrants, and the scenarios that leave an axis open."""

    axes: tuple[Axis, Axis]
    quadrants: tuple[Quadrant, ...]
    unplaced: tuple[Scenario, ...]

    def at(self, first: int, second: int) -> Quadrant:
        """The quadrant of these ends (0 or 1 of each axis)."""
        return next(row for row in self.quadrants if row.ends == (first, second))

    @property
    def told(self) -> int:
        """Quadrants with at least one named scenario, 0 to 4."""
        return sum(bool(row.scenarios) for row in self.quadrants)


def matrix(case: Case, first: Axis, second: Axis) -> Matrix:
    """The 2 × 2 of two axes. Raises ``ValueError`` where both are of one driver."""
    if first.driver == second.driver:
        name = first.driver.driver_id
        raise ValueError(f"both axes are driver {name}; cross two different ones")
    ends = ((0, 0), (0, 1), (1, 0), (1, 1))
    quadrants = tuple(_quadrant(case, (first, second), pair) for pair in ends)
    placed = {row.scenario_id for quadrant in quadrants for row in quadrant.scenarios}
    unplaced = tuple(row for row in case.scenarios if row.scenario_id not in placed)
    return Matrix((first, second), quadrants, unplaced)


def _quadrant(case: Case, axes: tuple[Axis, Axis], ends: tuple[int, int]) -> Quadrant:
    first, second = (
        tuple(state.state_id for state in axis.ends[end])
        for axis, end in zip(axes, ends, strict=True)
    )
    inside = tuple(
        row
        for row in case.scenarios
        if (axes[0].end_of(row.states), axes[1].end_of(row.states)) == ends
    )
    titles = (axes[0].title(ends[0]), axes[1].title(ends[1]))
    return Quadrant(ends, titles, (first, second), inside)


def crossed(case: Case, axes: Sequence[Axis]) -> tuple[Matrix, ...]:
    """Every pair of axes crossed: n(n−1)/2 matrices, in the order of the axes."""
    return tuple(matrix(case, first, second) for first, second in combinations(axes, 2))


@dataclass(frozen=True)
class Variant:
    """A scenario beside the baseline: which drivers it changes, from which state to which.

    ``silent`` are drivers of which one of the two says nothing: no change can be read there.
    """

    scenario: Scenario
    changed: tuple[tuple[str, str, str], ...]
    silent: tuple[str, ...]


@dataclass(frozen=True)
class Cone:
    """Cone of plausibility: a baseline, and the others by how many assumptions they change.

    ``wild`` is the scenario that the analyst names as the wild card, apart from the variants.
    """

    baseline: Scenario
    variants: tuple[Variant, ...]
    wild: Variant | None


def cone(case: Case, baseline: str = "", wild: str = "") -> Cone:
    """The case's scenarios around a baseline; by default the first scenario of the file.

    Each variant is traced to the drivers whose state it changes; the least changed comes first.
    Raises ``ValueError`` without scenarios, for an id that is not there, and where the wild card
    is the baseline.
    """
    if not case.scenarios:
        raise ValueError(f"case {case.case_id} has no scenarios")
    known = {row.scenario_id: row for row in case.scenarios}
    for name in filter(None, (baseline, wild)):
        if name not in known:
            raise ValueError(f"there is no scenario '{one_line(name)}'; there are: {_names(known)}")
    base = known[baseline] if baseline else case.scenarios[0]
    if wild == base.scenario_id:
        raise ValueError(f"scenario {wild} is the baseline; it cannot be its own wild card")
    found = {row.scenario_id: _variant(case, base, row) for row in case.scenarios if row != base}
    card = found.pop(wild) if wild else None
    return Cone(base, tuple(sorted(found.values(), key=lambda row: len(row.changed))), card)


def _variant(case: Case, base: Scenario, other: Scenario) -> Variant:
    changed, silent = [], []
    for driver, before, after in _pairs(case, base, other):
        if not before or not after:
            silent += [driver] if before or after else []
        elif before != after:
            changed.append((driver, before, after))
    return Variant(other, tuple(changed), tuple(silent))


def _pairs(case: Case, base: Scenario, other: Scenario) -> Iterator[tuple[str, str, str]]:
    """Each driver with its state in both scenarios, blank where one says nothing."""
    driver = {row.state_id: row.driver_id for row in case.states}
    held = [{driver[state]: state for state in row.states} for row in (base, other)]
    for row in case.drivers:
        yield row.driver_id, held[0].get(row.driver_id, ""), held[1].get(row.driver_id, "")
