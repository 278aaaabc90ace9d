"""How good probabilities were, once it is known what happened.

Every score here is a *loss*: lower is better, and 0 is perfect. All are *proper*: whoever gives
what they believe expects the lowest (T. Gneiting & A. E. Raftery, *Journal of the American
Statistical Association* 102:359–378, 2007). They differ in convention, so each is
named in full:

- *Brier 1950* adds up the squared errors of all outcomes, 0 to 2 (G. W. Brier, *Monthly Weather
  Review* 78:1–3, 1950); *half Brier* is half of it, 0 to 1: with two outcomes the squared error of
  one of them, which is what most papers on forecasting mean by "Brier";
- the *log score* −ln p looks at what happened only (I. J. Good, *Journal of the Royal Statistical
  Society* B 14:107–114, 1952). Whoever gave that 0 gets infinity, and so does their mean;
- the *ranked probability score* (RPS) is for outcomes in an order, of which a near miss is better
  than a far one (E. S. Epstein, *Journal of Applied Meteorology* 8:985–987, 1969), 0 to K − 1 for
  K outcomes, or *divided* by K − 1, 0 to 1.

*Skill* against a reference is not proper, and is for telling, never for rewarding.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import fsum, inf, isinf, isnan, log

from sat.text import counted, joined, one_line

# Sets that are further from adding up to 1 are not rounded but incoherent.
TOLERANCE = 1e-6

UNITS = {"nats": 1.0, "bits": 1 / log(2)}


@dataclass(frozen=True)
class Rule:
    """A scoring rule as a caption needs it; ``worst`` is of K outcomes, and 0 the best."""

    title: str
    formula: str
    worst: str
    source: str


RULES = {
    "half_brier": Rule("half Brier score", "½ Σ (p − o)²", "1", "half of Brier 1950"),
    "brier_1950": Rule("Brier score of 1950", "Σ (p − o)²", "2", "Brier 1950"),
    "log_score": Rule("log score, nats", "−ln p of what happened", "infinite", "Good 1952"),
    "rps": Rule("ranked probability score", "Σ (P − O)², cumulated", "K − 1", "Epstein 1969"),
    "rps_divided": Rule(
        "ranked probability score divided by K − 1",
        "Σ (P − O)² / (K − 1), cumulated",
        "1",
        "Epstein 1969, as most software gives it",
    ),
}


# ---- one question


def brier_1950(probabilities: Sequence[float], outcome: int) -> float:
    """The Brier score as published: the squared error of each outcome, added up; 0 to 2.

    Parameters
    ----------
    probabilities
        A probability for each outcome, which exclude each other and cover all; they add up to 1.
    outcome
        The place of the one that happened, counted from 0.

    Raises
    ------
    ValueError
        For fewer than two probabilities, one that is not between 0 and 1, a sum that is not 1, and
        a place that is none of theirs.

    >>> round(brier_1950([0.2, 0.5, 0.3], 0), 9)
    0.98

    """
    return _brier_1950(_checked(probabilities, outcome), outcome)


def _brier_1950(values: Sequence[float], outcome: int) -> float:
    return fsum((value - (place == outcome)) ** 2 for place, value in enumerate(values))


def half_brier(probabilities: Sequence[float], outcome: int) -> float:
    """Half of the Brier score of 1950; 0 to 1. Parameters and errors as in ``brier_1950``.

    >>> round(half_brier([0.8, 0.2], 0), 9)
    0.04
    """
    return brier_1950(probabilities, outcome) / 2


def log_score(probabilities: Sequence[float], outcome: int, unit: str = "nats") -> float:
    """Minus the logarithm of the probability of what happened; 0 to infinity, where that was 0.

    ``unit`` is ``nats`` or ``bits``; others and errors as in ``brier_1950``.

    >>> round(log_score([0.8, 0.2], 0), 6), round(log_score([0.8, 0.2], 0, "bits"), 6)
    (0.223144, 0.321928)
    """
    if unit not in UNITS:
        raise ValueError(f"unit is “{one_line(unit)}”; it is {joined(list(UNITS), 'or')}")
    return _log_score(_checked(probabilities, outcome)[outcome]) * UNITS[unit]


def _log_score(value: float) -> float:
    return abs(log(value)) if value else inf


def rps(probabilities: Sequence[float], outcome: int, divided: bool = False) -> float:
    """The ranked probability score, of outcomes in their order; 0 to K − 1.

    The squared error of the probability of each outcome *or one before it*, added up. ``divided``
    by K − 1 it runs from 0 to 1, and questions with more outcomes do not weigh more. Other
    parameters and errors as in ``brier_1950``.

    >>> round(rps([0.2, 0.5, 0.3], 0), 9), round(rps([0.2, 0.5, 0.3], 0, divided=True), 9)
    (0.73, 0.365)
    """
    values = _checked(probabilities, outcome)
    return _rps(values, outcome) / (len(values) - 1 if divided else 1)


def _rps(values: Sequence[float], outcome: int) -> float:
    reached = list(accumulate(values))[:-1]
    return fsum((sofar - (place >= outcome)) ** 2 for place, sofar in enumerate(reached))


# ---- many questions


@dataclass(frozen=True)
class Record:
    """Mean scores over questions, each counting alike; lower is better.

    Attributes
    ----------
    questions
        How many there are.
    half_brier, brier_1950, log_score
        The means; the log score in nats.
    rps, rps_divided
        The means for outcomes in an order, ``None`` where they have none.
    infinite
        Places (from 0) of the questions where what happened had been given 0: their log score is
        infinite, and the mean with it.
    log_score_of_rest
        The mean log score without them; ``None`` where nothing is left. It is not proper, so the
        number of ``infinite`` belongs beside it.

    """

    questions: int
    half_brier: float
    brier_1950: float
    log_score: float
    rps: float | None
    rps_divided: float | None
    infinite: tuple[int, ...]
    log_score_of_rest: float | None


def record(
    sets: Sequence[Sequence[float]], outcomes: Sequence[int], ordered: bool = False
) -> Record:
    """The mean scores of a set of probabilities for each question.

    ``outcomes`` has the place of what happened for each, and ``ordered`` says whether the outcomes
    of all of them stand in an order. Raises ``ValueError`` without questions, for another number
    of outcomes than of sets, and as ``brier_1950`` does, with the question's number.
    """
    if not len(sets):
        raise ValueError("there are no questions; a record needs one or more that are settled")
    if len(sets) != len(outcomes):
        are = f"{'is' if len(outcomes) == 1 else 'are'} {counted(len(outcomes), 'outcome')}"
        raise ValueError(f"there {are} for {counted(len(sets), 'set')}")
    pairs = list(zip(sets, outcomes, strict=True))
    given = [_checked(row, came, f"question {n}: ") for n, (row, came) in enumerate(pairs, 1)]
    settled = list(zip(given, outcomes, strict=True))
    logs = [_log_score(row[came]) for row, came in settled]
    finite = [value for value in logs if not isinf(value)]
    squares = _mean([_brier_1950(row, came) for row, came in settled])
    ranked = [_rps(row, came) for row, came in settled] if ordered else []
    shares = [value / (len(row) - 1) for value, row in zip(ranked, given, strict=False)]
    return Record(
        questions=len(given),
        half_brier=squares / 2,
        brier_1950=squares,
        log_score=_mean(logs),
        rps=_mean(ranked) if ordered else None,
        rps_divided=_mean(shares) if ordered else None,
        infinite=tuple(place for place, value in enumerate(logs) if isinf(value)),
        log_score_of_rest=_mean(finite) if finite else None,
    )


def _mean(values: Sequence[float]) -> float:
    return inf if inf in values else fsum(values) / len(values)


def skill(score: float, reference: float) -> float | None:
    """How much better a mean score is than a reference's on the same questions: 1 − S / S_ref.

    1 is perfect, 0 as good as the reference, below 0 worse; ``None`` where the reference is perfect
    itself, which nothing can beat. Good references are the same probability for every outcome and
    a base rate known beforehand; a base rate taken from the very outcomes knows what no forecaster
    could. Raises ``ValueError`` for a score that is below 0 or not a number, and an infinite
    reference.

    >>> skill(0.05, 0.25)
    0.8
    """
    for value, what in ((score, "the score"), (reference, "the reference's score")):
        if isnan(value) or value < 0:
            raise ValueError(f"{what} is {value:g}; it is a mean loss of 0 or more")
    if isinf(reference):
        raise ValueError("the reference's score is infinite; everything is better than that")
    return 1 - score / reference if reference else None


def uniform(outcomes: int) -> tuple[float, ...]:
    """The reference that knows nothing: the same probability for each of two or more outcomes."""
    if outcomes < 2:
        raise ValueError(f"outcomes is {outcomes}; a question has two or more")
    return (1 / outcomes,) * outcomes


# ---- what is checked


def _checked(values: Sequence[float], outcome: int, where: str = "") -> tuple[float, ...]:
    if len(values) < 2:
        raise ValueError(f"{where}there are fewer than two probabilities; give each outcome's")
    for number, value in enumerate(values, 1):
        if not 0 <= value <= 1:  # nor is NaN
            raise ValueError(f"{where}probability {number} is {value:g}; it is from 0 to 1")
    total = fsum(values)
    if abs(total - 1) > TOLERANCE:
        raise ValueError(f"{where}the probabilities add up to {total:.9g}, not 1; mend them first")
    if outcome not in range(len(values)):
        raise ValueError(f"{where}outcome is {outcome}; it is a place from 0 to {len(values) - 1}")
    return tuple(float(value) for value in values)
