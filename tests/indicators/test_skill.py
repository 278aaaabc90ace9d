"""Alarms against what happened, and the Brier score: Finley's tornadoes, and values by hand."""

from itertools import product
from math import isnan
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sat.indicators.skill import Alarms, brier

# J. P. Finley's tornado forecasts of 1884, as every book on verification has them (Wilks, ch. 8).
FINLEY = Alarms(hits=28, false_alarms=72, misses=23, quiet=2680)


def test_finleys_tornadoes() -> None:
    # 28/51, 72/100, 72/2752, 28/123, and the first less the third.
    assert FINLEY.n == 2803
    assert FINLEY.pod == pytest.approx(0.549, abs=5e-4)
    assert FINLEY.far == pytest.approx(0.72)
    assert FINLEY.pofd == pytest.approx(0.0262, abs=5e-5)
    assert FINLEY.csi == pytest.approx(0.228, abs=5e-4)
    assert FINLEY.pss == pytest.approx(0.523, abs=5e-4)
    assert FINLEY.base_rate == pytest.approx(51 / 2803)
    assert FINLEY.alarm_rate == pytest.approx(100 / 2803)


def test_never_warning_is_more_accurate_than_finley_and_has_no_skill() -> None:
    never = Alarms(hits=0, false_alarms=0, misses=51, quiet=2752)
    accuracy = [(row.hits + row.quiet) / row.n for row in (FINLEY, never)]
    assert accuracy == pytest.approx([0.9661, 0.9818], abs=5e-5)
    assert (never.pod, never.pofd, never.csi, never.pss, never.alarm_rate) == (0, 0, 0, 0, 0)
    assert isnan(never.far)  # no alarm, so no share of alarms
    assert never.base_rate == FINLEY.base_rate


def test_always_warning_has_no_skill_either() -> None:
    always = Alarms(hits=51, false_alarms=2752, misses=0, quiet=0)
    assert (always.pod, always.pofd, always.pss, always.alarm_rate) == (1, 1, 0, 1)
    assert always.far == pytest.approx(2752 / 2803)


def test_a_perfect_forecaster() -> None:
    perfect = Alarms(hits=3, false_alarms=0, misses=0, quiet=7)
    assert (perfect.pod, perfect.far, perfect.pofd, perfect.csi, perfect.pss) == (1, 0, 0, 1, 1)


@pytest.mark.parametrize(
    ("table", "undefined"),
    [
        ((0, 0, 0, 0), {"base_rate", "alarm_rate", "pod", "far", "pofd", "csi", "pss"}),
        ((0, 0, 0, 5), {"pod", "far", "csi", "pss"}),  # nothing happened, nothing was said
        ((0, 2, 0, 5), {"pod", "pss"}),  # nothing happened
        ((3, 0, 2, 0), {"pofd", "pss"}),  # it happened every time
        ((0, 0, 2, 5), {"far"}),  # no alarm
    ],
)
def test_a_share_of_nothing_is_no_number(
    table: tuple[int, int, int, int], undefined: set[str]
) -> None:
    alarms = Alarms(*table)
    names = ("base_rate", "alarm_rate", "pod", "far", "pofd", "csi", "pss")
    assert {name for name in names if isnan(getattr(alarms, name))} == undefined


def test_alarms_are_counted_pair_by_pair() -> None:
    alarms = [True, True, True, False, False, False, False]
    happened = [True, False, False, True, False, False, False]
    expected = Alarms(hits=1, false_alarms=2, misses=1, quiet=3)
    assert Alarms.of(alarms, happened) == expected
    assert Alarms.of(list(np.array(alarms)), list(np.array(happened))) == expected
    assert Alarms.of([], []) == Alarms(0, 0, 0, 0)


@pytest.mark.parametrize("pair", list(product([True, False], repeat=2)))
def test_each_pair_is_counted_in_one_place(pair: tuple[bool, bool]) -> None:
    place = {(True, True): 0, (True, False): 1, (False, True): 2, (False, False): 3}[pair]
    counts = [0, 0, 0, 0]
    counts[place] = 1
    assert Alarms.of([pair[0]], [pair[1]]) == Alarms(*counts)


@given(st.lists(st.tuples(st.booleans(), st.booleans())), st.randoms(use_true_random=False))
def test_order_does_not_matter_and_every_forecast_is_counted(
    pairs: list[tuple[bool, bool]], random: Random
) -> None:
    found = Alarms.of([one for one, _ in pairs], [other for _, other in pairs])
    assert found.n == len(pairs)
    random.shuffle(pairs)
    assert Alarms.of([one for one, _ in pairs], [other for _, other in pairs]) == found


@pytest.mark.parametrize(("alarms", "happened"), [([True], []), ([], [True]), ([True] * 2, [True])])
def test_series_of_unequal_length_are_refused(alarms: list[bool], happened: list[bool]) -> None:
    with pytest.raises(ValueError, match=r"argument 2 is (shorter|longer) than argument 1"):
        Alarms.of(alarms, happened)
    with pytest.raises(ValueError, match=r"argument 2 is (shorter|longer) than argument 1"):
        brier([float(value) for value in alarms], happened)


@pytest.mark.parametrize(
    ("probabilities", "happened", "expected"),
    [
        ([1.0], [True], 0.0),
        ([1.0], [False], 1.0),
        ([0.5, 0.5], [True, False], 0.25),
        ([0.2, 0.7], [False, True], 0.065),  # (0.04 + 0.09) / 2
        ([0.9, 0.3, 0.6], [True, True, False], (0.01 + 0.49 + 0.36) / 3),
    ],
)
def test_the_brier_score_by_hand(
    probabilities: list[float], happened: list[bool], expected: float
) -> None:
    assert brier(probabilities, happened) == pytest.approx(expected)


def test_the_brier_score_of_no_forecast_is_no_number() -> None:
    assert isnan(brier([], []))


def test_the_brier_scores_of_the_reference_tables() -> None:
    # ../shared/reference/tables/scoring_tests.csv, murphy_A and murphy_B (the latter is the demo of
    # radarist/structured-analytic-skills, brier-score-calibration).
    chances = [0.1] * 4 + [0.3] * 3 + [0.7] * 3 + [0.9] * 4
    came = [0, 0, 0, 1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 1]
    assert brier(chances, [bool(value) for value in came]) == pytest.approx(0.158571, abs=5e-7)
    chances = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.5, 0.6, 0.7, 0.7, 0.8, 0.8, 0.9, 0.95]
    came = [0, 0, 0, 0, 1, 1, 0, 1, 0, 1, 0, 1, 0, 1]
    assert brier(chances, [bool(value) for value in came]) == pytest.approx(0.231071, abs=5e-7)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1))
def test_the_brier_score_runs_from_nought_to_one(pairs: list[tuple[float, bool]]) -> None:
    assert 0 <= brier([chance for chance, _ in pairs], [came for _, came in pairs]) <= 1
