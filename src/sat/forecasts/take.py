"""A new forecast: read from what an analyst typed, checked, and written into the case as given.

Raw numbers are kept. The case has to pass its rules with the new rows, or its file stays as it
was. What carries an earlier day than today is marked as reconstructed, since hindsight cannot be
scored.
"""

import csv
import io
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from sat.case import Case, load_case
from sat.case.record import columns
from sat.case.settings import FILE
from sat.case.tables import TABLES, Forecast
from sat.forecasts.questions import Asked, asked
from sat.forecasts.sets import Given, given, sets_of
from sat.text import joined, one_line
from sat.whole import write_file

NAME = "forecasts.csv"
# ASCII: other scripts have digits too, and a file should hold one spelling of a number.
NUMBER = re.compile(r"(\d{1,3}(?:\.\d{1,10})?)(%?)", re.ASCII)


class ForecastError(ValueError):
    """A forecast that is not taken, with the reason as a sentence."""


@dataclass(frozen=True)
class Wanted:
    """What an analyst gives; ``values`` are numbers by outcome, 0 to 1, as the file has them."""

    question: Asked
    analyst: str
    made_on: date
    values: Mapping[str, str]
    confidence: str = ""
    basis: str = ""

    def rows(self, reconstructed: bool) -> list[dict[str, str]]:
        """The rows of the table, in the question's order."""
        same = {
            "question_id": self.question.question_id,
            "analyst": self.analyst,
            "made_on": str(self.made_on),
            "confidence": self.confidence,
            "basis": self.basis,
            "reconstructed": "yes" if reconstructed else "",
        }
        return [
            {**same, "outcome": name, "probability": self.values[name]}
            for name in self.question.outcomes
        ]


def everything(folder: Path) -> Case:
    """The case with all that is in its files, outcomes too; raises ``CaseError``."""
    return load_case(folder, date.max)


def chosen(case: Case, question_id: str) -> Asked:
    """The question of this id, the case itself for a blank one; else ``ForecastError``."""
    found = {row.question_id: row for row in asked(case)}
    wanted = question_id or case.case_id
    if wanted not in found:
        if not question_id:
            raise ForecastError(
                "the case has no hypotheses to choose from; name a question: --question"
            )
        names = joined(list(found)) or "none in this case"
        raise ForecastError(f"there is no question '{one_line(question_id)}'; there are: {names}")
    return found[wanted]


def number(text: str) -> str:
    """A probability as typed, 0.3 or 30%, as the file has it; else ``ForecastError``.

    >>> number("0.30"), number("30%"), number("2.5%"), number("1")
    ('0.30', '0.3', '0.025', '1')
    """
    match = NUMBER.fullmatch(text.strip())
    value = Decimal(match[1]) / (100 if match[2] else 1) if match else Decimal(2)
    if value > 1:
        raise ForecastError(
            f"'{one_line(text)}': write a number from 0 to 1, or a percentage like 30%"
        )
    return format(value, "f")


def pairs(texts: Sequence[str], outcomes: Sequence[str]) -> dict[str, str]:
    """``OUTCOME=P`` texts as numbers by outcome.

    Raises ``ForecastError`` for another form, what is no outcome, one that is there twice, and what
    is no probability.
    """
    found: dict[str, str] = {}
    for text in texts:
        name, sign, value = text.rpartition("=")
        if not sign or not name:
            raise ForecastError(f"'{one_line(text)}': write OUTCOME=P, such as {outcomes[0]}=30%")
        if name not in outcomes:
            are = joined(list(outcomes))
            raise ForecastError(f"'{one_line(name)}' is no outcome; the outcomes are {are}")
        if name in found:
            raise ForecastError(f"{name} is there twice; give each outcome once")
        found[name] = number(value)
    return found


def take(folder: Path, wanted: Wanted, today: date) -> Given:
    """Write a forecast into the case's table, and say what it comes to.

    Parameters
    ----------
    folder
        The case's folder. Its table of forecasts is made where there is none; what it holds is
        kept to the byte, and the new rows come after it.
    wanted
        What is given.
    today
        The day of writing. A set for an earlier day is marked as reconstructed.

    Raises
    ------
    ForecastError
        For a day to come, an analyst who is not named in `case.toml`, an outcome without a value,
        a question that was settled by the set's day, and a second set of one analyst, question and
        day.
    CaseError
        Where the case would not pass its rules; the table is then as it was.

    """
    case = everything(folder)
    _check(case, wanted, today)
    rows = wanted.rows(reconstructed=wanted.made_on < today)
    path = folder / NAME
    data = _appended(path.read_bytes() if path.exists() else b"", rows)
    _try_out(folder, data)
    write_file(path, data)
    return given(wanted.question.outcomes, map(Forecast.model_validate, rows))


def _check(case: Case, wanted: Wanted, today: date) -> None:
    question, day = wanted.question, wanted.made_on
    analysts = case.settings.analysts
    if wanted.analyst not in analysts:
        names = joined(list(analysts)) or "none"
        who = one_line(wanted.analyst)
        raise ForecastError(f"'{who}' is no analyst of this case; case.toml names: {names}")
    if day > today:
        raise ForecastError(f"the day is {day}, and today is {today}; a forecast has no later day")
    if question.settled_by(day):
        raise ForecastError(
            f"{question.question_id} was settled on {question.resolved_on}; a set of {day} would "
            "not be a forecast"
        )
    missing = [name for name in question.outcomes if name not in wanted.values]
    if missing:
        raise ForecastError(f"give every outcome a probability; missing: {joined(missing)}")
    for own in sets_of(case, question.question_id):
        if (own.analyst, own.made_on) == (wanted.analyst, day):
            there = ", ".join(f"{name} {value:g}" for name, value in own.raw.items())
            raise ForecastError(f"{own.analyst} gave a set on {day} already: {there}")


def _appended(data: bytes, rows: Sequence[Mapping[str, str]]) -> bytes:
    """The table's bytes with rows after them, in its own columns and line ends."""
    end = "\r\n" if b"\r\n" in data else "\n"
    text = data.decode("utf-8-sig").replace("\r", "\n")  # it was read with the case: it is UTF-8
    own = next(csv.reader(io.StringIO(text)), None) or list(columns(Forecast))
    names = [name.strip() for name in own]
    lost = [name for name in rows[0] if name not in names and any(row[name] for row in rows)]
    if lost:
        raise ForecastError(
            f"{NAME} has no column '{lost[0]}'; add it, since it says how to read the row"
        )
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator=end)
    if not data:
        writer.writerow(names)
    writer.writerows([row.get(name, "") for name in names] for row in rows)
    gap = "" if not data or data.endswith((b"\n", b"\r")) else end
    return data + (gap + buffer.getvalue()).encode()


def _try_out(folder: Path, data: bytes) -> None:
    """Load a copy of the case with the new table; raises ``CaseError``."""
    with tempfile.TemporaryDirectory() as aside:
        copy = Path(aside) / folder.resolve().name
        copy.mkdir()
        for name in (FILE, *(f"{table}.csv" for table in TABLES)):
            if (folder / name).exists():
                shutil.copyfile(folder / name, copy / name)
        (copy / NAME).write_bytes(data)
        load_case(copy)
