"""What a batch says: paths on stdout, a bar and messages on stderr, the end in a few lines."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from sat.report.batch import FAILURES, Batch, write_failures
from sat.report.jobs import Task
from sat.report.outcome import Failure
from sat.report.store import Published
from sat.text import counted, one_line, short_path, visible


class Told:
    """Says what came of each task: paths on stdout, a bar on stderr where somebody is looking."""

    def __init__(self, total: int) -> None:
        self.bar: Any = None
        self.total = total
        self.failed = 0
        self.said: set[str] = set()

    def __enter__(self) -> "Told":
        if sys.stderr.isatty():
            from tqdm import tqdm

            self.bar = tqdm(total=self.total, unit="report", desc="reports", dynamic_ncols=True)
        return self

    def __exit__(self, *_: object) -> None:
        if self.bar is not None:
            self.bar.close()

    def __call__(self, task: Task, told: Published | Failure) -> None:
        """Say what came of a task; what failed is told at the end."""
        if isinstance(told, Failure):
            self.failed += 1
        else:
            for path in told.files:
                self._write(short_path(path), sys.stdout)
            for line in dict.fromkeys(told.said):
                if line not in self.said:
                    self._write(visible(line), sys.stderr)
            self.said.update(told.said)
        if self.bar is not None:
            if self.failed:
                self.bar.set_postfix_str(f"{self.failed} failed", refresh=False)
            self.bar.update()

    def _write(self, line: str, file: Any) -> None:
        """A line, with the bar out of its way."""
        if self.bar is None:
            click.echo(line, file=file)
        else:
            self.bar.write(line, file=file)


def stopped(batch: Batch, total: int) -> str:
    """What is said when a batch is interrupted."""
    done = f"stopped: {batch.ended} of {counted(total, 'report')} done"
    return f"{done}; the same command goes on from here"


def sum_up(
    batch: Batch, output: Path, tasks: Sequence[Task], broken: Sequence[str], seconds: float
) -> bool:
    """Say what failed and how the whole went; ``False`` where anything failed."""
    for found in batch.failures:
        title = one_line(found.title, 160)
        click.echo(f"no report of {title}: {visible(found.error)}", err=True)
    cases = {task.case_id for task in tasks} | set(broken)
    try:
        path = write_failures(output, tasks, cases, batch.failures)
    except OSError as error:
        click.echo(f"{FAILURES} cannot be written: {visible(str(error))}", err=True)
        path = None
    parts = [f"{batch.made} made"]
    parts += [f"{batch.kept} unchanged"] if batch.kept else []
    parts += [f"{len(batch.failures)} failed"] if batch.failures else []
    more = f"; see {short_path(path)}" if path and batch.failures else ""
    number = batch.ended
    click.echo(
        f"{counted(number, 'report')}: {', '.join(parts)} in {seconds:.1f} s{more}", err=True
    )
    return not batch.failures
