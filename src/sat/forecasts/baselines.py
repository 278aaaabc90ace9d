"""Forecasters that use no judgment, and see no more than was known on the day a question opened.

A record means little by itself: how hard were the questions? So it stands beside what anyone could
have said without thinking.

- *even chances*: the same probability for every outcome.
- *climatology*: how often the case's own questions came out yes. After k of n yes-or-no questions
  that were settled by that day it says (k + 1) / (n + 2), Laplace's rule of succession: 50 % before
  any is settled.
- *base rate*: the chance of at least one event of the question's reference class within the days
  from ``opens`` to ``closes``, counted from the events known when it opened (``indicators.rates``).

The last two are for questions of yes or no; of others, and where there is nothing to count, they
*abstain*.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sat.case import Case
from sat.case.watch import ReferenceClass
from sat.forecasts.questions import Asked, asked
from sat.forecasts.sets import Values
from sat.judgment.scoring import uniform

if TYPE_CHECKING:
    from sat.indicators.rates import BaseRate

# An id has no blank, so that no analyst can be called like one of these.
EVEN, CLIMATOLOGY, BASE_RATE = "even chances", "own climatology", "base rate"
BASELINES = (EVEN, CLIMATOLOGY, BASE_RATE)


@dataclass(frozen=True)
class Baseline:
    """What a baseline says of a question on the day it opens; values from 0 to 1, by outcome.

    ``came`` and ``settled`` are what climatology was counted from, k and n. ``rate`` is the base
    rate with its interval and events, and ``dated`` says whether its class carries the day on
    which it was worded; one that does not may have been worded in hindsight.
    """

    name: str
    question_id: str
    made_on: date
    values: Values
    came: int | None = None
    settled: int | None = None
    rate: "BaseRate | None" = None
    dated: bool = True


def baselines(past: Case, question: Asked) -> tuple[Baseline, ...]:
    """What each baseline that has something to say of the question says.

    ``past`` is the case cut at the day on which the question opens: nothing else is looked at, and
    of ``question`` neither outcome nor day of it. Raises ``ValueError`` for a reference class in a
    place that the gazetteer does not know.
    """
    return tuple(_said(past, question))


def _said(past: Case, question: Asked) -> Iterator[Baseline]:
    own, day = question.question_id, past.as_of
    shares = uniform(len(question.outcomes))
    yield Baseline(EVEN, own, day, dict(zip(question.outcomes, shares, strict=True)))
    if not question.yes_no:
        return
    settled = [row for row in asked(past) if row.yes_no and row.settled_by(day)]
    came = sum(row.outcome == "yes" for row in settled)
    chance = (came + 1) / (len(settled) + 2)
    yield Baseline(CLIMATOLOGY, own, day, _yes(chance, question), came, len(settled))
    row = _class_of(past, question)
    rate = base_rate_of(past, row, question.closes) if row else None
    if row and rate:
        values = _yes(rate.probability, question)
        yield Baseline(BASE_RATE, own, day, values, rate=rate, dated=row.known_on is not None)


def _yes(chance: float, question: Asked) -> Values:
    return {name: chance if name == "yes" else 1 - chance for name in question.outcomes}


def _class_of(past: Case, question: Asked) -> ReferenceClass | None:
    named = {row.question_id: row.class_id for row in past.questions}
    wanted = named.get(question.question_id, "")
    return next((row for row in past.reference_classes if row.class_id == wanted), None)


def base_rate_of(past: Case, row: ReferenceClass, closes: date) -> "BaseRate | None":
    """The chance of an event of the class from the cut to ``closes``, by what is known at the cut.

    ``None`` where no day is left and where the class begins later. Raises ``ValueError`` for a
    place that the gazetteer does not know.
    """
    from sat.indicators.occurrences import days_of, from_case, members  # pandas is slow to import
    from sat.indicators.rates import base_rate

    ahead = (closes - past.as_of).days
    if ahead < 1:
        return None
    found = members(from_case(past), row)
    return base_rate(row, *days_of(found, past.as_of), past.as_of, ahead)
