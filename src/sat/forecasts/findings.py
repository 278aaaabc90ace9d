"""What the record shows and what it does not, in sentences built from it and nothing else."""

from sat.display import Findings
from sat.forecasts.baselines import BASE_RATE, EVEN
from sat.forecasts.forecaster import Forecaster
from sat.forecasts.look import score
from sat.forecasts.record import Record
from sat.forecasts.tables import UNDATED
from sat.judgment.calibration import QUESTIONS
from sat.text import counted, joined, number

PEOPLE = (
    "Baselines are no people: they say what anyone could have said without judgment, and a "
    "forecaster should at least do better."
)


def findings(found: Record) -> Findings:
    """How many questions are settled and who has a record; the best baseline; then cautions."""
    sentences = [_level(found)]
    if found.settled:
        sentences += [_best(found), *(_person(row) for row in found.recorded), _few(found), PEOPLE]
    sentences += [_out(found), _waiting(found), _overdue(found)]
    sentences += [UNDATED] if found.undated else []
    return Findings(tuple(sentence for sentence in sentences if sentence))


def _level(found: Record) -> str:
    count = counted(len(found.settled), "question")
    settled = f"{count} {'is' if len(found.settled) == 1 else 'are'} settled"
    if not found.recorded:
        return f"{settled}; no analyst has a record."
    first, *others = found.recorded
    if len(found.settled) == 1:
        names = joined([row.name for row in found.recorded])
        return f"{settled}; {names} {'has' if not others else 'have'} a record on it."
    who = [f"{first.name} has a record on {len(first.answers)} of them"]
    return f"{settled}; {joined([*who, *(f'{row.name} on {len(row.answers)}' for row in others)])}."


def _best(found: Record) -> str:
    """The baseline that does best against even chances on the same questions."""
    even = found.baseline(EVEN)
    if even.scores is None:
        return "No baseline could be asked: the outcomes were known when the questions opened."
    others = [
        row
        for row in found.forecasters
        if row.baseline and row.against_even and row.against_even.value is not None
    ]
    best = max(others, key=lambda row: _value(row), default=None)
    questions = counted(even.scores.questions, "question")
    level = f"{EVEN} reach {score(even.scores.half_brier)} on {questions}"
    if best is None or best.against_even is None or _value(best) <= 0:
        return f"By half Brier score (0 is perfect) {level}, and no other baseline does better."
    skill = best.against_even
    return (
        f"By half Brier score (0 is perfect) {level}; best of the baselines does {best.name}, with "
        f"{score(skill.own)} on {skill.questions}, where {EVEN} reach {score(skill.reference)}."
    )


def _value(row: Forecaster) -> float:
    found = row.against_even
    return found.value if found and found.value is not None else 0.0


def _person(row: Forecaster) -> str:
    """One analyst's score, skill, and what can be said of calibration."""
    if row.scores is None:
        return ""
    parts = [f"half Brier score {score(row.scores.half_brier)} ({score(row.daily)} by days)"]
    for skill, name in ((row.against_even, EVEN), (row.against_base_rate, BASE_RATE)):
        if skill and skill.value is not None:
            value = number(skill.value).replace("-", "−")
            parts.append(f"skill {value} against {name} on {skill.questions}")
    questions = counted(row.scores.questions, "question")
    text = f"{row.name}, on {questions}: {'; '.join(parts)}."
    if row.verdict:
        text += f" Calibration, yes or no: {row.verdict.text}."
    if row.recalibrated:
        slope = number(row.recalibrated.slope)
        text += f" Log-odds so far were best multiplied with {slope}, fitted to this record."
    return text


def _few(found: Record) -> str:
    """Of few questions nothing is shown."""
    asked = [row for row in found.forecasters if row.name != EVEN]  # these show nothing anyhow
    short = [row for row in asked if 0 < len(row.answers) < QUESTIONS]
    if not short:
        return ""
    names = joined([f"{row.name} ({len(row.answers)})" for row in short])
    return (
        f"On fewer than {QUESTIONS} questions nothing is shown of a forecaster, good or bad: "
        f"{names}. Questions of one case hang together, so they tell less than their number."
    )


def _out(found: Record) -> str:
    if not found.left_out:
        return ""
    parts = [
        f"{counted(count, 'set')} that {'was' if count == 1 else 'were'} {reason}"
        for reason, count in found.reasons().items()
    ]
    return f"Kept out of the record: {joined(parts)}."


def _waiting(found: Record) -> str:
    if not found.open:
        return ""
    own = found.case.case_id
    names = [row.question.question_id for row in found.open]
    named = joined(["the case's own" if name == own else name for name in names])
    are = "is" if len(names) == 1 else "are"
    return f"{counted(len(names), 'question')} {are} still open: {named}."


def _overdue(found: Record) -> str:
    if not found.overdue:
        return ""
    names = joined([row.question.question_id for row in found.overdue])
    are = "has" if len(found.overdue) == 1 else "have"
    return f"{names} {are} no outcome though the horizon has passed: scored neither way."
