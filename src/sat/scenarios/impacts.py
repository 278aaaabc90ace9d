"""The cross-impact matrix: which state of one descriptor promotes or hinders which of another.

A *descriptor* is a driver that takes one of a few *states*. The cell of row (i, a) and column
(j, b) is the *impact* of state a of i on state b of j: above 0 it promotes, below 0 it hinders,
by custom from −3 to 3. A *scenario* is one state of each descriptor, here by index from 0. The
*balance* of a state is the sum of its column over the rows of the scenario; the *lead* of a
descriptor is the balance of its chosen state less that of its best rival. A scenario is
*consistent* when no lead is below 0 (W. Weimer-Jehle, "Cross-impact balances", *Technological
Forecasting and Social Change* 73, 2006). Cells of a descriptor on itself count like any other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from math import prod
from numbers import Integral
from operator import index

from sat.text import one_line

LARGEST = 1000  # a cell beyond it is a slip of the keyboard

Configuration = tuple[int, ...]


@dataclass(frozen=True)
class Impacts:
    """A square matrix of whole numbers, rows and columns in the order of descriptors and states.

    Raises ``ValueError`` where it has no descriptor, a descriptor no state, a name is there twice,
    the matrix is not square, or a cell is not a whole number from −1000 to 1000.
    """

    descriptors: tuple[str, ...]
    states: tuple[tuple[str, ...], ...]
    cells: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        _check_names(self.descriptors, self.states)
        _check_cells(self)

    @classmethod
    def of(
        cls,
        descriptors: Sequence[str],
        states: Sequence[Sequence[str]],
        rows: Sequence[Sequence[int]],
    ) -> "Impacts":
        """The matrix from lists; whole numbers of numpy become Python's.

        >>> Impacts.of(["sky", "mood"], [["sun", "rain"], ["good"]], [[0] * 3] * 3).sizes
        (2, 1)
        """
        cells = tuple(tuple(_whole(cell) for cell in row) for row in rows)
        return cls(tuple(descriptors), tuple(tuple(names) for names in states), cells)

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """How many states each descriptor has."""
        return tuple(len(names) for names in self.states)

    @cached_property
    def offsets(self) -> tuple[int, ...]:
        """The row (and column) of each descriptor's first state."""
        return tuple(accumulate(self.sizes[:-1], initial=0))

    @property
    def configurations(self) -> int:
        """How many scenarios there are, consistent or not."""
        return prod(self.sizes)

    def place(self, descriptor: str, state: str) -> tuple[int, int]:
        """The indices of a state by its names; ``ValueError`` where one is not there."""
        _check_known("descriptor", descriptor, self.descriptors)
        first = self.descriptors.index(descriptor)
        _check_known(f"state of {one_line(descriptor)}", state, self.states[first])
        return first, self.states[first].index(state)

    def names(self, scenario: Sequence[int]) -> tuple[str, ...]:
        """The scenario's states by name."""
        self.check(scenario)
        return tuple(names[state] for names, state in zip(self.states, scenario, strict=True))

    def rows(self, scenario: Sequence[int]) -> list[tuple[int, ...]]:
        """The rows of the scenario's states."""
        return [self.cells[start + s] for start, s in zip(self.offsets, scenario, strict=True)]

    def check(self, scenario: Sequence[int]) -> None:
        """Raises ``ValueError`` where it is not one state's index per descriptor."""
        if len(scenario) != len(self.sizes):
            raise ValueError(
                f"the scenario has {len(scenario)} states; the matrix has "
                f"{len(self.sizes)} descriptors, and each takes one"
            )
        for number, state in enumerate(scenario):
            self.check_place(number, state)

    def check_place(self, descriptor: int, state: int) -> None:
        """Raises ``ValueError`` where there is no such descriptor or state; both count from 0."""
        if not 0 <= descriptor < len(self.sizes):
            raise ValueError(
                f"descriptor {descriptor} is not there; they are 0 to {len(self.sizes) - 1}"
            )
        if not 0 <= state < self.sizes[descriptor]:
            name = one_line(self.descriptors[descriptor])
            raise ValueError(
                f"state {state} of descriptor {name} is not there; "
                f"its states are 0 to {self.sizes[descriptor] - 1}"
            )


def _whole(cell: int) -> int:
    """A whole number as Python's own; anything else is left as it is, to be named by the check."""
    if type(cell) is int:
        return cell
    try:
        return cell if isinstance(cell, bool) else index(cell)
    except TypeError:
        return cell


def _check_names(descriptors: tuple[str, ...], states: tuple[tuple[str, ...], ...]) -> None:
    if not descriptors:
        raise ValueError("the matrix has no descriptors; it needs at least one")
    if len(states) != len(descriptors):
        raise ValueError(
            f"there are {len(descriptors)} descriptors and {len(states)} lists of states; "
            "each descriptor has one list"
        )
    _check_once("descriptor", descriptors)
    for name, listed in zip(descriptors, states, strict=True):
        if not listed:
            raise ValueError(f"descriptor {one_line(name)} has no states; it needs at least one")
        _check_once(f"state of {one_line(name)}", listed)


def _check_once(what: str, names: Sequence[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"{what} '{one_line(name)}' is there twice; a name is used once")


def _check_known(what: str, name: str, names: Sequence[str]) -> None:
    if name not in names:
        listed = ", ".join(one_line(known) for known in names)
        raise ValueError(f"there is no {what} '{one_line(name)}'; there are: {listed}")


def _check_cells(impacts: Impacts) -> None:
    size = sum(impacts.sizes)
    if len(impacts.cells) != size:
        raise ValueError(f"the matrix has {len(impacts.cells)} rows; {size} states need {size}")
    for number, row in enumerate(impacts.cells):
        if len(row) != size:
            raise ValueError(
                f"row {_label(impacts, number)} has {len(row)} cells; {size} states need {size}"
            )
        if set(map(type, row)) == {int} and min(row) >= -LARGEST and max(row) <= LARGEST:
            continue
        for column, cell in enumerate(row):
            if type(cell) is not int or not -LARGEST <= cell <= LARGEST:
                where = f"{_label(impacts, number)} on {_label(impacts, column)}"
                raise ValueError(
                    f"the impact of {where} is {cell!r}; "
                    f"it is a whole number from {-LARGEST} to {LARGEST}"
                )


def _label(impacts: Impacts, line: int) -> str:
    """What a row or column is called: its descriptor and state."""
    labels = [
        f"{one_line(name)}|{one_line(state)}"
        for name, listed in zip(impacts.descriptors, impacts.states, strict=True)
        for state in listed
    ]
    return labels[line]


def balances(impacts: Impacts, scenario: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """The balance of every state in a scenario, by descriptor; in units of impact.

    Raises ``ValueError`` where the scenario does not fit the matrix.

    >>> two = Impacts.of("AB", ["xy", "xy"], [[0, 0, 2, -2], [0, 0, -1, 1], [1, -1, 0, 0], [0] * 4])
    >>> balances(two, (0, 1))
    ((0, 0), (2, -2))
    """
    impacts.check(scenario)
    sums = [sum(column) for column in zip(*impacts.rows(scenario), strict=True)]
    return tuple(
        tuple(sums[start : start + size])
        for start, size in zip(impacts.offsets, impacts.sizes, strict=True)
    )


def leads(impacts: Impacts, scenario: Sequence[int]) -> tuple[int | None, ...]:
    """Each chosen state's balance less that of its best rival; ``None`` without a rival.

    >>> two = Impacts.of("AB", ["xy", "xy"], [[0, 0, 2, -2], [0, 0, -1, 1], [1, -1, 0, 0], [0] * 4])
    >>> leads(two, (0, 0)), leads(two, (0, 1))
    ((2, 4), (0, -4))
    """
    found = []
    for sums, state in zip(balances(impacts, scenario), scenario, strict=True):
        rivals = sums[:state] + sums[state + 1 :]
        found.append(sums[state] - max(rivals) if rivals else None)
    return tuple(found)


def smallest_lead(impacts: Impacts, scenario: Sequence[int]) -> int | None:
    """The lead that gives way first, ScenarioWizard's consistency value; ``None`` without rivals.

    At 0 or above the scenario is consistent; below 0 it is so only with a slack of as much.
    """
    return min((lead for lead in leads(impacts, scenario) if lead is not None), default=None)


def consistent(impacts: Impacts, scenario: Sequence[int], slack: int = 0) -> bool:
    """Whether every chosen state's balance is at least that of each rival less ``slack``."""
    check_slack(slack)
    lead = smallest_lead(impacts, scenario)
    return lead is None or lead >= -slack


def check_slack(slack: int) -> None:
    """Raises ``ValueError`` where a slack is not a whole number of 0 or above."""
    if not isinstance(slack, Integral) or slack < 0:
        raise ValueError(f"slack is {slack!r}; it is a whole number, 0 or above")


def total_impact(impacts: Impacts, scenario: Sequence[int]) -> int:
    """The sum of the chosen states' balances: how strongly the scenario supports itself."""
    chosen = zip(balances(impacts, scenario), scenario, strict=True)
    return sum(sums[state] for sums, state in chosen)
