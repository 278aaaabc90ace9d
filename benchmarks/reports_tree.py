"""What a command costs with all its children: seconds, processor time, memory of the whole tree.

The command runs under a process of its own to which every orphan of the tree falls (a Linux
"subreaper"), so that the time of children that were killed, or left behind by their parents, is
counted once they are gone. What escapes even that (children of a process that ignores their end)
is seen in samples of /proc: both figures are given. Memory is the sum over the tree of each
process's proportional share (PSS): a page that several hold counts once. The peak resident size
that the system keeps would count what a forked child shares with its parent again and again.
"""

import ctypes
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER
GRACE = 5.0  # seconds in which what is left may end
EVERY = 0.2  # seconds between two looks at the tree
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cost:
    """Of commands run one after the other.

    ``cpu`` is what the system counted, user and system, in seconds; ``seen`` what samples saw, at
    most as much where all is counted. ``pss`` is the peak in megabytes, 0 where it was not sampled.
    ``most`` is the largest number of processes at a time, ``left`` how many had to be ended after
    the last command. ``failed`` is the exit status of the first that failed, with the last lines
    that it wrote in ``said``; the others were then not run.
    """

    wall: float
    cpu: float
    seen: float
    pss: float
    most: int
    left: int
    failed: int
    said: str

    @property
    def lost(self) -> bool:
        """Did samples see more processor time than was counted?"""
        return self.seen > 1.05 * self.cpu + 0.1


def measured(
    commands: Sequence[Sequence[str]],
    env: Mapping[str, str],
    cwd: Path,
    memory_every: float = 0.0,
    most_seconds: float = 1800.0,
) -> Cost:
    """The cost of commands; memory is sampled so often (seconds), or not at all.

    Sampling memory slows a tree down: take the times from another run.
    """
    wanted = [[list(command) for command in commands], memory_every, most_seconds]
    done = subprocess.run(
        [sys.executable, __file__],
        input=json.dumps(wanted),
        env=dict(env),
        cwd=cwd,
        text=True,
        stdout=subprocess.PIPE,
        check=True,
    )
    return Cost(**json.loads(done.stdout))


class Sampler(threading.Thread):
    """Looks at all processes below this one: their times always, their memory now and then."""

    def __init__(self, memory_every: float):
        super().__init__(daemon=True)
        self.every = memory_every
        self.over = threading.Event()
        self.times: dict[tuple[int, str], int] = {}
        self.most, self.pss = 0, 0.0
        self.asker = os.getppid()

    def run(self) -> None:
        """Sample until ``over``. Where nobody waits for the figures any more, end everything."""
        due = 0.0
        while not self.over.wait(min(EVERY, self.every or EVERY)):
            if os.getppid() != self.asker:
                kill(below())
                os._exit(1)
            pids = [process.pid for process in below()]
            self.most = max(self.most, len(pids))
            for pid in pids:
                self._time(pid)
            if self.every and time.monotonic() >= due:
                due = time.monotonic() + self.every
                self.pss = max(self.pss, sum(share(pid) for pid in pids))

    def _time(self, pid: int) -> None:
        with suppress(OSError):
            stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
            fields = stat.rpartition(")")[2].split()
            self.times[pid, fields[19]] = int(fields[11]) + int(fields[12])

    @property
    def seen(self) -> float:
        """Seconds of processor time that samples saw."""
        return sum(self.times.values()) / TICK


def below() -> list[psutil.Process]:
    """All processes that this one started, at whatever remove."""
    return list(psutil.Process().children(recursive=True))


def kill(processes: list[psutil.Process]) -> None:
    """End processes at once."""
    for process in processes:
        with suppress(psutil.Error):
            process.kill()


def share(pid: int) -> float:
    """Megabytes that a process holds, those shared with others in part; 0 where it is gone."""
    with suppress(OSError):
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
        return sum(int(row.split()[1]) for row in text.splitlines() if row[:4] == "Pss:") / 1024
    return 0.0


def run(commands: list[list[str]], memory_every: float, most_seconds: float) -> Cost:
    """Run commands below this process, to which orphans fall, and wait for all that they left."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)
    sampler = Sampler(memory_every)
    sampler.start()
    start, failed, said = time.perf_counter(), 0, b""
    for command in commands:
        failed, said = _one(command, start + most_seconds - time.perf_counter())
        if failed:
            break
    wall = time.perf_counter() - start
    left = _ended()
    sampler.over.set()
    sampler.join()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = used.ru_utime + used.ru_stime
    told = said.decode(errors="replace")[-800:] if failed else ""
    return Cost(wall, cpu, sampler.seen, sampler.pss, sampler.most, left, failed, told)


def _one(command: list[str], seconds: float) -> tuple[int, bytes]:
    """Exit status of a command and what it wrote; one that takes too long is killed.

    It writes to a file: a pipe would be waited for as long as anything left behind holds it.
    """
    with tempfile.TemporaryFile() as file:
        with subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT) as process:
            over = threading.Timer(max(0.0, seconds), process.kill)
            over.start()
            process.wait()
            over.cancel()
        file.seek(0)
        return process.returncode, file.read()


def _ended() -> int:
    """Wait for what is left, end what does not go by itself, and say how many that were."""
    late = time.monotonic() + GRACE
    while _reaped() and time.monotonic() < late:
        time.sleep(0.02)
    left = below()
    kill(left)
    while _reaped():
        time.sleep(0.02)
    return len(left)


def _reaped() -> bool:
    """Take the exit status of every child that has ended; are there others?"""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return False
    return True


BURNER = """
import os, signal, time
def burn(seconds):
    while time.process_time() < seconds:
        pass
if os.fork() == 0:            # an orphan in a session of its own, whose parent does not wait
    os.setsid()
    burn(0.4)
    os._exit(0)
child = os.fork()
if child == 0:
    if os.fork() == 0:        # killed, and its parent does not wait for it either
        burn(0.4)
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(1)
    os._exit(0)
os.waitpid(child, 0)
"""


def verify() -> None:
    """Is the time of orphans and of killed grandchildren counted? Raises ``AssertionError``.

    Only Linux lets orphans fall to whoever asks for them; elsewhere their time is lost.
    """
    if sys.platform != "linux":
        return
    cost = measured([[sys.executable, "-c", BURNER]], os.environ, Path.cwd())
    if not 0.8 <= cost.cpu < 2 or cost.left or cost.lost:
        raise AssertionError(f"0.8 s were used by children of children, but counted is {cost}")


if __name__ == "__main__":
    print(json.dumps(asdict(run(*json.load(sys.stdin)))))
