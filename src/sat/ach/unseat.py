"""How few marks must move before another hypothesis leads.

A *step* moves one analyst's mark by one place on CC, C, N, I, II; where several analysts marked a
cell, its pooled points move by that analyst's share. NA and blank are no place and do not move. So
a step changes neither who marked what nor which hypotheses are ranked, and every rule, that of the
dependence groups too, stays a sum over marks with fixed shares:

    S(h) = Σ over analysts and items of share(e,h) · i(m)

Why the smallest set is exact. For a given rival only marks for the leader (made worse) and for the
rival (made better) can help, and each helps by itself. A mark first gains its share after 1, 2 or 3
steps (its *entry*: II is one step from I, CC three from I) and may gain it once more with one step
further. Among marks of one entry it never pays to stop two half-way (the larger one taken the whole
way gains as much for fewer steps), nor to use a smaller share before a larger one. So the best use
of any number of steps within one entry is known, and only how the steps divide over the three
entries is searched, in full, with divisions left out whose lower bound is no better than a set
already found. The smallest set over all rivals is the smallest of the pairs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sat.ach.matrix import Matrix
from sat.ach.scores import RULES, Array, rankable, terms
from sat.scales import RATING
from sat.text import counted, joined

LADDER = tuple(level.code for level in RATING.levels if level.points is not None)
AGAINST = {rule.key: (0, 0, 0, 1, 1 if rule.key == "count" else 2) for rule in RULES}
ENTRIES = (1, 2, 3)
DIGITS = 9  # scores that agree to so many decimals are level, as where hypotheses are ranked
SLACK = 0.5 * 10.0**-DIGITS
SHOWN = 5  # changes that a sentence names

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Change:
    """One analyst's mark moved from ``before`` to ``after``, by one step or several."""

    analyst: str
    item: str
    hypothesis: str
    before: str
    after: str

    @property
    def steps(self) -> int:
        """How far it moved, 1 to 4."""
        return abs(LADDER.index(self.after) - LADDER.index(self.before))

    def __str__(self) -> str:
        return f"{self.analyst}'s {self.item} × {self.hypothesis} {self.before} → {self.after}"


@dataclass(frozen=True)
class _Sums:
    """One rule as a sum over marks.

    ``places`` are analysts × items × hypotheses, 0 for CC to 4 for II and -1 for no mark;
    ``against`` the points of each place; ``share``, items × hypotheses, what one point of one
    analyst adds to the score. A hypothesis that is not ranked has the score infinity.
    """

    against: Array
    places: Numbers
    share: Array
    scores: Array

    @property
    def rest(self) -> Array:
        """For each hypothesis the best score among the others."""
        first, second = np.append(np.sort(self.level), [np.inf, np.inf])[:2]
        return np.asarray(np.where(self.level == first, second, first))

    @property
    def level(self) -> Array:
        """The scores as they are compared."""
        return np.round(self.scores, DIGITS)

    def leaders(self) -> list[int]:
        """The places of the least refuted in the order of the hypotheses."""
        return np.flatnonzero(np.isfinite(self.scores) & (self.level <= self.rest)).tolist()


def _sums(matrix: Matrix, weights: Array, rule: str) -> _Sums:
    if rule not in AGAINST:
        raise ValueError(f"rule is {rule!r}; choose one of {joined(list(AGAINST), 'or')}")
    if weights.shape != (len(matrix.evidence),):
        raise ValueError(f"{len(weights)} weights for {len(matrix.evidence)} items; give one each")
    if not (np.isfinite(weights) & (weights > 0)).all():
        wrong = weights[~(np.isfinite(weights) & (weights > 0))][0]
        raise ValueError(f"a weight is {wrong}; each is a number above 0")
    marked = ~np.isnan(matrix.values)
    places = np.where(marked, 2 - np.nan_to_num(matrix.values), -1).astype(np.int64)
    share = 1 / np.maximum(marked.sum(axis=0), 1)
    if rule == "weighted":
        share = share * weights[:, None]
    if rule == "grouped":
        share = share / _group_sizes(matrix)
    against = np.array(AGAINST[rule], dtype=float)
    total = (np.where(marked, against[places], 0) * share).sum(axis=(0, 1))
    scores = np.where(rankable(terms(matrix)), total, np.inf)
    return _Sums(against, places, share, scores)


def _group_sizes(matrix: Matrix) -> Array:
    """Items × hypotheses: with how many marked items, itself too, an item shares a mean."""
    names = [row.dependence_group or f" {number}" for number, row in enumerate(matrix.evidence)]
    group = np.unique(names, return_inverse=True)[1]
    sizes = np.zeros((len(names), len(matrix.hypotheses)))
    np.add.at(sizes, group, matrix.marked)
    return np.maximum(sizes[group], 1)


@dataclass(frozen=True)
class Steps:
    """All single steps under one rule, and those that alter who leads.

    ``leaders`` lead the matrix as it is; ``moves`` is the number of steps there are: two a mark, of
    CC and II one. ``altering`` are rows of analyst, item, hypothesis and direction (1 towards II,
    -1 towards CC), as places. A leader that comes to share its place is altered too.
    """

    matrix: Matrix
    rule: str
    leaders: tuple[str, ...]
    moves: int
    altering: Numbers

    @property
    def changes(self) -> Iterator[Change]:
        """The steps that alter who leads, in the order of analysts, items and hypotheses."""
        for analyst, item, hypothesis, way in self.altering.tolist():
            yield _change(self.matrix, (analyst, item, hypothesis), way)


def one_steps(matrix: Matrix, weights: Array) -> tuple[Steps, ...]:
    """Every single step of one analyst's mark, by every rule: which of them alter who leads?

    ``weights`` are the items', above 0 (``AchResult.items["weight"]``). Raises ``ValueError`` where
    they are not, or not one an item.
    """
    return tuple(_one_steps(matrix, _sums(matrix, weights, rule.key), rule.key) for rule in RULES)


def _one_steps(matrix: Matrix, sums: _Sums, rule: str) -> Steps:
    """Only the moved hypothesis' score changes: who leads is altered where it passes the rest."""
    finite = np.isfinite(sums.scores)
    scores, rest = np.where(finite, sums.scores, 0), sums.rest
    before = np.sign(np.round(scores, DIGITS) - rest)
    found, moves = [], 0
    for way in (-1, 1):
        moved = sums.places + way
        there = (sums.places >= 0) & (moved >= 0) & (moved < len(LADDER))
        gain = sums.against[np.where(there, moved, 0)] - sums.against[sums.places]
        after = np.sign(np.round(scores + sums.share * gain, DIGITS) - rest)
        rows = np.argwhere(there & finite & (after != before))
        found.append(np.column_stack([rows, np.full(len(rows), way)]))
        moves += int(there.sum())
    altering = np.concatenate(found)
    leaders = tuple(matrix.names[place] for place in sums.leaders())
    return Steps(matrix, rule, leaders, moves, altering[np.lexsort(altering.T[::-1])])


def _change(matrix: Matrix, cell: tuple[int, int, int], steps: int) -> Change:
    """A mark moved by so many places, towards II where ``steps`` is above 0."""
    analyst, item, hypothesis = cell
    before = str(matrix.codes[cell])
    after = LADDER[LADDER.index(before) + steps]
    return Change(
        matrix.analysts[analyst], matrix.items[item], matrix.names[hypothesis], before, after
    )


@dataclass(frozen=True)
class Unseating:
    """The fewest steps that put a rival level with a leader, or ahead where ties do not count.

    ``changes`` is one smallest set, others may be as small; empty where nothing need change. There
    is always one: a rival with no mark below N has nothing against it.
    """

    rule: str
    leader: str
    rival: str
    ties: bool
    changes: tuple[Change, ...]

    @property
    def steps(self) -> int:
        """Steps taken together; a mark that moves by two places costs two."""
        return sum(change.steps for change in self.changes)


def unseat(
    matrix: Matrix, weights: Array, rule: str = "inconsistency", ties: bool = True
) -> tuple[Unseating, ...]:
    """For each rival the smallest set of steps that unseats the leader, the fewest first.

    A leader is unseated once a rival's score is as low as its own (to ``DIGITS`` decimals), since
    it then no longer leads alone; with ``ties`` false only once a rival's score is lower. Where
    several lead already, each of them is the leader in turn, and 0 steps unseat it if ties count.
    ``weights`` as for ``one_steps``. Hypotheses that are not ranked are no rivals.

    Raises ``ValueError`` for a rule that is none, and for weights that do not fit.
    """
    sums = _sums(matrix, weights, rule)
    ranked = np.flatnonzero(np.isfinite(sums.scores)).tolist()
    found = []
    for leader in sums.leaders():
        for rival in (place for place in ranked if place != leader):
            gap = sums.scores[rival] - sums.scores[leader]
            moves = _fewest(_families(sums, leader, rival), gap + (-SLACK if ties else SLACK))
            changes = tuple(_change(matrix, cell, steps) for cell, steps in moves.items())
            names = matrix.names[leader], matrix.names[rival]
            found.append(Unseating(rule, *names, ties, changes))
    return tuple(sorted(found, key=lambda row: row.steps))


@dataclass(frozen=True)
class _Family:
    """Marks of one entry, the largest share first.

    ``cells`` are rows of analyst, item, hypothesis and direction. Each mark gives ``shares`` after
    ``entry`` steps, and again after each of ``more`` further ones.
    """

    entry: int
    cells: Numbers
    shares: Array
    more: Numbers

    def best(self) -> tuple[Array, Array]:
        """Numbers of steps worth taking here, rising from 0, and the most that each can gain."""
        repeats = 1 + self.more
        costs = np.ones(repeats.sum())
        costs[np.cumsum(repeats) - repeats] = self.entry
        gains = np.repeat(self.shares, repeats)
        return np.append(0, np.cumsum(costs)), np.append(0, np.cumsum(gains))

    def moves(self, taken: int) -> dict[tuple[int, int, int], int]:
        """The steps of each mark, with its sign, if the first ``taken`` of ``best`` are taken."""
        cells, times = np.unique(
            np.repeat(np.arange(len(self.cells)), 1 + self.more)[:taken], return_counts=True
        )
        rows = zip(self.cells[cells].tolist(), times.tolist(), strict=True)
        return {(row[0], row[1], row[2]): row[3] * (self.entry - 1 + n) for row, n in rows}


def _families(sums: _Sums, leader: int, rival: int) -> tuple[_Family, ...]:
    """The marks that can help the rival, by entry."""
    parts = []
    for hypothesis, way in ((leader, 1), (rival, -1)):
        places = sums.places[:, :, hypothesis]
        entry, times = _gains(sums.against, way)
        rows = np.argwhere(places >= 0)
        at = places[rows[:, 0], rows[:, 1]]
        ends = np.full((len(rows), 1), hypothesis), np.full((len(rows), 1), way)
        cells = np.hstack([rows, *ends, entry[at][:, None], times[at][:, None]])
        parts.append((cells, sums.share[rows[:, 1], hypothesis]))
    cells, shares = (np.concatenate(column) for column in zip(*parts, strict=True))
    found = []
    for entry_cost in ENTRIES:
        mine = np.flatnonzero(cells[:, 4] == entry_cost)
        mine = mine[np.argsort(-shares[mine], kind="stable")]
        found.append(_Family(entry_cost, cells[mine, :4], shares[mine], cells[mine, 5] - 1))
    return tuple(found)


def _gains(against: Array, way: int) -> tuple[Numbers, Numbers]:
    """For each place: steps to its first gain (0: none comes), and how often it gains one point."""
    entry, times = [], []
    for place in range(len(LADDER)):
        ahead = against[place + 1 :] if way > 0 else against[:place][::-1]
        gains = way * (ahead - against[place])
        entry.append(int(np.argmax(gains > 0)) + 1 if (gains > 0).any() else 0)
        times.append(int(gains.max(initial=0)))
    return np.array(entry), np.array(times)


def _fewest(families: Sequence[_Family], need: float) -> dict[tuple[int, int, int], int]:
    """The fewest steps that gain ``need``, as steps by mark."""
    (_, gain), (cost_two, gain_two), (cost_three, gain_three) = (row.best() for row in families)
    lower = cost_three + _at_least(families[:2], need - gain_three)
    fewest, taken = np.inf, (0, 0, 0)
    for three in np.argsort(lower, kind="stable").tolist():
        if lower[three] >= fewest:
            break
        one = np.searchsorted(gain, need - gain_three[three] - gain_two)
        steps = np.where(one < len(gain), one + cost_two + cost_three[three], np.inf)
        two = int(np.argmin(steps))
        if steps[two] < fewest:
            fewest, taken = float(steps[two]), (int(one[two]), two, three)
    moves = (row.moves(number) for row, number in zip(families, taken, strict=True))
    return {cell: steps for part in moves for cell, steps in part.items()}


def _at_least(families: Sequence[_Family], need: Array) -> Array:
    """Steps that these marks cannot do without, if parts of a mark's way could be taken too."""
    length = np.concatenate([row.entry + row.more for row in families])
    whole = np.concatenate([row.shares * (1 + row.more) for row in families])
    order = np.argsort(-whole / length, kind="stable")
    gained = np.append(0, np.cumsum(whole[order]))
    steps = np.interp(need, gained, np.append(0, np.cumsum(length[order])))
    # rounded down by a hair: a bound may be too low, never too high
    return np.where(need > gained[-1] + SLACK, np.inf, np.ceil(steps - 1e-6))


def steps_sentence(found: Steps) -> str:
    """How many of the single steps alter who leads by a rule, and the first few of them."""
    title = _title(found.rule)
    number, moves = len(found.altering), counted(found.moves, "one-step change")
    if not found.leaders:
        return f"{title}: no hypothesis is ranked, so no change of a mark alters who leads."
    now = f"{joined(list(found.leaders))} {'leads' if len(found.leaders) == 1 else 'lead'}"
    if not number:
        return f"{title}: {now}, and none of {moves} of one analyst's mark alters that."
    named = [str(change) for change, _ in zip(found.changes, range(SHOWN), strict=False)]
    more = f" and {number - SHOWN} more" if number > SHOWN else ""
    verb = "alters" if number == 1 else "alter"
    return f"{title}: {now}; {number} of {moves} {verb} that: {'; '.join(named)}{more}."


def unseat_sentence(found: Sequence[Unseating]) -> str:
    """The smallest set of steps over all rivals, named; or that none is needed."""
    if not found:
        return "Fewer than two hypotheses are ranked, so that no rival can unseat a leader."
    first = found[0]
    done = "level with or ahead of" if first.ties else "ahead of"
    title = _title(first.rule)
    if not first.changes:
        return f"{title}: {first.leader} and {first.rival} are level as it is; no one leads alone."
    steps = counted(first.steps, "step")
    verb = "puts" if first.steps == 1 else "put"
    named = [str(change) for change in first.changes]
    more = f" and {len(named) - SHOWN} more" if len(named) > SHOWN else ""
    return (
        f"{title}: {steps} {verb} {first.rival} {done} {first.leader}, and no fewer unseat it: "
        f"{'; '.join(named[:SHOWN])}{more}."
    )


def _title(rule: str) -> str:
    return next(row.title for row in RULES if row.key == rule)
