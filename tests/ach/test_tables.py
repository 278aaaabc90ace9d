"""The tables of an analysis, against the minimal case worked by hand in cases/minimal.md."""

import re
from collections.abc import Callable

import pytest

from sat.ach import analyse
from sat.ach.tables import (
    BAND,
    coverage_table,
    diagnosticity_table,
    disputed_table,
    left_out_table,
    matrix_table,
    ranking_table,
    scores_table,
)
from sat.case import Case
from sat.display import Table

MakeCase = Callable[..., Case]
RULES = ("Heuer's count", "Inconsistency", "PARC weighted", "Each origin once")
KEY = (
    "▲▲ CC very consistent; ▲ C consistent; ○ N neutral; ▼ I inconsistent; "
    "▼▼ II very inconsistent; NA does not apply"
)


def shown(table: Table) -> list[list[str]]:
    return [[item if isinstance(item, str) else item.text for item in row] for row in table.rows]


def styles(table: Table) -> list[list[str]]:
    return [["" if isinstance(item, str) else item.style for item in row] for row in table.rows]


def test_the_report_says_which_grade_weighs_what(minimal: Case) -> None:
    assert scores_table(analyse(minimal)).notes[4] == (
        "Weights k: A, B, 1, 2 and high √2; C, 3 and medium 1; D, E, 4, 5 and low 1/√2. "
        "Credibility is the lower of source reliability (A to E) and credibility of the "
        "information (1 to 5)."
    )


def test_the_matrix_has_hypotheses_in_rows_and_every_mark_in_its_place(minimal: Case) -> None:
    (table,) = matrix_table(analyse(minimal)).parts
    assert table.caption == "ACH matrix, ratings of ana and ben, pooled: items E1 to E4"
    assert table.headings == ("Hypothesis", "E1", "E2", "E3", "E4")
    assert shown(table) == [
        ["H1 North", "CC/C", "▲ C", "N/NA", "▲ C"],
        ["H2 South", "N/I", "▼ I", "I/II", "▲ C"],
        ["H3 Dry", "▼▼ II", "▼ I", "▲ C", "▼ I"],
    ]
    assert styles(table)[2] == ["", "mark II", "mark I", "mark C", "mark I"]
    assert table.notes[0] == KEY


def test_the_matrix_can_have_the_items_in_rows_with_their_grades(minimal: Case) -> None:
    (table,) = matrix_table(analyse(minimal, "ana"), "evidence").parts
    assert table.caption == "ACH matrix, ratings of ana"
    assert table.headings == ("Item", "Grade", "H1 North", "H2 South", "H3 Dry")
    assert shown(table) == [
        ["E1 The miller saw the north bank break.", "A1", "▲▲ CC", "▼ I", "▼▼ II"],
        ["E2 The paper prints that the north bank broke.", "C2", "▲ C", "▼ I", "▼ I"],
        ["E3 A walker saw no water in the south.", "F6", "○ N", "▼ I", "▲ C"],
        ["E4 Springs are wet here.", "–3", "▲ C", "▲ C", "▼ I"],
    ]


def test_where_analysts_differ_each_mark_keeps_its_own_colour(minimal: Case) -> None:
    (table,) = matrix_table(analyse(minimal)).parts
    html = table.html()
    assert (
        '<td class="mark"><span class="mark CC">▲▲ CC</span><span class="mark C">▲ C</span></td>'
    ) in html
    assert (
        '<td class="mark"><span class="mark N">○ N</span><span class="mark NA">NA</span></td>'
    ) in html


def test_blank_neutral_and_not_applicable_are_three_different_cells(make_case: MakeCase) -> None:
    (table,) = matrix_table(analyse(make_case({"ana": [". N NA", "C C C"]}))).parts
    assert [row[1] for row in shown(table)] == ["", "○ N", "NA"]
    assert [row[1] for row in styles(table)] == ["mark", "mark N", "mark NA"]
    assert table.notes[1].endswith("blank: nobody has rated")


def test_a_wide_matrix_is_broken_into_bands_and_explained_once(make_case: MakeCase) -> None:
    parts = matrix_table(analyse(make_case({"ana": ["C I"] * (BAND + 1)}))).parts
    assert [part.caption for part in parts] == [
        f"ACH matrix, ratings of ana: items E1 to E{BAND}",
        f"ACH matrix, ratings of ana: item E{BAND + 1}",
    ]
    assert [len(part.headings) for part in parts] == [BAND + 1, 2]
    assert [row[0] for part in parts for row in shown(part)] == ["H1 H1", "H2 H2"] * 2
    assert [bool(part.notes) for part in parts] == [False, True]


def test_as_many_items_as_fit_make_one_band(make_case: MakeCase) -> None:
    assert len(matrix_table(analyse(make_case({"ana": ["C I"] * BAND}))).parts) == 1


def test_another_orientation_is_refused_with_what_would_be_right(minimal: Case) -> None:
    expected = r"^orientation is 'rows'; write 'hypotheses' or 'evidence'$"
    with pytest.raises(ValueError, match=expected):
        matrix_table(analyse(minimal), "rows")


def test_scores_stand_as_sums_and_per_item_with_both_ends_of_unknown_grades(minimal: Case) -> None:
    table = scores_table(analyse(minimal, "ana"))
    assert (
        table.caption == "Scores against each hypothesis, ratings of ana; ◄ least refuted, = tied"
    )
    per = (
        "Heuer's count per item",
        "Inconsistency per item",
        "PARC weighted per item",
        "Each origin once per group",
    )
    pairs = [name for pair in zip(RULES, per, strict=True) for name in pair]
    assert table.headings == ("Hypothesis", *pairs)
    # per item: 4 items; per group: E1 and E2 are one, so 3. Weighted low to high: minimal.md
    assert shown(table) == [
        ["H1 North", "0 ◄", "0 ◄", "0 ◄", "0 ◄", "0\n(0 to 0) ◄", "0 ◄", "0 ◄", "0 ◄"],
        ["H2 South", "3", "0.75", "3", "0.75", "-3.71\n(-3.5 to -4)", "-0.93", "2", "0.67"],
        ["H3 Dry", "3", "0.75", "4", "1", "-6\n(-5.71 to -6)", "-1.5", "2.5", "0.83"],
    ]
    assert styles(table)[0][1:] == ["best"] * 8


def test_ties_are_marked_and_the_unranked_say_so(minimal: Case) -> None:
    table = scores_table(analyse(minimal, "ben"))
    none = "\nnot ranked"
    nothing = [f"0{none}"] * 4
    assert shown(table)[0] == ["H1 North", *nothing, f"0\n(0 to 0){none}", *nothing[1:]]
    tied = ["1 ◄ =", "0.5 ◄ =", "2 ◄ =", "1 ◄ ="]
    weighted = ["-1.41\n(-1 to -2) ◄", "-0.71 ◄"]
    assert shown(table)[1] == ["H2 South", *tied, *weighted, "2 ◄ =", "1 ◄ ="]
    assert shown(table)[2] == ["H3 Dry", *tied, "-4\n(-4 to -4)", "-2", "2 ◄ =", "1 ◄ ="]
    assert styles(table)[0][1:] == ["muted"] * 8


def test_a_hypothesis_that_nobody_marked_has_dashes_for_scores(make_case: MakeCase) -> None:
    rows = shown(scores_table(analyse(make_case({"ana": ["I . C", "I NA I"]}))))
    assert rows[1][1] == "–\nnot ranked"
    assert rows[1][5] == "–\n(– to –)\nnot ranked"


def test_brackets_stand_only_where_a_grade_is_unknown(make_case: MakeCase) -> None:
    graded = {"sources": [("S1", "B", "")], "source_ids": ["S1"], "credibility": ["2"]}
    known = scores_table(analyse(make_case({"ana": ["C I"]}, **graded, relevance=["high"])))
    assert [row[5] for row in shown(known)] == ["0 ◄", "-2"]
    assert not [note for note in known.notes if "bracket" in note]
    unknown = scores_table(analyse(make_case({"ana": ["C I"]}, **graded)))
    # relevance is not given: √2 times 1/√2, 1 and √2
    assert [row[5] for row in shown(unknown)] == ["0\n(0 to 0) ◄", "-1.41\n(-1 to -2)"]
    assert [note for note in unknown.notes if note.startswith("In brackets, PARC weighted")]


def test_every_rule_is_defined_under_the_scores_with_orientation_and_source(minimal: Case) -> None:
    notes = scores_table(analyse(minimal)).notes
    for title, best in zip(RULES, ("lowest", "lowest", "nearest 0", "lowest"), strict=True):
        (note,) = [note for note in notes if note.startswith(f"{title}: S(h) = ")]
        assert f"; {best} is least refuted. Source: " in note
    assert "Per item: the sum divided by the number of items with a mark CC to II." in notes


def test_pooling_is_explained_only_where_there_are_several_analysts(minimal: Case) -> None:
    pooling = "Pooled: a cell's points are the mean over the analysts who marked it."
    assert pooling in scores_table(analyse(minimal)).notes
    assert pooling not in scores_table(analyse(minimal, "ana")).notes


def test_ranking_shows_ties_in_one_place_and_names_the_unranked(minimal: Case) -> None:
    table = ranking_table(analyse(minimal, "ben"))
    assert table.caption == "From least to most refuted; = marks ties"
    assert table.headings == ("Rule", "1.", "2.")
    assert shown(table) == [
        ["Heuer's count", "H2 = H3", ""],
        ["Inconsistency", "H2 = H3", ""],
        ["PARC weighted", "H2", "H3"],
        ["Each origin once", "H2 = H3", ""],
    ]
    assert table.notes == ("Not ranked: H1 North.",)


def test_ranking_shows_each_analysts_own_and_whom_it_leaves_out(minimal: Case) -> None:
    table = ranking_table(analyse(minimal))
    rows = shown(table)
    assert rows[:4] == [[rule, "H1", "H2", "H3"] for rule in RULES]
    assert rows[4:8] == [
        ["Heuer's count, ana alone", "H1", "H2 = H3", ""],
        ["Inconsistency, ana alone", "H1", "H2", "H3"],
        ["PARC weighted, ana alone", "H1", "H2", "H3"],
        ["Each origin once, ana alone", "H1", "H2", "H3"],
    ]
    assert rows[8] == ["Heuer's count, ben alone", "H2 = H3", "", ""]
    assert table.notes == ("Not ranked by ben alone: H1.",)


def test_ranking_of_nobody_is_a_table_of_rules_and_names(make_case: MakeCase) -> None:
    table = ranking_table(analyse(make_case({"ana": ["C .", ". .", ". ."]})))
    assert table.headings == ("Rule",)
    assert table.notes == ("Not ranked: H1 H1.", "Not ranked: H2 H2.")


def test_diagnosticity_goes_from_what_separates_most_to_what_separates_least(minimal: Case) -> None:
    table = diagnosticity_table(analyse(minimal, "ana"))
    assert table.caption == (
        "Diagnosticity, all items; 0 to 2, the higher the better an item separates"
    )
    assert shown(table) == [
        ["E1", "The miller saw the north bank break.", "A1", "2", "1.7", "4", ""],
        ["E2", "The paper prints that the north bank broke.", "C2", "1", "0.94", "2", ""],
        ["E4", "Springs are wet here.", "–3", "1", "0.94", "2", ""],
        ["E3", "A walker saw no water in the south.", "F6", "0.71", "0.82", "2", ""],
    ]
    assert "population standard deviation" in table.notes[0]


def test_diagnosticity_can_be_cut_to_the_first_items_and_says_so(minimal: Case) -> None:
    table = diagnosticity_table(analyse(minimal, "ana"), most=2)
    assert [row[0] for row in shown(table)] == ["E1", "E2"]
    assert table.caption.startswith("Diagnosticity, the 2 of 4 items that separate most; 0 to 2")


def test_an_item_that_marks_all_alike_is_called_so_and_one_mark_is_not(make_case: MakeCase) -> None:
    rows = shown(diagnosticity_table(analyse(make_case({"ana": ["C C", "C .", "C I"]}))))
    assert [(row[0], row[4], row[5], row[6]) for row in rows] == [
        ("E3", "1", "2", ""),
        ("E1", "0", "0", "separates nothing"),
        ("E2", "–", "–", ""),
    ]


def test_coverage_is_a_share_of_the_items(minimal: Case) -> None:
    table = coverage_table(analyse(minimal, "ben"))
    assert table.caption == "Coverage: share of items rated"
    assert table.headings == ("Hypothesis", "ben", "by anyone", "marked")
    assert shown(table) == [
        ["H1 North", "50%", "50%", "25%"],
        ["H2 South", "50%", "50%", "50%"],
        ["H3 Dry", "50%", "50%", "50%"],
    ]
    both = coverage_table(analyse(minimal))
    assert both.headings == ("Hypothesis", "ana", "ben", "by anyone", "marked")
    assert shown(both)[0] == ["H1 North", "100%", "50%", "100%", "100%"]


def test_every_caption_with_numbers_under_it_names_unit_or_orientation(minimal: Case) -> None:
    result = analyse(minimal)
    expected = {
        scores_table: r"against each hypothesis.*least refuted",
        ranking_table: r"least to most refuted",
        diagnosticity_table: r"0 to 2, the higher the better",
        coverage_table: r"share of items",
        left_out_table: r"\d+ of \d+ that matter",
        disputed_table: r"2 steps or more apart",
    }
    for table, unit in expected.items():
        assert re.search(unit, table(result).caption), table.__name__
