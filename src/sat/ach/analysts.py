"""Several analysts on one matrix: what they agree on, where they part, and who moves the answer.

Pooling hides disagreement, and the order of pooling can decide who leads: CC of one and I of
another are *slightly consistent* if the marks are averaged, and half a point against if their
points are. So the orders stand side by side, and nobody's marks are shown without the others'.

*Agreement* is Krippendorff's alpha: 1 is full agreement, 0 what chance alone would give, below 0 is
less than that. Its ordinal form is used, since CC to II are ranks; NA and blank count as missing.
Source: K. Krippendorff, *Computing Krippendorff's Alpha-Reliability*, 2011; how to read it: the
same, *Content Analysis*, 2nd ed. 2004, ch. 11. (The library that has it is under the GPL.)
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from sat.ach.matrix import Matrix
from sat.ach.scores import RULES, Array, Terms, pooled, rank, rankable, score, terms
from sat.case import Case
from sat.scales import RATING
from sat.text import counted, joined, number

KEYS = [rule.key for rule in RULES]
RELIABLE, TENTATIVE = 0.8, 2 / 3  # Krippendorff's customary marks

# What is averaged over the analysts, and in which words.
ORDERS = {
    "marks": "marks pooled first (mean of CC 2 to II -2, points where it is below 0; Heuer's count "
    "takes the nearest mark, halves towards N)",
    "points": "points pooled by cell (mean over those who marked it; this workbook's rule)",
    "scores": "scores pooled last (mean over the analysts who marked enough to rank it)",
}


@dataclass(frozen=True)
class Pooling:
    """Scores, hypotheses × rules, and places by rule, when one of ``ORDERS`` is averaged."""

    order: str
    scores: pd.DataFrame
    ranking: Mapping[str, list[list[str]]]

    def leaders(self, rule: str) -> list[str]:
        """The least refuted by a rule; none where nothing is ranked."""
        return next(iter(self.ranking[rule]), [])


def pool(matrix: Matrix, weights: Array) -> tuple[Pooling, ...]:
    """Every order of pooling, by every rule. ``weights`` are the items'.

    Where every analyst marks every cell, the orders *points* and *scores* agree; where marks are
    missing, a cell that one analyst alone marked counts in full, or as a share of the mean. A score
    is NaN where nobody marked the hypothesis (*scores*: nobody enough).
    """
    mean = pooled(matrix.values)
    nowhere = np.isnan(mean)
    nearest = np.where(nowhere, np.nan, mean < -0.5)
    marks = Terms(nearest, np.where(nowhere, np.nan, np.clip(-mean, 0, None)))
    own = [_own(matrix.only(name), weights) for name in matrix.analysts]
    last = {key: pooled(np.array([scores[key] for scores in own])) for key in KEYS}
    return (
        _pooling(matrix, "marks", _scores(matrix, marks, weights), rankable(marks)),
        _by_points(matrix, weights),
        _pooling(matrix, "scores", last, ~np.isnan(last["count"])),
    )


def _by_points(matrix: Matrix, weights: Array) -> Pooling:
    what = terms(matrix)
    return _pooling(matrix, "points", _scores(matrix, what, weights), rankable(what))


def _scores(matrix: Matrix, what: Terms, weights: Array) -> dict[str, Array]:
    return score(what, weights, [item.dependence_group for item in matrix.evidence])


def _own(matrix: Matrix, weights: Array) -> dict[str, Array]:
    """One analyst's scores, NaN for what is too thinly marked to be ranked."""
    what = terms(matrix)
    enough = np.where(rankable(what), 0.0, np.nan)
    return {key: value + enough for key, value in _scores(matrix, what, weights).items()}


def _pooling(
    matrix: Matrix, order: str, scores: Mapping[str, Array], eligible: np.ndarray
) -> Pooling:
    frame = pd.DataFrame({key: scores[key] for key in KEYS}, index=matrix.names)
    ranking = {key: rank(scores[key], matrix.names, eligible) for key in KEYS}
    return Pooling(order, frame, ranking)


@dataclass(frozen=True)
class Voice:
    """What one analyst says of a cell; blank where nothing was said."""

    analyst: str
    mark: str
    rationale: str


@dataclass(frozen=True)
class Dispute:
    """A cell on which analysts differ, with everybody's mark and reason side by side.

    ``spread`` is the largest less the smallest mark in steps, 0 to 4; ``split`` is true where one
    marks what another calls NA.
    """

    item: str
    hypothesis: str
    spread: int
    split: bool
    voices: tuple[Voice, ...]


def disputes(case: Case, matrix: Matrix, least: int = 1) -> tuple[Dispute, ...]:
    """Cells on which two analysts are ``least`` steps apart or more, or part over NA.

    The widest first, and those about NA alone last. Raises ``ValueError`` for ``least`` that is not
    1 to 4.
    """
    if least not in (1, 2, 3, 4):
        raise ValueError(f"least is {least!r}; marks are 1 to 4 steps apart")
    reasons = {
        (row.evidence_id, row.hypothesis_id, row.analyst): row.rationale
        for row in sorted(case.ratings, key=lambda rating: rating.rated_on)
    }
    spread = _spread(matrix)
    splits = matrix.marked & (matrix.codes == "NA").any(axis=0)
    found = []
    for row, column in np.argwhere((spread >= least) | splits).tolist():
        item, name = matrix.items[row], matrix.names[column]
        marks = matrix.codes[:, row, column].tolist()
        voices = tuple(
            Voice(analyst, mark, reasons.get((item, name, analyst), ""))
            for analyst, mark in zip(matrix.analysts, marks, strict=True)
        )
        apart, split = int(spread[row, column]), bool(splits[row, column])
        found.append(Dispute(item, name, apart, split, voices))
    return tuple(sorted(found, key=lambda dispute: -dispute.spread))


def _spread(matrix: Matrix) -> Array:
    """Items × hypotheses: largest less smallest mark; 0 where fewer than two marked."""
    missing = np.isnan(matrix.values)
    high = np.where(missing, -np.inf, matrix.values).max(axis=0)
    low = np.where(missing, np.inf, matrix.values).min(axis=0)
    return np.where(matrix.marked, high - low, 0.0)


METRICS: dict[str, Callable[[Array, Array], Array]] = {
    "nominal": lambda levels, _: 1.0 - np.eye(len(levels)),
    "ordinal": lambda _, each: _squares(np.cumsum(each) - each / 2),
    "interval": lambda levels, _: _squares(levels),
}


def _squares(points: Array) -> Array:
    return np.asarray((points[:, None] - points[None, :]) ** 2)


def alpha(values: Array, metric: str = "ordinal") -> float:
    """Krippendorff's alpha of raters × units, NaN where a rater has none; at most 1.

    α = 1 - Dₒ/Dₑ, observed over expected disagreement. Units with fewer than two values say nothing
    about agreement and are left out. NaN where no two values can be compared, or all are the same:
    without variation agreement cannot be told from habit.

    Raises ``ValueError`` for a metric that is not nominal, ordinal or interval.

    >>> round(alpha(np.array([[1.0, 2, 3, 3], [1, 2, 3, 2]]), "nominal"), 3)
    0.667
    """
    if metric not in METRICS:
        raise ValueError(f"metric is {metric!r}; choose {joined(list(METRICS), 'or')}")
    levels = np.unique(values[~np.isnan(values)])
    counts = np.array([(values == level).sum(axis=0) for level in levels], dtype=float)
    counts = counts.reshape(len(levels), values.shape[1])
    counts = counts[:, counts.sum(axis=0) >= 2]
    pairs = counts / (counts.sum(axis=0) - 1)
    together = pairs @ counts.T - np.diag(pairs.sum(axis=1))
    each = together.sum(axis=1)
    distance = METRICS[metric](levels, each)
    expected = float(each @ distance @ each)
    if expected <= 0:
        return float("nan")
    return float(1 - (each.sum() - 1) * (together * distance).sum() / expected)


@dataclass(frozen=True)
class Agreement:
    """How far some analysts agree on the cells that at least two of them marked.

    ``cells`` counts these, ``same`` those with one mark, ``near`` those with marks at most one step
    apart. ``alpha`` is Krippendorff's, ordinal; NaN where it does not exist. ``table`` only for two
    analysts: cells by the mark of the first (rows) and of the second, in the order of the scale, NA
    included.
    """

    analysts: tuple[str, ...]
    cells: int
    same: int
    near: int
    alpha: float
    table: tuple[tuple[int, ...], ...]


def agreement(matrix: Matrix) -> Agreement:
    """How far the analysts of a matrix agree."""
    several = (~np.isnan(matrix.values)).sum(axis=0) >= 2
    spread = _spread(matrix)[several]
    return Agreement(
        matrix.analysts,
        int(several.sum()),
        int((spread == 0).sum()),
        int((spread <= 1).sum()),
        alpha(matrix.values.reshape(len(matrix.analysts), -1)),
        _table(matrix) if len(matrix.analysts) == 2 else (),
    )


def _table(matrix: Matrix) -> tuple[tuple[int, ...], ...]:
    one, other = ([codes == code for code in RATING.codes] for codes in matrix.codes)
    return tuple(tuple(int((row & column).sum()) for column in other) for row in one)


def pairs(matrix: Matrix) -> tuple[Agreement, ...]:
    """Any two analysts compared, in the order of the case."""
    return tuple(agreement(matrix.only(*two)) for two in combinations(matrix.analysts, 2))


@dataclass(frozen=True)
class Mover:
    """Who leads by a rule with all analysts, without one of them, and by that one alone."""

    analyst: str
    rule: str
    leaders: tuple[str, ...]
    without: tuple[str, ...]
    alone: tuple[str, ...]

    @property
    def moves(self) -> bool:
        """Does the answer change when the analyst is left out?"""
        return self.without != self.leaders


def movers(matrix: Matrix, weights: Array) -> tuple[Mover, ...]:
    """Each analyst left out, by every rule; empty for one analyst. ``weights`` are the items'."""
    if len(matrix.analysts) < 2:
        return ()
    whole, found = _by_points(matrix, weights), []
    for name in matrix.analysts:
        others = [other for other in matrix.analysts if other != name]
        parts = [_by_points(matrix.only(*who), weights) for who in (others, [name])]
        for key in KEYS:
            ahead = (tuple(row.leaders(key)) for row in (whole, *parts))
            found.append(Mover(name, key, *ahead))
    return tuple(found)


def pooling_sentence(found: Sequence[Pooling]) -> str:
    """Whether the order of pooling changes who leads, and by which rules."""
    orders = "Marks, points or scores may be pooled over the analysts"
    parts = []
    for rule in RULES:
        named = [(row.order, " = ".join(row.leaders(rule.key)) or "nobody") for row in found]
        if len({leaders for _, leaders in named}) > 1:
            told = ", ".join(f"{leaders} with {order} pooled" for order, leaders in named)
            parts.append(f"{rule.title} names {told}")
    if not parts:
        return f"{orders}: the same hypotheses lead whichever is, by every rule."
    return f"{orders}, and that decides who leads: {'; '.join(parts)}."


def disputes_sentence(found: Sequence[Dispute]) -> str:
    """In how many cells analysts differ, over NA too, and the widest of them with its marks."""
    apart = [row for row in found if row.spread]
    split = counted(sum(row.split for row in found), "cell")
    over = f"they part over whether an item applies at all in {split}"
    if not found:
        return "The analysts differ on no cell by so much."
    if not apart:
        return f"The analysts differ on no mark, but {over}."
    first = apart[0]
    marks = joined([f"{voice.analyst} {voice.mark}" for voice in first.voices if voice.mark])
    return (
        f"The analysts' marks differ in {counted(len(apart), 'cell')}, most in {first.item} × "
        f"{first.hypothesis} by {counted(first.spread, 'step')} ({marks})"
        + (f"; {over}." if any(row.split for row in found) else ".")
    )


def agreement_sentence(found: Agreement) -> str:
    """Alpha with how to read it, the cells it rests on, and how many are the same or near."""
    if len(found.analysts) < 2:
        return "One analyst alone cannot agree or disagree."
    who, cells = joined(list(found.analysts)), counted(found.cells, "cell")
    if not found.cells:
        return f"{who} marked no cell in common, so that their agreement is not known."
    shared = (
        f"{who} give the same mark in {found.same} of {cells} that two or more marked and are at "
        f"most one step apart in {found.near}"
    )
    if np.isnan(found.alpha):
        return f"{shared}; all marks are alike, so that alpha does not exist."
    if found.alpha >= RELIABLE:
        read = "reliable by his mark of 0.8"
    elif found.alpha >= TENTATIVE:
        read = "between his marks of 0.667 and 0.8, good for tentative conclusions"
    else:
        read = "below the 0.667 that he asks for even tentative conclusions"
    return f"{shared}; Krippendorff's alpha (ordinal) is {number(found.alpha, 3)}, {read}."


def pairs_sentence(found: Sequence[Agreement]) -> str:
    """Which two analysts agree least."""
    known = [row for row in found if not np.isnan(row.alpha)]
    if not known:
        return "No two analysts can be compared."
    least = min(known, key=lambda row: row.alpha)
    of = f"Of {len(known)} pairs of analysts that can be compared " if len(known) > 1 else ""
    return (
        f"{of}{joined(list(least.analysts))} agree {'least' if of else 'so far'}: alpha "
        f"{number(least.alpha, 3)}, the same mark in {least.same} of "
        f"{counted(least.cells, 'cell')}."
    )


def movers_sentence(found: Sequence[Mover]) -> str:
    """Without whom the answer would be another, by which rules; or that it hangs on nobody."""
    if not found:
        return "One analyst alone gave the ratings, so that the answer hangs on that analyst."
    titles = {rule.key: rule.title for rule in RULES}
    groups: dict[tuple[str, str, str], list[str]] = {}
    for row in found:
        if row.moves:
            lead, without = (" = ".join(ids) or "nobody" for ids in (row.leaders, row.without))
            groups.setdefault((row.analyst, without, lead), []).append(titles[row.rule])
    if not groups:
        return "Whichever analyst is left out, the same hypotheses lead by every rule."
    parts = [
        f"without {name} {without} instead of {lead} ({joined(rules)})"
        for (name, without, lead), rules in groups.items()
    ]
    return f"Who leads hangs on single analysts: {'; '.join(parts)}."
