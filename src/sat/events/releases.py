"""UCDP's releases: how they are named, what years they cover, and when they came out.

An annual release (25.1) holds 1989 to the year before, revised as a whole. A candidate release
holds one month (26.0.8) or January to a month (26.01.26.06), coded fast and corrected later.
"""

import re
from datetime import date, timedelta

ANNUAL = re.compile(r"(\d\d)\.1", re.ASCII)
MONTHLY = re.compile(r"(\d\d)\.0\.([1-9]|1[0-2])", re.ASCII)
CUMULATIVE = re.compile(r"(\d\d)\.01\.(\d\d)\.(0[1-9]|1[0-2])", re.ASCII)
FORMS = "25.1 (a year), 26.0.8 (a month) or 26.01.26.06 (January to a month)"

# How the names of UCDP's files hold a release; browsers add " (1)" and the like behind it.
_NAMES = (
    (re.compile(r"ged(\d\d)1(?!\d)", re.IGNORECASE | re.ASCII), "{}.1"),
    (re.compile(r"v(\d\d)_1(?![\d_])", re.IGNORECASE | re.ASCII), "{}.1"),
    (re.compile(r"v(\d\d)_0_([1-9]|1[0-2])(?![\d_])", re.IGNORECASE | re.ASCII), "{}.0.{}"),
    (
        re.compile(r"v(\d\d)_01_(\d\d)_(0[1-9]|1[0-2])(?![\d_])", re.IGNORECASE | re.ASCII),
        "{}.01.{}.{}",
    ),
)


def release_in(name: str) -> str:
    """The release that a file's name tells of; blank where it tells of none.

    >>> release_in("ged251-csv.zip"), release_in("GEDEvent_v26_0_8.csv"), release_in("my.csv")
    ('25.1', '26.0.8', '')
    """
    for pattern, form in _NAMES:
        match = pattern.search(name)
        if match:
            return form.format(*match.groups())
    return ""


def is_release(text: str) -> bool:
    """Is it the name of a release in one of UCDP's three forms?"""
    return any(form.fullmatch(text) for form in (ANNUAL, MONTHLY, CUMULATIVE))


def release_day(release: str) -> date:
    """The day on which a release is taken to have come out. An estimate, not a record.

    A candidate release appears around the 20th of the month after its last one, says UCDP; the
    20th is taken. An annual release appears in early summer; 30 June is taken, so that nothing
    counts as known too early. Where the true day matters, hand it to the reader as ``known_on``.

    Raises ``ValueError`` for what is not the name of a release.

    >>> release_day("25.1").isoformat(), release_day("26.0.12").isoformat()
    ('2025-06-30', '2027-01-20')
    """
    annual = ANNUAL.fullmatch(release)
    if annual:
        return date(2000 + int(annual[1]), 6, 30)
    candidate = MONTHLY.fullmatch(release) or CUMULATIVE.fullmatch(release)
    if not candidate:
        raise ValueError(f"{release!r} is not a release of UCDP: write {FORMS}")
    *_, year, month = (int(part) for part in candidate.groups())
    return date(2000 + year + month // 12, month % 12 + 1, 20)


def covers(release: str) -> tuple[date, date]:
    """First and last day that a release covers, whole months.

    Raises ``ValueError`` for what is not the name of a release.

    >>> [day.isoformat() for day in covers("26.01.26.06")]
    ['2026-01-01', '2026-06-30']
    """
    out = release_day(release)
    last_annual = last_year(release)
    if last_annual is not None:
        return date(1989, 1, 1), date(last_annual, 12, 31)
    last = out.replace(day=1) - timedelta(days=1)
    first = last.replace(day=1) if MONTHLY.fullmatch(release) else date(last.year, 1, 1)
    return first, last


def product(release: str) -> str:
    """The product that a release belongs to: "UCDP GED" or "UCDP Candidate"."""
    return "UCDP GED" if ANNUAL.fullmatch(release) else "UCDP Candidate"


def last_year(release: str) -> int | None:
    """The last year that an annual release covers; ``None`` for a candidate release.

    >>> last_year("25.1"), last_year("26.0.1")
    (2024, None)
    """
    annual = ANNUAL.fullmatch(release)
    return 1999 + int(annual[1]) if annual else None
