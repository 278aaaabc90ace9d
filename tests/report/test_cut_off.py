"""A notebook that is cut off, and a disk that takes nothing more, cost no report but their own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from .batches import everything, sat_here, short_notebook, untouched
from .conftest import CopyCase

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits and mounts of Linux")


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
