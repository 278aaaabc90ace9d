"""Tasks run in processes of this machine."""

import json
import os
from pathlib import Path

import pytest

from sat.report import workers
from sat.report.jobs import Task
from sat.report.outcome import Failure
from sat.report.plan import Row, grid, plan
from sat.report.store import Made
from sat.report.workers import run_here

from .conftest import RESULT, MakeNotebook

# Each notebook adds its kernel's driver to a list, for the test to count.
SIGN = """\
import os
with open("ran", "a") as file:
    file.write(f"{os.getpid()} {limit}\\n")"""


@pytest.fixture
def tasks(workbook: Path, make_notebook: MakeNotebook) -> list[Task]:
    make_notebook("tiny", SIGN, RESULT)
    rows = grid(["minimal"], Row(""), {"limit": ("1", "2", "3", "4")})
    return plan(rows, workbook / "plans")[0]


def ran(workbook: Path) -> list[list[str]]:
    return [line.split() for line in (workbook / "ran").read_text().splitlines()]


def test_every_task_comes_back_once_with_its_report(tasks: list[Task], workbook: Path) -> None:
    found = list(run_here(tasks, 2))
    assert sorted(task.tail for task, _ in found) == [f",limit={limit}" for limit in range(1, 5)]
    for task, outcome in found:
        assert isinstance(outcome, Made)
        assert json.loads(outcome.files[f"{task.stem}.json"])["parameters"] == task.parameters
    kernels = [pid for pid, _ in ran(workbook)]
    assert len(set(kernels)) == 4  # a fresh one each
    assert str(os.getpid()) not in kernels


def test_a_worker_is_replaced_when_it_has_done_its_share(
    tasks: list[Task], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "RECYCLED", 2)
    made: list[object] = []

    class Pool(workers.ProcessPoolExecutor):
        def __init__(self, *arguments: object) -> None:
            made.append(self)
            super().__init__(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(workers, "ProcessPoolExecutor", Pool)
    assert len(list(run_here(tasks, 1))) == 4
    assert len(made) == 2
    made.clear()
    monkeypatch.setattr(workers, "LARGEST", 1)  # every worker is larger than a byte
    assert len(list(run_here(tasks[:3], 1))) == 3
    assert len(made) == 3


def test_tasks_are_taken_as_workers_become_free(tasks: list[Task], workbook: Path) -> None:
    taken: list[Task] = []

    def one_by_one() -> object:
        for task in tasks:
            taken.append(task)
            yield task

    found = run_here(one_by_one(), 1)  # type: ignore[arg-type]
    next(found)
    assert len(taken) == 2  # the next one has been handed out
    found.close()  # type: ignore[attr-defined]
    assert len(ran(workbook)) <= 2


def test_nothing_to_do_starts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "ProcessPoolExecutor", None)
    assert list(run_here([], 4)) == []


def test_an_error_that_nobody_foresaw_is_one_failure(
    workbook: Path, make_notebook: MakeNotebook, tasks: list[Task]
) -> None:
    make_notebook("tiny", "from sat.display import Data\nData('ach', {'scores': 1})")
    rows = [Row("minimal", as_of="2025-02-01")]
    bad, _ = plan(rows, workbook / "plans")
    found = {task.as_of: outcome for task, outcome in run_here([*bad, *tasks[:1]], 1)}
    wrong, fine = found["2025-02-01"], found["2025-06-10"]
    assert isinstance(wrong, Failure)
    assert wrong.error.startswith("the result is not of schema ach at $.result")
    assert (wrong.cell, wrong.again) == (0, False)
    assert isinstance(fine, Made)
