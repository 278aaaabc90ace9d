"""The figures of what happened: fan, control charts, map, by what is drawn."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from math import cos, radians

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from sat.case import Case
from sat.display import picture
from sat.draw import BLUE, PALE, RED
from sat.indicators import IndicatorResult, analyse
from sat.indicators.analysis import Charted
from sat.indicators.charts import Chart
from sat.indicators.rate_figures import plot_chart, plot_fan, plot_map

from .meadow import EVENTS, NEAR, event, meadow, reference_class, texts

MakeWatch = Callable[..., Case]


def points(line: Line2D) -> list[tuple[float, float]]:
    x, y = np.asarray(line.get_xdata(), float), np.asarray(line.get_ydata(), float)
    return list(zip(x.tolist(), y.tolist(), strict=True))


# ---- the fan


def curves(ax: Axes) -> list[Line2D]:
    return [line for line in ax.lines if len(points(line)) > 2]


def test_the_fan_has_a_curve_a_class_from_nothing_to_its_chance(result: IndicatorResult) -> None:
    first, second = curves(plot_fan(result))
    # worked in test_rate_tables
    for line, shape in ((first, 3.5), (second, 1.5)):
        drawn = points(line)
        assert drawn[0] == (0, 0)
        assert drawn[-1] == pytest.approx((365, 1 - (731 / 1096) ** shape))
        for day, chance in drawn:
            assert chance == pytest.approx(1 - (731 / (731 + day)) ** shape)


def test_the_reports_own_class_is_thick_and_lethal_ones_are_dashed(
    result: IndicatorResult,
) -> None:
    own, lethal = curves(plot_fan(result))
    assert (own.get_color(), own.get_linestyle()) == (RED, "-")
    assert (lethal.get_color(), lethal.get_linestyle()) == (BLUE, "--")
    assert own.get_linewidth() > lethal.get_linewidth()


def test_the_fan_names_chance_class_and_events(result: IndicatorResult) -> None:
    ax = plot_fan(result)
    assert texts(ax) == [" 76%  title of RC1 (3)", " 46%  title of RC2 (1)"]
    assert [text.get_fontweight() for text in ax.texts] == ["bold", "normal"]
    title = ax.get_title(loc="left").replace("\n", " ")
    assert title == "Chance of at least one event within 12 months, by reference class (events)"
    assert ax.get_xlim() == (0, 365)
    assert ax.get_ylim() == (0, 1)


@pytest.mark.parametrize("classes", [1, 2, 18, 40])
def test_labels_of_the_fan_do_not_run_into_each_other(make_watch: MakeWatch, classes: int) -> None:
    rows = tuple(reference_class(f"RC{number}", **NEAR) for number in range(classes))
    ax = plot_fan(analyse(meadow(make_watch, reference_classes=rows)))
    figure = ax.get_figure(root=True)
    assert figure is not None
    figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in ax.texts]
    assert len(boxes) == classes
    for above, below in pairwise(boxes):
        assert above.y0 >= below.y1 - 1.5  # pixels, of lines some 10 high
    places = [text.get_position()[1] for text in ax.texts]
    assert min(places) >= 0
    assert max(places) <= 1.05


def test_a_fan_without_a_class_says_so(nothing: IndicatorResult) -> None:
    ax = plot_fan(nothing)
    assert curves(ax) == []
    assert texts(ax)


# ---- control charts


def charted(result: IndicatorResult, *signals: int) -> IndicatorResult:
    """The result with charts of 60 months made by hand; the last 24 are watched."""
    months = tuple(stamp.date() for stamp in pd.date_range("2021-01-01", periods=60, freq="MS"))
    values = tuple(number / 4 for number in range(24))
    chart = Chart("CUSUM", values, 3.0, signals, 0.25, 120.4, "k = 1")
    counts = tuple(number % 3 for number in range(60))
    ewma = replace(chart, name="EWMA", values=values[::-1], limit=2.0)
    return replace(result, charted=Charted("attacks", months, counts, 36, chart, ewma))


def bars(ax: Axes) -> list[Rectangle]:
    return [patch for patch in ax.patches if isinstance(patch, Rectangle)]


@pytest.mark.parametrize(("which", "limit"), [("cusum", 3.0), ("ewma", 2.0)])
def test_a_chart_has_bars_its_line_and_its_limit(
    result: IndicatorResult, which: str, limit: float
) -> None:
    ax = plot_chart(charted(result), which)
    assert [bar.get_height() for bar in bars(ax)] == [number % 3 for number in range(60)]
    line, bound = ax.lines
    values = [number / 4 for number in range(24)]
    expected = values if which == "cusum" else values[::-1]
    assert points(line) == list(zip(range(36, 60), expected, strict=True))
    assert {y for _, y in points(bound)} == {limit}
    assert ax.get_title(loc="left") == f"{which.upper()} of events a month: attacks"


def test_months_that_set_what_is_usual_are_grey(result: IndicatorResult) -> None:
    colours = [to_hex(bar.get_facecolor()) for bar in bars(plot_chart(charted(result)))]
    assert set(colours[:36]) == {PALE}
    assert PALE not in colours[36:]


def test_signals_are_diamonds_at_their_months(result: IndicatorResult) -> None:
    ax = plot_chart(charted(result, 12, 23))
    diamonds = [line for line in ax.lines if line.get_marker() == "D"]
    assert [points(line) for line in diamonds] == [[(48, 3.0)], [(59, 5.75)]]
    assert [line for line in plot_chart(charted(result)).lines if line.get_marker() == "D"] == []


def test_a_chart_says_how_it_was_set_and_how_often_it_errs(result: IndicatorResult) -> None:
    ax = plot_chart(charted(result))
    label = ax.get_xlabel().replace("\n", " ")
    assert label.startswith("k = 1; ")
    assert label.endswith("a false alarm every 120 months")
    assert [text.get_text() for text in ax.get_xticklabels()] == [
        "2021",
        "2022",
        "2023",
        "2024",
        "2025",
    ]


@pytest.mark.parametrize("which", ["shewhart", "", "CUSUM"])
def test_another_chart_is_refused(result: IndicatorResult, which: str) -> None:
    with pytest.raises(ValueError, match=rf"^which is '{which}'; write 'cusum' or 'ewma'$"):
        plot_chart(result, which)


def test_without_a_chart_that_is_said(result: IndicatorResult) -> None:
    ax = plot_chart(result)
    assert texts(ax) == ["too few months or events to say what is usual"]
    assert not ax.axison


def test_the_title_of_a_charted_class_is_no_formula(result: IndicatorResult) -> None:
    found = charted(result, 3)
    assert found.charted is not None
    hostile = "\x1b[31m $x$ \\frac" + "x" * 200
    ax = plot_chart(replace(found, charted=replace(found.charted, title=hostile)), "ewma")
    title = ax.get_title(loc="left")
    assert "\\u001b[31m $x$ \\frac" in title.replace("\n", " ")
    assert "x" * 100 not in title
    assert picture(ax, "caption", "alt").png


# ---- the map


def spots(ax: Axes) -> dict[tuple[float, float], float]:
    """Sizes of the places' markers by longitude and latitude."""
    drawn = [line for line in ax.lines if line.get_marker() == "o"]
    return {points(line)[0]: line.get_markersize() for line in drawn}


def test_the_map_has_a_spot_a_place_the_larger_the_more_days(result: IndicatorResult) -> None:
    ax = plot_map(result)
    found = spots(ax)
    assert set(found) == {(-0.7, 52.5), (-0.7, 52.6)}
    assert found[-0.7, 52.5] > found[-0.7, 52.6]
    # Oak: 5 May 2024, 10 March and 1 August 2025. Below them the class's own point.
    assert sorted(texts(ax)) == ["Elm (1)", "Oak", "Oak (3)"]
    assert ax.get_title(loc="left") == "Where: title of RC1"


def test_the_classes_radius_is_drawn_around_its_point(result: IndicatorResult) -> None:
    (circle,) = [line for line in plot_map(result).lines if len(points(line)) > 2]
    for x, y in points(circle):
        north = (y - 52.5) * 111.2
        east = (x + 0.7) * 111.2 * cos(radians(52.5))
        assert np.hypot(north, east) == pytest.approx(20, rel=0.01)


def test_a_long_name_of_the_classes_point_is_cut(make_watch: MakeWatch) -> None:
    row = reference_class(**(NEAR | {"places": "x" * 200}))
    shown = texts(plot_map(analyse(meadow(make_watch, reference_classes=(row,)))))
    assert max(len(text) for text in shown) < 100


def test_a_class_without_an_area_has_no_circle(make_watch: MakeWatch) -> None:
    found = analyse(meadow(make_watch, reference_classes=(reference_class(),)))
    assert [line for line in plot_map(found).lines if len(points(line)) > 2] == []


def test_two_events_on_a_day_at_a_place_are_one_day(make_watch: MakeWatch) -> None:
    rows = (event("C1", "2025-03-10"), event("C2", "2025-03-10"))
    assert "Oak (1)" in texts(plot_map(analyse(meadow(make_watch, events=rows))))


def test_events_without_coordinates_are_left_out(make_watch: MakeWatch) -> None:
    rows = (*EVENTS, event("C9", "2025-09-09", place="Ash", latitude="", longitude=""))
    case = meadow(make_watch, events=rows, reference_classes=(reference_class(),))
    assert not [text for text in texts(plot_map(analyse(case))) if text.startswith("Ash")]


@pytest.mark.parametrize("columns", [{}, {"latitude": "", "longitude": ""}])
def test_without_an_event_with_a_place_that_is_said(
    make_watch: MakeWatch, columns: dict[str, str]
) -> None:
    rows = (event("C9", "2025-09-09", **columns),) if columns else ()
    case = meadow(make_watch, events=rows, reference_classes=(reference_class(),))
    ax = plot_map(analyse(case))
    assert texts(ax) == ["no event of the class with a place"]
    assert not ax.axison


def test_many_centres_are_not_drawn(make_watch: MakeWatch) -> None:
    # Mali has more than twelve towns of 50,000.
    row = reference_class(country="Mali", min_population="50000", radius_km="20")
    rows = (event("C1", "2025-03-10", country="Mali", latitude="12.65", longitude="-8"),)
    ax = plot_map(analyse(meadow(make_watch, events=rows, reference_classes=(row,))))
    assert len(spots(ax)) == 1
    assert len(ax.lines) == 1
