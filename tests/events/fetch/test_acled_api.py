"""ACLED's pages into one file, with secrets that turn up nowhere. The rows are made up."""

import json
import logging
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sat.events import acled_api
from sat.events.acled_api import Query, fetch_rows
from sat.events.fetch import FetchError, fetch_acled
from sat.events.web import Web

TOKEN, USER, PASSWORD = "tok-3N.s3cret/+=", "ana@ministry.example", "hunter2&pass=%41"
GIVEN = {"ACLED_ACCESS_TOKEN": TOKEN}
LOGIN = {"ACLED_USERNAME": USER, "ACLED_PASSWORD": PASSWORD}
FIRST, LAST = date(2024, 1, 1), date(2024, 12, 31)

Fetch = Callable[..., Path]


@pytest.fixture
def fetch(server: Any, waits: list[float], tmp_path: Path) -> Fetch:
    """``fetch(environ, answer, ...)`` asks a made-up ACLED for Mali in 2024."""

    def call(environ: dict[str, str], *answers: Any, country: str = "Mali") -> Path:
        server.answers[:] = answers
        into = tmp_path / "events"
        return fetch_acled(
            country, FIRST, LAST, into, environ, base_url=server.url, sleep=waits.append
        )

    return call


@pytest.fixture
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acled_api, "PAGE_ROWS", 2)


def rows(*numbers: int, **cells: Any) -> list[dict[str, Any]]:
    return [{"event_id_cnty": f"UTO{number}", "country": "Utopia"} | cells for number in numbers]


def read(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text("utf-8")))


def ids(path: Path) -> list[str]:
    return [row["event_id_cnty"] for row in read(path)["data"]]


def test_one_page_becomes_one_file_in_the_form_of_the_api(
    fetch: Fetch, server: Any, answers: Any, tmp_path: Path
) -> None:
    limits = {"countries": ["Mali"], "recency": "12 months", "account": "no business of a file"}
    page = answers["page"](
        rows(1, 2), total_count=2, data_query_restrictions=limits, filename="x", messages=["hi"]
    )
    path = fetch(GIVEN, page)
    found = read(path)
    accessed = date.fromisoformat(found.pop("accessed_on"))
    assert path.name == f"acled-mali-2024-01-01-2024-12-31-accessed-{accessed}.json"
    assert found == {
        "status": 200,
        "success": True,
        "count": 2,
        "total_count": 2,
        "data_query_restrictions": {"countries": ["Mali"], "recency": "12 months"},
        "data": rows(1, 2),
    }
    assert [item.name for item in (tmp_path / "events").iterdir()] == [path.name]


def test_the_query_is_the_one_that_acled_documents(fetch: Fetch, server: Any, answers: Any) -> None:
    fetch(GIVEN, answers["page"](rows(1)), country="Ivory Coast")
    (asked,) = server.asked
    assert (asked.method, asked.path) == ("GET", "/api/acled/read")
    assert asked.query == {
        "_format": "json",
        "country": "Ivory Coast",
        "event_date": "2024-01-01|2024-12-31",
        "event_date_where": "BETWEEN",
        "inter_num": "0",
        "limit": "5000",
        "page": "1",
    }
    assert asked.headers["Authorization"] == f"Bearer {TOKEN}"


@pytest.mark.usefixtures("short_pages")
def test_pages_are_read_until_one_is_short(fetch: Fetch, server: Any, answers: Any) -> None:
    page = answers["page"]
    path = fetch(GIVEN, page(rows(1, 2)), page(rows(3, 4)), page(rows(5)))
    assert ids(path) == ["UTO1", "UTO2", "UTO3", "UTO4", "UTO5"]
    assert (read(path)["count"], read(path)["total_count"]) == (5, 5)
    assert [asked.query["page"] for asked in server.asked] == ["1", "2", "3"]


@pytest.mark.usefixtures("short_pages")
def test_a_last_page_that_is_full_is_followed_by_an_empty_one(fetch: Fetch, answers: Any) -> None:
    page = answers["page"]
    assert ids(fetch(GIVEN, page(rows(1, 2)), page([]))) == ["UTO1", "UTO2"]


def test_a_short_page_is_not_the_last_while_there_are_more_rows(fetch: Fetch, answers: Any) -> None:
    page = answers["page"]
    path = fetch(GIVEN, page(rows(1), total_count="3"), page(rows(2, 3), total_count="3"))
    assert ids(path) == ["UTO1", "UTO2", "UTO3"]


def test_rows_that_shifted_between_pages_are_kept_once_in_their_last_form(
    fetch: Fetch, answers: Any
) -> None:
    page = answers["page"]
    later = rows(2, fatalities=4) + rows(3)
    path = fetch(GIVEN, page(rows(1, 2), total_count=3), page(later, total_count=3))
    assert ids(path) == ["UTO1", "UTO2", "UTO3"]
    assert read(path)["data"][1]["fatalities"] == 4


@pytest.mark.usefixtures("short_pages")
def test_a_server_that_gives_one_page_for_ever_is_asked_twice(
    fetch: Fetch, server: Any, answers: Any
) -> None:
    path = fetch(GIVEN, answers["page"](rows(1, 2), total_count=9))
    assert len(server.asked) == 2
    # The reader of the file warns, since there should be more rows.
    assert (read(path)["count"], read(path)["total_count"]) == (2, 9)


def test_a_file_that_was_fetched_is_read_as_events(
    fetch: Fetch, answers: Any, acled_row: Callable[..., dict[str, Any]]
) -> None:
    from sat.events import read_acled

    path = fetch(GIVEN, answers["page"]([acled_row(event_id_cnty="UTO7")], total_count=1))
    assert read_acled(path)["event_id"].tolist() == ["UTO7"]


def test_user_name_and_password_are_exchanged_for_a_token(
    fetch: Fetch, server: Any, answers: Any
) -> None:
    token = answers["status"](200, json.dumps({"access_token": TOKEN}).encode())
    fetch(LOGIN, token, answers["page"](rows(1)))
    login, asked = server.asked
    assert (login.method, login.path) == ("POST", "/oauth/token")
    assert login.body == (
        "username=ana%40ministry.example&password=hunter2%26pass%3D%2541"
        "&grant_type=password&client_id=acled"
    )
    assert "Authorization" not in login.headers
    assert asked.headers["Authorization"] == f"Bearer {TOKEN}"


def test_a_token_goes_before_a_password(fetch: Fetch, server: Any, answers: Any) -> None:
    fetch(LOGIN | GIVEN, answers["page"](rows(1)))
    assert [asked.method for asked in server.asked] == ["GET"]


@pytest.mark.parametrize(
    "environ", [{}, {"ACLED_ACCESS_TOKEN": " "}, {"ACLED_USERNAME": USER}, {"ACLED_PASSWORD": "x"}]
)
def test_without_an_account_the_variables_and_the_place_to_register_are_named(
    fetch: Fetch, server: Any, answers: Any, environ: dict[str, str]
) -> None:
    message = (
        "^no access to ACLED: set the variable ACLED_ACCESS_TOKEN, or ACLED_USERNAME and "
        "ACLED_PASSWORD, in the environment.*register at acleddata.com$"
    )
    with pytest.raises(FetchError, match=message):
        fetch(environ, answers["page"](rows(1)))
    assert server.asked == []


def test_a_token_that_cannot_be_sent_is_refused_unseen(fetch: Fetch, answers: Any) -> None:
    message = "^ACLED_ACCESS_TOKEN is empty, or holds a space, a line break or a strange letter$"
    for token in ("secret\nX-Evil: 1", "secret é", "sec ret"):
        with pytest.raises(FetchError, match=message):
            fetch({"ACLED_ACCESS_TOKEN": token}, answers["page"](rows(1)))
    with pytest.raises(FetchError, match=r"^ACLED's token is empty"):
        fetch(LOGIN, answers["status"](200, b"{}"))


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (400, r"^ACLED answers 400 \(request not understood\): is the country written as ACLED"),
        (401, r"^ACLED answers 401 \(not logged in\): the token is wrong or older than 24 hours"),
        (403, r"^ACLED answers 403 \(forbidden\): the account may not see this"),
        (404, r"^ACLED answers 404 \(not there\): try later"),
        (429, r"^gave up after 8 tries: .*/api/acled/read answers 429 \(too many requests\)$"),
        (500, r"^gave up after 8 tries: .*/api/acled/read answers 500 \(trouble at the server\)$"),
    ],
)
def test_a_refusal_is_told_in_plain_words(
    fetch: Fetch, answers: Any, tmp_path: Path, code: int, message: str
) -> None:
    with pytest.raises(FetchError, match=message):
        fetch(GIVEN, answers["echo"](code))
    assert not (tmp_path / "events").exists()


def test_a_wrong_password_is_told_in_plain_words(fetch: Fetch, answers: Any) -> None:
    message = r"ACLED answers 401 \(not logged in\) to the user name and password of ACLED_USERNAME"
    with pytest.raises(FetchError, match=message):
        fetch(LOGIN, answers["echo"](401))


def test_a_busy_server_is_asked_again(fetch: Fetch, answers: Any, waits: list[float]) -> None:
    busy = answers["status"](429, Retry_After="3")
    assert ids(fetch(GIVEN, busy, answers["page"](rows(1)))) == ["UTO1"]
    assert waits == [3]


def test_an_answer_that_is_cut_short_is_asked_for_again(fetch: Fetch, answers: Any) -> None:
    cut = answers["status"](200, b'{"data": [')
    assert ids(fetch(GIVEN, cut, answers["page"](rows(1)))) == ["UTO1"]
    with pytest.raises(FetchError, match="gave up after 8 tries: ACLED's answer is no JSON, or cu"):
        fetch(GIVEN, cut)


@pytest.mark.parametrize(
    "envelope",
    [
        {"success": False},
        {"data": None},
        {"data": "rows"},
        {"data": [1]},
        {"data": [{"country": "Mali"}]},
    ],
)
def test_an_answer_without_rows_that_can_be_told_apart_is_refused(
    fetch: Fetch, answers: Any, envelope: dict[str, Any]
) -> None:
    with pytest.raises(FetchError, match=r"^ACLED's answer to page 1 holds no rows with event_id"):
        fetch(GIVEN, answers["page"](rows(1), **envelope))
    with pytest.raises(FetchError, match="is JSON, but no envelope"):
        fetch(GIVEN, answers["status"](200, b"[]"))


def test_no_rows_at_all_are_no_file(fetch: Fetch, answers: Any, tmp_path: Path) -> None:
    message = (
        r"^ACLED gives no rows of 'Mali\\u001b' from 2024-01-01 to 2024-12-31: is the country "
        r'.*\(restrictions: \{"history": "1 year"\}\)$'
    )
    empty = answers["page"]([], total_count=0, data_query_restrictions={"history": "1 year"})
    with pytest.raises(FetchError, match=message):
        fetch(GIVEN, empty, country="Mali\x1b")
    assert not (tmp_path / "events").exists()


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (("", FIRST, LAST), "country is ''; give a name, such as Mali"),
        (("../..", FIRST, LAST), r"country is '\.\./\.\.'; give a name"),
        (("Mali", LAST, FIRST), "the first day, 2024-12-31, is after the last one, 2024-01-01"),
    ],
)
def test_a_query_that_cannot_be_is_refused(query: tuple[str, date, date], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Query(*query)


def test_a_country_makes_a_plain_name_of_a_file() -> None:
    day = date(2026, 11, 25)
    name = Query("Côte d'Ivoire/../x", FIRST, LAST).file_name(day)
    assert name == "acled-cote-d-ivoire-x-2024-01-01-2024-12-31-accessed-2026-11-25.json"


def test_letters_that_are_none_come_through_as_they_were(fetch: Fetch, answers: Any) -> None:
    path = fetch(GIVEN, answers["page"](rows(1, notes="é \x1b[31m \ud800")))
    assert read(path)["data"][0]["notes"] == "é \x1b[31m \ud800"


def test_an_answer_that_holds_the_token_is_not_written(
    fetch: Fetch, answers: Any, tmp_path: Path
) -> None:
    with pytest.raises(FetchError, match=r"^ACLED's answer holds the token itself: nothing is wri"):
        fetch(GIVEN, answers["page"](rows(1, notes=f"x{TOKEN}x")))
    assert not (tmp_path / "events").exists()


@pytest.mark.parametrize("environ", [GIVEN, LOGIN])
@pytest.mark.parametrize("code", [None, 400, 401, 403, 404, 429, 500, 200])
def test_secrets_are_written_nowhere(
    fetch: Fetch,
    answers: Any,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
    environ: dict[str, str],
    code: int | None,
) -> None:
    caplog.set_level(logging.DEBUG)
    login = [answers["status"](200, json.dumps({"access_token": TOKEN}).encode())]
    steps = login if environ is LOGIN else []
    last = answers["echo"](code) if code else answers["page"](rows(1), messages=[TOKEN, PASSWORD])
    seen = ""
    for given in ([*steps, last], [last]) if code else ([*steps, last],):
        try:
            fetch(environ, *given)
        except FetchError as error:
            chain = [
                error,
                error.__cause__,
                None if error.__suppress_context__ else error.__context__,
            ]
            seen += "".join(f"{link!r} {link}" for link in chain)
    seen += caplog.text + "".join(capsys.readouterr())
    seen += "".join(path.name + path.read_text() for path in tmp_path.rglob("*") if path.is_file())
    assert seen
    for secret in (TOKEN, USER, PASSWORD, "hunter2", "s3cret", "ministry"):
        assert secret not in seen


def test_a_disk_that_refuses_leaves_no_half_file(
    server: Any, answers: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import requests

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    server.answers[:] = [answers["page"](rows(1))]
    monkeypatch.setattr(Path, "replace", full)
    with requests.Session() as session, pytest.raises(FetchError, match="no room left on the disk"):
        fetch_rows(Query("Mali", FIRST, LAST), tmp_path, GIVEN, Web(session), server.url)
    assert list(tmp_path.iterdir()) == []
