"""papermill's record of a run, with saves that are whole and statuses that are true."""

from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from papermill.engines import NotebookExecutionManager, catch_nb_assignment
from papermill.iorw import LocalHandler, papermill_io, write_ipynb

from sat.whole import write_file

_EVERY = 1.0  # seconds between two saves
_LONGEST = 2000  # characters of an error's message


class HonestManager(NotebookExecutionManager):
    """The same metadata as papermill's. What differs:

    a cell that was cut off (its kernel died, it took too long, somebody pressed Ctrl-C) has failed
    and says why, and those after it stay pending; the notebook is saved at most once a second and
    once at the end, and a reader of a local file never sees a part of one.
    """

    cut_off = False  # whether the run ended before its cells did
    unsaved = False
    _saved = False

    @catch_nb_assignment
    def save(self, **kwargs: Any) -> None:
        """Save now, or leave it to a later call if the last save was within a second."""
        if self._saved and self.seconds_to_save() > 0:
            self.unsaved = True
            return
        self._write()

    def seconds_to_save(self) -> float:
        """How long until the notebook may be saved again."""
        since = (self.now() - self.last_save_time).total_seconds()
        return max(0.0, _EVERY - float(since))

    def _write(self) -> None:
        if self.output_path:
            _write_whole(self.nb, self.output_path)
        self._saved, self.unsaved = True, False
        self.last_save_time = self.now()

    def cell_cut_off(self, cell: NotebookNode, error: BaseException) -> None:
        """Record that a cell was cut off, and why."""
        self.cut_off = True
        self.cell_exception(cell)
        name, why = type(error).__name__, str(error)[:_LONGEST]
        if cell.cell_type == "code":
            text = f"{name}: {why}" if why else name
            output = nbformat.v4.new_output("error", ename=name, evalue=why, traceback=[text])
            cell.outputs.append(output)

    def run_cut_off(self) -> None:
        """Record that the run ended outside a cell: the kernel did not start, or died between."""
        self.cut_off = True
        self.nb.metadata.papermill["exception"] = True

    @catch_nb_assignment
    def notebook_complete(self, **kwargs: Any) -> None:
        """Finish the record and save it, even if it was saved just now."""
        pending = [
            cell.metadata.papermill
            for cell in self.nb.cells
            if self.cut_off and cell.metadata.papermill["status"] == self.PENDING
        ]
        for record in pending:  # papermill's own would call them completed
            record["status"] = self.FAILED
        try:
            super().notebook_complete()
        finally:
            for record in pending:
                record["status"] = self.PENDING
        self._write()


def _write_whole(notebook: NotebookNode, path: str) -> None:
    """As ``papermill.iorw.write_ipynb``, but in one step where the path is a local file."""
    handler = papermill_io.get_handler(path)
    if not isinstance(handler, LocalHandler):
        write_ipynb(notebook, path)
        return
    target = Path(handler._cwd or Path.cwd(), path)
    if not target.parent.exists():
        raise FileNotFoundError(f"output folder {Path(path).parent} doesn't exist.")
    write_file(target.resolve(), nbformat.writes(notebook))
