"""Pooled probabilities: published and worked numbers, conditions of the rules, what is refused."""

import csv
import math
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sat.judgment.coherence import incoherence, projected
from sat.judgment.pooling import (
    METHODS,
    coherence_weights,
    extremized,
    mean,
    median,
    odds_mean,
    pooled,
)

# Four estimates of one event (J. Sevilla, EA Forum): mean 1.10 %, odds 1 : 118.65.
SEVILLA = (0.014, 0.0221, 0.0039, 0.004)

# p, a and p^a / (p^a + (1 − p)^a) (Baron 2014), as in `reference/tables/aggregation_tests.csv`.
EXTREMIZED = [
    (0.7, 2.5, 0.892664),
    (0.7, 2, 0.49 / 0.58),  # 0.7² = 0.49, 0.3² = 0.09
    (0.6, 2.5, 0.733736),
    (0.3, 2.5, 0.107336),
    (0.9, 2.5, 0.995902),
    (0.5, 2.5, 0.5),
    (0.7, 1, 0.7),
    (0.7, 1.161, 0.727844),
    (0.7, 3.921, 0.965184),
]

chances = st.floats(0, 1)
inner = st.floats(0.001, 0.999)
RULES = [mean, median, odds_mean]


@st.composite
def judges(draw: st.DrawFn, values: st.SearchStrategy[float] = inner) -> list[list[float]]:
    size = draw(st.integers(2, 5))
    row = st.lists(values, min_size=size, max_size=size)
    return draw(st.lists(row, min_size=1, max_size=6))


def near(value: object, digits: float = 1e-6) -> object:
    return pytest.approx(value, abs=digits)


# ---- one event


def test_the_published_estimates_pool_as_published() -> None:
    assert mean(SEVILLA) == near(0.011, 5e-5)
    assert odds_mean(SEVILLA) == near(0.008358)
    assert 1 / odds_mean(SEVILLA) - 1 == near(118.65, 0.01)


@pytest.mark.parametrize(("value", "a", "expected"), EXTREMIZED)
def test_extremizing_is_as_worked(value: float, a: float, expected: float) -> None:
    assert extremized(value, a) == near(expected)


def test_pettigrews_linear_pool() -> None:
    # Pettigrew 2019: 0.4 × 0.5 + 0.6 × 0.2, and 0.4 × 0.1 + 0.6 × 0.6.
    assert mean([0.5, 0.2], [0.4, 0.6]) == near(0.32, 1e-9)
    assert mean([0.1, 0.6], [4, 6]) == near(0.4, 1e-9)


def test_the_order_of_pooling_and_extremizing_is_pooling_first() -> None:
    values = [0.6, 0.7, 0.8]
    assert extremized(odds_mean(values), 2.5) == near(0.900179)
    assert extremized(mean(values), 2.5) == near(0.892664)
    rows = [[value, 1 - value] for value in values]
    assert pooled(rows, "odds", a=2.5).values[0] == near(0.900179)
    assert pooled(rows, a=2.5).values[0] == near(0.892664)


def value_of(cell: str) -> float:
    number = cell.split(" ")[0]
    return float(number.rstrip("%")) / (100 if number.endswith("%") else 1)


def pool_of(method: str, values: list[float], weights: list[float], a: float) -> float:
    if method.startswith("p^a"):
        return extremized(values[0], a)
    rule: Callable[..., float] = odds_mean if method.startswith("geo") else mean
    return extremized(rule(values, weights or None), a)


def test_every_row_of_the_reference_data_holds(shared: Path) -> None:
    path = shared / "reference" / "tables" / "aggregation_tests.csv"
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 16
    for row in rows:
        cells = row["input"].split("|")
        values = [value_of(cell) for cell in cells]
        weights = [float(cell.split("w ")[1].rstrip(")")) for cell in cells if "(w" in cell]
        found = pool_of(row["method"], values, weights, float(row["parameter"] or 1))
        assert found == near(float(row["expected"]), float(row["tol"])), row["test"]


@pytest.mark.parametrize(
    ("values", "weights", "expected"),
    [
        ([0.1, 0.2, 0.9], None, 0.2),
        ([0.9, 0.1], None, 0.5),
        ([0.1, 0.2, 0.9], [1, 1, 2], 0.55),  # half of the weight is at 0.2 and below
        ([0.1, 0.2, 0.9], [1, 1, 3], 0.9),
        ([0.1, 0.2, 0.9], [0, 0, 1], 0.9),
        ([0.3], None, 0.3),
    ],
)
def test_the_median_is_where_half_of_the_weight_is(
    values: list[float], weights: list[float] | None, expected: float
) -> None:
    assert median(values, weights) == near(expected, 1e-12)


def test_certainty_outvotes_the_others_under_odds_unless_it_is_bounded() -> None:
    assert odds_mean([0, 0.9, 0.9]) == 0
    assert odds_mean([1, 0.1, 0.1]) == 1
    assert odds_mean([0, 0.9], [0, 1]) == near(0.9, 1e-12)  # who has no weight has no veto
    # Odds 1/99, 9, 9: their product is 81/99, the cube root of which is 0.93529.
    assert odds_mean([0, 0.9, 0.9], bound=0.01) == near(0.93529 / 1.93529, 1e-5)
    assert odds_mean([0, 1], bound=0.001) == near(0.5, 1e-12)


@pytest.mark.parametrize("rule", RULES)
@given(st.lists(st.tuples(inner, st.floats(0.01, 100)), min_size=1, max_size=8))
def test_a_pool_lies_between_the_judges(
    rule: Callable[..., float], pairs: list[tuple[float, float]]
) -> None:
    values, weights = [value for value, _ in pairs], [weight for _, weight in pairs]
    found = rule(values, weights)
    assert min(values) - 1e-9 <= found <= max(values) + 1e-9


@pytest.mark.parametrize("rule", RULES)
@given(st.lists(inner, min_size=1, max_size=8))
def test_a_pool_of_opposites_is_the_opposite_of_the_pool(
    rule: Callable[..., float], values: list[float]
) -> None:
    assert rule([1 - value for value in values]) == near(1 - rule(values), 1e-9)


@pytest.mark.parametrize("rule", RULES)
@given(st.lists(st.tuples(inner, st.integers(1, 3)), min_size=1, max_size=5))
def test_a_weight_is_as_many_judges(
    rule: Callable[..., float], pairs: list[tuple[float, int]]
) -> None:
    copies = [value for value, weight in pairs for _ in range(weight)]
    found = rule([value for value, _ in pairs], [weight for _, weight in pairs])
    assert found == near(rule(copies), 1e-9)


@given(chances, st.floats(0.1, 10))
def test_extremizing_moves_away_from_the_middle(value: float, a: float) -> None:
    moved = extremized(value, a)
    assert 0 <= moved <= 1
    assert extremized(value) == value
    further = (moved - value) * (value - 0.5) * (a - 1)
    assert further >= -1e-12


@given(inner, st.floats(0.1, 10))
def test_extremizing_the_opposite_gives_the_opposite(value: float, a: float) -> None:
    assert extremized(1 - value, a) == near(1 - extremized(value, a), 1e-9)


def test_numbers_at_the_edge_of_what_floats_hold_are_pooled() -> None:
    assert odds_mean([5e-324, 0.5]) == near(0, 1e-9)
    assert odds_mean([1 - 1e-16, 1 - 1e-16]) == near(1, 1e-9)
    assert extremized(5e-324, 5) == 0
    assert mean([0.2, 0.4], [1e308, 1e308]) == near(0.3, 1e-12)


# ---- outcomes of a partition


def test_the_mean_of_mended_sets_is_as_worked() -> None:
    # By CAP (0.9, 0.6, 0.1) is (0.65, 0.35, 0); the other set is coherent.
    found = pooled([[0.9, 0.6, 0.1], [0.25, 0.25, 0.5]])
    assert found.values == near((0.45, 0.3, 0.25), 1e-9)
    assert found.rows[0] == near((0.65, 0.35, 0), 1e-9)
    assert found.incoherence == near((0.367423, 0))
    assert (found.low, found.high) == (
        near((0.25, 0.25, 0), 1e-9),
        near((0.65, 0.35, 0.5), 1e-9),
    )
    assert found.spread == near((0.4, 0.1, 0.5), 1e-9)
    assert (found.weights, found.total, found.certain) == ((0.5, 0.5), near(1, 1e-9), ())
    assert (found.method, found.mending, found.a) == ("mean", "cap", 1)


def test_medians_are_made_to_add_up_and_the_result_says_from_what() -> None:
    # Medians 0.5, 0.2 and 0.1 add up to 0.8.
    found = pooled([[0.7, 0.2, 0.1], [0.5, 0.45, 0.05], [0.05, 0.15, 0.8]], "median")
    assert found.total == near(0.8, 1e-9)
    assert found.values == near((0.625, 0.25, 0.125), 1e-9)


def test_sets_may_be_divided_by_their_sum_or_left_alone() -> None:
    rows = [[0.8, 0.8], [0.3, 0.1]]
    assert pooled(rows, mending="normalised").values == near((0.625, 0.375), 1e-9)
    found = pooled(rows, mending="none")  # means 0.55 and 0.45
    assert found.values == near((0.55, 0.45), 1e-9)
    assert found.rows == ((0.8, 0.8), (0.3, 0.1))


def test_under_odds_no_judge_gets_a_zero_that_nobody_gave() -> None:
    rows = [[0.9, 0.6, 0.1], [0.25, 0.25, 0.5]]
    found = pooled(rows, "odds")
    assert (found.mending, found.certain) == ("normalised", ())
    assert all(value > 0 for value in found.values)
    vetoed = pooled(rows, "odds", mending="cap")
    assert vetoed.values[2] == 0
    assert vetoed.certain == ((0, 2),)


def test_a_certain_judge_is_named() -> None:
    rows = [[0, 0.5, 0.5], [0.4, 0.3, 0.3]]
    found = pooled(rows, "odds")
    assert found.values == near((0, 0.5, 0.5), 1e-9)
    assert found.certain == ((0, 0),)
    assert pooled(rows, "odds", weights=[0, 1]).certain == ()
    bounded = pooled(rows, "odds", bound=0.01)
    assert bounded.values[0] > 0
    assert bounded.certain == ((0, 0),)
    assert pooled(rows, "mean").certain == ()


def test_extremizing_a_partition_raises_each_to_the_power() -> None:
    # 0.5², 0.3², 0.2² are 0.25, 0.09, 0.04, together 0.38.
    found = pooled([[0.5, 0.3, 0.2]], a=2)
    assert found.values == near((0.25 / 0.38, 0.09 / 0.38, 0.04 / 0.38), 1e-12)


@pytest.mark.parametrize("method", METHODS)
@given(judges())
def test_what_is_pooled_is_coherent(method: str, rows: list[list[float]]) -> None:
    found = pooled(rows, method, bound=0.001)
    assert math.fsum(found.values) == near(1, 1e-9)
    assert all(0 <= value <= 1 for value in found.values)
    assert math.fsum(found.weights) == near(1, 1e-9)
    assert found.incoherence == tuple(incoherence(row) for row in rows)


@given(judges(chances))
def test_means_stay_between_the_judges(rows: list[list[float]]) -> None:
    found = pooled(rows)
    assert found.total == near(1, 1e-9)
    for low, value, high in zip(found.low, found.values, found.high, strict=True):
        assert low - 1e-9 <= value <= high + 1e-9


@pytest.mark.parametrize("method", METHODS)
@given(judges())
def test_pools_before_the_last_division_stay_between_the_judges(
    method: str, rows: list[list[float]]
) -> None:
    found = pooled(rows, method, bound=1e-9)
    for low, value, high in zip(found.low, found.values, found.high, strict=True):
        assert low - 1e-8 <= value * found.total <= high + 1e-8


@pytest.mark.parametrize("method", METHODS)
@given(judges(), st.randoms(use_true_random=False))
def test_the_order_of_judges_and_outcomes_is_of_no_account(
    method: str, rows: list[list[float]], random: object
) -> None:
    places, outcomes = list(range(len(rows))), list(range(len(rows[0])))
    random.shuffle(places)  # type: ignore[attr-defined]
    random.shuffle(outcomes)  # type: ignore[attr-defined]
    mixed = pooled([[rows[place][k] for k in outcomes] for place in places], method, bound=1e-9)
    found = pooled(rows, method, bound=1e-9)
    assert mixed.values == near(tuple(found.values[k] for k in outcomes), 1e-9)


@pytest.mark.parametrize("method", METHODS)
@given(st.lists(inner, min_size=2, max_size=5), st.integers(1, 5))
def test_judges_who_agree_are_pooled_to_what_they_say(
    method: str, row: list[float], judges: int
) -> None:
    said = projected(row)
    assume(min(said) > 1e-6)
    assert pooled([said] * judges, method).values == near(said, 1e-9)


@given(st.lists(inner, min_size=1, max_size=6), st.floats(0.5, 3))
def test_an_event_and_its_opposite_pool_as_the_event(values: list[float], a: float) -> None:
    rows = [[value, 1 - value] for value in values]
    for method, rule in zip(METHODS, RULES, strict=True):
        found = pooled(rows, method, a=a).values[0]
        assert found == near(extremized(rule(values), a), 1e-9)


# ---- weights by coherence


def test_weights_by_coherence_are_as_worked() -> None:
    # Of two outcomes D = 1/√2; (0.9, 0.6) is 0.5/√2 away from coherent, so 1 − d/D = 0.5.
    rows = [[0.5, 0.5], [0.9, 0.6], [1.0, 1.0]]
    assert coherence_weights(rows) == near((2 / 3, 1 / 3, 0), 1e-9)
    assert coherence_weights(rows, power=2) == near((0.8, 0.2, 0), 1e-9)


def test_judges_who_are_all_as_incoherent_as_can_be_weigh_alike() -> None:
    assert coherence_weights([[1, 1, 1], [1, 1, 1]]) == (0.5, 0.5)


@given(judges(chances), st.floats(0.5, 4))
def test_the_less_coherent_never_weighs_more(rows: list[list[float]], power: float) -> None:
    weights = coherence_weights(rows, power)
    assert math.fsum(weights) == near(1, 1e-9)
    ranked = sorted(zip((incoherence(row) for row in rows), weights, strict=True))
    for (_, more), (_, less) in pairwise(ranked):
        assert less <= more + 1e-9


@given(judges())
def test_coherent_judges_weigh_alike(rows: list[list[float]]) -> None:
    weights = coherence_weights([projected(row) for row in rows])
    assert weights == near((1 / len(rows),) * len(rows), 1e-9)


def test_the_incoherent_judge_pulls_less() -> None:
    rows = [[0.2, 0.8], [0.95, 0.85]]
    weighted = pooled(rows, weights=coherence_weights(rows)).values[0]
    assert 0.2 < weighted < pooled(rows).values[0]


def test_what_is_given_is_left_as_it_was() -> None:
    rows = [[0.9, 0.6, 0.1], [0.25, 0.25, 0.5]]
    pooled(rows, "odds", weights=coherence_weights(rows), a=2)
    assert rows == [[0.9, 0.6, 0.1], [0.25, 0.25, 0.5]]


# ---- what is refused


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(
    ("values", "weights", "message"),
    [
        ([], None, r"^there are no probabilities; give one of each judge$"),
        ([0.2, 1.5], None, r"^the probability of judge 2 is 1\.5; it is a number from 0 to 1$"),
        ([math.nan], None, r"^the probability of judge 1 is nan; it is a number from 0 to 1$"),
        ([0.2, 0.3], [1], r"^there is 1 weight for 2 judges$"),
        ([0.2, 0.3], [1, -1], r"^the weight of judge 2 is -1; it is 0 or more$"),
        ([0.2, 0.3], [math.inf, 1], r"^the weight of judge 1 is inf; it is 0 or more$"),
        ([0.2, 0.3], [0, 0], r"^all weights are 0; at least one judge must count$"),
    ],
)
def test_what_cannot_be_pooled_is_refused(
    rule: Callable[..., float], values: list[float], weights: list[float] | None, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        rule(values, weights)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], r"^there are no judges; give a set of probabilities of each$"),
        ([[0.5]], r"^there is 1 outcome; a partition has two or more$"),
        ([[]], r"^there are 0 outcomes; a partition has two or more$"),
        ([[0.5, 0.5], [1]], r"^judge 2 gives 1 probability; judge 1 gives 2$"),
        ([[0.5, 0.5], [0.5, -1]], r"^the probability of judge 2 for outcome 2 is -1; it is"),
    ],
)
def test_sets_that_do_not_fit_are_refused(rows: list[list[float]], message: str) -> None:
    for call in (pooled, coherence_weights):
        with pytest.raises(ValueError, match=message):
            call(rows)


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({"method": "mode\x1b"}, r"^method is “mode\\u001b”; it is mean, median or odds$"),
        ({"mending": "glue"}, r"^mending is “glue”; it is cap, normalised or none$"),
        ({"a": 0}, r"^a is 0; it is a number above 0$"),
        ({"a": math.inf}, r"^a is inf; it is a number above 0$"),
        ({"bound": 0.5}, r"^bound is 0\.5; it is a number from 0 to below 0\.5$"),
        ({"weights": [1, 2, 3]}, r"^there are 3 weights for 2 judges$"),
    ],
)
def test_choices_that_do_not_exist_are_refused(choice: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        pooled([[0.5, 0.5], [0.2, 0.8]], **choice)  # type: ignore[arg-type]


def test_opposite_certainties_have_no_mean_odds() -> None:
    message = r"^one judge gives 0 and another 1, whose odds have no mean; set a bound, such as"
    with pytest.raises(ValueError, match=message):
        odds_mean([0, 1, 0.5])
    with pytest.raises(ValueError, match=r"^outcome 2: one judge gives 0 and another 1"):
        pooled([[0.5, 0, 0.5], [0, 1, 0]], "odds")


def test_pools_that_are_all_zero_are_refused() -> None:
    rows = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    with pytest.raises(ValueError, match=r"^the pool by median is 0 for every outcome; choose an"):
        pooled(rows, "median")
    with pytest.raises(ValueError, match=r"^judge 2 gives 0 to every outcome; mend it by cap"):
        pooled([[0.5, 0.5], [0, 0]], mending="normalised")


@pytest.mark.parametrize(
    ("value", "a", "message"),
    [
        (1.5, 1, r"^the probability is 1\.5; it is a number from 0 to 1$"),
        (0.5, -1, r"^a is -1; it is a number above 0$"),
    ],
)
def test_what_cannot_be_extremized_is_refused(value: float, a: float, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        extremized(value, a)


def test_a_power_that_is_not_above_zero_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^power is 0; it is a number above 0$"):
        coherence_weights([[0.5, 0.5]], power=0)
