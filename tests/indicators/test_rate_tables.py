"""Base rates, backtest and eves as tables, against the meadow worked by hand."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from sat.case import Case
from sat.events.frame import COLUMNS, tidy
from sat.events.monthly import Volume
from sat.indicators import IndicatorResult, analyse
from sat.indicators.backtest import Score
from sat.indicators.eve import Reading
from sat.indicators.rate_tables import (
    backtest_table,
    eve_tables,
    events_table,
    rates_table,
    wordings_table,
)
from sat.indicators.skill import Alarms
from sat.indicators.volumes import EventData

from .meadow import EVENTS, NEAR, event, meadow, reference_class, shown, styles

MakeWatch = Callable[..., Case]
FEW = "too few events to validate (2 of 10)"
UNDATED = "The indicators and their ratings carry no day: they may have been chosen in hindsight."
CHOSEN = "The reference class carries no day: it may have been worded in hindsight."


# ---- base rates


def test_base_rates_stand_side_by_side(result: IndicatorResult) -> None:
    (table,) = rates_table(result).parts
    assert table.caption == "Chance of at least one event within 12 months"
    # T = 731 days, h = 365: 1 − 0.667^3.5 = 0.758; 1 − 0.667^1.5 = 0.455, with the doubtful day
    # 1 − 0.667^2.5 = 0.637. Ends: 5 % and 95 % of χ² with 7 (3) degrees, 2.167 and 14.067
    # (0.352 and 7.815), halved, times 365 / 731, as 1 − e^−x.
    assert shown(table) == [
        ["title of RC1", "2024-01-01", "2", "3", "76%", "42% to 97%", "–", "2 of 2"],
        ["title of RC2", "2024-01-01", "2", "1", "46%", "8% to 86%", "1: 64%", "1 of 2"],
    ]
    assert [styles(table)[row][4] for row in (0, 1)] == ["best", ""]


def test_base_rates_say_what_they_assume(result: IndicatorResult) -> None:
    (table,) = rates_table(result).parts
    assert table.headings[5] == "90% interval"
    assert "a steady rate and independent events are assumed" in table.notes[0]


def test_the_horizon_is_in_the_caption(make_watch: MakeWatch) -> None:
    (table,) = rates_table(analyse(meadow(make_watch), horizon_days=10)).parts
    assert table.caption == "Chance of at least one event within 10 days"


def test_a_class_in_which_nothing_happened_has_a_chance_all_the_same(
    make_watch: MakeWatch,
) -> None:
    (table,) = rates_table(analyse(meadow(make_watch, events=()))).parts
    # 1 − 0.667^0.5 = 0.183
    assert [row[3:5] for row in shown(table)] == [["0", "18%"]] * 2


def test_without_a_class_that_is_said(nothing: IndicatorResult) -> None:
    (table,) = rates_table(nothing).parts
    assert shown(table)[0][0] == "no reference class"


def test_a_class_that_begins_later_is_not_called_absent(make_watch: MakeWatch) -> None:
    case = meadow(make_watch, reference_classes=(reference_class(since="2026-06-01"),))
    (table,) = rates_table(analyse(case)).parts
    assert shown(table)[0][0] != "no reference class"


def test_wordings_tell_the_step_and_its_ends(result: IndicatorResult) -> None:
    # 0.758 − 0.455 = 0.302
    assert shown(wordings_table(result)) == [
        ["how grave", "30 points", "46%: title of RC2", "76%: title of RC1"]
    ]


def test_without_two_alike_wordings_there_is_no_step(nothing: IndicatorResult) -> None:
    expected = [["–", "", "no two classes differ in one part only", ""]]
    assert shown(wordings_table(nothing)) == expected


# ---- events


def test_events_have_tolls_as_ranges_and_unknown_is_not_none(result: IndicatorResult) -> None:
    table = events_table(result)
    assert table.caption == "Events of the class: title of RC1"
    assert shown(table) == [
        ["2024-05-05", "Oak", "Reds", "3 to 5", "2024-05-05", "surely"],
        ["2024-05-05", "Elm", "Reds", "1", "2024-05-05", "surely"],
        ["2025-03-10", "Oak", "Reds", "unknown", "2025-03-10", "surely"],
        ["2025-08-01", "Oak", "–", "0", "2025-08-01", "surely"],
    ]


@pytest.mark.parametrize(
    ("low", "high", "toll"),
    [("", "", "unknown"), ("2", "", "2 to ?"), ("", "0", "? to 0"), ("0", "0", "0")],
)
def test_a_toll_known_at_one_end_keeps_the_other_open(
    make_watch: MakeWatch, low: str, high: str, toll: str
) -> None:
    rows = (event("C1", "2025-03-10", killed_low=low, killed_high=high),)
    assert shown(events_table(analyse(meadow(make_watch, events=rows))))[0][3] == toll


def test_what_may_belong_is_called_doubtful(make_watch: MakeWatch) -> None:
    found = analyse(meadow(make_watch), reference_class="RC2")
    assert [row[-1] for row in shown(events_table(found))] == ["surely", "surely", "doubtful"]


def test_without_events_none_is_shown(nothing: IndicatorResult) -> None:
    assert shown(events_table(nothing)) == [["none", "", "", "", "", ""]]


def test_a_day_that_nobody_knows_is_not_shown(make_watch: MakeWatch) -> None:
    rows = (event("C1", "2025-03", known_on="2025-04-02"),)
    found = analyse(meadow(make_watch, events=rows))
    assert "2025-03-31" not in [row[0] for row in shown(events_table(found))]


# ---- the backtest


def test_the_backtest_has_number_base_rate_and_alarm_rate_for_each(
    result: IndicatorResult,
) -> None:
    table = backtest_table(result)
    assert table.caption == "Backtest: title of RC1"
    assert table.headings[1:5] == ("Months", "Events", "Base rate", "Alarm rate")
    # Never an alarm from February to September 2025; an event came within a quarter of February,
    # May, June and July: four misses, Brier 4/8, always one half 1/4.
    rates = ["0", "–", "0", "0", "–", "0.5 (0.25; 0.5)", FEW]
    record = ["8, 2025-02 to 2025-09", "2", "50%", "0%", "0 / 0 / 4", *rates]
    rows = shown(table)
    assert [row for row in rows if row[0].startswith("warning")] == [
        ["warning for H1 elevated or higher*", *record],
        ["warning for H2 elevated or higher*", *record],
    ]
    assert rows[0][:5] == ["base rate of the class*", "10, 2024-12 to 2025-09", "2", "60%", "–"]
    assert rows[0][5:11] == ["–"] * 6
    assert rows[0][11].endswith("(0.24; 0.6)")
    assert rows[0][12] == FEW


def test_what_is_revised_is_starred_and_the_reason_stands_below(result: IndicatorResult) -> None:
    table = backtest_table(result)
    starred = {row[0].rstrip("*"): row[0].endswith("*") for row in shown(table)}
    assert starred == {row.name: bool(row.revised) for row in result.backtest}
    assert [note for note in table.notes if note.startswith("* ")] == [
        f"* {CHOSEN}",
        f"* {UNDATED}",
    ]


def test_where_nothing_is_revised_there_is_no_star(result: IndicatorResult) -> None:
    clean = replace(result, backtest=tuple(replace(row, revised="") for row in result.backtest))
    table = backtest_table(clean)
    assert "*" not in "".join(row[0] for row in shown(table))
    assert not [note for note in table.notes if note.startswith("*")]


def a_score(**changes: object) -> Score:
    table = Alarms(hits=6, false_alarms=2, misses=3, quiet=9)
    days = date(2024, 1, 31), date(2025, 8, 31)
    own = Score("made", "", *days, table, 0.25, 0.2475, 0.45, 20, 0.45, 11, (5, 10, 30), "so")
    return replace(own, **changes)  # type: ignore[arg-type]


def test_a_record_is_told_with_all_of_its_scores(result: IndicatorResult) -> None:
    table = backtest_table(replace(result, backtest=(a_score(),)))
    # POD 6/9, FAR 2/8, CSI 6/11, PSS 6/9 − 2/11; 8 alarms in 20 months.
    scores = ["0.67", "0.25", "0.55", "0.48", "10", "0.25 (0.247; 0.45)", "so"]
    expected = ["made", "20, 2024-01 to 2025-08", "11", "45%", "40%", "6 / 2 / 3", *scores]
    (row,) = shown(table)
    assert row[:11] == expected[:11]
    assert row[12] == "so"


def test_no_lead_is_no_number(result: IndicatorResult) -> None:
    table = backtest_table(replace(result, backtest=(a_score(leads=()), a_score(leads=(4, 9)))))
    assert [row[10] for row in shown(table)] == ["–", "6.5"]


def test_below_ten_events_the_word_is_refused(result: IndicatorResult) -> None:
    table = backtest_table(result)
    assert "Below 10 independent events nothing is called validated." in table.notes
    assert not [row for row in shown(table) if row[-1].startswith("validated")]


def test_without_a_class_there_is_nothing_to_test(nothing: IndicatorResult) -> None:
    assert shown(backtest_table(nothing))[0][0] == "nothing to test"


# ---- the eves

ON = "Alarm rate: how often the same rule was on at month ends anyway (see the backtest)."


def test_the_eves_are_those_of_the_meadow(result: IndicatorResult) -> None:
    march, august = eve_tables(result).parts
    assert march.caption == "On the eve of 2025-03-10 (Oak), as known on 2025-03-09"
    # One day with an event in 434 days: 1 − (434 / 799)^1.5 = 0.600; by August two in 578:
    # 1 − (578 / 943)^2.5 = 0.706.
    volume = "volume: attacks in the chronology"
    # The rule of a warning was never on at the eight month ends that the backtest asks.
    never = "no alarm; alarm rate 0% of 8 months"
    quiet = ["warning for H2 title of H2", "H2", "quiet", never]
    assert shown(march) == [
        ["warning for H1 title of H1", "H1", "unknown", never],
        quiet,
        [volume, "", "unknown", "too few months by 2025-02"],
        ["base rate of the class", "", "60%", "within 12 months"],
    ]
    assert march.notes == (
        f"Looked at and quiet: I3. Never seen by then, so they could not warn: I1, I2, I4. {ON}",
    )
    assert shown(august) == [
        ["I2 I2", "H1", "▲ low", "since 2025-06-01"],
        ["warning for H1 title of H1", "H1", "unknown", never],
        quiet,
        [volume, "", "unknown", "too few months by 2025-07"],
        ["base rate of the class", "", "71%", "within 12 months"],
    ]
    assert august.notes == (
        f"Looked at and quiet: I3. Never seen by then, so they could not warn: I1, I4. {ON}",
    )


def test_an_alarm_is_called_one(make_watch: MakeWatch) -> None:
    rows = (*EVENTS, event("C9", "2025-12-01"), event("C8", "2025-12-01", place="Elm"))
    table = eve_tables(analyse(meadow(make_watch, events=rows))).parts[-1]
    assert table.caption == "On the eve of 2025-12-01 (Elm and Oak), as known on 2025-11-30"
    told = {row[0]: row[1:] for row in shown(table)}
    assert told["I1 I1"] == ["H1", "▲▲ high", "since 2025-11-10"]
    assert told["warning for H1 title of H1"] == [
        "H1",
        "elevated",
        "alarm; alarm rate 0% of 8 months",
    ]


def test_volumes_that_are_revised_are_starred_and_explained(result: IndicatorResult) -> None:
    found = Volume(9.0, 4.0, 2.0, 2.5, 100.0, ())
    volumes = (
        Reading("own", "2025-02", replace(found, z=-1.118)),
        Reading("deaths", "2025-02", found, "revised data: made"),
        Reading("all events", "2025-02", None, "revised data: made"),
    )
    eve = replace(result.eves[0], volumes=volumes)
    (table,) = eve_tables(replace(result, eves=(eve,))).parts
    assert [row for row in shown(table) if row[0].startswith("volume")] == [
        ["volume: own", "", "z = −1.12", "no alarm; data to 2025-02"],
        ["volume: deaths*", "", "z = +2.50", "alarm; data to 2025-02"],
        ["volume: all events*", "", "unknown", "too few months by 2025-02"],
    ]
    assert table.notes[1:] == ("* revised data: made.",)


def test_without_an_event_since_observations_began_that_is_said(nothing: IndicatorResult) -> None:
    (table,) = eve_tables(nothing).parts
    assert shown(table) == [["no event of the class since observations began"]]


def test_an_eve_says_how_often_its_alarms_are_on_anyway(result: IndicatorResult) -> None:
    for table in eve_tables(result).parts:
        text = " ".join([*table.headings, *(cell for row in shown(table) for cell in row)])
        assert "alarm rate" in " ".join([text, *table.notes]).lower()


# ---- event data


def event_data(*days: str) -> EventData:
    """One event a day near Oak, at an exact place, with one death."""
    blank = {
        name: {"str": "", "bool": True, "Int64": 1, "float64": 0.0}.get(kind)
        for name, (kind, _) in COLUMNS.items()
    }
    rows = [
        blank
        | {"event_id": str(number), "country": "Meadowland", "latitude": 52.5, "longitude": -0.7}
        | {"date": pd.Timestamp(day), "date_last": pd.Timestamp(day)}
        | {"known_on": pd.Timestamp("2025-06-20")}
        for number, day in enumerate(days)
    ]
    months = pd.DataFrame(
        dict.fromkeys(("events", "state_based", "one_sided", "deaths"), 1),
        pd.period_range(days[0][:7], days[-1][:7], freq="M"),
    )
    return EventData(
        "made 1.0", "Meadowland", months, tidy(pd.DataFrame(rows)), date(2025, 6, 20), {}
    )


def test_base_rates_from_event_data_stand_in_a_table_of_their_own(make_watch: MakeWatch) -> None:
    data = event_data("2025-01-01", "2025-03-01", "2025-05-15")
    own, other = rates_table(analyse(meadow(make_watch), data=data)).parts
    assert other.caption == "The same from event data (made 1.0)"
    # Counted from the first day of the data, since nothing is known of those before: three days
    # in 135; 1 − (135 / 500)^3.5 = 0.990.
    rows = shown(other)
    assert [row[1] for row in rows] == ["2025-01-01"] * 2
    assert [row[3:5] for row in rows] == [["3", "99%"]] * 2
    assert other.notes[-1].startswith("Counted to 2025-05-31,")
    assert shown(own)[0][3] == "3"  # the chronology's own count
    assert own.notes == other.notes[:-1]


def test_event_data_after_the_cut_are_not_counted(make_watch: MakeWatch) -> None:
    data = event_data("2025-01-01", "2026-03-01")
    _, other = rates_table(analyse(meadow(make_watch), data=data)).parts
    assert [row[3] for row in shown(other)] == ["1", "1"]
    assert other.notes[-1].startswith("Counted to 2025-12-31,")


def test_event_data_that_came_out_after_the_cut_are_called_revised(make_watch: MakeWatch) -> None:
    case = replace(meadow(make_watch), as_of=date(2025, 5, 31))
    _, other = rates_table(analyse(case, data=event_data("2025-01-01", "2025-05-15"))).parts
    assert "Revised data: made 1.0 came out on 2025-06-20." in other.notes[-1]


def test_a_class_elsewhere_counts_none_of_the_event_data(make_watch: MakeWatch) -> None:
    far = NEAR | {"latitude": "-10"}
    case = meadow(make_watch, reference_classes=(reference_class(**far),))
    _, other = rates_table(analyse(case, data=event_data("2025-01-01", "2025-05-15"))).parts
    assert shown(other)[0][3] == "0"
