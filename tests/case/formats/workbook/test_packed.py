"""Workbooks as packed files: traps are refused in words, and no day gets in."""

import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sat.case.formats.sl import FormatError
from sat.case.formats.workbook import Futures, packed, write_workbook
from sat.case.formats.workbook.packed import Grid, as_text, read_grids, undated

Book = Callable[[dict[str, list[list[object]]]], bytes]
SHEET = "xl/worksheets/sheet1.xml"
SAVED = write_workbook(Futures("Which way?", "mill"))


@pytest.fixture
def plain(book: Book) -> bytes:
    return book({"One": [["a", 1], [None, 2.5]], "Two": [["b"]]})


def repacked(data: bytes, **parts: bytes) -> bytes:
    """The workbook with some of its parts put otherwise."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w") as copy:
        for name in archive.namelist():
            copy.writestr(name, parts.get(name, archive.read(name)))
        for name in parts.keys() - set(archive.namelist()):
            copy.writestr(name, parts[name])
    return out.getvalue()


def part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def refused(data: bytes) -> str:
    with pytest.raises(FormatError) as error:
        read_grids(data, "a.xlsx")
    return str(error.value)


def test_cells_stand_where_a_spreadsheet_counts_them(book: Book) -> None:
    grid = read_grids(book({"One": [[], [None, None, "far"]]}), "a.xlsx")["One"]
    assert (grid.value(2, 3), grid.text(1, 1), grid.text(9, 9)) == ("far", "", "")
    assert (grid.place(2, 3), grid.place(1, 28), grid.width) == ("One!C2", "One!AB1", 3)
    assert list(grid.texts()) == [("One!C2", "far")]
    assert Grid("None", ()).width == 0


def test_values_become_text_as_they_are_shown() -> None:
    days: list[Any] = [datetime(2025, 3, 1), datetime(2025, 3, 1, 12)]
    assert [as_text(day) for day in days] == ["2025-03-01", "2025-03-01 12:00:00"]
    assert as_text(-0.5) == "-0.5"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            b'r="XFD1048576"',
            "a sheet reaches to XFD1048576, 17,179,869,184 cells; keep it to 1,000",
        ),
        (b'r="&#65;1"', "an address in the workbook is spelled oddly"),
        (b'x=">" r="B1048576" ', "a sheet reaches to B1048576, 2,097,152 cells"),
        (b"r = 'B600000'", "a sheet reaches to B600000, 1,200,000 cells"),
    ],
)
def test_one_cell_far_off_is_refused_before_it_asks_for_memory(
    plain: bytes, change: bytes, words: str
) -> None:
    sheet = part(plain, SHEET)
    assert sheet.count(b'r="A1"') == 1
    assert words in refused(repacked(plain, **{SHEET: sheet.replace(b'r="A1"', change)}))


def test_a_text_that_looks_like_an_address_is_a_text(book: Book) -> None:
    text = '<c r="XFD1048576"> r="&#65;"'
    assert read_grids(book({"One": [[text]]}), "a.xlsx")["One"].text(1, 1) == text


def test_what_unpacks_to_too_much_is_refused(plain: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    size = sum(one.file_size for one in zipfile.ZipFile(io.BytesIO(plain)).infolist())
    monkeypatch.setattr(packed, "UNPACKED", size)
    assert set(read_grids(plain, "a.xlsx")) == {"One", "Two"}
    monkeypatch.setattr(packed, "UNPACKED", size - 1)
    assert f"unpacked it would have {size:,} bytes in " in refused(plain)


def test_too_many_parts_are_refused(plain: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "MEMBERS", 3)
    assert "parts; a workbook has at most 200,000,000 in 3" in refused(plain)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        (SHEET, "<worksheet>".encode("utf-16"), "a part of the workbook is not in UTF-8"),
        (SHEET, b"<worksheet><sheetData><row r='1'><c r='A1'>", "the workbook cannot be read ("),
        ("xl/workbook.xml", b"nothing", "the workbook cannot be read ("),
    ],
)
def test_a_part_that_is_broken_is_refused_in_words(
    plain: bytes, name: str, content: bytes, words: str
) -> None:
    assert words in refused(repacked(plain, **{name: content}))


def test_a_zip_without_a_workbook_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("content.xml", "<x/>")
    assert "this is a zip, but no workbook; save it as .xlsx" in refused(out.getvalue())


@pytest.mark.parametrize("cut", [10, 500, -30])
def test_a_file_that_is_cut_short_is_refused_in_words(plain: bytes, cut: int) -> None:
    assert "the workbook cannot be read (" in refused(plain[:cut])


@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=8))
def test_a_damaged_file_is_read_or_refused_and_nothing_else(at: int, damage: bytes) -> None:
    at %= len(SAVED)
    with suppress(FormatError):
        read_grids(SAVED[:at] + damage + SAVED[at + len(damage) :], "a.xlsx")


def test_two_savings_are_the_same_bytes_once_undated(plain: bytes) -> None:
    core = part(plain, "docProps/core.xml")
    later = repacked(plain, **{"docProps/core.xml": core.replace(b"Z</", b".5Z</")})
    assert later != plain
    assert undated(later) == undated(plain)
    times = {one.date_time for one in zipfile.ZipFile(io.BytesIO(undated(plain))).infolist()}
    assert times == {(1980, 1, 1, 0, 0, 0)}
    assert part(undated(plain), "docProps/core.xml").count(b"1980-01-01T00:00:00Z<") == 2
    assert set(read_grids(undated(plain), "a.xlsx")) == {"One", "Two"}
