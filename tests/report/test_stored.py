"""Notebooks run with their own defaults and stored executed."""

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from sat.report.notebooks import ReportError
from sat.report.stored import store_all

MakeNotebook = Callable[..., Path]


def test_a_stored_notebook_has_its_outputs_and_nothing_of_the_run(
    make_notebook: MakeNotebook,
) -> None:
    path = make_notebook("tiny", "limit + 4")
    store_all()
    notebook = nbformat.read(path, as_version=4)
    assert [cell.get("execution_count") for cell in notebook.cells] == [None, 1, 2]
    assert notebook.cells[2].outputs[0].data == {"text/plain": "7"}
    assert "papermill" not in notebook.metadata
    assert [cell.metadata for cell in notebook.cells] == [{}, {"tags": ["parameters"]}, {}]


def test_a_notebook_that_fails_stays_as_it_was(make_notebook: MakeNotebook) -> None:
    path = make_notebook("tiny", "1 / 0")
    before = path.read_bytes()
    with pytest.raises(ReportError, match="ZeroDivisionError"):
        store_all()
    assert path.read_bytes() == before
