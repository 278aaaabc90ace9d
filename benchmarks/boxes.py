"""Morphological fields to measure with: a known puzzle, and boxes drawn from a seed."""

import random
from collections.abc import Iterable
from itertools import combinations, product

from sat.scenarios.box import Box
from sat.scenarios.box_search import Exclusion, Value


def queens(n: int) -> Box:
    """Queens on a board of n × n that do not attack each other: a parameter for each column."""
    pairs = tuple(
        ((p, i), (q, j))
        for p, q in combinations(range(n), 2)
        for i, j in product(range(n), repeat=2)
        if i == j or abs(i - j) == q - p
    )
    return Box((n,) * n, pairs)


def even(parameters: int, values: int, share: float, seed: int = 1) -> Box:
    """This share of all pairs of values excluded, wherever they fall."""
    draw = random.Random(seed)
    sizes = (values,) * parameters
    return Box(sizes, tuple(_pairs(draw, sizes, combinations(range(parameters), 2), share)))


def workshop(
    parameters: int, touching: float, share: float, triples: int = 0, seed: int = 1
) -> Box:
    """Parameters of 3 to 6 values, a share of which touch: then a share of their pairs is excluded.

    Besides, so many exclusions of three values.
    """
    draw = random.Random(seed)
    sizes = tuple(draw.randint(3, 6) for _ in range(parameters))
    every = combinations(range(parameters), 2)
    touched = [two for two in every if draw.random() < touching]
    pairs = tuple(_pairs(draw, sizes, touched, share))
    larger = dict[Exclusion, None]()
    while len(larger) < triples:
        chosen = sorted(draw.sample(range(parameters), 3))
        larger[tuple((number, draw.randrange(sizes[number])) for number in chosen)] = None
    return Box(sizes, pairs, tuple(larger))


def _pairs(
    draw: random.Random, sizes: tuple[int, ...], touched: Iterable[tuple[int, int]], share: float
) -> list[tuple[Value, Value]]:
    return [
        ((p, i), (q, j))
        for p, q in touched
        for i, j in product(range(sizes[p]), range(sizes[q]))
        if draw.random() < share
    ]
