"""How loud the warning for each hypothesis and scenario is, by a rule that is printed with it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sat.case import Case
from sat.indicators.state import RANK, State, board, happenings, standing_on
from sat.indicators.validation import Validation, validate
from sat.scales import WARNING
from sat.text import counted, joined, one_line

ORDER = WARNING.codes  # from unknown to high
RULE = "; ".join(f"{level.code}: {level.label}" for level in WARNING.levels)


@dataclass(frozen=True)
class Warned:
    """The warning for one outcome on one day.

    Attributes
    ----------
    outcome
        Id of the hypothesis or scenario.
    title
        Its title.
    level
        A level of the scale ``WARNING``; see ``RULE``.
    indicators
        Those that count: they point to the outcome and validation did not drop them; one that
        nobody rated is not validated, and counts.
    raised
        Those that stand at a threshold, in groups of what one happening raised.
    looked
        How many of them were looked at in time.
    dropped
        Those that point to the outcome but separate nothing.
    through
        The hypothesis whose indicators were taken, for a scenario without any of its own.

    """

    outcome: str
    title: str
    level: str
    indicators: tuple[str, ...]
    raised: tuple[tuple[State, ...], ...]
    looked: int
    dropped: tuple[str, ...] = ()
    through: str = ""

    @property
    def why(self) -> str:
        """The level's reason in one sentence."""
        if not self.indicators:
            return f"no indicator points to it{' that separates anything' * bool(self.dropped)}"
        parts = [_group(group) for group in self.raised]
        looked = f"{self.looked} of {counted(len(self.indicators), 'indicator')} looked at in time"
        found = "; ".join(parts) or "none raised"
        through = f", those of {self.through}" if self.through else ""
        return f"{found}; {looked}{through}"


def _group(states: Sequence[State]) -> str:
    names = joined([f"{row.indicator_id} {row.standing} {_since(row)}".strip() for row in states])
    return f"{names} (one happening)" if len(states) > 1 else names


def _since(state: State) -> str:
    return f"since {state.by.observed_on}" if state.by else ""


def warnings(
    case: Case,
    states: Sequence[State],
    validation: Validation | None,
    scenario_validation: Validation | None = None,
) -> tuple[Warned, ...]:
    """The warning for every hypothesis, then for every scenario, from the states of one day.

    A scenario's own indicators are dropped by the validation against the scenarios, all others by
    that against the hypotheses. Where there is no validation, none is dropped.
    """
    found = {}
    for row in case.hypotheses:
        own = _pointing(states, row.hypothesis_id)
        key = row.hypothesis_id
        found[key] = _warned(case, key, row.title, own, _usable(own, validation))
    for scenario in case.scenarios:
        own = _pointing(states, scenario.scenario_id)
        through = "" if own else scenario.hypothesis_id
        usable = _usable(own, scenario_validation)
        if through:
            own = _pointing(states, through)
            usable = _usable(own, validation)
        key = scenario.scenario_id
        found[key] = _warned(case, key, scenario.title, own, usable, through)
    return tuple(found.values())


def warnings_on(case: Case, day: date) -> tuple[Warned, ...]:
    """The warnings as they stood on a day: by what was seen, listed and rated by then."""
    both = (validate(case, day=day), validate(case, "scenarios", day=day))
    return warnings(case, board(case, day), *both)


def warnings_at_cut(case: Case) -> tuple[Warned, ...]:
    """The warnings as they stand at the case's cut: those of ``analyse``, without the rest."""
    both = (validate(case), validate(case, "scenarios"))
    return warnings(case, board(case, case.as_of), *both)


def _pointing(states: Sequence[State], outcome: str) -> list[State]:
    return [row for row in states if outcome and row.indicator.points_to == outcome]


def _usable(states: Sequence[State], validation: Validation | None) -> list[State]:
    if validation is None or not states:
        return list(states)
    dropped = validation.dropped
    return [row for row in states if row.indicator_id not in dropped]


def _warned(
    case: Case,
    outcome: str,
    title: str,
    own: Sequence[State],
    usable: Sequence[State],
    through: str = "",
) -> Warned:
    groups = happenings(case, standing_on(usable))
    groups.sort(key=lambda group: -RANK[top_of(group)])
    looked = sum(row.looked for row in usable)
    kept = {row.indicator_id for row in usable}
    return Warned(
        outcome,
        title,
        level_of([top_of(group) for group in groups], looked, len(usable)),
        tuple(kept_row.indicator_id for kept_row in usable),
        tuple(groups),
        looked,
        tuple(row.indicator_id for row in own if row.indicator_id not in kept),
        through,
    )


def top_of(group: Collection[State]) -> str:
    """The highest standing level in a group."""
    return max((row.standing for row in group), key=lambda level: RANK[level])


def level_of(tops: Sequence[str], looked: int, watched: int) -> str:
    """The warning level: the rule itself.

    ``tops`` are the levels (low, high) of the raised happenings, ``watched`` the number of
    indicators that count, ``looked`` how many of them were looked at in time.

    >>> level_of(["high", "low"], looked=1, watched=5), level_of([], looked=2, watched=5)
    ('elevated', 'unknown')
    """
    if tops.count("high") >= 2:
        return "high"
    if len(tops) >= 2 or "high" in tops:
        return "elevated"
    if tops:
        return "watch"
    return "quiet" if watched and 2 * looked >= watched else "unknown"


@dataclass(frozen=True)
class Change:
    """One thing that is not as it was: what, from, to, and why."""

    kind: str  # "warning", "indicator"
    name: str
    before: str
    after: str
    why: str


def changes(
    case: Case,
    earlier: date,
    later: date,
    validation: Validation | None,
    scenario_validation: Validation | None = None,
) -> tuple[Change, ...]:
    """What changed between two days: warnings first, then indicators.

    The validations are those of the later day; the earlier one is judged by its own.
    """
    old, new = board(case, earlier), board(case, later)
    was = {row.outcome: row for row in warnings_on(case, earlier)}
    found = [
        Change("warning", row.outcome, was[row.outcome].level, row.level, row.why)
        for row in warnings(case, new, validation, scenario_validation)
        if row.outcome in was and was[row.outcome].level != row.level
    ]
    before = {row.indicator_id: row for row in old}
    for state in new:
        found += _changed(before.get(state.indicator_id), state)
    return tuple(found)


def _changed(old: State | None, new: State) -> list[Change]:
    """A new standing level, or a look that grew too old; nothing else is worth a line."""
    if old is None:
        return [Change("indicator", new.indicator_id, "not on the list", new.standing, "added")]
    if old.standing != new.standing and new.by:
        why = f"{new.by.observed_on}: {one_line(new.by.text, 160)}"
        return [Change("indicator", new.indicator_id, old.standing, new.standing, why)]
    if new.stale and not old.stale and old.looked and new.last:
        why = f"nobody looked since {new.last.observed_on}; it stands at {new.standing}"
        return [Change("indicator", new.indicator_id, old.level, "unknown", why)]
    return []
