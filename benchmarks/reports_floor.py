"""The floor of a report: its cells alone, in one warm interpreter, nothing saved or exported.

Everything is imported and has run once. Each cell is compiled and run, and what it shows is
formatted as IPython formats it for a notebook; no kernel, no messages, no files. Nothing that runs
these cells can take less processor time than this.

    python benchmarks/reports_floor.py [NOTEBOOK...] [--as-of DATE] [--rounds N]

prints the processor time of each notebook and of each of its cells: what is dear stands first.
"""

import argparse
import ast
import base64
import gc
import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import CodeType
from typing import Any

from reports_jobs import CASE, NOTEBOOKS, Job, code_cells, cuts, is_parameters, one_thread, unpacked

TOLD = "floor.json"


@dataclass(frozen=True)
class Cell:
    """A code cell ready to run: its number in the notebook, its first line, its statements.

    ``last`` is the expression whose value the cell shows.
    """

    number: int
    head: str
    body: CodeType
    last: CodeType | None
    parameters: bool


@lru_cache(maxsize=len(NOTEBOOKS))
def cells_of(notebook: Path) -> tuple[Cell, ...]:
    """The code cells of a notebook, compiled."""
    return tuple(_cell(cell) for cell in code_cells(notebook))


def _cell(cell: dict[str, Any]) -> Cell:
    source = "".join(cell["source"])
    tree = ast.parse(source)
    shown = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    last = None
    if isinstance(shown, ast.Expr):
        last = compile(ast.Expression(shown.value), "<cell>", "eval")
    body = compile(tree, "<cell>", "exec")
    return Cell(cell["number"], source.splitlines()[0], body, last, is_parameters(cell))


class Screen:
    """IPython's own formatting of what cells show, kept for the cell that runs."""

    def __init__(self) -> None:
        from IPython.core.displaypub import CapturingDisplayPublisher
        from IPython.core.interactiveshell import InteractiveShell

        shell: Any = InteractiveShell.instance()
        self.formatter = shell.display_formatter
        self.published: Any = CapturingDisplayPublisher()  # type: ignore[no-untyped-call]
        shell.display_pub = self.published  # what display() publishes to

    def show(self, value: object) -> Iterator[dict[str, Any]]:
        """What was displayed since the last call, then the value that the cell ends with."""
        for shown in self.published.outputs:
            yield {"output_type": "display_data", **shown}
        self.published.outputs.clear()
        if value is not None:
            data, metadata = self.formatter.format(value)
            yield {"output_type": "execute_result", "data": data, "metadata": metadata}


@dataclass(frozen=True)
class Run:
    """A job's outputs and processor seconds by the number of the cell, and all seconds of both."""

    outputs: dict[int, list[dict[str, Any]]]
    seconds: dict[int, float]
    cpu: float
    wall: float


def run(job: Job, screen: Screen) -> Run:
    """Run a job's cells in a namespace of its own."""
    from IPython.display import display

    cells, parameters = cells_of(job.source), job.parameters
    space: dict[str, Any] = {"__name__": "__main__", "display": display}
    outputs, seconds = {}, {}
    cpu, wall = time.process_time(), time.perf_counter()
    for cell in cells:
        before = time.process_time()
        exec(cell.body, space)
        value = eval(cell.last, space) if cell.last else None
        outputs[cell.number] = list(screen.show(value))
        seconds[cell.number] = time.process_time() - before
        if cell.parameters:
            space.update(parameters)
    return Run(outputs, seconds, time.process_time() - cpu, time.perf_counter() - wall)


def warmed() -> Screen:
    """The screen, once every notebook has run, so that all is imported and compiled."""
    screen = Screen()
    for name in NOTEBOOKS:
        run(Job(name, cuts(2)[1]), screen)
    gc.collect()
    return screen


def store(job: Job, outputs: dict[int, list[dict[str, Any]]], folder: Path) -> None:
    """The notebook with these outputs, to be held against those of other tools."""
    notebook = json.loads(job.source.read_text(encoding="utf-8"))
    for number, cell in enumerate(notebook["cells"]):
        if number in outputs:
            cell["outputs"] = outputs[number]
    (folder / f"{job.name}.ipynb").write_text(
        json.dumps(notebook, default=lambda part: base64.b64encode(part).decode()), encoding="utf-8"
    )


def run_all(jobs: list[Job], folder: Path) -> None:
    """Write the processor and wall seconds of all jobs to ``TOLD``, then what each showed."""
    screen = warmed()
    runs = [run(job, screen) for job in jobs]
    seconds = [sum(done.cpu for done in runs), sum(done.wall for done in runs)]
    (folder / TOLD).write_text(json.dumps(seconds), encoding="utf-8")
    for job, done in zip(jobs, runs, strict=True):
        store(job, done.outputs, folder)


def tell_cells(job: Job, rounds: int, screen: Screen) -> None:
    """A notebook's processor time and that of its cells, the fastest of some rounds each."""
    runs = [run(job, screen) for _ in range(rounds)]
    least = min(done.cpu for done in runs)
    print(f"\n{job.notebook} at {job.as_of}: {least * 1000:.0f} ms")
    costs = {n: min(done.seconds[n] for done in runs) for n in runs[0].seconds}
    heads = {cell.number: cell.head for cell in cells_of(job.source)}
    for number, cost in sorted(costs.items(), key=lambda item: -item[1]):
        print(f"  {cost * 1000:7.1f} ms  {cost / least:4.0%}  cell {number:2}  {heads[number]:.60}")


def main() -> None:
    """See the module's head. ``--all FOLDER`` takes jobs on stdin, for the benchmark."""
    os.environ.update(one_thread())  # before a cell imports numpy
    reader = argparse.ArgumentParser(description="Processor time of notebooks' cells alone.")
    reader.add_argument("notebooks", nargs="*", metavar="NOTEBOOK", help=", ".join(NOTEBOOKS))
    reader.add_argument("--as-of", default=cuts(1)[0], help=f"cut of {CASE} (default %(default)s)")
    reader.add_argument("--rounds", type=int, default=5, help="default %(default)s")
    reader.add_argument("--all", type=Path, help=argparse.SUPPRESS)
    asked = reader.parse_args()
    unknown = [name for name in asked.notebooks if name not in NOTEBOOKS]
    if unknown:
        reader.error(f"no notebook {', '.join(unknown)}; there are: {', '.join(NOTEBOOKS)}")
    if asked.all:
        run_all(unpacked(sys.stdin.read()), asked.all)
        return
    screen = warmed()
    for name in asked.notebooks or NOTEBOOKS:
        tell_cells(Job(name, asked.as_of), max(1, asked.rounds), screen)


if __name__ == "__main__":
    main()
