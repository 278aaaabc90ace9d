"""What a numbered rule is: the list of all rules, and the book that they read.

Each rule is a generator over a ``Book``. It asks only for tables it needs; where a table is not
there, its rule has nothing to say.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from sat.case.problem import Problem
from sat.case.read import Sheet
from sat.case.record import Record
from sat.case.settings import Outcome, Settings

T = TypeVar("T", bound=Record)

# Rules that the readers apply (settings, files, cells); those over tables register themselves.
RULES: dict[str, str] = {
    "R001": "The case is a folder with a readable case.toml",
    "R002": "Every key of case.toml is known and has a right value",
    "R003": "case_id is the name of the folder",
    "R004": "Each table is a file of the folder itself, under its exact name",
    "R101": "Files are UTF-8",
    "R102": "Files are comma-separated",
    "R103": "Every column is there",
    "R104": "Every column is named once",
    "R105": "Every row has as many cells as the header",
    "R201": "A cell that is needed is not blank",
    "R202": "A code is one of its scale",
    "R203": "A day exists and is written YYYY-MM-DD",
    "R204": "A number is within its range",
    "R205": "An id is plain",
    "R206": "No cell holds a control or direction character",
    "R207": "An address is http or https",
}


@dataclass(frozen=True)
class Book:
    """A case before it is believed: settings and sheets as read, faults left out."""

    settings: Settings | None  # None: case.toml cannot be used, and its rules have nothing to say
    sheets: Mapping[str, Sheet]

    @property
    def outcome(self) -> Outcome | None:
        """How the case came out, if `case.toml` says so."""
        return self.settings.outcome if self.settings else None

    def rows(self, record: type[T], name: str) -> Iterator[tuple[int, T]]:
        """The good rows of one table with their lines."""
        for line, row in self.sheets[name].numbered():
            if isinstance(row, record):
                yield line, row


Rule = Callable[[Book], Iterator[Problem]]
_registered: list[Rule] = []


def rule(number: str, title: str) -> Callable[[Rule], Rule]:
    """Register a rule under its number, with its title for the list of rules."""

    def register(check: Rule) -> Rule:
        RULES[number] = title
        _registered.append(check)
        return check

    return register


def check(book: Book) -> list[Problem]:
    """Every problem that the registered rules find."""
    return [problem for rule in _registered for problem in rule(book)]
