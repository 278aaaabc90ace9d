"""`balance` and `box` beside CP-SAT, which shares no code with them, and beside every case tried.

`test_balance` and `test_box` try each configuration of small cases. Here the cases are as large as
workshops have them, and have slack, fixed states, forbidden pairs and self-impacts all at once.
"""

import random
from itertools import combinations, product
from types import ModuleType

import numpy as np
import pytest

from sat.scenarios.balance import Fixed, count, solve
from sat.scenarios.box import Box, configurations, support
from sat.scenarios.box import count as box_count
from sat.scenarios.impacts import Configuration, Impacts

Place = tuple[int, int]
Asked = dict[str, object]  # what `solve` and the oracle are asked besides the matrix

SHAPES = {
    "6x3": [3] * 6,
    "8x3": [3] * 8,
    "10x3": [3] * 10,
    "12x3": [3] * 12,
    "4 to 1": [4, 3, 2, 1, 4, 3, 2, 1, 4],
    "2 beside 6": [2, 2, 6, 2, 2, 2, 6, 2],
}
WIDE = {"16x3": [3] * 16, "20x3": [3] * 20, "30x2": [2] * 30, "mixed": [2, 3, 4] * 6}


@pytest.fixture(scope="module")
def oracle() -> ModuleType:
    pytest.importorskip("ortools", reason="the oracle is OR-tools, of the extra .[peers]")
    from . import oracle

    return oracle


def drawn(draw: random.Random, sizes: list[int], share: float, selves: bool) -> Impacts:
    """A matrix with this share of its judgement sections filled, of a descriptor on itself too."""
    sections = [
        [(source != target or selves) and draw.random() < share for target in range(len(sizes))]
        for source in range(len(sizes))
    ]
    rows = [
        [
            draw.randint(-3, 3) if filled else 0
            for filled, width in zip(sections[source], sizes, strict=True)
            for _ in range(width)
        ]
        for source, height in enumerate(sizes)
        for _ in range(height)
    ]
    names = [f"D{number}" for number in range(len(sizes))]
    return Impacts.of(names, [[f"s{state}" for state in range(size)] for size in sizes], rows)


def asked(draw: random.Random, sizes: list[int]) -> Asked:
    """Slack, some descriptors held to fewer states, and pairs that may not be: each often none."""
    fixed = {
        number: {draw.randrange(size) for _ in range(draw.choice([1, 2]))}
        for number, size in enumerate(sizes)
        if draw.random() < 0.1
    }
    pairs = []
    for _ in range(draw.choice([0, 0, 2, 8])):
        one, other = draw.sample(range(len(sizes)), 2)
        pairs.append(((one, draw.randrange(sizes[one])), (other, draw.randrange(sizes[other]))))
    return {"slack": draw.choice([0, 0, 0, 1, 2]), "fixed": fixed, "forbidden": pairs}


def tried(
    impacts: Impacts, slack: int, fixed: Fixed, forbidden: list[tuple[Place, Place]]
) -> list[Configuration]:
    """Every configuration there is, all at once, in lexicographic order."""
    axes = np.meshgrid(*(np.arange(size, dtype=np.int16) for size in impacts.sizes), indexing="ij")
    states = np.stack([axis.ravel() for axis in axes], axis=1)
    cells = np.array(impacts.cells, np.int16)
    kept = np.ones(len(states), bool)
    for number, allowed in fixed.items():
        kept &= np.isin(states[:, number], list(allowed))
    for (one, state), (other, rival) in forbidden:
        kept &= (states[:, one] != state) | (states[:, other] != rival)
    for target, (first, size) in enumerate(zip(impacts.offsets, impacts.sizes, strict=True)):
        states = states[kept]
        balances = np.zeros((len(states), size), np.int16)
        for source, offset in enumerate(impacts.offsets):
            balances += cells[offset + states[:, source], first : first + size]
        own = balances[np.arange(len(states)), states[:, target]]
        kept = own >= balances.max(axis=1) - slack
    return [tuple(row) for row in states[kept].tolist()]


def test_the_oracle_gives_the_answers_that_are_known(oracle: ModuleType) -> None:
    # Five queens can be placed in 10 ways; six states that all want to agree do so in 3.
    queens = Box(
        (5,) * 5,
        tuple(
            ((p, i), (q, j))
            for p, q in combinations(range(5), 2)
            for i, j in product(range(5), repeat=2)
            if i == j or abs(i - j) == q - p
        ),
    )
    assert len(oracle.solutions(oracle.configurations(queens))) == 10
    rows = [
        [int(row % 3 == column % 3 and row != column) for column in range(18)] for row in range(18)
    ]
    names = [["x", "y", "z"]] * 6
    agreeing = oracle.balances(Impacts.of("ABCDEF", names, rows))
    assert oracle.solutions(agreeing) == [(0,) * 6, (1,) * 6, (2,) * 6]


@pytest.mark.parametrize("shape", SHAPES)
def test_matrices_have_what_the_oracle_and_every_configuration_tried_find(
    shape: str, oracle: ModuleType
) -> None:
    sizes, found = SHAPES[shape], []
    for seed in range(5 if shape == "12x3" else 30):
        draw = random.Random(f"{shape} {seed}")
        impacts = drawn(draw, sizes, draw.choice([0.2, 0.35, 1]), selves=seed % 3 == 0)
        given = asked(draw, sizes)
        expected = tried(impacts, **given)
        assert oracle.solutions(oracle.balances(impacts, **given)) == expected, seed
        solved = solve(impacts, **given)
        assert (list(solved.scenarios), solved.complete) == (expected, True), seed
        assert count(impacts, **given) == len(expected), seed
        found.append(len(expected))
    assert 0 in found
    assert max(found) > 20


@pytest.mark.parametrize("shape", WIDE)
def test_matrices_too_large_to_try_have_what_the_oracle_finds(
    shape: str, oracle: ModuleType
) -> None:
    sizes, found = WIDE[shape], []
    for seed in range(20):
        draw = random.Random(f"{shape} {seed}")
        impacts = drawn(draw, sizes, draw.choice([2, 4]) / len(sizes), selves=seed % 3 == 0)
        given = asked(draw, sizes) | {"slack": 0}
        expected = oracle.solutions(oracle.balances(impacts, **given))
        assert list(solve(impacts, **given).scenarios) == expected, seed
        assert count(impacts, **given) == len(expected), seed
        found.append(len(expected))
    assert max(found) > 20


def box_of(draw: random.Random) -> Box:
    """Six to ten parameters, a share of the pairs excluded, and exclusions of three and four."""
    sizes = tuple(draw.randint(2, 5) for _ in range(draw.randint(6, 10)))
    places = [(number, value) for number, size in enumerate(sizes) for value in range(size)]
    share = draw.choice([0.05, 0.15, 0.3])
    pairs = tuple(
        (one, other)
        for one, other in combinations(places, 2)
        if one[0] != other[0] and draw.random() < share
    )
    larger = dict[frozenset[Place], tuple[Place, ...]]()
    for _ in range(draw.choice([0, 5, 40])):
        chosen = draw.sample(range(len(sizes)), draw.choice([3, 3, 3, 4]))
        row = tuple((number, draw.randrange(sizes[number])) for number in chosen)
        larger[frozenset(row)] = row
    return Box(sizes, pairs, tuple(larger.values()))


@pytest.mark.parametrize("fixes", [0, 2])
def test_boxes_have_what_the_oracle_finds(fixes: int, oracle: ModuleType) -> None:
    found = []
    for seed in range(30):
        draw = random.Random(f"box {fixes} {seed}")
        box = box_of(draw)
        chosen = draw.sample(range(len(box.sizes)), fixes)
        fixed = {number: draw.randrange(box.sizes[number]) for number in chosen}
        expected = oracle.solutions(oracle.configurations(box, fixed))
        listing = configurations(box, fixed)
        assert (list(listing.rows), listing.complete) == (expected, True), seed
        assert box_count(box, fixed) == len(expected), seed
        assert support(box, fixed) == tuple(
            tuple(sum(row[number] == value for row in expected) for value in range(size))
            for number, size in enumerate(box.sizes)
        ), seed
        found.append(len(expected))
    assert 0 in found
    assert max(found) > 100
