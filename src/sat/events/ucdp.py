"""UCDP's events: GED (annual) and Candidate (monthly), one layout, read into the tidy frame.

The files, CC BY 4.0: Sundberg and Melander (2013), Journal of Peace Research 50(4), for GED;
Hegre, Croicu, Eck and Högbladh (2020), Research & Politics 7(3), for Candidate. What the columns
mean is told in ``sat.events.layout``. The side that a group stands on is not its part in the
attack: a government is always side_a, and so is whoever kills civilians.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pandas as pd

from sat.events.cells import Cells
from sat.events.files import Sheet, opened
from sat.events.frame import tidy
from sat.events.layout import UCDP_COLUMNS, check_layout
from sat.events.problem import refusal
from sat.events.releases import FORMS, is_release, product, release_day, release_in
from sat.events.table import among, query

KINDS = {1: "state-based", 2: "non-state", 3: "one-sided"}
_MOST_KILLED = 10_000_000  # more than any event; a number beyond is a slip
# A comma that is not quoted moves the cells behind it to the right, and a row whose last cell was
# blank still has the right number. Nothing can be said of such a row, so it is never filtered out.
_MOVED = "date_start is null or date_start not like '____-__-__%'"


def read_ucdp(
    path: Path | str,
    actor: str | None = None,
    countries: Sequence[str] = (),
    release: str | None = None,
    known_on: date | None = None,
) -> pd.DataFrame:
    """The events of a UCDP file as a tidy frame, in the order of their ids.

    Parameters
    ----------
    path
        A CSV file, a zip with one, an xlsx workbook, or a saved answer of the API: one page, or
        a list of pages. Other pages in other files are put together by ``combine``.
    actor
        Only rows with exactly this name on either side, such as "JNIM".
    countries
        Only rows of these countries: UCDP's names ("Ivory Coast") or Gleditsch-Ward numbers
        ("437"); capitals do not matter.
    release
        The release, such as "25.1" or "26.0.2". By default that of the column ``release``, if the
        file has one (each row its own), else that which the file's name tells of.
    known_on
        The day the file could be had; by default the estimate of ``release_day``.

    Raises ``EventFileError`` with all problems of the file, ``ValueError`` for a release that
    is none. Warns with ``IncompleteWarning`` where the file is one of an API's several pages.

    """
    with opened(Path(path)) as sheet:
        return from_sheet(sheet, actor, countries, release, known_on)


def from_sheet(
    sheet: Sheet,
    actor: str | None,
    countries: Sequence[str],
    release: str | None,
    known_on: date | None,
) -> pd.DataFrame:
    """What ``read_ucdp`` gives, from a file that is open already."""
    if release is not None:
        release_day(release)
    check_layout(sheet.file, sheet.names, sheet.first, "UCDP")
    column = ["release"] if release is None and "release" in sheet.names else []
    named = "" if column else release or _from_names(sheet)
    where, given = _filter(actor, countries)
    rows = query(sheet, [*UCDP_COLUMNS, *column], where, given)
    cells = Cells(sheet.file, rows if column else rows.assign(release=named))
    return _tidied(cells, known_on)


def _filter(actor: str | None, countries: Sequence[str]) -> tuple[str, list[object]]:
    parts: list[str] = []
    given: list[object] = []
    if actor is not None:
        parts.append("(side_a = ? or side_b = ?)")
        given += [actor, actor]
    if countries:
        part, names = among(countries, "country_id")
        parts.append(part)
        given += names
    return (f"(({' and '.join(parts)}) or {_MOVED})", given) if parts else ("true", given)


def _from_names(sheet: Sheet) -> str:
    """The release that the names of file and archive member tell of."""
    found = sorted({release_in(sheet.file), release_in(sheet.inner)} - {""})
    if len(found) != 1:
        told = f"the names tell of {found[0]} and {found[1]}" if found else "no name tells of it"
        expected = (
            f"which release this is must be known, and {told}: give release=, such as {FORMS}"
        )
        raise refusal(sheet.file, expected)
    return found[0]


def _tidied(cells: Cells, known_on: date | None) -> pd.DataFrame:
    kinds = cells.whole("type_of_violence", 1, 3, needed=True)
    where_prec = cells.whole("where_prec", 1, 7)
    low, best, high = (cells.whole(name, 0, _MOST_KILLED) for name in ("low", "best", "high"))
    first, last = cells.day("date_start"), cells.day("date_end")
    cells.fault(last < first, "date_end", "the last possible day is not before the first")
    cells.whole("id", 0, 10**12, needed=True)
    columns = {
        **_vintage(cells, known_on),
        "event_id": cells.text("id").str.strip(),
        "status": cells.text("code_status"),
        "date": first,
        "date_last": last,
        "date_precision": cells.whole("date_prec", 1, 5),
        "country": cells.text("country", needed=True),
        "region": cells.text("adm_1"),
        "place": cells.text("where_coordinates"),
        "where": cells.text("where_description"),
        "latitude": cells.decimal("latitude", -90, 90),
        "longitude": cells.decimal("longitude", -180, 180),
        "place_precision": where_prec,
        "exact_place": where_prec.eq(1).fillna(False),
        "near_place": where_prec.le(2).fillna(False),
        "actor_a": cells.text("side_a", needed=True),
        "actor_b": cells.text("side_b", needed=True),
        "kind": kinds.map(KINDS),
        "killed_low": low,
        "killed_best": best,
        "killed_high": high,
        "low_order_ok": (low.le(best) & best.le(high)).fillna(False),
    }
    cells.check()
    order = columns["event_id"].astype("int64").argsort(kind="stable")
    return tidy(pd.DataFrame(columns).iloc[order])


def _vintage(cells: Cells, known_on: date | None) -> dict[str, pd.Series]:
    """Source, release and day known of each row."""
    text = cells.rows["release"].str.strip()
    known = {name for name in text.unique() if is_release(name)}
    cells.fault(~text.isin(known), "release", f"write a release of UCDP: {FORMS}")
    days = {name: pd.Timestamp(known_on or release_day(name)) for name in known}
    return {
        "source": text.map({name: product(name) for name in known}),
        "release": text,
        "known_on": text.map(days).astype("datetime64[s]"),
    }
