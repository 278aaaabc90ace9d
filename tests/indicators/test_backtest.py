"""Alarms and probabilities at month ends: scores by hand, and nothing that came later."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from math import sqrt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sat.case import Case
from sat.case.watch import ReferenceClass
from sat.indicators.backtest import (
    CHOSEN,
    DECIDED,
    MIN_EVENTS,
    UNDATED,
    Forecaster,
    Score,
    origins,
    rate_forecaster,
    score,
    volume_forecaster,
    warning_forecasters,
)
from sat.indicators.skill import Alarms

MakeWatch = Callable[..., Case]
ENDS = [date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31), date(2024, 4, 30)]


def saying(
    values: Sequence[float | None], points: Sequence[date] = (), alarm: bool = True
) -> Forecaster:
    """A forecaster that says these values on these days, one after the other."""
    told = dict(zip(points or ENDS, values, strict=True))
    return Forecaster("made", told.__getitem__, alarm)


def scored(
    values: Sequence[float | None],
    days: Sequence[date],
    span: int = 30,
    points: Sequence[date] = (),
    alarm: bool = True,
) -> Score:
    found = score(saying(values, points, alarm), days, points or ENDS, span)
    assert found is not None
    return found


# ---- origins


def test_origins_are_the_last_days_of_months() -> None:
    assert origins(date(2024, 1, 1), date(2024, 6, 30), span=30) == [
        *ENDS,
        date(2024, 5, 31),
    ]


def test_a_span_that_has_not_closed_is_no_test() -> None:
    # 31 March and 92 days are 1 July.
    assert origins(date(2024, 3, 1), date(2024, 6, 30)) == []
    assert origins(date(2024, 3, 1), date(2024, 7, 1)) == [date(2024, 3, 31)]


def test_a_month_that_had_begun_when_counting_began_is_left_out() -> None:
    assert origins(date(2024, 1, 2), date(2024, 4, 30), span=30)[0] == date(2024, 2, 29)


def test_where_counting_begins_after_the_cut_there_is_no_origin() -> None:
    assert origins(date(2025, 1, 1), date(2024, 1, 1)) == []


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(0, 1500), st.integers(1, 400))
def test_every_origin_lies_in_the_time_counted(since: date, days: int, span: int) -> None:
    until = since + timedelta(days=days)
    found = origins(since, until, span)
    assert found == sorted(set(found))
    for day in found:
        assert since <= day <= until - timedelta(days=span)
        assert (day + timedelta(days=1)).day == 1


# ---- scores by hand

# Within 30 days: 10 February comes after 31 January, 15 March after 29 February.
HAPPENED = [date(2024, 2, 10), date(2024, 3, 15)]


def test_the_four_counts_and_the_three_brier_scores() -> None:
    found = scored([1, 0, 1, 0], HAPPENED)
    assert found.alarms == Alarms(hits=1, false_alarms=1, misses=1, quiet=1)
    # Said 1 0 1 0, happened 1 1 0 0: two of four wrong. Half: a quarter each. Never: two of four.
    assert (found.brier, found.climatology, found.never) == (0.5, 0.25, 0.5)
    assert (found.n, found.base_rate, found.events) == (4, 0.5, 2)
    assert (found.first, found.last) == (ENDS[0], ENDS[-1])


def test_a_probability_has_no_counts_and_no_lead() -> None:
    found = scored([0.5, 0.25, 0, 1], HAPPENED, alarm=False)
    # 1/4 + 9/16 + 0 + 1 over 4.
    assert found.brier == pytest.approx((0.25 + 0.5625 + 0 + 1) / 4)
    assert (found.alarms, found.leads, found.lead) == (None, (), None)


def test_the_span_begins_the_day_after_and_ends_with_its_last_day() -> None:
    # 31 January itself is not ahead; 1 March is 30 days on, 2 March is not within 30.
    for day, happened in (
        (date(2024, 1, 31), 0),
        (date(2024, 2, 1), 1),
        (date(2024, 3, 1), 1),
        (date(2024, 3, 2), 0),
    ):
        assert scored([0], [day], points=ENDS[:1]).base_rate == happened, day


def test_an_event_in_several_spans_is_one_event() -> None:
    found = scored([1, 1, 1, 1], [date(2024, 5, 1)], span=92)
    # 31 January to 1 May are 91 days.
    assert (found.events, found.base_rate, found.n) == (1, 1, 4)


def test_events_outside_all_spans_are_not_among_those_counted() -> None:
    found = scored([1, 0, 0, 0], [*HAPPENED, date(2023, 12, 1), date(2024, 12, 1)])
    assert found.events == 2


def test_where_a_forecaster_has_nothing_to_say_it_is_not_counted() -> None:
    found = scored([None, 0, None, 1], HAPPENED)
    assert found.alarms == Alarms(hits=0, false_alarms=1, misses=1, quiet=0)
    assert (found.n, found.events, found.base_rate) == (2, 1, 0.5)
    assert (found.first, found.last) == (ENDS[1], ENDS[3])


def test_who_never_has_a_say_gets_no_score() -> None:
    assert score(saying([None] * 4), HAPPENED, ENDS, 30) is None
    assert score(Forecaster("made", lambda _: 1.0), HAPPENED, [], 30) is None


def test_name_and_revision_are_kept() -> None:
    found = score(Forecaster("panel", lambda _: 1.0, revised="revised data"), [], ENDS, 30)
    assert found is not None
    assert (found.name, found.revised) == ("panel", "revised data")


def test_where_nothing_happened_never_warning_is_without_a_fault() -> None:
    found = scored([0, 0, 0, 0], [])
    assert (found.brier, found.climatology, found.never) == (0, 0, 0)
    assert (found.base_rate, found.events) == (0, 0)


@given(st.lists(st.booleans(), min_size=4, max_size=4), st.sets(st.integers(0, 120)))
def test_counts_add_up_and_an_alarms_brier_is_its_share_of_errors(
    alarms: list[bool], offsets: set[int]
) -> None:
    days = sorted(date(2024, 1, 25) + timedelta(days=offset) for offset in offsets)
    found = scored([float(value) for value in alarms], days)
    table = found.alarms
    assert table is not None
    assert table.n == found.n == 4
    assert table.base_rate == found.base_rate
    assert found.brier == pytest.approx((table.false_alarms + table.misses) / 4)
    assert found.never == pytest.approx(found.base_rate)
    assert found.climatology == pytest.approx(found.base_rate * (1 - found.base_rate))


# ---- leads


@pytest.mark.parametrize(
    ("alarms", "leads"),
    [
        # To 10 May from 31 January 100 days, 29 February 71, 31 March 40, 30 April 10.
        ([0, 0, 0, 1], (10,)),
        ([0, 0, 1, 1], (40,)),
        ([0, 1, 1, 1], (71,)),
        ([1, 1, 1, 1], (100,)),  # longer than the span, without a break
        ([1, 1, 0, 1], (10,)),  # broken
        ([0, 1, 1, 0], (71,)),  # it had ended, but was on within the span
        ([1, 0, 0, 0], ()),  # too long ago
        ([0, 0, 0, 0], ()),
    ],
)
def test_the_lead_is_that_of_the_unbroken_run(alarms: list[float], leads: tuple[int, ...]) -> None:
    assert scored(alarms, [date(2024, 5, 10)], span=92).leads == leads


def test_each_event_warned_of_has_its_lead_and_the_median_is_told() -> None:
    days = [date(2024, 2, 10), date(2024, 3, 10), date(2024, 5, 1), date(2024, 5, 10)]
    found = scored([1, 0, 0, 1], days)
    # 10 February: 10 days after 31 January; 10 March: 39, too long; 1 and 10 May: 1 and 10.
    assert found.leads == (10, 1, 10)
    assert found.lead == 10
    assert scored([1, 0, 0, 1], days[:1] + days[2:3]).lead == 5.5


def test_an_alarm_on_the_day_itself_does_not_warn_of_it() -> None:
    assert scored([0, 1, 0, 0], [date(2024, 2, 29)]).leads == ()


# ---- verdicts


def series(events: int, months: int) -> tuple[list[date], list[date], list[bool]]:
    """Month ends, of which every other one is followed by an event, so many in all."""
    points = [stamp.date() for stamp in pd.date_range("2020-01-31", periods=months, freq="ME")]
    days = [day + timedelta(days=10) for day in points[::2]][:events]
    happened = [number % 2 == 0 and number // 2 < events for number in range(months)]
    return points, days, happened


@pytest.mark.parametrize(
    ("events", "verdict"),
    [
        (MIN_EVENTS - 1, "too few events to validate (9 of 10)"),
        (MIN_EVENTS, "validated on 10 events"),
    ],
)
def test_perfect_alarms_are_validated_on_ten_events_and_not_on_nine(
    events: int, verdict: str
) -> None:
    points, days, happened = series(events, 2 * events)
    found = scored([float(value) for value in happened], days, points=points)
    assert found.alarms is not None
    assert (found.alarms.pod, found.alarms.pofd) == (1, 0)
    assert found.verdict == verdict


@pytest.mark.parametrize(
    "alarm",
    [
        lambda number: (number // 2) % 2 == 0,  # half of either: PSS 0
        lambda number: True,
        lambda number: False,
        lambda number: number % 2 == 1,  # only where nothing comes
    ],
    ids=["by halves", "always", "never", "contrary"],
)
def test_alarms_without_skill_are_not_validated(alarm: Callable[[int], bool]) -> None:
    points, days, _ = series(12, 24)
    found = scored([float(alarm(number)) for number in range(24)], days, points=points)
    assert found.events == 12
    assert found.verdict == "no skill shown"


@pytest.mark.parametrize(
    ("false_alarms", "span", "verdict"),
    [
        # 8 of 12 warned of. POFD 3/12: PSS 0.417, 1.645 √(0.222/12 + 0.1875/12) = 0.304.
        (3, 30, "validated on 12 events"),
        # POFD 5/12: PSS 0.25, 1.645 √(0.222/12 + 0.243/12) = 0.324.
        (5, 30, "no skill shown"),
    ],
)
def test_skill_must_exceed_its_error(false_alarms: int, span: int, verdict: str) -> None:
    points, days, happened = series(12, 24)
    hits, wrong = iter([1.0] * 8 + [0.0] * 4), iter([1.0] * false_alarms + [0.0] * 12)
    values = [next(hits) if came else next(wrong) for came in happened]
    found = scored(values, days, span, points)
    assert found.alarms == Alarms(8, false_alarms, 4, 12 - false_alarms)
    share = false_alarms / 12
    error = sqrt(2 / 9 / 12 + share * (1 - share) / 12)
    assert (2 / 3 - share > DECIDED * error) == verdict.startswith("validated")
    assert found.verdict == verdict


def test_quiet_origins_with_overlapping_spans_are_worth_fewer() -> None:
    # An event half a year apart from the next: three origins before it, three quiet ones after.
    points = [stamp.date() for stamp in pd.date_range("2010-01-31", periods=72, freq="ME")]
    days = [day + timedelta(days=20) for day in points[2::6]]
    values = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0] * 6
    for place in range(3, 72, 12)[:4]:
        values[place] = values[place + 1] = 1.0
    found = scored(values, days, 92, points)
    # POD 18/36, POFD 8/36: PSS 0.278. With 36 quiet origins 1.645 √(0.25/12 + 0.173/36) = 0.263
    # would be exceeded; they are worth 36 · 30/92 = 11.7, and √(0.25/12 + 0.173/11.7) makes 0.310.
    assert found.alarms == Alarms(18, 8, 18, 28)
    assert found.verdict == "no skill shown"


@pytest.mark.parametrize(
    ("before", "otherwise", "verdict"),
    [
        (0.9, 0.1, "better than climatology on 12 events"),
        (0.6, 0.5, "better than climatology on 12 events"),  # (0.16 + 0.25) / 2 < 0.25
        (0.5, 0.5, "no skill shown"),
        (0.4, 0.6, "no skill shown"),
    ],
)
def test_a_probability_is_held_against_climatology(
    before: float, otherwise: float, verdict: str
) -> None:
    points, days, happened = series(12, 24)
    values = [before if came else otherwise for came in happened]
    assert scored(values, days, points=points, alarm=False).verdict == verdict


def test_a_probability_with_few_events_is_not_judged_either() -> None:
    points, days, happened = series(9, 24)
    values = [0.99 if came else 0.01 for came in happened]
    found = scored(values, days, points=points, alarm=False)
    assert found.verdict == "too few events to validate (9 of 10)"


def test_where_every_span_had_an_event_no_skill_can_be_shown() -> None:
    points, _, _ = series(0, 12)
    days = [day + timedelta(days=5) for day in points]
    found = scored([1.0] * 12, days, points=points)
    assert (found.events, found.verdict) == (12, "no skill shown")


# ---- warnings as forecasters


def said(forecaster: Forecaster, *days: str) -> list[float | None]:
    return [forecaster.say(date.fromisoformat(day)) for day in days]


def test_a_warning_says_nothing_before_anybody_observed_anything(make_watch: MakeWatch) -> None:
    case = make_watch(["I1 H1"], seen=["I1 2024-03-10 high known=2024-04-01"])
    (found,) = warning_forecasters(case)
    assert found.name == "warning for H1 elevated or higher"
    assert found.alarm
    assert said(found, "2024-03-31", "2024-04-01", "2025-01-01") == [None, 1, 1]


@pytest.mark.parametrize(
    ("seen", "alarm"),
    [
        (["I1 2024-03-01 none"], 0),
        (["I1 2024-03-01 low"], 0),  # watch
        (["I1 2024-03-01 high"], 1),  # elevated
        (["I1 2024-03-01 low", "I2 2024-03-01 low"], 1),
        (["I1 2024-03-01 high", "I2 2024-03-01 high"], 1),
        (["I1 2024-03-01 unknown"], 0),
    ],
)
def test_an_alarm_is_a_warning_of_elevated_or_higher(
    make_watch: MakeWatch, seen: list[str], alarm: float
) -> None:
    case = make_watch(["I1 H1", "I2 H1"], seen=seen)
    (found,) = warning_forecasters(case)
    assert said(found, "2024-03-31") == [alarm]


def test_only_hypotheses_that_an_indicator_points_to_are_tested(make_watch: MakeWatch) -> None:
    case = make_watch(["I1 H2", "I2 ."], seen=["I1 2024-03-01 none"])
    assert [row.name for row in warning_forecasters(case)] == ["warning for H2 elevated or higher"]


def test_without_observations_there_is_no_warning_to_test(make_watch: MakeWatch) -> None:
    assert warning_forecasters(make_watch(["I1 H1"])) == []


@pytest.mark.parametrize(
    ("added", "revised"),
    [
        ({}, UNDATED),
        ({"I1": "2024-01-01"}, UNDATED),
        ({"I1": "2024-01-01", "I2": "2024-02-01"}, ""),
    ],
)
def test_indicators_without_a_day_may_have_been_chosen_in_hindsight(
    make_watch: MakeWatch, added: dict[str, str], revised: str
) -> None:
    case = make_watch(["I1 H1", "I2 H1"], seen=["I1 2024-03-01 low"], added=added)
    assert [row.revised for row in warning_forecasters(case)] == [revised]


def test_ratings_without_a_day_may_have_been_given_in_hindsight(make_watch: MakeWatch) -> None:
    case = make_watch(
        ["I1 H1"],
        {"ana": {"I1": "HL HU"}},
        seen=["I1 2024-03-01 low"],
        added={"I1": "2024-01-01"},
    )
    assert [row.revised for row in warning_forecasters(case)] == [UNDATED]
    assert [row.revised for row in warning_forecasters(_rated_on(case, date(2024, 1, 1)))] == [""]


def _rated_on(case: Case, day: date) -> Case:
    ratings = tuple(row.model_copy(update={"known_on": day}) for row in case.indicator_ratings)
    return replace(case, indicator_ratings=ratings)


def test_an_indicator_that_was_not_yet_listed_raises_no_alarm(make_watch: MakeWatch) -> None:
    seen = ["I1 2024-01-01 none", "I2 2024-01-05 high"]
    case = make_watch(["I1 H1", "I2 H1"], seen=seen, added={"I2": "2024-06-01"})
    (found,) = warning_forecasters(case)
    assert said(found, "2024-05-31", "2024-06-30") == [0, 1]


def test_a_rating_given_later_changes_no_alarm_before_it(make_watch: MakeWatch) -> None:
    case = make_watch(
        ["I1 H1"], {"ana": {"I1": "L L"}}, ["I1 2024-01-05 high"], added={"I1": "2024-01-01"}
    )
    case = _rated_on(case, date(2025, 6, 1))
    (found,) = warning_forecasters(case)
    assert found.revised == ""
    # Nobody had rated, so the indicator counts; that it separates nothing is known in June 2025.
    assert said(found, "2024-01-31", "2025-05-31", "2025-06-30") == [1, 1, 0]


levels = st.sampled_from(["none", "low", "high", "unknown"])
looks = st.tuples(st.sampled_from(["I1", "I2"]), st.integers(0, 300), levels, st.integers(0, 60))


@given(st.lists(looks, min_size=1, max_size=5), looks)
def test_what_becomes_known_later_changes_nothing_before(
    make_watch: MakeWatch,
    rows: list[tuple[str, int, str, int]],
    more: tuple[str, int, str, int],
) -> None:
    def written(row: tuple[str, int, str, int]) -> tuple[str, date]:
        day = date(2024, 1, 1) + timedelta(days=row[1])
        known = day + timedelta(days=row[3])
        return f"{row[0]} {day} {row[2]} known={known}", known

    texts = [written(row)[0] for row in rows]
    text, known = written(more)
    case, later = (
        make_watch(["I1 H1 monthly", "I2 H1"], seen=seen) for seen in (texts, [*texts, text])
    )
    (one,), (other,) = warning_forecasters(case), warning_forecasters(later)
    first = min(written(row)[1] for row in rows)
    for offset in range(0, 360, 7):
        day = date(2024, 1, 1) + timedelta(days=offset)
        if day < known:
            assert one.say(day) == other.say(day)
            assert (one.say(day) is None) == (day < first)


# ---- the base rate as a forecaster


def reference_class(since: str) -> ReferenceClass:
    blank = dict.fromkeys(ReferenceClass.model_fields, "")
    return ReferenceClass.model_validate(
        {**blank, "class_id": "any", "title": "Any", "since": since}
    )


def occurrences(*rows: tuple[str, str]) -> pd.DataFrame:
    """Members of a class by day and day known, all sure."""
    return pd.DataFrame(
        {
            "date": pd.to_datetime([day for day, _ in rows]),
            "known_on": pd.to_datetime([known for _, known in rows]),
            "sure": True,
        }
    )


def test_the_base_rate_speaks_after_a_year_of_counting() -> None:
    found = rate_forecaster(
        reference_class("2023-01-01"), occurrences(("2023-05-01", "2023-05-01"))
    )
    assert (found.alarm, found.revised) == (False, CHOSEN)
    assert said(found, "2023-12-31") == [None]
    assert said(found, "2024-01-01")[0] is not None


def test_the_base_rate_counts_what_was_known_on_the_day() -> None:
    rows = occurrences(("2023-05-01", "2023-05-01"), ("2023-06-01", "2024-02-10"))
    found = rate_forecaster(reference_class("2023-01-01"), rows)
    # k events in T days: 1 − (T / (T + 92))^(k + ½). To 31 January 396 days, to 29 February 425.
    assert said(found, "2024-01-31", "2024-02-29") == pytest.approx(
        [1 - (396 / (396 + 92)) ** 1.5, 1 - (425 / (425 + 92)) ** 2.5]
    )


def test_the_base_rate_does_not_count_what_is_to_come() -> None:
    rows = occurrences(("2024-06-01", "2024-01-15"))  # announced before it happened
    found = rate_forecaster(reference_class("2023-01-01"), rows)
    assert said(found, "2024-01-31") == pytest.approx([1 - (396 / (396 + 92)) ** 0.5])


# ---- volumes as forecasters


def monthly(last: list[int], first: str = "2022-01") -> pd.Series:
    """Two years of 1, 2, 1, 2, ... and then what is given."""
    values = [1, 2] * 12 + last
    return pd.Series(values, pd.period_range(first, periods=len(values), freq="M"))


@pytest.mark.parametrize(("last", "alarm"), [([1, 2, 1], 0), ([9, 9, 9], 1), ([0, 0, 0], 0)])
def test_a_volume_is_an_alarm_where_the_quarter_stands_out(last: list[int], alarm: float) -> None:
    found = volume_forecaster("events", lambda _: monthly(last), revised="why")
    assert (found.name, found.revised, found.alarm) == ("events, z > 1", "why", True)
    assert said(found, "2024-03-31") == [alarm]


def test_a_volume_needs_two_years_and_a_quarter() -> None:
    found = volume_forecaster("events", lambda _: monthly([9, 9, 9]))
    assert said(found, "2024-02-29", "2024-03-31", "2024-04-30") == [None, 1, None]


def test_the_lag_holds_back_the_months_that_were_not_out() -> None:
    # The jump is in April alone: unseen on its last day, seen a month later.
    counts = monthly([1, 2, 1, 50, 0])
    found = volume_forecaster("events", lambda _: counts, lag=1)
    assert said(found, "2024-04-30", "2024-05-31") == [0, 1]
    assert said(volume_forecaster("events", lambda _: counts), "2024-04-30") == [1]


def test_a_volume_is_asked_for_the_counts_of_the_day() -> None:
    asked: list[date] = []

    def counts(day: date) -> pd.Series:
        asked.append(day)
        raise ValueError(f"nothing was known on {day}")

    assert said(volume_forecaster("events", counts), "2024-03-31") == [None]
    assert asked == [date(2024, 3, 31)]
