"""An independent answer to what `balance` and `box` search for: OR-tools' CP-SAT lists them all.

Every state (or value) is a Boolean of its own, exactly one of them true in each descriptor (or
parameter). A condition of consistency is a linear inequality that holds once its state is taken;
an exclusion says that one of its values is not taken. No code of the engines is in here: not the
bounds, not the order of the search, not ``sat.scenarios.impacts.consistent``. Only where OR-tools
is installed can this module be imported.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from ortools.sat.python import cp_model

from sat.scenarios.box import Box
from sat.scenarios.impacts import Configuration, Impacts

Place = tuple[int, int]
Taken = list[list[cp_model.IntVar]]


@dataclass(frozen=True)
class Asked:
    """A model for CP-SAT, and its Booleans by descriptor and state."""

    model: cp_model.CpModel
    taken: Taken


def balances(
    impacts: Impacts,
    slack: int = 0,
    fixed: Mapping[int, Collection[int]] | None = None,
    forbidden: Iterable[tuple[Place, Place]] = (),
) -> Asked:
    """Consistent scenarios: a state taken has at least each rival's balance less ``slack``."""
    asked = _one_of_each(impacts.sizes, fixed or {})
    booleans = [boolean for states in asked.taken for boolean in states]
    columns = list(zip(*impacts.cells, strict=True))
    for first, states in zip(impacts.offsets, asked.taken, strict=True):
        for state, boolean in enumerate(states):
            for rival in range(len(states)):
                own, other = columns[first + state], columns[first + rival]
                ahead = [mine - theirs for mine, theirs in zip(own, other, strict=True)]
                if rival != state:
                    lead = cp_model.LinearExpr.weighted_sum(booleans, ahead)
                    asked.model.add(lead >= -slack).only_enforce_if(boolean)
    _exclude(asked, forbidden)
    return asked


def configurations(box: Box, fixed: Mapping[int, int] | None = None) -> Asked:
    """Consistent configurations of a box, with some parameters at one value."""
    asked = _one_of_each(box.sizes, {number: [value] for number, value in (fixed or {}).items()})
    _exclude(asked, box.all_exclusions)
    return asked


def _one_of_each(sizes: tuple[int, ...], fixed: Mapping[int, Collection[int]]) -> Asked:
    model = cp_model.CpModel()
    taken = [[model.new_bool_var("") for _ in range(size)] for size in sizes]
    for number, booleans in enumerate(taken):
        model.add_exactly_one(booleans)
        allowed = fixed.get(number, range(len(booleans)))
        for state, boolean in enumerate(booleans):
            if state not in allowed:
                model.add(boolean == 0)
    return Asked(model, taken)


def _exclude(asked: Asked, exclusions: Iterable[Iterable[Place]]) -> None:
    for exclusion in exclusions:
        asked.model.add_bool_or([~asked.taken[number][state] for number, state in exclusion])


class _Each(cp_model.CpSolverSolutionCallback):
    """Is called with every solution, and keeps the states that are taken."""

    def __init__(self, taken: Taken):
        super().__init__()
        # A sum a descriptor: reading every Boolean would cost more than the search.
        self.states = [cp_model.LinearExpr.weighted_sum(row, range(len(row))) for row in taken]
        self.found: list[Configuration] = []

    def on_solution_callback(self) -> None:
        self.found.append(tuple([self.value(state) for state in self.states]))


def solutions(asked: Asked, presolve: bool = True) -> list[Configuration]:
    """All solutions, sorted. Raises ``AssertionError`` where the solver ends before the last."""
    solver = cp_model.CpSolver()
    solver.parameters.enumerate_all_solutions = True
    solver.parameters.num_workers = 1  # it lists all with one only
    solver.parameters.cp_model_presolve = presolve
    each = _Each(asked.taken)
    status = solver.solve(asked.model, each)
    if status not in (cp_model.OPTIMAL, cp_model.INFEASIBLE):
        raise AssertionError(f"CP-SAT ended with {solver.status_name(status)}")
    return sorted(each.found)
