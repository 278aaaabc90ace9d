"""Scenario work written as a workbook; see ``layout`` for what its sheets are.

Everything in it comes from a case and is text that is not trusted: no cell is a formula or a link,
and what a workbook cannot hold is spelled out.
"""

import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from sat.case.formats.sl import Fault, FormatError
from sat.case.formats.workbook.layout import (
    ABOUT,
    DRIVER,
    EXCLUSION,
    HEAD,
    IMPACT,
    PAIR,
    SCENARIO,
    STATE,
    Futures,
    label,
)
from sat.case.formats.workbook.packed import undated
from sat.case.futures import Scenario
from sat.scales import CONSISTENCY
from sat.text import one_line, visible

LONGEST = 32_767  # characters of a cell
WIDE = {"rationale": 60, "reason": 60, "note": 40, "state_note": 40, "narrative": 60}
HELP = (
    ("Drivers", "The drivers and the states that each can take, one row a state."),
    ("Impacts", "How far the state of a row promotes (above 0) or restricts (below 0) that of a "
     "column. 0: none; blank: not judged, and counted as 0."),
    ("Impact reasons", "Why: one row for each impact that has a reason."),
    ("Consistency", "Whether two states can go together, below the grey diagonal: "
     + ", ".join(CONSISTENCY.codes) + ". Blank: not assessed."),
    ("Consistency reasons", "The kind of reason (logical, empirical, normative) and the reason; "
     "each pair that is assessed needs its row."),
    ("Exclusions", "Three or more states that cannot all hold, separated by ;"),
    ("Scenarios", "Named scenarios, one a column, with a state of each driver or less."),
)  # fmt: skip

# What XML cannot hold, and what a spreadsheet would read as such a sign (`_x001B_`).
UNHELD = re.compile("[\ufdd0-\ufdef\ufffe\uffff]")
SPELLED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")

THIN = Side(style="thin", color="A6A6A6")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
HEADING = PatternFill("solid", fgColor="D9D9D9")
CLOSED = PatternFill("solid", fgColor="BFBFBF")
OWN = PatternFill("solid", fgColor="F2F2F2")
WRAPPED = Alignment(wrap_text=True, vertical="top")
MIDDLE = Alignment(horizontal="center", vertical="center")
UPRIGHT = Alignment(text_rotation=90, wrap_text=True, horizontal="center", vertical="bottom")


def write_workbook(futures: Futures) -> bytes:
    """The bytes of the workbook; the same content gives the same bytes.

    Raises ``FormatError`` with every text of more than 32,767 characters, which no cell holds.
    """
    book = _Book(futures)
    sheets: dict[str, Callable[[Worksheet], None]] = {
        "About": book.about,
        "Drivers": book.drivers,
        "Impacts": book.impacts,
        "Impact reasons": book.impact_reasons,
        "Consistency": book.consistency,
        "Consistency reasons": book.consistency_reasons,
        "Exclusions": book.exclusions,
        "Scenarios": book.scenarios,
    }
    made = Workbook()
    made.remove(made.worksheets[0])
    made.properties.creator = "sat"
    for title, fill in sheets.items():
        sheet = made.create_sheet(title)
        fill(sheet)
        _paged(sheet, futures.handling)
    if book.faults:
        raise FormatError(f"workbook of {futures.case_id}", book.faults)
    out = io.BytesIO()
    made.save(out)
    return undated(out.getvalue())


def _paged(sheet: Worksheet, handling: str) -> None:
    """How a sheet is printed: across, as wide as a page, with its marking on each page."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    if sheet.sheet_properties.pageSetUpPr:
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
    if sheet.oddHeader is not None and handling:  # it is false as long as it is empty
        # An ampersand begins a code there; doubled it is one.
        sheet.oddHeader.center.text = one_line(handling, 100).replace("&", "&&")


class _Book:
    """The sheets of one workbook, and the faults met on the way."""

    def __init__(self, futures: Futures) -> None:
        self.futures = futures
        self.faults: list[Fault] = []
        self.state = {state.state_id: state for state in futures.states}
        self.driver = {driver.driver_id: driver for driver in futures.drivers}
        self.ordered = [state for driver in futures.drivers for state in futures.of(driver)]

    def put(self, sheet: Worksheet, row: int, column: int, value: object) -> Cell:
        """Fill a cell with a number or a text; nothing else comes into a sheet."""
        cell = sheet.cell(row, column)
        assert isinstance(cell, Cell)  # noqa: S101  no cell is merged
        if isinstance(value, int):
            cell.value = value
        elif value not in (None, ""):
            text = SPELLED.sub("_x005F_", UNHELD.sub(_spelled, visible(_plain(value))))
            if len(text) > LONGEST:
                said = f"this has {len(text):,} characters; a cell holds {LONGEST:,}, shorten it"
                place = f"{sheet.title}!{get_column_letter(column)}{row}"
                self.faults.append(Fault(place, text[:60], said))
            cell.value = text[:LONGEST]
            cell.data_type = "s"  # else a text that begins with = would be a formula
        return cell

    def about(self, sheet: Worksheet) -> None:
        low, high = self.futures.impact_range
        values = {name: getattr(self.futures, name) for name in ABOUT}
        lines = [*values.items(), ("", ""), *HELP]
        for row, (name, value) in enumerate(lines, 1):
            if name == "impact_range":
                value = f"{low} to {high}"
            self.put(sheet, row, 1, name).font = Font(bold=True)
            self.put(sheet, row, 2, value)
            for column in (1, 2):
                sheet.cell(row, column).alignment = WRAPPED
        sheet.column_dimensions["A"].width = 22
        sheet.column_dimensions["B"].width = 90

    def listed(
        self, sheet: Worksheet, names: Sequence[str], rows: Iterable[Sequence[object]]
    ) -> None:
        """A sheet with one fact a row below a frozen header."""
        for column, name in enumerate(names, 1):
            _heading(self.put(sheet, 1, column, name))
            sheet.column_dimensions[get_column_letter(column)].width = WIDE.get(name, 16)
        for row, values in enumerate(rows, 2):
            for column, value in enumerate(values, 1):
                cell = self.put(sheet, row, column, value)
                cell.alignment, cell.border = WRAPPED, BOX
        sheet.freeze_panes = "A2"

    def drivers(self, sheet: Worksheet) -> None:
        self.listed(sheet, (*DRIVER, *STATE), self._driver_rows())

    def _driver_rows(self) -> Iterator[list[object]]:
        for driver in self.futures.drivers:
            cells = driver.cells() | {"driver": driver.title}
            head: list[object] = [cells[name] for name in DRIVER]
            for state in self.futures.of(driver) or (None,):
                tail = [state.state_id, state.title, state.known_on, state.note] if state else []
                yield [*head, *tail]
                head = [""] * len(head)

    def impact_reasons(self, sheet: Worksheet) -> None:
        rows = (
            [getattr(row, name) for name in IMPACT] + self._titles(row.from_state, row.to_state)
            for row in self.futures.impacts
            if row.rationale or row.known_on or row.note
        )
        self.listed(sheet, (*IMPACT, "from", "to"), rows)

    def consistency_reasons(self, sheet: Worksheet) -> None:
        rows = (
            [getattr(row, name) for name in PAIR] + self._titles(row.state_a, row.state_b)
            for row in self.futures.consistency
        )
        self.listed(sheet, (*PAIR, "a", "b"), rows)

    def exclusions(self, sheet: Worksheet) -> None:
        rows = ([getattr(row, name) for name in EXCLUSION] for row in self.futures.exclusions)
        self.listed(sheet, EXCLUSION, rows)

    def _titles(self, *names: str) -> list[object]:
        """States as a reader knows them; for the eye only, and not read back."""
        found = [self.state[name] for name in names]
        return [f"{self.driver[state.driver_id].title}: {state.title}" for state in found]

    def impacts(self, sheet: Worksheet) -> None:
        values = {(row.from_state, row.to_state): row.impact for row in self.futures.impacts}
        self._matrix(sheet, values, width=5)
        low, high = self.futures.impact_range
        rule = DataValidation("whole", formula1=str(low), formula2=str(high), allow_blank=True)
        rule.error = f"a whole number from {low} to {high}"
        self._ruled(sheet, rule)

    def consistency(self, sheet: Worksheet) -> None:
        place = {state.state_id: number for number, state in enumerate(self.ordered)}
        values = {}
        for pair in self.futures.consistency:
            upper, lower = sorted((pair.state_a, pair.state_b), key=place.__getitem__)
            values[lower, upper] = pair.consistency
        self._matrix(sheet, values, width=11, half=True)
        rule = DataValidation("list", formula1=f'"{",".join(CONSISTENCY.codes)}"', allow_blank=True)
        rule.error = f"one of {', '.join(CONSISTENCY.codes)}"
        self._ruled(sheet, rule)

    def _ruled(self, sheet: Worksheet, rule: DataValidation) -> None:
        """What may be typed into the matrix."""
        first, last = len(HEAD) + 1, len(HEAD) + len(self.ordered)
        if last >= first:
            rule.add(f"{get_column_letter(first)}{first}:{get_column_letter(last)}{last}")
            sheet.add_data_validation(rule)

    def _matrix(
        self,
        sheet: Worksheet,
        values: dict[tuple[str, str], int] | dict[tuple[str, str], str],
        width: int,
        half: bool = False,
    ) -> None:
        """Headers both ways and the cells; of a half matrix what is above the diagonal is grey."""
        self._headers(sheet, width)
        cells: dict[tuple[str, str], object] = dict(values)
        for row, acting in enumerate(self.ordered):
            for column, on in enumerate(self.ordered):
                value = cells.get((acting.state_id, on.state_id))
                cell = self.put(sheet, row + len(HEAD) + 1, column + len(HEAD) + 1, value)
                cell.alignment, cell.border = MIDDLE, BOX
                own = acting.driver_id == on.driver_id
                if half and (own or column > row):
                    cell.fill = CLOSED
                elif own:
                    cell.fill = OWN
        sheet.freeze_panes = f"{get_column_letter(len(HEAD) + 1)}{len(HEAD) + 1}"

    def _headers(self, sheet: Worksheet, width: int) -> None:
        size = len(HEAD)
        for at, name in enumerate(HEAD, 1):
            for place in {(size, at), (at, size)}:
                _heading(self.put(sheet, *place, name))
            sheet.column_dimensions[get_column_letter(at)].width = 22 if at < size else 16
            sheet.row_dimensions[at].height = 130 if at < size else 90
        for number, state in enumerate(self.ordered, size + 1):
            texts = (self.driver[state.driver_id].title, state.title, state.state_id)
            sheet.column_dimensions[get_column_letter(number)].width = width
            for at, text in enumerate(texts, 1):
                _heading(self.put(sheet, number, at, text))
                _heading(self.put(sheet, at, number, text), UPRIGHT)

    def scenarios(self, sheet: Worksheet) -> None:
        for row, name in enumerate(SCENARIO, 1):
            _heading(self.put(sheet, row, 1, name))
        for row, driver in enumerate(self.futures.drivers, len(SCENARIO) + 1):
            _heading(self.put(sheet, row, 1, driver.driver_id))
            _heading(self.put(sheet, row, 2, driver.title))
        for column, scenario in enumerate(self.futures.scenarios, 3):
            for row, value in enumerate(self._scenario(scenario), 1):
                cell = self.put(sheet, row, column, value)
                cell.alignment, cell.border = WRAPPED, BOX
            sheet.column_dimensions[get_column_letter(column)].width = 44
        sheet.column_dimensions["A"].width = 16
        sheet.column_dimensions["B"].width = 30
        sheet.freeze_panes = "C2"

    def _scenario(self, scenario: Scenario) -> Iterator[object]:
        """What stands in a scenario's column, from the top."""
        yield from (getattr(scenario, name) for name in SCENARIO)
        for driver in self.futures.drivers:
            states = self.futures.of(driver)
            chosen = [state for state in states if state.state_id in scenario.states]
            yield label(chosen[0], states) if chosen else ""


def _plain(value: object) -> str:
    return ";".join(value) if isinstance(value, tuple) else str(value)


def _spelled(match: re.Match[str]) -> str:
    return f"\\u{ord(match.group()):04x}"


def _heading(cell: Cell, alignment: Alignment = WRAPPED) -> None:
    cell.font, cell.fill, cell.border = Font(bold=True), HEADING, BOX
    cell.alignment = alignment
