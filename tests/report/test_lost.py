"""Nothing is lost: whatever ends a batch, earlier reports stay, nothing runs on, it can go on."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from .batches import (
    alive,
    children,
    descendants,
    everything,
    finish,
    sat_here,
    short_notebook,
    start,
    stop,
    until,
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
    """The same command makes what is missing, and the whole is what one quiet run makes."""
    (workbook / "wait").unlink(missing_ok=True)
    code, _, err = sat_here("--output", "out")
    assert code == 0, err
    now = everything(workbook / "out")
    assert set(now) == set(earlier)
    assert b"in May" in now["minimal/2025-06-10/ach.html"]
    assert b"in May" in now["oak/2025-06-10/ach.html"]
    assert sat_here("--output", "quiet")[0] == 0
    assert everything(workbook / "quiet") == now
    assert not [path for path in (workbook / "out").rglob("*") if path.suffix == ".part"]


def untouched(workbook: Path, earlier: dict[str, bytes], case: str = "minimal") -> None:
    """The earlier report of a case is there to the byte, with nothing beside it."""
    now = everything(workbook / "out")
    own = {name: data for name, data in earlier.items() if name.startswith(f"{case}/")}
    assert {name: data for name, data in now.items() if name.startswith(f"{case}/")} == own


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


def test_a_worker_that_is_killed_is_replaced_and_its_report_made(
    workbook: Path, earlier: dict[str, bytes]
) -> None:
    batch = start(workbook, "--output", "out", "--jobs", "1")
    until((workbook / "running").exists, "the first notebook runs")
    (workbook / "wait").unlink()
    # Workers are forks of one process, which is a child of the batch; kernels are below workers.
    [worker] = [
        pid
        for server in children(batch.pid)
        for pid in children(server)
        if children(pid) and children(server)
    ]
    begun = descendants(worker) | {worker}
    os.kill(worker, signal.SIGKILL)
    code, _, err = finish(batch)
    assert code == 0, err
    assert "2 reports: 2 made in " in err
    until(lambda: not alive(begun), "the kernel of the worker has ended")
    finished(workbook, earlier)


@pytest.mark.parametrize(
    ("source", "arguments", "why"),
    [
        ("os.kill(os.getpid(), 9)", (), "its kernel died"),
        ("time.sleep(600)", ("--timeout", "2"), "it took more than 2 s"),
        ("bytearray(3_000_000_000)", ("--memory", "2000"), "MemoryError"),
    ],
    ids=["killed", "too long", "too much"],
)
def test_a_notebook_that_is_cut_off_is_one_failure(
    workbook: Path,
    root: Path,
    copy_case: CopyCase,
    source: str,
    arguments: tuple[str, ...],
    why: str,
) -> None:
    short_notebook(workbook, root)
    copy_case("oak")
    assert sat_here("--output", "out")[0] == 0
    earlier = everything(workbook / "out")
    short_notebook(workbook, root, f'import os, time\nif case == "minimal":\n    {source}')
    code, _, err = sat_here("--output", "out", *arguments)
    assert code == 1
    assert f"no report of minimal 2025-06-10 ach: notebook ach failed in cell 3: {why}" in err
    assert "2 reports: 1 made, 1 failed in " in err
    untouched(workbook, earlier)
    [entry] = json.loads((workbook / "out" / "failures.json").read_text())
    assert (entry["case_id"], entry["notebook"], entry["cell"]) == ("minimal", "ach", 3)
    assert source in entry["input"]
    assert why in entry["error"]
    short_notebook(workbook, root)
    code, _, err = sat_here("--output", "out")
    assert code == 0, err
    assert not (workbook / "out" / "failures.json").exists()


def test_a_kernel_that_dies_once_is_tried_again(workbook: Path, root: Path) -> None:
    first = """\
import os, pathlib
if not os.path.exists("died"):
    pathlib.Path("died").touch()
    os.kill(os.getpid(), 9)"""
    short_notebook(workbook, root, first)
    code, _, err = sat_here("--output", "out")
    assert code == 0, err
    assert (workbook / "died").exists()


@pytest.fixture
def small_disk(workbook: Path) -> Iterator[Path]:
    """A disk of two megabytes where reports go."""
    place = workbook / "out"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=2m", "none", str(place)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a small tmpfs")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_leaves_the_earlier_reports_whole(
    workbook: Path, root: Path, small_disk: Path
) -> None:
    short_notebook(workbook, root)
    assert sat_here("--output", "out")[0] == 0
    earlier = everything(small_disk)
    with (small_disk / ".fill").open("wb") as file:
        while True:
            try:
                os.write(file.fileno(), bytes(4096))
            except OSError:
                break
    code, _, err = sat_here("--output", "out", "--force")
    assert code == 1
    assert "no report of minimal 2025-06-10 ach: [Errno 28] No space left on device" in err
    assert "failures.json cannot be written: [Errno 28]" in err
    assert everything(small_disk) == earlier
    assert not list(small_disk.rglob("*.part"))
    (small_disk / ".fill").unlink()
    code, _, err = sat_here("--output", "out", "--force")
    assert code == 0, err
    assert everything(small_disk) == earlier


def test_a_folder_that_cannot_be_written_is_found_out_first(
    workbook: Path, root: Path, small_disk: Path
) -> None:
    short_notebook(workbook, root)
    assert sat_here("--output", "out")[0] == 0
    earlier = everything(small_disk)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    short_notebook(workbook, root, 'open("ran", "w").close()')
    code, out, err = sat_here("--output", "out")
    assert (code, out) == (1, "")
    assert err.startswith("no reports in out: [Errno 30] Read-only file system")
    assert not (workbook / "ran").exists()
    assert everything(small_disk) == earlier
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    assert sat_here("--output", "out")[0] == 0


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
