"""A server on this machine that answers as it is told, and nobody who really waits."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

Answer = Callable[[BaseHTTPRequestHandler], None]
Answers = dict[str, Callable[..., Answer]]


@dataclass
class Asked:
    """A request as it came in."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: str


@dataclass
class Server:
    """``answers`` are given one by one; the last one again and again."""

    url: str
    answers: list[Answer] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)


def send(handler: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    """An answer; ``Content_Length=...`` is sent in place of the true one."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    handler.send_response(status)
    for name, value in ({"Content-Length": str(len(body))} | named).items():
        if value:
            handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)
    handler.close_connection = True


def status(code: int, body: bytes = b"", **headers: str) -> Answer:
    return lambda handler: send(handler, code, body, **headers)


def echo(code: int) -> Answer:
    """An error that repeats all that was sent."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        length = int(handler.headers.get("content-length", "0"))
        sent = str(handler.headers) + getattr(handler, "sent", "") + str(length)
        send(handler, code, sent.encode())

    return answer


def file(
    data: bytes,
    etag: str = '"v1"',
    modified: str = "",
    cut: int | None = None,
    ranges: bool = True,
    **headers: str,
) -> Answer:
    """A file served by the rules of RFC 9110; ``cut`` breaks the line after so many bytes."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        asked = handler.headers.get("Range") if ranges else None
        if asked and handler.headers.get("If-Range") not in (None, etag, modified):
            asked = None
        start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked else 0
        about = {"ETag": etag, "Last_Modified": modified}
        if asked and start >= len(data):
            send(handler, 416, b"", Content_Range=f"bytes */{len(data)}", **about)
            return
        if asked:
            about["Content_Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
        rest = data[start:]
        about["Content_Length"] = str(len(rest))
        send(handler, 206 if asked else 200, rest[:cut], **(about | headers))

    return answer


def page(rows: list[dict[str, Any]], **envelope: Any) -> Answer:
    """An answer in the form of ACLED's."""
    whole = {"status": 200, "success": True, "count": len(rows), "data": rows, "messages": []}
    return status(200, json.dumps(whole | envelope).encode(), Content_Type="application/json")


@pytest.fixture
def answers() -> Answers:
    """What a server can be told to do."""
    return {"file": file, "status": status, "echo": echo, "page": page}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server of this machine, reached without any proxy."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    monkeypatch.setenv("no_proxy", "127.0.0.1,localhost")
    told = Server("")

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            body = self.rfile.read(int(self.headers.get("content-length", "0"))).decode()
            self.sent = body
            told.asked.append(
                Asked(self.command, parts.path, query, dict(self.headers.items()), body)
            )
            given = told.answers.pop(0) if len(told.answers) > 1 else told.answers[0]
            given(self)

        do_GET = do_POST = answer  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Nothing: what the tests look at is in ``asked``."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        told.url = f"http://127.0.0.1:{http.server_port}"
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield told
        finally:
            http.shutdown()
            thread.join()


@pytest.fixture
def waits() -> list[float]:
    """Collects the seconds that would have been waited: give ``waits.append`` as ``sleep``."""
    return []
