"""The few configurations that differ most from each other, so that a handful covers the field.

Two configurations are as far apart as the number of parameters in which they differ (Hamming
distance). Chosen are the k of which the *closest* two are as far apart as can be (max-min): no two
tell nearly the same story. Of several such choices the first counts, in the order of the rows.

For a distance d the rows are the points of a graph, joined where they are d or more apart, and k
such rows are a clique. From a proved upper bound d goes down until there is one. Candidates that
can be put into fewer groups of rows too close to each other than rows are still wanted hold none
(the colouring bound of E. Tomita & T. Seki, *DMTCS* 2003).

Finding cliques is hard in general. A search that takes more steps than its limit is given up, and
``Distinct.at_most`` then says how much better a choice might be: nothing is passed off as best.
All this is over the rows given: those of a listing that was cut are not the whole field.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sat.text import counted

ROWS = 5_000  # configurations at most: their distances are a table of rows by rows
STEPS = 200_000  # candidate sets that are looked at for one distance


@dataclass(frozen=True)
class Distinct:
    """Which rows were chosen, in their order, and how far apart they are.

    ``distance`` is the smallest between two of them, in parameters. ``at_most`` is the proved upper
    bound of what any choice could have.
    """

    places: tuple[int, ...]
    distance: int
    at_most: int

    @property
    def exact(self) -> bool:
        """Whether the choice is proved to be the best; else the search for better was given up."""
        return self.distance == self.at_most


def most_different(rows: Sequence[Sequence[int]], k: int, steps: int = STEPS) -> Distinct:
    """The ``k`` configurations with the largest smallest distance, the first such of the rows.

    ``steps`` limits the search at each distance; see ``Distinct.exact``. Raises ``ValueError`` for
    k below 2, for fewer rows than k, for more than 5,000 rows, and for rows of unequal length.

    >>> most_different([(0, 0, 0), (0, 0, 1), (1, 1, 0), (1, 1, 1)], 2)
    Distinct(places=(0, 3), distance=3, at_most=3)
    """
    if k < 2:
        raise ValueError(f"k is {k}; compare at least 2 configurations")
    if not k <= len(rows) <= ROWS:
        raise ValueError(
            f"{counted(len(rows), 'configuration')} to choose {k} from; give {k} to {ROWS:,} "
            "(fix a parameter, or exclude more, to have fewer)"
        )
    if len({len(row) for row in rows}) > 1:
        raise ValueError("configurations have unequal lengths; each has a value of every parameter")
    table = np.array(rows, dtype=np.int64).reshape(len(rows), -1)
    distances = _distances(table)
    at_most = upper_bound(table, k)
    proved = True
    for distance in range(at_most, 0, -1):
        search = _Cliques(_joined(distances >= distance), steps)
        places = search.first((1 << len(rows)) - 1, k)
        if places:
            return Distinct(places, distance, at_most)
        proved = proved and not search.spent
        at_most = distance - 1 if proved else at_most
    return Distinct(tuple(range(k)), 0, at_most)  # repeated rows: no k are apart at all


def upper_bound(table: npt.NDArray[np.int64], k: int) -> int:
    """No k rows are farther apart than this: the largest possible mean distance, rounded down.

    In a column of s values k rows differ in most pairs when the values are spread evenly (the
    argument of M. Plotkin, *IRE Transactions on Information Theory* 6, 1960).

    >>> upper_bound(np.array([(0, 0), (0, 1), (1, 0), (1, 1)]), 4)
    1
    """
    total = 0
    for column in table.T:
        share, over = divmod(k, len(np.unique(column)))
        sizes = [share + 1] * over + [share] * (len(np.unique(column)) - over)
        total += k * (k - 1) // 2 - sum(size * (size - 1) // 2 for size in sizes)
    return total // (k * (k - 1) // 2)


def _distances(table: npt.NDArray[np.int64]) -> npt.NDArray[np.uint16]:
    """Rows by rows, in how many columns they differ."""
    found = np.zeros((len(table), len(table)), dtype=np.uint16)
    for column in table.T:
        found += column[:, None] != column
    return found


def _joined(far: npt.NDArray[np.bool_]) -> list[int]:
    """For each row the set of rows that are far from it, as the bits of an integer."""
    packed = np.packbits(far, axis=1, bitorder="little")
    return [int.from_bytes(line.tobytes(), "little") for line in packed]


class _Cliques:
    """A graph as sets of neighbours, and how many candidate sets may still be looked at."""

    def __init__(self, neighbours: list[int], steps: int) -> None:
        self.neighbours = neighbours
        self.steps = steps

    @property
    def spent(self) -> bool:
        """Whether the search was given up: then no answer is no proof."""
        return self.steps < 0

    def first(self, candidates: int, wanted: int) -> tuple[int, ...]:
        """The first clique among the candidates, lowest places first; empty where none is found."""
        if wanted == 1:
            return ((candidates & -candidates).bit_length() - 1,) if candidates else ()
        self.steps -= 1
        if self.spent or not self.enough(candidates, wanted):
            return ()
        while candidates.bit_count() >= wanted:
            low = candidates & -candidates
            candidates ^= low
            place = low.bit_length() - 1
            others = self.first(candidates & self.neighbours[place], wanted - 1)
            if others or self.spent:
                return (place, *others) if others else ()
        return ()

    def enough(self, candidates: int, wanted: int) -> bool:
        """Whether the candidates need at least ``wanted`` groups in which no two are joined.

        A clique has at most one member in each group.
        """
        for _ in range(wanted - 1):
            apart = candidates
            while apart:
                low = apart & -apart
                candidates ^= low
                apart = (apart ^ low) & ~self.neighbours[low.bit_length() - 1]
        return bool(candidates)
