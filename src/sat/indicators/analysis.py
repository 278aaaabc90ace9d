"""One look at a case's indicators: from a case to a frozen result."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd

from sat.case import Case
from sat.case.watch import ReferenceClass
from sat.indicators.backtest import (
    Score,
    origins,
    rate_forecaster,
    score,
    volume_forecaster,
    warning_forecasters,
)
from sat.indicators.belief import Track, track
from sat.indicators.charts import Chart, cusum_chart, ewma_chart
from sat.indicators.eve import Eve, Reading, eves, reading
from sat.indicators.occurrences import days_of, from_case, from_events, members, own_classes
from sat.indicators.rates import BaseRate, Wording, base_rate, months_between, wordings
from sat.indicators.state import State, board
from sat.indicators.validation import Validation, validate
from sat.indicators.volumes import CHRONOLOGY, SERIES, EventData, chronology_counts
from sat.indicators.warning import Change, Warned, changes, warnings

SINCE_DAYS = 92  # what changed is told over the last quarter, unless a day is given
WATCHED = 24  # newest months that the control charts watch; those before say what is usual
USUAL_LEAST = 24  # months without which nothing can be called usual


@dataclass(frozen=True)
class Charted:
    """Control charts of one class: months, counts, and how many months set what is usual."""

    title: str
    months: tuple[date, ...]
    counts: tuple[int, ...]
    usual_months: int
    cusum: Chart
    ewma: Chart


@dataclass(frozen=True)
class IndicatorResult:
    """Everything that indicators and warning find in a case; the rest only arranges it.

    Attributes
    ----------
    case
        What was looked at, as of its cut.
    horizon_days
        The span ahead that base rates speak of.
    since
        The day from which changes are told.
    validation, scenario_validation
        Against the hypotheses and against the scenarios; ``None`` where nobody rated.
    states
        Every indicator on the day of the cut.
    warnings
        For every hypothesis and scenario.
    changes
        Since ``since``.
    track
        The belief track; ``None`` without observations or ratings.
    reference_class
        The class that charts, backtest and eves speak of; ``None`` without any.
    events
        Its events: columns of ``occurrences.COLUMNS`` with ``sure`` and ``near``.
    rates
        The base rate of each class from the chronology, and of each from event data.
    wordings
        What each part of the wording moves.
    charted
        Control charts of the class with most events; ``None`` where too few months.
    backtest
        Each forecaster's record.
    eves
        What would have warned of each event of the class.
    data
        The user's own event data, where given.

    """

    case: Case
    horizon_days: int
    since: date
    validation: Validation | None
    scenario_validation: Validation | None
    states: tuple[State, ...]
    warnings: tuple[Warned, ...]
    changes: tuple[Change, ...]
    track: Track | None
    reference_class: ReferenceClass | None
    events: pd.DataFrame
    rates: tuple[BaseRate, ...]
    data_rates: tuple[BaseRate, ...]
    wordings: tuple[Wording, ...]
    charted: Charted | None
    backtest: tuple[Score, ...]
    eves: tuple[Eve, ...]
    data: EventData | None = None

    @property
    def rate(self) -> BaseRate | None:
        """The base rate of the reference class."""
        own = self.reference_class.class_id if self.reference_class else ""
        return next((rate for rate in self.rates if rate.class_id == own), None)


def analyse(
    case: Case,
    horizon_days: int = 365,
    reference_class: str = "",
    since: date | str | None = None,
    data: EventData | None = None,
) -> IndicatorResult:
    """Read a case's indicators, events and reference classes as of its cut.

    Parameters
    ----------
    case
        A case with indicators.
    horizon_days
        How far ahead base rates look, 1 or more.
    reference_class
        Id of the class that charts and backtest speak of; blank: the first of the case.
    since
        Day from which changes are told, or its text; blank: a quarter before the cut.
    data
        Event data of the case's country, from ``volumes.read_event_data``.

    Raises
    ------
    ValueError
        Without indicators at the cut, for an unknown class, a horizon below 1, or no such day.

    """
    if horizon_days < 1:
        raise ValueError(f"horizon_days is {horizon_days!r}; it is 1 or more")
    if not case.indicators:
        raise ValueError(f"case {case.case_id} has no indicators as of {case.as_of}")
    case = replace(case, reference_classes=own_classes(case))
    chosen = _chosen(case.reference_classes, reference_class)
    start = _start(case, since)
    validation, scenario_validation = validate(case), validate(case, "scenarios")
    states = board(case, case.as_of)
    frame = from_case(case)
    found = {row.class_id: members(frame, row) for row in case.reference_classes}
    rates = _rates(case.reference_classes, found, case.as_of, horizon_days)
    empty = frame.assign(sure=False, near="").head(0)
    events = found[chosen.class_id] if chosen else empty
    return IndicatorResult(
        case=case,
        horizon_days=horizon_days,
        since=start,
        validation=validation,
        scenario_validation=scenario_validation,
        states=states,
        warnings=warnings(case, states, validation, scenario_validation),
        changes=changes(case, start, case.as_of, validation, scenario_validation),
        track=track(case, validation),
        reference_class=chosen,
        events=events,
        rates=rates,
        data_rates=_data_rates(case, data, horizon_days),
        wordings=wordings(case.reference_classes, rates),
        charted=_charted(case, found),
        backtest=_backtest(case, chosen, events, frame, data),
        eves=_eves(case, chosen, events, frame, data, horizon_days),
        data=data,
    )


def _chosen(classes: Sequence[ReferenceClass], name: str) -> ReferenceClass | None:
    found = {row.class_id: row for row in classes}
    if name and name not in found:
        names = ", ".join(found) or "none in this case"
        raise ValueError(f"reference_class is {name!r}; there are: {names}")
    return found[name] if name else next(iter(classes), None)


def _start(case: Case, since: date | str | None) -> date:
    if not since:
        return case.as_of - timedelta(days=SINCE_DAYS)
    day = date.fromisoformat(since) if isinstance(since, str) else since
    if day > case.as_of:
        raise ValueError(f"since is {day}; the cut is {case.as_of}, and changes come before it")
    return day


def _rates(
    classes: Sequence[ReferenceClass], found: dict[str, pd.DataFrame], until: date, horizon: int
) -> tuple[BaseRate, ...]:
    rates = (
        base_rate(row, *days_of(found[row.class_id], until), until, horizon) for row in classes
    )
    return tuple(rate for rate in rates if rate)


def _data_rates(case: Case, data: EventData | None, horizon: int) -> tuple[BaseRate, ...]:
    """The same classes counted in event data, up to its last day or the cut."""
    if data is None or data.frame.empty:
        return ()
    frame = from_events(data.frame)
    until = min(data.until, case.as_of)
    first = frame["date"].min().date()
    # A file that begins after the class does would be read as silence before.
    classes = [
        row.model_copy(update={"since": max(row.since, first)}) for row in case.reference_classes
    ]
    found = {row.class_id: members(frame, row) for row in classes}
    rates = (base_rate(row, *days_of(found[row.class_id]), until, horizon) for row in classes)
    return tuple(rate for rate in rates if rate)


def _charted(case: Case, found: dict[str, pd.DataFrame]) -> Charted | None:
    """Charts of the class with most events: a chart of three events would show nothing."""
    best, days = None, list[date]()
    for row in case.reference_classes:
        sure, _ = days_of(found[row.class_id], case.as_of)
        if len(sure) > len(days):
            best, days = row, sure
    if best is None:
        return None
    months = months_between(best.since, case.as_of)
    usual_months = len(months) - WATCHED
    place = {month: number for number, month in enumerate(months)}
    counts = np.zeros(len(months), dtype=int)
    for day in days:
        if day.replace(day=1) in place:
            counts[place[day.replace(day=1)]] += 1
    usual = float(counts[:usual_months].mean()) if usual_months >= USUAL_LEAST else 0.0
    if usual == 0:
        return None
    watched = counts[usual_months:]
    return Charted(
        best.title,
        tuple(months),
        tuple(counts.tolist()),
        usual_months,
        cusum_chart(watched, usual, 2 * usual),
        ewma_chart(watched, usual),
    )


def _backtest(
    case: Case,
    chosen: ReferenceClass | None,
    events: pd.DataFrame,
    frame: pd.DataFrame,
    data: EventData | None,
) -> tuple[Score, ...]:
    if chosen is None:
        return ()
    points = origins(chosen.since, case.as_of)
    days, _ = days_of(events)
    asked = [rate_forecaster(chosen, events), *warning_forecasters(case)]
    counts = chronology_counts(frame, chosen.country)
    asked.append(volume_forecaster(CHRONOLOGY, counts))
    if data is not None:
        asked += [
            volume_forecaster(text, _column(data, key), data.lag, data.revised)
            for key, text in SERIES.items()
        ]
    found = (score(forecaster, days, points) for forecaster in asked)
    return tuple(row for row in found if row)


def _column(data: EventData, key: str) -> Callable[[date], pd.Series]:
    return lambda _: data.months[key]


def _eves(
    case: Case,
    chosen: ReferenceClass | None,
    events: pd.DataFrame,
    frame: pd.DataFrame,
    data: EventData | None,
    horizon: int,
) -> tuple[Eve, ...]:
    if chosen is None:
        return ()
    counts = chronology_counts(frame, chosen.country)

    def volumes(day: date) -> list[Reading]:
        found = [reading(CHRONOLOGY, counts, day)]
        if data is not None:
            found += [
                reading(text, _column(data, key), day, revised=data.revised)
                for key, text in SERIES.items()
            ]
        return found

    def rate(day: date) -> BaseRate | None:
        return base_rate(chosen, *days_of(events, day), day, horizon)

    return eves(case, events, volumes, rate)
