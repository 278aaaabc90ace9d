"""The yardsticks as data: each standard's terms of probability with their ranges.

A *yardstick* is a standard's list of *terms*. ``words`` says what each calls a number.
"""

from dataclasses import dataclass
from typing import Literal

# A computed 0.2 may differ from 0.2 in its last digits, and still stands on the boundary.
TOLERANCE = 1e-9

End = Literal["in", "out", "about"]


@dataclass(frozen=True)
class Term:
    """A term of a yardstick: its name in lower case, and its range.

    ``low`` and ``high`` are in percent, as the standard prints them. An end belongs to the range
    (``in``), or does not (``out``), or is approximate in the standard (``about``): then it is taken
    at its number, as belonging. ``also`` has other words and forms for the same term. ``row`` is 1
    or 2 in ICD 203, which has two sets of terms for the same ranges, and 1 elsewhere.
    """

    name: str
    low: int
    high: int
    low_end: End = "in"
    high_end: End = "in"
    also: tuple[str, ...] = ()
    row: int = 1

    @property
    def range(self) -> tuple[float, float]:
        """The ends as probabilities, 0 to 1."""
        return self.low / 100, self.high / 100

    @property
    def span(self) -> str:
        """The range as text, open and approximate ends marked: ``>0–≈5%``."""
        if self.low == self.high:
            return f"{self.low}%"
        low = {"in": "", "out": ">", "about": "≈"}[self.low_end]
        high = {"in": "", "out": "<", "about": "≈"}[self.high_end]
        return f"{low}{self.low}–{high}{self.high}%"

    def fits(self, probability: float) -> bool:
        """Is the probability in the range? It is on an end if nearer to it than ``TOLERANCE``."""
        low, high = self.range
        for end, kind in ((low, self.low_end), (high, self.high_end)):
            if abs(probability - end) <= TOLERANCE:
                return kind != "out"
        return low < probability < high

    @property
    def width(self) -> int:
        """Length of the range, in percentage points."""
        return self.high - self.low

    def contains(self, other: "Term") -> bool:
        """Is the other's range a narrower part of this one?"""
        return self.low <= other.low and other.high <= self.high and self.width > other.width


@dataclass(frozen=True)
class Yardstick:
    """A standard's terms, the least probable first, with its title and the place it comes from."""

    code: str
    title: str
    source: str
    terms: tuple[Term, ...]

    @property
    def rows(self) -> int:
        """How many sets of terms there are for the same ranges."""
        return max(term.row for term in self.terms)


ICD203 = Yardstick(
    "icd203",
    "ICD 203",
    "US Intelligence Community Directive 203, 2015, amended 2022, D.6.e(2)(a)",
    (
        Term("almost no chance", 1, 5),
        Term("very unlikely", 5, 20),
        Term("unlikely", 20, 45),
        Term("roughly even chance", 45, 55),
        Term("likely", 55, 80),
        Term("very likely", 80, 95),
        Term("almost certain", 95, 99, also=("almost certainly",)),
        Term("remote", 1, 5, row=2),
        Term("highly improbable", 5, 20, row=2),
        Term("improbable", 20, 45, also=("improbably",), row=2),
        Term("roughly even odds", 45, 55, row=2),
        Term("probable", 55, 80, also=("probably",), row=2),
        Term("highly probable", 80, 95, row=2),
        Term("nearly certain", 95, 99, row=2),
    ),
)

PHIA = Yardstick(
    "phia",
    "PHIA Probability Yardstick",
    "UK Professional Head of Intelligence Assessment, guidance of 24 March 2025",
    (
        Term("remote chance", 0, 5, "out", "about"),
        Term("highly unlikely", 10, 20, "about", "about"),
        Term("unlikely", 25, 35, "about", "about"),
        Term("realistic possibility", 40, 50, "about", "out"),
        Term("likely", 55, 75, "about", "about", ("probable", "probably")),
        Term("highly likely", 80, 90, "about", "about"),
        Term("almost certain", 95, 100, "about", "out", ("almost certainly",)),
    ),
)

IPCC = Yardstick(
    "ipcc",
    "IPCC likelihood scale",
    "IPCC guidance note on the treatment of uncertainties, Fifth Assessment Report, 2010",
    (
        Term("exceptionally unlikely", 0, 1),
        Term("extremely unlikely", 0, 5),
        Term("very unlikely", 0, 10),
        Term("unlikely", 0, 33),
        Term("about as likely as not", 33, 66),
        Term("more likely than not", 50, 100, "out"),
        Term("likely", 66, 100),
        Term("very likely", 90, 100),
        Term("extremely likely", 95, 100),
        Term("virtually certain", 99, 100),
    ),
)

KENT = Yardstick(
    "kent",
    "Kent 1964",
    "S. Kent, Words of Estimative Probability, Studies in Intelligence, 1964",
    (
        Term("impossible", 0, 0),
        Term("almost certainly not", 2, 12),
        Term("probably not", 20, 40),
        Term("chances about even", 40, 60),
        Term("probable", 63, 87, also=("probably",)),
        Term("almost certain", 87, 99, also=("almost certainly",)),
        Term("certain", 100, 100),
    ),
)

YARDSTICKS = {each.code: each for each in (ICD203, PHIA, IPCC, KENT)}
