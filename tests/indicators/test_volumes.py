"""Monthly volumes: event data of files, and the chronology as it was known."""

import csv
import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from sat.case import Case
from sat.case.settings import Settings
from sat.case.watch import Event, ReferenceClass
from sat.events.layout import UCDP_COLUMNS
from sat.indicators.occurrences import from_case
from sat.indicators.volumes import (
    SERIES,
    chronology_counts,
    event_data_for,
    read_event_data,
)

PANEL = "data/ucdp_country_month_west_africa_1989-2024.csv"
CANDIDATE = "data/ucdp_candidate_26_0_1-2_west_africa.csv"
DAY = date(2025, 12, 31)
Write = Callable[..., Path]


@pytest.fixture
def ucdp(tmp_path: Path) -> Write:
    """``ucdp("GEDEvent_v26_0_1.csv", "2026-01-08 Mali 3", ...)``: day, country, best estimate."""

    def write(name: str, *rows: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", newline="", encoding="utf-8") as file:
            out = csv.DictWriter(file, list(UCDP_COLUMNS))
            out.writeheader()
            for number, row in enumerate(rows):
                day, country, best = row.split()
                made = {"date_start": day, "date_end": day, "country": country, "best": best}
                made |= {"id": f"{day:.4}{day[5:7]}{number}", "low": best, "high": best}
                out.writerow(EVENT | made)
        return path

    return write


EVENT = dict.fromkeys(UCDP_COLUMNS, "") | {
    "code_status": "Clear",
    "type_of_violence": "1",
    "side_a": "Government of Utopia",
    "side_b": "Reds",
    "where_prec": "1",
    "where_coordinates": "Amaurot city",
    "latitude": "12.65",
    "longitude": "-8",
    "country_id": "999",
    "date_prec": "1",
}


# ---- files of events


def test_a_file_of_events_is_counted_by_month(ucdp: Write) -> None:
    path = ucdp(
        "GEDEvent_v26_0_1.csv",
        "2026-01-08 Mali 3",
        "2026-01-20 Mali 0",
        "2026-01-21 Niger 7",
    )
    data = read_event_data([path], "Mali")
    assert data.country == "Mali"
    assert data.name == "UCDP Candidate 26.0.1"
    assert data.months.index.astype(str).tolist() == ["2026-01"]
    assert data.months["events"].tolist() == [2]
    assert data.months["state_based"].tolist() == [2]
    assert data.months["one_sided"].tolist() == [0]
    assert data.months["deaths"].tolist() == [3]
    assert len(data.frame) == 2
    # A candidate release comes out on the 20th of the month after.
    assert data.known_on == date(2026, 2, 20)
    assert data.lag == 1


def test_every_series_that_is_charted_is_a_column(ucdp: Write) -> None:
    months = read_event_data([ucdp("GEDEvent_v26_0_1.csv", "2026-01-08 Mali 3")], "Mali").months
    assert set(SERIES) <= set(months)


def test_several_releases_are_put_together(ucdp: Write) -> None:
    paths = [
        ucdp("GEDEvent_v26_0_1.csv", "2026-01-08 Mali 3"),
        ucdp("GEDEvent_v26_0_2.csv", "2026-02-01 Mali 1", "2026-02-02 Mali 1"),
    ]
    data = read_event_data(paths, "Mali")
    assert data.name == "UCDP Candidate 26.0.1 and 26.0.2"
    assert data.months["events"].tolist() == [1, 2]
    assert data.known_on == date(2026, 3, 20)


def test_each_file_is_told_with_its_sum(ucdp: Write) -> None:
    path = ucdp("GEDEvent_v26_0_1.csv", "2026-01-08 Mali 3")
    found = read_event_data([path], "Mali")
    assert found.files == {path.name: hashlib.sha256(path.read_bytes()).hexdigest()}


def test_the_country_is_found_whatever_its_capitals(ucdp: Write) -> None:
    path = ucdp("GEDEvent_v26_0_1.csv", "2026-01-08 Mali 3")
    assert len(read_event_data([path], "mali").frame) == 1


def test_data_are_called_revised_with_the_day_they_came_out(ucdp: Write) -> None:
    data = read_event_data([ucdp("GEDEvent_v26_0_1.csv", "2026-01-08 Mali 3")], "Mali")
    assert data.revised == "revised data: UCDP Candidate 26.0.1 came out on 2026-02-20"


def test_a_month_that_no_file_covers_is_not_quiet(ucdp: Write) -> None:
    paths = [
        ucdp("GEDEvent_v26_0_1.csv", "2026-01-08 Mali 3"),
        ucdp("GEDEvent_v26_0_3.csv", "2026-03-08 Mali 3"),
    ]
    months = read_event_data(paths, "Mali").months["events"]
    february = months.get(pd.Period("2026-02", "M"))
    assert february is None or pd.isna(february)


def test_a_covered_month_without_an_event_is_none(ucdp: Write) -> None:
    paths = [
        ucdp("GEDEvent_v26_0_1.csv", "2026-01-08 Mali 3"),
        ucdp("GEDEvent_v26_0_2.csv", "2026-02-08 Niger 3"),
    ]
    assert read_event_data(paths, "Mali").months["events"].tolist() == [1, 0]


def test_files_of_one_name_in_two_folders_are_both_told(ucdp: Write) -> None:
    one = ucdp("a/GEDEvent_v26_0_1.csv", "2026-01-08 Mali 3")
    other = ucdp("b/GEDEvent_v26_0_1.csv", "2026-01-08 Mali 4")
    sums = set(read_event_data([one, other], "Mali").files.values())
    assert sums == {hashlib.sha256(path.read_bytes()).hexdigest() for path in (one, other)}


# ---- refusals


def test_no_file_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^name at least one file of event data$"):
        read_event_data([], "Mali")


def test_a_country_of_which_nothing_is_there_is_refused(ucdp: Write) -> None:
    path = ucdp("GEDEvent_v26_0_1.csv", "2026-01-08 Mali 3")
    with pytest.raises(ValueError, match=r"GEDEvent_v26_0_1\.csv: there is nothing of Togo in it"):
        read_event_data([path], "Togo")


def panel(tmp_path: Path) -> Path:
    names = ["country_iso3", "year_month", "ucdp_event_count", "ucdp_state_based_events"]
    names += ["ucdp_non_state_events", "ucdp_one_sided_events", "ucdp_fatalities_best"]
    path = tmp_path / "panel.csv"
    rows = ["MLI,2024-01,5,3,1,1,9", "MLI,2024-03,2,2,0,0,0"]
    path.write_text("\n".join([",".join(names), *rows]) + "\n", encoding="utf-8")
    return path


def test_a_panel_has_months_but_no_events_and_no_release_day(tmp_path: Path) -> None:
    data = read_event_data([panel(tmp_path)], "Mali")
    assert (data.name, data.known_on) == ("panel.csv", None)
    assert data.frame.empty
    assert data.months["events"].to_dict() == {pd.Period("2024-01"): 5, pd.Period("2024-03"): 2}
    assert data.revised == "revised data: panel.csv carries no release day"


def test_a_country_that_is_not_in_the_panel_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match='"TGO"; there is no such country; there are MLI'):
        read_event_data([panel(tmp_path)], "Togo")


def test_a_country_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Meadowland"):
        read_event_data([panel(tmp_path)], "Meadowland")


def test_a_panel_among_files_of_events_is_refused(tmp_path: Path, ucdp: Write) -> None:
    events = ucdp("GEDEvent_v26_0_1.csv", "2026-01-08 Mali 3")
    with pytest.raises(ValueError, match="these are counts by country and month"):
        read_event_data([events, panel(tmp_path)], "Mali")


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(ValueError, match="these are events neither of UCDP"):
        read_event_data([path], "Mali")


# ---- the reference data beside the checkout


def test_the_panel_of_west_africa_is_read_for_one_country(shared: Path) -> None:
    data = read_event_data([shared / PANEL], "Mali")
    with (shared / PANEL).open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["country_iso3"] == "MLI"]
    assert len(data.months) == len(rows)
    assert data.months["events"].sum() == sum(float(row["ucdp_event_count"]) for row in rows)
    assert data.months["deaths"].sum() == sum(float(row["ucdp_fatalities_best"]) for row in rows)


def test_the_candidate_file_of_west_africa_is_read_for_one_country(shared: Path) -> None:
    data = read_event_data([shared / CANDIDATE], "Mali")
    with (shared / CANDIDATE).open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["country"] == "Mali"]
    assert set(data.frame["country"]) == {"Mali"}
    assert set(data.frame["event_id"]) == {row["id"] for row in rows}
    assert data.months["events"].sum() == len(data.frame)
    assert data.known_on is not None
    assert str(data.known_on) in data.revised


# ---- what a notebook is given


def reference_class(**more: str) -> ReferenceClass:
    blank = dict.fromkeys(ReferenceClass.model_fields, "")
    own = {"class_id": "any", "title": "Any", "since": "2020-01-01"}
    return ReferenceClass.model_validate({**blank, **own, **more})


def a_case(*classes: ReferenceClass) -> Case:
    given = {"question": "Which?", "case_id": "made", "opens": DAY, "closes": DAY}
    return Case(Settings.model_validate(given), DAY, reference_classes=classes)


MALI = a_case(reference_class(), reference_class(country="Mali"), reference_class(country="Togo"))


@pytest.mark.parametrize("names", ["", "  ", ";", " ; ;"])
def test_blank_is_no_event_data(names: str) -> None:
    assert event_data_for(MALI, names) is None
    assert event_data_for(a_case(), names) is None


def test_a_name_is_looked_for_in_the_workbook(workbook: Path, ucdp: Write) -> None:
    place = workbook / "data" / "events"
    place.mkdir()
    path = ucdp("GEDEvent_v26_0_1.csv", "2026-01-08 Mali 3", "2026-01-09 Togo 1")
    path.rename(place / path.name)
    data = event_data_for(MALI, "GEDEvent_v26_0_1.csv")
    assert data is not None
    assert data.country == "Mali"  # the first that a class names
    assert len(data.frame) == 1
    assert str(workbook) not in f"{data.name} {data.revised} {data.files}"


def test_a_path_is_taken_as_it_is_and_several_are_separated(workbook: Path, ucdp: Write) -> None:
    one = ucdp("GEDEvent_v26_0_1.csv", "2026-01-08 Mali 3")
    other = ucdp("GEDEvent_v26_0_2.csv", "2026-02-08 Mali 3")
    data = event_data_for(MALI, f" {one} ; {other};")
    assert data is not None
    assert data.months["events"].tolist() == [1, 1]


def test_the_workbooks_own_file_goes_before_one_of_the_current_folder(
    workbook: Path, ucdp: Write
) -> None:
    name = "GEDEvent_v26_0_1.csv"
    (workbook / "data" / "events").mkdir()
    ucdp(name, "2026-01-08 Mali 3", "2026-01-09 Mali 3").rename(workbook / "data/events" / name)
    ucdp(name, "2026-01-08 Mali 3").rename(workbook / name)
    data = event_data_for(MALI, name)
    assert data is not None
    assert len(data.frame) == 2


def test_a_file_that_is_not_there_is_told_on_one_safe_line(workbook: Path) -> None:
    message = r"^there is no no\\u001bsuch\.csv in data/events, nor is it a path$"
    with pytest.raises(FileNotFoundError, match=message):
        event_data_for(MALI, "no\x1bsuch.csv")


def test_where_no_class_names_a_country_there_is_nothing_to_cut_to(workbook: Path) -> None:
    message = "^event data are cut to a country; name one in reference_classes.csv$"
    for case in (a_case(), a_case(reference_class())):
        with pytest.raises(ValueError, match=message):
            event_data_for(case, "x.csv")


# ---- the chronology by month


def event(name: str, day: str, **more: str) -> Event:
    own = {"event_id": name, "date": day, "known_on": day, "place": "Oak", "country": "Mali"}
    return Event.model_validate({**dict.fromkeys(Event.model_fields, ""), **own, **more})


def counted(day: str, *events: Event, country: str = "") -> dict[str, int]:
    """Counts by month as known on a day."""
    frame = from_case(replace(a_case(), events=events))
    found = chronology_counts(frame, country)(date.fromisoformat(day))
    return {str(month): int(count) for month, count in found.items()}


def test_months_without_an_attack_are_none_from_the_first_one_on() -> None:
    rows = [event("C1", "2025-01-05"), event("C2", "2025-01-20"), event("C3", "2025-03-02")]
    assert counted("2025-04-10", *rows) == {
        "2025-01": 2,
        "2025-02": 0,
        "2025-03": 1,
        "2025-04": 0,
    }


def test_what_became_known_later_is_not_counted_before() -> None:
    rows = [event("C1", "2025-01-05"), event("C2", "2025-02-05", known_on="2025-04-01")]
    assert counted("2025-03-31", *rows)["2025-02"] == 0
    assert counted("2025-04-01", *rows)["2025-02"] == 1


def test_a_chronology_that_begins_with_a_late_report_begins_later() -> None:
    rows = [event("C1", "2025-01-05", known_on="2025-04-01"), event("C2", "2025-02-05")]
    assert list(counted("2025-03-31", *rows)) == ["2025-02", "2025-03"]
    assert list(counted("2025-04-01", *rows)) == ["2025-01", "2025-02", "2025-03", "2025-04"]


def test_sieges_and_other_countries_are_not_counted() -> None:
    rows = [
        event("C1", "2025-01-05"),
        event("C2", "2025-01-06", kind="siege"),
        event("C3", "2025-01-07", country="Niger"),
    ]
    assert counted("2025-01-31", *rows, country="mali") == {"2025-01": 1}
    assert counted("2025-01-31", *rows) == {"2025-01": 2}


@pytest.mark.parametrize("rows", [[], [event("C1", "2025-06-01")]], ids=["none", "later"])
def test_where_nothing_was_known_there_are_no_counts(rows: list[Event]) -> None:
    with pytest.raises(ValueError, match=re.escape("nothing was known on 2025-03-31")):
        counted("2025-03-31", *rows)


def test_the_frame_is_left_as_it_was() -> None:
    frame = from_case(replace(a_case(), events=(event("C1", "2025-01-05"),)))
    before = frame.copy(deep=True)
    chronology_counts(frame, "Mali")(DAY)
    pd.testing.assert_frame_equal(frame, before)
