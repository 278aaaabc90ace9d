"""A notebook run by papermill in its own kernel, and made the same from run to run."""

from pathlib import Path
from typing import Any

import nbformat
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError
from papermill.execute import execute_notebook

from sat.case.places import workbook_root
from sat.report.jobs import Limits, Task
from sat.report.notebooks import Notebook, ReportError, read_notebook
from sat.text import one_line, visible

ENGINE = "sat"


class CellError(ReportError):
    """A cell that failed or was cut off: which (from 1), its text, and why.

    ``again`` says that another attempt may do better: the kernel died.
    """

    def __init__(self, notebook: str, cell: int, source: str, why: str, again: bool = False):
        self.cell, self.source, self.why, self.again = cell, source, why, again
        lines = visible(source.strip()).splitlines()[:12]
        shown = "".join(f"\n    {line}" for line in lines)
        place = f"cell {cell}" if cell else "a cell"
        super().__init__(f"notebook {notebook} failed in {place}: {why}{shown}")

    def __reduce__(self) -> tuple[Any, ...]:
        # Errors go from worker to worker; by default only the message would.
        return _cell_error, (str(self), self.cell, self.source, self.why, self.again)


def _cell_error(message: str, cell: int, source: str, why: str, again: bool) -> CellError:
    error = CellError("", cell, source, why, again)
    error.args = (message,)
    return error


def execute(task: Task) -> NotebookNode:
    """The executed notebook of a task.

    Raises ``CellError`` with the failed cell, why, and its first lines.
    """
    root = task.root if task.root and Path(task.root).is_dir() else task.address
    return _run(task.notebook, dict(task.parameters), root, task.limits)


def execute_plain(name: str) -> NotebookNode:
    """A notebook of the workbook executed with the parameters that it has. Raises as above."""
    return _run(read_notebook(name), {}, str(workbook_root()), Limits())


def _run(notebook: Notebook, parameters: dict[str, Any], cwd: str, limits: Limits) -> NotebookNode:
    """No file is written on the way: nothing to be cleaned up after a run that was killed."""
    try:
        executed = execute_notebook(
            nbformat.reads(notebook.text, as_version=4),
            None,
            parameters=parameters,
            engine_name=ENGINE,
            progress_bar=False,
            cwd=cwd,
            request_save_on_cell_execute=False,
            execution_timeout=limits.seconds or None,
            memory_mb=limits.megabytes or None,
            coalesce_streams=True,
        )
    except PapermillExecutionError as error:
        why = one_line(f"{error.ename}: {error.evalue}", 400)
        raise CellError(notebook.name, error.cell_index + 1, error.source, why) from error
    except (CellTimeoutError, DeadKernelError) as error:
        raise _cut_off(notebook, error, limits) from error
    return _settled(executed)


def _cut_off(notebook: Notebook, error: Exception, limits: Limits) -> CellError:
    """A cell that took too long, or whose kernel died. The engine says which it was."""
    cell = getattr(error, "cell_index", -1) + 1
    source = getattr(error, "cell_source", "")
    if isinstance(error, CellTimeoutError):
        return CellError(notebook.name, cell, source, f"it took more than {limits.seconds} s")
    return CellError(notebook.name, cell, source, "its kernel died", again=True)


def _settled(notebook: NotebookNode) -> NotebookNode:
    """The notebook without what differs from run to run: times, paths, a random id."""
    own = notebook.metadata.pop("papermill", {})
    if own.get("parameters"):
        notebook.metadata["papermill"] = {"parameters": own["parameters"]}
    for cell in notebook.cells:
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if not cell.metadata.get("tags"):
            cell.metadata.pop("tags", None)
        elif "injected-parameters" in cell.metadata.tags:
            cell["id"] = "injected-parameters"
    return notebook
