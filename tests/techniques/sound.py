"""A case with nothing to find fault with, and ways to break one thing of it.

It is the minimal case (`cases/minimal.md`) with its flaws mended: E1 and E2 are independent, ana
marks E3 against H1, H3 takes what the others leave, A1 carries E4, nothing is reconstructed. Points
against, pooled, by Heuer's count and by Inconsistency: H1 1 and 1 (E3); H2 2.5 and 3 (E1 ½, E2 1,
E3 1 and 1½); H3 3 and 4 (E1 1 and 2, E2 1, E4 1). H1 leads, whatever one thing is left out.
"""

from dataclasses import replace
from typing import Any

from sat.ach import analyse
from sat.case import Case
from sat.judgment.words import Found, found
from sat.techniques.tradecraft import lint


def find_terms(text: str) -> tuple[Found, ...]:
    """The terms of ICD 203 in a text."""
    return found(text, "icd203")


def change(case: Case, table: str, name: str, **values: Any) -> Case:
    """The case with some cells changed in every row whose key holds ``name`` (blank: in all)."""
    rows = tuple(
        row.model_copy(update=values)
        if not name or name in "/".join(str(getattr(row, column)) for column in row.KEY)
        else row
        for row in getattr(case, table)
    )
    return replace(case, **{table: rows})


def only(case: Case, *items: str) -> Case:
    """The case with these evidence items alone, and their ratings."""
    return replace(
        case,
        evidence=tuple(row for row in case.evidence if row.evidence_id in items),
        ratings=tuple(row for row in case.ratings if row.evidence_id in items),
    )


def mend(minimal: Case) -> Case:
    """The minimal case without its flaws."""
    case = change(minimal, "evidence", "", dependence_group="")
    case = change(case, "sources", "S2", origin_id="")
    case = change(case, "ratings", "E3/H1/ana", rating="I")
    case = change(case, "hypotheses", "H3", title="Neither")
    case = change(case, "assumptions", "A1", supports=("H1", "E1", "E4"))
    case = change(case, "ratings", "", reconstructed="")
    return change(case, "forecasts", "", reconstructed="")


def told(case: Case, number: str) -> list[str]:
    """What one rule finds in a case and its analysis, in words, without number and severity."""
    found = lint(case, analyse(case), find_terms)
    return [str(each).removesuffix(f" [{number}, {each.severity}]") for each in found
            if each.number == number]  # fmt: skip
