"""What the benchmark of reports runs: the workbook's notebooks on the flagship at several cuts."""

import ast
import json
import os
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
CASE = "jnim-urban-attacks"
NOTEBOOKS = ("ach", "indicators", "scenarios", "assessment")


@dataclass(frozen=True)
class Job:
    """A notebook of the workbook at a cut, YYYY-MM-DD, of the flagship."""

    notebook: str
    as_of: str

    @property
    def name(self) -> str:
        """The job as part of a file's name."""
        return f"{self.notebook}-{self.as_of}"

    @property
    def source(self) -> Path:
        """The notebook's file."""
        return ROOT / "notebooks" / f"{self.notebook}.ipynb"

    @property
    def parameters(self) -> dict[str, Any]:
        """All parameters of the notebook, in its own order: so that every tool injects the same."""
        return defaults(self.source) | {"case": CASE, "as_of": self.as_of}


def code_cells(notebook: Path) -> list[dict[str, Any]]:
    """The code cells of a notebook as its file has them, each with its number among all cells."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return [{**cell, "number": n} for n, cell in enumerate(cells) if cell["cell_type"] == "code"]


def is_parameters(cell: dict[str, Any]) -> bool:
    """Does papermill inject its values after this cell?"""
    return "parameters" in cell["metadata"].get("tags", [])


def defaults(notebook: Path) -> dict[str, Any]:
    """What the cell of parameters sets, by name. Raises ``ValueError`` where there is none."""
    tagged = [cell for cell in code_cells(notebook) if is_parameters(cell)]
    if len(tagged) != 1:
        raise ValueError(f"{notebook.name}: {len(tagged)} cells are tagged 'parameters', not one")
    lines = ast.parse("".join(tagged[0]["source"])).body
    return {
        line.targets[0].id: ast.literal_eval(line.value)
        for line in lines
        if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name)
    }


def cuts(number: int) -> list[str]:
    """So many days, from the flagship's first to its own cut, evenly spread; the last one first."""
    settings = tomllib.loads((ROOT / "data/cases" / CASE / "case.toml").read_text(encoding="utf-8"))
    first: date = settings["opens"]
    last: date = settings["as_of"]
    span = (last - first).days
    steps = [span - round(span * n / max(1, number - 1)) for n in range(number)]
    return [str(first + timedelta(days=step)) for step in steps]


def near(day: str, number: int) -> list[str]:
    """A cut and those of the days beside it: reports that cost much the same."""
    first = date.fromisoformat(day)
    step = -1 if day == cuts(1)[0] else 1
    return [str(first + timedelta(days=step * n)) for n in range(number)]


def jobs_at(days: Iterable[str]) -> list[Job]:
    """Every notebook at each of the days."""
    return [Job(notebook, day) for day in days for notebook in NOTEBOOKS]


def packed(jobs: Iterable[Job]) -> str:
    """Jobs as JSON, for another process."""
    return json.dumps([[job.notebook, job.as_of] for job in jobs])


def unpacked(text: str) -> list[Job]:
    """The jobs of ``packed``."""
    return [Job(notebook, day) for notebook, day in json.loads(text)]


def one_thread() -> dict[str, str]:
    """Environment in which linear algebra takes one thread, as it does in a batch of reports."""
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    return {name: os.environ.get(name, "1") for name in names}
