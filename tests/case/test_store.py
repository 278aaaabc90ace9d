"""Tables that read back as they were."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sat.case import load_case
from sat.case.fields import Period
from sat.case.futures import Driver
from sat.case.read import read_sheet
from sat.case.store import table_text
from sat.case.tables import TABLES, Forecast
from sat.case.watch import Observation
from sat.text import HOSTILE
from sat.whole import write_file

# A cell is stripped when it is read, and no cell may hold what R206 forbids.
CELLS = st.text(max_size=40).map(str.strip).filter(lambda text: not HOSTILE.search(text))
FILLED = CELLS.filter(bool)
NUMBERS = st.decimals(-(10**9), 10**9, places=12).map(float) | st.decimals(0, 1, places=12).map(
    float
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that outlives the single examples of a property test."""
    return tmp_path_factory.mktemp("tables")


def test_a_table_is_written_with_its_own_columns_in_order_then_the_common_and_the_extra() -> None:
    row = Driver.model_validate(
        {
            **{"driver_id": "D1", "title": 'Rain, "heavy"', "kind": "", "importance": "5"},
            **{"uncertainty": "4", "colour": "=red", "note": "a\nb"},
        }
    )
    assert table_text(Driver, [row]) == (
        "driver_id,title,kind,importance,uncertainty,known_on,note,colour\n"
        'D1,"Rain, ""heavy""",,5,4,,"a\nb",=red\n'
    )


def test_a_table_without_rows_is_its_header() -> None:
    assert table_text(Forecast, ()) == (
        "question_id,analyst,made_on,outcome,probability,confidence,basis,reconstructed,note\n"
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (0.0, "0"),
        (50.0, "50"),
        (0.1, "0.1"),
        (-0.25, "-0.25"),
        (0.000001, "0.000001"),
        (1e-12, "0.000000000001"),
        (1 / 3, "0.333333333333"),
        (1234567.1, "1234567.1"),
        (123456789012.5, "123456789012.5"),
    ],
)
def test_a_number_is_written_in_digits_that_can_be_read(value: float | None, text: str) -> None:
    row = Observation(
        indicator_id="I1",
        observed_on=Period.parse("2025-01"),
        known_on=date(2025, 2, 1),
        level="low",
        value=value,
        text="Seen.",
        source_ids=("S1", "S2"),
    )
    line = table_text(Observation, [row]).splitlines()[1]
    assert line == f"I1,2025-01,2025-02-01,low,{text},Seen.,S1;S2,,"


def back(record: type, row: Any, place: Path) -> Any:
    """What a row is after it was written and read."""
    path = place / "table.csv"
    write_file(path, table_text(record, [row]))
    sheet = read_sheet(path, record)
    assert sheet.problems == ()
    (found,) = sheet.rows
    return found


@given(FILLED, CELLS, CELLS, st.dictionaries(st.sampled_from("xyz"), CELLS))
@example('a "quoted", comma', "line\nbreak", "=1+1", {"x": "\u200f"})
@example("N", "NA", "None", {})
def test_any_text_reads_back_as_it_was(
    place: Path, title: str, kind: str, note: str, extra: dict[str, str]
) -> None:
    cells = {"driver_id": "D1", "title": title, "kind": kind, "importance": "5"}
    row = Driver.model_validate({**cells, "uncertainty": "4", "note": note, **extra})
    found = back(Driver, row, place)
    assert found == row
    assert (found.title, found.kind, found.note, found.model_extra) == (title, kind, note, extra)


@given(NUMBERS, st.dates(date(1900, 1, 1)), st.sampled_from(["%Y", "%Y-%m", "%Y-%m-%d"]))
def test_any_number_and_period_reads_back_as_it_was(
    place: Path, value: float, day: date, form: str
) -> None:
    when = Period.parse(day.strftime(form))
    cells = {"indicator_id": "I1", "known_on": day, "level": "low", "text": "Seen."}
    row = Observation(observed_on=when, value=value, source_ids=(), **cells)
    assert back(Observation, row, place) == row


@pytest.mark.parametrize("name", ["known", "cells", "copy", "json", "KEY", "model_extra"])
def test_an_extra_column_may_have_any_name(name: str, place: Path) -> None:
    cells = {"driver_id": "D1", "title": "Rain", "kind": "", "importance": "5"}
    row = Driver.model_validate({**cells, "uncertainty": "4", name: "mine"})
    assert back(Driver, row, place).model_extra == {name: "mine"}


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("case", ["tests/cases/minimal", "data/cases/jnim-urban-attacks"])
def test_each_table_of_a_case_reads_back_as_the_same_rows(
    case: str, table: str, root: Path, tmp_path: Path
) -> None:
    rows = getattr(load_case(root / case), table)
    path = tmp_path / f"{table}.csv"
    write_file(path, table_text(TABLES[table], rows))
    sheet = read_sheet(path, TABLES[table])
    assert (sheet.rows, sheet.problems) == (rows, ())
