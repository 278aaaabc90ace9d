"""Files and folders that appear whole or not at all."""

import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

# What a killed run leaves of a file: hidden, and known by its name.
_PREFIX, _SUFFIX = ".part-", ".part"


def write_file(path: Path, content: str | bytes) -> None:
    """Write a file in one step: aside, flushed to disk, then renamed over the old one.

    A reader, or a crash, sees the old file or the new one, never a part. Folders are made.
    """
    write_files({path: content})


def write_files(files: Mapping[Path, str | bytes]) -> None:
    """Write files that belong together: all are whole on the disk before the first is renamed.

    Where one cannot be written (the disk is full), none of the old ones is replaced. They are
    renamed in their order.
    """
    aside: dict[Path, Path] = {}
    try:
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=_PREFIX, suffix=_SUFFIX, dir=path.parent)
            aside[path] = Path(name)
            _fill(handle, path, aside[path], content)
        for path in files:
            aside[path].replace(path)
            del aside[path]
    finally:
        for part in aside.values():
            part.unlink(missing_ok=True)
    for folder in {path.parent for path in files}:
        sync_folder(folder)


def _fill(handle: int, path: Path, part: Path, content: str | bytes) -> None:
    """Write and flush the part that will become ``path``, with the permissions that it had."""
    with os.fdopen(handle, "wb") as file:
        file.write(content.encode() if isinstance(content, str) else content)
        file.flush()
        os.fsync(file.fileno())
    part.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())


def sweep(folder: Path) -> None:
    """Take away the parts that a killed run left; only where nobody else is writing."""
    for part in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
        part.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Flush a folder's list of names to the disk, where the system can do that."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def new_folder(folder: Path, fill: Callable[[Path], object]) -> None:
    """A new folder, whole or not at all: filled aside under its own name, then moved.

    Raises what ``fill`` raises, and ``FileExistsError`` where something of that name is there.
    """
    if os.path.lexists(folder):
        raise FileExistsError(f"{folder.name} is there already; choose another name")
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        made = aside / folder.name
        made.mkdir()
        fill(made)
        made.rename(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
