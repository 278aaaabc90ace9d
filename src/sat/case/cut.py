"""The case as it could be known on a day: as-of discipline.

A row is visible from the day it became known, never from the day of the event. What a visible
row says about a row that is not yet visible goes with that row: an id in a list is taken out of
the list (unless the list says something only as a whole), and a row whose only reference is hidden
is hidden itself.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from sat.case.model import Case
from sat.case.record import Record
from sat.case.settings import Settings
from sat.case.tables import TABLES, Forecast, Question

Tables = Mapping[str, tuple[Record, ...]]


def newest_day(tables: Tables) -> date | None:
    """The last day on which anything in the tables became known."""
    days = [day for rows in tables.values() for row in rows if (day := row.known)]
    resolved = [
        row.resolved_on
        for row in tables["questions"]
        if isinstance(row, Question) and row.resolved_on
    ]
    return max(days + resolved, default=None)


def cut(tables: Tables, as_of: date, cited: Collection[str] = ()) -> dict[str, tuple[Record, ...]]:
    """The tables as they could be known on ``as_of``, that day included.

    ``cited`` are sources that `case.toml` cites by then.
    """
    seen = {
        name: tuple(row for row in rows if row.known is None or row.known <= as_of)
        for name, rows in tables.items()
    }
    seen["questions"] = tuple(_unresolved(row, as_of) for row in seen["questions"])
    seen["forecasts"] = _asked(seen, tables)
    seen = _follow(seen)
    seen["sources"] = _cited_or_dated(seen, cited)
    return seen


def cut_case(
    settings: Settings, tables: Tables, as_of: date
) -> tuple[Settings, dict[str, tuple[Record, ...]]]:
    """`case.toml` and tables as they could be known on ``as_of``.

    An outcome is there from the day on which it and its hypothesis could be known.
    """
    outcome = settings.outcome
    later = _ids(row for row in tables["hypotheses"] if row.known and row.known > as_of)
    if outcome and (outcome.resolved_on > as_of or outcome.hypothesis_id in later):
        outcome = None
    seen = cut(tables, as_of, outcome.source_ids if outcome else ())
    if outcome:
        visible = _ids(seen["sources"])
        kept = tuple(source for source in outcome.source_ids if source in visible)
        outcome = outcome.model_copy(update={"source_ids": kept})
    return settings.model_copy(update={"outcome": outcome}), seen


def earlier(case: Case, day: date) -> Case:
    """A case that is cut already, as it could be known on an earlier day, that day included.

    Raises ``ValueError`` for a day after the case's own cut, since what came later is not in it.
    """
    if day > case.as_of:
        raise ValueError(f"the day is {day}; the case is cut at {case.as_of}, and later is hidden")
    tables = dict(case.tables())
    settings, seen = cut_case(case.settings, tables, day)
    gone = sum(len(rows) - len(seen[name]) for name, rows in tables.items())
    return Case(settings, day, hidden=case.hidden + gone, **seen)  # type: ignore[arg-type]


def _unresolved(row: Record, as_of: date) -> Record:
    """The question without its outcome, if that came later (or is open)."""
    if not isinstance(row, Question) or (row.resolved_on and row.resolved_on <= as_of):
        return row
    return row.model_copy(update={"outcome": "", "resolved_on": None, "source_ids": (), "note": ""})


def _asked(seen: Tables, tables: Tables) -> tuple[Record, ...]:
    """Forecasts of what is visible. They name a question or, by the case's id, hypotheses."""
    questions = _ids(tables["questions"])
    hidden = questions - _ids(seen["questions"])
    unnamed = _ids(tables["hypotheses"]) - _ids(seen["hypotheses"])
    return tuple(
        row
        for row in seen["forecasts"]
        if isinstance(row, Forecast)
        and row.question_id not in hidden
        and (row.question_id in questions or row.outcome not in unnamed)
    )


def _cited_or_dated(seen: Tables, cited: Collection[str]) -> tuple[Record, ...]:
    """Sources without any date are visible once a visible row cites them."""
    named = {
        source
        for name, rows in seen.items()
        for row in rows
        if name != "sources"
        for source in getattr(row, "source_ids", ())
    }.union(cited)
    return tuple(
        row for row in seen["sources"] if row.known or getattr(row, "source_id", "") in named
    )


def _ids(rows: Iterable[Record]) -> set[str]:
    return {getattr(row, row.KEY[0]) for row in rows}


def _follow(seen: dict[str, tuple[Record, ...]]) -> dict[str, tuple[Record, ...]]:
    """Take out references to what is hidden, until nothing more has to go."""
    while True:
        ids = {name: _ids(rows) for name, rows in seen.items()}
        after = {
            name: tuple(kept for row in rows if (kept := _without_hidden(row, ids)) is not None)
            for name, rows in seen.items()
        }
        if all(len(after[name]) == len(seen[name]) for name in TABLES):
            return after
        seen = after


def _without_hidden(row: Record, ids: Mapping[str, set[str]]) -> Record | None:
    """The row without ids of hidden rows; ``None`` where it cannot stand without one."""
    changes: dict[str, object] = {}
    for column, ref in type(row).references():
        value = getattr(row, column)
        visible = [any(part in ids[table] for table in ref.tables) for part in _parts(value)]
        if all(visible):
            continue
        if isinstance(value, tuple) and not ref.whole:
            changes[column] = tuple(
                part for part, stays in zip(value, visible, strict=True) if stays
            )
        elif ref.blank:
            changes[column] = ""
        else:
            return None
    return row.model_copy(update=changes) if changes else row


def _parts(value: str | tuple[str, ...]) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return value
    return (value,) if value else ()
