"""Consistent scenarios: published answers, formulas, and every scenario tried one by one."""

import csv
import inspect
import random
import re
import sys
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sat.scenarios import balance
from sat.scenarios.balance import count, solve
from sat.scenarios.bounds import Place
from sat.scenarios.impacts import Configuration, Impacts, consistent

from .matrices import made, published

Pair = tuple[Place, Place]


def answers(path: Path, impacts: Impacts) -> list[Configuration]:
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return sorted(
        tuple(impacts.place(name, row[name])[1] for name in impacts.descriptors) for row in rows
    )


def alike(descriptors: int, states: int, impact: int, near: bool = False) -> Impacts:
    """The same impact from each state on the same state of the others, or of two neighbours."""
    size = descriptors * states
    rows = [[0] * size for _ in range(size)]
    for source, target in product(range(descriptors), repeat=2):
        apart = (target - source) % descriptors
        if apart and (not near or apart in (1, descriptors - 1)):
            for state in range(states):
                rows[source * states + state][target * states + state] = impact
    return made([states] * descriptors, rows)


def swept(
    impacts: Impacts,
    slack: int = 0,
    fixed: dict[int, set[int]] | None = None,
    pairs: list[Pair] = (),
) -> list[Configuration]:
    """The reference: each scenario there is, tried by the plain definition."""
    found = []
    for scenario in product(*map(range, impacts.sizes)):
        held = set(enumerate(scenario))
        kept = all(scenario[number] in states for number, states in (fixed or {}).items())
        allowed = not any({one, other} <= held for one, other in pairs)
        if kept and allowed and consistent(impacts, scenario, slack):
            found.append(scenario)
    return found


def test_somewhereland_has_the_ten_scenarios_that_are_published(shared: Path) -> None:
    # cross-impact.de lists 10 of 486; with a slack of 1 and 2 there are 15 and 32, by brute force.
    folder = shared / "published"
    impacts = published(folder / "somewhereland.csv")
    found = solve(impacts)
    assert impacts.configurations == 486
    assert list(found.scenarios) == answers(folder / "somewhereland_solutions.csv", impacts)
    assert (len(found.scenarios), found.complete) == (10, True)
    assert [len(solve(impacts, slack).scenarios) for slack in (1, 2)] == [15, 32]
    assert [count(impacts, slack) for slack in (0, 1, 2)] == [10, 15, 32]


def test_the_global_matrix_of_sei_has_the_four_that_scenariowizard_finds(shared: Path) -> None:
    folder = shared / "published"
    impacts = published(folder / "sei_global.csv")
    assert impacts.configurations == 36
    expected = answers(folder / "sei_global_solutions.csv", impacts)
    assert list(solve(impacts).scenarios) == expected
    assert count(impacts) == len(expected) == 4


@pytest.mark.parametrize("sizes", [[1], [3], [2, 3, 4], [1, 2, 1, 5]])
def test_with_no_impacts_every_scenario_is_consistent(sizes: list[int]) -> None:
    impacts = made(sizes, [[0] * sum(sizes) for _ in range(sum(sizes))])
    assert list(solve(impacts).scenarios) == list(product(*map(range, sizes)))
    assert count(impacts) == impacts.configurations


@pytest.mark.parametrize(("descriptors", "states"), [(3, 2), (5, 3), (7, 4), (9, 3)])
def test_where_all_want_to_agree_they_all_agree(descriptors: int, states: int) -> None:
    impacts = alike(descriptors, states, 1)
    assert solve(impacts).scenarios == tuple((state,) * descriptors for state in range(states))
    assert count(impacts) == states


@pytest.mark.parametrize(
    ("descriptors", "states"), [(5, 3), (8, 3), (12, 3), (20, 3), (30, 3), (8, 5)]
)
def test_neighbours_that_want_to_differ_are_the_colourings_of_a_ring(
    descriptors: int, states: int
) -> None:
    # The chromatic polynomial of a cycle: (v−1)ⁿ + (−1)ⁿ (v−1).
    impacts = alike(descriptors, states, -1, near=True)
    expected = (states - 1) ** descriptors + (-1) ** descriptors * (states - 1)
    assert count(impacts) == expected
    if expected < 2000:
        scenarios = solve(impacts).scenarios
        assert len(scenarios) == expected
        ring = [(*row, row[0]) for row in scenarios]
        assert all(a != b for row in ring for a, b in pairwise(row))


def test_islands_that_do_not_touch_multiply() -> None:
    # 40 pairs that want to agree: 2⁴⁰ scenarios, far too many to list.
    rows = [[0] * 160 for _ in range(160)]
    for pair in range(0, 160, 4):
        for state in (0, 1):
            rows[pair + state][pair + 2 + state] = rows[pair + 2 + state][pair + state] = 1
    impacts = made([2] * 80, rows)
    assert count(impacts) == 2**40
    some = solve(impacts, limit=50)
    assert (len(some.scenarios), some.complete) == (50, False)
    assert all(consistent(impacts, scenario) for scenario in some.scenarios)


def test_a_state_can_hold_by_its_impact_on_itself() -> None:
    assert solve(made([2], [[-1, 0], [0, 1]])).scenarios == ((1,),)
    assert solve(made([2], [[0, 1], [1, 0]])).scenarios == ()


def random_case(seed: int) -> tuple[Impacts, int, dict[int, set[int]], list[Pair]]:
    """A small matrix of a seed, with slack, fixed states and forbidden pairs, each often none."""
    draw = random.Random(seed)
    sizes = [draw.randint(1, 4) for _ in range(draw.randint(1, 5))]
    total, share = sum(sizes), draw.choice([0.2, 0.5, 1])
    rows = [
        [draw.randint(-3, 3) if draw.random() < share else 0 for _ in range(total)]
        for _ in range(total)
    ]
    fixed = {
        number: {draw.randrange(size) for _ in range(2)}
        for number, size in enumerate(sizes)
        if draw.random() < 0.15
    }
    pairs = []
    for _ in range(draw.choice([0, 0, 1, 4]) if len(sizes) > 1 else 0):
        one, other = draw.sample(range(len(sizes)), 2)
        pairs.append(((one, draw.randrange(sizes[one])), (other, draw.randrange(sizes[other]))))
    return made(sizes, rows), draw.choice([0, 0, 1, 3, 50]), fixed, pairs


@pytest.mark.parametrize("probing", [0, balance.PROBING])
def test_500_random_matrices_have_what_trying_each_scenario_finds(
    probing: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(balance, "PROBING", probing)
    kinds = {"none": 0, "one": 0, "many": 0}
    for seed in range(500):
        impacts, slack, fixed, pairs = random_case(seed)
        expected = swept(impacts, slack, fixed, pairs)
        found = solve(impacts, slack, fixed, pairs)
        assert list(found.scenarios) == expected, seed
        assert found.complete
        assert count(impacts, slack, fixed, pairs) == len(expected), seed
        kinds["many" if len(expected) > 1 else "one" if expected else "none"] += 1
    assert min(kinds.values()) > 40


@pytest.mark.parametrize("remembered", [0, 3, 100_000])
def test_a_count_is_the_same_whatever_it_remembers(
    remembered: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(balance, "REMEMBERED", remembered)
    for seed in range(500, 560):
        impacts, slack, fixed, pairs = random_case(seed)
        assert count(impacts, slack, fixed, pairs) == len(swept(impacts, slack, fixed, pairs))


def sparse(seed: int) -> Impacts:
    """13 descriptors of 2 states, each influenced by about two others: probed and split."""
    draw = random.Random(seed)
    rows = [[0] * 26 for _ in range(26)]
    for source, target in product(range(13), repeat=2):
        if source != target and draw.random() < 0.15:
            for state in (0, 1):
                impact = draw.randint(-3, 3)
                rows[2 * source + state][2 * target : 2 * target + 2] = [impact, -impact]
    return made([2] * 13, rows)


@pytest.mark.parametrize("seed", range(6))
def test_larger_sparse_matrices_have_what_trying_each_scenario_finds(seed: int) -> None:
    impacts = sparse(seed)
    expected = swept(impacts)
    assert list(solve(impacts).scenarios) == expected
    assert count(impacts) == len(expected)


@given(st.integers(0, 10_000))
def test_more_slack_loses_no_scenario_and_a_fixed_state_only_filters(seed: int) -> None:
    impacts, slack, fixed, pairs = random_case(seed)
    plain = solve(impacts, slack).scenarios
    assert set(plain) <= set(solve(impacts, slack + 1).scenarios)
    within = [row for row in plain if all(row[number] in fixed[number] for number in fixed)]
    assert list(solve(impacts, slack, fixed).scenarios) == within
    allowed = [row for row in plain if not any({*pair} <= {*enumerate(row)} for pair in pairs)]
    assert list(solve(impacts, slack, forbidden=pairs).scenarios) == allowed


@given(st.integers(0, 10_000))
def test_the_order_of_descriptors_changes_nothing_but_the_order(seed: int) -> None:
    impacts, slack, _, _ = random_case(seed)
    lines = [
        list(range(first, first + size))
        for first, size in zip(impacts.offsets, impacts.sizes, strict=True)
    ]
    turned = [line for group in reversed(lines) for line in group]
    rows = [[impacts.cells[row][column] for column in turned] for row in turned]
    other = made(list(reversed(impacts.sizes)), rows)
    back = sorted(row[::-1] for row in solve(other, slack).scenarios)
    assert back == list(solve(impacts, slack).scenarios)


def test_one_state_or_several_can_be_fixed() -> None:
    free = made([3, 2], [[0] * 5 for _ in range(5)])
    assert solve(free, fixed={0: 2}).scenarios == ((2, 0), (2, 1))
    assert solve(free, fixed={0: (2, 0, 2), 1: [1]}).scenarios == ((0, 1), (2, 1))
    assert solve(free, fixed={0: np.int8(2), 1: np.array([1, 0]).tolist()}).scenarios == (
        (2, 0),
        (2, 1),
    )


def test_a_fixed_state_is_still_to_beat_the_rivals_it_was_fixed_against() -> None:
    assert solve(made([2], [[0, 1], [0, 1]]), fixed={0: 0}).scenarios == ()


def test_a_limit_that_holds_all_scenarios_leaves_the_list_complete() -> None:
    free = made([2, 2], [[0] * 4 for _ in range(4)])
    assert solve(free, limit=4).complete
    assert len(solve(free, limit=4).scenarios) == 4
    assert not solve(free, limit=3).complete
    assert len(solve(free, limit=3).scenarios) == 3


def test_a_budget_ends_the_search_with_what_was_found_by_then() -> None:
    impacts = alike(7, 4, 1)
    whole = solve(impacts)
    assert solve(impacts, node_budget=whole.nodes) == whole
    part = solve(impacts, node_budget=whole.nodes - 1)
    assert (part.complete, part.nodes) == (False, whole.nodes - 1)
    assert set(part.scenarios) <= set(whole.scenarios)
    assert solve(impacts, node_budget=1) == balance.Solutions((), False, 1)
    assert solve(impacts, seconds=1e-9).complete is False
    assert count(impacts, node_budget=1) is None
    assert count(impacts, seconds=1e-9) is None
    assert count(impacts, seconds=600) == 4


def test_the_same_call_gives_the_same_part_again() -> None:
    impacts = sparse(3)
    assert solve(impacts, slack=2, limit=20) == solve(impacts, slack=2, limit=20)


def test_a_count_goes_deeper_than_the_interpreter_allows_and_leaves_it_as_it_was() -> None:
    impacts = alike(60, 3, -1, near=True)
    usual, little = sys.getrecursionlimit(), len(inspect.stack()) + 60
    sys.setrecursionlimit(little)
    try:
        assert count(impacts) == 2**60 + 2
        assert count(impacts, node_budget=1) is None
        assert sys.getrecursionlimit() == little
    finally:
        sys.setrecursionlimit(usual)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"slack": -1}, "slack is -1; it is a whole number, 0 or above"),
        ({"slack": 0.5}, "slack is 0.5; it is a whole number, 0 or above"),
        ({"fixed": {2: 0}}, "descriptor 2 is not there; they are 0 to 1"),
        ({"fixed": {1: 2}}, "state 2 of descriptor D1 is not there; its states are 0 to 1"),
        ({"fixed": {1: []}}, "descriptor 1 is fixed to no state; give at least one"),
        ({"forbidden": [((0, 0), (1, 5))]}, "state 5 of descriptor D1 is not there"),
        ({"forbidden": [((0, 0), (0, 1))]}, "the forbidden pair (0, 0) and (0, 1) is of one"),
        ({"node_budget": 0}, "node_budget is 0; it is above 0, or None for no such end"),
        ({"seconds": -2.5}, "seconds is -2.5; it is above 0"),
        ({"limit": 0}, "limit is 0; it is above 0"),
    ],
)
def test_what_does_not_fit_is_refused(given: dict[str, object], message: str) -> None:
    free = made([2, 2], [[0] * 4 for _ in range(4)])
    with pytest.raises(ValueError, match=re.escape(message)):
        solve(free, **given)  # type: ignore[arg-type]
    if "limit" not in given:
        with pytest.raises(ValueError, match=re.escape(message)):
            count(free, **given)  # type: ignore[arg-type]
