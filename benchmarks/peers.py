"""The tools that the scenario engines stand beside, and a process for each of their runs.

Called as ``python peers.py`` with a pickled question (what is asked, the tool's name, the problems)
on stdin; on stdout are, pickled, the fields of a ``Timed`` for each problem. What a tool builds
from a problem before it begins (a model, its constraints) is timed apart; our own engines build
nothing that is not counted. Each tool is used in the quickest way it offers for the question:

- "ours, compiled" is our own search once more, in machine code (numba), loaded before the clock
  runs as the libraries of the peers are.
- CP-SAT of OR-tools lists all solutions with one worker, its presolve on and off; the model is that
  of the tests (tests/scenarios/oracle.py).
- prophesy-cib says of each configuration how far it is from consistent. Its own way, succession
  from each, takes longer.
- python-constraint2 has one constraint a set of parameters, and its default solver.
- the plain product tries each configuration, and lets go of it at the first thing that is wrong.

JuCIB (Julia) and PyCIB (not on a package index) cannot be installed with pip, so they are not here.
"""

import pickle
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import Any

from sat.scenarios import balance, box, compiled
from sat.scenarios.box import Box
from sat.scenarios.impacts import Configuration, Impacts

Problem = Impacts | Box
Answer = list[Configuration] | int
SHORT, REPEATS = 0.5, 5  # runs are repeated until they took so many seconds, or so often


@dataclass(frozen=True)
class Tool:
    """A tool: the module it needs, what it builds from a problem, and its answer from that.

    An ``exhaustive`` one goes through all configurations, so its time can be told in advance.
    """

    name: str
    module: str
    build: Callable[[Any], Any]
    answer: Callable[[Any], Answer]
    exhaustive: bool = False


def _itself(problem: Problem) -> Problem:
    return problem


@cache
def _load() -> None:
    compiled.solve(Impacts.of("A", ["x"], [[0]]))


def _loaded(impacts: Impacts) -> Impacts:
    _load()
    return impacts


@cache
def _oracle() -> Any:
    sys.path.append(str(Path(__file__).resolve().parents[1] / "tests" / "scenarios"))
    import oracle

    return oracle


def _asked(problem: Problem) -> Any:
    ask = _oracle().balances if isinstance(problem, Impacts) else _oracle().configurations
    return ask(problem)


def _presolved(asked: Any) -> list[Configuration]:
    return _oracle().solutions(asked)


def _direct(asked: Any) -> list[Configuration]:
    return _oracle().solutions(asked, presolve=False)


def _prophesy_model(impacts: Impacts) -> Any:
    from prophesy_cib import CrossImpact, Descriptor, DescriptorType, Model, Variant

    descriptors = [
        Descriptor(
            number,
            name,
            DescriptorType.NOMINAL,
            tuple(Variant(place, state) for place, state in enumerate(states, 1)),
        )
        for number, (name, states) in enumerate(
            zip(impacts.descriptors, impacts.states, strict=True), 1
        )
    ]
    places = [(one.index, state.index) for one in descriptors for state in one.variants]
    cells = [
        CrossImpact(*source, *target, impact)
        for source, row in zip(places, impacts.cells, strict=True)
        for target, impact in zip(places, row, strict=True)
        if impact
    ]
    return Model(descriptors, cells)


def _prophesied(model: Any) -> list[Configuration]:
    from prophesy_cib.scenario_gen import enumerate_all_scenarios
    from prophesy_cib.succession import compute_scenario_consistency

    return [
        tuple(place - 1 for place in scenario.variant_indices.values())
        for scenario in enumerate_all_scenarios(model, threshold=None)
        if compute_scenario_consistency(scenario, model) == 0
    ]


def _balanced(impacts: Impacts) -> list[Configuration]:
    places = list(zip(impacts.offsets, impacts.sizes, strict=True))

    def holds(scenario: Configuration) -> bool:
        rows = impacts.rows(scenario)
        for (first, size), state in zip(places, scenario, strict=True):
            sums = [sum([row[column] for row in rows]) for column in range(first, first + size)]
            if max(sums) > sums[state]:
                return False
        return True

    return [scenario for scenario in product(*map(range, impacts.sizes)) if holds(scenario)]


Scopes = dict[tuple[int, ...], set[tuple[int, ...]]]


def _scopes(box: Box) -> Scopes:
    """What is excluded, by the parameters it is about."""
    found: Scopes = {}
    for exclusion in box.all_exclusions:
        numbers, values = zip(*sorted(exclusion), strict=True)
        found.setdefault(numbers, set()).add(values)
    return found


def _left(box: Box) -> list[Configuration]:
    scopes = list(_scopes(box).items())

    def holds(row: Configuration) -> bool:
        for numbers, excluded in scopes:
            if tuple([row[number] for number in numbers]) in excluded:
                return False
        return True

    return [row for row in product(*map(range, box.sizes)) if holds(row)]


def _constraints(box: Box) -> Any:
    from constraint import Problem as Constraints

    asked = Constraints()
    for number, size in enumerate(box.sizes):
        asked.addVariable(number, list(range(size)))
    for numbers, excluded in _scopes(box).items():
        asked.addConstraint(lambda *row, no=frozenset(excluded): row not in no, numbers)
    return asked


def _constrained(asked: Any) -> list[Configuration]:
    return sorted(tuple(row[number] for number in sorted(row)) for row in asked.getSolutions())


def _each_counted(asked: Any) -> int:
    return sum(1 for _ in asked.getSolutionIter())


def _listed(field: Box) -> list[Configuration]:
    listing = box.configurations(field, limit=10**6)
    if not listing.complete:
        raise AssertionError("the field has more configurations than are listed here")
    return list(listing.rows)


CPSAT, DIRECT, PROPHESY = "CP-SAT", "CP-SAT, no presolve", "prophesy-cib"
CONSTRAINT, PRODUCT = "python-constraint2", "plain product"
OURS, COMPILED = "ours", "ours, compiled"

TOOLS = {
    "balances": (
        Tool(OURS, "sat", _itself, lambda impacts: list(balance.solve(impacts).scenarios)),
        Tool(COMPILED, "numba", _loaded, lambda impacts: list(compiled.solve(impacts).scenarios)),
        Tool(CPSAT, "ortools", _asked, _presolved),
        Tool(DIRECT, "ortools", _asked, _direct),
        Tool(PROPHESY, "prophesy_cib", _prophesy_model, _prophesied, exhaustive=True),
        Tool(PRODUCT, "sat", _itself, _balanced, exhaustive=True),
    ),
    "fields": (
        Tool(OURS, "sat", _itself, _listed),
        Tool(CPSAT, "ortools", _asked, _presolved),
        Tool(DIRECT, "ortools", _asked, _direct),
        Tool(CONSTRAINT, "constraint", _constraints, _constrained),
        Tool(PRODUCT, "sat", _itself, _left, exhaustive=True),
    ),
    # None of the peers counts without listing.
    "counts": (
        Tool(OURS, "sat", _itself, box.count),
        Tool(CPSAT, "ortools", _asked, lambda asked: len(_presolved(asked))),
        Tool(DIRECT, "ortools", _asked, lambda asked: len(_direct(asked))),
        Tool(CONSTRAINT, "constraint", _constraints, _each_counted),
        Tool(PRODUCT, "sat", _itself, lambda field: len(_left(field)), exhaustive=True),
    ),
}


@dataclass(frozen=True)
class Timed:
    """Seconds of the fastest of several runs, those of building besides, and the answer."""

    seconds: float
    building: float
    answer: Answer


def timed(tool: Tool, problem: Problem) -> Timed:
    """A tool's time and answer, libraries loaded."""
    runs: list[tuple[float, float]] = []
    while True:
        start = time.perf_counter()
        built = tool.build(problem)
        middle = time.perf_counter()
        answer = tool.answer(built)
        runs.append((time.perf_counter() - middle, middle - start))
        if sum(map(sum, runs)) > SHORT or len(runs) == REPEATS:
            seconds, building = map(min, zip(*runs, strict=True))
            return Timed(seconds, building, answer)


def main() -> None:
    """One question from stdin, its answers to stdout."""
    kind, name, problems = pickle.load(sys.stdin.buffer)
    tool = next(tool for tool in TOOLS[kind] if tool.name == name)
    import_module(tool.module)
    tool.build(problems[0])  # loads what the tool loads late
    found = [timed(tool, problem) for problem in problems]
    # As plain tuples: here the class is of the module __main__, where no one else finds it.
    pickle.dump([(one.seconds, one.building, one.answer) for one in found], sys.stdout.buffer)


if __name__ == "__main__":
    main()
