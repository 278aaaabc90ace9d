"""Workbooks that are written: they read back, and hold nothing but text and numbers."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from sat.case import Case
from sat.case.formats.sl import FormatError
from sat.case.formats.workbook import Futures, read_workbook, write_workbook
from sat.case.futures import Driver, ImpactOf, Pair, Scenario, State
from sat.text import HOSTILE

HOSTILES = [
    '=HYPERLINK("http://example.org";"look")',
    "+1+1",
    "-2",
    "@SUM(1)",
    "#N/A",
    "http://example.org",
    "_x001B_[31m",
    "_x005F_x001B_",
    "&L&\"Arial\"",
    "<c r=\"XFD1048576\"/>",
    "two\nlines\tand a tab",
    "TRUE",
    "2025-01-01",
    "نعم",
]  # fmt: skip


def state(driver: str, name: str, title: str) -> State:
    return State(driver_id=driver, state_id=name, title=title, known_on=None, note="")


def driver(name: str, title: str, note: str = "") -> Driver:
    return Driver(
        driver_id=name, title=title, kind="", importance=1, uncertainty=5, known_on=None, note=note
    )


def impact(one: str, other: str, value: int, why: str = "") -> ImpactOf:
    return ImpactOf(
        from_state=one, to_state=other, impact=value, rationale=why, known_on=None, note=""
    )


MILL = Futures(
    question="Will the mill stand?",
    case_id="mill",
    opens=date(2025, 1, 1),
    closes=date(2025, 12, 31),
    as_of=date(2025, 6, 1),
    handling="TLP:AMBER & more",
    impact_range=(-3, 5),
    drivers=(driver("W", "Water"), driver("O", "Owner", "Old.")),
    states=(
        state("W", "W.low", "low"),
        state("W", "W.high", "high"),
        state("O", "O.stays", "same"),
        state("O", "O.sells", "same"),
    ),
    impacts=(impact("W.low", "O.sells", 5, "No flour."), impact("O.sells", "O.sells", 0)),
    consistency=(
        Pair(
            state_a="W.low",
            state_b="O.stays",
            consistency="doubtful",
            kind="empirical",
            reason="",
            known_on=date(2025, 2, 1),
            note="",
        ),
    ),
    scenarios=(
        Scenario(
            scenario_id="SC1",
            title="Drought",
            narrative="He leaves.",
            states=("W.low", "O.sells"),
            hypothesis_id="",
            known_on=None,
            note="",
        ),
    ),
)


def opened(futures: Futures) -> dict[str, Worksheet]:
    book = load_workbook(io.BytesIO(write_workbook(futures)))
    return {sheet.title: sheet for sheet in book.worksheets}


def parts(data: bytes) -> list[bytes]:
    """The sheets as they stand in the file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [archive.read(name) for name in archive.namelist() if "worksheets/" in name]


def test_a_workbook_reads_back_as_what_it_was() -> None:
    found = read_workbook(write_workbook(MILL), "mill.xlsx")
    assert replace(found, case_id=MILL.case_id, as_of=MILL.as_of) == MILL


def test_the_minimal_case_reads_back(minimal: Case) -> None:
    tables = {
        name: getattr(minimal, name)
        for name in ("drivers", "states", "impacts", "consistency", "exclusions", "scenarios")
    }
    futures = Futures("Which way?", **tables)
    assert read_workbook(write_workbook(futures), "minimal.xlsx") == futures


@settings(max_examples=20)
@given(st.lists(st.integers(-99, 99) | st.none(), min_size=16, max_size=16))
def test_any_matrix_reads_back_with_0_and_blank_kept_apart(cells: list[int | None]) -> None:
    names = [one.state_id for one in MILL.states]
    pairs = [(one, other) for one in names for other in names]
    impacts = tuple(
        impact(*pair, cell) for pair, cell in zip(pairs, cells, strict=True) if cell is not None
    )
    futures = replace(MILL, impacts=impacts)
    assert read_workbook(write_workbook(futures), "mill.xlsx").impacts == impacts


HELD = st.text(st.characters(exclude_categories=["Cs", "Cn", "Cc"]), max_size=30)


@settings(max_examples=5)
@given(st.lists(HELD.filter(lambda text: not HOSTILE.search(text)), min_size=40, max_size=40))
def test_any_text_that_a_case_may_have_reads_back(texts: list[str]) -> None:
    drivers = tuple(driver(f"D{at}", "Any", text.strip()) for at, text in enumerate(texts))
    futures = replace(MILL, drivers=(*MILL.drivers, *drivers))
    assert read_workbook(write_workbook(futures), "mill.xlsx").drivers == futures.drivers


@pytest.mark.parametrize("text", HOSTILES)
def test_a_text_is_a_text_in_every_sheet_whatever_it_looks_like(text: str) -> None:
    futures = replace(
        MILL,
        question=text,
        drivers=(driver("W", text, text), MILL.drivers[1]),
        states=(state("W", "W.low", text), *MILL.states[1:]),
        impacts=(impact("W.low", "O.sells", 5, text),),
        consistency=(MILL.consistency[0].model_copy(update={"reason": text}),),
        scenarios=(MILL.scenarios[0].model_copy(update={"title": text, "narrative": text}),),
        handling=text,
    )
    data = write_workbook(futures)
    found = read_workbook(data, "mill.xlsx")
    assert replace(found, case_id=MILL.case_id, as_of=MILL.as_of) == futures
    assert len(parts(data)) == 8
    for sheet in parts(data):
        assert not re.search(rb"<(f|hyperlink)[ >/]", sheet)
        assert set(re.findall(rb'<c [^>]*t="(\w+)"', sheet)) <= {b"inlineStr", b"n"}


def test_what_xml_cannot_hold_is_spelled_out() -> None:
    sheet = opened(replace(MILL, question="a\x1b[31mb\ufffe\u202e"))["About"]
    assert sheet["B1"].value == "a\\u001b[31mb\\ufffe\\u202e"


def test_a_text_that_no_cell_holds_is_refused_by_its_cell() -> None:
    futures = replace(MILL, question="x" * 32_768, drivers=(driver("W", "y" * 40_000),))
    with pytest.raises(FormatError, match="workbook of mill has ") as error:
        write_workbook(replace(futures, states=(), impacts=(), consistency=(), scenarios=()))
    faults = [str(fault) for fault in error.value.faults]
    assert faults[0].startswith('About!B1: "xxx')
    assert faults[0].endswith("this has 32,768 characters; a cell holds 32,767, shorten it")
    assert [fault.split(":")[0] for fault in faults] == ["About!B1", "Drivers!B2", "Scenarios!B7"]


def test_two_writings_are_the_same_bytes() -> None:
    assert write_workbook(MILL) == write_workbook(MILL)


def test_the_matrix_names_each_state_both_ways_and_stays_in_sight() -> None:
    sheet = opened(MILL)["Impacts"]
    assert [sheet.cell(row, 3).value for row in range(4, 8)] == [
        "W.low",
        "W.high",
        "O.stays",
        "O.sells",
    ]
    assert [sheet.cell(3, column).value for column in range(4, 8)] == [
        sheet.cell(row, 3).value for row in range(4, 8)
    ]
    assert (sheet["C1"].value, sheet["C2"].value, sheet["C3"].value) == (
        "driver",
        "state",
        "state_id",
    )
    assert (sheet["A3"].value, sheet["B3"].value) == ("driver", "state")
    assert (sheet["G4"].value, sheet["G7"].value, sheet["D4"].value) == (5, 0, None)
    assert sheet.freeze_panes == "D4"


def test_consistency_is_filled_below_the_diagonal_and_grey_above() -> None:
    sheet = opened(MILL)["Consistency"]
    assert sheet["D6"].value == "doubtful"
    assert sheet["F4"].value is None
    grey = {
        (row, column)
        for row in range(4, 8)
        for column in range(4, 8)
        if sheet.cell(row, column).fill.fill_type == "solid"
    }
    below = {(6, 4), (6, 5), (7, 4), (7, 5)}
    assert grey == {(row, column) for row in range(4, 8) for column in range(4, 8)} - below


@pytest.mark.parametrize(
    ("title", "frozen"),
    [
        ("Drivers", "A2"),
        ("Impact reasons", "A2"),
        ("Consistency reasons", "A2"),
        ("Exclusions", "A2"),
        ("Scenarios", "C2"),
    ],
)
def test_headers_are_bold_filled_and_frozen_and_columns_have_a_width(
    title: str, frozen: str
) -> None:
    sheet = opened(MILL)[title]
    head = sheet["A1"]
    assert (head.font.b, head.fill.fgColor.rgb) == (True, "00D9D9D9")
    assert sheet.freeze_panes == frozen
    assert sheet.column_dimensions["A"].width >= 10
    assert head.alignment.wrap_text


def test_each_sheet_is_printed_across_with_its_marking() -> None:
    for sheet in opened(MILL).values():
        assert sheet.page_setup.orientation == "landscape"
    for sheet in parts(write_workbook(MILL)):
        # A single ampersand would begin a code there, so that it is doubled; XML spells each.
        assert b"<oddHeader>&amp;CTLP:AMBER &amp;&amp; more</oddHeader>" in sheet
    unmarked = parts(write_workbook(replace(MILL, handling="")))
    assert not any(b"CTLP" in sheet for sheet in unmarked)


def test_what_may_be_typed_is_said_to_the_spreadsheet() -> None:
    sheets = opened(MILL)
    impacts = sheets["Impacts"].data_validations.dataValidation[0]
    assert (str(impacts.sqref), impacts.formula1, impacts.formula2) == ("D4:G7", "-3", "5")
    words = sheets["Consistency"].data_validations.dataValidation[0]
    assert words.formula1 == '"possible,doubtful,impossible"'


def test_a_state_whose_title_repeats_goes_by_its_id_in_a_scenario() -> None:
    sheet = opened(MILL)["Scenarios"]
    assert (sheet["C7"].value, sheet["C8"].value) == ("low", "O.sells")
