"""The figures of a watch list by what is drawn: texts, tiles, lines; unknown is hatched."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from sat.case import Case
from sat.display import picture
from sat.indicators import IndicatorResult, analyse
from sat.indicators.figures import HATCH, MONTHS, plot_belief, plot_board, plot_strip
from sat.indicators.look import COLOURS, WARNING_COLOURS

from ..drawn import rectangles
from .meadow import EVENTS, FIGURES, meadow, texts

MakeWatch = Callable[..., Case]
Plot = Callable[..., Axes]
each = pytest.mark.parametrize("plot", FIGURES.values(), ids=FIGURES)


def all_texts(ax: Axes) -> list[Text]:
    """Every text that is drawn: labels, names of rows, titles."""
    found = [text for text in ax.findobj(Text) if isinstance(text, Text)]
    return [text for text in found if text.get_visible() and text.get_text()]


def tiles(ax: Axes) -> list[Rectangle]:
    return rectangles(ax)


def colour(tile: Rectangle) -> str:
    return to_hex(tile.get_facecolor())


# ---- the warning board


def test_the_board_has_a_tile_for_each_warning_and_for_each_indicator_that_counts(
    result: IndicatorResult,
) -> None:
    ax = plot_board(result)
    # I2 separates nothing, I4 points nowhere, and SC1 borrows what H1 has.
    assert texts(ax) == ["elevated", "I1\n▲▲", "quiet", "I3\n○"]
    assert [colour(tile) for tile in tiles(ax)] == [
        WARNING_COLOURS["elevated"],
        COLOURS["high"],
        WARNING_COLOURS["quiet"],
        COLOURS["none"],
    ]
    assert [label.get_text() for label in ax.get_yticklabels()] == [
        "H1 title of H1",
        "H2 title of H2",
    ]


def test_on_the_board_what_nobody_looked_at_in_time_is_hatched(result: IndicatorResult) -> None:
    ax = plot_board(result)
    assert [tile.get_hatch() or "" for tile in tiles(ax)] == ["", HATCH, "", ""]
    title = "Warning board as of 2025-12-31 (hatched: nobody looked in time)"
    assert ax.get_title(loc="left") == title


def test_on_the_board_unknown_is_hatched_and_has_its_own_glyph(nothing: IndicatorResult) -> None:
    ax = plot_board(nothing)
    assert texts(ax) == ["unknown", "I1\n?", "unknown", "no indicator that separates anything"]
    assert [tile.get_hatch() for tile in tiles(ax)] == [HATCH] * 3


def test_a_board_without_outcomes_is_drawn(make_watch: MakeWatch) -> None:
    ax = plot_board(analyse(make_watch(["I1"], hypotheses=())))
    assert (texts(ax), tiles(ax)) == ([], [])
    assert picture(ax, "caption", "alt").png


# ---- the heat strip


def test_the_strip_has_a_cell_a_month_and_glyphs_where_somebody_saw_something(
    result: IndicatorResult,
) -> None:
    ax = plot_strip(result)
    assert len(tiles(ax)) == MONTHS * 4
    # July 2023 to December 2025: February, June and November 2025 are places 19, 23 and 28.
    shown = {
        (int(x), int(y)): text.get_text() for text in ax.texts for x, y in [text.get_position()]
    }
    assert shown == {(28, 0): "▲▲", (23, 1): "▲", (19, 2): "○"}
    assert ax.get_xticklabels()[0].get_text() == "Jul\n2023"
    assert [label.get_text() for label in ax.get_yticklabels()] == [
        "I1 I1",
        "I2 I2",
        "I3 I3",
        "I4 I4",
    ]


def cells(ax: Axes) -> dict[tuple[int, int], Rectangle]:
    """Tiles by month and row."""
    return {(round(t.get_x() + 0.5), round(t.get_y() + 0.45)): t for t in tiles(ax)}


def test_months_in_which_nobody_looked_are_hatched(result: IndicatorResult) -> None:
    hatched = {place for place, tile in cells(plot_strip(result)).items() if tile.get_hatch()}
    every = {(month, row) for month in range(MONTHS) for row in range(4)}
    assert hatched == every - {(28, 0), (23, 1), (19, 2)}


def test_what_stood_uncleared_is_a_tint_behind_the_hatching(result: IndicatorResult) -> None:
    found = cells(plot_strip(result))
    assert colour(found[28, 0]) == COLOURS["high"]
    assert colour(found[23, 1]) == COLOURS["low"]
    tinted = {place for place, tile in found.items() if tile.get_hatch()
              and colour(tile) != COLOURS["unknown"]}  # fmt: skip
    # I1 in December; I2 from July on; none stands behind I3 and nothing behind I4.
    assert tinted == {(29, 0), *((month, 1) for month in range(24, 30))}
    assert colour(found[29, 0]) != colour(found[29, 1])


def test_a_look_that_could_not_tell_is_hatched_too(make_watch: MakeWatch) -> None:
    case = make_watch(["I1 H1"], seen=["I1 2025-12-05 unknown"])
    ax = plot_strip(analyse(case))
    assert texts(ax) == []
    assert {tile.get_hatch() for tile in tiles(ax)} == {HATCH}


def test_of_several_looks_in_a_month_the_highest_is_shown(make_watch: MakeWatch) -> None:
    seen = ["I1 2025-12-05 none", "I1 2025-12-06 low", "I1 2025-12-07 unknown"]
    assert texts(plot_strip(analyse(make_watch(["I1 H1"], seen=seen)))) == ["▲"]


def test_the_month_of_the_cut_is_in_the_strip_though_it_is_not_over(
    make_watch: MakeWatch,
) -> None:
    case = make_watch(["I1 H1"], seen=["I1 2025-03-02 low"], as_of=date(2025, 3, 4))
    ax = plot_strip(analyse(case))
    assert [text.get_position() for text in ax.texts] == [(MONTHS - 1, 0)]
    assert "as known on 2025-03-04" in ax.get_title(loc="left").replace("\n", " ")


# ---- the belief track


def steps(ax: Axes) -> list[Line2D]:
    return [line for line in ax.lines if line.get_drawstyle() == "steps-post"]


def test_the_track_is_a_step_line_a_hypothesis(result: IndicatorResult) -> None:
    ax = plot_belief(result)
    h1, h2 = steps(ax)
    days = [date(2025, 2, 1), date(2025, 11, 10), date(2025, 12, 31)]
    epoch = date(1970, 1, 1)
    # worked in test_tables: odds of 7^¼, then 8 times that
    first, last = 7**0.25 / (1 + 7**0.25), 8 * 7**0.25 / (1 + 8 * 7**0.25)
    for row, line in enumerate((h1, h2)):
        assert np.asarray(line.get_xdata()).tolist() == [(day - epoch).days for day in days]
        own = [first, last, last] if row == 0 else [1 - first, 1 - last, 1 - last]
        assert np.asarray(line.get_ydata()) == pytest.approx([row - 0.8 * value for value in own])


def test_the_track_names_its_end_its_range_and_what_moved_it(result: IndicatorResult) -> None:
    shown = texts(plot_belief(result))
    assert " 93%\n (80%–97%)" in shown
    assert " 7%\n (3%–20%)" in shown
    assert "I1" in shown  # on 10 November, for H1
    assert "I3" not in shown  # the first step has none before it to gain on
    assert [shown.count(text) for text in (" 0%", " 50%", " 100%")] == [2, 2, 2]


def test_many_movers_are_two_and_a_number(make_watch: MakeWatch) -> None:
    names = [f"I{number}" for number in range(1, 6)]
    case = make_watch(
        [f"{name} H1" for name in names],
        {"ana": dict.fromkeys(names, "HL HU")},
        ["I1 2025-01-05 none", *(f"{name} 2025-06-01 high" for name in names[1:])],
    )
    assert "I2, I3 +2" in texts(plot_belief(analyse(case)))


def test_a_track_of_one_day_is_drawn(make_watch: MakeWatch) -> None:
    case = make_watch(["I1 H1"], {"ana": {"I1": "HL HU"}}, ["I1 2025-12-31 high"])
    ax = plot_belief(analyse(case))
    assert [len(np.asarray(line.get_xdata())) for line in steps(ax)] == [1, 1]
    assert picture(ax, "caption", "alt").png


def test_without_a_track_that_is_said(nothing: IndicatorResult) -> None:
    ax = plot_belief(nothing)
    assert texts(ax) == ["nothing observed, or nothing rated"]
    assert not ax.axison


# ---- every figure


@each
def test_axes_that_are_given_are_drawn_on_and_returned(result: IndicatorResult, plot: Plot) -> None:
    mine, other = Figure(figsize=(9, 9)).subplots(1, 2)
    assert plot(result, ax=mine) is mine
    assert mine.texts
    assert not [*other.texts, *other.patches, *other.lines]
    assert not other.get_title(loc="left")


@each
def test_without_axes_a_figure_is_made_that_pyplot_does_not_know(
    result: IndicatorResult, plot: Plot
) -> None:
    before, settings = plt.get_fignums(), mpl.rcParams.copy()
    one, another = plot(result), plot(result)
    assert plt.get_fignums() == before
    assert one.get_figure() is not another.get_figure()
    assert mpl.rcParams.copy() == settings


@each
def test_two_drawings_are_the_same_to_the_byte(result: IndicatorResult, plot: Plot) -> None:
    one = picture(plot(result), "caption", "alt").png
    assert one == picture(plot(result), "caption", "alt").png
    assert one.startswith(b"\x89PNG\r\n\x1a\n")


@each
def test_a_case_of_one_indicator_is_drawn(nothing: IndicatorResult, plot: Plot) -> None:
    assert picture(plot(nothing), "caption", "alt").png


def test_the_result_is_left_alone(make_watch: MakeWatch, result: IndicatorResult) -> None:
    untouched = analyse(meadow(make_watch))
    for plot in FIGURES.values():
        plot(result)
    assert repr(result) == repr(untouched)


# ---- hostile text

FORMULA = r"pays $100 or $200, $\frac{1}{0$ "
HOSTILE = "\u202e\x1b[31m\x00"
SPELLED = r"\u202e\u001b[31m\u0000"


def attacked(make_watch: MakeWatch, text: str) -> IndicatorResult:
    """The meadow with one text for every title, indicator, place and class."""
    case = meadow(make_watch)
    return analyse(
        replace(
            case,
            hypotheses=tuple(row.model_copy(update={"title": text}) for row in case.hypotheses),
            indicators=tuple(row.model_copy(update={"text": text}) for row in case.indicators),
            events=tuple(row.model_copy(update={"place": text}) for row in EVENTS),
            reference_classes=tuple(
                row.model_copy(update={"title": text, "places": (text[:60],)})
                for row in case.reference_classes
            ),
        )
    )


@pytest.mark.parametrize("name", ["board", "strip", "belief", "fan", "map"])
def test_titles_are_no_formulas_and_hostile_characters_are_spelled_out(
    make_watch: MakeWatch, name: str
) -> None:
    ax = FIGURES[name](attacked(make_watch, HOSTILE + FORMULA))
    shown = "".join(text.get_text() for text in all_texts(ax))
    assert not set("\u202e\x1b\x00") & set(shown)
    assert SPELLED in shown
    assert [text for text in all_texts(ax) if "$" in text.get_text()]
    assert not [text for text in all_texts(ax) if "$" in text.get_text() and text.get_parse_math()]
    assert picture(ax, "caption", "alt").png  # a broken formula would raise here


@pytest.mark.parametrize("name", ["board", "strip", "belief", "fan", "map"])
@pytest.mark.parametrize("text", ["on and on " * 20, "x" * 200])
def test_long_titles_are_cut_and_say_so(make_watch: MakeWatch, name: str, text: str) -> None:
    ax = FIGURES[name](attacked(make_watch, text))
    own = [label.get_text() for label in all_texts(ax) if text[:9] in label.get_text()]
    assert own
    assert max(len(label) for label in own) < 140
    assert [label for label in own if "…" in label]


@pytest.mark.parametrize("text", ["北方", "उत्तर", "شمال", "😀"])
def test_letters_that_the_font_lacks_are_drawn_without_a_warning(
    make_watch: MakeWatch, text: str
) -> None:
    ax = plot_board(attacked(make_watch, text))
    assert f"H1 {text}" in [label.get_text() for label in ax.get_yticklabels()]
    assert picture(ax, "caption", "alt").png
