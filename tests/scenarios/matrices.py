"""Matrices with names that say nothing, and those of the reference data, where these are."""

import csv
import random
from pathlib import Path

from sat.scenarios.impacts import Configuration, Impacts


def published(path: Path) -> Impacts:
    """A published matrix: `descriptor|variant` headings both ways."""
    with path.open(newline="", encoding="utf-8") as file:
        head, *lines = csv.reader(file)
    states: dict[str, list[str]] = {}
    for label in head[2:]:
        descriptor, _, state = label.partition("|")
        states.setdefault(descriptor, []).append(state)
    rows = [[int(cell) for cell in line[2:]] for line in lines]
    return Impacts.of(list(states), list(states.values()), rows)


def made(sizes: list[int], rows: list[list[int]]) -> Impacts:
    """A matrix of descriptors D0, D1, ... with states s0, s1, ..."""
    names = [f"D{number}" for number in range(len(sizes))]
    return Impacts.of(names, [[f"s{state}" for state in range(size)] for size in sizes], rows)


def drawn(seed: int) -> Impacts:
    """A small dense matrix, descriptors' impacts on themselves included."""
    draw = random.Random(seed)
    sizes = [draw.randint(1, 3) for _ in range(draw.randint(1, 5))]
    rows = [[draw.randint(-3, 3) for _ in range(sum(sizes))] for _ in range(sum(sizes))]
    return made(sizes, rows)


def solved(folder: Path, name: str) -> tuple[Impacts, list[tuple[Configuration, dict[str, str]]]]:
    """A matrix of the reference data, and its solutions with their columns."""
    impacts = published(folder / f"{name}.csv")
    with (folder / f"{name}_solutions.csv").open(newline="", encoding="utf-8") as file:
        solutions = [
            (tuple(impacts.place(key, row[key])[1] for key in impacts.descriptors), row)
            for row in csv.DictReader(file)
        ]
    return impacts, solutions
