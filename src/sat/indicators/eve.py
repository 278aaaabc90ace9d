"""What would have warned? Each event of the reference class, seen from the day before.

A signal *would have warned* if it stood raised on the eve by its own rule: an indicator at a
threshold, a warning level, a volume. What was never looked at is counted apart: it could not warn.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from sat.case import Case
from sat.events.monthly import Volume, volume
from sat.indicators.backtest import ALARM_LEVEL, Z_ALARM
from sat.indicators.rates import BaseRate
from sat.indicators.state import State, board, standing_on
from sat.indicators.warning import ORDER, Warned, warnings_on


@dataclass(frozen=True)
class Reading:
    """A volume on the eve: ``found`` is ``None`` where there were too few months.

    ``month`` is the newest month of the data; ``revised`` says what nobody could have known.
    """

    name: str
    month: str
    found: Volume | None
    revised: str = ""

    @property
    def warned(self) -> bool:
        """Was the last quarter more than one deviation above the two years before?"""
        return self.found is not None and bool(self.found.z > Z_ALARM)


@dataclass(frozen=True)
class Eve:
    """The day before an event.

    Attributes
    ----------
    event, places
        Day of the event, and where it was.
    raised
        Indicators that stood at a threshold, highest first.
    quiet
        Indicators that had been looked at and stood at none.
    unseen
        Indicators that nobody had ever seen a level of.
    warnings
        The warning of each outcome.
    volumes
        What monthly volumes said.
    rate
        The class's base rate as of the eve, over the horizon.

    """

    event: date
    places: tuple[str, ...]
    raised: tuple[State, ...]
    quiet: tuple[str, ...]
    unseen: tuple[str, ...]
    warnings: tuple[Warned, ...]
    volumes: tuple[Reading, ...]
    rate: BaseRate | None

    @property
    def day(self) -> date:
        """The eve."""
        return self.event - timedelta(days=1)

    @property
    def alarms(self) -> list[str]:
        """Hypotheses and scenarios whose warning was an alarm."""
        least = ORDER.index(ALARM_LEVEL)
        return [row.outcome for row in self.warnings if ORDER.index(row.level) >= least]


def eves(
    case: Case,
    found: pd.DataFrame,
    volumes: Callable[[date], Sequence[Reading]],
    rate: Callable[[date], BaseRate | None],
) -> tuple[Eve, ...]:
    """The eve of every sure event of a class since anything was observed, oldest first.

    ``found`` are the class's members, ``volumes`` and ``rate`` give what they said on a day.
    """
    if not case.observations:
        return ()
    first = min(row.known_on for row in case.observations)
    sure = found[found["sure"]]
    places: dict[date, dict[str, None]] = {}
    for stamp, place in zip(sure["date"], sure["place"], strict=True):
        places.setdefault(stamp.date(), {})[str(place)] = None
    return tuple(
        _eve(case, day, tuple(places[day]), volumes, rate)
        for day in sorted(places)
        if first < day <= case.as_of
    )


def _eve(
    case: Case,
    event: date,
    places: tuple[str, ...],
    volumes: Callable[[date], Sequence[Reading]],
    rate: Callable[[date], BaseRate | None],
) -> Eve:
    day = event - timedelta(days=1)
    states = board(case, day)
    return Eve(
        event,
        places,
        tuple(standing_on(states)),
        tuple(row.indicator_id for row in states if row.standing == "none"),
        tuple(row.indicator_id for row in states if row.standing == "unknown"),
        warnings_on(case, day),
        tuple(volumes(day)),
        rate(day),
    )


def reading(
    name: str, counts: Callable[[date], pd.Series], day: date, lag: int = 0, revised: str = ""
) -> Reading:
    """A volume as it stood on a day: up to the last full month before it, less the lag."""
    month = pd.Period(day + timedelta(days=1), "M") - 1 - lag
    try:
        found = volume(counts(day), month)
    except (ValueError, KeyError):
        found = None
    return Reading(name, str(month), found, revised)
