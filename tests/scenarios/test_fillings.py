"""Quadrants held against the balances: by hand on a small town, by brute force on the flagship."""

from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sat.case import Case, load_case
from sat.scenarios.balance import solve
from sat.scenarios.fillings import NODES, SHOWN, fillings, impacts_of
from sat.scenarios.impacts import consistent
from sat.scenarios.matrix import axes_of, axis_of, matrix

from .worlds import by_chance, dam, every, free, holds

FLAGSHIP = Path(__file__).parents[2] / "data" / "cases" / "jnim-urban-attacks"


@pytest.fixture
def town() -> Case:
    return dam()


def test_the_matrix_holds_what_is_listed_and_0_elsewhere(town: Case) -> None:
    found = impacts_of(town)
    assert (found.descriptors, found.sizes) == (("R", "D", "M"), (2, 2, 2))
    # Rows dry, wet, old, new, stays, goes; columns the same.
    assert found.cells == (
        (0, 0, 0, 0, 1, 0),
        (0, 0, 0, 0, 0, 2),
        (0, 0, 0, 0, 0, 1),
        (0, 0, 0, 0, 1, 0),
        (0, 0, 0, 0, 0, 0),
        (0, 0, 0, 3, 0, 0),
    )


def test_each_quadrant_has_its_consistent_fillings_and_an_empty_one_is_a_finding(
    town: Case,
) -> None:
    found = fillings(town, matrix(town, axis_of(town, "R"), axis_of(town, "D")))
    by_ends = {row.quadrant.ends: row for row in found}
    # Dry, old: stays 1 : goes 1 tie, and goes needs a new dam, so only the mayor who stays.
    assert by_ends[0, 0].states == (("R.dry", "D.old", "M.stays"),)
    # Dry, new: stays by 2 to 0.
    assert by_ends[0, 1].states == (("R.dry", "D.new", "M.stays"),)
    # Wet, old: goes by 3 to 0, and who goes is followed by a new dam: nothing holds together.
    assert by_ends[1, 0].states == ()
    assert by_ends[1, 0].empty
    # Wet, new: goes by 2 to 1.
    assert by_ends[1, 1].states == (("R.wet", "D.new", "M.goes"),)
    assert all(row.complete for row in found)


def test_a_slack_lets_in_what_is_nearly_consistent(town: Case) -> None:
    found = matrix(town, axis_of(town, "R"), axis_of(town, "D"))
    wet_old = {row.quadrant.ends: row for row in fillings(town, found, slack=3)}[1, 0]
    assert wet_old.states == (("R.wet", "D.old", "M.stays"), ("R.wet", "D.old", "M.goes"))


def test_what_a_limit_cut_off_is_incomplete_and_not_called_empty(town: Case) -> None:
    free = replace(town, impacts=())
    found = fillings(free, matrix(free, axis_of(free, "R"), axis_of(free, "D")), limit=1)
    assert [(len(row.states), row.complete, row.empty) for row in found] == [(1, False, False)] * 4


def test_the_quadrants_of_the_flagship_part_all_its_consistent_scenarios() -> None:
    case = load_case(FLAGSHIP)
    impacts = impacts_of(case)
    everything = {impacts.names(row) for row in solve(impacts).scenarios}
    crossed = matrix(case, axis_of(case, "D5"), axis_of(case, "D1"))
    found = fillings(case, crossed, limit=10_000)
    assert all(row.complete for row in found)
    parts = [set(row.states) for row in found]
    assert set().union(*parts) == everything
    assert sum(map(len, parts)) == len(everything)


def test_five_drivers_of_the_flagship_agree_with_trying_everything() -> None:
    case = load_case(FLAGSHIP)
    kept = {"D1", "D2", "D4", "D5", "D9"}  # the active set that the fact base names
    ids = {row.state_id for row in case.states if row.driver_id in kept}
    small = replace(
        case,
        drivers=tuple(row for row in case.drivers if row.driver_id in kept),
        states=tuple(row for row in case.states if row.driver_id in kept),
        impacts=tuple(row for row in case.impacts if {row.from_state, row.to_state} <= ids),
        scenarios=(),
    )
    impacts = impacts_of(small)
    tried = product(*map(range, impacts.sizes))
    expected = {impacts.names(row) for row in tried if consistent(impacts, row)}
    found = fillings(small, matrix(small, axis_of(small, "D5"), axis_of(small, "D1")))
    assert {states for row in found for states in row.states} == expected


def test_a_case_without_drivers_is_refused(town: Case) -> None:
    with pytest.raises(ValueError, match="descriptor"):
        impacts_of(replace(town, drivers=(), states=(), impacts=()))


def test_a_quadrant_whose_search_took_too_many_steps_is_incomplete_and_not_called_empty(
    town: Case,
) -> None:
    # One step leaves the mayor open where both his states can still hold; wet and old, which holds
    # in no way, is empty after as many steps as it takes to see it.
    found = fillings(free(4), matrix(free(4), *axes_of(free(4))), nodes=1)
    assert [(row.states, row.complete, row.empty) for row in found] == [((), False, False)] * 4
    wet_old = fillings(town, matrix(town, *axes_of(town, "R;D")), nodes=NODES)[2]
    assert (wet_old.states, wet_old.complete, wet_old.empty) == ((), True, True)


def test_more_steps_find_no_fewer_fillings_and_enough_steps_all() -> None:
    case = free(6)
    crossed = matrix(case, *axes_of(case))
    found = [fillings(case, crossed, nodes=nodes) for nodes in (1, 5, 10, 40)]
    numbers = [[len(row.states) for row in rows] for rows in found]
    assert numbers == sorted(numbers)
    assert [row.complete for row in found[1]] == [False] * 4
    # Two ends fixed leave four drivers of two states: 16, in a search of 1 + 2 + 4 + 8 + 16 steps.
    assert numbers[-1] == [16] * 4
    assert all(row.complete for row in found[-1])
    assert all(len(row.states) < 16 for row in found[-2])


def test_of_more_than_a_thousand_fillings_a_thousand_are_listed() -> None:
    # Twelve drivers of two states, two of them held: 1,024.
    case = free(12)
    found = fillings(case, matrix(case, *axes_of(case)))
    assert [(len(row.states), row.complete) for row in found] == [(SHOWN, False)] * 4
    ends = [{*row.quadrant.states[0], *row.quadrant.states[1]} for row in found]
    assert all(own <= set(states) for own, row in zip(ends, found, strict=True)
               for states in row.states)  # fmt: skip


def test_two_searches_find_the_same_whatever_the_budget() -> None:
    case = free(12)
    crossed = matrix(case, *axes_of(case))
    for nodes in (7, 500, NODES):
        assert fillings(case, crossed, nodes=nodes) == fillings(case, crossed, nodes=nodes)


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ({"nodes": 0}, "node_budget is 0; it is above 0, or None for no such end"),
        ({"limit": 0}, "limit is 0; it is above 0, or None for no such end"),
        ({"slack": -1}, "slack is -1; it is a whole number, 0 or above"),
    ],
)
def test_limits_that_cannot_be_are_refused(
    town: Case, limits: dict[str, int], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        fillings(town, matrix(town, *axes_of(town)), **limits)


@given(st.integers(0, 10_000), st.integers(0, 3))
def test_fillings_agree_with_trying_all_configurations(seed: int, slack: int) -> None:
    case = by_chance(seed)
    for row in fillings(case, matrix(case, *axes_of(case)), slack):
        first, second = map(set, row.quadrant.states)
        assert list(row.states) == [
            states
            for states in every(case)
            if first & set(states) and second & set(states) and holds(case, states, slack)
        ]
        assert row.complete
