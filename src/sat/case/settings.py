"""`case.toml`: the question, its span, how it will be settled, and how it may be handled."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from sat import scales
from sat.case.fields import Day, Filled, Id, MaybeDay, MaybeIds, Means, Text, coded, fault
from sat.case.problem import Problem, take_out
from sat.text import HOSTILE

FILE = "case.toml"
LOWEST, HIGHEST = -99, 99

# What would be right, where pydantic says it in words that are not an analyst's.
WORDS = {
    "string_type": "write text in quotes",
    "model_type": "write [outcome] on a line of its own, and its keys below",
}


def _names(value: object) -> tuple[str, ...]:
    """A TOML list of ids, as a tuple."""
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise fault("R002", 'write a list of ids, such as ["analyst_a", "analyst_b"]')
    if len(set(value)) < len(value):
        raise fault("R002", "name each id once")
    return tuple(value)


def _range(value: object) -> tuple[int, int]:
    """Lowest and highest impact, as two whole numbers around 0."""
    if isinstance(value, list) and len(value) == 2 and all(type(end) is int for end in value):
        low, high = value
        if LOWEST <= low <= 0 <= high <= HIGHEST and low < high:
            return low, high
    raise fault("R002", f"write two whole numbers around 0, such as [-3, 3], within ±{HIGHEST}")


def _sources(value: object) -> object:
    """A TOML list of ids for a field that in a table is written with semicolons."""
    return ";".join(_names(value)) if isinstance(value, list) else value


class Outcome(BaseModel):
    """How the case came out."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    hypothesis_id: Id = Field(description="the hypothesis that came true")
    resolved_on: Day = Field(description="first day on which that could be known")
    source_ids: Annotated[MaybeIds, BeforeValidator(_sources)] = Field(
        (), description="the sources of the outcome"
    )
    note: Text = Field("", description="how it was settled")


class Settings(BaseModel):
    """What `case.toml` says."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    question: Filled = Field(description="the question, as it would be asked aloud")
    case_id: Id = Field(description="the folder's name")
    opens: Day = Field(description="first day of the span the question is about")
    closes: Day = Field(description="last day of that span")
    as_of: MaybeDay = Field(
        None, description="default cut; left out = the newest day in the case's tables"
    )
    resolution: Text = Field("", description="how it will be settled")
    handling: Text = Field("", description="marking shown on every page, such as TLP:CLEAR")
    analysts: Annotated[tuple[Id, ...], BeforeValidator(_names), Means("list of ids")] = Field(
        (), description="who rates and forecasts"
    )
    yardstick: Annotated[str, *coded(scales.YARDSTICK)] = Field(
        "icd203", description="the words of probability that reports use"
    )
    impact_range: Annotated[
        tuple[int, int], BeforeValidator(_range), Means("two whole numbers")
    ] = Field((-3, 3), description="lowest and highest cross-impact")
    note: Text = Field("", description="anything a reader should know first")
    outcome: Outcome | None = Field(None, description="how it came out, once known")


def parse(data: dict[str, Any]) -> tuple[Settings | None, list[Problem]]:
    """Settings from the TOML data, or every problem that they have."""
    problems = list(_hostile(data, ""))
    try:
        settings = Settings.model_validate(data)
    except ValidationError as error:
        return None, problems + [_problem(item) for item in error.errors()]
    return (None if problems else settings), problems


def _hostile(value: object, key: str) -> Iterator[Problem]:
    """Control and direction characters, which TOML can hide as escapes in any text."""
    if isinstance(value, str) and HOSTILE.search(value):
        yield Problem(FILE, 0, key, "R206", value, take_out(value))
    if isinstance(value, list):
        value = dict(enumerate(value))
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _hostile(item, f"{key}.{name}" if key else str(name))


def _problem(item: Any) -> Problem:
    """One of pydantic's errors in our words."""
    key = ".".join(str(part) for part in item["loc"])
    if item["type"] == "missing":
        return Problem(FILE, 0, key, "R002", "", "this key is missing")
    if item["type"] == "extra_forbidden":
        known = ", ".join((Outcome if "." in key else Settings).model_fields)
        return Problem(FILE, 0, key, "R002", key, f"there is no such key; the keys are {known}")
    value = item["input"]
    if item["type"].startswith("R"):
        return Problem(FILE, 0, key, item["type"], str(value), item["ctx"]["expected"])
    expected = WORDS.get(item["type"], item["msg"])
    if _is_day(key):
        expected = "write a day without quotes, such as 2024-09-30"
    return Problem(FILE, 0, key, "R002", str(value), expected)


def _is_day(key: str) -> bool:
    last = key.rsplit(".", maxsplit=1)[-1]
    field = Settings.model_fields.get(last) or Outcome.model_fields.get(last)
    return field is not None and field.annotation in (date, date | None)
