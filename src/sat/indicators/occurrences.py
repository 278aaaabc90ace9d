"""Which events belong to a reference class, from the case's chronology or from event data.

An event belongs *surely* when everything that the class asks is known and true, *maybe* when
something it asks is unknown (a toll, whether it was in a town), and not at all otherwise. Silence
about a toll is missing data, not zero deaths.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from sat.case import Case
from sat.case.watch import ReferenceClass
from sat.events.countries import spellings
from sat.events.places import country_code, distance_km, find_place, gazetteer

COLUMNS = {
    "event_id": "id in its source",
    "date": "day, the last possible one where only a month is known",
    "known_on": "day from which it was known",
    "when": "the day as its source has it: a day, a month, or from one day to another",
    "place": "town or area",
    "country": "country",
    "latitude": "degrees",
    "longitude": "degrees",
    "actor": "who, as attributed",
    "killed_low": "lowest toll, missing = unknown",
    "killed_high": "highest toll, missing = unknown",
    "urban": "yes, no, or blank = unknown",
    "complex": "yes, no, or blank = unknown",
    "attack": "is it an attack (not a siege declared, an abduction …)?",
}
TYPES = {
    "latitude": "float64",
    "longitude": "float64",
    "attack": "bool",
    "killed_low": "Int64",
    "killed_high": "Int64",
    "date": "datetime64[s]",
    "known_on": "datetime64[s]",
}


def from_case(case: Case) -> pd.DataFrame:
    """The chronology of a case as far as it was known at the cut; columns as in ``COLUMNS``."""
    rows = [
        (
            row.event_id,
            # Of a month that was not over when the event was known, no later day.
            pd.Timestamp(min(row.date.last, row.known_on)),
            pd.Timestamp(row.known_on),
            row.date.text,
            row.place,
            row.country,
            row.latitude,
            row.longitude,
            row.perpetrator,
            row.killed_low,
            row.killed_high,
            row.urban,
            row.complex,
            row.kind in ("", "attack"),
        )
        for row in case.events
    ]
    return _typed(pd.DataFrame(rows, columns=list(COLUMNS)))


def from_events(frame: pd.DataFrame) -> pd.DataFrame:
    """Event data (the tidy frame of ``sat.events``) in the same columns.

    What is placed to a point or near one (UCDP precision 1 and 2) counts as being in a town, so
    that the class's own radius decides; whether coarser rows were is unknown, as is whether an
    event was complex. Every row counts as an attack: event data leave other acts out.
    """
    found = pd.DataFrame(
        {
            "event_id": frame["event_id"],
            "date": frame["date_last"],
            "known_on": frame["known_on"],
            "when": _days(frame),
            "place": frame["place"],
            "country": frame["country"],
            "latitude": frame["latitude"],
            "longitude": frame["longitude"],
            "actor": frame["actor_a"] + "; " + frame["actor_b"],
            "killed_low": frame["killed_low"],
            "killed_high": frame["killed_high"],
            "urban": np.where(frame["near_place"], "yes", ""),
            "complex": "",
            "attack": True,
        }
    )
    return _typed(found)


def _days(frame: pd.DataFrame) -> pd.Series:
    """The day, or the first and the last possible one."""
    first, last = (frame[name].dt.strftime("%Y-%m-%d") for name in ("date", "date_last"))
    found: pd.Series = first.where(first == last, first + " to " + last)
    return found


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Whole numbers that may be missing, days as such; in the order of the days."""
    frame = frame.astype(TYPES)
    return frame.sort_values(["date", "event_id"], kind="stable", ignore_index=True)


@dataclass(frozen=True)
class Centre:
    """A point near which events count, with the place's name."""

    name: str
    latitude: float
    longitude: float


def centres(row: ReferenceClass) -> tuple[Centre, ...]:
    """The points of a class: its own reference point, its named places, or towns by size.

    Raises ``ValueError`` (from the gazetteer) for a country or a place that it does not know.
    """
    if row.latitude is not None and row.longitude is not None:
        return (Centre(row.places[0], row.latitude, row.longitude),)
    if row.places:
        code = country_code(row.country)
        places = [find_place(name, code) for name in row.places]
    elif row.min_population is not None:
        places = list(gazetteer([country_code(row.country)], row.min_population))
    else:
        return ()
    return tuple(Centre(place.name, place.latitude, place.longitude) for place in places)


def own_classes(case: Case) -> tuple[ReferenceClass, ...]:
    """The classes that word the case's own question, without those for single questions only."""
    return tuple(row for row in case.reference_classes if row.for_questions != "yes")


def members(frame: pd.DataFrame, row: ReferenceClass) -> pd.DataFrame:
    """The events of a class, each with ``sure`` (else it may belong) and ``near`` (the place)."""
    points = centres(row)
    near, within = _nearest(frame, points, row.radius_km or 0.0)
    belongs = frame["attack"] & (frame["date"] >= pd.Timestamp(row.since))
    belongs &= within if points else True
    if row.country:
        names = {name.casefold() for name in spellings(row.country)}
        belongs &= frame["country"].str.casefold().isin(names)
    if row.perpetrator:
        belongs &= frame["actor"].map(lambda text: _named(str(text), row.perpetrator))
    sure = pd.Series(True, index=frame.index)
    for column, asked in (("urban", row.urban), ("complex", row.complex)):
        if asked:
            belongs &= frame[column].isin([asked, ""])
            sure &= frame[column] == asked
    for possible, certain in _tolls(frame, row):
        belongs &= possible
        sure &= certain
    return frame.assign(sure=sure, near=near)[belongs]


def _named(text: str, names: Sequence[str]) -> bool:
    return any(name.casefold() in text.casefold() for name in names)


def _tolls(frame: pd.DataFrame, row: ReferenceClass) -> Iterator[tuple[pd.Series, pd.Series]]:
    """For each thing asked of the toll: whether it can be so, and whether it surely is."""
    if row.lethal:
        some, surely = _at_least(frame, 1)
        yield (some, surely) if row.lethal == "yes" else (~surely, ~some)
    if row.killed_at_least:
        yield _at_least(frame, row.killed_at_least)


def _at_least(frame: pd.DataFrame, deaths: int) -> tuple[pd.Series, pd.Series]:
    """Whether there can have been so many deaths, and whether there surely were."""
    fewer = (frame["killed_high"] < deaths).fillna(False).astype(bool)
    surely = (frame["killed_low"] >= deaths).fillna(False).astype(bool)
    return ~fewer, surely


def _nearest(
    frame: pd.DataFrame, points: Sequence[Centre], radius: float
) -> tuple[np.ndarray, np.ndarray]:
    """Name of the nearest point, and whether it is within the radius; a blank where there is none.

    An event without coordinates is near nothing.
    """
    if not points or frame.empty:
        return np.full(len(frame), ""), np.zeros(len(frame), dtype=bool)
    distances = distance_km(
        frame["latitude"].to_numpy()[:, None],
        frame["longitude"].to_numpy()[:, None],
        np.array([point.latitude for point in points])[None, :],
        np.array([point.longitude for point in points])[None, :],
    )
    distances = np.where(np.isnan(distances), np.inf, distances)
    place = distances.argmin(axis=1)
    within = distances.min(axis=1) <= radius
    names = np.array([point.name for point in points])[place]
    return np.where(within, names, ""), within


def days_of(found: pd.DataFrame, until: date | None = None) -> tuple[list[date], list[date]]:
    """The days with a sure member, and the days with doubtful ones only.

    Only events that happened and were known by ``until`` count, where it is given.
    """
    days, sure = found["date"].to_numpy("datetime64[D]"), found["sure"].to_numpy(bool)
    if until is not None:
        day = np.datetime64(until)
        known = (days <= day) & (found["known_on"].to_numpy("datetime64[D]") <= day)
        days, sure = days[known], sure[known]
    certain: set[date] = set(days[sure].tolist())
    doubtful: set[date] = set(days[~sure].tolist())
    return sorted(certain), sorted(doubtful - certain)
