"""The flagship case, walked from its first day to its newest: nothing known later ever shows.

The days on which rows become known, and which column points where, are written down here again,
so that the walk does not lean on the code that it looks at.
"""

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from sat.case import load_case
from sat.case.cut import cut
from sat.case.fields import Period
from sat.case.read import read_sheet
from sat.case.record import Record
from sat.case.tables import TABLES

FLAGSHIP = Path(__file__).parents[2] / "data" / "cases" / "jnim-urban-attacks"
Tables = dict[str, tuple[Record, ...]]

KNOWN = {"ratings": "rated_on", "forecasts": "made_on", "questions": "opens"}
POINTS_TO = {
    ("evidence", "source_ids"): ("sources",),
    ("ratings", "evidence_id"): ("evidence",),
    ("ratings", "hypothesis_id"): ("hypotheses",),
    ("assumptions", "supports"): ("hypotheses", "evidence", "scenarios"),
    ("assumptions", "invalidated_by"): ("indicators",),
    ("assumptions", "contrary"): ("states",),
    ("indicators", "points_to"): ("hypotheses", "scenarios"),
    ("indicator_ratings", "indicator_id"): ("indicators",),
    ("indicator_ratings", "outcome_id"): ("hypotheses", "scenarios"),
    ("observations", "indicator_id"): ("indicators",),
    ("observations", "source_ids"): ("sources",),
    ("states", "driver_id"): ("drivers",),
    ("impacts", "from_state"): ("states",),
    ("impacts", "to_state"): ("states",),
    ("consistency", "state_a"): ("states",),
    ("consistency", "state_b"): ("states",),
    ("exclusions", "states"): ("states",),
    ("scenarios", "states"): ("states",),
    ("scenarios", "hypothesis_id"): ("hypotheses",),
    ("events", "source_ids"): ("sources",),
    ("questions", "source_ids"): ("sources",),
    ("questions", "class_id"): ("reference_classes",),
}
# These speak of the horizon: they may name days that have not come yet.
HORIZONS = {("questions", "text"), ("questions", "closes"), ("hypotheses", "decision_rule")}
MONTHS = [name.lower() for name in calendar.month_name[1:]]
MENTION = re.compile(
    r"(?<!\d)(?P<iso>(?:19|20)\d\d-(?:0[1-9]|1[0-2])(?:-\d\d)?)(?!\d)"
    r"|(?:(?<!\d)(?P<day>\d{1,2})\s+)?\b(?P<month>" + "|".join(MONTHS) + r")\s+(?P<year>\d{4})\b",
    re.IGNORECASE,
)


def mentions(text: str) -> tuple[date, ...]:
    """The first day of every day or month with its year that a text names."""
    found = []
    for match in MENTION.finditer(text):
        if match["iso"]:
            year, month, day = (*map(int, match["iso"].split("-")), 1)[:3]
        else:
            year, month = int(match["year"]), MONTHS.index(match["month"].lower()) + 1
            day = int(match["day"] or 1)
        found.append(date(year, month, day))
    return tuple(found)


def known(table: str, row: Record) -> date | None:
    day = getattr(row, KNOWN.get(table, "known_on"))
    if table == "sources" and not day and row.published:
        return row.published.last
    return day


@pytest.fixture(scope="module")
def whole() -> Tables:
    """Every row of every table, not cut."""
    paths = {name: FLAGSHIP / f"{name}.csv" for name in TABLES}
    return {
        name: read_sheet(path, TABLES[name]).rows if path.exists() else ()
        for name, path in paths.items()
    }


@pytest.fixture(scope="module")
def walk(whole: Tables) -> list[tuple[date, Tables]]:
    """The cut of every day since the span's first; before that, of the days around each change."""
    days = {day for name, rows in whole.items() for row in rows if (day := known(name, row))}
    opens = load_case(FLAGSHIP).settings.opens
    around = {day + timedelta(step) for day in days for step in (-1, 0) if day < opens}
    newest = max(days)
    span = {opens + timedelta(step) for step in range((newest - opens).days + 1)}
    return [(day, cut(whole, day)) for day in sorted(around | span)]


def dated(value: Any) -> tuple[date, ...]:
    """The day, or the first day, that a cell holds as its value."""
    first = value.first if isinstance(value, Period) else value
    return (first,) if isinstance(first, date) else ()


def mentioned(value: Any) -> tuple[date, ...]:
    """The days that a cell of text names."""
    return mentions(value) if isinstance(value, str) else ()


def too_early(
    walk: list[tuple[date, Tables]], days: Callable[[Any], tuple[date, ...]]
) -> set[tuple[str, str, str, str]]:
    """The cells, extra columns included, that show a day before it has come."""
    read: dict[int, list[tuple[date, str, str]]] = {}  # by identity: most rows show every day
    found = set()
    for today, seen in walk:
        for name, rows in seen.items():
            for row in rows:
                if id(row) not in read:
                    cells = {**row.cells(), **(row.model_extra or {})}
                    read[id(row)] = [
                        (day, column, str(value))
                        for column, value in cells.items()
                        if (name, column) not in HORIZONS
                        for day in days(value)
                    ]
                late = (cell for day, *cell in read[id(row)] if day > today)
                found |= {(name, getattr(row, row.KEY[0]), *cell) for cell in late}
    return found


def test_the_walk_is_long_and_ends_with_everything_in_sight(
    walk: list[tuple[date, Tables]], whole: Tables
) -> None:
    assert len(walk) > 700
    newest, seen = walk[-1]
    assert newest == load_case(FLAGSHIP).as_of
    assert {name: len(rows) for name, rows in seen.items()} == {
        name: len(rows) for name, rows in whole.items()
    }
    assert sum(len(rows) for rows in whole.values()) > 1000


def test_no_row_shows_before_the_day_it_became_known(walk: list[tuple[date, Tables]]) -> None:
    early = [
        (day, name, row)
        for day, seen in walk
        for name, rows in seen.items()
        for row in rows
        if (since := known(name, row)) and since > day
    ]
    assert early == []


def test_no_row_points_to_a_row_that_is_hidden(walk: list[tuple[date, Tables]]) -> None:
    dangling = []
    for day, seen in walk:
        ids = {name: {getattr(row, row.KEY[0]) for row in rows} for name, rows in seen.items()}
        for (name, column), tables in POINTS_TO.items():
            there = set().union(*(ids[table] for table in tables))
            for row in seen[name]:
                value = getattr(row, column)
                parts = {value} - {""} if isinstance(value, str) else set(value)
                dangling += [(day, name, column, part) for part in parts - there]
    assert dangling == []


def test_no_question_shows_its_answer_before_it_is_resolved(
    walk: list[tuple[date, Tables]], whole: Tables
) -> None:
    resolved = {row.question_id: row.resolved_on for row in whole["questions"]}
    assert sum(day is not None for day in resolved.values()) > 20
    early = [
        (day, row.question_id)
        for day, seen in walk
        for row in seen["questions"]
        if resolved[row.question_id] is None or resolved[row.question_id] > day
        if row.outcome or row.resolved_on or row.source_ids or row.note
    ]
    assert early == []


def test_no_cell_holds_a_day_that_has_not_come(walk: list[tuple[date, Tables]]) -> None:
    assert too_early(walk, dated) == set()


def test_no_text_mentions_a_day_that_has_not_come(walk: list[tuple[date, Tables]]) -> None:
    opens = load_case(FLAGSHIP).settings.opens
    span = [(day, seen) for day, seen in walk if day >= opens]
    assert too_early(span, mentioned) == set()


def test_a_mention_of_a_day_is_seen_in_each_way_of_writing_it() -> None:
    text = "From 2019-20: on 25-26 April 2026, in May 2025 and by 2024-09-17; 3 towns in 2025-07."
    assert mentions(text) == (
        date(2026, 4, 26),
        date(2025, 5, 1),
        date(2024, 9, 17),
        date(2025, 7, 1),
    )
    assert mentions("In 2026, 300 people came in March and 12 may go.") == ()


@pytest.mark.parametrize("day", ["2024-09-30", "2025-07-01", "2026-04-25", "2026-10-31"])
def test_loading_at_a_day_shows_what_the_walk_shows(
    day: str, walk: list[tuple[date, Tables]]
) -> None:
    case = load_case(FLAGSHIP, day)
    assert dict(case.tables()) == dict(walk)[date.fromisoformat(day)]
    outcome = case.settings.outcome
    assert outcome is None or outcome.resolved_on <= case.as_of
