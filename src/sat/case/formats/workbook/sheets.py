"""The sheets of a workbook that is read: lists as rows by column, rows as records of a case.

Whatever is wrong is noted with the address of its cell, and reading goes on, so that all faults
come at once.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TypeVar

from pydantic import ValidationError

from sat.case.formats.sl import Fault
from sat.case.formats.workbook.packed import Grid
from sat.case.problem import take_out
from sat.case.record import Record
from sat.text import HOSTILE, joined

SHEETS = (
    "About",
    "Drivers",
    "Impacts",
    "Impact reasons",
    "Consistency",
    "Consistency reasons",
    "Exclusions",
    "Scenarios",
)

R = TypeVar("R", bound=Record)
Cells = dict[str, tuple[str, str]]  # column → text and address


class Sheets:
    """The sheets that are known by title, capitals aside, and the faults met so far."""

    def __init__(self, grids: dict[str, Grid]) -> None:
        titles = {title.strip().lower(): grid for title, grid in grids.items()}
        known = [title for title in SHEETS if title.lower() in titles]
        self.grids = {title: titles[title.lower()] for title in known}
        self.faults = [
            Fault(place, text, take_out(text))
            for grid in self.grids.values()
            for place, text in grid.texts()
            if HOSTILE.search(text)
        ]

    def fault(self, cell: tuple[str, str], right: str) -> None:
        """Note what is wrong with a cell."""
        self.faults.append(Fault(cell[1], cell[0] or None, right))

    def once(self, cell: tuple[str, str], others: Sequence[str]) -> None:
        """A fault where an id is there already."""
        if cell[0] in others:
            self.fault(cell, "this id is there twice; give each its own")

    def day(self, cell: tuple[str, str]) -> date | None:
        """A day; ``None`` where it is blank, and a fault where it is no day."""
        try:
            return date.fromisoformat(cell[0]) if cell[0] else None
        except ValueError:
            self.fault(cell, "write the day as YYYY-MM-DD, such as 2024-09-17")
            return None

    def record(self, kind: type[R], cells: Cells) -> R | None:
        """A row of a table; ``None``, and a fault for each cell that is wrong, where it is none."""
        try:
            return kind.model_validate({name: text for name, (text, _) in cells.items()})
        except ValidationError as error:
            for item in error.errors():
                self.fault(cells[str(item["loc"][0])], item["ctx"]["expected"])
            return None

    def rows(self, title: str, wanted: Sequence[str], needed: Sequence[str]) -> Iterator[Cells]:
        """The rows of a list, each with the columns wanted; those ``needed`` have to be there."""
        grid = self.grids.get(title, Grid(title, ()))
        head = [grid.text(1, column).lower() for column in range(1, grid.width + 1)]
        missing = [name for name in needed if name not in head]
        if missing and grid.rows:
            right = f"the columns are {', '.join(wanted)}; missing: {joined(missing)}"
            self.fault(("", grid.place(1, 1)), right)
        if missing:
            return
        places = {name: head.index(name) + 1 for name in wanted if name in head}
        for row in range(2, len(grid.rows) + 1):
            blank = ("", grid.place(row, 1))
            cells = dict.fromkeys(wanted, blank)
            cells |= {
                name: (grid.text(row, at), grid.place(row, at)) for name, at in places.items()
            }
            if any(text for text, _ in cells.values()):
                yield cells
