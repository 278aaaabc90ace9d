"""Small worlds worked by hand, worlds by chance, and what holds in them by the definitions alone.

The *dam*: rain and an old dam cost the mayor the office; a dry year and a new dam keep it; a new
mayor builds a new dam. Nothing acts on the rain. Of its eight configurations three are consistent
(balances of the dam's old : new, of the mayor's stays : goes):

    dry, old, stays   0 : 0   1 : 1   holds          wet, old, stays   0 : 0   0 : 3   short by 3
    dry, old, goes    0 : 3   1 : 1   short by 3     wet, old, goes    0 : 3   0 : 3   short by 3
    dry, new, stays   0 : 0   2 : 0   holds          wet, new, stays   0 : 0   1 : 2   short by 1
    dry, new, goes    0 : 3   2 : 0   short by 2     wet, new, goes    0 : 3   1 : 2   holds

No code of the engines is used for `holds` and `allowed`, so that these can be held against them.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations, product
from random import Random

from sat.case import Case
from sat.case.futures import Driver, Exclusion, ImpactOf, Pair, Scenario, State
from sat.case.settings import Settings
from sat.case.tables import Assumption, Hypothesis

DAY = date(2025, 1, 1)
TOWN = {"R": ("R.dry", "R.wet"), "D": ("D.old", "D.mended", "D.new"), "M": ("M.stays", "M.goes")}
# Dry with a mended dam is impossible, dry with a new one doubtful, an old dam with a mayor who
# goes impossible; six of the sixteen pairs are judged.
JUDGED = [
    ("R.dry", "D.mended", "impossible", "logical"),
    ("D.new", "R.dry", "doubtful", "empirical"),
    ("R.wet", "D.old", "possible", "empirical"),
    ("D.old", "M.goes", "impossible", "normative"),
    ("D.old", "M.stays", "possible", "normative"),
    ("R.wet", "M.stays", "possible", "logical"),
]
DAM = {"R": ("R.dry", "R.wet"), "D": ("D.old", "D.new"), "M": ("M.stays", "M.goes")}
Judgment = tuple[str, str, str, str]
States = Mapping[str, Sequence[str]]


# ---- records


def driver(name: str, importance: int = 3, uncertainty: int = 3) -> Driver:
    ranks = {"importance": str(importance), "uncertainty": str(uncertainty)}
    return Driver.model_validate({"driver_id": name, "title": name, "kind": "", **ranks})


def pair(judgment: Judgment) -> Pair:
    columns = ("state_a", "state_b", "consistency", "kind")
    own = dict(zip(columns, judgment, strict=True))
    return Pair.model_validate({**own, "reason": "because"})


def exclusion(name: str, states: str) -> Exclusion:
    own = {"exclusion_id": name, "states": states, "kind": "empirical", "reason": "because"}
    return Exclusion.model_validate(own)


def impact(source: str, target: str, value: int) -> ImpactOf:
    cells = {"from_state": source, "to_state": target, "impact": str(value), "rationale": ""}
    return ImpactOf.model_validate(cells)


def scenario(name: str, states: str, hypothesis: str = "") -> Scenario:
    cells = {"scenario_id": name, "title": f"title of {name}", "narrative": "A story."}
    return Scenario.model_validate({**cells, "states": states, "hypothesis_id": hypothesis})


def hypothesis(name: str) -> Hypothesis:
    own = {"hypothesis_id": name, "title": name, "statement": name}
    return Hypothesis.model_validate({**own, "decision_rule": "", "prior": ""})


def assumption(name: str, supports: str, contrary: str) -> Assumption:
    own = {"assumption_id": name, "text": name, "status": "C", "if_wrong": "high"}
    links = {"supports": supports, "contrary": contrary, "invalidated_by": ""}
    return Assumption.model_validate({**own, **links, "known_on": DAY.isoformat()})


# ---- worlds


def made(
    states: States,
    judged: Sequence[Judgment] = (),
    ranks: Mapping[str, tuple[int, int]] | None = None,
) -> Case:
    """Drivers with their states; ``ranks`` are importance and uncertainty, 3 and 3 if left out."""
    settings = {"question": "Flood?", "case_id": "town", "opens": DAY, "closes": DAY}
    return Case(
        settings=Settings.model_validate(settings),
        as_of=DAY,
        drivers=tuple(driver(name, *(ranks or {}).get(name, (3, 3))) for name in states),
        states=tuple(
            State.model_validate({"driver_id": name, "state_id": state, "title": state})
            for name, row in states.items()
            for state in row
        ),
        consistency=tuple(map(pair, judged)),
    )


def dam(ranks: Mapping[str, tuple[int, int]] | None = None) -> Case:
    """The dam of this module's head."""
    impacts = (
        impact("R.wet", "M.goes", 2),
        impact("R.dry", "M.stays", 1),
        impact("D.old", "M.goes", 1),
        impact("D.new", "M.stays", 1),
        impact("M.goes", "D.new", 3),
    )
    return replace(made(DAM, (), ranks), impacts=impacts)


def free(drivers: int, states: int = 2) -> Case:
    """So many drivers that do not act on each other: a single impact, and that is 0."""
    names = {f"D{n}": [f"D{n}.{m}" for m in range(states)] for n in range(drivers)}
    return replace(made(names), impacts=(impact("D0.0", "D1.0", 0),))


def by_chance(seed: int) -> Case:
    """Three or four drivers with judgments, impacts, exclusions and scenarios by chance."""
    random = Random(seed)
    sizes = [random.randint(2, 3) for _ in range(random.randint(3, 4))]
    names = {f"D{n}": [f"D{n}.{m}" for m in range(size)] for n, size in enumerate(sizes)}
    crossed = [two for one, other in combinations(names.values(), 2) for two in product(one, other)]
    marks = ("possible", "possible", "doubtful", "impossible")
    judged = [
        (*two, random.choice(marks), "logical")
        for two in random.sample(crossed, random.randint(0, len(crossed)))
    ]
    acting = [*crossed, *((b, a) for a, b in crossed)]
    larger = {
        tuple(random.choice(row) for row in random.sample(list(names.values()), 3))
        for _ in range(2)
    }
    told = [
        ";".join(random.choice(row) for row in names.values() if random.random() < 0.7)
        for _ in range(3)
    ]
    ranks = {name: (random.randint(1, 5), random.randint(1, 5)) for name in names}
    return replace(
        made(names, judged, ranks),
        impacts=tuple(impact(a, b, random.randint(-3, 3)) for a, b in acting),
        exclusions=tuple(
            exclusion(f"X{n}", ";".join(row))
            for n, row in enumerate({frozenset(row): row for row in sorted(larger)}.values())
        ),
        scenarios=tuple(scenario(f"S{n}", states) for n, states in enumerate(told)),
    )


# ---- the definitions, tried on one configuration after another


def every(case: Case) -> Iterator[tuple[str, ...]]:
    """All configurations as state ids, the last driver's state changing first."""
    return product(
        *(
            [row.state_id for row in case.states if row.driver_id == one.driver_id]
            for one in case.drivers
        )
    )


def short(case: Case, row: Sequence[str], forced: Collection[str] = ()) -> int:
    """By how much the state that lies farthest behind a rival does so; forced ones have none."""
    of = {state.state_id: state.driver_id for state in case.states}

    def balance(state: str) -> int:
        return sum(one.impact for one in case.impacts
                   if one.to_state == state and one.from_state in row)  # fmt: skip

    behind = [
        balance(rival) - balance(state)
        for state in row
        if state not in forced
        for rival in of
        if of[rival] == of[state]
    ]
    return max(behind, default=0)


def holds(case: Case, row: Sequence[str], slack: int = 0, forced: Collection[str] = ()) -> bool:
    """Whether a configuration is consistent by the balances, but for what is forced."""
    return short(case, row, forced) <= slack


def total(case: Case, row: Collection[str]) -> int:
    """The impacts of a configuration's states on each other."""
    return sum(one.impact for one in case.impacts if {one.from_state, one.to_state} <= set(row))


def allowed(case: Case, row: Collection[str]) -> bool:
    """Whether the field leaves a configuration: no impossible pair in it, no larger exclusion."""
    barred = [{one.state_a, one.state_b} for one in case.consistency
              if one.consistency == "impossible"]  # fmt: skip
    return not any(states <= set(row) for states in [*barred, *(set(x.states) for x in
                                                               case.exclusions)])  # fmt: skip
