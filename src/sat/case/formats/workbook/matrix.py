"""The matrices of a workbook: which states the headers name, and what stands between them.

A matrix has its names in the first columns and, the other way, in the first rows: ``driver`` and
``state``, and where there is a third ``state_id``. The words stand where they meet:

|        |       | Rain | Rain |
| driver | state | Wet  | Dry  |
| Rain   | Wet   |      |      |

A driver that is left blank is the one before it, as merged cells have it. A state is found by its
id, or by driver and state, each by title or id.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sat.case.formats.sl import Fault
from sat.case.formats.workbook.layout import HEAD, unused
from sat.case.formats.workbook.packed import Grid, Value
from sat.case.futures import Driver, State


@dataclass(frozen=True)
class Head:
    """One header of a row or a column."""

    place: str
    driver: str
    state: str
    state_id: str = ""

    def __str__(self) -> str:
        named = [self.driver, self.state, self.state_id]
        return ", ".join(part for part in named if part)


@dataclass(frozen=True)
class Matrix:
    """A sheet with its headers; ``size`` is how many rows and columns these take."""

    grid: Grid
    size: int
    rows: tuple[tuple[int, Head], ...]
    columns: tuple[tuple[int, Head], ...]


@dataclass(frozen=True)
class Names:
    """The drivers and states that a workbook knows."""

    drivers: tuple[Driver, ...]
    states: tuple[State, ...]

    def find(self, head: Head) -> list[str]:
        """The ids of the states that a header can mean."""
        if head.state_id:
            return [state.state_id for state in self.states if state.state_id == head.state_id]
        drivers = {
            driver.driver_id
            for driver in self.drivers
            if head.driver in (driver.title, driver.driver_id)
        }
        return [
            state.state_id
            for state in self.states
            if state.driver_id in drivers and head.state in (state.title, state.state_id)
        ]


def matrix_of(grid: Grid, faults: list[Fault]) -> Matrix | None:
    """The headers of a sheet; ``None`` where the words that say where they are are missing."""
    for size in (3, 2):
        if grid.text(size, size).lower() == HEAD[size - 1]:
            break
    else:
        right = "write driver, state and state_id (or only driver and state) where headers meet"
        faults.append(Fault(grid.place(3, 3), grid.text(3, 3) or None, right))
        return None
    columns = _heads(grid, size, grid.width, across=True, faults=faults)
    rows = _heads(grid, size, len(grid.rows), across=False, faults=faults)
    if not columns:
        right = "there is no column with a driver and a state; write them above it"
        faults.append(Fault(grid.place(size, size + 1), None, right))
    return Matrix(grid, size, tuple(rows), tuple(columns))


def _heads(
    grid: Grid, size: int, last: int, across: bool, faults: list[Fault]
) -> list[tuple[int, Head]]:
    """The headers of the columns (``across``) or rows, each with its number."""
    found = list[tuple[int, Head]]()
    line = "column" if across else "row"
    driver = ""
    for number in range(size + 1, last + 1):
        spots = [(at, number) if across else (number, at) for at in range(1, size + 1)]
        texts = [grid.text(*spot) for spot in spots]
        driver = texts[0] or driver
        if any(texts[1:]) and (driver or texts[-1]):
            found.append((number, Head(grid.place(*spots[1]), driver, *texts[1:])))
        elif any(texts):
            right = f"name both the driver and the state of this {line}"
            faults.append(Fault(grid.place(*spots[1]), ", ".join(filter(None, texts)), right))
        elif _filled(grid, number, across):
            right = f"this {line} has values but no driver and state; name them"
            faults.append(Fault(grid.place(*spots[0]), None, right))
    return found


def _filled(grid: Grid, number: int, across: bool) -> bool:
    if across:
        return any(grid.text(row, number) for row in range(1, len(grid.rows) + 1))
    return any(grid.text(number, column) for column in range(1, grid.width + 1))


def derived(matrix: Matrix, faults: list[Fault]) -> dict[str, list[Head]]:
    """The states by driver, for a workbook that says them nowhere else."""
    found: dict[str, list[Head]] = {}
    for _, head in matrix.columns:
        states = found.setdefault(head.driver, [])
        if head.state in [other.state for other in states]:
            faults.append(Fault(head.place, str(head), "this state is there twice; keep one"))
        elif not (head.driver and head.state):
            faults.append(Fault(head.place, str(head), "name both the driver and the state"))
        else:
            states.append(head)
    return found


def ids_of(found: dict[str, list[Head]]) -> Iterator[tuple[str, str, list[tuple[str, Head]]]]:
    """Driver id, title and states with their ids: D1, D1.1 and so on where none is given."""
    taken = {head.state_id for heads in found.values() for head in heads}
    for number, (driver, heads) in enumerate(found.items(), 1):
        named = []
        for place, head in enumerate(heads, 1):
            name = head.state_id or unused(f"D{number}.{place}", taken)
            taken.add(name)
            named.append((name, head))
        yield f"D{number}", driver, named


def cells_of(
    matrix: Matrix, names: Names, faults: list[Fault]
) -> dict[tuple[str, str], tuple[str, Value]]:
    """What stands in the filled cells, with its address, by the states of row and column."""
    before = len(faults)
    rows = _resolved(matrix.rows, names, faults)
    columns = _resolved(matrix.columns, names, faults)
    if len(faults) == before:
        faults += _unlike(matrix, rows, columns, names)
    found = {}
    for (row, _), acting in zip(matrix.rows, rows, strict=True):
        for (column, _), on in zip(matrix.columns, columns, strict=True):
            if acting and on and matrix.grid.text(row, column):
                place = matrix.grid.place(row, column)
                found[acting, on] = (place, matrix.grid.value(row, column))
    return found


def _resolved(
    heads: Sequence[tuple[int, Head]], names: Names, faults: list[Fault]
) -> list[str | None]:
    """The state of each header; ``None`` where it is not known, twice there, or not clear."""
    found = list[str | None]()
    for _, head in heads:
        states = names.find(head)
        if not states:
            right = "there is no such state in the sheet Drivers; write its driver and state, or id"
        elif len(states) > 1:
            right = f"this can be {' or '.join(states)}; write the id"
        elif states[0] in found:
            right = "this state is there twice; keep one"
        else:
            found.append(states[0])
            continue
        faults.append(Fault(head.place, str(head), right))
        found.append(None)
    return found


def _unlike(
    matrix: Matrix, rows: list[str | None], columns: list[str | None], names: Names
) -> Iterator[Fault]:
    """Where the headers do not match both ways, or leave out a state."""
    for heads, own, others, line in (
        (matrix.rows, rows, columns, "column"),
        (matrix.columns, columns, rows, "row"),
    ):
        for (_, head), state in zip(heads, own, strict=True):
            if state not in others:
                yield Fault(head.place, str(head), f"this has no {line}; name the states both ways")
    for known in names.states:
        if known.state_id not in rows and known.state_id not in columns:
            right = "this state of the sheet Drivers has no row and no column; add both"
            yield Fault(matrix.grid.title, f"{known.state_id}, {known.title}", right)
