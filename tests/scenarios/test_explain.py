"""Why a scenario holds: standings worked by hand, and every change of a cell tried."""

import csv
import random
from itertools import product
from pathlib import Path

import pytest

from sat.scenarios.balance import solve
from sat.scenarios.explain import Break, Influence, different, explain, nearest, standing
from sat.scenarios.impacts import (
    Configuration,
    Impacts,
    consistent,
    leads,
    smallest_lead,
    total_impact,
)

# Three descriptors of two, three and two states. In the scenario (0, 1, 0):
#   A: a1 gets −1 from b2 and 2 from c1, 1 in all; a2 gets 1 from b2: a tie of 1 and 1, lead 0.
#   B: b1 gets 0 and 1, b2 gets 3 and −1, b3 gets −3 and 0: 1, 2 and −3, lead 1 over b1.
#   C: c1 gets 2 from a1 and 0 from b2; c2 gets −2: lead 4.
ROWS = [
    [0, 0, 0, 3, -3, 2, -2],
    [0, 0, 0, 0, 0, 0, 0],
    [0, 0, 0, 0, 0, 0, 0],
    [-1, 1, 0, 0, 0, 0, 0],
    [0, 0, 0, 0, 0, 0, 0],
    [2, 0, 1, -1, 0, 0, 0],
    [0, 0, 0, 0, 0, 0, 0],
]
THREE = Impacts.of("ABC", [("a1", "a2"), ("b1", "b2", "b3"), ("c1", "c2")], ROWS)
SCENARIO = (0, 1, 0)


def drawn(draw: random.Random) -> Impacts:
    sizes = [draw.randint(1, 3) for _ in range(draw.randint(1, 3))]
    total = sum(sizes)
    rows = [[draw.randint(-2, 2) for _ in range(total)] for _ in range(total)]
    names = [f"D{number}" for number in range(len(sizes))]
    return Impacts.of(names, [[f"s{state}" for state in range(size)] for size in sizes], rows)


def test_the_standing_of_each_state_is_that_worked_by_hand() -> None:
    first, second, third = standing(THREE, SCENARIO)
    assert (first.state, first.balance, first.rival, first.lead) == (0, 1, 1, 0)
    assert first.supports == (Influence(2, 2, 2),)
    assert first.opponents == (Influence(1, -1, -2),)
    assert (second.state, second.balance, second.rival, second.lead) == (1, 2, 0, 1)
    assert second.supports == (Influence(0, 3, 3),)
    assert second.opponents == (Influence(2, -1, -2),)
    assert (third.state, third.balance, third.rival, third.lead) == (0, 2, 1, 4)
    assert third.supports == (Influence(0, 2, 4),)
    assert third.opponents == ()


def test_the_smallest_lead_is_named_with_where_it_is_and_what_breaks_it() -> None:
    found = explain(THREE, SCENARIO)
    assert (found.total, found.lead, found.weakest) == (1 + 2 + 2, 0, (0,))
    assert found.breaks == Break(source=2, target=0, before=2, after=1)
    assert explain(THREE, SCENARIO, slack=2).breaks == Break(2, 0, 2, -1)


def test_a_scenario_that_does_not_hold_has_nothing_left_to_break() -> None:
    found = explain(THREE, (0, 0, 0))
    # b1 gets 0 and 1, b2 gets 3 and −1.
    assert (found.lead, found.weakest, found.breaks) == (-1, (1,), None)
    assert explain(THREE, (0, 0, 0), slack=1).breaks == Break(2, 1, 1, 0)


def test_without_rivals_there_is_no_lead_and_no_break() -> None:
    found = explain(Impacts.of(["A"], [["only"]], [[2]]), (0,))
    assert (found.total, found.lead, found.weakest, found.breaks) == (2, None, (), None)
    assert found.standings[0].rival is None


def test_several_descriptors_can_be_the_weakest() -> None:
    flat = Impacts.of("AB", ["xy", "xy"], [[0] * 4] * 4)
    found = explain(flat, (0, 1))
    assert (found.lead, found.weakest) == (0, (0, 1))
    # Of equal cells, one between two descriptors is named before one on itself.
    assert found.breaks == Break(source=1, target=0, before=0, after=-1)


def changed(impacts: Impacts, row: int, column: int, cell: int) -> Impacts:
    rows = [list(cells) for cells in impacts.cells]
    rows[row][column] = cell
    return Impacts.of(impacts.descriptors, impacts.states, rows)


def test_no_cell_breaks_a_scenario_by_a_smaller_move_than_the_one_that_is_named() -> None:
    draw = random.Random(21)
    tried = 0
    for _ in range(60):
        impacts, slack = drawn(draw), draw.choice([0, 1])
        for scenario in product(*map(range, impacts.sizes)):
            found = explain(impacts, scenario, slack=slack).breaks
            if found is None:
                held = consistent(impacts, scenario, slack)
                assert not held or smallest_lead(impacts, scenario) is None
                continue
            tried += 1
            row = impacts.offsets[found.source] + scenario[found.source]
            column = impacts.offsets[found.target] + scenario[found.target]
            assert impacts.cells[row][column] == found.before
            broken = changed(impacts, row, column, found.after)
            assert not consistent(broken, scenario, slack)
            move = found.before - found.after
            size = len(impacts.cells)
            for line, place, sign in product(range(size), range(size), (-1, 1)):
                cell = impacts.cells[line][place] + sign * (move - 1)
                assert consistent(changed(impacts, line, place, cell), scenario, slack)
    assert tried > 50


def test_edges_sum_to_the_lead_and_balances_to_the_total() -> None:
    draw = random.Random(22)
    for _ in range(100):
        impacts = drawn(draw)
        scenario = tuple(draw.randrange(size) for size in impacts.sizes)
        found = explain(impacts, scenario)
        assert tuple(row.lead for row in found.standings) == leads(impacts, scenario)
        for row in found.standings:
            edges = [part.edge for part in (*row.supports, *row.opponents)]
            assert sum(edges) == (row.lead or 0)
            assert [*map(abs, edges)] == sorted(map(abs, edges[: len(row.supports)]))[::-1] + (
                sorted(map(abs, edges[len(row.supports) :]))[::-1]
            )
        assert sum(row.balance for row in found.standings) == total_impact(impacts, scenario)
        assert found.lead == smallest_lead(impacts, scenario)


def test_the_nearest_scenario_differs_least_and_the_first_of_equals_is_taken() -> None:
    others: list[Configuration] = [(1, 1, 1), (0, 2, 1), (1, 1, 0), SCENARIO]
    found = explain(THREE, SCENARIO, others)
    assert (found.nearest, found.changed) == ((1, 1, 0), (0,))
    assert nearest(SCENARIO, others[:2]) == (1, 1, 1)
    assert different(SCENARIO, (1, 1, 1)) == (0, 2)
    alone = explain(THREE, SCENARIO, [SCENARIO])
    assert (alone.nearest, alone.changed) == (None, ())


def test_nine_of_the_ten_scenarios_of_somewhereland_hold_by_a_lead_of_0(shared: Path) -> None:
    # Section 3 of ../shared/reference/scenarios.md; the totals are in the table of its solutions.
    with (shared / "published" / "somewhereland.csv").open(encoding="utf-8") as file:
        head, *lines = csv.reader(file)
    states: dict[str, list[str]] = {}
    for label in head[2:]:
        descriptor, _, state = label.partition("|")
        states.setdefault(descriptor, []).append(state)
    rows = [[int(cell) for cell in line[2:]] for line in lines]
    impacts = Impacts.of(list(states), list(states.values()), rows)
    with (shared / "published" / "somewhereland_solutions.csv").open(encoding="utf-8") as file:
        totals = {
            tuple(impacts.place(name, row[name])[1] for name in impacts.descriptors): int(
                row["total_impact_score_computed"]
            )
            for row in csv.DictReader(file)
        }
    listed = solve(impacts).scenarios
    found = [explain(impacts, scenario, listed) for scenario in listed]
    assert sum(row.lead == 0 for row in found) == 9
    assert {row.scenario: row.total for row in found} == totals


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="slack is -1; it is a whole number, 0 or above"):
        explain(THREE, SCENARIO, slack=-1)
    with pytest.raises(ValueError, match="the scenario has 2 states; the matrix has 3"):
        explain(THREE, (0, 1))
    with pytest.raises(ValueError, match="state 3 of descriptor B is not there"):
        standing(THREE, (0, 3, 0))
