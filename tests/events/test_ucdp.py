"""UCDP's files, in all their formats, with the traps that real ones hold."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sat.events import EventFileError, read_ucdp
from sat.events.frame import COLUMNS

Write = Callable[..., Path]
Build = Callable[..., dict[str, Any]]


def test_a_row_is_read_into_the_tidy_frame(ucdp_file: Write) -> None:
    frame = read_ucdp(ucdp_file({}))
    assert list(frame) == list(COLUMNS)
    row = frame.iloc[0].to_dict()
    assert row == {
        "source": "UCDP Candidate",
        "release": "26.0.1",
        "known_on": pd.Timestamp("2026-02-20"),
        "event_id": "1001",
        "status": "Clear",
        "date": pd.Timestamp("2026-01-08"),
        "date_last": pd.Timestamp("2026-01-08"),
        "date_precision": 1,
        "country": "Utopia",
        "region": "Middle region",
        "place": "Amaurot city",
        "where": "at the market,\nby the river",
        "latitude": 12.65,
        "longitude": -8.0,
        "place_precision": 1,
        "exact_place": True,
        "near_place": True,
        "actor_a": "Government of Utopia",
        "actor_b": "Reds",
        "kind": "state-based",
        "killed_low": 1,
        "killed_best": 2,
        "killed_high": 3,
        "low_order_ok": True,
    }


@pytest.mark.parametrize(("code", "kind"), [("1", "state-based"), ("3", "one-sided")])
def test_the_kind_of_violence_is_told_in_words(ucdp_file: Write, code: str, kind: str) -> None:
    assert list(read_ucdp(ucdp_file({"type_of_violence": code}))["kind"]) == [kind]


def test_rows_come_in_the_order_of_their_ids_as_numbers(ucdp_file: Write) -> None:
    frame = read_ucdp(ucdp_file({"id": "20"}, {"id": "100"}, {"id": "3"}))
    assert list(frame["event_id"]) == ["3", "20", "100"]


def test_columns_are_found_by_name_and_others_ignored(tmp_path: Path, ucdp_row: Build) -> None:
    row = {"extra": "x", **dict(reversed(ucdp_row().items()))}
    del row["gwnoa"], row["active_year"]
    text = pd.DataFrame([row]).to_csv(index=False)
    path = tmp_path / "ged251.csv"
    path.write_text(text, encoding="utf-8")
    assert list(read_ucdp(path)["place"]) == ["Amaurot city"]


# The actor, on either side; the country, by name or number.


def test_an_actor_counts_on_either_side_and_by_its_exact_name(ucdp_file: Write) -> None:
    path = ucdp_file(
        {"side_a": "JNIM", "side_b": "Civilians", "type_of_violence": "3"},
        {"side_b": "JNIM"},
        {"side_b": "JNIM faction"},
        {"side_b": "jnim"},
        {"dyad_name": "Government of Utopia - JNIM"},
    )
    frame = read_ucdp(path, actor="JNIM")
    assert list(frame["event_id"]) == ["1001", "1002"]
    assert list(frame["actor_a"]) == ["JNIM", "Government of Utopia"]


def test_an_actor_that_looks_like_sql_is_only_a_name(ucdp_file: Write) -> None:
    assert read_ucdp(ucdp_file({}), actor="x' or 1=1 --").empty
    assert len(read_ucdp(ucdp_file({"side_b": "Reds'; drop"}), actor="Reds'; drop")) == 1


@pytest.mark.parametrize(
    ("countries", "ids"),
    [
        (("Utopia",), ["1001"]),
        (("utopia", "Ivory Coast"), ["1001", "1002"]),
        (("437",), ["1002"]),
        (("Ivory",), []),
        ((), ["1001", "1002"]),
    ],
)
def test_countries_are_chosen_by_name_or_number(
    ucdp_file: Write, countries: tuple[str, ...], ids: list[str]
) -> None:
    path = ucdp_file({}, {"country": "Ivory Coast", "country_id": "437"})
    assert list(read_ucdp(path, countries=countries)["event_id"]) == ids


def test_nothing_found_is_an_empty_frame_of_the_same_types(ucdp_file: Write) -> None:
    empty, full = read_ucdp(ucdp_file({}), actor="Nobody"), read_ucdp(ucdp_file({}))
    assert empty.empty
    assert empty.dtypes.equals(full.dtypes)


# What UCDP means by its numbers.


def test_no_death_is_zero_and_an_unknown_toll_is_missing(ucdp_file: Write) -> None:
    frame = read_ucdp(ucdp_file({"low": "0", "best": "0", "high": "0"}, {"best": ""}))
    assert frame["killed_best"].iloc[0] == 0
    assert frame["killed_best"].iloc[1] is pd.NA
    assert list(frame["low_order_ok"]) == [True, False]


@pytest.mark.parametrize(
    ("low", "best", "high", "fine"),
    [("1", "2", "3", True), ("2", "2", "2", True), ("3", "2", "4", False), ("1", "5", "4", False)],
)
def test_rows_whose_estimates_are_out_of_order_are_kept_and_marked(
    ucdp_file: Write, low: str, best: str, high: str, fine: bool
) -> None:
    frame = read_ucdp(ucdp_file({"low": low, "best": best, "high": high}))
    assert list(frame["low_order_ok"]) == [fine]
    assert list(frame["killed_best"]) == [int(best)]


@pytest.mark.parametrize(
    ("code", "exact", "near"),
    [
        ("1", True, True),
        ("2", False, True),
        ("3", False, False),
        ("7", False, False),
        ("", False, False),
    ],
)
def test_only_the_finest_precisions_place_an_event(
    ucdp_file: Write, code: str, exact: bool, near: bool
) -> None:
    frame = read_ucdp(ucdp_file({"where_prec": code}))
    assert (frame["exact_place"].iloc[0], frame["near_place"].iloc[0]) == (exact, near)
    assert frame["place_precision"].isna().iloc[0] == (code == "")


def test_missing_coordinates_are_missing(ucdp_file: Write) -> None:
    frame = read_ucdp(ucdp_file({"latitude": "", "longitude": ""}))
    assert frame[["latitude", "longitude"]].isna().all(axis=None)


def test_what_coders_still_check_is_kept_and_says_so(ucdp_file: Write) -> None:
    frame = read_ucdp(ucdp_file({"code_status": "Check dyad"}, {}))
    assert list(frame["status"]) == ["Check dyad", "Clear"]


@pytest.mark.parametrize("active", ["true", "false", "1", "0", ""])
def test_whether_a_conflict_was_active_in_the_year_filters_nothing(
    ucdp_file: Write, active: str
) -> None:
    assert len(read_ucdp(ucdp_file({"active_year": active}))) == 1


def test_actors_without_a_name_yet_are_actors(ucdp_file: Write) -> None:
    path = ucdp_file({"side_a": "XXX615", "side_b": "XXX615"}, {})
    assert list(read_ucdp(path, actor="XXX615")["event_id"]) == ["1001"]


def test_lists_of_states_do_not_break_a_file_that_begins_with_numbers(ucdp_file: Write) -> None:
    path = ucdp_file(*[{"gwnoa": "2"}] * 30, {"gwnoa": "2;200;900"})
    assert len(read_ucdp(path)) == 31


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026-01-08 00:00:00.000", "2026-01-08"),
        ("2026-01-08", "2026-01-08"),
        ("2026-01-08T00:00:00", "2026-01-08"),
        (" 2026-01-08 ", "2026-01-08"),
    ],
)
def test_a_day_is_read_in_each_of_the_ways_ucdp_writes_it(
    ucdp_file: Write, cell: str, day: str
) -> None:
    frame = read_ucdp(ucdp_file({"date_start": cell, "date_end": "2026-01-09"}))
    assert frame["date"].iloc[0] == pd.Timestamp(day)


def test_an_event_of_several_days_keeps_its_first_and_last(ucdp_file: Write) -> None:
    frame = read_ucdp(ucdp_file({"date_start": "2026-01-30", "date_end": "2026-02-02"}))
    assert frame["date"].iloc[0] == pd.Timestamp("2026-01-30")
    assert frame["date_last"].iloc[0] == pd.Timestamp("2026-02-02")


# The release.


def test_the_file_s_name_tells_the_release(ucdp_file: Write) -> None:
    frame = read_ucdp(ucdp_file({}, name="GEDEvent_v25_1.csv"))
    assert list(frame["release"]) == ["25.1"]
    assert list(frame["source"]) == ["UCDP GED"]


def test_a_release_that_is_given_goes_before_name_and_column(ucdp_file: Write) -> None:
    path = ucdp_file({"release": "26.0.2"})
    assert list(read_ucdp(path)["release"]) == ["26.0.2"]
    assert list(read_ucdp(path, release="26.1")["release"]) == ["26.1"]


def test_a_column_of_releases_counts_row_by_row(ucdp_file: Write) -> None:
    frame = read_ucdp(ucdp_file({"release": "26.0.2"}, {"release": "25.1"}))
    assert list(frame["release"]) == ["26.0.2", "25.1"]
    assert list(frame["source"]) == ["UCDP Candidate", "UCDP GED"]
    assert list(frame["known_on"]) == [pd.Timestamp("2026-03-20"), pd.Timestamp("2025-06-30")]


def test_the_true_day_goes_before_the_estimate(ucdp_file: Write) -> None:
    frame = read_ucdp(ucdp_file({}), known_on=date(2026, 2, 18))
    assert list(frame["known_on"]) == [pd.Timestamp("2026-02-18")]


def test_a_file_that_nothing_tells_the_release_of_is_refused(ucdp_file: Write) -> None:
    with pytest.raises(EventFileError, match="no name tells of it: give release=, such as"):
        read_ucdp(ucdp_file({}, name="mine.csv"))


def test_what_is_no_release_is_refused(ucdp_file: Write) -> None:
    with pytest.raises(ValueError, match=r"'2025' is not a release of UCDP: write 25\.1"):
        read_ucdp(ucdp_file({}), release="2025")
    with pytest.raises(EventFileError, match=r'row 1, release: "new"; write a release of UCDP'):
        read_ucdp(ucdp_file({"release": "new"}))


# Real rows.


def test_the_rows_of_early_2026_are_read_as_published(shared: Path) -> None:
    path = shared / "data" / "ucdp_candidate_26_0_1-2_west_africa.csv"
    assert len(read_ucdp(path)) == 552
    frame = read_ucdp(path, actor="JNIM")
    assert frame["country"].value_counts().to_dict() == {
        "Burkina Faso": 113,
        "Mali": 67,
        "Niger": 6,
        "Benin": 3,
        "Togo": 1,
    }
    assert round((frame["killed_best"] == 0).mean(), 2) == 0.39
    precisions = frame["place_precision"].value_counts().to_dict()
    assert precisions == {1: 62, 2: 67, 3: 10, 4: 12, 5: 38, 6: 1}
    mali = frame[frame["country"] == "Mali"]
    assert (mali["killed_best"].sum(), (mali["killed_best"] >= 1).sum()) == (130, 25)
    assert set(frame["release"]) == {"26.0.1", "26.0.2"}
    assert len(set(frame["status"])) > 1


def test_the_api_s_shape_gives_the_same_rows_as_the_file(shared: Path) -> None:
    page = read_ucdp(shared / "data" / "ucdp_api_shape_mali_2026-01_02.json", release="26.0.2")
    path = shared / "data" / "ucdp_candidate_26_0_1-2_west_africa.csv"
    file = read_ucdp(path, countries=["432"], release="26.0.2")
    assert len(page) == 89
    assert ((page["actor_a"] == "JNIM") | (page["actor_b"] == "JNIM")).sum() == 67
    pd.testing.assert_frame_equal(page, file)
