"""Rules about the argument: each broken in a case that is sound otherwise, its message checked."""

from dataclasses import replace
from datetime import date

import pytest

from sat.case import Case
from sat.techniques.tradecraft import lint

from .sound import change, mend, only, told


def test_an_assumption_that_nothing_would_show_to_fail_is_found(minimal: Case) -> None:
    case = change(mend(minimal), "assumptions", "A1", invalidated_by=())
    assert told(case, "T301") == [
        'assumptions, A1: nothing would show this to fail: "The miller tells the truth."; name an '
        "indicator in invalidated_by, or write one down in indicators"
    ]


def test_an_assumption_that_is_counted_as_evidence_only_is_found(minimal: Case) -> None:
    case = change(mend(minimal), "assumptions", "A1", supports=("H1",))
    assert told(case, "T302") == [
        "evidence, E4: counted as evidence, but no row of assumptions carries it: "
        '"Springs are wet here."; write it into assumptions, and what would show it to fail'
    ]


def test_hypotheses_without_an_other_are_found(minimal: Case) -> None:
    case = change(mend(minimal), "hypotheses", "H3", title="Dry")
    assert told(case, "T401") == [
        'hypotheses: none of H1, H2 and H3 takes what the others leave; add an "other", or make '
        "sure that these cover all that can happen"
    ]


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("title", "Other"),
        ("title", "Some other course"),
        ("title", "Something else"),
        ("title", "None of these"),
        ("statement", "Someone other than the miller breaks the bank."),
        ("decision_rule", "Met by whatever no other rule takes."),
    ],
)
def test_an_other_is_known_by_its_title_statement_or_rule(
    minimal: Case, column: str, text: str
) -> None:
    case = change(mend(minimal), "hypotheses", "H3", title="Dry")
    assert told(change(case, "hypotheses", "H3", **{column: text}), "T401") == []


@pytest.mark.parametrize("text", ["The river crosses the other bank.", "Another river."])
def test_an_other_thing_in_a_statement_is_no_other_hypothesis(minimal: Case, text: str) -> None:
    case = change(mend(minimal), "hypotheses", "H3", title="Dry", statement=text)
    assert len(told(case, "T401")) == 1


def test_a_hypothesis_that_nobody_rated_is_found(minimal: Case) -> None:
    case = mend(minimal)
    ratings = tuple(row for row in case.ratings if row.hypothesis_id != "H3")
    assert told(replace(case, ratings=ratings), "T402") == [
        'hypotheses, H3: nobody held any item against it: "Neither"; rate it, or take it out'
    ]
    blank = change(case, "ratings", "/H3/", rating="")
    assert len(told(blank, "T402")) == 1
    not_rated_at_all = replace(case, ratings=())
    assert "T402" not in {each.number for each in lint(not_rated_at_all)}


@pytest.mark.parametrize(
    ("mark", "way"), [("C", "speak against nothing"), ("II", "speak against something")]
)
def test_an_analyst_who_rates_one_way_only_is_found(minimal: Case, mark: str, way: str) -> None:
    case = change(mend(minimal), "ratings", "/ana/", rating=mark)
    assert told(case, "T403") == [
        f"ratings, ana: all 12 marks of ana {way}; ask of each item which hypothesis it refutes"
    ]


def test_three_marks_are_too_few_to_say_that_all_go_one_way(minimal: Case) -> None:
    # ben: E1 three marks and E3 three, of which NA is none; without E3 three are left
    case = change(only(mend(minimal), "E1"), "ratings", "/ben/", rating="C")
    assert told(case, "T403") == []


def test_a_leader_that_nothing_speaks_against_is_found(minimal: Case) -> None:
    case = change(mend(minimal), "ratings", "E3/H1/ana", rating="N")
    assert told(case, "T404") == [
        "hypotheses, H1: it leads, and none of 4 items speaks against it; look for what would "
        "refute it, and write down what was looked for in vain"
    ]


@pytest.mark.parametrize("column", ["title", "statement"])
def test_a_question_is_no_hypothesis(minimal: Case, column: str) -> None:
    case = change(mend(minimal), "hypotheses", "H2", **{column: "Will it cross? "})
    assert told(case, "T405") == [
        'hypotheses, H2: a question: "Will it cross?"; write one of its answers'
    ]


def test_two_claims_in_a_title_need_a_rule_that_settles_them(minimal: Case) -> None:
    case = change(mend(minimal), "hypotheses", "H2", title="South and west")
    assert told(case, "T405") == []
    assert told(change(case, "hypotheses", "H2", decision_rule=""), "T405") == [
        'hypotheses, H2: two claims in one: "South and west"; split it, or say in decision_rule '
        "what counts if only one comes true"
    ]
    island = change(case, "hypotheses", "H2", title="The island", decision_rule="")
    assert told(island, "T405") == []


def test_an_item_without_a_relevance_is_found(minimal: Case) -> None:
    case = change(mend(minimal), "evidence", "E1", relevance="")
    assert told(case, "T501") == [
        "evidence: 1 of 4 items without a relevance: E1; give high, medium or low"
    ]


def test_ratings_without_a_reason_are_counted_by_analyst(minimal: Case) -> None:
    case = change(mend(minimal), "ratings", "E3/", rationale="")
    assert told(case, "T601") == [
        "ratings, ana: 3 of 12 ratings by ana without a rationale: E3/H1, E3/H2 and E3/H3; say why "
        "in one sentence",
        "ratings, ben: 3 of 6 ratings by ben without a rationale: E3/H1, E3/H2 and E3/H3; say why "
        "in one sentence",
    ]
    blank = change(mend(minimal), "ratings", "E3/H1/ben", rating="", rationale="")
    assert told(blank, "T601") == []


def test_a_forecast_without_a_basis_is_found(minimal: Case) -> None:
    case = change(mend(minimal), "forecasts", "minimal", basis="")
    assert told(case, "T602") == [
        "forecasts, minimal by ben on 2025-01-15: no basis for 1 outcome: H1; say in a sentence "
        "what it rests on"
    ]


def test_an_id_that_is_not_there_is_found_where_it_is_cited(minimal: Case) -> None:
    case = change(mend(minimal), "ratings", "E1/H1/ana", rationale="As E9 and I7 say, not E1.")
    assert told(case, "T603") == [
        "ratings, E1, H1, ana, 2025-01-10: its text cites E9 and I7, which no table has at this "
        "cut; correct the id, or add its row"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "A C-130 and a T72 passed, route M5 and E15 were shut.",  # other letters, other lengths
        "See H1, E4; and S2.",
        "In file E9.pdf and at E9/x.",
    ],
)
def test_what_only_looks_like_an_id_is_none(minimal: Case, text: str) -> None:
    assert told(change(mend(minimal), "evidence", "E1", text=text), "T603") == []


def test_a_row_that_the_cut_hides_counts_as_not_there(minimal: Case) -> None:
    case = change(mend(minimal), "evidence", "E1", note="E3 says otherwise.")
    assert told(case, "T603") == []
    (message,) = told(only(case, "E1", "E2", "E4"), "T603")
    assert "its text cites E3, which no table has at this cut" in message


def test_evidence_that_separates_nothing_is_found(minimal: Case) -> None:
    case = change(mend(minimal), "ratings", "", rating="C")
    assert told(case, "T604") == [
        "ratings: no item of 4 is marked differently for two hypotheses; look for what one of "
        "them would not lead us to expect"
    ]
    assert told(change(case, "ratings", "E2/H3/ana", rating="N"), "T604") == []


def test_a_mark_that_changed_without_a_reason_is_found(minimal: Case) -> None:
    case = mend(minimal)
    old = next(row for row in case.ratings if row.evidence_id == "E1" and row.analyst == "ana")
    later = {"rated_on": date(2025, 3, 1), "rationale": ""}
    new = old.model_copy(update={"rating": "II", **later})
    assert told(replace(case, ratings=(new, *case.ratings)), "T701") == [
        "ratings, E1/H1: ana changed CC to II on 2025-03-01 without a rationale; say what changed "
        "the judgment"
    ]
    for passes in ({"rating": "II", **later, "rationale": "He lied."}, {"rating": "CC", **later}):
        again = replace(case, ratings=(*case.ratings, old.model_copy(update=passes)))
        assert told(again, "T701") == []


def test_a_hypothesis_without_a_rule_is_found(minimal: Case) -> None:
    case = change(mend(minimal), "hypotheses", "H2", decision_rule="")
    assert told(case, "T801") == [
        "hypotheses: no decision rule for H2; say when it will count as having come true"
    ]


def test_reconstructed_judgments_are_counted_by_table(minimal: Case) -> None:
    case = change(mend(minimal), "ratings", "/ben/", reconstructed="yes")
    case = change(case, "forecasts", "minimal", reconstructed="yes")
    label = "say so wherever they appear, and score none of them"
    assert told(case, "T802") == [
        f"ratings: 6 of 18 ratings are reconstructed; {label}",
        f"forecasts: 1 of 3 forecasts is reconstructed; {label}",
    ]


def test_a_title_may_have_sixty_characters_and_no_more(minimal: Case) -> None:
    assert told(change(mend(minimal), "scenarios", "SC1", title="x" * 60), "T901") == []
    assert told(change(mend(minimal), "scenarios", "SC1", title="x" * 61), "T901") == [
        f'scenarios, SC1: a title of 61 characters: "{"x" * 61}"; a figure shows 60 at most'
    ]


def test_two_rows_with_one_title_are_found(minimal: Case) -> None:
    case = change(mend(minimal), "hypotheses", "H2", title=" north ")
    assert told(case, "T901") == [
        'hypotheses, H2: the title of H1 again: "north"; tell the two apart'
    ]
