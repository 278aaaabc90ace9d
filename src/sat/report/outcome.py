"""What came of a task: a report that was made, or why there is none."""

from dataclasses import dataclass
from typing import Any

from sat.case import CaseError
from sat.report.jobs import Task
from sat.report.notebooks import ReportError
from sat.report.store import Made
from sat.text import visible


@dataclass(frozen=True)
class Failure:
    """A report that could not be made: of what, why, and the cell that it failed in.

    ``cell`` counts from 1 and ``source`` is its text; 0 and blank where it was no cell's fault.
    ``again`` says that another attempt may do better.
    """

    case_id: str
    as_of: str
    notebook: str
    parameters: dict[str, Any]
    error: str
    cell: int = 0
    source: str = ""
    again: bool = False
    variant: str = ""  # the parameters that the files are named by

    @property
    def title(self) -> str:
        """The report in words."""
        own = f"({self.variant.replace(',', ', ')})" if self.variant else ""
        return " ".join(part for part in (self.case_id, self.as_of, self.notebook, own) if part)


def failure(task: Task, error: BaseException) -> Failure:
    """The failure of a task; what is not expected is told with its kind."""
    known = isinstance(error, ReportError | CaseError | OSError)
    text = str(error) if known else f"{type(error).__name__}: {error}"
    return Failure(
        task.case_id,
        task.as_of,
        task.notebook.name,
        dict(task.parameters),
        visible(text),
        getattr(error, "cell", 0),
        getattr(error, "source", ""),
        getattr(error, "again", False),
        task.tail[1:],
    )


def attempt(task: Task) -> Made | Failure:
    """Make a report, in whatever process this is; nothing is raised that another would need."""
    from sat.report.run import make  # papermill is slow to import, and the parent has no need of it

    try:
        return make(task)
    except Exception as error:
        return failure(task, error)
