"""The cross-impact matrix: balances worked by hand and published ones, and what it refuses."""

import csv
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sat.scenarios.impacts import (
    Impacts,
    balances,
    consistent,
    leads,
    smallest_lead,
    total_impact,
)

from .matrices import published

NAMES = ("A", "B")
STATES = (("a1", "a2"), ("b1", "b2"))
# A's state a1 also promotes itself, by 1.
CELLS = [[1, 0, 2, -2], [0, 0, -1, 1], [1, -1, 0, 0], [0, 0, 0, 0]]


def two() -> Impacts:
    return Impacts.of(NAMES, STATES, CELLS)


def test_balances_leads_and_totals_are_those_worked_by_hand() -> None:
    # a1 gets 1 from itself and 1 from b1; a2 gets 0 and −1; b1 gets 2 and 0; b2 gets −2 and 0.
    assert balances(two(), (0, 0)) == ((2, -1), (2, -2))
    assert leads(two(), (0, 0)) == (3, 4)
    assert total_impact(two(), (0, 0)) == 4
    # With b2 in b1's place a1 has only its own 1, and a2 nothing against it.
    assert balances(two(), (0, 1)) == ((1, 0), (2, -2))
    assert leads(two(), (0, 1)) == (1, -4)
    assert total_impact(two(), (0, 1)) == -1


def test_a_tie_is_consistent_and_slack_lets_a_lead_be_so_far_below_0() -> None:
    # a2 has 0 and a1 nothing against it; b2 has 1 and b1 −1.
    assert leads(two(), (1, 1)) == (0, 2)
    assert consistent(two(), (1, 1))
    assert not consistent(two(), (0, 1), slack=3)
    assert consistent(two(), (0, 1), slack=4)
    flat = Impacts.of(NAMES, STATES, [[0] * 4] * 4)
    assert smallest_lead(flat, (0, 1)) == 0
    assert consistent(flat, (0, 1))


def test_a_descriptor_of_one_state_has_no_rival_and_so_no_lead() -> None:
    impacts = Impacts.of(NAMES, [["only"], ["b1", "b2"]], [[0, 3, 0], [-9, 0, 0], [-9, 0, 0]])
    assert leads(impacts, (0, 1)) == (None, -3)
    assert smallest_lead(impacts, (0, 1)) == -3
    alone = Impacts.of(["A"], [["only"]], [[0]])
    assert smallest_lead(alone, (0,)) is None
    assert consistent(alone, (0,))


def test_states_are_found_by_name_and_scenarios_named() -> None:
    assert two().place("B", "b2") == (1, 1)
    assert two().names((1, 0)) == ("a2", "b1")
    assert two().sizes == (2, 2)
    assert two().offsets == (0, 2)
    assert two().configurations == 4


def test_numpy_integers_become_whole_numbers() -> None:
    made = Impacts.of(NAMES, STATES, np.array(CELLS, dtype=np.int8))
    assert made == two()
    assert {type(cell) for row in made.cells for cell in row} == {int}


def test_the_manual_prints_these_balances_of_an_inconsistent_scenario(shared: Path) -> None:
    # ScenarioWizard manual, the scenario [A2 B1 C3 D1 E1 F1] of Somewhereland.
    impacts = published(shared / "published" / "somewhereland.csv")
    assert balances(impacts, (1, 0, 2, 0, 0, 0)) == (
        (0, 3, -3),
        (2, 1, -3),
        (-9, -1, 10),
        (-7, 7),
        (4, -1, -3),
        (2, -1, -1),
    )
    assert leads(impacts, (1, 0, 2, 0, 0, 0)) == (3, 1, 11, -14, 5, 3)


def test_scenariowizard_prints_these_leads_and_totals(shared: Path) -> None:
    impacts = published(shared / "published" / "sei_global.csv")
    with (shared / "published" / "sei_global_solutions.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 4
    for row in rows:
        scenario = [impacts.place(name, row[name])[1] for name in impacts.descriptors]
        assert smallest_lead(impacts, scenario) == int(row["scenariowizard_consistency"])
        assert total_impact(impacts, scenario) == int(row["scenariowizard_total_impact"])


@given(st.lists(st.lists(st.integers(-3, 3), min_size=4, max_size=4), min_size=4, max_size=4))
def test_adding_the_same_to_a_row_within_a_descriptor_moves_no_lead(rows: list[list[int]]) -> None:
    plain = Impacts.of(NAMES, STATES, rows)
    raised = Impacts.of(NAMES, STATES, [[a, b, c + 2, d + 2] for a, b, c, d in rows])
    assert leads(plain, (0, 1)) == leads(raised, (0, 1))
    assert total_impact(raised, (0, 1)) == total_impact(plain, (0, 1)) + 4


@pytest.mark.parametrize(
    ("descriptors", "states", "rows", "message"),
    [
        ([], [], [], "the matrix has no descriptors; it needs at least one"),
        (["A"], [], [], "there are 1 descriptors and 0 lists of states"),
        (["A"], [[]], [], "descriptor A has no states; it needs at least one"),
        (["A", "A"], [["x"], ["y"]], [[0, 0]] * 2, "descriptor 'A' is there twice"),
        (["A"], [["x", "x"]], [[0, 0]] * 2, "state of A 'x' is there twice"),
        (["A"], [["x", "y"]], [[0, 0]], "the matrix has 1 rows; 2 states need 2"),
        (["A"], [["x", "y"]], [[0, 0], [0]], "row A|y has 1 cells; 2 states need 2"),
        (["A"], [["x", "y"]], [[0, 0], [0.5, 0]], "the impact of A|y on A|x is 0.5; it is a whole"),
        (["A"], [["x", "y"]], [[0, 2.0], [0, 0]], "the impact of A|x on A|y is 2.0; it is a whole"),
        (["A"], [["x", "y"]], [[0, True], [0, 0]], "the impact of A|x on A|y is True"),
        (["A"], [["x"]], [[1001]], "is 1001; it is a whole number from -1000 to 1000"),
        (["A\x1b"], [["x"]], [["1"]], r"the impact of A\u001b|x on A\u001b|x is '1'"),
    ],
)
def test_a_matrix_that_is_not_one_is_refused(
    descriptors: list[str], states: list[list[str]], rows: list[list[int]], message: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        Impacts.of(descriptors, states, rows)


@pytest.mark.parametrize(
    ("scenario", "message"),
    [
        ((0,), "the scenario has 1 states; the matrix has 2 descriptors, and each takes one"),
        ((0, 2), "state 2 of descriptor B is not there; its states are 0 to 1"),
        ((-1, 0), "state -1 of descriptor A is not there; its states are 0 to 1"),
    ],
)
def test_a_scenario_that_does_not_fit_is_refused(scenario: tuple[int, ...], message: str) -> None:
    for measure in (balances, leads, smallest_lead, total_impact, consistent):
        with pytest.raises(ValueError, match=re.escape(message)):
            measure(two(), scenario)


def test_a_place_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="descriptor 2 is not there; they are 0 to 1"):
        two().check_place(2, 0)
    with pytest.raises(ValueError, match="there is no descriptor 'C'; there are: A, B"):
        two().place("C", "b1")
    with pytest.raises(ValueError, match="there is no state of B 'a1'; there are: b1, b2"):
        two().place("B", "a1")


def test_a_slack_that_is_not_one_is_refused() -> None:
    for slack in (-1, 0.5):
        with pytest.raises(ValueError, match=f"slack is {slack}; it is a whole number, 0 or above"):
            consistent(two(), (0, 0), slack)  # type: ignore[arg-type]
