"""What the cross-impact balances say, as captioned tables: how many scenarios, and on what edge."""

from sat.display import Cell, Table, Tables
from sat.judgment.calibration import wilson
from sat.scenarios.analysis import DRAWS, Balances, ScenarioResult
from sat.scenarios.explain import Explanation, Influence, Standing
from sat.scenarios.look import Names, big, many, share, signed
from sat.scenarios.survival import Survival
from sat.text import counted, joined

FIRM = 15  # scenarios that are listed, those that survive most
NAMED = 3  # supports and opponents that are named of one state
NONE = Table("Cross-impact balances", ("Scenario",), (("the case has no impacts",),))
EMPTY = Table(
    "Consistent scenarios",
    ("Scenario",),
    (("none: nothing that the judgments describe could stay as it is",),),
)
CUT = Table("Consistent scenarios", ("Scenario",), (("none found before the search ended",),))


def balances_table(result: ScenarioResult) -> Table:
    """How many scenarios are consistent, how nearly others are, and where succession ends."""
    found = result.balances
    if found is None:
        return NONE
    space = found.impacts.configurations
    rows = [("configurations", big(space)), ("consistent scenarios", _number(found))]
    rows += [
        (f"with an inconsistency of {slack} allowed", "too many steps" if n is None else big(n))
        for slack, n in found.near
    ]
    ends = found.basins.attractors
    cycles = sum(len(row.cycle) > 1 for row in ends)
    rows += [
        ("cells judged", f"{big(found.judged)} of {big(found.cells)}"),
        ("ends of succession met", f"{big(len(ends))}, {counted(cycles, 'cycle')} among them"),
        ("starts tried", f"{big(found.basins.starts)}, {_starts(found)}"),
        ("moved matrices", f"{DRAWS}, {_moved(found)}"),
    ]
    return Table(
        "Cross-impact balances",
        ("What", "Number"),
        tuple(rows),
        (
            "Consistent: no state's balance, the sum of the impacts on it, is below a rival's "
            f"(Weimer-Jehle 2006). {_all(found)} Succession: every driver moves to "
            "its best state, again and again. Moved: every impact that is not 0 changed by 1 with "
            "a chance of 0.4, as another judge might have it, and solved anew.",
        ),
    )


def _all(found: Balances) -> str:
    if found.solved.complete:
        return "All are found, not a sample."
    return "The search ended before it had listed all."


def _missing(found: Balances | None) -> Table | None:
    """What is shown where there is no scenario to show."""
    if found is None:
        return NONE
    if not found.solved.scenarios:
        return EMPTY if found.solved.complete else CUT
    return None


def _number(found: Balances) -> str:
    if found.number is not None:
        number = len(found.solved.scenarios)
        listed = "" if found.solved.complete else f", {big(number)} of them listed"
        return f"{big(found.number)}{listed}"
    return f"at least {big(len(found.solved.scenarios))}: fix states to count them"


def _starts(found: Balances) -> str:
    basins = found.basins
    if basins.exact:
        return "every one there is"
    unended = f"; {big(basins.unended)} had not ended" if basins.unended else ""
    return f"drawn evenly (seed 1){unended}"


def _moved(found: Balances) -> str:
    survived = found.survival
    if survived is None:
        return "none, for want of a consistent scenario"
    numbers = survived.numbers
    few, most = min(numbers), max(numbers)
    every = "" if survived.complete == DRAWS else f", of {survived.complete} that were searched"
    span = f"{big(few)} to {big(most)}" if few < most else big(few)
    return f"{span} consistent scenarios in each{every}"


def chosen_table(result: ScenarioResult) -> Table:
    """The consistent scenarios that differ most: how firmly each holds, and what would break it."""
    found, names = result.balances, Names(result.case)
    if found is None or not found.shown:
        return _missing(found) or EMPTY
    rows = tuple(
        (
            str(found.place(row.scenario)),
            Cell(names.states(found.named(row.scenario)), "wide"),
            _lead(row, found),
            signed(row.total),
            Cell(_basin(row, found), "day"),
            Cell(_survival(row, found), "day"),
            _break(row, found, names),
            _near(row, found),
        )
        for row in found.shown
    )
    headings = ("No.", "States", "Smallest lead", "Total impact", "Basin", "Survives")
    return Table(
        f"{counted(len(rows), 'consistent scenario')}{' that differ most' * (len(rows) > 1)}",
        (*headings, "Breaks if", "Nearest other"),
        rows,
        (_apart(found), _columns()),
        "small",
    )


def _apart(found: Balances) -> str:
    chosen = found.chosen
    whole = found.solved.complete
    if chosen is None:
        return "There is only one." if whole else "Only one was found before the search ended."
    start = f"Any two differ in {counted(chosen.distance, 'driver')} or more"
    among = "" if whole else f" among the {big(len(found.solved.scenarios))} listed"
    if chosen.exact:
        return f"{start}; no choice of as many{among} could do better."
    return f"{start}; no choice{among} could do better than {chosen.at_most}."


def _columns() -> str:
    return (
        "Smallest lead: of a state over its best rival, and whose; at 0 it is a tie that anything "
        "tips. Total impact: sum of the balances of its states. Basin: share of starts from which "
        "succession ends in it (95 % interval where starts were drawn). Survives: share of "
        f"{DRAWS} moved matrices in which it is still consistent (95 % interval). Breaks if: the "
        "smallest change of one impact after which it no longer holds. None is a probability."
    )


def _lead(row: Explanation, found: Balances) -> str:
    if row.lead is None:
        return "–"
    drivers = [found.impacts.descriptors[place] for place in row.weakest]
    return f"{signed(row.lead)} ({', '.join(drivers)})"


def _basin(row: Explanation, found: Balances) -> str:
    for attractor in found.basins.attractors:
        if attractor.cycle == (row.scenario,):
            if found.basins.exact:
                return share(attractor.basin, found.basins.starts)
            low, high = (f"{100 * end:.1f}" for end in (attractor.low, attractor.high))
            return f"{share(attractor.basin, found.basins.starts)}\n{low}–{high}%"
    return "–"


def _survival(row: Explanation, found: Balances) -> str:
    if found.survival is None:
        return "–"
    held = found.survival.held[found.place(row.scenario) - 1]
    return _interval(held, found.survival.draws)


def _interval(hits: int, draws: int) -> str:
    low, high = wilson(hits, draws)
    return f"{share(hits, draws)}\n{100 * low:.0f}–{100 * high:.0f}%"


def _break(row: Explanation, found: Balances, names: Names) -> str:
    if row.breaks is None:
        return "–"
    states = found.named(row.scenario)
    cell = f"{names.state(states[row.breaks.source])} on {names.state(states[row.breaks.target])}"
    return f"{cell}: {signed(row.breaks.before)} → {signed(row.breaks.after)}"


def _near(row: Explanation, found: Balances) -> str:
    if row.nearest is None:
        return "–"
    drivers = [found.impacts.descriptors[place] for place in row.changed]
    return f"No. {found.place(row.nearest)}, other in {joined(drivers)}"


def supports_tables(result: ScenarioResult) -> Tables:
    """For each of the chosen scenarios what carries every state, and what works against it."""
    found, names = result.balances, Names(result.case)
    if found is None or not found.shown:
        return Tables((_missing(found) or EMPTY,))
    return Tables(tuple(_supports(row, found, names) for row in found.shown))


def _supports(row: Explanation, found: Balances, names: Names) -> Table:
    rows = tuple(_standing(one, row, found, names) for one in row.standings)
    return Table(
        f"Scenario No. {found.place(row.scenario)}: what supports and what opposes its states",
        ("State", "Balance", "Lead", "Best rival", "Supports", "Opponents"),
        rows,
        (),
        "small",
    )


def _standing(one: Standing, row: Explanation, found: Balances, names: Names) -> tuple[str, ...]:
    states = found.named(row.scenario)
    rival = "–"
    if one.rival is not None:
        rival = names.title[found.impacts.states[one.descriptor][one.rival]]
    return (
        names.state(states[one.descriptor]),
        signed(one.balance),
        "–" if one.lead is None else signed(one.lead),
        rival,
        _influences(one.supports, states, names),
        _influences(one.opponents, states, names),
    )


def _influences(rows: tuple[Influence, ...], states: tuple[str, ...], names: Names) -> str:
    parts = [
        f"{names.state(states[row.source])} {'+' * (row.edge > 0)}{signed(row.edge)}"
        for row in rows[:NAMED]
    ]
    more = len(rows) - NAMED
    parts += [f"{more} more"] if more > 0 else []
    return "; ".join(parts) or "–"


def firmest_table(result: ScenarioResult) -> Table:
    """The consistent scenarios that survive most often, with their states."""
    found, names = result.balances, Names(result.case)
    if found is None or found.survival is None:
        return _missing(found) or EMPTY
    held = found.survival.held
    order = sorted(range(len(held)), key=lambda place: (-held[place], place))[:FIRM]
    drivers = found.impacts.descriptors
    rows = tuple(
        (
            str(place + 1),
            share(held[place], found.survival.draws),
            *(names.title[state] for state in found.named(found.solved.scenarios[place])),
        )
        for place in order
    )
    return Table(
        "Consistent scenarios that survive most often when judgments move by 1",
        ("No.", "Survives", *drivers),
        rows,
        (_newcomers(found.survival, len(held)),),
        "small",
    )


def _newcomers(found: Survival, listed: int) -> str:
    """How many scenarios that are not consistent as judged became so."""
    searched = f"{DRAWS}" if found.complete == found.draws else f"{found.complete} searched"
    start = (
        f"Of {big(listed)} listed. In the {searched} moved matrices "
        f"{many(len(found.newcomers), 'scenario')} became consistent that "
        f"{'is' if len(found.newcomers) == 1 else 'are'} not so as judged"
    )
    if not found.newcomers:
        return f"{start}."
    return f"{start}, the most frequent {counted(found.newcomers[0][1], 'time')}."
