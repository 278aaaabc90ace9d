"""Asking a server: encrypted, patient within bounds, and never sent elsewhere unasked.

What a server writes in an error is never repeated: it may hold what was sent to it.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

import requests

from sat.text import one_line

Result = TypeVar("Result")
Auth = Callable[[requests.PreparedRequest], requests.PreparedRequest]

_HERE = ("localhost", "127.0.0.1", "::1")  # nobody listens between a machine and itself
_REDIRECTS = 5
_LONGEST_WAIT = 60.0  # seconds, whatever a server asks for


class FetchError(RuntimeError):
    """Something could not be fetched; the message says what, and what to do."""


class AgainError(Exception):
    """A try that failed for now: why, and how many seconds the server asks to wait, if it does."""

    def __init__(self, why: str, wait: float | None = None) -> None:
        super().__init__(why)
        self.wait = wait


def plainly(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Authentication that adds none, so that no password of a ``.netrc`` is sent either."""
    return request


@dataclass(frozen=True)
class Web:
    """How to ask.

    Attributes
    ----------
    session
        What requests are made with; its proxies and certificates count.
    sleep
        Called with the seconds to wait between tries.
    tries
        How often something is tried in all.
    timeout
        Seconds to wait for a connection, and for the next bytes.
    any_redirect
        Follow redirects to another host, or away from https?
    auth
        Adds to each request what proves who asks.

    """

    session: requests.Session
    sleep: Callable[[float], None] = time.sleep
    tries: int = 8
    timeout: tuple[float, float] = (10, 60)
    any_redirect: bool = False
    auth: Auth = plainly

    def patiently(self, action: Callable[[], Result]) -> Result:
        """The action's result; on ``AgainError`` anew, after 1, 2, 4 ... 30 s.

        Raises ``FetchError`` with the last reason when all tries are used up.
        """
        for number in range(self.tries):
            try:
                return action()
            except AgainError as again:
                why, wait = str(again), again.wait
            if number + 1 < self.tries:
                self.sleep(min(2.0**number, 30.0) if wait is None else wait)
        raise FetchError(f"gave up after {self.tries} tries: {why}")

    def get(
        self, url: str, headers: dict[str, str] | None = None, params: dict[str, str] | None = None
    ) -> requests.Response:
        """The answer to a GET, its body not read yet; redirects are followed as far as allowed.

        Raises ``AgainError`` where another try may help, else ``FetchError``. An answer with a
        status that no waiting mends comes back for the caller to judge.
        """
        check_url(url)
        for _ in range(_REDIRECTS + 1):
            response = self._send("GET", url, headers=headers, params=params)
            if not response.is_redirect:
                return _patient(response)
            response.close()
            url, before, params = urljoin(url, response.headers["location"]), url, None
            self._check_redirect(before, url)
        raise FetchError(f"more than {_REDIRECTS} redirects, the last to {_shown(url)}")

    def post(self, url: str, form: dict[str, str]) -> requests.Response:
        """The answer to a form; it is sent to this address only, so a redirect is refused."""
        check_url(url)
        response = self._send("POST", url, data=form)
        if response.is_redirect:
            response.close()
            raise FetchError(f"{_shown(url)} redirects a form that holds a password: refused")
        return _patient(response)

    def _send(
        self,
        method: str,
        url: str,
        headers: dict[str, str] | None = None,
        params: dict[str, str] | None = None,
        data: dict[str, str] | None = None,
    ) -> requests.Response:
        # "identity": lengths, ranges and sums are those of the file, not of a packed body.
        own = {"User-Agent": "sat-workbook", "Accept-Encoding": "identity"}
        with plain_words(url):
            return self.session.request(
                method,
                url,
                params=params,
                data=data,
                headers=own | (headers or {}),
                auth=self.auth,
                timeout=self.timeout,
                allow_redirects=False,
                stream=True,
            )

    def _check_redirect(self, before: str, after: str) -> None:
        check_url(after, any_scheme=True)
        if not self.any_redirect and not _same_server(before, after):
            raise FetchError(
                f"{_shown(before)} redirects to {_shown(after)}, another host or not encrypted: "
                "refused (for files of UCDP, any_redirect or --any-redirect allows it)"
            )


def _same_server(before: str, after: str) -> bool:
    """Is it the same host and port, or the same host now encrypted?"""
    old, new = urlsplit(before), urlsplit(after)
    if old.hostname != new.hostname:
        return False
    ports = [part.port or {"https": 443, "http": 80}.get(part.scheme) for part in (old, new)]
    if old.scheme == new.scheme:
        return ports[0] == ports[1]
    return (old.scheme, new.scheme) == ("http", "https")


def check_url(url: str, any_scheme: bool = False) -> None:
    """Raises ``FetchError`` for an address that is not https (http: on this machine only)."""
    try:
        parts = urlsplit(url)
        host, user, _ = parts.hostname, parts.username, parts.port
    except ValueError:
        raise FetchError(f"'{one_line(url)}' is no address") from None
    if user is not None:
        raise FetchError("the address holds a user name; give it without")
    schemes = ("https", "http") if any_scheme or host in _HERE else ("https",)
    if parts.scheme not in schemes or not host:
        raise FetchError(f"'{one_line(url, 120)}': the address begins with https:// and a host")


@contextmanager
def plain_words(url: str) -> Iterator[None]:
    """Turn what ``requests`` raises into ``AgainError`` or ``FetchError``.

    Its own texts say too much: the address of a proxy with the password in it, for instance.
    """
    host = one_line(urlsplit(url).hostname or "")
    try:
        yield
    except requests.exceptions.SSLError:
        raise FetchError(f"{host} shows no valid certificate; is there a proxy between?") from None
    except requests.exceptions.ProxyError:
        raise AgainError(f"the proxy gives no way to {host}") from None
    except requests.exceptions.Timeout:
        raise AgainError(f"{host} did not answer in time") from None
    except (requests.exceptions.ConnectionError, requests.exceptions.ChunkedEncodingError):
        raise AgainError(f"the line to {host} broke, or there was none") from None
    except requests.exceptions.RequestException as error:
        raise FetchError(f"cannot ask {host} ({type(error).__name__})") from None


def _patient(response: requests.Response) -> requests.Response:
    """The answer, unless its status says to come again."""
    status = response.status_code
    if status not in (408, 429) and status < 500:
        return response
    response.close()
    wait = response.headers.get("retry-after", "")
    seconds = min(float(wait), _LONGEST_WAIT) if wait.isascii() and wait.isdecimal() else None
    raise AgainError(f"{_shown(response.url)} answers {said(response)}", seconds)


def said(response: requests.Response) -> str:
    """The status of an answer in a few words: ``404 (not there)``."""
    words = {
        400: "request not understood",
        401: "not logged in",
        403: "forbidden",
        404: "not there",
        408: "too slow",
        410: "gone",
        416: "no such part",
        429: "too many requests",
    }
    status = response.status_code
    server = "trouble at the server" if status >= 500 else "not expected"
    return f"{status} ({words.get(status, server)})"


def _shown(url: str) -> str:
    """An address without its query, which may be long or hold what is nobody's business."""
    return one_line(url.partition("?")[0], 120)
