"""The tidy frame: one row an event, the same columns whatever the source; and what mixes frames.

On vintages. A row is what one release said of an event. The candidate releases said it weeks
after; an annual release says it again a year later, with other numbers, and drops or adds events:
for 2025, 28,396 candidate events became 25,770, and deaths rose by a third. So every row carries
its ``release`` and the day it was ``known_on``. To cut an annual release at the date of the event
does not show what could be known then: that is *revised data*. Only ``known_by`` cuts honestly,
and it leaves nothing of an annual release before the summer after.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from sat.events.releases import is_release, last_year, release_day
from sat.text import joined, one_line

# Each column with its type and its meaning. Missing text is blank, a missing number <NA> (NaN for
# coordinates), never 0. Text is as published, hostile characters and all.
COLUMNS: dict[str, tuple[str, str]] = {
    "source": ("str", "UCDP GED, UCDP Candidate or ACLED"),
    "release": ("str", "UCDP's release, such as 25.1 or 26.0.2; ACLED: the day of access"),
    "known_on": ("datetime64[s]", "day from which the row could be had"),
    "event_id": ("str", "the source's id of the event"),
    "status": ("str", "UCDP's code_status: Clear, or what is still checked; ACLED: blank"),
    "date": ("datetime64[s]", "first possible day"),
    "date_last": ("datetime64[s]", "last possible day"),
    "date_precision": ("Int64", "UCDP 1 (day) to 5 (over a month); ACLED 1 (day) to 3 (month)"),
    "country": ("str", "country as the source writes it"),
    "region": ("str", "first-order unit (UCDP adm_1, ACLED admin1)"),
    "place": ("str", "place in the source's spelling (UCDP where_coordinates, ACLED location)"),
    "where": ("str", "the place described (UCDP where_description); ACLED: blank"),
    "latitude": ("float64", "degrees north, -90 to 90"),
    "longitude": ("float64", "degrees east, -180 to 180"),
    "place_precision": ("Int64", "UCDP where_prec 1 to 7; ACLED geo_precision 1 to 3"),
    "exact_place": ("bool", "the point is the place itself (precision 1 of either source)"),
    "near_place": ("bool", "the point is the place or near it (precision 1 or 2)"),
    "actor_a": ("str", "UCDP side_a: the government, or the perpetrator of one-sided violence; "
                       "ACLED actor1 and who acted with it, by '; '"),
    "actor_b": ("str", "UCDP side_b; ACLED actor2. Which side one stands on is not who attacked"),
    "kind": ("str", "UCDP state-based, non-state or one-sided; ACLED its event_type"),
    "killed_low": ("Int64", "lowest estimate of deaths; ACLED has one number for all three"),
    "killed_best": ("Int64", "best estimate of deaths; 0 is a count, not a gap"),
    "killed_high": ("Int64", "highest estimate of deaths"),
    "low_order_ok": ("bool", "low <= best <= high, all given; fails in about 1.3% of UCDP's rows"),
}  # fmt: skip


def tidy(columns: pd.DataFrame | dict[str, Any]) -> pd.DataFrame:
    """A frame with exactly the columns of ``COLUMNS``, in their order and types, numbered from 0.

    Raises ``ValueError`` naming the columns that are missing or unknown.
    """
    frame = pd.DataFrame(columns)
    missing = [name for name in COLUMNS if name not in frame]
    extra = [one_line(str(name)) for name in frame if name not in COLUMNS]
    if missing or extra:
        words = [f"lacks {joined(missing)}"] if missing else []
        words += [f"has {joined(extra)}, which are not of it"] if extra else []
        raise ValueError(f"the frame of events {' and '.join(words)}")
    types = {name: kind for name, (kind, _) in COLUMNS.items()}
    return frame[list(COLUMNS)].astype(types).reset_index(drop=True)


def lethal(frame: pd.DataFrame) -> pd.DataFrame:
    """The events with at least one death by the best estimate; those of unknown toll are out.

    Whether an attack needs a death is for the caller to say: 39% of JNIM's rows in the candidate
    releases of early 2026 have none.
    """
    return frame[frame["killed_best"].ge(1).fillna(False).astype(bool)]


def known_by(frame: pd.DataFrame, day: date) -> pd.DataFrame:
    """The rows that could be had on a day: ``known_on`` is that day or earlier.

    An annual release read at a later day and cut at the date of its events is revised data; see
    the head of this module.
    """
    return frame[frame["known_on"] <= pd.Timestamp(day)]


@dataclass(frozen=True)
class Combined:
    """Frames of several files as one.

    Attributes
    ----------
    frame
        The events, by date, then id.
    duplicates
        Rows dropped as older copies of an event: the same id in a later release, or twice in one.
    superseded
        Rows dropped, beyond those, since a later annual release in the mix covers their year and
        no longer has them.
    releases
        Every release in the mix, the dropped ones too: by source, then day.

    """

    frame: pd.DataFrame
    duplicates: int
    superseded: int
    releases: tuple[str, ...]


def combine(*frames: pd.DataFrame) -> Combined:
    """Put tidy frames together: of each event the row of the latest release stays.

    UCDP's annual and candidate releases share their ids; ACLED has its own, and the same attack
    stays in once from each. An annual release restates its years: an event of an earlier release,
    candidate or annual, whose last day lies in them and whose id it lacks was dropped by UCDP.
    So give all files the same filters: a narrower annual file would drop what it was not asked for.
    The result does not depend on the order of the frames.
    """
    rows = pd.concat([tidy(pd.DataFrame(columns=list(COLUMNS))), *frames], ignore_index=True)
    days = {name: _rank(name) for name in rows["release"].unique()}
    rank = rows["release"].map(days).astype("datetime64[s]")
    rows = rows.assign(_acled=rows["source"] == "ACLED", _rank=rank)
    latest = _latest(rows)
    gone = _superseded(latest, list(days))
    named = rows.drop_duplicates(["source", "release"]).sort_values(["source", "_rank", "release"])
    return Combined(
        tidy(latest[~gone][list(COLUMNS)].sort_values(["date", "event_id", "source"])),
        len(rows) - len(latest),
        int(gone.sum()),
        tuple(dict.fromkeys(named["release"])),
    )


def _latest(rows: pd.DataFrame) -> pd.DataFrame:
    """Of each event the row of the latest release."""
    ids = ["_acled", "event_id"]
    several = rows.duplicated(ids, keep=False)
    # By all columns, so that of two copies in one release the same one stays, whatever came first.
    ranked = rows[several].sort_values([*ids, "_rank", *COLUMNS], kind="stable")
    return pd.concat([rows[~several], ranked.drop_duplicates(ids, keep="last")])


def _rank(release: str) -> pd.Timestamp:
    """The day that a release is dated by, for order among releases."""
    return pd.Timestamp(release_day(release) if is_release(release) else release)


def _superseded(latest: pd.DataFrame, releases: Sequence[str]) -> pd.Series:
    """Does a later annual release in the mix cover the year of the row, all its days?"""
    gone = pd.Series(False, index=latest.index)
    for name in releases:
        year = last_year(name)
        if year is not None:
            within = (latest["date_last"].dt.year <= year) & ~latest["_acled"]
            gone |= within & (latest["_rank"] < _rank(name))
    return gone
