"""Survival: moves worked out in full, what was measured before, and what is left unsearched."""

import random
from fractions import Fraction
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sat.scenarios.balance import solve
from sat.scenarios.impacts import Impacts, consistent
from sat.scenarios.survival import Survival, _holding, survival

from .matrices import drawn, made, solved

AGREE = made([2, 2], [[0, 0, 1, 0], [0, 0, 0, 1], [1, 0, 0, 0], [0, 1, 0, 0]])


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


def test_the_same_seed_gives_the_same_draws() -> None:
    impacts = drawn(7)
    asked = solve(impacts).scenarios
    assert survival(impacts, asked, 20, seed=3) == survival(impacts, asked, 20, seed=3)


@pytest.mark.parametrize("seed", range(20))
def test_draws_solved_one_by_one_have_what_all_together_have(seed: int) -> None:
    impacts = drawn(seed)
    asked = solve(impacts).scenarios
    whole = survival(impacts, asked, draws=120, seed=seed, node_budget=1)
    assert whole.complete == 120  # together they need no nodes
    assert survival(impacts, asked, draws=120, seed=seed, together=0) == whole


def test_draws_beyond_the_budget_are_not_searched_and_what_holds_is_told_all_the_same() -> None:
    def cut(nodes: int) -> Survival:
        return survival(AGREE, [(0, 0)], draws=5, chance=0, node_budget=nodes, together=0)

    # The first node of the first draw uses it up.
    found = cut(1)
    assert (found.complete, found.held, found.numbers) == (0, (5,), (0,))
    # One draw takes three nodes, the root and its two branches; the third is cut off.
    found = cut(7)
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
    with pytest.raises(ValueError, match="draws is 0; it is at least 1"):
        survival(AGREE, [], draws=0)
    with pytest.raises(ValueError, match=r"chance is 1\.5; it is from 0 to 1"):
        survival(AGREE, [], chance=1.5)
    with pytest.raises(ValueError, match="the scenario has 1 states; the matrix has 2"):
        survival(AGREE, [(0,)])


@given(st.integers(0, 10_000), st.integers(0, 3))
def test_all_scenarios_at_once_hold_where_each_alone_does(seed: int, slack: int) -> None:
    draw = random.Random(seed)
    sizes = [draw.randint(1, 4) for _ in range(draw.randint(1, 5))]
    names = [[f"s{place}" for place in range(size)] for size in sizes]
    rows = [[draw.randint(-3, 3) for _ in range(sum(sizes))] for _ in range(sum(sizes))]
    impacts = Impacts.of([f"D{place}" for place in range(len(sizes))], names, rows)
    asked = list(product(*map(range, sizes)))
    alone = [consistent(impacts, scenario, slack) for scenario in asked]
    cells = np.array(impacts.cells)
    assert _holding(impacts, cells, asked, slack).tolist() == alone
    assert _holding(impacts, cells, [], slack).tolist() == []
