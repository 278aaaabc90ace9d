"""Rows out of a CSV file: the same as Python's own reader finds, and only those asked for."""

import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sat.events.files import opened
from sat.events.problem import EventFileError
from sat.events.table import largest, query

CELLS = st.text(st.sampled_from('ab,"\n \ré;\t*'), max_size=6)


@given(
    st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=5), st.sampled_from(["\n", "\r\n"])
)
def test_every_cell_comes_back_as_python_s_own_reader_has_it(
    rows: list[list[str]], end: str
) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows([["x", "y"], *rows])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(out.getvalue().encode())
        with opened(path) as sheet:
            found = query(sheet, ["y", "x"])
    assert list(map(list, found[["x", "y"]].to_numpy())) == rows
    assert list(found["row"]) == list(range(1, len(rows) + 1))


@pytest.fixture
def numbers(tmp_path: Path) -> Path:
    path = tmp_path / "numbers.csv"
    path.write_text('n,"a\nb"\n1,x\n22,"y\nz"\n3,\n,x\n', encoding="utf-8")
    return path


def test_rows_keep_the_number_they_have_in_the_file(numbers: Path) -> None:
    with opened(numbers) as sheet:
        found = query(sheet, ["n", "a\nb"], '"a\nb" = ?', ["x"])
        assert largest(sheet, "n") == 22
        assert largest(sheet, "a\nb") is None
    assert found.to_dict("list") == {"row": [1, 4], "n": ["1", ""], "a\nb": ["x", "x"]}


def test_what_was_put_aside_is_gone_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"data": []}', encoding="utf-8")
    with opened(path) as sheet:
        assert sheet.path.parent == sheet.aside.resolve()
        assert sheet.path.is_file()
    assert not sheet.aside.exists()
    assert path.is_file()


def test_line_ends_of_two_kinds_are_refused_not_guessed(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"x,y\r\n1,2\n3,4\r\n")
    with opened(path) as sheet, pytest.raises(EventFileError, match=r"do its line ends differ"):
        query(sheet, ["x"])


def test_a_file_that_went_away_is_said_without_its_path(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("x\n1\n", encoding="utf-8")
    with opened(path) as sheet:
        path.unlink()
        with pytest.raises(
            EventFileError, match=r"a\.csv has 1 problem:\n.*cannot be read"
        ) as error:
            query(sheet, ["x"])
    assert str(tmp_path) not in str(error.value)
