"""The `sat score` and `sat forecast` commands. Results go to stdout, messages to stderr.

Exit 0: fine; 1: a case that is faulty; 2: wrong use. What is slow to import is imported where it
is used, so that `sat --help` does not wait for it.
"""

import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sat.case import Case, CaseError, load_case
from sat.case.places import all_cases, find_case
from sat.scales import CONFIDENCE
from sat.text import counted, one_line, short_path, visible

if TYPE_CHECKING:
    from sat.forecasts.questions import Asked
    from sat.forecasts.sets import Given

FINDINGS = 1


def _day(_: click.Context, __: click.Parameter, given: datetime | None) -> date | None:
    return given.date() if given else None


def _folder(name: str) -> Path:
    folder = find_case(name)
    if not folder.is_dir():
        raise click.UsageError(f"there is no case '{one_line(name)}'")
    return folder


@click.command("score")
@click.argument("cases", metavar="[CASE]...", nargs=-1)
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    callback=_day,
    help="Cut, YYYY-MM-DD; default: the case's own.",
)
def score(cases: tuple[str, ...], as_of: date | None) -> None:
    """Print the record of analysts and baselines over settled questions; without CASE of all cases.

    Baselines see what was known when a question opened. Reconstructed judgments are shown, marked,
    and kept out of the record.
    """
    try:
        folders = [_folder(name) for name in cases] if cases else all_cases()
    except FileNotFoundError as error:
        raise click.UsageError(str(error)) from error
    faulty = 0
    for folder in folders:
        try:
            _score(load_case(folder, as_of))
        except (CaseError, ValueError) as error:
            faulty += 1
            click.echo(visible(str(error)), err=True)
    if faulty:
        sys.exit(FINDINGS)


def _score(case: Case) -> None:
    from sat.forecasts import record_of, tables
    from sat.forecasts.findings import findings

    if not case.questions and not case.forecasts and not case.settings.outcome:
        click.echo(f"case {case.case_id} has no questions as of {case.as_of}", err=True)
        return
    found = record_of(case)
    marking = f" ({visible(case.settings.handling)})" if case.settings.handling else ""
    click.echo(f"case {case.case_id}{marking}, as of {case.as_of}")
    parts = [findings(found), tables.record_table(found), tables.settled_table(found)]
    for part in [*parts, tables.calibration_table(found), tables.open_table(found)]:
        click.echo(f"\n{part!r}")
    if case.hidden:
        hidden = counted(case.hidden, "row")
        click.echo(f"{hidden} of the case came later and cannot be seen yet", err=True)


@click.command("forecast")
@click.argument("name", metavar="CASE")
@click.argument("values", metavar="[OUTCOME=P]...", nargs=-1)
@click.option("--analyst", required=True, metavar="ID", help="Who judges: named in case.toml.")
@click.option("--question", default="", metavar="ID", help="Default: the case's own question.")
@click.option(
    "--date",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    callback=_day,
    help="Day of the judgment; default: today. An earlier one is marked as reconstructed.",
)
@click.option("--confidence", type=click.Choice(CONFIDENCE.codes), help="How well founded it is.")
@click.option("--basis", default="", metavar="TEXT", help="What it rests on.")
def forecast(
    name: str,
    values: tuple[str, ...],
    analyst: str,
    question: str,
    day: date | None,
    confidence: str | None,
    basis: str,
) -> None:
    """Take a forecast into a case: a probability for every outcome, as 0.3 or 30%.

    It is kept as given, and printed beside what it comes to once it is made coherent. At a terminal
    the outcomes are asked for one by one where none is given.
    """
    from sat.forecasts.tables import taken_table
    from sat.forecasts.take import ForecastError, Wanted, chosen, everything, pairs, take

    today, folder = date.today(), _folder(name)
    try:
        case = everything(folder)
        asked = chosen(case, question)
        given = pairs(values or _prompted(asked), asked.outcomes)
        wanted = Wanted(asked, analyst, day or today, given, confidence or "", basis)
        taken = take(folder, wanted, today)
    except ForecastError as error:
        raise click.UsageError(visible(str(error))) from error
    except (CaseError, OSError) as error:
        click.echo(visible(str(error)), err=True)
        sys.exit(FINDINGS)
    click.echo(repr(taken_table(taken, case.settings.yardstick)))
    click.echo(f"written to {short_path(folder / 'forecasts.csv')}", err=True)
    for note in _notes(taken, asked, case.settings.as_of):
        click.echo(note, err=True)


def _prompted(asked: "Asked") -> Sequence[str]:
    """Each outcome's probability as typed at the terminal; nothing where there is none."""
    if not _at_terminal():
        return ()
    click.echo(one_line(asked.text, 200), err=True)
    return [f"{name}={click.prompt(name, err=True)}" for name in asked.outcomes]


def _at_terminal() -> bool:
    return sys.stdin.isatty()


def _notes(taken: "Given", asked: "Asked", cut: date | None) -> list[str]:
    """What is to be said of a set: how it was written, and where it does not show or count."""
    notes = []
    if taken.is_reconstructed:
        notes.append("the day is past: written as reconstructed, shown but kept out of the record")
    if taken.made_on > asked.closes:
        notes.append(f"the horizon passed on {asked.closes}: it will not count")
    if cut and cut < taken.made_on:
        notes.append(
            f"case.toml cuts the case at {cut}: the set shows from --as-of {taken.made_on} on"
        )
    return notes
