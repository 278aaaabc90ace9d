"""ACLED's API, with the account of the person who asks.

ACLED's terms (acleddata.com): its rows are for that person's own use. They may not be handed on,
nor turned into something that replaces ACLED's data; whoever shows results names ACLED and the
day of access, which is in the file's name and in the file.

The token, the user name and the password come from the environment and go to ACLED alone: not
into a file, a message, an address, or anything that an exception would show.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import requests

from sat.events.countries import folded
from sat.events.download import Progress, disk_errors
from sat.events.web import AgainError, FetchError, Web, plain_words, said
from sat.text import one_line
from sat.whole import write_file

ACLED = "https://acleddata.com"
TOKEN, USER, PASSWORD = "ACLED_ACCESS_TOKEN", "ACLED_USERNAME", "ACLED_PASSWORD"
PAGE_ROWS = 5_000
MOST_PAGES = 1_000  # all of ACLED, about
_RESTRICTIONS = ("countries", "event_types", "regions", "history", "recency")


@dataclass(frozen=True)
class Query:
    """What to ask for: a country as ACLED writes it, and the first and last day."""

    country: str
    start: date
    end: date

    def __post_init__(self) -> None:
        if not self._slug():
            raise ValueError(f"country is '{one_line(self.country)}'; give a name, such as Mali")
        if self.start > self.end:
            raise ValueError(f"the first day, {self.start}, is after the last one, {self.end}")

    def parameters(self, page: int) -> dict[str, str]:
        """The query of one page, the first being 1."""
        return {
            "_format": "json",
            "country": self.country,
            "event_date": f"{self.start}|{self.end}",
            "event_date_where": "BETWEEN",
            "inter_num": "0",
            "limit": str(PAGE_ROWS),
            "page": str(page),
        }

    def file_name(self, accessed_on: date) -> str:
        """A name that says what is in it and when it was fetched."""
        return f"acled-{self._slug()}-{self.start}-{self.end}-accessed-{accessed_on}.json"

    def _slug(self) -> str:
        return re.sub(r"[^a-z0-9]+", "-", folded(self.country)).strip("-")[:60]


class _Bearer(requests.auth.AuthBase):
    """Sends the token, and shows it nowhere else."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request

    def within(self, text: str) -> bool:
        """Does the text hold the token?"""
        return self._token in text or json.dumps(self._token)[1:-1] in text


@dataclass
class _Rows:
    """The rows so far, by id, and what the envelopes said."""

    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    total: int | None = None
    restrictions: dict[str, Any] = field(default_factory=dict)

    def add(self, page: dict[str, Any]) -> int:
        """Take a page in; how many of its rows are new. Rows shift while pages are read."""
        before = len(self.rows)
        for row in page["data"]:
            self.rows[str(row["event_id_cnty"])] = row
        total = str(page.get("total_count", ""))
        self.total = int(total) if total.isascii() and total.isdecimal() else self.total
        limits = page.get("data_query_restrictions")
        if isinstance(limits, dict):
            self.restrictions = {key: limits[key] for key in _RESTRICTIONS if key in limits}
        return len(self.rows) - before

    def complete(self, on_page: int) -> bool:
        """Was this the last page? A short page is not, if there are more rows."""
        return on_page < PAGE_ROWS and len(self.rows) >= (self.total or 0)


def fetch_rows(
    query: Query,
    into: Path,
    environ: Mapping[str, str],
    web: Web,
    base_url: str = ACLED,
    on_progress: Progress | None = None,
    today: Callable[[], date] = lambda: datetime.now(UTC).date(),
) -> Path:
    """All pages of a query as one JSON file, written whole or not at all; see ``fetch_acled``."""
    bearer = _Bearer(_token(environ, web, base_url))
    asking = replace(web, auth=bearer)
    found = _Rows()
    for number in range(1, MOST_PAGES + 1):
        page = asking.patiently(lambda number=number: _page(query, number, asking, base_url))  # type: ignore[misc]
        new = found.add(page)
        if on_progress:
            on_progress(len(found.rows), found.total)
        if not new or found.complete(len(page["data"])):
            break
    if not found.rows:
        raise FetchError(
            f"ACLED gives no rows of '{one_line(query.country)}' from {query.start} to "
            f"{query.end}: is the country written as ACLED writes it, and may the account see it? "
            f"(restrictions: {one_line(json.dumps(found.restrictions), 160)})"
        )
    day = today()
    text = _document(found, day)
    if bearer.within(text):
        raise FetchError("ACLED's answer holds the token itself: nothing is written")
    path = into / query.file_name(day)
    with disk_errors(path):
        write_file(path, text)
    return path


def _document(found: _Rows, accessed_on: date) -> str:
    """One envelope in the API's form around all rows."""
    rows = list(found.rows.values())
    envelope = {
        "status": 200,
        "success": True,
        "count": len(rows),
        "total_count": found.total if found.total is not None else len(rows),
        "data_query_restrictions": found.restrictions,
        "accessed_on": str(accessed_on),
        "data": rows,
    }
    return json.dumps(envelope, indent=1) + "\n"


def _token(environ: Mapping[str, str], web: Web, base_url: str) -> str:
    """The user's token, or one that the user's name and password are exchanged for."""
    token = environ.get(TOKEN, "").strip()
    if token:
        return _checked(token, TOKEN)
    user, password = environ.get(USER, ""), environ.get(PASSWORD, "")
    if not user or not password:
        raise FetchError(
            f"no access to ACLED: set the variable {TOKEN}, or {USER} and {PASSWORD}, in the "
            "environment. Accounts are free for many uses: register at acleddata.com"
        )
    form = {
        "username": user,
        "password": password,
        "grant_type": "password",
        "client_id": "acled",
    }
    answer = web.patiently(lambda: _login(web, base_url, form))
    return _checked(str(answer.get("access_token") or ""), "ACLED's token")


def _checked(token: str, name: str) -> str:
    # requests would repeat a token that cannot be sent in its error.
    if not re.fullmatch(r"[\x21-\x7e]+", token):
        raise FetchError(f"{name} is empty, or holds a space, a line break or a strange letter")
    return token


def _login(web: Web, base_url: str, form: dict[str, str]) -> dict[str, Any]:
    url = f"{base_url.rstrip('/')}/oauth/token"
    with web.post(url, form) as response:
        if response.status_code in (400, 401, 403):
            raise FetchError(
                f"ACLED answers {said(response)} to the user name and password of "
                f"{USER} and {PASSWORD}: are they those of the account at acleddata.com?"
            )
        return _parsed(response, url)


def _page(query: Query, number: int, web: Web, base_url: str) -> dict[str, Any]:
    url = f"{base_url.rstrip('/')}/api/acled/read"
    with web.get(url, params=query.parameters(number)) as response:
        page = _parsed(response, url)
    rows = page.get("data")
    good = isinstance(rows, list) and all(
        isinstance(row, dict) and row.get("event_id_cnty") for row in rows
    )
    if page.get("success") is False or not good:
        raise FetchError(
            f"ACLED's answer to page {number} holds no rows with event_id_cnty, or says that it "
            "failed: has the API changed, or is the account limited?"
        )
    return page


def _parsed(response: requests.Response, url: str) -> dict[str, Any]:
    """The JSON object in an answer. Of a refusal, or of what is no JSON, nothing is repeated."""
    why = {
        400: "is the country written as ACLED writes it, such as 'Ivory Coast'?",
        401: "the token is wrong or older than 24 hours; get a new one",
        403: "the account may not see this; what it may is shown in your profile at ACLED",
    }
    if response.status_code != 200:
        hint = why.get(response.status_code, "try later; see acleddata.com for its API")
        raise FetchError(f"ACLED answers {said(response)}: {hint}")
    with plain_words(url):
        text = response.content
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise AgainError("ACLED's answer is no JSON, or cut short") from None
    if not isinstance(document, dict):
        raise FetchError("ACLED's answer is JSON, but no envelope")
    return document
