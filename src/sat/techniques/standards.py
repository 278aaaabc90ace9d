"""What a tradecraft rule is: the nine standards, a finding, and the list of all rules.

A rule has a number (its hundreds are the standard), a title that says what is right, a severity,
and a check. A check gets a ``Look`` and yields a ``Fault`` for each place where the case falls
short. What it needs beyond the case (an ACH result, a finder of likelihood terms) it says in
``needs``; without it the rule is not asked, which is told apart from a rule that found nothing.

Source of the standards: US Intelligence Community Directive 203 (2015, amended 2022), D.6.e.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from sat.ach import AchResult
from sat.case import Case
from sat.case.tables import Forecast
from sat.text import joined, one_line

STANDARDS = {
    1: "Quality and credibility of sources, data and methods",
    2: "Uncertainty is expressed and explained",
    3: "Information, assumptions and judgments are told apart",
    4: "Alternatives are analysed",
    5: "Relevance to the question, and implications",
    6: "Clear and logical argumentation",
    7: "Change and consistency of judgments are explained",
    8: "Judgments are accurate: clear enough to be scored",
    9: "Visual information is effective",
}
# The case breaks the standard and its files can be mended, or a person should look and decide.
SEVERITIES = ("mend", "look")
MOST = 5  # ids that a message names before it says how many more there are


class Term(Protocol):
    """A likelihood term of a yardstick.

    ``row`` is the row of ICD 203's table, 1 or 2; ``span`` its range as text; ``fits`` whether a
    probability of 0 to 1 is in that range.
    """

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def row(self) -> int: ...  # noqa: D102
    @property
    def span(self) -> str: ...  # noqa: D102
    def fits(self, probability: float) -> bool: ...  # noqa: D102


class Found(Protocol):
    """A term in a text, at ``text[start:end]``.

    ``qualifier`` is a word beside it, such as *not* or *more*, with which its range does not hold;
    blank where there is none.
    """

    @property
    def term(self) -> Term: ...  # noqa: D102
    @property
    def start(self) -> int: ...  # noqa: D102
    @property
    def end(self) -> int: ...  # noqa: D102
    @property
    def qualifier(self) -> str: ...  # noqa: D102


FindTerms = Callable[[str], Iterable[Found]]
# A remote village is no remote chance: the word counts where it stands by itself or before these.
REMOTE = re.compile(
    r"\s+(?:chance|possibility|likelihood|probability|prospect|odds)\b|\s*(?:[.,;:(]|$)"
)


@dataclass(frozen=True)
class Look:
    """What the rules look at."""

    case: Case
    result: AchResult | None = None
    find_terms: FindTerms | None = None

    def has(self, what: str) -> bool:
        """Is it there: ``result`` or ``find_terms``?"""
        return getattr(self, what) is not None

    @property
    def ach(self) -> AchResult:
        """The ACH result. ``ValueError`` where there is none: a rule must say that it needs it."""
        if self.result is None:
            raise ValueError("there is no ACH result to look at; a rule that reads it needs it")
        return self.result

    def terms(self, text: str) -> list[Found]:
        """The likelihood terms in a text, in its order, without *remote* said of a place.

        ``ValueError`` where nothing can find them: the rule must say that it needs ``find_terms``.
        """
        if self.find_terms is None:
            raise ValueError("there is no finder of terms; a rule that calls it needs it")
        found = [
            each
            for each in self.find_terms(text)
            if each.term.name != "remote" or REMOTE.match(text, each.end)
        ]
        return sorted(found, key=lambda each: each.start)


@dataclass(frozen=True)
class Fault:
    """One place that falls short: ``table`` and ``row`` (blank: the table as a whole)."""

    table: str
    row: str
    wrong: str
    right: str


@dataclass(frozen=True)
class Finding:
    """A fault with its rule, safe to print: no control character of the case is left in it."""

    number: str
    title: str
    severity: str
    table: str
    row: str
    wrong: str
    right: str

    @property
    def standard(self) -> str:
        """The standard of ICD 203 that it falls under."""
        return STANDARDS[int(self.number[1])]

    def __str__(self) -> str:
        place = f"{self.table}, {self.row}" if self.row else self.table
        return f"{place}: {self.wrong}; {self.right} [{self.number}, {self.severity}]"


Check = Callable[[Look], Iterator[Fault]]


@dataclass(frozen=True)
class Rule:
    """One rule; ``source`` is its check's docstring: what it asks, and where that comes from."""

    number: str
    title: str
    severity: str
    needs: tuple[str, ...]
    check: Check

    @property
    def source(self) -> str:
        """What it asks and where that comes from."""
        return " ".join((self.check.__doc__ or "").split())

    def asked(self, look: Look) -> bool:
        """Is everything there that it needs?"""
        return all(look.has(what) for what in self.needs)

    def findings(self, look: Look) -> Iterator[Finding]:
        """What it finds, made safe to print; nothing where it cannot be asked."""
        for fault in self.check(look) if self.asked(look) else ():
            place = one_line(fault.table), one_line(fault.row)
            what = one_line(fault.wrong, 300), one_line(fault.right, 300)
            yield Finding(self.number, self.title, self.severity, *place, *what)


RULES: dict[str, Rule] = {}


def rule(
    number: str, title: str, severity: str, needs: Sequence[str] = ()
) -> Callable[[Check], Check]:
    """Register a check under its number.

    Raises ``ValueError`` for a number that is taken or under no standard, and for a severity that
    is neither of ``SEVERITIES``.
    """
    if number in RULES:
        raise ValueError(f"rule {number} is there already: {RULES[number].title}")
    if len(number) != 4 or number[0] != "T" or not number[1:].isdecimal() or number[1] == "0":
        raise ValueError(f"rule {number} is under no standard; write T and 101 to 999")
    if severity not in SEVERITIES:
        raise ValueError(f"rule {number} has severity {severity}; write {' or '.join(SEVERITIES)}")

    def register(check: Check) -> Check:
        RULES[number] = Rule(number, title, severity, tuple(needs), check)
        return check

    return register


def named(names: Sequence[str]) -> str:
    """The names as a phrase, the first ``MOST`` of them and how many more.

    >>> named(["E1", "E2"]), named(["E1", "E2", "E3", "E4", "E5", "E6", "E7"])
    ('E1 and E2', 'E1, E2, E3, E4, E5 and 2 more')
    """
    if len(names) <= MOST + 1:
        return joined(list(names))
    return joined([*names[:MOST], f"{len(names) - MOST} more"])


def quoted(text: str) -> str:
    r"""A text of the case in quotes, cut to one line, for a message.

    >>> quoted("red \x1b[31m")
    '"red \\u001b[31m"'
    """
    return f'"{one_line(text, 90)}"'


def forecast_id(row: Forecast) -> str:
    """A forecast's place in words: question, analyst and day."""
    return f"{row.question_id} by {row.analyst} on {row.made_on}"
