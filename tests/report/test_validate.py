"""Result files against their schemas: good ones, bad ones, and what is said of a bad one."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from sat.report import validate as module
from sat.report.notebooks import ReportError
from sat.report.validate import schema, validate, validator

KINDS = sorted(
    path.name.split(".")[0] for path in (Path(module.__file__).parent / "schemas").iterdir()
)


@pytest.fixture
def content(flagship_now: Path) -> dict[str, Any]:
    """The flagship's result file of the ACH."""
    return dict(json.loads(flagship_now.with_suffix(".json").read_text(encoding="utf-8")))


def test_there_is_a_schema_of_each_kind_and_it_is_one() -> None:
    assert {"ach", "assessment", "indicators", "judgments", "scenarios"} <= set(KINDS)
    for kind in KINDS:
        assert schema(kind)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        jsonschema.Draft202012Validator.check_schema(schema(kind))


def test_a_validator_is_made_once() -> None:
    assert validator("ach") is validator("ach")
    assert validator("ach") is not validator("judgments")


def test_a_result_of_its_schema_passes_and_is_left_as_it_is(content: dict[str, Any]) -> None:
    before = json.dumps(content)
    validate(content, "ach")
    assert json.dumps(content) == before


def drop(content: dict[str, Any]) -> None:
    del content["case_id"]


def misspell(content: dict[str, Any]) -> None:
    content["result"]["scoress"] = []


def mistype(content: dict[str, Any]) -> None:
    content["result"]["ranking"] = "H1"


def wrong_hash(content: dict[str, Any]) -> None:
    content["input_hash"] = "z" * 64


def deep_and_shallow(content: dict[str, Any]) -> None:
    content["result"]["diagnosticity"][0] = {}
    content["seed"] = "seven"


@pytest.mark.parametrize("spoil", [drop, misspell, mistype, wrong_hash, deep_and_shallow])
def test_what_is_said_is_what_jsonschema_finds_weightiest(
    content: dict[str, Any], spoil: Callable[[dict[str, Any]], None]
) -> None:
    spoil(content)
    with pytest.raises(jsonschema.ValidationError) as plain:
        jsonschema.validate(content, schema("ach"))
    with pytest.raises(ReportError) as own:
        validate(content, "ach")
    said = plain.value.message if len(plain.value.message) < 300 else plain.value.message[:100]
    assert str(own.value).startswith(
        f"the result is not of schema ach at {plain.value.json_path}: {said}"
    )


def test_a_message_is_one_line_whatever_is_in_it(content: dict[str, Any]) -> None:
    content["case_id"] = "a\n\x1b[2Jb" + "x" * 500
    with pytest.raises(ReportError, match=r"not of schema ach at \$\.case_id: ") as own:
        validate(content, "ach")
    assert "\n" not in str(own.value)
    assert "\x1b" not in str(own.value)
    assert len(str(own.value)) < 400


def test_a_kind_without_a_schema_is_refused_each_time() -> None:
    for _ in range(2):
        with pytest.raises(ReportError, match=r"not of schema astrology at \$: .*No such file"):
            validate({}, "astrology")
