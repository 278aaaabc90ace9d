r"""Scores of hypotheses by several rules, and diagnosticity of items.

Every score here is a score of *inconsistency*: it says how much of the evidence speaks against a
hypothesis. Less is better, which means less refuted, **not** more probable. No rule gives credit
for consistency, since an item that fits every hypothesis supports none (Heuer 1999, ch. 8).

In the formulas m(e,h) is the mark of item e against hypothesis h, i(m) is 1 for I, 2 for II and 0
otherwise, [ ] is 1 where the condition holds, k are weights. Where several analysts rated a cell,
its points are the mean over those who rated it, taken before anything is summed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sat.ach.matrix import Matrix

Array = npt.NDArray[np.float64]

# A hypothesis that fewer than this share of the items were held against is not ranked: few
# ratings leave little room for inconsistency, and would win by silence.
MIN_RATED = 0.5


@dataclass(frozen=True)
class Rule:
    """A way of scoring, with what a reader must know to use the number."""

    key: str
    title: str
    formula: str
    best: str
    source: str

    @property
    def caption(self) -> str:
        """Title, formula and orientation in one line."""
        return f"{self.title}: {self.formula}; {self.best} is least refuted"


RULES = (
    Rule(
        "count",
        "Heuer's count",
        "S(h) = Σₑ [m(e,h) is I or II]",
        "lowest",
        "Heuer 1999, Psychology of Intelligence Analysis, ch. 8; US Army TC 2-33.4, 2-55",
    ),
    Rule(
        "inconsistency",
        "Inconsistency",
        "S(h) = Σₑ i(m), I = 1, II = 2",
        "lowest",
        "Heuer & Pherson, Structured Analytic Techniques; PARC ACH with all weights 1",
    ),
    Rule(
        "weighted",
        "PARC weighted",
        "S(h) = -Σₑ k(credibility)·k(relevance)·i(m), k = 1/√2, 1, √2",
        "nearest 0",
        "PARC ACH 2.0 (constants as PARC gave them to IARPA's forum); the grades are mapped by us",
    ),
    Rule(
        "grouped",
        "Each origin once",
        "S(h) = Σ over dependence groups of the mean i(m) of the group's rated items",
        "lowest",
        "this workbook, after ct-ach and system-xray: copies of one report count once",
    ),
)
PER_ITEM = "_per_item"


@dataclass(frozen=True)
class Terms:
    """What the rules add up: items × hypotheses, NaN where nobody gave a mark."""

    count: Array
    points: Array

    def without(self, dropped: npt.NDArray[np.bool_]) -> "Terms":
        """The terms with some items left out."""
        return Terms(self.count[~dropped], self.points[~dropped])


def terms(matrix: Matrix) -> Terms:
    """Points of every cell, pooled over the analysts who gave a mark there."""
    values = matrix.values
    nowhere = np.isnan(values)
    against = np.where(nowhere, np.nan, np.clip(-values, 0, None))
    return Terms(pooled(np.where(nowhere, np.nan, against > 0)), pooled(against))


def pooled(cube: Array) -> Array:
    """Mean over the first axis of what is there; NaN where nothing is.

    >>> pooled(np.array([[1.0, np.nan], [0.0, np.nan]]))
    array([0.5, nan])
    """
    there = ~np.isnan(cube)
    number = there.sum(axis=0)
    sums = np.where(there, cube, 0.0).sum(axis=0)
    return np.asarray(np.divide(sums, number, out=np.full(sums.shape, np.nan), where=number > 0))


def total(cells: Array, weights: Array | float = 1.0) -> Array:
    """Weighted sum of each column; what is missing adds nothing.

    >>> total(np.array([[1.0, 2.0], [0.0, np.nan]]), np.array([2.0, 1.0]))
    array([2., 4.])
    """
    column = np.reshape(weights, (-1, 1)) if np.ndim(weights) else weights
    return np.asarray(np.nansum(cells * column, axis=0))


def group_means(cells: Array, groups: Sequence[str]) -> Array:
    """Groups × hypotheses: mean of each group's rated items; an item without a group is its own.

    >>> group_means(np.array([[1.0], [0.0], [2.0]]), ["a", "a", ""])
    array([[0.5],
           [2. ]])
    """
    number = group_numbers(groups)
    size, there = number.max(initial=-1) + 1, ~np.isnan(cells)
    sums, counts = added(np.where(there, cells, 0.0), number, size), added(there, number, size)
    means = np.divide(sums, counts, out=np.full(sums.shape, np.nan), where=counts > 0)
    return np.asarray(means)


def group_numbers(groups: Sequence[str]) -> npt.NDArray[np.intp]:
    """For each item the number of its group, in order of appearance.

    >>> group_numbers(["a", "", "a"]).tolist()
    [0, 1, 0]
    """
    places: dict[str, int] = {}
    labels = [group or f" {number}" for number, group in enumerate(groups)]
    return np.array([places.setdefault(label, len(places)) for label in labels], dtype=np.intp)


def added(cells: npt.NDArray[Any], places: npt.NDArray[np.intp], number: int) -> Array:
    """So many rows, each the sum of the cells that have its place.

    >>> added(np.array([1.0, 2.0, 4.0]), np.array([0, 2, 0]), 3).tolist()
    [5.0, 0.0, 2.0]
    """
    sums = np.zeros((number, *cells.shape[1:]))
    np.add.at(sums, places, cells)
    return sums


def score(what: Terms, weights: Array, groups: Sequence[str]) -> dict[str, Array]:
    """All rules: a number for each hypothesis, as sums and per rated item (or group).

    A hypothesis that nobody marked has no score (NaN): 0 would be the best of all.
    """
    grouped = group_means(what.points, groups)
    sums = {
        "count": (total(what.count), what.count),
        "inconsistency": (total(what.points), what.points),
        "weighted": (0.0 - total(what.points, weights), what.points),
        "grouped": (total(grouped), grouped),
    }
    scores = {}
    for key, (value, cells) in sums.items():
        rated = np.where(np.isnan(cells).all(axis=0), np.nan, (~np.isnan(cells)).sum(axis=0))
        scores[key] = value + 0 * rated
        scores[key + PER_ITEM] = value / rated
    return scores


def rankable(what: Terms) -> npt.NDArray[np.bool_]:
    """Hypotheses held against enough of the items (``MIN_RATED``) to be ranked."""
    marked = ~np.isnan(what.points)
    if not len(marked):
        return np.zeros(marked.shape[1], dtype=bool)
    return np.asarray(marked.any(axis=0) & (marked.mean(axis=0) >= MIN_RATED))


def rank(scores: Array, names: Sequence[str], eligible: npt.NDArray[np.bool_]) -> list[list[str]]:
    """Names from least to most refuted; those with equal scores share a place.

    Nearest 0 is best: for sums of inconsistency that is the lowest, for PARC's negative sums the
    highest.

    >>> rank(np.array([2.0, 1.0, 2.0]), ["H1", "H2", "H3"], np.array([True, True, True]))
    [['H2'], ['H1', 'H3']]
    """
    places: dict[float, list[str]] = {}
    for value, name, there in zip(np.abs(scores).tolist(), names, eligible.tolist(), strict=True):
        if there:
            places.setdefault(round(value, 9), []).append(name)
    return [places[value] for value in sorted(places)]


def diagnosticity(matrix: Matrix) -> pd.DataFrame:
    """How far each item separates the hypotheses.

    ``diagnosticity`` is the population standard deviation over the hypotheses of the marks' points
    (CC 2 … II -2), analysts pooled, 0 to 2: as in Open Synthesis, but with NA left out instead of
    read as neutral. ``spread`` is the largest less the smallest, 0 to 4. ``alike``: each analyst
    marks all hypotheses the same, and so do all of them pooled, so the item separates nothing. An
    item with marks for fewer than two hypotheses has no diagnosticity (NaN) and is not called
    alike.
    """
    values = pooled(matrix.values)
    enough = (~np.isnan(values)).sum(axis=1) >= 2
    safe = np.where(enough[:, None], values, 0.0)
    spread = np.nanmax(safe, axis=1) - np.nanmin(safe, axis=1)
    return pd.DataFrame(
        {
            "diagnosticity": np.where(enough, np.nanstd(safe, axis=1), np.nan),
            "spread": np.where(enough, spread, np.nan),
            "alike": enough & (spread == 0) & _alike(matrix.values),
        },
        index=matrix.items,
    )


def _alike(values: Array) -> npt.NDArray[np.bool_]:
    """Items that every analyst marks the same for all hypotheses, one of them for at least two."""
    there = ~np.isnan(values)
    low = np.where(there, values, np.inf).min(axis=2)
    high = np.where(there, values, -np.inf).max(axis=2)
    return np.asarray((high <= low).all(axis=0) & (there.sum(axis=2) >= 2).any(axis=0))
