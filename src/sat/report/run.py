"""One report: a notebook run by papermill on a case, as files that are ready to be put in place."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from sat.case import Case, load_case
from sat.case.cut import earlier
from sat.case.places import CASES_VARIABLE, find_case, workbook_root
from sat.display import Data
from sat.report.address import at_hand
from sat.report.execute import execute
from sat.report.export import to_html
from sat.report.jobs import Job, Task, task_of
from sat.report.moment import VARIABLE
from sat.report.notebooks import ReportError
from sat.report.outline import outlines
from sat.report.pdf import NoPdf, to_pdf
from sat.report.provenance import common
from sat.report.stamp import case_hash
from sat.report.store import Made, Published, store
from sat.report.validate import validate
from sat.report.warm.engine import fallbacks


def run(job: Job, output: Path) -> Path:
    """Run a job as ``publish`` does, and give its page alone."""
    return publish(job, output).files[0]


def publish(job: Job, output: Path) -> Published:
    """Run a job and publish `<output>/<case_id>/<as_of>/<notebook>.html`, `.ipynb` and `.json`.

    Where they are asked for also `.pdf` and `.docx`. A result of another kind that the notebook
    shows becomes `<kind>.json` beside them.

    Raises
    ------
    CaseError
        If the case breaks its rules.
    WrongUse
        If there is no such notebook, or it takes no such parameter.
    ReportError
        If a cell fails, or a result is not of its schema. Nothing is published then.

    """
    folder = find_case(job.case)
    cut = str(job.parameters.get("as_of") or "")
    digest = case_hash(folder)
    outline = outlines(folder, [cut])[cut]
    task = task_of(job, outline, str(folder), digest, workbook_root())
    return store(task, make(task), output)


def make(task: Task) -> Made:
    """Run a task and give the report's files. Raises as ``publish`` does."""
    with at_hand(task.address, task.case_hash) as folder:
        case = _case(folder, date.fromisoformat(task.as_of), task.case_hash)
        # The kernel finds the case by name, so that no path of this machine enters a report.
        with _environment(**{CASES_VARIABLE: str(folder.parent), VARIABLE: task.moment}):
            files, said = _files(task, case, execute(task))
        steady = case_hash(folder) == task.case_hash
        return Made(files, (*said, *fallbacks()), steady)


@lru_cache(maxsize=4)
def _case(folder: Path, as_of: date, case_hash: str) -> Case:
    """The case, once for the notebooks that follow one another on it."""
    return earlier(_whole(folder, case_hash), as_of)


@lru_cache(maxsize=1)
def _whole(folder: Path, _hash: str) -> Case:
    """The case with nothing kept back, from which a night's cuts are taken: reading is dearer."""
    return load_case(folder, date.max)


def _files(
    task: Task, case: Case, executed: NotebookNode
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """The report's files by name, and what is missing from it."""
    main, *others = _results(executed, task.notebook.name)
    own = task.notebook
    keys = {
        kind: common(case, own.name, task.parameters, kind, own.sha256)
        for kind, _ in (main, *others)
    }
    page = to_html(executed, case, keys[main[0]], main[1])
    texts = {
        f"{task.stem}.json": _json(main, keys),
        **{f"{kind}{task.tail}.json": _json((kind, result), keys) for kind, result in others},
        f"{task.stem}.ipynb": nbformat.writes(executed) + "\n",
        f"{task.stem}.html": page,
    }
    printed, said = _printed(page, task)
    return {name: text.encode() for name, text in texts.items()} | printed, said


def _printed(page: str, task: Task) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """The page in the other formats asked for, by file name, and why one is not there."""
    found: dict[str, bytes] = {}
    said: tuple[str, ...] = ()
    if "pdf" in task.formats:
        try:
            found[f"{task.stem}.pdf"] = to_pdf(page)
        except NoPdf as error:
            said = (str(error),)
    if "docx" in task.formats:
        from sat.report.docx import to_docx  # only where it is asked for

        found[f"{task.stem}.docx"] = to_docx(page)
    return found, said


def _json(named: tuple[str, dict[str, Any]], keys: Mapping[str, dict[str, Any]]) -> str:
    """A result with the keys that come before it, once it is sure that it keeps to its schema."""
    kind, result = named
    content = {**keys[kind], "result": result}
    validate(content, kind)
    return json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


@contextmanager
def _environment(**wanted: str) -> Iterator[None]:
    """The process's environment with these variables; one that is to be blank is not set."""
    before = {name: os.environ.get(name) for name in wanted}
    _set(wanted)
    try:
        yield
    finally:
        _set({name: value or "" for name, value in before.items()})


def _set(variables: Mapping[str, str]) -> None:
    for name, value in variables.items():
        if value:
            os.environ[name] = value
        else:
            os.environ.pop(name, None)


def _results(notebook: NotebookNode, name: str) -> list[tuple[str, dict[str, Any]]]:
    """The results that the notebook shows as data, kind and content; the last one first.

    Of two of one kind the later one counts.
    """
    found: dict[str, dict[str, Any]] = {}
    for cell in reversed(notebook.cells):
        for output in reversed(cell.get("outputs", [])):
            data = output.get("data", {}).get(Data.MIME)
            if data:
                found.setdefault(data["kind"], data["result"])
    if not found:
        raise ReportError(
            f"notebook {name} shows no result; end it with a cell that shows its data"
        )
    return list(found.items())
