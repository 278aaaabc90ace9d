"""Source summary: what the evidence rests on, how well it is graded, and where it is thin.

After ICD 206, D.3.d (source summary statement: strengths and weaknesses, the most important
sources, what corroborates and what conflicts). Counts only; whether a source is good is in its
grade, which somebody gave.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from statistics import median

from sat.case import Case
from sat.scales import KIND, RELIABILITY

GOOD, FAIR, WEAK = ("A", "B"), ("C",), ("D", "E")


@dataclass(frozen=True)
class SourceSummary:
    """What the evidence of a case rests on at its cut.

    Attributes
    ----------
    items, sources, origins
        Items of evidence; sources that they cite; origins that these go back to (a source without
        a label is its own).
    good, fair, weak, unknown
        Cited sources graded A or B, C, D or E, and F or not at all.
    unsourced
        Items without a source, and without one by their kind.
    single
        Items that have sources which all go back to one origin.
    ungraded
        Items whose credibility is unknown (6) or was not given.
    weak_only
        Items of which every source is graded D or E.
    largest
        The origin behind most items, and how many (blank and 0 without sources).
    largest_sources
        The cited sources that go back to it.
    kinds
        Items by kind, in the scale's order, only those there are.
    newest
        The day on which the newest item became known; ``None`` without items.
    median_age
        Median days from the items' becoming known to the cut; ``None`` without items.

    """

    items: int
    sources: int
    origins: int
    good: int
    fair: int
    weak: int
    unknown: int
    unsourced: tuple[str, ...]
    single: tuple[str, ...]
    ungraded: tuple[str, ...]
    weak_only: tuple[str, ...]
    largest: tuple[str, int]
    largest_sources: tuple[str, ...]
    kinds: tuple[tuple[str, int], ...]
    newest: date | None
    median_age: int | None


def summarise(case: Case) -> SourceSummary:
    """The sources of a case's evidence; all counts are 0 where it has none."""
    grade = {row.source_id: row.reliability for row in case.sources}
    origin = {row.source_id: row.origin_id or row.source_id for row in case.sources}
    cited = list(dict.fromkeys(name for row in case.evidence for name in row.source_ids))
    back = {row.evidence_id: {origin[name] for name in row.source_ids} for row in case.evidence}
    grades = Counter(grade[name] for name in cited)
    by_origin = Counter(name for names in back.values() for name in sorted(names))
    largest = max(by_origin.items(), key=lambda pair: pair[1], default=("", 0))
    ages = [(case.as_of - row.known_on).days for row in case.evidence]
    kinds = Counter(row.kind for row in case.evidence)
    return SourceSummary(
        items=len(case.evidence),
        sources=len(cited),
        origins=len(by_origin),
        good=sum(grades[code] for code in GOOD),
        fair=sum(grades[code] for code in FAIR),
        weak=sum(grades[code] for code in WEAK),
        unknown=sum(
            grades[code] for code in (set(RELIABILITY.codes) | {""}) - {*GOOD, *FAIR, *WEAK}
        ),
        unsourced=tuple(row.evidence_id for row in case.evidence if not row.source_ids),
        single=tuple(name for name, names in back.items() if len(names) == 1),
        ungraded=tuple(row.evidence_id for row in case.evidence if row.credibility in ("", "6")),
        weak_only=tuple(
            row.evidence_id
            for row in case.evidence
            if row.source_ids and all(grade[name] in WEAK for name in row.source_ids)
        ),
        largest=largest,
        largest_sources=tuple(name for name in cited if origin[name] == largest[0]),
        kinds=tuple((code, kinds[code]) for code in KIND.codes if kinds[code]),
        newest=max((row.known_on for row in case.evidence), default=None),
        median_age=round(median(ages)) if ages else None,
    )
