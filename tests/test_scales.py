"""Every scale is data with a source; PARC's weights are what PARC says they are."""

from itertools import product
from math import isclose, sqrt

import pytest

from sat import scales
from sat.scales import Scale

ALL = {name: value for name, value in vars(scales).items() if isinstance(value, Scale)}


def test_there_are_scales_to_look_at() -> None:
    assert {"RATING", "RELIABILITY", "CREDIBILITY", "RELEVANCE", "LIKELIHOOD"} <= set(ALL)


@pytest.mark.parametrize("scale", ALL.values(), ids=ALL.keys())
def test_a_scale_names_its_source(scale: Scale) -> None:
    assert scale.name
    assert scale.source


@pytest.mark.parametrize("scale", ALL.values(), ids=ALL.keys())
def test_codes_of_a_scale_are_unique_and_labelled(scale: Scale) -> None:
    assert len(set(scale.codes)) == len(scale.levels) > 1
    assert all(level.code and level.label for level in scale.levels)


@pytest.mark.parametrize("scale", ALL.values(), ids=ALL.keys())
def test_each_code_finds_its_level(scale: Scale) -> None:
    assert [scale[code] for code in scale.codes] == list(scale.levels)


def test_an_unknown_code_is_refused_with_the_codes_that_there_are() -> None:
    with pytest.raises(KeyError) as error:
        scales.RATING["X"]
    assert error.value.args == ("'X' is not on the scale rating: CC, C, N, I, II, NA",)


def test_codes_are_told_apart_by_case() -> None:
    with pytest.raises(KeyError, match="'cc' is not on the scale rating"):
        scales.RATING["cc"]


def test_blank_is_no_code_of_any_scale() -> None:
    assert not [name for name, scale in ALL.items() if "" in scale.codes]


def test_marks_run_from_two_for_to_two_against() -> None:
    points = {level.code: level.points for level in scales.RATING.levels}
    assert points == {"CC": 2, "C": 1, "N": 0, "I": -1, "II": -2, "NA": None}


def test_does_not_apply_has_no_amount_but_neutral_has() -> None:
    assert scales.RATING["NA"].points is None
    assert scales.RATING["N"].points == 0


def test_weights_are_half_octave_steps() -> None:
    # PARC's answer in IARPA's forum, herox.com/IARPAGFChallenge/forum/thread/2677
    assert pytest.approx((1 / sqrt(2), 1, sqrt(2))) == (scales.LOW, scales.MEDIUM, scales.HIGH)


def test_products_of_two_weights_are_five_steps_from_a_half_to_two() -> None:
    weights = (scales.LOW, scales.MEDIUM, scales.HIGH)
    products = sorted(one * other for one, other in product(weights, weights))
    expected = [0.5, 0.7071, 0.7071, 1, 1, 1, 1.4142, 1.4142, 2]
    assert all(isclose(*pair, abs_tol=5e-5) for pair in zip(products, expected, strict=True))


@pytest.mark.parametrize(
    ("weights", "scale", "unknown"),
    [
        (scales.RELIABILITY_WEIGHT, scales.RELIABILITY, {"F"}),
        (scales.CREDIBILITY_WEIGHT, scales.CREDIBILITY, {"6"}),
        (scales.RELEVANCE_WEIGHT, scales.RELEVANCE, set()),
    ],
    ids=["reliability", "credibility", "relevance"],
)
def test_every_grade_but_unknown_has_a_weight(
    weights: dict[str, float], scale: Scale, unknown: set[str]
) -> None:
    assert set(scale.codes) - set(weights) == unknown
    assert set(weights) <= set(scale.codes)


@pytest.mark.parametrize(
    ("weights", "best_first"),
    [
        (scales.RELIABILITY_WEIGHT, "ABCDE"),
        (scales.CREDIBILITY_WEIGHT, "12345"),
        (scales.RELEVANCE_WEIGHT, ["high", "medium", "low"]),
    ],
    ids=["reliability", "credibility", "relevance"],
)
def test_a_better_grade_never_weighs_less(weights: dict[str, float], best_first: list[str]) -> None:
    found = [weights[code] for code in best_first]
    assert found == sorted(found, reverse=True)
    assert found[0] > found[-1]
