"""Cross-impact matrices as workshops write them, drawn from a seed; they stand for no real model.

In a *workshop* matrix a given share of the judgement sections (one descriptor on another) is
filled, each row of a section with whole numbers from −3 to 3 that sum to 0; in a *dense* one every
cell between two descriptors is drawn evenly from −3 to 3.
"""

import random

from sat.scenarios.impacts import Impacts


def workshop(descriptors: int, states: int, share: float, seed: int = 1) -> Impacts:
    """A matrix with this share of its judgement sections filled, rows of a section summing to 0."""
    draw = random.Random(seed)
    rows: list[list[int]] = [[] for _ in range(descriptors * states)]
    for source in range(descriptors):
        for target in range(descriptors):
            filled = source != target and draw.random() < share
            for state in range(states):
                section = _balanced(draw, states) if filled else [0] * states
                rows[source * states + state] += section
    return _impacts([states] * descriptors, rows)


def dense(descriptors: int, states: int, seed: int = 1) -> Impacts:
    """A matrix with every cell between two descriptors drawn evenly from −3 to 3."""
    draw = random.Random(seed)
    size = descriptors * states
    rows = [
        [0 if row // states == column // states else draw.randint(-3, 3) for column in range(size)]
        for row in range(size)
    ]
    return _impacts([states] * descriptors, rows)


def _impacts(sizes: list[int], rows: list[list[int]]) -> Impacts:
    names = [f"D{number + 1}" for number in range(len(sizes))]
    return Impacts.of(names, [[f"s{state + 1}" for state in range(size)] for size in sizes], rows)


def _balanced(draw: random.Random, states: int) -> list[int]:
    """Whole numbers from −3 to 3 that sum to 0, drawn evenly from all such rows."""
    while True:
        row = [draw.randint(-3, 3) for _ in range(states - 1)]
        if -3 <= sum(row) <= 3:
            return [*row, -sum(row)]
