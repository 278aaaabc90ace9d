"""Tasks on a Dask cluster: a scheduler and two workers, processes of their own over TCP."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from .batches import PATIENCE, everything, finish, sat_here, short_notebook, start, until
from .conftest import CopyCase

pytest.importorskip("distributed")

WAIT = """\
import os, pathlib, time
if os.path.exists("wait"):
    pathlib.Path(f"running-{os.getppid()}-{case}").touch()
    while os.path.exists("wait"):
        time.sleep(0.05)"""


@dataclass
class Cluster:
    """The scheduler's address, and the workers."""

    address: str
    workers: list["subprocess.Popen[bytes]"]


def dask(*arguments: str, log: Path, cwd: Path) -> "subprocess.Popen[bytes]":
    with log.open("wb") as file:
        return subprocess.Popen(
            [sys.executable, "-m", "dask", *arguments],
            cwd=cwd,
            stdout=file,
            stderr=file,
            start_new_session=True,
        )


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A cluster that knows nothing of the workbook: it runs in another folder."""
    place = tmp_path / "elsewhere"
    place.mkdir()
    log = tmp_path / "scheduler.log"
    own = ("--host", "127.0.0.1", "--no-dashboard")
    scheduler = dask("scheduler", "--port", "0", *own, log=log, cwd=place)
    found: list[str] = []

    def address() -> bool:
        found[:] = re.findall(r"Scheduler at:\s+(tcp://\S+)", log.read_text())
        return bool(found)

    until(address, "the scheduler says where it is")
    workers = [
        dask(
            "worker", found[0], *own, "--nthreads", "1", "--local-directory", str(place),
            log=tmp_path / f"worker-{number}.log", cwd=place,
        )
        for number in range(2)
    ]  # fmt: skip
    yield Cluster(found[0], workers)
    for process in (*workers, scheduler):
        with_group(process)


def with_group(process: "subprocess.Popen[bytes]") -> None:
    """End a process and the group that it leads."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(PATIENCE)


def test_the_same_reports_as_here_though_a_worker_is_killed(
    workbook: Path, root: Path, copy_case: CopyCase, cluster: Cluster
) -> None:
    short_notebook(workbook, root, WAIT)
    for name in ("ash", "elm", "oak"):
        copy_case(name)
    assert sat_here("--output", "here")[0] == 0
    (workbook / "wait").touch()
    batch = start(workbook, "--scheduler", cluster.address, "--output", "there")
    until(lambda: len(list(workbook.glob("running-*"))) >= 2, "both workers are at work")
    os.killpg(cluster.workers[0].pid, signal.SIGKILL)
    (workbook / "wait").unlink()
    code, out, err = finish(batch)
    assert code == 0, err
    assert "4 reports: 4 made in " in err
    assert len(out.splitlines()) == 5
    assert everything(workbook / "there") == everything(workbook / "here")


def test_a_case_at_an_address_is_read_by_the_worker(
    workbook: Path, root: Path, copy_case: CopyCase, cluster: Cluster
) -> None:
    short_notebook(workbook, root)
    share = copy_case("oak", workbook / "share")
    assert sat_here(str(share), "--output", "here")[0] == 0
    address = f"file://{share}"
    code, out, err = sat_here(address, "--scheduler", cluster.address, "--output", "there")
    assert code == 0, err
    assert "there/oak/2025-06-10/ach.html" in out
    assert everything(workbook / "there") == everything(workbook / "here")


def test_a_notebook_that_fails_there_is_told_here(
    workbook: Path, root: Path, cluster: Cluster
) -> None:
    short_notebook(workbook, root, "1 / 0")
    code, _, err = sat_here("--scheduler", cluster.address, "--output", "there")
    assert code == 1
    assert "ach failed in cell 3: ZeroDivisionError: division by zero" in err


def test_without_a_scheduler_nothing_is_done(workbook: Path, root: Path) -> None:
    short_notebook(workbook, root)
    code, _, err = sat_here("--scheduler", "nonsense://here", "--output", "there")
    assert code == 1
    assert err.startswith("no reports in there: no scheduler at nonsense://here: ")
