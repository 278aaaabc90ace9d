"""Rows out of a CSV file by DuckDB: the few that are asked for, without loading the others.

All cells are text. To guess types is what breaks on these files: ``gwnoa`` holds numbers for
138,883 rows of UCDP GED 25.1, then a list. DuckDB reads in blocks and filters on the way, so that
274 MB need no more memory than their rows of one actor do.
"""

import re
from collections.abc import Sequence
from typing import Any

import duckdb
import pandas as pd

from sat.events.files import Sheet
from sat.events.problem import EventFileError, EventProblem, refusal

LONGEST = 2_000_000  # bytes of one record; what is longer is a quote left open
_SETTINGS: dict[str, Any] = {
    "threads": 2,
    "memory_limit": "100MB",
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
_READ = (
    "read_csv(?, columns={{{types}}}, delim=',', quote='\"', escape='\"', header=true, "
    f"auto_detect=false, compression='none', buffer_size=8000000, max_line_size={LONGEST})"
)
_LINE = re.compile(r"CSV Error on Line: (\d+)\n")
_CELLS = re.compile(r"Expected Number of Columns: (\d+) Found: (\d+)")


def query(
    sheet: Sheet,
    columns: Sequence[str],
    where: str = "true",
    given: Sequence[object] = (),
) -> pd.DataFrame:
    """The rows for which ``where`` holds: the columns asked for as text, and ``row``.

    ``where`` is SQL over ``columns``; values go into ``given``, one for each ``?``, never into the
    text. ``row`` is the record's number in the file, by which the rows are in order. A blank cell
    is "".

    Raises ``EventFileError`` for a row with a wrong number of cells, a quote left open, what is
    not UTF-8, and a record of more than ``LONGEST`` bytes.
    """
    sql = f"select * from ({_source(sheet, columns)}) where {where}"  # noqa: S608
    rows = _run(sheet, sql, [_exactly(sheet), *given])
    # DuckDB would need more memory to put them in order than to read them.
    rows = rows.sort_values("row", ignore_index=True)
    return rows.astype(dict.fromkeys(columns, "str")).fillna(dict.fromkeys(columns, ""))


def largest(sheet: Sheet, column: str) -> int | None:
    """The largest whole number in a column of the whole file; ``None`` where there is none."""
    expression = f'max(try_cast("{column}" as bigint)) as largest'
    sql = f"select {expression} from ({_source(sheet, [column])})"  # noqa: S608
    found = _run(sheet, sql, [_exactly(sheet)])["largest"].iloc[0]
    return None if pd.isna(found) else int(found)


def among(countries: Sequence[str], code: str) -> tuple[str, list[object]]:
    """The condition that a row is of one of these countries, and the values that go with it.

    A country is named as in the column ``country``, capitals aside, or as in the column ``code``.
    """
    names = [name.strip() for name in countries]
    condition = f"(list_contains(?, lower(country)) or list_contains(?, {code}))"
    return condition, [[name.lower() for name in names], names]


def _source(sheet: Sheet, columns: Sequence[str]) -> str:
    """SQL for the columns under their names. The file's own names never get into it."""
    types = ", ".join(f"'c{number}': 'VARCHAR'" for number in range(len(sheet.names)))
    chosen = ", ".join(f'c{sheet.names.index(name)} as "{name}"' for name in columns)
    read = _READ.format(types=types)
    return f"select row_number() over () as row, {chosen} from {read}"  # noqa: S608


def _exactly(sheet: Sheet) -> str:
    """The path with what DuckDB would take for a pattern put in brackets."""
    return re.sub(r"[*?\[]", lambda match: f"[{match.group()}]", str(sheet.path))


def _run(sheet: Sheet, sql: str, given: Sequence[object]) -> pd.DataFrame:
    settings = _SETTINGS | {"temp_directory": str(sheet.aside)}
    try:
        with duckdb.connect(":memory:", config=settings) as connection:
            return connection.execute(sql, given).df()
    except duckdb.InvalidInputException as error:
        raise _explained(sheet, str(error)) from None
    except duckdb.Error as error:
        # Its text names paths of this machine, so only its kind is passed on.
        expected = f"the file cannot be read (DuckDB: {type(error).__name__})"
        raise refusal(sheet.file, expected) from None


def _explained(sheet: Sheet, words: str) -> EventFileError:
    """DuckDB's complaint in our words: its own hints are settings that nobody here can make."""
    line, cells = _LINE.search(words), _CELLS.search(words)
    expected = "this is no regular comma-separated text; do its line ends differ (LF and CRLF)?"
    if cells:
        expected = f"the row has {cells[2]} cells, the header {cells[1]}; "
        expected += "is a comma unquoted, or the file cut short?"
    elif "Maximum line size" in words:
        expected = f"the row is longer than {LONGEST:,} bytes; is a quote left open?"
    elif "unterminated quote" in words:
        expected = "a quote is left open, or stands inside a cell without being doubled; "
        expected += "is the file cut short?"
    elif "unicode" in words:
        expected = "the row is not UTF-8; save the file as 'CSV UTF-8'"
    row = int(line[1]) - 1 if line else 0  # DuckDB counts records, from the header on
    return EventFileError(sheet.file, [EventProblem(row, "", "", expected)])
