"""One report: a notebook run by papermill on a case, published whole or not at all."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import nbformat
from nbformat import NotebookNode

from sat.case import load_case
from sat.case.places import CASES_VARIABLE, find_case
from sat.display import Data
from sat.report.execute import execute
from sat.report.export import to_html
from sat.report.notebooks import ReportError, parameters_of
from sat.report.pdf import NoPdf, to_pdf
from sat.report.provenance import common
from sat.text import one_line
from sat.whole import write_file

FORMATS = ("html", "pdf", "docx")


@dataclass(frozen=True)
class Job:
    """What to run: a notebook by name, on a case by name or path, with notebook parameters.

    ``formats`` are of ``FORMATS``; the page, the executed notebook and the data come in any case.
    """

    notebook: str
    case: str | Path
    parameters: Mapping[str, Any] = field(default_factory=dict)
    formats: tuple[str, ...] = ("html",)


@dataclass(frozen=True)
class Published:
    """The files of a report that a person reads, the page first; ``said`` is what is missing."""

    files: tuple[Path, ...]
    said: tuple[str, ...] = ()


def run(job: Job, output: Path, progress: bool = False) -> Path:
    """Run a job as ``publish`` does, and give its page alone."""
    return publish(job, output, progress).files[0]


def publish(job: Job, output: Path, progress: bool = False) -> Published:
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
    case = load_case(job.case, job.parameters.get("as_of"))
    own = {"case": case.case_id, "as_of": str(case.as_of)}
    parameters = parameters_of(job.notebook, {**job.parameters, **own})
    with _cases_at(find_case(job.case).parent):
        bar = f"{case.case_id} {job.notebook}" if progress else ""
        executed = execute(job.notebook, parameters, bar)
    main, *others = _results(executed, job.notebook)
    keys = {kind: common(case, job.notebook, parameters, kind) for kind, _ in (main, *others)}
    page = to_html(executed, case, keys[main[0]], main[1])
    # All are whole before the first replaces its forerunner.
    texts: dict[str, str | bytes] = {
        f"{job.notebook}.json": _json(main, keys),
        **{f"{kind}.json": _json((kind, result), keys) for kind, result in others},
        f"{job.notebook}.ipynb": nbformat.writes(executed) + "\n",
        f"{job.notebook}.html": page,
    }
    printed, said = _printed(page, job)
    place = output / case.case_id / str(case.as_of)
    for name, content in {**texts, **printed}.items():
        write_file(place / name, content)
    return Published(tuple(place / name for name in (f"{job.notebook}.html", *printed)), said)


def _printed(page: str, job: Job) -> tuple[dict[str, str | bytes], tuple[str, ...]]:
    """The page in the other formats asked for, by file name, and why one is not there."""
    found: dict[str, str | bytes] = {}
    said: tuple[str, ...] = ()
    if "pdf" in job.formats:
        try:
            found[f"{job.notebook}.pdf"] = to_pdf(page)
        except NoPdf as error:
            said = (str(error),)
    if "docx" in job.formats:
        from sat.report.docx import to_docx  # only where it is asked for

        found[f"{job.notebook}.docx"] = to_docx(page)
    return found, said


def _json(named: tuple[str, dict[str, Any]], keys: Mapping[str, dict[str, Any]]) -> str:
    """A result with the keys that come before it, once it is sure that it keeps to its schema."""
    kind, result = named
    content = {**keys[kind], "result": result}
    _validate(content, kind)
    return json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


@contextmanager
def _cases_at(folder: Path) -> Iterator[None]:
    """Let the kernel find the case by name, so that no path of this machine enters a report."""
    before = os.environ.get(CASES_VARIABLE)
    os.environ[CASES_VARIABLE] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ[CASES_VARIABLE]
        else:
            os.environ[CASES_VARIABLE] = before


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


def schema(kind: str) -> dict[str, Any]:
    """The published JSON Schema of one kind of result file."""
    text = files("sat.report").joinpath("schemas", f"{kind}.schema.json").read_text("utf-8")
    return dict(json.loads(text))


def _validate(content: dict[str, Any], kind: str) -> None:
    try:
        jsonschema.validate(content, schema(kind))
    except (jsonschema.ValidationError, FileNotFoundError) as error:
        where = getattr(error, "json_path", "$")
        message = one_line(getattr(error, "message", str(error)), 300)
        raise ReportError(f"the result is not of schema {kind} at {where}: {message}") from error
