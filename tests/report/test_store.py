"""Reports put in place."""

import os
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from sat.report.jobs import Task
from sat.report.plan import Row, plan
from sat.report.stamp import fresh, stamp_path
from sat.report.store import Made, locked, store

from .conftest import MakeNotebook


@pytest.fixture
def task(workbook: Path, make_notebook: MakeNotebook) -> Task:
    make_notebook("tiny")
    [[task], _] = plan([Row("minimal")], workbook / "out")
    return replace(task, formats=("html", "pdf", "docx"))


def files(page: bytes, *more: str) -> dict[str, bytes]:
    return {"tiny.json": b"{}", "tiny.html": page, **{f"tiny.{kind}": page for kind in more}}


def names(workbook: Path) -> list[str]:
    folder = workbook / "out" / "minimal" / "2025-06-10"
    return sorted(path.name for path in folder.iterdir())


def test_what_was_made_is_published_and_what_a_person_reads_is_named(
    task: Task, workbook: Path
) -> None:
    found = store(task, Made(files(b"one", "docx"), ("no PDF",)), workbook / "out")
    assert [path.name for path in found.files] == ["tiny.html", "tiny.docx"]
    assert found.said == ("no PDF",)
    assert names(workbook) == ["tiny.docx", "tiny.html", "tiny.json"]


def test_print_of_another_page_is_taken_away_and_of_the_same_page_stays(
    task: Task, workbook: Path
) -> None:
    out = workbook / "out"
    store(task, Made(files(b"one", "pdf", "docx")), out)
    store(task, Made(files(b"one")), out)
    assert names(workbook) == ["tiny.docx", "tiny.html", "tiny.json", "tiny.pdf"]
    assert len(fresh(task, out)) == 3
    store(task, Made(files(b"two", "pdf")), out)
    assert names(workbook) == ["tiny.html", "tiny.json", "tiny.pdf"]
    assert fresh(task, out) == ()


def test_print_that_was_edited_does_not_pass_for_the_page_s(task: Task, workbook: Path) -> None:
    out = workbook / "out"
    store(task, Made(files(b"one", "docx")), out)
    (out / "minimal" / "2025-06-10" / "tiny.docx").write_bytes(b"own")
    store(task, Made(files(b"one")), out)
    assert names(workbook) == ["tiny.html", "tiny.json"]


def test_a_report_of_a_case_that_changed_meanwhile_is_made_again(
    task: Task, workbook: Path
) -> None:
    out = workbook / "out"
    store(task, Made(files(b"one")), out)
    store(task, Made(files(b"one"), steady=False), out)
    assert not stamp_path(task, out).exists()
    assert fresh(replace(task, formats=("html",)), out) == ()


def test_where_one_file_cannot_be_written_none_is_replaced(
    task: Task, workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = workbook / "out"
    store(task, Made(files(b"one")), out)
    count = 0

    def fail(handle: int) -> None:
        nonlocal count
        count += 1
        if count == 2:
            raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="no space left"):
        store(task, Made({"tiny.json": b"[]", "tiny.html": b"two"}), out)
    monkeypatch.undo()
    folder = out / "minimal" / "2025-06-10"
    assert (folder / "tiny.json").read_bytes() == b"{}"
    assert (folder / "tiny.html").read_bytes() == b"one"
    assert names(workbook) == ["tiny.html", "tiny.json"]


def test_a_run_killed_between_two_files_is_found_out(
    task: Task, workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = workbook / "out"
    task = replace(task, formats=("html",))
    store(task, Made(files(b"one")), out)
    assert fresh(task, out)
    replaced = Path.replace
    count = 0

    def die(self: Path, target: Path) -> Path:
        nonlocal count
        count += 1
        if count == 2:
            raise KeyboardInterrupt
        return replaced(self, target)

    monkeypatch.setattr(Path, "replace", die)
    with pytest.raises(KeyboardInterrupt):
        store(task, Made({"tiny.json": b"[]", "tiny.html": b"two"}), out)
    monkeypatch.undo()
    assert fresh(task, out) == ()


def test_what_a_killed_run_left_is_swept_away(task: Task, workbook: Path) -> None:
    folder = workbook / "out" / "minimal" / "2025-06-10"
    folder.mkdir(parents=True)
    (folder / ".part-abc.part").write_text("half")
    store(task, Made(files(b"one")), workbook / "out")
    assert names(workbook) == ["tiny.html", "tiny.json"]


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    pytest.importorskip("fcntl")
    order = []

    def other() -> None:
        with locked(tmp_path):
            order.append("other")

    with locked(tmp_path):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(0.2)
        order.append("first")
    thread.join()
    assert order == ["first", "other"]
