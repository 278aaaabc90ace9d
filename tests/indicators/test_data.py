"""The result for other programs: plain JSON under the published schema."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from jsonschema import Draft202012Validator, ValidationError

from sat.case import Case, load_case
from sat.indicators import IndicatorResult, analyse
from sat.indicators.backtest import Score
from sat.indicators.data import as_data
from sat.indicators.skill import Alarms
from sat.indicators.volumes import EventData

from .meadow import empty, meadow

MakeWatch = Callable[..., Case]
ROOT = Path(__file__).parents[2]
FLAGSHIP = ROOT / "data" / "cases" / "jnim-urban-attacks"
MINIMAL = ROOT / "tests" / "cases" / "minimal"


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    """The `result` part of the published schema, with what it refers to."""
    path = ROOT / "src" / "sat" / "report" / "schemas" / "indicators.schema.json"
    whole = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(whole)
    return {**whole["properties"]["result"], "$defs": whole["$defs"]}


def content(result: IndicatorResult) -> dict[str, Any]:
    """What other programs get, by way of JSON's text. NaN is no JSON and would raise."""
    found: dict[str, Any] = json.loads(json.dumps(as_data(result).content, allow_nan=False))
    return found


# ---- the schema


def test_the_meadow_keeps_to_the_published_schema(
    result: IndicatorResult, schema: dict[str, Any]
) -> None:
    found = content(result)
    Draft202012Validator(schema).validate(found)
    assert set(schema["required"]) == set(schema["properties"]) == set(found)


@pytest.mark.parametrize("day", ["2024-09-30", ""])
def test_both_cuts_of_the_flagship_case_keep_to_the_schema(
    schema: dict[str, Any], day: str
) -> None:
    found = content(analyse(load_case(FLAGSHIP, day)))
    Draft202012Validator(schema).validate(found)
    for part in ("validation", "state", "warning", "belief", "base_rates", "backtest", "eves"):
        assert found[part], part


@pytest.mark.parametrize("day", ["2025-01-09", "2025-03-01", ""])
def test_the_minimal_case_keeps_to_the_schema(schema: dict[str, Any], day: str) -> None:
    Draft202012Validator(schema).validate(content(analyse(load_case(MINIMAL, day))))


def test_an_indicator_alone_keeps_to_the_schema(
    make_watch: MakeWatch, schema: dict[str, Any]
) -> None:
    found = content(analyse(empty(make_watch)))
    Draft202012Validator(schema).validate(found)
    assert found == {
        "validation": {},
        "scenario_validation": {},
        "uncovered": [],
        "state": {"I1": "unknown"},
        "standing": {"I1": "unknown"},
        "warning": {
            "H1": {"level": "unknown", "why": "none raised; 0 of 1 indicator looked at in time"},
            "H2": {"level": "unknown", "why": "no indicator points to it"},
        },
        "changes": [],
        "belief": [],
        "reference_class": None,
        "event_data": {},
        "base_rates": [],
        "wordings": [],
        "backtest": [],
        "eves": [],
    }


def test_with_event_data_it_keeps_to_the_schema(
    make_watch: MakeWatch, schema: dict[str, Any]
) -> None:
    months = pd.DataFrame(
        {name: [1, 2] * 30 for name in ("events", "state_based", "one_sided", "deaths")},
        pd.period_range("2021-01", "2025-12", freq="M"),
    )
    sums = {"made.csv": "0" * 64}
    data = EventData("made", "Meadowland", months, pd.DataFrame(), date(2026, 1, 20), sums)
    found = content(analyse(meadow(make_watch), data=data))
    Draft202012Validator(schema).validate(found)
    assert found["event_data"] == sums
    revised = [row for row in found["backtest"] if row["revised"]]
    assert "revised data: made came out on 2026-01-20" in {row["revised"] for row in revised}
    assert found["eves"][0]["volumes"][0]["z"] is None


@pytest.mark.parametrize(
    ("part", "value", "message"),
    [
        ("judgment", 1, "'judgment' was unexpected"),
        ("state", {"I1": "quiet"}, "'quiet' is not one of"),
        ("reference_class", 3, "3 is not of type"),
    ],
)
def test_the_schema_would_notice_what_is_wrong(
    result: IndicatorResult, schema: dict[str, Any], part: str, value: object, message: str
) -> None:
    with pytest.raises(ValidationError, match=message):
        Draft202012Validator(schema).validate({**content(result), part: value})


# ---- the meadow's numbers


def test_the_result_survives_a_round_trip_through_json(result: IndicatorResult) -> None:
    data = as_data(result)
    assert data.kind == "indicators"
    assert content(result) == data.content


def test_unknown_is_a_level_of_its_own(result: IndicatorResult) -> None:
    found = content(result)
    assert found["state"] == {"I1": "unknown", "I2": "low", "I3": "none", "I4": "unknown"}
    assert found["standing"] == {"I1": "high", "I2": "low", "I3": "none", "I4": "unknown"}
    assert {name: row["level"] for name, row in found["warning"].items()} == {
        "H1": "elevated",
        "H2": "quiet",
        "SC1": "elevated",
    }


def test_what_nobody_rated_is_null_and_not_nought(result: IndicatorResult) -> None:
    validation = content(result)["validation"]
    assert validation["I1"]["spread"] == 3.5
    assert validation["I2"]["spread"] == 0
    for name in ("spread", "unique", "points"):
        assert validation["I4"][name] is None
    assert validation["I4"]["verdict"] == "unrated"


def test_base_rates_name_their_source_and_are_rounded(result: IndicatorResult) -> None:
    first, second = content(result)["base_rates"]
    assert (first["source"], first["reference_class"], first["events"]) == ("chronology", "RC1", 3)
    assert (first["since"], first["until"]) == ("2024-01-01", "2025-12-31")
    assert first["probability"] == round(1 - (731 / 1096) ** 3.5, 9)
    assert (second["events"], second["doubtful"]) == (1, 1)


def test_beliefs_add_up_to_one_on_each_day(result: IndicatorResult) -> None:
    track = content(result)["belief"]
    assert [row["day"] for row in track] == ["2025-02-01", "2025-11-10", "2025-12-31"]
    for row in track:
        assert sum(row["probability"].values()) == pytest.approx(1)
        for name, value in row["probability"].items():
            assert row["low"][name] <= value <= row["high"][name]


def test_the_backtest_has_every_score_and_null_where_there_is_none(result: IndicatorResult) -> None:
    rate, warning, _ = content(result)["backtest"]
    assert (rate["alarm_rate"], rate["counts"], rate["pod"], rate["pss"]) == (None,) * 4
    assert rate["lead_days"] == []
    assert rate["revised"].startswith("the reference class carries no day")
    assert warning["counts"] == {"hits": 0, "false_alarms": 0, "misses": 4, "quiet": 4}
    assert (warning["n"], warning["events"], warning["base_rate"]) == (8, 2, 0.5)
    assert (warning["alarm_rate"], warning["pod"], warning["pss"]) == (0, 0, 0)
    assert warning["far"] is None  # without an alarm there is no share of false ones
    assert warning["verdict"] == "too few events to validate (2 of 10)"
    assert warning["revised"].startswith("the indicators and their ratings carry no day")


def test_leads_and_days_are_plain(result: IndicatorResult) -> None:
    day = date(2025, 1, 31)
    row = Score("a", "", day, day, Alarms(1, 0, 0, 0), 0.0, 0.0, 1.0, 1, 1.0, 1, (7, 9), "so")
    (found,) = content(replace(result, backtest=(row,)))["backtest"]
    assert (found["lead_days"], found["first"]) == ([7, 9], "2025-01-31")
    assert found["far"] == 0


def test_eves_hold_the_three_parts_of_the_list(result: IndicatorResult) -> None:
    march, august = content(result)["eves"]
    assert (march["event"], march["places"]) == ("2025-03-10", ["Oak"])
    assert (march["raised"], march["quiet"], march["unseen"]) == ({}, ["I3"], ["I1", "I2", "I4"])
    assert august["raised"] == {"I2": "low"}
    assert march["warning"]["H1"] == "unknown"
    assert march["volumes"] == [
        {
            "name": "attacks in the chronology",
            "month": "2025-02",
            "z": None,
            "warned": False,
            "revised": None,
        }
    ]
    assert march["probability"] == round(1 - (434 / 799) ** 1.5, 9)


def test_the_result_is_left_alone(make_watch: MakeWatch, result: IndicatorResult) -> None:
    untouched = analyse(meadow(make_watch))
    as_data(result)
    assert repr(result) == repr(untouched)
