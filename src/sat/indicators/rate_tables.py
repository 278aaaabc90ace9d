"""Base rates, the backtest and the eves of past events, as captioned tables."""

from collections.abc import Iterable

import pandas as pd

from sat.display import Cell, Table, Tables
from sat.indicators.analysis import IndicatorResult
from sat.indicators.backtest import (
    ALARM_LEVEL,
    MIN_EVENTS,
    SPAN_DAYS,
    Score,
    alarm_name,
    volume_name,
)
from sat.indicators.eve import Eve, Reading
from sat.indicators.look import (
    chance,
    class_title,
    indicator_texts,
    outcome_label,
    signed,
    span,
)
from sat.indicators.rates import CREDIBLE, BaseRate
from sat.indicators.tables import level_cell
from sat.text import joined, number, one_line


def rates_table(result: IndicatorResult) -> Tables:
    """P(at least one event within the horizon) under every reference class, side by side."""
    ahead = span(result.horizon_days)
    tables = [_rates(result, result.rates, f"Chance of at least one event within {ahead}", "")]
    if result.data and result.data_rates:
        caption = f"The same from event data ({result.data.name})"
        until = result.data_rates[0].until
        note = f"Counted to {until}, the last day of the data or the cut; from its first day on."
        if result.data.known_on is None or result.data.known_on > result.case.as_of:
            note += f" {result.data.revised[0].upper()}{result.data.revised[1:]}."
        tables.append(_rates(result, result.data_rates, caption, note))
    return Tables(tuple(tables))


def _rates(result: IndicatorResult, rates: Iterable[BaseRate], caption: str, more: str) -> Table:
    own = result.reference_class.class_id if result.reference_class else ""
    rows = tuple(
        (
            Cell(f"{rate.title}", "best" if rate.class_id == own else ""),
            Cell(str(rate.since), "day"),
            number(rate.years, 1),
            str(rate.events),
            Cell(chance(rate.probability), _style(rate, own)),
            f"{chance(rate.low)} to {chance(rate.high)}",
            f"{len(rate.maybe)}: {chance(rate.with_maybe)}" if rate.maybe else "–",
            f"{rate.spans_hit} of {rate.spans}" if rate.spans else "record too short",
        )
        for rate in rates
    )
    headings = (
        "Reference class",
        "Counted since",
        "Years",
        "Events",
        "Chance",
        f"{CREDIBLE:.0%} interval",
        "Doubtful: chance with them",
        "Past spans with one",
    )
    none = "every class begins later" if result.case.reference_classes else "no reference class"
    nothing = ((none, "", "", "", "", "", "", ""),)
    notes = (
        "Events: days with at least one attack of the class. Chance = 1 − (T / (T + h))^(k + ½) "
        "for k events in T years and h years ahead (Gamma-Poisson, Jeffreys prior): a steady "
        "rate and independent events are assumed. Interval: of the rate, carried over.",
        "Doubtful: days on which the toll, or whether it was in a town, is unknown. Past spans: of "
        "the horizon's length, end to end, a check without the model; a record too short for one "
        "says little, whatever the chance.",
        *filter(None, (more,)),
    )
    return Table(caption, headings, rows or nothing, notes, "small")


def _style(rate: BaseRate, own: str) -> str:
    """The report's own class stands out; a record shorter than the horizon steps back."""
    return "muted" if not rate.spans else "best" if rate.class_id == own else ""


def wordings_table(result: IndicatorResult) -> Table:
    """What each part of the wording moves."""
    titles = {rate.class_id: rate for rate in result.rates}
    rows = tuple(
        (
            row.part,
            f"{100 * row.swing:.0f} points",
            f"{chance(titles[row.low].probability)}: {titles[row.low].title}",
            f"{chance(titles[row.high].probability)}: {titles[row.high].title}",
        )
        for row in result.wordings
    )
    nothing = (("–", "", "no two classes differ in one part only", ""),)
    caption = "How the wording moves the answer: the widest step, all else alike"
    return Table(caption, ("Part of the wording", "Moves by", "From", "To"), rows or nothing)


def events_table(result: IndicatorResult) -> Table:
    """The events of the reference class."""
    rows = tuple(
        (
            Cell(str(row.when), "day"),
            str(row.place),
            str(row.actor) or "–",
            _toll(row.killed_low, row.killed_high),
            Cell(f"{row.known_on:%Y-%m-%d}", "day"),
            "surely" if row.sure else "doubtful",
        )
        for row in result.events.itertuples()
    )
    nothing = (("none", "", "", "", "", ""),)
    headings = ("Day", "Place", "Attributed to", "Killed", "Known on", "Belongs")
    return Table(f"Events of the class: {class_title(result)}", headings, rows or nothing)


def _toll(low: object, high: object) -> str:
    ends = ["?" if pd.isna(end) else str(end) for end in (low, high)]  # type: ignore[call-overload]
    if ends == ["?", "?"]:
        return "unknown"
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"


def backtest_table(result: IndicatorResult) -> Table:
    """Each forecaster's record, with what it takes to read it."""
    rows = tuple(_score_row(row) for row in result.backtest)
    headings = (
        "Forecaster",
        "Months",
        "Events",
        "Base rate",
        "Alarm rate",
        "Hits / false / missed",
        "POD",
        "FAR",
        "CSI",
        "PSS",
        "Lead, days",
        "Brier (base rate; never)",
        "Verdict",
    )
    nothing = (("nothing to test", *[""] * (len(headings) - 1)),)
    revised = dict.fromkeys(row.revised for row in result.backtest if row.revised)
    notes = (
        f"At each month's end: does an event of the class come within {span(SPAN_DAYS)}? Only what "
        f"was known that day is used. Alarm: a warning of {ALARM_LEVEL} or higher, or a volume "
        "one deviation above the two years before.",
        "Months: origins tested; they overlap, so Events counts what is independent. POD: share of "
        "event months warned of; FAR: share of alarms after which nothing came; CSI: hits among "
        "hits, misses and false alarms; PSS: POD less the share of quiet months warned of (0 = no "
        "skill). Lead: median days from the first alarm of an unbroken run. Brier: 0 to 1, low is "
        "better; beside it, always saying the base rate (in hindsight) and never warning.",
        f"Below {MIN_EVENTS} independent events nothing is called validated.",
        *(f"* {text[0].upper()}{text[1:]}." for text in revised),
    )
    caption = f"Backtest: {class_title(result)}"
    return Table(caption, headings, rows or nothing, notes, "small")


def _score_row(row: Score) -> tuple[Cell | str, ...]:
    table = row.alarms
    rates = [table.pod, table.far, table.csi, table.pss] if table else []
    return (
        f"{row.name}{'*' if row.revised else ''}",
        f"{row.n}, {row.first:%Y-%m} to {row.last:%Y-%m}",
        str(row.events),
        chance(row.base_rate),
        chance(table.alarm_rate) if table else "–",
        f"{table.hits} / {table.false_alarms} / {table.misses}" if table else "–",
        *([number(rate) for rate in rates] or ["–"] * 4),
        f"{row.lead:g}" if row.lead is not None else "–",
        f"{number(row.brier, 3)} ({number(row.climatology, 3)}; {number(row.never, 3)})",
        row.verdict,
    )


def eve_tables(result: IndicatorResult) -> Tables:
    """What stood raised the day before each event of the class, and what did not."""
    found = tuple(_eve_table(result, eve) for eve in result.eves)
    nothing = Table("Eves", ("Signal",), (("no event of the class since observations began",),))
    return Tables(found or (nothing,))


def _eve_table(result: IndicatorResult, eve: Eve) -> Table:
    texts = indicator_texts(result.case)
    record = {row.name: row for row in result.backtest}
    rows: list[tuple[Cell | str, ...]] = [
        (
            f"{row.indicator_id} {one_line(texts[row.indicator_id], 90)}",
            row.indicator.points_to or "several",
            level_cell(row.standing),
            f"since {row.by.observed_on}" if row.by else "",
        )
        for row in eve.raised
    ]
    rows += [
        (
            f"warning for {outcome_label(result.case, row.outcome, 50)}",
            row.outcome,
            Cell(row.level, f"level {row.level}"),
            _told(row.outcome in eve.alarms, record.get(alarm_name(row.outcome))),
        )
        for row in eve.warnings
        if not row.through and row.indicators
    ]
    rows += [_volume_row(row, record.get(volume_name(row.name))) for row in eve.volumes]
    if eve.rate:
        ahead = span(result.horizon_days)
        rows.append(("base rate of the class", "", chance(eve.rate.probability), f"within {ahead}"))
    notes = [
        f"Looked at and quiet: {', '.join(eve.quiet) or 'none'}. Never seen by then, so they could "
        f"not warn: {', '.join(eve.unseen) or 'none'}. Alarm rate: how often the same rule was on "
        "at month ends anyway (see the backtest).",
        *dict.fromkeys(f"* {row.revised}." for row in eve.volumes if row.revised),
    ]
    places = joined([one_line(place, 60) for place in eve.places])
    caption = f"On the eve of {eve.event} ({places}), as known on {eve.day}"
    return Table(
        caption, ("Signal", "Points to", "Stood at", ""), tuple(rows), tuple(notes), "small"
    )


def _told(warned: bool, record: Score | None) -> str:
    """An alarm or none, with how often the rule was on anyway."""
    word = "alarm" if warned else "no alarm"
    if record is None or record.alarms is None:
        return word
    return f"{word}; alarm rate {chance(record.alarms.alarm_rate)} of {record.n} months"


def _volume_row(row: Reading, record: Score | None) -> tuple[Cell | str, ...]:
    name = row.name
    star = "*" if row.revised else ""
    if row.found is None:
        return (f"volume: {name}{star}", "", "unknown", f"too few months by {row.month}")
    stood = f"z = {signed(row.found.z)}"
    told = f"{_told(row.warned, record)}; data to {row.month}"
    return (f"volume: {name}{star}", "", stood, told)
