"""What goes into an analysis, as tables: hypotheses, evidence with its grades, sources."""

from collections import Counter

from sat.ach.analysis import AchResult
from sat.display import Cell, Table


def hypotheses_table(result: AchResult) -> Table:
    """The competing answers and when each will count as having come true."""
    rows = tuple(
        (f"{row.hypothesis_id} {row.title}", row.statement, row.decision_rule or "not stated")
        for row in result.case.hypotheses
    )
    return Table("Hypotheses", ("Hypothesis", "Statement", "Counts as true when"), rows)


def evidence_table(result: AchResult) -> Table:
    """Every item with its grade and what it rests on."""
    rows = tuple(
        (
            row.evidence_id,
            Cell(row.text + (f"\nNote: {row.note}" if row.note else ""), "wide"),
            row.kind,
            Cell(str(row.known_on), "day"),
            result.grade(row.evidence_id),
            row.relevance or "–",
            ", ".join(row.source_ids) or "–",
            row.dependence_group or "–",
        )
        for row in result.matrix.evidence
    )
    return Table(
        f"Evidence known by {result.case.as_of}",
        ("Item", "What it says", "Kind", "Known on", "Grade", "Relevance", "Sources", "Leans on"),
        rows,
        (
            "Grade: reliability of the best source it rests on (A to F) and credibility of the "
            "information (1 to 6); F and 6 mean unknown, – not given. Items that lean on one "
            "report share a dependence group.",
        ),
        "small",
    )


def sources_table(result: AchResult) -> Table:
    """The publications that the evidence rests on."""
    cited = {source for item in result.matrix.evidence for source in item.source_ids}
    sources = [row for row in result.case.sources if row.source_id in cited]
    origins = Counter(row.origin_id for row in sources if row.origin_id)
    rows = tuple(
        (
            row.source_id,
            Cell(row.title, "wide", link=row.url),
            row.publisher or "–",
            Cell(str(row.published or "–"), "day"),
            row.reliability or "–",
            row.origin_id if origins[row.origin_id] > 1 else "its own",
        )
        for row in sources
    )
    headings = ("Source", "Title", "Publisher", "Published", "Reliability", "Origin")
    nothing = (("none", "the evidence names no source", "", "", "", ""),)
    note = "Reliability A to F as graded by the analysts. Sources of one origin repeat one report."
    return Table("Sources cited by the evidence", headings, rows or nothing, (note,), "small")
