"""One forecaster over all settled questions: an analyst, or a baseline."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from statistics import median

from sat.forecasts.answers import Answer
from sat.judgment import scoring
from sat.judgment.calibration import Murphy, Point, Verdict, curve, murphy, verdict
from sat.judgment.recalibration import Recalibration, recalibration


@dataclass(frozen=True)
class Skill:
    """How much better than a reference, by half Brier score, on the questions that both answered.

    ``value`` is 1 − own / reference: 1 is perfect, 0 as good, below 0 worse; ``None`` where the
    reference is perfect.
    """

    questions: int
    own: float
    reference: float
    value: float | None


@dataclass(frozen=True)
class Forecaster:
    """How good a forecaster was; scores are means over questions, lower is better.

    Attributes
    ----------
    name
        The analyst's id, or what the baseline is called.
    baseline
        Is it no person, but computed?
    answers
        What counts, in the order of the questions.
    scores
        ``None`` without answers.
    daily
        Mean of the daily half Brier scores, 0 to 1.
    lead
        Median lead in days.
    against_even, against_base_rate
        Skill against these baselines; ``None`` where no question was answered by both, and of a
        baseline against itself.
    yes_no
        Answers to questions of yes or no, which all that follows is about.
    murphy, curve, verdict
        Murphy's decomposition and the calibration curve, by distinct probability, and what can be
        said of it; ``None`` and empty without such answers.
    recalibrated
        What log-odds would have to be multiplied with; ``None`` where there is too little to tell.

    """

    name: str
    baseline: bool
    answers: tuple[Answer, ...]
    scores: scoring.Record | None
    daily: float | None
    lead: float | None
    against_even: Skill | None
    against_base_rate: Skill | None
    yes_no: tuple[Answer, ...]
    murphy: Murphy | None
    curve: tuple[Point, ...]
    verdict: Verdict | None
    recalibrated: Recalibration | None


def forecaster(
    name: str,
    answers: Sequence[Answer],
    even: Mapping[str, Answer],
    base_rate: Mapping[str, Answer],
    baseline: bool = False,
) -> Forecaster:
    """A forecaster with these answers; ``even`` and ``base_rate`` are those baselines', by id."""
    own = [row for row in answers if row.question.yes_no]
    said = [row.values["yes"] for row in own]
    came = [row.happened for row in own]
    places = [row.question.came for row in answers]
    vectors = [row.vector for row in answers]
    return Forecaster(
        name=name,
        baseline=baseline,
        answers=tuple(answers),
        scores=scoring.record(vectors, places) if answers else None,
        daily=_mean([row.daily for row in answers]) if answers else None,
        lead=median([row.lead for row in answers]) if answers else None,
        against_even=_skill(answers, even),
        against_base_rate=_skill(answers, base_rate),
        yes_no=tuple(own),
        murphy=murphy(said, came) if own else None,
        curve=curve(said, came) if own else (),
        verdict=verdict(said, came) if own else None,
        recalibrated=None if baseline else _recalibrated(said, came),
    )


def _mean(values: Sequence[float]) -> float:
    return fsum(values) / len(values)


def _skill(answers: Sequence[Answer], reference: Mapping[str, Answer]) -> Skill | None:
    pairs = [
        (row.half_brier, reference[row.question.question_id].half_brier)
        for row in answers
        if row.question.question_id in reference
        and reference[row.question.question_id].forecaster != row.forecaster
    ]
    if not pairs:
        return None
    own, other = (_mean(side) for side in zip(*pairs, strict=True))
    return Skill(len(pairs), own, other, scoring.skill(own, other))


def _recalibrated(said: Sequence[float], came: Sequence[bool]) -> Recalibration | None:
    try:
        return recalibration(said, came)
    except ValueError:  # too few questions, or none of them tells anything: the verdict says it
        return None
