"""The consistent scenarios of many matrices over the same states, all matrices in the same steps.

Where judgements move a little, hundreds of matrices that hardly differ are to be solved, each in
a moment. `balance.solve` takes them one by one, a node at a time; here the descriptors are decided
one after another, and every partial scenario of every matrix takes a step together, as rows of
arrays. It finds the same. Partial scenarios are only cut where a decided descriptor can no longer
be consistent, so on matrices that need a long search there are too many of them to hold at once;
those are left to `balance.solve`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sat.scenarios.impacts import LARGEST, Configuration

MOST = 4_000_000  # cells of arrays held at once, of 4 bytes each; a few arrays are held


def solve_together(
    sizes: Sequence[int], matrices: np.ndarray, slack: int = 0, most: int = MOST
) -> list[tuple[Configuration, ...]] | None:
    """The scenarios of each matrix in which no lead is below ``-slack``, as ``solve`` lists them.

    ``sizes`` says how many states each descriptor has; ``matrices`` are whole numbers of the shape
    (matrices, states, states). ``None`` as soon as an array of more than ``most`` cells is needed.

    >>> rows = [[0, 0, 1, 0], [0, 0, 0, 1], [1, 0, 0, 0], [0, 1, 0, 0]]
    >>> solve_together([2, 2], np.array([rows, np.zeros((4, 4), int)]))
    [((0, 0), (1, 1)), ((0, 0), (0, 1), (1, 0), (1, 1))]
    """
    if len(matrices) * sum(sizes) * max(sizes) ** 2 > most:
        return None
    search = _Search.of(sizes, matrices, slack)
    count = len(matrices)
    rows = _Partial(
        np.arange(count), np.zeros((count, len(sizes)), np.intp), np.zeros_like(search.cells[:, 0])
    )
    for decided, descriptor in enumerate(search.order):
        if len(rows.matrix) * sizes[descriptor] * sum(sizes) > most:
            return None
        rows = search.step(rows, decided)
    return _listed(rows, count)


@dataclass(frozen=True)
class _Partial:
    """Partial scenarios as rows: the matrix each is of, its states, and the balances so far."""

    matrix: np.ndarray
    states: np.ndarray
    sums: np.ndarray


@dataclass(frozen=True)
class _Search:
    """The matrices, and the order in which their descriptors are decided.

    ``hopes`` has by descriptor, at (matrix, number decided, state, rival), the most by which the
    undecided ones can still take the state's balance above the rival's, the slack included.
    """

    sizes: Sequence[int]
    cells: np.ndarray
    parts: list[slice]
    order: list[int]
    hopes: list[np.ndarray]

    @classmethod
    def of(cls, sizes: Sequence[int], matrices: np.ndarray, slack: int) -> "_Search":
        cells = matrices.astype(np.int32)
        ends = np.cumsum(sizes).tolist()
        parts = [slice(end - size, end) for end, size in zip(ends, sizes, strict=True)]
        reach = [int(np.ptp(cells[:, part], axis=1).sum()) for part in parts]
        order = sorted(range(len(sizes)), key=lambda number: -reach[number])
        # No lead can be further below 0 than this; a larger slack allows no more.
        slack = min(slack, 2 * LARGEST * len(sizes))
        hopes = [_hopes(cells, cells[:, :, part], parts, order) + slack for part in parts]
        return cls(sizes, cells, parts, order, hopes)

    def step(self, rows: _Partial, decided: int) -> _Partial:
        """One more descriptor decided, in every way that leaves all decided ones a chance."""
        descriptor = self.order[decided]
        size, first = self.sizes[descriptor], self.parts[descriptor].start
        old = np.repeat(np.arange(len(rows.matrix)), size)
        state = np.tile(np.arange(size), len(rows.matrix))
        for checked in [descriptor, *self.order[:decided]]:
            part, matrix = self.parts[checked], rows.matrix[old]
            own = state if checked == descriptor else rows.states[old, checked]
            sums = rows.sums[old, part] + self.cells[matrix, first + state, part]
            ahead = np.take_along_axis(sums, own[:, None], axis=1) - sums
            kept = (ahead + self.hopes[checked][matrix, decided + 1, own] >= 0).all(axis=1)
            old, state = old[kept], state[kept]
        matrix, states = rows.matrix[old], rows.states[old]
        states[:, descriptor] = state
        return _Partial(matrix, states, rows.sums[old] + self.cells[matrix, first + state])


def _hopes(
    cells: np.ndarray, columns: np.ndarray, parts: Sequence[slice], order: Sequence[int]
) -> np.ndarray:
    """See ``_Search``, for the descriptor that these columns are of, without slack."""
    over = columns[:, :, :, None] - columns[:, :, None, :]
    best = np.stack([over[:, parts[number]].max(axis=1) for number in order], axis=1)
    rest = best[:, ::-1].cumsum(axis=1, dtype=np.int32)[:, ::-1]
    return np.concatenate([rest, np.zeros_like(rest[:, :1])], axis=1)


def _listed(rows: _Partial, count: int) -> list[tuple[Configuration, ...]]:
    """The scenarios of each matrix in lexicographic order."""
    listed = rows.states[np.lexsort([*rows.states.T[::-1], rows.matrix])].tolist()
    ends = np.cumsum(np.bincount(rows.matrix, minlength=count)).tolist()
    return [
        tuple(map(tuple, listed[first:end])) for first, end in zip([0, *ends], ends, strict=False)
    ]
