"""UCDP's releases: their names in files, their days, what they cover."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sat.events.releases import is_release, last_year, product, release_day, release_in


@pytest.mark.parametrize(
    ("name", "release"),
    [
        ("ged251-csv.zip", "25.1"),
        ("GED261-xlsx.zip", "26.1"),
        ("GEDEvent_v25_1.csv", "25.1"),
        ("GEDEvent_v26_0_8.csv", "26.0.8"),
        ("GEDEvent_v26_0_12.csv", "26.0.12"),
        ("GEDEvent_v26_0_8 (1).csv", "26.0.8"),
        ("GEDEvent_v26_01_26_06.csv", "26.01.26.06"),
        ("GEDEvent_v25_01_25_12.csv", "25.01.25.12"),
        ("GEDEvent_v26_0_13.csv", ""),
        ("ged2511.csv", ""),
        ("ucdp_candidate.csv", ""),
        ("", ""),
    ],
)
def test_a_file_s_name_tells_the_release_or_nothing(name: str, release: str) -> None:
    assert release_in(name) == release


@pytest.mark.parametrize(
    ("release", "day"),
    [
        ("25.1", date(2025, 6, 30)),
        ("26.0.1", date(2026, 2, 20)),
        ("26.0.11", date(2026, 12, 20)),
        ("26.0.12", date(2027, 1, 20)),
        ("26.01.26.06", date(2026, 7, 20)),
        ("25.01.25.12", date(2026, 1, 20)),
    ],
)
def test_a_release_is_dated_generously(release: str, day: date) -> None:
    assert release_day(release) == day


@pytest.mark.parametrize("text", ["25", "25.2", "26.0.0", "26.0.13", "26.0.08", "26.01.26.13", "v"])
def test_what_is_no_release_has_no_day(text: str) -> None:
    assert not is_release(text)
    with pytest.raises(ValueError, match=r"is not a release of UCDP: write 25\.1 \(a year\)"):
        release_day(text)


def test_annual_releases_are_ged_and_cover_the_years_before() -> None:
    assert (product("25.1"), last_year("25.1")) == ("UCDP GED", 2024)
    assert (product("25.0.1"), last_year("25.0.1")) == ("UCDP Candidate", None)
    assert (product("26.01.26.06"), last_year("26.01.26.06")) == ("UCDP Candidate", None)


@given(st.integers(0, 99), st.integers(1, 12))
def test_a_candidate_release_comes_out_after_its_month_and_its_file_tells_it(
    year: int, month: int
) -> None:
    for release, name in (
        (f"{year:02}.0.{month}", f"GEDEvent_v{year:02}_0_{month}.csv"),
        (f"{year:02}.01.{year:02}.{month:02}", f"GEDEvent_v{year:02}_01_{year:02}_{month:02}.csv"),
    ):
        assert is_release(release)
        assert release_in(name) == release
        assert 20 <= (release_day(release) - date(2000 + year, month, 28)).days <= 23
