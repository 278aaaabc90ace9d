"""What is said of a file of UCDP that cannot be read, or is somebody else's."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sat.events import EventFileError, read_events, read_ucdp

Write = Callable[..., Path]
Build = Callable[..., dict[str, Any]]


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"best": "many"}, r'row 2, best: "many"; write a whole number from 0 to 10000000'),
        ({"best": "-1"}, r'row 2, best: "-1"; write a whole number from 0'),
        ({"low": "1.5"}, r'row 2, low: "1.5"; write a whole number'),
        ({"id": ""}, r"row 2, id: write a whole number"),
        ({"id": "A7"}, r'row 2, id: "A7"; write a whole number'),
        ({"type_of_violence": "4"}, r'row 2, type_of_violence: "4"; write a .* from 1 to 3'),
        ({"where_prec": "9"}, r'row 2, where_prec: "9"; write a whole number from 1 to 7'),
        ({"date_prec": "0"}, r'row 2, date_prec: "0"; write a whole number from 1 to 5'),
        ({"latitude": "91"}, r'row 2, latitude: "91"; write a number from -90 to 90'),
        ({"longitude": "8,5"}, r'row 2, longitude: "8,5"; write a number from -180 to 180'),
        ({"latitude": "nan"}, r'row 2, latitude: "nan"; write a number'),
        ({"date_start": "1753-01-01 00:00:00.000"}, r"row 2, date_start: .*where it has none"),
        ({"date_start": "2026-02-30"}, r'row 2, date_start: "2026-02-30"; write a day that exists'),
        ({"date_start": ""}, r"row 2, date_start: write a day that exists"),
        ({"date_end": "2026-01-07"}, r"row 2, date_end: .*last possible day is not before the fi"),
        ({"country": " "}, r"row 2, country: .*this may not be blank"),
        ({"side_a": ""}, r"row 2, side_a: this may not be blank"),
        ({"best": "٣"}, r"row 2, best: .*write a whole number"),
    ],
)
def test_a_cell_that_cannot_be_is_named(
    ucdp_file: Write, cells: dict[str, str], words: str
) -> None:
    with pytest.raises(EventFileError, match=words) as error:
        read_ucdp(ucdp_file({}, cells))
    assert error.value.count == 1
    assert error.value.file == "GEDEvent_v26_0_1.csv"


def test_all_faults_are_counted_and_the_first_twenty_listed(ucdp_file: Write) -> None:
    with pytest.raises(EventFileError, match="has 61 problems:") as error:
        read_ucdp(ucdp_file({"latitude": "x"}, *[{"best": "x", "high": "y"}] * 30))
    assert error.value.count == 61
    assert len(error.value.problems) == 20
    assert str(error.value.problems[0]).startswith("row 1, latitude")
    assert str(error.value).endswith("and 41 more")


def test_hostile_cells_and_names_cannot_reach_the_terminal(ucdp_file: Write) -> None:
    with pytest.raises(EventFileError, match=r"\\u001b\[31m") as error:
        read_ucdp(ucdp_file({"best": "\x1b[31m"}, name="GEDEvent_v26_0_1\x1b.csv"))
    assert "\x1b" not in str(error.value)


def test_a_row_with_a_wrong_number_of_cells_is_named(ucdp_file: Write) -> None:
    path = ucdp_file({}, {}, {})
    lines = path.read_text(encoding="utf-8").split("1003,", 1)
    path.write_text(lines[0] + "1003,a,b\n", encoding="utf-8")
    with pytest.raises(EventFileError, match=r"row 3: the row has 3 cells, the header 49;"):
        read_ucdp(path, actor="Nobody")


def test_a_comma_that_is_not_quoted_hides_no_row(ucdp_file: Write) -> None:
    path = ucdp_file({}, {})
    text = path.read_text(encoding="utf-8")
    head, tail = text.rsplit("Government of Utopia - Reds", 1)
    path.write_text(f"{head}Utopia, Government{tail}", encoding="utf-8")
    with pytest.raises(EventFileError, match=r'row 2, date_start: "1"; .*is a comma unquoted'):
        read_ucdp(path, actor="Nobody")


@pytest.mark.parametrize("cut", [5, 30, 200])
def test_a_file_that_is_cut_short_is_refused(ucdp_file: Write, cut: int) -> None:
    path = ucdp_file({}, {})
    path.write_bytes(path.read_bytes()[:-cut])
    with pytest.raises(EventFileError, match=r"row 2.*(cut short|comma unquoted)"):
        read_ucdp(path)


def test_a_quote_that_is_left_open_is_named(ucdp_file: Write) -> None:
    path = ucdp_file({}, {})
    text = path.read_text(encoding="utf-8").replace("Middle region", '"Middle region', 1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(EventFileError, match=r"row \d: (a quote is left open|the row has)"):
        read_ucdp(path)


def test_a_record_that_is_too_long_is_named(ucdp_file: Write) -> None:
    path = ucdp_file({}, {"source_article": "x" * 2_100_000})
    with pytest.raises(EventFileError, match=r"row 2: the row is longer than 2,000,000 bytes"):
        read_ucdp(path)


def test_a_record_of_a_megabyte_is_read(ucdp_file: Write) -> None:
    assert len(read_ucdp(ucdp_file({"source_article": "x" * 1_000_000}, {}))) == 2


def test_a_file_that_is_not_utf8_is_refused(ucdp_file: Write) -> None:
    path = ucdp_file({"where_coordinates": "Ségou"})
    path.write_bytes(path.read_bytes().decode().encode("latin-1"))
    with pytest.raises(EventFileError, match="row 1: the row is not UTF-8"):
        read_ucdp(path)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf\n\n", "the file is empty"),
        (b"\nid,side_a\n1,x\n", "the first line is blank"),
        (b"id;side_a;side_b\n1;x;y\n", "separate the columns by commas, not by semicolons"),
        (b"id\tside_a\tside_b\n1\tx\ty\n", "separate the columns by commas, not by tabs"),
        ("id,side_a\n".encode("utf-16"), "the file is UTF-16"),
        (b"\x1f\x8b\x08\x00\x00", "this is no text"),
        (b"<!DOCTYPE html><html>", "this is a web page"),
        (b"id,side_a\xe9\n", "the header is not UTF-8"),
        (b"PK\x03\x04 and no archive", "the archive cannot be unpacked"),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "ged251.csv"
    path.write_bytes(data)
    with pytest.raises(EventFileError, match=words):
        read_ucdp(path)


def test_no_message_tells_a_path_of_the_machine(ucdp_file: Write) -> None:
    path = ucdp_file({}, {})
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(EventFileError) as error:
        read_ucdp(path)
    assert str(path.parent) not in str(error.value)


def test_all_missing_columns_are_named_at_once(tmp_path: Path) -> None:
    path = tmp_path / "ged251.csv"
    path.write_text("id,side_a,side_b,country\n1,a,b,c\n", encoding="utf-8")
    words = (
        r"columns missing that a file of UCDP has: code_status, type_of_violence, .*, best, high$"
    )
    with pytest.raises(EventFileError, match=words):
        read_ucdp(path)


def test_a_column_that_is_there_twice_is_named(ucdp_file: Write) -> None:
    path = ucdp_file({})
    path.write_text(path.read_text(encoding="utf-8").replace("gwnob", "best", 1), encoding="utf-8")
    with pytest.raises(EventFileError, match='"best"; name each column once'):
        read_ucdp(path)


def test_the_edition_of_hdx_is_refused(tmp_path: Path, ucdp_file: Write) -> None:
    path = tmp_path / "conflict_data_mli.csv"
    path.write_text("id,start_year,side_a\n#id,#date,#x\n1,2,3\n", encoding="utf-8")
    with pytest.raises(EventFileError, match="this is the HDX edition of UCDP's data"):
        read_ucdp(path)
    tagged = ucdp_file({})
    head, rest = tagged.read_text(encoding="utf-8").split("\n", 1)
    tags = ",".join(["#id"] + ["#x"] * 48)
    tagged.write_text(f"{head}\n{tags}\n{rest}", encoding="utf-8")
    with pytest.raises(EventFileError, match=r'"#id"; the second line holds HXL tags'):
        read_ucdp(tagged)


def test_a_file_of_acled_is_refused_and_its_reader_named(acled_file: Write) -> None:
    words = r"this is a file of ACLED \(it has event_id_cnty, actor1 and event_date\); .*read_acled"
    with pytest.raises(EventFileError, match=words):
        read_ucdp(acled_file({}))


def test_counts_by_month_are_refused_and_their_reader_named(tmp_path: Path) -> None:
    path = tmp_path / "panel.csv"
    path.write_text("country_iso3,year_month,n\nMLI,2024-01,1\n", encoding="utf-8")
    with pytest.raises(EventFileError, match="read them with read_country_months"):
        read_ucdp(path)


def test_any_reader_tells_the_source_by_the_columns(ucdp_file: Write, acled_file: Write) -> None:
    assert list(read_events(ucdp_file({}), actor="Reds")["source"]) == ["UCDP Candidate"]
    frame = read_events(acled_file({}), actor="Reds", known_on=date(2024, 10, 1))
    assert list(frame["release"]) == ["2024-10-01"]
    with pytest.raises(ValueError, match=r"ACLED has no releases, but release is '25\.1'"):
        read_events(acled_file({}), release="25.1")


def test_any_reader_refuses_what_is_of_neither(tmp_path: Path) -> None:
    path = tmp_path / "prices.csv"
    path.write_text("day,price\n1,2\n", encoding="utf-8")
    with pytest.raises(EventFileError, match=r"these are events neither of UCDP .* nor of ACLED"):
        read_events(path)
