"""How far each indicator stands on a day, from what was known that day.

Two levels are kept apart. The *present* level is what somebody saw within the indicator's cadence;
where nobody looked in time it is unknown, which is not quiet. The *standing* level is the last one
seen and not yet cleared: silence never clears it, and neither does one quiet look.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sat.case import Case
from sat.case.watch import Indicator, Observation

# How long a look holds good. Without a clock (per event, or none given) a look never grows stale.
CADENCE_DAYS = {"daily": 1, "weekly": 7, "monthly": 31, "quarterly": 92, "seasonal": 366}

# A raised indicator comes down when so many looks found it lower, the first and last so far apart.
# One quiet month is not enough: in early 2026 events near Bamako fell from eight to none in the
# month before the largest attack, and the newest month of event data is always under-coded.
CLEAR_LOOKS, CLEAR_DAYS = 2, 92

RANK = {code: rank for rank, code in enumerate(("unknown", "none", "low", "high"))}
RAISED = ("low", "high")


@dataclass(frozen=True)
class State:
    """One indicator on one day.

    Attributes
    ----------
    indicator
        What is watched.
    level
        Its present level: none, low or high as last seen, or unknown where nobody looked within
        the cadence or who looked could not tell.
    standing
        The level that stands: the highest seen since it was last cleared; unknown if never seen.
    by
        The observation that set the standing level.
    last
        The newest observation with a level; ``None`` where there is none.
    age
        Days since ``last``, from the last day that it speaks of.
    stale
        Is that longer than the cadence allows?

    """

    indicator: Indicator
    level: str
    standing: str
    by: Observation | None = None
    last: Observation | None = None
    age: int | None = None
    stale: bool = False

    @property
    def indicator_id(self) -> str:
        """The indicator's id."""
        return self.indicator.indicator_id

    @property
    def raised(self) -> bool:
        """Does it stand at its low or high threshold?"""
        return self.standing in RAISED

    @property
    def looked(self) -> bool:
        """Is there a level, seen within the cadence?"""
        return self.level != "unknown"


def board(case: Case, day: date) -> tuple[State, ...]:
    """Every indicator that was on the list on ``day``, in the list's order."""
    seen: dict[str, list[Observation]] = defaultdict(list)
    for row in case.observations:
        if row.known_on <= day:
            seen[row.indicator_id].append(row)
    return tuple(
        _state(row, seen[row.indicator_id], day)
        for row in case.indicators
        if row.known is None or row.known <= day
    )


def standing_after(case: Case, day: date) -> dict[str, str]:
    """What stood after everything up to ``day`` was seen, as it is known at the cut.

    In contrast to ``board`` it looks back from today: an observation counts from the day it speaks
    of, not from the day it became known.
    """
    seen: dict[str, list[Observation]] = defaultdict(list)
    for row in case.observations:
        if seen_on(row) <= day and row.level != "unknown":
            seen[row.indicator_id].append(row)
    return {name: _standing(_ordered(rows)).level for name, rows in seen.items()}


def seen_on(row: Observation) -> date:
    """The last day that an observation speaks of: of a period, no day after it was known."""
    return min(row.observed_on.last, row.known_on)


def _ordered(rows: Iterable[Observation]) -> list[Observation]:
    """Oldest first; of two looks at one day the higher one last, so that it stands."""
    return sorted(rows, key=lambda row: (seen_on(row), row.known_on, RANK[row.level], row.text))


def _state(indicator: Indicator, observations: Iterable[Observation], day: date) -> State:
    ordered = _ordered(observations)
    told = [row for row in ordered if row.level != "unknown"]
    if not told:
        return State(indicator, "unknown", "unknown")
    last, by = told[-1], _standing(told)
    age = max((day - seen_on(last)).days, 0)
    stale = age > CADENCE_DAYS.get(indicator.cadence, age)
    blind = stale or ordered[-1] is not last
    return State(indicator, "unknown" if blind else last.level, by.level, by, last, age, stale)


def _standing(told: Sequence[Observation]) -> Observation:
    """The observation whose level stands after all of them, oldest first."""
    by, lower = told[0], list[Observation]()
    for row in told[1:]:
        if RANK[row.level] > RANK[by.level]:
            by, lower = row, []
        elif row.level == by.level:
            lower = []
        else:
            lower.append(row)
            apart = (seen_on(row) - seen_on(lower[0])).days
            if len(lower) >= CLEAR_LOOKS and apart >= CLEAR_DAYS:
                by, lower = max(lower, key=lambda look: RANK[look.level]), []
    return by


def standing_on(states: Iterable[State], ids: Iterable[str] | None = None) -> list[State]:
    """The raised indicators, or those among ``ids``, highest first."""
    wanted = None if ids is None else set(ids)
    found = [row for row in states if row.raised]
    found = [row for row in found if wanted is None or row.indicator_id in wanted]
    return sorted(found, key=lambda row: -RANK[row.standing])


def happenings(case: Case, states: Iterable[State]) -> list[tuple[State, ...]]:
    """The states in groups, each of what one happening explains: it is to count once.

    Two belong together if the observations that set them share a ``dependence_group``, or share a
    source's origin where not both are in a group. An indicator never seen stands alone.
    """
    origin = {row.source_id: row.origin_id or row.source_id for row in case.sources}
    groups: list[list[State]] = []
    for state in states:
        joined = [group for group in groups if any(_linked(state, one, origin) for one in group)]
        merged = [one for group in joined for one in group]
        groups = [group for group in groups if group not in joined] + [[*merged, state]]
    return [tuple(group) for group in groups]


def _linked(one: State, other: State, origin: dict[str, str]) -> bool:
    if one.by is None or other.by is None:
        return False
    labels = (one.by.dependence_group, other.by.dependence_group)
    if all(labels):
        return labels[0] == labels[1]
    mine = {origin[source] for source in one.by.source_ids}
    return bool(mine & {origin[source] for source in other.by.source_ids})
