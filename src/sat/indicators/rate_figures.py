"""Figures of what happened: base-rate fan, control charts, map."""

from collections.abc import Sequence
from math import cos, radians

import numpy as np
from matplotlib.axes import Axes

from sat.draw import BLUE, GREY, INK, PALE, RED, bare, new_axes, set_title, write
from sat.indicators.analysis import IndicatorResult
from sat.indicators.charts import Chart
from sat.indicators.look import chance, class_title, span
from sat.indicators.occurrences import centres
from sat.indicators.rates import YEAR, BaseRate, GammaRate
from sat.text import one_line, wrapped

LINE = 0.185  # inches from one label of the fan to the next


def plot_fan(result: IndicatorResult, ax: Axes | None = None) -> Axes:
    """Chance of at least one event, growing over the horizon, under every reference class.

    Thick: the class the report speaks of. Dashed: classes that ask for deaths.
    """
    rates = sorted(result.rates, key=lambda rate: -rate.probability)
    ax = ax or new_axes(10.2, max(3.4, 1.1 + LINE * len(rates)))
    if not rates:
        ax.text(0.5, 0.5, "no reference class to count", ha="center")
        ax.set_axis_off()
        return ax
    lethal = {row.class_id for row in result.case.reference_classes if row.lethal == "yes"}
    own = result.reference_class.class_id if result.reference_class else ""
    days = np.linspace(0, result.horizon_days, 60)
    for place, rate in zip(_dodged(ax, [rate.probability for rate in rates]), rates, strict=True):
        chances = [_chance(rate, day) for day in days]
        mine = rate.class_id == own
        style = "--" if rate.class_id in lethal else "-"
        colour = RED if mine else BLUE
        ax.plot(
            days, chances, style, color=colour, lw=2.4 if mine else 0.9, zorder=3 if mine else 2
        )
        text = f"{chance(rate.probability):>4}  {one_line(rate.title, 66)} ({rate.events})"
        weight = "bold" if mine else "normal"
        write(ax, days[-1] * 1.03, place, text, fontsize=7.5, va="center", weight=weight)
        ax.plot(
            [days[-1], days[-1] * 1.025],
            [rate.probability, place],
            color=GREY,
            lw=0.5,
            clip_on=False,
        )
    ax.set(xlim=(0, result.horizon_days), ylim=(0, 1), xlabel="days ahead")
    ax.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0%", "25%", "50%", "75%", "100%"])
    ax.set_box_aspect(None)
    bare(ax)
    ahead = span(result.horizon_days)
    set_title(ax, f"Chance of at least one event within {ahead}, by reference class (events)", 92)
    return ax


def _chance(rate: BaseRate, days: float) -> float:
    return GammaRate().after(rate.events, rate.years).chance(1, days / YEAR) if days else 0.0


def _dodged(ax: Axes, values: Sequence[float]) -> list[float]:
    """Places for labels near their values, falling, none closer than a line."""
    height = float(ax.figure.get_size_inches()[1]) - 1.0 if ax.figure else 3.0  # type: ignore[union-attr]
    step = LINE / max(height, 1.0)
    places, top = list[float](), 1.0 + step / 2
    for value in values:
        top = min(value, top - step)
        places.append(top)
    shift = max(0.0, 0.0 - min(places, default=0.0))
    return [place + shift for place in places]


def plot_chart(result: IndicatorResult, which: str = "cusum", ax: Axes | None = None) -> Axes:
    """A control chart over monthly counts: ``cusum`` or ``ewma``.

    Bars are events a month, grey where they set what is usual; the line is the chart, diamonds its
    signals. Raises ``ValueError`` for another chart.
    """
    if which not in ("cusum", "ewma"):
        raise ValueError(f"which is {which!r}; write 'cusum' or 'ewma'")
    ax = ax or new_axes(10.2, 3.4)
    found = result.charted
    if found is None:
        ax.text(0.5, 0.5, "too few months or events to say what is usual", ha="center")
        ax.set_axis_off()
        return ax
    chart: Chart = getattr(found, which)
    places = np.arange(len(found.months))
    colours = [PALE if place < found.usual_months else "#9dbbd8" for place in places]
    ax.bar(places, found.counts, color=colours, width=0.85)
    watched = places[found.usual_months :]
    ax.plot(watched, chart.values, color=INK, lw=1.4)
    ax.axhline(chart.limit, color=RED, lw=1.2, linestyle="--")
    write(ax, 0, chart.limit, " signal from here", fontsize=7.5, va="bottom", color=RED)
    for place in chart.signals:
        ax.plot(watched[place], chart.values[place], "D", color=RED, markeredgecolor=INK)
    years = [place for place, month in enumerate(found.months) if month.month == 1]
    years = years[:: max(1, len(years) // 10)]
    ax.set_xticks(years, [str(found.months[place].year) for place in years], fontsize=8)
    ax.set_xlabel(
        wrapped(
            f"{chart.parameters}; with nothing changed, a false alarm every {chart.arl:.0f} months",
            120,
            2,
        ),
        fontsize=8.5,
    )
    ax.set_ylabel("events a month, and chart", fontsize=8.5)
    bare(ax)
    set_title(ax, f"{chart.name} of events a month: {one_line(found.title, 90)}", 96)
    return ax


def plot_map(result: IndicatorResult, ax: Axes | None = None) -> Axes:
    """Events of the reference class by place: the larger, the more days with an attack."""
    ax = ax or new_axes(7.4, 5.6)
    frame = result.events[result.events["latitude"].notna()]
    set_title(ax, f"Where: {class_title(result)}", 74)
    if frame.empty:
        ax.text(0.5, 0.5, "no event of the class with a place", ha="center")
        ax.set_axis_off()
        return ax
    keys = ["place", "latitude", "longitude"]
    days = frame.groupby(keys)["date"].nunique()
    for row in days.reset_index().to_dict("records"):
        longitude, latitude, times = row["longitude"], row["latitude"], row["date"]
        size = 6 + 3 * times
        ax.plot(longitude, latitude, "o", ms=size, color=BLUE, alpha=0.55, mec=INK)
        text, at = f"{one_line(str(row['place']), 40)} ({times})", (longitude, latitude)
        label = ax.annotate(text, at, (8, 3), textcoords="offset points", fontsize=7.5)
        label.set_parse_math(False)
    _centres(ax, result)
    ax.set_aspect(1 / cos(radians(float(frame["latitude"].mean()))), adjustable="datalim")
    ax.margins(0.25)
    ax.set(xlabel="longitude, degrees", ylabel="latitude, degrees")
    ax.tick_params(labelsize=8)
    bare(ax)
    return ax


def _centres(ax: Axes, result: IndicatorResult) -> None:
    """The class's own points with their radius, where they are few enough to be told apart."""
    row = result.reference_class
    points = centres(row) if row else ()
    if row is None or row.radius_km is None or len(points) > 12:
        return
    turn = np.linspace(0, 2 * np.pi, 90)
    for point in points:
        north = row.radius_km / 111.2
        east = north / cos(radians(point.latitude))
        x, y = point.longitude + east * np.sin(turn), point.latitude + north * np.cos(turn)
        ax.plot(x, y, color=GREY, lw=0.8)
        ax.plot(point.longitude, point.latitude, "+", color=INK, ms=8)
        name = one_line(point.name, 40)
        write(ax, point.longitude, y.max(), name, fontsize=7, ha="center", va="bottom")
