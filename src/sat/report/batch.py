"""Many reports: only what changed is made, one that fails does not stop the others."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sat.report.jobs import Task
from sat.report.outcome import Failure, failure
from sat.report.stamp import fresh
from sat.report.store import Made, Published, locked, store
from sat.whole import write_file

Run = Callable[[Iterable[Task]], Iterator[tuple[Task, Made | Failure]]]
Tell = Callable[[Task, Published | Failure], None]
FAILURES = "failures.json"


@dataclass
class Batch:
    """What has been done so far: reports made, left as they were, and failed."""

    made: int = 0
    kept: int = 0
    failures: list[Failure] = field(default_factory=list)

    @property
    def ended(self) -> int:
        """How many tasks are done with, one way or the other."""
        return self.made + self.kept + len(self.failures)


def run_batch(
    batch: Batch, tasks: Sequence[Task], output: Path, run: Run, tell: Tell, force: bool = False
) -> None:
    """Make what has changed, or everything by ``force``, and say of each task what came of it.

    ``batch`` holds what was done even where this is interrupted. Raises ``OSError`` where nothing
    can be written into ``output`` at all.
    """
    with locked(output):
        pass  # found out before the first notebook has run for nothing
    for task, outcome in run(_changed(batch, tasks, output, tell, force)):
        told = _stored(task, outcome, output)
        if isinstance(told, Failure):
            batch.failures.append(told)
        else:
            batch.made += 1
        tell(task, told)


def _changed(
    batch: Batch, tasks: Sequence[Task], output: Path, tell: Tell, force: bool
) -> Iterator[Task]:
    """The tasks that have to be run, found out one by one: another batch may be at work too."""
    for task in tasks:
        files = () if force else fresh(task, output)
        if files:
            batch.kept += 1
            tell(task, Published(files))
        else:
            yield task


def _stored(task: Task, outcome: Made | Failure, output: Path) -> Published | Failure:
    if isinstance(outcome, Failure):
        return outcome
    try:
        return store(task, outcome, output)
    except OSError as error:
        return failure(task, error)


def write_failures(
    output: Path, tasks: Iterable[Task], cases: Iterable[str], failures: Iterable[Failure]
) -> Path | None:
    """Write which reports could not be made, and why, as `failures.json`.

    It tells of the folder, not of the last run alone: what an earlier run said of reports that
    were not tried again stays. Where nothing failed there is no such file.

    Raises ``OSError`` where it cannot be written.
    """
    path = output / FAILURES
    tried = {_place(_entry(failure(task, OSError()))) for task in tasks}
    gone = tried | {(case, "", "", "{}") for case in cases}
    with locked(output):
        rows = [row for row in _read(path) if _place(row) not in gone]
        rows += [_entry(found) for found in failures]
        if not rows:
            path.unlink(missing_ok=True)
            return None
        write_file(path, json.dumps(rows, indent=1, ensure_ascii=False) + "\n")
    return path


def _entry(found: Failure) -> dict[str, Any]:
    return {
        "case_id": found.case_id,
        "as_of": found.as_of,
        "notebook": found.notebook,
        "parameters": found.parameters,
        "error": found.error,
        "cell": found.cell or None,
        "input": found.source,
    }


def _place(row: dict[str, Any]) -> tuple[str, ...]:
    parameters = json.dumps(row["parameters"], sort_keys=True)
    return (row["case_id"], row["as_of"], row["notebook"], parameters)


def _read(path: Path) -> list[dict[str, Any]]:
    """What the file says; a file that is not of this kind says nothing."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        return [row for row in rows if _place(row) and isinstance(row["error"], str)]
    except (OSError, ValueError, KeyError, TypeError):
        return []
