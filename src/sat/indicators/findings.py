"""What indicators and warning say, in sentences built from the result and from nothing else."""

from sat.display import Findings
from sat.indicators.analysis import IndicatorResult
from sat.indicators.backtest import MIN_EVENTS
from sat.indicators.eve import Eve
from sat.indicators.look import chance, class_title, indicator_texts, outcome_label, signed, span
from sat.indicators.state import RANK
from sat.indicators.warning import ORDER, Warned
from sat.text import counted, joined, number, one_line

LABEL = (
    "The belief track is a model of the ratings under a stated mapping, and the base rates assume "
    "a steady rate: neither is a forecast that anybody made."
)


def findings(result: IndicatorResult) -> Findings:
    """The loudest warning first, then what is not seen, what is likely, and how good it is."""
    sentences = [warning_sentence(result), _blind(result), *_changed(result)]
    sentences += [rate_sentence(result), wording_sentence(result), belief_sentence(result)]
    sentences += [eve_sentence(eve) for eve in result.eves]
    sentences += [backtest_sentence(result), *_coverage(result), *_dropped(result), LABEL]
    return Findings(tuple(sentence for sentence in sentences if sentence))


def warning_sentence(result: IndicatorResult) -> str:
    """Which hypothesis the board warns of loudest, and on what."""
    day = f"As of {result.case.as_of}"
    rows = [row for row in result.warnings if not row.through and row.indicators]
    if not rows:
        return f"{day} no indicator of use points to an outcome, so nothing can warn."
    top = max(ORDER.index(row.level) for row in rows)
    if ORDER[top] == "quiet" and any(row.level == "unknown" for row in rows):
        top = ORDER.index("unknown")  # quiet for one hypothesis is not quiet for all
    loudest = [row for row in rows if ORDER.index(row.level) == top]
    level = ORDER[top]
    ids = [row.outcome for row in loudest]
    named = joined(ids if len(ids) > 2 else [outcome_label(result.case, name) for name in ids])
    if level == "unknown":
        return f"{day} no warning stands, but too few indicators were looked at to call it quiet."
    if level == "quiet":
        return f"{day} no warning stands; at least half of the indicators were looked at in time."
    why = f": {_grounds(result, loudest[0])}" if len(loudest) == 1 else ""
    return f"{day} the warning is {level} for {named}{why}."


def _grounds(result: IndicatorResult, row: Warned) -> str:
    """The highest raised indicators in words, and how many of all were looked at."""
    texts = indicator_texts(result.case)
    raised = [state for group in row.raised for state in group]
    top = [state for state in raised if state.standing == raised[0].standing]
    named = [f"{one_line(texts[state.indicator_id], 60)} ({state.indicator_id})" for state in top]
    rest = len(raised) - len(named[:3])
    named = [*named[:3], *([f"{rest} more"] if rest else [])]
    looked = f"{row.looked} of {counted(len(row.indicators), 'indicator')}"
    verb = "stands" if len(raised) == 1 else "stand"
    return f"{joined(named)} {verb} raised, and {looked} {_was(row.looked)} looked at in time"


def _blind(result: IndicatorResult) -> str:
    """How much of the board nobody is looking at."""
    unseen = sum(row.standing == "unknown" for row in result.states)
    stale = sum(row.stale for row in result.states)
    looked = sum(row.looked for row in result.states)
    standing = sum(row.raised and not row.looked for row in result.states)
    return (
        f"Of {counted(len(result.states), 'indicator')} {looked} {_was(looked)} looked at in time; "
        f"for {stale} the last look is older than its cadence, and {unseen} {_was(unseen)} never "
        f"seen. Unknown is not quiet: {standing} of those not looked at still "
        f"{'stands' if standing == 1 else 'stand'} raised."
    )


def _was(number: int) -> str:
    return "was" if number == 1 else "were"


def _changed(result: IndicatorResult) -> list[str]:
    rows = [row for row in result.changes if row.kind == "warning"]
    parts = [f"{row.name} from {row.before} to {row.after}" for row in rows]
    looks = [
        row
        for row in result.changes
        if row.kind == "indicator" and row.after == "unknown" and row.before in RANK
    ]
    if not parts and not looks:
        return [f"Since {result.since} no warning changed."]
    grown = f"{counted(len(looks), 'look')} grew too old" if looks else ""
    warned = f"the warning changed for {joined(parts)}" if parts else "no warning changed"
    return [f"Since {result.since} {joined([part for part in (warned, grown) if part])}."]


def rate_sentence(result: IndicatorResult) -> str:
    """The base rate of the class, and how far the classes spread."""
    own = result.rate
    if own is None:
        return ""
    chances = [rate.probability for rate in result.rates]
    ahead = span(result.horizon_days)
    start = (
        f"By the base rate, an event of the class “{class_title(result)}” within {ahead} has a "
        f"chance of {chance(own.probability)} ({chance(own.low)} to {chance(own.high)}; "
        f"{counted(own.events, 'event')} in {number(own.years, 1)} years)"
    )
    if len(chances) < 2:
        return f"{start}."
    return (
        f"{start}; across {len(chances)} reference classes it runs from {chance(min(chances))} to "
        f"{chance(max(chances))}. That spread is the finding: nothing averages it away."
    )


def wording_sentence(result: IndicatorResult) -> str:
    """Which part of the wording moves the base rate most."""
    if not result.wordings:
        return ""
    parts = [f"{row.part} by up to {100 * row.swing:.0f} points" for row in result.wordings]
    return f"The wording of the resolution moves it, all else alike: {joined(parts)}."


def belief_sentence(result: IndicatorResult) -> str:
    """What the ratings imply at the cut."""
    found = result.track
    if found is None:
        return ""
    last = found.steps[-1]
    order = sorted(found.hypotheses, key=lambda name: -last.central[name])[:2]
    parts = [
        f"{outcome_label(result.case, name)} {chance(last.central[name])} "
        f"({chance(last.low[name])} to {chance(last.high[name])})"
        for name in order
    ]
    start = "the case's priors" if found.elicited else "even odds"
    return (
        f"Starting from {start}, what was observed and how the indicators are rated imply "
        f"{joined(parts)}; the ranges are those of the mapping and the analysts."
    )


def eve_sentence(eve: Eve) -> str:
    """What would have warned before one event, and what would not."""
    through = {row.outcome for row in eve.warnings if row.through}
    alarms = [name for name in eve.alarms if name not in through]
    warned = f"an alarm for {joined(alarms)}" if alarms else "no alarm for any hypothesis"
    high = [row.indicator_id for row in eve.raised if row.standing == "high"]
    low = [row.indicator_id for row in eve.raised if row.standing == "low"]
    levels = [
        f"{joined(names)} at {level}" for level, names in (("high", high), ("low", low)) if names
    ]
    if len(low) > 3:
        more = counted(len(low), "other") if high else str(len(low))
        levels[-1] = f"{more} at low"
    raised = joined(levels) or "nothing"
    return (
        f"On the eve of {eve.event} there was {warned}; {raised} stood raised, and "
        f"{counted(len(eve.unseen), 'indicator')} had never been seen{_volume(eve)}."
    )


def _volume(eve: Eve) -> str:
    """Volumes with their z, loud and quiet apart."""
    parts = []
    for word, warned in (("warned", True), ("did not warn", False)):
        rows = [row for row in eve.volumes if row.found and row.warned is warned]
        shown = [f"{row.name} z {signed(row.found.z)}" for row in rows if row.found]
        parts += [f"volume {word} ({', '.join(shown)})"] if shown else []
    return f"; {joined(parts)}" if parts else ""


def backtest_sentence(result: IndicatorResult) -> str:
    """Whether any forecaster has a record worth the name."""
    if not result.backtest:
        return ""
    validated = [
        f"{row.name} ({counted(row.events, 'independent event')})"
        for row in result.backtest
        if row.verdict.startswith("validated")
    ]
    most = max(row.events for row in result.backtest)
    if most < MIN_EVENTS:
        return (
            f"No warning here is validated: the backtest has {counted(most, 'independent event')} "
            f"of the class, and {MIN_EVENTS} are the least to say more."
        )
    if not validated:
        return f"No warning rule shows skill over {counted(most, 'independent event')}."
    return f"Validated: {joined(validated)}."


def _coverage(result: IndicatorResult) -> list[str]:
    if result.validation is None or not result.validation.uncovered:
        return []
    named = [outcome_label(result.case, name) for name in result.validation.uncovered]
    return [f"No indicator worth keeping is unique to {joined(named)}: it could come unseen."]


def _dropped(result: IndicatorResult) -> list[str]:
    if result.validation is None:
        return []
    table = result.validation.table
    dropped = [str(name) for name in table.index[table["verdict"] == "drop"]]
    if not dropped:
        return []
    total = counted(len(table), "indicator")
    return [f"{len(dropped)} of {total} separate too little to be worth a look: {joined(dropped)}."]
