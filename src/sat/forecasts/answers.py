"""What counts as a forecast of a settled question, and how good it was.

Of each forecaster the last set counts that misses nothing, was not reconstructed, and was made
before the outcome could be known and not after the horizon. Beside its score stands the *daily*
one: the mean over the days from the first such set to the day before the outcome could be known,
on each of which the newest set stands. So an update on the last evening is worth little.
Forecasting tournaments score by days too (Cultivate Forecasts: a score for each full day that a
question is open); that days before the first set are left out is this workbook's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import fsum

from sat.forecasts.baselines import Baseline
from sat.forecasts.questions import Asked
from sat.forecasts.sets import Given, Values
from sat.judgment.scoring import half_brier

HINDSIGHT, LATE, INCOMPLETE = "reconstructed", "made too late", "incomplete"


@dataclass(frozen=True)
class Answer:
    """What a forecaster had said of a settled question.

    Attributes
    ----------
    forecaster, question
        Who, of what.
    made_on, values
        Day and probabilities of the set that counts, 0 to 1, by outcome, made coherent.
    half_brier, daily
        Its score, and the mean over the days; 0 to 1, lower is better.
    lead
        Days from the set to the one on which the outcome could be known, 1 or more.
    baseline
        Where a baseline said it: what it was computed from.

    """

    forecaster: str
    question: Asked
    made_on: date
    values: Values
    half_brier: float
    daily: float
    lead: int
    baseline: Baseline | None = None

    @property
    def vector(self) -> tuple[float, ...]:
        """The probabilities in the question's order."""
        return tuple(self.values[name] for name in self.question.outcomes)

    @property
    def happened(self) -> bool:
        """Of a question of yes or no: was it yes?"""
        return self.question.outcome == "yes"


@dataclass(frozen=True)
class LeftOut:
    """A set that does not count, and why."""

    given: Given
    reason: str


def left_out(question: Asked, sets: Iterable[Given]) -> tuple[LeftOut, ...]:
    """The sets that can never count, each with the first reason that holds."""
    found = [(row, _reason(question, row)) for row in sets]
    return tuple(LeftOut(row, reason) for row, reason in found if reason)


def _reason(question: Asked, row: Given) -> str:
    if row.is_reconstructed:
        return HINDSIGHT
    if row.missing:
        return INCOMPLETE
    return "" if question.in_time(row.made_on) else LATE


def answer_of(question: Asked, sets: Sequence[Given]) -> Answer | None:
    """One analyst's answer to a settled question; ``None`` where no set counts.

    ``sets`` are the analyst's own, the oldest first.
    """
    made = [
        (row.made_on, row.coherent)
        for row in sets
        if row.coherent is not None and not _reason(question, row)
    ]
    return _answer(sets[0].analyst, question, made) if made else None


def answer_of_baseline(question: Asked, said: Baseline) -> Answer | None:
    """A baseline's answer; ``None`` where the outcome was known when the question opened."""
    if not question.in_time(said.made_on):
        return None
    return _answer(said.name, question, [(said.made_on, said.values)], said)


def _answer(
    name: str,
    question: Asked,
    made: Sequence[tuple[date, Values]],
    baseline: Baseline | None = None,
) -> Answer | None:
    if question.resolved_on is None:
        return None
    scores = [
        half_brier([values[name] for name in question.outcomes], question.came)
        for _, values in made
    ]
    ends = [*(day for day, _ in made), question.resolved_on]
    spans = [(after - before).days for before, after in pairwise(ends)]
    daily = fsum(score * span for score, span in zip(scores, spans, strict=True)) / sum(spans)
    day, values = made[-1]
    return Answer(name, question, day, values, scores[-1], daily, spans[-1], baseline)
