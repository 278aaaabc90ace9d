"""Glyphs, colours, names: what the eye relies on, in colour, in grey and in the style sheet."""

import re
from collections.abc import Callable
from importlib.resources import files
from itertools import pairwise

import pytest

from sat.ach import analyse
from sat.ach.look import (
    COLOURS,
    GLYPHS,
    KEY,
    label,
    orientation_of,
    places,
    silent_for,
    whose,
)
from sat.case import Case
from sat.draw import INK, PAPER
from sat.scales import RATING

MakeCase = Callable[..., Case]
PAGE = files("sat.report").joinpath("templates", "sat", "style.css").read_text("utf-8")
STYLE = files("sat").joinpath("display.css").read_text("utf-8")
SCREEN = STYLE + PAGE.partition("@media print")[0]


def full(colour: str) -> str:
    """A colour of the style sheet in six digits: ``#fff`` is ``#ffffff``."""
    return "#" + "".join(2 * digit for digit in colour[1:]) if len(colour) == 4 else colour


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2: 0 is black, 1 is white.

    >>> luminance("#ffffff"), luminance("#000000")
    (1.0, 0.0)
    """
    parts = [int(full(colour)[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """Contrast ratio, WCAG 2.2, 1 to 21; 4.5 is what small text needs."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def rule(selector: str) -> dict[str, str]:
    """The declarations of one selector of the style sheet, for the screen."""
    found = re.findall(rf"(?m)^{re.escape(selector)} \{{([^}}]*)\}}", SCREEN)
    pairs = (part.split(":", 1) for block in found for part in block.split(";") if part.strip())
    return {name.strip(): value.strip() for name, value in pairs}


def test_the_formulas_of_wcag_give_its_own_examples() -> None:
    # WCAG 2.2, relative luminance and contrast ratio: black on white is 21:1; #777 on white falls
    # just short of 4.5 and #767676 just passes (WebAIM, "Contrast and Color Accessibility")
    assert contrast("#000000", "#fff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)


def test_every_rating_has_a_colour_and_no_two_share_one() -> None:
    assert list(COLOURS) == ["CC", "C", "N", "I", "II", "NA"]
    assert sorted(COLOURS) == sorted(RATING.codes)
    assert len(set(COLOURS.values())) == 6


def test_every_mark_has_a_glyph_and_what_does_not_apply_has_none() -> None:
    assert GLYPHS == {"CC": "▲▲", "C": "▲", "N": "○", "I": "▼", "II": "▼▼"}


def test_in_grey_the_darker_a_cell_the_more_it_speaks_against() -> None:
    grey = {code: luminance(colour) for code, colour in COLOURS.items()}
    for darker, lighter in pairwise(["II", "I", "CC", "C", "N"]):
        assert grey[darker] < grey[lighter], (darker, lighter)
    assert grey["I"] < grey["NA"] < grey["C"]
    # and what speaks against stands apart from the rest at a glance
    assert contrast(COLOURS["I"], COLOURS["CC"]) > 1.4
    assert contrast(COLOURS["II"], COLOURS["I"]) > 3


@pytest.mark.parametrize("code", RATING.codes)
def test_text_can_be_read_on_every_colour(code: str) -> None:
    ink = PAPER if code == "II" else INK
    assert contrast(ink, COLOURS[code]) >= 4.5


@pytest.mark.parametrize("code", RATING.codes)
def test_the_style_sheet_has_the_same_colours_as_the_figures(code: str) -> None:
    page = rule("body")["background"]
    ground = rule(f".mark.{code}").get("background", page)
    assert full(ground) == COLOURS[code]


@pytest.mark.parametrize("code", RATING.codes)
def test_text_can_be_read_on_every_colour_of_the_page(code: str) -> None:
    own = rule(f".mark.{code}")
    ink = own.get("color", rule("body")["color"])
    assert contrast(ink, own.get("background", rule("body")["background"])) >= 4.5


@pytest.mark.parametrize("selector", ["table.sat td.muted", ".note", "figcaption", ".meta"])
def test_text_that_stands_back_can_still_be_read(selector: str) -> None:
    assert contrast(rule(selector)["color"], rule("body")["background"]) >= 4.5


def test_no_other_mark_has_a_class() -> None:
    assert set(re.findall(r"\.mark\.(\w+)", STYLE)) <= set(RATING.codes)


def test_the_key_explains_every_code() -> None:
    assert KEY == (
        "▲▲ CC very consistent; ▲ C consistent; ○ N neutral; ▼ I inconsistent; "
        "▼▼ II very inconsistent; NA does not apply"
    )


@pytest.mark.parametrize("text", ["hypotheses", "evidence"])
def test_an_orientation_is_what_stands_in_rows(text: str) -> None:
    assert orientation_of(text) == text


@pytest.mark.parametrize("text", ["", "Evidence", "items"])
def test_another_orientation_is_refused_with_what_would_be_right(text: str) -> None:
    expected = rf"^orientation is '{text}'; write 'hypotheses' or 'evidence'$"
    with pytest.raises(ValueError, match=expected):
        orientation_of(text)


def test_it_is_said_whose_ratings_are_shown_and_that_several_are_pooled(minimal: Case) -> None:
    assert whose(analyse(minimal, "ana")) == "ratings of ana"
    assert whose(analyse(minimal)) == "ratings of ana and ben, pooled"


def test_a_label_is_id_and_title_on_one_line_and_cut_to_its_width(make_case: MakeCase) -> None:
    result = analyse(make_case({"ana": ["C I"]}, titles=["a long\nstory", "Short"]))
    assert label(result, "H1") == "H1 a long story"
    assert label(result, "H1", 8) == "H1 a long …"
    assert label(result, "H2") == "H2 Short"


def test_places_count_on_after_a_tie_and_leave_out_the_unranked(make_case: MakeCase) -> None:
    result = analyse(make_case({"ana": ["I C . C II I"]}))
    # 1, 0, no mark, 0, 2, 1
    assert places(result, "inconsistency") == {
        "H2": "1=",
        "H4": "1=",
        "H1": "3=",
        "H6": "3=",
        "H5": "5",
    }


def test_an_analysts_silence_is_told_by_name(minimal: Case) -> None:
    result = analyse(minimal)  # ben marked one item of four for H1
    assert silent_for(result, "ben") == ["H1"]
    assert silent_for(result, "ana") == []
