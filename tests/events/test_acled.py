"""ACLED's exports and answers, made up: its terms forbid handing real rows on."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sat.events import EventFileError, IncompleteWarning, read_acled
from sat.events.frame import COLUMNS

Write = Callable[..., Path]
Build = Callable[..., dict[str, Any]]
Saved = Callable[..., Path]


def test_a_row_is_read_into_the_tidy_frame(acled_file: Write) -> None:
    frame = read_acled(acled_file({}), accessed_on=date(2024, 10, 5))
    assert list(frame) == list(COLUMNS)
    assert frame.iloc[0].to_dict() == {
        "source": "ACLED",
        "release": "2024-10-05",
        "known_on": pd.Timestamp("2024-10-05"),
        "event_id": "UTO1",
        "status": "",
        "date": pd.Timestamp("2024-09-17"),
        "date_last": pd.Timestamp("2024-09-17"),
        "date_precision": 1,
        "country": "Utopia",
        "region": "Middle",
        "place": "Amaurot",
        "where": "",
        "latitude": 12.65,
        "longitude": -8.0,
        "place_precision": 1,
        "exact_place": True,
        "near_place": True,
        "actor_a": "Reds: Group for the Reds",
        "actor_b": "Police Forces of Utopia",
        "kind": "Battles",
        "killed_low": 4,
        "killed_best": 4,
        "killed_high": 4,
        "low_order_ok": True,
    }


@pytest.mark.parametrize("column", ["actor1", "actor2", "assoc_actor_1", "assoc_actor_2"])
@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("JNIM: Group for Support of Islam and Muslims", True),
        ("JNIM", True),
        ("JNIM: Group and/or Islamic State (Sahel)", True),
        ("Civilians (Mali); JNIM: Group for Support of Islam and Muslims; Others", True),
        ("JNIMX", False),
        ("Former JNIM: Group", False),
        ("Islamist Militia (Mali)", False),
        ("jnim: group", False),
        ("", False),
    ],
)
def test_an_actor_is_found_by_the_beginning_of_its_name_in_four_columns(
    acled_file: Write, column: str, name: str, found: bool
) -> None:
    path = acled_file({column: name})
    assert len(read_acled(path, actor="JNIM")) == found


def test_a_whole_name_finds_itself_whatever_signs_it_holds(acled_file: Write) -> None:
    names = ["Military Forces of Utopia (2020-)", "A.B*C", "x' or 1=1 --"]
    for name in names:
        path = acled_file({"actor1": name}, {"actor1": "AxBC"})
        assert list(read_acled(path, actor=name)["actor_a"]) == [name]


def test_who_acted_with_an_actor_is_named_behind_it(acled_file: Write) -> None:
    frame = read_acled(
        acled_file(
            {"assoc_actor_1": "Greens; Blues"}, {"actor2": "", "assoc_actor_2": "Farmers (Utopia)"}
        )
    )
    assert frame["actor_a"].iloc[0] == "Reds: Group for the Reds; Greens; Blues"
    assert list(frame["actor_b"]) == ["Police Forces of Utopia", "Farmers (Utopia)"]


def test_countries_are_chosen_by_name_or_number(acled_file: Write) -> None:
    path = acled_file({}, {"country": "Mali", "iso": "466"})
    assert list(read_acled(path, countries=["mali"])["country"]) == ["Mali"]
    assert list(read_acled(path, countries=["466"], actor="Reds")["country"]) == ["Mali"]
    assert read_acled(path, countries=["Mal"]).empty


def test_both_ways_to_write_a_day_are_read(acled_file: Write) -> None:
    path = acled_file({"event_date": "17 September 2024"}, {"event_date": "2024-09-01"})
    assert list(read_acled(path)["date"]) == [
        pd.Timestamp("2024-09-01"),
        pd.Timestamp("2024-09-17"),
    ]


def test_an_unknown_toll_is_missing_and_none_is_zero(acled_file: Write) -> None:
    frame = read_acled(acled_file({"fatalities": ""}, {"fatalities": "0"}))
    assert frame["killed_best"].iloc[0] is pd.NA
    assert frame["killed_best"].iloc[1] == 0
    assert list(frame["low_order_ok"]) == [False, True]


@pytest.mark.parametrize(("code", "exact", "near"), [("1", 1, 1), ("2", 0, 1), ("3", 0, 0)])
def test_a_precision_tells_how_near_the_point_is(
    acled_file: Write, code: str, exact: int, near: int
) -> None:
    row = read_acled(acled_file({"geo_precision": code})).iloc[0]
    assert (row["exact_place"], row["near_place"]) == (exact, near)


def test_the_newest_change_of_the_whole_file_is_the_day_of_access(acled_file: Write) -> None:
    # 1727136000 is 2024-09-24 00:00 UTC; a second before was the 23rd.
    path = acled_file({"timestamp": "1727135999"}, {"actor1": "Others"})
    frame = read_acled(path, actor="Reds")
    assert list(frame["release"]) == ["2024-09-24"]
    assert list(frame["known_on"]) == [pd.Timestamp("2024-09-24")]


@pytest.mark.parametrize("stamp", ["", "soon", "-5", "99999999999"])
def test_without_a_timestamp_the_day_of_access_must_be_given(acled_file: Write, stamp: str) -> None:
    path = acled_file({"timestamp": stamp})
    with pytest.raises(EventFileError, match=r"no usable timestamp .*: give accessed_on="):
        read_acled(path)
    assert len(read_acled(path, accessed_on=date(2024, 10, 1))) == 1


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"event_date": "17 Septembre 2024"}, r"row 2, event_date: .*write a day that exists"),
        ({"event_date": "31 September 2024"}, r"row 2, event_date: .*write a day that exists"),
        ({"event_date": "09/17/2024"}, r"row 2, event_date: .*write a day that exists"),
        ({"fatalities": "few"}, r'row 2, fatalities: "few"; write a whole number from 0'),
        ({"geo_precision": "4"}, r'row 2, geo_precision: "4"; write a whole number from 1 to 3'),
        ({"time_precision": "0"}, r'row 2, time_precision: "0"; write a whole number'),
        ({"latitude": "north"}, r'row 2, latitude: "north"; write a number from -90 to 90'),
        ({"event_id_cnty": ""}, r"row 2, event_id_cnty: this may not be blank"),
        ({"event_type": ""}, r"row 2, event_type: this may not be blank"),
    ],
)
def test_a_cell_that_cannot_be_is_named(
    acled_file: Write, cells: dict[str, str], words: str
) -> None:
    with pytest.raises(EventFileError, match=words):
        read_acled(acled_file({}, cells))


def test_a_file_of_ucdp_is_refused_and_its_reader_named(ucdp_file: Write) -> None:
    with pytest.raises(EventFileError, match=r"this is a file of UCDP .*; read it with read_ucdp"):
        read_acled(ucdp_file({}))


def test_the_counts_that_hdx_has_are_refused(workbook_file: Write, tmp_path: Path) -> None:
    counts = [["Country", "Month", "Year", "Events", "Fatalities"], ["Utopia", "May", 2024, 3, 1]]
    sheets = {"ToU": [["Terms of use"]], "Non_HRP": counts, "HRP_1": counts}
    with pytest.raises(EventFileError, match=r"ACLED's monthly counts as HDX has them, without ev"):
        read_acled(workbook_file("political_violence.xlsx", sheets))
    path = tmp_path / "hapi.csv"
    path.write_text("location_code,events,reference_period_start\nMLI,1,2024\n", encoding="utf-8")
    with pytest.raises(EventFileError, match="ACLED's monthly counts from HDX HAPI"):
        read_acled(path)


# Answers of the API.


@pytest.fixture
def saved(tmp_path: Path, acled_row: Build) -> Saved:
    """``saved(rows, total_count=3)`` writes an answer with so many rows, numbers as text."""

    def write(rows: int, **envelope: Any) -> Path:
        data = [acled_row(event_id_cnty=f"UTO{n}", tags=None, fatalities=4) for n in range(rows)]
        answer = {"status": 200, "success": True, "count": rows, "total_count": rows} | envelope
        limits = {"data_query_restrictions": {"history": "older than 12 months"}, "messages": []}
        path = tmp_path / "answer.json"
        path.write_text(json.dumps(answer | limits | {"data": data}), encoding="utf-8")
        return path

    return write


def test_an_answer_is_read_like_an_export(saved: Saved, acled_file: Write) -> None:
    changes = [{"event_id_cnty": f"UTO{n}"} for n in range(3)]
    pd.testing.assert_frame_equal(read_acled(saved(3)), read_acled(acled_file(*changes)))


def test_a_short_answer_names_what_the_account_may_see(saved: Saved) -> None:
    words = r"holds 2 of 5 rows: .*may not see the rest .*restrictions: .*older than 12 months"
    with pytest.warns(IncompleteWarning, match=words):
        assert len(read_acled(saved(2, total_count="5"))) == 2


def test_an_answer_that_says_it_failed_is_refused(saved: Saved) -> None:
    words = r"the request failed .*data_query_restrictions: .*older than 12 months"
    with pytest.raises(EventFileError, match=words):
        read_acled(saved(0, success=False))


def test_an_answer_without_events_is_an_empty_frame(saved: Saved) -> None:
    assert read_acled(saved(0), accessed_on=date(2024, 10, 1)).empty
