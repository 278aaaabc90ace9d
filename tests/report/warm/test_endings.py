"""However a notebook ends, what is recorded is true and no process is left."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from .compare import notebook
from .conftest import Run, is_running, printed, within

PID = "import os\nprint(os.getpid())\nopen('pid', 'w').write(str(os.getpid()))"


def statuses(executed: NotebookNode) -> list[str]:
    return [cell.metadata.papermill.status for cell in executed.cells]


def saved(tmp_path: Path) -> NotebookNode:
    return nbformat.read(tmp_path / "executed.ipynb", as_version=4)


def errors(cell: NotebookNode) -> list[tuple[str, str]]:
    return [(out.ename, out.evalue) for out in cell.outputs if out.output_type == "error"]


def test_a_killed_kernel_fails_its_cell(run: Run, tmp_path: Path) -> None:
    with pytest.raises(DeadKernelError, match="Kernel died") as raised:
        run("", "print('so far', flush=True)\nimport os\nos.kill(os.getpid(), 9)", "2")
    executed = saved(tmp_path)
    assert statuses(executed) == ["completed", "failed", "pending"]
    assert executed.metadata.papermill.exception is True
    assert executed.cells[1].metadata.papermill.exception is True
    assert executed.cells[1].metadata.papermill.end_time
    assert errors(executed.cells[1]) == [("DeadKernelError", "Kernel died")]
    assert raised.value.cell_index == 1  # type: ignore[attr-defined]
    assert "os.kill" in raised.value.cell_source  # type: ignore[attr-defined]


def test_a_cell_that_takes_too_long_fails(
    run: Run, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CellTimeoutError, match="after 1 seconds"):
        run("", PID + "\nimport time\ntime.sleep(600)", "2", execution_timeout=1)
    executed = saved(tmp_path)
    assert statuses(executed) == ["completed", "failed", "pending"]
    assert [name for name, _ in errors(executed.cells[1])] == ["CellTimeoutError"]
    assert not is_running(int((tmp_path / "pid").read_text()))
    assert "pending" not in capfd.readouterr().err


def test_a_cell_that_takes_too_long_may_clean_up(run: Run, tmp_path: Path) -> None:
    cell = "import time\ntry:\n    time.sleep(600)\nfinally:\n    open('cleaned', 'w').close()"
    with pytest.raises(CellTimeoutError):
        run("", cell, execution_timeout=1)
    assert (tmp_path / "cleaned").exists()


def test_a_cell_that_ignores_the_interrupt_is_killed(run: Run, tmp_path: Path) -> None:
    cell = (
        PID + "\nimport time\nwhile True:\n    try: time.sleep(600)\n    except BaseException: pass"
    )
    with pytest.raises(CellTimeoutError):
        run("", cell, execution_timeout=1)
    assert not is_running(int((tmp_path / "pid").read_text()))


def test_exit_ends_the_kernel_as_in_ipykernel(run: Run, tmp_path: Path) -> None:
    with pytest.raises(DeadKernelError):
        run("", "exit()", "import asyncio\nawait asyncio.sleep(600)", "2")
    assert statuses(saved(tmp_path)) == ["completed", "completed", "failed", "pending"]


def test_too_much_memory_is_an_error_of_the_cell(run: Run) -> None:
    source = "x = bytearray(900 << 20)"
    executed = run("", source, "2", memory_mb=900)
    failed = [cell for cell in executed.cells if cell.source == source]
    assert [name for name, _ in errors(failed[0])] == ["MemoryError"]
    assert statuses(run("", source, "2")) == ["completed"] * 3


def test_exit_handlers_run_and_open_files_are_written(run: Run, tmp_path: Path) -> None:
    run(
        "import atexit, sys, types",
        "held = open('held', 'w'); n = held.write('from a name')",
        "sys.modules['m'] = m = types.ModuleType('m')\nm.file = open('module', 'w')\n"
        "n = m.file.write('from a module')",
        "_ = atexit.register(lambda: open('handler', 'w').write('from a handler'))",
        "import threading, time\ndef late():\n    time.sleep(0.5)",
        "def last():\n    late()\n    open('thread', 'w').write('t')",
        "threading.Thread(target=last).start()",
    )
    names = ("held", "module", "handler", "thread")
    assert [(tmp_path / name).read_text() for name in names] == [
        "from a name",
        "from a module",
        "from a handler",
        "t",
    ]


def test_no_process_of_a_notebook_is_left(run: Run) -> None:
    executed = run(
        "import subprocess, os, time",
        "print(subprocess.Popen(['sleep', '600']).pid)",
        "print(subprocess.Popen(['sleep', '600'], start_new_session=True).pid)",
        "print(subprocess.run('setsid sleep 600 >/dev/null 2>&1 & echo $!', shell=True,\n"
        "    capture_output=True, text=True).stdout)",
        PID,
    )
    pids = [int(printed(executed, cell)) for cell in range(1, 5)]
    assert len(set(pids)) == 4
    assert within(10, lambda: not any(map(is_running, pids)))


def test_no_temporary_file_is_left(run: Run, tmp_path: Path, monkeypatch: Any) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    run("", "import matplotlib.pyplot as plt\nplt.plot([1])", "1 / 0")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(("signum", "status"), [(signal.SIGINT, 1), (signal.SIGTERM, 143)])
def test_a_driver_that_is_told_to_stop_saves_what_is_true(
    tmp_path: Path, signum: int, status: int
) -> None:
    with _driver(tmp_path) as driver:
        kernel = int((tmp_path / "pid").read_text())
        driver.send_signal(signum)
        _, said = driver.communicate(timeout=60)
    assert driver.returncode == status, said
    assert "pending" not in said
    executed = saved(tmp_path)
    assert statuses(executed) == ["completed", "failed", "pending"]
    assert executed.metadata.papermill.exception is True
    assert not is_running(kernel)


def test_no_kernel_outlives_a_killed_driver(tmp_path: Path) -> None:
    with _driver(tmp_path) as driver:
        kernel = int((tmp_path / "pid").read_text())
        parent = int(Path(f"/proc/{kernel}/stat").read_text().split()[3])
        # Written while the cell still runs, though nothing is heard from it.
        assert within(30, lambda: statuses(saved(tmp_path)) == ["completed", "running", "pending"])
        driver.kill()
        driver.communicate()
    assert within(30, lambda: not is_running(kernel) and not is_running(parent))


def _driver(folder: Path) -> "subprocess.Popen[str]":
    """papermill in a process of its own, in the middle of a cell."""
    given = notebook(
        "", PID.replace("'pid'", "'part'") + "\nos.rename('part', 'pid')\n" + SLEEP, "2"
    )
    nbformat.write(given, folder / "in.ipynb")
    command = [sys.executable, "-m", "papermill", "--engine", "sat", "in.ipynb", "executed.ipynb"]
    driver = subprocess.Popen(
        command,
        cwd=folder,
        stderr=subprocess.PIPE,
        text=True,
        # A shell starts what runs behind it deaf to Ctrl-C, these tests too.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert within(120, lambda: (folder / "pid").exists() or driver.poll() is not None)
    assert driver.poll() is None, driver.communicate()
    return driver


SLEEP = "import time\ntime.sleep(600)"


def test_it_works_in_other_threads_and_beside_a_loop(run: Run) -> None:
    import asyncio

    found: list[NotebookNode] = []
    thread = threading.Thread(target=lambda: found.append(run("", "6 * 7")))
    thread.start()
    thread.join()

    async def inside() -> None:
        found.append(run("", "6 * 7"))

    asyncio.run(inside())
    assert [nb.cells[1].outputs[0].data["text/plain"] for nb in found] == ["42", "42"]


def test_an_outer_exception_is_not_taken_for_the_cells(run: Run) -> None:
    try:
        raise KeyError("outer")
    except KeyError:
        executed = run("", "1")
    assert statuses(executed) == ["completed", "completed"]


def test_a_disk_that_is_full_leaves_the_last_whole_notebook(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("", "'first'")
    before = (tmp_path / "executed.ipynb").read_text()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        run("", "'second'")
    assert (tmp_path / "executed.ipynb").read_text() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["executed.ipynb"]
