"""Recalibration: what a judge's probabilities were worth so far, applied to the next one.

In log-odds, logit q = shift + slope × logit p. With the slope alone that is the extremizing of
``pooling``, by an ``a`` that was learnt and not assumed. With a shift too it has the form of J.
Platt's scaling (*Advances in Large Margin Classifiers*, 1999), and is of the kind that B. M. Turner
and others found to help where many judges are averaged (*Machine Learning* 95:261–289, 2014).

Few questions fit anything. So there is a least number, and below it no recalibration is made.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log

from sat.judgment.calibration import Pairs, check_probability, paired

# For each number that is fitted, so many events that happened, and so many that did not: the rule
# of ten (P. Peduzzi and others, *Journal of Clinical Epidemiology* 49:1373–1379, 1996).
PER_NUMBER = 10


@dataclass(frozen=True)
class Recalibration:
    """What a judge's probabilities were worth so far: logit q = shift + slope × logit p.

    A slope above 1 says that the judge was too near ½, below 1 too near 0 and 1, below 0 that the
    opposite was nearer to what happened. It was fitted to ``questions``, of which ``held`` had to
    be kept off 0 and 1 by ``bound``. On those it fits better than on any to come.
    """

    shift: float
    slope: float
    questions: int
    bound: float
    held: int

    def of(self, probability: float) -> float:
        """The recalibrated probability, 0 to 1; ``ValueError`` for one that is not."""
        check_probability(probability, "the probability")
        return _chance(self.shift + self.slope * _logit(probability, self.bound))


def recalibration(
    probabilities: Sequence[float],
    happened: Sequence[bool],
    shifted: bool = False,
    bound: float = 0.001,
) -> Recalibration:
    """The recalibration of greatest likelihood.

    Parameters
    ----------
    probabilities, happened
        As in ``curve``.
    shifted
        Fit a shift too, for a judge who says too much or too little in all.
    bound
        Above 0 and below ½: nearer than this to 0 and 1, log-odds run away, so values are held.

    Raises
    ------
    ValueError
        As ``curve`` does; for a bound out of its range; where fewer than ``PER_NUMBER`` questions
        for each fitted number happened, or did not; and where the probabilities are all alike or
        part the one from the other, for which no finite slope is best.

    """
    if not 0 < bound < 0.5:
        raise ValueError(f"bound is {bound:g}; it is a number above 0 and below 0.5")
    pairs = paired(probabilities, happened)
    logits = tuple((_logit(value, bound), true) for value, true in pairs)
    _check_enough(logits, shifted)
    *shift, slope = _fitted(logits, shifted)
    held = sum(not bound <= value <= 1 - bound for value, _ in pairs)
    return Recalibration(shift[0] if shift else 0.0, slope, len(pairs), bound, held)


def _fitted(logits: Pairs, shifted: bool) -> list[float]:
    """Numbers of least mean −ln likelihood, which is convex in them, by its two derivatives."""
    import numpy as np  # slow to import
    from scipy.optimize import minimize
    from scipy.special import expit

    came = np.array([float(true) for _, true in logits])
    x = np.array([[1.0, value] if shifted else [value] for value, _ in logits])
    n = len(logits)

    def loss(b: np.ndarray) -> float:
        return float(np.mean(np.logaddexp(0, x @ b) - came * (x @ b)))

    def first(b: np.ndarray) -> np.ndarray:
        return np.asarray(x.T @ (expit(x @ b) - came) / n)

    def second(b: np.ndarray) -> np.ndarray:
        q = expit(x @ b)
        return np.asarray((x.T * (q * (1 - q))) @ x / n)

    start = np.array([0.0, 1.0] if shifted else [1.0])
    options = {"gtol": 1e-10}
    found = minimize(loss, start, jac=first, hess=second, method="trust-exact", options=options)
    return [float(value) for value in found.x]


def _logit(value: float, bound: float) -> float:
    held = min(max(value, bound), 1 - bound)
    return log(held / (1 - held))


def _chance(logit: float) -> float:
    odds = exp(-abs(logit))  # never above 1, so that it cannot overflow
    return odds / (1 + odds) if logit < 0 else 1 / (1 + odds)


def _check_enough(logits: Pairs, shifted: bool) -> None:
    yes, no = ([value for value, true in logits if true is kind] for kind in (True, False))
    least = PER_NUMBER * (2 if shifted else 1)
    if min(len(yes), len(no)) < least:
        raise ValueError(
            f"too few questions to recalibrate: {len(yes)} happened and {len(no)} did not; "
            f"there must be {least} of each"
        )
    # Without a shift the curve is fixed at ½, so there the two must overlap on either side of it.
    ends = (yes, no) if shifted else ([*yes, *(-value for value in no)], [0.0])
    if min(ends[0]) >= max(ends[1]) or max(ends[0]) <= min(ends[1]):
        raise ValueError(
            "the probabilities are all alike or part all that happened from all that did not; "
            "no finite slope is best, so recalibrate once there are more questions"
        )
