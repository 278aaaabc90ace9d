"""Text that comes from outside, made safe to look at."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sat.text import counted, joined, number, one_line, short_path, visible, wrapped

ANYTHING = st.text(st.characters(exclude_categories=()), max_size=120)
# Controls, surrogates, and the marks that turn the direction of a line.
DIRECTION = "\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def hostile(text: str) -> set[str]:
    return {
        mark
        for mark in text
        if mark in DIRECTION or (unicodedata.category(mark) in ("Cc", "Cs") and mark not in "\t\n")
    }


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("plain – é 字", "plain – é 字"),
        ("a\tb\nc", "a\tb\nc"),
        ("\x1b]0;title\x07", "\\u001b]0;title\\u0007"),
        ("\x00\r\x7f\x9b", "\\u0000\\u000d\\u007f\\u009b"),
        ("abc\u202ecba", "abc\\u202ecba"),
        ("\u2066x\u2069", "\\u2066x\\u2069"),
        ("می\u200cخواهم\u200f", "می\u200cخواهم\u200f"),
        ("name\udcff", "name\\udcff"),
    ],
)
def test_what_drives_a_terminal_or_turns_a_line_is_spelled_out(text: str, seen: str) -> None:
    assert visible(text) == seen


@given(ANYTHING)
def test_nothing_hostile_is_left_and_nothing_else_is_changed(text: str) -> None:
    seen = visible(text)
    assert hostile(seen) == set()
    assert visible(seen) == seen
    if not hostile(text):
        assert seen == text


@given(ANYTHING, st.integers(2, 80))
def test_one_line_is_one_line_and_never_too_long(text: str, width: int) -> None:
    line = one_line(text, width)
    assert len(line) <= width
    assert line.splitlines() == ([line] if line else [])
    assert hostile(line) == set()


@pytest.mark.parametrize(
    ("text", "width", "line"),
    [
        ("  a\n\n b\tc ", 60, "a b c"),
        ("exactly 10", 10, "exactly 10"),
        ("exactly 10!", 10, "exactly …"),
        ("abcdefghij", 8, "abcdef …"),
        ("the miller saw it", 14, "the miller …"),
        ("one eleven twelve", 10, "one elev …"),
        ("", 60, ""),
    ],
)
def test_one_line_cuts_with_a_sign_and_joins_what_was_broken(
    text: str, width: int, line: str
) -> None:
    assert one_line(text, width) == line


@given(ANYTHING, st.integers(5, 40), st.integers(1, 4))
def test_wrapped_text_keeps_to_its_width_and_lines(text: str, width: int, lines: int) -> None:
    block = wrapped(text, width, lines).split("\n")
    assert len(block) <= lines
    assert all(len(line) <= width for line in block)
    assert hostile("".join(block)) == set()


def test_wrapped_text_says_that_it_goes_on() -> None:
    assert wrapped("one two three four five", 9, 2) == "one two\nthree …"


@pytest.mark.parametrize(
    ("words", "last", "phrase"),
    [
        ([], "and", ""),
        (["a"], "and", "a"),
        (["a", "b"], "and", "a and b"),
        (["a", "b", "c"], "or", "a, b or c"),
    ],
)
def test_a_list_is_joined_as_it_is_spoken(words: list[str], last: str, phrase: str) -> None:
    assert joined(words, last) == phrase


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 hypotheses"), (1, "1 hypothesis"), (2, "2 hypotheses")]
)
def test_a_count_has_its_noun_in_the_right_number(count: int, words: str) -> None:
    assert counted(count, "hypothesis", "hypotheses") == words
    assert counted(count, "item") == f"{count} item{'' if count == 1 else 's'}"


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0, 2, "0"),
        (-0.0, 2, "0"),
        (-0.004, 2, "0"),
        (-0.005001, 2, "-0.01"),
        (1.5, 2, "1.5"),
        (1.999, 2, "2"),
        (100, 0, "100"),
        (1200.0, 2, "1200"),
        (0.7071, 4, "0.7071"),
        (float("nan"), 2, "–"),
        (float("inf"), 2, "inf"),
    ],
)
def test_a_number_is_as_short_as_its_digits_allow(value: float, digits: int, text: str) -> None:
    assert number(value, digits) == text


def test_a_path_is_as_short_as_it_can_be_typed_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert short_path(tmp_path / "a" / "b.csv") == str(Path("a", "b.csv"))
    assert short_path(tmp_path.parent) == str(tmp_path.parent)
    assert short_path(Path("red \x1b[31m")) == "red \\u001b[31m"
