"""The result for other programs: plain JSON under the published schema."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from sat.ach import analyse
from sat.ach.data import as_data
from sat.case import Case, load_case

MakeCase = Callable[..., Case]


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    """The `result` part of the published schema, with what it refers to."""
    path = Path(__file__).parents[2] / "src" / "sat" / "report" / "schemas" / "ach.schema.json"
    whole = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(whole)
    return {**whole["properties"]["result"], "$defs": whole["$defs"]}


def content(case: Case, analyst: str = "") -> dict[str, Any]:
    """What other programs get, by way of JSON's text. NaN is no JSON and would raise."""
    return json.loads(json.dumps(as_data(analyse(case, analyst)).content, allow_nan=False))


@pytest.mark.parametrize("analyst", ["", "ana", "ben"])
def test_the_result_keeps_to_the_published_schema(
    minimal: Case, schema: dict[str, Any], analyst: str
) -> None:
    found = content(minimal, analyst)
    Draft202012Validator(schema).validate(found)
    assert set(schema["required"]) == set(found)


@pytest.mark.parametrize("name", ["jnim-urban-attacks", "heuer-iraq-1993", "primer-tokyo-1995"])
def test_results_of_the_workbooks_cases_keep_to_the_schema(
    root: Path, schema: dict[str, Any], name: str
) -> None:
    found = content(load_case(root / "data" / "cases" / name))
    Draft202012Validator(schema).validate(found)
    assert found["leave_one_out"]


def test_the_schema_would_notice_what_it_does_not_know(
    minimal: Case, schema: dict[str, Any]
) -> None:
    found = content(minimal)
    with pytest.raises(ValidationError, match="'probability' was unexpected"):
        Draft202012Validator(schema).validate({**found, "probability": 0.5})


def test_the_result_survives_a_round_trip_through_json(minimal: Case) -> None:
    data = as_data(analyse(minimal))
    assert data.kind == "ach"
    assert content(minimal) == data.content


def test_numbers_of_the_minimal_case(minimal: Case) -> None:
    found = content(minimal, "ana")
    assert found["analysts"] == ["ana"]
    assert found["scores"]["count"] == {"H1": 0, "H2": 3, "H3": 3}
    assert found["scores"]["weighted"] == {"H1": 0, "H2": -3.707106781, "H3": -6}
    assert found["ranking"]["count"] == [["H1"], ["H2", "H3"]]
    assert found["coverage"] == {"H1": 1, "H2": 1, "H3": 1}
    assert found["coverage_by_analyst"] == {"ana": {"H1": 1, "H2": 1, "H3": 1}}
    assert found["diagnosticity"]["E1"] == 1.699673171  # √(26/9)


def test_unranked_and_non_diagnostic_are_lists_of_ids(make_case: MakeCase) -> None:
    found = content(make_case({"ana": ["C C .", "I N .", "N N NA"]}))
    assert found["unranked"] == ["H3"]
    assert found["non_diagnostic"] == ["E1", "E3"]


def test_what_does_not_exist_is_null(make_case: MakeCase) -> None:
    found = content(make_case({"ana": ["C NA", "C I"]}))
    assert found["diagnosticity"] == {"E1": None, "E2": 1}
    nobody = content(make_case({"ana": ["C . I", ". . ."]}))
    assert nobody["scores"]["count"] == {"H1": 0, "H2": None, "H3": 1}
    assert nobody["scores"]["count_per_item"] == {"H1": 0, "H2": None, "H3": 1}
    assert nobody["leave_one_out"][0] == {
        "dropped": "E1",
        "kind": "item",
        "rule": "count",
        "leaders": [],
        "margin": None,
    }


def test_pooled_and_single_results_name_their_analysts(minimal: Case) -> None:
    assert content(minimal)["analysts"] == ["ana", "ben"]
    assert set(content(minimal)["coverage_by_analyst"]) == {"ana", "ben"}
    assert set(content(minimal, "ben")["coverage_by_analyst"]) == {"ben"}
