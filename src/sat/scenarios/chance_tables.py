"""Probabilities of scenarios in a table and in sentences: what was given, and what it comes to.

Everything is arranged from ``chances``; the only sums here are those of a column.
"""

from collections.abc import Mapping, Sequence
from math import fsum

from sat.case import Case
from sat.display import Cell, Table
from sat.indicators.look import outcome_label, outcome_titles
from sat.judgment.coherence import TOLERANCE
from sat.scenarios.chances import Chances, Given, Pooled, pooled
from sat.text import joined, number, one_line

NONE = "No analyst gave a probability for a scenario: none is shown, and none is computed."
ELICITED = (
    "These are judgments that analysts gave, and no more; nothing is computed for a scenario that "
    "nobody gave a probability for."
)
COHERENT = (
    "Made coherent: the nearest values that are not below 0 and add up to 100%, by least squares. "
    "The same amount is taken from each or added to each, and what would fall below 0 stands at 0 "
    "(coherent approximation principle, CAP; Predd and others, arXiv cs/0601131; Mandel, Karvetski "
    "& Dhami 2018). In brackets, where it was moved: divided by the sum instead. Incoherence: the "
    "distance moved, 0 = coherent. All but what was given is rounded to a tenth of a percent."
)
INFLATED = (
    "Scenario work is known to inflate probabilities: told in parts, a future is judged likelier "
    "(unpacking; Mandel, Karvetski & Dhami 2018; Tetlock, Expert Political Judgment, 2005, ch. 7)."
)
SHIFT = (
    "Shift: coherent now less coherent in the analyst's first set, in percentage points. In the "
    "row of sums: what was given added up, first and now. Where every scenario rose, none of these "
    "fell: ask why."
)
REST = (
    "Nobody was asked for “none of these”, and scenarios are not taken to cover all futures: what "
    "they leave of 100% is for it, and only a sum above 100% is incoherent."
)
POOLED = (
    "Pooled over the analysts whose newest set is whole, each counting alike, after it was made "
    "coherent. The means are coherent too, the medians need not be."
)
LATER = "* Reconstructed: written later for this earlier day. Hindsight cannot be scored."
POOL_HEADINGS = ("pooled: mean", "pooled: median", "pooled: lowest to highest")
Row = tuple[Cell | str, ...]


def chances_table(case: Case, found: Sequence[Chances]) -> Table:
    """Each scenario's probability as each analyst gave it, made coherent, and since the first set.

    ``found`` is ``elicited(case)``; without any the table says that there is none.
    """
    caption = f"Probabilities that analysts gave to the scenarios, as of {case.as_of}"
    if not found:
        return Table(caption, ("Scenario",), ((NONE,),), (), "small")
    names = sorted({row.analyst for row in found})
    widths = {name: 3 if _twice(found, name) else 2 for name in names}
    pools = {row.question_id: row for row in pooled(found)}
    questions = _by_question(found)
    rows = [
        line
        for own in questions.values()
        for line in _rows(case, own, widths, pools, len(questions) > 1)
    ]
    headings = _headings(widths, bool(pools))
    return Table(caption, headings, tuple(rows), _notes(case, found, bool(pools)), "small")


def _twice(found: Sequence[Chances], analyst: str) -> bool:
    """Did the analyst give sets on more than one day?"""
    return any(row.before for row in found if row.analyst == analyst)


def _by_question(found: Sequence[Chances]) -> dict[str, list[Chances]]:
    questions: dict[str, list[Chances]] = {}
    for row in found:
        questions.setdefault(row.question_id, []).append(row)
    return questions


def _headings(widths: Mapping[str, int], pool: bool) -> tuple[str, ...]:
    found = ["Scenario"]
    for name, width in widths.items():
        found += [f"{name}: given", f"{name}: made coherent", f"{name}: shift"][:width]
    return (*found, *(POOL_HEADINGS if pool else ()))


def _rows(
    case: Case,
    own: Sequence[Chances],
    widths: Mapping[str, int],
    pools: Mapping[str, Pooled],
    several: bool,
) -> list[Row]:
    """The rows of one question: its outcomes, what is left, and how the columns come out."""
    first, by_name = own[0], {row.analyst: row for row in own}
    prefix = f"{first.question_id}: " if several else ""
    labels = [f"{prefix}{label}" for label in _labels(case, first)]
    blocks: list[list[Row]] = [
        [line[:width] for line in _block(by_name[name])]
        if name in by_name
        else [("–",) * width] * len(labels)
        for name, width in widths.items()
    ]
    if pools:
        pool = pools.get(first.question_id)
        blocks.append(_pool(pool, first) if pool else [("–",) * 3] * len(labels))
    return [
        (label, *(cell for part in parts for cell in part))
        for label, *parts in zip(labels, *blocks, strict=True)
    ]


def _labels(case: Case, first: Chances) -> list[str]:
    """Names of the rows; ``_block`` and ``_pool`` fill them in this order."""
    outcomes = [
        f"{name} (none of these)" if name == first.other else outcome_label(case, name)
        for name in first.outcomes
    ]
    rest = [] if first.covers else ["none of these: the rest"]
    return [*outcomes, *rest, "Sum", "Incoherence", "Given on"]


def _block(row: Chances) -> list[Row]:
    """One analyst's cells: given, made coherent, shift."""
    now, before, shift = row.now, row.before, row.shift or {}
    lines: list[Row] = [
        (_raw(now, name), _coherent(now, name), _points(shift.get(name))) for name in row.outcomes
    ]
    if not row.covers:
        lines.append(("not asked", "–" if row.rest is None else _share(row.rest), "–"))
    then = f"given: {_sum(before)} to {_sum(now)}" if before and shift else "–"
    total = "–" if now.coherent is None else _share(fsum(now.coherent.values()))
    since = f"since {_day(before)}" if before else "–"
    return [
        *lines,
        (_sum(now), total, then),
        ("", _apart(now.incoherence), ""),
        (Cell(_day(now), "day"), "", Cell(since, "day")),
    ]


def _raw(now: Given, name: str) -> Cell | str:
    return _exact(now.raw[name]) if name in now.raw else Cell("left blank", "muted")


def _coherent(now: Given, name: str) -> str:
    """The coherent value, and where it was moved the normalised one in brackets."""
    if now.coherent is None:
        return "–"
    divided = now.normalised if now.incoherence else None
    return f"{_share(now.coherent[name])}{f' ({_share(divided[name])})' if divided else ''}"


def _apart(distance: float | None) -> str:
    if distance is None:
        return "–"
    return "<0.001" if 0 < distance < 0.0005 else number(distance, 3)


def _sum(now: Given) -> str:
    return f"{_exact(now.total)}{', not whole' if now.missing else ''}"


def _day(now: Given) -> str:
    return f"{now.made_on}{'*' if now.reconstructed else ''}"


def _exact(value: float) -> str:
    """A probability as it was given; ten digits leave out the rounding of floats alone."""
    return f"{100 * value:.10g}%"


def _share(value: float) -> str:
    """In tenths of a percent; the ends only for what is certain but for the rounding of floats."""
    if TOLERANCE < value < 0.0005:
        return "<0.1%"
    if 0.9995 < value < 1 - TOLERANCE:
        return ">99.9%"
    return f"{number(100 * value, 1)}%"


def _points(value: float | None) -> str:
    """A shift in percentage points with its sign."""
    if value is None:
        return "–"
    text = number(100 * value, 1)
    return text.replace("-", "−") if text == "0" or value < 0 else f"+{text}"


def _pool(pool: Pooled, first: Chances) -> list[Row]:
    """Mean, median and spread over the analysts."""
    lines: list[Row] = [
        (
            _share(pool.mean[name]),
            _share(pool.median[name]),
            f"{_share(pool.low[name])} to {_share(pool.high[name])}",
        )
        for name in first.outcomes
    ]
    mean, middle = fsum(pool.mean.values()), fsum(pool.median.values())
    rest: list[Row] = [] if first.covers else [(_share(1 - mean), "–", "–")]
    return [*lines, *rest, (_share(mean), _share(middle), ""), ("",) * 3, ("",) * 3]


def _notes(case: Case, found: Sequence[Chances], pool: bool) -> tuple[str, ...]:
    texts = {row.question_id: row.text for row in case.questions}
    asked = [f"{name}: {one_line(texts[name], 200)}" for name in _by_question(found)]
    blank = [
        f"{row.analyst} left {joined(list(one.missing))} blank on {one.made_on}: missing, not 0, "
        "so nothing of that set is made coherent."
        for row in found
        for one in _sets(row)
        if one.missing
    ]
    later = any(one.reconstructed for row in found for one in _sets(row))
    notes = [*asked, ELICITED, COHERENT, INFLATED]
    notes += [SHIFT] if any(row.before for row in found) else []
    notes += [REST] if not all(row.covers for row in found) else []
    notes += [*blank, *([POOLED] if pool else []), *([LATER] if later else [])]
    return tuple(notes)


def _sets(row: Chances) -> tuple[Given, ...]:
    """The first set, where there is one, and the newest."""
    return (row.before, row.now) if row.before else (row.now,)


# ---- sentences


def chance_sentences(case: Case, found: Sequence[Chances]) -> list[str]:
    """What the probabilities come to, for the list of findings: a few sentences a question.

    What was given and what it is made coherent; which sets have a blank; whether probabilities
    rose since the first set. ``found`` is ``elicited(case)``; without any it says that.
    """
    if not found:
        return [NONE]
    questions = _by_question(found)
    return [
        f"{name}: {sentence}" if len(questions) > 1 else sentence
        for name, own in questions.items()
        for sentence in (_level(case, own), _blank(own), _rose(own))
        if sentence
    ]


def _level(case: Case, own: Sequence[Chances]) -> str:
    """Coherent values of the one analyst, or pooled over all who gave whole sets."""
    whole = [row for row in own if row.now.coherent is not None]
    if not whole:
        return ""
    moved = [row for row in whole if row.now.incoherence]
    sums = joined([f"{_exact(row.now.total)} for {_name(row, row.now)}" for row in moved])
    names = joined([_name(row, row.now) for row in whole])
    pool = next(iter(pooled(whole)), None)
    if pool:
        added = f"; as given they add up to {sums}" if moved else ""
        values = _listed(case, whole[0], pool.mean, pool)
        return f"On average over {names} the probabilities, made coherent, are {values}{added}."
    values = _listed(case, whole[0], whole[0].now.coherent or {}, None)
    if not moved:
        return f"The probabilities by {names} are coherent as given: {values}."
    total = _exact(whole[0].now.total)
    return f"The probabilities by {names} add up to {total}: made coherent they are {values}."


def _listed(case: Case, row: Chances, values: Mapping[str, float], pool: Pooled | None) -> str:
    """Each outcome with its value, and with the spread where it is pooled."""
    titles = outcome_titles(case)
    parts = []
    for name in row.outcomes:
        label = "none of these" if name == row.other else f"{name} ({one_line(titles[name], 40)})"
        ends = f" ({_share(pool.low[name])} to {_share(pool.high[name])})" if pool else ""
        parts.append(f"{label} {_share(values[name])}{ends}")
    rest = [] if row.covers else [f"none of these, the rest, {_share(1 - fsum(values.values()))}"]
    return "; ".join([*parts, *rest])


def _name(row: Chances, *sets: Given) -> str:
    """The analyst, and whether anything in these sets was written later."""
    later = any(one.reconstructed for one in sets)
    return f"{row.analyst} (reconstructed)" if later else row.analyst


def _blank(own: Sequence[Chances]) -> str:
    sets = [
        f"{joined(list(row.now.missing))} by {_name(row, row.now)}"
        for row in own
        if row.now.missing
    ]
    if not sets:
        return ""
    return f"Left blank, which is not 0: {'; '.join(sets)}. Such a set is not made coherent."


def _rose(own: Sequence[Chances]) -> str:
    """Whose probabilities rose since the first set: the sum as given, or every scenario.

    Where the outcomes cover all, a sum that comes nearer to 1 from below is no sign of inflation.
    """
    sums = [
        f"from {_exact(row.before.total)} to {_exact(row.now.total)} for {_name(row, *_sets(row))}"
        for row in own
        if row.before
        and row.shift
        and row.now.total > max(row.before.total, float(row.covers)) + TOLERANCE
    ]
    every = [_name(row, *_sets(row)) for row in own if row.all_rose]
    parts = [f"the sum of what was given rose {joined(sums)}"] if sums else []
    parts += [f"every scenario, made coherent, rose for {joined(every)}"] if every else []
    if not parts:
        return ""
    return f"Since the first set {joined(parts)}: scenario work is known to inflate probabilities."
