"""A file of events, whatever its format, as one CSV file to query.

The format is told by content: suffixes lie. Workbooks and answers of an API are written out as
CSV, archives unpacked, all into a folder that is gone afterwards, so that one reader serves them.
"""

import csv
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from python_calamine import CalamineError, PasswordError, load_workbook

from sat.events.answers import read_answer
from sat.events.problem import refusal
from sat.text import counted, joined, one_line

LARGEST = 4 * 2**30  # bytes that an archive unpacks to; 15 times UCDP's largest


@dataclass(frozen=True)
class Sheet:
    """A table of text as a CSV file.

    Attributes
    ----------
    file
        Base name of the file that the user gave, for messages.
    path
        The CSV file to read.
    aside
        A folder for what reading needs to put down.
    names
        The header's cells.
    first
        The first record's cells, as far as they can be read.
    inner
        Name of the archive's member; only to be looked at, never to be opened by.

    """

    file: str
    path: Path
    aside: Path
    names: tuple[str, ...]
    first: tuple[str, ...] = ()
    inner: str = ""


@contextmanager
def opened(path: Path) -> Iterator[Sheet]:
    """The file as a ``Sheet``, as long as the ``with`` statement lasts.

    Raises ``EventFileError`` for a file that is empty, is none of CSV, zip with one CSV, xlsx and
    an API's JSON, or cannot be unpacked; ``OSError`` where it cannot be read at all.
    """
    with tempfile.TemporaryDirectory(prefix="sat-events-") as folder:
        yield _sheet(path, Path(folder))


def _sheet(path: Path, aside: Path) -> Sheet:
    with path.open("rb") as file:
        start = file.read(4096)
    if not start.strip(b"\xef\xbb\xbf \t\r\n"):
        raise refusal(path.name, "the file is empty")
    table, inner = aside / "table.csv", ""
    if start.startswith(b"PK"):
        inner = _unpacked(path, table)
    elif start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        _write(table, read_answer(path))
    else:
        _check_text(path.name, start)
        table = path
    names, first = _header(path.name, table)
    return Sheet(path.name, table.resolve(), aside, names, first, inner)


def _check_text(file: str, start: bytes) -> None:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise refusal(file, "the file is UTF-16; save it as 'CSV UTF-8'")
    if b"\0" in start or start.startswith((b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"%PDF")):
        expected = "this is no text; read CSV, a zip with one CSV, xlsx or an API's JSON answer"
        raise refusal(file, expected)
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        expected = "this is a web page, not data; was the download refused? Look at it, try again"
        raise refusal(file, expected)


def _header(file: str, table: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    try:
        # What is no UTF-8 behind the header is for the reader of rows to say, by its row.
        with table.open(newline="", encoding="utf-8-sig", errors="replace") as text:
            reader = csv.reader(text)
            names = tuple(name.strip() for name in next(reader, []))
            first = _record(reader)
    except csv.Error as error:
        expected = f"the header is no comma-separated text ({one_line(str(error))})"
        raise refusal(file, expected) from None
    for sign, word in ((";", "semicolons"), ("\t", "tabs")):
        if len(names) == 1 and names[0].count(sign) > 1:
            raise refusal(file, f"separate the columns by commas, not by {word}", names[0])
    if any("\ufffd" in name for name in names):
        raise refusal(file, "the header is not UTF-8; save the file as 'CSV UTF-8'")
    if not any(names):
        raise refusal(file, "the first line is blank; it holds the names of the columns")
    return names, first


def _record(reader: Iterator[list[str]]) -> tuple[str, ...]:
    """The next record, or nothing where it is faulty: that is said when the rows are read."""
    try:
        return tuple(cell.strip() for cell in next(reader, []))
    except csv.Error:
        return ()


def _unpacked(path: Path, table: Path) -> str:
    """Write an archive's one CSV, or a workbook's sheet, as a CSV file; the member's name."""
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(member.file_size for member in archive.infolist()) > LARGEST:
                expected = f"unpacked it would have more than {LARGEST:,} bytes; is it a trap?"
                raise refusal(path.name, expected)
            if "[Content_Types].xml" in archive.namelist():
                _write(table, _workbook(path))
                return ""
            member = _only_csv(path.name, archive)
            with archive.open(member) as packed, table.open("wb") as out:
                shutil.copyfileobj(packed, out, 1 << 20)
            return Path(member.filename).name
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        expected = f"the archive cannot be unpacked ({one_line(str(error))}); is it cut short?"
        raise refusal(path.name, expected) from None


def _only_csv(file: str, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    # "__MACOSX" holds what macOS puts beside each file of an archive.
    members = [
        member
        for member in archive.infolist()
        if member.filename.lower().endswith(".csv") and not member.filename.startswith("__MACOSX")
    ]
    if len(members) != 1:
        names = joined([one_line(member.filename) for member in members[:5]])
        found = f"{counted(len(members), 'CSV file')} {f'({names})' if names else ''}".strip()
        raise refusal(file, f"the archive holds {found}; one is needed")
    return members[0]


def _workbook(path: Path) -> Iterator[list[str]]:
    """The rows of the first sheet, in text; HDX's counts have a sheet of terms before them."""
    try:
        with load_workbook(path) as book:
            names = [name for name in book.sheet_names if name != "ToU"]
            if not names:
                raise refusal(path.name, "the workbook has no sheet of data")
            for row in book.get_sheet_by_name(names[0]).iter_rows():
                cells = [_cell(value) for value in row]
                if any(cells):
                    yield cells
    except PasswordError:
        raise refusal(path.name, "the workbook has a password; save it without one") from None
    except CalamineError as error:
        expected = f"the workbook cannot be read ({one_line(str(error))})"
        raise refusal(path.name, expected) from None


def _cell(value: object) -> str:
    """A workbook's native value as text: days as YYYY-MM-DD, whole numbers without a point."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return value.isoformat() if isinstance(value, date) else str(value)


def _write(table: Path, rows: Iterable[list[str]]) -> None:
    with table.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
