"""Probabilities made coherent: worked numbers, conditions of the formulas, what is refused."""

import csv
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sat.judgment.coherence import (
    TOLERANCE,
    TWO_EVENTS,
    incoherence,
    incoherence_of_events,
    normalised,
    projected,
    projected_events,
)

# Worked numbers of the reference data (`reference/tables/coherence_tests.csv`, there computed):
# given, normalised, nearest by CAP, incoherence. The last three are of A, B, A∧B and A∨B.
PARTITIONS = [
    ((0.5, 0.4, 0.3, 0.2), (0.357143, 0.285714, 0.214286, 0.142857), (0.4, 0.3, 0.2, 0.1), 0.2),
    ((0.6, 0.5, 0.3), (0.428571, 0.357143, 0.214286), (0.466667, 0.366667, 0.166667), 0.23094),
    ((0.9, 0.6, 0.1), (0.5625, 0.375, 0.0625), (0.65, 0.35, 0), 0.367423),
    ((0.2, 0.2, 0.2), (0.333333,) * 3, (0.333333,) * 3, 0.23094),
    ((0.8, 0.5, 0, 0), (0.615385, 0.384615, 0, 0), (0.65, 0.35, 0, 0), 0.212132),
    ((0.7, 0.5), (0.583333, 0.416667), (0.6, 0.4), 0.141421),
]
EVENTS = [
    ((0.4, 0.5, 0.45, 0.5), (0.425, 0.5, 0.425, 0.5), 0.035355),
    ((0.6, 0.3, 0.4, 0.8), (0.675, 0.375, 0.325, 0.725), 0.15),
    ((0.2, 0.3, 0.1, 0.4), (0.2, 0.3, 0.1, 0.4), 0.0),
]

chances = st.floats(0, 1)
sets = st.lists(chances, min_size=1, max_size=8)
four = st.lists(chances, min_size=4, max_size=4)


def near(values: object, digits: float = 1e-6) -> object:
    return pytest.approx(values, abs=digits)


def corners(size: int, covers: bool = True) -> list[list[int]]:
    """The worlds of a partition: one outcome comes true, or none where they do not cover all."""
    worlds = [[int(place == true) for place in range(size)] for true in range(size)]
    return worlds if covers else [*worlds, [0] * size]


def leads_away(values: list[float], found: tuple[float, ...], world: list[int]) -> float:
    """(v − p) · (w − p): at the nearest point p of a convex set it is above 0 for no corner w."""
    rows = zip(values, found, world, strict=True)
    return math.fsum((value - point) * (corner - point) for value, point, corner in rows)


# ---- worked numbers


@pytest.mark.parametrize(("values", "divided", "nearest", "distance"), PARTITIONS)
def test_a_partition_is_as_worked(
    values: tuple[float, ...],
    divided: tuple[float, ...],
    nearest: tuple[float, ...],
    distance: float,
) -> None:
    assert normalised(values) == near(divided)
    assert projected(values) == near(nearest)
    assert incoherence(values) == near(distance)


@pytest.mark.parametrize(("values", "nearest", "distance"), EVENTS)
def test_related_events_are_as_worked(
    values: tuple[float, ...], nearest: tuple[float, ...], distance: float
) -> None:
    assert projected_events(values) == near(nearest)
    assert incoherence_of_events(values) == near(distance)


def numbers(cell: str) -> list[float]:
    return [float(part) for part in cell.split("|") if part]


def test_every_row_of_the_reference_data_holds(shared: Path) -> None:
    path = shared / "reference" / "tables" / "coherence_tests.csv"
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(PARTITIONS) + len(EVENTS)
    for row in rows:
        values, nearest = numbers(row["raw"]), numbers(row["CAP_L2"])
        if row["normalization"]:
            assert normalised(values) == near(tuple(numbers(row["normalization"])))
            assert projected(values) == near(tuple(nearest))
            assert incoherence(values) == near(float(row["IM_distance"]))
        else:
            assert projected_events(values) == near(tuple(nearest))
            assert incoherence_of_events(values) == near(float(row["IM_distance"]))


# ---- outcomes that do not cover all


def test_what_is_left_of_one_is_for_none_of_them() -> None:
    values = (0.5, 0.2)
    assert normalised(values, covers=False) == values
    assert projected(values, covers=False) == values
    assert incoherence(values, covers=False) == 0


def test_more_than_one_is_too_much_whether_they_cover_all_or_not() -> None:
    for made in (normalised, projected):
        assert made((0.9, 0.6, 0.1), covers=False) == made((0.9, 0.6, 0.1))
    assert incoherence((0.9, 0.6, 0.1), covers=False) == near(0.367423)


def test_nothing_is_likely_is_coherent_where_they_do_not_cover_all() -> None:
    assert normalised((0, 0), covers=False) == projected((0, 0), covers=False) == (0, 0)


def test_nothing_is_likely_is_shared_alike_where_they_do() -> None:
    assert projected((0, 0, 0, 0)) == (0.25,) * 4
    assert incoherence((0, 0, 0, 0)) == 0.5  # √(4 × 0.25²)


# ---- conditions that the formulas must meet


@given(sets, st.booleans())
def test_the_nearest_values_are_coherent(values: list[float], covers: bool) -> None:
    found = projected(values, covers)
    assert all(0 <= value <= 1 + TOLERANCE for value in found)
    total = math.fsum(found)
    assert total == near(1, TOLERANCE) if covers else total <= 1 + TOLERANCE


@given(sets, st.booleans())
def test_no_coherent_values_are_nearer(values: list[float], covers: bool) -> None:
    found = projected(values, covers)
    for world in corners(len(values), covers):
        assert leads_away(values, found, world) <= TOLERANCE


@given(sets, st.booleans())
def test_what_is_coherent_stays_as_it_is(values: list[float], covers: bool) -> None:
    found = projected(values, covers)
    assert projected(found, covers) == near(found, TOLERANCE)
    assert incoherence(found, covers) == 0


@given(sets)
def test_the_likelier_outcome_stays_the_likelier(values: list[float]) -> None:
    found = projected(values)
    ranked = sorted(zip(values, found, strict=True))
    assert [after for _, after in ranked] == sorted(found)


@given(st.lists(chances, min_size=2, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_the_outcomes_is_of_no_account(values: list[float], random: object) -> None:
    order = list(range(len(values)))
    random.shuffle(order)  # type: ignore[attr-defined]
    mixed = projected([values[place] for place in order])
    assert list(mixed) == [projected(values)[place] for place in order]


@given(sets.filter(lambda values: sum(values) > TOLERANCE))
def test_dividing_by_the_sum_keeps_the_odds(values: list[float]) -> None:
    found = normalised(values)
    assert math.fsum(found) == near(1, TOLERANCE)
    total = math.fsum(values)
    assert [value * total for value in found] == near(values, TOLERANCE)


@given(sets)
def test_incoherence_has_the_bound_it_claims(values: list[float]) -> None:
    size = len(values)
    most = (size - 1) / math.sqrt(size) if size > 1 else 1.0
    assert 0 <= incoherence(values) <= most + TOLERANCE


@pytest.mark.parametrize("size", [2, 3, 5])
def test_calling_each_outcome_certain_reaches_the_bound(size: int) -> None:
    assert incoherence([1.0] * size) == near((size - 1) / math.sqrt(size))


@given(sets, st.booleans())
def test_a_partition_is_a_case_of_events(values: list[float], covers: bool) -> None:
    found = projected_events(values, corners(len(values), covers))
    assert found == near(projected(values, covers))


@given(four)
def test_no_mix_of_worlds_is_nearer_than_the_one_found(values: list[float]) -> None:
    found = projected_events(values)
    for world in TWO_EVENTS:
        assert leads_away(values, found, list(world)) <= 1e-7


@given(four)
def test_related_events_come_out_coherent(values: list[float]) -> None:
    first, second, both, either = projected_events(values)
    assert both + either == near(first + second)
    assert -TOLERANCE <= both <= min(first, second) + TOLERANCE
    assert max(first, second) - TOLERANCE <= either <= 1 + TOLERANCE


def test_events_may_be_of_any_kind() -> None:
    # The second follows from the first, so it is the likelier: 0.6 and 0.2 meet at 0.4 each.
    worlds = [(1, 1), (0, 1), (0, 0)]
    assert projected_events((0.6, 0.2), worlds) == near((0.4, 0.4))
    assert incoherence_of_events((0.6, 0.2), worlds) == near(math.sqrt(0.08))
    assert projected_events((0.2, 0.6), worlds) == near((0.2, 0.6))


def test_a_world_that_is_named_twice_changes_nothing() -> None:
    worlds = [*TWO_EVENTS, TWO_EVENTS[1]]
    assert projected_events((0.6, 0.3, 0.4, 0.8), worlds) == near((0.675, 0.375, 0.325, 0.725))


def test_what_is_given_is_left_as_it_was() -> None:
    values = [0.9, 0.6, 0.1]
    for made in (normalised, projected, incoherence):
        made(values)
    projected_events([*values, 0.5])
    assert values == [0.9, 0.6, 0.1]


# ---- what is refused


@pytest.mark.parametrize("made", [normalised, projected, incoherence, projected_events])
@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([], r"^there are no probabilities; give one for each outcome$"),
        ([0.2, 1.5], r"^probability 2 is 1\.5; it is a number from 0 to 1$"),
        ([-0.1, 0.5], r"^probability 1 is -0\.1; it is a number from 0 to 1$"),
        ([0.2, 0.3, math.nan], r"^probability 3 is nan; it is a number from 0 to 1$"),
        ([math.inf], r"^probability 1 is inf; it is a number from 0 to 1$"),
    ],
)
def test_what_is_no_probability_is_refused(made: object, values: list[float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        made(values)  # type: ignore[operator]


def test_zeros_cannot_be_divided_by_their_sum() -> None:
    message = r"^all probabilities are 0; they cannot be divided by their sum$"
    with pytest.raises(ValueError, match=message):
        normalised([0, 0])


@pytest.mark.parametrize(
    ("worlds", "message"),
    [
        ([], r"^there are no worlds; give each that can be, as the truth of each event$"),
        ([(1, 0), (1,)], r"^world 2 has 1 truth; there are 2 events$"),
        ([(1, 2)], r"^world 1 has the truth 2; it is 1 or 0$"),
    ],
)
def test_worlds_that_cannot_be_are_refused(worlds: list[tuple[int, ...]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        projected_events([0.5, 0.5], worlds)
