"""The workbook's notebooks: which there are, what they need, which parameters they take."""

import ast
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from papermill.inspection import inspect_notebook

from sat.case import Case
from sat.case.places import workbook_root
from sat.text import joined, one_line


class ReportError(RuntimeError):
    """A report that was refused or that failed; the earlier one is left as it was."""


class WrongUse(ReportError):  # noqa: N818
    """What was asked for cannot be: no such notebook, no such parameter, a value of no use."""


def notebook_names() -> list[str]:
    """The workbook's notebooks, by name."""
    return sorted(path.stem for path in (workbook_root() / "notebooks").glob("*.ipynb"))


def notebook_path(name: str) -> Path:
    """Where a notebook is. Raises ``WrongUse`` where there is none of that name."""
    if name not in notebook_names():
        names = joined(notebook_names()) or "none"
        raise WrongUse(f"there is no notebook '{one_line(name)}'; there are: {names}")
    return workbook_root() / "notebooks" / f"{name}.ipynb"


def fitting(case: Case) -> list[str]:
    """The notebooks that have something to work on in this case, as their metadata says."""
    return [
        name
        for name in notebook_names()
        if all(getattr(case, table) for table in _read(name).metadata["sat"]["needs"])
    ]


def _read(name: str) -> NotebookNode:
    notebook: NotebookNode = nbformat.read(notebook_path(name), as_version=4)
    return notebook


def parameters_of(name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The notebook's own parameters with the given values, once it is sure that they will act.

    papermill itself only warns of an unknown parameter, and lets an untagged notebook overwrite
    what it injects: the report would be of the wrong case. A value that comes as text is turned
    into the kind of its default.

    Raises
    ------
    WrongUse
        For an unknown parameter, a value of the wrong kind, or a notebook in which not exactly
        one cell is tagged ``parameters``.

    """
    cells = _read(name).cells
    tagged = [cell for cell in cells if "parameters" in cell.metadata.get("tags", [])]
    if len(tagged) != 1:
        raise WrongUse(
            f"notebook {name}: {len(tagged)} cells are tagged 'parameters'; tag one, so that it "
            "can be run on another case"
        )
    defaults = _defaults(name)
    unknown = [key for key in given if key not in defaults]
    if unknown:
        raise WrongUse(
            f"notebook {name} has no parameter {one_line(joined(unknown))}; it has: "
            f"{joined(list(defaults))}"
        )
    return defaults | {key: _like(defaults[key], key, value) for key, value in given.items()}


def _defaults(name: str) -> dict[str, Any]:
    """The parameters as the notebook has them: plain values, so that a report can print them."""
    try:
        known = inspect_notebook(str(notebook_path(name)))
        return {key: ast.literal_eval(info["default"]) for key, info in known.items()}
    except (ValueError, SyntaxError) as error:
        why = one_line(str(error), 200)
        raise WrongUse(f"notebook {name}: its parameters are not plain values ({why})") from error


def _like(default: Any, name: str, value: Any) -> Any:
    """The value as the kind of thing that the default is."""
    if not isinstance(value, str) or isinstance(default, str):
        return value
    try:
        found = ast.literal_eval(value)
    except (ValueError, SyntaxError):
        found = value
    if type(found) is type(default) or (type(default), type(found)) == (float, int):
        return found
    kind = type(default).__name__
    raise WrongUse(f"parameter {name} is '{one_line(value)}'; write a {kind}, such as {default!r}")
