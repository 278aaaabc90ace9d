"""One CSV file, from bytes to records."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from sat.case.futures import Driver
from sat.case.problem import Problem
from sat.case.read import Sheet, read_sheet
from sat.case.tables import Rating

HEADER = "driver_id,title,kind,importance,uncertainty,note"
Read = Callable[[str | bytes], Sheet]


@pytest.fixture
def drivers(tmp_path: Path) -> Read:
    """``drivers(content)`` reads a table of drivers."""

    def read(content: str | bytes) -> Sheet:
        path = tmp_path / "drivers.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_sheet(path, Driver)

    return read


def titles(sheet: Sheet) -> list[str]:
    return [row.title for _, row in sheet.numbered() if isinstance(row, Driver)]


def test_a_good_file_gives_its_rows_with_their_lines_and_ids(drivers: Read) -> None:
    sheet = drivers(f"{HEADER}\nD1,Rain,weather,5,4,wet\nD2,Dam,,3,2,\n")
    assert sheet.problems == ()
    assert sheet.lines == (2, 3)
    assert sheet.ids == {"D1", "D2"}
    assert sheet.rows[0] == Driver(
        driver_id="D1", title="Rain", kind="weather", importance=5, uncertainty=4, note="wet"
    )
    assert (sheet.file, sheet.whole) == ("drivers.csv", True)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(f"\ufeff{HEADER}\nD1,Été,,5,4,\n".encode(), id="mark at the beginning"),
        pytest.param(f"{HEADER}\r\nD1,Été,,5,4,\r\n".encode(), id="line ends of Windows"),
        pytest.param(f"{HEADER}\rD1,Été,,5,4,\r".encode(), id="line ends of old Macs"),
        pytest.param(f"{HEADER}\nD1,Été,,5,4,".encode(), id="no end of the last line"),
        pytest.param(f"\n{HEADER}\n\n,,,,,\nD1,Été,,5,4,\n\n".encode(), id="empty rows"),
        pytest.param(' driver_id,"title",kind,importance,uncertainty\nD1,Été,,5,4\n', id="spaces"),
        pytest.param("uncertainty,importance,kind,title,driver_id\n4,5,,Été,D1\n", id="order"),
        pytest.param(f"{HEADER},\nD1,Été,,5,4,,\n", id="comma at the end of each line"),
    ],
)
def test_what_spreadsheets_do_to_a_file_does_not_change_it(
    content: str | bytes, drivers: Read
) -> None:
    sheet = drivers(content)
    assert sheet.problems == ()
    assert titles(sheet) == ["Été"]


def test_a_file_with_a_header_alone_is_an_empty_table(drivers: Read) -> None:
    sheet = drivers(f"{HEADER}\n")
    assert (sheet.rows, sheet.problems, sheet.whole) == ((), (), True)


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff", ",,,\n"])
def test_a_file_without_content_is_told_its_header(content: str, drivers: Read) -> None:
    sheet = drivers(content)
    expected = (
        "the file is empty; its first line is "
        "driver_id,title,kind,importance,uncertainty,known_on,note"
    )
    assert sheet.problems == (Problem("drivers.csv", 0, "", "R103", "", expected),)
    assert not sheet.whole


def test_na_and_n_and_none_and_blank_are_kept_apart_as_text(drivers: Read) -> None:
    words = ["NA", "N/A", "nan", "None", "null", "N", "-"]
    rows = "".join(f"D{at},{word},{word},1,1,\n" for at, word in enumerate(words))
    assert titles(drivers(f"{HEADER}\n{rows}")) == words
    assert drivers(f"{HEADER}\nD1,Rain,,1,1,\n").rows[0].cells()["kind"] == ""


def test_text_like_a_formula_is_kept_as_it_is(drivers: Read) -> None:
    formulas = ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0"]
    rows = "".join(f"D{at},{text},,1,1,\n" for at, text in enumerate(formulas))
    assert titles(drivers(f"{HEADER}\n{rows}")) == formulas


def test_a_cell_may_hold_commas_quotes_and_line_ends(drivers: Read) -> None:
    sheet = drivers(f'{HEADER}\nD1,"a, ""b""\r\nc",,1,1,\nD2,Dam,,1,9,\n')
    assert titles(sheet) == ['a, "b"\nc']
    assert sheet.lines == (2,)
    # The first row takes two lines, so the second stands on the fourth.
    assert [(problem.line, problem.column) for problem in sheet.problems] == [(4, "uncertainty")]


def test_a_cell_of_a_hundred_thousand_characters_is_kept_and_quoted_short(drivers: Read) -> None:
    long = "x" * 100_000
    assert titles(drivers(f"{HEADER}\nD1,{long},,1,1,\n")) == [long]
    (problem,) = drivers(f"{HEADER}\nD1,Rain,,{long},1,\n").problems
    assert problem.value == long
    assert len(str(problem)) < 200


def test_a_cell_beyond_all_measure_is_refused_with_its_line(drivers: Read) -> None:
    (problem,) = drivers(f"{HEADER}\nD1,Rain,,1,1,\nD2,{'x' * 1_000_001},,1,1,\n").problems
    assert (problem.line, problem.rule) == (3, "R102")
    assert problem.expected == ("a cell is longer than a million characters; is a quote left open?")


def test_extra_columns_are_kept_and_ignored(drivers: Read) -> None:
    sheet = drivers("colour,copy," + HEADER + "\nred, 2 ,D1,Rain,,1,1,\n")
    assert sheet.problems == ()
    assert sheet.rows[0].model_extra == {"colour": "red", "copy": " 2 "}


def test_a_row_has_all_its_faults_named_at_once_and_is_left_out(drivers: Read) -> None:
    sheet = drivers(f"{HEADER}\nD 1,,,9,x,\nD2,Dam,,3,2,\n")
    assert titles(sheet) == ["Dam"]
    assert [(problem.column, problem.rule) for problem in sheet.problems] == [
        ("driver_id", "R205"),
        ("title", "R201"),
        ("importance", "R204"),
        ("uncertainty", "R204"),
    ]
    assert sheet.ids == {"D 1", "D2"}
    assert sheet.whole


def test_all_faults_of_a_header_are_named_at_once_and_no_row_is_read(drivers: Read) -> None:
    sheet = drivers("driver_id,driver_id,Titel,knd,importance,importance\nD1,D1,,,9,9\n")
    assert sheet.rows == ()
    assert not sheet.whole
    assert [problem.expected for problem in sheet.problems] == [
        "name each column once",
        "name each column once",
        "the column 'title' is missing; is 'Titel' meant for it?",
        "the column 'kind' is missing; is 'knd' meant for it?",
        "the column 'uncertainty' is missing",
    ]


def test_a_ragged_row_says_how_many_cells_it_has_and_the_others_are_read(drivers: Read) -> None:
    sheet = drivers(f"{HEADER}\nD1,Rain,5,4,\nD2,Dam,,3,2,\nD3,Wind, mild,,3,2,\n")
    assert titles(sheet) == ["Dam"]
    assert not sheet.whole
    assert [(problem.line, problem.value, problem.expected) for problem in sheet.problems] == [
        (2, "D1,Rain,5,4,", "the row has 5 cells, the header 6; is a comma unquoted?"),
        (4, "D3,Wind, mild,,3,2,", "the row has 7 cells, the header 6; is a comma unquoted?"),
    ]


def test_an_open_quote_is_found_on_the_line_where_it_opens(drivers: Read) -> None:
    sheet = drivers(f'{HEADER}\nD1,Rain,,5,4,\nD2,"Dam,,3,2,\nD3,Wind,,3,2,\n')
    assert titles(sheet) == ["Rain"]
    assert sheet.problems == (
        Problem(
            *("drivers.csv", 3, "", "R102", 'D2,"Dam,,3,2,'),
            "this is not comma-separated text (unexpected end of data); look for a quote left open",
        ),
    )


@pytest.mark.parametrize(
    ("encoding", "line", "byte"),
    [("latin-1", 3, "byte 0xe9"), ("cp1252", 3, "byte 0xe9"), ("utf-16", 1, "byte 0xff")],
)
def test_another_encoding_is_named_with_the_line_of_its_first_byte(
    encoding: str, line: int, byte: str, drivers: Read
) -> None:
    sheet = drivers(f"{HEADER}\nD1,Rain,,5,4,\nD2,Marée,,3,2,\n".encode(encoding))
    expected = "the file is not UTF-8; save it as 'CSV UTF-8' (it may be Latin-1 or UTF-16)"
    assert sheet.problems == (Problem("drivers.csv", line, "", "R101", byte, expected),)
    assert sheet.rows == ()


def test_a_file_separated_by_tabs_is_told_so_once(drivers: Read) -> None:
    (problem,) = drivers(HEADER.replace(",", "\t") + "\nD1\tRain\t\t5\t4\t\n").problems
    assert (problem.line, problem.rule) == (1, "R102")
    assert problem.expected == "separate the columns by commas, not by tabs"


@pytest.mark.parametrize("mark", ["\x00", "\x07", "\x1b", "\x7f", "\x9b", "\u2028", "\u202e"])
def test_a_row_with_a_control_or_direction_character_is_refused(mark: str, drivers: Read) -> None:
    sheet = drivers(f"{HEADER}\nD1,Ra{mark}in,,5,4,\nD2,Dam,,3,2,\n")
    assert titles(sheet) == ["Dam"]
    (problem,) = sheet.problems
    assert (problem.line, problem.column, problem.rule) == (2, "title", "R206")
    assert mark not in str(problem)
    assert f"take out the control or direction character \\u{ord(mark):04x}" in str(problem)


def test_a_control_character_is_found_in_extra_columns_too(drivers: Read) -> None:
    (problem,) = drivers(f"{HEADER},colour\nD1,Rain,,5,4,,r\x1bed\n").problems
    assert (problem.line, problem.column, problem.rule) == (2, "colour", "R206")


def test_marks_that_persian_and_arabic_need_are_kept(drivers: Read) -> None:
    persian = "می\u200cخواهم\u200f"
    assert titles(drivers(f"{HEADER}\nD1,{persian},,5,4,\n")) == [persian]


def test_a_key_of_several_columns_gives_no_ids(tmp_path: Path) -> None:
    path = tmp_path / "ratings.csv"
    buffer = io.StringIO()
    names = ["evidence_id", "hypothesis_id", "analyst", "rating", "rated_on", "rationale"]
    csv.writer(buffer).writerows([names, ["E1", "H1", "ana", "NA", "2025-01-01", ""]])
    path.write_text(buffer.getvalue(), encoding="utf-8")
    sheet = read_sheet(path, Rating)
    assert (len(sheet.rows), sheet.ids) == (1, frozenset())
