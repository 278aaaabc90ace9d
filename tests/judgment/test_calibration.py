"""Calibration: worked and published numbers, identities, verdicts in words, what is refused."""

import csv
import math
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import betainc

from sat.judgment.calibration import (
    QUESTIONS,
    VARIANCE,
    Murphy,
    Point,
    curve,
    jeffreys,
    murphy,
    verdict,
    wilson,
)
from sat.judgment.scoring import record

# Two series of the reference data (`reference/tables/scoring_tests.csv`): B is a published
# demonstration (radarist, structured-analytic-skills), decomposed there by ten bins.
A = (
    [0.1, 0.1, 0.1, 0.1, 0.3, 0.3, 0.3, 0.7, 0.7, 0.7, 0.9, 0.9, 0.9, 0.9],
    [False, False, False, True, False, False, True, True, True, False, True, True, True, True],
)
B = (
    [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.5, 0.6, 0.7, 0.7, 0.8, 0.8, 0.9, 0.95],
    [bool(came) for came in (0, 0, 0, 0, 1, 1, 0, 1, 0, 1, 0, 1, 0, 1)],
)

Series = tuple[list[float], list[bool]]
questions = st.tuples(st.one_of(st.floats(0, 1), st.sampled_from([0.1, 0.5, 0.9])), st.booleans())
records = st.lists(questions, min_size=1, max_size=30)


def near(value: object, digits: float = 1e-6) -> object:
    return pytest.approx(value, abs=digits)


def series(*groups: tuple[float, int, int]) -> Series:
    """So many questions at a probability, of which so many happened."""
    said = [value for value, count, _ in groups for _ in range(count)]
    came = [place < happened for _, count, happened in groups for place in range(count)]
    return said, came


def split(pairs: list[tuple[float, bool]]) -> Series:
    return [value for value, _ in pairs], [true for _, true in pairs]


# ---- Murphy's decomposition


def test_murphys_parts_are_as_worked_by_distinct_probability() -> None:
    found = murphy(*A)
    assert (found.questions, found.brier) == (14, near(0.158571))
    assert found.reliability == near(0.009762)
    assert found.resolution == near(0.096088)
    assert found.uncertainty == near(8 / 14 * 6 / 14)
    assert found.skill == near(0.3525)
    assert found.rest == near(0, 1e-15)


def test_by_bins_the_parts_are_as_published_and_leave_a_rest() -> None:
    found = murphy(*B, bins=10)
    assert found.brier == near(0.231071)
    assert found.reliability == near(0.091696)
    assert found.resolution == near(0.102041)
    assert found.uncertainty == near(0.244898)
    assert found.skill == near(0.056458)
    assert found.rest == near(0.231071 - 0.091696 + 0.102041 - 0.244898, 2e-6)
    exact = murphy(*B)
    assert (exact.reliability, exact.resolution) == (near(0.123929), near(0.137755))
    assert exact.rest == near(0, 1e-15)


def test_every_row_of_the_reference_data_holds(shared: Path) -> None:
    path = shared / "reference" / "tables" / "scoring_tests.csv"
    with path.open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["test"].startswith("murphy")]
    parts = {
        "BS": "brier",
        "REL": "reliability",
        "RES": "resolution",
        "UNC": "uncertainty",
        "BSS": "skill",
    }
    assert len(rows) == 12
    for row in rows:
        binned = 10 if "bins" in row["input"] else 0
        found = murphy(*(A if row["test"] == "murphy_A" else B), bins=binned)
        assert getattr(found, parts[row["metric"]]) == near(float(row["expected"])), row


def test_the_published_record_of_strategic_forecasts() -> None:
    # Mandel & Barnes, PNAS 2014: 1,514 forecasts, VI 0.240, DI 0.182, CI 0.016.
    found = Murphy(1514, 0.074, reliability=0.016, resolution=0.182, uncertainty=0.24)
    assert found.rest == near(0, 1e-12)
    assert found.discrimination == near(0.7583, 5e-5)
    assert found.skill == near(0.6917, 5e-5)


def test_the_published_record_is_that_of_the_reference_data(shared: Path) -> None:
    path = shared / "reference" / "tables" / "mandel_barnes_2014.csv"
    with path.open(newline="", encoding="utf-8") as file:
        told = {row["quantity"].split(" ")[0]: row["value"] for row in csv.DictReader(file)}
    score, parts = float(told["Brier"]), [float(told[name]) for name in ("CI", "DI", "VI")]
    found = Murphy(int(told["n_forecasts"]), score, *parts)
    assert found.rest == near(0, 1e-12)
    assert found.discrimination == near(float(told["DI/VI"]), 5e-5)
    assert found.skill == near(float(told["skill"]), 5e-5)


@given(records)
def test_the_parts_add_up_to_the_score(pairs: list[tuple[float, bool]]) -> None:
    found = murphy(*split(pairs))
    assert found.brier == near(found.reliability - found.resolution + found.uncertainty, 1e-12)
    assert min(found.reliability, found.resolution, found.uncertainty) >= 0
    assert found.resolution <= found.uncertainty + 1e-12


@given(records, st.integers(1, 12))
def test_bins_change_neither_score_nor_uncertainty(
    pairs: list[tuple[float, bool]], bins: int
) -> None:
    exact, binned = murphy(*split(pairs)), murphy(*split(pairs), bins=bins)
    assert (binned.brier, binned.uncertainty) == (exact.brier, exact.uncertainty)
    assert binned.resolution <= exact.resolution + 1e-12


@given(records)
def test_the_score_is_the_half_brier_of_the_record(pairs: list[tuple[float, bool]]) -> None:
    said, came = split(pairs)
    rows = [[value, 1 - value] for value in said]
    mean = record(rows, [0 if true else 1 for true in came]).half_brier
    assert murphy(said, came).brier == near(mean, 1e-12)


def test_where_nothing_was_uncertain_there_is_no_skill() -> None:
    found = murphy([0.9, 0.8], [True, True])
    assert (found.uncertainty, found.skill, found.discrimination) == (0, None, None)


def test_always_giving_the_base_rate_is_reliable_and_resolves_nothing() -> None:
    found = murphy(*series((0.25, 8, 2)))
    assert (found.reliability, found.resolution, found.skill) == (0, 0, 0)


# ---- the curve


def test_the_curve_has_a_point_for_each_distinct_probability() -> None:
    points = curve(*A)
    assert [(point.said, point.count, point.happened) for point in points] == [
        (0.1, 4, 1),
        (0.3, 3, 1),
        (0.7, 3, 2),
        (0.9, 4, 4),
    ]
    assert [point.share for point in points] == near([0.25, 1 / 3, 2 / 3, 1])
    assert (points[0].low, points[0].high) == wilson(1, 4)


def test_bins_have_their_lower_edge_and_the_last_has_one() -> None:
    said = [0.0, 0.1, 0.29, 0.3, 0.99, 1.0]
    points = curve(said, [False, False, True, False, True, True], bins=10)
    expected = [(0, 1, 0), (0.1, 1, 0), (0.29, 1, 1), (0.3, 1, 0), (0.995, 2, 2)]
    assert [(point.said, point.count, point.happened) for point in points] == [
        (near(value, 1e-12), count, came) for value, count, came in expected
    ]


def test_the_interval_is_the_one_that_was_asked_for() -> None:
    said, came = series((0.4, 10, 3))
    (point,) = curve(said, came, interval="jeffreys", level=0.9)
    assert point == Point(0.4, 10, 3, *jeffreys(3, 10, 0.9))


@given(records, st.integers(0, 12), st.sampled_from(["wilson", "jeffreys"]))
def test_a_curve_holds_every_question_once(
    pairs: list[tuple[float, bool]], bins: int, interval: str
) -> None:
    said, came = split(pairs)
    points = curve(said, came, bins, interval)
    assert sum(point.count for point in points) == len(pairs)
    assert sum(point.happened for point in points) == sum(came)
    assert [point.said for point in points] == sorted(point.said for point in points)
    for point in points:
        assert 0 <= point.low <= point.share <= point.high <= 1


@pytest.mark.parametrize(
    ("happened", "count", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilsons_interval_is_as_published(
    happened: int, count: int, low: float, high: float
) -> None:
    # R. G. Newcombe, Statistics in Medicine 17:857–872, 1998, table I, method 3.
    assert wilson(happened, count) == near((low, high), 5e-5)


@given(st.integers(1, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilsons_ends_are_as_far_from_the_share_as_their_own_deviation_says(
    pair: tuple[int, int],
) -> None:
    happened, count = pair
    for end in wilson(happened, count):
        if 0 < end < 1:
            deviation = math.sqrt(end * (1 - end) / count)
            assert abs(happened / count - end) == near(1.959964 * deviation, 1e-6)


@given(st.integers(1, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_jeffreys_interval_leaves_the_same_on_either_side(pair: tuple[int, int]) -> None:
    happened, count = pair
    low, high = jeffreys(happened, count, 0.9)
    shape = (happened + 0.5, count - happened + 0.5)
    assert (betainc(*shape, low) == near(0.05)) if happened else low == 0
    assert (betainc(*shape, high) == near(0.95)) if happened < count else high == 1


@pytest.mark.parametrize("interval", [wilson, jeffreys])
@given(st.integers(1, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_mirrors_that_of_the_opposite(
    interval: Callable[[int, int], tuple[float, float]], pair: tuple[int, int]
) -> None:
    happened, count = pair
    low, high = interval(happened, count)
    assert interval(count - happened, count) == near((1 - high, 1 - low), 1e-9)


# ---- the verdict


def test_too_few_questions_get_no_verdict() -> None:
    found = verdict([0.5] * 29, [True] * 29)
    assert (found.enough, found.level, found.confidence) == (False, "", "")
    assert found.text == "too few questions to tell: 29 of at least 30"
    assert QUESTIONS == 30


def test_probabilities_that_leave_too_little_open_get_no_verdict() -> None:
    # 100 × 0.01 × 0.99 = 0.99
    found = verdict(*series((0.01, 100, 1)))
    assert not found.enough
    assert found.text == (
        "too little left open to tell: 100 questions have a variance of 0.99 of at least 5"
    )
    assert VARIANCE == 5
    assert verdict(*series((0.5, 30, 15))).enough  # 30 × 0.25 = 7.5


def test_a_judge_who_is_too_sure_is_overconfident() -> None:
    # (8 × 0.8) × 2 = 12.8 over √(80 × 0.64 × 0.09) = √4.608
    found = verdict(*series((0.9, 40, 28), (0.1, 40, 12)))
    assert (found.level, found.confidence) == ("no error shown", "overconfident")
    assert (found.level_z, found.confidence_z) == (near(0), near(12.8 / math.sqrt(4.608)))
    assert found.text == "on 80 questions, level: no error shown; confidence: overconfident"


def test_a_judge_who_is_not_sure_enough_is_underconfident() -> None:
    # −(8 × 0.4) × 2 = −6.4 over √(80 × 0.16 × 0.21) = √2.688
    found = verdict(*series((0.7, 40, 36), (0.3, 40, 4)))
    assert (found.level, found.confidence) == ("no error shown", "underconfident")
    assert found.confidence_z == near(-6.4 / math.sqrt(2.688))


@pytest.mark.parametrize(
    ("came", "level", "z"), [(20, "too high", -10), (40, "too low", 10), (30, "no error shown", 0)]
)
def test_a_judge_whose_probabilities_are_off_in_all_is_told_which_way(
    came: int, level: str, z: float
) -> None:
    found = verdict(*series((0.6, 50, came)))  # 50 × 0.6 = 30, variance 12
    assert found.level == level
    assert found.level_z == near(z / math.sqrt(12))


def test_a_calibrated_judge_is_not_proven_to_be_one() -> None:
    found = verdict(*series((0.8, 40, 32), (0.2, 40, 8)))
    assert found.text == (
        "on 80 questions: no error shown, which does not prove that there is none"
    )


def test_of_even_chances_nobody_can_tell_over_or_underconfidence() -> None:
    found = verdict(*series((0.5, 40, 30)))
    assert (found.confidence_z, found.confidence) == (0, "no error shown")
    assert found.level == "too low"


@given(st.lists(questions, min_size=30, max_size=60))
def test_the_verdict_on_the_opposite_mirrors(pairs: list[tuple[float, bool]]) -> None:
    said, came = split([(round(value, 3), true) for value, true in pairs])
    one = verdict(said, came)
    other = verdict([1 - value for value in said], [not true for true in came])
    assert one.enough == other.enough
    assert other.level_z == near(-one.level_z, 1e-6)
    assert other.confidence_z == near(one.confidence_z, 1e-6)


# ---- what is refused


@pytest.mark.parametrize("made", [curve, murphy, verdict])
@pytest.mark.parametrize(
    ("said", "came", "message"),
    [
        ([], [], r"^there are no questions; calibration needs some that are settled$"),
        (
            [0.5],
            [],
            r"^the questions have 1 probability and 0 outcomes; give one of each for each$",
        ),
        ([0.5, 1.5], [True, True], r"^question 2: the probability is 1\.5; it is a number from 0"),
        ([math.nan], [True], r"^question 1: the probability is nan; it is a number from 0 to 1$"),
        ([0.5], [2], r"^question 1: happened is 2; it is true or false$"),
        ([0.5], [math.nan], r"^question 1: happened is nan; it is true or false$"),
    ],
)
def test_series_that_do_not_fit_are_refused(
    made: Callable[..., object], said: list[float], came: list[bool], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        made(said, came)


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({"bins": -1}, r"^bins is -1; it is 0 for distinct probabilities, or above$"),
        ({"interval": "wald"}, r"^interval is “wald”; it is wilson or jeffreys$"),
        ({"level": 1.0}, r"^level is 1; it is a number above 0 and below 1$"),
    ],
)
def test_choices_that_do_not_exist_are_refused(choice: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        curve([0.5], [True], **choice)  # type: ignore[arg-type]


@pytest.mark.parametrize("interval", [wilson, jeffreys])
@pytest.mark.parametrize(("happened", "count"), [(0, 0), (3, 2), (-1, 2)])
def test_what_is_no_share_has_no_interval(
    interval: Callable[[int, int], object], happened: int, count: int
) -> None:
    with pytest.raises(ValueError, match=rf"^{happened} of {count} is no share$"):
        interval(happened, count)
