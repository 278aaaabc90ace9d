"""One CSV file, from bytes to records, with every fault of the file on the way.

The file is read as text with nothing guessed: ``NA``, ``N`` and blank stay three things.
"""

import csv
import difflib
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from sat.case.problem import Problem, take_out
from sat.case.record import Record, columns
from sat.text import HOSTILE

csv.field_size_limit(1_000_000)


@dataclass(frozen=True)
class Sheet:
    """A table as read: good rows with their lines, and the keys of all rows, good or bad."""

    name: str
    rows: tuple[Record, ...] = ()
    lines: tuple[int, ...] = ()
    ids: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()
    whole: bool = True  # Are all rows in ``ids``? Else nothing can be said of an id not there.

    @property
    def file(self) -> str:
        """The file's name."""
        return f"{self.name}.csv"

    def numbered(self) -> Iterator[tuple[int, Record]]:
        """Each good row with the line it stands on."""
        return zip(self.lines, self.rows, strict=True)


@dataclass
class _Reading:
    """What has been gathered of a file so far."""

    name: str
    record: type[Record]
    rows: list[Record] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    whole: bool = True

    def fault(self, line: int, column: str, rule: str, value: str, expected: str) -> None:
        self.whole = self.whole and not rule.startswith("R1")
        self.problems.append(Problem(f"{self.name}.csv", line, column, rule, value, expected))

    def sheet(self) -> Sheet:
        return Sheet(
            self.name,
            tuple(self.rows),
            tuple(self.lines),
            frozenset(self.ids),
            tuple(self.problems),
            self.whole,
        )


def read_sheet(path: Path, record: type[Record]) -> Sheet:
    """Read one table. Never raises for what is in the file: its faults are in ``problems``."""
    reading = _Reading(path.stem, record)
    text = _decode(path.read_bytes(), reading)
    if text is None:
        return reading.sheet()
    hostile = bool(HOSTILE.search(text))
    records = _records(text, reading)
    header = next(records, None)
    if header is None:
        if not reading.problems:
            expected = f"the file is empty; its first line is {','.join(columns(record))}"
            reading.fault(0, "", "R103", "", expected)
        return reading.sheet()
    names = [name.strip() for name in header[1]]
    if _check_header(names, reading):
        for line, cells in records:
            _read_row(line, cells, names, hostile, reading)
    else:
        reading.whole = False
    return reading.sheet()


def _decode(data: bytes, reading: _Reading) -> str | None:
    """The file as text: UTF-8, with or without the mark that Excel puts before it."""
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = f"byte 0x{data[error.start]:02x}"
        expected = "the file is not UTF-8; save it as 'CSV UTF-8' (it may be Latin-1 or UTF-16)"
        reading.fault(line, "", "R101", byte, expected)
        return None


def _records(text: str, reading: _Reading) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line each starts on; rows without any content are passed over."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        hint = "a cell is longer than a million characters; is a quote left open?"
        if "field limit" not in str(error):
            hint = f"this is not comma-separated text ({error}); look for a quote left open"
        reading.fault(line, "", "R102", text.split("\n")[line - 1][:80], hint)


def _check_header(names: list[str], reading: _Reading) -> bool:
    """Are all columns there, once each? A wrong header makes every row wrong, so stop there."""
    fields = reading.record.model_fields
    before = len(reading.problems)
    for sign, word in ((";", "semicolons"), ("\t", "tabs")):
        if len(names) == 1 and len(names[0].split(sign)) > 2:
            expected = f"separate the columns by commas, not by {word}"
            reading.fault(1, "", "R102", names[0], expected)
            return False
    for name in filter(HOSTILE.search, names):
        reading.fault(1, name, "R206", name, take_out(name))
    for name in sorted({name for name in names if name and names.count(name) > 1}):
        reading.fault(1, name, "R104", name, "name each column once")
    missing = [name for name in fields if fields[name].is_required() and name not in names]
    extra = [name for name in names if name and name not in fields]
    for name in missing:
        near = _near(name, extra, 0.75)
        hint = f"; is '{near[0]}' meant for it?" if near else ""
        reading.fault(1, name, "R103", "", f"the column '{name}' is missing{hint}")
    optional = [name for name in fields if name not in names and name not in missing]
    for name in extra:
        near = _near(name, optional, 0.85)
        if near:
            expected = f"there is no such column; write '{near[0]}' if that is meant"
            reading.fault(1, name, "R103", name, expected)
    return len(reading.problems) == before


def _near(name: str, columns: list[str], likeness: float) -> list[str]:
    """The column that a name comes near to, capitals aside, if any."""
    plain = {column.lower(): column for column in columns}
    return [plain[near] for near in difflib.get_close_matches(name.lower(), plain, 1, likeness)]


def _read_row(
    line: int, cells: list[str], names: list[str], hostile: bool, reading: _Reading
) -> None:
    if len(cells) != len(names):
        expected = f"the row has {len(cells)} cells, the header {len(names)}; is a comma unquoted?"
        reading.fault(line, "", "R105", ",".join(cells)[:80], expected)
        return
    values = {name: cell for name, cell in zip(names, cells, strict=True) if name}
    key = reading.record.KEY
    if len(key) == 1:
        reading.ids.add(values[key[0]].strip())
    if hostile and _hostile(line, values, reading):
        return
    try:
        reading.rows.append(reading.record.model_validate(values))
        reading.lines.append(line)
    except ValidationError as error:
        for item in error.errors():
            column, expected = str(item["loc"][0]), item.get("ctx", {}).get("expected", item["msg"])
            reading.fault(line, column, item["type"], str(item["input"]).strip(), expected)


def _hostile(line: int, values: dict[str, str], reading: _Reading) -> bool:
    """Does a cell hold a control or direction character? No honest text needs one."""
    found = False
    for column, value in values.items():
        if HOSTILE.search(value):
            reading.fault(line, column, "R206", value, take_out(value))
            found = True
    return found
