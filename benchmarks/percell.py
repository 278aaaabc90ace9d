"""ACH as its peers reckon it: plain Python, cell by cell, recomputed for every question.

The rules are those of ``sat.ach``: four scores, pooled over the analysts who gave a mark, and who
leads by each. Nothing is made slow on purpose: all four rules share one pass over a hypothesis, a
step of a mark recomputes its own hypothesis only, and the draws pool the marks once.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sat.ach.matrix import Matrix
from sat.ach.scores import MIN_RATED, Array

LADDER = ("CC", "C", "N", "I", "II")
AGAINST = {"CC": 0, "C": 0, "N": 0, "I": 1, "II": 2}
DIGITS = 9  # scores that agree to so many decimals are level

Scores = dict[str, dict[str, float]]  # rule → hypothesis → points against, of those ranked
Leaders = dict[str, tuple[str, ...]]  # rule → who leads


@dataclass(frozen=True)
class Sheet:
    """Marks by item and hypothesis, then analyst; a weight and a group for each item."""

    items: tuple[str, ...]
    hypotheses: tuple[str, ...]
    weights: dict[str, float]
    groups: dict[str, str]
    marks: dict[tuple[str, str], dict[str, str]]


def sheet(matrix: Matrix, weights: Array) -> Sheet:
    """The same matrix cell by cell. Blanks are left out; an item without a group is its own."""
    marks = {
        (item, hypothesis): {
            analyst: str(matrix.codes[place, row, column])
            for place, analyst in enumerate(matrix.analysts)
            if matrix.codes[place, row, column]
        }
        for row, item in enumerate(matrix.items)
        for column, hypothesis in enumerate(matrix.names)
    }
    groups = {row.evidence_id: row.dependence_group for row in matrix.evidence}
    return Sheet(
        tuple(matrix.items),
        tuple(matrix.names),
        dict(zip(matrix.items, weights.tolist(), strict=True)),
        {item: group or f" {item}" for item, group in groups.items()},
        marks,
    )


def points(given: dict[str, str]) -> tuple[float, float] | None:
    """Share of a cell's marks that are I or II, and their mean points; nothing where none is."""
    marks = [AGAINST[mark] for mark in given.values() if mark in AGAINST]
    if not marks:
        return None
    return sum(1 for mark in marks if mark) / len(marks), sum(marks) / len(marks)


def column(of: Sheet, hypothesis: str, items: tuple[str, ...]) -> dict[str, float] | None:
    """One hypothesis by all four rules; nothing where too few of the items are marked to rank."""
    count = inconsistency = weighted = 0.0
    groups: dict[str, list[float]] = {}
    rated = 0
    for item in items:
        cell = points(of.marks[item, hypothesis])
        if cell is not None:
            rated += 1
            count += cell[0]
            inconsistency += cell[1]
            weighted += of.weights[item] * cell[1]
            groups.setdefault(of.groups[item], []).append(cell[1])
    if not rated or rated / len(items) < MIN_RATED:
        return None
    return {
        "count": count,
        "inconsistency": inconsistency,
        "weighted": weighted,
        "grouped": sum(sum(own) / len(own) for own in groups.values()),
    }


def scores(of: Sheet, items: tuple[str, ...]) -> Scores:
    """All hypotheses by all rules, on these items."""
    found: Scores = {"count": {}, "inconsistency": {}, "weighted": {}, "grouped": {}}
    for hypothesis in of.hypotheses:
        for rule, value in (column(of, hypothesis, items) or {}).items():
            found[rule][hypothesis] = value
    return found


def leaders(found: Scores) -> Leaders:
    """The least refuted by each rule, several where they are level."""
    return {rule: _least(values) for rule, values in found.items()}


def _least(values: dict[str, float]) -> tuple[str, ...]:
    level = {name: round(value, DIGITS) for name, value in values.items()}
    least = min(level.values(), default=0.0)
    return tuple(name for name, value in level.items() if value == least)


def leave_one_out(of: Sheet) -> dict[str, Leaders]:
    """Who leads without each item: everything is scored anew."""
    return {
        out: leaders(scores(of, tuple(item for item in of.items if item != out)))
        for out in of.items
    }


Step = tuple[str, str, str, str, str]  # rule, analyst, item, hypothesis, the new mark


def one_steps(of: Sheet) -> set[Step]:
    """Every mark moved by one place either way: those that alter who leads."""
    whole = scores(of, of.items)
    before = leaders(whole)
    found: set[Step] = set()
    for (item, hypothesis), given in of.marks.items():
        for analyst, mark in list(given.items()):
            for moved in _beside(mark):
                given[analyst] = moved
                for rule, value in (column(of, hypothesis, of.items) or {}).items():
                    if _least(whole[rule] | {hypothesis: value}) != before[rule]:
                        found.add((rule, analyst, item, hypothesis, moved))
            given[analyst] = mark
    return found


def _beside(mark: str) -> Iterator[str]:
    """The marks one place away; NA has none."""
    if mark in LADDER:
        place = LADDER.index(mark)
        yield from LADDER[max(place - 1, 0) : place]
        yield from LADDER[place + 1 : place + 2]


def jittered(
    of: Sheet, factor: float, draws: int, chance: Callable[[], float]
) -> dict[str, tuple[int, int]]:
    """In how many draws of the weights each ranked hypothesis leads alone, and level with others.

    A weight is log-uniform between itself divided by ``factor`` and itself times it; ``chance``
    gives numbers from 0 to 1, one an item and draw.
    """
    cells = {
        name: [(points(of.marks[item, name]) or (0.0, 0.0))[1] for item in of.items]
        for name in scores(of, of.items)["weighted"]
    }
    low = [of.weights[item] / factor for item in of.items]
    span = factor * factor
    alone, tied = dict.fromkeys(cells, 0), dict.fromkeys(cells, 0)
    for _ in range(draws):
        weights = [end * span ** chance() for end in low]
        sums = {
            name: sum([weight * cell for weight, cell in zip(weights, own, strict=True)])
            for name, own in cells.items()
        }
        first = _least(sums)
        for name in first:
            (alone if len(first) == 1 else tied)[name] += 1
    return {name: (alone[name], tied[name]) for name in cells}
