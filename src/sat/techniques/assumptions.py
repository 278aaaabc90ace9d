"""Key assumptions check: what is held true without proof, what hangs on it, who would notice.

Each assumption is set beside what rests on it, who would lead in ACH without the evidence that it
carries, and how the indicators stand that would show it to fail. The verdict follows from these by
fixed rules (``VERDICTS``); nothing is added up, and none of it is a probability.

Steps 2 to 4 of the Tradecraft Primer (2009, p. 7-9): articulate the premises, challenge each,
refine to those that must be true. Status S, C, U: Heuer & Pherson, *Structured Analytic
Techniques*, ch. 7. The verdicts and the order are this workbook's.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sat.ach import AchResult, analyse
from sat.ach.scores import RULES
from sat.case import Case
from sat.case.tables import Assumption
from sat.scales import IF_WRONG, LEVEL, STATUS
from sat.text import joined, one_line

RAISED = ("low", "high")
SUPPORTED = ("hypotheses", "evidence", "scenarios")

UNSUPPORTED = "unsupported and load-bearing"
UNWATCHED = "linchpin unwatched"
WATCH = "watch"
SOLID = "solid"
# Worst first; the first that fits is given.
VERDICTS = {
    UNSUPPORTED: "status U, and it bears load: much would change, or others would lead without it",
    UNWATCHED: "it bears load, and of what would show it to fail nobody has ever seen a level",
    WATCH: "such an indicator stands raised, or it is not solid in itself (status C or U)",
    SOLID: "status S, nothing raised, and if it bears load it is watched",
}


@dataclass(frozen=True)
class Rests:
    """Something that an assumption supports: its table, id, and title or text."""

    table: str
    name: str
    title: str


@dataclass(frozen=True)
class Sign:
    """An indicator that would show the assumption to fail, and its present standing.

    ``standing`` is the level that stands (none, low, high), or unknown where none was ever seen.
    """

    name: str
    text: str
    standing: str

    @property
    def raised(self) -> bool:
        """Does it stand at its low or high threshold?"""
        return self.standing in RAISED

    @property
    def seen(self) -> bool:
        """Has anybody ever seen a level of it?"""
        return self.standing != "unknown"


@dataclass(frozen=True)
class Shift:
    """Who leads by one ACH rule, with all evidence and without what an assumption carries."""

    rule: str
    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def changed(self) -> bool:
        """Do others lead, or fewer, or more? The order of tied leaders says nothing."""
        return set(self.before) != set(self.after)


@dataclass(frozen=True)
class Checked:
    """One assumption, checked.

    Attributes
    ----------
    assumption
        The row of the case, with its status and the effect if it is wrong.
    rests
        What it supports, hypotheses first, then evidence, then scenarios.
    signs
        The indicators that would show it to fail, in the row's order.
    dropped
        The rated evidence items that it carries, without which ACH was run again.
    shifts
        Who leads by each rule, before and after. Empty where it carries no rated item, where there
        is no ACH result, and where nothing would be left to analyse (``nothing_left``).
    nothing_left
        Does every mark rest on it?
    leads
        The leaders by any rule that it supports directly.

    """

    assumption: Assumption
    rests: tuple[Rests, ...]
    signs: tuple[Sign, ...]
    dropped: tuple[str, ...] = ()
    shifts: tuple[Shift, ...] = ()
    nothing_left: bool = False
    leads: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The assumption's id."""
        return self.assumption.assumption_id

    @property
    def changed(self) -> tuple[str, ...]:
        """The rules by which others would lead, or fewer, or more, if it fell with its evidence."""
        return tuple(shift.rule for shift in self.shifts if shift.changed)

    @property
    def raised(self) -> tuple[Sign, ...]:
        """The indicators that stand raised against it."""
        return tuple(sign for sign in self.signs if sign.raised)

    @property
    def watched(self) -> bool:
        """Is there an indicator that would show it to fail, and was a level of it ever seen?"""
        return any(sign.seen for sign in self.signs)

    @property
    def load_bearing(self) -> bool:
        """Does much hang on it: a high effect if wrong, who leads, or all of the evidence?"""
        return self.assumption.if_wrong == "high" or bool(self.changed) or self.nothing_left

    @property
    def understated(self) -> bool:
        """Does the lead, or all evidence, hang on it though its effect is not called high?"""
        return self.assumption.if_wrong != "high" and self.load_bearing

    @property
    def verdict(self) -> str:
        """One of ``VERDICTS``, the worst that fits."""
        status = self.assumption.status
        if self.load_bearing and status == "U":
            return UNSUPPORTED
        if self.load_bearing and not self.watched:
            return UNWATCHED
        return WATCH if self.raised or status != "S" else SOLID

    @property
    def order(self) -> tuple[int, ...]:
        """What hangs on it, the most first: smaller comes earlier.

        What was shown comes before what was said: whether all evidence rests on it, and by how many
        rules the lead changes; then the effect if wrong as the analyst gave it; how many leaders it
        supports; how many things it supports; status, the least supported first.
        """
        return (
            -int(self.nothing_left),
            -len(self.changed),
            IF_WRONG.codes.index(self.assumption.if_wrong),
            -len(self.leads),
            -len(self.rests),
            -STATUS.codes.index(self.assumption.status),
        )


def check_assumptions(
    case: Case, result: AchResult | None = None, standings: Mapping[str, str] | None = None
) -> tuple[Checked, ...]:
    """Every assumption of a case, ordered by what hangs on it (``Checked.order``), then as written.

    Parameters
    ----------
    case
        The case at its cut. A case without assumptions gives none.
    result
        The case's ACH result, of all analysts or of one. It is run again, for the same, without the
        evidence that an assumption carries; without a result this step is left out.
    standings
        The present standing of indicators by id: none, low, high or unknown. One that is not named
        is unknown. An indicator that stands raised speaks against the assumption it would overturn.

    Raises
    ------
    ValueError
        For a standing that is no level, and a result of another case or cut.

    """
    standings = standings or {}
    _refuse(case, result, standings)
    checked = [_check(case, row, result, standings) for row in case.assumptions]
    return tuple(sorted(checked, key=lambda each: each.order))


def _refuse(case: Case, result: AchResult | None, standings: Mapping[str, str]) -> None:
    """``ValueError`` for a standing that is no level, and for a result of something else."""
    for name, level in standings.items():
        if level not in LEVEL.codes:
            known = joined(list(LEVEL.codes), "or")
            raise ValueError(
                f"indicator {one_line(name)} stands at “{one_line(level)}”; write {known}"
            )
    if result and (result.case.case_id, result.case.as_of) != (case.case_id, case.as_of):
        raise ValueError(
            f"the ACH result is of {one_line(result.case.case_id)} as of {result.case.as_of}; give "
            f"that of {one_line(case.case_id)} as of {case.as_of}"
        )


def _check(
    case: Case, row: Assumption, result: AchResult | None, standings: Mapping[str, str]
) -> Checked:
    texts = {indicator.indicator_id: indicator.text for indicator in case.indicators}
    signs = tuple(
        Sign(name, texts.get(name, ""), standings.get(name, "unknown"))
        for name in row.invalidated_by
    )
    checked = Checked(row, tuple(_rests(case, row)), signs)
    if result is None:
        return checked
    ahead = dict.fromkeys(name for rule in RULES for name in result.leaders(rule.key))
    leads = tuple(name for name in ahead if name in row.supports)
    dropped = _carried(result, row)
    after = _without(result, dropped) if dropped else None
    return replace(
        checked,
        leads=leads,
        dropped=dropped,
        shifts=tuple(_shifts(result, after)) if after else (),
        nothing_left=bool(dropped) and after is None,
    )


def _rests(case: Case, row: Assumption) -> Iterator[Rests]:
    """What the assumption supports, table by table."""
    for table in SUPPORTED:
        for record in getattr(case, table):
            name = getattr(record, record.KEY[0])
            if name in row.supports:
                yield Rests(table, name, record.text if table == "evidence" else record.title)


def _carried(result: AchResult, row: Assumption) -> tuple[str, ...]:
    """The items with a mark that the assumption carries."""
    items = zip(result.matrix.items, result.matrix.marked, strict=True)
    return tuple(name for name, marks in items if marks.any() and name in row.supports)


def _without(result: AchResult, dropped: tuple[str, ...]) -> AchResult | None:
    """The same analysis without some items; ``None`` where no mark is left."""
    case = result.case
    left = replace(
        case,
        evidence=tuple(row for row in case.evidence if row.evidence_id not in dropped),
        ratings=tuple(
            row
            for row in case.ratings
            if row.evidence_id not in dropped and row.analyst in result.matrix.analysts
        ),
    )
    if not any(row.rating for row in left.ratings):
        return None
    return analyse(left)


def _shifts(before: AchResult, after: AchResult) -> Iterator[Shift]:
    for rule in RULES:
        was, then = before.leaders(rule.key), after.leaders(rule.key)
        yield Shift(rule.key, tuple(was), tuple(then))
