"""Workbooks as others fill them, made cell by cell, and what is said of them."""

import io
from collections.abc import Callable, Mapping, Sequence

import pytest
from openpyxl import Workbook

from sat.case.formats.sl import FormatError
from sat.case.formats.workbook import read_workbook

Rows = Sequence[Sequence[object]]
Sheets = Mapping[str, Rows]


def filled(sheets: Sheets) -> bytes:
    """The bytes of a workbook with these rows; ``None`` is a blank cell."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def book() -> Callable[[Sheets], bytes]:
    """``book(sheets)``: the bytes of a workbook with the rows of each sheet."""
    return filled


@pytest.fixture
def faults() -> Callable[[Sheets], list[str]]:
    """``faults(sheets)``: every fault of a workbook that is refused."""

    def found(sheets: Sheets) -> list[str]:
        with pytest.raises(FormatError) as error:
            read_workbook(filled(sheets), "/folder/mill.xlsx")
        assert str(error.value).startswith("file mill.xlsx has ")
        return [str(fault) for fault in error.value.faults]

    return found


@pytest.fixture
def mill() -> dict[str, list[list[object]]]:
    """A workbook of a workshop about a mill: two drivers, a matrix, nothing judged of drivers."""
    return {
        "Impacts": [
            [None, None, "Water", None, "Owner", None],
            ["driver", "state", "low", "high", "stays", "sells"],
            ["Water", "low", None, None, -2, 2],
            [None, "high", None, None, "1", 0],
            ["Owner", "stays", 3.0, None, None, None],
            [None, "sells", "−1", None, None, None],
        ]
    }
