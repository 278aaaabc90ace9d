"""papermill's record, saved whole and seldom, and true."""

from pathlib import Path
from typing import Any

import nbformat
import pytest
from papermill.iorw import papermill_io

from sat.report.warm.manager import HonestManager

from .compare import notebook


def manager(path: Path | str | None, count: int = 3) -> HonestManager:
    given = notebook(*map(str, range(count)))
    given.metadata["papermill"] = {}
    return HonestManager(given, str(path) if path else None, progress_bar=False)


def saved(path: Path) -> list[str]:
    executed = nbformat.read(path, as_version=4)
    return [cell.metadata.papermill.status for cell in executed.cells]


def test_saves_within_a_second_are_left_out_but_not_the_last(tmp_path: Path) -> None:
    path = tmp_path / "out.ipynb"
    record = manager(path)
    record.notebook_start()
    for index, cell in enumerate(record.nb.cells):
        record.cell_start(cell, index)
        record.cell_complete(cell, index)
    assert saved(path) == ["pending"] * 3
    assert record.unsaved
    assert 0 < record.seconds_to_save() <= 1
    record.notebook_complete()
    assert saved(path) == ["completed"] * 3
    assert not record.unsaved


def test_a_save_is_due_after_a_second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import datetime

    path = tmp_path / "out.ipynb"
    record = manager(path)
    record.notebook_start()
    later = record.now() + datetime.timedelta(seconds=1.5)
    monkeypatch.setattr(record, "now", lambda: later)
    record.cell_start(record.nb.cells[0], 0)
    assert saved(path) == ["running", "pending", "pending"]


def test_a_cell_that_was_cut_off_has_failed_and_the_rest_is_pending(tmp_path: Path) -> None:
    record = manager(tmp_path / "out.ipynb")
    record.notebook_start()
    cell = record.nb.cells[1]
    record.cell_start(cell, 1)
    record.cell_cut_off(cell, KeyboardInterrupt())
    record.cell_complete(cell, 1)
    record.notebook_complete()
    assert saved(tmp_path / "out.ipynb") == ["pending", "failed", "pending"]
    assert cell.outputs[0]["traceback"] == ["KeyboardInterrupt"]
    assert record.nb.metadata.papermill["exception"] is True


def test_a_run_that_never_began_has_completed_nothing(tmp_path: Path) -> None:
    record = manager(tmp_path / "out.ipynb")
    record.notebook_start()
    record.run_cut_off()
    record.notebook_complete()
    assert saved(tmp_path / "out.ipynb") == ["pending"] * 3
    assert record.nb.metadata.papermill["exception"] is True


def test_the_folder_must_be_there_as_for_papermill(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"output folder .*missing doesn't exist"):
        manager(tmp_path / "missing" / "out.ipynb").notebook_start()


def test_nothing_is_written_without_a_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    record = manager(None)
    record.notebook_start()
    record.notebook_complete()
    assert list(tmp_path.iterdir()) == []


def test_other_addresses_go_to_papermills_own_writer(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[Any] = []

    class Handler:
        def write(self, text: str, path: str) -> None:
            written.append(path)

    monkeypatch.setattr(papermill_io, "_handlers", [("store://", Handler())])
    manager("store://bucket/out.ipynb").notebook_start()
    assert written == ["store://bucket/out.ipynb"]
