"""The `sat` command. Results go to stdout, messages to stderr.

Exit 0: fine; 1: findings or failed reports; 2: wrong use.
"""

import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sat import __version__
from sat.case import Case, CaseError, load_case
from sat.case.fields import ID_PATTERN
from sat.case.places import all_cases, case_folders, find_case, workbook_root
from sat.case.template import new_case
from sat.events.command import events
from sat.forecasts.command import forecast, score
from sat.scenarios.command import export_case, import_case
from sat.text import counted, one_line, short_path, visible

if TYPE_CHECKING:
    from sat.report.run import Job

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


def _pairs(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    """``NAME=VALUE`` options as a mapping."""
    pairs = {}
    for text in given:
        name, sign, value = text.partition("=")
        if not sign or not name:
            raise click.BadParameter(f"'{one_line(text)}': write NAME=VALUE")
        pairs[name] = value
    for name in pairs.keys() & {"case", "as_of"}:
        raise click.BadParameter(f"{name}: give it as {'CASE' if name == 'case' else '--as-of'}")
    return pairs


def _formats(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """Formats, each named by an option of its own or several with commas."""
    known = ("html", "pdf", "docx")
    words = [word.strip() for text in given for word in text.split(",")]
    for word in words:
        if word not in known:
            raise click.BadParameter(f"'{one_line(word)}': write {', '.join(known)}")
    return tuple(word for word in known if word in words)


def _day(_: click.Context, __: click.Parameter, given: datetime | None) -> date | None:
    return given.date() if given else None


@main.command()
@click.argument("cases", metavar="[CASE]...", nargs=-1)
@click.option("--notebook", "notebooks", multiple=True, help="Which; default: all that fit.")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    callback=_day,
    help="Cut, YYYY-MM-DD; default: the case's own.",
)
@click.option(
    "--editions",
    is_flag=True,
    help="At every day on which analysts judged the case, and at its own cut.",
)
@click.option(
    "-p",
    "--parameter",
    "parameters",
    multiple=True,
    metavar="NAME=VALUE",
    callback=_pairs,
    help="A notebook parameter.",
)
@click.option(
    "--format",
    "formats",
    multiple=True,
    metavar="html,pdf,docx",
    callback=_formats,
    help="What to make; the page comes in any case.",
)
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where reports go; default: reports/ of the workbook.",
)
def report(
    cases: tuple[str, ...],
    notebooks: tuple[str, ...],
    as_of: date | None,
    editions: bool,
    parameters: dict[str, str],
    formats: tuple[str, ...],
    output: Path | None,
) -> None:
    """Run notebooks on cases and write reports; without CASE for all in data/cases.

    Prints the path of every finished report, and last that of the index of all of them. A report
    that fails leaves the earlier one as it was and does not stop the others.
    """
    from sat.report.notebooks import WrongUse, fitting  # papermill is slow to import
    from sat.report.run import Job

    if editions and as_of:
        raise click.UsageError("--editions and --as-of: give one of the two")
    folders = _folders(cases)
    said: set[str] = set()
    try:
        output = output or workbook_root() / "reports"
        failed = 0
        for folder in folders:
            try:
                found = _cuts(folder, as_of, editions)
            except CaseError as error:
                failed += _failed(folder, error)
                continue
            for case in found:
                names = list(notebooks) or fitting(case)
                if not names:
                    failed += _failed(folder, "no notebook has anything to work on at this cut")
                cut = {"as_of": str(case.as_of)}
                jobs = [Job(name, folder, parameters | cut, formats) for name in names]
                failed += sum(not _published(job, output, said) for job in jobs)
        failed += not _indexed(output)
    except (WrongUse, FileNotFoundError) as error:
        raise click.UsageError(visible(str(error))) from error
    if failed:
        sys.exit(FINDINGS)


def _cuts(folder: Path, as_of: date | None, editions: bool) -> list[Case]:
    """The case at the cut that was asked for, or at each of its editions."""
    case = load_case(folder, as_of)
    days = {case.as_of, *(case.judgment_days if editions else ())}
    return [load_case(folder, day) for day in sorted(days)] if editions else [case]


def _published(job: "Job", output: Path, said: set[str]) -> bool:
    """Run one job; say where the report is, or why there is none, and once what is missing."""
    from sat.report.notebooks import ReportError, WrongUse
    from sat.report.run import publish

    try:
        found = publish(job, output, progress=sys.stderr.isatty())
    except WrongUse:
        raise
    except (CaseError, ReportError, OSError) as error:
        _failed(Path(job.case), error)
        return False
    for path in found.files:
        click.echo(short_path(path))
    for line in found.said:
        if line not in said:
            click.echo(line, err=True)
    said.update(found.said)
    return True


def _indexed(output: Path) -> bool:
    """Write the index over all reports, if there are any, and say where it is."""
    from sat.report.site import write_index

    try:
        if output.is_dir():
            click.echo(short_path(write_index(output)))
    except OSError as error:
        click.echo(f"no index of the reports: {visible(str(error))}", err=True)
        return False
    return True


def _failed(folder: Path, why: object) -> int:
    """Say that there is no report, and count it."""
    click.echo(f"no report of {one_line(folder.name)}: {visible(str(why))}", err=True)
    return 1
