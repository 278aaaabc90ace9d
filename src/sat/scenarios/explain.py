"""Why a scenario holds together, and what little would break it.

"Consistent" is a knife's edge: most scenarios hold with a lead of 0, and one judgement moved by 1
ends them. So each is shown with the descriptor that gives way first, with what supports and what
opposes every state, with the smallest change of one cell that breaks it, and with the scenario
that is nearest to it. Balances and leads are those of `sat.scenarios.impacts`, in units of impact.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sat.scenarios.impacts import Configuration, Impacts, balances, check_slack, total_impact


@dataclass(frozen=True)
class Influence:
    """What one descriptor's chosen state does to another's.

    ``impact`` is the cell on the chosen state; ``edge`` is that less the cell on the strongest
    rival, which is what it adds to the lead: above 0 a support, below 0 an opponent.
    """

    source: int
    impact: int
    edge: int


@dataclass(frozen=True)
class Standing:
    """How one descriptor's chosen state stands against its strongest rival.

    ``rival`` is the other state with the highest balance, the first of equals, and ``lead`` the
    balance less the rival's; both ``None`` where there is no other state. ``supports`` and
    ``opponents`` add to the lead and take from it, the strongest first; their edges sum to it.
    """

    descriptor: int
    state: int
    balance: int
    rival: int | None
    lead: int | None
    supports: tuple[Influence, ...]
    opponents: tuple[Influence, ...]


@dataclass(frozen=True)
class Break:
    """A change of one cell that makes the scenario inconsistent.

    The cell is that of the scenario's state of ``source`` on its state of ``target``; it is
    ``before``, and at ``after`` the scenario no longer holds. No cell breaks it by a smaller move;
    others may by the same.
    """

    source: int
    target: int
    before: int
    after: int


@dataclass(frozen=True)
class Explanation:
    """All that is said of one scenario; descriptors and states by index.

    ``total`` is its total impact score, ``lead`` the smallest lead, ``weakest`` the descriptors
    that have it. ``breaks`` is ``None`` where no lead is there to be lost, or it is lost already.
    ``nearest`` is the other scenario that differs in the fewest descriptors, the first of equals,
    and ``changed`` are these descriptors.
    """

    scenario: Configuration
    total: int
    lead: int | None
    weakest: tuple[int, ...]
    standings: tuple[Standing, ...]
    breaks: Break | None
    nearest: Configuration | None
    changed: tuple[int, ...]


def explain(
    impacts: Impacts, scenario: Sequence[int], others: Iterable[Configuration] = (), slack: int = 0
) -> Explanation:
    """One scenario explained, beside the ``others`` that were found (itself may be among them).

    ``slack`` is the one that the scenarios were found with, for what breaks it. Raises
    ``ValueError`` where the scenario does not fit the matrix, and for a slack below 0 or not whole.

    >>> rows = [[0, 0, 2, -2], [0, 0, -1, 1], [1, -1, 0, 0], [0, 0, 0, 0]]
    >>> found = explain(Impacts.of("AB", ["xy", "xy"], rows), (0, 0), [(0, 0), (1, 1)])
    >>> found.total, found.lead, found.weakest, found.nearest
    (3, 2, (0,), (1, 1))
    >>> found.breaks
    Break(source=1, target=0, before=1, after=-2)
    """
    check_slack(slack)
    chosen = tuple(scenario)
    standings = standing(impacts, chosen)
    lead = min((row.lead for row in standings if row.lead is not None), default=None)
    weakest = tuple(row.descriptor for row in standings if lead is not None and row.lead == lead)
    near = nearest(chosen, others)
    return Explanation(
        scenario=chosen,
        total=total_impact(impacts, chosen),
        lead=lead,
        weakest=weakest,
        standings=standings,
        breaks=_break(impacts, chosen, weakest, lead + slack) if lead is not None else None,
        nearest=near,
        changed=different(chosen, near) if near is not None else (),
    )


def standing(impacts: Impacts, scenario: Sequence[int]) -> tuple[Standing, ...]:
    """How each chosen state stands, by descriptor."""
    sums = balances(impacts, scenario)
    rows = impacts.rows(scenario)
    return tuple(
        _standing(number, state, sums[number], [row[first : first + size] for row in rows])
        for number, (state, first, size) in enumerate(
            zip(scenario, impacts.offsets, impacts.sizes, strict=True)
        )
    )


def _standing(
    number: int, state: int, sums: tuple[int, ...], sections: list[tuple[int, ...]]
) -> Standing:
    """One descriptor's standing; ``sections`` are the rows of the scenario on its states."""
    others = [rival for rival in range(len(sums)) if rival != state]
    if not others:
        return Standing(number, state, sums[state], None, None, (), ())
    rival = max(others, key=lambda other: sums[other])
    influences = [
        Influence(source, row[state], row[state] - row[rival])
        for source, row in enumerate(sections)
    ]
    supports = sorted((row for row in influences if row.edge > 0), key=lambda row: -row.edge)
    opponents = sorted((row for row in influences if row.edge < 0), key=lambda row: row.edge)
    lead = sums[state] - sums[rival]
    return Standing(number, state, sums[state], rival, lead, tuple(supports), tuple(opponents))


def _break(
    impacts: Impacts, scenario: Configuration, weakest: Sequence[int], spare: int
) -> Break | None:
    """The strongest support of the weakest descriptors, taken down to where its lead is lost.

    Any cell on a weakest descriptor's chosen state breaks the scenario by the same move; that of
    the strongest impact says most, and of equals one descriptor's on another.
    """
    if spare < 0:
        return None
    rows = impacts.rows(scenario)
    columns = {target: impacts.offsets[target] + scenario[target] for target in weakest}
    source, target = max(
        ((source, target) for target in weakest for source in range(len(rows))),
        key=lambda pair: (rows[pair[0]][columns[pair[1]]], pair[0] != pair[1]),
    )
    before = rows[source][columns[target]]
    return Break(source, target, before, before - spare - 1)


def different(one: Sequence[int], other: Sequence[int]) -> tuple[int, ...]:
    """The descriptors in which two scenarios differ.

    >>> different((0, 1, 2), (0, 2, 0))
    (1, 2)
    """
    pairs = enumerate(zip(one, other, strict=True))
    return tuple(number for number, (here, there) in pairs if here != there)


def nearest(scenario: Configuration, others: Iterable[Configuration]) -> Configuration | None:
    """The scenario that differs in the fewest descriptors; ``None`` where there is no other.

    >>> nearest((0, 0, 0), [(0, 0, 0), (1, 1, 1), (0, 1, 1), (1, 0, 1)])
    (0, 1, 1)
    """
    rest = [other for other in others if other != scenario]
    return min(rest, key=lambda other: len(different(scenario, other)), default=None)
