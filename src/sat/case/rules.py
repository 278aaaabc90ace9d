"""Numbered rules over a whole case.

Those over the tables of one kind of work have a module of their own: ``futures_rules`` for drivers
and scenarios, ``watch_rules`` for indicators and warning.
"""

from collections.abc import Iterator
from datetime import date

import sat.case.futures_rules
import sat.case.watch_rules  # noqa: F401  their rules register themselves
from sat.case.futures import Pair
from sat.case.problem import Problem
from sat.case.record import Record
from sat.case.rulebook import RULES, Book, check, rule
from sat.case.settings import FILE
from sat.case.tables import Evidence, Forecast, Hypothesis, Question, Rating, Source
from sat.case.watch import IndicatorRating

__all__ = ["RULES", "Book", "check"]


@rule("R301", "A row is there once")
def _once(book: Book) -> Iterator[Problem]:
    for sheet in book.sheets.values():
        seen: dict[tuple[object, ...], tuple[int, Record]] = {}
        for line, row in sheet.numbered():
            key = tuple(getattr(row, column) for column in row.KEY)
            # A pair of states is the same pair the other way round.
            own = tuple(sorted(key)) if isinstance(row, Pair) else key
            first, other = seen.setdefault(own, (line, row))
            if first != line:
                value = ", ".join(str(part) for part in key)
                expected = f"{_twice(first, row, other)}; keep one of them"
                yield Problem(sheet.file, line, "+".join(row.KEY), "R301", value, expected)


def _twice(first: int, row: Record, other: Record) -> str:
    """Where it is already, and whether the two contradict each other."""
    if isinstance(row, Pair) and isinstance(other, Pair) and row.consistency != other.consistency:
        return (
            f"{row.consistency} here, but {other.consistency} on line {first}, and a pair of "
            "states is judged once, whichever comes first"
        )
    return f"this is already on line {first}"


@rule("R302", "An id that is pointed to is there")
def _references(book: Book) -> Iterator[Problem]:
    known = {
        ref.tables: {key for table in ref.tables for key in book.sheets[table].ids}
        for sheet in book.sheets.values()
        for row in sheet.rows[:1]
        for _, ref in type(row).references()
    }
    for sheet in book.sheets.values():
        for line, row in sheet.numbered():
            for column, ref in type(row).references():
                if not all(book.sheets[table].whole for table in ref.tables):
                    continue
                value = getattr(row, column)
                for part in value if isinstance(value, tuple) else (value,):
                    if part and part not in known[ref.tables]:
                        files = " or ".join(f"{table}.csv" for table in ref.tables)
                        expected = f"there is no such id in {files}"
                        yield Problem(sheet.file, line, column, "R302", part, expected)
    outcome, sources = book.outcome, book.sheets["sources"]
    for part in outcome.source_ids if outcome and sources.whole else ():
        if part not in sources.ids:
            expected = "there is no such id in sources.csv"
            yield Problem(FILE, 0, "outcome.source_ids", "R302", part, expected)


@rule("R303", "Who judges is named in case.toml")
def _analysts(book: Book) -> Iterator[Problem]:
    if not book.settings:
        return
    names = book.settings.analysts
    expected = f"analysts in case.toml are {', '.join(names) or 'not given'}; add the name there"
    for sheet in book.sheets.values():
        for line, row in sheet.numbered():
            if isinstance(row, Rating | IndicatorRating | Forecast) and row.analyst not in names:
                yield Problem(sheet.file, line, "analyst", "R303", row.analyst, expected)


@rule("R304", "A rating is not older than what it rates")
def _rated_after_known(book: Book) -> Iterator[Problem]:
    known: dict[str, date | None] = {}
    for _, item in book.rows(Evidence, "evidence"):
        known.setdefault(item.evidence_id, item.known_on)
    for _, hypothesis in book.rows(Hypothesis, "hypotheses"):
        known.setdefault(hypothesis.hypothesis_id, hypothesis.known)
    for line, row in book.rows(Rating, "ratings"):
        for part in (row.evidence_id, row.hypothesis_id):
            day = known.get(part)
            if day and row.rated_on < day:
                expected = f"{part} became known on {day}; a rating cannot come before it"
                yield Problem("ratings.csv", line, "rated_on", "R304", str(row.rated_on), expected)


@rule("R305", "An item is not known before one of its sources could be read")
def _known_after_source(book: Book) -> Iterator[Problem]:
    first = {row.source_id: _readable(row) for _, row in book.rows(Source, "sources")}
    for name in ("evidence", "observations", "events"):
        for line, row in book.sheets[name].numbered():
            days = [first.get(source) for source in getattr(row, "source_ids", ())]
            dated = [day for day in days if day]
            if row.known and dated and len(dated) == len(days) and row.known < min(dated):
                expected = f"the first of its sources could be read on {min(dated)}"
                value = str(row.known)
                yield Problem(f"{name}.csv", line, "known_on", "R305", value, expected)


def _readable(source: Source) -> date | None:
    """First day on which a source could have been read, taken generously."""
    return source.known_on or (source.published.first if source.published else None)


@rule("R306", "Nothing is known before it happened")
def _known_after_event(book: Book) -> Iterator[Problem]:
    for name, column in (
        ("evidence", "event_date"),
        ("observations", "observed_on"),
        ("events", "date"),
    ):
        for line, row in book.sheets[name].numbered():
            when = getattr(row, column)
            if when and row.known and row.known < when.first:
                expected = f"{column} is {when}; it cannot be known earlier"
                yield Problem(f"{name}.csv", line, "known_on", "R306", str(row.known), expected)


@rule("R307", "A span ends after it begins")
def _spans(book: Book) -> Iterator[Problem]:
    settings = book.settings
    if settings and settings.closes < settings.opens:
        expected = f"opens is {settings.opens}; the span cannot close earlier"
        yield Problem(FILE, 0, "closes", "R307", str(settings.closes), expected)
    for line, row in book.rows(Question, "questions"):
        if row.closes < row.opens:
            expected = f"opens is {row.opens}; it cannot close earlier"
            yield Problem("questions.csv", line, "closes", "R307", str(row.closes), expected)


@rule("R308", "An outcome is one of the outcomes, with the day on which it was known")
def _outcomes(book: Book) -> Iterator[Problem]:
    for line, row in book.rows(Question, "questions"):
        if row.outcome and row.outcome not in row.outcomes:
            expected = f"the outcomes are {', '.join(row.outcomes)}"
            yield Problem("questions.csv", line, "outcome", "R308", row.outcome, expected)
        if bool(row.outcome) != bool(row.resolved_on):
            expected = "give outcome and resolved_on both, or neither"
            column = "resolved_on" if row.outcome else "outcome"
            yield Problem("questions.csv", line, column, "R308", "", expected)
        if row.resolved_on and row.resolved_on < row.opens:
            expected = f"opens is {row.opens}; it cannot be settled earlier"
            value = str(row.resolved_on)
            yield Problem("questions.csv", line, "resolved_on", "R308", value, expected)
    outcome, hypotheses = book.outcome, book.sheets["hypotheses"]
    if outcome and hypotheses.whole and outcome.hypothesis_id not in hypotheses.ids:
        expected = "there is no such id in hypotheses.csv"
        yield Problem(FILE, 0, "outcome.hypothesis_id", "R308", outcome.hypothesis_id, expected)


@rule("R309", "A forecast is of a question and one of its outcomes")
def _forecasts(book: Book) -> Iterator[Problem]:
    outcomes = {row.question_id: row.outcomes for _, row in book.rows(Question, "questions")}
    questions, hypotheses = book.sheets["questions"], book.sheets["hypotheses"]
    if book.settings and hypotheses.whole:
        outcomes[book.settings.case_id] = tuple(sorted(hypotheses.ids))
    everything = book.settings and questions.whole and hypotheses.whole
    for line, row in book.rows(Forecast, "forecasts"):
        possible = outcomes.get(row.question_id)
        if possible is None and (not everything or row.question_id in questions.ids):
            continue  # what it asks is faulty itself, and nothing can be said of it
        if possible is None:
            expected = "there is no such question; use an id of questions.csv or the case_id"
            yield Problem("forecasts.csv", line, "question_id", "R309", row.question_id, expected)
        elif row.outcome not in possible:
            expected = f"the outcomes are {', '.join(possible)}"
            yield Problem("forecasts.csv", line, "outcome", "R309", row.outcome, expected)


@rule("R311", "Ratings need competing hypotheses")
def _compete(book: Book) -> Iterator[Problem]:
    hypotheses = book.sheets["hypotheses"]
    if book.sheets["ratings"].rows and hypotheses.whole and len(hypotheses.ids) == 1:
        expected = "one hypothesis has nothing to compete with; write down at least two"
        yield Problem("hypotheses.csv", 0, "", "R311", next(iter(hypotheses.ids)), expected)


@rule("R312", "Priors are given for all hypotheses or for none, and add up to 1")
def _priors(book: Book) -> Iterator[Problem]:
    rows = list(book.rows(Hypothesis, "hypotheses"))
    given = [row.prior for _, row in rows if row.prior is not None]
    sheet = book.sheets["hypotheses"]
    if not given or not sheet.whole or len(rows) < len(sheet.ids):
        return
    for line, row in rows:
        if row.prior is None:
            expected = "the other hypotheses have a prior; give one here too, or none at all"
            yield Problem("hypotheses.csv", line, "prior", "R312", "", expected)
    if len(given) == len(rows) and abs(sum(given) - 1) > 0.005:
        expected = "priors of hypotheses that exclude each other and cover all add up to 1"
        yield Problem("hypotheses.csv", 0, "prior", "R312", f"sum {sum(given):.3f}", expected)
