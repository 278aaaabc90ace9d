"""The flagship's record: computed baselines, since nobody forecast in time."""

from datetime import date
from pathlib import Path

import pytest

from sat.case import Case, load_case
from sat.forecasts import Record, record_of
from sat.forecasts.baselines import BASE_RATE, CLIMATOLOGY, EVEN
from sat.forecasts.findings import findings

FLAGSHIP = Path(__file__).parents[2] / "data" / "cases" / "jnim-urban-attacks"


@pytest.fixture(scope="module")
def case() -> Case:
    return load_case(FLAGSHIP)


@pytest.fixture(scope="module")
def found(case: Case) -> Record:
    return record_of(case)


def test_thirty_questions_are_settled_and_three_are_left_without_an_outcome(found: Record) -> None:
    assert len(found.settled) == 30
    assert [row.question.question_id for row in found.overdue] == ["A20", "B2", "B8"]
    assert [row.question.question_id for row in found.open] == [
        "jnim-urban-attacks",
        *(f"O{place}" for place in range(1, 7)),
    ]


def test_no_analyst_has_a_record(found: Record) -> None:
    assert found.recorded == ()
    first = findings(found).sentences[0]
    assert first == "30 questions are settled; no analyst has a record."


def test_climatology_is_a_half_and_then_a_third(found: Record) -> None:
    # 19 questions of set A are settled by 30 September 2025, 6 of them yes: (6 + 1) / (19 + 2).
    said = {row.question.question_id: row.values["yes"] for row in _answers(found, CLIMATOLOGY)}
    assert {value for name, value in said.items() if name.startswith("A")} == {0.5}
    assert {value for name, value in said.items() if name.startswith("B")} == {7 / 21}
    # 19 at ¼; of set B 7 came out yes (4/9 each) and 3 no (1/9 each).
    scores = found.baseline(CLIMATOLOGY).scores
    assert scores is not None
    assert scores.half_brier == pytest.approx((19 / 4 + 7 * 4 / 9 + 3 / 9) / 29)


def test_even_chances_are_a_quarter_but_for_the_question_of_six(found: Record) -> None:
    # P1: ½ ((5/6)² + 5 (1/6)²) = 30/72.
    scores = found.baseline(EVEN).scores
    assert scores is not None
    assert scores.half_brier == pytest.approx((29 / 4 + 30 / 72) / 30)


def test_five_settled_questions_have_a_base_rate(found: Record) -> None:
    rates = {row.question.question_id: row.baseline for row in _answers(found, BASE_RATE)}
    assert list(rates) == ["A1", "A2", "A3", "A19", "B1"]
    # Counted by hand in events.csv, from March 2017 to the day the question opened.
    days = {name: row.rate.events for name, row in rates.items() if row and row.rate}
    assert days == {"A1": 1, "A2": 1, "A3": 7, "A19": 0, "B1": 3}
    ouagadougou = rates["A19"]
    assert ouagadougou is not None
    assert ouagadougou.rate is not None
    assert ouagadougou.rate.maybe == (date(2018, 3, 2),)  # its tolls run from 8 to 28


def test_no_row_that_came_later_moves_a_baseline(case: Case, found: Record) -> None:
    early = record_of(load_case(FLAGSHIP, "2025-09-30"))
    said = {row.question.question_id: row.baselines for row in (*found.settled, *found.overdue)}
    for row in (*early.settled, *early.open, *early.overdue):
        if row.question.question_id != case.case_id:
            assert row.baselines == said[row.question.question_id]


def test_classes_of_single_questions_word_nothing_else(case: Case) -> None:
    from sat.indicators import analyse

    own = {row.class_id for row in case.reference_classes if row.for_questions == "yes"}
    assert len(own) == 6
    assert own.isdisjoint(rate.class_id for rate in analyse(case).rates)


def _answers(found: Record, name: str) -> list:  # type: ignore[type-arg]
    return list(found.baseline(name).answers)
