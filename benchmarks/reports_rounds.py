"""All variants on the same reports, in turn, round after round."""

import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median

from reports_differences import between
from reports_floor import TOLD
from reports_jobs import ROOT, Job, cuts, jobs_at, near
from reports_tree import Cost, measured
from reports_variants import Variant, flat, ploomber, variants

MEMORY_EVERY = 0.5  # seconds
NIGHT = 6  # cuts, by four notebooks: what a batch is measured on


@dataclass(frozen=True)
class Run:
    """What one variant cost in one round for so many reports, of which some are ``missing``."""

    round: int
    reports: int
    cost: Cost
    missing: int

    @property
    def wall(self) -> float:
        """Seconds a report."""
        return self.cost.wall / self.reports

    @property
    def cpu(self) -> float:
        """Seconds of processor time a report."""
        return self.cost.cpu / self.reports


@dataclass
class Found:
    """A variant's runs; ``places`` where its notebooks differ from stock, of ``compared``."""

    variant: Variant
    runs: list[Run] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    compared: int = 0

    @property
    def failed(self) -> str:
        """Why a run failed, if one did."""
        bad = [run.cost for run in self.runs if run.cost.failed]
        return f"exit {bad[0].failed}: {bad[0].said.strip()}" if bad else ""

    @property
    def wall(self) -> float:
        """Seconds a report: the middle of the rounds, or their mean where each took other jobs."""
        return self._middle([run.wall for run in self.runs])

    @property
    def cpu(self) -> float:
        """The same of processor time."""
        return self._middle([run.cpu for run in self.runs])

    @property
    def pss(self) -> float:
        """Peak megabytes of the whole tree."""
        return max(run.cost.pss for run in self.runs)

    def _middle(self, figures: list[float]) -> float:
        return sum(figures) / len(figures) if self.variant.single else median(figures)


def rounds(number: int) -> list[Found]:
    """Measure all variants in so many rounds, on all notebooks at as many cuts.

    Each round compares the notebooks of another cut with those of the stock pair, which runs only
    these: a process for each report shares nothing with the one before. The order turns from round
    to round.
    """
    days = cuts(number)
    found = [Found(variant) for variant in variants()]
    for n, day in enumerate(days):
        own = jobs_at([day])
        with tempfile.TemporaryDirectory(prefix="sat-bench-") as aside:
            places: dict[str, Path] = {}
            for one in _turned(found, n):
                if not one.variant.without:
                    jobs = own if one.variant.single else jobs_at(days)
                    jobs = jobs_at(near(day, NIGHT)) if one.variant.many else jobs
                    folder = places[one.variant.name] = Path(tempfile.mkdtemp(dir=aside))
                    one.runs.append(_run(n, one.variant, jobs, folder))
                    _say(one)
            _compare(found, own, places)
    return found


def as_it_is(job: Job) -> str:
    """What becomes of a job under ploomber-engine when pictures are not encoded for it."""
    variant = ploomber()
    if variant.without:
        return ""
    with tempfile.TemporaryDirectory(prefix="sat-bench-") as aside:
        cost = measured(variant.commands([job], Path(aside)), variant.env, ROOT)
    return f"fails on {job.notebook} (exit {cost.failed})" if cost.failed else "runs"


def _turned(found: list[Found], n: int) -> Iterator[Found]:
    yield from found[n % len(found) :]
    yield from found[: n % len(found)]


def _run(number: int, variant: Variant, jobs: Sequence[Job], folder: Path) -> Run:
    cost = measured(variant.commands(jobs, folder), variant.env, ROOT, MEMORY_EVERY)
    own = folder / TOLD
    if own.exists():  # the floor leaves out what came before
        cpu, wall = json.loads(own.read_text(encoding="utf-8"))
        cost = replace(cost, cpu=cpu, wall=wall, seen=cpu)
    paths = [variant.path(job, folder) for job in jobs]
    paths += [path.with_suffix(".html") for path in paths if variant.page]
    return Run(number, len(jobs), cost, sum(not path.exists() for path in paths))


def _say(one: Found) -> None:
    run = one.runs[-1]
    print(
        f"round {run.round + 1}  {one.variant.name:38} {run.reports:3} reports"
        f"  {run.wall:6.2f} s  cpu {run.cpu:6.2f} s each  {run.cost.pss:5.0f} MB"
        + (f"  FAILED with {run.cost.failed}" if run.cost.failed else ""),
        flush=True,
    )


def _compare(found: list[Found], jobs: list[Job], places: dict[str, Path]) -> None:
    """Hold the notebooks of these jobs against the stock ones, which come first."""
    stock = places[found[0].variant.name]
    for one in found[1:]:
        for job in jobs if one.runs else []:
            plain = flat(job, stock)
            other = one.variant.path(job, places[one.variant.name])
            if plain.exists() and other.exists():
                one.compared += 1
                one.places += between(job, plain, other, outputs_alone=not one.variant.page)
