"""Many reports, of which some fail."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from sat.report.batch import Batch, run_batch, write_failures
from sat.report.jobs import Task
from sat.report.outcome import Failure, attempt, failure
from sat.report.plan import Row, plan
from sat.report.store import Made, Published

from .conftest import RESULT, CopyCase, MakeNotebook

Told = list[tuple[str, Published | Failure]]


def files(task: Task) -> Made:
    return Made({f"{task.stem}.{kind}": b"{}" for kind in ("json", "ipynb", "html")})


def fine(tasks: Iterable[Task]) -> Iterator[tuple[Task, Made | Failure]]:
    return ((task, files(task)) for task in tasks)


def done(tasks: list[Task], workbook: Path, run: object = fine, force: bool = False) -> Batch:
    batch = Batch()
    told: Told = []
    run_batch(
        batch,
        tasks,
        workbook / "out",
        run,  # type: ignore[arg-type]
        lambda task, what: told.append((task.title, what)),
        force,
    )
    assert [title for title, _ in told] == [task.title for task in tasks]
    return batch


@pytest.fixture
def tasks(workbook: Path, make_notebook: MakeNotebook, copy_case: CopyCase) -> list[Task]:
    make_notebook("tiny", RESULT)
    copy_case("oak")
    found, failures = plan([Row("minimal"), Row("oak")], workbook / "plans")
    assert failures == []
    return found


def test_what_is_fresh_is_not_run(tasks: list[Task], workbook: Path) -> None:
    first = done(tasks, workbook)
    assert (first.made, first.kept, first.ended) == (2, 0, 2)
    second = done(tasks, workbook)
    assert (second.made, second.kept, second.ended) == (0, 2, 2)
    third = done(tasks, workbook, force=True)
    assert (third.made, third.kept) == (2, 0)


def test_one_that_fails_does_not_stop_the_others(tasks: list[Task], workbook: Path) -> None:
    def run(waiting: Iterable[Task]) -> Iterator[tuple[Task, Made | Failure]]:
        for task in waiting:
            bad = task.case_id == "minimal"
            yield task, failure(task, ZeroDivisionError("by \x1b zero")) if bad else files(task)

    batch = done(tasks, workbook, run)
    assert batch.made == 1
    [found] = batch.failures
    assert found.error == r"ZeroDivisionError: by \u001b zero"
    assert found.title == "minimal 2025-06-10 tiny"


def test_a_report_that_cannot_be_written_is_a_failure(tasks: list[Task], workbook: Path) -> None:
    (workbook / "out").mkdir()
    (workbook / "out" / "minimal").write_text("a file where a folder should be")
    batch = done(tasks, workbook)
    assert batch.made == 1
    assert batch.failures[0].error.startswith("[Errno ")


def test_where_nothing_can_be_written_nothing_is_run(tasks: list[Task], workbook: Path) -> None:
    (workbook / "out").write_text("a file where the folder should be")

    def run(_: object) -> Iterator[tuple[Task, Made | Failure]]:
        raise AssertionError("it was run")

    with pytest.raises(OSError, match="out"):
        done(tasks, workbook, run)


def test_failures_say_what_failed_where_and_with_what(
    workbook: Path, make_notebook: MakeNotebook
) -> None:
    make_notebook("tiny", "x = limit\n1 / 0")
    row = Row("minimal", parameters={"limit": "8"})
    tasks, _ = plan([row], workbook / "out")
    found = attempt(tasks[0])
    assert isinstance(found, Failure)
    path = write_failures(workbook / "out", tasks, ["minimal"], [found])
    assert path == workbook / "out" / "failures.json"
    assert json.loads(path.read_text()) == [
        {
            "case_id": "minimal",
            "as_of": "2025-06-10",
            "notebook": "tiny",
            "parameters": {"case": "minimal", "as_of": "2025-06-10", "limit": 8, "share": 0.5},
            "error": "notebook tiny failed in cell 4: ZeroDivisionError: division by zero\n"
            "    x = limit\n    1 / 0",
            "cell": 4,
            "input": "x = limit\n1 / 0",
        }
    ]


def test_failures_of_what_was_not_tried_again_stay(tasks: list[Task], workbook: Path) -> None:
    out = workbook / "out"
    failed = [failure(task, OSError("full")) for task in tasks]
    write_failures(out, tasks, [], failed)
    whole = Failure("elm", "", "", {}, "it is broken")
    write_failures(out, [], ["elm"], [whole])
    rows = json.loads((out / "failures.json").read_text())
    assert [row["case_id"] for row in rows] == ["minimal", "oak", "elm"]
    write_failures(out, tasks[:1], [], [])
    write_failures(out, [], ["elm"], [])
    rows = json.loads((out / "failures.json").read_text())
    assert [row["case_id"] for row in rows] == ["oak"]
    assert write_failures(out, tasks[1:], [], []) is None
    assert not (out / "failures.json").exists()


@pytest.mark.parametrize("content", ["", "{}", "[3]", '[{"case_id": "oak"}]'])
def test_a_file_of_failures_that_is_none_is_written_anew(
    tasks: list[Task], workbook: Path, content: str
) -> None:
    (workbook / "out").mkdir()
    (workbook / "out" / "failures.json").write_text(content)
    write_failures(workbook / "out", tasks, [], [failure(tasks[0], OSError("full"))])
    assert len(json.loads((workbook / "out" / "failures.json").read_text())) == 1
