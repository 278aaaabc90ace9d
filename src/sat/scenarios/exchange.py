"""Scenario work of a case to and from other programs: records on both sides, nothing on a disk.

A ScenarioWizard project has names and a matrix, no ids and no reasons. So a case made from one gets
ids D1, D1.1 and so on, and stand-ins for what a case has to say besides; they are marked as such. A
project made from a case has the titles for names, and loses the rest.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product

from sat.case import Case
from sat.case.formats.scw import Descriptor, Project
from sat.case.formats.sl import Fault, FormatError, Solution
from sat.case.formats.workbook import STAND_IN, UNJUDGED, Futures
from sat.case.futures import Driver, ImpactOf, State
from sat.case.record import Record
from sat.case.settings import HIGHEST
from sat.case.store import table_text
from sat.case.tables import TABLES
from sat.scenarios.balance import count, solve
from sat.scenarios.fillings import impacts_of
from sat.scenarios.impacts import Impacts, smallest_lead, total_impact
from sat.scenarios.succession import basins
from sat.text import visible

MOST = 10_000  # scenarios that a solution file lists; more is nothing to read
STARTS = 1 << 22  # tried, one by one, for the weights; more take too long
SECONDS = 60.0  # for finding them, and again for counting those that are too many
RANGE = (-3, 3)  # of impacts, by custom; a matrix may need more

QUESTION = "Write the question here, as it would be asked aloud."
OPENS, CLOSES = date(2000, 1, 1), date(2099, 12, 31)
LISTED = ("drivers", "states", "impacts", "consistency", "exclusions", "scenarios")

TOML = """\
# Made from a file of another program. What that file does not say stands in: see the comments.

question = {question}{asked}
case_id = {case_id}

opens = {opens}{span}
closes = {closes}

# How it will be settled, so that two people who disagree would agree on the outcome.
resolution = ""

handling = {handling}
impact_range = [{low}, {high}]       # lowest and highest cross-impact
"""


class ExchangeError(ValueError):
    """A case that cannot be written in a format, with the reason and what can be done."""


@dataclass(frozen=True)
class Renamed:
    """A name of a project that was changed: the id it belongs to, how it was and how it is."""

    id: str
    before: str
    after: str


def of_project(project: Project) -> tuple[Futures, tuple[Renamed, ...]]:
    """A project as tables of a case, and the names that were changed for it.

    The question is the project's name. Blank names are called after their id, repeated ones get it
    in brackets, control and direction characters are spelled out. Importance and uncertainty are
    stand-ins, as the note of each driver says. Impacts that are not 0 are listed, those of a driver
    on itself too, and the range is widened to them.

    Raises ``FormatError`` with every impact beyond ±99, which no case may have.

    >>> futures, renamed = of_project(Project("", (Descriptor("A", ("x", "")),), ((0, 4), (0, 0))))
    >>> [state.title for state in futures.states], futures.impact_range, renamed
    (['x', 'State D1.2'], (-3, 4), (Renamed(id='D1.2', before='', after='State D1.2'),))
    """
    _check_impacts(project)
    renamed = list[Renamed]()
    ids = [f"D{number}" for number in range(1, len(project.descriptors) + 1)]
    names = [descriptor.name for descriptor in project.descriptors]
    titles = _titles("Driver", ids, names, renamed)
    drivers, states = list[Driver](), list[State]()
    for driver_id, title, descriptor in zip(ids, titles, project.descriptors, strict=True):
        drivers.append(_driver(driver_id, title))
        own = [f"{driver_id}.{number}" for number in range(1, len(descriptor.states) + 1)]
        for name, state in zip(own, _titles("State", own, descriptor.states, renamed), strict=True):
            states.append(
                State(driver_id=driver_id, state_id=name, title=state, known_on=None, note="")
            )
    order = [state.state_id for state in states]
    impacts = tuple(
        ImpactOf(from_state=one, to_state=other, impact=cell, rationale="", known_on=None, note="")
        for one, row in zip(order, project.impacts, strict=True)
        for other, cell in zip(order, row, strict=True)
        if cell
    )
    cells = [row.impact for row in impacts]
    ends = (min([*cells, RANGE[0]]), max([*cells, RANGE[1]]))
    futures = Futures(_plain(project.name), impact_range=ends, impacts=impacts)
    return replace(futures, drivers=tuple(drivers), states=tuple(states)), tuple(renamed)


def _check_impacts(project: Project) -> None:
    names = [f"{one.name}|{state}" for one in project.descriptors for state in one.states]
    faults = [
        Fault(f"impact of {names[row]} on {names[column]}", str(cell), f"a case has ±{HIGHEST}")
        for row, column in product(range(len(names)), repeat=2)
        if abs(cell := project.impacts[row][column]) > HIGHEST
    ]
    if faults:
        raise FormatError(f"project {project.name}", faults)


def _plain(name: str) -> str:
    """A name as a title: on one line, hostile characters spelled out."""
    return visible(" ".join(name.split()))


def _titles(kind: str, ids: list[str], names: Sequence[str], renamed: list[Renamed]) -> list[str]:
    found = []
    for own, name in zip(ids, names, strict=True):
        title = _plain(name)
        repeated = [_plain(other) for other in names].count(title) > 1
        title = (f"{title} ({own})" if repeated else title) if title else f"{kind} {own}"
        if title != name:
            renamed.append(Renamed(own, name, title))
        found.append(title)
    return found


def _driver(driver_id: str, title: str) -> Driver:
    return Driver(
        driver_id=driver_id,
        title=title,
        kind="",
        importance=STAND_IN,
        uncertainty=STAND_IN,
        known_on=None,
        note=UNJUDGED,
    )


def without_strangers(futures: Futures) -> tuple[Futures, int]:
    """The tables without what points into tables that are not among them; how often it did.

    A scenario feeds a hypothesis, and hypotheses do not come with scenario work.
    """
    strange = sum(bool(row.hypothesis_id) for row in futures.scenarios)
    kept = tuple(row.model_copy(update={"hypothesis_id": ""}) for row in futures.scenarios)
    return replace(futures, scenarios=kept), strange


def case_files(futures: Futures, case_id: str) -> dict[str, str]:
    """The files of a case's folder by name. No day of today is in them: the same each time.

    A span that is not known is the whole century, and a question a sentence that asks for it; a
    comment says so. Tables other than drivers, states and impacts are there if they have rows.
    """
    low, high = futures.impact_range
    dated = futures.opens and futures.closes
    files = {
        "case.toml": TOML.format(
            question=_quoted(futures.question or QUESTION),
            asked="" if futures.question else "  # the file has none",
            case_id=_quoted(case_id),
            opens=futures.opens if dated else OPENS,
            closes=futures.closes if dated else CLOSES,
            span="" if dated else "  # stand-in: write the span that the question is about",
            handling=_quoted(futures.handling),
            low=low,
            high=high,
        )
    }
    for name in LISTED:
        rows: tuple[Record, ...] = getattr(futures, name)
        if rows or name in ("drivers", "states", "impacts"):
            files[f"{name}.csv"] = table_text(TABLES[name], rows)
    return files


def _quoted(text: str) -> str:
    """A text as TOML has it; JSON's escapes are among TOML's."""
    return json.dumps(visible(text), ensure_ascii=False)


def futures_of(case: Case) -> Futures:
    """The scenario work of a case as it could be known at its cut; states in order of drivers.

    Raises ``ExchangeError`` where the case has no driver.
    """
    if not case.drivers:
        raise ExchangeError(
            f"case {case.case_id} has no scenario work as of {case.as_of}: drivers.csv names none"
        )
    settings = case.settings
    tables = {name: getattr(case, name) for name in LISTED}
    tables["states"] = tuple(
        row for one in case.drivers for row in case.states if row.driver_id == one.driver_id
    )
    return Futures(
        question=settings.question,
        case_id=settings.case_id,
        opens=settings.opens,
        closes=settings.closes,
        as_of=case.as_of,
        handling=settings.handling,
        impact_range=settings.impact_range,
        **tables,
    )


def project_of(case: Case) -> Project:
    """A case as a project: its question for a name, titles for descriptors and states.

    Raises ``ExchangeError`` where the case has no driver, or a driver no state.
    """
    impacts = _impacts(case)
    descriptors = tuple(
        Descriptor(
            _plain(driver.title),
            tuple(_plain(row.title) for row in case.states if row.driver_id == driver.driver_id),
        )
        for driver in case.drivers
    )
    return Project(_plain(case.question), descriptors, impacts.cells)


def _impacts(case: Case) -> Impacts:
    futures_of(case)
    try:
        return impacts_of(case)
    except ValueError as error:
        raise ExchangeError(f"case {case.case_id}: {error}") from error


def solutions_of(case: Case, fixed: Iterable[str] = ()) -> tuple[tuple[Solution, ...], bool]:
    """All consistent scenarios, as ScenarioWizard gives them, and whether weights were counted.

    ``fixed`` are ids of states: of each driver named only these. The weight is the number of starts
    from which succession ends in the scenario, 0 where there are more than 4,194,304 starts; the
    consistency its smallest lead, blank where no state has a rival; the total its impact score.

    Raises ``ExchangeError`` where there are more than 10,000, with their number, where the search
    takes more than a minute, for a state that is not there, and as `project_of` does.
    """
    impacts = _impacts(case)
    held = _held(impacts, fixed)
    solved = solve(impacts, fixed=held, limit=MOST, seconds=SECONDS)
    if not solved.complete:
        raise ExchangeError(_too_many(impacts, held, len(solved.scenarios)))
    weights = dict[tuple[int, ...], int]()
    counted = impacts.configurations <= STARTS
    if counted:
        ends = basins(impacts, exact_to=STARTS).attractors
        weights = {end.cycle[0]: end.basin for end in ends if len(end.cycle) == 1}
    solutions = tuple(
        Solution(
            scenario,
            weights.get(scenario, 0),
            smallest_lead(impacts, scenario),
            total_impact(impacts, scenario),
        )
        for scenario in solved.scenarios
    )
    return solutions, counted


def _held(impacts: Impacts, fixed: Iterable[str]) -> dict[int, list[int]]:
    places = {
        name: (driver, state)
        for driver, names in enumerate(impacts.states)
        for state, name in enumerate(names)
    }
    held: dict[int, list[int]] = {}
    for name in fixed:
        if name not in places:
            raise ExchangeError(f"there is no state {visible(name)}; fix one of states.csv")
        driver, state = places[name]
        held.setdefault(driver, []).append(state)
    return held


def _too_many(impacts: Impacts, held: Mapping[int, list[int]], found: int) -> str:
    advice = "fix one or more states with --fix STATE_ID, and export part by part"
    if found < MOST:
        return f"{found:,} consistent scenarios were found in {SECONDS:g} s, not all; {advice}"
    number = count(impacts, fixed=held, seconds=SECONDS)
    said = f"there are {number:,}" if number else f"there are more than {MOST:,}"
    return f"{said} consistent scenarios, and a file lists at most {MOST:,}; {advice}"


def as_json(case: Case) -> str:
    """The scenario work of a case as one JSON object, with every text and the case's sources.

    Keys in the order of the tables' columns, rows in that of the files, days as YYYY-MM-DD, blank
    numbers and days as null. Extra columns of a table are there too. Raises as `futures_of` does.
    """
    futures = futures_of(case)
    found: dict[str, object] = {
        "case_id": case.case_id,
        "question": case.question,
        "opens": case.settings.opens,
        "closes": case.settings.closes,
        "as_of": case.as_of,
        "handling": case.settings.handling,
        "impact_range": list(futures.impact_range),
        "input_hash": case.input_hash,
    }
    states = list(_cells(futures.states))
    found["drivers"] = [
        row | {"states": [state for state in states if state["driver_id"] == row["driver_id"]]}
        for row in _cells(futures.drivers)
    ]
    for name in LISTED[2:]:
        found[name] = list(_cells(getattr(futures, name)))
    found["sources"] = list(_cells(case.sources))
    return json.dumps(found, indent=2, ensure_ascii=False, default=str) + "\n"


def _cells(rows: Iterable[Record]) -> Iterator[dict[str, object]]:
    for row in rows:
        yield dict(row.model_extra or {}) | row.cells()
