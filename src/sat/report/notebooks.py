"""The workbook's notebooks: which there are, what they need, which parameters they take.

They are read as the JSON that they are: to see whether anything has to be run again, nothing of
Jupyter has to be imported.
"""

import ast
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from sat.case.places import workbook_root
from sat.text import joined, one_line


class ReportError(RuntimeError):
    """A report that was refused or that failed; the earlier one is left as it was."""


class WrongUse(ReportError):  # noqa: N818
    """What was asked for cannot be: no such notebook, no such parameter, a value of no use."""


@dataclass(frozen=True)
class Notebook:
    """A notebook as it is run: its text has no outputs, so that storing them changes nothing.

    ``needs`` are the tables that a case has to have, ``defaults`` the parameters as the notebook
    has them: plain values, so that a report can print them.
    """

    name: str
    text: str
    needs: tuple[str, ...]
    defaults: Mapping[str, Any]

    @property
    def sha256(self) -> str:
        """The hash of all that decides what the notebook does."""
        return sha256(self.text.encode()).hexdigest()


def notebook_names() -> list[str]:
    """The workbook's notebooks, by name."""
    return sorted(path.stem for path in (workbook_root() / "notebooks").glob("*.ipynb"))


def notebook_path(name: str) -> Path:
    """Where a notebook is. Raises ``WrongUse`` where there is none of that name."""
    if name not in notebook_names():
        names = joined(notebook_names()) or "none"
        raise WrongUse(f"there is no notebook '{one_line(name)}'; there are: {names}")
    return workbook_root() / "notebooks" / f"{name}.ipynb"


def read_notebook(name: str) -> Notebook:
    """A notebook by name.

    Raises ``WrongUse`` where there is none, it is no notebook, or not exactly one cell is tagged
    ``parameters``: papermill would then let the notebook overwrite what it injects, and the report
    would be of the wrong case.
    """
    path = notebook_path(name)
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=32)
def _read(path: Path, _changed: int) -> Notebook:
    name = path.stem
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        cells = content["cells"]
        tagged = [cell for cell in cells if "parameters" in cell["metadata"].get("tags", [])]
        needs = tuple(content["metadata"].get("sat", {}).get("needs", ()))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise WrongUse(f"notebook {name}: this is no notebook ({one_line(str(error))})") from error
    if len(tagged) != 1:
        raise WrongUse(
            f"notebook {name}: {len(tagged)} cells are tagged 'parameters'; tag one, so that it "
            "can be run on another case"
        )
    for cell in cells:
        if cell.get("cell_type") == "code":
            cell.update(outputs=[], execution_count=None)
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return Notebook(name, text, needs, _defaults(name, "".join(tagged[0]["source"])))


def _defaults(name: str, source: str) -> dict[str, Any]:
    """What the cell sets, by name. It has to be plain: ``name = value`` and comments."""
    try:
        found = {}
        for line in ast.parse(source).body:
            target = line.targets[0] if isinstance(line, ast.Assign) else None
            if not isinstance(target, ast.Name) or not isinstance(line, ast.Assign):
                raise ValueError(ast.unparse(line))
            found[target.id] = ast.literal_eval(line.value)
    except (ValueError, SyntaxError) as error:
        why = one_line(str(error), 200)
        raise WrongUse(f"notebook {name}: its parameters are not plain values ({why})") from error
    return found


def fitting(tables: Collection[str]) -> list[str]:
    """The notebooks that have something to work on where these tables have rows."""
    return [
        name
        for name in notebook_names()
        if all(need in tables for need in read_notebook(name).needs)
    ]


def parameters_of(notebook: Notebook, given: Mapping[str, Any]) -> dict[str, Any]:
    """The notebook's own parameters with the given values, once it is sure that they will act.

    papermill itself only warns of an unknown parameter. A value that comes as text is turned into
    the kind of its default.

    Raises
    ------
    WrongUse
        For an unknown parameter, or a value of the wrong kind.

    """
    defaults = notebook.defaults
    unknown = [key for key in given if key not in defaults]
    if unknown:
        raise WrongUse(
            f"notebook {notebook.name} has no parameter {one_line(joined(unknown))}; it has: "
            f"{joined(list(defaults))}"
        )
    return {**defaults, **{key: _like(defaults[key], key, given[key]) for key in given}}


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
