"""Probabilities made coherent: moved to the nearest that can all hold together.

Outcomes that exclude each other and cover all that can happen (a *partition*) have probabilities
that add up to 1. What people give often does not, and accuracy gains from mending it before
anything is averaged: in D. R. Mandel, C. W. Karvetski & M. K. Dhami, *Judgment and Decision Making*
13(6):607–621, 2018, analysts' mean absolute error fell by 61 % once their probabilities were made
coherent and then aggregated.

Two ways. *Normalising* divides by the sum. The *coherent approximation principle* (CAP) takes the
coherent probabilities nearest to those that were given, by least squares (J. B. Predd, S. R.
Kulkarni, H. V. Poor & D. N. Osherson, *Scalable Algorithms for Aggregating Disparate Forecasts of
Probability*, arXiv cs/0601131); it works for any events, not for partitions alone. The distance
moved is the *incoherence*.

All numbers are floats. Partitions are exact to their rounding; events, which are searched for, to
about ``TOLERANCE``, and a distance that is not above it is given as 0.
"""

from collections.abc import Sequence
from math import dist, fsum

from sat.text import counted

TOLERANCE = 1e-9

# What can be true together of A, B, A∧B and A∨B: both, A alone, B alone, neither.
TWO_EVENTS = ((1, 1, 1, 1), (1, 0, 0, 1), (0, 1, 0, 1), (0, 0, 0, 0))


def normalised(values: Sequence[float], covers: bool = True) -> tuple[float, ...]:
    """Probabilities of outcomes that exclude each other, divided by their sum.

    Parameters
    ----------
    values
        A probability for each outcome, 0 to 1, in any order.
    covers
        Do the outcomes cover all that can happen? If not, the rest of 1 is for none of them: only
        a sum above 1 is incoherent, and a smaller one is left as it is.

    Raises
    ------
    ValueError
        Without values, for one that is not between 0 and 1, and where all are 0 though the
        outcomes cover all: nothing says how to share.

    >>> normalised([0.8, 0.5, 0.7])
    (0.4, 0.25, 0.35)

    """
    given = _checked(values)
    total = fsum(given)
    if not covers and total <= 1:
        return given
    if total == 0:
        raise ValueError("all probabilities are 0; they cannot be divided by their sum")
    return tuple(value / total for value in given)


def projected(values: Sequence[float], covers: bool = True) -> tuple[float, ...]:
    """The coherent probabilities nearest to those given (CAP by least squares).

    The same amount is taken from every outcome, or added to it, so that they add up to 1; an
    outcome that would fall below 0 stands at 0, and the others bear its part. Parameters as in
    ``normalised``; all 0 is no hindrance here. Raises ``ValueError`` without values and for one
    that is not between 0 and 1.

    >>> projected([1, 0.75, 0])
    (0.625, 0.375, 0.0)
    """
    given = _checked(values)
    if not covers and fsum(given) <= 1:
        return given
    return _nearest_of_simplex(given)


def _nearest_of_simplex(values: Sequence[float]) -> tuple[float, ...]:
    """max(v − t, 0) with the t that makes the sum 1.

    With the k greatest values above 0, t is (their sum − 1) / k; k is right for as long as the
    least of them is greater than its own t.
    """
    ranked = sorted(values, reverse=True)
    shifts = [(fsum(ranked[:count]) - 1) / count for count in range(1, len(ranked) + 1)]
    shift = [step for value, step in zip(ranked, shifts, strict=True) if value > step][-1]
    return tuple(max(value - shift, 0.0) for value in values)


def incoherence(values: Sequence[float], covers: bool = True) -> float:
    """How far probabilities are from the nearest coherent ones: Euclidean distance, 0 = coherent.

    For two or more outcomes it is at most (n − 1) / √n: where each of the n is called certain.
    Parameters and errors as in ``projected``.

    >>> incoherence([0.5, 0.5, 0.5, 0.5])
    0.5
    """
    return _distance(values, projected(values, covers))


def projected_events(
    values: Sequence[float], worlds: Sequence[Sequence[int]] = TWO_EVENTS
) -> tuple[float, ...]:
    """The coherent probabilities nearest to those given, for events related in any way (CAP).

    Probabilities are coherent if they are a mix of worlds that can be. So the nearest mix is
    searched for: weights of the worlds that are not negative and add up to 1.

    Parameters
    ----------
    values
        A probability for each event, 0 to 1.
    worlds
        Each world that can be, as the truth (1 or 0) of each event in it. By default those of A,
        B, A∧B and A∨B, in this order.

    Raises
    ------
    ValueError
        Without values or worlds, for a value that is not between 0 and 1, for a world that does
        not have one truth for each event, and for a truth that is neither 0 nor 1.

    >>> [round(value, 9) for value in projected_events([0.6, 0.3, 0.4, 0.8])]
    [0.675, 0.375, 0.325, 0.725]

    """
    given = _checked(values)
    _check_worlds(worlds, len(given))
    return _nearest_mix(given, worlds)


def _nearest_mix(values: Sequence[float], worlds: Sequence[Sequence[int]]) -> tuple[float, ...]:
    """The point of the worlds' convex hull that is nearest, by non-negative least squares.

    With each world less the values as a column u, least |Σ w·u|² + (Σ w − 1)² over w ≥ 0 is
    reached by s times the shares of the nearest point, s = 1 / (1 + its distance²): for given
    shares the least is d² / (1 + d²), which grows with the distance d. So the weights need only
    be divided by their sum, and no penalty has to be chosen.
    """
    import numpy as np  # slow to import, and a partition does not need them
    from scipy.optimize import nnls

    columns = np.array(worlds, dtype=float).T
    moved = columns - np.array(values)[:, None]
    weights, _ = nnls(np.vstack([moved, np.ones(len(worlds))]), np.array([0.0] * len(values) + [1]))
    found: list[float] = (columns @ (weights / weights.sum())).tolist()
    return tuple(found)


def incoherence_of_events(
    values: Sequence[float], worlds: Sequence[Sequence[int]] = TWO_EVENTS
) -> float:
    """How far probabilities of related events are from the nearest coherent ones; 0 = coherent.

    Parameters and errors as in ``projected_events``.
    """
    return _distance(values, projected_events(values, worlds))


def _distance(values: Sequence[float], coherent: Sequence[float]) -> float:
    apart = dist(values, coherent)
    return apart if apart > TOLERANCE else 0.0


def _checked(values: Sequence[float]) -> tuple[float, ...]:
    if not len(values):
        raise ValueError("there are no probabilities; give one for each outcome")
    for number, value in enumerate(values, 1):
        if not 0 <= value <= 1:  # nor is NaN
            raise ValueError(f"probability {number} is {value:g}; it is a number from 0 to 1")
    return tuple(float(value) for value in values)


def _check_worlds(worlds: Sequence[Sequence[int]], events: int) -> None:
    if not len(worlds):
        raise ValueError("there are no worlds; give each that can be, as the truth of each event")
    for number, world in enumerate(worlds, 1):
        if len(world) != events:
            truths = counted(len(world), "truth")
            raise ValueError(f"world {number} has {truths}; there are {counted(events, 'event')}")
        for truth in world:
            if truth not in (0, 1):
                raise ValueError(f"world {number} has the truth {truth}; it is 1 or 0")
