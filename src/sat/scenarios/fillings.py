"""A case's own cross-impacts, and what they leave of each quadrant of a scenario matrix.

A quadrant is worded by two drivers; the others fill it. With the two axes held to their ends, the
balances say which fillings are consistent. A quadrant without any is a finding: as the impacts are
judged, that future does not hold together.
"""

from dataclasses import dataclass

from sat.case import Case
from sat.scenarios.balance import Solutions
from sat.scenarios.compiled import search
from sat.scenarios.impacts import Impacts
from sat.scenarios.matrix import Matrix, Quadrant
from sat.text import counted

SHOWN = 1000  # fillings listed of one quadrant
NODES = 200_000  # steps of one search; by steps and not by time, so that two runs agree


def impacts_of(case: Case) -> Impacts:
    """The cross-impacts of a case's drivers and states, in file order; a pair not listed is 0.

    Raises ``ValueError`` where there are no drivers, or a driver has no state.
    """
    states = [[row.state_id for row in case.states if row.driver_id == driver.driver_id]
              for driver in case.drivers]  # fmt: skip
    order = [name for names in states for name in names]
    place = {name: number for number, name in enumerate(order)}
    cells = [[0] * len(order) for _ in order]
    for row in case.impacts:
        cells[place[row.from_state]][place[row.to_state]] = row.impact
    return Impacts.of([driver.driver_id for driver in case.drivers], states, cells)


@dataclass(frozen=True)
class Filling:
    """What the balances leave of one quadrant.

    ``states`` are the consistent configurations by state id; ``complete`` says whether they are
    all of them. ``empty`` only where the search was complete and found none.
    """

    quadrant: Quadrant
    states: tuple[tuple[str, ...], ...]
    complete: bool

    @property
    def empty(self) -> bool:
        """Does no filling hold together, as the impacts are judged?"""
        return self.complete and not self.states


def fillings_text(row: Filling) -> str:
    """How many fillings there are, in words that say whether these are all."""
    if not row.states and not row.complete:
        return "none found before the search ended"
    number = counted(len(row.states), "consistent filling")
    return number if row.complete else f"at least {number}"


def fillings(
    case: Case, found: Matrix, slack: int = 0, limit: int = SHOWN, nodes: int = NODES
) -> tuple[Filling, ...]:
    """The consistent fillings of each quadrant, with so much inconsistency allowed (``slack``)."""
    impacts = impacts_of(case)
    return tuple(
        _filling(quadrant, impacts, _solved(impacts, found, quadrant, slack, limit, nodes))
        for quadrant in found.quadrants
    )


def _solved(
    impacts: Impacts, found: Matrix, quadrant: Quadrant, slack: int, limit: int, nodes: int
) -> Solutions:
    """The search with both axes held to the quadrant's ends."""
    fixed = {}
    for axis, states in zip(found.axes, quadrant.states, strict=True):
        name = axis.driver.driver_id
        places = [impacts.place(name, state) for state in states]
        fixed[places[0][0]] = [state for _, state in places]
    return search(impacts, slack, fixed=fixed, limit=limit, node_budget=nodes)


def _filling(quadrant: Quadrant, impacts: Impacts, solved: Solutions) -> Filling:
    named = tuple(impacts.names(configuration) for configuration in solved.scenarios)
    return Filling(quadrant, named, solved.complete)
