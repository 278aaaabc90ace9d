"""The tables of what went in: hypotheses, evidence with grades, sources."""

from collections.abc import Callable
from pathlib import Path

from sat.ach import analyse
from sat.ach.inputs import evidence_table, hypotheses_table, sources_table
from sat.case import Case, load_case
from sat.display import Cell, Table

MakeCase = Callable[..., Case]
Edit = Callable[[str, int, str, str], Path]


def shown(table: Table) -> list[list[str]]:
    return [[item if isinstance(item, str) else item.text for item in row] for row in table.rows]


def test_hypotheses_stand_with_statement_and_decision_rule(minimal: Case) -> None:
    table = hypotheses_table(analyse(minimal))
    assert table.caption == "Hypotheses"
    assert table.headings == ("Hypothesis", "Statement", "Counts as true when")
    assert shown(table) == [
        ["H1 North", "The river crosses north of the oak.", "Water north of the oak in June."],
        ["H2 South", "The river crosses south of the oak.", "Water south of the oak in June."],
        ["H3 Dry", "The river does not cross.", "No water in June."],
    ]


def test_a_missing_decision_rule_is_said_to_be_missing(edit: Edit) -> None:
    case = load_case(edit("hypotheses", 2, "decision_rule", ""))
    assert shown(hypotheses_table(analyse(case)))[0][2] == "not stated"


def test_evidence_stands_with_all_that_its_weight_rests_on(minimal: Case) -> None:
    table = evidence_table(analyse(minimal))
    assert table.caption == "Evidence known by 2025-06-10"
    assert table.headings == (
        "Item", "What it says", "Kind", "Known on", "Grade", "Relevance", "Sources", "Leans on",
    )  # fmt: skip
    assert [row[:2] for row in shown(table)] == [
        ["E1", "The miller saw the north bank break."],
        ["E2", "The paper prints that the north bank broke."],
        ["E3", "A walker saw no water in the south."],
        ["E4", "Springs are wet here."],
    ]
    assert [row[2:] for row in shown(table)] == [
        ["report", "2025-01-10", "A1", "high", "S1", "mill"],
        ["report", "2025-01-12", "C2", "medium", "S2", "mill"],
        ["absence", "2025-02-01", "F6", "low", "S3", "–"],
        ["assumption", "2025-01-01", "–3", "medium", "–", "–"],
    ]
    assert "F and 6 mean unknown, – not given" in table.notes[0]


def test_a_grade_that_nobody_gave_is_a_dash(make_case: MakeCase) -> None:
    table = evidence_table(analyse(make_case({"ana": ["C I"]})))
    assert shown(table) == [["E1", "E1", "report", "2025-01-01", "––", "–", "–", "–"]]


def test_several_sources_are_listed_and_a_note_stands_under_its_item(edit: Edit) -> None:
    edit("evidence", 2, "source_ids", "S1;S2")
    case = load_case(edit("evidence", 2, "note", "Seen from afar."))
    table = evidence_table(analyse(case))
    assert shown(table)[0][1] == "The miller saw the north bank break.\nNote: Seen from afar."
    assert shown(table)[0][6] == "S1, S2"
    assert "break.<br>Note: Seen from afar.</td>" in table.html()


def test_only_what_was_known_at_the_cut_is_listed(folder: Path) -> None:
    result = analyse(load_case(folder, "2025-01-10"))
    table = evidence_table(result)
    assert table.caption == "Evidence known by 2025-01-10"
    assert [row[0] for row in shown(table)] == ["E1", "E4"]
    assert [row[0] for row in shown(sources_table(result))] == ["S1"]


def test_cited_sources_stand_with_grade_and_shared_origin(minimal: Case) -> None:
    table = sources_table(analyse(minimal))
    assert table.caption == "Sources cited by the evidence"
    assert table.headings == (
        "Source", "Title", "Publisher", "Published", "Reliability", "Origin",
    )  # fmt: skip
    # S4 is there too, but no item rests on it
    assert shown(table) == [
        ["S1", "Letter from the miller", "Mill post", "2025-01", "A", "mill"],
        ["S2", "Copy of the miller's letter", "Village paper", "2025-01-12", "C", "mill"],
        ["S3", "A walker's word", "–", "2025-02-01", "F", "its own"],
    ]


def test_an_origin_that_no_other_cited_source_shares_is_the_sources_own(edit: Edit) -> None:
    table = sources_table(analyse(load_case(edit("sources", 3, "origin_id", ""))))
    assert [row[5] for row in shown(table)] == ["its own", "its own", "its own"]


def test_a_source_with_an_address_links_to_it_and_tells_it_nothing(minimal: Case) -> None:
    table = sources_table(analyse(minimal))
    html = table.html()
    link = '<a href="https://example.org/1" rel="noreferrer noopener">Letter from the miller</a>'
    assert link in html
    assert html.count("<a ") == 2  # S3 has no address
    assert [item.link for item in (row[1] for row in table.rows) if isinstance(item, Cell)] == [
        "https://example.org/1",
        "https://example.org/2",
        "",
    ]


def test_evidence_without_sources_is_said_to_have_none(make_case: MakeCase) -> None:
    table = sources_table(analyse(make_case({"ana": ["C I"]})))
    assert shown(table) == [["none", "the evidence names no source", "", "", "", ""]]


def test_a_source_without_grade_or_day_has_dashes(make_case: MakeCase) -> None:
    case = make_case({"ana": ["C I"]}, sources=[("S1", "", "")], source_ids=["S1"])
    assert shown(sources_table(analyse(case))) == [["S1", "S1", "–", "–", "–", "its own"]]
