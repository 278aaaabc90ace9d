"""Scenario work read from a workbook, with every fault of its sheets by the address of the cell.

Only the sheet ``Impacts`` is needed: what a workshop filled may be a matrix and nothing else. The
text in a cell is never taken for more than text; sheets and columns that are not known are passed
over.
"""

import re
from collections.abc import Iterator, Sequence

from sat.case.fields import INTEGER_PATTERN
from sat.case.formats.sl import FormatError, file_title
from sat.case.formats.workbook.drivers import listed, named_by
from sat.case.formats.workbook.layout import ABOUT, EXCLUSION, IMPACT, PAIR, SCENARIO, Futures
from sat.case.formats.workbook.matrix import Names, cells_of, matrix_of
from sat.case.formats.workbook.packed import Grid, Value, as_text, read_grids
from sat.case.formats.workbook.sheets import Cells, Sheets
from sat.case.futures import Driver, Exclusion, ImpactOf, Pair, Scenario
from sat.case.settings import HIGHEST
from sat.scales import CONSISTENCY
from sat.text import joined

RANGE = re.compile(r"(-?[0-9]{1,3}) to (-?[0-9]{1,3})")

Found = dict[tuple[str, str], tuple[str, Value]]  # by the states of row and column
Words = dict[tuple[str, str], tuple[str, str]]  # and the same with a word for the value


def read_workbook(data: bytes, name: str) -> Futures:
    """Scenario work from the bytes of a workbook; ``name`` is the file's, for messages.

    ``impact_range`` is the one of the sheet ``About`` (without it −3 to 3), widened to the matrix.
    A cell of the matrix that holds 0 is an impact of 0, a blank one is none.

    Raises ``FormatError`` with every fault: a file that is no workbook (see ``packed``), no sheet
    ``Impacts``, headers that do not match both ways, an unknown state, a number cell with text, a
    word of consistency that is not known or not the same both ways, a reason for a pair without a
    judgment, and whatever a case's tables do not allow.
    """
    sheets = Sheets(read_grids(data, name))
    found = _futures(sheets)
    if sheets.faults:
        raise FormatError(file_title(name), sheets.faults)
    return found


def _futures(sheets: Sheets) -> Futures:
    """Everything, as far as it is right."""
    if "Impacts" not in sheets.grids:
        found = joined(list(sheets.grids)) or "none that is known"
        right = f"there is no sheet Impacts (found: {found}); name the matrix's sheet so"
        sheets.fault(("", "workbook"), right)
        return Futures()
    matrix = matrix_of(sheets.grids["Impacts"], sheets.faults)
    if "Drivers" in sheets.grids:
        names = listed(sheets)
    else:
        names = named_by(matrix, sheets) if matrix else Names((), ())
    impacts = _impacts(sheets, names, cells_of(matrix, names, sheets.faults) if matrix else {})
    about, (low, high) = _about(sheets)
    values = [row.impact for row in impacts]
    return Futures(
        question=about["question"][0],
        opens=sheets.day(about["opens"]),
        closes=sheets.day(about["closes"]),
        handling=about["handling"][0],
        impact_range=(min(low, *values, 0), max(high, *values, 0)),
        drivers=names.drivers,
        states=names.states,
        impacts=impacts,
        consistency=_consistency(sheets, names),
        exclusions=_exclusions(sheets, names),
        scenarios=_scenarios(sheets, names),
    )


def _about(sheets: Sheets) -> tuple[Cells, tuple[int, int]]:
    """What the sheet ``About`` says by name, and its range of impacts."""
    grid = sheets.grids.get("About", Grid("About", ()))
    found: Cells = dict.fromkeys(ABOUT, ("", ""))
    for row in range(len(grid.rows), 0, -1):  # the first of a name counts
        found[grid.text(row, 1)] = (grid.text(row, 2), grid.place(row, 2))
    match = RANGE.fullmatch(found["impact_range"][0])
    low, high = (int(match[1]), int(match[2])) if match else (-3, 3)
    wrong = low == high or not -HIGHEST <= low <= 0 <= high <= HIGHEST
    if (found["impact_range"][0] and not match) or wrong:
        right = f"write lowest and highest impact, such as -3 to 3, within ±{HIGHEST}"
        sheets.fault(found["impact_range"], right)
    return found, (low, high)


def _impacts(sheets: Sheets, names: Names, cells: Found) -> tuple[ImpactOf, ...]:
    """The filled cells of the matrix in its order, with the reasons of their sheet."""
    reasons = _reasons(sheets, names, "Impact reasons", IMPACT, 2)
    found = list[ImpactOf]()
    for pair, (place, value) in cells.items():
        text = as_text(value).replace("−", "-")
        whole = INTEGER_PATTERN.fullmatch(text) and not isinstance(value, bool)
        if not whole or abs(int(text)) > HIGHEST:
            right = f"write a whole number from {-HIGHEST} to {HIGHEST}, or leave it blank"
            sheets.fault((as_text(value), place), right)
        blank = dict.fromkeys(IMPACT, ("", place))
        row = (reasons.pop(pair, None) or blank) | {"impact": (text if whole else "0", place)}
        both = {"from_state": (pair[0], place), "to_state": (pair[1], place)}
        record = sheets.record(ImpactOf, row | both) if whole else None
        found += [record] if record else []
    for row in reasons.values():
        sheets.fault(row["from_state"], "the matrix has no impact for this pair; write one there")
    return tuple(found)


def _reasons(
    sheets: Sheets, names: Names, title: str, columns: Sequence[str], needed: int
) -> dict[tuple[str, str], Cells]:
    """The rows of a sheet of reasons by their two states."""
    known = {state.state_id for state in names.states}
    found: dict[tuple[str, str], Cells] = {}
    for cells in sheets.rows(title, columns, columns[:needed]):
        both = cells[columns[0]], cells[columns[1]]
        strange = [cell for cell in both if cell[0] not in known]
        for cell in strange:
            sheets.fault(cell, "there is no such state; write its state_id")
        pair = (both[0][0], both[1][0])
        if pair in found:
            sheets.fault(both[0], f"this pair is there already, {found[pair][columns[0]][1]}")
        elif not strange:
            found[pair] = cells
    return found


def _consistency(sheets: Sheets, names: Names) -> tuple[Pair, ...]:
    """The words of the matrix, each pair once, with kind and reason of their sheet."""
    words = _words(sheets, names)
    found = list[Pair]()
    for pair, cells in _reasons(sheets, names, "Consistency reasons", PAIR, 3).items():
        back = (pair[1], pair[0])
        word, place = words.pop(pair if pair in words else back, ("", ""))
        if not word:
            right = "the sheet Consistency has no word for this pair, or it is here twice"
            sheets.fault(cells["state_a"], right)
            continue
        record = sheets.record(Pair, cells | {"consistency": (word, place)})
        found += [record] if record else []
    for (one, other), cell in words.items():
        right = f"give kind and reason of {one} and {other} in the sheet Consistency reasons"
        sheets.fault(cell, right)
    return tuple(found)


def _words(sheets: Sheets, names: Names) -> Words:
    """The word of each pair that is assessed, with its address."""
    grid = sheets.grids.get("Consistency")
    matrix = matrix_of(grid, sheets.faults) if grid and any(map(any, grid.rows)) else None
    driver = {state.state_id: state.driver_id for state in names.states}
    found: Words = {}
    for (row, column), (place, value) in (
        cells_of(matrix, names, sheets.faults).items() if matrix else ()
    ):
        word = as_text(value).lower()
        back = found.get((column, row))
        if word not in CONSISTENCY.codes:
            right = f"consistency is one of {', '.join(CONSISTENCY.codes)}, or blank"
            sheets.fault((as_text(value), place), right)
            # So that its reason is not called one for a pair without a word.
            found[row, column] = (CONSISTENCY.codes[0], place)
        elif driver[row] == driver[column]:
            right = f"states of one driver ({driver[row]}) exclude each other; leave it blank"
            sheets.fault((as_text(value), place), right)
        elif back and back[0] != word:
            right = f"{back[1]} says {back[0]} of the same pair; write it once, below the diagonal"
            sheets.fault((as_text(value), place), right)
        elif not back:
            found[row, column] = (word, place)
    return found


def _exclusions(sheets: Sheets, names: Names) -> tuple[Exclusion, ...]:
    known = {state.state_id for state in names.states}
    found = list[Exclusion]()
    for cells in sheets.rows("Exclusions", EXCLUSION, EXCLUSION[:4]):
        sheets.once(cells["exclusion_id"], [row.exclusion_id for row in found])
        record = sheets.record(Exclusion, cells)
        for name in record.states if record else ():
            if name not in known:
                sheets.fault(cells["states"], f"there is no state {name}; write state_ids")
        found += [record] if record else []
    return tuple(found)


def _scenarios(sheets: Sheets, names: Names) -> tuple[Scenario, ...]:
    """The scenarios, a column each, from the third column on."""
    grid = sheets.grids.get("Scenarios", Grid("Scenarios", ()))
    head = [grid.text(row, 1).lower() for row in range(1, len(SCENARIO) + 1)]
    if grid.width < 3:
        return ()
    if tuple(head) != SCENARIO:
        right = f"the first rows are {', '.join(SCENARIO)}, in this order"
        sheets.fault((", ".join(head), grid.place(1, 1)), right)
        return ()
    drivers = dict(_driver_rows(sheets, names, grid))
    found = list[Scenario]()
    for column in range(3, grid.width + 1):
        rows = range(1, len(SCENARIO) + 1)
        cells = {
            name: (grid.text(row, column), grid.place(row, column))
            for name, row in zip(SCENARIO, rows, strict=True)
        }
        states = [
            _chosen(sheets, names, driver, (grid.text(row, column), grid.place(row, column)))
            for row, driver in drivers.items()
        ]
        if not any(text for text, _ in cells.values()) and not any(states):
            continue
        sheets.once(cells["scenario_id"], [row.scenario_id for row in found])
        chosen = (";".join(filter(None, states)), grid.place(len(SCENARIO) + 1, column))
        record = sheets.record(Scenario, cells | {"states": chosen})
        found += [record] if record else []
    return tuple(found)


def _driver_rows(sheets: Sheets, names: Names, grid: Grid) -> Iterator[tuple[int, Driver]]:
    """The rows below the scenarios' texts, each with its driver."""
    for row in range(len(SCENARIO) + 1, len(grid.rows) + 1):
        text = grid.text(row, 1)
        driver = next((one for one in names.drivers if one.driver_id == text), None)
        if driver:
            yield row, driver
        elif any(grid.text(row, column) for column in range(1, grid.width + 1)):
            sheets.fault((text, grid.place(row, 1)), "there is no such driver; write a driver_id")


def _chosen(sheets: Sheets, names: Names, driver: Driver, cell: tuple[str, str]) -> str:
    """The id of the state that a scenario has of a driver; "" where it has none."""
    own = [state for state in names.states if state.driver_id == driver.driver_id]
    for name in ("state_id", "title"):
        found = [state.state_id for state in own if getattr(state, name) == cell[0]]
        if len(found) == 1:
            return found[0]
    if cell[0]:
        right = f"write one state of {driver.driver_id}: its title, or its id where titles repeat"
        sheets.fault(cell, right)
    return ""
