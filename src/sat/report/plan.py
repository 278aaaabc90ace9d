"""From what was asked for to tasks: cases by notebooks by cuts by parameters, all checked first."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from pathlib import Path

from sat.case import CaseError
from sat.case.places import find_case, workbook_root
from sat.report.address import at_hand, is_address
from sat.report.jobs import NO_LIMITS, Job, Limits, Task, task_of
from sat.report.notebooks import ReportError, WrongUse, fitting, parameters_of, read_notebook
from sat.report.outcome import Failure
from sat.report.outline import Outline, Outlines
from sat.report.stamp import FOLDER, case_hash
from sat.text import joined, one_line, visible


@dataclass(frozen=True)
class Row:
    """A line of a jobs file, or a point of a grid: what is blank is the case's or notebook's own.

    ``editions`` asks for every day on which the case was judged too.
    """

    case: str
    notebooks: tuple[str, ...] = ()
    as_of: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    named: tuple[str, ...] = ()
    editions: bool = False


def grid(cases: Iterable[str], whole: Row, axes: Mapping[str, Sequence[str]]) -> list[Row]:
    """``whole`` for every case and every combination of the axes' values."""
    named = tuple(name for name in axes if name != "as_of")
    rows = []
    for case, *point in product(cases, *axes.values()):
        values = dict(zip(axes, point, strict=True))
        day = values.pop("as_of", whole.as_of)
        own = {**whole.parameters, **values}
        rows.append(Row(case, whole.notebooks, day, own, named, whole.editions))
    return rows


def read_rows(path: Path) -> list[Row]:
    """A jobs file: CSV in UTF-8 with a column ``case``, and as wanted ``notebook``, ``as_of``
    and any parameter.

    Raises ``WrongUse`` where it is not such a file.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            table = csv.DictReader(file, strict=True)
            rows = [
                _row(path, number, row)
                for number, row in enumerate(table, 2)
                if any(text for text in row.values())
            ]
            headings = table.fieldnames or []
    except (OSError, ValueError, csv.Error) as error:
        raise WrongUse(f"{path.name}: {one_line(str(error), 200)}") from error
    if "case" not in headings:
        raise WrongUse(f"{path.name}: the first line has no column 'case'")
    return rows


def _row(path: Path, line: int, texts: Mapping[str | None, str | None]) -> Row:
    own = {name: text.strip() for name, text in texts.items() if name and text and text.strip()}
    if None in texts:
        raise WrongUse(f"{path.name} line {line}: there are more cells than headings")
    case = own.pop("case", "")
    if not case:
        raise WrongUse(f"{path.name} line {line}: no case is named")
    notebook, day = own.pop("notebook", ""), own.pop("as_of", "")
    return Row(case, (notebook,) if notebook else (), day, own, tuple(own))


def plan(
    rows: Sequence[Row],
    output: Path,
    formats: tuple[str, ...] = ("html",),
    limits: Limits = NO_LIMITS,
) -> tuple[list[Task], list[Failure]]:
    """The tasks, case by case, and the cases of which there can be none.

    Raises ``WrongUse`` for what cannot be: an unknown case, notebook or parameter, a value of the
    wrong kind, two different reports that would have one name.
    """
    cases: dict[str, list[Row]] = {}
    for row in rows:
        _day(row)
        cases.setdefault(_located(row.case), []).append(row)
    tasks: dict[tuple[Path, str], Task] = {}
    failures = []
    known = Outlines(output / FOLDER / "cases")
    for address, own in cases.items():
        try:
            for task in _tasks(address, own, known, formats, limits):
                _add(tasks, task)
        except WrongUse:
            raise
        except (CaseError, ReportError, OSError) as error:
            failures.append(Failure(Path(address).name, "", "", {}, visible(str(error))))
    known.save()
    return list(tasks.values()), failures


def _located(case: str) -> str:
    if is_address(case):
        return case
    try:
        return str(find_case(case))
    except FileNotFoundError as error:
        raise WrongUse(str(error)) from error


def _day(row: Row) -> None:
    try:
        if row.as_of and str(date.fromisoformat(row.as_of)) != row.as_of:
            raise ValueError
    except ValueError as error:
        day = one_line(row.as_of)
        raise WrongUse(f"as_of is '{day}'; write the day as YYYY-MM-DD") from error


def _tasks(
    address: str, rows: Sequence[Row], known: Outlines, formats: tuple[str, ...], limits: Limits
) -> Iterator[Task]:
    with at_hand(address) as folder:
        digest = case_hash(folder)
        cuts = known.of(folder, digest, dict.fromkeys(row.as_of for row in rows))
        for row in rows:
            own = cuts[row.as_of]
            days = known.of(folder, digest, own.days) if row.editions else {}
            found = {outline.as_of: outline for outline in (*days.values(), own)}
            for _, outline in sorted(found.items()):
                for job in _jobs(address, row, outline, formats):
                    yield task_of(job, outline, address, digest, workbook_root(), limits)


def _jobs(address: str, row: Row, outline: Outline, formats: tuple[str, ...]) -> Iterator[Job]:
    """A job for every notebook, with those of the parameters that it takes."""
    notebooks = [read_notebook(name) for name in row.notebooks or fitting(outline.tables)]
    if not notebooks:
        raise ReportError(f"no notebook has anything to work on on {outline.as_of}")
    taken = {name for notebook in notebooks for name in notebook.defaults}
    if not set(row.parameters) <= taken:
        parameters_of(notebooks[0], {name: "" for name in row.parameters if name not in taken})
    for notebook in notebooks:
        own = {name: row.parameters[name] for name in row.parameters if name in notebook.defaults}
        named = tuple(name for name in row.named if name in own)
        yield Job(notebook.name, address, own, formats, named)


def _add(tasks: dict[tuple[Path, str], Task], task: Task) -> None:
    place = (task.folder, task.stem)
    if tasks.setdefault(place, task) != task:
        other = tasks[place]
        differ = [
            name for name, value in task.parameters.items() if other.parameters[name] != value
        ]
        why = f"they differ in {joined(differ)}" if differ else "their cases have one name"
        raise WrongUse(f"two reports would both be {task.title}: {why}")
