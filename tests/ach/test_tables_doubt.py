"""The tables of what the answer hangs on: one thing left out, and cells in dispute."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from sat.ach import analyse
from sat.ach.tables import disputed_table, left_out_table
from sat.case import Case
from sat.display import Table

MakeCase = Callable[..., Case]
LATER = date(2025, 1, 2)
RULES = ("Heuer's count", "Inconsistency", "PARC weighted", "Each origin once")


def shown(table: Table) -> list[list[str]]:
    return [[item if isinstance(item, str) else item.text for item in row] for row in table.rows]


def styles(table: Table) -> list[list[str]]:
    return [["" if isinstance(item, str) else item.style for item in row] for row in table.rows]


def test_only_the_removals_that_matter_are_listed(minimal: Case) -> None:
    table = left_out_table(analyse(minimal))
    # 4 items, 3 cited sources, an origin, a group and 2 analysts
    assert table.caption == "Who leads when one thing is left out: the 1 of 11 that matter"
    assert table.headings == ("Left out", *RULES)
    tie = "H2 = H3 (was H1)"
    assert shown(table) == [["analyst ana", tie, tie, "H2 (was H1)", tie]]


def test_a_rule_that_keeps_its_leader_stands_beside_those_that_do_not(make_case: MakeCase) -> None:
    # Of H1 and H2 the count finds 1 and 1, the points are 1 and 2. Without E1 both rules
    # have less for H1, without E3 both have less for H2.
    table = left_out_table(analyse(make_case({"ana": ["I C C", "C C II", "C II II"]})))
    rows = {row[0]: row[1:] for row in shown(table)}
    assert rows["item E1"][:2] == ["H1 (was H1 = H2)", "H1"]
    assert rows["item E3"][:2] == ["H2 (was H1 = H2)", "H2 (was H1)"]
    assert styles(table)[0][1:3] == ["best", "muted"]


def test_where_no_removal_matters_the_table_says_so(minimal: Case) -> None:
    table = left_out_table(analyse(minimal, "ana"))
    assert table.caption == "Who leads when one thing is left out: the 0 of 9 that matter"
    assert shown(table) == [["nothing", "no change", "no change", "no change", "no change"]]


def test_nobody_leads_where_too_little_is_left(make_case: MakeCase) -> None:
    table = left_out_table(analyse(make_case({"ana": ["I C", ". ."]})))
    assert shown(table) == [["item E1", *["none (was H2)"] * 4]]


def test_disputed_cells_stand_with_both_reasons(minimal: Case) -> None:
    table = disputed_table(analyse(minimal), steps=1)
    assert table.caption == "Where analysts are 1 step or more apart, with their reasons"
    assert table.headings == ("Item × hypothesis", "ana", "ben")
    assert shown(table) == [
        ["E1 × H1", "CC: It says so.", "C: It says so."],
        ["E1 × H2", "I: Then not south.", "N: Both may break."],
        ["E3 × H2", "I: No water there.", "II: No water there."],
    ]


def test_two_steps_apart_is_what_counts_as_disputed(make_case: MakeCase) -> None:
    table = disputed_table(analyse(make_case({"ana": ["C C C NA"], "ben": ["N I II II"]})))
    assert table.caption == "Where analysts are 2 steps or more apart, with their reasons"
    assert [row[0] for row in shown(table)] == ["E1 × H2", "E1 × H3"]


@pytest.mark.parametrize("analyst", ["", "ana"])
def test_where_nobody_disputes_the_table_says_so(minimal: Case, analyst: str) -> None:
    table = disputed_table(analyse(minimal, analyst))
    assert [row[0] for row in shown(table)] == ["none"]


def test_the_newest_reason_is_shown_and_a_mark_taken_back_is_none(make_case: MakeCase) -> None:
    case = make_case({"ana": ["C"], "ben": ["II"], "cid": ["I"], "dan": ["."]})
    ana, ben, cid = case.ratings
    later = [
        ana.model_copy(update={"rating": "CC", "rationale": "Seen again:", "rated_on": LATER}),
        cid.model_copy(update={"rating": "", "rationale": "Read wrongly.", "rated_on": LATER}),
    ]
    result = analyse(replace(case, ratings=(*later, ana, ben, cid)))
    assert shown(disputed_table(result)) == [
        ["E1 × H1", "CC: Seen again:", "II", "not rated: Read wrongly."]
    ]
