"""Events by month, and whether the last quarter of them stands out.

A month has a number only where the data cover it: a month without events is 0 inside the span
that the caller vouches for, and absent outside.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from sat.events.cells import Cells
from sat.events.files import opened
from sat.events.frame import lethal
from sat.events.problem import refusal
from sat.events.table import query
from sat.text import joined, one_line

Month = pd.Period | date | str

KINDS = {"state_based": "state-based", "non_state": "non-state", "one_sided": "one-sided"}
PRIOR = 24  # earlier sums that the last one is held against: two years of origins
QUARTER = 3  # months in a sum
# The columns of the panel of UCDP's events by country and month, by ours.
_PANEL = {
    "events": "ucdp_event_count",
    "state_based": "ucdp_state_based_events",
    "non_state": "ucdp_non_state_events",
    "one_sided": "ucdp_one_sided_events",
    "deaths": "ucdp_fatalities_best",
}
_KEYS = ("country_iso3", "year_month")


def count_by_month(
    frame: pd.DataFrame, by: Literal["kind"] | None = "kind", *, start: Month, end: Month
) -> pd.DataFrame:
    """Counts of a tidy frame for each month from ``start`` to ``end``, both included.

    Columns, as Int64: ``events``; with ``by="kind"`` also ``state_based``, ``non_state`` and
    ``one_sided``, <NA> for ACLED, which has other kinds; ``lethal``, the events with a death by
    the best estimate; ``deaths`` by the best estimate, <NA> in a month with an event of unknown
    toll. An event of several days counts in the month of its first possible day, so that none
    counts twice; what began outside the span does not count.

    Raises ``ValueError`` where ``end`` is before ``start``, and for a frame that holds both UCDP
    and ACLED, which would count the same event twice.
    """
    months = pd.period_range(_month(start), _month(end), freq="M", name="month")
    if months.empty:
        raise ValueError(f"start is {start} and end is {end}; the end cannot be earlier")
    sources = sorted(set(frame["source"]))
    if "ACLED" in sources and len(sources) > 1:
        raise ValueError(f"the frame holds {joined(sources)}: count ACLED and UCDP apart")
    rows = frame.assign(month=frame["date"].dt.to_period("M"))
    counts = {"events": rows}
    if by == "kind":
        counts |= {name: rows[rows["kind"] == kind] for name, kind in KINDS.items()}
    counts["lethal"] = lethal(rows)
    out = pd.DataFrame(
        {name: part["month"].value_counts().reindex(months, fill_value=0)
         for name, part in counts.items()},
        index=months,
    ).astype("Int64")  # fmt: skip
    if by == "kind" and "ACLED" in sources:
        out[list(KINDS)] = pd.NA
    return out.assign(deaths=_deaths(rows, months))


def _month(value: Month) -> pd.Period:
    return value.asfreq("M") if isinstance(value, pd.Period) else pd.Period(value, "M")


def _deaths(rows: pd.DataFrame, months: pd.PeriodIndex) -> pd.Series:
    killed = rows["killed_best"].groupby(rows["month"])
    known = killed.count() == killed.size()
    return killed.sum().where(known).reindex(months, fill_value=0).astype("Int64")


def is_country_months(path: Path | str) -> bool:
    """Is it a panel of counts by country and month, not a file of events?"""
    with opened(Path(path)) as sheet:
        return set(_KEYS) <= set(sheet.names)


def read_country_months(path: Path | str, country: str) -> pd.DataFrame:
    """Counts of one country from a panel derived from UCDP GED: by ISO code, such as "MLI".

    The columns of ``count_by_month``, of which the panel does not tell ``lethal``: <NA>. Months
    that the panel lacks are absent. Raises ``EventFileError`` for a file that is no such panel,
    for a country that is not in it, and for a month that is there twice.
    """
    with opened(Path(path)) as sheet:
        needed = [*_KEYS, *_PANEL.values()]
        missing = [name for name in needed if name not in sheet.names]
        if missing:
            expected = "columns missing that a panel of country-months has: "
            raise refusal(sheet.file, expected + ", ".join(missing))
        cells = Cells(sheet.file, query(sheet, needed, "country_iso3 = ?", [country]))
        if cells.rows.empty:
            there = sorted(set(query(sheet, ["country_iso3"])["country_iso3"]))
            expected = f"there is no such country; there are {one_line(joined(there), 200)}"
            raise refusal(sheet.file, expected, country, "country_iso3")
    text = cells.text("year_month")
    cells.fault(~text.str.fullmatch(r"\d{4}-(0[1-9]|1[0-2])"), "year_month", "write YYYY-MM")
    cells.fault(text.duplicated(), "year_month", "give each month once")
    numbers = {name: cells.whole(column, 0, 10**9, needed=True) for name, column in _PANEL.items()}
    cells.check()
    index = pd.PeriodIndex(text, freq="M", name="month")
    out = pd.DataFrame(numbers).assign(lethal=pd.array([pd.NA] * len(text), dtype="Int64"))
    order = ["events", *KINDS, "lethal", "deaths"]
    return out[order].set_axis(index).sort_index()


@dataclass(frozen=True)
class Volume:
    """The sum of the last quarter against the earlier ones.

    Attributes
    ----------
    total
        Sum over the last three months.
    mean, sd
        Mean and standard deviation (n - 1) of the earlier sums.
    z
        (total - mean) / sd; 0 where all sums are equal. Higher is more than usual.
    percentile
        Percent of the earlier sums that are below ``total``, 0 to 100; equal ones are not below.
    months
        The months that ``total`` sums.

    """

    total: float
    mean: float
    sd: float
    z: float
    percentile: float
    months: tuple[pd.Period, ...]


def volume(series: pd.Series, until: pd.Period | str) -> Volume:
    """Hold the three months up to and including ``until`` against two years of such sums.

    ``series`` has one number a month. The earlier sums are the 24 that end in the 24 months before
    ``until``. They overlap with each other, and the last two with the quarter itself, so they are
    not independent and z is a measure of distance, not a test. Needed are 27 months without
    a gap. The mean and deviation are those of the 24 sums, with n - 1.

    Raises ``ValueError`` where a month is absent or unknown, and where the earlier sums are
    all equal but the last one is not, since no deviation tells how far off it is.
    """
    last = _month(until)
    months = pd.period_range(end=last, periods=PRIOR + QUARTER, freq="M")
    known = series.reindex(months).to_numpy(float, na_value=np.nan)
    absent = months[np.isnan(known)]
    if len(absent):
        raise ValueError(
            f"the {len(months)} months up to {last} are needed; "
            f"{len(absent)} of them have no number, the first is {absent[0]}"
        )
    sums = np.lib.stride_tricks.sliding_window_view(known, QUARTER).sum(axis=1)
    prior, total = sums[:-1], float(sums[-1])
    mean, sd = float(prior.mean()), float(prior.std(ddof=1))
    level = bool((prior == prior[0]).all())
    if level and total != prior[0]:
        raise ValueError(
            f"the {PRIOR} sums before {last} are all {prior[0]:g}, the last is {total:g}; "
            "without any deviation there is no z"
        )
    z = 0.0 if level else (total - mean) / sd
    below = 100 * float((prior < total).mean())
    return Volume(total, mean, sd, z, below, tuple(months[-QUARTER:]))
