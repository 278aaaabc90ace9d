"""What a report was made from, so that only what has changed is made again.

A stamp is written after the report's files. It holds the hash of notebook, parameters, case files
and program, and of each file: a report of which one file is missing, was edited, or stems from
another run does not fit its stamp, and is made again.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from hashlib import file_digest, sha256
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sat.case.settings import FILE
from sat.report.provenance import versions

if TYPE_CHECKING:
    from sat.report.jobs import Task

FOLDER = ".made"  # of the reports' folder: stamps, outlines of cases, the lock


@dataclass(frozen=True)
class Stamp:
    """The hash of what a report was made from, and by file name its size, time and hash."""

    key: str
    files: Mapping[str, tuple[int, int, str]]


def case_hash(folder: Path) -> str:
    """SHA-256 over the names and contents of the files that loading a case may read."""
    found = sha256()
    for path in sorted(folder.iterdir()):
        if path.name == FILE or path.suffix.lower() == ".csv":
            content = sha256(path.read_bytes()).hexdigest() if path.is_file() else "no file"
            found.update(f"{path.name!r} {content}\n".encode())
    return found.hexdigest()


@lru_cache(maxsize=1)
def code_hash() -> str:
    """SHA-256 over this package's own files and the versions of those that draw and run."""
    found = sha256(repr(versions()).encode())
    package = Path(str(files("sat")))
    for path in sorted(package.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            found.update(str(path.relative_to(package)).encode() + b"\0")
            found.update(sha256(path.read_bytes()).digest())
    return found.hexdigest()


def key_of(task: "Task") -> str:
    """The hash of all that decides what a report says."""
    parts: dict[str, Any] = {
        "notebook": task.notebook.sha256,
        "case": task.case_hash,
        "parameters": dict(task.parameters),
        "code": code_hash(),
        "events": _events(task),
        # The page says no moment; PDF and Word do.
        "moment": task.moment if {"pdf", "docx"} & set(task.formats) else "",
    }
    return sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _events(task: "Task") -> list[tuple[str, int, int]]:
    """The event data that a parameter may name: large files, so by size and time."""
    folder = Path(task.root, "data", "events")
    if not task.parameters.get("event_data") or not folder.is_dir():
        return []
    found = ((path.name, path.stat()) for path in sorted(folder.iterdir()) if path.is_file())
    return [(name, stat.st_size, stat.st_mtime_ns) for name, stat in found]


def stamp_path(task: "Task", output: Path) -> Path:
    """Where the stamp of a report is."""
    return output / FOLDER / task.folder / f"{task.stem}.json"


def stamped(key: str, paths: Iterator[Path]) -> str:
    """The stamp of files that are in place, as it is written."""
    content = {path.name: [*_seen(path), _hash(path)] for path in paths}
    return json.dumps({"key": key, "files": content}, indent=1) + "\n"


def read_stamp(path: Path) -> Stamp | None:
    """A stamp, or ``None`` where there is none that can be read."""
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        content = json.loads(path.read_text(encoding="utf-8"))
        rows = {name: (int(a), int(b), str(c)) for name, (a, b, c) in content["files"].items()}
        return Stamp(str(content["key"]), rows)
    return None


def fresh(task: "Task", output: Path) -> tuple[Path, ...]:
    """The files of a report that need not be made again, the page first; else none."""
    stamp = read_stamp(stamp_path(task, output))
    if stamp is None or stamp.key != key_of(task):
        return ()
    folder = output / task.folder
    if not all(same(folder / name, row) for name, row in stamp.files.items()):
        return ()
    wanted = tuple(f"{task.stem}.{kind}" for kind in dict.fromkeys(("html", *task.formats)))
    return tuple(folder / name for name in wanted) if set(wanted) <= set(stamp.files) else ()


def same(path: Path, row: tuple[int, int, str]) -> bool:
    """Is the file as it was? One that was only touched or copied is."""
    try:
        return _seen(path) == row[:2] or (path.stat().st_size == row[0] and _hash(path) == row[2])
    except OSError:
        return False


def _seen(path: Path) -> tuple[int, int]:
    stat = path.stat()
    return stat.st_size, stat.st_mtime_ns


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
