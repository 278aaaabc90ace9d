"""What the figures show, in words made from the same result, for who cannot see them."""

from sat.indicators.analysis import IndicatorResult
from sat.indicators.charts import Chart
from sat.indicators.findings import belief_sentence
from sat.text import counted, joined, number, one_line


def alt(result: IndicatorResult, figure: str) -> str:
    """The text for one figure: strip, belief, cusum, ewma or map; ``ValueError`` otherwise."""
    if figure == "strip":
        return _strip(result)
    if figure == "belief":
        return belief_sentence(result) or "Nothing observed, or nothing rated."
    if figure in ("cusum", "ewma"):
        return _chart(result, figure)
    if figure == "map":
        return _map(result)
    raise ValueError(f"figure is {figure!r}; write strip, belief, cusum, ewma or map")


def _strip(result: IndicatorResult) -> str:
    parts = []
    for level in ("high", "low", "none"):
        names = [row.indicator_id for row in result.states if row.standing == level]
        parts.append(f"{level}: {', '.join(names) or 'none'}")
    unseen = [row.indicator_id for row in result.states if row.standing == "unknown"]
    return (
        f"Indicators by what stands: {'; '.join(parts)}; never seen: {', '.join(unseen) or 'none'}."
    )


def _chart(result: IndicatorResult, which: str) -> str:
    found = result.charted
    if found is None:
        return "Too few months or events to say what is usual."
    chart: Chart = getattr(found, which)
    months = [f"{found.months[found.usual_months + place]:%B %Y}" for place in chart.signals]
    told = f"signals in {joined(months)}" if months else "gives no signal"
    return (
        f"{chart.name} of {one_line(found.title)}: usual {number(chart.centre)} a month; over the "
        f"last {counted(len(chart.values), 'month')} it {told}."
    )


def _map(result: IndicatorResult) -> str:
    frame = result.events
    days = frame.groupby("place")["date"].nunique().sort_values(ascending=False, kind="stable")
    named = [f"{one_line(str(place), 60)} {times}" for place, times in days.items()]
    return f"Days with an event by place: {joined(named) or 'none'}."
