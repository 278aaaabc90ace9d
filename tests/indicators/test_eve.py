"""The day before an event: what stood raised, what was quiet, what nobody had ever seen."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sat.case import Case
from sat.case.watch import ReferenceClass
from sat.events.monthly import Volume
from sat.indicators.eve import Eve, Reading, eves, reading
from sat.indicators.rates import BaseRate, base_rate

MakeWatch = Callable[..., Case]
LIST = ["I1 H1", "I2 H1", "I3 H2", "I4 ."]


def members(*rows: str) -> pd.DataFrame:
    """Members of a class: day, place, and ``maybe`` behind a doubtful one."""
    cells = [row.split() for row in rows]
    return pd.DataFrame(
        {
            "date": pd.DatetimeIndex([cell[0] for cell in cells]),
            "known_on": pd.DatetimeIndex([cell[0] for cell in cells]),
            "place": [cell[1] for cell in cells],
            "sure": np.array([cell[2:] != ["maybe"] for cell in cells], dtype=bool),
        }
    )


def silent(_: date) -> list[Reading]:
    return []


def no_rate(_: date) -> BaseRate | None:
    return None


def found(case: Case, *rows: str) -> tuple[Eve, ...]:
    return eves(case, members(*rows), silent, no_rate)


def one(case: Case, *rows: str) -> Eve:
    (eve,) = found(case, *(rows or ("2025-06-10 Oak",)))
    return eve


# ---- which events


def test_events_have_an_eve_each_the_oldest_first(make_watch: MakeWatch) -> None:
    case = make_watch(LIST, seen=["I1 2025-01-05 low"])
    told = found(case, "2025-06-10 Oak", "2025-03-01 Elm", "2025-04-01 Ash maybe")
    assert [(eve.event, eve.day) for eve in told] == [
        (date(2025, 3, 1), date(2025, 2, 28)),
        (date(2025, 6, 10), date(2025, 6, 9)),
    ]


def test_places_are_named_once_each_in_their_order(make_watch: MakeWatch) -> None:
    case = make_watch(LIST, seen=["I1 2025-01-05 low"])
    eve = one(
        case,
        "2025-06-10 Oak",
        "2025-06-10 Elm",
        "2025-06-10 Oak",
        "2025-06-10 Ash maybe",
    )
    assert eve.places == ("Oak", "Elm")


def test_events_before_anybody_observed_anything_have_no_eve(make_watch: MakeWatch) -> None:
    case = make_watch(LIST, seen=["I1 2025-01-05 low known=2025-03-01"])
    days = [eve.event for eve in found(case, "2025-03-01 Oak", "2025-03-02 Oak")]
    # On the first of March it became known, so the eve of the second is the first that has it.
    assert days == [date(2025, 3, 2)]


def test_without_observations_there_is_nothing_to_look_back_on(make_watch: MakeWatch) -> None:
    assert found(make_watch(LIST), "2025-06-10 Oak") == ()


def test_without_events_there_are_no_eves(make_watch: MakeWatch) -> None:
    case = make_watch(LIST, seen=["I1 2025-01-05 low"])
    assert found(case) == ()
    assert found(case, "2025-06-10 Oak maybe") == ()


# ---- what stood


def test_raised_quiet_and_unseen_are_told_apart(make_watch: MakeWatch) -> None:
    seen = ["I1 2025-01-05 low", "I2 2025-01-06 high", "I3 2025-01-07 none"]
    eve = one(make_watch(LIST, seen=[*seen, "I4 2025-01-08 unknown"]))
    assert [(row.indicator_id, row.standing) for row in eve.raised] == [
        ("I2", "high"),
        ("I1", "low"),
    ]
    assert eve.quiet == ("I3",)
    assert eve.unseen == ("I4",)


def test_a_raised_level_still_stands_long_after_the_last_look(make_watch: MakeWatch) -> None:
    eve = one(make_watch(["I1 H1 daily"], seen=["I1 2025-01-05 high"]))
    assert [row.indicator_id for row in eve.raised] == ["I1"]
    assert eve.raised[0].level == "unknown"


@pytest.mark.parametrize(
    ("known", "raised"),
    [("2025-06-08", 1), ("2025-06-09", 1), ("2025-06-10", 0), ("2025-07-01", 0)],
)
def test_the_eve_does_not_see_what_became_known_on_the_day_itself(
    make_watch: MakeWatch, known: str, raised: int
) -> None:
    case = make_watch(LIST, seen=["I3 2025-01-05 none", f"I1 2025-06-01 high known={known}"])
    eve = one(case)
    assert len(eve.raised) == raised
    assert ("I1" in eve.unseen) == (not raised)
    assert eve.alarms == (["H1"] if raised else [])


def test_an_indicator_added_later_is_not_on_the_list(make_watch: MakeWatch) -> None:
    case = make_watch(["I1 H1", "I2 H1"], seen=["I1 2025-01-05 none"], added={"I2": "2025-06-10"})
    eve = one(case)
    assert (eve.raised, eve.quiet, eve.unseen) == ((), ("I1",), ())


def test_ratings_given_on_the_day_itself_drop_no_indicator_on_its_eve(
    make_watch: MakeWatch,
) -> None:
    case = make_watch(["I1 H1"], {"ana": {"I1": "L L"}}, ["I1 2025-01-05 high"])
    for known, alarms in ((date(2025, 6, 9), []), (date(2025, 6, 10), ["H1"])):
        ratings = [row.model_copy(update={"known_on": known}) for row in case.indicator_ratings]
        assert one(replace(case, indicator_ratings=tuple(ratings))).alarms == alarms


def test_alarms_are_warnings_of_elevated_or_higher(make_watch: MakeWatch) -> None:
    seen = ["I1 2025-01-05 high", "I3 2025-01-07 low"]
    eve = one(make_watch(LIST, seen=seen, scenarios={"SC1": "H1", "SC2": "H2"}))
    assert {row.outcome: row.level for row in eve.warnings} == {
        "H1": "elevated",
        "H2": "watch",
        "SC1": "elevated",
        "SC2": "watch",
    }
    assert eve.alarms == ["H1", "SC1"]


levels = st.sampled_from(["none", "low", "high", "unknown"])


@given(
    st.lists(
        st.tuples(st.sampled_from(["I1", "I2", "I3", "I4"]), st.integers(0, 200), levels),
        min_size=1,
    )
)
def test_every_indicator_is_raised_quiet_or_unseen(
    make_watch: MakeWatch, rows: list[tuple[str, int, str]]
) -> None:
    days = [date(2025, 1, 1) + timedelta(days=offset) for _, offset, _ in rows]
    seen = [f"{name} {day} {level}" for (name, _, level), day in zip(rows, days, strict=True)]
    for eve in found(make_watch(LIST, seen=seen), "2025-04-10 Oak", "2025-12-01 Elm"):
        parts = [*(row.indicator_id for row in eve.raised), *eve.quiet, *eve.unseen]
        assert sorted(parts) == ["I1", "I2", "I3", "I4"]
        known = {row[0] for row, day in zip(rows, days, strict=True)
                 if row[2] != "unknown" and day <= eve.day}  # fmt: skip
        assert set(eve.unseen) == {"I1", "I2", "I3", "I4"} - known


def test_volumes_and_rate_are_asked_for_the_eve(make_watch: MakeWatch) -> None:
    asked: list[date] = []

    def volumes(day: date) -> Sequence[Reading]:
        asked.append(day)
        return [Reading("attacks", "2025-05", None)]

    def rate(day: date) -> BaseRate | None:
        asked.append(day)
        blank = dict.fromkeys(ReferenceClass.model_fields, "")
        own = {"class_id": "any", "title": "Any", "since": "2025-01-01"}
        row = ReferenceClass.model_validate({**blank, **own})
        return base_rate(row, [date(2025, 6, 10)], [], day, 365)

    case = make_watch(LIST, seen=["I1 2025-01-05 low"])
    (eve,) = eves(case, members("2025-06-10 Oak"), volumes, rate)
    assert asked == [date(2025, 6, 9)] * 2
    assert [row.name for row in eve.volumes] == ["attacks"]
    assert eve.rate is not None
    assert eve.rate.events == 0  # the event itself is not yet among those counted


# ---- volumes


def monthly(last: list[int]) -> pd.Series:
    """Two years of 1, 2, 1, 2, ... from 2023-01, and then what is given."""
    values = [1, 2] * 12 + last
    return pd.Series(values, pd.period_range("2023-01", periods=len(values), freq="M"))


@pytest.mark.parametrize(
    ("eve", "lag", "month"),
    [
        ("2025-04-14", 0, "2025-03"),  # April is not over
        ("2025-04-29", 0, "2025-03"),
        ("2025-04-30", 0, "2025-04"),  # the eve of the first of May
        ("2025-05-01", 0, "2025-04"),
        ("2025-05-01", 1, "2025-03"),
        ("2025-01-15", 0, "2024-12"),
    ],
)
def test_a_reading_takes_the_last_full_month(eve: str, lag: int, month: str) -> None:
    told = reading("attacks", lambda _: monthly([1] * 6), date.fromisoformat(eve), lag)
    assert told.month == month


def test_a_reading_holds_the_last_quarter_against_two_years() -> None:
    told = reading("attacks", lambda _: monthly([9, 9, 9]), date(2025, 4, 9), revised="why")
    assert told.found is not None
    assert told.found.total == 27
    assert (told.warned, told.revised, told.name) == (True, "why", "attacks")


@pytest.mark.parametrize("day", [date(2024, 3, 1), date(2025, 9, 1)])
def test_too_few_months_are_unknown_and_no_all_clear(day: date) -> None:
    told = reading("attacks", lambda _: monthly([1, 1, 1]), day)
    assert told.found is None
    assert not told.warned


def test_a_chronology_that_knew_nothing_has_no_reading() -> None:
    def counts(day: date) -> pd.Series:
        raise ValueError(f"nothing was known on {day}")

    assert reading("attacks", counts, date(2025, 4, 9)).found is None


@pytest.mark.parametrize(("z", "warned"), [(1.01, True), (1.0, False), (-3.0, False)])
def test_a_volume_warned_if_it_was_more_than_one_deviation_up(z: float, warned: bool) -> None:
    assert Reading("attacks", "2025-03", Volume(1.0, 1.0, 1.0, z, 50.0, ())).warned == warned
