"""One warm process is kept, replaced when what it read has changed, and ended with its driver."""

import os
import signal
import socket
from pathlib import Path
from typing import Any

import pytest
from nbclient.exceptions import DeadKernelError

from sat.report.warm import process, surroundings
from sat.report.warm.forked import ForkedProcess
from sat.report.warm.line import Line, WarmError
from sat.report.warm.process import PIPE, Wanted, warm_up

from .conftest import Run, is_running, printed, within

WANTED = Wanted(PIPE)


def started() -> process.WarmProcess:
    warm = warm_up(WANTED, os.environ, str(Path.cwd()))
    assert isinstance(warm, process.WarmProcess)
    return warm


def test_it_is_kept(run: Run) -> None:
    assert process.start()
    warm = started()
    run("", "1")
    assert started() is warm


@pytest.mark.parametrize("name", ["MPLBACKEND", "OMP_NUM_THREADS", "LC_ALL", "TZ", "HOME"])
def test_what_is_read_at_import_is_part_of_the_key(name: str) -> None:
    before = surroundings.surroundings({"HOME": "/root"}, "/")
    after = surroundings.surroundings({"HOME": "/root", name: "other"}, "/")
    assert before.key != after.key
    assert surroundings.surroundings({"HOME": "/root", "CASE": "x"}, "/").key == before.key


def test_settings_of_the_folder_are_part_of_the_key(tmp_path: Path) -> None:
    before = surroundings.surroundings({}, str(tmp_path)).key
    (tmp_path / "matplotlibrc").write_text("lines.linewidth: 3")
    assert surroundings.surroundings({}, str(tmp_path)).key != before


def test_one_thread_of_arithmetic_unless_told_otherwise() -> None:
    assert surroundings.surroundings({}, "/").environment["OPENBLAS_NUM_THREADS"] == "1"
    told = surroundings.surroundings({"OPENBLAS_NUM_THREADS": "3"}, "/").environment
    assert told["OPENBLAS_NUM_THREADS"] == "3"


def test_another_environment_starts_another_and_the_old_one_ends(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = started()
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    shown = printed(run("", "import time\nprint(time.tzname[0])"))
    assert shown == "NZST\n"
    assert first.process.wait(30) == 0
    assert started() is not first


def test_one_that_was_killed_is_replaced(run: Run) -> None:
    warm = started()
    os.kill(warm.process.pid, signal.SIGKILL)
    assert run("", "6 * 7").cells[1].outputs[0].data["text/plain"] == "42"
    assert started() is not warm


def test_kernels_die_with_it_and_the_notebook_says_so(run: Run, tmp_path: Path) -> None:
    kill = "import os, signal, time\nopen('pid', 'w').write(str(os.getpid()))\n"
    kill += "os.kill(os.getppid(), signal.SIGKILL)\ntime.sleep(600)"
    with pytest.raises(DeadKernelError):
        run("", kill)
    pid = int((tmp_path / "pid").read_text())
    assert within(30, lambda: not is_running(pid))


def test_stop_all_ends_it_and_its_kernels() -> None:
    warm = started()
    request: dict[str, Any] = {"env": dict(os.environ), "cwd": "/"}
    own, theirs = socket.socketpair()
    kernel = process.fork_kernel(WANTED, request, theirs.fileno())
    theirs.close()
    assert kernel.poll() is None
    process.stop_all()
    assert kernel.wait(30) == -signal.SIGKILL
    assert warm.process.poll() is not None
    own.close()
    assert process.start()


def kernel_of(line: Line) -> tuple[ForkedProcess, socket.socket]:
    """A kernel asked for by a line, and what keeps it alive."""
    request = {"env": dict(os.environ), "cwd": "/", "umask": 0o022}
    own, theirs = socket.socketpair()
    try:
        with theirs:
            return line.fork(request, (1, 2), theirs.fileno()), own
    except WarmError:
        own.close()
        raise


def shared() -> Line:
    own = process.share()
    assert own
    return Line(*own)


def test_one_is_shared_by_drivers_that_come_and_go() -> None:
    one, other = shared(), shared()
    assert one.key == other.key
    for line in (one, other):
        line.await_ready()
    (first, own), (second, held) = kernel_of(one), kernel_of(other)
    one.retire()  # its kernels may finish
    assert (first.poll(), second.poll()) == (None, None)
    own.close()
    assert first.wait(30) == 0
    third, still = kernel_of(other)
    assert (second.poll(), third.poll()) == (None, None)
    process.stop_all()  # with the one who started it everything ends
    assert second.wait(30) == third.wait(30) == -signal.SIGKILL
    for sock in (held, still):
        sock.close()
    with pytest.raises(WarmError, match="the warm process has ended"):
        kernel_of(other)


def test_a_driver_that_is_killed_takes_its_own_kernels_along() -> None:
    mine, theirs = shared(), shared()
    mine.await_ready()
    kept, own = kernel_of(mine)
    told, tell = os.pipe()
    driver = os.fork()
    if not driver:
        theirs.await_ready()
        kernel, _ = kernel_of(theirs)
        os.write(tell, str(kernel.pid).encode())
        signal.pause()
    lost = int(os.read(told, 20))
    theirs.retire()
    assert is_running(lost)
    os.kill(driver, signal.SIGKILL)
    os.waitpid(driver, 0)
    assert within(30, lambda: not is_running(lost))
    assert kept.poll() is None
    own.close()
    mine.retire()
    for end in (told, tell):
        os.close(end)


def test_what_is_shared_is_the_one_that_is_kept() -> None:
    warm = started()
    line = shared()
    line.await_ready()
    (kernel, own), there = kernel_of(line), warm.process.pid
    assert Path(f"/proc/{kernel.pid}/stat").read_text().split()[3] == str(there)
    own.close()
    line.retire()
    assert started() is warm


def test_what_is_adopted_is_used_where_it_is_as_wanted(run: Run) -> None:
    own = process.share()
    assert own
    keeper = started()
    process._kept.clear()  # as in another process
    process.adopt(*own)
    adopted = warm_up(WANTED, os.environ, str(Path.cwd()))
    assert not isinstance(adopted, process.WarmProcess)
    assert run("", "6 * 7").cells[1].outputs[0].data["text/plain"] == "42"
    # With another key this process starts one of its own.
    process.adopt(own[0], ("another",))
    assert started() is not keeper
    keeper.stop()


def test_one_that_ends_before_it_is_warm_is_done_without(run: Run) -> None:
    process.stop_all()
    own = process.share()
    assert own
    process.stop_all()
    process.adopt(*own)
    assert run("", "6 * 7").cells[1].outputs[0].data["text/plain"] == "42"
    assert started().process.poll() is None


def test_elsewhere_nothing_is_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "darwin")
    assert process.share() is None


def test_a_process_that_was_forked_starts_its_own(tmp_path: Path) -> None:
    warm, told = started(), tmp_path / "told"
    pid = os.fork()
    if not pid:
        told.write_text(str(len(process._kept)))
        os._exit(0)
    os.waitpid(pid, 0)
    assert told.read_text() == "0"
    assert started() is warm


def test_threads_in_it_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    startup = tmp_path / "profile_default" / "startup"
    startup.mkdir(parents=True)
    thread = "import threading, time\nthreading.Thread(target=time.sleep, args=(600,)).start()"
    (startup / "00.py").write_text(thread)
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    with pytest.raises(WarmError, match="the warm process has 2 threads"):
        started()


def test_elsewhere_than_on_linux_it_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "darwin")
    with pytest.raises(WarmError, match="on Linux only, and this is darwin"):
        started()
    assert not process.start()


def test_a_failure_to_start_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "ipykernel.py").write_text("raise ImportError('broken here')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(WarmError, match="did not start: ImportError: broken here"):
        started()
