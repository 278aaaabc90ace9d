"""What tables, figures and sentences of forecasts share: probabilities and outcomes as text."""

from collections.abc import Sequence

from sat.forecasts.baselines import Baseline
from sat.forecasts.questions import Asked
from sat.forecasts.sets import Values
from sat.indicators.look import chance
from sat.text import number

__all__ = ["chance", "interval", "said", "said_of_outcome", "score"]


def score(value: float | None) -> str:
    """A score with three digits; a dash where there is none.

    >>> score(0.25), score(0.13599), score(None), score(float("inf"))
    ('0.25', '0.136', '–', 'infinite')
    """
    if value is None:
        return "–"
    return "infinite" if value == float("inf") else number(value, 3)


def said(question: Asked, values: Values) -> str:
    """Of a question of yes or no the chance of yes, of another that of each outcome."""
    if question.yes_no:
        return chance(values["yes"])
    return ", ".join(f"{name} {chance(values[name])}" for name in question.outcomes)


def said_of_outcome(question: Asked, values: Values) -> str:
    """Of a question of yes or no the chance of yes, of another that of what happened."""
    if question.yes_no:
        return chance(values["yes"])
    return f"{question.outcome} {chance(values[question.outcome])}"


def interval(baselines: Sequence[Baseline]) -> str:
    """The base rate with its range; blank where no class answers the question."""
    rates = [row.rate for row in baselines if row.rate]
    return "; ".join(
        f"{chance(rate.probability)} ({chance(rate.low)} to {chance(rate.high)})" for rate in rates
    )
