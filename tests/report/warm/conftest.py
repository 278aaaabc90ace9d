"""Notebooks run by the engine, in a folder of their own."""

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError
from papermill.execute import execute_notebook

from sat.report.warm import process

from .compare import notebook

Run = Callable[..., NotebookNode]


@pytest.fixture(scope="session", autouse=True)
def _no_process_left() -> Iterator[None]:
    """The warm process serves all tests of a run, and ends with them."""
    yield
    process.stop_all()


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """``run("1 + 1", "2")`` runs cells and returns the notebook as it was saved.

    What papermill raises for an error in a cell is left out, everything else is raised.
    """
    monkeypatch.chdir(tmp_path)
    # ipykernel does not take what is written to descriptors where it sees pytest.
    monkeypatch.delenv("PYTEST_CURRENT_TEST")

    def run(*sources: str | NotebookNode, engine: str = "sat", **options: Any) -> NotebookNode:
        given = sources[0] if isinstance(sources[0], NotebookNode) else notebook(*sources)  # type: ignore[arg-type]
        path = tmp_path / "executed.ipynb"
        options = {"progress_bar": False, "engine_name": engine} | options
        with suppress(PapermillExecutionError):
            execute_notebook(given, path, **options)
        return nbformat.read(path, as_version=4)

    return run


def printed(executed: NotebookNode, cell: int = -1) -> str:
    """What a cell wrote to its streams."""
    return "".join(out.text for out in executed.cells[cell].outputs if out.output_type == "stream")


def is_running(pid: int) -> bool:
    """Whether there is such a process that has not ended."""
    shown = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return bool(shown.stdout.strip()) and not shown.stdout.startswith("Z")


def within(seconds: float, true: Callable[[], bool]) -> bool:
    """Whether something becomes true soon; no test passes by being fast."""
    end = time.monotonic() + seconds
    while not (done := true()) and time.monotonic() < end:
        time.sleep(0.05)
    return done
