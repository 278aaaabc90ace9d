"""The figures in words, for who cannot see them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from sat.case import Case
from sat.indicators import IndicatorResult, analyse
from sat.indicators.alt import alt
from sat.indicators.analysis import Charted
from sat.indicators.charts import Chart
from sat.indicators.findings import belief_sentence

from .meadow import EVENTS, WORDED, event, meadow

MakeWatch = Callable[..., Case]


def charted(result: IndicatorResult, *signals: int, title: str = "attacks") -> IndicatorResult:
    """The result with charts of 60 months made by hand; the last 24 are watched."""
    months = tuple(stamp.date() for stamp in pd.date_range("2021-01-01", periods=60, freq="MS"))
    chart = Chart("CUSUM", (0.0,) * 24, 3.0, signals, 0.25, 120.0, "k = 1")
    found = Charted(title, months, (0,) * 60, 36, chart, replace(chart, name="EWMA"))
    return replace(result, charted=found)


def test_the_strip_tells_unknown_from_none(result: IndicatorResult) -> None:
    assert alt(result, "strip") == (
        "Indicators by what stands: high: I1; low: I2; none: I3; never seen: I4."
    )


def test_a_strip_without_anything_seen(nothing: IndicatorResult) -> None:
    assert alt(nothing, "strip") == (
        "Indicators by what stands: high: none; low: none; none: none; never seen: I1."
    )


def test_the_belief_track_is_told_as_in_the_findings(result: IndicatorResult) -> None:
    assert alt(result, "belief") == belief_sentence(result) != ""


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        ("belief", "Nothing observed, or nothing rated."),
        ("cusum", "Too few months or events to say what is usual."),
        ("ewma", "Too few months or events to say what is usual."),
        ("map", "Days with an event by place: none."),
    ],
)
def test_where_there_is_nothing_that_is_said(
    nothing: IndicatorResult, figure: str, text: str
) -> None:
    assert alt(nothing, figure) == text


@pytest.mark.parametrize(("figure", "name"), [("cusum", "CUSUM"), ("ewma", "EWMA")])
def test_a_chart_names_the_months_of_its_signals(
    result: IndicatorResult, figure: str, name: str
) -> None:
    # The watched months begin with January 2024.
    assert alt(charted(result, 0, 5, 23), figure) == (
        f"{name} of attacks: usual 0.25 a month; over the last 24 months it signals in January "
        "2024, June 2024 and December 2025."
    )


def test_a_chart_without_a_signal_gives_none(result: IndicatorResult) -> None:
    assert alt(charted(result), "cusum").endswith("it gives no signal.")


def test_the_map_counts_days_by_place_the_most_first(make_watch: MakeWatch) -> None:
    rows = (*EVENTS, event("C6", "2024-05-05"), event("C7", "2025-11-11", place="Ash"))
    rows = (*rows, event("C8", "2025-11-11", place="Elm"))
    # Oak: 5 May 2024 twice, 10 March and 1 August 2025; Elm: 5 May 2024, 11 November 2025.
    text = alt(analyse(meadow(make_watch, events=rows)), "map")
    assert text == "Days with an event by place: Oak 3, Elm 2 and Ash 1."


@pytest.mark.parametrize("figure", ["board", "fan", "Map", ""])
def test_another_figure_is_refused(result: IndicatorResult, figure: str) -> None:
    expected = rf"^figure is '{figure}'; write strip, belief, cusum, ewma or map$"
    with pytest.raises(ValueError, match=expected):
        alt(result, figure)


@pytest.mark.parametrize("figure", WORDED)
def test_hostile_text_is_spelled_out_and_long_text_cut(make_watch: MakeWatch, figure: str) -> None:
    attack = "red\x1b[31m\u202e\n$x$ <b>" + "x" * 200
    case = meadow(make_watch)
    rows = tuple(row.model_copy(update={"title": attack}) for row in case.hypotheses)
    events = tuple(row.model_copy(update={"place": attack}) for row in EVENTS)
    found = charted(analyse(meadow(make_watch, hypotheses=rows, events=events)), 1, title=attack)
    text = alt(found, figure)
    assert not {"\x1b", "\u202e", "\n"} & set(text)
    assert "x" * 100 not in text
    assert ("red\\u001b[31m" in text) == (figure != "strip")


def test_the_months_of_signals_lie_within_those_watched(result: IndicatorResult) -> None:
    found = charted(result, 23).charted
    assert found is not None
    assert found.months[found.usual_months + 23] == date(2025, 12, 1)
