"""What to find out next: how far each thing not yet known would move the model of the ratings.

Each gap (a cell nobody rated, an item nobody marked, an unknown grade, an open indicator) has a
few possible answers r with weights w(r), and each answer has its posterior p(r). What the answer
is worth is the entropy that it takes away on average, in bits:

    bits = H(Σ w(r)·p(r)) - Σ w(r)·H(p(r)),   H(p) = -Σ p·log₂ p

It is never below 0, since H is concave, and at most the logarithm of the number of answers. The
first term is the entropy of one who does not know the answer but has thought of all of them. For
an indicator that mean is the posterior of today, so that bits are its mutual information with the
hypotheses; a gap in the matrix has no such likelihoods, and there today's posterior need not be
the mean. The weights are a model too: see ``_ratings``; grades count as equally likely.

Everything is reckoned from `bayes`'s central reading. Gaps are taken one at a time: two that would
tell the same have the same bits, and after one of them the other has none.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log

import numpy as np
import numpy.typing as npt
from scipy.special import entr

from sat.ach.bayes import (
    CODES,
    FULL,
    LABEL,
    LIKELIHOODS,
    TIE,
    Array,
    Mapping3,
    Model,
    build_model,
    check,
    contributions,
    posterior,
)
from sat.ach.grades import Grade, grade
from sat.ach.scores import pooled
from sat.case import Case
from sat.case.tables import Evidence
from sat.scales import CREDIBILITY_WEIGHT, RELEVANCE_WEIGHT, RELIABILITY_WEIGHT
from sat.text import number, one_line

Rows = npt.NDArray[np.intp]

LUMP = 128  # gaps that are reckoned at once: enough to be quick, few enough to stay small
NEUTRAL = CODES.index("N")
SUM = 1e-6  # how far an indicator's chances may be from 1


@dataclass(frozen=True)
class Watched:
    """An open indicator: the chance of each level under each hypothesis.

    ``chances`` maps level → hypothesis id → probability, 0 to 1. Under each hypothesis the levels
    exclude each other and cover all, so their chances add up to 1.
    """

    name: str
    chances: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Gap:
    """Something that could be found out, and what it would be worth.

    ``kind`` is cell, item, reliability, credibility, relevance or indicator; ``name`` the id, or
    ``E1 × H2`` for a cell. ``bits`` is the expected loss of entropy, 0 or more. ``shift`` is the
    largest change of a probability that an answer could bring (0 to 1): ``answer`` would bring it
    to ``hypothesis``; both are blank where none would move anything.
    """

    kind: str
    name: str
    what: str
    bits: float
    shift: float
    answer: str
    hypothesis: str


@dataclass(frozen=True)
class Plan:
    """Gaps, those worth most first, and the ``entropy`` of today's posterior in bits."""

    entropy: float
    gaps: tuple[Gap, ...]
    label: str = LABEL


@dataclass(frozen=True)
class _Lump:
    """Gaps of one kind with the same answers: weights are gaps × answers, posts one axis more."""

    kind: str
    names: Sequence[tuple[str, str]]  # name, what
    answers: Sequence[str]
    weights: Array
    posts: Array


def collect(
    case: Case,
    analyst: str = "",
    mapping: Mapping3 = LIKELIHOODS,
    watched: Sequence[Watched] = (),
) -> Plan:
    """All that is open in a case, ranked by the bits that finding it out is expected to bring.

    Ties go to the larger possible shift, then to the order of the case. ``analyst`` and
    ``mapping`` (central values) are as in ``bayes``.

    Raises ``ValueError`` as ``bayes`` does, and where an indicator's chances are not complete.
    """
    check(mapping)
    model = build_model(case, "" if analyst == "pooled" else analyst)
    logs = np.log([mapping[code][1] for code in CODES])
    now = posterior(model.prior, contributions(model, logs).sum(axis=0))
    desk = _Desk(model, logs, now)
    names = model.matrix.names
    lumps = [*desk.cells(), *desk.items(), *desk.sources(case), *desk.grades()]
    lumps += [_indicator(row, names, now) for row in watched]
    gaps = [gap for lump in lumps for gap in _judge(lump, names, now)]
    gaps.sort(key=lambda gap: (-round(gap.bits, 12), -round(gap.shift, 12)))
    return Plan(float(entropy(now)), tuple(gaps))


def entropy(shares: Array) -> Array:
    """Entropy in bits over the last axis, 0 to log₂ of its length; 0 · log 0 is 0.

    >>> entropy(np.array([[0.5, 0.5], [1.0, 0.0]])).tolist()
    [1.0, 0.0]
    """
    return np.asarray(entr(shares).sum(axis=-1) / log(2))


def expected_loss(weights: Array, posts: Array) -> Array:
    """Bits that knowing the answer takes away on average, 0 or more.

    ``weights`` add up to 1 over the last axis, the answers; ``posts`` has the hypotheses as one
    axis more.

    >>> expected_loss(np.array([0.5, 0.5]), np.array([[1.0, 0.0], [0.0, 1.0]])).tolist()
    1.0
    """
    mean = (weights[..., None] * posts).sum(axis=-2)
    loss = entropy(mean) - (weights * entropy(posts)).sum(axis=-1)
    return np.asarray(np.maximum(loss, 0.0))  # only rounding can bring it below


def _judge(lump: _Lump, names: Sequence[str], now: Array) -> Iterator[Gap]:
    bits = expected_loss(lump.weights, lump.posts)
    possible = (lump.weights > 0)[..., None]
    moves = np.where(possible, np.abs(lump.posts - now), 0.0).reshape(len(lump.names), -1)
    # Rounding must not choose between answers that move as far.
    best = np.round(moves, 12).argmax(axis=1)
    shifts = moves[np.arange(len(moves)), best]
    answers, hypotheses = np.divmod(best, len(names))
    rows = zip(lump.names, bits, shifts, answers, hypotheses, strict=True)
    for (name, what), bit, shift, answer, place in rows:
        moved = (lump.answers[answer], names[place]) if shift > TIE else ("", "")
        yield Gap(lump.kind, name, what, float(bit), float(shift), *moved)


class _Desk:
    """The matrix with its gaps: one reading of the ratings, and what would change it."""

    def __init__(self, model: Model, logs: Array, now: Array) -> None:
        self.model, self.logs, self.now = model, logs, now
        marks = np.full(model.matrix.codes.shape, np.nan)
        for code, value in zip(CODES, logs, strict=True):
            marks[model.matrix.codes == code] = value
        self.marks = pooled(marks)  # items × hypotheses, NaN where nobody marked
        self.weights = model.weights()
        self.units = np.asarray(model.lean[0] @ logs)  # before any discount
        self.rows = self.weights[:, None] * self.units
        self.speaks = model.share[0] > 0
        self.sums = np.zeros((len(model.labels), len(now)))
        np.add.at(self.sums, model.groups, self.rows)
        self.counts = np.bincount(model.groups, self.speaks, len(model.labels))
        self.open = np.asarray(~model.matrix.rated)
        self.marked = np.asarray(model.matrix.marked.any(axis=1))

    def cells(self) -> Iterator[_Lump]:
        """Cells that nobody rated, in items that somebody marked."""
        items, names = self.model.matrix.items, self.model.matrix.names
        for places in _lumps(np.argwhere(self.open & self.marked[:, None])):
            rows, columns = places.T
            marks = np.repeat(self.marks[rows][:, None], len(CODES), axis=1)
            marks[np.arange(len(rows)), :, columns] = self.logs
            ids = [(one_line(items[row]), one_line(names[place])) for row, place in places.tolist()]
            yield _Lump(
                "cell",
                [(f"{item} × {name}", f"how {item} fits {name}, not rated") for item, name in ids],
                CODES,
                self._ratings()[columns],
                self._posts(rows, marks),
            )

    def items(self) -> Iterator[_Lump]:
        """Items that nobody marked: for or against each hypothesis, the others neutral."""
        names = [one_line(name) for name in self.model.matrix.names]
        answers = [f"{code} for {name}, others N" for name in names for code in CODES]
        lone = ~self.marked & (self.open.sum(axis=1) > 1)
        for rows in _lumps(np.flatnonzero(lone)):
            there = self.open[rows]
            neutral = np.where(there, self.logs[NEUTRAL], np.nan)
            marks = np.tile(neutral[:, None, None], (1, len(names), len(CODES), 1))
            for place in range(len(names)):
                marks[:, place, :, place] = np.where(there[:, [place]], self.logs, np.nan)
            weights = there[:, :, None] * self._ratings() / there.sum(axis=1)[:, None, None]
            ids = [one_line(self.model.matrix.items[row]) for row in rows]
            yield _Lump(
                "item",
                [(item, f"how {item} fits the hypotheses, marked by nobody") for item in ids],
                answers,
                weights.reshape(len(rows), -1),
                self._posts(rows, marks.reshape(len(rows), len(answers), len(names))),
            )

    def sources(self, case: Case) -> Iterator[_Lump]:
        """Sources that nobody has judged, or could; all items that rest on them move together."""
        reliability = {source.source_id: source.reliability for source in case.sources}
        evidence = self.model.matrix.evidence
        cited: dict[str, list[int]] = {}
        for row, item in enumerate(evidence):
            for source in item.source_ids:
                cited.setdefault(source, []).append(row)
        codes = tuple(RELIABILITY_WEIGHT)
        for source, rows in cited.items():
            code = reliability.get(source, "")
            if code not in codes:
                options = [
                    [_regraded(evidence[row], reliability, source, to) for to in codes]
                    for row in rows
                ]
                moves = self._moves(np.array(rows), options).sum(axis=0, keepdims=True)
                what = f"how reliable source {one_line(source)} is, {_given(code)}"
                yield self._graded("reliability", [(one_line(source), what)], codes, moves)

    def grades(self) -> Iterator[_Lump]:
        """Items whose credibility nobody has judged, or could, and those without a relevance."""
        axes = {"credibility": tuple(CREDIBILITY_WEIGHT), "relevance": tuple(RELEVANCE_WEIGHT)}
        for kind, codes in axes.items():
            given = [str(getattr(own, kind)) for own in self.model.grades]
            unknown = [row for row, code in enumerate(given) if code not in codes]
            for rows in _lumps(np.array(unknown, dtype=np.intp)):
                own = [self.model.grades[row] for row in rows]
                options = [[replace(one, **{kind: to}) for to in codes] for one in own]
                names = [(one_line(self.model.matrix.items[row]), given[row]) for row in rows]
                whats = [(name, f"the {kind} of {name}, {_given(code)}") for name, code in names]
                yield self._graded(kind, whats, codes, self._moves(rows, options))

    def _ratings(self) -> Array:
        """Hypotheses × codes: how likely each rating of a cell is, by the model itself.

        Where the hypothesis is true, a code is as likely as the likelihood it stands for says,
        where it is not, as the complement says; both made to add up to 1 over the codes.
        """
        likely = np.exp(self.logs)
        true, false = likely / likely.sum(), (1 - likely) / (1 - likely).sum()
        return np.asarray(np.outer(self.now, true) + np.outer(1 - self.now, false))

    def _posts(self, rows: Rows, marks: Array) -> Array:
        """Posteriors if the rows had these marks: gaps × answers × hypotheses, NaN for no mark."""
        there = ~np.isnan(marks)
        mean = np.nansum(marks, axis=-1, keepdims=True) / there.sum(axis=-1, keepdims=True)
        fresh = np.where(there, marks - mean, 0.0) * self.weights[rows, None, None]
        group = self.model.groups[rows]
        sums, counts = self.sums[group, None], self.counts[group, None, None]
        after = counts + ~self.speaks[rows, None, None]  # a group is the mean of those that speak
        moves = (sums - self.rows[rows, None] + fresh) / after - sums / np.maximum(counts, 1)
        return posterior(self.now, moves)

    def _moves(self, rows: Rows, options: Sequence[Sequence[Grade]]) -> Array:
        """What other grades add to the log-likelihoods: items × grades × hypotheses."""
        weights = np.minimum([[own.weight() for own in given] for given in options], FULL)
        units = self.model.share[0][rows, None] * self.units[rows]
        return np.asarray((weights - self.weights[rows, None])[:, :, None] * units[:, None])

    def _graded(
        self, kind: str, names: Sequence[tuple[str, str]], codes: Sequence[str], moves: Array
    ) -> _Lump:
        weights = np.full(moves.shape[:2], 1 / len(codes))
        return _Lump(kind, names, codes, weights, posterior(self.now, moves))


def _lumps(rows: Rows) -> Iterator[Rows]:
    """The rows, some at a time."""
    for start in range(0, len(rows), LUMP):
        yield rows[start : start + LUMP]


def _given(code: str) -> str:
    return f"given as {code}" if code else "not graded"


def _regraded(item: Evidence, reliability: Mapping[str, str], source: str, to: str) -> Grade:
    """An item's grade if one of its sources were graded so."""
    own = {name: reliability.get(name, "") for name in item.source_ids}
    return grade(item, own | {source: to})


def _indicator(watched: Watched, names: Sequence[str], now: Array) -> _Lump:
    """Bayes' rule for each level that is possible at all."""
    name = one_line(watched.name)
    chances = np.array([_row(name, level, row, names) for level, row in watched.chances.items()])
    sums = chances.sum(axis=0) if len(chances) else np.zeros(len(names))
    for hypothesis, total in zip(names, sums.tolist(), strict=True):
        if abs(total - 1) > SUM:
            raise ValueError(
                f"indicator {name}: the chances of its levels under {one_line(hypothesis)} add up "
                f"to {number(total, 6)}; they must add up to 1"
            )
    joint = chances / sums * now
    weights = joint.sum(axis=1)
    possible = weights > 0
    levels = [one_line(level) for level in watched.chances]
    return _Lump(
        "indicator",
        [(name, f"at which level indicator {name} stands")],
        [level for level, there in zip(levels, possible.tolist(), strict=True) if there],
        weights[None, possible],
        (joint[possible] / weights[possible, None])[None],
    )


def _row(name: str, level: str, chances: Mapping[str, float], names: Sequence[str]) -> list[float]:
    """A level's chances in the hypotheses' order."""
    where = f"indicator {name}, level {one_line(level)}"
    for key in [*names, *chances]:
        if key not in chances:
            raise ValueError(f"{where}: no chance under {one_line(key)}; give one")
        if key not in names:
            known = ", ".join(map(one_line, names))
            raise ValueError(f"{where}: {one_line(key)} is not a hypothesis of the case: {known}")
        if not 0 <= chances[key] <= 1:
            raise ValueError(f"{where}: chance {chances[key]} under {one_line(key)}; give 0 to 1")
    return [chances[key] for key in names]
