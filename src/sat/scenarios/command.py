"""The `sat import` and `sat export` commands. Results go to stdout, messages to stderr.

Exit 0: fine; 1: a file or a case that is faulty; 2: wrong use. What is slow to import is imported
where it is used, so that `sat --help` does not wait for it.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sat.case import Case, CaseError, load_case
from sat.case.fields import ID_PATTERN
from sat.case.places import case_folders, find_case
from sat.text import counted, joined, one_line, short_path, visible
from sat.whole import new_folder, write_file

if TYPE_CHECKING:
    from sat.case.formats.workbook import Futures
    from sat.scenarios.exchange import Renamed

FINDINGS = 1
FORMATS = ("scw", "sl", "xlsx", "json")
SHOWN = 10  # names that a message lists


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--case", "name", required=True, metavar="NAME", help="Name of the new case.")
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder that gets the case's folder; default: data/cases of the workbook.",
)
def import_case(file: Path, name: str, into: Path | None) -> None:
    """Make a new case from a ScenarioWizard project (.scw) or a cross-impact workbook (.xlsx).

    Prints the case's folder. A workbook needs a sheet Impacts with driver and state both ways, as
    `sat export CASE --to xlsx` writes it; every fault of a sheet is named by its cell.
    """
    folder = _new_folder(name, into)
    with _said():
        futures, notes = _read(file)
        _make(folder, futures)
    click.echo(short_path(folder))
    click.echo(f"read {_summary(futures)}", err=True)
    for note in notes:
        click.echo(visible(note), err=True)


def _new_folder(name: str, into: Path | None) -> Path:
    if not ID_PATTERN.fullmatch(name):
        raise click.UsageError(
            f"'{one_line(name)}': a case is named by letters, digits, '_', '-' and '.'"
        )
    folders = case_folders()
    if not into and not folders:
        raise click.UsageError("no workbook here: go to its folder, or give --into DIR")
    folder = (into.resolve() if into else folders[-1]) / name
    if os.path.lexists(folder):
        raise click.UsageError(f"{name} is there already: {short_path(folder)}; give another NAME")
    return folder


def _read(file: Path) -> tuple["Futures", list[str]]:
    """Scenario work from a file, told by its content, with what there is to say of it."""
    from sat.case.formats.scw import read_scw
    from sat.case.formats.sl import Fault, FormatError, file_title
    from sat.case.formats.workbook import LARGEST, UNJUDGED, read_workbook
    from sat.scenarios.exchange import of_project, without_strangers

    with file.open("rb") as opened:
        data = opened.read(LARGEST + 1)
    if len(data) > LARGEST:
        said = f"it has more than {LARGEST // 10**6} MB; this is no matrix that a case can hold"
        raise FormatError(file_title(file.name), [Fault("file", None, said)])
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        said = "this is a workbook of the old kind or with a password; save it as .xlsx without one"
        raise FormatError(file_title(file.name), [Fault("file", None, said)])
    notes = []
    if data.startswith(b"PK"):
        futures, strange = without_strangers(read_workbook(data, file.name))
        if strange:
            which = counted(strange, "scenario")
            notes.append(f"{which} named a hypothesis, which is left out: write it anew")
    else:
        futures, renamed = of_project(read_scw(data, file.name))
        notes += map(_renaming, renamed[:SHOWN])
        if len(renamed) > SHOWN:
            notes.append(f"and {counted(len(renamed) - SHOWN, 'more name')}")
    unjudged = sum(UNJUDGED in driver.note for driver in futures.drivers)
    if unjudged:
        notes.append(f"{counted(unjudged, 'driver')}: {UNJUDGED}")
    if not futures.question or not (futures.opens and futures.closes):
        notes.append("write question and span into case.toml: its comments say what stands in")
    return futures, notes


def _renaming(one: "Renamed") -> str:
    before, after = one_line(one.before), one_line(one.after)
    if before == after:
        return f"{one.id}: in '{after}' what does not show is spelled out or left out"
    return f"{one.id}: '{before}' is now '{after}'"


def _make(folder: Path, futures: "Futures") -> None:
    """The case's folder, whole or not at all; it passes the rules, or is not made."""
    from sat.scenarios.exchange import case_files

    def fill(made: Path) -> None:
        for name, text in case_files(futures, folder.name).items():
            write_file(made / name, text)
        load_case(made)

    new_folder(folder, fill)


@click.command("export")
@click.argument("name", metavar="CASE")
@click.option("--to", "form", type=click.Choice(FORMATS), required=True, help="Format.")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File; default: <case_id>.<format> in the current folder.",
)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@click.option(
    "--fix",
    "fixed",
    multiple=True,
    metavar="STATE_ID",
    help="sl: only scenarios with this state; may be repeated.",
)
@click.option(
    "--encoding",
    type=click.Choice(["latin-1", "utf-8"]),
    default="latin-1",
    show_default=True,
    help="scw: latin-1 is what ScenarioWizard reads.",
)
def export_case(
    name: str, form: str, output: Path | None, force: bool, fixed: tuple[str, ...], encoding: str
) -> None:
    """Write a case's scenario work for other programs, as of its cut; prints the file.

    scw: a ScenarioWizard project. sl: all consistent scenarios with basin weight, smallest lead and
    total impact. xlsx: a workbook to read, fill and import again. json: everything, with texts and
    sources.
    """
    if fixed and form != "sl":
        raise click.UsageError("--fix is for --to sl: the other formats list no scenarios")
    folder = find_case(name)
    if not folder.is_dir():
        raise click.UsageError(f"there is no case '{one_line(name)}'")
    with _said():
        case = load_case(folder)
        path = output or Path(f"{case.case_id}.{form}")
        if os.path.lexists(path) and not force:
            raise click.UsageError(f"{short_path(path)} is there already; --force writes over it")
        data, notes = _written(case, form, fixed, encoding)
        write_file(path, data)
    click.echo(short_path(path))
    if case.hidden:
        notes.append(f"{counted(case.hidden, 'row')} of the case came later and cannot be seen yet")
    for note in notes:
        click.echo(visible(note), err=True)


def _written(
    case: Case, form: str, fixed: tuple[str, ...], encoding: str
) -> tuple[bytes, list[str]]:
    """The bytes of a format, with what there is to say of them."""
    from sat.case.formats.workbook import write_workbook
    from sat.scenarios.exchange import as_json, futures_of

    if form in ("xlsx", "json"):
        futures = futures_of(case)
        data = write_workbook(futures) if form == "xlsx" else as_json(case).encode()
        return data, [f"wrote {_summary(futures)}, as of {case.as_of}"]
    data, notes = _project(case, encoding) if form == "scw" else _solutions(case, fixed)
    if case.settings.handling:
        notes.append(f"the file cannot carry the marking {case.settings.handling}")
    return data, notes


def _solutions(case: Case, fixed: tuple[str, ...]) -> tuple[bytes, list[str]]:
    from sat.case.formats.sl import write_sl
    from sat.scenarios.exchange import solutions_of

    solutions, weighed = solutions_of(case, fixed)
    notes = [f"wrote {counted(len(solutions), 'consistent scenario')}, as of {case.as_of}"]
    if not weighed:
        notes.append("weights are 0: there are too many starts to try each")
    return write_sl(solutions), notes


def _project(case: Case, encoding: str) -> tuple[bytes, list[str]]:
    from sat.case.formats.scw import latin, write_scw
    from sat.scenarios.exchange import futures_of, project_of

    project, futures = project_of(case), futures_of(case)
    kept = replace(futures, consistency=(), exclusions=(), scenarios=())
    notes = [f"wrote {_summary(kept)}, as of {case.as_of}; no ids, reasons or other tables"]
    if encoding == "utf-8":
        return write_scw(project, "utf-8"), notes
    names = [project.name]
    for descriptor in project.descriptors:
        names += [descriptor.name, *descriptor.states]
    changed = [f"'{one_line(name)}'" for name in names if latin(name) != name]
    if changed:
        said = f"{counted(len(changed), 'name')} written with letters of latin-1"
        notes.append(f"{said}: {', '.join(changed[:SHOWN])}{', …' if changed[SHOWN:] else ''}")
    return write_scw(project), notes


def _summary(found: "Futures") -> str:
    """How much there is of each table."""
    filled = sum(row.impact != 0 for row in found.impacts)
    parts = [
        counted(len(found.drivers), "driver"),
        counted(len(found.states), "state"),
        f"{counted(filled, 'impact')} other than 0",
    ]
    more: Mapping[str, int] = {
        "consistency pair": len(found.consistency),
        "exclusion": len(found.exclusions),
        "scenario": len(found.scenarios),
    }
    return joined(parts + [counted(number, thing) for thing, number in more.items() if number])


@contextmanager
def _said() -> Iterator[None]:
    """Turn what went wrong into a message and an exit status."""
    from sat.case.formats.sl import FormatError
    from sat.scenarios.exchange import ExchangeError

    try:
        yield
    except BrokenPipeError:  # click ends quietly, as `| head` wants
        raise
    except (CaseError, FormatError, ExchangeError, OSError) as error:
        click.echo(visible(str(error)), err=True)
        sys.exit(FINDINGS)
