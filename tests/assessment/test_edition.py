"""Editions are days of judgment, and an edition is compared with the one before its cut."""

from dataclasses import replace
from datetime import date

import pytest

from sat.assessment.edition import Edition, edition_of
from sat.case import Case

from .judged import forecast

FIRST, SECOND = date(2025, 1, 1), date(2025, 6, 1)


def judged(case: Case, *days: date, as_of: date = SECOND) -> Case:
    rows = [forecast(case, "ana", "H1", 0.5, day) for day in days]
    return replace(case, as_of=as_of, forecasts=tuple(rows))


def test_every_day_of_judgment_begins_an_edition(minimal: Case) -> None:
    case = judged(minimal, SECOND, FIRST, FIRST)
    assert case.judgment_days == [FIRST, SECOND]
    assert edition_of(case) == Edition(SECOND, 2, SECOND, FIRST)


def test_forecasts_of_single_questions_make_no_edition(minimal: Case) -> None:
    row = forecast(minimal, "ana", "yes", 0.5, FIRST, question_id="Q1")
    assert replace(minimal, forecasts=(row,)).judgment_days == []


def test_the_first_edition_has_nothing_before_it(minimal: Case) -> None:
    found = edition_of(judged(minimal, FIRST, as_of=FIRST))
    assert found.previous is None
    assert found.text == "edition 1"


def test_a_cut_after_the_last_judgment_says_how_old_it_is(minimal: Case) -> None:
    found = edition_of(judged(minimal, FIRST, as_of=date(2025, 1, 11)))
    # Ten days later nothing was judged anew; what came in since is compared with the judgment.
    assert found.previous == FIRST
    assert found.text == (
        "edition 1, judged 10 days before the cut-off, compared with that of 2025-01-01"
    )


def test_any_day_can_be_compared_with(minimal: Case) -> None:
    found = edition_of(judged(minimal, FIRST, SECOND), "2025-03-01")
    assert found.previous == date(2025, 3, 1)
    assert found.text == "edition 2, compared with what was known on 2025-03-01"
    assert edition_of(judged(minimal, FIRST, SECOND), "2025-01-01").of_edition


def test_without_probabilities_the_edition_says_so(minimal: Case) -> None:
    case = replace(minimal, forecasts=())
    assert edition_of(case).text == "no probabilities were given"
    assert edition_of(case).number == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("spring", "previous is 'spring'; write a day, such as 2024-09-30"),
        ("2025-06-01", "previous is 2025-06-01; the cut is 2025-06-01, and an edition before it"),
    ],
)
def test_what_is_no_earlier_day_is_refused(minimal: Case, text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        edition_of(judged(minimal, FIRST), text)
