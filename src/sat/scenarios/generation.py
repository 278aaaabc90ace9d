"""Many scenario matrices at once, and which of their quadrants deserve a story.

*Multiple Scenarios Generation* crosses every pair of the weighty drivers. *Quadrant Crunching*
takes the assumptions under a hypothesis, turns them round, and crosses the drivers in which that
would show: one end of an axis is what the contrary assumption says, the other is what is left.
Both make n(n−1)/2 matrices of four quadrants (R. J. Heuer & R. H. Pherson, *Structured Analytic
Techniques for Intelligence Analysis*), far more than anyone can write out. So each quadrant is
held against the field and the balances, and the record says how many were dropped and why.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sat.case import Case
from sat.scenarios.balance import Solutions, solve
from sat.scenarios.box import configurations
from sat.scenarios.drivers import priorities
from sat.scenarios.field import FieldResult
from sat.scenarios.fillings import NODES, SHOWN
from sat.scenarios.impacts import Impacts
from sat.scenarios.matrix import Axis, Quadrant, axis_of, crossed
from sat.text import joined, one_line

CROSSED = 6  # drivers at most that are crossed with each other: 15 matrices, 60 quadrants
VERDICTS = {
    "excluded": "the field leaves no configuration",
    "unbalanced": "no filling is consistent by the balances",
    "unsure": "the search ended before it found a consistent filling",
    "told": "a named scenario stands in it",
    "open": "nothing speaks against it, and nobody has told it yet",
}


@dataclass(frozen=True)
class Judged:
    """One quadrant of one matrix, and what becomes of it.

    Attributes
    ----------
    matrix
        Number of its matrix, from 1.
    quadrant
        Its ends, titles and named scenarios.
    possible
        Whether the field leaves any configuration in it.
    fillings
        Consistent fillings found; ``None`` where the case has no impacts.
    complete
        Whether these are all.
    contrary
        How many of its two ends are contrary assumptions, 0 to 2; 0 in generation by drivers.
    weight
        Sum of importance × uncertainty of both drivers, 2 to 50.

    """

    matrix: int
    quadrant: Quadrant
    possible: bool
    fillings: int | None
    complete: bool
    contrary: int
    weight: int

    @property
    def verdict(self) -> str:
        """One of ``VERDICTS``; the first that fits in their order."""
        if not self.possible:
            return "excluded"
        if self.fillings == 0:
            return "unbalanced" if self.complete else "unsure"
        return "told" if self.quadrant.scenarios else "open"


@dataclass(frozen=True)
class Generation:
    """Axes crossed two by two.

    ``reasons`` has for each axis the assumptions it comes from, none in generation by drivers;
    ``hypothesis`` is the one that was turned round, blank there.
    """

    axes: tuple[Axis, ...]
    rows: tuple[Judged, ...]
    hypothesis: str = ""
    reasons: tuple[tuple[str, ...], ...] = ()

    def of(self, verdict: str) -> tuple[Judged, ...]:
        """The quadrants with a verdict, those that need attention most first.

        First by contrary ends, then by weight, then by fillings, then in the order made.
        """
        found = [row for row in self.rows if row.verdict == verdict]
        return tuple(
            sorted(found, key=lambda row: (-row.contrary, -row.weight, -(row.fillings or 0)))
        )

    @property
    def matrices(self) -> int:
        """How many matrices were made: n(n−1)/2 of n axes."""
        return len(self.rows) // 4

    @property
    def counts(self) -> dict[str, int]:
        """Quadrants by verdict."""
        return {verdict: len(self.of(verdict)) for verdict in VERDICTS}


def generate(case: Case, field: FieldResult, impacts: Impacts | None, solved: Solutions | None
             ) -> Generation | None:  # fmt: skip
    """Multiple Scenarios Generation over the drivers that are important and uncertain.

    Both above 3; where fewer than two are, the first two by importance × uncertainty; of more than
    six the first six. ``None`` where the case has fewer than two drivers.
    """
    placed = priorities(case)
    chosen = [row for row in placed if row.part == "axis"][:CROSSED]
    if len(chosen) < 2:
        chosen = list(placed[:2])
    if len(chosen) < 2:
        return None
    axes = [axis_of(case, row.driver.driver_id) for row in chosen]
    return Generation(tuple(axes), _judged(case, axes, field, impacts, solved))


def lead_of(case: Case, lead: str = "") -> str:
    """The hypothesis to turn round: the one named, or the one that most assumptions bear on.

    Only assumptions that say what would hold if they were wrong are counted; ties go by the
    file's order. Blank where there is none. Raises ``ValueError`` for a hypothesis that is not
    there.
    """
    ids = [row.hypothesis_id for row in case.hypotheses]
    if lead and lead not in ids:
        there = joined(ids) or "none"
        raise ValueError(f"there is no hypothesis '{one_line(lead)}'; there are: {there}")
    if lead:
        return lead
    bearing = {
        name: sum(bool(row.contrary) and name in row.supports for row in case.assumptions)
        for name in ids
    }
    best = max(bearing.values(), default=0)
    return next(name for name in ids if bearing[name] == best) if best else ""


def contrary_axes(case: Case, hypothesis: str) -> tuple[list[Axis], list[tuple[str, ...]]]:
    """An axis for each driver in which contrary assumptions would show, with those assumptions.

    The second end holds the states that would hold if the assumption were wrong. A driver of which
    they name every state makes no axis: then nothing is contrary.
    """
    contrary: dict[str, list[str]] = {}
    for row in case.assumptions:
        if hypothesis in row.supports:
            for state in row.contrary:
                contrary.setdefault(state, []).append(row.assumption_id)
    axes, reasons = [], []
    for driver in case.drivers:
        states = [row for row in case.states if row.driver_id == driver.driver_id]
        second = tuple(row for row in states if row.state_id in contrary)
        first = tuple(row for row in states if row.state_id not in contrary)
        if first and second:
            axes.append(Axis(driver, (first, second)))
            named = [name for row in second for name in contrary[row.state_id]]
            reasons.append(tuple(dict.fromkeys(named)))
    return axes, reasons


def crunch(case: Case, field: FieldResult, impacts: Impacts | None, solved: Solutions | None,
           lead: str = "") -> Generation | None:  # fmt: skip
    """Quadrant Crunching of a hypothesis; ``None`` where fewer than two axes come of it.

    Raises ``ValueError`` as ``lead_of``.
    """
    hypothesis = lead_of(case, lead)
    axes, reasons = contrary_axes(case, hypothesis)
    if len(axes) < 2:
        return None
    order = sorted(range(len(axes)), key=lambda place: -_weight(axes[place]))[:CROSSED]
    kept = [axes[place] for place in sorted(order)]
    rows = _judged(case, kept, field, impacts, solved, contrary=True)
    return Generation(
        tuple(kept), rows, hypothesis, tuple(reasons[place] for place in sorted(order))
    )


def _weight(axis: Axis) -> int:
    return axis.driver.importance * axis.driver.uncertainty


def _judged(
    case: Case,
    axes: Sequence[Axis],
    field: FieldResult,
    impacts: Impacts | None,
    solved: Solutions | None,
    contrary: bool = False,
) -> tuple[Judged, ...]:
    rows = []
    for number, found in enumerate(crossed(case, axes), 1):
        weight = sum(map(_weight, found.axes))
        for quadrant in found.quadrants:
            known, complete = _fillings(quadrant, impacts, solved)
            turned = sum(quadrant.ends) if contrary else 0
            possible = _possible(quadrant, field)
            rows.append(Judged(number, quadrant, possible, known, complete, turned, weight))
    return tuple(rows)


def _possible(quadrant: Quadrant, field: FieldResult) -> bool:
    """Whether any state of the one end goes with any of the other in some configuration."""
    pairs = ((one, other) for one in quadrant.states[0] for other in quadrant.states[1])
    return any(configurations(field.box, field.fixed(pair), limit=1).rows for pair in pairs)


def _fillings(
    quadrant: Quadrant, impacts: Impacts | None, solved: Solutions | None
) -> tuple[int | None, bool]:
    """How many consistent scenarios lie in the quadrant, and whether these are all.

    They are picked from the list of all where there is one; else searched for.
    """
    if impacts is None or solved is None:
        return None, False
    places = [{place_of(impacts, state) for state in states} for states in quadrant.states]
    if solved.complete:
        inside = sum(
            all(any(row[driver] == state for driver, state in end) for end in places)
            for row in solved.scenarios
        )
        return inside, True
    fixed = {next(iter(end))[0]: [state for _, state in end] for end in places}
    found = solve(impacts, fixed=fixed, limit=SHOWN, node_budget=NODES)
    return len(found.scenarios), found.complete


def place_of(impacts: Impacts, state: str) -> tuple[int, int]:
    """Descriptor and state by index of a state's id, which is there once in a case."""
    for driver, states in enumerate(impacts.states):
        if state in states:
            return driver, states.index(state)
    raise ValueError(f"there is no state '{one_line(state)}' in the cross-impacts")
