"""Files that appear whole or not at all."""

import os
from pathlib import Path

from sat.events.download import disk_errors, sync_folder


def write_whole(path: Path, text: str) -> Path:
    """Write a text as UTF-8 in one step: aside, to the disk, then under its name; the path.

    Folders are made. Raises ``FetchError`` where the disk refuses.
    """
    with disk_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            with aside.open("w", encoding="utf-8", newline="") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            aside.replace(path)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)
    return path
