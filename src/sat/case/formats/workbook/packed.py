"""Workbooks (.xlsx) as packed files: opened without trust, closed without a date.

Anybody can send a workbook. It is opened only up to a size, packed and unpacked, and only where
its cells lie within a rectangle that can be held: one cell in the last corner of a sheet would
otherwise ask for 17 thousand million. What is read is packed anew first, so that the reader gets
what was checked. A workbook that is written has fixed times, so that two are the same bytes.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time

from openpyxl.utils import column_index_from_string, get_column_letter
from python_calamine import CalamineError, PasswordError, load_workbook

from sat.case.formats.sl import Fault, FormatError, file_title
from sat.text import one_line

LARGEST = 20 * 10**6  # bytes of a file that is imported
UNPACKED = 200 * 10**6  # bytes it may unpack to
CELLS = 10**6  # of a sheet's rectangle, as many as 1,000 states have
MEMBERS = 1000  # parts of a workbook; one of six sheets has about 15
FIRST = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can hold
STAMP = b"1980-01-01T00:00:00Z"

# What a workbook keeps its sheets in. Other parts could make it another kind of file.
PART = re.compile(r"(\[Content_Types\]\.xml|_rels/.*|xl/.*\.(xml|rels))")
TAG = re.compile(rb"""<(?:[^\s<>/:"']+:)?(?:c|row)\s((?:[^<>"']|"[^"]*"|'[^']*')*)""")
PLACE = re.compile(rb"""(?:^|\s)r\s*=\s*["']([^"']*)["']""")
CELL = re.compile(r"([A-Z]{0,3})([0-9]{1,7})")
WRITTEN = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")

Value = object  # text, number, bool or date, as it stands in a cell; "" where it is blank


@dataclass(frozen=True)
class Grid:
    """A sheet's cells by row and column, both from 1 as a spreadsheet counts; else blank."""

    title: str
    rows: tuple[tuple[Value, ...], ...]

    @property
    def width(self) -> int:
        """How many columns there are."""
        return max(map(len, self.rows), default=0)

    def value(self, row: int, column: int) -> Value:
        """What stands in a cell."""
        cells = self.rows[row - 1] if 0 < row <= len(self.rows) else ()
        return cells[column - 1] if 0 < column <= len(cells) else ""

    def text(self, row: int, column: int) -> str:
        """What stands in a cell as text, without blanks around it."""
        return as_text(self.value(row, column))

    def place(self, row: int, column: int) -> str:
        """A cell's address, such as ``Impacts!D4``."""
        return f"{self.title}!{get_column_letter(column)}{row}"

    def texts(self) -> Iterator[tuple[str, str]]:
        """The address and text of each cell of text."""
        for row, cells in enumerate(self.rows, 1):
            for column, value in enumerate(cells, 1):
                if isinstance(value, str) and value:
                    yield self.place(row, column), as_text(value)


def as_text(value: Value) -> str:
    r"""A cell's value as text: whole numbers without a point, line ends as ``\n``.

    >>> as_text(2.0), as_text(" a\r\nb "), as_text(True)
    ('2', 'a\nb', 'true')
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return str(value).replace("\r\n", "\n").replace("\r", "\n").strip()


def read_grids(data: bytes, name: str) -> dict[str, Grid]:
    """The sheets of a workbook by title; ``name`` is the file's, for messages.

    Raises ``FormatError`` where it is no workbook, has a password, cannot be read, unpacks to more
    than 200 MB, or has a sheet of more than a million cells.
    """
    try:
        packed = _repacked(data)
        with load_workbook(io.BytesIO(packed)) as book:
            titles = book.sheet_names
            rows = [
                book.get_sheet_by_name(title).to_python(skip_empty_area=False) for title in titles
            ]
    except PasswordError:
        said = "the workbook has a password; save it without one"
    except (CalamineError, zipfile.BadZipFile, zlib.error, EOFError) as error:
        said = f"the workbook cannot be read ({one_line(str(error))}); save it again as .xlsx"
    except (NotImplementedError, RuntimeError) as error:
        said = f"the workbook cannot be unpacked ({one_line(str(error))}); save it again as .xlsx"
    except _TrapError as error:
        said = str(error)
    else:
        pairs = zip(titles, rows, strict=True)
        return {title: Grid(title, tuple(map(tuple, found))) for title, found in pairs}
    raise FormatError(file_title(name), [Fault("workbook", None, said)])


class _TrapError(Exception):
    """A workbook that would fill the memory, or is none."""


def _repacked(data: bytes) -> bytes:
    """The workbook with the parts that hold its sheets, each checked."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {member.filename: member for member in archive.infolist()}
        if "xl/workbook.xml" not in members:
            raise _TrapError("this is a zip, but no workbook; save it as .xlsx")
        size = sum(member.file_size for member in archive.infolist())
        if size > UNPACKED or len(archive.infolist()) > MEMBERS:
            raise _TrapError(
                f"unpacked it would have {size:,} bytes in {len(archive.infolist()):,} parts; "
                f"a workbook has at most {UNPACKED:,} in {MEMBERS:,}"
            )
        with zipfile.ZipFile(out, "w") as copy:
            for title in filter(PART.fullmatch, members):
                part = archive.read(members[title])
                _check_size(part)
                copy.writestr(title, part)
    return out.getvalue()


def _check_size(part: bytes) -> None:
    """Raises where the cells of a sheet span more than can be held."""
    if b"\0" in part:
        raise _TrapError("a part of the workbook is not in UTF-8; save it again as .xlsx")
    wide = high = 1
    # Tags, not the text between them, which may say anything.
    for found in {place for tag in TAG.findall(part) for place in PLACE.findall(tag)}:
        place = found.decode("utf-8", "replace").strip().upper()
        cell = CELL.fullmatch(place)
        if cell:
            wide = max(wide, column_index_from_string(cell[1]) if cell[1] else 1)
            high = max(high, int(cell[2]))
        elif "&" in place:
            raise _TrapError("an address in the workbook is spelled oddly; save it again as .xlsx")
    if wide * high > CELLS:
        raise _TrapError(
            f"a sheet reaches to {get_column_letter(wide)}{high}, {wide * high:,} cells; "
            f"keep it to {CELLS:,}, and delete what stands far off"
        )


def undated(data: bytes) -> bytes:
    """A workbook with fixed times, so that the same content is the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w") as copy:
        for title in archive.namelist():
            part = archive.read(title)
            if title == "docProps/core.xml":
                part = WRITTEN.sub(rb"\g<1>" + STAMP, part)
            info = zipfile.ZipInfo(title, FIRST)
            info.compress_type = zipfile.ZIP_DEFLATED
            copy.writestr(info, part)
    return out.getvalue()
