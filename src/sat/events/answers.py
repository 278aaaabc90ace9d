"""What the APIs of UCDP and ACLED answer, as a header and rows of text.

Both wrap their rows in an envelope that says how many there should be. A short answer is told
apart from a lack of events: pages go missing on the way, and an account sees only its share.
"""

import json
import warnings
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from sat.events.layout import NEEDED
from sat.events.problem import EventFileError, EventProblem, IncompleteWarning, refusal
from sat.text import one_line

_ROWS = {"UCDP": "Result", "ACLED": "data"}


def read_answer(path: Path) -> Iterator[list[str]]:
    """The header, then one list of cells a row, of a saved answer or a list of its pages.

    Raises ``EventFileError`` for what is no such answer, for one that says it failed, and for
    pages that do not add up to UCDP's ``TotalCount``. Warns with ``IncompleteWarning`` where
    a single page of several is read, or ACLED's ``total_count`` is higher than the rows there are.
    """
    document = _parsed(path)
    pages = document if isinstance(document, list) else [document]
    whose = _whose(pages)
    if not whose:
        expected = 'an answer of UCDP\'s API has "Result", one of ACLED\'s "data"'
        raise refusal(path.name, expected, one_line(json.dumps(document)[:200]))
    if whose == "ACLED":
        for page in pages:
            _check_success(path.name, page)
    rows = [row for page in pages for row in _rows(path.name, page, _ROWS[whose])]
    if whose == "UCDP":
        _check_ucdp(path.name, pages, rows, several=isinstance(document, list))
    else:
        _check_acled(path.name, pages, rows)
    names = list(dict.fromkeys(name for row in rows for name in row)) or list(NEEDED[whose])
    return _lines(path.name, names, rows)


def _parsed(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        why = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        expected = f"this begins like JSON but is none ({one_line(why)}); is the file cut short?"
        raise refusal(path.name, expected) from None


def _whose(pages: Sequence[Any]) -> str:
    for whose, key in _ROWS.items():
        if pages and all(isinstance(page, dict) and key in page for page in pages):
            return whose
    return ""


def _rows(file: str, page: dict[str, Any], key: str) -> list[dict[str, Any]]:
    rows = page[key]
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise refusal(file, f'"{key}" holds a list of events, each with its fields')
    return rows


def _lines(file: str, names: Sequence[str], rows: Iterable[dict[str, Any]]) -> Iterator[list[str]]:
    yield list(names)
    for number, row in enumerate(rows, 1):
        yield [_cell(file, number, name, row.get(name)) for name in names]


def _cell(file: str, row: int, name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return str(value)
    expected = "a field holds a text or a number, not a list or an object"
    raise EventFileError(file, [EventProblem(row, name, one_line(repr(value)), expected)])


def _whole(value: object) -> int | None:
    """A count of the envelope, which ACLED may send as text; ``None`` where there is none."""
    return int(value) if isinstance(value, int | str) and str(value).isdecimal() else None


def _check_ucdp(
    file: str, pages: Sequence[dict[str, Any]], rows: Sequence[dict[str, Any]], several: bool
) -> None:
    """Are all rows there, once each? One page alone may be one of several files."""
    total, of = _whole(pages[0].get("TotalCount")), _whole(pages[0].get("TotalPages"))
    ids = {str(row.get("id")) for row in rows}
    if several and len(ids) < len(rows):
        expected = f"{len(rows)} rows with {len(ids)} ids: a page is there twice; give each once"
        raise refusal(file, expected)
    if total is None or len(rows) == total:
        return
    if not several and (of or 1) > 1:
        words = f"{one_line(file)} is one page of {of}, with {len(rows)} of {total} rows"
        _warn(f"{words}; read the other pages too and combine them")
        return
    expected = (
        f"{len(rows)} rows, but TotalCount is {total}: fetch all pages from page=0 on, which is "
        "the first; who begins at page=1 misses one page"
    )
    raise refusal(file, expected)


def _check_success(file: str, page: dict[str, Any]) -> None:
    if page.get("success") is False:
        said = one_line(json.dumps(page.get("messages")), 120)
        limits = _restrictions(page)
        expected = f"ACLED says that the request failed (messages: {said}; {limits}); ask again"
        raise refusal(file, expected)


def _check_acled(
    file: str, pages: Sequence[dict[str, Any]], rows: Sequence[dict[str, Any]]
) -> None:
    """Say so where ACLED has more rows than it gave: often all that an account may see."""
    totals = [_whole(page.get(key)) for page in pages for key in ("total_count", "count")]
    total = max((number for number in totals if number is not None), default=0)
    if len(rows) < total:
        words = f"{one_line(file)} holds {len(rows)} of {total} rows"
        limits = _restrictions(pages[0])
        _warn(f"{words}: a page is missing, or the account may not see the rest ({limits})")


def _restrictions(page: dict[str, Any]) -> str:
    limits = json.dumps(page.get("data_query_restrictions"), sort_keys=True)
    return f"data_query_restrictions: {one_line(limits, 160)}"


def _warn(words: str) -> None:
    warnings.warn(words, IncompleteWarning, stacklevel=2)
