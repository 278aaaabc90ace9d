"""What a problem says."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sat.case.problem import CaseError, Problem, take_out


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (
            Problem("ratings.csv", 7, "rating", "R202", "cc", "write CC"),
            'ratings.csv, line 7, rating: "cc"; write CC [R202]',
        ),
        (
            Problem("ratings.csv", 7, "rated_on", "R201", "", "this may not be blank"),
            "ratings.csv, line 7, rated_on: blank; this may not be blank [R201]",
        ),
        (
            Problem("ratings.csv", 7, "", "R105", "a,b", "the row has 2 cells"),
            'ratings.csv, line 7: "a,b"; the row has 2 cells [R105]',
        ),
        (
            Problem("ratings.csv", 0, "", "R103", "", "the file is empty"),
            "ratings.csv: the file is empty [R103]",
        ),
        (
            Problem("case.toml", 0, "opens", "R002", "", "this key is missing"),
            "case.toml, opens: this key is missing [R002]",
        ),
        (
            Problem("ratings.csv", 1, "rated_on", "R103", "", "the column is missing"),
            "ratings.csv, line 1, rated_on: the column is missing [R103]",
        ),
    ],
)
def test_a_problem_says_where_what_and_what_would_be_right(problem: Problem, words: str) -> None:
    assert str(problem) == words


@given(*[st.text(max_size=400)] * 4)
def test_no_text_breaks_out_of_the_line_of_a_problem(
    file: str, column: str, value: str, expected: str
) -> None:
    line = str(Problem(file, 1, column, "R206", value, expected))
    assert "\n" not in line
    assert not set(line) & set("\x00\x07\x08\r\t\x1b\x7f\x85\x9b\u2028\u2029\u202e\u2066")
    assert line.encode("utf-8")
    assert len(line) < 60 * 3 + 300 + 60


def test_problems_stand_by_file_and_line() -> None:
    problems = [
        Problem("b.csv", 2, "x", "R201", "", "fill it"),
        Problem("a.csv", 10, "x", "R201", "", "fill it"),
        Problem("a.csv", 9, "y", "R201", "", "fill it"),
    ]
    error = CaseError(Path("cases/river"), problems)
    assert error.problems == (problems[2], problems[1], problems[0])
    assert str(error) == (
        "case river has 3 problems:\n"
        "  a.csv, line 9, y: blank; fill it [R201]\n"
        "  a.csv, line 10, x: blank; fill it [R201]\n"
        "  b.csv, line 2, x: blank; fill it [R201]"
    )


def test_the_name_of_a_case_is_spelled_out_too() -> None:
    error = CaseError("cases/ri\x1b[2Jver", [Problem("a.csv", 0, "", "R101", "", "save it anew")])
    assert str(error) == "case ri\\u001b[2Jver has 1 problem:\n  a.csv: save it anew [R101]"


def test_each_character_to_take_out_is_named_once() -> None:
    assert take_out("\x1b[1m\u202ea\x1b[0m") == (
        "take out the control or direction character \\u001b, \\u202e"
    )
