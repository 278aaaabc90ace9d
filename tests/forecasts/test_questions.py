"""What can be asked: questions, and the case itself."""

from dataclasses import replace
from datetime import date

import pytest

from sat.forecasts.questions import Asked, asked, question_of

from .weir import bare, hypotheses, question, settings, weir

Q1 = Asked(
    "Q1",
    "Will it be Q1?",
    date(2025, 1, 1),
    date(2025, 6, 30),
    ("yes", "no"),
    "yes",
    date(2025, 5, 11),
)


def test_questions_are_asked_in_their_order_as_the_case_has_them() -> None:
    found = asked(weir())
    assert [row.question_id for row in found] == ["Q1", "Q2", "Q3", "Q4", "Q5", "Q6", "Q7"]
    assert found[0] == Q1
    assert (found[5].outcome, found[5].resolved_on) == ("", None)


def test_the_case_comes_first_once_it_has_hypotheses() -> None:
    outcome = {"hypothesis_id": "H2", "resolved_on": date(2026, 5, 1)}
    case = weir(settings=settings(outcome=outcome), hypotheses=hypotheses("H1", "H2"))
    own = asked(case)[0]
    assert (own.question_id, own.text, own.outcomes) == ("weir", "What of the weir?", ("H1", "H2"))
    assert (own.outcome, own.resolved_on, own.came) == ("H2", date(2026, 5, 1), 1)
    assert question_of(case, "weir") == own
    assert asked(replace(case, hypotheses=hypotheses("H1")))[0].question_id == "Q1"


def test_a_question_by_the_cases_id_is_the_case() -> None:
    case = bare([question("weir 2025-01-01 2025-06-30")], hypotheses=hypotheses("H1", "H2"))
    assert [row.outcomes for row in asked(case)] == [("H1", "H2")]


def test_one_outcome_asks_nothing() -> None:
    case = bare([question("Q1 2025-01-01 2025-06-30", "yes")])
    assert asked(case) == ()
    assert question_of(case, "Q1") is None
    assert question_of(case, "../Q9") is None


@pytest.mark.parametrize(
    ("outcomes", "yes_no"),
    [("yes;no", True), ("no;yes", True), ("yes;no;maybe", False), ("H1;H2", False)],
)
def test_yes_and_no_in_any_order(outcomes: str, yes_no: bool) -> None:
    (found,) = asked(bare([question("Q1 2025-01-01 2025-06-30", outcomes)]))
    assert found.yes_no is yes_no


@pytest.mark.parametrize(
    ("day", "settled", "in_time"),
    [("2025-05-10", False, True), ("2025-05-11", True, False), ("2025-07-01", True, False)],
)
def test_the_day_it_could_be_known_is_too_late(day: str, settled: bool, in_time: bool) -> None:
    when = date.fromisoformat(day)
    assert (Q1.settled_by(when), Q1.in_time(when)) == (settled, in_time)


def test_after_the_horizon_is_too_late_though_nothing_is_settled() -> None:
    late = replace(Q1, outcome="", resolved_on=None)
    assert late.in_time(date(2025, 6, 30))
    assert not late.in_time(date(2025, 7, 1))
