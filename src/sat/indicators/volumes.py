"""Monthly volumes that a warning might have been read from: the chronology's, and event data's."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from sat.case import Case
from sat.case.places import workbook_root
from sat.events import Combined, combine, read_events
from sat.events.countries import spellings
from sat.events.monthly import count_by_month, is_country_months, read_country_months
from sat.events.places import country_iso3
from sat.events.releases import covers, is_release, last_year, release_in
from sat.text import joined, one_line

FOLDER = "data/events"  # of the workbook; git-ignored, for files that users fetch

CHRONOLOGY = "attacks in the chronology"

# What is charted of event data, with its name in a sentence.
SERIES = {
    "events": "all events",
    "state_based": "state-based events",
    "one_sided": "one-sided events",
    "deaths": "deaths",
}


@dataclass(frozen=True)
class EventData:
    """Event data of one country, as the user's own files hold them.

    Attributes
    ----------
    name
        The files and their releases, for captions.
    country
        The country they were cut to.
    months
        Monthly counts with the columns of ``SERIES`` and others, for the months that the files
        cover; a covered month without an event is 0, another month is absent.
    frame
        The events, empty where the file holds monthly counts only.
    known_on
        Day on which the newest release came out: what a backtest takes from before is revised.
    files
        Each file's name with its SHA-256, so that a reader can tell what was counted.

    """

    name: str
    country: str
    months: pd.DataFrame
    frame: pd.DataFrame
    known_on: date | None
    files: dict[str, str]

    @property
    def until(self) -> date:
        """Last day that the files cover."""
        return pd.Period(self.months.index.max(), "M").end_time.date()

    @property
    def revised(self) -> str:
        """Why a backtest on these data is not what could be known then."""
        out = f"came out on {self.known_on}" if self.known_on else "carries no release day"
        return f"revised data: {self.name} {out}"

    @property
    def lag(self) -> int:
        """Months not yet out on a month's last day: a candidate release takes three weeks."""
        return 1


def read_event_data(paths: Sequence[Path], country: str) -> EventData:
    """Event data of a country from files of events, or one file of monthly counts.

    Raises ``ValueError`` for a file that is neither, or where both kinds are given.
    """
    if not paths:
        raise ValueError("name at least one file of event data")
    files = _sums(paths)
    if len(paths) == 1 and is_country_months(paths[0]):
        months = read_country_months(paths[0], country_iso3(country))
        return EventData(joined(list(files)), country, months, pd.DataFrame(), None, files)
    names = spellings(country)
    found = combine(*(read_events(path, countries=names) for path in paths))
    if found.frame.empty:
        raise ValueError(f"{joined(list(files))}: there is nothing of {one_line(country)} in it")
    covered = _covered(found, paths)
    months = count_by_month(found.frame, start=covered[0], end=covered[-1]).loc[covered]
    sources = sorted(set(found.frame["source"]))
    name = f"{joined(sources)} {joined(list(found.releases))}"
    known = found.frame["known_on"].max().date()
    return EventData(name, country, months, found.frame, known, files)


def _covered(found: Combined, paths: Sequence[Path]) -> pd.PeriodIndex:
    """The months that the files cover, as their releases say; those of ACLED from first to last.

    An annual release begins in 1989, but who cut a file may have begun later: it counts from the
    country's first event on.
    """
    dates = found.frame["date"]
    months: set[pd.Period] = set()
    # A file without an event of the country has its release in its name alone.
    named = [release_in(path.name) for path in paths]
    for release in {*found.releases, *filter(None, named)}:
        first, last = dates.min().date(), dates.max().date()
        if is_release(release):
            start, last = covers(release)
            first = max(start, first) if last_year(release) is not None else start
        months |= set(pd.period_range(first, last, freq="M"))
    return pd.PeriodIndex(sorted(months), freq="M")


def _sums(paths: Sequence[Path]) -> dict[str, str]:
    """Each file's name, numbered where two share it, with the file's SHA-256."""
    sums: dict[str, str] = {}
    for path in paths:
        name = one_line(path.name)
        same = sum(known == name or known.startswith(f"{name} (") for known in sums)
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        sums[f"{name} ({same + 1})" if same else name] = found
    return sums


def event_data_for(case: Case, names: str) -> EventData | None:
    """The event data that a notebook is given: file names, or paths, separated by ``;``.

    A name alone is looked for in `data/events` of the workbook, so that no path need be written
    into a report. Blank: ``None``. The country is that of the case's reference classes.

    Raises ``ValueError`` where no class names a country, and ``FileNotFoundError`` for a file that
    is not there.
    """
    wanted = [part.strip() for part in names.split(";") if part.strip()]
    if not wanted:
        return None
    countries = list(dict.fromkeys(row.country for row in case.reference_classes if row.country))
    if not countries:
        raise ValueError("event data are cut to a country; name one in reference_classes.csv")
    return read_event_data([_found(name) for name in wanted], countries[0])


def _found(name: str) -> Path:
    own = workbook_root() / FOLDER / name
    path = own if own.is_file() else Path(name)
    if not path.is_file():
        raise FileNotFoundError(f"there is no {one_line(name)} in {FOLDER}, nor is it a path")
    return path


def chronology_counts(frame: pd.DataFrame, country: str) -> Callable[[date], pd.Series]:
    """Attacks of the chronology by month as known on a day, from the first known event on."""
    rows = frame[frame["attack"]]
    if country:
        names = {name.casefold() for name in spellings(country)}
        rows = rows[rows["country"].str.casefold().isin(names)]

    days, known_on = (rows[name].to_numpy("datetime64[D]") for name in ("date", "known_on"))

    def counts(day: date) -> pd.Series:
        stamp = np.datetime64(day)
        months = days[(known_on <= stamp) & (days <= stamp)].astype("datetime64[M]")
        if not len(months):
            raise ValueError(f"nothing was known on {day}")
        first = months.min()
        index = pd.period_range(pd.Period(first, "M"), pd.Period(day, "M"), freq="M")
        return pd.Series(np.bincount((months - first).astype(int), minlength=len(index)), index)

    return counts
