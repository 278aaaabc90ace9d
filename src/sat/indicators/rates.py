"""Base rates: how often it happened, and how likely that makes it within a span to come.

The rate of events is unknown, and a Gamma distribution says how unknown: after k events in T years
its shape is k + ½ and its rate T (Jeffreys' prior ½, 0). The number of events in a span h is then
negative binomial, so P(at least one) = 1 − (T / (T + h))^(k + ½). The model takes events as
independent at a steady rate; a campaign or a lull breaks it, which is why several reference
classes stand side by side and are never averaged.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from scipy.special import betainc, gammaincinv

from sat.case.watch import ReferenceClass

YEAR = 365.25
CREDIBLE = 0.9
JEFFREYS = 0.5


@dataclass(frozen=True)
class GammaRate:
    """What is known of a rate of events per year (or whatever unit the exposure has).

    >>> rate = GammaRate(2, 1).after(events=10, exposure=5)
    >>> rate.shape, rate.rate, rate.mean, round(rate.chance(5, 1), 6)
    (12, 6, 2.0, 0.066483)
    """

    shape: float = JEFFREYS
    rate: float = 0.0

    def after(self, events: float, exposure: float) -> "GammaRate":
        """The same once so many events were counted over an exposure."""
        if events < 0 or exposure < 0:
            raise ValueError(f"{events!r} events in {exposure!r}: neither can be below 0")
        return GammaRate(self.shape + events, self.rate + exposure)

    @property
    def mean(self) -> float:
        """The expected rate; infinite before anything was counted."""
        return self.shape / self.rate if self.rate else float("inf")

    def quantile(self, share: float) -> float:
        """The rate below which it lies with this probability."""
        return float(gammaincinv(self.shape, share)) / self.rate if self.rate else float("inf")

    def chance(self, at_least: int, span: float) -> float:
        """Predictive probability of so many events or more within a span."""
        if at_least < 1 or span <= 0:
            return float(at_least < 1)
        return float(betainc(at_least, self.shape, span / (self.rate + span)))

    def chance_between(self, span: float, level: float = CREDIBLE) -> tuple[float, float]:
        """P(at least one) at the ends of the rate's central credible interval."""
        ends = (self.quantile((1 - level) / 2), self.quantile((1 + level) / 2))
        low, high = (float(-np.expm1(-end * span)) for end in ends)
        return low, high


@dataclass(frozen=True)
class BaseRate:
    """How often one reference class saw an event, and what follows for the horizon.

    Attributes
    ----------
    class_id, title
        The class.
    since, until
        First and last day counted.
    years
        Exposure between them.
    days
        Days with at least one event: several on one day count once.
    maybe
        Days with events that may belong to it: the toll, or whether it was in a town, is unknown.
    probability, low, high
        P(at least one event within the horizon), and the same at the ends of the 90 % credible
        interval of the rate.
    with_maybe
        The probability if the doubtful days count too.
    spans, spans_hit
        Spans of the horizon's length, end to end back from ``until``, and how many saw an event: a
        check that does not lean on the model.

    """

    class_id: str
    title: str
    since: date
    until: date
    years: float
    days: tuple[date, ...]
    maybe: tuple[date, ...]
    probability: float
    low: float
    high: float
    with_maybe: float
    spans: int
    spans_hit: int

    @property
    def events(self) -> int:
        """Days with at least one event."""
        return len(self.days)


def base_rate(
    row: ReferenceClass, days: Iterable[date], maybe: Iterable[date], until: date, horizon_days: int
) -> BaseRate | None:
    """The base rate of a class whose events fell on ``days``, counted up to ``until``.

    ``None`` where the class begins after ``until``. Raises ``ValueError`` for a horizon below 1.
    """
    if horizon_days < 1:
        raise ValueError(f"horizon_days is {horizon_days!r}; it is 1 or more")
    if row.since > until:
        return None
    inside = tuple(sorted({day for day in days if row.since <= day <= until}))
    doubtful = {day for day in maybe if row.since <= day <= until} - set(inside)
    years, span = ((until - row.since).days + 1) / YEAR, horizon_days / YEAR
    found = GammaRate().after(len(inside), years)
    low, high = found.chance_between(span)
    wider = GammaRate().after(len(inside) + len(doubtful), years)
    spans, hit = _spans(inside, row.since, until, horizon_days)
    return BaseRate(
        row.class_id,
        row.title,
        row.since,
        until,
        years,
        inside,
        tuple(sorted(doubtful)),
        found.chance(1, span),
        low,
        high,
        wider.chance(1, span),
        spans,
        hit,
    )


def _spans(days: Iterable[date], since: date, until: date, length: int) -> tuple[int, int]:
    """Complete spans back from the end, and those with an event."""
    number = ((until - since).days + 1) // length
    places = {(until - day).days // length for day in days}
    return number, sum(1 for place in places if place < number)


# What a wording is made of; classes that differ in one of them only show what it is worth.
PARTS: Mapping[str, tuple[str, ...]] = {
    "since when and by whom": ("since", "perpetrator"),
    "where": ("area", "country", "places", "min_population", "radius_km", "latitude", "longitude"),
    "how grave": ("lethal", "urban", "complex"),
}


@dataclass(frozen=True)
class Wording:
    """How far one part of the wording moves the probability, all else alike.

    ``swing`` is the greatest difference among classes that differ in this part only, between the
    classes ``low`` and ``high``.
    """

    part: str
    swing: float
    low: str
    high: str


def wordings(classes: Iterable[ReferenceClass], rates: Iterable[BaseRate]) -> tuple[Wording, ...]:
    """What each part of the wording is worth, the weightiest first."""
    chance = {rate.class_id: rate.probability for rate in rates}
    rows = [row for row in classes if row.class_id in chance]
    found = []
    for part in PARTS:
        others = [name for key, names in PARTS.items() if key != part for name in names]
        alike: dict[tuple[object, ...], list[str]] = {}
        for row in rows:
            alike.setdefault(tuple(_part(row, name) for name in others), []).append(row.class_id)
        swings = [
            Wording(part, chance[high] - chance[low], low, high)
            for ids in alike.values()
            if len(ids) > 1
            for low, high in [(min(ids, key=chance.__getitem__), max(ids, key=chance.__getitem__))]
        ]
        swings = [item for item in swings if item.low != item.high]
        found += [max(swings, key=lambda item: item.swing)] if swings else []
    return tuple(sorted(found, key=lambda item: -item.swing))


def _part(row: ReferenceClass, name: str) -> object:
    """One column; the order in which names are listed makes no other wording."""
    value = getattr(row, name)
    return tuple(sorted(value)) if isinstance(value, tuple) else value


def months_between(first: date, last: date) -> list[date]:
    """The first days of the complete months from ``first`` to ``last``."""
    start = first if first.day == 1 else _next_month(first)
    months = []
    while _next_month(start) - timedelta(days=1) <= last:
        months.append(start)
        start = _next_month(start)
    return months


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
