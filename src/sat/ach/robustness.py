"""What the answer hangs on: leave out one item, one source, one origin, one analyst."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress

import numpy as np
import numpy.typing as npt

from sat.ach.grades import grade
from sat.ach.matrix import Matrix
from sat.ach.scores import (
    MIN_RATED,
    RULES,
    Array,
    Terms,
    added,
    group_numbers,
    rankable,
    score,
    terms,
)
from sat.case import Case

Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]

Leaders = Mapping[str, Sequence[str]]
KINDS = ("item", "source", "origin", "group", "analyst")
DIGITS = 9  # scores that agree to so many decimals are level, as where hypotheses are ranked


@dataclass(frozen=True)
class LeftOut:
    """Who leads by one rule when something is left out. ``kind`` is one of ``KINDS``.

    ``margin`` is how far the leaders of the whole matrix stay ahead of the best other hypothesis,
    in the rule's unit: 0 is a tie, below 0 they are overtaken; NaN where nothing can be compared,
    since no leader or no other hypothesis can be ranked any more.
    """

    dropped: str
    kind: str
    rule: str
    leaders: tuple[str, ...]
    margin: float


def leave_one_out(case: Case, matrix: Matrix, leaders: Leaders) -> list[LeftOut]:
    """Leaders by every rule when one thing is taken away at a time.

    ``leaders`` are those of the whole matrix, by rule.

    A source (or all sources of one origin) takes with it the items that rest on nothing else; an
    item that has other sources stays, graded by the best that is left. A group is all items of one
    dependence group. An analyst, an origin or a group is left out only where there are several
    analysts, several cited sources of the origin, several items in the group: of one alone the
    removal would be told twice. What would leave no item at all says nothing and is not listed.
    """
    reliability = {source.source_id: source.reliability for source in case.sources}
    groups = [item.dependence_group for item in matrix.evidence]
    weights = np.array([grade(item, reliability).weight() for item in matrix.evidence])
    drops = [row for row in _drops(case, matrix, reliability) if len(row.items) < len(groups)]
    named = [(row.kind, row.name) for row in drops]
    found = _compared(named, matrix.names, leaders, *_left(terms(matrix), weights, groups, drops))
    if len(matrix.analysts) > 1:
        named = [("analyst", name) for name in matrix.analysts]
        found += _compared(named, matrix.names, leaders, *_others(matrix, weights, groups))
    return found


@dataclass(frozen=True)
class _Drop:
    """A thing to leave out: the items that go, and those that stay with another weight."""

    kind: str
    name: str
    items: Sequence[int]
    weights: Mapping[int, float] = field(default_factory=dict)


def _drops(case: Case, matrix: Matrix, reliability: Mapping[str, str]) -> Iterator[_Drop]:
    """Each thing to leave out but the analysts."""
    cited: dict[str, list[int]] = {}
    groups: dict[str, list[int]] = {}
    origins: dict[str, list[str]] = {}
    for number, item in enumerate(matrix.evidence):
        yield _Drop("item", item.evidence_id, [number])
        groups.setdefault(item.dependence_group, []).append(number)
        for name in dict.fromkeys(item.source_ids):
            cited.setdefault(name, []).append(number)
    for source in case.sources:
        if source.source_id in cited:
            items, weights = _sourceless(matrix, reliability, cited, [source.source_id])
            yield _Drop("source", source.source_id, items, weights)
            origins.setdefault(source.origin_id, []).append(source.source_id)
    for origin, members in origins.items():
        if origin and len(members) > 1:
            yield _Drop("origin", origin, *_sourceless(matrix, reliability, cited, members))
    for group, items in groups.items():
        if group and len(items) > 1:
            yield _Drop("group", group, items)


def _sourceless(
    matrix: Matrix,
    reliability: Mapping[str, str],
    cited: Mapping[str, Sequence[int]],
    sources: Sequence[str],
) -> tuple[list[int], dict[int, float]]:
    """Items that rest on these sources alone, and the weights of those that have others too."""
    gone, weights = [], {}
    for number in sorted({number for name in sources for number in cited[name]}):
        item = matrix.evidence[number]
        others = {
            name: reliability.get(name, "") for name in item.source_ids if name not in sources
        }
        if others:
            weights[number] = grade(item, others).weight()
        else:
            gone.append(number)
    return gone, weights


def _left(
    what: Terms, weights: Array, groups: Sequence[str], drops: Sequence[_Drop]
) -> tuple[Array, Flags]:
    """Drops × rules × hypotheses: points against by what is left; and who is ranked by it.

    Every rule adds up items or groups, so what is left is the whole less what goes.
    """
    marked, points = ~np.isnan(what.points), np.nan_to_num(what.points)
    weighed, number = weights[:, None] * points, len(drops)
    drop, item = _places([row.items for row in drops])
    other, stays = _places([list(row.weights) for row in drops])
    fresh = np.array([weight for row in drops for weight in row.weights.values()])
    gain = (fresh - weights[stays])[:, None] * points[stays]
    lost = {
        "count": added(np.nan_to_num(what.count)[item], drop, number),
        "inconsistency": added(points[item], drop, number),
        "weighted": added(weighed[item], drop, number) - added(gain, other, number),
        "grouped": _lost_means(points, marked, group_numbers(groups), drop, item, number),
    }
    whole = score(what, weights, groups)
    sums = np.stack([np.abs(whole[rule.key]) - lost[rule.key] for rule in RULES], axis=1)
    there = marked.sum(axis=0) - added(marked[item], drop, number)
    items = len(groups) - np.bincount(drop, minlength=number)
    return sums, np.asarray((there > 0) & (there / items[:, None] >= MIN_RATED))


def _lost_means(
    points: Array, marked: Flags, group: Places, drop: Places, item: Places, number: int
) -> Array:
    """Drops × hypotheses: means of groups less those of what is left of them."""
    size = group.max() + 1
    touched, place = np.unique(drop * size + group[item], return_inverse=True)
    cells = np.stack([points, marked], axis=1)
    whole = added(cells, group, size)[touched % size]
    left = whole - added(cells[item], place, len(touched))
    old, new = (
        np.divide(part[:, 0], part[:, 1], out=np.zeros_like(part[:, 0]), where=part[:, 1] > 0)
        for part in (whole, left)
    )
    return added(old - new, touched // size, number)


def _places(rows: Sequence[Sequence[int]]) -> tuple[Places, Places]:
    """Of a ragged table each entry's row, and the entries."""
    lengths = [len(row) for row in rows]
    entries = np.array([entry for row in rows for entry in row], dtype=np.intp)
    return np.repeat(np.arange(len(rows)), lengths), entries


def _others(matrix: Matrix, weights: Array, groups: Sequence[str]) -> tuple[Array, Flags]:
    """The same without each analyst in turn: the others are pooled anew."""
    sums, eligible = [], []
    for name in matrix.analysts:
        what = terms(matrix.only(*(other for other in matrix.analysts if other != name)))
        scores = score(what, weights, groups)
        sums.append([np.abs(scores[rule.key]) for rule in RULES])
        eligible.append(rankable(what))
    return np.array(sums), np.array(eligible)


def _compared(
    named: Sequence[tuple[str, str]],
    names: Sequence[str],
    leaders: Leaders,
    against: Array,
    eligible: Flags,
) -> list[LeftOut]:
    """Who leads by every rule in each drop, and the margin: best other less worst leader."""
    ranked = eligible[:, None]
    level = np.where(ranked, np.round(against, DIGITS), np.inf)
    first = ranked & (level == level.min(axis=2, keepdims=True))
    leads = np.array([np.isin(names, list(leaders[rule.key])) for rule in RULES])
    ahead = np.where(ranked & leads, against, -np.inf).max(axis=2)
    others = np.where(ranked & ~leads, against, np.inf).min(axis=2)
    margin = np.where(np.isfinite(others - ahead), np.round(others - ahead, DIGITS) + 0.0, np.nan)
    return [
        LeftOut(name, kind, rule.key, tuple(compress(names, flags)), gap)
        for (kind, name), by_rule, gaps in zip(named, first.tolist(), margin.tolist(), strict=True)
        for rule, flags, gap in zip(RULES, by_rule, gaps, strict=True)
    ]


def contested(
    points: npt.NDArray[np.float64],
    low: npt.NDArray[np.float64],
    high: npt.NDArray[np.float64],
    names: list[str],
    ranking: Sequence[Sequence[str]],
) -> list[str]:
    """Hypotheses whose place at the top turns on unknown grades, by the weighted rule.

    Each item's weight may lie anywhere from ``low`` to ``high``, independently of the others.
    Listed are the hypotheses that some such weights put level with, or ahead of, a leader, and
    tied leaders that some put ahead of the other. ``points`` is items × hypotheses, what speaks
    against, NaN where there is no mark; ``ranking`` is the weighted one.
    """
    against = np.nan_to_num(points)
    found = []
    for name in (name for place in ranking for name in place):
        for leader in (leader for leader in ranking[0] if leader != name):
            gap = against[:, names.index(name)] - against[:, names.index(leader)]
            least = round(float(np.minimum(low * gap, high * gap).sum()), 9)
            if least < 0 or (least == 0 and name not in ranking[0]):
                found.append(name)
    return list(dict.fromkeys(found))
