"""What if some states hold? The field with them fixed, and the balances with them forced.

Two questions are kept apart. *Held of itself*: of the consistent scenarios, which contain the
states? *Forced*: where the states are brought about from outside, whatever speaks against them,
which states of the others then hold together? A forced state needs no balance in its favour; it
still acts on all others (W. Weimer-Jehle calls it a forced variant).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sat.case import Case
from sat.scenarios.balance import Solutions, solve
from sat.scenarios.box import count, support
from sat.scenarios.field import FieldResult
from sat.scenarios.fillings import NODES, SHOWN
from sat.scenarios.generation import place_of
from sat.scenarios.impacts import Impacts
from sat.text import one_line


@dataclass(frozen=True)
class WhatIf:
    """Some states fixed, and what remains.

    Attributes
    ----------
    states
        The fixed states; none: nothing is fixed, and the rest is the case as it is.
    configurations
        How many configurations of the field contain them.
    support
        For every state of every driver, in how many of these it occurs.
    of_itself
        Consistent scenarios that contain the states; ``None`` where the case has no impacts.
    forced
        Consistent scenarios where the states are forced, as state ids.
    complete
        Whether both lists are whole.

    """

    states: tuple[str, ...]
    configurations: int
    support: tuple[tuple[int, ...], ...]
    of_itself: int | None
    forced: tuple[tuple[str, ...], ...]
    complete: bool

    @property
    def times(self) -> Counter[str]:
        """In how many forced scenarios each state occurs."""
        return Counter(state for row in self.forced for state in row)


def fixed_states(case: Case, text: str) -> tuple[str, ...]:
    """States from their ids, separated by ``;``, each of another driver.

    Raises ``ValueError`` for a state that is not there, and for two of one driver.
    """
    driver = {row.state_id: row.driver_id for row in case.states}
    found = tuple(dict.fromkeys(part.strip() for part in text.split(";") if part.strip()))
    for state in found:
        if state not in driver:
            listed = ", ".join(driver) or "none"
            raise ValueError(f"there is no state '{one_line(state)}'; there are: {listed}")
    drivers = [driver[state] for state in found]
    for name in drivers:
        if drivers.count(name) > 1:
            raise ValueError(f"driver {name} is fixed to two states; fix it to one at most")
    return found


def what_if(
    field: FieldResult, impacts: Impacts | None, solved: Solutions | None, states: Sequence[str]
) -> WhatIf:
    """The field and the balances with the states fixed; all of them as given by ``fixed_states``.

    ``solved`` are the consistent scenarios of the impacts with nothing fixed.
    """
    fixed = field.fixed(states)
    of_itself, forced, complete = None, Solutions((), True, 0), True
    rows: tuple[tuple[str, ...], ...] = ()
    if impacts is not None and solved is not None:
        wanted = set(states)
        named = [impacts.names(row) for row in solved.scenarios]
        of_itself = sum(wanted <= set(row) for row in named)
        smaller = with_forced(impacts, states)
        forced = solve(smaller, limit=SHOWN, node_budget=NODES) if states else solved
        rows = tuple(smaller.names(row) for row in forced.scenarios)
        complete = solved.complete and forced.complete
    return WhatIf(
        states=tuple(states),
        configurations=count(field.box, fixed),
        support=support(field.box, fixed),
        of_itself=of_itself,
        forced=rows,
        complete=complete,
    )


def with_forced(impacts: Impacts, states: Sequence[str]) -> Impacts:
    """The matrix in which the descriptors of these states have no other state.

    The states go by their names, which are there once in a case. Raises ``ValueError`` for one
    that is not there.

    >>> rows = [[0, 0, 2, -2], [0, 0, -1, 1], [1, -1, 0, 0], [0, 0, 0, 0]]
    >>> two = Impacts.of(["A", "B"], [["a", "b"], ["c", "d"]], rows)
    >>> with_forced(two, ["b"]).cells
    ((0, -1, 1), (-1, 0, 0), (0, 0, 0))
    """
    fixed = dict(place_of(impacts, state) for state in states)
    kept = [
        [fixed[number]] if number in fixed else list(range(size))
        for number, size in enumerate(impacts.sizes)
    ]
    places = [
        first + state for first, held in zip(impacts.offsets, kept, strict=True) for state in held
    ]
    names = [
        [listed[state] for state in held] for listed, held in zip(impacts.states, kept, strict=True)
    ]
    cells = [[impacts.cells[row][column] for column in places] for row in places]
    return Impacts.of(impacts.descriptors, names, cells)
