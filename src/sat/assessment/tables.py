"""Alternatives, indicators to watch and scenarios as a reader needs them."""

from collections.abc import Iterator

from sat.ach.bayes import in_hundred
from sat.assessment.alternatives import Alternative
from sat.assessment.analysis import Assessment
from sat.display import Cell, Findings, Table
from sat.scales import WARNING
from sat.scenarios.held import Held
from sat.text import counted, joined, one_line

TITLE = 46
MARKS = 2  # marks that are named on the way to the lead
ITEM = 70


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
            *_model(found),
        ),
        "small",
    )


def _model(found: Assessment) -> Iterator[str]:
    """What the ratings imply as a model beside what the analysts gave, for the model's leaders."""
    if found.attack is None or found.judged is None:
        return
    view = found.attack.view
    for name in view.leaders:
        judgment = found.judged.of(name)
        if judgment:
            middle, low, high = (
                in_hundred(float(view.table[key][name])) for key in ("central", "low", "high")
            )
            yield (
                f"As a model of the ratings {name} would stand at {middle}% ({low}% to {high}%); "
                f"the analysts gave it {judgment.number}. Where the two are far apart, one of them "
                "takes the evidence for more than it is."
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
    if result is None:
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
