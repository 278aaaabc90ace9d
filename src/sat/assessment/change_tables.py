"""What changed since the earlier edition, and what came of it, as tables and sentences."""

from collections.abc import Iterator

from sat.assessment.analysis import Assessment
from sat.assessment.changes import Changes, Moved
from sat.assessment.judgments import Judgment
from sat.case.tables import Question
from sat.display import Cell, Findings, Table, Tables
from sat.text import counted, joined, one_line

ARROWS = {1: "▲", -1: "▼", 0: "="}
NAMED = 6  # outcomes that a sentence names
TITLE = 46
ITEM = 70


def changes_table(found: Assessment) -> Table | Tables:
    """Each judgment then and now, and new evidence that leans the same way; none of the first."""
    changes = found.changes
    if changes is None:
        return Tables(())
    texts = {row.evidence_id: row.text for row in found.case.evidence}
    rows: tuple[tuple[Cell | str, ...], ...] = tuple(
        _moved(row, changes, texts) for row in changes.moved
    )
    headings: tuple[str, ...] = (
        "Judgment",
        f"{changes.since}",
        f"{found.case.as_of}",
        "Place",
        "What came in and leans that way",
    )
    if found.judged is None:
        # Nobody judged: the places by the rule are all that can be compared.
        rows = tuple((row[0], *row[3:]) for row in rows)
        headings = headings[:1] + headings[3:]
    return Table(
        f"What has changed since {changes.since}",
        headings,
        rows,
        (
            "Place by the Inconsistency rule, then and now; 1 = least refuted. Named is the new "
            "evidence of which the ratings as a model lean most in the judgment's direction; "
            "whether the analysts moved because of it nobody wrote down.",
        ),
        "small",
    )


def _moved(row: Moved, changes: Changes, texts: dict[str, str]) -> tuple[Cell | str, ...]:
    now = _judged(row.now)
    if row.shift is not None:
        now = f"{ARROWS[row.way]} {now}"
    return (
        f"{row.name} {one_line(row.title, TITLE)}",
        _judged(row.before),
        Cell(now, "changed" if row.way else ""),
        Cell(f"{row.place_before or '–'} → {row.place_now or '–'}", "day"),
        Cell(_why(row, changes, texts), "wide"),
    )


def _judged(row: Judgment | None) -> str:
    if row is None:
        return "not judged"
    confidence = f"\nconfidence {row.confidence}" if row.confidence else ""
    return f"{row.text}{confidence}"


def _why(row: Moved, changes: Changes, texts: dict[str, str]) -> str:
    """The strongest new items that lean the way the judgment moved, or that none does."""
    if not changes.rejudged and row.shift is not None:
        return "no new judgment since"
    reasons = row.reasons
    if reasons:
        first, *more = reasons
        others = f"; also {joined(list(more))}" if more else ""
        return f"{first} {one_line(texts[first], ITEM)}{others}"
    if row.way and (row.towards or row.against):
        other = row.towards or row.against
        return f"moved against the new evidence: {joined(list(other))} lean the other way"
    if row.way:
        return "no new item leans this way by the ratings"
    parts = [f"{joined(list(row.towards))} towards it"] if row.towards else []
    parts += [f"{joined(list(row.against))} away from it"] if row.against else []
    start = "unchanged; " if row.shift is not None else ""
    return f"{start}{'; '.join(parts)}" if parts else start.strip("; ") or "nothing that leans"


def changes_findings(found: Assessment) -> Findings:
    """What moved, in sentences: judgments, leaders, what came in, warnings."""
    changes = found.changes
    if changes is None:
        return Findings(
            ("This is the first edition: there is nothing to compare it with.",), leads=False
        )
    return Findings(tuple(_sentences(found, changes)), leads=False)


def _sentences(found: Assessment, changes: Changes) -> Iterator[str]:
    moved = sorted((row for row in changes.moved if row.way), key=lambda row: -abs(row.shift or 0))
    if moved:
        parts = [
            f"{row.name} {'rose' if row.way > 0 else 'fell'} from {_percent(row.before)} to "
            f"{_percent(row.now)}"
            for row in moved[:3]
        ]
        yield f"Since {changes.since}, {joined(parts)}."
    elif found.judged and not changes.rejudged:
        yield f"No analyst has judged anew since {changes.since}; the judgments are that old."
    elif any(row.shift is not None for row in changes.moved):
        yield f"No judgment has moved since {changes.since}."
    else:
        yield f"What was known on {changes.since} had no judgments to compare with."
    yield from _leaders(changes)
    new = [
        counted(changes.added[name], one, many)
        for name, one, many in (
            ("evidence", "item of evidence", "items of evidence"),
            ("observations", "observation", "observations of indicators"),
            ("events", "event", "events"),
        )
        if changes.added[name]
    ]
    yield f"New since then: {joined(new)}." if new else "Nothing new became known since then."
    louder = [
        f"{row.outcome} from {row.before} to {row.now}" for row in changes.warnings if row.rose
    ]
    quieter = [
        f"{row.outcome} from {row.before} to {row.now}" for row in changes.warnings if not row.rose
    ]
    if louder or quieter:
        parts = [f"louder: {joined(louder)}"] if louder else []
        parts += [f"quieter: {joined(quieter)}"] if quieter else []
        yield f"Warnings, {'; '.join(parts)}."


def _leaders(changes: Changes) -> Iterator[str]:
    before, now = changes.leaders_before, changes.leaders_now
    if before and now and before != now:
        yield (
            f"Least refuted by the Inconsistency rule {_was(before)} {joined(list(before))}; "
            f"now it is {joined(list(now))}."
        )
    elif now and before == now:
        verb = "stays" if len(now) == 1 else "stay"
        yield f"{joined(list(now))} {verb} least refuted by the Inconsistency rule."


def _was(names: tuple[str, ...]) -> str:
    return "was" if len(names) == 1 else "were"


def _percent(row: Judgment | None) -> str:
    return row.number.partition(",")[0] if row else "–"


def outcome_findings(found: Assessment) -> Findings:
    """What came of the earlier edition: how its question was settled, and the others of its day."""
    if found.changes is None:
        return Findings(("Nothing was judged before that could be settled by now.",), leads=False)
    sentences = tuple(_outcomes(found, found.changes))
    return Findings(sentences or ("Nothing has been settled yet.",), leads=False)


def _outcomes(found: Assessment, changes: Changes) -> Iterator[str]:
    case = found.case
    asked = [row for row in case.questions if row.opens == changes.since]
    names = {row.hypothesis_id for row in case.hypotheses}
    whole = [row for row in asked if set(row.outcomes) <= names and row.outcome]
    for row in whole:
        yield _settled(row, changes)
    rest = [row for row in asked if row not in whole]
    settled = [row for row in rest if row.outcome]
    if not rest:
        return
    yield (
        f"Of {counted(len(rest), 'other question')} asked for {changes.since}, "
        f"{len(settled)} {'is' if len(settled) == 1 else 'are'} settled{_by_outcome(settled)}."
    )
    overdue = [row.question_id for row in rest if not row.outcome and row.closes < case.as_of]
    if overdue:
        verb, its = ("stays", "its") if len(overdue) == 1 else ("stay", "their")
        yield (
            f"{joined(overdue)} {verb} without an outcome though {its} day has passed: what "
            "happened is not clear enough to settle."
        )


def _settled(row: Question, changes: Changes) -> str:
    """The earlier question's outcome beside what was judged then."""
    name = row.outcome
    then = next((moved.before for moved in changes.moved if moved.name == name), None)
    text = f"The question of {changes.since} was settled on {row.resolved_on}: {name} came true"
    if then is None:
        return f"{text}. {one_line(row.note, 400)}".strip()
    given = sorted(
        (moved.before for moved in changes.moved if moved.before), key=lambda one: -one.probability
    )
    place = [one.name for one in given].index(name) + 1
    marked = ", reconstructed and not scored" if then.reconstructed else ""
    return (
        f"{text}, which that edition gave {_percent(then)}, number {place} of {len(given)}"
        f"{marked}. {one_line(row.note, 400)}"
    ).strip()


def _by_outcome(settled: list[Question]) -> str:
    """How they came out: counts, and the ids of those that came true where they are yes or no."""
    if not settled:
        return ""
    yes = [row.question_id for row in settled if row.outcome == "yes"]
    no = [row.question_id for row in settled if row.outcome == "no"]
    if len(yes) + len(no) < len(settled):
        return ""
    shown = joined(yes[:NAMED]) if len(yes) <= NAMED else f"{joined(yes[:NAMED])} and others"
    return f": {len(yes)} yes{f' ({shown})' if yes else ''}, {len(no)} no"
