"""The flagship case held against the reference analysis of event data that was made without it.

Figures are those of that analysis (its sections c and d), each cited beside the assertion: events
within 20 km of Bamako since March 2017, horizon 12, 6 and 1 months, posterior Gamma(k + ½, T).
"""

from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from sat.case import Case, load_case
from sat.events.monthly import read_country_months, volume
from sat.indicators import IndicatorResult, analyse
from sat.indicators.backtest import origins, score, volume_forecaster
from sat.indicators.eve import Eve
from sat.indicators.occurrences import days_of, from_case, members
from sat.indicators.rates import BaseRate, base_rate
from sat.indicators.volumes import read_event_data

FLAGSHIP = Path(__file__).parents[2] / "data" / "cases" / "jnim-urban-attacks"
PANEL = "data/ucdp_country_month_west_africa_1989-2024.csv"


@pytest.fixture(scope="module")
def case() -> Case:
    return load_case(FLAGSHIP)


@pytest.fixture(scope="module")
def result(case: Case) -> IndicatorResult:
    return analyse(case)


def bamako(case: Case, until: date, horizon: int) -> BaseRate:
    row = next(row for row in case.reference_classes if row.class_id == "bamako-2017-any")
    rate = base_rate(row, *days_of(members(from_case(case), row), until), until, horizon)
    assert rate is not None
    return rate


@pytest.mark.parametrize(
    ("until", "events", "years", "twelve", "six", "one"),
    [
        (date(2024, 8, 31), 2, 7.5, 0.27, 0.15, 0.027),
        (date(2026, 3, 31), 3, 9.08, 0.31, 0.17, 0.031),
        (date(2026, 4, 30), 4, 9.16, 0.37, 0.21, 0.040),
    ],
)
def test_base_rates_near_the_capital_are_those_of_the_reference(
    case: Case, until: date, events: int, years: float, twelve: float, six: float, one: float
) -> None:
    found = [bamako(case, until, days) for days in (365, 183, 30)]
    assert {rate.events for rate in found} == {events}
    assert found[0].years == pytest.approx(years, abs=0.01)
    assert [rate.probability for rate in found[:2]] == pytest.approx([twelve, six], abs=0.006)
    assert found[2].probability == pytest.approx(one, abs=0.0011)


def test_the_attacks_near_the_capital_are_the_four_of_the_reference(case: Case) -> None:
    assert [str(day) for day in bamako(case, case.as_of, 365).days] == [
        "2017-06-18",
        "2022-07-22",
        "2024-09-17",
        "2026-04-25",
    ]


def test_a_wording_without_city_and_scale_is_far_more_likely(result: IndicatorResult) -> None:
    # "near certain" in the reference, which counts any actor; here JNIM alone
    chances = {rate.class_id: rate.probability for rate in result.rates}
    assert chances["capital-2017-any"] > 0.8 > 2 * chances["bamako-2017-any"]
    assert result.wordings[0].part == "where"


# Reference, section d.1: the sum of three months against the 24 three-month sums before them.
@pytest.mark.parametrize(
    ("column", "july", "august"),
    [
        ("events", 0.46, -0.29),
        ("state_based", -0.37, -1.12),
        ("one_sided", 1.87, 1.38),
        ("deaths", -0.27, -0.95),
    ],
)
def test_national_volume_before_september_2024(
    shared: Path, column: str, july: float, august: float
) -> None:
    months = read_country_months(shared / PANEL, "MLI")
    found = [volume(months[column], pd.Period(month)).z for month in ("2024-07", "2024-08")]
    assert found == pytest.approx([july, august], abs=0.006)


# Reference, section d.4: 91 origins, 9 of them before one of 3 attacks; alarms and hits.
@pytest.mark.parametrize(
    ("column", "alarms", "hits"),
    [("events", 34, 8), ("state_based", 37, 7), ("one_sided", 30, 9), ("deaths", 25, 6)],
)
def test_the_alarm_rule_over_91_origins(
    shared: Path, case: Case, column: str, alarms: int, hits: int
) -> None:
    months = read_country_months(shared / PANEL, "MLI")
    forecaster = volume_forecaster(column, lambda _: months[column], lag=1, revised="revised")
    days = bamako(case, date(2024, 12, 31), 365).days
    points = origins(date(2017, 3, 1), date(2024, 12, 31), span=92)
    points = [day for day in points if day <= date(2024, 9, 30)]
    found = score(forecaster, days, points)
    assert found is not None
    assert found.alarms is not None
    assert (found.n, found.events) == (91, 3)
    assert found.alarms.hits + found.alarms.misses == 9
    assert (found.alarms.hits + found.alarms.false_alarms, found.alarms.hits) == (alarms, hits)
    assert found.verdict == "too few events to validate (3 of 10)"


def eve_of(result: IndicatorResult, day: str) -> Eve:
    return next(eve for eve in result.eves if str(eve.event) == day)


def test_nothing_on_the_list_warned_before_september_2024(result: IndicatorResult) -> None:
    eve = eve_of(result, "2024-09-17")
    assert eve.alarms == []
    assert not {row.indicator.points_to for row in eve.raised} & {"H1", "H2"}
    assert len(eve.unseen) > len(result.states) / 2


def test_the_siege_and_the_campaign_stood_raised_before_april_2026(
    result: IndicatorResult,
) -> None:
    eve = eve_of(result, "2026-04-25")
    assert {"H1", "H3"} <= set(eve.alarms)
    assert {"I02", "I11"} <= {row.indicator_id for row in eve.raised}


def test_with_the_panel_at_hand_the_eve_says_that_volume_did_not_warn(
    shared: Path, case: Case
) -> None:
    data = read_event_data([shared / PANEL], "Mali")
    eve = eve_of(analyse(case, data=data), "2024-09-17")
    told = {row.name: row for row in eve.volumes}
    assert told["deaths"].found is not None
    assert told["state-based events"].found is not None
    assert told["deaths"].found.z == pytest.approx(-0.95, abs=0.006)
    assert told["state-based events"].found.z == pytest.approx(-1.12, abs=0.006)
    assert not told["deaths"].warned
    assert "revised" in told["deaths"].revised
    # The panel ends in 2024, so it says nothing of 2026.
    late = eve_of(analyse(case, data=data), "2026-04-25")
    assert [row.found for row in late.volumes if row.revised] == [None] * 4


def test_a_quiet_month_clears_no_warning(case: Case) -> None:
    from sat.indicators.state import board

    # Nobody reported an attack in March 2026; what stood before it stands after it.
    before, after = (
        {row.indicator_id: row.standing for row in board(case, day)}
        for day in (date(2026, 2, 28), date(2026, 3, 31))
    )
    assert before == after


def test_walking_forward_no_day_knows_more_than_the_next(case: Case) -> None:
    row = case.reference_classes[0]
    found = members(from_case(case), row)
    days = [date(2017, 3, 1) + timedelta(days=40 * step) for step in range(80)]
    counts = [len(days_of(found, day)[0]) for day in days]
    assert counts == sorted(counts)


def test_the_first_cut_knows_nothing_of_the_second(result: IndicatorResult) -> None:
    early = analyse(load_case(FLAGSHIP, "2024-09-30"))
    assert [str(eve.event) for eve in early.eves] == ["2024-09-17"]
    assert max(row.last for row in early.backtest) <= date(2024, 6, 30)
    assert early.track is not None
    assert result.track is not None
    assert early.track.steps[-1].central != result.track.steps[-1].central
