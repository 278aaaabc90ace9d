"""Sets as they were given, and made coherent."""

import math
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given as sampled
from hypothesis import strategies as st

from sat.case import Case, load_case
from sat.forecasts.sets import given, newest, sets_of

from .weir import bare, forecasts, hypotheses, question, weir

ABC = question("Q1 2025-01-01 2026-12-31", "a;b;c;d")
# 0.5 + 0.4 + 0.3 + 0.2 = 1.4; a tenth less each is coherent, at a distance of √(4 · 0.01) = 0.2.
OVER = "Q1 ana 2025-02-01 a=0.5 b=0.4 c=0.3 d=0.2"


def test_a_set_keeps_its_raw_form_beside_what_is_coherent() -> None:
    (own,) = sets_of(bare([ABC], OVER), "Q1")
    assert (own.question_id, own.analyst, own.made_on) == ("Q1", "ana", date(2025, 2, 1))
    assert own.outcomes == ("a", "b", "c", "d")
    assert own.raw == {"a": 0.5, "b": 0.4, "c": 0.3, "d": 0.2}
    assert own.total == pytest.approx(1.4)
    assert own.incoherence == pytest.approx(0.2)
    assert own.coherent == pytest.approx({"a": 0.4, "b": 0.3, "c": 0.2, "d": 0.1})
    assert own.normalised == pytest.approx({"a": 5 / 14, "b": 4 / 14, "c": 3 / 14, "d": 2 / 14})
    assert (own.missing, own.reconstructed, own.is_reconstructed) == ((), (), False)
    assert own.confidence == dict.fromkeys("abcd", "low")
    assert own.basis == {name: f"why {name}" for name in "abcd"}


def test_blank_is_missing_and_not_nothing() -> None:
    (own,) = sets_of(bare([ABC], "Q1 ana 2025-02-01 a=0.5 c=0.3"), "Q1")
    assert (own.raw, own.missing) == ({"a": 0.5, "c": 0.3}, ("b", "d"))
    assert (own.incoherence, own.normalised, own.coherent) == (None, None, None)
    assert list(own.confidence) == ["a", "c"]


def test_nothing_at_all_cannot_be_divided() -> None:
    (own,) = sets_of(bare([ABC], "Q1 ana 2025-02-01 a=0 b=0 c=0 d=0"), "Q1")
    assert own.normalised is None
    assert own.coherent == dict.fromkeys("abcd", 0.25)


def test_one_value_written_later_marks_the_set() -> None:
    (own,) = sets_of(bare([ABC], OVER.replace("0.3", "0.3*")), "Q1")
    assert (own.reconstructed, own.is_reconstructed) == (("c",), True)


def test_what_does_not_cover_all_leaves_a_rest() -> None:
    rows = forecasts("Q1 ana 2025-02-01 a=0.5 b=0.2")
    assert given(("a", "b"), rows, covers=False).coherent == {"a": 0.5, "b": 0.2}
    assert given(("a", "b"), rows).coherent == pytest.approx({"a": 0.65, "b": 0.35})


def test_sets_come_oldest_first_and_a_day_carries_nothing_on() -> None:
    case = bare([ABC], "Q1 ben 2025-03-01 a=1", OVER, "Q1 ana 2025-03-01 b=0.5")
    found = sets_of(case, "Q1")
    assert [(row.analyst, str(row.made_on)) for row in found] == [
        ("ana", "2025-02-01"),
        ("ana", "2025-03-01"),
        ("ben", "2025-03-01"),
    ]
    assert found[1].raw == {"b": 0.5}


def test_the_newest_whole_set_of_each_analyst_by_name() -> None:
    later = OVER.replace("2025-02-01", "2025-04-01")
    sets = ("Q1 zoe 2025-03-01 a=1 b=0 c=0 d=0", OVER, later, "Q1 ana 2025-05-01 a=1")
    found = newest(bare([ABC], *sets), "Q1")
    assert [(row.analyst, str(row.made_on)) for row in found] == [
        ("ana", "2025-04-01"),
        ("zoe", "2025-03-01"),
    ]


def test_the_case_is_a_question_of_its_hypotheses() -> None:
    case = weir("weir ana 2025-02-01 H1=0.5 H2=0.25", hypotheses=hypotheses("H1", "H2"))
    (own,) = newest(case, "weir")
    assert own.coherent == pytest.approx({"H1": 0.625, "H2": 0.375})


def test_what_asks_nothing_has_no_sets() -> None:
    assert sets_of(weir(), "weir") == newest(weir(), "Q9") == ()
    assert sets_of(bare([ABC]), "Q1") == ()


def test_a_cut_shows_the_sets_of_its_day(folder: Path) -> None:
    assert newest(load_case(folder, "2025-01-14"), "Q1") == ()
    (own,) = newest(load_case(folder, "2025-01-15"), "Q1")
    assert own.raw == {"yes": 0.7, "no": 0.3}


def test_a_set_of_the_case_that_misses_hypotheses_is_not_whole(minimal: Case) -> None:
    (own,) = sets_of(minimal, "minimal")
    assert (own.missing, own.is_reconstructed) == (("H2", "H3"), True)
    assert newest(minimal, "minimal") == ()


@sampled(st.lists(st.integers(0, 100), min_size=4, max_size=4))
def test_coherent_values_add_up_to_one_and_are_as_far_as_is_said(values: list[int]) -> None:
    text = " ".join(f"{name}={value / 100}" for name, value in zip("abcd", values, strict=True))
    (own,) = sets_of(bare([ABC], f"Q1 ana 2025-02-01 {text}"), "Q1")
    assert own.coherent is not None
    assert math.fsum(own.coherent.values()) == pytest.approx(1)
    apart = math.dist(tuple(own.raw.values()), tuple(own.coherent.values()))
    assert own.incoherence == pytest.approx(apart, abs=1e-9)
