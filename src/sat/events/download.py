"""One file from a server to a folder: whole and checked, or not there.

Bytes arrive in `<name>.part`, with `<name>.part.json` beside it that says which version of the
file they are of. A later try goes on where the part ends, if the server still has that version
(RFC 9110, sections 13 and 14: Range, If-Range); else it starts anew. The final name appears in
one step, after the sum was found right and all is on the disk.
"""

import errno
import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from sat.events.catalogue import Source
from sat.events.sums import fault_of
from sat.events.web import AgainError, FetchError, Web, plain_words, said
from sat.text import one_line
from sat.whole import sync_folder

Progress = Callable[[int, int | None], None]

LARGEST = 4 * 2**30  # bytes; UCDP's largest file has 0.3 GB
_CHUNK = 1 << 18
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,119}")
_RANGE = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18}|\*)", re.ASCII)
_END = re.compile(r"bytes \*/(\d{1,18})", re.ASCII)


def download(source: Source, folder: Path, web: Web, on_progress: Progress | None = None) -> Path:
    """Fetch a file into a folder, which is made; the path of the file.

    A file that is there and has the right sum is kept as it is; any other is replaced when the
    new one is whole. ``on_progress`` is called with the bytes there are and those there will be,
    ``None`` where the server does not say.

    Raises ``FetchError`` where the server does not give it, where it is not what it should be
    (nothing is kept then), and where the folder cannot be written.
    """
    if not _NAME.fullmatch(source.name):
        raise FetchError(f"'{one_line(source.name)}' will not do as a file's name")
    target = folder / source.name
    with disk_errors(target):
        folder.mkdir(parents=True, exist_ok=True)
        if source.has_sum and target.is_file() and not fault_of(target, source):
            return target
        part = _Part(target)
        web.patiently(lambda: _attempt(source, part, web, on_progress or _silent))
        wrong = fault_of(part.path, source)
        if wrong:
            part.remove()
            raise FetchError(f"{source.name} is not the file it should be: {wrong}; not kept")
        part.publish()
    return target


def _silent(_: int, __: int | None) -> None:
    """Progress that nobody looks at."""


@contextmanager
def disk_errors(target: Path) -> Iterator[None]:
    """Turn what the disk refuses into ``FetchError``."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            words = "no room left on the disk; make some and fetch again, it goes on from there"
        else:
            words = error.strerror or type(error).__name__
        where = one_line(str(target.parent), 120)
        raise FetchError(f"cannot write {one_line(target.name)} into {where}: {words}") from None


@dataclass(frozen=True)
class _Part:
    """The bytes so far, beside the place where the file will be."""

    target: Path

    @property
    def path(self) -> Path:
        return self.target.with_name(f"{self.target.name}.part")

    @property
    def note(self) -> Path:
        return self.target.with_name(f"{self.target.name}.part.json")

    def version(self, url: str) -> dict[str, Any]:
        """What was noted of the version that the part is of; empty if it cannot go on.

        Only a strong ETag or a date tells one version from another byte by byte.
        """
        try:
            note = json.loads(self.note.read_text("utf-8"))
            size = self.path.stat().st_size
        except (FileNotFoundError, ValueError):
            return {}
        known = isinstance(note, dict) and set(note) == {"url", "etag", "last_modified", "size"}
        fits = known and note["url"] == url and _validator(note)
        return {**note, "have": size} if fits and size else {}

    def begin(self, url: str, response: requests.Response, total: int | None) -> None:
        """Forget what there is and note the version that now comes."""
        self.remove()
        note = {
            "url": url,
            "etag": response.headers.get("etag", ""),
            "last_modified": response.headers.get("last-modified", ""),
            "size": total,
        }
        self.note.write_text(json.dumps(note, indent=1) + "\n", "utf-8")

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)
        self.note.unlink(missing_ok=True)

    def publish(self) -> None:
        """Give it its name, in one step, when all of it is on the disk."""
        with self.path.open("rb+") as file:
            os.fsync(file.fileno())
        self.path.replace(self.target)
        self.note.unlink(missing_ok=True)
        sync_folder(self.target.parent)


def _validator(note: dict[str, Any]) -> str:
    """What ``If-Range`` may hold; a weak ETag (``W/``) may not, nor what is no text."""
    etag, day = str(note["etag"]), str(note["last_modified"])
    return etag if etag.startswith('"') else day


def _attempt(source: Source, part: _Part, web: Web, on_progress: Progress) -> None:
    """One request; afterwards the part is complete. Raises ``AgainError`` where it is not yet."""
    version = part.version(source.path)
    have = int(version.get("have", 0))
    asked = {"Range": f"bytes={have}-", "If-Range": _validator(version)} if have else {}
    with web.get(source.path, asked) as response:
        if response.status_code == 416 and have:
            _check_end(response, version, part)
            return
        if response.status_code == 206 and have:
            total = _continued(response, version, part)
        elif response.status_code == 200:
            have, total = 0, _length(response)
            part.begin(source.path, response, total)
        else:
            raise FetchError(
                f"{one_line(source.path, 120)} answers {said(response)}. Older releases move: "
                "look for them on UCDP's download page and give the address"
            )
        _receive(response, source, part, (have, total), on_progress)


def _length(response: requests.Response) -> int | None:
    length = response.headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdecimal() else None


def _check_end(response: requests.Response, version: dict[str, Any], part: _Part) -> None:
    """The server has nothing behind the part: it is complete if the file is as long."""
    match = _END.fullmatch(response.headers.get("content-range", ""))
    if not match or int(match[1]) != version["have"] or not _same(response, version):
        part.remove()
        raise AgainError("the part here does not fit the file there; starting anew")


def _same(response: requests.Response, version: dict[str, Any]) -> bool:
    """Is it the version that the part is of, as far as the answer says?"""
    return bool(response.headers.get("etag", version["etag"]) == version["etag"])


def _continued(response: requests.Response, version: dict[str, Any], part: _Part) -> int | None:
    """The whole file's length, if what comes is what is missing here, of the same version."""
    match = _RANGE.fullmatch(response.headers.get("content-range", ""))
    total = int(match[3]) if match and match[3] != "*" else None
    same = _same(response, version) and total in (None, version["size"] or total)
    if not match or int(match[1]) != version["have"] or not same:
        part.remove()
        raise AgainError("what the server sends does not fit the part here; starting anew")
    return total


def _receive(
    response: requests.Response,
    source: Source,
    part: _Part,
    span: tuple[int, int | None],
    on_progress: Progress,
) -> None:
    """Write what comes behind the bytes there are; ``span`` is how many, and of how many."""
    done, total = span
    packing = response.headers.get("content-encoding", "identity")
    if packing != "identity":
        part.remove()
        raise FetchError(f"the server packs the file unasked ({one_line(packing)}); not kept")
    with part.path.open("ab") as file, plain_words(source.path):
        for chunk in response.iter_content(_CHUNK):
            done += len(chunk)
            if done > LARGEST:
                part.remove()
                raise FetchError(f"more than {LARGEST // 2**30} GB came; no file of UCDP is so big")
            file.write(chunk)
            on_progress(done, total or source.size)
    if total is not None and done != total:
        raise AgainError(f"the line was cut after {done} of {total} bytes")
