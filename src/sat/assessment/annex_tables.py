"""The annexes' tables; a sentence where a technique was not applied."""

from sat.ach import attack_tables
from sat.ach import tables as ach_tables
from sat.ach.findings import left_out_sentence
from sat.assessment.analysis import Assessment
from sat.display import Cell, Findings, Table, Tables
from sat.forecasts import tables as forecast_tables
from sat.forecasts.findings import findings as forecast_findings
from sat.indicators.findings import belief_sentence
from sat.techniques.standards import STANDARDS
from sat.text import counted, joined

WORDS = {"mend": "to mend", "look": "to look at"}
UNRATED = Findings(("Nothing was rated, so there is no matrix.",), leads=False)


def matrix_table(found: Assessment) -> Tables | Findings:
    """The whole matrix, items in rows: in print a page is longer than wide."""
    return ach_tables.matrix_table(found.ach, "evidence") if found.ach else UNRATED


def firmness_findings(found: Assessment) -> Findings:
    """What the ranking hangs on."""
    if found.ach is None or found.attack is None:
        return UNRATED
    sentences = attack_tables.attack_findings(found.attack).sentences
    left_out = left_out_sentence(found.ach)
    return Findings((left_out, *sentences) if left_out else sentences, leads=False)


def unseat_table(found: Assessment) -> Table | Findings:
    """The devil's advocate's case."""
    return attack_tables.unseat_table(found.attack) if found.attack else UNRATED


def odds_table(found: Assessment) -> Table | Findings:
    """What the ratings imply as odds, labelled as a model."""
    return attack_tables.odds_table(found.attack) if found.attack else UNRATED


def belief_findings(found: Assessment) -> Findings:
    """What the observations imply at the cut."""
    said = belief_sentence(found.indicators) if found.indicators else ""
    return Findings((said or "Nothing was observed of an indicator that was rated.",), leads=False)


def record_findings(found: Assessment) -> Findings:
    """What the record shows, and what it does not."""
    return Findings(forecast_findings(found.record).sentences, leads=False)


def record_table(found: Assessment) -> Table:
    """Forecasters and baselines over the settled questions."""
    return forecast_tables.record_table(found.record)


def settled_table(found: Assessment) -> Table:
    """Each settled question with what was said of it."""
    return forecast_tables.settled_table(found.record)


def open_table(found: Assessment) -> Table:
    """Questions that are still open."""
    return forecast_tables.open_table(found.record)


def tradecraft_table(found: Assessment) -> Table | Findings:
    """Every finding, numbered, under its standard of ICD 203."""
    if not found.tradecraft:
        return Findings((_count(found), *_silent(found)), leads=False)
    rows = tuple(
        (
            f"{number}",
            row.number,
            Cell(f"{row.table}, {row.row}" if row.row else row.table),
            Cell(row.wrong, "wide"),
            Cell(row.right, "wide"),
            Cell(WORDS[row.severity], "bad" if row.severity == "mend" else ""),
        )
        for number, row in enumerate(found.tradecraft, 1)
    )
    used = sorted({int(row.number[1]) for row in found.tradecraft})
    key = "; ".join(f"T{number}xx {STANDARDS[number]}" for number in used)
    return Table(
        f"Held against the nine analytic standards of ICD 203: {_count(found)}",
        ("No.", "Rule", "Where", "What", "What would be right", "Weight"),
        rows,
        (f"{key}.", *_silent(found)),
        "small",
    )


def _count(found: Assessment) -> str:
    mend = sum(row.severity == "mend" for row in found.tradecraft)
    look = len(found.tradecraft) - mend
    return f"{counted(mend, 'thing')} to mend, {look} to look at"


def _silent(found: Assessment) -> tuple[str, ...]:
    numbers = [rule.number for rule in found.not_asked]
    return (f"Not asked, since the case has no ratings: {joined(numbers)}.",) if numbers else ()
