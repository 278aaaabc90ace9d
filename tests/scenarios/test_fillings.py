"""Quadrants held against the balances: by hand on a small town, by brute force on the flagship."""

from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path

import pytest

from sat.case import Case, load_case
from sat.case.futures import Driver, ImpactOf, State
from sat.case.settings import Settings
from sat.scenarios.balance import solve
from sat.scenarios.fillings import fillings, impacts_of
from sat.scenarios.impacts import consistent
from sat.scenarios.matrix import axis_of, matrix

FLAGSHIP = Path(__file__).parents[2] / "data" / "cases" / "jnim-urban-attacks"
DAY = date(2025, 1, 1)
DRIVERS = {"R": ("dry", "wet"), "D": ("old", "new"), "M": ("stays", "goes")}


def impact(source: str, target: str, value: int) -> ImpactOf:
    cells = {"from_state": source, "to_state": target, "impact": str(value), "rationale": ""}
    return ImpactOf.model_validate(cells)


@pytest.fixture
def town() -> Case:
    """Rain and an old dam cost the mayor the office; a dry year and a new dam keep it."""
    settings = {"question": "Q?", "case_id": "town", "opens": DAY, "closes": DAY}
    cells = {"title": "t", "kind": "", "importance": "3", "uncertainty": "3"}
    drivers = [Driver.model_validate({"driver_id": name, **cells}) for name in DRIVERS]
    states = [
        State.model_validate({"driver_id": name, "state_id": f"{name}.{state}", "title": state})
        for name, found in DRIVERS.items()
        for state in found
    ]
    impacts = [
        impact("R.wet", "M.goes", 2),
        impact("R.dry", "M.stays", 1),
        impact("D.old", "M.goes", 1),
        impact("D.new", "M.stays", 1),
        impact("M.goes", "D.new", 3),  # a new mayor builds a dam
    ]
    return Case(
        Settings.model_validate(settings),
        DAY,
        drivers=tuple(drivers),
        states=tuple(states),
        impacts=tuple(impacts),
    )


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
