"""The ways to make reports that are measured side by side: commands, and where their files go."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

from reports_jobs import CASE, ROOT, Job, one_thread, packed

HERE = Path(__file__).resolve().parent
PLOOMBER = "SAT_BENCH_PLOOMBER"  # an interpreter that has ploomber-engine
ENGINE = "sat"
Commands = list[list[str]]


@dataclass(frozen=True)
class Variant:
    """A way to make reports: ``commands`` of jobs and an output folder, ``path`` of a notebook.

    ``single`` takes each report by itself: it is measured on a part of the jobs in each round.
    ``many`` shares its start among the reports of a night, and is measured on several times as
    many. ``without`` says why it is left out, where it is.
    """

    name: str
    commands: Callable[[Sequence[Job], Path], Commands]
    path: Callable[[Job, Path], Path]
    env: dict[str, str]
    single: bool = False
    many: bool = False
    page: bool = True
    without: str = ""


def flat(job: Job, folder: Path) -> Path:
    """Where a tool that knows no order of reports puts a notebook."""
    return folder / f"{job.name}.ipynb"


def ordered(job: Job, folder: Path) -> Path:
    """Where ``sat report`` puts a notebook."""
    return folder / CASE / job.as_of / f"{job.notebook}.ipynb"


def pair(jobs: Sequence[Job], folder: Path) -> Commands:
    """papermill, then nbconvert, as one types them."""
    found = []
    for job in jobs:
        told = folder / f"{job.name}.json"
        told.write_text(json.dumps(job.parameters), encoding="utf-8")
        path = str(flat(job, folder))
        found += [
            [*_script("papermill"), str(job.source), path, "-f", str(told)],
            [*_script("jupyter"), "nbconvert", "--to", "html", "--no-input", path],
        ]
    return found


def _script(name: str) -> list[str]:
    return [str(Path(sys.executable).with_name(name))]


def loop(python: str, *engine: str) -> Callable[[Sequence[Job], Path], Commands]:
    """papermill in a loop under an interpreter, with its own engine or the one named."""

    def commands(jobs: Sequence[Job], folder: Path) -> Commands:
        wanted = [[job.name, str(job.source), job.parameters] for job in jobs]
        own = [python, str(HERE / "reports_loop.py"), str(folder), *engine]
        return [_fed(own, json.dumps(wanted), folder)]

    return commands


def _fed(command: list[str], text: str, folder: Path) -> list[str]:
    """A command that finds a text on its standard input."""
    path = folder / "stdin.json"
    path.write_text(text, encoding="utf-8")
    return ["sh", "-c", 'exec "$@" < "$0"', str(path), *command]


def batch(processes: int) -> Callable[[Sequence[Job], Path], Commands]:
    """``sat report`` in so many worker processes, over notebooks and a grid of cuts."""

    def commands(jobs: Sequence[Job], folder: Path) -> Commands:
        notebooks = dict.fromkeys(job.notebook for job in jobs)
        days = dict.fromkeys(job.as_of for job in jobs)
        if len(jobs) != len(notebooks) * len(days):
            raise ValueError("these jobs are no grid of notebooks and cuts")
        named = [part for name in notebooks for part in ("--notebook", name)]
        grid = ["--grid", f"as_of={','.join(days)}", "--jobs", str(processes)]
        return [[*sat(), "report", CASE, *named, *grid, "--output", str(folder)]]

    return commands


def sat() -> list[str]:
    """The workbook's command in this environment."""
    return [sys.executable, "-m", "sat"]


def floor(jobs: Sequence[Job], folder: Path) -> Commands:
    """The cells alone; it tells its own times, which leave out what comes before them."""
    own = [sys.executable, str(HERE / "reports_floor.py"), "--all", str(folder)]
    return [_fed(own, packed(jobs), folder)]


def variants() -> list[Variant]:
    """All of them, the plain pair first and the floor last."""
    plain = dict(os.environ)
    late, lacking = (
        missing_options(),
        "" if ENGINE in _engines() else f"papermill has no engine {ENGINE}",
    )
    return [
        Variant("papermill, nbconvert: a command each", pair, flat, plain, single=True),
        Variant("papermill in a loop, one exporter", loop(sys.executable), flat, plain),
        ploomber("encode"),
        Variant(
            "that loop with the engine sat",
            loop(sys.executable, ENGINE),
            flat,
            plain,
            many=True,
            without=lacking,
        ),
        Variant("sat report, 1 worker", batch(1), ordered, plain, many=True, without=late),
        Variant("sat report, 2 workers", batch(2), ordered, plain, many=True, without=late),
        Variant("floor: the cells alone", floor, flat, plain | one_thread(), page=False),
    ]


def _engines() -> set[str]:
    return {point.name for point in entry_points(group="papermill.engine")}


def ploomber(*how: str) -> Variant:
    """ploomber-engine in papermill's loop; with "encode" pictures are encoded for it."""
    python, missing = _ploomber()
    paths = [str(ROOT / "src"), *filter(None, [os.environ.get("PYTHONPATH")])]
    return Variant(
        "that loop with ploomber-engine",
        loop(python, "embedded", *how),
        flat,
        os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
        without=missing,
    )


def _ploomber() -> tuple[str, str]:
    """The interpreter that has ploomber-engine, or why there is none."""
    python = os.environ.get(PLOOMBER, "")
    if python and shutil.which(python):
        return python, ""
    if find_spec("ploomber_engine"):
        return sys.executable, ""
    if python:
        return "", f"there is no interpreter at {PLOOMBER}={python}"
    return "", f"not installed ({PLOOMBER} names the interpreter of an environment that has it)"


def missing_options() -> str:
    """Why ``sat report`` cannot be measured, if it cannot."""
    told = subprocess.run([*sat(), "report", "--help"], text=True, capture_output=True, cwd=ROOT)
    lacks = [option for option in ("--grid", "--jobs", "--force") if option not in told.stdout]
    return f"this `sat report` has no {', '.join(lacks)}" if lacks else ""
