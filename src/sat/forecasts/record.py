"""The record of a case: settled questions, and how forecasters did on them.

It is built from what is in the case at its cut. A baseline is asked on the day a question opens
and sees the case cut at that day; an analyst's set counts by the day it carries (see ``answers``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sat.case import Case
from sat.case.cut import earlier
from sat.forecasts.answers import (
    HINDSIGHT,
    Answer,
    LeftOut,
    answer_of,
    answer_of_baseline,
    left_out,
)
from sat.forecasts.baselines import BASE_RATE, BASELINES, EVEN, Baseline, baselines
from sat.forecasts.forecaster import Forecaster, forecaster
from sat.forecasts.questions import Asked, asked
from sat.forecasts.sets import Given, newest_of, sets_of


@dataclass(frozen=True)
class Considered:
    """A question with all that was said of it.

    Attributes
    ----------
    question
        Settled, or still open.
    sets
        Every set that analysts gave, the oldest first.
    baselines
        What the baselines said on the day it opened.
    answers
        What counts, once it is settled.

    """

    question: Asked
    sets: tuple[Given, ...]
    baselines: tuple[Baseline, ...]
    answers: tuple[Answer, ...] = ()

    def answer(self, name: str) -> Answer | None:
        """What this forecaster had said; ``None`` where nothing counts."""
        return next((row for row in self.answers if row.forecaster == name), None)

    def hindsight(self, analyst: str) -> Given | None:
        """The analyst's newest set that was reconstructed and misses nothing."""
        own = [row for row in self.sets if row.analyst == analyst and row.is_reconstructed]
        return next((row for row in reversed(own) if not row.missing), None)

    def newest(self) -> tuple[Given, ...]:
        """The newest set of each analyst that misses nothing, by name."""
        return newest_of(self.sets)


@dataclass(frozen=True)
class Record:
    """The record of a case at its cut.

    Attributes
    ----------
    case
        What was looked at, as of its cut.
    settled
        Questions with an outcome.
    open
        Questions whose horizon has not passed.
    overdue
        Questions without an outcome though their horizon has passed.
    forecasters
        Analysts who gave anything, by name, then the baselines.
    left_out
        Sets that do not count, with the reason.

    """

    case: Case
    settled: tuple[Considered, ...]
    open: tuple[Considered, ...]
    overdue: tuple[Considered, ...]
    forecasters: tuple[Forecaster, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def analysts(self) -> tuple[Forecaster, ...]:
        """Those who are people, with or without a record."""
        return tuple(row for row in self.forecasters if not row.baseline)

    @property
    def recorded(self) -> tuple[Forecaster, ...]:
        """Analysts of whom at least one settled question counts."""
        return tuple(row for row in self.analysts if row.answers)

    @property
    def calibrated(self) -> tuple[Forecaster, ...]:
        """Forecasters with a settled question of yes or no: what was said can be held against it.

        Even chances are left out: they say the same of every question.
        """
        return tuple(row for row in self.forecasters if row.curve and row.name != EVEN)

    @property
    def undated(self) -> bool:
        """Does a base rate rest on a class that does not say on which day it was worded?"""
        every = (*self.settled, *self.open, *self.overdue)
        return any(not said.dated for row in every for said in row.baselines)

    def baseline(self, name: str) -> Forecaster:
        """The baseline of this name; ``KeyError`` where there is none."""
        return {row.name: row for row in self.forecasters if row.baseline}[name]

    def reasons(self) -> dict[str, int]:
        """How many sets were left out for each reason."""
        found: dict[str, int] = {}
        for row in self.left_out:
            found[row.reason] = found.get(row.reason, 0) + 1
        return dict(sorted(found.items(), key=lambda pair: pair[0] != HINDSIGHT))


def record_of(case: Case) -> Record:
    """The record of a case as of its cut.

    Nothing is invented: a question that nobody answered has baselines only. Raises ``ValueError``
    for a reference class in a place that the gazetteer does not know.
    """
    pasts: dict[date, Case] = {}
    every = [_considered(case, question, pasts) for question in asked(case)]
    settled = tuple(row for row in every if row.question.outcome)
    rest = [row for row in every if not row.question.outcome]
    return Record(
        case=case,
        settled=settled,
        open=tuple(row for row in rest if row.question.closes >= case.as_of),
        overdue=tuple(row for row in rest if row.question.closes < case.as_of),
        forecasters=_forecasters(every, settled),
        left_out=tuple(out for row in every for out in left_out(row.question, row.sets)),
    )


def _considered(case: Case, question: Asked, pasts: dict[date, Case]) -> Considered:
    day = min(question.opens, case.as_of)
    if day not in pasts:
        pasts[day] = earlier(case, day)
    sets, said = sets_of(case, question.question_id), baselines(pasts[day], question)
    if not question.outcome:
        return Considered(question, sets, said)
    found = [answer_of(question, own) for own in _by_analyst(sets)]
    found += [answer_of_baseline(question, row) for row in said]
    return Considered(question, sets, said, tuple(row for row in found if row))


def _by_analyst(sets: Sequence[Given]) -> list[list[Given]]:
    found: dict[str, list[Given]] = {}
    for row in sets:
        found.setdefault(row.analyst, []).append(row)
    return [found[name] for name in sorted(found)]


def _forecasters(
    every: Sequence[Considered], settled: Sequence[Considered]
) -> tuple[Forecaster, ...]:
    analysts = sorted({own.analyst for row in every for own in row.sets})
    answers = {
        name: [found for row in settled if (found := row.answer(name))]
        for name in (*analysts, *BASELINES)
    }
    even, rate = (
        {row.question.question_id: row for row in answers[name]} for name in (EVEN, BASE_RATE)
    )
    return tuple(
        forecaster(name, own, even, rate, name in BASELINES) for name, own in answers.items()
    )
