"""UCDP's files: whole, checked, and resumed, from a server that does what servers do."""

import hashlib
import json
import os
import re
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sat.events import download
from sat.events.fetch import FetchError, fetch_ucdp

DATA = bytes(range(256)) * 5_000  # 1.28 MB: several chunks
SUM = hashlib.sha256(DATA).hexdigest()
NAME = "GEDEvent_v27_0_1.csv"
DAY = "Wed, 21 Oct 2026 07:28:00 GMT"

Fetch = Callable[..., Path]


@pytest.fixture
def fetch(server: Any, waits: list[float], tmp_path: Path) -> Fetch:
    """``fetch(answer, ...)`` downloads a made-up release from a server that answers so."""

    def call(*answers: Any, **changes: Any) -> Path:
        server.answers[:] = answers
        given = {"url": f"{server.url}/files/{NAME}", "sha256": SUM, "sleep": waits.append}
        return fetch_ucdp("27.0.1", tmp_path / "events", **(given | changes))

    return call


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_a_file_arrives_whole_with_nothing_beside_it(
    fetch: Fetch, answers: Any, tmp_path: Path
) -> None:
    path = fetch(answers["file"](DATA))
    assert path == tmp_path / "events" / NAME
    assert path.read_bytes() == DATA
    assert left(tmp_path) == [NAME]


def test_progress_is_told_up_to_the_end(fetch: Fetch, answers: Any) -> None:
    seen: list[tuple[int, int | None]] = []
    fetch(answers["file"](DATA), on_progress=lambda done, total: seen.append((done, total)))
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1] == (len(DATA), len(DATA))


def test_a_whole_file_that_is_there_is_not_fetched_again(
    fetch: Fetch, server: Any, answers: Any
) -> None:
    fetch(answers["file"](DATA))
    fetch(answers["status"](500))
    assert len(server.asked) == 1


def test_a_file_of_another_sum_is_replaced(fetch: Fetch, answers: Any, tmp_path: Path) -> None:
    (tmp_path / "events").mkdir()
    (tmp_path / "events" / NAME).write_bytes(DATA[:-1])
    assert fetch(answers["file"](DATA)).read_bytes() == DATA


def test_a_line_that_breaks_is_taken_up_where_it_broke(
    fetch: Fetch, server: Any, answers: Any, waits: list[float]
) -> None:
    path = fetch(answers["file"](DATA, cut=300_000), answers["file"](DATA))
    assert path.read_bytes() == DATA
    first, second = server.asked
    assert "Range" not in first.headers
    have = int(re.fullmatch(r"bytes=(\d+)-", second.headers["Range"])[1])  # type: ignore[index]
    assert 0 < have <= 300_000
    assert second.headers["If-Range"] == '"v1"'
    assert waits == [1.0]


def test_a_download_goes_on_at_the_next_call(
    fetch: Fetch, server: Any, answers: Any, tmp_path: Path
) -> None:
    with pytest.raises(FetchError, match=r"^gave up after 8 tries: the line to 127\.0\.0\.1 broke"):
        fetch(answers["file"](DATA, cut=300_000), answers["file"](DATA, cut=0))
    assert left(tmp_path) == [f"{NAME}.part", f"{NAME}.part.json"]
    note = json.loads((tmp_path / "events" / f"{NAME}.part.json").read_text())
    assert (note["etag"], note["size"]) == ('"v1"', len(DATA))
    server.asked.clear()
    assert fetch(answers["file"](DATA)).read_bytes() == DATA
    assert server.asked[0].headers["Range"].startswith("bytes=")
    assert left(tmp_path) == [NAME]


def test_back_off_doubles_up_to_half_a_minute_and_ends(
    fetch: Fetch, server: Any, answers: Any, waits: list[float]
) -> None:
    with pytest.raises(FetchError, match=r"gave up after 8 tries: .* answers 503 \(trouble at the"):
        fetch(answers["status"](503))
    assert waits == [1, 2, 4, 8, 16, 30, 30]
    assert len(server.asked) == 8


def test_the_server_may_ask_to_wait_but_not_for_long(
    fetch: Fetch, answers: Any, waits: list[float]
) -> None:
    busy = answers["status"]
    fetch(
        busy(429, Retry_After="7"),
        busy(503, Retry_After="86400"),
        busy(503, Retry_After="soon"),
        answers["file"](DATA),
    )
    assert waits == [7, 60, 4]


@pytest.fixture
def part(server: Any, tmp_path: Path) -> Callable[..., None]:
    """``part(data, etag=...)`` leaves a part as an earlier call would have."""

    def leave(data: bytes, **changes: Any) -> None:
        url = f"{server.url}/files/{NAME}"
        note = {"url": url, "etag": '"v1"', "last_modified": "", "size": len(DATA)} | changes
        folder = tmp_path / "events"
        folder.mkdir()
        (folder / f"{NAME}.part").write_bytes(data)
        (folder / f"{NAME}.part.json").write_text(json.dumps(note))

    return leave


def test_a_file_that_changed_on_the_server_is_never_glued_together(
    fetch: Fetch, answers: Any, part: Callable[..., None]
) -> None:
    part(b"old" * 1000, etag='"v0"')
    assert fetch(answers["file"](DATA)).read_bytes() == DATA


def test_a_server_that_ignores_ranges_sends_the_file_anew(
    fetch: Fetch, server: Any, answers: Any, part: Callable[..., None]
) -> None:
    part(DATA[:1000])
    assert fetch(answers["file"](DATA, ranges=False)).read_bytes() == DATA
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("etag", "modified", "sent"),
    [('"v1"', DAY, '"v1"'), ('W/"v1"', DAY, DAY), ("", DAY, DAY), ('W/"v1"', "", None)],
)
def test_only_what_tells_versions_apart_byte_by_byte_lets_a_part_go_on(
    fetch: Fetch,
    server: Any,
    answers: Any,
    part: Callable[..., None],
    etag: str,
    modified: str,
    sent: str | None,
) -> None:
    part(DATA[:1000], etag=etag, last_modified=modified)
    assert fetch(answers["file"](DATA, etag=etag, modified=modified)).read_bytes() == DATA
    assert server.asked[0].headers.get("If-Range") == sent
    assert server.asked[0].headers.get("Range") == ("bytes=1000-" if sent else None)


@pytest.mark.parametrize(
    "note",
    ["", "[]", "{}", '{"url": "elsewhere", "etag": "\\"v1\\"", "last_modified": "", "size": 1}'],
)
def test_a_part_without_a_usable_note_is_fetched_anew(
    fetch: Fetch, server: Any, answers: Any, part: Callable[..., None], tmp_path: Path, note: str
) -> None:
    part(b"who knows")
    (tmp_path / "events" / f"{NAME}.part.json").write_text(note)
    assert fetch(answers["file"](DATA)).read_bytes() == DATA
    assert "Range" not in server.asked[0].headers


def test_a_complete_part_is_checked_and_kept(
    fetch: Fetch, server: Any, answers: Any, part: Callable[..., None]
) -> None:
    part(DATA)
    assert fetch(answers["file"](DATA)).read_bytes() == DATA
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Content_Range": f"bytes */{len(DATA) - 5}"},
        {},
        {"Content_Range": f"bytes */{len(DATA)}", "ETag": '"v2"'},
    ],
)
def test_a_part_that_the_server_cannot_continue_is_dropped(
    fetch: Fetch, server: Any, answers: Any, part: Callable[..., None], headers: dict[str, str]
) -> None:
    part(DATA)
    path = fetch(answers["status"](416, **headers), answers["file"](DATA))
    assert path.read_bytes() == DATA
    assert "Range" not in server.asked[1].headers


@pytest.mark.parametrize(
    "headers",
    [
        {"Content_Range": f"bytes 999-{len(DATA) - 1}/{len(DATA)}"},
        {"Content_Range": f"bytes 1000-{len(DATA)}/{len(DATA) + 1}"},
        {"Content_Range": "bytes all"},
        {},
        {"Content_Range": f"bytes 1000-{len(DATA) - 1}/{len(DATA)}", "ETag": '"v2"'},
    ],
)
def test_a_range_that_does_not_fit_the_part_is_not_written(
    fetch: Fetch, answers: Any, part: Callable[..., None], headers: dict[str, str]
) -> None:
    part(DATA[:1000])
    wrong = answers["status"](206, b"x" * 99, **headers)
    assert fetch(wrong, answers["file"](DATA)).read_bytes() == DATA


def test_a_wrong_sum_is_told_and_nothing_is_kept(
    fetch: Fetch, answers: Any, tmp_path: Path
) -> None:
    wrong = hashlib.sha256(DATA + b"!").hexdigest()
    message = f"^{NAME} is not the file it should be: its sha256 should be {SUM} and is {wrong}; "
    with pytest.raises(FetchError, match=f"{message}not kept$"):
        fetch(answers["file"](DATA + b"!"))
    assert left(tmp_path) == []


def test_what_stood_there_stays_when_the_new_file_is_wrong(
    fetch: Fetch, answers: Any, tmp_path: Path
) -> None:
    (tmp_path / "events").mkdir()
    (tmp_path / "events" / NAME).write_bytes(b"mine")
    with pytest.raises(FetchError, match="its sha256 should be"):
        fetch(answers["file"](b"other"))
    assert (tmp_path / "events" / NAME).read_bytes() == b"mine"
    assert left(tmp_path) == [NAME]


@pytest.mark.parametrize(
    ("length", "message"),
    [(len(DATA) + 10, "gave up after 8 tries: the line to"), (len(DATA) - 10, "its sha256 should")],
)
def test_a_length_that_is_not_true_gives_no_file(
    fetch: Fetch, answers: Any, tmp_path: Path, length: int, message: str
) -> None:
    with pytest.raises(FetchError, match=message):
        fetch(answers["file"](DATA, ranges=False, Content_Length=str(length)))
    assert NAME not in left(tmp_path)


def test_a_file_whose_length_is_not_told_is_fetched_too(fetch: Fetch, answers: Any) -> None:
    seen: list[tuple[int, int | None]] = []
    unknown = answers["file"](DATA, Content_Length="", Connection="close")
    fetch(unknown, on_progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (len(DATA), None)


@pytest.mark.parametrize(
    ("code", "words"), [(404, "not there"), (403, "forbidden"), (410, "gone"), (204, "not exp")]
)
def test_a_refusal_is_told_at_once_and_leaves_nothing(
    fetch: Fetch, server: Any, answers: Any, tmp_path: Path, code: int, words: str
) -> None:
    with pytest.raises(FetchError, match=rf"{NAME} answers {code} \({words}.*Older releases move"):
        fetch(answers["status"](code))
    assert len(server.asked) == 1
    assert left(tmp_path) == []


def test_a_body_that_is_packed_unasked_is_refused(fetch: Fetch, server: Any, answers: Any) -> None:
    with pytest.raises(FetchError, match=r"the server packs the file unasked \(gzip\); not kept"):
        fetch(answers["file"](DATA, Content_Encoding="gzip"))
    assert server.asked[0].headers["Accept-Encoding"] == "identity"


def test_a_file_without_end_is_stopped(
    fetch: Fetch, answers: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(download, "LARGEST", 1000)
    with pytest.raises(FetchError, match="no file of UCDP is so big"):
        fetch(answers["file"](DATA))
    assert left(tmp_path) == []


def test_all_is_on_the_disk_before_the_name_appears(
    fetch: Fetch, answers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    sync, replace = os.fsync, Path.replace

    def noted_sync(handle: int) -> None:
        steps.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        sync(handle)

    def noted_replace(path: Path, target: Path) -> Path:
        steps.append("name")
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", noted_sync)
    monkeypatch.setattr(Path, "replace", noted_replace)
    fetch(answers["file"](DATA))
    assert steps == ["file", "name", *([] if sys.platform == "win32" else ["folder"])]


def test_a_folder_that_is_none_is_named(fetch: Fetch, answers: Any, tmp_path: Path) -> None:
    (tmp_path / "events").write_text("a file")
    with pytest.raises(FetchError, match=rf"^cannot write {NAME} into .*events: File exists$"):
        fetch(answers["file"](DATA))


def test_a_folder_that_may_not_be_written_is_named(
    fetch: Fetch, answers: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(FetchError, match=rf"cannot write {NAME} into .*: Permission denied"):
        fetch(answers["file"](DATA))
    assert NAME not in left(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
def test_a_full_disk_is_told_and_the_download_goes_on_later(
    fetch: Fetch, server: Any, answers: Any, tmp_path: Path
) -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, before[1]))
    try:
        with pytest.raises(FetchError, match="no room left on the disk; make some and fetch again"):
            fetch(answers["file"](DATA))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert NAME not in left(tmp_path)
    assert fetch(answers["file"](DATA)).read_bytes() == DATA
    assert server.asked[-1].headers["Range"].startswith("bytes=")
