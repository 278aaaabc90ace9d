"""Control charts: published run lengths, one simulated, and series worked by hand."""

import csv
from collections.abc import Callable
from fractions import Fraction
from math import e, nan, sqrt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sat.indicators.charts import (
    cusum_arl,
    cusum_chart,
    ewma_arl,
    ewma_chart,
    poisson_cusum_arl,
    poisson_ewma_arl,
    poisson_limit,
    poisson_reference,
    shewhart_arl,
)

# Section 6 of ../shared/reference/standards-and-science.md, which agrees with the tables of
# Montgomery and of Lucas & Saccucci 1990; two digits are given, so half of the second is allowed.
SHIFTS = (0, 0.5, 1, 2, 3)
PUBLISHED: list[tuple[Callable[[float], float], tuple[float, ...]]] = [
    (lambda shift: cusum_arl(shift, 0.5, 4), (167.68, 26.63, 8.38, 3.34, 2.19)),
    (lambda shift: cusum_arl(shift, 0.5, 5), (465.44, 38.00, 10.38, 4.01, 2.57)),
    (lambda shift: ewma_arl(shift, 0.1, 2.814), (499.58, 31.30, 10.33, 4.36, 2.87)),
    (lambda shift: ewma_arl(shift, 0.2, 2.962), (499.74, 41.76, 10.54, 3.74, 2.38)),
    (lambda shift: shewhart_arl(shift, 3), (370.40, 155.22, 43.89, 6.30, 2.00)),
]
HALF = 0.005 + 1e-9

# NIST/SEMATECH e-Handbook of Statistical Methods, section 6.3.2.4: data, and the EWMA to two
# digits, from a centre of 50 with weight 0.3.
NIST = [52.0, 47.0, 53.0, 49.3, 50.1, 47.0, 51.0, 50.1, 51.2, 50.5]
NIST += [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
NIST_EWMA = [50.60, 49.52, 50.56, 50.18, 50.16, 49.21, 49.75, 49.85, 50.26, 50.33]
NIST_EWMA += [50.11, 49.36, 49.52, 50.05, 49.38, 49.92, 50.73, 51.23, 51.94, 51.99]

SOME = np.array([0, 1, 0])
few = settings(max_examples=25)


def table(shared: Path, name: str) -> list[dict[str, str]]:
    """The rows of a reference table."""
    with (shared / "reference" / "tables" / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


# ---- run lengths of normal data


@pytest.mark.parametrize(
    ("arl", "shift", "expected"),
    [
        (arl, shift, value)
        for arl, values in PUBLISHED
        for shift, value in zip(SHIFTS, values, strict=True)
    ],
)
def test_published_run_lengths(
    arl: Callable[[float], float], shift: float, expected: float
) -> None:
    assert arl(shift) == pytest.approx(expected, abs=HALF)


@pytest.mark.parametrize(("h", "expected"), [(4, 335.37), (5, 930.89)])
def test_published_run_lengths_of_one_side(h: float, expected: float) -> None:
    assert cusum_arl(0, 0.5, h, two_sided=False) == pytest.approx(expected, abs=HALF)


@pytest.mark.parametrize(
    ("weight", "width", "expected"), [(0.1, 2.703, 371.89), (0.2, 2.86, 371.10)]
)
def test_pairs_that_are_often_taken_for_500_give_371(
    weight: float, width: float, expected: float
) -> None:
    assert ewma_arl(0, weight, width) == pytest.approx(expected, abs=HALF)


def test_every_run_length_of_the_reference_table(shared: Path) -> None:
    rows = table(shared, "cusum_ewma_arl.csv")
    assert len(rows) == 98
    for row in rows:
        expected = pytest.approx(float(row["ARL"]), abs=HALF)
        assert run_length(row["chart"], float(row["shift_sigma"])) == expected, row


def run_length(chart: str, shift: float) -> float:
    """Of a chart by its name in the reference table."""
    kind, *rest = chart.split()
    numbers = dict(part.split("=") for part in rest if "=" in part)
    if kind == "CUSUM":
        sides = rest[0] == "two-sided"
        return cusum_arl(shift, float(numbers["k"]), float(numbers["h"]), sides)
    if kind == "EWMA":
        return ewma_arl(shift, float(numbers["lambda"]), float(numbers["L"]))
    assert chart == "Shewhart 3-sigma"
    return shewhart_arl(shift)


def test_the_parameters_left_out_are_those_of_the_published_charts() -> None:
    assert cusum_arl(1) == cusum_arl(1, 0.5, 5, two_sided=True)
    assert ewma_arl(1) == ewma_arl(1, 0.2, 2.962)
    assert shewhart_arl(1) == shewhart_arl(1, 3)


@pytest.mark.parametrize("shift", [0, 0.5, 2])
def test_an_ewma_of_the_newest_value_alone_is_a_shewhart_chart(shift: float) -> None:
    assert ewma_arl(shift, 1, 3) == pytest.approx(shewhart_arl(shift, 3), rel=1e-6)


@pytest.mark.parametrize("shift", [0, 1])
def test_a_cusum_without_room_to_add_up_signals_beyond_its_reference_value(shift: float) -> None:
    # With h next to nothing one side signals when a value is above k: 1 / (1 - Φ(k - shift)), and
    # both sides when it is off by more than k either way, which is a Shewhart chart of width k.
    assert cusum_arl(shift, 3, 1e-9) == pytest.approx(shewhart_arl(shift, 3), rel=1e-6)


@given(st.floats(0, 3), st.sampled_from([cusum_arl, ewma_arl, shewhart_arl]))
def test_a_shift_up_is_found_as_fast_as_a_shift_down_and_a_larger_one_sooner(
    shift: float, arl: Callable[[float], float]
) -> None:
    assert arl(-shift) == pytest.approx(arl(shift), rel=1e-9)
    assert arl(shift + 0.25) < arl(shift)


@pytest.mark.parametrize("h", [0, -1, nan])
def test_a_decision_interval_of_nothing_is_refused(h: float) -> None:
    with pytest.raises(ValueError, match=rf"^h is {h}; it is above 0$"):
        cusum_arl(0, 0.5, h)


@pytest.mark.parametrize("weight", [0, -0.1, 1.1, nan])
def test_a_weight_that_is_no_share_is_refused(weight: float) -> None:
    with pytest.raises(ValueError, match=rf"^weight is {weight}; it is above 0 and at most 1$"):
        ewma_arl(0, weight, 3)


@pytest.mark.parametrize("width", [0, -3, nan])
def test_limits_without_width_are_refused(width: float) -> None:
    with pytest.raises(ValueError, match=rf"^width is {width}; it is above 0$"):
        ewma_arl(0, 0.2, width)


# ---- counts


@pytest.mark.parametrize(
    ("usual", "raised", "expected"),
    [(1, 2, 1.442695), (4, 8, 5.77078), (1, 1.5, 1.233152)],
)
def test_the_reference_value_between_two_rates(
    usual: float, raised: float, expected: float
) -> None:
    # ../shared/reference/tables/poisson_gamma_tests.csv, rows 12 to 14.
    digits = 5 if expected > 5 else 6
    assert poisson_reference(usual, raised) == pytest.approx(expected, abs=0.5 * 10**-digits + 1e-9)


@given(st.floats(0.01, 50), st.floats(1.05, 10))
def test_the_reference_value_lies_between_the_rates(usual: float, factor: float) -> None:
    assert usual < poisson_reference(usual, usual * factor) < usual * factor


@pytest.mark.parametrize(("usual", "raised"), [(0, 1), (-1, 1), (1, 1), (2, 1), (nan, 1), (1, nan)])
def test_rates_that_do_not_rise_are_refused(usual: float, raised: float) -> None:
    match = rf"^rates are {usual} and {raised}; the raised one is the higher, above 0$"
    with pytest.raises(ValueError, match=match):
        poisson_reference(usual, raised)


@pytest.mark.parametrize(
    ("rate", "expected", "digits"),
    [(1, 273.65, 2), (1.5, 25.7308, 4), (2, 9.4383, 4), (3, 4.029, 4)],
)
def test_published_run_lengths_of_counts(rate: float, expected: float, digits: int) -> None:
    # ../shared/reference/tables/poisson_cusum_arl.csv: k 1.5, h 5, exact.
    found = poisson_cusum_arl(rate, 1.5, 5)
    assert found == pytest.approx(expected, abs=0.5 * 10**-digits + 1e-9)


def test_every_run_length_of_counts_of_the_reference_table(shared: Path) -> None:
    for row in table(shared, "poisson_cusum_arl.csv"):
        digits = len(row["ARL"].partition(".")[2])
        found = poisson_cusum_arl(float(row["lambda"]), float(row["k"]), float(row["h"]))
        assert found == pytest.approx(float(row["ARL"]), abs=0.5 * 10**-digits + 1e-9)


def test_a_chart_that_signals_at_once_or_not_is_geometric() -> None:
    # k 1.5 and h 0.5: S is 0 until two or more come, P = 1 - 2/e at rate 1.
    assert poisson_cusum_arl(1, 1.5, 0.5) == pytest.approx(1 / (1 - 2 / e))
    # k 1 and h 1 from S = 0: one stays at 0, two are S = 1 and signal.
    assert poisson_cusum_arl(1, 1, 1) == pytest.approx(1 / (1 - 2 / e))


def test_a_chart_of_two_places_worked_by_hand() -> None:
    # k 1, h 2, rate 1, with p = 1/e for none and for one, p/2 for two: L is the run length from 0,
    # M that from 1. From 0: none or one stay, two go to 1. From 1: none go to 0, one stays.
    #   L = 1 + 2p L + (p/2) M and M = 1 + p L + p M
    p = 1 / e
    expected = (1 - p + p / 2) / ((1 - 2 * p) * (1 - p) - p * p / 2)
    assert poisson_cusum_arl(1, 1, 2) == pytest.approx(expected)


def test_a_simulation_agrees_with_the_exact_run_length() -> None:
    random, runs = np.random.default_rng(20260425), 20_000
    total, length = np.zeros(runs), np.zeros(runs)
    going = np.ones(runs, dtype=bool)
    while going.any():
        total[going] = np.maximum(0, total[going] + random.poisson(2, going.sum()) - 1.5)
        length[going] += 1
        going &= total < 5
    error = length.std(ddof=1) / sqrt(runs)
    assert abs(length.mean() - poisson_cusum_arl(2, 1.5, 5)) < 3 * error
    assert error < 0.05


def test_fractions_and_numbers_are_the_same() -> None:
    assert poisson_cusum_arl(1, Fraction(3, 2), Fraction(5)) == poisson_cusum_arl(1, 1.5, 5)


@given(st.floats(0.2, 5), st.integers(2, 12), st.integers(1, 20))
def test_a_higher_limit_or_a_lower_rate_takes_longer(
    rate: float, quarters: int, halves: int
) -> None:
    k, h = halves / 2, quarters / 4
    assert poisson_cusum_arl(rate, k, h + 0.25) >= poisson_cusum_arl(rate, k, h) * (1 - 1e-9)
    assert poisson_cusum_arl(rate * 0.9, k, h) > poisson_cusum_arl(rate, k, h)


@pytest.mark.parametrize("name", ["rate", "k", "h"])
@pytest.mark.parametrize("value", [0.0, -1.0, nan])
def test_counts_without_rate_or_bounds_are_refused(name: str, value: float) -> None:
    given = {"rate": 1.0, "k": 1.5, "h": 5.0, name: value}
    with pytest.raises(ValueError, match=rf"^{name} is {value}; it is above 0$"):
        poisson_cusum_arl(**given)


def test_a_limit_that_is_next_to_nothing_signals_like_a_small_one() -> None:
    # S moves by halves, so S >= 0.01 is S >= 0.5.
    assert poisson_cusum_arl(1, 1.5, 0.01) == pytest.approx(1 / (1 - 2 / e))


def test_bounds_are_taken_to_the_nearest_twentieth() -> None:
    # 1.444 is between 1.40 and 1.45, and nearer to 1.45; on that grid h 5 is reached otherwise.
    assert poisson_cusum_arl(1, 1.444, 5) == pytest.approx(poisson_cusum_arl(1, 1.45, 5))


@few
@given(st.floats(0.3, 3), st.integers(1, 4), st.floats(1, 300))
def test_the_limit_is_the_smallest_quarter_that_is_long_enough(
    usual: float, more: int, least: float
) -> None:
    k = usual + more / 4
    h = poisson_limit(usual, k, least)
    assert h * 4 == int(h * 4)
    assert poisson_cusum_arl(usual, k, h) >= least
    assert h == 0.25 or poisson_cusum_arl(usual, k, h - 0.25) < least


# ---- a CUSUM of counts


def test_a_cusum_worked_by_hand_starts_anew_after_a_signal() -> None:
    # (2.15 - 1) / ln 2.15 = 1.502: k is 1.5. At h 5 the run length is 273.65 (published), and as S
    # moves by halves the smallest quarter that reaches it is 4.75: there is nothing in between.
    counts = np.array([3, 2, 0, 4, 3, 2, 3, 0, 1, 8])
    chart = cusum_chart(counts, 1, 2.15, least=273)
    assert chart.limit == 4.75
    assert chart.arl == pytest.approx(273.65, abs=HALF)
    # 1.5, 2, 0.5, 3, 4.5, then 5 signals; anew 1.5, 0, 0, and 6.5 signals.
    assert chart.values == (1.5, 2.0, 0.5, 3.0, 4.5, 5.0, 1.5, 0.0, 0.0, 6.5)
    assert chart.signals == (5, 9)
    assert (chart.name, chart.centre) == ("CUSUM", 1)
    assert chart.parameters == (
        "k = 1.50, signal from 4.75, set for a rise from 1.00 to 2.15 a month"
    )


def test_two_signals_in_a_row_each_start_from_nothing() -> None:
    # (2 - 1) / ln 2 = 1.4427, to the nearest 20th 1.45. Any S above 0 signals: with two or more,
    # P = 1 - 2/e, which is every 3.78 months.
    chart = cusum_chart(np.array([1, 2, 2, 0, 3]), 1, 2, least=3.7)
    assert chart.limit == 0.25
    assert chart.arl == pytest.approx(1 / (1 - 2 / e))
    assert chart.values == pytest.approx((0, 0.55, 0.55, 0, 1.55))
    assert chart.signals == (1, 2, 4)


def test_reaching_the_limit_exactly_is_a_signal() -> None:
    # k 1.5, and h 0.5 where every second month or rarer is asked for: two counts are S = 0.5.
    chart = cusum_chart(np.array([1, 2]), 1, 2.15, least=3.7)
    assert chart.values == (0.0, 0.5)
    assert chart.signals == (1,)
    assert chart.limit <= 0.5


@few
@given(st.floats(0.2, 5), st.floats(1.3, 4), st.lists(st.integers(0, 20), max_size=12))
def test_a_cusum_is_never_below_nothing_and_false_alarms_are_rare_enough(
    usual: float, factor: float, counts: list[int]
) -> None:
    given = np.array(counts, dtype=int)
    before = given.copy()
    chart = cusum_chart(given, usual, usual * factor, least=50)
    assert (given == before).all()
    assert chart.arl >= 50
    assert len(chart.values) == len(counts)
    assert all(value >= 0 for value in chart.values)
    reached = [place for place, value in enumerate(chart.values) if value >= chart.limit]
    assert list(chart.signals) == reached


def test_a_chart_of_no_months_is_empty() -> None:
    assert cusum_chart(np.array([]), 1, 2).values == ()
    assert ewma_chart(np.array([]), 1).signals == ()


@pytest.mark.parametrize(("usual", "raised"), [(0, 1), (1, 1)])
def test_a_cusum_for_a_rise_that_is_none_is_refused(usual: float, raised: float) -> None:
    with pytest.raises(ValueError, match=rf"^rates are {usual} and {raised}; the raised one is"):
        cusum_chart(SOME, usual, raised)


def test_rare_events_can_be_charted() -> None:
    chart = cusum_chart(SOME, 1 / 60, 2 / 60)  # one event in five years
    assert chart.arl >= 100


def test_the_reference_value_of_a_chart_lies_between_its_rates() -> None:
    chart = cusum_chart(SOME, 0.02, 0.04)
    # The month with one event adds 1 - k.
    assert 0.02 < 1 - chart.values[1] < 0.04


# ---- an EWMA of counts


def test_an_ewma_worked_by_hand_goes_on_after_a_signal() -> None:
    # From 4 with weight 1/2: 6, 8, 5. The limit is 4 + 3 √(4 · 0.5 / 1.5) = 7.4641.
    chart = ewma_chart(np.array([8, 10, 2]), 4, weight=0.5, width=3)
    assert chart.values == (6.0, 8.0, 5.0)
    assert chart.limit == pytest.approx(4 + 3 * sqrt(4 / 3))
    assert chart.signals == (1,)
    assert (chart.name, chart.centre) == ("EWMA", 4)
    assert chart.arl == poisson_ewma_arl(4, 0.5, chart.limit, 4)
    assert chart.parameters == "weight 0.5, limit 3 deviations above 4.00 a month"


def test_an_ewma_that_reaches_its_limit_exactly_signals_and_a_low_one_never_does() -> None:
    # 3 + 3 √(3 · 0.5 / 1.5) = 6, and 3/2 + 9/2 = 6.
    chart = ewma_chart(np.array([9, 0, 0, 0]), 3, weight=0.5, width=3)
    assert (chart.limit, chart.values[0], chart.signals) == (6.0, 6.0, (0,))


def test_the_ewma_of_the_nist_handbook() -> None:
    # There the deviation is 2.0539; a chart of counts takes √50, so the width is scaled by both.
    # Limits 52.5884 and, as far below the centre, 47.4116; the chart has the upper one only.
    chart = ewma_chart(np.array(NIST), 50, weight=0.3, width=3 * 2.0539 / sqrt(50))
    assert chart.limit == pytest.approx(52.5884, abs=5e-5)
    assert 2 * 50 - chart.limit == pytest.approx(47.4116, abs=5e-5)
    assert chart.values == pytest.approx(NIST_EWMA, abs=HALF)
    assert chart.signals == ()


@few
@given(st.floats(0.1, 20), st.lists(st.integers(0, 30), min_size=1, max_size=12))
def test_an_ewma_stays_among_its_values_and_counts_are_left_alone(
    usual: float, counts: list[int]
) -> None:
    given = np.array(counts)
    before = given.copy()
    chart = ewma_chart(given, usual)
    assert (given == before).all()
    for value in chart.values:
        assert min(*counts, usual) - 1e-9 <= value <= max(*counts, usual) + 1e-9


@pytest.mark.parametrize("usual", [0, -1, nan])
def test_an_ewma_without_a_usual_rate_is_refused(usual: float) -> None:
    with pytest.raises(ValueError, match=rf"^usual is {usual}; it is above 0$"):
        ewma_chart(SOME, usual)


@pytest.mark.parametrize("weight", [0, 1.5, nan])
def test_an_ewma_with_a_weight_that_is_no_share_is_refused(weight: float) -> None:
    with pytest.raises(ValueError, match=rf"^weight is {weight}; it is above 0 and at most 1$"):
        ewma_chart(SOME, 1, weight)


@pytest.mark.parametrize("weight", [2, 3, -1])
def test_an_ewma_with_a_weight_far_from_a_share_is_refused(weight: float) -> None:
    with pytest.raises(ValueError, match=rf"^weight is {weight}; it is above 0 and at most 1$"):
        ewma_chart(SOME, 1, weight)


def test_a_run_that_hardly_ever_ends_is_long() -> None:
    # From 0 to 5 takes ten or more in a month, or months with six or more, at one in 100 months.
    assert poisson_cusum_arl(0.01, 5, 5) > 1e9


def test_an_ewma_of_the_newest_count_alone_is_geometric() -> None:
    # Limit 2.5: three or more signal, P = 1 - 2.5/e at rate 1.
    assert poisson_ewma_arl(1, 1, 2.5, 1) == pytest.approx(1 / (1 - 2.5 / e))


@pytest.mark.parametrize(("rate", "weight", "limit"), [(2, 0.2, 3.2), (0.5, 0.2, 1.1), (4, 0.5, 7)])
def test_a_simulation_agrees_with_the_run_length_of_an_ewma_of_counts(
    rate: float, weight: float, limit: float
) -> None:
    random, runs = np.random.default_rng(20240917), 10_000
    level, length = np.full(runs, float(rate)), np.zeros(runs)
    going = np.ones(runs, dtype=bool)
    while going.any():
        fresh = random.poisson(rate, going.sum())
        level[going] = weight * fresh + (1 - weight) * level[going]
        length[going] += 1
        going &= level < limit
    error = length.std(ddof=1) / sqrt(runs)
    found = poisson_ewma_arl(rate, weight, limit, rate)
    # The chain is good to about 1 %, says its docstring.
    assert abs(length.mean() - found) < 3 * error + 0.01 * found


@pytest.mark.parametrize("usual", [0.1, 1, 4])
def test_the_width_is_the_smallest_tenth_that_is_long_enough(usual: float) -> None:
    chart = ewma_chart(SOME, usual)
    deviation = sqrt(usual * 0.2 / 1.8)
    width = (chart.limit - usual) / deviation
    assert width * 10 == pytest.approx(round(width * 10))
    assert chart.arl >= 100
    assert poisson_ewma_arl(usual, 0.2, chart.limit - 0.1 * deviation, usual) < 100
    assert f"limit {round(width, 1):g} deviations" in chart.parameters


@pytest.mark.parametrize("name", ["rate", "limit"])
def test_an_ewma_of_counts_without_rate_or_limit_is_refused(name: str) -> None:
    given = {"rate": 1.0, "weight": 0.2, "limit": 2.0, "start": 1.0, name: 0.0}
    with pytest.raises(ValueError, match=rf"^{name} is 0.0; it is above 0$"):
        poisson_ewma_arl(**given)
