"""Files that appear whole or not at all."""

import csv
import io
import os
import tempfile
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from sat.case.record import Record, columns


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


def table_text(record: type[Record], rows: Iterable[Record]) -> str:
    """A table as CSV text that reads back as the same rows; extra columns are kept."""
    rows = list(rows)
    extra = dict.fromkeys(name for row in rows for name in row.model_extra or {})
    names = [*columns(record), *extra]
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        # Not by attribute: an extra column may be called like one of the record's methods.
        cells = row.cells() | (row.model_extra or {})
        writer.writerow([_cell(cells.get(name)) for name in names])
    return buffer.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ";".join(str(part) for part in value)
    if isinstance(value, float):
        # The digits that are read back, and never an exponent.
        text = format(Decimal(repr(round(value, 12))), "f")
        return text.removesuffix(".0")
    return str(value)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
