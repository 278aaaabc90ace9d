"""Runs every tool on every case, holds the answers against each other, and writes the table.

A tool gets ``SECONDS`` for a problem; then its process is ended. It is not run on a case where it
is known to take longer: after a smaller case that it did not finish, and where it goes through all
configurations, from the time these took before. An answer other than ours ends the benchmark.
"""

import csv
import pickle
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from statistics import fmean

from peers import COMPILED, OURS, TOOLS, Answer, Problem, Timed, Tool

from sat.scenarios.impacts import Impacts

SECONDS, START = 10, 5
MANY = 10**9  # no tool lists so many in ten seconds
HERE = Path(__file__).resolve().parent
OUT = HERE / "out"


@dataclass(frozen=True)
class Case:
    """Problems of one size, of a family of cases that grow; ``kind`` is what is asked of them."""

    family: str
    name: str
    kind: str
    problems: tuple[Problem, ...]

    @property
    def configurations(self) -> float:
        """How many there are, all of them, in a problem: a mean."""
        spaces = [
            one.configurations if isinstance(one, Impacts) else one.space for one in self.problems
        ]
        return sum(spaces) / len(spaces)


@dataclass(frozen=True)
class Outcome:
    """Seconds a problem, those of building a model besides, or why there are none."""

    seconds: float | None
    building: float = 0.0
    why: str = ""


@dataclass(frozen=True)
class Row:
    """What was measured on a case: how much each problem has, and an outcome a tool."""

    case: Case
    found: tuple[int, ...]
    outcomes: dict[str, Outcome]

    @property
    def ours(self) -> float:
        """Our own seconds; they are always there."""
        seconds = self.outcomes[OURS].seconds
        assert seconds is not None
        return seconds

    def quicker(self, *own: str) -> list[str]:
        """The peers that took less time than the quickest of these tools of our own."""
        seconds = {name: outcome.seconds for name, outcome in self.outcomes.items()}
        best = min(seconds[name] or self.ours for name in own if name in seconds)
        return [
            name
            for name, taken in seconds.items()
            if name not in (OURS, COMPILED) and taken is not None and taken < best
        ]


@dataclass
class _Speeds:
    """How long the tools took last, to tell how long they will take."""

    last: dict[object, tuple[float, float]] = field(default_factory=dict)

    def expected(self, tool: Tool, case: Case) -> float:
        """Seconds a problem; 0 where nothing is known."""
        seconds, configurations = self.last.get(self._key(tool, case), (0.0, 1.0))
        grown = case.configurations / configurations if tool.exhaustive else 1
        return seconds * grown

    def keep(self, tool: Tool, case: Case, seconds: float) -> None:
        """Remember a time; infinite is a run that was ended."""
        self.last[self._key(tool, case)] = seconds, case.configurations

    @staticmethod
    def _key(tool: Tool, case: Case) -> object:
        return tool.name, type(case.problems[0]) if tool.exhaustive else case.family


def measured(cases: Iterable[Case]) -> list[Row]:
    """Every tool on every case, in the order given: small ones first in each family."""
    speeds, rows = _Speeds(), []
    for case in cases:
        outcomes = dict[str, Outcome]()
        ours = list[Answer]()
        for tool in TOOLS[case.kind]:
            outcome, answers = _outcome(tool, case, speeds, max(_numbers(ours), default=0))
            outcomes[tool.name] = outcome
            ours = ours or answers
            _check(tool, case, ours, answers)
        rows.append(Row(case, _numbers(ours), outcomes))
    return rows


def _numbers(answers: list[Answer]) -> tuple[int, ...]:
    return tuple(answer if isinstance(answer, int) else len(answer) for answer in answers)


def _outcome(tool: Tool, case: Case, speeds: _Speeds, found: int) -> tuple[Outcome, list[Answer]]:
    """A tool's time and answers, once ours ``found`` so many; 0 where ours is yet to run."""
    if find_spec(tool.module) is None:
        return Outcome(None, why="not installed"), []
    if found > MANY:
        return Outcome(None, why="lists only"), []
    if speeds.expected(tool, case) > SECONDS:
        return Outcome(None, why="–"), []
    timed = _run(tool, case)
    if timed is None:
        speeds.keep(tool, case, float("inf"))
        return Outcome(None, why=f"> {SECONDS} s"), []
    seconds = fmean(one.seconds for one in timed)
    speeds.keep(tool, case, seconds)
    building = fmean(one.building for one in timed)
    return Outcome(seconds, building), [one.answer for one in timed]


def _run(tool: Tool, case: Case) -> list[Timed] | None:
    """Time and answer of each problem from a process of its own; ``None`` if it was ended."""
    question = pickle.dumps((case.kind, tool.name, case.problems))
    command = [sys.executable, str(HERE / "peers.py")]
    # Some more for its start and for what is built before the clock runs.
    most = SECONDS * len(case.problems) + START
    try:
        done = subprocess.run(
            command, input=question, stdout=subprocess.PIPE, timeout=most, check=True
        )
    except subprocess.TimeoutExpired:
        return None
    return [Timed(*fields) for fields in pickle.loads(done.stdout)]


def _check(tool: Tool, case: Case, ours: list[Answer], answers: list[Answer]) -> None:
    """An answer that is not there is not compared; one that differs from ours raises."""
    if not ours:
        raise AssertionError(f"{case.name}: our own engine did not end in {SECONDS} s a problem")
    for number, (own, other) in enumerate(zip(ours, answers, strict=False), 1):
        if own != other:
            raise AssertionError(f"{case.name}, problem {number}: {tool.name} differs from ours")


def table(rows: list[Row]) -> list[str]:
    """The rows in Markdown: our seconds, and those of the peers as multiples of ours."""
    tools = list(rows[0].outcomes)
    head = ["case", "configurations", "found", f"{OURS} (s)", *(n for n in tools if n != OURS)]
    lines = [head, ["---"] + ["--:"] * (len(head) - 1)]
    for row in rows:
        found = " ".join(f"{number:,}" for number in row.found)
        cells = [_cell(row, name) for name in tools if name != OURS]
        case = row.case
        lines.append([case.name, f"{case.configurations:.1e}", found, f"{row.ours:.4f}", *cells])
    return ["| " + " | ".join(line) + " |" for line in lines]


def _cell(row: Row, tool: str) -> str:
    outcome = row.outcomes[tool]
    return outcome.why if outcome.seconds is None else _times(outcome.seconds / row.ours)


def _times(ratio: float) -> str:
    return f"{ratio:,.2f} ×" if ratio < 10 else f"{ratio:,.0f} ×"


def verdict(rows: list[Row]) -> list[str]:
    """Where ours is the fastest, and by name every case where it is not."""
    behind = [row for row in rows if row.quicker(OURS)]
    lines = [f"Ours is the fastest on {len(rows) - len(behind)} of {len(rows)} cases."]
    if any(COMPILED in row.outcomes and row.outcomes[COMPILED].seconds for row in rows):
        left = [row.case.name for row in rows if row.quicker(OURS, COMPILED)]
        lines += [
            f"The quicker of ours and ours, compiled, is on {len(rows) - len(left)} of {len(rows)}"
            + (f"; not on {', '.join(left)}." if left else ".")
        ]
    if behind:
        lines += ["Ours is not on these (in brackets with the building of the peer's model):", ""]
    for row in behind:
        ahead = ", ".join(_ahead(row, name) for name in row.quicker(OURS))
        lines.append(f"- {row.case.name}: {ahead}")
    return lines


def _ahead(row: Row, tool: str) -> str:
    outcome = row.outcomes[tool]
    whole = (outcome.seconds or 0.0) + outcome.building
    return f"{tool} {_cell(row, tool)} ({_times(whole / row.ours)})"


def write_seconds(path: Path, rows: list[Row]) -> None:
    """A CSV file of seconds, one line a case and tool; blank where there are none, with why."""
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["family", "case", "configurations", "tool", "seconds", "building", "why"])
        for row in rows:
            case = row.case
            for name, outcome in row.outcomes.items():
                seconds = "" if outcome.seconds is None else f"{outcome.seconds:.6f}"
                building = "" if outcome.seconds is None else f"{outcome.building:.6f}"
                size = [case.family, case.name, f"{case.configurations:.0f}"]
                out.writerow([*size, name, seconds, building, outcome.why])
