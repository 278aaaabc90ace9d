"""Whether the leader by weight stands when the weights are not quite what they were said to be.

A grade is a judgment too. Here each item's weight is drawn anew, many times, between a low and a
high end, and the hypotheses are ranked by PARC's weighted sum in every draw. The answer is the
share of draws in which each leads. It is a share of the weights that were tried, **not** a
probability that a hypothesis is true.

*Distribution*: log-uniform between the ends, since PARC's weights rise by equal ratios (1/√2, 1,
√2): half a step up is as likely as half a step down. Items are drawn independently, or with one
random number for all items of a dependence group.
"""

from dataclasses import dataclass

import numpy as np

from sat.ach.grades import grade
from sat.ach.matrix import Matrix
from sat.ach.scores import Array, rankable, terms, total
from sat.case import Case
from sat.judgment.calibration import wilson
from sat.scales import HIGH, LOW
from sat.text import counted, joined, number

DRAWS = 10_000
CHUNK = 500  # draws in memory at a time; the numbers do not depend on it
DIGITS = 9  # scores that agree to so many decimals are level, as where hypotheses are ranked


@dataclass(frozen=True)
class Share:
    """In how many draws a hypothesis is least refuted.

    ``alone`` and ``tied`` are counts of draws; ``low`` and ``high`` enclose the share of all
    possible weights with which it leads alone (95 %, Wilson), 0 to 1.
    """

    hypothesis: str
    alone: int
    tied: int
    low: float
    high: float

    @property
    def first(self) -> int:
        """Draws in which it leads, alone or with others."""
        return self.alone + self.tied


@dataclass(frozen=True)
class Jitter:
    """Who leads by weight while the weights vary.

    ``varied`` of ``items`` have a low end below their high end. ``shares`` are those of the ranked
    hypotheses, in the matrix' order.
    """

    draws: int
    seed: int
    items: int
    varied: int
    by_group: bool
    shares: tuple[Share, ...]


def around(weights: Array, factor: float = HIGH) -> tuple[Array, Array]:
    """Ends from each weight divided by ``factor`` to the weight times it.

    √2, the default, is one step of PARC's scale either way. Raises ``ValueError`` below 1.

    >>> [ends.tolist() for ends in around(np.array([1.0, 0.5]), 2)]
    [[0.5, 0.25], [2.0, 1.0]]
    """
    if not (factor >= 1 and np.isfinite(factor)):
        raise ValueError(f"factor is {factor!r}; it is a number of 1 (no jitter) or more")
    return weights / factor, weights * factor


def unknown_ends(case: Case, matrix: Matrix) -> tuple[Array, Array]:
    """Each item's weight with every unknown half of its grade at the low and at the high weight.

    Unknown are F, 6 and what nobody has graded; a grade that is known keeps its weight.
    """
    reliability = {source.source_id: source.reliability for source in case.sources}
    grades = [grade(item, reliability) for item in matrix.evidence]
    low, high = (np.array([item.weight(end) for item in grades]) for end in (LOW, HIGH))
    return low, high


def jitter(
    matrix: Matrix,
    low: Array,
    high: Array,
    draws: int = DRAWS,
    seed: int = 0,
    by_group: bool = False,
) -> Jitter:
    """Rank the hypotheses by weight under many draws of the weights.

    Parameters
    ----------
    matrix
        The ratings, pooled over analysts as for the scores. Hypotheses with too few marks to be
        ranked are left out.
    low, high
        Ends of each item's weight, above 0; see ``around`` and ``unknown_ends``.
    draws, seed
        How often, at least once, and the seed of numpy's default generator. The same seed gives the
        same draws.
    by_group
        Draw one random number for all items of a dependence group: if a report deserves more weight
        than it got, so do its copies. Drawn independently their errors would cancel out.

    Raises
    ------
    ValueError
        For ends that are not one an item, not above 0, or the wrong way round; for no draws.

    """
    _check(matrix, low, high, draws)
    what = terms(matrix)
    ranked = np.flatnonzero(rankable(what))
    points = np.nan_to_num(what.points[:, ranked])
    varied = high > low
    share = _strands(matrix, varied, by_group)
    generator = np.random.default_rng(seed)
    fixed = total(points[~varied], low[~varied])
    alone, tied = np.zeros(len(ranked), dtype=int), np.zeros(len(ranked), dtype=int)
    for start in range(0, draws, CHUNK):
        size = min(CHUNK, draws - start)
        chance = generator.random((size, int(share.max(initial=-1)) + 1))[:, share]
        weights = low[varied] * (high[varied] / low[varied]) ** chance
        first = _first(fixed + weights @ points[varied])
        single = first.sum(axis=1, keepdims=True) == 1
        alone += (first & single).sum(axis=0)
        tied += (first & ~single).sum(axis=0)
    shares = tuple(
        Share(matrix.names[place], once, level, *wilson(once, draws))
        for place, once, level in zip(ranked.tolist(), alone.tolist(), tied.tolist(), strict=True)
    )
    return Jitter(draws, seed, len(low), int(varied.sum()), by_group, shares)


def _check(matrix: Matrix, low: Array, high: Array, draws: int) -> None:
    items = matrix.items
    if draws < 1:
        raise ValueError(f"draws are {draws!r}; at least one is needed")
    for name, ends in (("low", low), ("high", high)):
        if ends.shape != (len(items),):
            raise ValueError(f"{len(ends)} {name} ends for {len(items)} items; give one each")
    wrong = np.flatnonzero(~((low > 0) & (high >= low) & np.isfinite(high)))
    if len(wrong):
        item = wrong[0]
        raise ValueError(
            f"the weight of {items[item]} runs from {low[item]:g} to {high[item]:g}; "
            "it runs from a number above 0 to the same or a higher one"
        )


def _strands(matrix: Matrix, varied: np.ndarray, by_group: bool) -> np.ndarray:
    """For each item that varies, which of the random numbers of a draw moves it."""
    rows = [row for row, there in zip(matrix.evidence, varied, strict=True) if there]
    strands: dict[str, int] = {}
    return np.array(
        [
            strands.setdefault((by_group and row.dependence_group) or f" {place}", len(strands))
            for place, row in enumerate(rows)
        ],
        dtype=int,
    )


def _first(sums: Array) -> np.ndarray:
    """Draws × hypotheses: is it level with the least refuted?"""
    level = np.round(sums, DIGITS)
    return np.asarray(level == level.min(axis=1, keepdims=True, initial=np.inf))


def jitter_sentence(found: Jitter) -> str:
    """Who leads in what share of the draws, most often first, and how the weights were drawn."""
    if not found.shares:
        return "No hypothesis was held against enough items to be ranked, whatever the weights."
    if not found.varied:
        return f"None of {counted(found.items, 'item')} has a weight that could be another."
    shares = sorted(found.shares, key=lambda row: (-row.alone, -row.tied))
    parts = [_told(row, found.draws) for row in shares if row.first]
    never = [row.hypothesis for row in shares if not row.first]
    silent = f"; {joined(never)} never" if never else ""
    together = ", copies of one report together" if found.by_group else ""
    return (
        f"Over {counted(found.draws, 'draw')} of the weights of {found.varied} of "
        f"{counted(found.items, 'item')} (log-uniform between their ends{together}; seed "
        f"{found.seed}) {'; '.join(parts)}{silent}. That is a share of the weights tried, no "
        "probability."
    )


def _told(row: Share, draws: int) -> str:
    tied = f" and ties in {_percent(row.tied / draws)}" if row.tied else ""
    interval = f"95% interval {_percent(row.low)} to {_percent(row.high)}"
    alone = f"alone in {_percent(row.alone / draws)} ({interval})"
    return f"{row.hypothesis} leads {alone}{tied}"


def _percent(share: float) -> str:
    """A share to a tenth of a percent; only none is 0%, only all is 100%."""
    if 0 < share < 0.001:
        return "under 0.1%"
    return "over 99.9%" if 0.999 < share < 1 else f"{number(100 * share, 1)}%"
