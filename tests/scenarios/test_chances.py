"""Probabilities of scenarios as analysts gave them, on a harbour worked by hand."""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sat.case import Case, load_case
from sat.case.futures import Scenario
from sat.case.settings import Settings
from sat.case.tables import Forecast, Hypothesis, Question
from sat.scenarios.chances import Chances, elicited, pooled

FLAGSHIP = Path(__file__).parents[2] / "data" / "cases" / "jnim-urban-attacks"
DAY = date(2025, 12, 31)
FIRST, NEWEST = date(2025, 3, 1), date(2025, 9, 1)


def scenario(name: str, title: str = "") -> Scenario:
    cells = {"scenario_id": name, "title": title or f"title of {name}", "narrative": "A story."}
    return Scenario.model_validate({**cells, "states": "", "hypothesis_id": ""})


def question(name: str, outcomes: str) -> Question:
    cells = {"question_id": name, "text": "Which?", "opens": "2025-01-01", "closes": "2026-12-31"}
    blank = {"outcome": "", "resolved_on": "", "source_ids": ""}
    return Question.model_validate({**cells, **blank, "outcomes": outcomes})


def forecasts(text: str) -> list[Forecast]:
    """``"Q1 ana 2025-09-01 SC1=0.5 SC2=0.2*"``: one set; a star is for reconstructed."""
    name, analyst, day, *values = text.split()
    rows = []
    for part in values:
        outcome, _, value = part.partition("=")
        own = {"question_id": name, "analyst": analyst, "made_on": day, "outcome": outcome}
        mark = "yes" if value.endswith("*") else ""
        rest = {"probability": value.rstrip("*"), "confidence": "", "basis": ""}
        rows.append(Forecast.model_validate({**own, **rest, "reconstructed": mark}))
    return rows


def harbour(*sets: str, questions: Sequence[str] = ("Q1 SC1;SC2;SC3;none",)) -> Case:
    """Three scenarios, a hypothesis, and the sets that analysts gave."""
    settings = {"question": "What of the harbour?", "case_id": "harbour", "opens": DAY}
    blank = {"decision_rule": "", "prior": ""}
    hypothesis = {"hypothesis_id": "H1", "title": "t", "statement": "s", **blank}
    return Case(
        Settings.model_validate({**settings, "closes": DAY}),
        DAY,
        hypotheses=(Hypothesis.model_validate(hypothesis),),
        scenarios=tuple(scenario(name) for name in ("SC1", "SC2", "SC3")),
        questions=tuple(question(*text.split()) for text in questions),
        forecasts=tuple(row for text in sets for row in forecasts(text)),
    )


OPEN = ("Q1 SC1;SC2;SC3",)  # without an outcome for none of these
# 0.5 + 0.4 + 0.3 + 0.2 = 1.4; a tenth less each is 0.4, 0.3, 0.2, 0.1, at a distance of 0.2.
ANA = "Q1 ana 2025-09-01 SC1=0.5 SC2=0.4 SC3=0.3 none=0.2"
ANA_FIRST = "Q1 ana 2025-03-01 SC1=0.3 SC2=0.2 SC3=0.1 none=0.4"
BEN = "Q1 ben 2025-06-01 SC1=0.2 SC2=0.3 SC3=0.4 none=0.1"
CLEO = "Q1 cleo 2025-06-02 SC1=0.9 SC2=0 SC3=0.1 none=0"


def only(case: Case) -> Chances:
    (found,) = elicited(case)
    return found


# ---- what was given


def test_a_set_is_kept_as_it_was_given_beside_what_is_coherent() -> None:
    found = only(harbour(ANA))
    assert (found.question_id, found.analyst, found.other) == ("Q1", "ana", "none")
    assert found.outcomes == ("SC1", "SC2", "SC3", "none")
    own = found.now
    assert own.made_on == NEWEST
    assert own.raw == {"SC1": 0.5, "SC2": 0.4, "SC3": 0.3, "none": 0.2}
    assert own.total == pytest.approx(1.4)
    assert own.incoherence == pytest.approx(0.2)
    assert own.coherent == pytest.approx({"SC1": 0.4, "SC2": 0.3, "SC3": 0.2, "none": 0.1})
    divided = {"SC1": 5 / 14, "SC2": 4 / 14, "SC3": 3 / 14, "none": 2 / 14}
    assert own.normalised == pytest.approx(divided)
    assert (own.missing, own.reconstructed) == ((), ())


def test_what_is_coherent_is_not_moved() -> None:
    own = only(harbour(BEN)).now
    assert own.incoherence == 0
    assert own.coherent == own.normalised == pytest.approx(own.raw)


def test_blank_is_missing_and_not_nothing() -> None:
    own = only(harbour("Q1 ana 2025-09-01 SC1=0.6 SC3=0.3")).now
    assert own.raw == {"SC1": 0.6, "SC3": 0.3}
    assert own.missing == ("SC2", "none")
    assert own.total == pytest.approx(0.9)
    assert (own.incoherence, own.normalised, own.coherent) == (None, None, None)


def test_nothing_at_all_can_be_made_coherent_but_not_be_divided() -> None:
    own = only(harbour("Q1 ana 2025-09-01 SC1=0 SC2=0 SC3=0 none=0")).now
    assert own.normalised is None
    assert own.coherent == dict.fromkeys(("SC1", "SC2", "SC3", "none"), 0.25)


def test_what_was_written_later_is_flagged() -> None:
    own = only(harbour("Q1 ana 2025-09-01 SC1=0.5 SC2=0.2* SC3=0.3 none=0*")).now
    assert own.reconstructed == ("SC2", "none")
    assert own.coherent == pytest.approx(own.raw)


# ---- the rest, where nobody was asked for "none of these"


def test_without_an_outcome_for_none_of_these_the_rest_is_for_it() -> None:
    found = only(harbour("Q1 ana 2025-09-01 SC1=0.4 SC2=0.2 SC3=0.1", questions=OPEN))
    assert (found.other, found.covers) == ("", False)
    assert found.now.incoherence == 0
    assert found.now.coherent == found.now.raw
    assert found.rest == pytest.approx(0.3)


def test_more_than_one_is_incoherent_all_the_same_and_leaves_no_rest() -> None:
    found = only(harbour("Q1 ana 2025-09-01 SC1=0.9 SC2=0.6 SC3=0.1", questions=OPEN))
    # A quarter less each; the third would fall to −0.15 and stands at 0.
    assert found.now.coherent == pytest.approx({"SC1": 0.65, "SC2": 0.35, "SC3": 0})
    assert found.rest == 0


def test_where_none_of_these_is_an_outcome_there_is_no_rest() -> None:
    assert only(harbour(ANA)).rest is None


def test_a_missing_value_leaves_the_rest_unknown() -> None:
    assert only(harbour("Q1 ana 2025-09-01 SC1=0.4", questions=OPEN)).rest is None


# ---- the first set and the newest


def test_the_newest_set_counts_and_the_first_stands_beside_it() -> None:
    middle = ANA.replace("2025-09-01", "2025-05-05").replace("0.5", "0.9")
    found = only(harbour(ANA, middle, ANA_FIRST))
    assert found.now.made_on == NEWEST
    assert found.before is not None
    assert found.before.made_on == FIRST
    assert found.before.total == pytest.approx(1.0)


def test_the_shift_is_from_coherent_to_coherent() -> None:
    found = only(harbour(ANA_FIRST, ANA))
    # 0.4 − 0.3, 0.3 − 0.2, 0.2 − 0.1, and none of these 0.1 − 0.4.
    expected = {"SC1": 0.1, "SC2": 0.1, "SC3": 0.1, "none": -0.3}
    assert found.shift == pytest.approx(expected)
    assert found.all_rose


def test_a_scenario_that_stays_is_not_among_those_that_rose() -> None:
    found = only(harbour(ANA_FIRST, "Q1 ana 2025-09-01 SC1=0.4 SC2=0.3 SC3=0.1 none=0.2"))
    assert found.shift == pytest.approx({"SC1": 0.1, "SC2": 0.1, "SC3": 0, "none": -0.2})
    assert not found.all_rose


def test_without_an_earlier_set_there_is_no_shift() -> None:
    found = only(harbour(ANA))
    assert (found.before, found.shift, found.all_rose) == (None, None, False)


@pytest.mark.parametrize("whole", [FIRST, NEWEST])
def test_a_set_with_a_blank_has_no_shift(whole: date) -> None:
    part = NEWEST if whole == FIRST else FIRST
    sets = (ANA.replace("2025-09-01", str(whole)), f"Q1 ana {part} SC1=0.5 SC2=0.4 SC3=0.1")
    found = only(harbour(*sets))
    assert found.before is not None
    assert found.shift is None
    assert not found.all_rose


def test_values_of_an_earlier_day_are_not_carried_on() -> None:
    found = only(harbour(ANA_FIRST, "Q1 ana 2025-09-01 SC1=0.5"))
    assert found.now.raw == {"SC1": 0.5}
    assert found.now.missing == ("SC2", "SC3", "none")


# ---- which questions and whose answers


@pytest.mark.parametrize(
    "outcomes",
    ["yes;no", "SC1;SC2;none;other", "SC1;SC2;H1", "none"],
    ids=["no scenario", "two others", "a hypothesis", "none alone"],
)
def test_other_questions_are_not_of_scenarios(outcomes: str) -> None:
    first = outcomes.partition(";")[0]
    case = harbour(f"Q1 ana 2025-09-01 {first}=0.5", questions=[f"Q1 {outcomes}"])
    assert elicited(case) == ()


def test_some_of_the_scenarios_are_enough() -> None:
    found = only(harbour("Q1 ana 2025-09-01 SC3=0.5 SC1=0.2", questions=["Q1 SC3;SC1"]))
    assert list(found.now.raw) == list(found.outcomes) == ["SC3", "SC1"]


def test_without_answers_there_is_nothing() -> None:
    assert elicited(harbour()) == ()
    assert elicited(harbour(ANA, questions=["Q2 SC1;SC2;SC3;none"])) == ()


def test_forecasts_of_the_hypotheses_are_left_alone() -> None:
    case = harbour("harbour ana 2025-09-01 H1=0.5", questions=OPEN)
    assert elicited(case) == ()


def test_each_question_and_analyst_is_told_apart() -> None:
    other = "Q2 ana 2025-09-01 SC1=0.5 SC2=0.5"
    questions = ["Q2 SC1;SC2", "Q1 SC1;SC2;SC3;none"]
    found = elicited(harbour(BEN, ANA, other, questions=questions))
    assert [(row.question_id, row.analyst) for row in found] == [
        ("Q2", "ana"),
        ("Q1", "ana"),
        ("Q1", "ben"),
    ]


@given(st.permutations(forecasts(ANA) + forecasts(ANA_FIRST) + forecasts(BEN)))
def test_the_order_of_the_rows_is_of_no_account(rows: list[Forecast]) -> None:
    case = harbour(ANA, ANA_FIRST, BEN)
    assert elicited(replace(case, forecasts=tuple(rows))) == elicited(case)


def test_the_case_is_left_as_it_was() -> None:
    case = harbour(ANA, ANA_FIRST)
    before = case.input_hash
    pooled(elicited(case))
    assert case.input_hash == before


def test_the_flagship_has_none() -> None:
    assert elicited(load_case(FLAGSHIP)) == ()


# ---- from a folder, cut on a day


@pytest.fixture
def on_disk(folder: Path) -> Path:
    """The minimal case with two scenarios, a question of them, and two days' answers."""
    tables = {
        "scenarios": "scenario_id,title,narrative,states,hypothesis_id\nSC1,a,s,,\nSC2,b,s,,\n",
        "questions": "question_id,text,opens,closes,outcomes,outcome,resolved_on,source_ids\n"
        "Q1,Which?,2025-01-01,2025-12-31,SC1;SC2;none,,,\n",
        "forecasts": "question_id,analyst,made_on,outcome,probability,confidence,basis\n"
        "Q1,ana,2025-01-10,SC1,0.5,,\nQ1,ana,2025-01-10,SC2,0.25,,\n"
        "Q1,ana,2025-01-10,none,0.25,,\nQ1,ana,2025-02-10,SC1,0.8,,\n",
    }
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def test_a_cut_shows_the_set_of_that_day(on_disk: Path) -> None:
    assert elicited(load_case(on_disk, "2025-01-09")) == ()
    early = only(load_case(on_disk, "2025-02-09"))
    assert (early.now.raw, early.before) == ({"SC1": 0.5, "SC2": 0.25, "none": 0.25}, None)
    late = only(load_case(on_disk, "2025-02-10"))
    assert late.now.missing == ("SC2", "none")
    assert late.before == early.now


# ---- pooled


def test_coherent_values_of_whole_sets_are_pooled() -> None:
    (found,) = pooled(elicited(harbour(ANA, BEN, CLEO)))
    assert (found.question_id, found.analysts) == ("Q1", ("ana", "ben", "cleo"))
    # SC1 0.4, 0.2, 0.9; SC2 0.3, 0.3, 0; SC3 0.2, 0.4, 0.1; none 0.1, 0.1, 0.
    assert found.mean == pytest.approx({"SC1": 0.5, "SC2": 0.2, "SC3": 0.7 / 3, "none": 0.2 / 3})
    assert found.median == pytest.approx({"SC1": 0.4, "SC2": 0.3, "SC3": 0.2, "none": 0.1})
    assert found.low == pytest.approx({"SC1": 0.2, "SC2": 0, "SC3": 0.1, "none": 0})
    assert found.high == pytest.approx({"SC1": 0.9, "SC2": 0.3, "SC3": 0.4, "none": 0.1})
    assert math.fsum(found.mean.values()) == pytest.approx(1)


def test_the_median_of_two_lies_between_them() -> None:
    (found,) = pooled(elicited(harbour(ANA, BEN)))
    assert found.median == pytest.approx(found.mean)


def test_one_analyst_alone_is_not_pooled() -> None:
    assert pooled(elicited(harbour(ANA))) == ()
    assert pooled(()) == ()


def test_who_left_a_blank_is_not_pooled() -> None:
    part = "Q1 dan 2025-06-01 SC1=0.9"
    assert pooled(elicited(harbour(ANA, part))) == ()
    (found,) = pooled(elicited(harbour(ANA, part, BEN)))
    assert found.analysts == ("ana", "ben")


def test_the_first_set_is_not_pooled() -> None:
    early = ANA.replace("2025-09-01", "2025-01-01")
    (found,) = pooled(elicited(harbour(early, ANA, BEN)))
    assert found.high["SC1"] == pytest.approx(0.4)


def test_questions_are_pooled_apart() -> None:
    sets = [ANA, BEN, "Q2 ana 2025-09-01 SC1=0.4", "Q2 ben 2025-09-01 SC1=0.8"]
    found = pooled(elicited(harbour(*sets, questions=["Q1 SC1;SC2;SC3;none", "Q2 SC1"])))
    assert [row.question_id for row in found] == ["Q1", "Q2"]
    assert found[1].mean == pytest.approx({"SC1": 0.6})


def test_who_wrote_later_is_named_in_the_pool() -> None:
    later = CLEO.replace("SC1=0.9", "SC1=0.9*")
    (found,) = pooled(elicited(harbour(ANA, later)))
    assert found.reconstructed == ("cleo",)


@given(st.lists(st.lists(st.integers(0, 100), min_size=4, max_size=4), min_size=2, max_size=5))
def test_pooled_values_lie_within_their_spread_and_means_are_coherent(
    rows: list[list[int]],
) -> None:
    names = ("SC1", "SC2", "SC3", "none")
    sets = [
        f"Q1 a{number} 2025-09-01 "
        + " ".join(f"{name}={value / 100}" for name, value in zip(names, row, strict=True))
        for number, row in enumerate(rows)
    ]
    (found,) = pooled(elicited(harbour(*sets)))
    assert math.fsum(found.mean.values()) == pytest.approx(1)
    for name in names:
        low, high = found.low[name] - 1e-9, found.high[name] + 1e-9
        assert low <= found.mean[name] <= high
        assert low <= found.median[name] <= high
