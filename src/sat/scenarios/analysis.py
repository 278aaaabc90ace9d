"""One look at a case's futures: from a case to a frozen result.

Every search is limited by steps and not by time, so that two runs find the same; what a limit cut
off is said to be incomplete wherever it is shown.
"""

from dataclasses import dataclass

from sat.case import Case
from sat.scenarios.balance import Solutions, count
from sat.scenarios.box import configurations
from sat.scenarios.chances import Chances, elicited
from sat.scenarios.compiled import search
from sat.scenarios.distinct import ROWS, Distinct, most_different
from sat.scenarios.drift import Drift, drift
from sat.scenarios.drivers import Micmac, Placed, priorities, settled, structure
from sat.scenarios.explain import Explanation, explain
from sat.scenarios.field import FieldResult
from sat.scenarios.field import field as field_of
from sat.scenarios.fillings import NODES, SHOWN, Filling, fillings, impacts_of
from sat.scenarios.generation import Generation, crunch, generate
from sat.scenarios.held import Held, held
from sat.scenarios.impacts import Configuration, Impacts
from sat.scenarios.matrix import Cone, Matrix, axes_of, cone, matrix
from sat.scenarios.succession import Basins, basins
from sat.scenarios.survival import Survival, survival
from sat.scenarios.whatif import WhatIf, fixed_states, what_if
from sat.text import one_line

CHOSEN = 5  # scenarios that stand for all, as different as can be
DRAWS = 200  # matrices with judgments moved by 1
DRAW_CELLS = 500_000_000  # cells that the search looks at in all of them together
NEAR_NODES = 50_000  # steps of counting what is nearly consistent
SLACKS = (1, 2)  # inconsistency allowed, for how many are nearly consistent
SEED = 1


@dataclass(frozen=True)
class Balances:
    """What the cross-impacts say.

    Attributes
    ----------
    impacts
        The matrix.
    judged
        Its cells that the case lists, 0 included, of ``cells`` between different drivers.
    cells
        See ``judged``.
    solved
        Consistent scenarios, at most 1,000 of them.
    number
        How many there are, exactly; ``None`` where counting took too many steps.
    near
        How many there are with so much inconsistency allowed; ``None`` as for ``number``.
    chosen
        Of those listed the few that differ most, ``None`` of fewer than two.
    shown
        Explanations of the chosen ones, or of the only one.
    basins
        What succession runs into.
    survival
        How often each listed scenario holds when judgments move; ``None`` where none is listed.

    """

    impacts: Impacts
    judged: int
    cells: int
    solved: Solutions
    number: int | None
    near: tuple[tuple[int, int | None], ...]
    chosen: Distinct | None
    shown: tuple[Explanation, ...]
    basins: Basins
    survival: Survival | None

    def named(self, scenario: Configuration) -> tuple[str, ...]:
        """A scenario as the ids of its states."""
        return self.impacts.names(scenario)

    def place(self, scenario: Configuration) -> int:
        """Its number among the consistent ones, from 1, in the order of their states."""
        return self.solved.scenarios.index(scenario) + 1


@dataclass(frozen=True)
class ScenarioResult:
    """Everything that scenario work finds in a case; the rest only arranges it.

    Attributes
    ----------
    case
        What was looked at, as of its cut.
    placed
        Drivers by importance and uncertainty.
    direct, indirect
        Influence and dependence; indirect over chains as long as it takes for the order to settle.
    matrix, fillings
        The 2 × 2 and what the balances leave of its quadrants (none without impacts).
    field
        The morphological field.
    listed
        Its configurations by state id, ``None`` where they are too many to list.
    balances
        ``None`` where the case has no impacts.
    generation, crunched
        All pairs of weighty drivers crossed; the lead hypothesis turned round. ``None`` where
        there is too little to cross.
    cone
        Named scenarios by what they change of the first; ``None`` without any.
    held
        Named scenarios against field and balances.
    what_if
        With the notebook's fixed states.
    drift
        Named scenarios by their indicators; none without indicators.
    chances
        Probabilities that analysts gave.

    """

    case: Case
    placed: tuple[Placed, ...]
    direct: Micmac
    indirect: Micmac
    matrix: Matrix
    fillings: tuple[Filling, ...]
    field: FieldResult
    listed: tuple[tuple[str, ...], ...] | None
    balances: Balances | None
    generation: Generation | None
    crunched: Generation | None
    cone: Cone | None
    held: tuple[Held, ...]
    what_if: WhatIf
    drift: tuple[Drift, ...]
    chances: tuple[Chances, ...]


def analyse(case: Case, axes: str = "", fixed: str = "", lead: str = "", wild: str = ""
            ) -> ScenarioResult:  # fmt: skip
    """Read a case's drivers, impacts, field and scenarios as of its cut.

    Parameters
    ----------
    case
        A case with at least two drivers, each with two states or more.
    axes
        The two axes of the 2 × 2, in the words of ``matrix.axes_of``; blank: by rule.
    fixed
        States that are taken to hold, in the words of ``whatif.fixed_states``; blank: none.
    lead
        The hypothesis that is turned round; blank: see ``generation.lead_of``.
    wild
        The scenario that is the wild card, by id; blank: none.

    Raises
    ------
    ValueError
        For a case without two drivers, and for words that name what is not there.

    """
    found = matrix(case, *axes_of(case, axes))
    states = fixed_states(case, fixed)
    field = field_of(case)
    balances = _balances(case) if case.impacts else None
    impacts, solved = (balances.impacts, balances.solved) if balances else (None, None)
    return ScenarioResult(
        case=case,
        placed=priorities(case),
        direct=structure(case),
        indirect=settled(case),
        matrix=found,
        fillings=fillings(case, found) if balances else (),
        field=field,
        listed=_listed(field),
        balances=balances,
        generation=generate(case, field, impacts, solved),
        crunched=crunch(case, field, impacts, solved, lead),
        cone=_cone(case, wild),
        held=held(case, field, impacts),
        what_if=what_if(field, impacts, solved, states),
        drift=drift(case) if case.indicators else (),
        chances=elicited(case),
    )


def _cone(case: Case, wild: str) -> Cone | None:
    if not case.scenarios and wild:
        raise ValueError(f"there is no scenario '{one_line(wild)}'; the case has none")
    return cone(case, wild=wild) if case.scenarios else None


def _listed(field: FieldResult) -> tuple[tuple[str, ...], ...] | None:
    """The configurations, where they are few enough to be read by a program."""
    if field.counts.possible > SHOWN:
        return None
    return tuple(field.named(row) for row in configurations(field.box).rows)


def _balances(case: Case) -> Balances:
    impacts = impacts_of(case)
    solved = search(impacts, limit=SHOWN, node_budget=NODES)
    number = len(solved.scenarios) if solved.complete else count(impacts, node_budget=NODES)
    rows = solved.scenarios
    chosen = most_different(rows, min(CHOSEN, len(rows))) if 2 <= len(rows) <= ROWS else None
    picked = [rows[place] for place in chosen.places] if chosen else list(rows[:1])
    drivers = {state.state_id: state.driver_id for state in case.states}
    between = [row for row in case.impacts if drivers[row.from_state] != drivers[row.to_state]]
    return Balances(
        impacts=impacts,
        judged=len(between),
        cells=len(drivers) ** 2 - sum(size**2 for size in impacts.sizes),
        solved=solved,
        number=number,
        near=tuple((slack, count(impacts, slack, node_budget=NEAR_NODES)) for slack in SLACKS),
        chosen=chosen,
        shown=tuple(explain(impacts, row, rows) for row in picked),
        basins=basins(impacts, rows, seed=SEED),
        survival=_survival(impacts, rows) if rows else None,
    )


def _survival(impacts: Impacts, rows: tuple[Configuration, ...]) -> Survival:
    """With fewer steps for larger matrices, of which each step costs more."""
    nodes = max(1, DRAW_CELLS // sum(impacts.sizes) ** 2)
    return survival(impacts, rows, DRAWS, seed=SEED, node_budget=nodes)
