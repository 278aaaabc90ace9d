"""Cross-impact matrices as workshops write them, and how long their consistent scenarios take.

The matrices are generated from a fixed seed and stand for no real model: in a *workshop* matrix a
given share of the judgement sections (one descriptor on another) is filled, each row of a section
with whole numbers from −3 to 3 that sum to 0; in a *dense* one every cell between two descriptors
is drawn evenly from −3 to 3.
"""

import random
import time
from itertools import product

from sat.scenarios.balance import count, solve
from sat.scenarios.impacts import Configuration, Impacts, consistent


def _impacts(sizes: list[int], rows: list[list[int]]) -> Impacts:
    names = [f"D{number + 1}" for number in range(len(sizes))]
    return Impacts.of(names, [[f"s{state + 1}" for state in range(size)] for size in sizes], rows)


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


def _balanced(draw: random.Random, states: int) -> list[int]:
    """Whole numbers from −3 to 3 that sum to 0, drawn evenly from all such rows."""
    while True:
        row = [draw.randint(-3, 3) for _ in range(states - 1)]
        if -3 <= sum(row) <= 3:
            return [*row, -sum(row)]


def dense(descriptors: int, states: int, seed: int = 1) -> Impacts:
    """A matrix with every cell between two descriptors drawn evenly from −3 to 3."""
    draw = random.Random(seed)
    size = descriptors * states
    rows = [
        [0 if row // states == column // states else draw.randint(-3, 3) for column in range(size)]
        for row in range(size)
    ]
    return _impacts([states] * descriptors, rows)


LISTED = [
    ("workshop 16x3, 35 % filled", lambda seed: workshop(16, 3, 0.35, seed), 0.02),
    ("workshop 20x4, 35 % filled", lambda seed: workshop(20, 4, 0.35, seed), 1.0),
    ("workshop 30x3, 35 % filled", lambda seed: workshop(30, 3, 0.35, seed), 5.0),
    ("workshop 45x3, 12 % filled", lambda seed: workshop(45, 3, 0.12, seed), 1.0),
    ("dense 16x3", lambda seed: dense(16, 3, seed), 0.2),
]
COUNTED = [
    ("workshop 100x2, 2 % filled, counted", lambda seed: workshop(100, 2, 0.02, seed), 0.5),
]
SEEDS = (1, 2, 3)


def plainly(impacts: Impacts) -> list[Configuration]:
    """The baseline: every configuration in turn, each held against its definition."""
    return [cell for cell in product(*map(range, impacts.sizes)) if consistent(impacts, cell)]


def against_plain() -> None:
    """The search beside the baseline, on a matrix that the baseline can do; same scenarios."""
    impacts = workshop(9, 3, 0.35)
    start = time.perf_counter()
    expected = plainly(impacts)
    middle = time.perf_counter()
    found = list(solve(impacts).scenarios)
    ours = time.perf_counter() - middle
    if found != expected:
        raise AssertionError("the search does not find what every configuration in turn shows")
    ratio = (middle - start) / ours
    print(f"workshop 9x3: {ratio:,.0f} × the speed of trying all {impacts.configurations:,}")


def main() -> None:
    """A table: time of each matrix (the tables included), its aim, what was found."""
    against_plain()
    print(f"{'matrix':36} {'seed':>4} {'seconds':>8} {'aim':>6} {'found':>12} {'nodes':>8}")
    for name, made, aim in LISTED:
        for seed in SEEDS:
            impacts = made(seed)
            start = time.perf_counter()
            found = solve(impacts)
            seconds = time.perf_counter() - start
            _line(name, seed, seconds, aim, len(found.scenarios), f"{found.nodes:,}")
    for name, made, aim in COUNTED:
        for seed in SEEDS:
            impacts = made(seed)
            start = time.perf_counter()
            number = count(impacts)
            _line(name, seed, time.perf_counter() - start, aim, number or 0, "")


def _line(name: str, seed: int, seconds: float, aim: float, found: int, nodes: str) -> None:
    print(f"{name:36} {seed:4} {seconds:8.4f} {aim:6.2f} {found:12,} {nodes:>8}")


if __name__ == "__main__":
    main()
