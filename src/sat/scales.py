"""Every ordinal scale of the workbook, as data: code, label, points, source.

A *scale* is an ordered set of codes. A level whose ``points`` is ``None`` carries no amount: it
says that nothing can be said (``F`` and ``6``: cannot be judged) or that the question does not
arise (``NA``). Such a level is never turned into a middling number behind the reader's back.
"""

from dataclasses import dataclass
from math import sqrt


@dataclass(frozen=True)
class Level:
    """One step of a scale; ``points`` is its number where the scale has one."""

    code: str
    label: str
    points: float | None = None


@dataclass(frozen=True)
class Scale:
    """An ordered set of levels with the place it comes from."""

    name: str
    levels: tuple[Level, ...]
    source: str

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes in the scale's own order."""
        return tuple(level.code for level in self.levels)

    def __getitem__(self, code: str) -> Level:
        """The level with this code; ``KeyError`` names the scale and its codes."""
        for level in self.levels:
            if level.code == code:
                return level
        raise KeyError(f"{code!r} is not on the scale {self.name}: {', '.join(self.codes)}")


RATING = Scale(
    "rating",
    (
        Level("CC", "very consistent", 2),
        Level("C", "consistent", 1),
        Level("N", "neutral", 0),
        Level("I", "inconsistent", -1),
        Level("II", "very inconsistent", -2),
        Level("NA", "does not apply"),
    ),
    "Heuer & Pherson, Structured Analytic Techniques for Intelligence Analysis, and PARC ACH 2.0; "
    "Heuer 1999, ch. 8, marks C and I only",
)

RELIABILITY = Scale(
    "reliability",
    (
        Level("A", "completely reliable"),
        Level("B", "usually reliable"),
        Level("C", "fairly reliable"),
        Level("D", "not usually reliable"),
        Level("E", "unreliable"),
        Level("F", "cannot be judged"),
    ),
    "Admiralty (NATO) code, US Army FM 2-22.3, appendix B",
)

CREDIBILITY = Scale(
    "credibility",
    (
        Level("1", "confirmed by other sources"),
        Level("2", "probably true"),
        Level("3", "possibly true"),
        Level("4", "doubtful"),
        Level("5", "improbable"),
        Level("6", "truth cannot be judged"),
    ),
    "Admiralty (NATO) code, US Army FM 2-22.3, appendix B",
)

RELEVANCE = Scale(
    "relevance",
    (Level("high", "high"), Level("medium", "medium"), Level("low", "low")),
    "PARC ACH 2.0, relevance of an item to the question",
)

LIKELIHOOD = Scale(
    "likelihood",
    (
        Level("HL", "highly likely", 2),
        Level("L", "likely", 1),
        Level("C", "could happen", 0),
        Level("U", "unlikely", -1),
        Level("HU", "highly unlikely", -2),
    ),
    "Indicators Validator, Pherson Associates 2008",
)

KIND = Scale(
    "kind",
    (
        Level("report", "somebody reports that something happened"),
        Level("absence", "something expected was not seen"),
        Level("assumption", "held true without a report"),
        Level("inference", "somebody's judgment or argument"),
    ),
    "Heuer 1999, ch. 8, step 2: evidence and arguments, absences and assumptions included",
)

LEVEL = Scale(
    "level",
    (
        Level("none", "looked for, below the low threshold"),
        Level("low", "low threshold reached"),
        Level("high", "high threshold reached"),
        Level("unknown", "nobody could look, or coverage too thin to tell"),
    ),
    "this workbook: silence is missing data, not calm",
)

STATUS = Scale(
    "status",
    (
        Level("S", "basically solid"),
        Level("C", "correct with caveats"),
        Level("U", "unsupported or questionable"),
    ),
    "Key Assumptions Check, Heuer & Pherson",
)

IF_WRONG = Scale(
    "effect if wrong",
    (Level("high", "high"), Level("medium", "medium"), Level("low", "low")),
    "this workbook",
)

CONFIDENCE = Scale(
    "confidence",
    (Level("high", "high"), Level("moderate", "moderate"), Level("low", "low")),
    "US National Intelligence Estimate, annex of November 2007 (ICD 203 defines no levels)",
)

CONSISTENCY = Scale(
    "consistency",
    (
        Level("possible", "can go together"),
        Level("doubtful", "hard to see together"),
        Level("impossible", "cannot go together"),
    ),
    "morphological analysis, cross-consistency assessment, Ritchey 2011",
)

CONSISTENCY_KIND = Scale(
    "kind of reason",
    (
        Level("logical", "the words exclude each other"),
        Level("empirical", "not seen, or not plausible in fact"),
        Level("normative", "excluded by a decision or a value"),
    ),
    "morphological analysis, cross-consistency assessment, Ritchey 2011",
)

CADENCE = Scale(
    "cadence",
    tuple(
        Level(code, code)
        for code in ("daily", "weekly", "monthly", "quarterly", "seasonal", "per event")
    ),
    "this workbook",
)

EVENT_KIND = Scale(
    "kind of event",
    (
        Level("attack", "force used at a place on a day"),
        Level("siege", "a blockade or siege declared or lifted, no strike in itself"),
        Level("other", "another act, such as an abduction"),
    ),
    "this workbook: a reference class counts attacks only",
)

WARNING = Scale(
    "warning level",
    (
        Level("unknown", "nothing raised, but fewer than half of the indicators were looked at"),
        Level("quiet", "at least half looked at in time, none raised", 0),
        Level("watch", "one raised, at its low threshold", 1),
        Level("elevated", "one at its high threshold, or two or more raised", 2),
        Level("high", "two or more at their high threshold", 3),
    ),
    "this workbook; published systems differ (USFK WATCHCON has five levels or four by source)",
)

YES_NO = Scale("yes or no", (Level("yes", "yes"), Level("no", "no")), "this workbook")

YARDSTICK = Scale(
    "yardstick",
    (
        Level("icd203", "US Intelligence Community Directive 203"),
        Level("phia", "UK PHIA Probability Yardstick"),
    ),
    "ICD 203 (2015), D.6.e; PHIA guidance of 24 March 2025",
)

# PARC ACH weighs credibility and relevance of an item in half-octave steps, so that a product of
# two runs from 0.5 to 2 (constants: PARC's answer in the IARPA forum, see README, "Sources").
LOW, MEDIUM, HIGH = 1 / sqrt(2), 1.0, sqrt(2)

RELEVANCE_WEIGHT = {"low": LOW, "medium": MEDIUM, "high": HIGH}

# PARC has one credibility with three steps, the Admiralty code has two axes with five steps each.
# The mapping is this workbook's own; F and 6 are not in it, because they say "unknown", not "low".
RELIABILITY_WEIGHT = {"A": HIGH, "B": HIGH, "C": MEDIUM, "D": LOW, "E": LOW}
CREDIBILITY_WEIGHT = {"1": HIGH, "2": HIGH, "3": MEDIUM, "4": LOW, "5": LOW}
