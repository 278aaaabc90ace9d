"""What scenario work says, as captioned tables: drivers, quadrants, stories, drift."""

from sat.display import Cell, Table
from sat.scenarios import chance_tables
from sat.scenarios.analysis import ScenarioResult
from sat.scenarios.drift import Drift
from sat.scenarios.fillings import Filling, fillings_text
from sat.scenarios.held import SLACK, Held
from sat.scenarios.look import Names
from sat.text import counted, joined, one_line

PARTS = {
    "axis": "important and uncertain: an axis",
    "given": "important, its course known: common to all futures",
    "watch": "uncertain, of less weight: to be watched",
    "aside": "neither",
}
Row = tuple[Cell | str, ...]
NOTHING = Cell("no scenario named", "muted")


def drivers_table(result: ScenarioResult) -> Table:
    """The drivers with their weight, their part in the structure, and their states."""
    names = Names(result.case)
    states = {
        row.driver_id: ", ".join(
            names.title[state.state_id]
            for state in result.case.states
            if state.driver_id == row.driver_id
        )
        for row in result.case.drivers
    }
    order = {name: place for place, name in enumerate(result.direct.names)}
    rank = {name: place for place, name in enumerate(result.indirect.ranking, 1)}
    rows: list[Row] = []
    for placed in result.placed:
        row, place = placed.driver, order[placed.driver.driver_id]
        structure = [
            str(result.direct.influence[place]),
            str(result.direct.dependence[place]),
            result.direct.parts[place],
            str(rank[row.driver_id]),
        ]
        rows.append(
            (
                names.named(row.driver_id),
                f"{row.importance} × {row.uncertainty} = {placed.product}",
                PARTS[placed.part],
                *(structure if result.case.impacts else ["–"] * len(structure)),
                Cell(states[row.driver_id], "wide", title=row.note),
            )
        )
    headings = ("Driver", "Importance × uncertainty", "So it is", "Influence", "Dependence")
    return Table(
        "Drivers, the weightiest first",
        (*headings, "Part", "Rank in the long run", "States"),
        tuple(rows),
        (
            "Importance and uncertainty from 1 to 5, as judged. Influence: sum of the sizes of the "
            "driver's impacts on others; dependence: of theirs on it. Part: above the mean in "
            "influence alone input, in both relay, in dependence alone output, in neither "
            "autonomous (MICMAC). Rank: by influence over chains of "
            f"{result.indirect.power} steps.",
        ),
        "small",
    )


def quadrants_table(result: ScenarioResult) -> Table:
    """Each quadrant: its scenarios with story, states, hypothesis, indicators, and fillings."""
    names = Names(result.case)
    left = {row.quadrant.ends: row for row in result.fillings}
    drifts = {row.scenario_id: row for row in result.drift}
    rows = []
    for quadrant in result.matrix.quadrants:
        label = " / ".join(one_line(title, 60) for title in quadrant.titles)
        last = _filling(left.get(quadrant.ends))
        for scenario in quadrant.scenarios:
            story = f"{scenario.scenario_id} {scenario.title}: {scenario.narrative}"
            rows.append(
                (
                    label,
                    Cell(one_line(story, 600), "wide"),
                    names.states(scenario.states),
                    scenario.hypothesis_id or "–",
                    _indicators(drifts.get(scenario.scenario_id)),
                    last,
                )
            )
        if not quadrant.scenarios:
            rows.append((label, NOTHING, "–", "–", "–", last))
    first, second = (names.named(axis.driver.driver_id) for axis in result.matrix.axes)
    headings = (f"{first} / {second}", "Scenario", "States that it holds", "Feeds")
    return Table(
        "Scenario matrix: the quadrants, what is told of them, and what holds together",
        (*headings, "Its indicators now", "Balances"),
        tuple(rows),
        (_unplaced(result), _independence(result), "Quadrants carry no probabilities."),
        "small",
    )


def _filling(row: Filling | None) -> Cell | str:
    if row is None:
        return "no impacts judged"
    if row.empty:
        return Cell(
            "no filling is consistent: as judged, this future does not hold together", "bad"
        )
    return fillings_text(row)


def _indicators(row: Drift | None) -> str:
    """How many indicators stand where, unknown ones apart."""
    if row is None:
        return "–"
    seen = f"{len(row.high)} high, {len(row.low)} low, {len(row.quiet)} none"
    through = f" (those of {row.through})" if row.through else ""
    return f"{seen}; {len(row.unknown)} never seen{through}"


def _unplaced(result: ScenarioResult) -> str:
    ids = [row.scenario_id for row in result.matrix.unplaced]
    if not result.case.scenarios:
        return "No scenario is named yet."
    if not ids:
        return "Every named scenario stands in a quadrant."
    return f"In no quadrant, since they leave an axis open: {joined(ids)}."


def _independence(result: ScenarioResult) -> str:
    """Whether the two axes act on each other by the case's own impacts."""
    if not result.case.impacts:
        return "Whether the axes act on each other is not known: there are no impacts."
    ids = [axis.driver.driver_id for axis in result.matrix.axes]
    driver = Names(result.case).driver_of
    sums = dict.fromkeys(((ids[0], ids[1]), (ids[1], ids[0])), 0)
    for row in result.case.impacts:
        pair = driver[row.from_state], driver[row.to_state]
        if pair in sums:
            sums[pair] += abs(row.impact)
    acting = [f"{one} acts on {other} by {size}" for (one, other), size in sums.items() if size]
    if acting:
        return (
            f"The axes are not independent: {joined(acting)} (sizes of impacts added up). "
            "Read the quadrants as frames and not as a deduction."
        )
    return "By the impacts judged, neither axis acts on the other directly."


def held_table(result: ScenarioResult) -> Table:
    """Named scenarios against field and balances."""
    names = Names(result.case)
    rows = tuple(
        (
            f"{row.scenario.scenario_id} {names.scenario[row.scenario.scenario_id]}",
            ", ".join(row.open) or "nothing",
            _by_field(row, names),
            _by_balances(row, result),
            Cell(_beaten(row, names), "wide"),
            Cell(names.states(row.filling) or "–", "wide"),
        )
        for row in result.held
    )
    headings = ("Scenario", "Leaves open", "Field", "Balances", "What does not hold")
    return Table(
        "Named scenarios held against the judgments",
        (*headings, "Best filling"),
        rows or (("none", "", "", "", "", ""),),
        (
            "Inconsistency: by how much at most a state's balance may lie below a rival's. A "
            "scenario that needs some is no error: it may be a passage and not a place to stay, or "
            "the impacts miss what carries it. Ask which.",
        ),
        "small",
    )


def _by_field(row: Held, names: Names) -> Cell | str:
    if row.excluded:
        return Cell(f"excluded: {names.states(row.excluded[0])}", "bad")
    parts = [counted(len(row.doubtful), "doubtful pair")] if row.doubtful else []
    parts += [f"{counted(row.unassessed, 'pair')} not assessed"] if row.unassessed else []
    return joined(parts) or "every pair possible"


def _by_balances(row: Held, result: ScenarioResult) -> Cell | str:
    if result.balances is None:
        return "no impacts judged"
    if row.slack is None:
        more = f"at odds by more than {SLACK}" if row.sure else "not searched to the end"
        return Cell(more, "bad")
    if row.slack == 0:
        return "consistent"
    most = "" if row.sure else "at most "
    return Cell(f"needs inconsistency of {most}{row.slack}", "bad")


def _beaten(row: Held, names: Names) -> str:
    parts = [
        f"{names.state(lost.state)} loses to {names.title[lost.rival]} by {lost.by}"
        for lost in row.beaten
    ]
    return "; ".join(parts) or "–"


def drift_table(result: ScenarioResult) -> Table:
    """Which future are we drifting to? The named scenarios by where their indicators stand."""
    names = Names(result.case)
    rows = tuple(
        (
            f"{row.scenario_id} {names.scenario[row.scenario_id]}",
            _read_by(row),
            Cell(row.level, f"level {row.level}"),
            ", ".join(row.high) or "–",
            ", ".join(row.low) or "–",
            ", ".join(row.quiet) or "–",
            Cell(", ".join(row.unknown) or "–", "level unknown" if row.unknown else ""),
            ", ".join(row.stale) or "–",
        )
        for row in result.drift
    )
    headings = ("Scenario", "Indicators", "Warning", "At high", "At low", "At none", "Never seen")
    return Table(
        f"Which future are we drifting to, as of {result.case.as_of}",
        (*headings, "Not looked at in time"),
        rows or (("no indicators", *[""] * 7),),
        (
            "A scenario without indicators of its own is read by those of the hypothesis it feeds; "
            "two that feed the same cannot be told apart by it. Never seen is not quiet: a "
            "scenario with many unknowns is not an unlikely one.",
        ),
        "small",
    )


def _read_by(row: Drift) -> str:
    if row.through:
        return f"those of {row.through}"
    return "its own" if row.known or row.unknown else "–"


def cone_table(result: ScenarioResult) -> Table:
    """Scenarios by what they change of the baseline."""
    found, names = result.cone, Names(result.case)
    if found is None:
        return Table("Cone of plausibility", ("Scenario",), (("no scenario named",),))
    every = [(row, "") for row in found.variants] + ([(found.wild, "wild card")] * bool(found.wild))
    rows = tuple(
        (
            f"{row.scenario.scenario_id} {names.scenario[row.scenario.scenario_id]}",
            kind or "variant",
            str(len(row.changed)),
            Cell(
                "; ".join(
                    f"{names.named(driver)}: {names.title[before]} → {names.title[after]}"
                    for driver, before, after in row.changed
                )
                or "–",
                "wide",
            ),
            ", ".join(row.silent) or "–",
        )
        for row, kind in every
        if row is not None
    )
    base = found.baseline
    return Table(
        f"Cone of plausibility around {base.scenario_id} {one_line(base.title, 60)}",
        ("Scenario", "Kind", "Changes", "Changed assumptions", "One of the two is silent on"),
        rows or (("none but the baseline", "", "", "", ""),),
        (),
        "small",
    )


def chances_table(result: ScenarioResult) -> Table:
    """Probabilities that analysts gave, before and after they were made coherent."""
    return chance_tables.chances_table(result.case, result.chances)
