"""Reports put in place: each file whole or not at all, all of a report from one run."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sat.report.jobs import Task
from sat.report.stamp import FOLDER, Stamp, key_of, read_stamp, same, stamp_path, stamped
from sat.whole import sweep, write_file, write_files


@dataclass(frozen=True)
class Made:
    """A report as a worker gives it: its files by name, and what is missing from it.

    ``steady`` is false where the case was changed while the report was made: it is then made again
    the next time.
    """

    files: Mapping[str, bytes]
    said: tuple[str, ...] = ()
    steady: bool = True


@dataclass(frozen=True)
class Published:
    """The files of a report that a person reads, the page first; ``said`` is what is missing."""

    files: tuple[Path, ...]
    said: tuple[str, ...] = ()


def store(task: Task, made: Made, output: Path) -> Published:
    """Put a report in its place under ``output``.

    All files are whole on the disk before the first replaces its forerunner; the stamp comes last,
    so that a run killed in between is found out. One writer at a time: the files of a report are
    all of one run. Raises ``OSError`` where they cannot be written; the earlier report is then as
    it was.
    """
    folder = output / task.folder
    with locked(output):
        for place in (folder, stamp_path(task, output).parent):
            sweep(place)
        kept = _printed(task, made, output)
        write_files({folder / name: content for name, content in made.files.items()})
        if made.steady:
            paths = (folder / name for name in (*made.files, *kept))
            write_file(stamp_path(task, output), stamped(key_of(task), paths))
        else:
            stamp_path(task, output).unlink(missing_ok=True)
    read = [f"{task.stem}.{kind}" for kind in ("html", *_asked(task))]
    return Published(tuple(folder / name for name in read if name in made.files), made.said)


def _asked(task: Task) -> tuple[str, ...]:
    return tuple(kind for kind in ("pdf", "docx") if kind in task.formats)


def _printed(task: Task, made: Made, output: Path) -> list[str]:
    """The PDF and Word files of the earlier run that stay: those of the same page.

    Those of another page are taken away: they would stand beside a page that says other things.
    """
    stamp = read_stamp(stamp_path(task, output)) or Stamp("", {})
    folder, page = output / task.folder, f"{task.stem}.html"
    unchanged = sha256(made.files[page]).hexdigest() == stamp.files.get(page, (0, 0, ""))[2]
    kept = []
    for name in (f"{task.stem}.pdf", f"{task.stem}.docx"):
        if name in made.files:
            continue
        if unchanged and name in stamp.files and same(folder / name, stamp.files[name]):
            kept.append(name)
        else:
            (folder / name).unlink(missing_ok=True)
    return kept


@contextmanager
def locked(output: Path) -> Iterator[None]:
    """Wait until nobody else writes into the folder, and keep others waiting.

    The lock goes with the process that holds it, however that ends. Where the system has no such
    lock (Windows) there is none.
    """
    path = output / FOLDER / "lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        with suppress(ImportError):
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
