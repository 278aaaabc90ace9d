"""What a file of events may be: CSV, an archive, a workbook, an answer of UCDP's API."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sat.events import EventFileError, IncompleteWarning, read_ucdp

Write = Callable[..., Path]
Build = Callable[..., dict[str, Any]]


def test_a_mark_at_the_beginning_and_windows_line_ends_change_nothing(ucdp_file: Write) -> None:
    path = ucdp_file({"where_description": "a\r\nb"}, {}, end="\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    frame = read_ucdp(path)
    assert list(frame["event_id"]) == ["1001", "1002"]
    assert frame["where"].iloc[0] == "a\r\nb"


def test_a_file_may_have_any_name(ucdp_file: Write) -> None:
    ucdp_file({}, {}, name="GEDEvent_v26_0_1 [12]1.csv")
    ucdp_file({}, {}, name="GEDEvent_v26_0_1 21.csv")
    for name in ("GEDEvent_v26_0_1 [12]?.csv", "GEDEvent_v26_0_1 *.csv", "GEDEvent_v26_0_1 '.csv"):
        assert len(read_ucdp(ucdp_file({}, name=name))) == 1


def test_an_archive_with_one_csv_is_read(ucdp_file: Write, zipped: Write) -> None:
    data = ucdp_file({}).read_bytes()
    path = zipped("ged261-csv.zip", {"../../GEDEvent_v26_1.csv": data, "readme.txt": "hello"})
    frame = read_ucdp(path)
    assert list(frame["release"]) == ["26.1"]
    assert [entry.name for entry in path.parent.iterdir() if entry.suffix == ".csv"] == [
        "GEDEvent_v26_0_1.csv"
    ]


def test_the_archive_s_member_tells_the_release_too(ucdp_file: Write, zipped: Write) -> None:
    data = ucdp_file({}).read_bytes()
    path = zipped("download.zip", {"GEDEvent_v26_1.csv": data, "__MACOSX/._GEDEvent.csv": "x"})
    assert list(read_ucdp(path)["release"]) == ["26.1"]
    path = zipped("ged251-csv.zip", {"GEDEvent_v26_1.csv": data})
    with pytest.raises(EventFileError, match=r"the names tell of 25\.1 and 26\.1: give release="):
        read_ucdp(path)


def test_an_archive_needs_one_csv(zipped: Write) -> None:
    with pytest.raises(EventFileError, match="the archive holds 0 CSV files; one is needed"):
        read_ucdp(zipped("ged251-csv.zip", {"a.txt": "x"}))
    with pytest.raises(EventFileError, match=r"holds 2 CSV files \(a\.csv and b\.csv\)"):
        read_ucdp(zipped("ged251-csv.zip", {"a.csv": "x", "b.csv": "y"}))


def test_an_archive_that_would_fill_the_disk_is_refused(
    ucdp_file: Write, zipped: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = ucdp_file({}).read_bytes()
    path = zipped("ged251-csv.zip", {"a.csv": data, "b.txt": "x"})
    monkeypatch.setattr("sat.events.files.LARGEST", len(data))
    with pytest.raises(EventFileError, match=r"would have more than [\d,]+ bytes; is it a trap"):
        read_ucdp(path)


def test_an_archive_that_is_cut_short_is_refused(ucdp_file: Write, zipped: Write) -> None:
    path = zipped("ged251-csv.zip", {"a.csv": ucdp_file({}).read_bytes()})
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(EventFileError, match=r"the archive cannot be unpacked .*cut short"):
        read_ucdp(path)


def test_an_archive_whose_bytes_were_changed_is_refused(ucdp_file: Write, zipped: Write) -> None:
    path = zipped("ged251-csv.zip", {"a.csv": ucdp_file({}).read_bytes()})
    data = bytearray(path.read_bytes())
    data[60:80] = b"\0" * 20
    path.write_bytes(data)
    with pytest.raises(EventFileError, match="the archive cannot be unpacked"):
        read_ucdp(path)


def test_a_workbook_has_native_days_and_numbers(workbook_file: Write, ucdp_row: Build) -> None:
    row = ucdp_row(id=1001, latitude=12.65, best=2, low=1, high=3, where_prec=1)
    row |= {"date_start": (46030,), "date_end": (46033,), "country_id": 999}
    path = workbook_file("GEDEvent_v26_0_1.xlsx", {"Sheet1": [list(row), list(row.values())]})
    frame = read_ucdp(path, actor="Reds", countries=["999"])
    assert frame["date"].iloc[0] == pd.Timestamp("2026-01-08")  # 46,030 days after 30 Dec 1899
    assert frame["date_last"].iloc[0] == pd.Timestamp("2026-01-11")
    assert (frame["latitude"].iloc[0], frame["killed_best"].iloc[0]) == (12.65, 2)
    assert list(frame["event_id"]) == ["1001"]


def answer(rows: list[dict[str, Any]], total: int | None, pages: int = 1) -> dict[str, Any]:
    return {"TotalCount": total, "TotalPages": pages, "NextPageUrl": "", "Result": rows}


@pytest.fixture
def saved(tmp_path: Path) -> Callable[[object], Path]:
    """``saved(document)`` writes JSON under a name that tells nothing."""

    def write(document: object) -> Path:
        path = tmp_path / "answer.txt"
        path.write_text(json.dumps(document), encoding="utf-8")
        return path

    return write


@pytest.fixture
def api_rows(ucdp_row: Build) -> list[dict[str, Any]]:
    """Three rows with the types of the API: numbers, booleans and nulls."""
    numbers = {"best": 2, "low": 1, "high": 3, "where_prec": 1, "latitude": 12.65, "gwnob": None}
    when = {"date_start": "2026-01-08T00:00:00", "date_end": "2026-01-08T00:00:00"}
    return [ucdp_row(id=1001 + n, active_year=True, **numbers, **when) for n in range(3)]


def test_one_page_of_the_api_is_read_like_a_file(
    saved: Callable[[object], Path], api_rows: list[dict[str, Any]], ucdp_file: Write
) -> None:
    page = read_ucdp(saved(answer(api_rows, 3)), release="26.0.1")
    pd.testing.assert_frame_equal(page, read_ucdp(ucdp_file({}, {}, {})))


def test_all_pages_of_the_api_are_one_file(
    saved: Callable[[object], Path], api_rows: list[dict[str, Any]]
) -> None:
    pages = [answer(api_rows[:2], 3, 2), answer(api_rows[2:], 3, 2)]
    assert len(read_ucdp(saved(pages), release="26.0.1")) == 3


def test_a_page_that_is_missing_is_missed(
    saved: Callable[[object], Path], api_rows: list[dict[str, Any]]
) -> None:
    words = r"2 rows, but TotalCount is 3: .*page=0 on, which is the first; who begins at page=1"
    with pytest.raises(EventFileError, match=words):
        read_ucdp(saved([answer(api_rows[1:], 3, 2)]), release="26.0.1")
    with pytest.raises(EventFileError, match=words):
        read_ucdp(saved(answer(api_rows[1:], 3, 1)), release="26.0.1")


def test_a_page_that_is_there_twice_is_noticed(
    saved: Callable[[object], Path], api_rows: list[dict[str, Any]]
) -> None:
    pages = [answer(api_rows[:2], 4, 2), answer(api_rows[:2], 4, 2)]
    with pytest.raises(EventFileError, match="4 rows with 2 ids: a page is there twice"):
        read_ucdp(saved(pages), release="26.0.1")


def test_one_page_of_several_says_that_it_is(
    saved: Callable[[object], Path], api_rows: list[dict[str, Any]]
) -> None:
    with pytest.warns(IncompleteWarning, match="is one page of 2, with 2 of 3 rows; read the oth"):
        frame = read_ucdp(saved(answer(api_rows[:2], 3, 2)), release="26.0.1")
    assert len(frame) == 2


def test_an_answer_without_events_is_an_empty_frame(saved: Callable[[object], Path]) -> None:
    assert read_ucdp(saved(answer([], 0, 0)), release="26.0.1").empty


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"Message": "not yours"}, r'an answer of UCDP\'s API has "Result"'),
        ([], 'an answer of UCDP\'s API has "Result"'),
        ({"Result": "none"}, '"Result" holds a list of events'),
        ({"Result": [{"id": [1]}]}, r'row 1, id: "\[1\]"; a field holds a text or a number'),
    ],
)
def test_an_answer_of_another_kind_is_refused(
    saved: Callable[[object], Path], document: object, words: str
) -> None:
    with pytest.raises(EventFileError, match=words):
        read_ucdp(saved(document), release="26.0.1")


def test_an_answer_that_is_cut_short_is_refused(
    saved: Callable[[object], Path], api_rows: list[dict[str, Any]]
) -> None:
    path = saved(answer(api_rows, 3))
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(EventFileError, match=r"begins like JSON but is none .*cut short"):
        read_ucdp(path, release="26.0.1")
    path.write_text("[" * 100_000, encoding="utf-8")
    with pytest.raises(EventFileError, match=r"begins like JSON but is none \(it is nested too"):
        read_ucdp(path, release="26.0.1")
