"""Matrices of the reference data, read where the reference data are."""

import csv
from pathlib import Path

from sat.scenarios.impacts import Impacts


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
