"""How one cell of a table is read: from text to a value, or to a fault with a rule number.

A field type is an ``Annotated`` type whose reader turns the cell's text into the value, whose
``Means`` says in words what is allowed (for the data dictionary) and whose ``Ref`` names the
tables that an id must be found in. Blank is decided per field: most may not be blank.
"""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from sat.scales import YES_NO, Scale

ID_PATTERN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
# ASCII: other scripts have digits too, and a file should hold one spelling of a number.
DAY_PATTERN = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
PERIOD_PATTERN = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)
INTEGER_PATTERN = re.compile(r"[+-]?\d{1,9}", re.ASCII)
NUMBER_PATTERN = re.compile(r"[+-]?\d{1,12}(\.\d{1,12})?", re.ASCII)


@dataclass(frozen=True)
class Means:
    """What a field may hold, in the words of the data dictionary."""

    allowed: str


@dataclass(frozen=True)
class Ref:
    """The tables one of which must hold this id.

    ``blank``: the row can stand without it; ``whole``: a list says something only as a whole, so
    that the row goes with any id of it.
    """

    tables: tuple[str, ...]
    blank: bool = False
    whole: bool = False


@dataclass(frozen=True, order=True)
class Period:
    """A day, a month or a year, kept as precisely as it is known.

    >>> period = Period.parse("2024-09")
    >>> period.first.isoformat(), period.last.isoformat(), period.exact
    ('2024-09-01', '2024-09-30', False)
    """

    first: date
    last: date
    text: str

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; ``ValueError`` for anything else."""
        if not PERIOD_PATTERN.fullmatch(text):
            raise ValueError(text)
        parts = [int(part) for part in text.split("-")]
        if len(parts) == 3:
            day = date(*parts)
            return cls(day, day, text)
        if len(parts) == 2:
            first = date(parts[0], parts[1], 1)
            length = calendar.monthrange(parts[0], parts[1])[1]
            return cls(first, date(parts[0], parts[1], length), text)
        return cls(date(parts[0], 1, 1), date(parts[0], 12, 31), text)

    @property
    def exact(self) -> bool:
        """Is it one day?"""
        return self.first == self.last

    def __str__(self) -> str:
        return self.text


def fault(rule: str, expected: str) -> PydanticCustomError:
    """The error a reader raises: pydantic carries it to the loader with rule and sentence."""
    # The sentence goes in as context, since a brace in it would be taken for a placeholder.
    return PydanticCustomError(rule, "{expected}", {"expected": expected})


def _day(text: str) -> date:
    expected = "write the day as YYYY-MM-DD, such as 2024-09-17"
    if not DAY_PATTERN.fullmatch(text):
        raise fault("R203", expected)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise fault("R203", f"there is no such day; {expected}") from None


def _period(text: str) -> Period:
    try:
        return Period.parse(text)
    except ValueError:
        expected = "write a day YYYY-MM-DD, a month YYYY-MM or a year YYYY that exists"
        raise fault("R203", expected) from None


def _id(text: str) -> str:
    if not ID_PATTERN.fullmatch(text):
        raise fault("R205", "an id is letters, digits, '_', '-' and '.', and starts with no sign")
    return text


def _ids(text: str) -> tuple[str, ...]:
    found = tuple(part.strip() for part in text.split(";") if part.strip())
    if not found:
        raise fault("R205", "separate ids by ';'; there is none here")
    for part in found:
        if not ID_PATTERN.fullmatch(part):
            raise fault("R205", f"separate ids by ';'; {part!r} is no id")
    if len(set(found)) < len(found):
        raise fault("R205", "name each id once")
    return found


def _names(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _integer(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not INTEGER_PATTERN.fullmatch(text) or not low <= int(text) <= high:
            raise fault("R204", f"write a whole number from {low} to {high}")
        return int(text)

    return read


def _number(low: float, high: float) -> Callable[[str], float]:
    def read(text: str) -> float:
        if not NUMBER_PATTERN.fullmatch(text) or not low <= float(text) <= high:
            raise fault("R204", f"write a number from {low:g} to {high:g}, with a point")
        return float(text)

    return read


def _url(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s<>\"]+", text):
        raise fault("R207", "an address starts with http:// or https:// and has no blank")
    return text


def _code(scale: Scale) -> Callable[[str], str]:
    codes = scale.codes  # worked out once, not for each cell

    def read(text: str) -> str:
        if text not in codes:
            near = [code for code in codes if code.lower() == text.lower()]
            hint = f"; write {near[0]}" if near else ""
            raise fault("R202", f"{scale.name} is one of {', '.join(codes)}{hint}")
        return text

    return read


def _reader(parse: Callable[[str], Any], blank: Any) -> BeforeValidator:
    """Read text with ``parse``; a blank cell gives ``blank``, or a fault where that is ``...``."""

    def read(value: object) -> Any:
        if not isinstance(value, str):
            return value
        text = value.strip()
        if text:
            return parse(text)
        if blank is ...:
            raise fault("R201", "this may not be blank")
        return blank

    return BeforeValidator(read)


def coded(scale: Scale, blank: Any = ...) -> tuple[BeforeValidator, Means]:
    """Reader and wording of a field that holds one code of a scale."""
    allowed = " / ".join(scale.codes) + ("" if blank is ... else ", may be blank")
    return _reader(_code(scale), blank), Means(allowed)


Text = Annotated[str, _reader(str, ""), Means("text, may be blank")]
Filled = Annotated[str, _reader(str, ...), Means("text")]
Id = Annotated[str, _reader(_id, ...), Means("id")]
Label = Annotated[str, _reader(_id, ""), Means("label, may be blank")]
Labels = Annotated[tuple[str, ...], _reader(_ids, ...), Means("ids separated by `;`")]
MaybeIds = Annotated[tuple[str, ...], _reader(_ids, ()), Means("ids separated by `;`, or blank")]
MaybeId = Annotated[str, _reader(_id, ""), Means("id, may be blank")]
Day = Annotated[date, _reader(_day, ...), Means("day, YYYY-MM-DD")]
MaybeDay = Annotated[date | None, _reader(_day, None), Means("day, YYYY-MM-DD, may be blank")]
When = Annotated[Period, _reader(_period, ...), Means("day, month or year")]
MaybeWhen = Annotated[Period | None, _reader(_period, None), Means("day, month or year, or blank")]
Url = Annotated[str, _reader(_url, ""), Means("http(s) address, may be blank")]
Probability = Annotated[float, _reader(_number(0, 1), ...), Means("number, 0 to 1")]
MaybeProbability = Annotated[
    float | None, _reader(_number(0, 1), None), Means("number, 0 to 1, may be blank")
]
MaybeNumber = Annotated[
    float | None, _reader(_number(-1e12, 1e12), None), Means("number, may be blank")
]
MaybeCount = Annotated[
    int | None, _reader(_integer(0, 999_999_999), None), Means("whole number, blank = unknown")
]
Latitude = Annotated[float | None, _reader(_number(-90, 90), None), Means("degrees, -90 to 90")]
Longitude = Annotated[
    float | None, _reader(_number(-180, 180), None), Means("degrees, -180 to 180")
]
OneToFive = Annotated[int, _reader(_integer(1, 5), ...), Means("whole number, 1 to 5")]
Impact = Annotated[int, _reader(_integer(-99, 99), ...), Means("whole number, see impact_range")]
Names = Annotated[tuple[str, ...], _reader(_names, ()), Means("names separated by `;`, or blank")]
Kilometres = Annotated[
    float | None, _reader(_number(0.1, 20_000), None), Means("kilometres, may be blank")
]
YesNo = Annotated[str, *coded(YES_NO, "")]

SOURCES = Ref(("sources",))
OUTCOMES = Ref(("hypotheses", "scenarios"))
