"""Boxes: published and closed-form counts, brute force, and what each question promises."""

from collections.abc import Mapping
from itertools import combinations, product
from math import comb, factorial
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sat.scenarios.box import (
    Box,
    Configuration,
    Exclusion,
    Removal,
    configurations,
    count,
    removed_by,
    support,
)
from sat.scenarios.box_count import Counting

# Placements of n queens that do not attack each other: OEIS A000170, n = 4 to 10.
QUEENS = {4: 2, 5: 10, 6: 4, 7: 40, 8: 92, 9: 352, 10: 724}


def queens(n: int) -> Box:
    """A parameter for each column, a value for each row."""
    pairs = tuple(
        ((p, i), (q, j))
        for p, q in combinations(range(n), 2)
        for i, j in product(range(n), repeat=2)
        if i == j or abs(i - j) == q - p
    )
    return Box((n,) * n, pairs)


def colouring(points: int, colours: int, edges: list[tuple[int, int]]) -> Box:
    pairs = tuple(((p, c), (q, c)) for p, q in edges for c in range(colours))
    return Box((colours,) * points, pairs)


def path(points: int) -> list[tuple[int, int]]:
    return [(point, point + 1) for point in range(points - 1)]


def random_box(random: Random) -> Box:
    """At most five parameters of four values, some pairs, some exclusions of three and more."""
    sizes = tuple(random.randint(1, 4) for _ in range(random.randint(1, 5)))
    places = [(p, i) for p, size in enumerate(sizes) for i in range(size)]
    pairs = [(a, b) for a, b in combinations(places, 2) if a[0] != b[0]]
    larger = dict[frozenset[tuple[int, int]], Exclusion]()
    for _ in range(random.randint(0, 8) if len(sizes) > 2 else 0):
        chosen = random.sample(range(len(sizes)), random.randint(3, len(sizes)))
        row = tuple((p, random.randrange(sizes[p])) for p in chosen)
        larger[frozenset(row)] = row
    some = random.sample(pairs, min(len(pairs), random.randint(0, 6)))
    return Box(sizes, tuple(some), tuple(larger.values()))


def listed(
    box: Box, fixed: Mapping[int, int] | None = None, without: Exclusion = ()
) -> tuple[Configuration, ...]:
    """The consistent configurations by trying every one of them."""
    return tuple(
        row
        for row in product(*map(range, box.sizes))
        if all(row[p] == value for p, value in (fixed or {}).items())
        and all(
            any(row[p] != value for p, value in exclusion)
            for exclusion in box.all_exclusions
            if exclusion != without
        )
    )


def some_fixed(random: Random, box: Box) -> dict[int, int]:
    chosen = random.sample(range(len(box.sizes)), random.randint(0, min(2, len(box.sizes))))
    return {p: random.randrange(box.sizes[p]) for p in chosen}


@pytest.mark.parametrize("n", QUEENS)
def test_queens_are_counted_and_listed_as_published(n: int) -> None:
    box = queens(n)
    assert count(box) == len(configurations(box).rows) == QUEENS[n]


@pytest.mark.parametrize("n", range(1, 8))
def test_all_different_has_n_factorial(n: int) -> None:
    box = colouring(n, n, list(combinations(range(n), 2)))
    assert count(box) == len(configurations(box).rows) == factorial(n)


@pytest.mark.parametrize(("points", "colours"), [(3, 2), (4, 2), (5, 3), (9, 4), (40, 5), (41, 3)])
def test_a_cycle_has_its_chromatic_polynomial(points: int, colours: int) -> None:
    box = colouring(points, colours, [*path(points), (0, points - 1)])
    # 40 points and 5 colours give 2^80 + 4: a count by way of doubles loses the 4.
    assert count(box) == (colours - 1) ** points + (-1) ** points * (colours - 1)


@pytest.mark.parametrize(("points", "colours"), [(1, 3), (2, 3), (7, 3), (60, 3)])
def test_a_path_has_k_times_k_less_one(points: int, colours: int) -> None:
    assert count(colouring(points, colours, path(points))) == colours * (colours - 1) ** (
        points - 1
    )


def test_no_two_neighbours_at_one_is_counted_by_fibonacci_up_to_the_largest_box() -> None:
    before, number = 1, 2  # of one parameter; each next count is the sum of the last two
    for points in range(1, 251):
        if points in (1, 2, 3, 40, 250):
            pairs = tuple(((p, 1), (q, 1)) for p, q in path(points))
            assert count(Box((2,) * points, pairs)) == number
        before, number = number, before + number


@pytest.mark.parametrize("colours", [3, 4, 6])
def test_a_complete_graph_has_the_falling_factorial(colours: int) -> None:
    box = colouring(4, colours, list(combinations(range(4), 2)))
    assert count(box) == comb(colours, 4) * factorial(4)


def test_without_exclusions_the_count_is_the_product() -> None:
    box = Box((2, 3, 4, 5) * 20)
    assert count(box) == box.space == 120**20
    assert support(box)[1] == (120**20 // 3,) * 3


def test_parts_that_do_not_touch_multiply() -> None:
    pairs = tuple(((2 * p, 0), (2 * p + 1, 1)) for p in range(50))
    assert count(Box((2,) * 100, pairs)) == 3**50


def test_an_exclusion_of_three_takes_the_configurations_that_hold_it() -> None:
    box = Box((2, 2, 2, 5), exclusions=(((0, 0), (1, 0), (2, 0)),))
    assert count(box) == 40 - 5
    assert count(box, {0: 0, 1: 0}) == 5
    assert support(box)[0] == (15, 20)


def test_at_least_one_of_twenty_is_an_exclusion_of_twenty() -> None:
    assert count(Box((2,) * 20, exclusions=(tuple((p, 0) for p in range(20)),))) == 2**20 - 1


def test_everything_agrees_with_brute_force_on_small_boxes() -> None:
    for seed in range(300):
        random = Random(seed)
        box = random_box(random)
        fixed = some_fixed(random, box)
        rows = listed(box, fixed)
        found = configurations(box, fixed)
        assert (found.rows, found.complete) == (rows, True), seed
        assert count(box, fixed) == len(rows), seed
        assert support(box, fixed) == tuple(
            tuple(sum(row[p] == value for row in rows) for value in range(size))
            for p, size in enumerate(box.sizes)
        ), seed


def test_what_an_exclusion_keeps_out_agrees_with_brute_force() -> None:
    for seed in range(300):
        box = random_box(Random(seed))
        base = len(listed(box))
        found = removed_by(box)
        assert {row.exclusion: row.back for row in found} == {
            row: len(listed(box, without=row)) - base for row in box.all_exclusions
        }, seed
        assert [row.back for row in found] == sorted((row.back for row in found), reverse=True)


def test_a_cut_listing_has_the_first_rows_and_says_that_it_is_cut() -> None:
    for seed in range(300):
        random = Random(seed)
        box = random_box(random)
        rows = listed(box)
        if len(rows) > 1:
            limit = random.randint(1, len(rows) - 1)
            found = configurations(box, limit=limit)
            assert (found.rows, found.complete) == (rows[:limit], False), seed


def test_a_listing_that_fits_its_limit_exactly_is_complete() -> None:
    assert configurations(queens(6), limit=4).complete
    assert not configurations(queens(6), limit=3).complete


def test_the_first_rows_of_a_box_far_too_large_to_list() -> None:
    box = colouring(60, 3, path(60))
    found = configurations(box, limit=2)
    assert found.rows == ((0, 1) * 30, (*(0, 1) * 29, 0, 2))
    assert not found.complete


def test_a_late_contradiction_does_not_stop_the_listing() -> None:
    # The last three parameters differ from each other in two colours: nothing is consistent,
    # and a search in the given order would try 2^20 beginnings first.
    last = list(combinations((20, 21, 22), 2))
    box = colouring(23, 2, last)
    assert count(box) == 0
    assert configurations(box) == configurations(box, limit=1)
    assert configurations(box).rows == ()
    assert set(sum(support(box), ())) == {0}


def test_an_exclusion_inside_another_makes_it_superfluous() -> None:
    pair = ((0, 0), (1, 0))
    triple = (*pair, (2, 0))
    found = removed_by(Box((2, 2, 2), (pair,), (triple,)))
    # Without the pair its two configurations come back, but the triple still holds one of them.
    assert found == (Removal(pair, 1), Removal(triple, 0))


def test_ties_stay_in_the_order_given() -> None:
    pairs = (((0, 1), (1, 1)), ((0, 0), (1, 0)))
    assert [row.exclusion for row in removed_by(Box((2, 2), pairs))] == list(pairs)


def test_fixed_values_that_exclude_each_other_leave_nothing() -> None:
    box = Box((2, 2, 3), (((0, 0), (1, 1)),))
    fixed = {0: 0, 1: 1}
    assert count(box, fixed) == 0
    assert configurations(box, fixed).rows == ()
    assert support(box, fixed) == ((0, 0), (0, 0), (0, 0, 0))


def test_one_parameter_is_a_box() -> None:
    assert configurations(Box((3,))).rows == ((0,), (1,), (2,))
    assert configurations(Box((3,)), limit=2).rows == ((0,), (1,))


@given(st.integers(0, 10_000))
def test_the_support_of_each_parameter_adds_up_to_the_count(seed: int) -> None:
    box = random_box(Random(seed))
    assert {sum(row) for row in support(box)} == {count(box)}


@given(st.integers(0, 10_000))
def test_the_order_of_the_parameters_does_not_matter(seed: int) -> None:
    box = random_box(Random(seed))
    last = len(box.sizes) - 1

    def turned(row: Exclusion) -> Exclusion:
        return tuple((last - p, value) for p, value in row)

    pairs = tuple(((last - p, i), (last - q, j)) for (p, i), (q, j) in box.pairs)
    other = Box(box.sizes[::-1], pairs, tuple(map(turned, box.exclusions)))
    assert support(other) == support(box)[::-1]


@pytest.mark.parametrize(
    ("sizes", "pairs", "exclusions", "message"),
    [
        ((), (), (), "a box of 0 parameters; it has 1 to 250"),
        ((2,) * 251, (), (), "a box of 251 parameters; it has 1 to 250"),
        ((2, 0), (), (), "parameter 1 has 0 values; it has at least 1"),
        ((2, 2), (((0, 0), (2, 0)),), (), "there is no parameter 2; they are 0 to 1"),
        ((2, 2), (((-1, 0), (1, 0)),), (), "there is no parameter -1; they are 0 to 1"),
        ((2, 2), (((0, 0), (1, 2)),), (), "parameter 1 has no value 2; they are 0 to 1"),
        ((2, 2), (((0, 0), (0, 1)),), (), "names a parameter twice; values are of different ones"),
        ((2, 2), (((0, 0), (1, 1)), ((1, 1), (0, 0))), (), "is there twice; keep one"),
        ((2, 2), (((0, 0),),), (), "a pair does not have two values; put three and more into"),
        ((2, 2), (), (((0, 0), (1, 0)),), "fewer than three values; put two into pairs"),
    ],
)
def test_a_box_that_cannot_be_says_why(
    sizes: tuple[int, ...], pairs: tuple, exclusions: tuple, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        Box(sizes, pairs, exclusions)


@pytest.mark.parametrize("ask", [count, support, configurations])
def test_a_fixed_value_that_is_not_there_says_so(ask) -> None:
    with pytest.raises(ValueError, match="there is no parameter 5; they are 0 to 1"):
        ask(Box((2, 2)), {5: 0})
    with pytest.raises(ValueError, match="parameter 1 has no value 7; they are 0 to 1"):
        ask(Box((2, 2)), {1: 7})


def test_a_limit_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="limit is 0; list at least 1"):
        configurations(Box((2, 2)), limit=0)


def test_a_count_that_would_not_end_is_refused() -> None:
    box = queens(8)
    counting = Counting(box.sizes, box.pairs, (), most=100)
    with pytest.raises(ValueError, match="more than 100 different pieces, too many to count"):
        counting.total(counting.start({}))


def test_weighing_many_exclusions_forgets_in_time() -> None:
    box = queens(5)
    alone = Counting(box.sizes, box.pairs, ())
    pieces = []
    for pair in box.pairs:
        fresh = Counting(box.sizes, box.pairs, ())
        fresh.kept_out_by(pair)
        pieces.append(len(fresh.known))
    small = Counting(box.sizes, box.pairs, (), most=2 * max(pieces) + 1)
    assert sum(pieces) > small.most
    assert [small.kept_out_by(pair) for pair in box.pairs] == [
        alone.kept_out_by(pair) for pair in box.pairs
    ]
