"""What the answer hangs on: leave out one item, one source, one origin, one analyst."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sat.ach.grades import grade
from sat.ach.matrix import Matrix
from sat.ach.scores import RULES, Terms, rank, rankable, score, terms
from sat.case import Case

Leaders = Mapping[str, Sequence[str]]
KINDS = ("item", "source", "origin", "group", "analyst")


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
    whole, weights = terms(matrix), _weights(matrix, reliability)
    found: list[LeftOut] = []
    for kind, name, gone, sources in _drops(case, matrix):
        if gone.all():
            continue
        left = {key: value for key, value in reliability.items() if key not in sources}
        weighed = _weights(matrix, left) if sources else weights
        grouped = [group for group, out in zip(groups, gone, strict=True) if not out]
        what = whole.without(gone)
        found += _compare(kind, name, matrix.names, leaders, what, weighed[~gone], grouped)
    several = len(matrix.analysts) > 1
    for name in matrix.analysts if several else ():
        what = terms(matrix.only(*(other for other in matrix.analysts if other != name)))
        found += _compare("analyst", name, matrix.names, leaders, what, weights, groups)
    return found


def _weights(matrix: Matrix, reliability: Mapping[str, str]) -> npt.NDArray[np.float64]:
    """Each item's weight, given the sources that are there."""
    return np.array([grade(item, reliability).weight() for item in matrix.evidence])


def _drops(
    case: Case, matrix: Matrix
) -> Iterator[tuple[str, str, npt.NDArray[np.bool_], frozenset[str]]]:
    """Each thing to leave out: its kind and name, the items that go, the sources that go."""
    nothing: frozenset[str] = frozenset()
    for number, item in enumerate(matrix.evidence):
        yield "item", item.evidence_id, np.arange(len(matrix.evidence)) == number, nothing
    cited = {source for item in matrix.evidence for source in item.source_ids}
    origins: dict[str, set[str]] = {}
    for source in case.sources:
        if source.source_id in cited:
            yield "source", source.source_id, *_sourceless(matrix, {source.source_id})
            if source.origin_id:
                origins.setdefault(source.origin_id, set()).add(source.source_id)
    for origin, members in origins.items():
        if len(members) > 1:
            yield "origin", origin, *_sourceless(matrix, members)
    groups = [item.dependence_group for item in matrix.evidence]
    for group in dict.fromkeys(name for name in groups if name):
        if groups.count(group) > 1:
            yield "group", group, np.array([name == group for name in groups]), nothing


def _sourceless(matrix: Matrix, sources: set[str]) -> tuple[npt.NDArray[np.bool_], frozenset[str]]:
    """Items that rest on these sources alone, and the sources."""
    gone = [
        bool(item.source_ids) and sources.issuperset(item.source_ids) for item in matrix.evidence
    ]
    return np.array(gone), frozenset(sources)


def _compare(
    kind: str,
    name: str,
    names: list[str],
    leaders: Leaders,
    what: Terms,
    weights: npt.NDArray[np.float64],
    groups: list[str],
) -> list[LeftOut]:
    """Score what is left, by every rule."""
    scores = score(what, weights, groups)
    eligible = rankable(what)
    found = []
    for rule in RULES:
        places = rank(scores[rule.key], names, eligible)
        ahead = tuple(places[0]) if places else ()
        margin = _margin(np.abs(scores[rule.key]), names, leaders[rule.key], eligible)
        found.append(LeftOut(name, kind, rule.key, ahead, margin))
    return found


def _margin(
    against: npt.NDArray[np.float64],
    names: list[str],
    leaders: Sequence[str],
    eligible: npt.NDArray[np.bool_],
) -> float:
    """Best other hypothesis less worst leader, in points against."""
    leads = np.isin(names, list(leaders))
    ahead, others = eligible & leads, eligible & ~leads
    if not ahead.any() or not others.any():
        return float("nan")
    return float(round(against[others].min() - against[ahead].max(), 9))


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
