"""What a notebook of the workbook looks like: few lines a cell, text before steps, tagged, run."""

from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
TAGS = {"parameters", "result", "annex", "landscape"}


def test_there_are_notebooks() -> None:
    assert [path.stem for path in NOTEBOOKS] == ["ach", "assessment", "indicators", "scenarios"]


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request: pytest.FixtureRequest) -> NotebookNode:
    found: NotebookNode = nbformat.read(request.param, as_version=4)
    return found


def code(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_it_begins_with_its_title_and_then_its_parameters(notebook: NotebookNode) -> None:
    assert notebook.cells[0].source.startswith("# ")
    assert notebook.cells[1].metadata.tags == ["parameters"]
    assert '"jnim-urban-attacks"' in notebook.cells[1].source


def test_tags_are_those_that_do_something(notebook: NotebookNode) -> None:
    tags = [tag for cell in notebook.cells for tag in cell.metadata.get("tags", [])]
    assert set(tags) <= TAGS
    assert tags.count("parameters") == tags.count("result") == 1


def test_it_says_which_tables_it_needs(notebook: NotebookNode) -> None:
    assert notebook.metadata.sat.needs


def test_cells_are_short_and_define_nothing(notebook: NotebookNode) -> None:
    lengths = []
    for cell in code(notebook):
        lines = [line for line in cell.source.splitlines() if line.strip()]
        assert len(lines) <= 12
        assert not any(line.lstrip().startswith(("def ", "class ")) for line in lines)
        lengths.append(len(lines))
    assert sorted(lengths)[len(lengths) // 2] <= 3


def test_it_has_text_for_its_steps_and_headings_for_the_contents(notebook: NotebookNode) -> None:
    text = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    assert len(text) >= len(code(notebook)) / 2
    assert sum(source.startswith("## ") for source in text) >= 5


def test_it_is_stored_executed_and_without_errors(notebook: NotebookNode) -> None:
    cells = code(notebook)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    outputs = [output for cell in cells for output in cell.outputs]
    assert len(outputs) >= len(cells) - 2  # parameters and imports show nothing
    assert {output.output_type for output in outputs} <= {"execute_result", "display_data"}


def test_no_output_carries_an_address_or_a_path(notebook: NotebookNode) -> None:
    text = nbformat.writes(notebook)
    assert " at 0x" not in text
    assert str(ROOT) not in text
    assert "papermill" not in notebook.metadata
