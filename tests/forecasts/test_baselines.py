"""Baselines worked by hand, and that none of them sees what came later."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sat.case import Case
from sat.case.cut import earlier
from sat.forecasts.baselines import BASE_RATE, CLIMATOLOGY, EVEN, Baseline, baselines
from sat.forecasts.questions import asked

from .weir import DAY, EVENTS, LATE_RATE, QUESTIONS, event, question, reference_class, weir


def said(case: Case, name: str) -> dict[str, Baseline]:
    """What each baseline says of a question on the day it opens."""
    row = next(row for row in asked(case) if row.question_id == name)
    return {found.name: found for found in baselines(earlier(case, row.opens), row)}


@pytest.mark.parametrize(("name", "share"), [("Q1", 1 / 2), ("Q5", 1 / 3)])
def test_even_chances(name: str, share: float) -> None:
    found = said(weir(), name)[EVEN]
    assert set(found.values.values()) == {share}
    assert found.made_on == next(row.opens for row in QUESTIONS if row.question_id == name)


@pytest.mark.parametrize(
    ("name", "came", "settled", "chance"),
    [("Q1", 0, 0, 1 / 2), ("Q2", 0, 0, 1 / 2), ("Q3", 1, 1, 2 / 3), ("Q4", 2, 3, 3 / 5)],
)
def test_climatology_by_the_rule_of_succession(
    name: str, came: int, settled: int, chance: float
) -> None:
    found = said(weir(), name)[CLIMATOLOGY]
    assert (found.came, found.settled) == (came, settled)
    assert found.values == pytest.approx({"yes": chance, "no": 1 - chance})


def test_an_outcome_of_the_very_day_is_known() -> None:
    rows = (question("Q0 2025-01-01 2025-12-31 no 2026-01-01"), *QUESTIONS)
    assert said(weir(questions=rows), "Q4")[CLIMATOLOGY].settled == 4


def test_the_base_rate_counts_what_was_known() -> None:
    early, late = said(weir(), "Q3")[BASE_RATE], said(weir(), "Q4")[BASE_RATE]
    assert early.values["yes"] == pytest.approx(1 - 0.75**1.5)
    assert late.values == pytest.approx({"yes": LATE_RATE, "no": 1 - LATE_RATE})
    assert late.rate is not None
    assert late.rate.days == (date(2024, 5, 5), date(2025, 10, 8))
    assert late.rate.low < LATE_RATE < late.rate.high


def test_a_class_that_carries_no_day_is_told() -> None:
    dated = reference_class(known_on="2024-06-01")
    assert not said(weir(), "Q4")[BASE_RATE].dated
    assert said(weir(reference_classes=(dated,)), "Q4")[BASE_RATE].dated


@pytest.mark.parametrize(
    "changes",
    [
        {"reference_classes": (reference_class(known_on="2026-01-02"),)},
        {"reference_classes": (reference_class(since="2026-01-02"),)},
        {"questions": (question("Q4 2026-01-01 2026-06-30 no 2026-06-30"),)},
        {"questions": (question("Q4 2026-01-01 2026-01-01", class_id="RC"),)},
        {"questions": (question("Q4 2026-01-01 2026-06-30", "yes;no;maybe", class_id="RC"),)},
    ],
    ids=["class known later", "class begins later", "no class", "no day left", "not yes or no"],
)
def test_the_base_rate_abstains(changes: dict[str, object]) -> None:
    assert BASE_RATE not in said(weir(**changes), "Q4")


def test_of_other_outcomes_only_even_chances_speak() -> None:
    assert list(said(weir(), "Q5")) == [EVEN]


def test_a_toll_that_straddles_is_doubtful() -> None:
    rows = (
        event("C1", "2024-05-05", killed_low="8", killed_high="28"),
        event("C2", "2024-06-05", killed_low="10", killed_high="12"),
        event("C3", "2024-07-05", killed_low="2", killed_high="9"),
        event("C4", "2024-08-05", killed_low="", killed_high=""),
        event("C5", "2024-09-05", killed_low="", killed_high="400"),
        event("C6", "2024-10-05", killed_low="12", killed_high=""),
    )
    case = weir(events=rows, reference_classes=(reference_class(killed_at_least="10"),))
    rate = said(case, "Q4")[BASE_RATE].rate
    assert rate is not None
    assert [str(day) for day in rate.days] == ["2024-06-05", "2024-10-05"]
    assert [str(day) for day in rate.maybe] == ["2024-05-05", "2024-08-05", "2024-09-05"]


DAYS_LATER = st.integers(1, 364)


@given(st.lists(st.tuples(DAYS_LATER, st.integers(0, 800)), max_size=5), st.lists(DAYS_LATER))
def test_what_became_known_later_changes_nothing(
    events: list[tuple[int, int]], settled: list[int]
) -> None:
    opens = date(2026, 1, 1)
    known = [opens + timedelta(after) for after, _ in events]
    later = [
        event(f"X{place}", str(min(day - timedelta(back), day)), str(day))
        for place, (day, (_, back)) in enumerate(zip(known, events, strict=True))
    ]
    more = [
        question(f"X{place} 2025-01-01 2025-12-31 yes {opens + timedelta(after)}")
        for place, after in enumerate(settled)
    ]
    case = weir()
    grown = replace(case, events=(*EVENTS, *later), questions=(*QUESTIONS, *more))
    for name in ("Q1", "Q2", "Q3", "Q4"):
        assert said(grown, name) == said(case, name)


def test_what_was_known_in_time_does() -> None:
    grown = weir(events=(*EVENTS, event("X1", "2025-12-01", "2026-01-01")))
    assert said(grown, "Q4")[BASE_RATE].values["yes"] > LATE_RATE


def test_the_outcome_is_never_looked_at() -> None:
    other = tuple(
        row.model_copy(update={"outcome": "yes"}) if row.question_id == "Q4" else row
        for row in QUESTIONS
    )
    assert said(weir(questions=other), "Q4") == said(weir(), "Q4")


def test_a_place_that_nobody_knows_is_an_error() -> None:
    far = reference_class(country="Mali", places="Nowhereville", radius_km="20")
    with pytest.raises(ValueError, match="Nowhereville"):
        said(weir(reference_classes=(far,)), "Q4")


def test_the_case_is_left_as_it_was() -> None:
    case = weir()
    before = case.input_hash
    said(case, "Q4")
    assert (case.input_hash, case.as_of) == (before, DAY)
