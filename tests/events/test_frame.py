"""The tidy frame: its columns, its cuts, and how several become one."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sat.events import EventFileError, combine, known_by, lethal, read_acled, read_ucdp, tidy
from sat.events.frame import COLUMNS
from sat.events.problem import EventProblem

Write = Callable[..., Path]
EVENT: dict[str, Any] = {
    "source": "UCDP Candidate",
    "release": "26.0.1",
    "known_on": pd.Timestamp("2026-02-20"),
    "event_id": "1",
    "status": "Clear",
    "date": pd.Timestamp("2026-01-08"),
    "date_last": pd.Timestamp("2026-01-08"),
    "date_precision": 1,
    "country": "Utopia",
    "region": "",
    "place": "Amaurot",
    "where": "",
    "latitude": 1.0,
    "longitude": 2.0,
    "place_precision": 1,
    "exact_place": True,
    "near_place": True,
    "actor_a": "Blues",
    "actor_b": "Reds",
    "kind": "non-state",
    "killed_low": 1,
    "killed_best": 1,
    "killed_high": 1,
    "low_order_ok": True,
}


def events(*changes: dict[str, Any]) -> pd.DataFrame:
    """A tidy frame with one row for each dict of changes; the day follows from ``on``."""
    rows = []
    for change in changes:
        row = EVENT | change
        if "on" in row:
            row |= {"date": pd.Timestamp(row.pop("on"))}
            row["date_last"] = row["date"]
        rows.append(row)
    return tidy(pd.DataFrame(rows, columns=list(COLUMNS)))


def ids(frame: pd.DataFrame) -> list[str]:
    return list(frame["event_id"])


def test_every_column_has_a_type_and_a_meaning() -> None:
    frame = events({})
    assert {name: str(kind) for name, kind in frame.dtypes.items()} == {
        name: kind for name, (kind, _) in COLUMNS.items()
    }
    assert all(meaning for _, meaning in COLUMNS.values())


def test_a_frame_is_put_in_order_and_types() -> None:
    plain = pd.DataFrame([dict(reversed(EVENT.items())) | {"killed_best": None}], index=[7])
    frame = tidy(plain)
    assert list(frame) == list(COLUMNS)
    assert list(frame.index) == [0]
    assert frame["killed_best"].iloc[0] is pd.NA
    pd.testing.assert_frame_equal(tidy(frame), frame)


def test_a_frame_with_other_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="lacks where and kind and has more, which are not of it"):
        tidy(events({}).drop(columns=["where", "kind"]).assign(more=1))


def test_an_event_is_lethal_from_one_death_on_if_that_is_known() -> None:
    frame = events(
        {"event_id": "a", "killed_best": 0},
        {"event_id": "b", "killed_best": 1},
        {"event_id": "c", "killed_best": None},
    )
    assert ids(lethal(frame)) == ["b"]
    assert len(frame) == 3


def test_only_what_was_out_by_a_day_was_known() -> None:
    frame = events({"event_id": "a"}, {"event_id": "b", "known_on": pd.Timestamp("2026-03-20")})
    assert ids(known_by(frame, date(2026, 2, 19))) == []
    assert ids(known_by(frame, date(2026, 2, 20))) == ["a"]
    assert ids(known_by(frame, date(2026, 3, 20))) == ["a", "b"]


def test_an_annual_release_was_not_known_at_the_date_of_its_events(ucdp_file: Write) -> None:
    day = {"date_start": "2024-09-17", "date_end": "2024-09-17"}
    frame = read_ucdp(ucdp_file(day, name="ged251.csv"))
    assert known_by(frame, date(2024, 12, 31)).empty
    assert len(known_by(frame, date(2025, 6, 30))) == 1


# Several frames.


def test_of_an_event_in_two_monthly_files_the_later_copy_stays(ucdp_file: Write) -> None:
    span = {"date_start": "2026-01-30", "date_end": "2026-02-02"}
    january = read_ucdp(ucdp_file({"best": "1", **span}, {}, name="GEDEvent_v26_0_1.csv"))
    february = read_ucdp(ucdp_file({"best": "2", **span}, name="GEDEvent_v26_0_2.csv"))
    mix = combine(january, february)
    assert (mix.duplicates, mix.superseded) == (1, 0)
    assert mix.releases == ("26.0.1", "26.0.2")
    assert ids(mix.frame) == ["1002", "1001"]
    assert list(mix.frame["killed_best"]) == [2, 2]
    assert list(mix.frame["release"]) == ["26.0.1", "26.0.2"]


def test_release_numbers_are_compared_as_numbers() -> None:
    ninth = events({"release": "25.0.9", "killed_best": 9})
    tenth = events({"release": "25.0.10", "killed_best": 10})
    assert list(combine(tenth, ninth).frame["killed_best"]) == [10]


def annual(**changes: Any) -> dict[str, Any]:
    return {"source": "UCDP GED", "release": "26.1", "on": "2025-05-01"} | changes


def candidate(**changes: Any) -> dict[str, Any]:
    return {"release": "25.0.5", "on": "2025-05-01"} | changes


def test_an_annual_release_restates_its_years() -> None:
    final = events(annual(event_id="1"), annual(event_id="2"))
    early = events(
        candidate(event_id="1"),
        candidate(event_id="3"),  # dropped by UCDP in the annual release
        candidate(event_id="4", release="26.0.1", on="2026-01-02"),  # after its years
    )
    mix = combine(early, final)
    assert ids(mix.frame) == ["1", "2", "4"]
    assert list(mix.frame["source"]) == ["UCDP GED", "UCDP GED", "UCDP Candidate"]
    assert (mix.duplicates, mix.superseded) == (1, 1)
    assert mix.releases == ("25.0.5", "26.0.1", "26.1")


def test_an_event_that_reaches_beyond_the_annual_release_stays() -> None:
    span = {"date": pd.Timestamp("2025-12-30"), "date_last": pd.Timestamp("2026-01-02")}
    mix = combine(events(annual()), events({"event_id": "9", "release": "25.0.12", **span}))
    assert ids(mix.frame) == ["1", "9"]


def test_an_older_annual_release_is_superseded_too() -> None:
    older = events(annual(release="25.1", event_id="1", on="2024-01-01"))
    newer = events(annual(release="26.1", event_id="2", on="2024-01-01"))
    mix = combine(older, newer)
    assert ids(mix.frame) == ["2"]
    assert (mix.superseded, mix.releases) == (1, ("25.1", "26.1"))


def test_a_later_candidate_release_is_not_superseded_by_an_earlier_annual_one() -> None:
    late = events({"event_id": "5", "release": "26.0.1", "on": "2024-12-31"})
    assert ids(combine(late, events(annual(release="25.1", on="2024-01-01"))).frame) == ["1", "5"]


def test_acled_has_its_own_ids_and_years(acled_file: Write) -> None:
    acled = read_acled(acled_file({"event_id_cnty": "1", "event_date": "2025-05-01"}))
    mix = combine(acled, events(annual(event_id="1")))
    assert sorted(mix.frame["source"]) == ["ACLED", "UCDP GED"]
    assert (mix.duplicates, mix.superseded) == (0, 0)
    assert mix.releases == ("2024-09-24", "26.1")


def test_of_acled_the_later_access_stays(acled_file: Write) -> None:
    old = read_acled(acled_file({"fatalities": "1"}), accessed_on=date(2024, 10, 1))
    new = read_acled(acled_file({"fatalities": "7"}), accessed_on=date(2024, 12, 1))
    mix = combine(new, old)
    assert list(mix.frame["killed_best"]) == [7]
    assert (mix.duplicates, mix.releases) == (1, ("2024-10-01", "2024-12-01"))


def test_nothing_combined_is_an_empty_frame() -> None:
    for mix in (combine(), combine(events(), events())):
        assert mix.frame.empty
        assert (mix.duplicates, mix.superseded, mix.releases) == (0, 0, ())
        assert mix.frame.dtypes.equals(events({}).dtypes)


def test_combining_leaves_its_input_alone() -> None:
    frame = events({"event_id": "b"}, {"event_id": "a"})
    before = frame.copy(deep=True)
    combine(frame, frame)
    pd.testing.assert_frame_equal(frame, before)


ROWS = st.builds(
    lambda number, release, day, best: {
        "source": "UCDP GED" if release.endswith(".1") and release.count(".") == 1 else
        "UCDP Candidate",
        "event_id": str(number), "release": release, "on": f"2025-{day:02}-01", "killed_best": best,
    },
    st.integers(1, 4),
    st.sampled_from(["25.0.9", "25.0.10", "25.01.25.09", "25.1", "26.1"]),
    st.integers(1, 3),
    st.integers(0, 2),
)  # fmt: skip


@settings(max_examples=25)
@given(st.lists(st.lists(ROWS, max_size=3), min_size=1, max_size=3))
def test_the_order_of_the_frames_and_their_rows_changes_nothing(
    parts: list[list[dict[str, Any]]],
) -> None:
    orders = (
        parts,
        parts[::-1],
        [rows[::-1] for rows in parts],
        [[row for rows in parts for row in rows]],
    )
    mixes = [combine(*(events(*rows) for rows in order)) for order in orders]
    total = sum(len(rows) for rows in parts)
    for mix in mixes:
        pd.testing.assert_frame_equal(mix.frame, mixes[0].frame)
        assert len(mix.frame) + mix.duplicates + mix.superseded == total
        assert (mix.duplicates, mix.releases) == (mixes[0].duplicates, mixes[0].releases)
        assert mix.frame["event_id"].is_unique
        again = combine(mix.frame)
        pd.testing.assert_frame_equal(again.frame, mix.frame)
        assert (again.duplicates, again.superseded) == (0, 0)


# What a problem says.


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (EventProblem(7, "best", "x", "write a number"), 'row 7, best: "x"; write a number'),
        (EventProblem(7, "best", "", "write a number"), "row 7, best: write a number"),
        (EventProblem(7, "", "", "a quote is open"), "row 7: a quote is open"),
        (EventProblem(0, "", "", "the file is empty"), "the file is empty"),
        (EventProblem(0, "country_iso3", "X", "no such"), 'country_iso3: "X"; no such'),
    ],
)
def test_a_problem_says_where_what_and_what_would_be_right(
    problem: EventProblem, words: str
) -> None:
    assert str(problem) == words


@given(*[st.text(max_size=300)] * 4)
def test_no_text_breaks_out_of_the_line_of_a_problem(
    file: str, column: str, value: str, expected: str
) -> None:
    lines = str(EventFileError(file, [EventProblem(1, column, value, expected)])).split("\n")
    assert len(lines) == 2
    assert not set("".join(lines)) & set("\x00\x07\x08\r\t\x1b\x7f\x85\x9b\u2028\u2029\u202e\u2066")


def test_a_message_lists_problems_by_row_up_to_a_number() -> None:
    problems = [EventProblem(row, "best", "x", "write") for row in range(30, 0, -1)]
    error = EventFileError("a.csv", problems, 5_000)
    assert [problem.row for problem in error.problems] == list(range(1, 21))
    assert str(error).startswith("a.csv has 5000 problems:\n  row 1, best")
    assert str(error).endswith("and 4980 more")
