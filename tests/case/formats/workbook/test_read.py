"""Workbooks that are read: what a workshop filled, and every fault by its cell."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sat.case.formats.workbook import UNJUDGED, Futures, read_workbook

Sheets = dict[str, list[list[object]]]
Book = Callable[[Sheets], bytes]
Faults = Callable[[Sheets], list[str]]

DRIVERS: list[list[object]] = [
    ["driver_id", "driver", "importance", "uncertainty", "state_id", "state", "state_note"],
    ["W", "Water", 5, 2, "W.low", "low", None],
    [None, None, None, None, "W.high", "high", "After rain."],
    ["O", "Owner", 4, 4, "O.stays", "stays", None],
    [None, None, None, None, "O.sells", "sells", None],
]
WORDS: list[list[object]] = [
    [None, None, "Water", None, "Owner", None],
    ["driver", "state", "low", "high", "stays", "sells"],
    ["Water", "low", None, None, None, None],
    [None, "high", None, None, None, None],
    ["Owner", "stays", "doubtful", None, None, None],
    [None, "sells", None, "possible", None, None],
]
KINDS: list[list[object]] = [
    ["state_a", "state_b", "kind", "reason"],
    ["W.low", "O.stays", "empirical", "No flour, no money."],
    ["O.sells", "W.high", "logical", None],
]


@pytest.fixture
def full(mill: Sheets) -> Sheets:
    """The mill with drivers judged, reasons, consistency and a scenario."""
    return mill | {
        "Drivers": [list(row) for row in DRIVERS],
        "Impact reasons": [
            ["from_state", "to_state", "rationale"],
            ["O.stays", "W.low", "He dams."],
        ],
        "Consistency": [list(row) for row in WORDS],
        "Consistency reasons": [list(row) for row in KINDS],
        "Scenarios": [
            ["scenario_id", None, "SC1"],
            ["title", None, "Drought"],
            ["narrative", None, "The owner leaves."],
            ["hypothesis_id", None, None],
            ["known_on", None, date(2025, 3, 1)],
            ["note", None, None],
            ["W", "Water", "low"],
            ["O", "Owner", "O.sells"],
        ],
    }


def read(data: bytes) -> Futures:
    return read_workbook(data, "mill.xlsx")


def test_a_matrix_alone_names_drivers_states_and_impacts(mill: Sheets, book: Book) -> None:
    found = read(book(mill))
    assert [(row.driver_id, row.title) for row in found.drivers] == [
        ("D1", "Water"),
        ("D2", "Owner"),
    ]
    assert [(row.state_id, row.title) for row in found.states] == [
        ("D1.1", "low"),
        ("D1.2", "high"),
        ("D2.1", "stays"),
        ("D2.2", "sells"),
    ]
    assert [(row.from_state, row.to_state, row.impact) for row in found.impacts] == [
        ("D1.1", "D2.1", -2),
        ("D1.1", "D2.2", 2),
        ("D1.2", "D2.1", 1),
        ("D1.2", "D2.2", 0),
        ("D2.1", "D1.1", 3),
        ("D2.2", "D1.1", -1),
    ]
    assert (found.question, found.opens, found.impact_range) == ("", None, (-3, 3))


def test_what_was_not_judged_of_a_driver_stands_in_and_says_so(mill: Sheets, book: Book) -> None:
    driver = read(book(mill)).drivers[0]
    assert (driver.importance, driver.uncertainty, driver.note) == (3, 3, UNJUDGED)


def test_the_range_is_widened_to_the_matrix(mill: Sheets, book: Book) -> None:
    mill["Impacts"][2][4] = -5
    assert read(book(mill)).impact_range == (-5, 3)
    mill["About"] = [["impact_range", "-2 to 2"]]
    assert read(book(mill)).impact_range == (-5, 3)
    mill["About"] = [["impact_range", "-9 to 9"]]
    assert read(book(mill)).impact_range == (-9, 9)


def test_ids_in_the_third_header_count_before_names(mill: Sheets, book: Book) -> None:
    rows: list[list[object]] = [
        [None, None, "driver", "Water", "Water"],
        [None, None, "state", "low", "high"],
        ["driver", "state", "state_id", "dry", "wet"],
        ["Water", "low", "dry", 1, None],
        [None, "otherwise named", "wet", None, None],
    ]
    found = read(book({"Impacts": rows}))
    assert [row.state_id for row in found.states] == ["dry", "wet"]
    assert [(row.from_state, row.to_state) for row in found.impacts] == [("dry", "dry")]


def test_rows_may_stand_in_another_order_than_columns(mill: Sheets, book: Book) -> None:
    rows = mill["Impacts"]
    rows[2:] = [["Owner", "sells", None, 7, None, None], rows[4], ["Water", "high"], rows[2]]
    found = read(book(mill))
    assert ("D2.2", "D1.2", 7) in {
        (row.from_state, row.to_state, row.impact) for row in found.impacts
    }


def test_every_sheet_of_a_full_workbook_is_read(full: Sheets, book: Book) -> None:
    found = read(book(full | {"Notes of the day": [["=what they said"]]}))
    assert [(row.driver_id, row.importance) for row in found.drivers] == [("W", 5), ("O", 4)]
    assert found.states[1].note == "After rain."
    assert {row.rationale for row in found.impacts} == {"", "He dams."}
    assert [(row.state_a, row.state_b, row.consistency) for row in found.consistency] == [
        ("W.low", "O.stays", "doubtful"),
        ("O.sells", "W.high", "possible"),
    ]
    assert found.scenarios[0].states == ("W.low", "O.sells")
    assert found.scenarios[0].known_on == date(2025, 3, 1)


def test_ids_left_blank_are_given_and_never_twice(full: Sheets, book: Book) -> None:
    full["Drivers"] = [
        ["Driver", " STATE ", "driver_id", "state_id"],
        ["Water", "low", None, "D2"],
        [None, "high", None, None],
        ["Owner", "stays", None, None],
        [None, "sells", None, "D1.2"],
    ]
    found = read(book({name: full[name] for name in ("Drivers", "Impacts")}))
    assert [row.driver_id for row in found.drivers] == ["D1", "D2-2"]
    assert [row.state_id for row in found.states] == ["D2", "D1.2-2", "D2-2.1", "D1.2"]


def test_a_word_above_the_diagonal_counts_where_it_is_the_only_one(
    full: Sheets, book: Book
) -> None:
    full["Consistency"][4][2], full["Consistency"][2][4] = None, "Doubtful"
    assert read(book(full)).consistency[0].consistency == "doubtful"
    full["Consistency"][4][2] = "doubtful"
    assert read(book(full)).consistency[0].consistency == "doubtful"


def put(sheet: str, row: int, column: int, value: object) -> Callable[[Sheets], None]:
    """Fill one cell, counted from 1."""

    def change(sheets: Sheets) -> None:
        cells = sheets[sheet][row - 1]
        cells.extend([None] * (column - len(cells)))
        cells[column - 1] = value

    return change


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (put("Impacts", 3, 5, "much"), 'Impacts!E3: "much"; write a whole number from -99 to 99'),
        (put("Impacts", 3, 5, 1.5), 'Impacts!E3: "1.5"; write a whole number'),
        (put("Impacts", 3, 5, True), 'Impacts!E3: "true"; write a whole number'),
        (put("Impacts", 3, 5, 100), 'Impacts!E3: "100"; write a whole number from -99 to 99'),
        (put("Impacts", 4, 2, "flood"), 'Impacts!B4: "Water, flood"; there is no such state in'),
        (put("Impacts", 4, 2, "low"), 'Impacts!B4: "Water, low"; this state is there twice'),
        (put("Impacts", 2, 7, "x"), 'Impacts!G2: "Owner, x"; there is no such state'),
        (put("Impacts", 3, 7, 1), "Impacts!G1: this column has values but no driver and state"),
        (put("Impacts", 4, 2, None), "Impacts!A4: this row has values but no driver and state"),
        (put("Impacts", 2, 2, "States"), "Impacts!C3: write driver, state and state_id (or only"),
        (put("Drivers", 2, 3, 6), 'Drivers!C2: "6"; write a whole number from 1 to 5'),
        (put("Drivers", 2, 1, "a b"), 'Drivers!A2: "a b"; an id is letters, digits'),
        (put("Drivers", 4, 1, "W"), 'Drivers!A4: "W"; this id is there twice'),
        (put("Drivers", 3, 5, "W.low"), 'Drivers!E3: "W.low"; this id is there twice'),
        (put("Drivers", 2, 2, None), "Drivers!B2: this may not be blank"),
        (put("Drivers", 1, 6, "states"), "Drivers!A1: the columns are driver_id, driver, kind"),
        (put("Drivers", 3, 7, "\u202edirt"), 'Drivers!G3: "\\u202edirt"; take out the control or'),
        (put("Impact reasons", 2, 1, "O.goes"), 'Impact reasons!A2: "O.goes"; there is no such'),
        (put("Impact reasons", 2, 2, "W.high"), 'Impact reasons!A2: "O.stays"; the matrix has no'),
        (put("Consistency", 5, 3, "maybe"), 'Consistency!C5: "maybe"; consistency is one of possi'),
        (put("Consistency", 4, 3, "possible"), 'Consistency!C4: "possible"; states of one driver'),
        (
            put("Consistency", 3, 5, "impossible"),
            'Consistency!C5: "doubtful"; Consistency!E3 says impossible of the same pair; write it',
        ),
        (
            put("Consistency", 6, 3, "possible"),
            'Consistency!C6: "possible"; give kind and reason of O.sells and W.low in the sheet',
        ),
        (put("Consistency", 6, 4, None), 'Consistency reasons!A3: "O.sells"; the sheet'),
        (put("Consistency reasons", 2, 3, "odd"), 'Consistency reasons!C2: "odd"; kind of reason'),
        (put("Scenarios", 7, 3, "flood"), 'Scenarios!C7: "flood"; write one state of W: its title'),
        (put("Scenarios", 7, 1, "X"), 'Scenarios!A7: "X"; there is no such driver'),
        (put("Scenarios", 1, 1, "id"), 'Scenarios!A1: "id, title, narrative, hypothesis_id, known'),
        (put("Scenarios", 2, 3, None), "Scenarios!C2: this may not be blank"),
        (put("Scenarios", 5, 3, "in May"), 'Scenarios!C5: "in May"; write the day as YYYY-MM-DD'),
    ],
)  # fmt: skip
def test_a_fault_is_named_by_its_cell(
    full: Sheets, faults: Faults, change: Callable[[Sheets], None], fault: str
) -> None:
    change(full)
    assert any(found.startswith(fault) for found in faults(full)), faults(full)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("impact_range", "wide", 'About!B1: "wide"; write lowest and highest impact'),
        ("impact_range", "1 to 3", 'About!B1: "1 to 3"; write lowest and highest impact'),
        ("opens", "soon", 'About!B1: "soon"; write the day as YYYY-MM-DD'),
    ],
)
def test_what_about_says_has_to_be_right(
    mill: Sheets, faults: Faults, name: str, value: str, words: str
) -> None:
    assert faults(mill | {"About": [[name, value]]})[0].startswith(words)


def test_all_faults_come_at_once_and_none_follows_from_another(
    full: Sheets, faults: Faults
) -> None:
    put("Impacts", 3, 5, "much")(full)
    put("Drivers", 2, 3, 6)(full)
    put("Consistency", 5, 3, "maybe")(full)
    put("Scenarios", 8, 3, "nobody")(full)
    assert [fault.split(":")[0] for fault in faults(full)] == [
        "Drivers!C2",
        "Impacts!E3",
        "Consistency!C5",
        "Scenarios!C8",
    ]


def test_headers_have_to_match_both_ways(full: Sheets, faults: Faults) -> None:
    full["Impacts"].pop()
    assert faults(full) == [
        'Impacts!F2: "Owner, sells"; this has no row; name the states both ways'
    ]
    full["Drivers"].append([None, None, None, None, "O.dies", "dies", None])
    assert any(
        fault.startswith('Impacts: "O.dies, dies"; this state of the sheet Drivers has no row')
        for fault in faults(full)
    )


def test_names_that_can_mean_two_states_ask_for_the_id(full: Sheets, faults: Faults) -> None:
    full["Drivers"][2][5] = "low"
    assert 'Impacts!C2: "Water, low"; this can be W.low or W.high; write the id' in faults(full)


def test_a_workbook_without_its_matrix_says_which_sheet_is_missing(faults: Faults) -> None:
    found = "workbook: there is no sheet Impacts (found: none that is known)"
    assert faults({"Sheet1": [["driver"]]}) == [f"{found}; name the matrix's sheet so"]


def test_a_matrix_without_columns_is_no_matrix(faults: Faults) -> None:
    rows: list[list[Any]] = [[None, "driver"], ["driver", "state"]]
    assert faults({"Impacts": rows}) == [
        "Impacts!C2: there is no column with a driver and a state; write them above it"
    ]
