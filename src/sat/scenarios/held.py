"""Named scenarios held against the judgments: does the field allow them, do the balances hold?

A story can sound right and still rest on states that the analyst's own judgments set against each
other. A scenario may leave drivers open; then it stands if they can be filled so that everything
holds together, and the filling that needs least inconsistency is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from sat.case import Case
from sat.case.futures import Pair, Scenario
from sat.scenarios.balance import solve
from sat.scenarios.explain import standing
from sat.scenarios.field import FieldResult
from sat.scenarios.fillings import NODES
from sat.scenarios.impacts import Configuration, Impacts, total_impact

FILLINGS = 1_000  # of one scenario that are looked at for the best
SLACK = 20  # most inconsistency that is looked for: beyond, a scenario is called so much at odds


@dataclass(frozen=True)
class Beaten:
    """A state of a scenario that its balance does not hold: the rival, and by how much it leads."""

    driver: str
    state: str
    rival: str
    by: int


@dataclass(frozen=True)
class Held:
    """One named scenario against field and balances.

    Attributes
    ----------
    scenario
        The scenario.
    open
        Drivers that it leaves open.
    excluded
        States of it that exclude each other by the field.
    doubtful
        Its doubtful pairs.
    unassessed
        Pairs of its states that nobody judged.
    slack
        Least inconsistency with which a filling is consistent, 0: it holds together as it is;
        ``None`` without impacts, and where none was found up to ``SLACK``.
    sure
        Whether every smaller slack was searched to the end: else it is the least that was found.
    filling
        A filling with that slack: of the first 1,000 the one with the highest total impact.
    beaten
        Its states that do not hold.

    """

    scenario: Scenario
    open: tuple[str, ...]
    excluded: tuple[tuple[str, ...], ...]
    doubtful: tuple[Pair, ...]
    unassessed: int
    slack: int | None
    sure: bool
    filling: tuple[str, ...]
    beaten: tuple[Beaten, ...]

    @property
    def holds(self) -> bool:
        """Is it consistent by the balances, its open drivers filled, and not excluded?"""
        return self.slack == 0 and not self.excluded


def held(case: Case, field: FieldResult, impacts: Impacts | None) -> tuple[Held, ...]:
    """Every named scenario of the case, in file order."""
    return tuple(_held(case, row, field, impacts) for row in case.scenarios)


def _held(case: Case, row: Scenario, field: FieldResult, impacts: Impacts | None) -> Held:
    own = set(row.states)
    drivers = {state.driver_id for state in case.states if state.state_id in own}
    judged = [pair for pair in case.consistency if {pair.state_a, pair.state_b} <= own]
    slack, best, sure = (None, None, True)
    if impacts is not None:
        slack, best, sure = _best(impacts, row.states)
    return Held(
        scenario=row,
        open=tuple(name.driver_id for name in case.drivers if name.driver_id not in drivers),
        excluded=tuple(found.states for found in field.removed if set(found.states) <= own),
        doubtful=tuple(pair for pair in judged if pair.consistency == "doubtful"),
        unassessed=len(list(combinations(own, 2))) - len(judged),
        slack=slack,
        sure=sure,
        filling=impacts.names(best) if impacts is not None and best is not None else (),
        beaten=_beaten(impacts, best) if impacts is not None and best is not None else (),
    )


def _best(impacts: Impacts, states: Sequence[str]) -> tuple[int | None, Configuration | None, bool]:
    """The least slack with a filling, the filling with the highest total impact, and if sure."""
    fixed = {}
    for driver, listed in enumerate(impacts.states):
        for state in set(states).intersection(listed):
            fixed[driver] = listed.index(state)
    sure = True
    for slack in range(SLACK + 1):
        found = solve(impacts, slack, fixed=fixed, limit=FILLINGS, node_budget=NODES)
        if found.scenarios:
            best = max(found.scenarios, key=lambda row: total_impact(impacts, row))
            return slack, best, sure
        sure = sure and found.complete
    return None, None, sure


def _beaten(impacts: Impacts, scenario: Configuration) -> tuple[Beaten, ...]:
    found = []
    for row in standing(impacts, scenario):
        if row.lead is not None and row.lead < 0 and row.rival is not None:
            states = impacts.states[row.descriptor]
            name = impacts.descriptors[row.descriptor]
            found.append(Beaten(name, states[row.state], states[row.rival], -row.lead))
    return tuple(found)
