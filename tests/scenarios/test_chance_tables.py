"""Probabilities of scenarios in a table and in sentences, on the harbour worked by hand."""

from dataclasses import replace
from pathlib import Path

import pytest

from sat.case import Case, load_case
from sat.display import Findings, Table
from sat.scenarios.chance_tables import (
    COHERENT,
    ELICITED,
    INFLATED,
    LATER,
    NONE,
    POOLED,
    REST,
    SHIFT,
    chance_sentences,
    chances_table,
)
from sat.scenarios.chances import elicited

from .test_chances import ANA, ANA_FIRST, BEN, CLEO, OPEN, harbour, scenario

FLAGSHIP = Path(__file__).parents[2] / "data" / "cases" / "jnim-urban-attacks"
PART = "Q1 dan 2025-06-01 SC1=0.9"
TITLES = ("SC1 title of SC1", "SC2 title of SC2", "SC3 title of SC3")
ROWS = [*TITLES, "none (none of these)", "Sum", "Incoherence", "Given on"]


def table_of(case: Case) -> Table:
    return chances_table(case, elicited(case))


def said(case: Case) -> list[str]:
    return chance_sentences(case, elicited(case))


def columns(table: Table) -> dict[str, list[str]]:
    """The texts of each column, by heading; no heading is there twice."""
    rows = [[item if isinstance(item, str) else item.text for item in row] for row in table.rows]
    assert len(set(table.headings)) == len(table.headings)
    return dict(zip(table.headings, map(list, zip(*rows, strict=True)), strict=True))


# ---- the table


def test_each_analyst_has_what_was_given_and_what_is_coherent() -> None:
    table = table_of(harbour(ANA))
    assert table.caption == "Probabilities that analysts gave to the scenarios, as of 2025-12-31"
    # A tenth less each; divided by 1.4: 5/14, 4/14, 3/14, 2/14. The distance is √(4 × 0.1²).
    assert columns(table) == {
        "Scenario": ROWS,
        "ana: given": ["50%", "40%", "30%", "20%", "140%", "", "2025-09-01"],
        "ana: made coherent": [
            "40% (35.7%)",
            "30% (28.6%)",
            "20% (21.4%)",
            "10% (14.3%)",
            "100%",
            "0.2",
            "",
        ],
    }
    assert table.notes == ("Q1: Which?", ELICITED, COHERENT, INFLATED)


def test_what_is_coherent_as_given_has_no_second_value() -> None:
    found = columns(table_of(harbour(BEN)))
    assert found["ben: made coherent"] == ["20%", "30%", "40%", "10%", "100%", "0", ""]


def test_the_shift_since_the_first_set_stands_beside_it() -> None:
    table = table_of(harbour(ANA, ANA_FIRST))
    expected = ["+10", "+10", "+10", "−30", "given: 100% to 140%", "", "since 2025-03-01"]
    assert columns(table)["ana: shift"] == expected
    assert SHIFT in table.notes


def test_a_shift_of_nothing_is_nought() -> None:
    found = columns(table_of(harbour(BEN, BEN.replace("2025-06-01", "2025-01-01"))))
    assert found["ben: shift"][:5] == ["0", "0", "0", "0", "given: 100% to 100%"]


def test_only_who_gave_two_sets_has_a_shift() -> None:
    table = table_of(harbour(ANA, ANA_FIRST, BEN))
    assert "ana: shift" in table.headings
    assert "ben: shift" not in table.headings


def test_what_was_left_blank_is_said_and_not_made_coherent() -> None:
    table = table_of(harbour(PART))
    found = columns(table)
    blank = ["left blank"] * 3
    assert found["dan: given"] == ["90%", *blank, "90%, not whole", "", "2025-06-01"]
    assert found["dan: made coherent"] == ["–"] * 6 + [""]
    assert table.notes[-1] == (
        "dan left SC2, SC3 and none blank on 2025-06-01: missing, not 0, so nothing of that set is "
        "made coherent."
    )


def test_a_blank_in_the_first_set_leaves_no_shift_and_is_said() -> None:
    table = table_of(harbour(ANA, "Q1 ana 2025-03-01 SC1=0.3 SC2=0.2 SC3=0.1"))
    assert columns(table)["ana: shift"] == ["–"] * 5 + ["", "since 2025-03-01"]
    assert [note for note in table.notes if "blank on 2025-03-01" in note]


def test_the_rest_is_a_row_where_none_of_these_was_not_asked() -> None:
    table = table_of(harbour("Q1 ana 2025-09-01 SC1=0.4 SC2=0.2 SC3=0.1", questions=OPEN))
    found = columns(table)
    assert found["Scenario"][3:5] == ["none of these: the rest", "Sum"]
    assert found["ana: given"][3:5] == ["not asked", "70%"]
    assert found["ana: made coherent"][3:5] == ["30%", "70%"]
    assert REST in table.notes


def test_the_rest_of_a_set_with_a_blank_is_unknown() -> None:
    found = columns(table_of(harbour("Q1 ana 2025-09-01 SC1=0.4", questions=OPEN)))
    assert found["ana: made coherent"][3] == "–"


def test_analysts_with_whole_sets_are_pooled() -> None:
    table = table_of(harbour(ANA, BEN, CLEO, PART))
    found = columns(table)
    # SC1 0.4, 0.2, 0.9; SC2 0.3, 0.3, 0; SC3 0.2, 0.4, 0.1; none 0.1, 0.1, 0.
    assert found["pooled: mean"] == ["50%", "20%", "23.3%", "6.7%", "100%", "", ""]
    assert found["pooled: median"] == ["40%", "30%", "20%", "10%", "100%", "", ""]
    spread = ["20% to 90%", "0% to 30%", "10% to 40%", "0% to 10%", "", "", ""]
    assert found["pooled: lowest to highest"] == spread
    assert POOLED in table.notes


def test_the_rest_is_pooled_too() -> None:
    sets = ["Q1 ana 2025-09-01 SC1=0.4 SC2=0.2 SC3=0.1", "Q1 ben 2025-09-01 SC1=0.2 SC2=0 SC3=0"]
    found = columns(table_of(harbour(*sets, questions=OPEN)))
    # 0.3, 0.1, 0.05: 0.55 is left of 1.
    assert found["pooled: mean"][:5] == ["30%", "10%", "5%", "55%", "45%"]


def test_without_two_whole_sets_nothing_is_pooled() -> None:
    table = table_of(harbour(ANA, PART))
    assert "pooled: mean" not in table.headings
    assert POOLED not in table.notes


def test_what_was_written_later_is_starred_and_explained() -> None:
    table = table_of(harbour(ANA, ANA_FIRST.replace("0.3", "0.3*"), CLEO.replace("0.9", "0.9*")))
    found = columns(table)
    assert found["ana: given"][-1] == "2025-09-01"
    assert found["ana: shift"][-1] == "since 2025-03-01*"
    assert found["cleo: given"][-1] == "2025-06-02*"
    assert table.notes[-1] == LATER


def test_where_nothing_was_written_later_there_is_no_star() -> None:
    table = table_of(harbour(ANA, ANA_FIRST))
    assert LATER not in table.notes
    assert "*" not in "".join(text for column in columns(table).values() for text in column)


def test_questions_stand_one_below_the_other() -> None:
    sets = (ANA, "Q2 ben 2025-09-01 SC1=0.125 SC2=0.5")
    table = table_of(harbour(*sets, questions=["Q1 SC1;SC2;SC3;none", "Q2 SC1;SC2"]))
    found = columns(table)
    second = [*TITLES[:2], "none of these: the rest", "Sum", "Incoherence", "Given on"]
    expected = [f"Q1: {label}" for label in ROWS] + [f"Q2: {label}" for label in second]
    assert found["Scenario"] == expected
    assert found["ana: given"][7:] == ["–"] * 6
    assert found["ben: given"] == ["–"] * 7 + [
        "12.5%",
        "50%",
        "not asked",
        "62.5%",
        "",
        "2025-09-01",
    ]
    assert table.notes[:2] == ("Q1: Which?", "Q2: Which?")


def test_a_question_of_one_analyst_has_dashes_where_the_other_is_pooled() -> None:
    sets = (ANA, BEN, "Q2 ben 2025-09-01 SC1=0.5")
    found = columns(table_of(harbour(*sets, questions=["Q1 SC1;SC2;SC3;none", "Q2 SC1"])))
    assert found["pooled: median"][7:] == ["–"] * 5


@pytest.mark.parametrize(
    ("given", "shown"), [("0.0004", "<0.1%"), ("0.9996", ">99.9%"), ("0", "0%"), ("1", "100%")]
)
def test_the_ends_are_for_what_is_certain_alone(given: str, shown: str) -> None:
    found = columns(table_of(harbour(f"Q1 ana 2025-09-01 SC1={given}", questions=["Q1 SC1"])))
    assert found["ana: made coherent"][0] == shown


def test_a_little_incoherence_is_not_shown_as_none() -> None:
    # 0.0001 is missing, 0.00005 each: √2 × 0.00005.
    found = columns(
        table_of(harbour("Q1 ana 2025-09-01 SC1=0.5 none=0.4999", questions=["Q1 SC1;none"]))
    )
    assert found["ana: given"][2] == "99.99%"
    assert found["ana: made coherent"][3] == "<0.001"


# ---- none, and hostile text


def test_without_any_the_table_has_one_row_that_says_so() -> None:
    table = table_of(harbour())
    assert [list(row) for row in table.rows] == [[NONE]]
    assert said(harbour()) == [NONE]


def test_the_flagship_says_that_nobody_gave_any() -> None:
    case = load_case(FLAGSHIP)
    assert said(case) == [NONE]
    assert NONE in repr(Findings(tuple(said(case))))


def test_hostile_text_is_spelled_out_and_cut() -> None:
    evil = "\x1b[31m\u202e<script>alert(1)</script> " + "long " * 60
    case = harbour(ANA, ANA_FIRST, BEN)
    asked = case.questions[0].model_copy(update={"text": evil})
    case = replace(case, scenarios=(scenario("SC1", evil), *case.scenarios[1:]), questions=(asked,))
    table = table_of(case)
    for text in (repr(table), table.html(), *said(case)):
        assert "\x1b" not in text
        assert "\u202e" not in text
    assert "<script>" not in table.html()
    assert all(len(note) <= 210 for note in table.notes if note.startswith("Q1"))
    assert all("long " * 10 not in text for text in said(case))


def test_two_runs_show_the_same() -> None:
    shown = [table_of(harbour(ANA, ANA_FIRST, BEN)).html() for _ in range(2)]
    assert shown[0] == shown[1]


# ---- sentences


def test_a_sum_that_is_not_one_is_told_with_what_it_is_made() -> None:
    assert said(harbour(ANA)) == [
        "The probabilities by ana add up to 140%: made coherent they are SC1 (title of SC1) 40%; "
        "SC2 (title of SC2) 30%; SC3 (title of SC3) 20%; none of these 10%."
    ]


def test_what_is_coherent_is_called_so() -> None:
    (sentence,) = said(harbour(BEN))
    assert sentence.startswith("The probabilities by ben are coherent as given: SC1 (title of SC1)")


def test_what_the_scenarios_leave_is_told() -> None:
    (sentence,) = said(harbour("Q1 ana 2025-09-01 SC1=0.4 SC2=0.2 SC3=0.1", questions=OPEN))
    assert sentence.endswith("SC3 (title of SC3) 10%; none of these, the rest, 30%.")


def test_analysts_are_told_together_with_their_spread() -> None:
    assert said(harbour(ANA, BEN)) == [
        "On average over ana and ben the probabilities, made coherent, are SC1 (title of SC1) 30% "
        "(20% to 40%); SC2 (title of SC2) 30% (30% to 30%); SC3 (title of SC3) 30% (20% to 40%); "
        "none of these 10% (10% to 10%); as given they add up to 140% for ana."
    ]


def test_where_all_are_coherent_no_sum_is_told() -> None:
    (sentence,) = said(harbour(BEN, CLEO))
    assert "as given" not in sentence


def test_a_blank_is_told() -> None:
    expected = (
        "Left blank, which is not 0: SC2, SC3 and none by dan. Such a set is not made coherent."
    )
    assert said(harbour(PART)) == [expected]
    assert said(harbour(BEN, PART))[1] == expected


def test_probabilities_that_rose_with_the_work_are_told() -> None:
    assert said(harbour(ANA, ANA_FIRST))[1] == (
        "Since the first set the sum of what was given rose from 100% to 140% for ana and every "
        "scenario, made coherent, rose for ana: scenario work is known to inflate probabilities."
    )


def test_every_scenario_can_rise_though_the_sum_does_not() -> None:
    later = "Q1 ana 2025-09-01 SC1=0.4 SC2=0.25 SC3=0.15 none=0.2"
    assert said(harbour(later, ANA_FIRST))[1] == (
        "Since the first set every scenario, made coherent, rose for ana: scenario work is known "
        "to inflate probabilities."
    )


def test_where_nothing_rose_nothing_is_told_of_it() -> None:
    early = ANA.replace("2025-09-01", "2025-01-01")
    assert len(said(harbour(early, ANA))) == 1
    assert len(said(harbour(early, ANA_FIRST))) == 1  # 140% to 100%, and every scenario fell


def test_a_sum_that_comes_up_to_one_is_no_sign_of_inflation() -> None:
    low = "Q1 ben 2025-01-01 SC1=0.2 SC2=0.2 SC3=0.2 none=0.1"
    assert len(said(harbour(low, BEN))) == 1  # 70% to 100%, and SC1 fell from 27.5% to 20%


def test_where_scenarios_need_not_cover_all_any_rise_of_the_sum_is_told() -> None:
    sets = ("Q1 ana 2025-01-01 SC1=0.3 SC2=0.2 SC3=0", "Q1 ana 2025-09-01 SC1=0.5 SC2=0.1 SC3=0")
    assert said(harbour(*sets, questions=OPEN))[1] == (
        "Since the first set the sum of what was given rose from 50% to 60% for ana: scenario work "
        "is known to inflate probabilities."
    )


def test_who_wrote_later_is_told() -> None:
    assert "by ben (reconstructed) are" in said(harbour(BEN.replace("0.2", "0.2*")))[0]
    rose = said(harbour(ANA, ANA_FIRST.replace("0.3", "0.3*")))
    assert "by ana add" in rose[0]
    assert "rose for ana (reconstructed)" in rose[1]


def test_sentences_of_several_questions_name_theirs() -> None:
    sets = (ANA, "Q2 ben 2025-09-01 SC1=0.5 SC2=0.5")
    found = said(harbour(*sets, questions=["Q1 SC1;SC2;SC3;none", "Q2 SC1;SC2"]))
    assert [sentence[:4] for sentence in found] == ["Q1: ", "Q2: "]
