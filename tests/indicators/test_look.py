"""What tables and figures share: nothing unknown looks quiet, nothing unlikely is called sure."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sat.case import Case
from sat.indicators import analyse
from sat.indicators.look import (
    COLOURS,
    GLYPHS,
    LEVEL_KEY,
    WARNING_COLOURS,
    chance,
    class_title,
    indicator_texts,
    outcome_label,
    outcome_titles,
    signed,
    span,
)
from sat.scales import LEVEL, WARNING

from .meadow import empty, meadow, reference_class

MakeWatch = Callable[..., Case]


def test_every_level_has_a_glyph_of_its_own_and_a_colour() -> None:
    assert set(GLYPHS) == set(COLOURS) == set(LEVEL.codes)
    assert len(set(GLYPHS.values())) == len(LEVEL.codes)
    assert set(WARNING_COLOURS) == set(WARNING.codes)


def test_the_key_explains_every_level() -> None:
    parts = LEVEL_KEY.split("; ")
    assert parts[0] == "○ none: looked for, below the low threshold"
    assert [part.split()[1].rstrip(":") for part in parts] == list(LEVEL.codes)


def luminance(colour: str) -> float:
    """Of WCAG: 0 is black, 1 is white."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    light = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]


def test_in_grey_what_is_raised_is_darker() -> None:
    assert luminance(COLOURS["none"]) > luminance(COLOURS["low"]) > luminance(COLOURS["high"])
    order = [luminance(WARNING_COLOURS[code]) for code in ("quiet", "watch", "elevated", "high")]
    assert order == sorted(order, reverse=True)
    assert len(set(order)) == 4


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (1, "1 day"),
        (2, "2 days"),
        (14, "14 days"),
        (30, "1 month"),
        (45, "45 days"),
        (91, "3 months"),
        (183, "6 months"),
        (366, "12 months"),
        (730, "24 months"),
    ],
)
def test_a_span_is_told_in_months_where_it_is_about_that(days: int, words: str) -> None:
    assert span(days) == words


@given(st.integers(1, 20_000))
def test_a_span_in_months_is_not_far_from_its_days(days: int) -> None:
    number, unit = span(days).split()
    assert unit.startswith(("day", "month"))
    assert abs(int(number) * (1 if unit.startswith("day") else 30.4375) - days) < 3


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "0%"),
        (1e-9, "<1%"),
        (0.0099, "<1%"),
        (0.01, "1%"),
        (0.5, "50%"),
        (0.99, "99%"),
        (0.9901, ">99%"),
        (1 - 1e-9, ">99%"),
        (1.0, "100%"),
    ],
)
def test_only_what_is_certain_is_nought_or_a_hundred(value: float, words: str) -> None:
    assert chance(value) == words


@given(st.floats(0, 1))
def test_a_chance_is_never_rounded_to_certainty(value: float) -> None:
    assert (chance(value) == "0%") == (value == 0)
    assert (chance(value) == "100%") == (value == 1)


@pytest.mark.parametrize(
    ("value", "words"), [(0, "+0.00"), (1.005, "+1.00"), (2.5, "+2.50"), (-0.29, "−0.29")]
)
def test_a_number_has_its_sign(value: float, words: str) -> None:
    assert signed(value) == words


def test_outcomes_are_hypotheses_and_scenarios(make_watch: MakeWatch) -> None:
    assert outcome_titles(meadow(make_watch)) == {
        "H1": "title of H1",
        "H2": "title of H2",
        "SC1": "title of SC1",
    }


def test_a_label_is_one_line_of_its_width(make_watch: MakeWatch) -> None:
    case = meadow(make_watch)
    rows = [row.model_copy(update={"title": "a\x1b[31m " + "b" * 200}) for row in case.hypotheses]
    case = meadow(make_watch, hypotheses=tuple(rows))
    label = outcome_label(case, "H1", 40)
    assert label.startswith("H1 a\\u001b[31m b")
    assert label.endswith("…")
    assert len(label) <= len("H1 ") + 40
    assert outcome_label(case, "SC1") == "SC1 title of SC1"
    assert outcome_label(case, "H9") == "H9"  # one that the case does not have


def test_indicators_by_id(make_watch: MakeWatch) -> None:
    assert indicator_texts(empty(make_watch)) == {"I1": "I1"}


def test_the_class_in_words_or_blank(make_watch: MakeWatch) -> None:
    long = meadow(make_watch, reference_classes=(reference_class(title="on and on " * 30),))
    assert class_title(analyse(empty(make_watch))) == ""
    assert len(class_title(analyse(long))) <= 120
