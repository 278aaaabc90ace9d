"""Cases to test with, and a way to break one cell at a time."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from sat.case import Case, load_case

HERE = Path(__file__).parent
ROOT = HERE.parent
SHARED = ROOT.parent / "shared"
MINIMAL = HERE / "cases" / "minimal"
FLAGSHIP = ROOT / "data" / "cases" / "jnim-urban-attacks"

# Property tests try the same examples on every run, and none is timed.
settings.register_profile("workbook", derandomize=True, deadline=None, database=None)
settings.load_profile("workbook")


@pytest.fixture
def root() -> Path:
    """The workbook's top folder."""
    return ROOT


@pytest.fixture
def shared() -> Path:
    """The folder of reference data beside the checkout; without it the test is skipped."""
    if not SHARED.is_dir():
        pytest.skip("needs the reference data beside the checkout, which is not there")
    return SHARED


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the minimal case, to be changed at will."""
    return Path(shutil.copytree(MINIMAL, tmp_path / "minimal"))


@pytest.fixture
def minimal() -> Case:
    """The minimal case; `cases/minimal.md` has its answers worked by hand."""
    return load_case(MINIMAL)


@pytest.fixture
def workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workbook with the minimal case and no notebook yet; the current folder is in it."""
    root = tmp_path / "workbook"
    (root / "notebooks").mkdir(parents=True)
    shutil.copytree(MINIMAL, root / "data" / "cases" / "minimal")
    monkeypatch.chdir(root)
    return root


Edit = Callable[[str, int, str, str], Path]


@pytest.fixture
def edit(folder: Path) -> Edit:
    """``edit(table, line, column, value)`` changes one cell of the copy and gives its folder."""

    def change(table: str, line: int, column: str, value: str) -> Path:
        path = folder / f"{table}.csv"
        with path.open(newline="", encoding="utf-8") as file:
            rows = list(csv.reader(file))
        rows[line - 1][rows[0].index(column)] = value
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
        return folder

    return change
