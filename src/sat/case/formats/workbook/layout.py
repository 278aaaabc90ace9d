"""Scenario work as a workbook (.xlsx) that a workshop can fill: what it holds and where.

``Impacts`` and ``Consistency`` are matrices: their first three rows and columns name each state by
driver, state and id. The other sheets are lists with the columns of a case's tables, but for
``Drivers``, which has the states with their drivers, and ``Scenarios``, a column a scenario.
``write`` writes it, ``read`` reads it back.
"""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count

from sat.case.futures import Driver, Exclusion, ImpactOf, Pair, Scenario, State

HEAD = ("driver", "state", "state_id")  # of a matrix, both ways
DRIVER = ("driver_id", "driver", "kind", "importance", "uncertainty", "known_on", "note")
STATE = ("state_id", "state", "state_known_on", "state_note")
IMPACT = ("from_state", "to_state", "rationale", "known_on", "note")
PAIR = ("state_a", "state_b", "kind", "reason", "known_on", "note")
EXCLUSION = ("exclusion_id", "states", "kind", "reason", "known_on", "note")
SCENARIO = ("scenario_id", "title", "narrative", "hypothesis_id", "known_on", "note")
ABOUT = ("question", "case_id", "opens", "closes", "as_of", "handling", "impact_range")

# A driver is judged for importance and uncertainty, and most files from elsewhere do not say them.
STAND_IN = 3
UNJUDGED = "importance and uncertainty are not judged yet; 3 stands in where the file has none"


@dataclass(frozen=True)
class Futures:
    """The tables of scenario work, and what of `case.toml` goes with them.

    States stand in the order of their drivers; ``None`` and "" where nothing is known.
    """

    question: str = ""
    case_id: str = ""
    opens: date | None = None
    closes: date | None = None
    as_of: date | None = None
    handling: str = ""
    impact_range: tuple[int, int] = (-3, 3)
    drivers: tuple[Driver, ...] = ()
    states: tuple[State, ...] = ()
    impacts: tuple[ImpactOf, ...] = ()
    consistency: tuple[Pair, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    scenarios: tuple[Scenario, ...] = ()

    def of(self, driver: Driver) -> tuple[State, ...]:
        """The states of a driver."""
        return tuple(state for state in self.states if state.driver_id == driver.driver_id)


def label(state: State, states: Sequence[State]) -> str:
    """A state as the sheet ``Scenarios`` names it: its title, or its id where that is not clear."""
    taken = [other.title for other in states] + [other.state_id for other in states]
    return state.title if taken.count(state.title) == 1 else state.state_id


def unused(wanted: str, taken: Container[str]) -> str:
    """An id that is not taken: the one wanted, or with the first number behind it that is free.

    >>> unused("D1", {"D1", "D1-2"})
    'D1-3'
    """
    tries = (wanted if number == 1 else f"{wanted}-{number}" for number in count(1))
    return next(name for name in tries if name not in taken)
