"""The `sat events` commands. Results go to stdout, messages to stderr.

Exit 0: fine; 1: it failed; 2: wrong use. What is slow to import is imported where it is used, so
that `sat --help` does not wait for it.
"""

import csv
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sat.text import counted, joined, short_path, visible
from sat.whole import write_file

if TYPE_CHECKING:
    import pandas as pd

    from sat.events.frame import Combined

FAILED = 1
FOLDER = Path("data", "events")  # of a workbook; named in its .gitignore
# What a spreadsheet would take for a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Progress = Callable[[int, int | None], None]


def _day(_: click.Context, __: click.Parameter, given: datetime | None) -> date | None:
    return given.date() if given else None


_DATE = click.DateTime(["%Y-%m-%d"])
_INTO = click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder; default: data/events of the workbook, which git ignores.",
)


@click.group()
def events() -> None:
    """Event data: fetch what UCDP or ACLED publish, read it as one tidy table."""


@events.group()
def fetch() -> None:
    """Download event data, whole and checked; prints the path of the file.

    A download that broke off goes on when the same command is given again.
    """


@fetch.command()
@click.option("--release", default="26.1", show_default=True, help="Such as 26.1 or 26.0.8.")
@_INTO
@click.option("--url", help="Address of the file, for a release that is not known here.")
@click.option("--sha256", help="Sum the file must have; default: the one known here.")
@click.option(
    "--any-redirect", is_flag=True, help="Follow redirects to another host or away from https."
)
def ucdp(
    release: str, into: Path | None, url: str | None, sha256: str | None, any_redirect: bool
) -> None:
    """A release of UCDP GED, annual or candidate. No account is needed.

    The data are CC BY 4.0: name UCDP and the release with results.
    """
    from sat.events.catalogue import CATALOGUE
    from sat.events.fetch import fetch_ucdp
    from sat.events.sums import sha256_of

    with _said(), _progress("MB", 1e6) as progress:
        path = fetch_ucdp(
            release,
            into or _folder(),
            url=url,
            sha256=sha256,
            on_progress=progress,
            any_redirect=any_redirect,
        )
    click.echo(short_path(path))
    if not sha256 and release not in CATALOGUE:
        click.echo(f"no sum is known to check it by; its sha256 is {sha256_of(path)}", err=True)


@fetch.command()
@click.option("--country", required=True, help="As ACLED writes it, such as Mali.")
@click.option(
    "--from", "start", type=_DATE, metavar="DATE", callback=_day, required=True, help="First day."
)
@click.option(
    "--to", "end", type=_DATE, metavar="DATE", callback=_day, required=True, help="Last day."
)
@_INTO
def acled(country: str, start: date, end: date, into: Path | None) -> None:
    """ACLED's events of a country, with an account of your own.

    Set ACLED_ACCESS_TOKEN, or ACLED_USERNAME and ACLED_PASSWORD, in the environment; accounts are
    made at acleddata.com. By ACLED's terms the rows are for your own use: do not hand them on, nor
    commit them; name ACLED and the day of access with results.
    """
    from sat.events.fetch import fetch_acled

    with _said(), _progress("rows", 1) as progress:
        path = fetch_acled(country, start, end, into or _folder(), on_progress=progress)
    click.echo(short_path(path))


@events.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--actor", help="Only events with this name on either side, such as JNIM.")
@click.option("--country", "countries", multiple=True, help="Only this country; may be repeated.")
@click.option("--release", help="UCDP release of the files, where neither name nor rows tell it.")
@click.option(
    "--known-on",
    type=_DATE,
    metavar="DATE",
    callback=_day,
    help="Day from which the files could be had; ACLED: your day of access.",
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="CSV file; default: standard output.",
)
def read(
    files: tuple[Path, ...],
    actor: str | None,
    countries: tuple[str, ...],
    release: str | None,
    known_on: date | None,
    output: Path | None,
) -> None:
    """UCDP or ACLED files as one tidy table, a CSV with one row an event.

    Of an event that several releases hold, the latest release counts. A text that begins with
    = + - @, a tab or a return gets an apostrophe in front, so that no spreadsheet runs it.
    """
    from sat.events.frame import combine
    from sat.events.read import read_events

    with _said(), _warnings_said():
        frames = [read_events(path, actor, countries, release, known_on) for path in files]
        found = combine(*frames)
        _write(_spreadsheet_safe(found.frame), output)
    if output:
        click.echo(short_path(output))
    click.echo(_summary(found, len(files)), err=True)


def _summary(found: "Combined", files: int) -> str:
    rows = counted(len(found.frame), "event")
    parts = [f"{rows} from {counted(files, 'file')}"]
    parts.append(f"{counted(found.duplicates, 'duplicate')} dropped")
    if found.superseded:
        gone = counted(found.superseded, "event")
        parts.append(f"{gone} dropped that a later annual release no longer has")
    mixed = f"{len(found.releases)} releases mixed: " if len(found.releases) > 1 else "release "
    parts.append(mixed + joined(list(found.releases)) if found.releases else "no release")
    return visible("; ".join(parts))


def _spreadsheet_safe(frame: "pd.DataFrame") -> "pd.DataFrame":
    """The frame with an apostrophe before each text that a spreadsheet would run."""
    texts: pd.DataFrame = frame.select_dtypes("str")
    risky = {name: column.str.startswith(_FORMULA) for name, column in texts.items()}
    quoted = {str(name): column.where(~risky[name], "'" + column) for name, column in texts.items()}
    return frame.assign(**quoted)


def _write(frame: "pd.DataFrame", output: Path | None) -> None:
    from sat.events.download import disk_errors

    # All texts in quotes: without them a return inside one would end the row.
    text = frame.to_csv(
        index=False,
        lineterminator="\n",
        date_format="%Y-%m-%d",
        quoting=csv.QUOTE_NONNUMERIC,
    )
    if output:
        with disk_errors(output):
            write_file(output, text)
    elif sys.stdout.isatty():
        click.echo(visible(text), nl=False)
    else:
        # Bytes: another program gets what the source wrote, whatever the machine's encoding.
        click.echo(text.encode(), nl=False)


def _folder() -> Path:
    """The folder of event data of the workbook around the current folder, else beside it."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "data" / "cases").is_dir():
            return folder / FOLDER
    return here / FOLDER


@contextmanager
def _said() -> Iterator[None]:
    """Turn what went wrong into a message and an exit status."""
    from sat.events.problem import EventFileError
    from sat.events.web import FetchError

    try:
        yield
    except BrokenPipeError:  # click ends quietly, as `| head` wants
        raise
    except (FetchError, EventFileError, OSError) as error:
        click.echo(visible(str(error)), err=True)
        sys.exit(FAILED)
    except ValueError as error:
        raise click.UsageError(visible(str(error))) from error


@contextmanager
def _warnings_said() -> Iterator[None]:
    """Say what the readers warn of, without the line of code that a warning comes from."""
    from sat.events.problem import IncompleteWarning

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", IncompleteWarning)
        yield
    for warning in caught:
        click.echo(f"warning: {visible(str(warning.message))}", err=True)


@contextmanager
def _progress(unit: str, size: float) -> Iterator[Progress | None]:
    """A line on stderr that says how far it is, on a terminal only."""
    if not sys.stderr.isatty():
        yield None
        return

    def show(done: int, total: int | None) -> None:
        share = f" of {total / size:,.1f} {unit}, {done / total:.0%}" if total else f" {unit}"
        click.echo(f"\r{done / size:,.1f}{share}\x1b[K", nl=False, err=True)

    try:
        yield show
    finally:
        click.echo("\r\x1b[K", nl=False, err=True)
