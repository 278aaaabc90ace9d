"""From a folder to a frozen ``Case``, or to all of its problems at once."""

import difflib
import os
import re
import tomllib
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

from sat.case.cut import cut_case, newest_day
from sat.case.fields import DAY_PATTERN
from sat.case.model import Case
from sat.case.places import find_case
from sat.case.problem import CaseError, Problem
from sat.case.read import Sheet, read_sheet
from sat.case.rules import Book, check
from sat.case.settings import FILE, Settings, parse
from sat.case.tables import TABLES


def load_case(case: str | Path, as_of: date | str | None = None) -> Case:
    """The case as it could be known on ``as_of``.

    Parameters
    ----------
    case
        A name under `data/cases`, or a path to a case folder.
    as_of
        The cut, a day or its text ``YYYY-MM-DD``, that day included. Blank or ``None``: the
        ``as_of`` of `case.toml`, or the newest day in the tables where it has none.

    Raises
    ------
    CaseError
        With every problem of the case. Nothing half-loaded comes back.
    ValueError
        If ``as_of`` is no day.

    """
    folder = find_case(case)
    day = _day(as_of)
    book, problems = _read(folder)
    problems += check(book)
    if problems or book.settings is None:
        raise CaseError(folder, problems)
    tables = {name: sheet.rows for name, sheet in book.sheets.items()}
    chosen = day or book.settings.as_of or newest_day(tables) or book.settings.opens
    settings, seen = cut_case(book.settings, tables, chosen)
    total = sum(len(rows) for rows in tables.values())
    hidden = total - sum(len(rows) for rows in seen.values())
    return Case(settings=settings, as_of=chosen, hidden=hidden, **seen)  # type: ignore[arg-type]


def _day(as_of: date | str | None) -> date | None:
    if as_of is None or as_of == "":
        return None
    # A moment is a date to Python, but it is no day and cannot be compared with one.
    if isinstance(as_of, date) and not isinstance(as_of, datetime):
        return as_of
    if isinstance(as_of, str) and DAY_PATTERN.fullmatch(as_of):
        with suppress(ValueError):
            return date.fromisoformat(as_of)
    raise ValueError(f"as_of is {as_of!r}; write the day as YYYY-MM-DD, such as 2024-09-30")


def _read(folder: Path) -> tuple[Book, list[Problem]]:
    """Settings and sheets as they stand."""
    settings, problems = _read_settings(folder)
    problems += _strangers(folder)
    sheets = {}
    for name, record in TABLES.items():
        path = folder / f"{name}.csv"
        astray = _astray(path, folder)
        if astray:
            sheets[name] = Sheet(name, problems=(astray,), whole=False)
        else:
            sheets[name] = read_sheet(path, record) if path.exists() else Sheet(name)
        problems += sheets[name].problems
    return Book(settings, sheets), problems


def _read_settings(folder: Path) -> tuple[Settings | None, list[Problem]]:
    path = folder / FILE
    if not folder.is_dir():
        expected = "there is no such folder; `sat new NAME` makes a case"
        return None, [Problem(FILE, 0, "", "R001", str(folder), expected)]
    if not path.is_file():
        expected = "a case folder holds a case.toml; `sat new NAME` shows what belongs in it"
        return None, [Problem(FILE, 0, "", "R001", "", expected)]
    astray = _astray(path, folder)
    if astray:
        return None, [astray]
    try:
        data = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    # Besides its own error tomllib lets through those of endless numbers and endless nesting.
    except (ValueError, RecursionError) as error:
        place = re.search(r"at line (\d+)", str(error))
        line = int(place.group(1)) if place else 0
        return None, [Problem(FILE, line, "", "R001", "", f"this is not TOML in UTF-8: {error}")]
    settings, problems = parse(data)
    if settings and settings.case_id != folder.resolve().name:
        expected = f"case_id is the folder's name: {folder.resolve().name}"
        problems.append(Problem(FILE, 0, "case_id", "R003", settings.case_id, expected))
    return settings, problems


def _astray(path: Path, folder: Path) -> Problem | None:
    """What is there but is no file of the folder.

    A link that leads out could show files that are nobody's business, one that leads nowhere hides
    a table, and a pipe would be waited for.
    """
    if not os.path.lexists(path):
        return None
    # os.path.realpath, since Path.resolve raises for a link to itself.
    if not Path(os.path.realpath(path)).is_relative_to(folder.resolve()):
        expected = "this leads out of the case folder; put the file itself there"
    elif not path.is_file():
        expected = "this is not a file, or a link that leads nowhere; put the file itself there"
    else:
        return None
    return Problem(path.name, 0, "", "R004", "", expected)


def _strangers(folder: Path) -> list[Problem]:
    """Files whose name is nearly a table's: their rows would be passed over in silence."""
    found = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if path.suffix.lower() != ".csv" or path.name in {f"{name}.csv" for name in TABLES}:
            continue
        near = difflib.get_close_matches(path.stem.lower(), TABLES, 1, 0.8)
        if near:
            expected = f"there is no such table; rename it to {near[0]}.csv if that is meant"
            found.append(Problem(path.name, 0, "", "R004", path.name, expected))
    return found
