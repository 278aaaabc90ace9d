"""What the judgments rest on: sources, key assumptions, and what nobody knows yet."""

from collections.abc import Iterator

from sat.assessment.analysis import Assessment
from sat.assessment.sources import SourceSummary
from sat.display import Cell, Findings, Table
from sat.scales import KIND
from sat.techniques.assumptions import VERDICTS, Checked
from sat.text import counted, joined, number, one_line

ASSUMPTIONS, GAPS = 5, 5
MONTH = 30.4375  # days


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
        verb = "is" if len(before) == 1 else "are"
        yield f"No single source or origin decides that {joined(before)} {verb} least refuted."


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
