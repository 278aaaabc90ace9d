"""The `sat report` command. Results go to stdout, messages to stderr.

Exit 0: fine; 1: reports that failed; 2: wrong use; 130 and 143: interrupted. What is slow to import
is imported by the workers, so that a run in which nothing has changed is over at once.
"""

import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import click

from sat.case.places import all_cases, case_folders, find_case, workbook_root
from sat.report.address import is_address
from sat.report.batch import Batch, Run, run_batch
from sat.report.jobs import FORMATS, Limits
from sat.report.notebooks import ReportError, WrongUse
from sat.report.plan import Row, grid, plan, read_rows
from sat.report.tell import Told, stopped, sum_up
from sat.report.workers import run_here
from sat.text import one_line, short_path, visible

FAILED = 1


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


def _axes(
    _: click.Context, __: click.Parameter, given: tuple[str, ...]
) -> dict[str, tuple[str, ...]]:
    """``NAME=A,B`` options as a mapping to several values each."""
    axes: dict[str, tuple[str, ...]] = {}
    for text in given:
        name, _sign, values = text.partition("=")
        found = tuple(dict.fromkeys(value.strip() for value in values.split(",") if value.strip()))
        if not name or not found:
            raise click.BadParameter(f"'{one_line(text)}': write NAME=A,B")
        if name == "case":
            raise click.BadParameter("case: give the cases as CASE")
        axes[name] = (*axes.get(name, ()), *found)
    return axes


def _formats(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """Formats, each named by an option of its own or several with commas."""
    words = [word.strip() for text in given for word in text.split(",")]
    for word in words:
        if word not in FORMATS:
            raise click.BadParameter(f"'{one_line(word)}': write {', '.join(FORMATS)}")
    return tuple(word for word in FORMATS if word in words)


def _day(_: click.Context, __: click.Parameter, given: datetime | None) -> date | None:
    return given.date() if given else None


def _cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@click.command()
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
    help="A notebook parameter, for the notebooks that take it.",
)
@click.option(
    "--grid",
    "axes",
    multiple=True,
    metavar="NAME=A,B",
    callback=_axes,
    help="A report for each value of a parameter, or of as_of; several: for each combination.",
)
@click.option(
    "--jobs-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A report for each line: CSV with case, notebook, as_of and parameters.",
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
@click.option(
    "--jobs",
    type=click.IntRange(1),
    default=_cores,
    metavar="N",
    help="How many at a time; default: one for each core.",
)
@click.option("--scheduler", metavar="ADDRESS", help="Run on a Dask cluster, not on this machine.")
@click.option("--force", is_flag=True, help="Make what has not changed too.")
@click.option(
    "--timeout",
    type=click.IntRange(0),
    default=600,
    show_default=True,
    metavar="SECONDS",
    help="What a cell may take; 0: no limit.",
)
@click.option(
    "--memory",
    type=click.IntRange(0),
    default=4000,
    show_default=True,
    metavar="MB",
    help="What a notebook may take; 0: no limit.",
)
def report(
    cases: tuple[str, ...],
    notebooks: tuple[str, ...],
    as_of: date | None,
    editions: bool,
    parameters: dict[str, str],
    axes: dict[str, tuple[str, ...]],
    jobs_file: Path | None,
    formats: tuple[str, ...],
    output: Path | None,
    jobs: int,
    scheduler: str | None,
    force: bool,
    timeout: int,
    memory: int,
) -> None:
    """Run notebooks on cases and write reports; without CASE for all in data/cases.

    Only what has changed since is run again. Prints the path of every report, and last that of the
    index of all of them. A report that fails leaves the earlier one as it was and does not stop the
    others; what failed is told at the end and in failures.json.
    """
    if sum((bool(as_of), editions, "as_of" in axes)) > 1:
        raise click.UsageError("--as-of, --editions and --grid as_of=: give one of them")
    whole = Row("", notebooks, str(as_of or ""), parameters, editions=editions)
    begun = time.monotonic()
    try:
        output = output or workbook_root() / "reports"
        rows = _rows(cases, jobs_file, whole, axes)
        tasks, failures = plan(rows, output, formats, Limits(timeout, memory))
    except (WrongUse, FileNotFoundError) as error:
        raise click.UsageError(visible(str(error))) from error
    batch = Batch(failures=failures)
    broken = [found.case_id for found in failures]
    try:
        with _ended_by_signal(), Told(len(tasks)) as told:
            run_batch(batch, tasks, output, _runner(jobs, scheduler), told, force)
    except (OSError, ReportError) as error:
        click.echo(f"no reports in {short_path(output)}: {visible(str(error))}", err=True)
        sys.exit(FAILED)
    except (KeyboardInterrupt, _Ended) as error:
        click.echo(stopped(batch, len(tasks)), err=True)
        sys.exit(128 + (signal.SIGTERM if isinstance(error, _Ended) else signal.SIGINT))
    fine = _indexed(output)
    fine &= sum_up(batch, output, tasks, broken, time.monotonic() - begun)
    if not fine:
        sys.exit(FAILED)


def _rows(
    cases: Sequence[str], jobs_file: Path | None, whole: Row, axes: dict[str, tuple[str, ...]]
) -> list[Row]:
    """What is asked for, from the arguments or from a file."""
    if jobs_file:
        if cases or axes or whole != Row(""):
            raise WrongUse("--jobs-file says it all: give no CASE, notebook, day or parameter")
        rows = read_rows(jobs_file)
    else:
        rows = grid(cases or [str(path) for path in all_cases()], whole, axes)
    for case in {row.case for row in rows if not is_address(row.case)}:
        if not find_case(case).is_dir():
            names = ", ".join(_names()) or "none here"
            raise WrongUse(f"there is no case '{one_line(case)}'; there are: {names}")
    return rows


def _names() -> list[str]:
    return sorted(
        path.name for folder in case_folders() if folder.is_dir() for path in folder.iterdir()
    )


def _runner(jobs: int, scheduler: str | None) -> Run:
    """What runs the tasks: this machine, or a cluster."""
    if not scheduler:
        return lambda tasks: run_here(tasks, jobs)
    try:
        from sat.report.cluster import run_there
    except ImportError as error:
        raise click.UsageError(
            "--scheduler needs dask.distributed: pip install '.[cluster]'"
        ) from error
    return lambda tasks: run_there(tasks, scheduler)


class _Ended(BaseException):
    """Somebody wants this process to end."""


@contextmanager
def _ended_by_signal() -> Iterator[None]:
    """Let SIGTERM clean up as Ctrl-C does."""

    def end(*_: object) -> None:
        raise _Ended

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _indexed(output: Path) -> bool:
    """Write the index over all reports, if there are any, and say where it is."""
    from sat.report.site import write_index

    try:
        if any(output.glob("*/*/*.html")):
            click.echo(short_path(write_index(output)))
    except OSError as error:
        click.echo(f"no index of the reports: {visible(str(error))}", err=True)
        return False
    return True
