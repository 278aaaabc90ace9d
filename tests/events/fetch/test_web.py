"""Where requests may go, and what is said when they get nowhere."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from requests.adapters import BaseAdapter

from sat.events.fetch import FetchError, fetch_ucdp
from sat.events.web import AgainError, Web, check_url

DATA = b"id,year\n1,2026\n"
Follow = Callable[..., Path]


@pytest.fixture
def follow(server: Any, waits: list[float], tmp_path: Path) -> Follow:
    """``follow(answer, ...)`` asks for a file and goes where the answers lead."""

    def call(*answers: Any, **changes: Any) -> Path:
        server.answers[:] = answers
        url = f"{server.url}/a.csv"
        return fetch_ucdp("27.0.1", tmp_path, url=url, sleep=waits.append, **changes)

    return call


def test_a_redirect_on_the_same_server_is_followed(
    follow: Follow, server: Any, answers: Any
) -> None:
    path = follow(answers["status"](302, Location="/new/b.csv"), answers["file"](DATA))
    assert path.name == "a.csv"
    assert [asked.path for asked in server.asked] == ["/a.csv", "/new/b.csv"]


@pytest.mark.parametrize("host", ["localhost", "elsewhere.example"])
def test_a_redirect_to_another_host_is_refused(
    follow: Follow, server: Any, answers: Any, tmp_path: Path, host: str
) -> None:
    there = answers["status"](301, Location=f"http://{host}/a.csv?key=1")
    message = rf"/a\.csv redirects to http://{host}/a\.csv, another host or not encrypted: refused"
    with pytest.raises(FetchError, match=message):
        follow(there)
    assert len(server.asked) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_redirect_to_another_port_is_another_server(
    follow: Follow, server: Any, answers: Any
) -> None:
    with pytest.raises(FetchError, match="another host"):
        follow(answers["status"](301, Location="http://127.0.0.1:1/a.csv"))


def test_a_redirect_to_another_host_is_followed_when_asked(
    follow: Follow, server: Any, answers: Any
) -> None:
    there = server.url.replace("127.0.0.1", "localhost")
    first = answers["status"](301, Location=f"{there}/b.csv")
    assert follow(first, answers["file"](DATA), any_redirect=True).read_bytes() == DATA


def test_redirects_in_a_circle_end(follow: Follow, server: Any, answers: Any) -> None:
    with pytest.raises(FetchError, match="more than 5 redirects, the last to http://127"):
        follow(answers["status"](302, Location="/a.csv"))
    assert len(server.asked) == 6


@pytest.mark.parametrize("place", ["file:///etc/passwd", "ftp://127.0.0.1/a.csv", "https://"])
def test_a_redirect_to_what_is_no_web_server_is_refused_even_when_asked(
    follow: Follow, answers: Any, place: str
) -> None:
    with pytest.raises(FetchError, match="the address begins with https:// and a host"):
        follow(answers["status"](302, Location=place), any_redirect=True)


class Told(BaseAdapter):
    """Answers without a network: a redirect, or what is raised."""

    def __init__(self, location: str = "", error: Exception | None = None) -> None:
        super().__init__()
        self.location, self.error = location, error

    def send(self, request: requests.PreparedRequest, **_: Any) -> requests.Response:  # type: ignore[override]
        if self.error:
            raise self.error
        response = requests.Response()
        response.status_code = 302
        response.headers["location"] = self.location
        response.url, response.request = str(request.url), request
        return response

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def told() -> Iterator[Callable[..., Web]]:
    """``told(location=...)`` is a way to ask where each answer is that."""
    sessions = []

    def make(**given: Any) -> Web:
        session = requests.Session()
        session.mount("https://", Told(**given))
        sessions.append(session)
        return Web(session, sleep=lambda _: None, tries=2)

    yield make
    for session in sessions:
        session.close()


def test_a_redirect_away_from_encryption_is_refused(told: Callable[..., Web]) -> None:
    web = told(location="http://ucdp.uu.se/a.csv")
    with pytest.raises(FetchError, match=r"http://ucdp\.uu\.se/a\.csv, another host or not encry"):
        web.get("https://ucdp.uu.se/a.csv")


def test_a_form_is_never_redirected(told: Callable[..., Web]) -> None:
    web = told(location="https://acleddata.com/elsewhere")
    message = r"^https://acleddata\.com/oauth/token redirects a form that holds a password: refused"
    with pytest.raises(FetchError, match=message):
        web.post("https://acleddata.com/oauth/token", {"password": "hunter2"})


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (requests.ConnectTimeout("x"), "a.example did not answer in time"),
        (requests.ReadTimeout("x"), "a.example did not answer in time"),
        (requests.ConnectionError("x"), "the line to a.example broke, or there was none"),
        (requests.exceptions.ProxyError("http://me:secret@proxy"), "the proxy gives no way to a.e"),
    ],
)
def test_what_may_pass_is_tried_again_and_told_in_plain_words(
    told: Callable[..., Web], error: Exception, words: str
) -> None:
    web = told(error=error)
    with pytest.raises(FetchError, match=f"gave up after 2 tries: {words}") as caught:
        web.patiently(lambda: web.get("https://a.example/b"))
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (requests.exceptions.SSLError("x"), "a.example shows no valid certificate"),
        (requests.exceptions.InvalidHeader("secret"), r"cannot ask a.example \(InvalidHeader\)"),
    ],
)
def test_what_will_not_pass_is_told_at_once(
    told: Callable[..., Web], error: Exception, words: str
) -> None:
    web = told(error=error)
    with pytest.raises(FetchError, match=words) as caught:
        web.patiently(lambda: web.get("https://a.example/b"))
    assert "secret" not in str(caught.value)


def test_a_result_after_a_bad_try_is_a_result(told: Callable[..., Web]) -> None:
    tries = iter([AgainError("not yet"), None])

    def action() -> str:
        bad = next(tries)
        if bad:
            raise bad
        return "done"

    assert told().patiently(action) == "done"


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://ucdp.uu.se/a.csv", "'http://ucdp.uu.se/a.csv': the address begins with https://"),
        ("ucdp.uu.se/a.csv", "the address begins with https:// and a host"),
        ("https:///a.csv", "the address begins with https:// and a host"),
        ("https://[::1/a.csv", "'https://\\[::1/a.csv' is no address"),
        ("https://a.example:port/b", "is no address"),
        ("https://me:secret@ucdp.uu.se/a.csv", "^the address holds a user name; give it without$"),
        ("http://\x1b[31m/a.csv", r"\\u001b"),
    ],
)
def test_an_address_that_will_not_do_is_refused(url: str, message: str) -> None:
    with pytest.raises(FetchError, match=message):
        check_url(url)


@pytest.mark.parametrize(
    "url", ["https://a.example/b", "http://127.0.0.1:8000/b", "http://[::1]/b"]
)
def test_encryption_is_not_asked_for_within_one_machine(url: str) -> None:
    check_url(url)


def test_passwords_of_a_netrc_are_not_sent(
    follow: Follow,
    server: Any,
    answers: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login me password secret\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    follow(answers["file"](DATA))
    assert "Authorization" not in server.asked[0].headers
