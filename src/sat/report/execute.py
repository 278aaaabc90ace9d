"""A notebook run by papermill in its own kernel, and made the same from run to run."""

import os
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError
from papermill.execute import execute_notebook
from traitlets.config import Config

from sat.case.places import workbook_root
from sat.report.notebooks import ReportError, notebook_path
from sat.text import one_line, visible


def execute(name: str, parameters: dict[str, Any], progress: str = "") -> NotebookNode:
    """The executed notebook; ``progress`` names the bar on stderr, blank shows none.

    Raises ``ReportError`` with the failed cell, why, and its first lines.
    """
    with tempfile.TemporaryDirectory(prefix="sat-") as aside:
        target = Path(aside) / f"{name}.ipynb"
        try:
            execute_notebook(
                str(notebook_path(name)),
                str(target),
                parameters=parameters,
                progress_bar={"desc": progress} if progress else False,
                cwd=str(workbook_root()),
                request_save_on_cell_execute=False,
                config=_kernel(),
            )
        except PapermillExecutionError as error:
            raise ReportError(_failure(name, error)) from error
        return _settled(nbformat.read(target, as_version=4))


def _kernel() -> Config:
    """Talk to the kernel through files of this user, not through ports, where the system can; end
    it at once when its last cell is done, since a polite end now and then prints an interrupt."""
    config = Config({"NotebookClient": {"shutdown_kernel": "immediate"}})
    if os.name != "nt":
        config.KernelManager.transport = "ipc"
    return config


def _failure(name: str, error: PapermillExecutionError) -> str:
    what = one_line(f"{error.ename}: {error.evalue}", 400)
    lines = visible(error.source.strip()).splitlines()[:12]
    source = "\n".join(f"    {line}" for line in lines)
    return f"notebook {name} failed in cell {error.cell_index + 1}: {what}\n{source}"


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
