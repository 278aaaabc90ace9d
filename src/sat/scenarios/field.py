"""The morphological field of a case: which states can go together, and in how many ways.

Every pair of states of two drivers is judged possible, doubtful or impossible, for a reason that is
logical, empirical or normative (cross-consistency assessment; T. Ritchey, *Wicked Problems –
Social Messes*, 2011). Three states and more can exclude each other too. A pair that nobody judged
is *un-assessed*, which is never the same as consistent: so each count is given both ways, with
un-assessed pairs taken as possible, and over the configurations alone in which every pair was
judged. The truth of a finished field lies between.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from sat.case import Case
from sat.case.futures import Exclusion, Pair
from sat.scales import CONSISTENCY_KIND
from sat.scenarios.box import Box, count, removed_by, support
from sat.scenarios.box_search import Configuration, Value
from sat.text import joined, one_line

KINDS = CONSISTENCY_KIND.codes
Two = frozenset[str]  # the ids of the states of a pair


@dataclass(frozen=True)
class Counts:
    """How many configurations hold together, by what is asked of their pairs of states.

    ``possible``: none is impossible; ``undoubted``: none doubtful either. In both a pair that was
    not judged is taken as possible. ``assessed`` and ``firm`` are the same two where moreover every
    pair was judged. So firm ≤ assessed ≤ possible, and firm ≤ undoubted ≤ possible.
    """

    possible: int
    undoubted: int
    assessed: int
    firm: int


@dataclass(frozen=True)
class Tally:
    """The judgments that give one kind of reason, in pairs of states.

    ``larger`` are exclusions of three states and more. ``back`` is how many configurations come
    back if the field drops all its exclusions of the kind.
    """

    kind: str
    possible: int
    doubtful: int
    impossible: int
    larger: int
    back: int


@dataclass(frozen=True)
class Weighed:
    """States that exclude each other, two or more, and why.

    ``back`` are the configurations that come back if this alone is dropped.
    """

    states: tuple[str, ...]
    kind: str
    reason: str
    back: int


@dataclass(frozen=True)
class FieldResult:
    """A field and what it leaves.

    ``strict`` says whether doubtful pairs are excluded with the impossible ones; ``box``,
    ``support``, ``tallies`` and ``removed`` go by it, and take un-assessed pairs as possible, while
    ``counts`` has both. ``pairs`` is the number of pairs of states of different drivers,
    ``assessed`` how many of them were judged. ``support`` is by driver and state, in the order of
    ``states``; ``removed`` has the exclusions, the weightiest first.
    """

    drivers: tuple[str, ...]
    states: tuple[tuple[str, ...], ...]
    strict: bool
    box: Box
    pairs: int
    assessed: int
    counts: Counts
    support: tuple[tuple[int, ...], ...]
    tallies: tuple[Tally, ...]
    removed: tuple[Weighed, ...]

    @property
    def unassessed(self) -> int:
        """Pairs of states that nobody judged."""
        return self.pairs - self.assessed

    @property
    def dead(self) -> tuple[str, ...]:
        """States that occur in no configuration any more."""
        return tuple(
            state
            for states, numbers in zip(self.states, self.support, strict=True)
            for state, number in zip(states, numbers, strict=True)
            if not number
        )

    def named(self, configuration: Configuration) -> tuple[str, ...]:
        """A configuration of the box as the ids of its states."""
        pairs = zip(self.states, configuration, strict=True)
        return tuple(states[place] for states, place in pairs)

    def fixed(self, states: Iterable[str]) -> dict[int, int]:
        """States as ``box.count`` and its like take them: a driver's place with its state's.

        Raises ``ValueError`` for a state that is not in the field, and for two of one driver.
        """
        places, found = _places(self.states), dict[int, int]()
        for state in states:
            if state not in places:
                raise ValueError(f"there is no state '{one_line(state)}' in the field")
            driver, place = places[state]
            if found.get(driver, place) != place:
                name = self.drivers[driver]
                raise ValueError(f"driver {name} is fixed to two states; fix it to one at most")
            found[driver] = place
        return found


def field(case: Case, drivers: Sequence[str] = (), strict: bool = False) -> FieldResult:
    """The field of a case, over all its drivers or over some (by id, in the case's order).

    ``strict`` excludes doubtful pairs with the impossible ones. Raises ``ValueError`` for a case
    without drivers, for a driver that is not there or has no state, and for a pair of states that
    is judged twice.
    """
    names = _chosen(case, drivers)
    states = tuple(_states(case, name) for name in names)
    places = _places(states)
    judged = _judged(case, places)
    out = {"impossible", "doubtful"} if strict else {"impossible"}
    pairs = [_Excluded.of(pair) for pair in judged.values() if pair.consistency in out]
    larger = [_Excluded.of(row) for row in case.exclusions if places.keys() >= set(row.states)]
    excluded = pairs + larger
    box = _box(states, (row.states for row in excluded))
    return FieldResult(
        drivers=names,
        states=states,
        strict=strict,
        box=box,
        pairs=len(_all_pairs(states)),
        assessed=len(judged),
        counts=_counts(states, judged, [row.states for row in larger]),
        support=support(box),
        tallies=tuple(_tally(kind, states, list(judged.values()), excluded) for kind in KINDS),
        removed=_weighed(box, excluded),
    )


def _chosen(case: Case, drivers: Sequence[str]) -> tuple[str, ...]:
    known = [row.driver_id for row in case.drivers]
    if not known:
        raise ValueError(f"case {case.case_id} has no drivers; a field needs one at least")
    for name in drivers:
        if name not in known:
            raise ValueError(f"there is no driver '{one_line(name)}'; there are: {joined(known)}")
    return tuple(name for name in known if name in drivers or not drivers)


def _states(case: Case, driver: str) -> tuple[str, ...]:
    found = tuple(row.state_id for row in case.states if row.driver_id == driver)
    if not found:
        raise ValueError(f"driver {driver} has no state; give it one or leave it out of the field")
    return found


def _places(states: Sequence[Sequence[str]]) -> dict[str, Value]:
    return {
        state: (driver, place)
        for driver, row in enumerate(states)
        for place, state in enumerate(row)
    }


def _two(pair: Pair) -> Two:
    return frozenset((pair.state_a, pair.state_b))


def _judged(case: Case, places: dict[str, Value]) -> dict[Two, Pair]:
    """The judgments between states of the field, in file order."""
    found = dict[Two, Pair]()
    for pair in case.consistency:
        if pair.state_a in places and pair.state_b in places:
            if _two(pair) in found:
                both = f"{pair.state_a} and {pair.state_b}"
                raise ValueError(f"states {both} are judged twice; keep one line of the two")
            found[_two(pair)] = pair
    return found


def _all_pairs(states: Sequence[Sequence[str]]) -> list[Two]:
    """Every pair of states of different drivers."""
    crossed = combinations(states, 2)
    return [frozenset((a, b)) for first, second in crossed for a in first for b in second]


@dataclass(frozen=True)
class _Excluded:
    """What excludes states from each other, a pair or more of them."""

    states: tuple[str, ...]
    kind: str
    reason: str

    @classmethod
    def of(cls, row: Pair | Exclusion) -> "_Excluded":
        states = (row.state_a, row.state_b) if isinstance(row, Pair) else row.states
        return cls(states, row.kind, row.reason)


def _box(states: Sequence[Sequence[str]], excluded: Iterable[Iterable[str]]) -> Box:
    places = _places(states)
    rows = [tuple(sorted(places[state] for state in row)) for row in excluded]
    pairs = tuple((row[0], row[1]) for row in rows if len(row) == 2)
    return Box(tuple(map(len, states)), pairs, tuple(row for row in rows if len(row) > 2))


def _counts(
    states: Sequence[Sequence[str]], judged: dict[Two, Pair], larger: list[tuple[str, ...]]
) -> Counts:
    marks = {two: pair.consistency for two, pair in judged.items()}
    every = _all_pairs(states)

    def without(*out: str, unknown: str) -> int:
        pairs = [two for two in every if marks.get(two, unknown) in out]
        return count(_box(states, [*pairs, *larger]))

    return Counts(
        possible=without("impossible", unknown="possible"),
        undoubted=without("impossible", "doubtful", unknown="possible"),
        assessed=without("impossible", unknown="impossible"),
        firm=without("impossible", "doubtful", unknown="impossible"),
    )


def _tally(
    kind: str, states: Sequence[Sequence[str]], judged: list[Pair], excluded: list[_Excluded]
) -> Tally:
    marks = Counter(pair.consistency for pair in judged if pair.kind == kind)
    larger = sum(len(row.states) > 2 for row in excluded if row.kind == kind)
    whole = count(_box(states, (row.states for row in excluded)))
    rest = count(_box(states, (row.states for row in excluded if row.kind != kind)))
    parts = marks["possible"], marks["doubtful"], marks["impossible"]
    return Tally(kind, *parts, larger, rest - whole)


def _weighed(box: Box, excluded: list[_Excluded]) -> tuple[Weighed, ...]:
    pairs = [row for row in excluded if len(row.states) == 2]
    larger = [row for row in excluded if len(row.states) > 2]
    known = dict(zip(box.all_exclusions, pairs + larger, strict=True))
    found = []
    for removal in removed_by(box):
        own = known[removal.exclusion]
        found.append(Weighed(own.states, own.kind, own.reason, removal.back))
    return tuple(found)
