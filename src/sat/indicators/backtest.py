"""Would it have warned? Alarms and probabilities at month ends, from what was known then.

At each origin (a month's last day) every forecaster says what it would have said from rows known
by that day, and is held against whether an event of the reference class came within the span after
it. Spans overlap, so the number of *independent* events stands beside every figure; with fewer
than ``MIN_EVENTS`` the word validated is refused.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from math import sqrt
from statistics import median

import pandas as pd

from sat.case import Case
from sat.case.watch import ReferenceClass
from sat.events.monthly import volume
from sat.indicators.occurrences import days_of
from sat.indicators.rates import base_rate, months_between
from sat.indicators.skill import Alarms, brier
from sat.indicators.warning import ORDER, warnings_on

SPAN_DAYS = 92  # how far ahead an alarm looks: a quarter
MIN_EVENTS = 10  # rule of thumb; below it one event more or less changes the verdict
ALARM_LEVEL = "elevated"  # a warning from this level on is an alarm
Z_ALARM = 1.0  # as in the reference analysis: a quarter one deviation above the two years before
DECIDED = 1.645  # standard errors by which skill must exceed none: one-sided 95 %
UNDATED = "the indicators and their ratings carry no day: they may have been chosen in hindsight"
CHOSEN = "the reference class carries no day: it may have been worded in hindsight"
GAP_DAYS = 45  # longer than from one month's end to the next: there was nothing to say in between


@dataclass(frozen=True)
class Forecaster:
    """Something that can be asked on a day: an alarm (yes or no), or a probability.

    ``say`` gives ``None`` where it has nothing to go by yet. ``revised`` says what it knows that
    nobody could have known on the day, blank where nothing.
    """

    name: str
    say: Callable[[date], float | None]
    alarm: bool = True
    revised: str = ""


@dataclass(frozen=True)
class Score:
    """One forecaster's record.

    Attributes
    ----------
    name, revised
        Of the forecaster.
    first, last
        First and last origin on which it could say something.
    alarms
        Its 2 × 2 table; ``None`` for a probability.
    brier
        Brier score, an alarm taken as probability 1; 0 to 1, lower is better.
    climatology, never
        The same for always saying the base rate of these origins (known in hindsight only), and
        for never warning.
    n, base_rate
        Origins, and the share of them after which it happened.
    events
        Independent events in the spans.
    leads
        Days from the first alarm of an unbroken run to the event, for each event warned of.
    verdict
        What may be said of it.

    """

    name: str
    revised: str
    first: date
    last: date
    alarms: Alarms | None
    brier: float
    climatology: float
    never: float
    n: int
    base_rate: float
    events: int
    leads: tuple[int, ...]
    verdict: str

    @property
    def lead(self) -> float | None:
        """Median lead time in days."""
        return median(self.leads) if self.leads else None


def origins(since: date, until: date, span: int = SPAN_DAYS) -> list[date]:
    """Month ends from ``since`` whose span has closed by ``until``."""
    ends = [_month_end(start) for start in months_between(since, until)]
    return [day for day in ends if day + timedelta(days=span) <= until]


def _month_end(first: date) -> date:
    return pd.Period(first, "M").end_time.date()


def score(
    forecaster: Forecaster, days: Sequence[date], points: Sequence[date], span: int = SPAN_DAYS
) -> Score | None:
    """Hold a forecaster to the days on which it happened; ``None`` if it never had a say."""
    said = [(day, value) for day in points if (value := forecaster.say(day)) is not None]
    if not said:
        return None
    asked = [day for day, _ in said]
    values = [value for _, value in said]
    happened = [bool(_within(day, days, span)) for day in asked]
    events = {event for day in asked for event in _within(day, days, span)}
    share = sum(happened) / len(happened)
    alarms = Alarms.of([value > 0 for value in values], happened) if forecaster.alarm else None
    own, usual = brier(values, happened), brier([share] * len(happened), happened)
    return Score(
        forecaster.name,
        forecaster.revised,
        asked[0],
        asked[-1],
        alarms,
        own,
        usual,
        brier([0.0] * len(happened), happened),
        len(asked),
        share,
        len(events),
        _leads(said, days, span) if forecaster.alarm else (),
        _verdict(alarms, len(events), own, usual, span),
    )


def _within(day: date, days: Sequence[date], span: int) -> list[date]:
    return [event for event in days if day < event <= day + timedelta(days=span)]


def _leads(said: Sequence[tuple[date, float]], days: Sequence[date], span: int) -> tuple[int, ...]:
    """For each event warned of, how long the alarm had been on without a break."""
    found = []
    for event in days:
        before = [(day, value) for day, value in said if day < event]
        warned = [day for day, value in before if value > 0 and (event - day).days <= span]
        if not warned:
            continue
        run = warned[-1]
        for day, value in reversed([pair for pair in before if pair[0] <= run]):
            if value <= 0 or (run - day).days > GAP_DAYS:
                break
            run = day
        found.append((event - run).days)
    return tuple(found)


def _verdict(alarms: Alarms | None, events: int, own: float, usual: float, span: int) -> str:
    if events < MIN_EVENTS:
        return f"too few events to validate ({events} of {MIN_EVENTS})"
    if alarms is None:
        return f"better than climatology on {events} events" if own < usual else "no skill shown"
    # Spans overlap: quiet origins are worth as many as do not.
    quiet = max((alarms.quiet + alarms.false_alarms) * 30 / span, 1)
    error = sqrt(alarms.pod * (1 - alarms.pod) / events + alarms.pofd * (1 - alarms.pofd) / quiet)
    skilful = alarms.pss - DECIDED * error > 0
    return f"validated on {events} events" if skilful else "no skill shown"


def alarm_name(outcome: str) -> str:
    """What the alarm of a hypothesis' warning is called."""
    return f"warning for {outcome} {ALARM_LEVEL} or higher"


def volume_name(series: str) -> str:
    """What the alarm of a monthly volume is called."""
    return f"{series}, z > {Z_ALARM:g}"


def warning_forecasters(case: Case) -> list[Forecaster]:
    """The warning of each hypothesis that indicators point to, from the first observation on."""
    if not case.observations:
        return []
    first = min(row.known_on for row in case.observations)
    named = {row.points_to for row in case.indicators}
    dated = all(row.known for row in (*case.indicators, *case.indicator_ratings))

    @cache  # every outcome asks for the same days
    def levels(day: date) -> dict[str, int]:
        return {row.outcome: ORDER.index(row.level) for row in warnings_on(case, day)}

    def say(outcome: str) -> Callable[[date], float | None]:
        least = ORDER.index(ALARM_LEVEL)
        return lambda day: float(levels(day).get(outcome, 0) >= least) if day >= first else None

    return [
        Forecaster(
            alarm_name(row.hypothesis_id),
            say(row.hypothesis_id),
            revised="" if dated else UNDATED,
        )
        for row in case.hypotheses
        if row.hypothesis_id in named
    ]


def rate_forecaster(row: ReferenceClass, found: pd.DataFrame, span: int = SPAN_DAYS) -> Forecaster:
    """The class's own base rate, from the events known on the day; after a year of counting."""

    def say(day: date) -> float | None:
        if (day - row.since).days < 365:
            return None
        rate = base_rate(row, *days_of(found, day), day, span)
        return rate.probability if rate else None

    revised = "" if row.known_on else CHOSEN
    return Forecaster("base rate of the class", say, alarm=False, revised=revised)


def volume_forecaster(
    name: str, counts: Callable[[date], pd.Series], lag: int = 0, revised: str = ""
) -> Forecaster:
    """An alarm where the last quarter's volume is above the two years before; see ``volume``.

    ``name`` is that of the series, ``counts`` gives its monthly counts as known on a day; ``lag``
    are the newest months that were not out yet.
    """

    def say(day: date) -> float | None:
        try:
            found = volume(counts(day), pd.Period(day, "M") - lag)
        except (ValueError, KeyError):
            return None
        return float(found.z > Z_ALARM)

    return Forecaster(volume_name(name), say, revised=revised)
