"""A small workbook of its own to run notebooks in, and the flagship's reports, made once."""

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from sat.report.jobs import Job
from sat.report.run import run

ROOT = Path(__file__).parents[2]

PARAMETERS = 'case = "minimal"\nas_of = ""\nlimit = 3\nshare = 0.5'
RESULT = """\
from sat import load_case
from sat.ach import analyse
from sat.ach.data import as_data
as_data(analyse(load_case(case, as_of)))"""

MakeNotebook = Callable[..., Path]
CopyCase = Callable[..., Path]


@pytest.fixture
def make_notebook(workbook: Path) -> MakeNotebook:
    """``make_notebook("tiny", "1 + 1")`` writes a notebook: parameters, then these cells."""

    def make(name: str, *sources: str, tags: tuple[str, ...] = ("parameters",)) -> Path:
        first = new_code_cell(PARAMETERS, metadata={"tags": list(tags)})
        cells = [new_markdown_cell("# Tiny\n\nText under the title."), first]
        cells += [new_code_cell(source) for source in sources]
        notebook = new_notebook(cells=cells, metadata={"sat": {"needs": ["ratings"]}})
        notebook.metadata["kernelspec"] = {
            "name": "python3",
            "display_name": "Python 3",
            "language": "python",
        }
        for number, cell in enumerate(cells):
            cell["id"] = f"cell-{number}"
        path = workbook / "notebooks" / f"{name}.ipynb"
        nbformat.write(notebook, path)
        return path

    return make


@pytest.fixture
def pango() -> None:
    """WeasyPrint with its system library; without it the test is skipped."""
    try:
        import weasyprint  # noqa: F401
    except (OSError, ImportError):
        pytest.skip("needs the system library Pango, which is not here")


def report(tmp: Path, case: str | Path, **parameters: str) -> Path:
    """The ACH report of a case as HTML, made in the real workbook."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        return run(Job("ach", case, parameters), tmp)


@pytest.fixture(scope="session")
def flagship_2024(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The flagship's report just after the Bamako raid."""
    return report(tmp_path_factory.mktemp("2024"), "jnim-urban-attacks", as_of="2024-09-30")


@pytest.fixture(scope="session")
def flagship_now(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The flagship's report at its newest cut."""
    return report(tmp_path_factory.mktemp("now"), "jnim-urban-attacks")
