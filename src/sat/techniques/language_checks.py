"""Rules T2xx, uncertainty: how likelihood and confidence are worded.

They read the sentences in which a judgment is worded: statements of hypotheses, assumptions,
stories of scenarios, bases of forecasts. What somebody else is reported to have said (evidence) is
theirs. A sentence ends at ``.``, ``!`` or ``?`` before a blank and a capital letter, and at a line
break: an abbreviation before a name cuts a sentence in two, which can hide a finding or, of a
number in the other half, make one.
"""

import re
from collections.abc import Iterator

from sat.case import Case
from sat.techniques.standards import Fault, Found, Look, Term, forecast_id, named, quoted, rule
from sat.text import counted, joined, number

SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[\"'(]?[A-Z])|\n+")
LEVEL = r"(?:high|moderate|medium|low)"
CONFIDENCE = re.compile(
    rf"\b{LEVEL}[ -]confidence\b|\bconfidence(?: level)?(?: is|:)? {LEVEL}\b"
    r"|\b(?:we|i) (?:are|am) (?:\w+ )?confident\b",
    re.IGNORECASE,
)
# "May" with a capital is a month or opens a wish; "could not" tells what was, not what may be.
POSSIBLE = re.compile(
    r"\b(?:may|might|could(?! not?\b))\b|\b(?:[Pp]ossibly|[Pp]erhaps|[Cc]onceivably|[Mm]aybe)\b"
    r"|\bcannot be (?:ruled out|excluded)\b"
)
PERCENT = re.compile(
    r"(\d+(?:\.\d+)?)(?: ?(?:-|–|to) ?(\d+(?:\.\d+)?))? ?(?:%|percent\b|per cent\b)"
)
QUANTITY = re.compile(rf"{PERCENT.pattern}|\b\d+ in \d+\b")
# Between a term and the number that belongs to it stands nothing but this.
BETWEEN = re.compile(r"[\s(:=≈~]*(?:(?:at|about|around|roughly|some|or|that is)\s+)*")


@rule("T201", "Likelihood and confidence stand in separate sentences", "mend", ["find_terms"])
def mixed_sentence(look: Look) -> Iterator[Fault]:
    """No confidence level and likelihood term in one sentence (ICD 203 D.6.e(2)(b))."""
    for table, row, sentence in _sentences(look.case):
        confidence = CONFIDENCE.search(sentence)
        terms = look.terms(sentence)
        if confidence and terms:
            pair = f'"{terms[0].term.name}" and "{confidence.group()}"'
            right = "say how likely in one sentence and how well founded in another"
            yield Fault(table, row, f"{pair} stand in one sentence: {quoted(sentence)}", right)


@rule("T202", "Likelihood terms are of one row", "mend", ["find_terms"])
def mixed_rows(look: Look) -> Iterator[Fault]:
    """The terms of a product are of one row of ICD 203's table (D.6.e(2)(a)).

    Mixing them needs a sentence that says that the terms mean the same; a case has no place for it.
    """
    if look.case.settings.yardstick != "icd203":
        return
    places: dict[int, dict[str, str]] = {1: {}, 2: {}}
    for table, row, text in _texts(look.case):
        for found in look.terms(text):
            if found.term.row in places and not found.qualifier:
                places[found.term.row].setdefault(found.term.name, f"{table} {row}")
    if all(places.values()):
        rows = [named([f'"{term}" ({where})' for term, where in terms.items()])
                for terms in places.values()]  # fmt: skip
        wrong = f"terms of both rows of ICD 203: {rows[0]} of the first, {rows[1]} of the second"
        yield Fault("case", "", wrong, "keep to one row")


@rule("T203", "A judgment does not hide behind may and could", "look")
def unquantified(look: Look) -> Iterator[Fault]:
    """A possibility word without a number says nothing that could turn out wrong.

    ICD 203 D.6.e(2) asks for the likelihood; readers' numbers for such words lie far apart (Wintle
    et al. 2019, and the words of Kent 1964). A sentence that also gives a number passes, and so
    does one with a likelihood term where terms can be found.
    """
    for table, row, sentence in _sentences(look.case):
        words = list(dict.fromkeys(POSSIBLE.findall(sentence)))
        known = look.find_terms is not None and look.terms(sentence)
        if words and not known and not QUANTITY.search(sentence):
            told = joined([f'"{word}"' for word in words])
            wrong = f"{told} without a number in {quoted(sentence)}"
            yield Fault(table, row, wrong, "say how likely, or state it plainly")


@rule("T204", "A likelihood term and its number agree", "mend", ["find_terms"])
def disagreeing(look: Look) -> Iterator[Fault]:
    """A number that stands beside a term lies in the term's band, its ends included.

    The bands are those of the finder's yardstick (ICD 203 D.6.e(2)(a), or PHIA 2025). A term that
    opens the basis of a forecast is to fit a probability that was given on that basis, of whichever
    outcome: one basis often stands with all of them.
    """
    for table, row, sentence in _sentences(look.case):
        for found in look.terms(sentence):
            beside = () if found.qualifier else _beside(sentence, found)
            if not all(map(found.term.fits, beside)):
                told = " to ".join(f"{number(100 * value)}%" for value in beside)
                yield _disagreement(table, row, found.term, f"{told} in {quoted(sentence)}")
    for (name, basis), given in _bases(look.case).items():
        for found in look.terms(basis)[:1]:
            opens = not basis[: found.start].strip() and not found.qualifier
            if opens and not any(map(found.term.fits, given)):
                told = joined([f"{number(100 * value)}%" for value in given])
                yield _disagreement("forecasts", name, found.term, f"a probability of {told}")


@rule("T205", "A forecast says how well founded it is", "mend")
def no_confidence(look: Look) -> Iterator[Fault]:
    """Each forecast has a level of confidence, kept apart from likelihood (ICD 203 D.6.e(2))."""
    bare: dict[str, list[str]] = {}
    for row in look.case.forecasts:
        if not row.confidence:
            bare.setdefault(forecast_id(row), []).append(row.outcome)
    for name, outcomes in bare.items():
        wrong = f"no confidence for {counted(len(outcomes), 'outcome')}: {named(outcomes)}"
        yield Fault("forecasts", name, wrong, "give high, moderate or low")


def _texts(case: Case) -> Iterator[tuple[str, str, str]]:
    """Table, row and text of everything that words a judgment."""
    for hypothesis in case.hypotheses:
        yield "hypotheses", hypothesis.hypothesis_id, hypothesis.statement
    for assumption in case.assumptions:
        yield "assumptions", assumption.assumption_id, assumption.text
    for scenario in case.scenarios:
        yield "scenarios", scenario.scenario_id, scenario.narrative
    for name, basis in _bases(case):
        yield "forecasts", name, basis


def _bases(case: Case) -> dict[tuple[str, str], list[float]]:
    """The bases of each forecast, read once, with the probabilities that were given on them."""
    found: dict[tuple[str, str], list[float]] = {}
    for row in case.forecasts:
        if row.basis:
            found.setdefault((forecast_id(row), row.basis), []).append(row.probability)
    return found


def _sentences(case: Case) -> Iterator[tuple[str, str, str]]:
    for table, row, text in _texts(case):
        for sentence in SENTENCE_END.split(text):
            if sentence.strip():
                yield table, row, sentence


def _beside(sentence: str, found: Found) -> tuple[float, ...]:
    """The percentage, or the two of a range, that stands beside a term, as shares."""
    for match in PERCENT.finditer(sentence):
        behind = match.start() >= found.end
        gap = (found.end, match.start()) if behind else (match.end(), found.start)
        if BETWEEN.fullmatch(sentence, *gap):
            return tuple(float(end) / 100 for end in match.groups() if end)
    return ()


def _disagreement(table: str, row: str, term: Term, told: str) -> Fault:
    right = f"the term means {term.span}: change the term or the number"
    return Fault(table, row, f'"{term.name}" stands with {told}', right)
