"""Calibration: of what was called 70 % likely, did about 70 % happen?

All here is about yes-or-no events: a probability for each, 0 to 1, and whether it happened. The
score is the half Brier score, (p − o)² (see ``scoring``).

- *Murphy's decomposition* (A. H. Murphy, *Journal of Applied Meteorology* 12:595–600, 1973) splits
  the mean score into reliability (how far what happened is from what was said; lower is better),
  resolution (how far the forecasts tell the frequent from the rare; higher is better) and
  uncertainty (how even the chances were, which is no merit of the forecaster): BS = REL − RES +
  UNC. That is exact by distinct probability, and only roughly so by bins, where the rest is shown.
- The *curve* has what happened beside what was said, with intervals: a share of few is vague.
- The *verdict* is in words, and where there is too little to tell, it says that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, sqrt

from sat.text import counted, joined, one_line

# A binned probability such as 0.3 may lie a hair below its edge.
TOLERANCE = 1e-9

INTERVALS = ("wilson", "jeffreys")

# Below these a verdict would be noise: so many questions, and so much variance in how many of them
# happen, which the normal approximation needs. Both are this workbook's own.
QUESTIONS = 30
VARIANCE = 5.0

# Two-sided 5 %.
CRITICAL = 1.96

Pairs = tuple[tuple[float, bool], ...]


# ---- the curve


@dataclass(frozen=True)
class Point:
    """What was said of some questions, and what happened.

    ``said`` is their mean probability; ``count`` of them ``happened``; ``low`` and ``high`` are the
    ends of the interval of the chance behind that share.
    """

    said: float
    count: int
    happened: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """How many of them happened, 0 to 1."""
        return self.happened / self.count


def curve(
    probabilities: Sequence[float],
    happened: Sequence[bool],
    bins: int = 0,
    interval: str = "wilson",
    level: float = 0.95,
) -> tuple[Point, ...]:
    """The calibration curve: a point for each distinct probability, or bin, the lowest first.

    Parameters
    ----------
    probabilities, happened
        For each question, 0 to 1, and whether it came true.
    bins
        0 for distinct probabilities; else so many bins of equal width, which have their lower edge,
        the last 1 as well. A bin without questions has no point.
    interval
        ``wilson`` or ``jeffreys``, as in the functions of that name.
    level
        Of the interval, above 0 and below 1.

    Raises
    ------
    ValueError
        Without questions, for series that are not equally long, a number that is not between 0 and
        1, something that is neither true nor false, and other choices that do not exist.

    """
    if interval not in INTERVALS:
        raise ValueError(
            f"interval is “{one_line(interval)}”; it is {joined(list(INTERVALS), 'or')}"
        )
    if bins < 0:
        raise ValueError(f"bins is {bins}; it is 0 for distinct probabilities, or above")
    ends = wilson if interval == "wilson" else jeffreys
    points = []
    for group in _groups(paired(probabilities, happened), bins):
        came = sum(true for _, true in group)
        said = fsum(value for value, _ in group) / len(group) if bins else group[0][0]
        points.append(Point(said, len(group), came, *ends(came, len(group), level)))
    return tuple(points)


def wilson(happened: int, count: int, level: float = 0.95) -> tuple[float, float]:
    """Wilson's interval of a share (E. B. Wilson, *JASA* 22:209–212, 1927).

    Raises ``ValueError`` for a count below 1, more that happened than there are, and a level that
    is not above 0 and below 1.

    >>> [round(end, 4) for end in wilson(0, 10)]
    [0.0, 0.2775]
    """
    _check_share(happened, count, level)
    from scipy.special import ndtri  # slow to import

    z = float(ndtri((1 + level) / 2))
    share, spread = happened / count, z * z / count
    middle = share + spread / 2
    half = sqrt(spread * (share * (1 - share) + spread / 4))
    low, high = (middle - half) / (1 + spread), (middle + half) / (1 + spread)
    return (low if happened else 0.0), (high if happened < count else 1.0)


def jeffreys(happened: int, count: int, level: float = 0.95) -> tuple[float, float]:
    """The central interval of Beta(k + ½, n − k + ½), which ends at 0 or 1 where none or all did.

    As L. D. Brown, T. T. Cai & A. DasGupta, *Statistical Science* 16:101–133, 2001, advise. Errors
    as in ``wilson``.
    """
    _check_share(happened, count, level)
    from scipy.special import betaincinv  # slow to import

    shape = (happened + 0.5, count - happened + 0.5)
    low, high = (float(betaincinv(*shape, (1 + sign * level) / 2)) for sign in (-1, 1))
    return (low if happened else 0.0), (high if happened < count else 1.0)


# ---- Murphy's decomposition


@dataclass(frozen=True)
class Murphy:
    """The mean half Brier score of so many questions and its parts.

    ``reliability``, ``resolution`` and ``uncertainty`` are 0 or more; the first is better low, the
    second high, and the third was not in the forecaster's hands.
    """

    questions: int
    brier: float
    reliability: float
    resolution: float
    uncertainty: float

    @property
    def rest(self) -> float:
        """What the parts leave of the score: 0 by distinct probabilities, not so by bins."""
        return self.brier - (self.reliability - self.resolution + self.uncertainty)

    @property
    def skill(self) -> float | None:
        """1 − BS / UNC, against always giving the share that happened, which nobody knew before.

        ``None`` where all or none happened.
        """
        return 1 - self.brier / self.uncertainty if self.uncertainty else None

    @property
    def discrimination(self) -> float | None:
        """RES / UNC, 0 to 1: the share of the uncertainty that was resolved; ``None`` as above."""
        return self.resolution / self.uncertainty if self.uncertainty else None


def murphy(probabilities: Sequence[float], happened: Sequence[bool], bins: int = 0) -> Murphy:
    """Murphy's decomposition, by distinct probability or, with ``bins``, by bins.

    With n questions in groups of nₖ, said fₖ (a bin's mean), of which the share oₖ happened, and o
    of all: REL = Σ nₖ (fₖ − oₖ)² / n, RES = Σ nₖ (oₖ − o)² / n, UNC = o (1 − o). Parameters and
    errors as in ``curve``.

    >>> found = murphy([0.2, 0.2, 0.8, 0.8], [False, False, True, False])
    >>> round(found.reliability, 4), round(found.resolution, 4), found.uncertainty
    (0.065, 0.0625, 0.1875)
    """
    points = curve(probabilities, happened, bins)
    pairs = paired(probabilities, happened)
    n = len(pairs)
    base = sum(true for _, true in pairs) / n
    return Murphy(
        questions=n,
        brier=fsum((value - true) ** 2 for value, true in pairs) / n,
        reliability=fsum(point.count * (point.said - point.share) ** 2 for point in points) / n,
        resolution=fsum(point.count * (point.share - base) ** 2 for point in points) / n,
        uncertainty=base * (1 - base),
    )


# ---- the verdict


@dataclass(frozen=True)
class Verdict:
    """What the record says of the judge's calibration, in words, with what it rests on.

    Attributes
    ----------
    enough
        Is there enough to tell? If not, both words are blank and ``text`` says what is missing.
    level
        ``too high``, ``too low`` or ``no error shown``: all probabilities together.
    confidence
        ``overconfident`` (too near 0 and 1), ``underconfident`` or ``no error shown``.
    level_z, confidence_z
        In standard deviations, what happened less what was said, and Spiegelhalter's statistic
        (D. J. Spiegelhalter, *Statistics in Medicine* 5:421–433, 1986): the score less the score to
        be expected. Beyond ±1.96, a calibrated judge would show it once in 20 times.
    text
        The same as a sentence.

    """

    questions: int
    enough: bool
    level: str
    confidence: str
    level_z: float
    confidence_z: float
    text: str


def verdict(probabilities: Sequence[float], happened: Sequence[bool]) -> Verdict:
    """Is a judge calibrated, as far as can be told from so many questions?

    The questions are taken as independent: several forecasts of one question, or questions that
    hang together, tell less than they seem to. There have to be ``QUESTIONS``, and Σ p(1 − p),
    the variance of how many happen, has to be ``VARIANCE``. Errors as in ``curve``.
    """
    pairs = paired(probabilities, happened)
    n, variance = len(pairs), fsum(value * (1 - value) for value, _ in pairs)
    if n < QUESTIONS:
        return _silent(n, f"too few questions to tell: {n} of at least {QUESTIONS}")
    if variance < VARIANCE - TOLERANCE:
        left = f"a variance of {variance:.2g} of at least {VARIANCE:g}"
        return _silent(n, f"too little left open to tell: {n} questions have {left}")
    level_z = fsum(true - value for value, true in pairs) / sqrt(variance)
    excess = fsum((true - value) * (1 - 2 * value) for value, true in pairs)
    scale = fsum((1 - 2 * value) ** 2 * value * (1 - value) for value, _ in pairs)
    # With ½ for all, no outcome could show over- or underconfidence.
    confidence_z = excess / sqrt(scale) if scale > TOLERANCE else 0.0
    level = _word(level_z, "too high", "too low")
    confidence = _word(confidence_z, "underconfident", "overconfident")
    text = f"on {n} questions, level: {level}; confidence: {confidence}"
    if level == confidence:
        text = f"on {n} questions: no error shown, which does not prove that there is none"
    return Verdict(n, True, level, confidence, level_z, confidence_z, text)


def _silent(questions: int, text: str) -> Verdict:
    return Verdict(questions, False, "", "", 0.0, 0.0, text)


def _word(z: float, below: str, above: str) -> str:
    if abs(z) <= CRITICAL:
        return "no error shown"
    return below if z < 0 else above


# ---- what is checked


def paired(probabilities: Sequence[float], happened: Sequence[bool]) -> Pairs:
    """Each probability with what happened; refuses what ``curve`` refuses of the two."""
    if not len(probabilities):
        raise ValueError("there are no questions; calibration needs some that are settled")
    if len(probabilities) != len(happened):
        raise ValueError(
            f"the questions have {counted(len(probabilities), 'probability', 'probabilities')} "
            f"and {counted(len(happened), 'outcome')}; give one of each for each"
        )
    for place, (value, true) in enumerate(zip(probabilities, happened, strict=True), 1):
        check_probability(value, f"question {place}: the probability")
        if true not in (0, 1):
            raise ValueError(f"question {place}: happened is {true:g}; it is true or false")
    return tuple(
        (float(value), bool(true)) for value, true in zip(probabilities, happened, strict=True)
    )


def _groups(pairs: Pairs, bins: int) -> list[Pairs]:
    found: dict[float, list[tuple[float, bool]]] = {}
    for value, true in sorted(pairs):
        key = min(int(value * bins + TOLERANCE), bins - 1) if bins else value
        found.setdefault(key, []).append((value, true))
    return [tuple(group) for group in found.values()]


def _check_share(happened: int, count: int, level: float) -> None:
    if count < 1 or not 0 <= happened <= count:
        raise ValueError(f"{happened} of {count} is no share")
    if not 0 < level < 1:
        raise ValueError(f"level is {level:g}; it is a number above 0 and below 1")


def check_probability(value: float, what: str) -> None:
    """Raises ``ValueError``, which names ``what`` it is, for one that is not between 0 and 1."""
    if not 0 <= value <= 1:  # nor is NaN
        raise ValueError(f"{what} is {value:g}; it is a number from 0 to 1")
