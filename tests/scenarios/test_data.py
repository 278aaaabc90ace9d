"""The result for other programs: plain JSON under the published schema."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from sat.case import Case
from sat.report.provenance import common
from sat.scenarios.analysis import ScenarioResult, analyse
from sat.scenarios.data import as_data
from sat.scenarios.generation import VERDICTS

from .conftest import WORLDS
from .test_chances import ANA, ANA_FIRST, forecasts, question
from .worlds import allowed, every, holds, impact, made

ROOT = Path(__file__).parents[2]
TWO = {"A": ("A.x", "A.y"), "B": ("B.x", "B.y")}


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    """The published schema."""
    path = ROOT / "src" / "sat" / "report" / "schemas" / "scenarios.schema.json"
    whole: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(whole)
    return whole


def content(result: ScenarioResult) -> dict[str, Any]:
    """What other programs get, by way of JSON's text. NaN is no JSON and would raise."""
    found: dict[str, Any] = json.loads(json.dumps(as_data(result).content, allow_nan=False))
    return found


def whole_file(result: ScenarioResult) -> dict[str, Any]:
    """The result with the keys that every result file has."""
    case = result.case
    parameters = {"case": case.case_id, "as_of": str(case.as_of), "seed": 1}
    return {**common(case, "scenarios", parameters, "scenarios"), "result": content(result)}


# ---- the schema


@pytest.mark.parametrize("world", WORLDS)
def test_every_world_keeps_to_the_schema_and_survives_json(
    worlds: Mapping[str, ScenarioResult], world: str, schema: dict[str, Any]
) -> None:
    found = whole_file(worlds[world])
    Draft202012Validator(schema).validate(found)
    # JSON has lists and no tuples, and only texts as keys: what went in comes out.
    data = as_data(worlds[world])
    assert data.kind == "scenarios"
    assert data.content == found["result"]


def test_the_schema_names_every_part_and_no_other(
    result: ScenarioResult, schema: dict[str, Any]
) -> None:
    part = schema["properties"]["result"]
    assert set(part["required"]) == set(part["properties"]) == set(content(result))
    counts = part["properties"]["generation"]["anyOf"][0]["properties"]["counts"]
    assert set(counts["required"]) == set(VERDICTS)


def test_probabilities_that_were_given_keep_to_the_schema(
    case: Case, schema: dict[str, Any]
) -> None:
    given = replace(
        case,
        questions=(question("Q1", "S1;S2;S3;none"),),
        forecasts=tuple(
            row
            for text in (ANA, ANA_FIRST, "Q1 dan 2025-06-01 SC1=0.9*")
            for row in forecasts(text.replace("SC", "S"))
        ),
    )
    found = whole_file(analyse(given))
    Draft202012Validator(schema).validate(found)
    ana, dan = found["result"]["probabilities"]
    assert (ana["analyst"], ana["other"], ana["outcomes"]) == ("ana", "none", ["S1", "S2", "S3",
                                                                               "none"])  # fmt: skip
    # 1.4 in all: a tenth less each, at a distance of 0.2; divided, 5/14 for the first.
    assert ana["now"]["raw"] == {"S1": 0.5, "S2": 0.4, "S3": 0.3, "none": 0.2}
    assert ana["now"]["coherent"] == {"S1": 0.4, "S2": 0.3, "S3": 0.2, "none": 0.1}
    assert ana["now"]["normalised"]["S1"] == round(5 / 14, 9)
    assert (ana["now"]["incoherence"], ana["now"]["made_on"]) == (0.2, "2025-09-01")
    assert ana["before"]["made_on"] == "2025-03-01"
    assert (dan["before"], dan["now"]["coherent"], dan["now"]["incoherence"]) == (None,) * 3
    assert dan["now"]["missing"] == ["S2", "S3", "none"]
    assert dan["now"]["reconstructed"] == ["S1"]


@pytest.mark.parametrize(
    ("part", "value", "message"),
    [
        ("judgment", 1, "'judgment' was unexpected"),
        ("field", {}, "'count' is a required property"),
        ("watch", [{"level": 3}], "is a required property"),
        ("what_if", None, "None is not of type 'object'"),
    ],
)
def test_the_schema_would_notice_what_is_wrong(
    result: ScenarioResult, schema: dict[str, Any], part: str, value: object, message: str
) -> None:
    found = whole_file(result)
    found["result"][part] = value
    with pytest.raises(ValidationError, match=message):
        Draft202012Validator(schema).validate(found)


def test_two_runs_give_the_same(case: Case, result: ScenarioResult) -> None:
    one, other = (json.dumps(content(found)) for found in (result, analyse(case, wild="S3")))
    assert one == other


def test_the_result_is_left_alone(case: Case) -> None:
    found = analyse(case)
    before = repr(found)
    as_data(found)
    assert repr(found) == before


# ---- the town's numbers


def test_drivers_and_structure_are_those_of_the_case(result: ScenarioResult) -> None:
    found = content(result)
    assert found["drivers"][0] == {
        "driver_id": "R", "importance": 5, "uncertainty": 4, "part": "axis"
    }  # fmt: skip
    assert [row["part"] for row in found["drivers"]] == ["axis", "axis", "aside"]
    direct, indirect = found["structure"]["direct"], found["structure"]["indirect"]
    assert direct["drivers"]["D"] == {"influence": 2, "dependence": 3, "part": "output"}
    assert (direct["power"], indirect["power"]) == (1, 2)
    assert indirect["drivers"]["R"]["influence"] == 9
    assert indirect["ranking"] == ["R", "M", "D"]


def test_the_matrix_has_its_quadrants_in_order(result: ScenarioResult) -> None:
    found = content(result)["matrix"]
    assert (found["axes"], found["unplaced"]) == (["R", "D"], ["S3"])
    assert [row["states"] for row in found["quadrants"]] == [
        [["R.dry"], ["D.old"]],
        [["R.dry"], ["D.new"]],
        [["R.wet"], ["D.old"]],
        [["R.wet"], ["D.new"]],
    ]
    assert [row["fillings"] for row in found["quadrants"]] == [1, 1, 0, 1]
    assert [row["scenarios"] for row in found["quadrants"]] == [["S1"], [], ["S2"], []]
    assert [row["hypotheses"] for row in found["quadrants"]] == [["H1"], [], ["H2"], []]
    assert all(row["complete"] for row in found["quadrants"])


def test_generation_and_crunching_have_axes_and_verdicts(result: ScenarioResult) -> None:
    found, turned = content(result)["generation"], content(result)["crunching"]
    assert (found["hypothesis"], turned["hypothesis"]) == (None, "H1")
    assert [row["verdict"] for row in found["quadrants"]] == ["told", "open", "unbalanced", "open"]
    verdicts = ["told", "excluded", "unbalanced", "open"]
    assert [row["verdict"] for row in turned["quadrants"]] == verdicts
    assert turned["counts"] == {**dict.fromkeys(verdicts, 1), "unsure": 0}
    assert turned["axes"] == [
        {"driver_id": "R", "ends": [["R.dry"], ["R.wet"]], "assumptions": ["A1"]},
        {"driver_id": "M", "ends": [["M.stays"], ["M.goes"]], "assumptions": ["A2"]},
    ]
    assert found["axes"][0]["assumptions"] == []


def test_the_wild_card_is_among_the_variants(result: ScenarioResult) -> None:
    assert content(result)["cone"] == {
        "baseline": "S1",
        "wild_card": "S3",
        "variants": [
            {
                "scenario_id": "S2",
                "changed": [{"driver_id": "R", "before": "R.dry", "after": "R.wet"}],
                "silent": ["M"],
            },
            {
                "scenario_id": "S3",
                "changed": [
                    {"driver_id": "D", "before": "D.old", "after": "D.new"},
                    {"driver_id": "M", "before": "M.stays", "after": "M.goes"},
                ],
                "silent": ["R"],
            },
        ],
    }


def test_the_field_is_listed_by_the_ids_of_its_states(case: Case, result: ScenarioResult) -> None:
    found = content(result)["field"]
    listed = [list(row) for row in every(case) if allowed(case, row)]
    assert sorted(found.pop("configurations")) == sorted(listed)
    assert found.pop("support") == {
        "R.dry": 2, "R.wet": 3, "D.old": 2, "D.new": 3, "M.stays": 3, "M.goes": 2
    }  # fmt: skip
    assert found.pop("removed") == [
        {"states": ["R.dry", "M.goes"], "kind": "logical", "back": 2},
        {"states": ["R.wet", "D.old", "M.stays"], "kind": "empirical", "back": 1},
    ]
    assert found == {"count": 5, "space": 8, "undoubted": 4, "assessed": 1, "firm": 1, "pairs": 12,
                     "pairs_assessed": 5}  # fmt: skip


def test_a_large_field_is_counted_exactly_and_not_listed(schema: dict[str, Any]) -> None:
    names = {f"D{n}": [f"D{n}.{m}" for m in range(3)] for n in range(40)}
    large = whole_file(analyse(made(names)))
    Draft202012Validator(schema).validate(large)
    found = large["result"]["field"]
    assert (found["count"], found["configurations"]) == (3**40, None)


def test_consistent_scenarios_are_listed_with_how_they_survive(
    case: Case, result: ScenarioResult
) -> None:
    found = content(result)["balances"]
    consistent = [list(row) for row in every(case) if holds(case, row)]
    assert found["consistent"] == consistent
    assert (found["count"], found["complete"]) == (3, True)
    assert found["near"] == [{"inconsistency": 1, "count": 4}, {"inconsistency": 2, "count": 5}]
    assert (found["cells"], found["cells_judged"]) == (24, 5)
    assert found["survival"][1] == 1
    assert all(round(share * 200) == pytest.approx(share * 200) for share in found["survival"])
    rows = [(row["smallest_lead"], row["weakest"], row["total_impact"])
            for row in found["most_different"]]  # fmt: skip
    assert rows == [(0, ["R", "D", "M"], 1), (0, ["R", "D"], 2), (0, ["R"], 5)]


def test_basins_are_those_of_every_start(result: ScenarioResult) -> None:
    found = content(result)["balances"]["basins"]
    assert (found["exact"], found["starts"]) == (True, 8)
    assert [(row["scenarios"], row["starts"]) for row in found["attractors"]] == [
        ([["R.wet", "D.new", "M.goes"]], 4),
        ([["R.dry", "D.new", "M.stays"]], 3),
        ([["R.dry", "D.old", "M.stays"]], 1),
    ]
    for row in found["attractors"]:
        assert row["low"] == row["share"] == row["high"] == row["starts"] / 8


def test_named_scenarios_have_what_they_need(result: ScenarioResult) -> None:
    one, two, _ = content(result)["named"]
    assert (one["inconsistency"], one["beaten"], one["unassessed"]) == (0, [], 3)
    assert two == {
        "scenario_id": "S2",
        "open": ["M"],
        "excluded": [],
        "doubtful": [],
        "unassessed": 0,
        "inconsistency": 3,
        "filling": ["R.wet", "D.old", "M.goes"],
        "beaten": [{"driver": "D", "state": "D.old", "rival": "D.new", "by": 3}],
    }


def test_what_if_keeps_what_holds_of_itself_from_what_is_forced(
    case: Case, result: ScenarioResult
) -> None:
    found = content(analyse(case, fixed="D.old"))["what_if"]
    forced = [list(row) for row in every(case) if "D.old" in row and holds(case, row, 0, {"D.old"})]
    assert found == {"fixed": ["D.old"], "configurations": 2, "of_itself": 1, "forced": forced,
                     "complete": True}  # fmt: skip
    assert content(result)["what_if"]["forced"] is None  # nothing is fixed


def test_the_watch_keeps_unknown_from_none(result: ScenarioResult) -> None:
    first, _, last = content(result)["watch"]
    assert first == {
        "scenario_id": "S1", "through": "H1", "high": ["I1"], "low": [], "quiet": [],
        "unknown": ["I2"], "stale": [], "level": "elevated",
    }  # fmt: skip
    assert last["level"] == "unknown"


# ---- nothing there


def test_what_is_not_there_is_null_or_empty(bare: ScenarioResult) -> None:
    found = content(bare)
    for name in ("crunching", "cone", "balances"):
        assert found[name] is None
    for name in ("named", "watch", "probabilities"):
        assert found[name] == []
    assert {row["fillings"] for row in found["matrix"]["quadrants"]} == {None}
    assert {row["fillings"] for row in found["generation"]["quadrants"]} == {None}
    assert found["what_if"] == {"fixed": [], "configurations": 4, "of_itself": None,
                                "forced": None, "complete": True}  # fmt: skip


def test_without_a_consistent_scenario_the_lists_are_empty(schema: dict[str, Any]) -> None:
    moves = [("A.x", "B.y"), ("A.y", "B.x"), ("B.x", "A.x"), ("B.y", "A.y")]
    case = replace(made(TWO), impacts=tuple(impact(*two, 1) for two in moves))
    found = whole_file(analyse(case))
    Draft202012Validator(schema).validate(found)
    balances = found["result"]["balances"]
    assert (balances["count"], balances["complete"]) == (0, True)
    assert balances["consistent"] == balances["survival"] == balances["most_different"] == []
    (end,) = balances["basins"]["attractors"]
    assert len(end["scenarios"]) == end["starts"] == 4


def test_a_list_that_was_cut_is_not_called_complete(
    result: ScenarioResult, schema: dict[str, Any]
) -> None:
    found = result.balances
    assert found is not None
    cut = replace(found, solved=replace(found.solved, complete=False), number=None)
    shown = whole_file(replace(result, balances=cut))
    Draft202012Validator(schema).validate(shown)
    balances = shown["result"]["balances"]
    assert (balances["count"], balances["complete"]) == (None, False)
    assert len(balances["consistent"]) == len(balances["survival"]) == 3
