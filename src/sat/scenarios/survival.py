"""In how many matrices with judgements moved by 1 a scenario still holds.

Another day or another judge might have them so. What survives most moves stands on no single cell;
the share of moves survived is a measure of firmness, no probability.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from sat.scenarios.balance import solve
from sat.scenarios.impacts import LARGEST, Configuration, Impacts, check_slack
from sat.scenarios.together import MOST, solve_together

BLOCK = 50  # draws that go together; with more the arrays no longer fit the caches, measured


@dataclass(frozen=True)
class Survival:
    """How often scenarios hold when judgements move.

    ``held`` are the draws, of all, in which each scenario asked about is consistent, in their
    order. ``newcomers`` are the others found in any draw, with in how many, most first; ``numbers``
    how many scenarios were found in each draw that was searched, and ``complete`` how many of these
    were searched to the end.
    """

    draws: int
    held: tuple[int, ...]
    newcomers: tuple[tuple[Configuration, int], ...]
    numbers: tuple[int, ...]
    complete: int


def survival(
    impacts: Impacts,
    scenarios: Sequence[Configuration],
    draws: int = 200,
    chance: float = 0.4,
    slack: int = 0,
    seed: int = 1,
    node_budget: int | None = None,
    together: int = MOST,
) -> Survival:
    """How often scenarios hold when each cell that is not 0 moves by 1, up or down, by chance.

    Cells move independently with the probability ``chance``, up as often as down; the seed makes
    the draws the same again. Whether a scenario holds is told from its definition. For newcomers
    the draws are solved in the same steps where no array of more than ``together`` cells is needed
    for it, else one after another, as long as their nodes are within ``node_budget`` in all.
    Raises ``ValueError`` for fewer than one draw and a chance that is not from 0 to 1.

    >>> rows = [[0, 0, 3, 0], [0, 0, 0, 1], [3, 0, 0, 0], [0, 1, 0, 0]]
    >>> survival(Impacts.of("AB", ["xy", "xy"], rows), [(0, 0)], draws=20).held
    (20,)
    """
    if draws < 1:
        raise ValueError(f"draws is {draws!r}; it is at least 1")
    if not 0 <= chance <= 1:
        raise ValueError(f"chance is {chance!r}; it is from 0 to 1")
    check_slack(slack)
    asked = [tuple(scenario) for scenario in scenarios]
    for scenario in asked:
        impacts.check(scenario)
    draw = np.random.default_rng(seed)
    held, tally, small = np.zeros(len(asked), int), _Tally(frozenset(asked), node_budget), True
    for first in range(0, draws, BLOCK):
        moved = [_noisy(impacts, chance, draw) for _ in range(min(BLOCK, draws - first))]
        for cells in moved:
            held += _holding(impacts, cells, asked, slack)
        found = solve_together(impacts.sizes, np.stack(moved), slack, together) if small else None
        small = found is not None
        if found is None:
            tally.search(impacts, moved, slack)
        else:
            tally.take(found)
    newcomers = sorted(tally.others.items(), key=lambda item: (-item[1], item[0]))
    numbers = tuple(tally.numbers)
    return Survival(draws, tuple(held.tolist()), tuple(newcomers), numbers, tally.complete)


@dataclass
class _Tally:
    """What the draws searched so far had, and how many nodes are left for those to come."""

    named: frozenset[Configuration]
    left: int | None
    others: Counter[Configuration] = field(default_factory=Counter)
    numbers: list[int] = field(default_factory=list)
    complete: int = 0

    def take(self, found: Sequence[Sequence[Configuration]], complete: bool = True) -> None:
        """The scenarios of some draws."""
        for scenarios in found:
            self.others.update(set(scenarios) - self.named)
            self.numbers.append(len(scenarios))
            self.complete += complete

    def search(self, impacts: Impacts, moved: Sequence[np.ndarray], slack: int) -> None:
        """One draw after another, until the nodes are used up."""
        for cells in moved:
            if self.left is not None and self.left <= 0:
                return
            matrix = Impacts.of(impacts.descriptors, impacts.states, cells.tolist())
            found = solve(matrix, slack, node_budget=self.left)
            self.left = None if self.left is None else self.left - found.nodes
            self.take([found.scenarios], found.complete)


def _holding(
    impacts: Impacts, cells: np.ndarray, scenarios: Sequence[Configuration], slack: int
) -> np.ndarray:
    """Which scenarios are consistent in a moved matrix: ``impacts.consistent`` of all at once."""
    if not scenarios:
        return np.zeros(0, bool)
    lines = np.array(scenarios) + np.array(impacts.offsets)
    sums = cells[lines].sum(axis=1)
    best = np.maximum.reduceat(sums, impacts.offsets, axis=1)
    holds: np.ndarray = np.all(np.take_along_axis(sums, lines, axis=1) >= best - slack, axis=1)
    return holds


def _noisy(impacts: Impacts, chance: float, draw: np.random.Generator) -> np.ndarray:
    """The matrix with judgements moved; none beyond what a cell may be."""
    cells = np.array(impacts.cells)
    moves = np.where(draw.random(cells.shape) < chance, draw.choice([-1, 1], cells.shape), 0)
    moved: np.ndarray = np.clip(cells + moves * (cells != 0), -LARGEST, LARGEST)
    return moved
