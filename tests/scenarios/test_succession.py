"""Succession and survival: published basins, walks one by one, noise worked out in full."""

import csv
import random
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sat.judgment.calibration import wilson
from sat.scenarios.balance import solve
from sat.scenarios.impacts import Configuration, Impacts, balances, consistent
from sat.scenarios.succession import Attractor, _holding, basins, successor, survival

from .matrices import published


def made(sizes: list[int], rows: list[list[int]]) -> Impacts:
    names = [f"D{number}" for number in range(len(sizes))]
    return Impacts.of(names, [[f"s{state}" for state in range(size)] for size in sizes], rows)


def drawn(seed: int) -> Impacts:
    draw = random.Random(seed)
    sizes = [draw.randint(1, 3) for _ in range(draw.randint(1, 5))]
    rows = [[draw.randint(-3, 3) for _ in range(sum(sizes))] for _ in range(sum(sizes))]
    return made(sizes, rows)


def solved(folder: Path, name: str) -> tuple[Impacts, list[tuple[Configuration, dict[str, str]]]]:
    """A matrix of the reference data, and its solutions with their columns."""
    impacts = published(folder / f"{name}.csv")
    with (folder / f"{name}_solutions.csv").open(newline="", encoding="utf-8") as file:
        solutions = [
            (tuple(impacts.place(key, row[key])[1] for key in impacts.descriptors), row)
            for row in csv.DictReader(file)
        ]
    return impacts, solutions


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


def test_the_same_seed_gives_the_same_samples_and_draws() -> None:
    impacts = drawn(7)
    assert basins(impacts, exact_to=0, seed=3) == basins(impacts, exact_to=0, seed=3)
    asked = solve(impacts).scenarios
    assert survival(impacts, asked, 20, seed=3) == survival(impacts, asked, 20, seed=3)


def outcomes(cells: list[int], chance: Fraction) -> list[tuple[list[int], Fraction]]:
    """Every way the cells can move, with its probability."""
    found = []
    for moves in product((-1, 0, 1), repeat=len(cells)):
        odds = Fraction(1)
        for move in moves:
            odds *= chance / 2 if move else 1 - chance
        found.append(([cell + move for cell, move in zip(cells, moves, strict=True)], odds))
    return found


def test_survival_is_near_the_share_that_all_ways_to_move_add_up_to() -> None:
    # A's s0 has two impacts on B's states, B's s0 one on A's first; nothing else is in the matrix.
    def matrix(cells: list[int]) -> Impacts:
        one, two, three = cells
        return made([2, 2], [[0, 0, one, two], [0] * 4, [three, 0, 0, 0], [0] * 4])

    cells, chance = [1, -1, 1], Fraction(2, 5)
    exact = sum(
        odds for moved, odds in outcomes(cells, chance) if consistent(matrix(moved), (0, 0))
    )
    assert exact == 1  # two moves of 1 cannot take a lead of 2, nor one a lead of 1, below 0
    cells = [1, 1, 0]
    exact = sum(
        odds
        for moved, odds in outcomes(cells[:2], chance)
        if consistent(matrix([*moved, 0]), (0, 0))
    )
    # It is lost where the rival's cell moves up and its own does not, or its own down alone.
    assert exact == 1 - (Fraction(1, 5) * Fraction(4, 5) + Fraction(1, 5) * Fraction(3, 5))
    draws = 2000
    found = survival(matrix(cells), [(0, 0)], draws, float(chance), seed=5)
    # Five standard deviations of a share of 0.72 in 2,000 draws are 0.05.
    assert abs(found.held[0] / draws - exact) < 0.05
    assert (found.draws, found.complete, len(found.numbers)) == (draws, draws, draws)


def test_without_noise_all_scenarios_hold_and_none_are_new() -> None:
    for seed in range(30):
        impacts = drawn(seed)
        asked = solve(impacts).scenarios
        found = survival(impacts, asked, draws=3, chance=0)
        assert found.held == (3,) * len(asked)
        assert found.newcomers == ()
        assert found.numbers == (len(asked),) * 3


def test_old_and_new_scenarios_add_up_to_all_that_the_draws_have() -> None:
    for seed in range(30):
        impacts = drawn(seed)
        found = survival(impacts, solve(impacts).scenarios, draws=10, slack=1, seed=seed)
        assert sum(found.held) + sum(hits for _, hits in found.newcomers) == sum(found.numbers)
        hits = [number for _, number in found.newcomers]
        assert hits == sorted(hits, reverse=True)


def test_draws_beyond_the_budget_are_not_searched_and_what_holds_is_told_all_the_same() -> None:
    # The first node of the first draw uses it up.
    found = survival(AGREE, [(0, 0)], draws=5, chance=0, node_budget=1)
    assert (found.complete, found.held, found.numbers) == (0, (5,), (0,))
    # One draw takes three nodes, the root and its two branches; the third is cut off.
    found = survival(AGREE, [(0, 0)], draws=5, chance=0, node_budget=7)
    assert (found.complete, found.held, len(found.numbers)) == (2, (5,), 3)


def test_the_scenarios_of_somewhereland_hold_in_a_sixth_to_two_thirds_of_draws(
    shared: Path,
) -> None:
    # Section 3 of ../shared/reference/scenarios.md: 17 % to 69 % of 500 draws, moved by chance
    # 0.4, [A1 B3 C1 D2 E3 F3] best; other draws differ by 3 standard errors (0.06) at most.
    impacts, solutions = solved(shared / "published", "somewhereland")
    asked = [scenario for scenario, _ in solutions]
    found = survival(impacts, asked, draws=500)
    shares = [held / 500 for held in found.held]
    assert min(shares) == pytest.approx(0.17, abs=0.06)
    assert max(shares) == pytest.approx(0.69, abs=0.06)
    assert asked[shares.index(max(shares))] == (0, 2, 0, 1, 2, 2)


def test_a_cell_of_the_largest_size_moves_no_further() -> None:
    impacts = made([2], [[1000, -1000], [0, 0]])
    assert survival(impacts, [(0,)], draws=10, chance=1).held == (10,)


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match=r"known scenario \(0, 1\) does not stay"):
        basins(AGREE, [(0, 1)])
    with pytest.raises(ValueError, match="samples is 0; it is at least 1"):
        basins(AGREE, samples=0)
    with pytest.raises(ValueError, match="draws is 0; it is at least 1"):
        survival(AGREE, [], draws=0)
    with pytest.raises(ValueError, match=r"chance is 1\.5; it is from 0 to 1"):
        survival(AGREE, [], chance=1.5)
    with pytest.raises(ValueError, match="the scenario has 1 states; the matrix has 2"):
        survival(AGREE, [(0,)])
    with pytest.raises(ValueError, match="state 2 of descriptor D1 is not there"):
        successor(AGREE, (0, 2))


@given(st.integers(0, 10_000), st.integers(0, 3))
def test_all_scenarios_at_once_hold_where_each_alone_does(seed: int, slack: int) -> None:
    draw = random.Random(seed)
    sizes = [draw.randint(1, 4) for _ in range(draw.randint(1, 5))]
    names = [[f"s{place}" for place in range(size)] for size in sizes]
    rows = [[draw.randint(-3, 3) for _ in range(sum(sizes))] for _ in range(sum(sizes))]
    impacts = Impacts.of([f"D{place}" for place in range(len(sizes))], names, rows)
    asked = list(product(*map(range, sizes)))
    alone = [consistent(impacts, scenario, slack) for scenario in asked]
    assert _holding(impacts, asked, slack).tolist() == alone
    assert _holding(impacts, [], slack).tolist() == []
