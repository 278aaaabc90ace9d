"""Open indicators as something to find out: how likely each level is under each hypothesis.

The collection list ranks unrated cells, unknown grades and, with these, the indicators that are not
raised in full: what would it be worth to know whether the high threshold is reached?
"""

from collections.abc import Iterator, Sequence
from math import fsum

from sat.ach.collect import Watched
from sat.case import Case
from sat.indicators import IndicatorResult
from sat.indicators.belief import LIKELIHOODS

REACHED, NOT_REACHED = "high threshold reached", "not reached"
CENTRAL = {code: ends[1] for code, ends in LIKELIHOODS.items()}


def watched(result: IndicatorResult) -> tuple[Watched, ...]:
    """Each indicator below its high threshold that was rated under every hypothesis.

    The chance of reaching it is the mean over analysts of the central value of their rating, by
    the mapping of the belief track.
    """
    return tuple(_watched(result))


def _watched(result: IndicatorResult) -> Iterator[Watched]:
    case = result.case
    names = [row.hypothesis_id for row in case.hypotheses]
    given = _given(case)
    for state in result.states:
        chances = {name: given.get((state.indicator_id, name), ()) for name in names}
        if state.standing == "high" or not all(chances.values()):
            continue
        reached = {name: fsum(values) / len(values) for name, values in chances.items()}
        missed = {name: 1 - value for name, value in reached.items()}
        yield Watched(state.indicator_id, {REACHED: reached, NOT_REACHED: missed})


def _given(case: Case) -> dict[tuple[str, str], Sequence[float]]:
    found: dict[tuple[str, str], list[float]] = {}
    for row in case.indicator_ratings:
        key = row.indicator_id, row.outcome_id
        found.setdefault(key, []).append(CENTRAL[row.likelihood])
    return {key: tuple(values) for key, values in found.items()}
