"""Nothing is lost: whatever ends a batch, earlier reports stay, nothing runs on, it can go on."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from .batches import (
    alive,
    children,
    everything,
    finish,
    helper,
    sat_here,
    short_notebook,
    start,
    stop,
    until,
    untouched,
)
from .conftest import CopyCase

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

# The first notebook says that it runs, then waits to be ended.
WAIT = """\
import os, pathlib, time
if os.path.exists("wait") and case == "minimal":
    pathlib.Path("running").touch()
    time.sleep(600)"""


@pytest.fixture
def earlier(workbook: Path, root: Path, copy_case: CopyCase) -> dict[str, bytes]:
    """Two cases with a report each; both have changed since, and the first one now waits."""
    short_notebook(workbook, root, WAIT)
    copy_case("oak")
    code, _, err = sat_here("--output", "out")
    assert code == 0, err
    for case in ("minimal", "oak"):
        toml = workbook / "data" / "cases" / case / "case.toml"
        toml.write_text(toml.read_text().replace("next spring", "in May"))
    (workbook / "wait").touch()
    return everything(workbook / "out")


def finished(workbook: Path, earlier: dict[str, bytes]) -> None:
    """The same command makes what is missing."""
    (workbook / "wait").unlink(missing_ok=True)
    code, _, err = sat_here("--output", "out")
    assert code == 0, err
    now = everything(workbook / "out")
    assert set(now) == set(earlier)
    assert b"in May" in now["minimal/2025-06-10/ach.html"]
    assert b"in May" in now["oak/2025-06-10/ach.html"]
    assert not [path for path in (workbook / "out").rglob("*") if path.suffix == ".part"]


@pytest.mark.parametrize(
    ("number", "group", "status", "words"),
    [
        (signal.SIGTERM, False, 143, "stopped: "),
        (signal.SIGINT, True, 130, "stopped: "),
        (signal.SIGKILL, False, -9, ""),
    ],
    ids=["ended", "Ctrl-C", "killed"],
)
def test_a_batch_that_is_ended_leaves_no_process_and_can_go_on(
    workbook: Path,
    earlier: dict[str, bytes],
    number: signal.Signals,
    group: bool,
    status: int,
    words: str,
) -> None:
    batch = start(workbook, "--output", "out", "--jobs", "1")
    until((workbook / "running").exists, "the first notebook runs")
    begun = stop(batch, number, group)
    code, _, err = finish(batch)
    assert len(begun) >= 2  # a worker and a kernel
    assert code == status
    assert words in err
    assert "Traceback" not in err
    until(lambda: not alive(begun), "all that was started has ended")
    untouched(workbook, earlier)
    finished(workbook, earlier)
    if number == signal.SIGKILL:  # the whole is what one quiet run makes
        assert sat_here("--output", "quiet")[0] == 0
        assert everything(workbook / "quiet") == everything(workbook / "out")


def test_a_worker_that_is_killed_is_replaced_and_its_report_made(
    workbook: Path, earlier: dict[str, bytes]
) -> None:
    batch = start(workbook, "--output", "out", "--jobs", "1")
    until((workbook / "running").exists, "the first notebook runs")
    (workbook / "wait").unlink()
    [worker], [kernel] = children(helper(batch, "forkserver")), children(helper(batch, "zygote"))
    os.kill(worker, signal.SIGKILL)
    code, _, err = finish(batch)
    assert code == 0, err
    assert "2 reports: 2 made in " in err
    until(lambda: not alive({kernel}), "the kernel of the worker has ended")
    finished(workbook, earlier)


def test_a_warm_process_that_is_killed_is_replaced_and_its_report_made(
    workbook: Path, earlier: dict[str, bytes]
) -> None:
    batch = start(workbook, "--output", "out", "--jobs", "1")
    until((workbook / "running").exists, "the first notebook runs")
    (workbook / "wait").unlink()
    os.kill(helper(batch, "zygote"), signal.SIGKILL)
    code, _, err = finish(batch)
    assert code == 0, err
    assert "2 reports: 2 made in " in err
    finished(workbook, earlier)


def test_two_batches_into_one_folder_leave_whole_reports(
    workbook: Path, root: Path, earlier: dict[str, bytes]
) -> None:
    (workbook / "wait").unlink()
    both = [start(workbook, "--output", "out", "--jobs", "1", "--force") for _ in range(2)]
    seen, broken = 0, []
    while any(batch.poll() is None for batch in both):
        for path in (workbook / "out").glob("[!.]*/*/*"):
            text = path.read_text(encoding="utf-8") if path.suffix != ".part" else "{}"
            whole = text.rstrip().endswith("</html>" if path.suffix == ".html" else "}")
            broken += [] if whole else [path.name]
            seen += 1
        time.sleep(0.01)
    for batch in both:
        code, _, err = finish(batch)
        assert code == 0, err
    assert seen > 100
    assert broken == []
    finished(workbook, earlier)
