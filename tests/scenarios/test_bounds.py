"""Packed bounds: each field is the sum it stands for, and no state leaves that could hold."""

import random
from itertools import product

import numpy as np
import pytest

from sat.scenarios.bounds import Bounds, Table, bounds_of, probe, settle
from sat.scenarios.impacts import Configuration, Impacts, balances, consistent


def drawn(draw: random.Random, largest: int = 3) -> Impacts:
    """A small matrix, self-impacts included, a third of its cells 0 on average."""
    sizes = [draw.randint(1, 4) for _ in range(draw.randint(1, 4))]
    total = sum(sizes)
    rows = [
        [draw.randint(-largest, largest) * (draw.random() < 0.7) for _ in range(total)]
        for _ in range(total)
    ]
    names = [f"D{number}" for number in range(len(sizes))]
    return Impacts.of(names, [[f"s{state}" for state in range(size)] for size in sizes], rows)


def some_domains(draw: random.Random, impacts: Impacts) -> list[int]:
    return [draw.randint(1, (1 << size) - 1) for size in impacts.sizes]


def held(domains: list[int]) -> list[Configuration]:
    """Every scenario within the domains."""
    states = [[s for s in range(domain.bit_length()) if domain >> s & 1] for domain in domains]
    return list(product(*states))


def unpacked(bounds: Bounds, packed: int) -> list[int]:
    """The fields' amounts, taken apart by plain arithmetic."""
    size = 1 << bounds.width
    amounts = []
    for _ in bounds.owner:
        packed, amount = divmod(packed, size)
        amounts.append(amount - size // 2)
    return amounts


def conditions(impacts: Impacts) -> list[tuple[int, int, int]]:
    """Descriptor, state and rival of each condition, in the order of the fields."""
    return [
        (number, state, rival)
        for number, size in enumerate(impacts.sizes)
        for state in range(size)
        for rival in range(size)
        if rival != state
    ]


def gains(impacts: Impacts, domains: list[int]) -> list[list[list[int]]]:
    """By condition and descriptor, what each state of the domain adds to the lead."""
    found = []
    for number, state, rival in conditions(impacts):
        place, other = impacts.offsets[number] + state, impacts.offsets[number] + rival
        added = [row[place] - row[other] for row in impacts.cells]
        found.append(
            [
                [added[first + kept] for kept in range(size) if domain >> kept & 1]
                for first, size, domain in zip(impacts.offsets, impacts.sizes, domains, strict=True)
            ]
        )
    return found


@pytest.mark.parametrize(("largest", "width"), [(1, 8), (300, 16)])
def test_ceilings_and_floors_are_sums_of_the_most_and_the_least_that_each_row_adds(
    largest: int, width: int
) -> None:
    draw = random.Random(11)
    widths = set()
    for _ in range(60):
        impacts = drawn(draw, largest)
        bounds = bounds_of(impacts)
        domains = some_domains(draw, impacts)
        ceilings, _, _ = bounds.root(domains)
        spreads = sum(bounds.spread(number, domain) for number, domain in enumerate(domains))
        added = gains(impacts, domains)
        assert unpacked(bounds, ceilings) == [sum(map(max, row)) for row in added]
        assert unpacked(bounds, ceilings - spreads) == [sum(map(min, row)) for row in added]
        widths.add(bounds.width)
    assert width == max(widths)


@pytest.mark.parametrize(("slack", "added"), [(0, 0), (2, 2), (10**9, 12)])
def test_slack_raises_each_ceiling_up_to_what_no_lead_can_use_up(slack: int, added: int) -> None:
    # A's two rows set b1 and b2 apart by 8 and by 4, so no lead is ever below −12.
    rows = [[0, 0, 4, -4], [0, 0, -2, 2], [0, 0, 0, 0], [0, 0, 0, 0]]
    bounds = bounds_of(Impacts.of("AB", [("a1", "a2"), ("b1", "b2")], rows), slack)
    ceilings, _, _ = bounds.root([0b01, 0b11])
    assert unpacked(bounds, ceilings) == [added, added, added + 8, added - 8]


def test_with_every_descriptor_decided_the_ceilings_are_the_leads_over_each_rival() -> None:
    draw = random.Random(12)
    for _ in range(60):
        impacts = drawn(draw)
        bounds = bounds_of(impacts)
        for scenario in held([(1 << size) - 1 for size in impacts.sizes]):
            ceilings, _, _ = bounds.root([1 << state for state in scenario])
            sums = balances(impacts, scenario)
            assert unpacked(bounds, ceilings) == [
                sums[number][state] - sums[number][rival]
                for number, state, rival in conditions(impacts)
            ]


def test_settling_and_probing_lose_no_consistent_scenario_and_leave_only_fitting_states() -> None:
    draw = random.Random(13)
    for _ in range(200):
        impacts, slack = drawn(draw), draw.choice([0, 0, 1, 3])
        domains = some_domains(draw, impacts)
        right = {row for row in held(domains) if consistent(impacts, row, slack)}
        bounds = bounds_of(impacts, slack)
        ceilings, live, left = bounds.root(domains)
        settled = settle(bounds, ceilings, live, left)
        if settled is None:
            assert not right
            continue
        assert right <= set(held(left))
        assert bounds.root(left)[:2] == settled
        probed = probe(bounds, (*settled, left.copy()), range(len(impacts.sizes)))
        if probed is None:
            assert not right
            continue
        assert right <= set(held(probed[2])) <= set(held(left))
        assert bounds.root(probed[2])[:2] == probed[:2]


def test_a_state_that_its_rival_beats_in_every_case_is_ruled_out() -> None:
    # Whatever A does, b2 has 1 more than b1; and b2 makes a1 lose.
    rows = [[0, 0, 0, 1], [0, 0, 0, 1], [5, 0, 0, 0], [0, 1, 0, 0]]
    bounds = bounds_of(Impacts.of("AB", [("a1", "a2"), ("b1", "b2")], rows))
    ceilings, live, domains = bounds.root([0b11, 0b11])
    assert settle(bounds, ceilings, live, domains) is not None
    assert domains == [0b10, 0b10]


def test_probing_finds_what_settling_does_not() -> None:
    # A wants what B is not, B wants what A is: no choice holds, yet each ceiling is 0 or more.
    rows = [[0, 0, 1, 0], [0, 0, 0, 1], [0, 1, 0, 0], [1, 0, 0, 0]]
    bounds = bounds_of(Impacts.of("AB", [("a1", "a2"), ("b1", "b2")], rows))
    ceilings, live, domains = bounds.root([0b11, 0b11])
    assert settle(bounds, ceilings, live, domains) == (ceilings, live)
    assert domains == [0b11, 0b11]
    # a1 alone leaves b1 alone, one step on; only then a1 fails.
    for node in bounds.branches((ceilings, live, domains), 0):
        assert bounds.root(node[2]) == node
        assert settle(bounds, *node) is None
    assert domains == [0b11, 0b11]


def test_a_table_joins_single_states_when_asked() -> None:
    table = Table([1, 2, 4], lambda one, other: one | other)
    assert (table[0b101], table[0b111], table[0b010]) == (5, 7, 2)


def test_packed_maxima_are_those_of_numpy() -> None:
    draw = np.random.default_rng(14)
    for _ in range(50):
        cells = draw.integers(-3, 4, (12, 12)).tolist()
        impacts = Impacts.of("ABC", [[f"s{n}" for n in range(4)]] * 3, cells)
        bounds = bounds_of(impacts)
        domain = int(draw.integers(1, 16))
        ceilings, _, _ = bounds.root([domain, 0b1111, 0b1])
        rows = np.array(cells)
        chosen = [number for number in range(4) if domain >> number & 1]
        columns = conditions(impacts)
        gains = np.array(
            [rows[:, 4 * i + state] - rows[:, 4 * i + rival] for i, state, rival in columns]
        ).T
        expected = gains[chosen].max(0) + gains[4:8].max(0) + gains[8]
        assert unpacked(bounds, ceilings) == expected.tolist()


def test_a_forbidden_pair_rules_out_the_second_state_once_the_first_is_all_that_is_left() -> None:
    impacts = Impacts.of("AB", [("a1", "a2"), ("b1", "b2")], [[0] * 4] * 4)
    bounds = bounds_of(impacts, 5, [((0, 0), (1, 1))])
    ceilings, live, domains = bounds.root([0b01, 0b11])
    assert settle(bounds, ceilings, live, domains) is not None
    assert domains == [0b01, 0b01]
    ceilings, live, domains = bounds.root([0b11, 0b11])
    assert settle(bounds, ceilings, live, domains) == (ceilings, live)
    ceilings, live, domains = bounds.root([0b01, 0b10])
    assert settle(bounds, ceilings, live, domains) is None


def test_the_descriptor_with_the_most_outgoing_influence_comes_first() -> None:
    rows = [[0, 0, 1, 0], [0, 0, 0, 1], [3, 0, 0, 0], [0, 3, 0, 0]]
    assert bounds_of(Impacts.of("AB", [("a1", "a2"), ("b1", "b2")], rows)).order == (1, 0)
