"""Files and folders that appear whole or not at all."""

import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def write_file(path: Path, content: str | bytes) -> None:
    """Write a file in one step: aside, flushed to disk, then renamed over the old one.

    A reader, or a crash, sees the old file or the new one, never a part. Folders are made.
    """
    data = content.encode() if isinstance(content, str) else content
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    aside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        aside.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


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
