"""Scenarios by where their indicators stand, on a watch list worked by hand."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from sat.case import Case, load_case
from sat.case.fields import Period
from sat.case.futures import Scenario
from sat.case.settings import Settings
from sat.case.tables import Hypothesis
from sat.case.watch import Indicator, Observation
from sat.indicators import analyse
from sat.scenarios.drift import Drift, drift

FLAGSHIP = Path(__file__).parents[2] / "data" / "cases" / "jnim-urban-attacks"
DAY = date(2025, 12, 31)


def indicator(name: str, points_to: str, cadence: str = "") -> Indicator:
    cells = {"indicator_id": name, "text": name, "points_to": points_to, "low": "l", "high": "h"}
    return Indicator.model_validate(
        {**cells, "source_to_watch": "", "cadence": cadence, "owner": ""}
    )


def seen(name: str, level: str, day: date) -> Observation:
    return Observation(
        indicator_id=name,
        observed_on=Period.parse(day.isoformat()),
        known_on=day,
        level=level,
        value=None,
        text="seen",
        source_ids=(),
    )


def scenario(name: str, hypothesis: str) -> Scenario:
    cells = {"scenario_id": name, "title": f"title of {name}", "narrative": "n", "states": ""}
    return Scenario.model_validate({**cells, "hypothesis_id": hypothesis})


@pytest.fixture
def case() -> Case:
    cells = {"title": "t", "statement": "s", "decision_rule": "", "prior": ""}
    hypotheses = [
        Hypothesis.model_validate({"hypothesis_id": name, **cells}) for name in ("H1", "H2")
    ]
    settings = {"question": "Q?", "case_id": "c", "opens": DAY, "closes": DAY}
    return Case(
        Settings.model_validate(settings),
        DAY,
        hypotheses=tuple(hypotheses),
        scenarios=(scenario("S1", "H2"), scenario("S2", "H1"), scenario("S3", "")),
        indicators=(
            indicator("A", "H1"),
            indicator("B", "H1", "weekly"),
            indicator("C", "H1"),
            indicator("D", "H1"),
            indicator("E", "S1"),
        ),
        observations=(
            seen("A", "high", date(2025, 12, 1)),
            seen("B", "low", date(2025, 12, 1)),
            seen("C", "none", date(2025, 12, 1)),
        ),
    )


def by_id(case: Case) -> dict[str, Drift]:
    return {row.scenario_id: row for row in drift(case)}


def test_a_scenario_is_read_by_the_indicators_of_its_hypothesis(case: Case) -> None:
    found = by_id(case)["S2"]
    assert found.through == "H1"
    assert (found.high, found.low, found.quiet, found.unknown) == (("A",), ("B",), ("C",), ("D",))
    assert (found.known, found.raised_share) == (3, pytest.approx(2 / 3))


def test_its_own_indicators_come_before_those_of_the_hypothesis(case: Case) -> None:
    found = by_id(case)["S1"]
    assert (found.through, found.unknown) == ("", ("E",))


def test_what_nobody_looked_at_in_time_stands_but_is_named(case: Case) -> None:
    # B is to be looked at weekly, and was thirty days ago; the others have no clock.
    assert by_id(case)["S2"].stale == ("B",)


def test_unknown_is_not_quiet(case: Case) -> None:
    found = by_id(case)["S1"]
    assert (found.quiet, found.known, found.raised_share) == ((), 0, None)
    assert found.level == "unknown"


def test_a_scenario_that_feeds_nothing_and_has_no_indicator_is_unknown(case: Case) -> None:
    found = by_id(case)["S3"]
    assert (found.high, found.low, found.quiet, found.unknown) == ((), (), (), ())
    assert found.level == "unknown"


def test_the_loudest_comes_first_and_ties_keep_the_order_of_the_file(case: Case) -> None:
    assert [row.scenario_id for row in drift(case)] == ["S2", "S1", "S3"]


def test_hypotheses_are_not_among_the_scenarios(case: Case) -> None:
    assert drift(replace(case, scenarios=())) == ()


def test_the_flagship_drifts_to_the_siege() -> None:
    found = drift(load_case(FLAGSHIP))
    assert found[0].scenario_id == "SC1"  # the slow strangle, through the economic siege
    assert found[0].through == "H3"
    assert set(found[0].stale) == {*found[0].high, *found[0].low}  # nobody looked since


def test_drift_is_read_from_the_board_and_the_warnings_of_the_whole_analysis(case: Case) -> None:
    for each in (case, load_case(FLAGSHIP), load_case(FLAGSHIP, "2024-09-30")):
        whole = analyse(each)
        standing = {row.indicator_id: row.standing for row in whole.states}
        warned = {row.outcome: row for row in whole.warnings}
        found = drift(each)
        assert len(found) == len(each.scenarios) > 0
        for row in found:
            of = warned[row.scenario_id]
            assert (row.level, row.title, row.through) == (of.level, of.title, of.through)
            told = {"high": row.high, "low": row.low, "none": row.quiet, "unknown": row.unknown}
            assert {name: level for level, names in told.items() for name in names} == {
                name: standing[name] for name in of.indicators
            }
