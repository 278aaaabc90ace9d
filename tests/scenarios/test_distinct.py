"""The most different configurations: formulas, brute force, and what is not proved is said."""

from itertools import combinations, product
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sat.scenarios.distinct import Distinct, most_different, upper_bound

Rows = list[tuple[int, ...]]


def apart(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


def closest(rows: Rows, places: tuple[int, ...]) -> int:
    return min(apart(rows[a], rows[b]) for a, b in combinations(places, 2))


def by_trying_all(rows: Rows, k: int) -> tuple[tuple[int, ...], int]:
    """The first of the best choices; ``max`` keeps the first of equals."""
    places = max(combinations(range(len(rows)), k), key=lambda chosen: closest(rows, chosen))
    return places, closest(rows, places)


def some_rows(random: Random, most: int = 14) -> Rows:
    sizes = [2, *(random.randint(1, 4) for _ in range(random.randint(0, 5)))]
    every = list(product(*map(range, sizes)))
    return sorted(random.sample(every, min(len(every), random.randint(2, most))))


def test_the_choice_is_the_best_and_the_first_of_the_best() -> None:
    for seed in range(300):
        random = Random(seed)
        rows = some_rows(random)
        k = random.randint(2, min(5, len(rows)))
        found = most_different(rows, k)
        assert (found.places, found.distance) == by_trying_all(rows, k), seed
        assert found.exact, seed


def test_greedy_choice_would_miss_this_one() -> None:
    # The farthest two, 000000 and 111111, leave nothing at distance 4 from both for a third.
    rows = [
        (0, 0, 0, 0, 0, 0),
        (0, 0, 0, 1, 1, 1),
        (0, 0, 1, 1, 0, 0),
        (1, 1, 0, 0, 1, 1),
        (1, 1, 1, 1, 1, 1),
        (1, 1, 1, 1, 0, 0),
    ]
    assert most_different(rows, 2) == Distinct((0, 4), 6, 6)
    assert most_different(rows, 3) == Distinct((0, 3, 5), 4, 4)


@pytest.mark.parametrize(
    ("values", "length", "k", "distance"),
    [
        (3, 4, 9, 3),  # the tetracode: nine ternary words of length 4 at distance 3
        (2, 7, 16, 3),  # the Hamming code: sixteen binary words of length 7 at distance 3
        (2, 7, 8, 4),  # the simplex code: eight binary words of length 7 at distance 4
        (2, 4, 2, 4),
        (4, 5, 4, 5),
    ],
)
def test_all_words_hold_the_best_codes_known(
    values: int, length: int, k: int, distance: int
) -> None:
    # Sizes of perfect and simplex codes: F. J. MacWilliams & N. J. A. Sloane, *The Theory of
    # Error-Correcting Codes*, 1977, ch. 1.
    found = most_different(list(product(range(values), repeat=length)), k)
    assert (found.distance, found.exact) == (distance, True)


def test_of_equal_choices_the_first_counts() -> None:
    rows = list(product(range(2), repeat=3))
    assert most_different(rows, 2).places == (0, 7)
    assert most_different(rows, 4).places == (0, 3, 5, 6)


def test_as_many_as_there_are_is_all_of_them() -> None:
    rows = [(0, 0), (0, 1), (5, 1)]
    assert most_different(rows, 3) == Distinct((0, 1, 2), 1, 1)


def test_rows_that_repeat_are_at_distance_nothing() -> None:
    assert most_different([(1, 2)] * 3, 2) == Distinct((0, 1), 0, 0)


def test_a_search_that_is_given_up_says_what_may_be_missed() -> None:
    rows = some_rows(Random(5), most=60)
    whole = most_different(rows, 5)
    assert whole.exact
    given_up = most_different(rows, 5, steps=1)
    assert given_up.distance <= whole.distance <= given_up.at_most
    assert not given_up.exact
    assert closest(rows, given_up.places) >= given_up.distance


@given(st.integers(0, 10_000), st.integers(0, 40))
def test_the_bounds_hold_whatever_the_steps(seed: int, steps: int) -> None:
    random = Random(seed)
    rows = some_rows(random)
    k = random.randint(2, min(5, len(rows)))
    found = most_different(rows, k, steps)
    best = by_trying_all(rows, k)[1]
    assert found.distance <= best <= found.at_most
    assert closest(rows, found.places) >= found.distance


@given(st.integers(0, 10_000))
def test_the_bound_is_never_below_the_best(seed: int) -> None:
    rows = some_rows(Random(seed), most=8)
    for k in range(2, len(rows) + 1):
        assert upper_bound(np.array(rows), k) >= by_trying_all(rows, k)[1]


def test_the_names_of_the_values_do_not_matter() -> None:
    rows = some_rows(Random(3))
    renamed = [tuple(90 - 7 * value for value in row) for row in rows]
    assert most_different(renamed, 3) == most_different(rows, 3)


@pytest.mark.parametrize(
    ("rows", "k", "message"),
    [
        ([(0,), (1,)], 1, "k is 1; compare at least 2 configurations"),
        ([(0,), (1,)], 3, "2 configurations to choose 3 from; give 3 to 5,000"),
        ([(value,) for value in range(5001)], 2, "5001 configurations to choose 2 from"),
        ([(0,), (1, 2)], 2, "unequal lengths; each has a value of every parameter"),
    ],
)
def test_what_cannot_be_compared_says_why(rows: Rows, k: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        most_different(rows, k)
