"""Many matrices solved together: held to the search that takes them one by one."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sat.scenarios.balance import solve
from sat.scenarios.impacts import Impacts
from sat.scenarios.together import solve_together

from .matrices import drawn, made, published


def near(impacts: Impacts, number: int, seed: int = 1) -> list[Impacts]:
    """The matrix, and others that differ from it by up to 2 in each cell."""
    draw = np.random.default_rng(seed)
    cells = np.array(impacts.cells)
    moved = [cells + draw.integers(-2, 3, cells.shape) for _ in range(number - 1)]
    return [impacts, *(made(list(impacts.sizes), rows.tolist()) for rows in moved)]


def stacked(matrices: list[Impacts]) -> np.ndarray:
    return np.array([matrix.cells for matrix in matrices])


@given(st.integers(0, 10_000), st.integers(0, 3), st.integers(1, 6))
def test_each_matrix_has_what_it_has_alone(seed: int, slack: int, number: int) -> None:
    matrices = near(drawn(seed), number, seed)
    found = solve_together(matrices[0].sizes, stacked(matrices), slack)
    assert found == [solve(matrix, slack).scenarios for matrix in matrices]


def test_the_published_solutions_of_somewhereland_come_out_beside_other_matrices(
    shared: Path,
) -> None:
    matrices = near(published(shared / "published" / "somewhereland.csv"), 30)
    found = solve_together(matrices[0].sizes, stacked(matrices))
    assert found == [solve(matrix).scenarios for matrix in matrices]
    assert len(found[0]) == 10  # Weimer-Jehle's ten


def test_a_matrix_without_consistent_scenarios_has_none_beside_one_that_has() -> None:
    agree = made([2, 2], [[0, 0, 1, 0], [0, 0, 0, 1], [1, 0, 0, 0], [0, 1, 0, 0]])
    chase = made([2, 2], [[0, 0, 1, 0], [0, 0, 0, 1], [0, 1, 0, 0], [1, 0, 0, 0]])
    assert solve_together([2, 2], stacked([chase, agree, chase])) == [(), ((0, 0), (1, 1)), ()]


def test_a_slack_beyond_any_lead_lets_all_scenarios_hold_and_a_short_one_none_more() -> None:
    apart = made([2, 2], [[0, 0, 1000, -1000], [0] * 4, [1000, -1000, 0, 0], [0] * 4])
    for slack, number in ((1999, 2), (2000, 4), (10**30, 4)):
        found = solve_together([2, 2], stacked([apart]), slack)
        assert found == [solve(apart, slack).scenarios]
        assert len(found[0]) == number


def test_large_impacts_of_many_descriptors_are_summed_in_full() -> None:
    # 40 × 1000 is more than 16 bits hold.
    size, rows = 41, [[0] * 82 for _ in range(82)]
    for number in range(1, size):
        rows[2 * number][:2] = [1000, -1000]  # s0 of each speaks for s0 of the first
        rows[2 * number][2 * number : 2 * number + 2] = [1, 0]  # and for itself
        rows[2 * number + 1][2 * number : 2 * number + 2] = [1, 0]
    every = made([2] * size, rows)
    assert solve_together(every.sizes, stacked([every])) == [((0,) * size,)]


@pytest.mark.parametrize(
    ("most", "ended"),
    [(63, True), (64, False)],  # the tables: 4 matrices of 4 states, times 2 × 2 states compared
)
def test_what_would_need_more_memory_is_left_alone(most: int, ended: bool) -> None:
    agree = made([2, 2], [[0, 0, 1, 0], [0, 0, 0, 1], [1, 0, 0, 0], [0, 1, 0, 0]])
    assert (solve_together([2, 2], stacked([agree] * 4), most=most) is None) is ended


def test_a_search_that_grows_too_large_ends() -> None:
    # Nothing is ruled out: 2 ** 8 scenarios of 16 cells each in the last step.
    free = made([2] * 8, [[0] * 16] * 16)
    cells = stacked([free])
    assert solve_together(free.sizes, cells, most=4095) is None
    assert solve_together(free.sizes, cells, most=4096) == [solve(free).scenarios]
