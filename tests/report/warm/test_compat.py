"""A notebook run in a forked kernel is the one that papermill's own engine makes."""

import copy
from typing import Any

import pytest
from nbformat import NotebookNode

from .compare import compat_notebook, differences, notebook, settled
from .conftest import Run

OPTIONS: dict[str, Any] = {"coalesce_streams": True}


def compared(run: Run, given: NotebookNode, **options: Any) -> list[str]:
    stock = run(copy.deepcopy(given), engine="nbclient", **options)
    forked = run(copy.deepcopy(given), engine="sat", **options)
    assert any(cell.get("outputs") for cell in forked.cells)
    return list(differences(settled(stock), settled(forked)))


def test_every_cell_is_the_same_field_by_field(run: Run) -> None:
    given = compat_notebook()
    assert len(given.cells) > 70
    parameters = {"case": "b", "number": 2}
    assert compared(run, given, parameters=parameters, **OPTIONS) == []


@pytest.mark.parametrize(
    "sources",
    [
        ("case = 1", "print('so far')\n1 / 0", "never"),
        ("case = 1", "import sys\nsys.exit(0)", "never"),
        ("case = 1", "import sys\nsys.exit(3)", "never"),
        ("case = 1", "print('well')\nquit()"),
    ],
    ids=["error", "exit-0", "exit-3", "quit-last"],
)
def test_notebooks_that_stop_are_the_same(run: Run, sources: tuple[str, ...]) -> None:
    given = notebook(*sources)
    stock = run(copy.deepcopy(given), engine="nbclient")
    forked = run(copy.deepcopy(given), engine="sat")
    assert list(differences(settled(stock), settled(forked))) == []


def test_a_difference_would_be_seen() -> None:
    one = settled(notebook("a", "b"))
    other = copy.deepcopy(one)
    other["cells"][1]["source"] = "c"
    del other["metadata"]["kernelspec"]
    assert list(differences(one, other)) == [
        "/cells/1/source: 'b' and 'c'",
        "/metadata/kernelspec: only in one",
    ]
