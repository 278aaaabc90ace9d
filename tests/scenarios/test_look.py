"""What tables, figures and sentences share: names on one line, counts, shares."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sat.case import Case
from sat.scenarios.look import WIDTH, Names, big, share
from sat.text import HOSTILE

from .worlds import DAM, dam, made, scenario

HOSTILE_TITLE = "red \x1b[31m\u202e" + "\n" + "word " * 40


def titled(title: str) -> Case:
    """The dam with one scenario, everything of it called so."""
    case = replace(dam(), scenarios=(scenario("S1", "R.dry"),))
    return replace(
        case,
        drivers=tuple(row.model_copy(update={"title": title}) for row in case.drivers),
        states=tuple(row.model_copy(update={"title": title}) for row in case.states),
        scenarios=tuple(row.model_copy(update={"title": title}) for row in case.scenarios),
    )


# ---- names


def test_states_are_named_with_their_drivers() -> None:
    names = Names(dam())
    assert names.state("R.wet") == "R R.wet"
    assert names.states(["M.goes", "D.new"]) == "M M.goes, D D.new"
    assert names.states([]) == ""
    assert names.named("D") == "D D"


def test_titles_are_by_id_and_a_state_knows_its_driver() -> None:
    names = Names(replace(dam(), scenarios=(scenario("S1", "R.dry"),)))
    assert names.driver == {"R": "R", "D": "D", "M": "M"}
    assert names.title == {state: state for row in DAM.values() for state in row}
    assert names.driver_of == {state: name for name, row in DAM.items() for state in row}
    assert names.scenario == {"S1": "title of S1"}


def test_hostile_and_long_titles_are_spelled_out_on_one_short_line() -> None:
    names = Names(titled(HOSTILE_TITLE))
    assert names.title["R.dry"].startswith(r"red \u001b[31m\u202e word")
    for text in (*names.title.values(), *names.scenario.values()):
        assert len(text) <= WIDTH
    for text in (*names.driver.values(), names.state("R.dry"), names.named("R")):
        assert len(text) <= 62
        assert not HOSTILE.search(text)
        assert "\n" not in text


def test_names_of_nothing_are_none() -> None:
    names = Names(made({}))
    assert (names.driver, names.title, names.scenario) == ({}, {}, {})


# ---- counts


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (999, "999"),
        (1000, "1,000"),
        (10**15 - 1, "999,999,999,999,999"),
        (10**15, "1.0 × 10^15"),
        (1_234_567_890_123_456_789, "1.2 × 10^18"),
        (10**400, "1.0 × 10^400"),
        (75 * 10**399, "7.5 × 10^400"),
    ],
)
def test_a_count_has_its_thousands_apart_and_a_huge_one_is_a_power(value: int, text: str) -> None:
    assert big(value) == text


@given(st.integers(10**15, 10**40))
def test_a_power_is_within_a_twentieth_of_its_last_digit(value: int) -> None:
    digits, power = big(value).split(" × 10^")
    assert abs(Fraction(digits) - Fraction(value, 10 ** int(power))) <= Fraction(1, 20)


def test_a_count_just_below_a_power_is_that_power() -> None:
    assert big(10**16 - 1) == "1.0 × 10^16"


# ---- shares


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (0, 0, "–"),
        (0, 7, "0%"),
        (7, 7, "100%"),
        (1, 2, "50%"),
        (1, 8, "12.5%"),
        (1, 1000, "0.1%"),
        (1, 1001, "<0.1%"),
        (1, 10**400, "<0.1%"),
        (10**400, 3 * 10**400, "33.3%"),
        (2 * 10**400, 3 * 10**400, "66.7%"),
        (1, 80, "1.3%"),  # 1.25: half a digit goes up
        (3, 2, "150%"),
    ],
)
def test_a_share_has_one_digit_and_a_small_one_is_not_nothing(
    part: int, whole: int, text: str
) -> None:
    assert share(part, whole) == text


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_a_share_is_within_half_of_its_last_digit(part: int, whole: int) -> None:
    part = min(part, whole)
    text = share(part, whole)
    exact = Fraction(100 * part, whole)
    if text == "<0.1%":
        assert exact < Fraction(1, 10)
    else:
        assert abs(Fraction(text.removesuffix("%")) - exact) <= Fraction(1, 20)
        assert part > 0
