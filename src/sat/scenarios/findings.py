"""What scenario work says, in sentences built from the result and from nothing else."""

from statistics import median

from sat.display import Findings
from sat.scales import WARNING
from sat.scenarios.analysis import DRAWS, Balances, ScenarioResult
from sat.scenarios.chance_tables import chance_sentences
from sat.scenarios.generation import Generation
from sat.scenarios.held import SLACK, Held
from sat.scenarios.look import Names, big, many, share
from sat.text import counted, joined, one_line

LABEL = (
    "Scenarios are no forecasts: counts, leads and shares are bookkeeping of the judgments in the "
    "case, and none of them is a probability."
)
ORDER = WARNING.codes


def findings(result: ScenarioResult) -> Findings:
    """Quadrants first, then the named scenarios, where things drift, and how sharp the edge is."""
    sentences = [matrix_sentence(result), held_sentence(result), drift_sentence(result)]
    sentences += [what_if_sentence(result), balances_sentence(result), field_sentence(result)]
    sentences += [generation_sentence(result.generation, result)]
    sentences += [generation_sentence(result.crunched, result)]
    sentences += [*chance_sentences(result.case, result.chances), LABEL]
    return Findings(tuple(sentence for sentence in sentences if sentence))


def matrix_sentence(result: ScenarioResult) -> str:
    """How many quadrants are told, which are blind, and which do not hold together."""
    names, found = Names(result.case), result.matrix
    first, second = (names.named(axis.driver.driver_id) for axis in found.axes)
    start = (
        f"As of {result.case.as_of}, {found.told or 'none'} of the four quadrants of {first} and "
        f"{second} {'have' if found.told > 1 else 'has'} a named scenario"
    )
    parts = []
    for row in result.fillings:
        ends = "“{} / {}”".format(*(one_line(title, 60) for title in row.quadrant.titles))
        ids = [scenario.scenario_id for scenario in row.quadrant.scenarios]
        if row.empty and ids:
            parts.append(f"{ends} has {joined(ids)} though nothing in it holds together as judged")
        elif row.states and not ids:
            number = f"{'' if row.complete else 'at least '}{counted(len(row.states), 'filling')}"
            parts.append(f"{ends} has none though {number} would hold together")
    return f"{start}{'; ' if parts else ''}{'; '.join(parts)}."


def held_sentence(result: ScenarioResult) -> str:
    """Which named scenarios the judgments carry, and where the others give way."""
    rows = result.held
    if not rows:
        return "No scenario is named yet."
    if result.balances is None:
        return ""
    names = Names(result.case)
    firm = [row.scenario.scenario_id for row in rows if row.holds]
    parts = [f"{joined(firm)} {_hold(len(firm))} together as judged"] if firm else []
    parts += [_weak(row, names) for row in rows if not row.holds]
    return f"Of the named scenarios {'; '.join(parts)}."


def _hold(number: int) -> str:
    return "holds" if number == 1 else "hold"


def _weak(row: Held, names: Names) -> str:
    name = row.scenario.scenario_id
    if row.excluded:
        return f"{name} is excluded by the field ({names.states(row.excluded[0])})"
    if row.slack is None and not row.sure:
        return f"{name} was not searched to the end"
    if row.slack is None:
        return f"{name} is at odds with the impacts by more than {SLACK}"
    worst = max(row.beaten, key=lambda lost: lost.by)
    return (
        f"{name} holds only with an inconsistency of {'' if row.sure else 'at most '}{row.slack} "
        f"({names.state(worst.state)} loses to {names.title[worst.rival]})"
    )


def drift_sentence(result: ScenarioResult) -> str:
    """The loudest scenario, and how much nobody has seen."""
    rows = result.drift
    if not rows:
        return ""
    names = Names(result.case)
    top = max(ORDER.index(row.level) for row in rows)
    if ORDER[top] in ("unknown", "quiet"):
        return f"No scenario's indicators warn; {_unseen(result)}."
    loudest = [row for row in rows if ORDER.index(row.level) == top]
    parts = []
    for row in loudest:
        raised = row.high or row.low
        through = f", read by the indicators of {row.through}" if row.through else ""
        label = f"{row.scenario_id} {names.scenario[row.scenario_id]}"
        parts.append(f"{label} ({joined(list(raised))} {_stand(len(raised))} raised{through})")
    return f"The warning is {ORDER[top]} for {joined(parts)}; {_unseen(result)}."


def _stand(number: int) -> str:
    return "stands" if number == 1 else "stand"


def _unseen(result: ScenarioResult) -> str:
    every = {name for row in result.drift for name in (*row.high, *row.low, *row.quiet)}
    unseen = {name for row in result.drift for name in row.unknown}
    stale = {name for row in result.drift for name in row.stale}
    number = len(every | unseen)
    return (
        f"of {counted(number, 'indicator')} of scenarios {len(unseen)} {_was(len(unseen))} never "
        f"seen and {len(stale)} {_was(len(stale))} not looked at in time"
    )


def _was(number: int) -> str:
    return "was" if number == 1 else "were"


def what_if_sentence(result: ScenarioResult) -> str:
    """What holds together around the states that the notebook fixes."""
    found, names = result.what_if, Names(result.case)
    if not found.states:
        return ""
    left = many(found.configurations, "configuration")
    start = f"If {names.states(found.states)} held, {left} would be left"
    if found.of_itself is None:
        return f"{start}."
    if not found.forced and not found.complete:
        return f"{start}; whether any scenario would hold together was not found before the end."
    number = counted(len(found.forced), "scenario") if found.forced else "no scenario"
    always = [
        state for state, times in found.times.items()
        if found.complete and times == len(found.forced) and state not in found.states
    ]  # fmt: skip
    last = f", each with {names.states(always)}" if always else ""
    more = "" if found.complete else " at least"
    return (
        f"{start}, and{more} {number} would hold together{last}; "
        f"{found.of_itself or 'none'} of the consistent scenarios "
        f"{'have' if found.of_itself > 1 else 'has'} it of itself."
    )


def balances_sentence(result: ScenarioResult) -> str:
    """How many scenarios are consistent, and how sharp that edge is."""
    found = result.balances
    if found is None:
        return "No impacts are judged, so nothing is said of what holds together by balances."
    space = big(found.impacts.configurations)
    if found.number is None:
        return f"At least {big(len(found.solved.scenarios))} of {space} configurations balance."
    parts = [
        f"{big(n)} with an inconsistency of {slack}" for slack, n in found.near if n is not None
    ]
    start = f"By the impacts {big(found.number)} of {space} configurations are consistent"
    if parts:
        start += f" ({joined(parts)})"
    return f"{start}; {_edge(found)}."


def _edge(found: Balances) -> str:
    if found.survival is None:
        return "nothing that the judgments describe could stay as it is"
    held = found.survival.held
    best, middle = max(held), median(held)
    edge = ": consistent is a knife's edge" if 2 * middle <= DRAWS else ""
    return (
        f"moved by 1 as another judge might, the judgments keep the firmest in "
        f"{share(best, DRAWS)} of {DRAWS} draws and the middle one in "
        f"{share(round(middle), DRAWS)}{edge}"
    )


def field_sentence(result: ScenarioResult) -> str:
    """What the judged pairs leave, and how much rests on one of them."""
    found, names = result.field, Names(result.case)
    if not found.assessed and not found.removed:
        return "No pair of states is assessed, so the field says nothing yet."
    start = (
        f"Of {big(found.box.space)} configurations {big(found.counts.possible)} have nothing "
        f"impossible in them and {big(found.counts.undoubted)} nothing doubtful either"
    )
    if found.unassessed:
        start += f", with {big(found.unassessed)} of {big(found.pairs)} pairs not assessed"
    if not found.removed:
        return f"{start}."
    top = found.removed[0]
    return (
        f"{start}; the judgment that removes most is {top.kind}: {names.states(top.states)} "
        f"({many(top.back, 'configuration')})."
    )


def generation_sentence(found: Generation | None, result: ScenarioResult) -> str:
    """How many quadrants were made, dropped and told, and the weightiest blind spot."""
    if found is None:
        return ""
    numbers = found.counts
    what = "Crossing the weightiest drivers"
    if found.hypothesis:
        what = f"Turning round the assumptions under {found.hypothesis}"
    dropped = numbers["excluded"] + numbers["unbalanced"]
    start = (
        f"{what} gives {counted(len(found.rows), 'quadrant')}: {dropped} dropped since "
        f"nothing holds together in them, {numbers['told']} told"
    )
    if numbers["unsure"]:
        start += f", {numbers['unsure']} not searched to the end"
    blind = found.of("open")
    if not blind and numbers["unsure"]:
        return f"{start}."
    if not blind:
        return f"{start}, none left without a story."
    names = Names(result.case)
    top = blind[0].quadrant
    drivers = [names.driver_of[states[0]] for states in top.states]
    ends = " with ".join(
        f"{driver} {one_line(title, 60)}" for driver, title in zip(drivers, top.titles, strict=True)
    )
    return f"{start}, {counted(len(blind), 'blind spot')}, first {ends}."
