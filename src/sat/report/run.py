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
from sat.report.provenance import common
from sat.text import one_line
from sat.whole import write_file


@dataclass(frozen=True)
class Job:
    """What to run: a notebook by name, on a case by name or path, with notebook parameters."""

    notebook: str
    case: str | Path
    parameters: Mapping[str, Any] = field(default_factory=dict)


def run(job: Job, output: Path, progress: bool = False) -> Path:
    """Run a job and publish `<output>/<case_id>/<as_of>/<notebook>.html`, `.ipynb` and `.json`.

    Raises
    ------
    CaseError
        If the case breaks its rules.
    WrongUse
        If there is no such notebook, or it takes no such parameter.
    ReportError
        If a cell fails, or the result is not of its schema. Nothing is published then.

    """
    case = load_case(job.case, job.parameters.get("as_of"))
    own = {"case": case.case_id, "as_of": str(case.as_of)}
    parameters = parameters_of(job.notebook, {**job.parameters, **own})
    with _cases_at(find_case(job.case).parent):
        bar = f"{case.case_id} {job.notebook}" if progress else ""
        executed = execute(job.notebook, parameters, bar)
    kind, result = _result(executed, job.notebook)
    keys = common(case, job.notebook, parameters, kind)
    content = {**keys, "result": result}
    _validate(content, kind)
    # All three are whole before the first replaces its forerunner.
    texts = {
        "json": json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n",
        "ipynb": nbformat.writes(executed) + "\n",
        "html": to_html(executed, case, keys),
    }
    place = output / case.case_id / str(case.as_of)
    for suffix, text in texts.items():
        write_file(place / f"{job.notebook}.{suffix}", text)
    return place / f"{job.notebook}.html"


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


def _result(notebook: NotebookNode, name: str) -> tuple[str, dict[str, Any]]:
    """The result that the notebook shows as data: its kind and its content."""
    for cell in reversed(notebook.cells):
        for output in cell.get("outputs", []):
            data = output.get("data", {}).get(Data.MIME)
            if data:
                return data["kind"], data["result"]
    raise ReportError(f"notebook {name} shows no result; end it with a cell that shows its data")


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
