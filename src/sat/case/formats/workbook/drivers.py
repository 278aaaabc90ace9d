"""The drivers and states of a workbook: of the sheet ``Drivers``, else of the matrix's headers."""

from typing import Any

from sat.case.formats.workbook.layout import DRIVER, STAND_IN, STATE, UNJUDGED, unused
from sat.case.formats.workbook.matrix import Matrix, Names, derived, ids_of
from sat.case.formats.workbook.sheets import Cells, Sheets
from sat.case.futures import Driver, State


def listed(sheets: Sheets) -> Names:
    """Those of the sheet ``Drivers``; a row without a driver is another state of the one above.

    Ids that are left blank are D1, D1.1 and so on.
    """
    rows = list(sheets.rows("Drivers", (*DRIVER, *STATE), ("driver", "state")))
    taken = {cells[name][0] for cells in rows for name in ("driver_id", "state_id")}
    drivers, states = list[Driver](), list[State]()
    within = 0
    for cells in rows:
        if cells["driver_id"][0] or cells["driver"][0]:
            cells = _named(cells, "driver_id", f"D{len(drivers) + 1}", taken)
            sheets.once(cells["driver_id"], [driver.driver_id for driver in drivers])
            drivers.append(_driver(sheets, cells))
            within = 0
        if any(cells[name][0] for name in STATE):
            within += 1
            driver_id = drivers[-1].driver_id if drivers else ""
            cells = _named(cells, "state_id", f"{driver_id}.{within}", taken)
            sheets.once(cells["state_id"], [state.state_id for state in states])
            states.append(_state(sheets, driver_id, cells))
    return Names(tuple(drivers), tuple(states))


def _named(cells: Cells, column: str, wanted: str, taken: set[str]) -> Cells:
    """The cells with an id where it was blank."""
    text, place = cells[column]
    text = text or unused(wanted, taken)
    taken.add(text)
    return cells | {column: (text, place)}


def _driver(sheets: Sheets, cells: Cells) -> Driver:
    """A driver; where it was not judged, a number stands in and the note says so.

    A faulty one comes back too, unchecked, so that what names it is not called unknown.
    """
    known = {column: cells[column] for column in DRIVER if column != "driver"}
    known["title"] = cells["driver"]
    blank = [name for name in ("importance", "uncertainty") if not cells[name][0]]
    for name in blank:
        known[name] = (str(STAND_IN), cells[name][1])
    note, place = cells["note"]
    if blank and UNJUDGED not in note:
        known["note"] = (f"{note} {UNJUDGED}".strip(), place)
    return sheets.record(Driver, known) or Driver.model_construct(**_texts(known))


def _state(sheets: Sheets, driver_id: str, cells: Cells) -> State:
    known = {
        "driver_id": (driver_id, cells["driver_id"][1]),
        "state_id": cells["state_id"],
        "title": cells["state"],
        "known_on": cells["state_known_on"],
        "note": cells["state_note"],
    }
    return sheets.record(State, known) or State.model_construct(**_texts(known))


def _texts(cells: Cells) -> dict[str, Any]:
    return {name: text for name, (text, _) in cells.items()}


def named_by(matrix: Matrix, sheets: Sheets) -> Names:
    """Those that the headers of a matrix name, for a workbook that lists them nowhere."""
    drivers, states = list[Driver](), list[State]()
    for driver_id, title, heads in ids_of(derived(matrix, sheets.faults)):
        place = heads[0][1].place if heads else matrix.grid.title
        blank = dict.fromkeys((*DRIVER, *STATE), ("", place))
        cells = blank | {"driver_id": (driver_id, place), "driver": (title, place)}
        drivers.append(_driver(sheets, cells))
        for name, head in heads:
            own = {"state_id": (name, head.place), "state": (head.state, head.place)}
            states.append(_state(sheets, driver_id, blank | own))
    return Names(tuple(drivers), tuple(states))
