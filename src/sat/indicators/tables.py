"""What indicators say, as captioned tables: watch list, warnings, changes, validation, beliefs."""

from collections.abc import Hashable, Mapping
from typing import Any

from sat.display import Cell, Table
from sat.indicators.analysis import IndicatorResult
from sat.indicators.belief import WEIGHTS
from sat.indicators.look import GLYPHS, LEVEL_KEY, chance, indicator_texts, outcome_label
from sat.indicators.state import CLEAR_DAYS, CLEAR_LOOKS, State
from sat.indicators.validation import APART, EXPECTED, KEEP, UNIQUE_BAR, WEAK, Validation
from sat.indicators.warning import RULE
from sat.scales import LIKELIHOOD
from sat.text import counted, joined, number, one_line


def level_cell(level: str) -> Cell:
    """A level with its glyph, in the colour of the style sheet."""
    return Cell(f"{GLYPHS.get(level, '')} {level}".strip(), f"level {level}")


def warnings_table(result: IndicatorResult) -> Table:
    """The warning for every hypothesis and scenario, with its reason."""
    case = result.case
    rows = tuple(
        (
            outcome_label(case, row.outcome),
            Cell(row.level, f"level {row.level}"),
            Cell(row.why, "wide"),
            ", ".join(row.dropped) or "–",
        )
        for row in result.warnings
    )
    return Table(
        f"Warnings as of {case.as_of}",
        ("Outcome", "Level", "Why", "Not counted"),
        rows or (("none", "", "no hypothesis or scenario to warn of", ""),),
        (
            f"Rule. {RULE}.",
            "Indicators that one happening raised count once. Not counted: indicators that point "
            "to the outcome but separate nothing (see validation). Silence clears no warning: an "
            f"indicator comes down after {CLEAR_LOOKS} lower looks at least {CLEAR_DAYS} days "
            "apart.",
        ),
        "small",
    )


def board_table(result: IndicatorResult) -> Table:
    """Every indicator: where it is now, where it stands, when somebody last looked."""
    verdicts = _verdicts(result.validation)
    rows = tuple(
        _board_row(state, verdicts.get(state.indicator_id, "–")) for state in result.states
    )
    headings = ("Indicator", "Points to", "Now", "Stands at", "Last seen", "Thresholds", "Verdict")
    notes = (
        f"{LEVEL_KEY}.",
        "Now is unknown where nobody looked within the cadence or the newest look could not tell; "
        "it is not quiet. What stands is the last level seen and not cleared.",
    )
    return Table(f"Watch list as of {result.case.as_of}", headings, rows, notes, "small")


def _verdicts(validation: Validation | None) -> dict[str, str]:
    if validation is None:
        return {}
    return {str(name): str(verdict) for name, verdict in validation.table["verdict"].items()}


def _board_row(state: State, verdict: str) -> tuple[Cell | str, ...]:
    row = state.indicator
    seen = "never"
    if state.last:
        seen = f"{state.last.observed_on}, {counted(state.age or 0, 'day')} before"
        seen += f"; {row.cadence} look is overdue" if state.stale else ""
    since = f" since {state.by.observed_on}" if state.by and state.raised else ""
    stands = level_cell(state.standing)
    return (
        f"{row.indicator_id} {one_line(row.text, 160)}",
        row.points_to or "several",
        level_cell(state.level),
        Cell(stands.text + since, stands.style, title=state.by.text if state.by else ""),
        seen,
        f"low: {row.low}\nhigh: {row.high}",
        verdict,
    )


def changes_table(result: IndicatorResult) -> Table:
    """What is not as it was, and why."""
    texts = indicator_texts(result.case)
    rows = tuple(
        (
            outcome_label(result.case, row.name)
            if row.kind == "warning"
            else f"{row.name} {one_line(texts[row.name], 80)}",
            Cell(row.before, f"level {row.before}"),
            Cell(row.after, f"level {row.after}"),
            Cell(row.why, "wide"),
        )
        for row in result.changes
    )
    nothing = (("nothing", "", "", "no level and no warning changed"),)
    caption = f"What changed from {result.since} to {result.case.as_of}"
    return Table(caption, ("What", "Then", "Now", "Why"), rows or nothing, (), "small")


def validation_table(result: IndicatorResult, scenarios: bool = False) -> Table:
    """Each indicator's likelihood under each outcome, and what follows from it."""
    found = result.scenario_validation if scenarios else result.validation
    if found is None:
        return Table("Validation", ("Indicator",), (("no indicator was rated",),))
    texts = indicator_texts(result.case)
    codes = _codes(result)
    facts = found.table.to_dict("index")
    rows: list[tuple[Cell | str, ...]] = []
    for name in found.ranking:
        own = facts[name]
        cells = ["/".join(codes.get((name, outcome), [])) or "–" for outcome in found.outcomes]
        apart = ", ".join(f"{one} from {other}" for one, other in found.separated[name])
        last = [Cell(str(own["pairs"]), title=apart), own["unique"] or "–", number(own["points"])]
        label = f"{name} {one_line(texts[name], 60)}"
        rows.append((label, *cells, number(own["spread"]), _verdict(own), *last))
    headings = ("Indicator", *found.outcomes, "Spread", "Verdict", "Pairs", "Unique to", "Points")
    return Table(
        f"How likely each indicator is under each outcome, by {joined(list(found.analysts))}",
        headings,
        tuple(rows),
        _validation_notes(),
        "small",
    )


def _codes(result: IndicatorResult) -> dict[tuple[str, str], list[str]]:
    """The codes each cell got, each once, in the scale's order."""
    found: dict[tuple[str, str], set[str]] = {}
    for row in result.case.indicator_ratings:
        found.setdefault((row.indicator_id, row.outcome_id), set()).add(row.likelihood)
    order = {code: place for place, code in enumerate(LIKELIHOOD.codes)}
    return {key: sorted(codes, key=lambda code: order[code]) for key, codes in found.items()}


def _verdict(own: Mapping[Hashable, Any]) -> Cell:
    text = f"{own['verdict']}, analysts differ" if own["split"] else str(own["verdict"])
    return Cell(text, "muted" if own["verdict"] in ("drop", "unrated") else "")


def _validation_notes() -> tuple[str, ...]:
    codes = ", ".join(f"{level.code} {level.label}" for level in LIKELIHOOD.levels)
    return (
        f"{codes}. Two codes in a cell: the analysts differ; their mean counts.",
        f"Spread: steps from the likeliest to the least likely outcome; keep from {KEEP:g}, weak "
        f"from {WEAK:g}, else drop. Pairs: outcomes at least {APART:g} steps apart. Unique: "
        f"expected (L or HL, {EXPECTED:g} or more) under this outcome alone. An open tool's rule; "
        "no threshold is published.",
        "Points of the Indicators Validator, for the outcome the indicator points to: from memory, "
        "not verified against the book; they order and decide nothing.",
    )


def coverage_table(result: IndicatorResult) -> Table:
    """What would show each outcome, and which outcomes nothing would."""
    found = result.validation
    if found is None:
        return Table("Coverage", ("Outcome",), (("no indicator was rated",),))
    rows = tuple(
        (
            outcome_label(result.case, outcome),
            ", ".join(found.unique_to(outcome)) or Cell("none: it could come unseen", "best"),
            ", ".join(found.unique_to(outcome, "weak")) or "–",
            "yes" if len(found.unique_to(outcome)) >= UNIQUE_BAR else "no",
        )
        for outcome in found.outcomes
    )
    headings = ("Outcome", "Unique, kept", "Unique, weak", f"At least {UNIQUE_BAR}")
    return Table("Coverage: which indicators would show an outcome and no other", headings, rows)


def belief_table(result: IndicatorResult) -> Table:
    """The belief track step by step."""
    found = result.track
    if found is None:
        return Table("Belief track", ("Day",), (("nothing observed, or nothing rated",),))
    texts = indicator_texts(result.case)
    rows: tuple[tuple[Cell | str, ...], ...] = tuple(
        (
            Cell(str(step.day), "day"),
            Cell("; ".join(_moved(pair, texts) for pair in step.moved) or "–", "wide"),
            f"{step.gainer} × {number(step.factor)}" if step.gainer else "–",
            *(
                f"{chance(step.central[name])}\n{chance(step.low[name])}–{chance(step.high[name])}"
                for name in found.hypotheses
            ),
        )
        for step in found.steps
    )
    start = (
        "the case's priors" if found.elicited else "the same probability for each, for want of any"
    )
    left = f" Left out (dropped or not fully rated): {', '.join(found.left_out)}." * bool(
        found.left_out
    )
    return Table(
        "Belief track: what the ratings imply, a model and not a judgment",
        ("Known on", "What moved it", "Gained most (odds)", *found.hypotheses),
        rows,
        (
            f"Starts from {start}. Below each value: the range over all mappings of the likelihood "
            "codes and each analyst alone.",
            "A standing high level counts with the rated likelihood, low with "
            f"{WEIGHTS['low']:g} of its logarithm, none with {WEIGHTS['none']:g} of that of the "
            f"opposite; one happening counts once.{left}",
        ),
        "small",
    )


def _moved(pair: tuple[str, str], texts: dict[str, str]) -> str:
    name, level = pair
    return f"{name} {level}: {one_line(texts[name], 60)}"
