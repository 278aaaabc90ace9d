"""Succession: published basins, and walks one by one."""

from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sat.judgment.calibration import wilson
from sat.scenarios.balance import solve
from sat.scenarios.impacts import Configuration, Impacts, balances
from sat.scenarios.succession import Attractor, basins, successor

from .matrices import drawn, made, solved


def stepped(impacts: Impacts, scenario: Configuration) -> Configuration:
    """The reference: one step by the definition, from the balances."""
    found = []
    for state, sums in zip(scenario, balances(impacts, scenario), strict=True):
        found.append(state if sums[state] == max(sums) else sums.index(max(sums)))
    return tuple(found)


def walked(impacts: Impacts) -> dict[frozenset[Configuration], int]:
    """The reference: every start walked until it repeats itself."""
    found: dict[frozenset[Configuration], int] = {}
    for start in product(*map(range, impacts.sizes)):
        way = [start]
        while (ahead := stepped(impacts, way[-1])) not in way:
            way.append(ahead)
        cycle = frozenset(way[way.index(ahead) :])
        found[cycle] = found.get(cycle, 0) + 1
    return found


# A and B want to agree: two scenarios stay, and two go round.
AGREE = made([2, 2], [[0, 0, 1, 0], [0, 0, 0, 1], [1, 0, 0, 0], [0, 1, 0, 0]])


def test_a_step_moves_every_descriptor_at_once_and_a_tie_keeps_its_state() -> None:
    assert successor(AGREE, (0, 0)) == (0, 0)
    assert successor(AGREE, (0, 1)) == (1, 0)
    flat = made([3, 2], [[0] * 5 for _ in range(5)])
    assert successor(flat, (2, 1)) == (2, 1)
    # s0 gives way to the first of two equals.
    assert successor(made([3], [[0, 1, 1], [0, 0, 0], [0, 0, 0]]), (0,)) == (1,)


def test_a_cycle_is_an_attractor_with_a_basin_of_its_own() -> None:
    found = basins(AGREE)
    assert (found.starts, found.exact) == (4, True)
    assert found.attractors == (
        Attractor(((0, 1), (1, 0)), 2, 0.5, 0.5, 0.5),
        Attractor(((0, 0),), 1, 0.25, 0.25, 0.25),
        Attractor(((1, 1),), 1, 0.25, 0.25, 0.25),
    )


def test_the_basins_of_somewhereland_share_its_486_starts(shared: Path) -> None:
    impacts, solutions = solved(shared / "published", "somewhereland")
    found = basins(impacts)
    expected = {(scenario,): int(row["basin_computed"]) for scenario, row in solutions}
    assert {row.cycle: row.basin for row in found.attractors} == expected
    assert sum(row.basin for row in found.attractors) == found.starts == 486


def test_the_basins_of_the_global_matrix_are_the_weights_of_scenariowizard(shared: Path) -> None:
    impacts, solutions = solved(shared / "published", "sei_global")
    found = {row.cycle: row.basin for row in basins(impacts).attractors}
    staying = {cycle[0]: basin for cycle, basin in found.items() if len(cycle) == 1}
    assert staying == {scenario: float(row["scenariowizard_weight"]) for scenario, row in solutions}


@pytest.mark.parametrize("seed", range(60))
def test_exact_basins_are_those_of_walking_from_every_start(seed: int) -> None:
    impacts = drawn(seed)
    found = basins(impacts)
    assert {frozenset(row.cycle): row.basin for row in found.attractors} == walked(impacts)
    for row in found.attractors:
        assert row.cycle[0] == min(row.cycle)
        for here, ahead in zip(row.cycle, (*row.cycle[1:], row.cycle[0]), strict=True):
            assert successor(impacts, here) == ahead
    sizes = [row.basin for row in found.attractors]
    assert sizes == sorted(sizes, reverse=True)


@given(st.integers(0, 10_000))
def test_what_stays_is_what_is_consistent(seed: int) -> None:
    impacts = drawn(seed)
    staying = sorted(row.cycle[0] for row in basins(impacts).attractors if len(row.cycle) == 1)
    assert tuple(staying) == solve(impacts).scenarios


@pytest.mark.parametrize("seed", range(20))
def test_sampled_basins_meet_only_attractors_that_are_there(seed: int) -> None:
    impacts = drawn(seed)
    whole = {row.cycle: row.share for row in basins(impacts).attractors}
    found = basins(impacts, samples=400, seed=seed, exact_to=0)
    assert (found.starts, found.exact) == (400, False)
    assert sum(row.basin for row in found.attractors) == 400
    for row in found.attractors:
        assert row.cycle in whole
        assert row.share == row.basin / 400
        assert (row.low, row.high) == wilson(row.basin, 400)
        # Six standard deviations of a share of 400 are at most 0.15.
        assert abs(row.share - whole[row.cycle]) < 0.15


def test_samples_name_the_known_scenarios_that_no_start_leads_to() -> None:
    # Without impacts all 729 stay, and five starts lead to five of them at most.
    impacts = made([3] * 6, [[0] * 18 for _ in range(18)])
    known = solve(impacts).scenarios
    found = basins(impacts, known, samples=5, exact_to=0).attractors
    assert sorted(row.cycle[0] for row in found) == list(known)
    assert sum(row.basin for row in found) == 5
    missed = found[-1]
    assert (missed.basin, missed.share, missed.low) == (0, 0, 0)
    assert missed.high == wilson(0, 5)[1]


def test_walks_that_are_cut_off_are_counted_as_unended() -> None:
    # Each of six copies the one before it, the first the last's other state: a cycle of twelve.
    rows = [[0] * 12 for _ in range(12)]
    for number, state in product(range(6), range(2)):
        wanted = state if number < 5 else 1 - state
        rows[2 * number + state][2 * ((number + 1) % 6) + wanted] = 1
    impacts = made([2] * 6, rows)
    whole = basins(impacts, samples=50, exact_to=0)
    assert (whole.unended, sum(row.basin for row in whole.attractors)) == (0, 50)
    assert max(len(row.cycle) for row in whole.attractors) == 12
    cut = basins(impacts, samples=1, exact_to=0, visited=3)
    assert (cut.unended, cut.attractors) == (1, ())
    assert basins(impacts).unended == 0


def test_the_same_seed_gives_the_same_samples() -> None:
    impacts = drawn(7)
    assert basins(impacts, exact_to=0, seed=3) == basins(impacts, exact_to=0, seed=3)


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match=r"known scenario \(0, 1\) does not stay"):
        basins(AGREE, [(0, 1)])
    with pytest.raises(ValueError, match="samples is 0; it is at least 1"):
        basins(AGREE, samples=0)
    with pytest.raises(ValueError, match="state 2 of descriptor D1 is not there"):
        successor(AGREE, (0, 2))
