"""The record of the weir, worked by hand in `weir`; what counts, and what is left out."""

from dataclasses import replace
from datetime import date
from math import inf, log

import pytest
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

from sat.forecasts import Record, record_of
from sat.forecasts.answers import HINDSIGHT, INCOMPLETE, LATE
from sat.forecasts.baselines import BASE_RATE, BASELINES, CLIMATOLOGY, EVEN
from sat.forecasts.forecaster import Forecaster

from .weir import DAY, LATE_RATE, bare, forecasts, hypotheses, question, settings, weir

BASE_RATE_SCORES = (0.75**3, LATE_RATE**2)  # Q3 and Q4


@pytest.fixture(scope="module")
def found() -> Record:
    return record_of(weir())


def of(record: Record, name: str) -> Forecaster:
    return next(row for row in record.forecasters if row.name == name)


def ids(record: Record, which: str) -> list[str]:
    return [row.question.question_id for row in getattr(record, which)]


def test_questions_are_settled_open_or_overdue(found: Record) -> None:
    assert ids(found, "settled") == ["Q1", "Q2", "Q3", "Q4", "Q5"]
    assert (ids(found, "open"), ids(found, "overdue")) == (["Q6"], ["Q7"])


def test_analysts_come_by_name_and_then_the_baselines(found: Record) -> None:
    assert [row.name for row in found.forecasters] == ["ana", "ben", *BASELINES]
    assert [row.name for row in found.analysts] == ["ana", "ben"]
    assert [row.baseline for row in found.forecasters] == [False, False, True, True, True]
    assert [row.name for row in found.calibrated] == ["ana", CLIMATOLOGY, BASE_RATE]


def test_the_last_set_in_time_counts_with_its_lead(found: Record) -> None:
    answers = {row.question.question_id: row for row in of(found, "ana").answers}
    assert list(answers) == ["Q1", "Q2", "Q4", "Q5"]
    assert answers["Q1"].made_on == date(2025, 5, 1)
    assert answers["Q1"].values == pytest.approx({"yes": 0.9, "no": 0.1})
    assert answers["Q2"].values == pytest.approx({"yes": 0.625, "no": 0.375})
    assert [row.lead for row in answers.values()] == [10, 305, 149, 59]
    scores = [row.half_brier for row in answers.values()]
    assert scores == pytest.approx([0.01, 0.390625, 0.04, 0.19])


def test_an_update_near_the_end_is_worth_little_by_days(found: Record) -> None:
    first, *others = of(found, "ana").answers
    assert first.daily == pytest.approx(19.3 / 130)
    assert [row.daily for row in others] == pytest.approx([row.half_brier for row in others])


def test_scores_are_means_over_questions(found: Record) -> None:
    ana = of(found, "ana")
    assert ana.scores is not None
    assert ana.scores.questions == 4
    assert ana.scores.half_brier == pytest.approx(0.630625 / 4)
    logs = [log(value) for value in (0.9, 0.375, 0.8, 0.5)]
    assert ana.scores.log_score == pytest.approx(-sum(logs) / 4)
    assert ana.daily == pytest.approx((19.3 / 130 + 0.390625 + 0.04 + 0.19) / 4)
    assert ana.lead == (59 + 149) / 2


def test_skill_is_on_the_questions_that_both_answered(found: Record) -> None:
    ana = of(found, "ana")
    assert ana.against_even is not None
    assert ana.against_base_rate is not None
    assert ana.against_even.questions == 4
    # Even chances on Q1, Q2, Q4 and Q5: (3 · ¼ + 1/3) / 4.
    assert ana.against_even.value == pytest.approx(1 - (0.630625 / 4) / ((0.75 + 1 / 3) / 4))
    assert ana.against_base_rate.questions == 1
    assert ana.against_base_rate.value == pytest.approx(1 - 0.04 / LATE_RATE**2)


def test_murphys_parts_and_the_curve_are_of_yes_or_no_only(found: Record) -> None:
    ana = of(found, "ana")
    assert [row.question.question_id for row in ana.yes_no] == ["Q1", "Q2", "Q4"]
    assert ana.murphy is not None
    assert ana.murphy.brier == pytest.approx((0.01 + 0.390625 + 0.04) / 3)
    assert ana.murphy.uncertainty == pytest.approx(1 / 3 * 2 / 3)
    assert ana.murphy.rest == pytest.approx(0)
    points = [(round(row.said, 9), row.count, row.happened) for row in ana.curve]
    assert points == [(0.2, 1, 0), (0.625, 1, 0), (0.9, 1, 1)]
    assert ana.verdict is not None
    assert ana.verdict.text == "too few questions to tell: 3 of at least 30"
    assert ana.recalibrated is None


def test_the_baselines_of_the_weir(found: Record) -> None:
    even, climatology, rate = (of(found, name) for name in BASELINES)
    assert even.scores is not None
    assert climatology.scores is not None
    assert rate.scores is not None
    assert [row.scores.questions for row in (even, climatology, rate) if row.scores] == [5, 4, 2]
    assert even.scores.half_brier == pytest.approx(4 / 15)
    total = 0.25 + 0.25 + 1 / 9 + 0.36
    assert climatology.scores.half_brier == pytest.approx(total / 4)
    assert rate.scores.half_brier == pytest.approx(sum(BASE_RATE_SCORES) / 2)
    assert (even.against_even, rate.against_base_rate) == (None, None)
    assert climatology.against_even is not None
    assert climatology.against_even.value == pytest.approx(1 - total)
    assert rate.against_even is not None
    assert rate.against_even.value == pytest.approx(1 - sum(BASE_RATE_SCORES) / 2 / 0.25)
    assert rate.lead == (100 + 180) / 2  # 1 July to 9 October, 1 January to 30 June


def test_what_does_not_count_is_left_out_with_its_reason(found: Record) -> None:
    out = [(row.given.question_id, row.given.analyst, row.reason) for row in found.left_out]
    assert out == [
        ("Q1", "ben", LATE),
        ("Q2", "ben", LATE),
        ("Q3", "ana", HINDSIGHT),
        ("Q3", "ben", INCOMPLETE),
    ]
    assert found.reasons() == {HINDSIGHT: 1, LATE: 2, INCOMPLETE: 1}
    assert next(iter(found.reasons())) == HINDSIGHT


def test_what_was_called_impossible_is_infinite(found: Record) -> None:
    ben = of(found, "ben")
    assert ben.scores is not None
    assert (ben.scores.questions, ben.scores.half_brier, ben.scores.log_score) == (1, 1, inf)
    assert (ben.scores.infinite, ben.murphy, ben.curve, ben.verdict) == ((0,), None, (), None)


def test_hindsight_is_kept_to_be_shown(found: Record) -> None:
    third = found.settled[2]
    later = third.hindsight("ana")
    assert later is not None
    assert later.raw == {"yes": 0.9, "no": 0.1}
    assert (third.answer("ana"), third.hindsight("ben")) == (None, None)


def test_the_case_itself_counts_once_its_outcome_is_known() -> None:
    outcome = {"hypothesis_id": "H2", "resolved_on": date(2026, 5, 1)}
    case = bare((), "weir ana 2026-03-02 H1=0.25 H2=0.75", hypotheses=hypotheses("H1", "H2"))
    settled = record_of(replace(case, settings=settings(outcome=outcome)))
    assert ids(settled, "settled") == ["weir"]
    (answer,) = of(settled, "ana").answers
    assert (answer.half_brier, answer.lead) == (0.0625, 60)
    # Two hypotheses are no yes and no: nothing to calibrate.
    assert (settled.calibrated, of(settled, CLIMATOLOGY).scores) == ((), None)
    assert ids(record_of(case), "open") == ["weir"]


def test_what_is_known_when_a_question_opens_cannot_be_forecast() -> None:
    row = question("Q1 2025-01-01 2025-06-30 yes 2025-01-01")
    found = record_of(bare([row], "Q1 ana 2025-01-01 yes=1 no=0"))
    assert ids(found, "settled") == ["Q1"]
    assert [row.scores for row in found.forecasters] == [None] * 4
    assert found.recorded == ()


def test_a_horizon_passes_the_day_after_it() -> None:
    row = question(f"Q1 2025-01-01 {DAY}")
    assert ids(record_of(bare([row])), "open") == ["Q1"]
    row = question("Q1 2025-01-01 2026-12-30")
    assert ids(record_of(bare([row])), "overdue") == ["Q1"]


def test_a_set_before_the_question_opens_counts() -> None:
    found = record_of(
        bare([question("Q1 2025-01-01 2025-06-30 yes 2025-05-11")], "Q1 ana 2024-12-31 yes=1 no=0")
    )
    assert of(found, "ana").answers[0].lead == 131


def test_nothing_is_a_record_of_nothing() -> None:
    found = record_of(bare())
    assert (found.settled, found.open, found.overdue, found.left_out) == ((), (), (), ())
    assert [row.name for row in found.forecasters] == list(BASELINES)
    assert (found.calibrated, found.undated) == ((), False)


def test_many_questions_are_enough_for_a_verdict_and_a_recalibration() -> None:
    rows, sets = [], []
    for place in range(120):
        # Said 0.8 and 0.2 by turns; three of four come out as the likelier.
        said = "0.8" if place % 2 else "0.2"
        likely = place % 4 < 3 or place % 8 == 3
        yes = likely == bool(place % 2)
        rows.append(question(f"Q{place} 2025-01-01 2025-12-31 {'yes' if yes else 'no'} 2025-12-31"))
        sets.append(f"Q{place} ana 2025-02-01 yes={said} no={1 - float(said):.1f}")
    ana = of(record_of(bare(rows, *sets)), "ana")
    assert ana.verdict is not None
    assert (ana.verdict.enough, len(ana.answers)) == (True, 120)
    assert ana.recalibrated is not None


RECONSTRUCTED = st.tuples(
    st.sampled_from(["Q1", "Q2", "Q3", "Q4"]), st.integers(0, 100), st.integers(1, 28)
)


@tried(max_examples=25)
@given(st.lists(RECONSTRUCTED, max_size=6, unique_by=lambda row: (row[0], row[2])))
def test_no_reconstructed_set_ever_moves_a_record(rows: list[tuple[str, int, int]]) -> None:
    sets = [
        f"{name} cleo 2026-01-{day:02} yes={value / 100}* no={1 - value / 100:.2f}"
        for name, value, day in rows
    ]
    case = weir()
    grown = record_of(replace(case, forecasts=(*case.forecasts, *forecasts(*sets))))
    before = record_of(case)
    for name in ("ana", "ben", EVEN, CLIMATOLOGY, BASE_RATE):
        assert of(grown, name) == of(before, name)
    assert "cleo" not in [row.name for row in grown.recorded]


def test_an_earlier_cut_has_an_earlier_record() -> None:
    from sat.case.cut import earlier

    found = record_of(earlier(weir(), date(2025, 12, 30)))
    assert ids(found, "settled") == ["Q1", "Q3"]
    assert ids(found, "open") == ["Q2"]
    assert [len(row.answers) for row in found.forecasters] == [1, 0, 2, 2, 1]
