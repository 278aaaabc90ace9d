"""Drivers: the two axes by the stated rule, and MICMAC against a published table."""

import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sat.case import Case, load_case
from sat.scenarios.drivers import (
    LONGEST,
    Micmac,
    axis_drivers,
    driver_matrix,
    micmac,
    priorities,
    settled,
    structure,
)

from .worlds import impact, made

# The skill "cross-impact-analysis" of github.com/radarist/structured-analytic-skills at commit
# d503ff5b164a6bed567a9c48214fd0517cad64dd; its direct sums are published, the powers computed.
NAMES = ["E1", "E2", "E3", "E4"]
PUBLISHED = [[0, 2, 2, 1], [0, 0, 3, 0], [-1, 1, 0, 0], [2, 1, 3, 0]]

squares = st.integers(1, 6).flatmap(
    lambda size: st.lists(
        st.lists(st.integers(-9, 9), min_size=size, max_size=size), min_size=size, max_size=size
    )
)


def hollow(matrix: Sequence[Sequence[int]]) -> list[list[int]]:
    """The matrix with nothing acting on itself."""
    return [[0 if i == j else cell for j, cell in enumerate(row)] for i, row in enumerate(matrix)]


@pytest.fixture
def make_case() -> Callable[..., Case]:
    """``make_case([(5, 4), (3, 2)], [("D1.low", "D2.low", -2)])``: importance, uncertainty."""

    def make(ratings: Sequence[tuple[int, int]], impacts: Sequence[tuple[str, str, int]]) -> Case:
        names = [f"D{number}" for number in range(1, len(ratings) + 1)]
        ranks = dict(zip(names, ratings, strict=True))
        case = made({name: (f"{name}.low", f"{name}.high") for name in names}, ranks=ranks)
        return replace(case, impacts=tuple(impact(*row) for row in impacts))

    return make


def test_drivers_come_by_product_then_importance_then_file_order(
    make_case: Callable[..., Case],
) -> None:
    case = make_case([(2, 5), (5, 2), (3, 3), (5, 2), (4, 4)], [])
    found = priorities(case)
    assert [row.driver.driver_id for row in found] == ["D5", "D2", "D4", "D1", "D3"]
    assert [row.product for row in found] == [16, 10, 10, 10, 9]
    assert [row.part for row in found] == ["axis", "given", "given", "watch", "aside"]


def test_the_first_two_are_the_axes_by_rule(make_case: Callable[..., Case]) -> None:
    case = make_case([(2, 5), (5, 2), (3, 3), (5, 2), (4, 4)], [])
    assert [row.driver_id for row in axis_drivers(case)] == ["D5", "D2"]


def test_the_analyst_may_choose_the_axes_in_order(make_case: Callable[..., Case]) -> None:
    case = make_case([(5, 5), (4, 4), (1, 1)], [])
    assert [row.driver_id for row in axis_drivers(case, ["D3", "D2"])] == ["D3", "D2"]


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        (["D1", "D9"], "there is no driver 'D9'; there are: D1, D2 and D3"),
        (["D1", "D1"], "axes are D1 and D1; choose two different drivers"),
        (["D1"], "axes are D1; choose two different drivers"),
        (["D1", "D2", "D3"], "axes are D1, D2 and D3; choose two different drivers"),
    ],
)
def test_axes_that_cannot_be_say_why(
    make_case: Callable[..., Case], chosen: list[str], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        axis_drivers(make_case([(5, 5), (4, 4), (1, 1)], []), chosen)


@pytest.mark.parametrize(("ratings", "number"), [([], "0 drivers"), ([(3, 3)], "1 driver")])
def test_two_axes_need_two_drivers(
    make_case: Callable[..., Case], ratings: list[tuple[int, int]], number: str
) -> None:
    with pytest.raises(ValueError, match=f"case town has {number}; two axes need two"):
        axis_drivers(make_case(ratings, []))


def test_direct_influence_and_dependence_are_as_published() -> None:
    found = micmac(NAMES, PUBLISHED)
    assert (found.influence, found.dependence) == ((5, 3, 2, 6), (3, 4, 8, 1))
    # Both means are 4: E2's dependence is the mean itself, which is not above it.
    assert found.parts == ("input", "autonomous", "output", "input")
    assert found.ranking == ("E4", "E1", "E2", "E3")


@pytest.mark.parametrize(
    ("power", "influence", "dependence"),
    [
        (2, (16, 6, 8, 19), (10, 15, 21, 3)),
        (3, (47, 24, 22, 62), (27, 44, 74, 10)),
    ],
)
def test_indirect_influence_is_that_of_the_reference_table(
    power: int, influence: tuple[int, ...], dependence: tuple[int, ...]
) -> None:
    found = micmac(NAMES, PUBLISHED, power)
    assert (found.influence, found.dependence) == (influence, dependence)


def test_the_typed_table_is_the_file(shared: Path) -> None:
    path = shared / "reference" / "tables" / "cross_impact_micmac_test.csv"
    with path.open(newline="", encoding="utf-8") as file:
        rows = {row["item"]: [int(row[name]) for name in NAMES] for row in csv.DictReader(file)}
    assert [rows[f"row {name}"] for name in NAMES] == PUBLISHED
    found = [micmac(NAMES, PUBLISHED, power) for power in (1, 2, 3)]
    written = [numbers for item, numbers in rows.items() if not item.startswith("row")]
    assert [list(row) for each in found for row in (each.influence, each.dependence)] == written


def test_each_part_of_the_map_has_its_driver() -> None:
    # Influence 4, 4, 0, 0 and dependence 0, 4, 4, 0: both means are 2.
    matrix = [[0, 4, 0, 0], [0, 0, 4, 0], [0, 0, 0, 0], [0, 0, 0, 0]]
    found = micmac(["in", "both", "out", "none"], matrix)
    assert found.parts == ("input", "relay", "output", "autonomous")


def test_drivers_that_do_not_act_are_all_autonomous() -> None:
    assert micmac(["a", "b"], [[0, 0], [0, 0]]) == Micmac(
        ("a", "b"), 1, (0, 0), (0, 0), ("autonomous", "autonomous")
    )


def test_ties_in_influence_go_to_the_less_dependent() -> None:
    found = micmac(["a", "b", "c"], [[0, 2, 0], [1, 0, 1], [2, 0, 0]])
    assert (found.influence, found.dependence) == ((2, 2, 2), (3, 2, 1))
    assert found.ranking == ("c", "b", "a")


def test_high_powers_stay_exact() -> None:
    assert micmac(["a", "b"], np.array([[0, 9], [9, 0]]), 60).dependence == (9**60, 9**60)
    # Two drivers that act on each other with 9: chains of 60 steps have 9^60.
    assert micmac(["a", "b"], [[0, 9], [-9, 0]], 60).influence == (9**60, 9**60)


@given(squares, st.integers(1, 5))
def test_powers_agree_with_the_matrix_multiplied_out(matrix: list[list[int]], power: int) -> None:
    matrix = hollow(matrix)
    whole = np.linalg.matrix_power(np.abs(np.array(matrix, dtype=object)), power)
    found = micmac([str(place) for place in range(len(matrix))], matrix, power)
    assert found.influence == tuple(whole.sum(axis=1))
    assert found.dependence == tuple(whole.sum(axis=0))
    assert sum(found.influence) == sum(found.dependence)


@pytest.mark.parametrize(
    ("matrix", "power", "message"),
    [
        ([[0, 1]], 1, "the matrix is not 2 × 2, a row and column a name"),
        ([[0, 1], [1]], 1, "the matrix is not 2 × 2, a row and column a name"),
        ([[0, 1], [1, 3]], 1, "driver b acts on itself with 3; put 0 there"),
        ([[0, 0.5], [1, 0]], 1, "a cell of the matrix is 0.5; it is a whole number"),
        ([[0, 1], [1, 0]], 0, "power is 0; 1 is direct influence, 2 and more are indirect"),
    ],
)
def test_a_matrix_that_cannot_be_says_why(matrix: list[list], power: int, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        micmac(["a", "b"], matrix, power)


def test_state_impacts_add_up_to_drivers_without_their_sign(
    make_case: Callable[..., Case],
) -> None:
    case = make_case(
        [(3, 3)] * 3,
        [
            ("D1.low", "D2.low", 2),
            ("D1.high", "D2.low", -3),
            ("D2.low", "D1.high", 1),
            ("D3.low", "D3.high", -9),
        ],
    )
    assert driver_matrix(case) == ((0, 5, 0), (1, 0, 0), (0, 0, 0))
    assert structure(case).influence == (5, 1, 0)
    # Two steps: D1 to D2 and back, 5 · 1, and the same from D2.
    assert structure(case, 2).influence == (5, 5, 0)


def test_an_impact_of_a_state_without_driver_is_named(make_case: Callable[..., Case]) -> None:
    case = make_case([(3, 3)] * 2, [("D1.low", "D7.low", 1)])
    with pytest.raises(ValueError, match=r"state 'D7\.low' of an impact is of no driver"):
        driver_matrix(case)
    orphan = replace(case, impacts=(impact("D8.low", "D1.low", 1),))
    with pytest.raises(ValueError, match=r"state 'D8\.low' of an impact is of no driver"):
        structure(orphan)


def test_the_minimal_case_has_one_influence(minimal: Case) -> None:
    assert driver_matrix(minimal) == ((0, 2, 0), (0, 0, 0), (0, 0, 0))
    assert structure(minimal).parts == ("input", "output", "autonomous")
    assert [row.driver_id for row in axis_drivers(minimal)] == ["D1", "D2"]


def test_the_flagship_crosses_the_junta_with_the_routes(root: Path) -> None:
    case = load_case(root / "data" / "cases" / "jnim-urban-attacks")
    # Both have importance 5 and uncertainty 4, the largest product of the file.
    assert [row.driver_id for row in axis_drivers(case)] == ["D1", "D5"]
    total = sum(map(sum, driver_matrix(case)))
    driver_of = {row.state_id: row.driver_id for row in case.states}
    assert total == sum(
        abs(row.impact)
        for row in case.impacts
        if driver_of[row.from_state] != driver_of[row.to_state]
    )


# ---- chains long enough for the order to settle


def test_an_order_that_the_next_power_keeps_is_settled_at_two(
    make_case: Callable[..., Case],
) -> None:
    # D1 acts on D2 with 3, D2 on D1 with 1: 3 and 1, then 3 and 3, then 9 and 3, D1 first always.
    found = settled(make_case([(3, 3)] * 2, [("D1.low", "D2.low", 3), ("D2.low", "D1.high", -1)]))
    assert (found.power, found.influence, found.ranking) == (2, (3, 3), ("D1", "D2"))


def test_without_impacts_there_is_nothing_to_settle(make_case: Callable[..., Case]) -> None:
    found = settled(make_case([(3, 3)] * 3, []))
    assert (found.power, found.influence, found.ranking) == (1, (0, 0, 0), ("D1", "D2", "D3"))


def test_the_power_is_the_first_whose_order_stays(make_case: Callable[..., Case]) -> None:
    # D1 to D2 to D3 to D4 with 1, 2, 9; the last goes nowhere. Chains of two steps are 2 from D1
    # and 18 from D2, ending 2 in D3 and 18 in D4; of three 18 from D1 to D4; of four there is none,
    # and without any the order is that of the file. So the order changes from two to three alone.
    steps = [("D1.low", "D2.low", 1), ("D2.low", "D3.low", 2), ("D3.low", "D4.low", 9)]
    case = make_case([(3, 3)] * 4, steps)
    assert structure(case, 2).ranking == ("D2", "D1", "D3", "D4")
    found = settled(case)
    assert (found.power, found.ranking) == (3, ("D1", "D2", "D3", "D4"))
    assert (found.influence, found.dependence) == ((18, 0, 0, 0), (0, 0, 0, 18))


def test_an_order_that_goes_on_changing_is_taken_as_it_is_at_nine(
    make_case: Callable[..., Case],
) -> None:
    # Two pairs that act on each other: D1 with 5 and back with 1, D3 with 2 and back with 3. Odd
    # chains give D1 5, 25, 125, ... and D3 2, 12, 72, ...; even ones 5, 25, ... and 6, 36, ...
    pairs = [("D1", "D2", 5), ("D2", "D1", 1), ("D3", "D4", 2), ("D4", "D3", 3)]
    case = make_case([(3, 3)] * 4, [(f"{a}.low", f"{b}.low", n) for a, b, n in pairs])
    found = settled(case)
    assert found.power == LONGEST == 9
    # Nine steps: D1 5^5 · 1^4 and D2 5^4 · 1^5, D3 2^5 · 3^4 and D4 2^4 · 3^5.
    assert found.influence == (3125, 625, 2592, 3888)


@given(st.integers(0, 10_000))
def test_the_settled_power_agrees_with_the_matrix_multiplied_out(seed: int) -> None:
    random = Random(seed)
    size = random.randint(2, 5)
    rows = [
        [0 if i == j else random.choice((0, 0, 1, 2, 5)) for j in range(size)] for i in range(size)
    ]
    case = replace(
        made({f"D{n}": (f"D{n}.low", f"D{n}.high") for n in range(size)}),
        impacts=tuple(
            impact(f"D{i}.low", f"D{j}.low", value)
            for i, row in enumerate(rows)
            for j, value in enumerate(row)
        ),
    )

    def whole(power: int) -> np.ndarray:
        return np.linalg.matrix_power(np.array(rows, dtype=object), power)

    def order(power: int) -> list[int]:
        acts, bears = whole(power).sum(axis=1), whole(power).sum(axis=0)
        return sorted(range(size), key=lambda place: (-acts[place], bears[place], place))

    # Without a circle there is a longest chain, and no order beyond it.
    longest = next((power for power in range(1, 9) if not whole(power + 1).any()), 9)
    powers = [power for power in range(2, longest) if order(power) == order(power + 1)]
    assert settled(case).power == (powers[0] if powers else longest)


def test_an_impact_of_a_stranger_settles_nothing(make_case: Callable[..., Case]) -> None:
    with pytest.raises(ValueError, match=r"state 'D7\.low' of an impact is of no driver"):
        settled(make_case([(3, 3)] * 2, [("D1.low", "D7.low", 1)]))
