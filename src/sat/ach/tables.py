"""An analysis as captioned tables. Nothing is computed here that is not in the result."""

from collections.abc import Iterator

import numpy as np

from sat.ach.analysis import AchResult
from sat.ach.look import GLYPHS, KEY, label, orientation_of, silent_for, whose
from sat.ach.scores import PER_ITEM, RULES
from sat.case.tables import Rating
from sat.display import Cell, Table, Tables
from sat.scales import (
    CREDIBILITY_WEIGHT,
    HIGH,
    LOW,
    MEDIUM,
    RELEVANCE_WEIGHT,
    RELIABILITY_WEIGHT,
)
from sat.text import joined, number, one_line, percent

BAND = 14  # items side by side where the hypotheses are in rows
SPLIT = "Where the analysts differ, a cell shows each of their marks; blank: nobody has rated"


def matrix_table(result: AchResult, orientation: str = "hypotheses") -> Tables:
    """The matrix. Hypotheses in rows is the default: the one layout that reduced confirmation
    bias in the experiment on layouts (Dhami et al. 2024, see README, "Sources")."""
    if orientation_of(orientation) == "evidence":
        return Tables((_evidence_rows(result),))
    items = range(len(result.matrix.items))
    bands = [items[start : start + BAND] for start in range(0, len(items), BAND)]
    return Tables(tuple(_hypothesis_rows(result, band) for band in bands))


def _mark(code: str) -> Cell:
    return Cell(f"{GLYPHS.get(code, '')} {code}".strip(), f"mark {code}")


def _rating(result: AchResult, row: int, column: int) -> Cell:
    """One cell of the matrix: a mark, or the marks of analysts who differ."""
    codes = result.matrix.marks(row, column)
    if len(codes) == 1:
        return _mark(codes[0])
    return Cell("/".join(codes), "mark", parts=tuple(_mark(code) for code in codes))


def _hypothesis_rows(result: AchResult, band: range) -> Table:
    items = [result.matrix.items[row] for row in band]
    rows = tuple(
        (
            Cell(label(result, hypothesis.hypothesis_id), title=hypothesis.statement),
            *(_rating(result, row, column) for row in band),
        )
        for column, hypothesis in enumerate(result.matrix.hypotheses)
    )
    last = items[-1] == result.matrix.items[-1]
    shown = f"items {items[0]} to {items[-1]}" if len(items) > 1 else f"item {items[0]}"
    caption = f"ACH matrix, {whose(result)}: {shown}"
    return Table(caption, ("Hypothesis", *items), rows, (KEY, SPLIT) if last else (), "matrix")


def _evidence_rows(result: AchResult) -> Table:
    rows = tuple(
        (
            Cell(f"{item.evidence_id} {one_line(item.text, 110)}", title=item.text),
            Cell(result.grade(item.evidence_id)),
            *(_rating(result, row, column) for column in range(len(result.matrix.hypotheses))),
        )
        for row, item in enumerate(result.matrix.evidence)
    )
    headings = [label(result, name, 40) for name in result.matrix.names]
    caption = f"ACH matrix, {whose(result)}"
    return Table(caption, ("Item", "Grade", *headings), rows, (KEY, SPLIT), "matrix long")


def scores_table(result: AchResult) -> Table:
    """All rules side by side, as sums and per rated item; the least refuted are marked ◄."""
    headings = ["Hypothesis"]
    for rule in RULES:
        unit = "group" if rule.key == "grouped" else "item"
        headings += [rule.title, f"{rule.title} per {unit}"]
    rows = tuple(
        (Cell(label(result, name)), *_scores(result, name)) for name in result.matrix.names
    )
    notes = [rule.caption + f". Source: {rule.source}." for rule in RULES]
    notes.append(_weights())
    notes.append("Per item: the sum divided by the number of items with a mark CC to II.")
    if result.items["unknown"].any():
        notes.append(
            "In brackets, PARC weighted with every unknown grade (F, 6, not given) at the low and "
            "at the high weight; in the sum itself an unknown grade has the middle weight, 1."
        )
    if len(result.matrix.analysts) > 1:
        notes.append("Pooled: a cell's points are the mean over the analysts who marked it.")
    caption = f"Scores against each hypothesis, {whose(result)}; ◄ least refuted, = tied"
    return Table(caption, tuple(headings), rows, tuple(notes), "numbers")


def _weights() -> str:
    """Which grade weighs what, as `scales.py` has it."""
    grades = {**RELIABILITY_WEIGHT, **CREDIBILITY_WEIGHT, **RELEVANCE_WEIGHT}
    parts = [
        f"{joined([grade for grade in grades if grades[grade] == weight])} {shown}"
        for weight, shown in ((HIGH, "√2"), (MEDIUM, "1"), (LOW, "1/√2"))
    ]
    return (
        f"Weights k: {'; '.join(parts)}. Credibility is the lower of source reliability (A to E) "
        "and credibility of the information (1 to 5)."
    )


def _scores(result: AchResult, hypothesis: str) -> Iterator[Cell]:
    for rule in RULES:
        for key in (rule.key, rule.key + PER_ITEM):
            text = number(result.score(key, hypothesis))
            if key == "weighted" and result.items["unknown"].any():
                ends = (result.score(f"weighted_{end}", hypothesis) for end in ("low", "high"))
                text += f"\n({' to '.join(number(end) for end in ends)})"
            leaders = result.leaders(key)
            if hypothesis in result.unranked:
                yield Cell(f"{text}\nnot ranked", "muted")
            elif hypothesis in leaders:
                yield Cell(text + (" ◄ =" if len(leaders) > 1 else " ◄"), "best")
            else:
                yield Cell(text)


def ranking_table(result: AchResult) -> Table:
    """Places by every rule; hypotheses that tie stand in one place."""
    rankings = [(rule.title, result.ranking[rule.key]) for rule in RULES]
    for analyst, ranking in result.by_analyst.items():
        rankings += [(f"{rule.title}, {analyst} alone", ranking[rule.key]) for rule in RULES]
    most = max((len(ranking) for _, ranking in rankings), default=0)
    rows = tuple(
        (title, *(" = ".join(place) for place in ranking), *[""] * (most - len(ranking)))
        for title, ranking in rankings
    )
    notes = [f"Not ranked: {label(result, name)}." for name in result.unranked]
    for analyst in result.by_analyst:
        silent = silent_for(result, analyst)
        notes += [f"Not ranked by {analyst} alone: {joined(silent)}."] if silent else []
    headings = ("Rule", *(f"{place}." for place in range(1, most + 1)))
    return Table("From least to most refuted; = marks ties", headings, rows, tuple(notes))


def diagnosticity_table(result: AchResult, most: int = 0) -> Table:
    """Items by how far they separate the hypotheses, those that separate nothing marked.

    ``most`` keeps the first so many items; 0 shows all.
    """
    texts = {row.evidence_id: row.text for row in result.matrix.evidence}
    order = result.items.sort_values("diagnosticity", ascending=False, kind="stable")
    rows = tuple(
        (
            str(item),
            Cell(one_line(texts[str(item)], 88), "wide"),
            str(row["grade"]),
            number(row["weight"]),
            number(row["diagnosticity"]),
            number(row["spread"]),
            "separates nothing" if row["alike"] else "",
        )
        for item, row in order.head(most or len(order)).iterrows()
    )
    note = (
        "Diagnosticity: population standard deviation of an item's marks over the hypotheses "
        "(CC 2, C 1, N 0, I -1, II -2; NA and blank left out), 0 to 2, as in Open Synthesis. "
        "Spread: largest less smallest mark, 0 to 4. Weight: credibility × relevance, 0.5 to 2."
    )
    shown = f"the {len(rows)} of {len(order)} items that separate most" if most else "all items"
    headings = ("Item", "What it says", "Grade", "Weight", "Diagnosticity", "Spread", "Remark")
    caption = f"Diagnosticity, {shown}; 0 to 2, the higher the better an item separates"
    return Table(caption, headings, rows, (note,), "small")


def coverage_table(result: AchResult) -> Table:
    """Share of the items that were rated."""
    rows = tuple(
        (label(result, str(name)), *map(percent, row)) for name, row in result.coverage.iterrows()
    )
    note = "Rated: any mark, NA included. Marked: CC to II, which is what the scores rest on."
    headings = ("Hypothesis", *result.matrix.analysts, "by anyone", "marked")
    return Table("Coverage: share of items rated", headings, rows, (note,))


def left_out_table(result: AchResult) -> Table:
    """The single removals that change the leader by some rule."""
    drops: dict[tuple[str, str], dict[str, list[str]]] = {}
    for drop in result.left_out:
        drops.setdefault((drop.kind, drop.dropped), {})[drop.rule] = list(drop.leaders)
    rows = tuple(
        (Cell(f"{kind} {dropped}"), *(_led(result, rule.key, leaders[rule.key]) for rule in RULES))
        for (kind, dropped), leaders in drops.items()
        if any(leaders[rule.key] != result.leaders(rule.key) for rule in RULES)
    )
    nothing = (("nothing", *["no change"] * len(RULES)),)
    note = (
        "A source, or all sources of one origin, takes with it the items that rest on nothing "
        "else; an item with other sources stays, graded by the best that is left."
    )
    headings = ("Left out", *(rule.title for rule in RULES))
    caption = f"Who leads when one thing is left out: the {len(rows)} of {len(drops)} that matter"
    return Table(caption, headings, rows or nothing, (note,))


def _led(result: AchResult, rule: str, leaders: list[str]) -> Cell:
    now = " = ".join(leaders) or "none"
    if leaders == result.leaders(rule):
        return Cell(now, "muted")
    return Cell(f"{now} (was {' = '.join(result.leaders(rule))})", "best")


def disputed_table(result: AchResult, steps: float = 2) -> Table:
    """Cells in which two analysts are ``steps`` or more apart, with both reasons side by side."""
    matrix = result.matrix
    missing = np.isnan(matrix.values)
    high = np.where(missing, -np.inf, matrix.values).max(axis=0)
    low = np.where(missing, np.inf, matrix.values).min(axis=0)
    reasons = {
        (row.evidence_id, row.hypothesis_id, row.analyst): _reason(row)
        for row in sorted(result.case.ratings, key=lambda rating: rating.rated_on)
    }
    cells = [
        (matrix.items[row], matrix.names[column])
        for row, column in np.argwhere(high - low >= steps).tolist()
    ]
    rows = tuple(
        (
            Cell(f"{item} × {name}"),
            *(
                Cell(reasons.get((item, name, analyst), "not rated"), "wide")
                for analyst in matrix.analysts
            ),
        )
        for item, name in cells
    )
    nothing = (("none", *[""] * len(matrix.analysts)),)
    apart = f"{steps:g} step{'' if steps == 1 else 's'} or more apart"
    caption = f"Where analysts are {apart}, with their reasons"
    return Table(caption, ("Item × hypothesis", *matrix.analysts), rows or nothing, (), "small")


def _reason(rating: Rating) -> str:
    """A mark with its reason; a later row without a mark takes the earlier one back."""
    return ": ".join(filter(None, (rating.rating or "not rated", rating.rationale)))
