"""Scores of probabilities: worked numbers, what proper means, conventions, what is refused."""

import csv
import math
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sat.judgment.coherence import normalised
from sat.judgment.scoring import (
    RULES,
    brier_1950,
    half_brier,
    log_score,
    record,
    rps,
    skill,
    uniform,
)


def rps_divided(probabilities: list[float], outcome: int) -> float:
    return rps(probabilities, outcome, divided=True)


Score = Callable[[list[float], int], float]
SCORES: dict[str, Score] = {
    "half_brier": half_brier,
    "brier_1950": brier_1950,
    "log_score": log_score,
    "rps": rps,
    "rps_divided": rps_divided,
}
every_score = pytest.mark.parametrize("score", SCORES.values(), ids=list(SCORES))


def near(value: object, digits: float = 1e-6) -> object:
    return pytest.approx(value, abs=digits)


def partitions(least: float, size: int) -> st.SearchStrategy[list[float]]:
    values = st.lists(st.floats(least, 1), min_size=size, max_size=size)
    sums = values.filter(lambda row: sum(row) > 0.01)
    return sums.map(lambda row: list(normalised(row)))


def sets(least: float = 0) -> st.SearchStrategy[list[float]]:
    return st.integers(2, 6).flatmap(lambda size: partitions(least, size))


def pairs_of_sets(least: float = 0) -> st.SearchStrategy[tuple[list[float], list[float]]]:
    return st.integers(2, 6).flatmap(
        lambda size: st.tuples(partitions(least, size), partitions(least, size))
    )


# ---- worked numbers

# Probabilities, place of what happened, RPS, RPS / (K − 1): `reference/tables/scoring_tests.csv`.
# By hand: 0.2, 0.7 against 1, 1 is 0.64 + 0.09; against 0, 1 0.04 + 0.09; against 0, 0 0.04 + 0.49.
RANKED = [
    ([0.2, 0.5, 0.3], 0, 0.73, 0.365),
    ([0.2, 0.5, 0.3], 1, 0.13, 0.065),
    ([0.2, 0.5, 0.3], 2, 0.53, 0.265),
    ([0.1, 0.2, 0.4, 0.2, 0.1], 3, 0.60, 0.15),
    ([0.2] * 5, 4, 1.20, 0.30),
]


@pytest.mark.parametrize(("values", "outcome", "whole", "share"), RANKED)
def test_the_ranked_score_is_as_worked(
    values: list[float], outcome: int, whole: float, share: float
) -> None:
    assert rps(values, outcome) == near(whole)
    assert rps(values, outcome, divided=True) == near(share)


def test_the_brier_scores_are_as_worked() -> None:
    # 0.8² + 0.5² + 0.3² = 0.64 + 0.25 + 0.09
    assert brier_1950([0.2, 0.5, 0.3], 0) == near(0.98)
    assert half_brier([0.2, 0.5, 0.3], 0) == near(0.49)
    assert half_brier([0.7, 0.3], 1) == near(0.49)


def test_the_log_score_is_as_worked() -> None:
    assert log_score([0.8, 0.2], 0) == near(0.223144)
    assert log_score([0.8, 0.2], 0, "bits") == near(0.321928)
    assert log_score([0.8, 0.2], 1) == near(1.609438)
    assert log_score([0.5, 0.25, 0.25], 2, "bits") == near(2)


def test_every_row_of_the_reference_data_holds(shared: Path) -> None:
    path = shared / "reference" / "tables" / "scoring_tests.csv"
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    expected = {
        (row["test"], row["input"], row["metric"]): [float(x) for x in row["expected"].split("/")]
        for row in rows
    }
    found = {
        ("log", "p=.8 true", "-ln p nats"): [log_score([0.8, 0.2], 0)],
        ("log", "p=.8 true", "bits"): [log_score([0.8, 0.2], 0, "bits")],
        ("log", "p=.8 false", "nats"): [log_score([0.8, 0.2], 1)],
        ("mbrier3", "p=.2,.5,.3 outcome 1st", "multi-category Brier (0-2)"): [
            brier_1950([0.2, 0.5, 0.3], 0)
        ],
    }
    for key, values in found.items():
        assert values == near(expected[key])
    ranked = [values for (test, _, _), values in expected.items() if test.startswith("rps")]
    assert ranked == [near([whole, share]) for _, _, whole, share in RANKED]


# ---- conditions that the formulas must meet


@every_score
@given(pairs_of_sets(0.01))
def test_whoever_gives_what_they_believe_expects_the_best(
    score: Score, pair: tuple[list[float], list[float]]
) -> None:
    belief, other = pair
    assume(math.dist(belief, other) > 1e-3)

    def expected(given: list[float]) -> float:
        return math.fsum(chance * score(given, place) for place, chance in enumerate(belief))

    assert expected(belief) < expected(other)


@every_score
@given(sets(0.01), st.data())
def test_only_certainty_that_comes_true_is_perfect(
    score: Score, values: list[float], data: st.DataObject
) -> None:
    outcome = data.draw(st.integers(0, len(values) - 1))
    sure = [float(place == outcome) for place in range(len(values))]
    assert score(sure, outcome) == 0
    assert score(values, outcome) > 0


@given(sets(), st.data())
def test_scores_stay_in_their_ranges(values: list[float], data: st.DataObject) -> None:
    outcome, most = data.draw(st.integers(0, len(values) - 1)), 1 + 1e-9
    assert 0 <= half_brier(values, outcome) <= most
    assert 0 <= brier_1950(values, outcome) <= 2 * most
    assert 0 <= rps(values, outcome) <= (len(values) - 1) * most
    assert 0 <= rps(values, outcome, divided=True) <= most
    assert log_score(values, outcome) >= 0


def test_the_worst_is_what_the_rules_say() -> None:
    worst = {name: score([1.0, 0.0, 0.0], 2) for name, score in SCORES.items()}
    told = {"1": 1, "2": 2, "K − 1": 2, "infinite": math.inf}
    assert worst == {name: told[rule.worst] for name, rule in RULES.items()}


@given(st.floats(0, 1), st.booleans())
def test_with_two_outcomes_half_brier_and_ranked_score_are_the_squared_error(
    value: float, happened: bool
) -> None:
    values, outcome = [value, 1 - value], 0 if happened else 1
    squared = (value - happened) ** 2
    assert half_brier(values, outcome) == near(squared, 1e-12)
    assert rps(values, outcome) == near(squared, 1e-12)
    assert rps(values, outcome, divided=True) == rps(values, outcome)


@given(sets(), st.data())
def test_the_ranked_score_is_the_same_read_backwards(
    values: list[float], data: st.DataObject
) -> None:
    outcome = data.draw(st.integers(0, len(values) - 1))
    assert rps(values[::-1], len(values) - 1 - outcome) == near(rps(values, outcome), 1e-9)


def test_a_near_miss_is_better_than_a_far_one_by_the_ranked_score_only() -> None:
    near_miss, far_miss = [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]
    assert rps(near_miss, 0) < rps(far_miss, 0)
    assert brier_1950(near_miss, 0) == brier_1950(far_miss, 0)


@given(sets(), st.data(), st.randoms(use_true_random=False))
def test_the_order_of_the_outcomes_is_of_no_account_to_the_others(
    values: list[float], data: st.DataObject, random: object
) -> None:
    outcome, order = data.draw(st.integers(0, len(values) - 1)), list(range(len(values)))
    random.shuffle(order)  # type: ignore[attr-defined]
    mixed, place = [values[k] for k in order], order.index(outcome)
    assert brier_1950(mixed, place) == near(brier_1950(values, outcome), 1e-12)
    assert log_score(mixed, place) == log_score(values, outcome)


# ---- many questions


def test_a_record_has_the_means() -> None:
    found = record([[0.2, 0.5, 0.3], [0.8, 0.2]], [0, 0], ordered=True)
    assert found.questions == 2
    assert found.brier_1950 == near((0.98 + 0.08) / 2)
    assert found.half_brier == near(0.53 / 2)
    assert found.log_score == near((1.609438 + 0.223144) / 2)
    assert found.rps == near((0.73 + 0.04) / 2)
    assert found.rps_divided == near((0.365 + 0.04) / 2)
    assert (found.infinite, found.log_score_of_rest) == ((), found.log_score)


def test_outcomes_without_an_order_have_no_ranked_score() -> None:
    found = record([[0.8, 0.2]], [0])
    assert (found.rps, found.rps_divided) == (None, None)


def test_what_was_called_impossible_and_came_is_infinite_and_named() -> None:
    assert log_score([1, 0], 1) == math.inf
    found = record([[0.8, 0.2], [1, 0]], [0, 1])
    assert (found.log_score, found.infinite) == (math.inf, (1,))
    assert found.log_score_of_rest == near(0.223144)
    assert record([[1, 0]], [1]).log_score_of_rest is None
    assert record([[1, 0]], [0]).log_score == 0


@given(st.lists(sets(), min_size=1, max_size=6), st.data())
def test_a_record_is_the_mean_of_its_questions(
    rows: list[list[float]], data: st.DataObject
) -> None:
    outcomes = [data.draw(st.integers(0, len(row) - 1)) for row in rows]
    found = record(rows, outcomes, ordered=True)
    for name, score in SCORES.items():
        values = [score(row, outcome) for row, outcome in zip(rows, outcomes, strict=True)]
        assert getattr(found, name) == near(sum(values) / len(values), 1e-9)


# ---- skill


def test_skill_is_as_worked() -> None:
    # Mandel & Barnes 2014: Brier 0.074 against a base rate's 0.24; Murphy's case A of the
    # reference data: 0.158571 against 0.244898.
    assert skill(0.074, 0.24) == near(0.6917, 5e-5)
    assert skill(0.158571, 0.244898) == near(0.3525, 5e-5)
    assert skill(0.5, 0.25) == -1
    assert skill(math.inf, 1) == -math.inf


def test_nothing_has_skill_against_what_is_perfect() -> None:
    assert skill(0, 0) is None
    assert skill(0.2, 0) is None


def test_skill_is_the_same_by_both_brier_scores() -> None:
    rows, outcomes = [[0.2, 0.5, 0.3], [0.1, 0.8, 0.1]], [0, 1]
    own, none = record(rows, outcomes), record([uniform(3)] * 2, outcomes)
    assert skill(own.brier_1950, none.brier_1950) == near(
        skill(own.half_brier, none.half_brier), 1e-12
    )


def test_knowing_nothing_is_the_same_for_each_outcome() -> None:
    assert uniform(4) == (0.25,) * 4
    assert half_brier(list(uniform(2)), 1) == 0.25


# ---- what is refused


@every_score
@pytest.mark.parametrize(
    ("values", "outcome", "message"),
    [
        ([], 0, r"^there are fewer than two probabilities; give each outcome's$"),
        ([1], 0, r"^there are fewer than two probabilities; give each outcome's$"),
        ([0.5, 1.5], 0, r"^probability 2 is 1\.5; it is from 0 to 1$"),
        ([math.nan, 1], 0, r"^probability 1 is nan; it is from 0 to 1$"),
        ([0.5, 0.6], 0, r"^the probabilities add up to 1\.1, not 1; mend them first$"),
        ([0.333, 0.333, 0.333], 0, r"^the probabilities add up to 0\.999, not 1; mend them"),
        ([0.5, 0.5], 2, r"^outcome is 2; it is a place from 0 to 1$"),
        ([0.5, 0.5], -1, r"^outcome is -1; it is a place from 0 to 1$"),
    ],
)
def test_what_cannot_be_scored_is_refused(
    score: Score, values: list[float], outcome: int, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        score(values, outcome)


@pytest.mark.parametrize(
    ("rows", "outcomes", "message"),
    [
        ([], [], r"^there are no questions; a record needs one or more that are settled$"),
        ([[0.5, 0.5]] * 2, [0], r"^there is 1 outcome for 2 sets$"),
        ([[0.5, 0.5]], [0, 1], r"^there are 2 outcomes for 1 set$"),
        ([[0.5, 0.5], [0.9, 0.9]], [0, 0], r"^question 2: the probabilities add up to 1\.8, not 1"),
    ],
)
def test_a_record_that_does_not_fit_is_refused(
    rows: list[list[float]], outcomes: list[int], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        record(rows, outcomes)


@pytest.mark.parametrize(
    ("score", "reference", "message"),
    [
        (-0.1, 1, r"^the score is -0\.1; it is a mean loss of 0 or more$"),
        (0.1, math.nan, r"^the reference's score is nan; it is a mean loss of 0 or more$"),
        (0.1, math.inf, r"^the reference's score is infinite; everything is better than that$"),
    ],
)
def test_what_has_no_skill_is_refused(score: float, reference: float, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        skill(score, reference)


def test_a_unit_that_is_not_known_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^unit is “bans”; it is nats or bits$"):
        log_score([0.5, 0.5], 0, "bans")


def test_a_question_of_one_outcome_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^outcomes is 1; a question has two or more$"):
        uniform(1)
