"""ACLED's events, as a user exported or fetched them with an account of their own.

ACLED's terms forbid handing its rows on, so none come with this workbook: what its tests read is
made up. Whoever shows results names ACLED and the day of access. Rows change weekly and some are
deleted; a frame is what stood there on that day.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd

from sat.events.cells import Cells
from sat.events.files import Sheet, opened
from sat.events.frame import tidy
from sat.events.layout import ACLED_COLUMNS, check_layout
from sat.events.problem import refusal
from sat.events.table import among, largest, query

ACTOR_COLUMNS = ("actor1", "actor2", "assoc_actor_1", "assoc_actor_2")
_MOST_KILLED = 10_000_000


def read_acled(
    path: Path | str,
    actor: str | None = None,
    countries: Sequence[str] = (),
    accessed_on: date | None = None,
) -> pd.DataFrame:
    """The events of an ACLED export (CSV, zip, xlsx) or saved API answer (JSON) as a tidy frame.

    Rows are in the order of day and id. ``killed_low``, ``killed_best`` and ``killed_high`` are
    the one number of deaths that ACLED gives.

    Parameters
    ----------
    path
        The file.
    actor
        Only rows that name the actor on either side, as a principal or associated one: "JNIM"
        is a name that is exactly that, or begins with "JNIM:". So joint names such as
        "JNIM: ... and/or Islamic State ..." count, "JNIMX" does not. Unnamed groups, which ACLED
        calls "Islamist Militia (Mali)" and the like, do not.
    countries
        Only rows of these countries: ACLED's names, capitals aside, or numeric ISO codes ("466").
    accessed_on
        The day the user took the data; it becomes ``release`` and ``known_on``. By default the
        day (UTC) of the newest ``timestamp`` in the whole file: the last change of any row, so
        the access was then or later.

    Raises ``EventFileError`` with all problems of the file. Warns with ``IncompleteWarning``
    where ACLED says that it has more rows than it gave.

    """
    with opened(Path(path)) as sheet:
        return from_sheet(sheet, actor, countries, accessed_on)


def from_sheet(
    sheet: Sheet, actor: str | None, countries: Sequence[str], accessed_on: date | None
) -> pd.DataFrame:
    """What ``read_acled`` gives, from a file that is open already."""
    check_layout(sheet.file, sheet.names, sheet.first, "ACLED")
    day = accessed_on or _newest(sheet)
    where, given = _filter(actor, countries)
    rows = query(sheet, list(ACLED_COLUMNS), where, given)
    return _tidied(Cells(sheet.file, rows), day)


def _filter(actor: str | None, countries: Sequence[str]) -> tuple[str, list[object]]:
    parts: list[str] = []
    given: list[object] = []
    if actor is not None:
        # The name, at the beginning or behind a ";", and behind it the end, a ":" or a ";".
        pattern = f"(?:^|;)\\s*{re.escape(actor.strip())}\\s*(?:$|[:;])"
        tests = " or ".join(f"regexp_matches({name}, ?)" for name in ACTOR_COLUMNS)
        parts.append(f"coalesce({tests}, false)")
        given += [pattern] * len(ACTOR_COLUMNS)
    if countries:
        part, names = among(countries, "iso")
        parts.append(part)
        given += names
    return " and ".join(parts) or "true", given


def _newest(sheet: Sheet) -> date:
    """Day of the newest change in the file."""
    seconds = largest(sheet, "timestamp") if "timestamp" in sheet.names else None
    if seconds is None or not 0 < seconds < 2**33:
        expected = (
            "the file has no usable timestamp that tells when it was taken: give accessed_on="
        )
        raise refusal(sheet.file, expected, str(seconds or ""))
    return datetime.fromtimestamp(seconds, UTC).date()


def _tidied(cells: Cells, accessed_on: date) -> pd.DataFrame:
    killed = cells.whole("fatalities", 0, _MOST_KILLED)
    precision = cells.whole("geo_precision", 1, 3)
    day = cells.day("event_date")
    columns = {
        "source": "ACLED",
        "release": accessed_on.isoformat()[:10],
        "known_on": pd.Timestamp(accessed_on),
        "event_id": cells.text("event_id_cnty", needed=True).str.strip(),
        "status": "",
        "date": day,
        "date_last": day,
        "date_precision": cells.whole("time_precision", 1, 3),
        "country": cells.text("country", needed=True),
        "region": cells.text("admin1"),
        "place": cells.text("location"),
        "where": "",
        "latitude": cells.decimal("latitude", -90, 90),
        "longitude": cells.decimal("longitude", -180, 180),
        "place_precision": precision,
        "exact_place": precision.eq(1).fillna(False),
        "near_place": precision.le(2).fillna(False),
        "actor_a": _side(cells.text("actor1"), cells.text("assoc_actor_1")),
        "actor_b": _side(cells.text("actor2"), cells.text("assoc_actor_2")),
        "kind": cells.text("event_type", needed=True),
        "killed_low": killed,
        "killed_best": killed,
        "killed_high": killed,
        "low_order_ok": killed.notna(),
    }
    cells.check()
    return tidy(pd.DataFrame(columns).sort_values(["date", "event_id"], kind="stable"))


def _side(actor: pd.Series, associated: pd.Series) -> pd.Series:
    """One side: the actor, then those associated with it, by '; '."""
    return (actor.str.strip() + "; " + associated.str.strip()).str.strip("; ")
