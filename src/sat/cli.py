"""The `sat` command. Results go to stdout, messages to stderr.

Exit 0: fine; 1: findings or failed reports; 2: wrong use.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from sat import __version__
from sat.case import Case, CaseError, load_case
from sat.case.fields import ID_PATTERN
from sat.case.places import all_cases, case_folders, find_case
from sat.case.template import new_case
from sat.events.command import events
from sat.forecasts.command import forecast, score
from sat.report.command import report
from sat.scenarios.command import export_case, import_case
from sat.text import counted, one_line, short_path, visible

FINDINGS, WRONG_USE = 1, 2


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="%(version)s")
def main() -> None:
    """Structured analytic techniques over cases: questions kept as folders of plain files.

    CASE is the name of a folder under data/cases, or a path to a case folder.
    """


main.add_command(events)
main.add_command(import_case)
main.add_command(export_case)
main.add_command(score)
main.add_command(forecast)
main.add_command(report)


@main.command()
@click.argument("case")
def new(case: str) -> None:
    """Make an empty case with comments that say what belongs where."""
    folder = _new_folder(case)
    try:
        new_case(folder)
    except (FileExistsError, OSError) as error:
        raise click.UsageError(visible(str(error))) from error
    click.echo(short_path(folder))
    click.echo(f"Write the question into case.toml, then run: sat check {case}", err=True)


def _new_folder(case: str) -> Path:
    path = Path(case)
    if not ID_PATTERN.fullmatch(path.name):
        raise click.UsageError(
            f"'{one_line(case)}': a case is named by letters, digits, '_', '-' and '.'"
        )
    if path.name != case:
        return path.resolve()
    folders = case_folders()
    if not folders:
        raise click.UsageError("no workbook here: go to its folder, or write ./NAME")
    return folders[-1] / case


@main.command()
@click.argument("cases", metavar="[CASE]...", nargs=-1)
@click.option("--tradecraft", is_flag=True, help="Hold them against analytic standards too.")
def check(cases: tuple[str, ...], tradecraft: bool) -> None:
    """Print every problem of the cases; without CASE of all in data/cases.

    With --tradecraft also what falls short of the nine analytic standards of ICD 203. What is only
    to be looked at leaves the exit status as it is.
    """
    faulty = 0
    for folder in _folders(cases):
        try:
            case = load_case(folder)
        except CaseError as error:
            faulty += 1
            click.echo(str(error))
            continue
        rows = counted(sum(len(table) for _, table in case.tables()) + case.hidden, "row")
        click.echo(f"case {case.case_id} is fine: {rows}")
        faulty += tradecraft and _falls_short(case)
    if faulty:
        sys.exit(FINDINGS)


def _falls_short(case: Case) -> bool:
    """Say what the rules of tradecraft find; is any of it to be mended?"""
    from sat.techniques.examine import examine, to_mend  # ACH takes its time to import

    lines = examine(case)
    for line in lines:
        click.echo(f"  {line}")
    return to_mend(lines)


def _folders(cases: Sequence[str]) -> list[Path]:
    """The case folders; wrong use where one is not there."""
    try:
        folders = [find_case(case) for case in cases] if cases else all_cases()
    except FileNotFoundError as error:
        raise click.UsageError(str(error)) from error
    for case, folder in zip(cases, folders, strict=False):
        if not folder.is_dir():
            names = ", ".join(_names()) or "none here"
            raise click.UsageError(f"there is no case '{one_line(case)}'; there are: {names}")
    return folders


def _names() -> list[str]:
    return sorted(
        path.name for folder in case_folders() if folder.is_dir() for path in folder.iterdir()
    )
