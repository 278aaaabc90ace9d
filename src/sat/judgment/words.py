"""Words for probabilities: what each yardstick calls a number, and which numbers a word stands for.

A *yardstick* is a standard's list of *terms*, each with its range. Readers take a term for another
range than its author meant unless the number stands beside it (Wintle and others 2019, Budescu and
others 2014), and forecasts lose accuracy when they are rounded to terms (Friedman and others,
*International Studies Quarterly* 62(2):410–422, 2018). So the number is what is kept, and every
text made here has both.

Yardsticks have boundaries that two terms share, gaps that no term covers, and ends beyond which
there is none. All of them are reported; the number is never moved to fit a term.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from sat.judgment.yardsticks import TOLERANCE, YARDSTICKS, Term, Yardstick
from sat.text import counted, joined, number, one_line


@dataclass(frozen=True)
class Worded:
    """What a yardstick calls a probability, by which of its sets of terms.

    ``terms`` are those that fit: one; several on a shared boundary and where ranges overlap; none
    in a gap and beyond the ends. Where the yardstick nests its ranges (IPCC), a term whose range
    contains that of another that fits says less and is left out. Where none fits, ``below`` and
    ``above`` are the nearest on either side, ``None`` where there is none.
    """

    probability: float
    yardstick: str
    row: int
    terms: tuple[Term, ...]
    below: Term | None = None
    above: Term | None = None

    @property
    def boundary(self) -> bool:
        """Does the number stand on an end that two terms share?"""
        ends = [end for term in self.terms for end in term.range]
        near = [end for end in ends if abs(end - self.probability) <= TOLERANCE]
        return len(self.terms) > 1 and len(near) == len(self.terms)

    @property
    def text(self) -> str:
        """Term and number.

        >>> terms(0.72, "icd203").text, terms(0.2, "icd203").text
        ('likely (72%)', 'very unlikely or unlikely (20%, on their boundary)')
        >>> terms(0.22, "phia").text, terms(0.004, "icd203").text
        ('no term between highly unlikely and unlikely (22%)', 'no term below almost no chance (0.4%)')
        """  # noqa: E501 (the output of an example cannot be broken)
        return f"{self.name} ({self.number})"

    @property
    def name(self) -> str:
        """The term or terms alone, or between which terms there is none."""
        return joined([term.name for term in self.terms], "or") or self._without

    @property
    def number(self) -> str:
        """The percentage, and why there are several terms."""
        why = ", on their boundary" if self.boundary else ", both fit"
        return f"{_shown(self)}%{why if len(self.terms) > 1 else ''}"

    @property
    def _without(self) -> str:
        below, above = (each.name if each else "" for each in (self.below, self.above))
        if below and above:
            return f"no term between {below} and {above}"
        return f"no term below {above}" if above else f"no term above {below}"


def terms(probability: float, yardstick: str, row: int = 1) -> Worded:
    """The term or terms for a probability of 0 to 1.

    ``yardstick`` is ``icd203``, ``phia``, ``ipcc`` or ``kent``; ``row`` says which set of terms: 2
    for *remote* to *nearly certain* of ICD 203, whose sets must not be mixed in one product.
    Raises ``ValueError`` for a number that is not between 0 and 1, a yardstick that is not known,
    and a row that the yardstick does not have.
    """
    stick = _stick(yardstick)
    if not 0 <= probability <= 1:  # nor is NaN
        raise ValueError(f"the probability is {probability:g}; it is a number from 0 to 1")
    if not 1 <= row <= stick.rows:
        has = counted(stick.rows, "row of terms", "rows of terms")
        raise ValueError(f"row is {row}; {stick.title} has {has}")
    return _placed(float(probability), stick, row)


def _placed(probability: float, stick: Yardstick, row: int) -> Worded:
    own = [term for term in stick.terms if term.row == row]
    fit = [term for term in own if term.fits(probability)]
    fit = [term for term in fit if not any(term.contains(other) for other in fit)]
    if fit:
        return Worded(probability, stick.code, row, tuple(fit))
    under = [term for term in own if term.range[1] <= probability + TOLERANCE]
    over = [term for term in own if term.range[0] >= probability - TOLERANCE]
    below = max(under, key=lambda term: term.high, default=None)
    above = min(over, key=lambda term: term.low, default=None)
    return Worded(probability, stick.code, row, (), below, above)


def _shown(worded: Worded) -> str:
    """The percentage, with one decimal, or as many more as keep it where it is on the yardstick."""
    stick, percent = YARDSTICKS[worded.yardstick], 100 * worded.probability
    for digits in range(1, 12):
        text = number(percent, digits)
        seen = _placed(float(text) / 100, stick, worded.row)
        certain = seen.probability in (0, 1) and worded.probability not in (0, 1)
        if replace(seen, probability=worded.probability) == worded and not certain:
            break
    return text


def term(name: str, yardstick: str) -> Term:
    """The term of this name, or of which it is another form: its ``range`` is what it stands for.

    Raises ``ValueError`` for a yardstick that is not known, and a name that is not on it.

    >>> term("Probably", "icd203").range
    (0.55, 0.8)
    """
    stick = _stick(yardstick)
    wanted = " ".join(name.casefold().split())
    for each in stick.terms:
        if wanted in (each.name, *each.also):
            return each
    known = ", ".join(each.name for each in stick.terms)
    raise ValueError(f"“{one_line(name)}” is no term of {stick.title}; its terms are {known}")


def _stick(code: str) -> Yardstick:
    if code not in YARDSTICKS:
        known = joined(list(YARDSTICKS))
        raise ValueError(f"“{one_line(code)}” is no yardstick; there are {known}")
    return YARDSTICKS[code]


# Words that make a term say something else: "not likely", "more likely", "extremely unlikely".
QUALIFIERS = (
    "not|never|hardly|more|less|most|least|as|so|too|how|equally|very|highly|extremely|"
    "exceptionally|virtually|almost|nearly|quite|fairly|rather|somewhat"
)
BEFORE = rf"(?:(?P<before>\b(?:{QUALIFIERS})|n['’]t)[\s-]+)??"
AFTER = re.compile(r"\s+not\b", re.IGNORECASE)
CONFIDENCE = re.compile(r"\b(high|moderate|medium|low)[\s-]+confidence\b", re.IGNORECASE)


@dataclass(frozen=True)
class Found:
    """A term in a text: which, where, and a word beside it that makes it say something else.

    ``text[start:end]`` is the term. ``qualifier`` is blank, or *not* and the like before it, or
    *not* behind it: then the term's range does not hold for what the text says.
    """

    term: Term
    start: int
    end: int
    qualifier: str = ""


def found(text: str, yardstick: str) -> tuple[Found, ...]:
    """The yardstick's terms in a text, in their order there; case and line breaks do not matter.

    Of terms that hold each other the longest is found: *very unlikely* is not *unlikely*. Words
    are found, not meanings: *a remote village* has a term of ICD 203's second row. Raises
    ``ValueError`` for a yardstick that is not known.

    >>> [(each.term.name, each.qualifier) for each in found("Not likely; very unlikely.", "icd203")]
    [('likely', 'not'), ('very unlikely', '')]
    """
    return tuple(_found(text, _stick(yardstick)))


def _found(text: str, stick: Yardstick) -> Iterator[Found]:
    spellings, pattern = _pattern(stick)
    for match in pattern.finditer(text):
        key, before = match.lastgroup or "", (match["before"] or "").casefold()
        before = "not" if before in ("n't", "n’t") else before
        behind = "not" if AFTER.match(text, match.end()) else ""
        yield Found(spellings[key], *match.span(key), before or behind)


@cache
def _pattern(stick: Yardstick) -> tuple[dict[str, Term], re.Pattern[str]]:
    """Each spelling as a group of its own, the longest first, and the terms of the groups.

    The group tells the term, and not what was matched: ``ſ`` and ``İ`` count as s and i.
    """
    pairs = [(spelling, term) for term in stick.terms for spelling in (term.name, *term.also)]
    ranked = sorted(pairs, key=lambda pair: -len(pair[0]))
    shapes = [r"(?:\s+|-)".join(spelling.split()) for spelling, _ in ranked]
    groups = [f"(?P<t{place}>{shape})" for place, shape in enumerate(shapes)]
    pattern = re.compile(rf"{BEFORE}\b(?:{'|'.join(groups)})\b", re.IGNORECASE)
    return {f"t{place}": term for place, (_, term) in enumerate(ranked)}, pattern


def confidence_in(text: str) -> tuple[str, ...]:
    """Levels of confidence that a text states, in order: *high* for *with high confidence*.

    ICD 203, D.6.e(2)(b), forbids one in a sentence that has a term of likelihood too.
    """
    return tuple(match[1].casefold() for match in CONFIDENCE.finditer(text))
