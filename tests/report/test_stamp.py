"""What a report was made from."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sat.report.jobs import Task
from sat.report.plan import Row, plan
from sat.report.stamp import case_hash, code_hash, fresh, key_of, stamp_path
from sat.report.store import Made, store

from .conftest import MakeNotebook


@pytest.fixture
def task(workbook: Path, make_notebook: MakeNotebook) -> Task:
    make_notebook("tiny")
    [[task], _] = plan([Row("minimal")], workbook / "out")
    return task


@pytest.fixture
def made(task: Task, workbook: Path) -> Task:
    """The task, done: its report is in `out`."""
    files = {f"tiny.{kind}": kind.encode() for kind in ("json", "ipynb", "html")}
    store(task, Made(files), workbook / "out")
    return task


def again(workbook: Path) -> Task:
    [[task], _] = plan([Row("minimal")], workbook / "out")
    return task


def test_a_finished_report_is_fresh_and_its_page_is_named(made: Task, workbook: Path) -> None:
    folder = workbook / "out" / "minimal" / "2025-06-10"
    assert fresh(made, workbook / "out") == (folder / "tiny.html",)
    assert fresh(again(workbook), workbook / "out") == (folder / "tiny.html",)


def edit_case(workbook: Path) -> None:
    path = workbook / "data" / "cases" / "minimal" / "evidence.csv"
    path.write_text(path.read_text().replace("mill", "dam"))


def edit_notebook(workbook: Path) -> None:
    path = workbook / "notebooks" / "tiny.ipynb"
    path.write_text(path.read_text().replace("Text under", "Words under"))


def edit_default(workbook: Path) -> None:
    path = workbook / "notebooks" / "tiny.ipynb"
    path.write_text(path.read_text().replace("limit = 3", "limit = 4"))


def edit_page(workbook: Path) -> None:
    path = workbook / "out" / "minimal" / "2025-06-10" / "tiny.html"
    path.write_text("HTML")


def lose_data(workbook: Path) -> None:
    (workbook / "out" / "minimal" / "2025-06-10" / "tiny.json").unlink()


def lose_stamp(workbook: Path) -> None:
    (workbook / "out" / ".made" / "minimal" / "2025-06-10" / "tiny.json").unlink()


def spoil_stamp(workbook: Path) -> None:
    path = workbook / "out" / ".made" / "minimal" / "2025-06-10" / "tiny.json"
    path.write_text('{"key": 3, "files": []}')


@pytest.mark.parametrize(
    "change",
    [edit_case, edit_notebook, edit_default, edit_page, lose_data, lose_stamp, spoil_stamp],
)
def test_a_change_of_anything_makes_it_anew(
    made: Task, workbook: Path, change: Callable[[Path], None]
) -> None:
    change(workbook)
    assert fresh(again(workbook), workbook / "out") == ()


def touch(workbook: Path) -> None:
    for path in workbook.rglob("*"):
        os.utime(path)


def note(workbook: Path) -> None:
    (workbook / "data" / "cases" / "minimal" / "notes.md").write_text("to do")


def execute(workbook: Path) -> None:
    path = workbook / "notebooks" / "tiny.ipynb"
    path.write_text(path.read_text().replace('"execution_count": null', '"execution_count": 5'))


@pytest.mark.parametrize("change", [touch, note, execute])
def test_what_decides_nothing_leaves_it_as_it_is(
    made: Task, workbook: Path, change: Callable[[Path], None]
) -> None:
    change(workbook)
    assert fresh(again(workbook), workbook / "out") != ()


def test_parameters_versions_and_formats_decide(
    made: Task, workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = workbook / "out"
    assert fresh(replace(made, parameters={**made.parameters, "limit": 9}), out) == ()
    assert fresh(replace(made, formats=("html", "pdf")), out) == ()
    monkeypatch.setattr("sat.report.stamp.code_hash", lambda: "another")
    assert fresh(made, out) == ()


def test_event_data_decide_only_where_they_are_asked_for(task: Task, workbook: Path) -> None:
    asked = replace(task, parameters={**task.parameters, "event_data": "ged.csv"})
    before = key_of(task), key_of(asked)
    folder = workbook / "data" / "events"
    folder.mkdir()
    (folder / "ged.csv").write_text("id\n")
    assert key_of(task) == before[0]
    assert key_of(asked) != before[1]


def test_the_hash_of_a_case_is_of_names_and_contents(folder: Path) -> None:
    first = case_hash(folder)
    (folder / "evidence.csv").rename(folder / "evidense.csv")
    second = case_hash(folder)
    (folder / "evidence.csv").mkdir()  # no file, and it is not read as one
    assert len({first, second, case_hash(folder)}) == 3
    assert len(code_hash()) == 64


def test_a_stamp_is_out_of_the_way_of_reports(made: Task, workbook: Path) -> None:
    path = stamp_path(made, workbook / "out")
    assert path == workbook / "out" / ".made" / "minimal" / "2025-06-10" / "tiny.json"
    assert path.is_file()
