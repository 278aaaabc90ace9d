"""What tests of batches share: small notebooks, and `sat report` as a process of its own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import nbformat
from click.testing import CliRunner

from sat.cli import main

PATIENCE = 120  # seconds; a machine that does much else is slow


def short_notebook(workbook: Path, root: Path, first: str = "", name: str = "ach") -> Path:
    """An ACH notebook with no more than its parameters and its result: quick to run."""
    notebook = nbformat.read(root / "notebooks" / "ach.ipynb", as_version=4)
    tags = ({"parameters"}, {"result"})
    cells = [cell for cell in notebook.cells if set(cell.metadata.get("tags", [])) in tags]
    cells[1].source = (
        f"{first}\nfrom sat import load_case\nfrom sat.ach import analyse\n"
        "from sat.ach.data import as_data\nas_data(analyse(load_case(case, as_of), analyst))"
    ).lstrip()
    for cell in cells:
        cell.update(outputs=[], execution_count=None)
    notebook.cells = cells
    path = workbook / "notebooks" / f"{name}.ipynb"
    nbformat.write(notebook, path)
    return path


def start(workbook: Path, *arguments: str) -> "subprocess.Popen[str]":
    """`sat report` as a process that leads a group, as a shell would start it."""
    return subprocess.Popen(
        [sys.executable, "-m", "sat", "report", *arguments],
        cwd=workbook,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def finish(process: "subprocess.Popen[str]") -> tuple[int, str, str]:
    """Wait for a process: its exit status, and what it said."""
    out, err = process.communicate(timeout=PATIENCE)
    return process.returncode, out, err


def sat_report(workbook: Path, *arguments: str) -> tuple[int, str, str]:
    """`sat report` from its start to its end."""
    return finish(start(workbook, *arguments))


def sat_here(*arguments: str) -> tuple[int, str, str]:
    """`sat report` in this process, for what is not about processes: its workers start faster."""
    found = CliRunner().invoke(main, ["report", "--jobs", "1", *arguments])
    return found.exit_code, found.stdout, found.stderr


def until(true: Callable[[], object], what: str) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, f"waited in vain: {what}"
        time.sleep(0.05)


def children(pid: int) -> list[int]:
    """The processes that a process has started and that have not gone."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it may just have ended
            if int(stat.read_text().rpartition(")")[2].split()[1]) == pid:
                found.append(int(stat.parent.name))
    return found


def helper(batch: "subprocess.Popen[str]", named: str) -> int:
    """One of the processes that a batch starts: workers are forks of one, kernels of the other."""
    [found] = [
        pid
        for pid in children(batch.pid)
        if named in Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8")
    ]
    return found


def descendants(pid: int) -> set[int]:
    """The processes that a process has started, and those that they have."""
    own = children(pid)
    return {*own, *(found for child in own for found in descendants(child))}


def alive(pids: set[int]) -> set[int]:
    """Those that still run; what has ended and waits to be noticed does not."""
    found = set()
    for pid in pids:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if state != "Z":
            found.add(pid)
    return found


def stop(process: "subprocess.Popen[str]", number: signal.Signals, group: bool = False) -> set[int]:
    """Send a signal, to the whole group as a terminal does or to the process alone.

    Gives the processes that it had started.
    """
    begun = descendants(process.pid)
    (os.killpg if group else os.kill)(process.pid, number)
    return begun


def everything(folder: Path) -> dict[str, bytes]:
    """The files of a folder of reports by name, but for what the program keeps for itself."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.relative_to(folder).parts[0].startswith(".")
    }


def untouched(workbook: Path, earlier: dict[str, bytes], case: str = "minimal") -> None:
    """The earlier report of a case is there to the byte, with nothing beside it."""
    now = everything(workbook / "out")
    own = {name: data for name, data in earlier.items() if name.startswith(f"{case}/")}
    assert {name: data for name, data in now.items() if name.startswith(f"{case}/")} == own
