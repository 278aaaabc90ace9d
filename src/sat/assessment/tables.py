"""Alternatives, indicators, scenarios, sources, assumptions and gaps as a reader needs them."""

from collections.abc import Iterator

from sat.assessment.alternatives import Alternative
from sat.assessment.analysis import Assessment
from sat.assessment.sources import SourceSummary
from sat.display import Cell, Findings, Table
from sat.scales import KIND, WARNING
from sat.scenarios.held import Held
from sat.techniques.assumptions import VERDICTS, Checked
from sat.text import counted, joined, number, one_line

TITLE = 46
MARKS = 2  # marks that are named on the way to the lead
ASSUMPTIONS, GAPS = 5, 5
ITEM = 70
MONTH = 30.4375  # days


def alternatives_table(found: Assessment) -> Table | Findings:
    """Every hypothesis: what speaks against it, what would make it lead, who warns of it."""
    if not found.alternatives:
        return Findings(
            ("Nothing was rated, so no alternative could be held against evidence.",), leads=False
        )
    texts = {row.evidence_id: row.text for row in found.case.evidence}
    rows = tuple(
        (
            f"{row.name} {one_line(row.title, TITLE)}",
            Cell(_against(row, texts), "wide"),
            Cell(_to_lead(row), "wide"),
            Cell(row.warned.level, f"level {row.warned.level}") if row.warned else "–",
        )
        for row in found.alternatives
    )
    headings = ("Hypothesis", "What speaks most against it", "What would make it lead", "Warning")
    return Table(
        "Alternatives considered, from least to most refuted (Inconsistency rule)",
        headings,
        rows,
        (
            "What would make it lead: the fewest one-step changes of analysts' marks that bring "
            "it level. Ask of each: could it be so?",
        ),
        "small",
    )


def _against(row: Alternative, texts: dict[str, str]) -> str:
    if not row.against:
        return "nothing listed speaks against it"
    first, *others = row.against
    more = row.count_against - len(row.against)
    named = [*others, *([f"{more} more"] if more > 0 else [])]
    return f"{first} {one_line(texts[first], ITEM)}" + (f"; {joined(named)}" if named else "")


def _to_lead(row: Alternative) -> str:
    if row.leads:
        return "it leads"
    if row.steps is None or row.changes is None:
        return "too few items were held against it to rank it"
    if row.steps == 0:
        return "level as it is"
    marks = [str(change) for change in row.changes[:MARKS]]
    more = len(row.changes) - len(marks)
    rest = f" and {counted(more, 'mark')} more" if more > 0 else ""
    return f"{counted(row.steps, 'step')}: {one_line('; '.join(marks), 200)}{rest}"


def watch_table(found: Assessment) -> Table | Findings:
    """The warning for every hypothesis, with what raised it and what is unseen."""
    if found.indicators is None:
        return Findings(("The case has no indicators: nothing is watched.",), leads=False)
    order = WARNING.codes
    names = {row.hypothesis_id for row in found.case.hypotheses}
    own = [row for row in found.indicators.warnings if row.outcome in names]
    ranked = sorted(own, key=lambda row: -order.index(row.level))
    rows = tuple(
        (
            f"{row.outcome} {one_line(row.title, TITLE)}",
            Cell(row.level, f"level {row.level}"),
            Cell(one_line(row.why, 240), "wide"),
        )
        for row in ranked
    )
    return Table(
        "Indicators to watch: the warning for each hypothesis, the loudest first",
        ("Hypothesis", "Warning", "What stands raised, and how many were looked at"),
        rows,
        (
            "Unknown is not quiet: nobody looked at enough of them in time. What stands does so "
            "until two lower looks a quarter apart.",
        ),
        "small",
    )


def scenarios_table(found: Assessment) -> Table | Findings:
    """The named scenarios: what each feeds, whether it holds together, and what drifts to it."""
    result = found.scenarios
    if result is None or not result.held:
        return Findings(("The case has no named scenarios.",), leads=False)
    drift = {row.scenario_id: row for row in result.drift}
    rows = []
    for row in result.held:
        own = drift.get(row.scenario.scenario_id)
        level = Cell(own.level, f"level {own.level}") if own else "–"
        name = f"{row.scenario.scenario_id} {one_line(row.scenario.title, TITLE)}"
        story = Cell(one_line(row.scenario.narrative, 130), "wide")
        rows.append((name, story, row.scenario.hypothesis_id or "–", _holds(row), level))
    return Table(
        "Scenarios: how it could go on",
        ("Scenario", "In short", "Feeds", "Holds together", "Warning"),
        tuple(rows),
        ("Scenarios are no forecasts, and none of this is a probability.",),
        "small",
    )


def _holds(row: Held) -> Cell | str:
    if row.excluded:
        return Cell("no: the field excludes it", "bad")
    if row.slack is None:
        return "not judged" if not row.filling else Cell("no", "bad")
    if row.slack == 0:
        return "yes, as judged"
    return Cell(f"only with an inconsistency of {row.slack}", "bad")


def sources_findings(found: Assessment) -> Findings:
    """The source summary: what it rests on, then its weaknesses."""
    return Findings(tuple(_sources(found, found.sources)), leads=False)


def _sources(found: Assessment, own: SourceSummary) -> Iterator[str]:
    if not own.items:
        yield "There is no evidence in this case yet."
        return
    grades = [
        f"{count} graded {what}"
        for count, what in ((own.good, "A or B"), (own.fair, "C"), (own.weak, "D or E"))
        if count
    ]
    grades += [f"{own.unknown} not graded or F"] if own.unknown else []
    yield (
        f"{counted(own.items, 'item')} of evidence rest on {counted(own.sources, 'source')} of "
        f"{counted(own.origins, 'origin')}: {joined(grades) or 'none of them graded'}."
    )
    kinds = [f"{count} of kind {code} ({KIND[code].label})" for code, count in own.kinds[1:]]
    if kinds and own.kinds[0][0] == "report":
        yield f"{own.kinds[0][1]} items are reports; {joined(kinds)}."
    weak = []
    if own.single:
        weak.append(
            f"{counted(len(own.single), 'item')} of {own.items} go back to one origin alone"
        )
    if own.weak_only:
        named = joined(list(own.weak_only[:6]))
        weak.append(f"{named} rest on sources graded D or E alone")
    if own.ungraded:
        weak.append(f"{counted(len(own.ungraded), 'item')} of unknown credibility")
    if own.unsourced:
        weak.append(f"{counted(len(own.unsourced), 'item')} without a source")
    if weak:
        yield f"Weaknesses: {'; '.join(weak)}."
    _, items = own.largest
    if items > 1:
        titles = {row.source_id: row.title for row in found.case.sources}
        first, *more = own.largest_sources
        others = f" (and {joined(more)})" if more else ""
        yield (
            f"What most items lean on, {items} of {own.items}, is the origin of {first}{others}: "
            f"{one_line(titles[first], 100)}."
        )
    age = own.median_age or 0
    half = f"; half of the items became known {_age(age)} or more before the cut-off" if age else ""
    yield f"The newest item became known on {own.newest}{half}."
    yield from _decisive(found)


def _age(days: int) -> str:
    """A span of days, beyond three months in months.

    >>> _age(12), _age(767)
    ('12 days', '25 months')
    """
    return counted(round(days / MONTH), "month") if days > 3 * MONTH else counted(days, "day")


def _decisive(found: Assessment) -> Iterator[str]:
    """Sources and origins without which another hypothesis would lead."""
    if found.ach is None:
        return
    before = found.ach.leaders("inconsistency")
    decisive = [
        drop.dropped
        for drop in found.ach.left_out
        if drop.rule == "inconsistency"
        and drop.kind in ("source", "origin")
        and list(drop.leaders) != before
    ]
    if decisive:
        yield (
            f"The lead of {joined(before)} by the Inconsistency rule hangs on "
            f"{joined([one_line(name) for name in decisive], 'or')}: without it others lead."
        )
    elif before:
        yield f"No single source or origin decides that {joined(before)} is least refuted."


def assumptions_table(found: Assessment, most: int = ASSUMPTIONS) -> Table | Findings:
    """What is held true without proof, that on which most hangs first; ``most`` 0 shows all."""
    rows = found.assumptions
    if not rows:
        return Findings(
            ("No assumption was written down: what is taken for granted is not known.",),
            leads=False,
        )
    shown = rows[:most] if most else rows
    left = len(rows) - len(shown)
    return Table(
        "Key assumptions" + (f", the first {len(shown)} of {len(rows)}" if left else ""),
        ("Assumption", "Status", "If wrong", "What rests on it", "What would show it", "Verdict"),
        tuple(_assumption(row) for row in shown),
        (
            "S basically solid, C with caveats, U unsupported. "
            + ". ".join(f"{name[0].upper()}{name[1:]}: {rule}" for name, rule in VERDICTS.items())
            + ".",
        ),
        "small",
    )


def _assumption(row: Checked) -> tuple[Cell | str, ...]:
    rests = [each.name for each in row.rests]
    text = joined(rests) or "nothing named"
    if row.nothing_left:
        text += "; all marks rest on it"
    elif row.changed:
        shift = next(each for each in row.shifts if each.changed)
        ahead = joined(list(shift.after)) or "nobody"
        text += (
            f"; without what it carries {ahead} would lead by {counted(len(row.changed), 'rule')}"
        )
    elif row.dropped:
        text += "; the leader stays without its evidence"
    signs = [f"{sign.name} {sign.standing}" for sign in row.signs]
    worst = row.verdict.startswith(("unsupported", "linchpin"))
    return (
        f"{row.name} {one_line(row.assumption.text, 140)}",
        row.assumption.status,
        row.assumption.if_wrong,
        Cell(text, ""),
        joined(signs) or "nothing",
        Cell(row.verdict, "bad" if worst else ""),
    )


def gaps_table(found: Assessment, most: int = GAPS) -> Table | Findings:
    """What to find out next, by what an answer is expected to take from the uncertainty."""
    plan = found.plan
    if plan is None or not plan.gaps:
        return Findings(
            ("No gap could be ranked: nothing is rated, or nothing is open.",), leads=False
        )
    texts = {row.indicator_id: row.text for row in found.case.indicators}
    rows = tuple(
        (
            f"{row.name} {one_line(texts.get(row.name, row.what), 90)}",
            row.kind,
            number(row.bits, 3),
            f"{row.answer}: {row.hypothesis} by {100 * row.shift:.0f} points"
            if row.answer
            else "–",
        )
        for row in plan.gaps[:most]
    )
    left = len(plan.gaps) - len(rows)
    return Table(
        "Gaps, and what to collect first",
        ("What to find out", "Kind", "Expected bits", "Answer that would move most"),
        rows,
        (
            "Expected bits: what an answer is expected to take from the uncertainty of today, "
            f"{number(plan.entropy)} bits; {plan.label}. "
            + (f"{counted(left, 'further gap')} are worth less." if left else ""),
        ),
        "small",
    )
