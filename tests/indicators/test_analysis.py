"""From a case to a result: what is asked for, what is missing, and what was known on the day."""

import copy
import json
import re
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sat.case import Case, load_case
from sat.indicators import IndicatorResult, analyse
from sat.indicators.analysis import USUAL_LEAST, WATCHED
from sat.indicators.backtest import UNDATED
from sat.indicators.data import as_data
from sat.indicators.volumes import EventData

from .meadow import CLASSES, EVENTS, NEAR, empty, event, everything, meadow, reference_class

MakeWatch = Callable[..., Case]
FLAGSHIP = Path(__file__).parents[2] / "data" / "cases" / "jnim-urban-attacks"
MINIMAL = Path(__file__).parents[1] / "cases" / "minimal"
T = 731  # days from 1 January 2024 to 31 December 2025, both counted: 2024 is a leap year


@pytest.fixture(scope="module")
def early() -> IndicatorResult:
    """The flagship case at its first cut."""
    return analyse(load_case(FLAGSHIP, "2024-09-30"))


# ---- the meadow by hand


def test_the_meadow_is_read_from_end_to_end(result: IndicatorResult) -> None:
    assert {row.indicator_id: row.level for row in result.states} == {
        "I1": "unknown",
        "I2": "low",
        "I3": "none",
        "I4": "unknown",
    }
    assert {row.outcome: row.level for row in result.warnings} == {
        "H1": "elevated",
        "H2": "quiet",
        "SC1": "elevated",
    }
    assert result.validation is not None
    assert result.validation.table["verdict"].to_dict() == {
        "I1": "keep",
        "I2": "drop",
        "I3": "keep",
        "I4": "unrated",
    }
    assert result.scenario_validation is None
    assert result.data is None
    assert result.data_rates == ()


def test_base_rates_are_those_of_every_class(result: IndicatorResult) -> None:
    first, second = result.rates
    assert (first.class_id, first.events, first.maybe) == ("RC1", 3, ())
    assert first.probability == pytest.approx(1 - (T / (T + 365)) ** 3.5)
    assert (second.class_id, second.events) == ("RC2", 1)
    assert second.maybe == (date(2025, 3, 10),)
    assert second.probability == pytest.approx(1 - (T / (T + 365)) ** 1.5)
    assert second.with_maybe == pytest.approx(1 - (T / (T + 365)) ** 2.5)
    assert result.rate is first
    # Two whole spans of 365 days fit: one ends with the cut, the other a year before.
    assert (first.spans, first.spans_hit) == (2, 2)


def test_a_class_for_single_questions_changes_nothing(
    make_watch: MakeWatch, result: IndicatorResult
) -> None:
    case = meadow(make_watch)
    more = reference_class("RC3", for_questions="yes", perpetrator="Reds", **NEAR)
    grown = analyse(replace(case, reference_classes=(more, *case.reference_classes)))
    assert (grown.rates, grown.wordings, grown.backtest) == (
        result.rates,
        result.wordings,
        result.backtest,
    )
    assert everything(grown) == everything(result)
    with pytest.raises(ValueError, match=r"^reference_class is 'RC3'; there are: RC1, RC2$"):
        analyse(replace(case, reference_classes=(*case.reference_classes, more)), 365, "RC3")


def test_the_wording_that_differs_is_how_grave(result: IndicatorResult) -> None:
    (found,) = result.wordings
    swing = (T / (T + 365)) ** 1.5 - (T / (T + 365)) ** 3.5
    assert (found.part, found.low, found.high) == ("how grave", "RC2", "RC1")
    assert found.swing == pytest.approx(swing)


def test_events_of_the_first_class_stand_in_order(result: IndicatorResult) -> None:
    assert result.events["event_id"].tolist() == ["C1", "C2", "C3", "C5"]
    assert result.events["sure"].tolist() == [True] * 4
    assert set(result.events["near"]) == {"Oak"}


def test_the_eves_are_those_since_the_first_observation(result: IndicatorResult) -> None:
    march, august = result.eves
    assert (march.event, march.raised, march.quiet) == (date(2025, 3, 10), (), ("I3",))
    assert march.unseen == ("I1", "I2", "I4")
    assert [row.indicator_id for row in august.raised] == ["I2"]
    assert august.unseen == ("I1", "I4")
    assert (march.alarms, august.alarms) == ([], [])
    # One day with an event in 434 days, 1 January 2024 to 9 March 2025.
    assert march.rate is not None
    assert march.rate.probability == pytest.approx(1 - (434 / (434 + 365)) ** 1.5)


def test_the_backtest_of_the_meadow_by_hand(result: IndicatorResult) -> None:
    found = {row.name: row for row in result.backtest}
    # The chronology's volume needs 27 months and has 17 at the last origin.
    assert list(found) == [
        "base rate of the class",
        "warning for H1 elevated or higher",
        "warning for H2 elevated or higher",
    ]
    warning = found["warning for H1 elevated or higher"]
    # February to September 2025; an event within 92 days of February, May, June and July.
    assert (warning.first, warning.last) == (date(2025, 2, 28), date(2025, 9, 30))
    assert (warning.n, warning.base_rate, warning.events) == (8, 0.5, 2)
    assert warning.alarms is not None
    assert (warning.alarms.misses, warning.alarms.quiet) == (4, 4)
    assert warning.revised == UNDATED
    rate = found["base rate of the class"]
    # From the end of 2024 on; December and January have the March event ahead of them too.
    assert (rate.first, rate.n, rate.base_rate) == (date(2024, 12, 31), 10, 0.6)


def test_too_short_a_history_is_not_charted(result: IndicatorResult) -> None:
    assert result.charted is None


# ---- what is asked for


def test_the_horizon_is_that_of_base_rates_and_eves(make_watch: MakeWatch) -> None:
    found = analyse(meadow(make_watch), horizon_days=30)
    assert found.horizon_days == 30
    assert found.rates[0].probability == pytest.approx(1 - (T / (T + 30)) ** 3.5)
    assert found.eves[0].rate is not None
    assert found.eves[0].rate.probability == pytest.approx(1 - (434 / (434 + 30)) ** 1.5)


@pytest.mark.parametrize("horizon", [0, -1])
def test_a_horizon_below_one_is_refused(make_watch: MakeWatch, horizon: int) -> None:
    with pytest.raises(ValueError, match=rf"^horizon_days is {horizon}; it is 1 or more$"):
        analyse(meadow(make_watch), horizon_days=horizon)


def test_a_horizon_below_one_is_refused_without_reference_classes_too(
    make_watch: MakeWatch,
) -> None:
    with pytest.raises(ValueError, match="horizon_days is 0"):
        analyse(empty(make_watch), horizon_days=0)


def test_another_class_may_be_asked_for(make_watch: MakeWatch) -> None:
    found = analyse(meadow(make_watch), reference_class="RC2")
    assert found.reference_class == CLASSES[1]
    assert found.rate is found.rates[1]
    assert found.events["event_id"].tolist() == ["C1", "C2", "C3"]
    assert found.events["sure"].tolist() == [True, True, False]
    assert found.eves == ()  # the doubtful event of March has none


def test_an_unknown_class_is_refused_with_those_that_there_are(make_watch: MakeWatch) -> None:
    with pytest.raises(ValueError, match=r"^reference_class is 'RC9'; there are: RC1, RC2$"):
        analyse(meadow(make_watch), reference_class="RC9")
    with pytest.raises(
        ValueError, match=r"^reference_class is 'RC1'; there are: none in this case$"
    ):
        analyse(empty(make_watch), reference_class="RC1")


@pytest.mark.parametrize("since", [None, ""])
def test_changes_are_told_over_the_last_quarter(make_watch: MakeWatch, since: str | None) -> None:
    found = analyse(meadow(make_watch), since=since)
    assert found.since == date(2025, 12, 31) - timedelta(days=92)
    assert [(row.name, row.before, row.after) for row in found.changes] == [
        ("H1", "unknown", "elevated"),
        ("SC1", "unknown", "elevated"),
        ("I1", "unknown", "high"),
    ]


@pytest.mark.parametrize("since", ["2025-12-01", date(2025, 12, 1)])
def test_changes_may_be_told_since_a_day(make_watch: MakeWatch, since: str | date) -> None:
    found = analyse(meadow(make_watch), since=since)
    assert found.since == date(2025, 12, 1)
    # A month after 10 November, on 11 December, the look of I1 is older than its cadence.
    assert [(row.name, row.after) for row in found.changes] == [("I1", "unknown")]


def test_the_cut_itself_may_be_asked_for_and_nothing_changed(make_watch: MakeWatch) -> None:
    assert analyse(meadow(make_watch), since="2025-12-31").changes == ()


def test_a_day_after_the_cut_is_refused(make_watch: MakeWatch) -> None:
    message = r"^since is 2026-01-01; the cut is 2025-12-31, and changes come before it$"
    with pytest.raises(ValueError, match=message):
        analyse(meadow(make_watch), since="2026-01-01")


@pytest.mark.parametrize("since", ["yesterday", "2025-13-01", "01.12.2025"])
def test_what_is_no_day_is_refused(make_watch: MakeWatch, since: str) -> None:
    with pytest.raises(ValueError, match=re.escape(repr(since)) + "|month must be"):
        analyse(meadow(make_watch), since=since)


def test_without_indicators_there_is_nothing_to_analyse(make_watch: MakeWatch) -> None:
    with pytest.raises(ValueError, match=r"^case watch has no indicators as of 2025-12-31$"):
        analyse(make_watch([]))


def test_indicators_that_were_added_later_are_not_there_yet() -> None:
    case = load_case(MINIMAL, "2025-01-10")
    assert [row.indicator_id for row in analyse(case).states] == ["I1"]


# ---- what is missing


def test_an_indicator_alone_is_enough(make_watch: MakeWatch) -> None:
    found = analyse(empty(make_watch))
    assert (found.validation, found.scenario_validation, found.track) == (None, None, None)
    assert (found.reference_class, found.rate, found.charted) == (None, None, None)
    for part in (found.changes, found.rates, found.wordings, found.backtest, found.eves):
        assert part == ()
    assert found.events.empty
    assert [row.level for row in found.warnings] == ["unknown", "unknown"]


@pytest.mark.parametrize(
    "text",
    [
        "no level and no warning changed",
        "no indicator was rated",
        "nothing observed, or nothing rated",
        "no reference class",
        "no two classes differ in one part only",
        "nothing to test",
        "no event of the class since observations began",
        "no indicator points to it",
        "Nothing observed, or nothing rated.",
        "Too few months or events to say what is usual.",
        "Days with an event by place: none.",
        "never seen: I1.",
    ],
)
def test_of_an_indicator_alone_everything_says_that_there_is_nothing(
    make_watch: MakeWatch, text: str
) -> None:
    assert text in everything(analyse(empty(make_watch)))


def test_without_events_a_class_has_a_rate_all_the_same(make_watch: MakeWatch) -> None:
    found = analyse(meadow(make_watch, events=()))
    assert [rate.events for rate in found.rates] == [0, 0]
    # Nothing in two years is no proof that nothing comes: 1 − (T / (T + h))^½.
    assert found.rates[0].probability == pytest.approx(1 - (T / (T + 365)) ** 0.5)
    assert (found.eves, found.charted) == ((), None)


def test_without_ratings_every_indicator_counts(make_watch: MakeWatch) -> None:
    found = analyse(meadow(make_watch, indicator_ratings=()))
    assert (found.validation, found.track) == (None, None)
    assert {row.outcome: row.level for row in found.warnings}["H1"] == "elevated"
    assert found.warnings[0].indicators == ("I1", "I2")


def test_without_observations_nothing_is_seen_and_nothing_is_scored(make_watch: MakeWatch) -> None:
    found = analyse(meadow(make_watch, observations=()))
    assert (found.track, found.eves) == (None, ())
    assert {row.level for row in found.warnings} == {"unknown"}
    assert [row.name for row in found.backtest] == ["base rate of the class"]


def test_a_class_that_begins_after_the_cut_has_no_rate(make_watch: MakeWatch) -> None:
    classes = (reference_class(since="2026-06-01"),)
    found = analyse(meadow(make_watch, reference_classes=classes))
    assert found.reference_class is not None
    assert (found.rates, found.rate, found.backtest, found.eves) == ((), None, (), ())


# ---- charts


def monthly(*counts: int) -> tuple[tuple[str, str], ...]:
    """Ids and days of events, so many in each month from January 2021 on."""
    return tuple(
        (f"C{month}-{number}", f"{2021 + month // 12}-{month % 12 + 1:02}-{number + 1:02}")
        for month, count in enumerate(counts)
        for number in range(count)
    )


def charted(make_watch: MakeWatch, since: str, *counts: int) -> IndicatorResult:
    events = tuple(event(name, day) for name, day in monthly(*counts))
    classes = (reference_class("few", lethal="no"), reference_class("many", since=since))
    return analyse(meadow(make_watch, events=events, reference_classes=classes))


def test_the_class_with_most_events_is_charted(make_watch: MakeWatch) -> None:
    counts = [1, 0, 0] * 12 + [0] * 12 + [3] * 12
    found = charted(make_watch, "2021-01-01", *counts).charted
    assert found is not None
    assert found.title == "title of many"
    assert found.counts == tuple(counts)
    assert (found.months[0], found.months[-1]) == (date(2021, 1, 1), date(2025, 12, 1))
    # Five years less the 24 months that are watched; twelve events in those 36 months.
    assert found.usual_months == 36
    assert found.cusum.centre == found.ewma.centre == pytest.approx(1 / 3)
    assert len(found.cusum.values) == len(found.ewma.values) == WATCHED
    # A year of quiet signals nothing, and three a month do at once or soon after.
    assert min(found.cusum.signals) in (12, 13)


def test_of_classes_with_equally_many_events_the_first_is_charted(make_watch: MakeWatch) -> None:
    events = tuple(event(name, day) for name, day in monthly(*[1] * 60))
    classes = tuple(reference_class(name, since="2021-01-01") for name in ("one", "other"))
    found = analyse(meadow(make_watch, events=events, reference_classes=classes)).charted
    assert found is not None
    assert found.title == "title of one"


def test_a_month_that_had_begun_is_not_charted(make_watch: MakeWatch) -> None:
    found = charted(make_watch, "2021-01-05", *[1] * 60).charted
    assert found is not None
    assert found.months[0] == date(2021, 2, 1)
    assert found.counts == (1,) * 59


def test_what_is_usual_takes_two_years(make_watch: MakeWatch) -> None:
    assert USUAL_LEAST + WATCHED == 48
    assert charted(make_watch, "2022-01-02", *[1] * 60).charted is None


def test_where_nothing_is_usual_nothing_is_charted(make_watch: MakeWatch) -> None:
    assert charted(make_watch, "2021-01-01", *[0] * 36, *[2] * 24).charted is None


# ---- event data


def data(**counts: int) -> EventData:
    """Monthly counts of 2021 to 2025, the same every month but for what is given."""
    months = pd.period_range("2021-01", "2025-12", freq="M")
    usual = np.tile([1, 2], 30)
    columns = dict.fromkeys(("events", "state_based", "one_sided", "deaths"), usual)
    frame = pd.DataFrame(columns, months)
    for month, count in counts.items():
        frame.loc[pd.Period(month.replace("_", "-").strip("m")), "events"] = count
    return EventData("made", "Meadowland", frame, pd.DataFrame(), date(2026, 1, 20), {})


def test_event_data_give_volumes_to_backtest_and_eves(make_watch: MakeWatch) -> None:
    found = analyse(meadow(make_watch), data=data(m2025_02=50))
    names = [row.name for row in found.backtest if row.revised.startswith("revised data: made")]
    assert names == [
        "all events, z > 1",
        "state-based events, z > 1",
        "one-sided events, z > 1",
        "deaths, z > 1",
    ]
    volumes = {row.name: row for row in found.eves[0].volumes}
    assert list(volumes) == [
        "attacks in the chronology",
        "all events",
        "state-based events",
        "one-sided events",
        "deaths",
    ]
    assert volumes["all events"].warned
    assert volumes["all events"].month == "2025-02"
    assert not volumes["deaths"].warned
    assert volumes["attacks in the chronology"].found is None
    assert found.data_rates == ()  # counts by month hold no events


# ---- as of


def days_in(text: str) -> set[str]:
    return set(re.findall(r"\b(?:19|20)\d\d-\d\d(?:-\d\d)?\b", text))


def told(result: IndicatorResult) -> str:
    """All that is said in words and in the data."""
    return everything(result) + json.dumps(as_data(result).content, ensure_ascii=False)


@pytest.mark.parametrize(
    "cut", ["2025-01-09", "2025-01-10", "2025-02-01", "2025-02-28", "2025-03-01", "2025-06-10"]
)
def test_no_day_after_the_cut_is_named_in_the_minimal_case(cut: str) -> None:
    text = told(analyse(load_case(MINIMAL, cut)))
    assert {day for day in days_in(text) if day > cut} == set()


@pytest.mark.parametrize(
    ("cut", "seen"), [("2025-01-09", False), ("2025-01-10", True), ("2025-03-01", True)]
)
def test_in_the_minimal_case_the_attack_is_known_two_days_later(cut: str, seen: bool) -> None:
    result = analyse(load_case(MINIMAL, cut))
    assert (not result.events.empty) == seen
    assert (result.rates[0].events == 1) == seen
    assert ("2025-01-08" in told(result)) == seen


def test_no_day_after_the_first_cut_is_named_in_the_flagship_case(early: IndicatorResult) -> None:
    assert {day for day in days_in(told(early)) if day > "2024-09-30"} == set()


def test_no_text_that_became_known_later_is_told(early: IndicatorResult) -> None:
    later = load_case(FLAGSHIP)
    text = told(early)
    for table, columns in (("observations", ["text"]), ("events", ["event_id"])):
        rows = [row for row in getattr(later, table) if row.known_on > early.case.as_of]
        assert rows
        for row in rows:
            assert not [name for name in columns if str(getattr(row, name)) in text], row


def test_an_eve_is_the_same_whenever_it_is_looked_back_on(make_watch: MakeWatch) -> None:
    whole = meadow(make_watch)
    day = date(2025, 5, 31)
    cut = replace(
        whole,
        as_of=day,
        observations=tuple(row for row in whole.observations if row.known_on <= day),
        events=tuple(row for row in whole.events if row.known_on <= day),
    )
    (before,), now = analyse(cut).eves, analyse(whole).eves
    assert repr(before) == repr(now[0])


def test_no_eve_is_after_the_cut(make_watch: MakeWatch) -> None:
    late = event("C9", "2025-12", known_on="2025-12-20")
    case = replace(meadow(make_watch, events=(*EVENTS, late)), as_of=date(2025, 12, 24))
    assert [eve.day for eve in analyse(case).eves if eve.day > case.as_of] == []


# ---- nothing is changed, and twice is the same


def test_the_case_is_left_as_it_was(make_watch: MakeWatch) -> None:
    case = meadow(make_watch)
    before = copy.deepcopy(case)
    analyse(case)
    assert case == before
    assert case.input_hash == before.input_hash


def test_event_data_are_left_as_they_were(make_watch: MakeWatch) -> None:
    given = data()
    before = given.months.copy(deep=True)
    analyse(meadow(make_watch), data=given)
    pd.testing.assert_frame_equal(given.months, before)


def test_two_runs_find_the_same(make_watch: MakeWatch, result: IndicatorResult) -> None:
    again = analyse(meadow(make_watch))
    assert told(again) == told(result)
    for field in fields(IndicatorResult):
        assert repr(getattr(again, field.name)) == repr(getattr(result, field.name))
