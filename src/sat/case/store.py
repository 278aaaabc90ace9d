"""Tables as text that reads back as they were."""

import csv
import io
from collections.abc import Iterable
from decimal import Decimal

from sat.case.record import Record, columns


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
