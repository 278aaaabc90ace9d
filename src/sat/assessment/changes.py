"""What changed since an earlier edition, and what came in that leans the same way.

An edition is the case cut at its day, so both are reckoned anew from the same files. A change of
a judgment is set beside the evidence that became known in between: how far each new item leans
towards a hypothesis is its part in the log-odds of the model of the ratings (`ach.bayes`), less its
mean over all hypotheses. That says what the ratings would make of the news. Whether the analysts
moved because of it nobody wrote down, and where they moved against it a reader should ask.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sat.ach import AchResult
from sat.ach.bayes import View
from sat.ach.look import places
from sat.assessment.judgments import Judged, Judgment
from sat.case import Case
from sat.case.record import Record
from sat.indicators.warning import ORDER, Warned

RULE = "inconsistency"
LEAST = 0.01  # a lean below this, in natural log-odds, is none
MOST = 3  # items that are named for one hypothesis
STILL = 0.005  # a probability that moved by less is called unchanged
TABLES = ("evidence", "observations", "events", "sources", "indicators", "assumptions")


@dataclass(frozen=True)
class Moved:
    """One hypothesis then and now.

    Attributes
    ----------
    name, title
        The hypothesis.
    before, now
        Its judgments; ``None`` where there was none.
    place_before, place_now
        Its place by the Inconsistency rule, 1 for least refuted, with ``=`` in a tie; blank where
        it was not ranked.
    towards, against
        New items whose ratings lean to it and away from it, the strongest first.

    """

    name: str
    title: str
    before: Judgment | None
    now: Judgment | None
    place_before: str
    place_now: str
    towards: tuple[str, ...]
    against: tuple[str, ...]

    @property
    def shift(self) -> float | None:
        """How far its probability moved, −1 to 1; ``None`` where one of the two is missing."""
        if self.before is None or self.now is None:
            return None
        return self.now.probability - self.before.probability

    @property
    def way(self) -> int:
        """1 for up, −1 for down, 0 for unchanged or not comparable."""
        if self.shift is None or abs(self.shift) < STILL:
            return 0
        return 1 if self.shift > 0 else -1

    @property
    def reasons(self) -> tuple[str, ...]:
        """The new items that lean the way in which the judgment moved."""
        return self.towards if self.way > 0 else self.against if self.way < 0 else ()


@dataclass(frozen=True)
class Warning:
    """A warning then and now; levels of the scale ``WARNING``."""

    outcome: str
    title: str
    before: str
    now: str

    @property
    def rose(self) -> bool:
        """Is it louder now?"""
        return ORDER.index(self.now) > ORDER.index(self.before)


@dataclass(frozen=True)
class Changes:
    """Everything that differs from the edition of ``since``.

    Attributes
    ----------
    since
        The earlier edition's day.
    moved
        Every hypothesis, as now judged from most to least probable.
    added
        How many rows became known since, by table.
    leaders_before, leaders_now
        The least refuted by the Inconsistency rule.
    warnings
        Warnings whose level is another now.
    rejudged
        Did any analyst give new probabilities?

    """

    since: date
    moved: tuple[Moved, ...]
    added: Mapping[str, int]
    leaders_before: tuple[str, ...]
    leaders_now: tuple[str, ...]
    warnings: tuple[Warning, ...]
    rejudged: bool


@dataclass(frozen=True)
class Standing:
    """What an edition is compared by: the case at its cut, its judgments, ACH and warnings.

    ``ach`` is ``None`` without ratings, ``warnings`` are without indicators.
    """

    case: Case
    judged: Judged | None
    ach: AchResult | None
    warnings: tuple[Warned, ...] | None


def changes(before: Standing, now: Standing, view: View | None) -> Changes:
    """What is different ``now``; ``view`` is the model of its ratings, ``None`` without ratings."""
    known = {row.evidence_id for row in before.case.evidence}
    fresh = [row.evidence_id for row in now.case.evidence if row.evidence_id not in known]
    order = [row.name for row in now.judged.judgments] if now.judged else []
    titles = {row.hypothesis_id: row.title for row in now.case.hypotheses}
    then, today = (places(each.ach, RULE) if each.ach else {} for each in (before, now))
    return Changes(
        since=before.case.as_of,
        moved=tuple(
            Moved(
                name,
                titles[name],
                before.judged.of(name) if before.judged else None,
                now.judged.of(name) if now.judged else None,
                then.get(name, ""),
                today.get(name, ""),
                *_leaning(view, name, fresh),
            )
            for name in order or titles
        ),
        added={name: _added(before.case, now.case, name) for name in TABLES},
        leaders_before=_leaders(before.ach),
        leaders_now=_leaders(now.ach),
        warnings=tuple(_warnings(before.warnings, now.warnings)),
        rejudged=_days(before.judged) != _days(now.judged),
    )


def _leaning(
    view: View | None, name: str, fresh: Iterable[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The new items that lean to a hypothesis, and those that lean away from it."""
    if view is None or name not in view.contributions:
        return (), ()
    lean = view.contributions[name] - view.contributions.mean(axis=1)
    own = lean[[item for item in fresh if item in lean.index]].sort_values(
        ascending=False, kind="stable"
    )
    towards = [str(item) for item, value in own.items() if value > LEAST]
    against = [str(item) for item, value in own[::-1].items() if value < -LEAST]
    return tuple(towards[:MOST]), tuple(against[:MOST])


def _leaders(result: AchResult | None) -> tuple[str, ...]:
    return tuple(result.leaders(RULE)) if result else ()


def _added(before: Case, now: Case, table: str) -> int:
    """Rows of a table that are there now and were not; a row is known by its key."""
    keys = {_key(row) for row in getattr(before, table)}
    return sum(_key(row) not in keys for row in getattr(now, table))


def _key(row: Record) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in row.KEY)


def _warnings(
    before: tuple[Warned, ...] | None, now: tuple[Warned, ...] | None
) -> Iterable[Warning]:
    if before is None or now is None:
        return
    then = {row.outcome: row for row in before}
    for row in now:
        was = then[row.outcome].level if row.outcome in then else "unknown"
        if was != row.level:
            yield Warning(row.outcome, row.title, was, row.level)


def _days(judged: Judged | None) -> set[tuple[str, date]]:
    return {(row.analyst, row.made_on) for row in judged.sets} if judged else set()
