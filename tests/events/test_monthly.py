"""Counts by month, and whether the last quarter stands out."""

import math
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sat.events import EventFileError, combine, read_acled, read_ucdp
from sat.events.monthly import count_by_month, is_country_months, read_country_months, volume

Write = Callable[..., Path]
COLUMNS = ["events", "state_based", "non_state", "one_sided", "lethal", "deaths"]
PANEL = (
    "country_iso3,year_month,ucdp_event_count,ucdp_fatalities_best,ucdp_state_based_events,"
    "ucdp_non_state_events,ucdp_one_sided_events,ucdp_has_conflict"
)


def on(first: str, last: str = "", kind: str = "1", best: str = "2") -> dict[str, str]:
    return {"date_start": first, "date_end": last or first, "type_of_violence": kind, "best": best}


def test_each_month_of_the_span_has_its_counts_and_zero_is_a_count(ucdp_file: Write) -> None:
    path = ucdp_file(
        on("2026-01-01"),
        on("2026-01-31", kind="3", best="0"),
        on("2026-03-15", kind="2", best="5"),
        on("2026-05-01"),
    )
    months = count_by_month(read_ucdp(path), start="2026-01", end=date(2026, 4, 30))
    assert list(months) == COLUMNS
    assert [str(month) for month in months.index] == ["2026-01", "2026-02", "2026-03", "2026-04"]
    assert months.index.freqstr == "M"
    assert months.to_numpy().tolist() == [
        [2, 1, 0, 1, 1, 2],
        [0, 0, 0, 0, 0, 0],
        [1, 0, 1, 0, 1, 5],
        [0, 0, 0, 0, 0, 0],
    ]


def test_an_event_over_a_month_break_counts_in_its_first_month_only(ucdp_file: Write) -> None:
    frame = read_ucdp(ucdp_file(on("2026-01-30", "2026-02-02")))
    months = count_by_month(frame, start="2026-01", end="2026-02")
    assert months["events"].tolist() == [1, 0]
    assert months["deaths"].tolist() == [2, 0]
    assert count_by_month(frame, start="2026-02", end="2026-02")["events"].tolist() == [0]


def test_a_month_with_an_unknown_toll_has_no_sum(ucdp_file: Write) -> None:
    frame = read_ucdp(ucdp_file(on("2026-01-01"), on("2026-01-02", best="")))
    months = count_by_month(frame, start="2026-01", end="2026-02")
    assert months["events"].tolist() == [2, 0]
    assert months["lethal"].tolist() == [1, 0]
    assert months["deaths"].tolist() == [pd.NA, 0]


def test_kinds_may_be_left_out(ucdp_file: Write) -> None:
    months = count_by_month(read_ucdp(ucdp_file({})), by=None, start="2026-01", end="2026-01")
    assert list(months) == ["events", "lethal", "deaths"]


def test_nothing_at_all_is_zero_in_every_month(ucdp_file: Write) -> None:
    frame = read_ucdp(ucdp_file({}), actor="Nobody")
    months = count_by_month(frame, start="2026-01", end="2026-02")
    assert months.to_numpy().tolist() == [[0] * 6] * 2


def test_acled_has_no_kinds_of_ucdp(acled_file: Write) -> None:
    months = count_by_month(read_acled(acled_file({})), start="2024-09", end="2024-09")
    assert months.to_numpy().tolist() == [[1, pd.NA, pd.NA, pd.NA, 1, 4]]


def test_two_sources_are_not_counted_as_one(ucdp_file: Write, acled_file: Write) -> None:
    mix = combine(read_ucdp(ucdp_file({})), read_acled(acled_file({}))).frame
    with pytest.raises(ValueError, match="holds ACLED and UCDP Candidate: count ACLED and UCDP ap"):
        count_by_month(mix, start="2024-09", end="2026-01")


def test_a_span_does_not_end_before_it_begins(ucdp_file: Write) -> None:
    frame = read_ucdp(ucdp_file({}))
    with pytest.raises(ValueError, match="start is 2026-02 and end is 2026-01; the end cannot be"):
        count_by_month(frame, start="2026-02", end="2026-01")


# The panel of country-months.


@pytest.fixture
def panel(tmp_path: Path) -> Callable[[str], Path]:
    """``panel(lines)`` writes a panel with these lines behind its header."""

    def write(lines: str) -> Path:
        path = tmp_path / "panel.csv"
        path.write_text(f"{PANEL}\n{lines}\n", encoding="utf-8")
        return path

    return write


def test_a_panel_is_read_into_the_same_columns(panel: Callable[[str], Path]) -> None:
    path = panel(
        "MLI,2024-02,3.0,9.0,1.0,0.0,2.0,1\nMLI,2024-01,0,0,0,0,0,0\nNGA,2024-01,7,7,7,0,0,1"
    )
    months = read_country_months(path, "MLI")
    assert list(months) == COLUMNS
    assert [str(month) for month in months.index] == ["2024-01", "2024-02"]
    assert months.to_numpy().tolist() == [[0, 0, 0, 0, pd.NA, 0], [3, 1, 0, 2, pd.NA, 9]]


def test_a_panel_is_told_from_a_file_of_events(
    panel: Callable[[str], Path], ucdp_file: Write
) -> None:
    assert is_country_months(panel("MLI,2024-01,0,0,0,0,0,0"))
    assert not is_country_months(ucdp_file({}))


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (
            "NGA,2024-01,0,0,0,0,0,0",
            r'country_iso3: "MLI"; there is no such country; there are NGA',
        ),
        ("MLI,2024-13,0,0,0,0,0,0", r'row 1, year_month: "2024-13"; write YYYY-MM'),
        ("MLI,2024-01,0,0,0,0,0,0\n" * 2, r'row 2, year_month: "2024-01"; give each month once'),
        ("MLI,2024-01,,0,0,0,0,0", r"row 1, ucdp_event_count: write a whole number from 0"),
        ("MLI,2024-01,1.5,0,0,0,0,0", r'row 1, ucdp_event_count: "1.5"; write a whole number'),
    ],
)
def test_a_panel_that_cannot_be_is_refused(
    panel: Callable[[str], Path], lines: str, words: str
) -> None:
    with pytest.raises(EventFileError, match=words):
        read_country_months(panel(lines), "MLI")


def test_another_table_is_no_panel(ucdp_file: Write) -> None:
    words = r"columns missing that a panel of country-months has: country_iso3, year_month, ucdp_ev"
    with pytest.raises(EventFileError, match=words):
        read_country_months(ucdp_file({}), "MLI")


# Volume.


def months_of(numbers: list[int], last: str = "2024-12") -> pd.Series:
    index = pd.period_range(end=last, periods=len(numbers), freq="M")
    return pd.Series(numbers, index=index)


def test_volume_by_hand() -> None:
    # 26 months of 1 and 2 in turn, then 8. Sums of three: 4, 5, 4, 5 ... 24 of them, 12 of each
    # kind, mean 4.5, deviation sqrt(24 * 0.25 / 23); the last is 1 + 2 + 8 = 11, above all.
    found = volume(months_of([1, 2] * 13 + [8]), "2024-12")
    assert (found.total, found.mean, found.percentile) == (11, 4.5, 100)
    assert found.sd == pytest.approx(math.sqrt(6 / 23))
    assert found.z == pytest.approx(6.5 / math.sqrt(6 / 23))
    assert [str(month) for month in found.months] == ["2024-10", "2024-11", "2024-12"]


def test_sums_as_high_as_the_last_are_not_below_it() -> None:
    found = volume(months_of([1, 2] * 13 + [1]), "2024-12")
    assert (found.total, found.percentile) == (4, 0)


def test_volume_looks_no_further_than_its_month() -> None:
    series = months_of([1, 2] * 13 + [8])
    longer = pd.concat([months_of([999] * 5, "2022-09"), series, months_of([999] * 3, "2025-03")])
    assert volume(longer, "2024-12") == volume(series, pd.Period("2024-12", "M"))


def test_a_flat_series_is_where_it_always_is() -> None:
    found = volume(months_of([2] * 27), "2024-12")
    assert (found.z, found.sd, found.percentile) == (0, 0, 0)


def test_a_rise_from_a_flat_series_has_no_measure() -> None:
    with pytest.raises(
        ValueError, match="the 24 sums before 2024-12 are all 0, the last is 3; wit"
    ):
        volume(months_of([0] * 26 + [3]), "2024-12")


def test_volume_needs_27_months_without_a_gap() -> None:
    words = "the 27 months up to 2024-12 are needed; 1 of them have no number, the first is 2022-10"
    with pytest.raises(ValueError, match=words):
        volume(months_of([1, 2] * 13), "2024-12")
    series = months_of([1, 2] * 13 + [3]).astype("Int64")
    series.iloc[5] = pd.NA
    with pytest.raises(ValueError, match=r"1 of them .* the first is 2023-03"):
        volume(series, "2024-12")


@given(
    st.lists(st.integers(0, 50), min_size=27, max_size=27).filter(lambda few: len(set(few)) > 9),
    st.integers(1, 9),
)
def test_volume_does_not_depend_on_the_unit(numbers: list[int], times: int) -> None:
    once = volume(months_of(numbers), "2024-12")
    scaled = volume(months_of([times * number for number in numbers]), "2024-12")
    assert not math.isnan(once.z)
    assert scaled.z == pytest.approx(once.z)
    assert scaled.percentile == once.percentile
    assert 0 <= once.percentile <= 100


@pytest.mark.parametrize(
    ("until", "column", "total", "mean", "z", "percentile"),
    [
        ("2024-07", "events", 99, "91.6", 0.46, 62),
        ("2024-07", "state_based", 48, "52.2", -0.37, 38),
        ("2024-07", "one_sided", 46, "27.4", 1.87, 96),
        ("2024-07", "deaths", 523, "555", -0.27, 42),
        ("2024-08", "events", 87, "91.7", -0.29, 38),
        ("2024-08", "state_based", 39, "51.8", -1.12, 17),
        ("2024-08", "one_sided", 43, "28.4", 1.38, 88),
        ("2024-08", "deaths", 438, "550", -0.95, 17),
    ],
)
def test_the_eve_of_the_attack_on_bamako_is_as_worked_out_elsewhere(
    shared: Path, until: str, column: str, total: int, mean: str, z: float, percentile: int
) -> None:
    """The table of event-analysis.md, section d.1, with its own rounding."""
    path = shared / "data" / "ucdp_country_month_west_africa_1989-2024.csv"
    found = volume(read_country_months(path, "MLI")[column], until)
    digits = len(mean.partition(".")[2])
    assert found.total == total
    assert f"{found.mean:.{digits}f}" == mean
    assert round(found.z, 2) == z
    assert round(found.percentile) == percentile


@given(st.lists(st.integers(0, 40), min_size=27, max_size=27))
def test_the_volume_is_what_rolling_sums_of_a_frame_say(counts: list[int]) -> None:
    months = pd.period_range("2020-01", periods=27, freq="M")
    sums = pd.Series(counts, months).astype(float).rolling(3).sum().iloc[2:]
    prior, total = sums.iloc[:-1], float(sums.iloc[-1])
    if prior.nunique() == 1:
        return
    found = volume(pd.Series(counts, months, dtype="Int64"), months[-1])
    assert (found.total, found.mean) == (total, pytest.approx(prior.mean(), rel=1e-14))
    assert found.sd == pytest.approx(prior.std(ddof=1), rel=1e-12)
    assert found.percentile == 100 * (prior < total).mean()
