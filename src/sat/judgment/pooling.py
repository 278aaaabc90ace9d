"""Probabilities of several judges made into one set, with how far the judges were apart.

Three rules, each outcome by outcome:

- *mean*: the linear pool Σ wᵢ pᵢ;
- *median*: a judge who is far off moves it no further than one who is near;
- *odds*: the geometric mean of odds, G = ∏ (pᵢ / (1 − pᵢ))^wᵢ and p = G / (1 + G) (V. A. Satopää
  and others, *International Journal of Forecasting* 30:344–356, 2014). A judge's 0 or 1 outvotes
  everybody else, so each is named in the result, and may be kept off by a bound.

Accuracy gains from mending each judge's set first (see ``coherence``), so that is done unless it
is told not to be. *Extremizing*, p^a / (p^a + (1 − p)^a), then moves the pool away from the middle,
since each judge knows only a part of what all know together (J. Baron and others, *Decision
Analysis* 11:133–145, 2014). The best a lay between 1.161 and 3.921 for the experts of Satopää. It
is not known for others, so here a is 1, which leaves the pool as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, fsum, isfinite, log, log1p, sqrt

from sat.judgment.coherence import incoherence, normalised, projected
from sat.text import counted, joined, one_line

TOLERANCE = 1e-12

METHODS = ("mean", "median", "odds")
MENDING = ("cap", "normalised", "none")

Values = tuple[float, ...]


# ---- one event


def mean(values: Sequence[float], weights: Sequence[float] | None = None) -> float:
    """The weighted mean of the judges' probabilities of one event: the linear pool.

    ``values`` has a probability of each judge, 0 to 1; ``weights`` a weight of each, 0 or more, in
    any unit (by default all count alike). Raises ``ValueError`` without values, for one that is not
    between 0 and 1, and for weights that are not one for each judge, not finite, below 0 or all 0.

    >>> round(mean([0.5, 0.2], [0.4, 0.6]), 9)
    0.32
    """
    return _mean(*_event(values, weights))


def _mean(values: Values, weights: Values) -> float:
    return fsum(weight * value for weight, value in zip(weights, values, strict=True))


def median(values: Sequence[float], weights: Sequence[float] | None = None) -> float:
    """The weighted median: half of the weight is at or below it, half at or above.

    Where two values do that, it is the middle between them. Parameters and errors as in ``mean``.

    >>> median([0.1, 0.2, 0.9]), round(median([0.1, 0.2]), 9)
    (0.2, 0.15)
    """
    return _median(*_event(values, weights))


def _median(values: Values, weights: Values) -> float:
    pairs = sorted((value, w) for value, w in zip(values, weights, strict=True) if w > 0)
    reached = [fsum(w for _, w in pairs[: count + 1]) for count in range(len(pairs))]
    steps = list(zip([value for value, _ in pairs], reached, strict=True))
    low = next(value for value, sofar in steps if sofar >= 0.5 - TOLERANCE)
    high = next((value for value, sofar in steps if sofar > 0.5 + TOLERANCE), pairs[-1][0])
    return (low + high) / 2


def odds_mean(
    values: Sequence[float], weights: Sequence[float] | None = None, bound: float = 0.0
) -> float:
    """The weighted geometric mean of the odds, as a probability.

    ``bound`` keeps values off 0 and 1: one below it counts as the bound, one above 1 − bound as
    that. With 0, the default, a judge's 0 makes the result 0, and a 1 makes it 1.

    Other parameters and errors as in ``mean``; raises ``ValueError`` too where one judge's 0 meets
    another's 1 without a bound, and for a bound that is not from 0 to below ½.

    >>> round(odds_mean([0.6, 0.7, 0.8]), 6)
    0.706757
    """
    given, shares = _event(values, weights)
    _check_bound(bound)
    return _odds_mean(given, shares, bound)


def _odds_mean(values: Values, weights: Values, bound: float, where: str = "") -> float:
    held = [min(max(value, bound), 1 - bound) for value in values]
    pairs = [(value, w) for value, w in zip(held, weights, strict=True) if w > 0]
    ends = {value for value, _ in pairs if value in (0, 1)}
    if len(ends) == 2:
        raise ValueError(
            f"{where}one judge gives 0 and another 1, whose odds have no mean; "
            "set a bound, such as 0.001"
        )
    if ends:
        return float(ends.pop())
    mean_log = fsum(w * (log(value) - log1p(-value)) for value, w in pairs)
    odds = exp(-abs(mean_log))  # never above 1, so that it cannot overflow
    return odds / (1 + odds) if mean_log < 0 else 1 / (1 + odds)


def extremized(value: float, a: float = 1.0) -> float:
    """A probability of one event moved away from ½: p^a / (p^a + (1 − p)^a).

    ``a`` above 1 moves it towards 0 or 1, below 1 towards ½; 1 leaves it. Raises ``ValueError`` for
    a value that is not between 0 and 1, and an ``a`` that is not above 0 and finite.

    >>> round(extremized(0.7, 2.5), 6)
    0.892664
    """
    _check(value, "the probability")
    _check_power(a, "a")
    return _extremized((value, 1 - value), a)[0]


def _extremized(values: Values, a: float) -> Values:
    """p^a / Σ p^a, each p as a share of the greatest, so that the sum cannot come out as 0."""
    if a == 1:
        return values
    most = max(values)
    powers = [(value / most) ** a for value in values]
    total = fsum(powers)
    return tuple(power / total for power in powers)


# ---- outcomes of a partition


@dataclass(frozen=True)
class Pooled:
    """One set of probabilities from several judges' sets over the outcomes of a partition.

    Attributes
    ----------
    method, mending, a
        How it was made.
    values
        A probability for each outcome; they add up to 1.
    total
        What the outcomes' pools added up to before they were divided by it; 1 for means of mended
        sets. Medians and odds need not add up, and what is divided may leave ``low`` to ``high``.
    low, high
        For each outcome, the least and the greatest value of a judge, after mending.
    rows
        What each judge's set was mended to.
    incoherence
        How far each judge's set was from a coherent one, 0 for none (see ``coherence``).
    weights
        The judges' shares, which add up to 1.
    certain
        Only by *odds*: each judge that counts and outcome (both from 0) whose mended value was at
        or beyond the bound. Without a bound they are the 0 and 1 that outvoted everybody else.

    """

    method: str
    mending: str
    a: float
    values: Values
    total: float
    low: Values
    high: Values
    rows: tuple[Values, ...]
    incoherence: Values
    weights: Values
    certain: tuple[tuple[int, int], ...]

    @property
    def spread(self) -> Values:
        """How far the judges were apart on each outcome: greatest less least, 0 to 1."""
        return tuple(high - low for low, high in zip(self.low, self.high, strict=True))


def pooled(
    rows: Sequence[Sequence[float]],
    method: str = "mean",
    *,
    weights: Sequence[float] | None = None,
    mending: str = "",
    a: float = 1.0,
    bound: float = 0.0,
) -> Pooled:
    """The judges' sets over a partition as one set: mended, pooled, made to add up, extremized.

    Parameters
    ----------
    rows
        For each judge, a probability for each outcome, 0 to 1, in the same order. The outcomes
        exclude each other and cover all that can happen. There are two or more; for one event,
        give it and its opposite.
    method
        ``mean``, ``median`` or ``odds``.
    weights
        A weight of each judge, such as ``coherence_weights(rows)``; all alike by default.
    mending
        ``cap`` (nearest coherent set), ``normalised`` (divided by the sum) or ``none``. By default
        ``cap``, but ``normalised`` under ``odds``: ``cap`` may move a small value to 0, which would
        outvote the other judges though nobody gave it.
    a
        Extremizing: p^a / Σ p^a over the outcomes; 1 leaves the pool as it is.
    bound
        Keeps values off 0 and 1 under ``odds``, as in ``odds_mean``.

    Raises
    ------
    ValueError
        For a word or number that is none of these, a set of zeros that would be divided by its
        sum, and where the pools of all outcomes are 0.

    """
    mending = mending or ("normalised" if method == "odds" else "cap")
    for word, known, what in ((method, METHODS, "method"), (mending, MENDING, "mending")):
        if word not in known:
            raise ValueError(f"{what} is “{one_line(word)}”; it is {joined(list(known), 'or')}")
    _check_power(a, "a")
    _check_bound(bound)
    given = _sets(rows)
    shares = _shares(weights, len(given))
    mended = tuple(_mended(row, mending, judge) for judge, row in enumerate(given, 1))
    pools = _pools(tuple(zip(*mended, strict=True)), method, shares, bound)
    total = fsum(pools)
    if total == 0:
        raise ValueError(f"the pool by {method} is 0 for every outcome; choose another method")
    return Pooled(
        method=method,
        mending=mending,
        a=float(a),
        values=_extremized(tuple(pool / total for pool in pools), a),
        total=total,
        low=tuple(min(column) for column in zip(*mended, strict=True)),
        high=tuple(max(column) for column in zip(*mended, strict=True)),
        rows=mended,
        incoherence=tuple(incoherence(row) for row in given),
        weights=shares,
        certain=_certain(mended, shares, bound) if method == "odds" else (),
    )


def _mended(row: Values, mending: str, judge: int) -> Values:
    if mending == "none":
        return row
    if mending == "normalised" and not any(row):
        raise ValueError(f"judge {judge} gives 0 to every outcome; mend it by cap, or leave it out")
    return projected(row) if mending == "cap" else normalised(row)


def _pools(columns: Sequence[Values], method: str, weights: Values, bound: float) -> Values:
    if method == "odds":
        return tuple(
            _odds_mean(column, weights, bound, f"outcome {outcome}: ")
            for outcome, column in enumerate(columns, 1)
        )
    rule = _mean if method == "mean" else _median
    return tuple(rule(column, weights) for column in columns)


def _certain(rows: Sequence[Values], weights: Values, bound: float) -> tuple[tuple[int, int], ...]:
    return tuple(
        (judge, outcome)
        for judge, row in enumerate(rows)
        for outcome, value in enumerate(row)
        if weights[judge] and not bound < value < 1 - bound
    )


def coherence_weights(rows: Sequence[Sequence[float]], power: float = 1.0) -> Values:
    """Weights that fall as a judge's set is less coherent; they add up to 1.

    That weighing by coherence beats equal weights is published (C. W. Karvetski and others,
    *Decision Analysis* 10:305–326, 2013), but the function is this workbook's own, since theirs
    could not be checked: (1 − d / D)^power, d being the incoherence and D = (n − 1) / √n its
    greatest possible for n outcomes, and then divided by the sum. So a set that calls every outcome
    certain weighs 0, and a coherent one most; where all weigh 0, they weigh alike.

    Parameters and errors as in ``pooled``, and ``power``, above 0: how sharply weights fall.

    >>> [round(weight, 3) for weight in coherence_weights([[0.5, 0.5], [0.9, 0.6], [1, 1]])]
    [0.667, 0.333, 0.0]
    """
    _check_power(power, "power")
    given = _sets(rows)
    size = len(given[0])
    most = (size - 1) / sqrt(size)
    raw = [max(1 - incoherence(row) / most, 0.0) ** power for row in given]
    return _shares(raw if fsum(raw) > TOLERANCE else None, len(given))


# ---- what is checked


def _event(values: Sequence[float], weights: Sequence[float] | None) -> tuple[Values, Values]:
    if not len(values):
        raise ValueError("there are no probabilities; give one of each judge")
    for judge, value in enumerate(values, 1):
        _check(value, f"the probability of judge {judge}")
    return tuple(float(value) for value in values), _shares(weights, len(values))


def _sets(rows: Sequence[Sequence[float]]) -> tuple[Values, ...]:
    if not len(rows):
        raise ValueError("there are no judges; give a set of probabilities of each")
    size = len(rows[0])
    if size < 2:
        raise ValueError(f"there {_are(size, 'outcome')}; a partition has two or more")
    for judge, row in enumerate(rows, 1):
        if len(row) != size:
            has = counted(len(row), "probability", "probabilities")
            raise ValueError(f"judge {judge} gives {has}; judge 1 gives {size}")
        for outcome, value in enumerate(row, 1):
            _check(value, f"the probability of judge {judge} for outcome {outcome}")
    return tuple(tuple(float(value) for value in row) for row in rows)


def _shares(weights: Sequence[float] | None, judges: int) -> Values:
    given = [1.0] * judges if weights is None else [float(weight) for weight in weights]
    if len(given) != judges:
        raise ValueError(f"there {_are(len(given), 'weight')} for {counted(judges, 'judge')}")
    for judge, weight in enumerate(given, 1):
        if not (isfinite(weight) and weight >= 0):
            raise ValueError(f"the weight of judge {judge} is {weight:g}; it is 0 or more")
    most = max(given)
    if most == 0:
        raise ValueError("all weights are 0; at least one judge must count")
    total = fsum(weight / most for weight in given)
    return tuple(weight / most / total for weight in given)


def _check(value: float, what: str) -> None:
    if not 0 <= value <= 1:  # nor is NaN
        raise ValueError(f"{what} is {value:g}; it is a number from 0 to 1")


def _check_power(value: float, what: str) -> None:
    if not (isfinite(value) and value > 0):
        raise ValueError(f"{what} is {value:g}; it is a number above 0")


def _check_bound(bound: float) -> None:
    if not 0 <= bound < 0.5:
        raise ValueError(f"bound is {bound:g}; it is a number from 0 to below 0.5")


def _are(number: int, thing: str) -> str:
    return f"{'is' if number == 1 else 'are'} {counted(number, thing)}"
