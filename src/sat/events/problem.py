"""What is wrong with a file of events, said so that the person who has it can mend it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sat.text import counted, one_line

LISTED = 20  # problems that a message lists; one bad column of a large file would fill a book


@dataclass(frozen=True, order=True)
class EventProblem:
    """One fault of a file of events: where it is, what stands there, and what would be right.

    ``row`` counts the records after the header (1 = first), whatever lines they take up; 0 where
    the fault is the file's as a whole. ``column`` is blank where it is the row's.
    """

    row: int
    column: str
    value: str
    expected: str

    def __str__(self) -> str:
        places = [f"row {self.row}"] if self.row else []
        places += [one_line(self.column)] if self.column else []
        value = f'"{one_line(self.value)}"; ' if self.value else ""
        expected = one_line(self.expected, 400)
        return f"{', '.join(places)}: {value}{expected}" if places else f"{value}{expected}"


class EventFileError(ValueError):
    """A file of events that may not be used.

    Attributes
    ----------
    file
        The file's base name.
    problems
        The first ``LISTED`` problems, by row.
    count
        How many there are in all.

    """

    def __init__(self, file: str, problems: Sequence[EventProblem], count: int = 0) -> None:
        self.file = file
        self.problems = tuple(sorted(problems)[:LISTED])
        self.count = max(count, len(problems))
        lines = [f"  {problem}" for problem in self.problems]
        more = self.count - len(lines)
        lines += [f"  and {more} more"] if more else []
        found = counted(self.count, "problem")
        super().__init__(f"{one_line(file)} has {found}:\n" + "\n".join(lines))


class IncompleteWarning(UserWarning):
    """An answer of an API that holds fewer rows than the API has."""


def refusal(file: str, expected: str, value: str = "", column: str = "") -> EventFileError:
    """The error of a file that is wrong as a whole."""
    return EventFileError(file, [EventProblem(0, column, value, expected)])
