"""Event data from where they are published: UCDP's bulk files, ACLED with an account of one's own.

UCDP has an API too, with a token of its own; its bulk files hold the same rows, need none, and
can be checked by their sums, so only they are fetched. UCDP's data are CC BY 4.0. ACLED's terms
are in ``sat.events.acled_api``: its rows are for the use of the person whose account it is.
"""

import os
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import requests

from sat.events.acled_api import ACLED, Query, fetch_rows
from sat.events.catalogue import CATALOGUE, UCDP_DOWNLOADS, Source, known
from sat.events.download import Progress, download
from sat.events.web import FetchError, Web

__all__ = ["FetchError", "fetch_acled", "fetch_ucdp"]

_SHA256 = re.compile(r"[0-9a-fA-F]{64}")


def fetch_ucdp(
    release: str,
    into: Path,
    *,
    base_url: str = UCDP_DOWNLOADS,
    url: str | None = None,
    sha256: str | None = None,
    session: requests.Session | None = None,
    on_progress: Progress | None = None,
    sleep: Callable[[float], None] = time.sleep,
    any_redirect: bool = False,
) -> Path:
    """A release of UCDP GED as UCDP publishes it, whole and checked; the path of the file.

    Parameters
    ----------
    release
        Such as "26.1" (a year), "26.0.8" (a month) or "26.01.26.06" (January to a month).
    into
        The folder it goes to; it is made.
    base_url
        Where the catalogue's paths begin.
    url, sha256
        The file's address and sum, for a release that the catalogue does not have. Without a sum
        nothing can be checked but that an archive is one: compare ``sha256_of`` with the source.
    session, sleep
        What asks, and what waits between tries.
    on_progress
        Called with the bytes so far and in all (``None``: not known).
    any_redirect
        Follow redirects to another host or away from https?

    Raises ``FetchError`` where there is no way to get the file, or it is not what it should be:
    then nothing stands under its name that did not before. A broken download goes on at the next
    call. Raises ``ValueError`` for a release that is not known, and for a sum that is none.

    """
    if sha256 is not None and not _SHA256.fullmatch(sha256):
        raise ValueError("a sha256 is 64 hexadecimal digits")
    source = _source(release, base_url, url, (sha256 or "").lower())
    with _web(session, sleep, any_redirect) as web:
        return download(source, into, web, on_progress)


def _source(release: str, base_url: str, url: str | None, sha256: str) -> Source:
    """What to fetch. The catalogue's sum holds for a copy elsewhere too; a given one goes first."""
    if url is None:
        source = known(release).under(base_url)
    else:
        source = replace(CATALOGUE.get(release, Source(url)), path=url)
    return Source(source.path, sha256) if sha256 else source


def fetch_acled(
    country: str,
    start: date,
    end: date,
    into: Path,
    environ: Mapping[str, str] = os.environ,
    *,
    base_url: str = ACLED,
    session: requests.Session | None = None,
    on_progress: Progress | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Path:
    """ACLED's events of a country from one day to another, with the user's own account.

    The rows are for the user's own use; ACLED forbids handing them on. All pages go into one JSON
    file in the form of the API's answer, which ``read_acled`` reads; its name ends with the day of
    access (UTC), which has to be named with results.

    Parameters
    ----------
    country
        As ACLED writes it, such as "Ivory Coast".
    start, end
        First and last day.
    into
        The folder the file goes to; keep it out of what is shared.
    environ
        Holds ``ACLED_ACCESS_TOKEN``, or ``ACLED_USERNAME`` and ``ACLED_PASSWORD``, which are
        exchanged for a token. They go to ``base_url`` and nowhere else.
    base_url, session, sleep
        ACLED's address, what asks, and what waits between tries.
    on_progress
        Called with the rows so far and in all (``None``: not known).

    Raises ``FetchError`` where ACLED gives nothing or the file cannot be written, ``ValueError``
    for a country or days that cannot be.

    """
    query = Query(country, start, end)
    with _web(session, sleep, False) as web:
        return fetch_rows(query, into, environ, web, base_url, on_progress)


@contextmanager
def _web(
    session: requests.Session | None, sleep: Callable[[float], None], any_redirect: bool
) -> Iterator[Web]:
    """A way to ask; a session that was not given is closed at the end."""
    own = session or requests.Session()
    try:
        yield Web(own, sleep=sleep, any_redirect=any_redirect)
    finally:
        if session is None:
            own.close()
