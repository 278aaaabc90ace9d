"""ScenarioWizard solution files: read as they are found, written so that they read back."""

import csv
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sat.case.formats.sl import FormatError, Solution, file_lines, read_sl, shown, write_sl

# Three scenarios of two descriptors, with two and three states.
RIVER = """\
$ ScenarioWizard 3.0
Solution set
 3·

" 1 3",4,2,0,5,""
" 2 1",1.677722E+07,0,0,-3,"the wet one, "so to say", 2"
" 2 2",0,-1,0,0,""
""".replace("·", " ")
SOLUTIONS = (
    Solution((0, 2), 4, 2, 5),
    Solution((1, 0), 16777220, 0, -3),
    Solution((1, 1), 0, -1, 0),
)


def changed(old: str, new: str) -> bytes:
    """The file with one text of it put otherwise."""
    assert RIVER.count(old) == 1
    return RIVER.replace(old, new).encode()


def problems(data: bytes, counts: tuple[int, ...] | None = (2, 3)) -> str:
    with pytest.raises(FormatError) as caught:
        read_sl(data, "river.sl", counts)
    return str(caught.value)


@pytest.mark.parametrize("counts", [None, (2, 3)])
@pytest.mark.parametrize(
    "data",
    [
        pytest.param(RIVER.encode(), id="plain"),
        pytest.param(RIVER.encode("utf-8-sig"), id="mark at the beginning"),
        pytest.param(RIVER.replace("\n", "\r\n").encode(), id="line ends of Windows"),
        pytest.param(RIVER.replace("\n", "\r").encode(), id="line ends of old Macs"),
        pytest.param(RIVER.replace("3.0", "5.0").encode(), id="version 5"),
        pytest.param(RIVER.replace("ScenarioW", "scenariow").encode(), id="small letters"),
        pytest.param(RIVER.replace("Solution set", "Lösungen").encode("latin-1"), id="latin-1"),
        pytest.param(RIVER.replace(",", " , ").encode(), id="blanks around the commas"),
        pytest.param(RIVER.replace('" 2 1"', ' "2   1 " ').encode(), id="blanks in a row"),
        pytest.param(RIVER.replace("\n", "\n\n").encode(), id="blank lines"),
        pytest.param(RIVER.rstrip().encode(), id="no end of the last line"),
        pytest.param(RIVER.replace(',""\n', "\n").encode(), id="no remarks"),
        pytest.param(RIVER.replace(",2,0,5", ",+2,,5").encode(), id="a sign, a field left blank"),
    ],
)
def test_however_a_file_was_saved_it_has_the_same_solutions(
    data: bytes, counts: tuple[int, ...] | None
) -> None:
    assert read_sl(data, "river.sl", counts) == SOLUTIONS


@pytest.mark.parametrize(
    ("row", "solution"),
    [
        ('" 2 3"', Solution((1, 2))),
        ('" 2 3",', Solution((1, 2))),
        ('" 2 3",7', Solution((1, 2), 7)),
        ('" 2 3",,1', Solution((1, 2), None, 1)),
        ('" 2 3",,,0,4,""', Solution((1, 2), None, None, 4)),
        ('" 2 3",.5,0,0,4,""', Solution((1, 2), 0.5, 0, 4)),
    ],
)
def test_a_field_that_is_blank_or_missing_is_none(row: str, solution: Solution) -> None:
    data = f"$ ScenarioWizard 3.0\nSolution set\n 1 \n\n{row}\n"
    assert read_sl(data.encode(), "a.sl", (2, 3)) == (solution,)


def test_a_file_may_say_that_there_is_no_solution() -> None:
    data = b"$ ScenarioWizard 3.0\nSolution set\n 0 \n\n"
    assert read_sl(data, "a.sl") == read_sl(write_sl([]), "a.sl") == ()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (
            changed("ScenarioWizard 3.0", "Other"),
            'line 1: "$ Other"; begin with $ ScenarioWizard and a version from 3 to 5, such as'
            " $ ScenarioWizard 4.0",
        ),
        (
            changed("\n 3 \n", "\nthree\n"),
            'line 3: "three"; write the number of solutions, below the line Solution set',
        ),
        (
            b"$ ScenarioWizard 3.0\nSolution set\n",
            "line 3: the file ends here; write the number of solutions, below the line Solution"
            " set",
        ),
        (
            changed("\n 3 \n", "\n 1241136 \n"),
            "line 3: the file says 1241136, but has 3 solutions; write how many there are, or"
            " add what is cut off",
        ),
        (
            changed("\n 3 \n", "\n 2 \n"),
            "line 3: the file says 2, but has 3 solutions; write how many there are, or"
            " add what is cut off",
        ),
        (
            changed('" 2 2",0,-1,0,0,""\n', ""),
            "line 3: the file says 3, but has 2 solutions; write how many there are, or"
            " add what is cut off",
        ),
        (
            changed('" 1 3"', "1 3"),
            'line 5: "1 3,4,2,0,5,"""; begin with the number of each state, in quotes, such as'
            ' " 2 3 2",24,0,0,9,""',
        ),
        (
            changed('" 1 3"', '"  "'),
            'line 5: "" ",4,2,0,5,"""; begin with the number of each state, in quotes, such as'
            ' " 2 3 2",24,0,0,9,""',
        ),
        (
            changed('" 1 3"', '" 0 4"'),
            'line 5, descriptor 1: "0"; write a state from 1 to 2\n'
            '  line 5, descriptor 2: "4"; write a state from 1 to 3',
        ),
        (
            changed('" 1 3"', '" ١ 1_0"'),
            'line 5, descriptor 1: "١"; write a state from 1 to 2\n'
            '  line 5, descriptor 2: "1_0"; write a state from 1 to 3',
        ),
        (
            changed('" 2 1"', '" 2 1 1"'),
            'line 6: "2 1 1"; the row has 3 states; write 2, one for each descriptor',
        ),
        (
            changed(",4,2,0,5,", ",-4,2.5,0,five,"),
            'line 5, weight: "-4"; write a number of 0 or more, such as 24 or 1.5E+07\n'
            '  line 5, consistency: "2.5"; write a whole number, such as 2\n'
            '  line 5, total: "five"; write a whole number, such as 2',
        ),
        (
            changed(",4,2,0,5,", ",1e999,2,0,5,"),
            'line 5, weight: "1e999"; write a number of 0 or more, such as 24 or 1.5E+07',
        ),
        (
            changed(",4,2,0,5,", ",nan,2,0,5,"),
            'line 5, weight: "nan"; write a number of 0 or more, such as 24 or 1.5E+07',
        ),
        (
            RIVER.removesuffix(',""\n').encode(),
            'line 7: "" 2 2",0,-1,0,0"; the file ends within this row; write it to its end',
        ),
        (
            RIVER.encode("utf-16"),
            'line 1: "\\u0000"; this is no plain text; save it as UTF-8 or latin-1',
        ),
    ],
)
def test_a_fault_says_where_what_and_what_would_be_right(data: bytes, words: str) -> None:
    assert problems(data).endswith(f":\n  {words}")


def test_without_a_project_rows_are_held_to_the_first() -> None:
    data = changed('" 2 1"', '" 9 0 1"')
    assert problems(data, None) == (
        "file river.sl has 2 problems:\n"
        '  line 6: "9 0 1"; the row has 3 states; write 2, one for each descriptor\n'
        '  line 6, descriptor 2: "0"; write a state of 1 or more'
    )


def test_all_faults_are_told_at_once_with_hostile_text_spelled_out() -> None:
    data = RIVER.replace('" 1 3"', '" 1 4"').replace('" 2 2",0', '" 2 2",\x1b[2J\u202e')
    with pytest.raises(FormatError) as caught:
        read_sl(data.encode(), "/models/ri\x1bver.sl", (2, 3))
    assert str(caught.value) == (
        "file ri\\u001bver.sl has 2 problems:\n"
        '  line 5, descriptor 2: "4"; write a state from 1 to 3\n'
        '  line 7, weight: "\\u001b[2J\\u202e"; write a number of 0 or more, such as 24 or 1.5E+07'
    )


def test_a_file_cut_anywhere_is_refused_or_still_the_same_solutions() -> None:
    data = write_sl(SOLUTIONS)
    whole = [end for end in range(len(data)) if read_or_none(data[:end]) is not None]
    assert whole == [len(data) - 2, len(data) - 1]  # only the last line end may be missing
    assert [read_or_none(data[:end]) for end in whole] == [SOLUTIONS] * 2


def read_or_none(data: bytes) -> tuple[Solution, ...] | None:
    with suppress(FormatError):
        return read_sl(data, "a.sl", (2, 3))
    return None


@given(st.binary(max_size=200))
def test_any_bytes_give_solutions_or_a_format_error(tail: bytes) -> None:
    for data in (tail, b"$ ScenarioWizard 3.0\nx\n 1\n" + tail, RIVER.encode()[:60] + tail):
        with suppress(FormatError):
            assert isinstance(read_sl(data, "a.sl"), tuple)


def test_a_file_is_laid_out_as_the_program_lays_it_out() -> None:
    assert write_sl([Solution((0, 11), 24.0, -1, 9), Solution((1, 0), 0.5)]) == (
        b'$ ScenarioWizard 3.0\r\nSolution set\r\n 2 \r\n\r\n" 1 12",24,-1,0,9,""\r\n'
        b'" 2 1",0.5,,0,,""\r\n'
    )


def whole(digits: int) -> st.SearchStrategy[int | None]:
    most = 10**digits - 1
    return st.none() | st.integers(-3, 3) | st.integers(-most, most)


@given(
    st.integers(1, 4).flatmap(
        lambda width: st.lists(
            st.builds(
                Solution,
                st.tuples(*[st.integers(0, 3) | st.integers(0, 10**8 - 1)] * width),
                st.none() | st.floats(0, allow_infinity=False) | st.integers(0, 10**9).map(float),
                whole(15),
                whole(15),
            ),
            max_size=4,
        )
    )
)
def test_what_is_written_reads_back_the_same(solutions: list[Solution]) -> None:
    assert read_sl(write_sl(solutions), "a.sl") == tuple(solutions)


@pytest.mark.parametrize(
    ("solutions", "words"),
    [
        (
            [Solution((0, 1)), Solution((0,)), Solution((-1, 10**8))],
            "set of solutions has 3 problems:\n"
            '  solution 3, descriptor 1: "-1"; give its place, from 0, in at most 8 digits\n'
            '  solution 3, descriptor 2: "100000000"; give its place, from 0, in at most 8 digits\n'
            '  solution 2: "1 state"; give 2, as the first solution has',
        ),
        (
            [Solution(())],
            "set of solutions has 1 problem:\n"
            "  solution 1: it has no state; give one for each descriptor",
        ),
        (
            [Solution((0,), float("nan"), 10**15, -(10**5000)), Solution((0,), -0.5)],
            "set of solutions has 4 problems:\n"
            '  solution 1, weight: "nan"; give a number of 0 or more\n'
            '  solution 1, consistency: "1000000000000000"; give a whole number of at most 15'
            " digits\n"
            '  solution 1, total: "more than 30 digits"; give a whole number of at most 15 digits\n'
            '  solution 2, weight: "-0.5"; give a number of 0 or more',
        ),
        (
            [Solution((0,), float("inf"))],
            "set of solutions has 1 problem:\n"
            '  solution 1, weight: "inf"; give a number of 0 or more',
        ),
    ],
)
def test_solutions_that_would_not_read_back_are_not_written(
    solutions: list[Solution], words: str
) -> None:
    with pytest.raises(FormatError) as caught:
        write_sl(solutions)
    assert str(caught.value) == words


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"", [""]),
        (b"a\r\n\r\nb\n\rc", ["a", "", "b", "", "c"]),
        ("a\x0cb\x85c\u2028d\n".encode(), ["a\x0cb\x85c\u2028d", ""]),
        (b"\x93\xe9\x94 \x81", ["“é” \ufffd"]),
    ],
)
def test_lines_are_those_that_an_editor_counts(data: bytes, lines: list[str]) -> None:
    assert file_lines(data, "a.sl") == lines


def test_a_zero_byte_is_told_with_its_line() -> None:
    with pytest.raises(FormatError, match="line 3: "):
        file_lines(b"a\r\nb\rc\0d", "a.sl")


def test_a_number_of_any_length_can_be_shown() -> None:
    assert (shown(-12), shown(10**5000)) == ("-12", "more than 30 digits")


def solutions_table(path: Path) -> list[list[str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))[1:]


def states_of(path: Path) -> list[list[str]]:
    """The states of each descriptor, from a square table that names them row by row."""
    with path.open(newline="", encoding="utf-8") as file:
        _, *rows = csv.reader(file)
    found: dict[str, list[str]] = {}
    for descriptor, state, *_ in rows:
        found.setdefault(descriptor, []).append(state)
    return list(found.values())


def test_the_published_solutions_of_sei_survive_writing_and_reading(shared: Path) -> None:
    states = states_of(shared / "published" / "sei_global.csv")
    rows = solutions_table(shared / "published" / "sei_global_solutions.csv")
    solutions = tuple(
        Solution(
            tuple(names.index(cell) for names, cell in zip(states, row, strict=False)),
            float(row[3]),
            int(row[4]),
            int(row[5]),
        )
        for row in rows
    )
    assert len(solutions) == 4
    assert read_sl(write_sl(solutions), "sei.sl", [len(names) for names in states]) == solutions


def test_the_published_solutions_of_somewhereland_survive_writing_and_reading(
    shared: Path,
) -> None:
    states = states_of(shared / "published" / "somewhereland.csv")
    rows = solutions_table(shared / "published" / "somewhereland_solutions.csv")
    solutions = tuple(
        Solution(
            tuple(names.index(cell) for names, cell in zip(states, row, strict=False)),
            total=int(row[7]),
            weight=float(row[8]),
        )
        for row in rows
    )
    assert len(solutions) == 10
    assert read_sl(write_sl(solutions), "land.sl", [len(names) for names in states]) == solutions
