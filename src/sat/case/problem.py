"""What is wrong with a case, said so that the person who made it can mend it."""

from dataclasses import dataclass
from pathlib import Path

from sat.text import HOSTILE, counted, one_line, visible

ABSENT = ("R002", "R103")  # a key or column that is not there has no value, not a blank one


@dataclass(frozen=True, order=True)
class Problem:
    """One fault of a case: where it is, what stands there, and what would be right.

    ``line`` is the line of the file as an editor counts it (1 = header), 0 where the fault is
    the file's as a whole; ``column`` is blank where it is the row's.
    """

    file: str
    line: int
    column: str
    rule: str
    value: str
    expected: str

    def __str__(self) -> str:
        place = one_line(self.file)
        if self.line:
            place += f", line {self.line}"
        if self.column:
            place += f", {one_line(self.column)}"
        if self.value:
            place += f': "{one_line(self.value)}";'
        else:
            place += ": blank;" if self.column and self.rule not in ABSENT else ":"
        return f"{place} {one_line(self.expected, 300)} [{self.rule}]"


class CaseError(ValueError):
    """A case that may not be used: ``problems`` holds every fault that was found."""

    def __init__(self, case: str | Path, problems: list[Problem]) -> None:
        self.case = Path(case).name
        self.problems = tuple(sorted(problems))
        lines = "\n".join(f"  {problem}" for problem in self.problems)
        found = counted(len(self.problems), "problem")
        super().__init__(f"case {one_line(self.case)} has {found}:\n{lines}")


def take_out(text: str) -> str:
    """What would be right where a text holds control or direction characters."""
    found = ", ".join(dict.fromkeys(visible(mark) for mark in HOSTILE.findall(text)))
    return f"take out the control or direction character {found}"
