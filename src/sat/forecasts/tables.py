"""The record, settled questions and open ones, as captioned tables."""

from sat.display import Cell, Table
from sat.forecasts.baselines import BASE_RATE, BASELINES, CLIMATOLOGY, EVEN
from sat.forecasts.forecaster import Forecaster, Skill
from sat.forecasts.look import chance, interval, said, said_of_outcome, score
from sat.forecasts.record import Considered, Record
from sat.forecasts.sets import Given
from sat.judgment.words import terms
from sat.text import counted, joined, number

COLUMNS = 8  # analysts beside each other
NONE = "no question is settled"
SCORES = (
    "Scores are losses: 0 is perfect, lower is better. Half Brier: ½ Σ (p − o)², 0 to 1 (half of "
    "Brier 1950); who always says 50% of yes or no gets 0.25. Log score: −ln p of what happened, "
    "in nats (Good 1952). Forecasters who answered different questions cannot be compared by their "
    "means; skill is taken on the questions that both answered: 1 − own / other, 1 perfect, 0 as "
    "good, below 0 worse."
)
DAILY = (
    "Daily: the mean over the days from the first set that counts to the day before the outcome "
    "could be known, so that a change of mind on the last evening is worth little. Lead: median "
    "days between the set that counts and that day."
)
BASES = (
    f"Baselines are no people: {EVEN}, the same for every outcome; {CLIMATOLOGY}, (k + 1) / "
    f"(n + 2) after k of n settled questions came out yes; {BASE_RATE}, the chance of an event of "
    "the question's reference class. Each is asked on the day a question opens and sees what was "
    "known then. Where nothing can be counted it abstains."
)
UNDATED = (
    "The reference classes do not say on which day they were worded: they may have been chosen in "
    "hindsight, and so may the questions."
)
COUNTS = (
    "What counts: the last set that misses nothing, made before the outcome could be known and "
    "not after the horizon, made coherent."
)
LATER = "* Reconstructed: written later for an earlier day. It is shown and kept out of the record."
PASSED = "Passed: the horizon is over, and no outcome could be established."
PERCENT = (
    "Percent: of yes, or of what happened where the outcomes are others. Blank: abstained, or "
    "nothing that counts. In brackets behind a base rate: at the ends of the 90% interval of the "
    "rate of events."
)


def record_table(found: Record) -> Table:
    """Each forecaster over the settled questions, the analysts first."""
    rows = tuple(_record_row(row) for row in found.forecasters) if found.settled else ()
    headings = (
        "Forecaster",
        "Questions",
        "Half Brier",
        "Daily",
        "Log score, nats",
        f"Skill against {EVEN}",
        f"Skill against {BASE_RATE}",
        "Lead, days",
    )
    caption = f"Record over {counted(len(found.settled), 'settled question')}"
    if not rows:
        return Table(caption, headings[:1], ((NONE,),))
    notes = (SCORES, DAILY, BASES, COUNTS, *((UNDATED,) if found.undated else ()))
    return Table(caption, headings, rows, notes, "small")


def _record_row(row: Forecaster) -> tuple[Cell | str, ...]:
    name = Cell(f"{row.name} (baseline)" if row.baseline else row.name)
    if row.scores is None:
        return (name, "0", *[""] * 6)
    return (
        name,
        str(row.scores.questions),
        score(row.scores.half_brier),
        score(row.daily),
        _log(row),
        _skill(row.against_even),
        _skill(row.against_base_rate),
        f"{row.lead:g}",
    )


def _log(row: Forecaster) -> str:
    """The mean log score; where it is infinite, how often, and that of the rest."""
    if row.scores is None or not row.scores.infinite:
        return score(row.scores.log_score if row.scores else None)
    rest = row.scores.log_score_of_rest
    text = f"infinite: {len(row.scores.infinite)} called impossible"
    return text if rest is None else f"{text}; the rest {score(rest)}"


def _skill(found: Skill | None) -> str:
    if found is None:
        return "–"
    value = "other is perfect" if found.value is None else number(found.value)
    return f"{value.replace('-', '−')} on {found.questions}"


def settled_table(found: Record) -> Table:
    """Every settled question with what each forecaster had said; reconstructed sets in brackets."""
    names = [row.name for row in found.analysts]
    shown = names[:COLUMNS]
    headings = ("Id", "Question", "Asked", "Settled", "Outcome", *shown, *BASELINES)
    caption = "Settled questions, and what had been said of them"
    if not found.settled:
        return Table(caption, headings[:1], ((NONE,),))
    rows = tuple(_settled_row(row, shown) for row in found.settled)
    later = any(row.hindsight(name) for row in found.settled for name in shown)
    notes = [PERCENT, *([LATER] if later else [])]
    if len(names) > len(shown):
        notes.append(f"Not shown: {joined(names[COLUMNS:])}.")
    return Table(caption, headings, rows, tuple(notes), "small")


def _settled_row(row: Considered, analysts: list[str]) -> tuple[Cell | str, ...]:
    question = row.question
    return (
        question.question_id,
        Cell(question.text, "wide"),
        Cell(str(question.opens), "day"),
        Cell(str(question.resolved_on), "day"),
        question.outcome,
        *(_had_said(row, name) for name in analysts),
        *(_had_said(row, name) for name in BASELINES[:-1]),
        interval(row.baselines) if row.answer(BASE_RATE) else "",
    )


def _had_said(row: Considered, name: str) -> Cell | str:
    answer = row.answer(name)
    if answer:
        return said_of_outcome(row.question, answer.values)
    later = row.hindsight(name)
    if later and later.coherent:
        return Cell(f"[{said_of_outcome(row.question, later.coherent)}]*", "muted")
    return ""


def open_table(found: Record) -> Table:
    """Questions without an outcome: the newest set of each analyst, and the base rate."""
    rows = [line for row in (*found.open, *found.overdue) for line in _open_rows(row, found)]
    headings = (
        *("Id", "Question", "Asked", "Horizon", BASE_RATE.capitalize()),
        *("Analyst", "Made on", "Newest forecast"),
    )
    caption = f"Open questions as of {found.case.as_of}"
    if not rows:
        return Table(caption, headings[:1], (("no question is open",),))
    every = (*found.open, *found.overdue)
    later = any(one.is_reconstructed for row in every for one in row.newest())
    notes = [
        "Forecasts: the newest set of each analyst that misses nothing, made coherent. Base rate: "
        "of yes, for the days from the question's first to its horizon, by what was known on the "
        "first; in brackets at the ends of the 90% interval of the rate of events. Blank: none.",
        *([LATER] if later else []),
        *([PASSED] if found.overdue else []),
    ]
    return Table(caption, headings, tuple(rows), tuple(notes), "small")


def _open_rows(row: Considered, found: Record) -> list[tuple[Cell | str, ...]]:
    """A line for each analyst's newest set; what is the question's stands in the first."""
    question = row.question
    passed = " (passed)" if row in found.overdue else ""
    own = (
        question.question_id,
        Cell(question.text, "wide"),
        Cell(str(question.opens), "day"),
        Cell(f"{question.closes}{passed}", "day"),
        interval(row.baselines),
    )
    sets = [_newest(row, one) for one in row.newest()] or [("", "", "")]
    return [(*own, *sets[0]), *((*[""] * len(own), *line) for line in sets[1:])]


def _newest(row: Considered, one: Given) -> tuple[Cell | str, ...]:
    values = said(row.question, one.coherent or {})
    shown = Cell(f"[{values}]*", "muted") if one.is_reconstructed else values
    return one.analyst, Cell(str(one.made_on), "day"), shown


def calibration_table(found: Record) -> Table:
    """What was said of questions of yes or no, and how often it happened; see the figure."""
    rows = tuple(
        (
            row.name,
            chance(point.said),
            str(point.count),
            str(point.happened),
            chance(point.share),
            f"{chance(point.low)} to {chance(point.high)}",
        )
        for row in found.calibrated
        for point in row.curve
    )
    headings = ("Forecaster", "Said", "Questions", "Came out yes", "Share", "95% interval")
    caption = "Calibration: what was said, and how often it happened"
    if not rows:
        return Table(caption, headings[:1], (("no question of yes or no is settled",),))
    notes = (
        "Interval: of the chance behind the share (Wilson 1927). A share of few is vague.",
        *(_parts(row) for row in found.calibrated),
    )
    return Table(caption, headings, rows, notes, "small")


def _parts(row: Forecaster) -> str:
    parts = row.murphy
    if parts is None:
        return ""
    return (
        f"{row.name}: half Brier {score(parts.brier)} = reliability {score(parts.reliability)} "
        f"(low is better) − resolution {score(parts.resolution)} (high is better) + uncertainty "
        f"{score(parts.uncertainty)} (Murphy 1973), on {counted(parts.questions, 'question')}."
    )


def taken_table(taken: Given, yardstick: str) -> Table:
    """A set as given, coherent and normalised, with the yardstick's term for the coherent value."""
    coherent, divided = taken.coherent or {}, taken.normalised or {}
    rows = tuple(
        (
            name,
            number(value, 12),
            number(coherent[name], 4),
            number(divided[name], 4) if divided else "–",
            _worded(coherent[name], yardstick),
        )
        for name, value in taken.raw.items()
    )
    caption = f"{taken.question_id} by {taken.analyst} on {taken.made_on}"
    headings = ("Outcome", "Given", "Made coherent", "Divided by the sum", "In words")
    notes = (
        f"As given they add up to {number(taken.total, 12)}; incoherence {taken.incoherence:.4g} "
        "(distance to the nearest coherent values, 0 = coherent).",
    )
    return Table(caption, headings, rows, notes)


def _worded(value: float, yardstick: str) -> str:
    """Term and number; that it stands on a boundary shows by its two terms."""
    found = terms(value, yardstick)
    return f"{found.name} ({found.number.partition(',')[0]})"
