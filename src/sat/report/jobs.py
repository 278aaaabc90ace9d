"""What to run: jobs as they are asked for, and tasks, which hold all that a worker needs.

A task is complete: a worker looks nothing up but the case itself, so it can be another process or
another machine.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from sat.report.moment import stated
from sat.report.notebooks import Notebook, parameters_of, read_notebook
from sat.report.outline import Outline
from sat.text import one_line

FORMATS = ("html", "pdf", "docx")
UNSAFE = re.compile(r"[^A-Za-z0-9._=+-]+")
LONGEST = 80  # characters of a file's name that parameters may take


@dataclass(frozen=True)
class Job:
    """A notebook by name, on a case by name or path, with notebook parameters.

    ``formats`` are of ``FORMATS``; the page, the executed notebook and the data come in any case.
    Parameters that are ``named`` become part of the files' names, so that the reports of a grid
    stand side by side.
    """

    notebook: str
    case: str | Path
    parameters: Mapping[str, Any] = field(default_factory=dict)
    formats: tuple[str, ...] = ("html",)
    named: tuple[str, ...] = ()


@dataclass(frozen=True)
class Limits:
    """What one notebook may take: seconds for a cell, megabytes of memory; 0 is no limit."""

    seconds: int = 0
    megabytes: int = 0


NO_LIMITS = Limits()


@dataclass(frozen=True)
class Task:
    """A job that is ready to be run on the case at ``address``, whose files hash to ``case_hash``.

    ``tail`` is what the files' names have after the notebook's; ``root`` is the folder that a
    notebook runs in, where the worker has it.
    """

    notebook: Notebook
    address: str
    case_id: str
    as_of: str
    case_hash: str
    parameters: Mapping[str, Any]
    formats: tuple[str, ...] = ("html",)
    tail: str = ""
    root: str = ""
    limits: Limits = NO_LIMITS
    moment: str = ""  # what SOURCE_DATE_EPOCH says, where the report is planned

    @property
    def stem(self) -> str:
        """The name of the report's files without what follows the dot."""
        return self.notebook.name + self.tail

    @property
    def folder(self) -> Path:
        """The report's folder, in that of all reports."""
        return Path(self.case_id, self.as_of)

    @property
    def title(self) -> str:
        """The report in words, for messages."""
        own = f" ({self.tail[1:].replace(',', ', ')})" if self.tail else ""
        return one_line(f"{self.case_id} {self.as_of} {self.notebook.name}{own}", 120)


def task_of(
    job: Job, outline: Outline, address: str, case_hash: str, root: Path, limits: Limits = NO_LIMITS
) -> Task:
    """The task of a job on a case whose outline is known.

    Raises ``WrongUse`` for an unknown notebook or parameter, a value of the wrong kind, or a
    ``SOURCE_DATE_EPOCH`` that is none.
    """
    notebook = read_notebook(job.notebook)
    own = {"case": outline.case_id, "as_of": outline.as_of}
    parameters = parameters_of(notebook, {**job.parameters, **own})
    return Task(
        notebook,
        address,
        outline.case_id,
        outline.as_of,
        case_hash,
        parameters,
        job.formats,
        tail({name: parameters[name] for name in job.named if name not in own}),
        str(root),
        limits,
        stated(),
    )


def tail(named: Mapping[str, Any]) -> str:
    """Parameters as the end of a file's name; one that would not do is cut and told by its hash.

    >>> tail({"analyst": "ana", "share": 0.5}), tail({})
    (',analyst=ana,share=0.5', '')
    >>> tail({"axes": "D5; D2/.."})
    ',axes=D5_D2_..-84705e46'
    """
    if not named:
        return ""
    parts = [f"{name}={value}" for name, value in sorted(named.items())]
    plain = "," + ",".join(UNSAFE.sub("_", part) for part in parts)
    if plain == "," + ",".join(parts) and len(plain) <= LONGEST:
        return plain
    return f"{plain[:LONGEST]}-{sha256(repr(parts).encode()).hexdigest()[:8]}"
