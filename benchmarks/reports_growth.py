"""How `sat report` bears many reports: cost of one, and memory, as their number grows."""

import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from reports_floor import TOLD
from reports_jobs import ROOT, Job, cuts, one_thread
from reports_tree import Cost, measured
from reports_variants import batch, floor, ordered

NOTEBOOK, SAMPLE = "ach", 10
MEMORY_EVERY, MEMORY_AGAIN = 0.5, 0.05  # seconds


@dataclass(frozen=True)
class Step:
    """So many reports by so many workers; ``again`` where all were there already.

    ``floor`` is the processor time of the cells alone, seconds a report; 0 where it failed.
    """

    reports: int
    floor: float
    workers: int
    again: bool
    cost: Cost
    missing: int


def grown(sizes: tuple[int, ...]) -> list[Step]:
    """Batches of these sizes, each into an empty folder, and the last one once more.

    One notebook on so many days, spread over the flagship's whole time, so that small and large
    batches hold the same mixture.
    """
    found = []
    with tempfile.TemporaryDirectory(prefix="sat-bench-") as aside:
        least = _floor(Path(aside))
        for n, size in enumerate(sizes):
            folder = Path(aside, str(n))
            found.append(_step(size, least, folder, again=False))
            _say(found[-1])
        found.append(_step(sizes[-1], least, folder, again=True))
        _say(found[-1])
    return found


def _floor(folder: Path) -> float:
    """Processor seconds of the notebook's cells alone, at a few of the cuts."""
    jobs = [Job(NOTEBOOK, day) for day in cuts(SAMPLE)]
    measured(floor(jobs, folder), os.environ | one_thread(), ROOT)
    told = folder / TOLD
    return float(json.loads(told.read_text(encoding="utf-8"))[0]) / SAMPLE if told.exists() else 0.0


def _step(size: int, least: float, folder: Path, again: bool) -> Step:
    workers = os.cpu_count() or 1
    jobs = [Job(NOTEBOOK, day) for day in cuts(size)]
    folder.mkdir(exist_ok=True)
    every = MEMORY_AGAIN if again else MEMORY_EVERY
    cost = measured(batch(workers)(jobs, folder), os.environ, ROOT, every, 7200)
    paths = [ordered(job, folder).with_suffix(".html") for job in jobs]
    return Step(len(jobs), least, workers, again, cost, sum(not path.exists() for path in paths))


def _say(step: Step) -> None:
    cost = step.cost
    print(
        f"growth   {step.reports:4} reports{', again' if step.again else '':8}"
        f" {cost.wall:7.1f} s  cpu {cost.cpu:7.1f} s  {cost.pss:5.0f} MB"
        + (f"  FAILED with {cost.failed}" if cost.failed else ""),
        flush=True,
    )
