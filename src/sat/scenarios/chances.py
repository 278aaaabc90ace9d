"""Probabilities of scenarios, where analysts gave them; none is ever computed for want of one.

They are asked for by a question of `questions.csv` whose outcomes are scenarios, with at most one
further outcome for *none of these*, and answered in `forecasts.csv`. What an analyst gave is shown
as it is, beside the nearest coherent values (see ``judgment.coherence``).

Scenario work is known to inflate probabilities. A future told in parts is judged likelier than the
same future told whole (*unpacking*; both groups of analysts fell to it in D. R. Mandel, C. W.
Karvetski & M. K. Dhami, *Judgment and Decision Making* 13(6):607–621, 2018), and in the scenario
experiments of P. E. Tetlock, *Expert Political Judgment*, 2005, ch. 7, coherence suffered from the
exercise. So an analyst's first set stands beside the newest one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum
from statistics import median

from sat.case import Case
from sat.case.tables import Forecast
from sat.forecasts.sets import Given, Values, given
from sat.judgment.coherence import TOLERANCE

__all__ = ["Chances", "Given", "Pooled", "elicited", "pooled"]


@dataclass(frozen=True)
class Chances:
    """One analyst's answers to one question: the set of the newest day and that of the first.

    ``outcomes`` are in the question's order, ``other`` is the one among them that is no scenario
    (blank: there is none). ``before`` is ``None`` where the analyst gave a set on one day only.
    """

    question_id: str
    analyst: str
    outcomes: tuple[str, ...]
    other: str
    now: Given
    before: Given | None = None

    @property
    def covers(self) -> bool:
        """Do the outcomes cover all futures? Only if one of them says *none of these*."""
        return bool(self.other)

    @property
    def rest(self) -> float | None:
        """What the coherent values leave for none of the scenarios, 0 to 1.

        ``None`` where that was asked for as an outcome, and where a value is missing.
        """
        if self.covers or self.now.coherent is None:
            return None
        rest = 1 - fsum(self.now.coherent.values())
        return rest if rest > TOLERANCE else 0.0

    @property
    def shift(self) -> Values | None:
        """Newest coherent value less the first one, −1 to 1; above 0 it rose.

        ``None`` without an earlier set, and where either of the two misses a value.
        """
        now, before = self.now.coherent, self.before.coherent if self.before else None
        if now is None or before is None:
            return None
        return {name: now[name] - before[name] for name in self.outcomes}

    @property
    def all_rose(self) -> bool:
        """Did the coherent value of every scenario rise, at the cost of *none of these*?"""
        shift = self.shift
        return shift is not None and all(
            value > TOLERANCE for name, value in shift.items() if name != self.other
        )


@dataclass(frozen=True)
class Pooled:
    """Coherent values over the analysts who gave all of them on their newest day, by outcome.

    Each analyst counts once and alike. The means are coherent too; the medians need not add up.
    ``reconstructed`` are the analysts among them of whose set a value was written later.
    """

    question_id: str
    analysts: tuple[str, ...]
    reconstructed: tuple[str, ...]
    mean: Values
    median: Values
    low: Values
    high: Values


def elicited(case: Case) -> tuple[Chances, ...]:
    """The probabilities of scenarios that analysts gave, by question in file order, then analyst.

    A set is what one analyst gave on one day (``made_on``): values of other days are not carried
    into it, since together they would be a judgment that nobody made. Outcomes are taken to
    exclude each other. Where none of them says *none of these*, they are not taken to cover all
    futures: what they leave of 1 is for none of these, and only a sum above 1 is incoherent.
    Without such a question, or without an answer to it, there is nothing: ``()``.
    """
    return tuple(
        _chances(question, analyst, outcomes, other, rows)
        for question, outcomes, other in _asked(case)
        for analyst, rows in _answers(case, question, outcomes)
    )


def _asked(case: Case) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Questions of scenarios: id, outcomes, and the outcome that is no scenario (or blank)."""
    scenarios = {row.scenario_id for row in case.scenarios}
    hypotheses = {row.hypothesis_id for row in case.hypotheses}
    for row in case.questions:
        others = [name for name in row.outcomes if name not in scenarios]
        # A hypothesis is an answer of its own and cannot stand for "none of these".
        mixed = len(others) > 1 or hypotheses.intersection(others)
        if not mixed and len(others) < len(row.outcomes):
            yield row.question_id, row.outcomes, "".join(others)


def _answers(
    case: Case, question: str, outcomes: Sequence[str]
) -> Iterator[tuple[str, list[Forecast]]]:
    """Each analyst, by name, with what was given for the question."""
    found: dict[str, list[Forecast]] = {}
    for row in case.forecasts:
        if row.question_id == question and row.outcome in outcomes:
            found.setdefault(row.analyst, []).append(row)
    yield from sorted(found.items())


def _chances(
    question: str, analyst: str, outcomes: tuple[str, ...], other: str, rows: Sequence[Forecast]
) -> Chances:
    days: dict[date, list[Forecast]] = {}
    for row in rows:
        days.setdefault(row.made_on, []).append(row)
    first, last = (given(outcomes, days[day], bool(other)) for day in (min(days), max(days)))
    return Chances(question, analyst, outcomes, other, last, first if len(days) > 1 else None)


def pooled(found: Sequence[Chances]) -> tuple[Pooled, ...]:
    """Mean, median and spread for each question that at least two analysts answered in full.

    First coherent, then pooled: in that order error fell (Mandel, Karvetski & Dhami 2018). An
    analyst whose newest set misses a value is left out.
    """
    questions: dict[str, list[Chances]] = {}
    for row in found:
        if row.now.coherent is not None:
            questions.setdefault(row.question_id, []).append(row)
    return tuple(_pooled(name, rows) for name, rows in questions.items() if len(rows) > 1)


def _pooled(question: str, rows: Sequence[Chances]) -> Pooled:
    columns = {
        name: [row.now.coherent[name] for row in rows if row.now.coherent is not None]
        for name in rows[0].outcomes
    }
    return Pooled(
        question,
        tuple(row.analyst for row in rows),
        tuple(row.analyst for row in rows if row.now.reconstructed),
        {name: fsum(values) / len(values) for name, values in columns.items()},
        {name: median(values) for name, values in columns.items()},
        {name: min(values) for name, values in columns.items()},
        {name: max(values) for name, values in columns.items()},
    )
