"""Result files held against their published JSON Schemas."""

import json
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from sat.report.notebooks import ReportError
from sat.text import one_line


def schema(kind: str) -> dict[str, Any]:
    """The published JSON Schema of one kind of result file.

    Raises ``FileNotFoundError`` where there is none.
    """
    text = files("sat.report").joinpath("schemas", f"{kind}.schema.json").read_text("utf-8")
    return dict(json.loads(text))


@cache
def validator(kind: str) -> Draft202012Validator:
    """The validator of one kind, its schema checked once. Raises as ``schema`` does."""
    own = schema(kind)
    Draft202012Validator.check_schema(own)
    return Draft202012Validator(own)


def validate(content: dict[str, Any], kind: str) -> None:
    """Raise ``ReportError`` where a result file is not as its schema says, or there is none."""
    try:
        error = best_match(validator(kind).iter_errors(content))
    except FileNotFoundError as missing:
        raise ReportError(_refusal(kind, "$", str(missing))) from missing
    if error:
        raise ReportError(_refusal(kind, error.json_path, error.message)) from error


def _refusal(kind: str, where: str, why: str) -> str:
    return f"the result is not of schema {kind} at {where}: {one_line(why, 300)}"
