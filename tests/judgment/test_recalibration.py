"""Recalibration: saturated cases with a closed form, conditions of a best fit, what is refused."""

import math
from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sat.judgment.pooling import extremized
from sat.judgment.recalibration import Recalibration, recalibration

Series = tuple[list[float], list[bool]]
kinds = pytest.mark.parametrize("shifted", [False, True])


def near(value: object, digits: float = 1e-6) -> object:
    return pytest.approx(value, abs=digits)


def logit(value: float) -> float:
    return math.log(value / (1 - value))


def series(*groups: tuple[float, int, int]) -> Series:
    """So many questions at a probability, of which so many happened."""
    said = [value for value, count, _ in groups for _ in range(count)]
    came = [place < happened for _, count, happened in groups for place in range(count)]
    return said, came


@st.composite
def mixed(draw: st.DrawFn) -> Series:
    """Records with enough of both, where neither kind lies wholly above the other."""
    inner = st.floats(0.02, 0.98)
    happened = draw(st.lists(inner, min_size=20, max_size=30))
    did_not = draw(st.lists(inner, min_size=20, max_size=30))
    return [0.3, 0.7, *happened, 0.3, 0.7, *did_not], (
        [True] * (len(happened) + 2) + [False] * (len(did_not) + 2)
    )


# ---- closed forms


def test_with_two_probabilities_and_a_shift_each_becomes_the_share_that_happened() -> None:
    # Two numbers for two shares: 12 of 30 and 27 of 30 are met exactly.
    found = recalibration(*series((0.2, 30, 12), (0.7, 30, 27)), shifted=True)
    assert (found.of(0.2), found.of(0.7)) == (near(0.4), near(0.9))
    assert found.slope == near((logit(0.9) - logit(0.4)) / (logit(0.7) - logit(0.2)))
    assert found.shift == near(logit(0.4) - found.slope * logit(0.2))
    assert (found.questions, found.held) == (60, 0)


@pytest.mark.parametrize(("share", "verdict"), [(18, "too sure"), (27, "not sure enough")])
def test_the_slope_alone_meets_the_share_of_one_probability(share: int, verdict: str) -> None:
    found = recalibration(*series((0.8, 30, share), (0.2, 30, 30 - share)))
    assert found.slope == near(logit(share / 30) / logit(0.8))
    assert (found.slope < 1) == (verdict == "too sure")
    assert found.shift == 0
    assert found.of(0.8) == near(share / 30)
    assert found.of(0.5) == 0.5


def test_the_slope_alone_is_an_extremizing_that_was_learnt() -> None:
    found = recalibration(*series((0.8, 30, 27), (0.2, 30, 3)))
    assert found.of(0.65) == near(extremized(0.65, found.slope), 1e-12)


@kinds
def test_a_calibrated_judge_is_left_alone(shifted: bool) -> None:
    found = recalibration(*series((0.8, 50, 40), (0.2, 50, 10), (0.5, 10, 5)), shifted=shifted)
    assert (found.shift, found.slope) == (near(0), near(1))


def test_a_judge_who_is_the_wrong_way_round_has_a_slope_below_zero() -> None:
    found = recalibration(*series((0.8, 30, 6), (0.2, 30, 24)))
    assert found.slope == near(-1)
    assert found.of(0.8) == near(0.2)


def test_certainties_are_held_at_the_bound_and_counted() -> None:
    said, came = series((1.0, 20, 18), (0.0, 20, 2), (0.9, 5, 4))
    found = recalibration(said, came, bound=0.01)
    assert (found.held, found.bound) == (40, 0.01)
    assert found.of(1.0) == found.of(0.99) < 1
    assert found.of(0.0) == found.of(0.01) > 0


# ---- conditions of a best fit


@kinds
@given(mixed())
def test_no_slope_or_shift_would_fit_better(shifted: bool, data: Series) -> None:
    said, came = data
    found = recalibration(said, came, shifted)
    errors = [found.of(value) - true for value, true in zip(said, came, strict=True)]
    moment = math.fsum(error * logit(value) for error, value in zip(errors, said, strict=True))
    assert moment == near(0, 1e-5)
    if shifted:
        assert math.fsum(errors) == near(0, 1e-5)


@kinds
@given(mixed())
def test_the_opposite_judge_of_the_opposite_gets_the_same_slope(
    shifted: bool, data: Series
) -> None:
    said, came = data
    one = recalibration(said, came, shifted)
    other = recalibration([1 - value for value in said], [not true for true in came], shifted)
    assert (other.shift, other.slope) == (near(-one.shift, 1e-5), near(one.slope, 1e-5))


@given(st.floats(-3, 3), st.floats(0.1, 3), st.floats(0, 1), st.floats(0, 1))
def test_a_slope_above_zero_keeps_the_order(
    shift: float, slope: float, one: float, other: float
) -> None:
    assume(one < other)
    made = Recalibration(shift, slope, 40, 0.001, 0)
    assert 0 < made.of(one) <= made.of(other) < 1


def test_what_is_given_is_left_as_it_was() -> None:
    said, came = series((0.8, 30, 18), (0.2, 30, 12))
    before = (list(said), list(came))
    recalibration(said, came)
    assert (said, came) == before


# ---- what is refused


@pytest.mark.parametrize(
    ("data", "shifted", "message"),
    [
        (series((0.8, 20, 11)), False, r"^too few questions to recalibrate: 11 happened and 9 did"),
        (series((0.8, 40, 25)), True, r"25 happened and 15 did not; there must be 20 of each$"),
        (series((0.8, 15, 5)), False, r"5 happened and 10 did not; there must be 10 of each$"),
    ],
)
def test_too_few_questions_are_not_recalibrated(data: Series, shifted: bool, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        recalibration(*data, shifted=shifted)


@pytest.mark.parametrize(
    ("data", "shifted"),
    [
        (series((0.8, 20, 20), (0.3, 20, 0)), False),  # all right: no slope is steep enough
        (series((0.8, 20, 0), (0.3, 20, 20)), False),  # all wrong
        (series((0.5, 40, 20)), False),  # nothing said
        (series((0.8, 20, 20), (0.6, 20, 0)), True),
        (series((0.8, 20, 0), (0.6, 20, 20)), True),
        (series((0.7, 40, 20)), True),  # one point, two numbers
    ],
)
def test_where_no_finite_slope_is_best_none_is_given(data: Series, shifted: bool) -> None:
    with pytest.raises(ValueError, match=r"all alike or part all .* no finite slope is best"):
        recalibration(*data, shifted=shifted)


@pytest.mark.parametrize(("bound", "shown"), [(0.0, "0"), (0.5, r"0\.5"), (math.nan, "nan")])
def test_a_bound_out_of_range_is_refused(bound: float, shown: str) -> None:
    with pytest.raises(ValueError, match=rf"^bound is {shown}; it is a number above 0 and below"):
        recalibration([0.5], [True], bound=bound)


@pytest.mark.parametrize(
    "call",
    [
        lambda: Recalibration(0, 1, 40, 0.001, 0).of(1.5),
        lambda: recalibration([1.5], [True]),
    ],
)
def test_what_is_no_probability_is_refused(call: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"the probability is 1\.5; it is a number from 0 to 1$"):
        call()
