"""Control charts: CUSUM and EWMA, with the run length that says how often they cry wolf.

The *average run length* (ARL) is the mean number of periods until a signal; in control (nothing
changed) it is the time between false alarms, and longer is better. Shifts are in standard
deviations of the charted quantity.

Sources: E. S. Page, *Biometrika* 41, 1954 (CUSUM); J. M. Lucas & M. S. Saccucci, *Technometrics*
32, 1990 (EWMA); J. M. Lucas, *Technometrics* 27, 1985 (CUSUM of counts). Run lengths are computed
here: by an integral equation (Gauss-Legendre) for normal data, by a Markov chain for counts.
"""

from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from math import ceil, exp, lgamma, log, sqrt

import numpy as np
from scipy.special import ndtr

CELLS = 200  # of the Markov chain for an EWMA of counts
NODES = 120  # of the quadrature; the run lengths are then good to more digits than are printed


def cusum_arl(shift: float, k: float = 0.5, h: float = 5.0, two_sided: bool = True) -> float:
    """ARL of a CUSUM of normal data, from a start at zero.

    ``k`` is the reference value and ``h`` the decision interval, in standard deviations.

    >>> round(cusum_arl(0), 2), round(cusum_arl(1), 2), round(cusum_arl(0, two_sided=False), 2)
    (465.44, 10.38, 930.89)
    """
    _positive(h=h)
    up = _one_sided(shift, k, h)
    if not two_sided:
        return up
    return 1 / (1 / up + 1 / _one_sided(-shift, k, h))


def _one_sided(shift: float, k: float, h: float) -> float:
    """L(u) = 1 + L(0) Φ(k−u−δ) + ∫₀ʰ L(x) φ(x+k−u−δ) dx, at u = 0 (Page 1954)."""
    nodes, weights = _quadrature()
    points = np.append(0.0, h * (nodes + 1) / 2)
    start = points[:, None]
    kernel = np.zeros((NODES + 1, NODES + 1))
    kernel[:, 0] = ndtr(k - points - shift)
    kernel[:, 1:] = _density(points[1:] + k - start - shift) * weights * h / 2
    return float(np.linalg.solve(np.eye(NODES + 1) - kernel, np.ones(NODES + 1))[0])


def ewma_arl(shift: float, weight: float = 0.2, width: float = 2.962) -> float:
    """ARL of an EWMA of normal data with its final limits, from a start at the centre.

    ``weight`` (λ) is that of the newest value, ``width`` (L) the half width of the limits in
    standard deviations of the average.

    >>> round(ewma_arl(0), 2), round(ewma_arl(1), 2), round(ewma_arl(0, 0.1, 2.814), 2)
    (499.74, 10.54, 499.58)
    """
    _positive(width=width)
    _share(weight)
    limit = width * sqrt(weight / (2 - weight))
    nodes, weights = _quadrature()
    points = np.append(0.0, limit * nodes)
    kernel = np.zeros((NODES + 1, NODES + 1))
    reach = (points[1:] - (1 - weight) * points[:, None]) / weight - shift
    kernel[:, 1:] = _density(reach) / weight * weights * limit
    return float(np.linalg.solve(np.eye(NODES + 1) - kernel, np.ones(NODES + 1))[0])


@cache
def _quadrature() -> tuple[np.ndarray, np.ndarray]:
    """Nodes and weights of Gauss and Legendre on −1 to 1."""
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    return nodes, weights


def _density(x: np.ndarray) -> np.ndarray:
    found: np.ndarray = np.exp(-x * x / 2) / sqrt(2 * np.pi)
    return found


def shewhart_arl(shift: float, width: float = 3.0) -> float:
    """ARL of a chart that signals when one normal value is ``width`` deviations off.

    >>> round(shewhart_arl(0), 1), round(shewhart_arl(1), 2)
    (370.4, 43.89)
    """
    return float(1 / (ndtr(shift - width) + ndtr(-shift - width)))


def poisson_reference(usual: float, raised: float) -> float:
    """The k of a CUSUM of counts that is best between two rates: (λ₁−λ₀) / ln(λ₁/λ₀).

    >>> round(poisson_reference(1, 2), 6), round(poisson_reference(4, 8), 5)
    (1.442695, 5.77078)
    """
    if not 0 < usual < raised:
        raise ValueError(
            f"rates are {usual!r} and {raised!r}; the raised one is the higher, above 0"
        )
    return (raised - usual) / log(raised / usual)


def poisson_cusum_arl(rate: float, k: float, h: float) -> float:
    """ARL of S = max(0, S + X − k), signal at S ≥ h, for counts X of one rate; exact.

    ``k`` and ``h`` are taken to the nearest 1/20, below k = ½ to the nearest 1/⌈10/k⌉, and h to one
    such step at least. Infinite where a signal is too rare for the arithmetic. Raises
    ``ValueError`` where one is not positive.

    >>> round(poisson_cusum_arl(1, 1.5, 5), 2), round(poisson_cusum_arl(2, 1.5, 5), 4)
    (273.65, 9.4383)
    """
    _positive(rate=rate, k=k, h=h)
    grid = _grid(k)
    step, top = round(k * grid), max(round(h * grid), 1)
    counts = np.arange((top + step) // grid + 2)
    moves = np.zeros((top, top))
    for start in range(top):
        ends = np.maximum(0, start + counts * grid - step)
        inside = ends < top
        np.add.at(moves[start], ends[inside], _poisson(counts[inside], rate))
    return float(_lengths(moves)[0])


def _grid(k: float) -> int:
    """Steps in one, so that k is a whole number of them to within a few percent."""
    return max(20, ceil(10 / k))


def _poisson(counts: np.ndarray, rate: float) -> np.ndarray:
    return np.array([exp(-rate + n * log(rate) - lgamma(n + 1)) for n in counts])


def _lengths(moves: np.ndarray) -> np.ndarray:
    """Mean steps until a chain leaves its states, from each of them."""
    try:
        found = np.linalg.solve(np.eye(len(moves)) - moves, np.ones(len(moves)))
    except np.linalg.LinAlgError:
        return np.full(len(moves), np.inf)
    # Beyond 1e12 the equations are singular to the last digit, and the sign means nothing.
    return np.where((found > 0) & (found < 1e12), found, np.inf)


def poisson_limit(usual: float, k: float, least: float) -> float:
    """The smallest h, in steps of 1/4, that has an in-control ARL of at least ``least``."""
    h = 0.25
    while poisson_cusum_arl(usual, k, h) < least:
        h += 0.25
    return h


def _positive(**values: float) -> None:
    for name, value in values.items():
        if not value > 0:
            raise ValueError(f"{name} is {value!r}; it is above 0")


@dataclass(frozen=True)
class Chart:
    """A chart of monthly counts: what it shows, where it signals, how often it would by chance.

    ``values`` are the charted statistic by month, ``signals`` the places at which it reaches
    ``limit``; after a CUSUM signals it starts anew. ``centre`` is the usual rate per month, ``arl``
    the in-control run length in months, of counts. ``parameters`` say how the chart was set.
    """

    name: str
    values: tuple[float, ...]
    limit: float
    signals: tuple[int, ...]
    centre: float
    arl: float
    parameters: str


def cusum_chart(counts: np.ndarray, usual: float, raised: float, least: float = 100) -> Chart:
    """A CUSUM of counts, set to find a rise from ``usual`` to ``raised`` a period.

    The limit is the smallest that gives false alarms no more often than every ``least`` periods.
    """
    best = poisson_reference(usual, raised)
    k = round(best * _grid(best)) / _grid(best)
    h = poisson_limit(usual, k, least)
    total, values, signals = 0.0, list[float](), list[int]()
    for place, count in enumerate(counts):
        total = max(0.0, total + float(count) - k)
        values.append(total)
        if total >= h:
            signals.append(place)
            total = 0.0
    arl = poisson_cusum_arl(usual, k, h)
    text = (
        f"k = {k:.2f}, signal from {h:g}, set for a rise from {usual:.2f} to {raised:.2f} a month"
    )
    return Chart("CUSUM", tuple(values), h, tuple(signals), usual, arl, text)


def poisson_ewma_arl(rate: float, weight: float, limit: float, start: float) -> float:
    """ARL of an EWMA of counts with an upper limit alone, from a start below it; approximate.

    A Markov chain over ``CELLS`` equal cells below the limit; good to about 1 %.
    """
    _positive(rate=rate, limit=limit)
    width = limit / CELLS
    middles = (np.arange(CELLS) + 0.5) * width
    counts = np.arange(int(limit / weight) + 2)
    chance = _poisson(counts, rate)
    ends = weight * counts[None, :] + (1 - weight) * middles[:, None]
    cells = np.floor(ends / width).astype(int)
    inside = ends < limit
    rows = np.broadcast_to(np.arange(CELLS)[:, None], ends.shape)
    flat = rows[inside] * CELLS + cells[inside]
    shares = np.broadcast_to(chance, ends.shape)[inside]
    moves = np.bincount(flat, shares, CELLS * CELLS).reshape(CELLS, CELLS)
    return float(np.interp(start, middles, _lengths(moves)))


def ewma_chart(
    counts: np.ndarray,
    usual: float,
    weight: float = 0.2,
    width: float | None = None,
    least: float = 100,
) -> Chart:
    """An EWMA of counts, started at what is usual, with an upper limit usual + L √(usual λ/(2−λ)).

    ``width`` is L; by default the smallest, in steps of 1/10, with a false alarm no more often
    than every ``least`` periods.
    """
    _positive(usual=usual)
    _share(weight)
    deviation = sqrt(usual * weight / (2 - weight))
    if width is None:

        def length(tenths: int) -> float:
            return poisson_ewma_arl(usual, weight, usual + tenths / 10 * deviation, usual)

        width = (1 + bisect_left(range(1, 1000), least, key=length)) / 10
    limit = usual + width * deviation
    level, values = usual, list[float]()
    for count in counts:
        level = weight * float(count) + (1 - weight) * level
        values.append(level)
    signals = tuple(place for place, value in enumerate(values) if value >= limit)
    arl = poisson_ewma_arl(usual, weight, limit, usual)
    text = f"weight {weight:g}, limit {width:.3g} deviations above {usual:.2f} a month"
    return Chart("EWMA", tuple(values), limit, signals, usual, arl, text)


def _share(weight: float) -> None:
    if not 0 < weight <= 1:
        raise ValueError(f"weight is {weight!r}; it is above 0 and at most 1")
