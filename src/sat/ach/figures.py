"""Figures of an analysis. Each takes and returns matplotlib axes and touches no global state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from sat.ach.analysis import AchResult
from sat.ach.look import COLOURS, GLYPHS, label, orientation_of, places, whose
from sat.ach.robustness import KINDS, LeftOut
from sat.ach.scores import RULES, Rule
from sat.draw import (
    BLUE,
    GREY,
    INK,
    PALE,
    PAPER,
    RED,
    Box,
    bare,
    boxes,
    new_axes,
    row_labels,
    set_title,
    write,
)
from sat.marks import mark_cell
from sat.text import joined, number, one_line, visible, wrapped

BAND = 16  # items side by side in the matrix, where the hypotheses are in rows
PANEL = 1.75  # room for one rule in the figure of scores, its longest bar is 1
LINE = 0.21  # inches from one line of marks to the next in the figure of what was left out
LETTER = 0.065  # inches that a letter of a mark's label takes at most, on average


def plot_matrix(result: AchResult, ax: Axes | None = None, orientation: str = "hypotheses") -> Axes:
    """The matrix as coloured cells with glyph and code; a cell is split where analysts differ.

    With the hypotheses in rows, more than ``BAND`` items are broken into bands below each other.
    """
    if orientation_of(orientation) == "evidence":
        ax = _evidence_rows(result, ax)
    else:
        ax = _hypothesis_rows(result, ax)
    set_title(ax, f"ACH matrix as of {result.case.as_of}, {whose(result)}", 74)
    ax.set_axis_off()
    return ax


def _hypothesis_rows(result: AchResult, ax: Axes | None) -> Axes:
    names, items = result.matrix.names, result.matrix.items
    width, step = min(BAND, len(items)), len(names) + 1.2
    bands = -(-len(items) // width)
    wide = max(width, 13)  # few items leave room at the side: cells keep their size, the title fits
    ax = ax or new_axes(2.9 + 0.42 * wide, 0.7 + 0.42 * bands * step)
    cells = list[Box]()
    for row, item in enumerate(items):
        x, top = row % width, row // width * step
        write(ax, x, top - 0.62, item, ha="center", va="bottom")
        for column in range(len(names)):
            cells += _cell(ax, x, top + column, result.matrix.marks(row, column), abreast=3)
    boxes(ax, cells)
    for band in range(bands):
        for column, name in enumerate(names):
            text = wrapped(label(result, name, 80), 36, 2)
            write(ax, -0.7, band * step + column, text, ha="right", va="center")
    ax.set(xlim=(-0.6, wide - 0.4), ylim=(bands * step - 1.6, -1.2))
    return ax


def _evidence_rows(result: AchResult, ax: Axes | None) -> Axes:
    names, items = result.matrix.names, result.matrix.items
    wide = max(len(names), 5)
    ax = ax or new_axes(1.6 + 1.05 * wide, 1.5 + 0.34 * len(items))
    heads = [wrapped(label(result, name, 80), 15, 3) for name in names]
    for column, head in enumerate(heads):
        write(ax, column, -0.62, head, ha="center", va="bottom")
    cells = list[Box]()
    for row, item in enumerate(items):
        write(ax, -0.56, row, f"{item}  {result.grade(item)}", ha="right", va="center")
        for column in range(len(names)):
            cells += _cell(ax, column, row, result.matrix.marks(row, column), abreast=6)
    boxes(ax, cells)
    top = -0.85 - 0.42 * max(head.count("\n") + 1 for head in heads)
    ax.set(xlim=(-0.6, wide - 0.4), ylim=(len(items) - 0.4, top))
    return ax


def _cell(ax: Axes, x: float, y: float, codes: Sequence[str], abreast: int) -> list[Box]:
    """One cell, in equal strips for the different marks it got; dotted where it got none.

    More strips than ``abreast`` would be too narrow to read, so they go in two lines. The marks
    are written; the strips and the edge around them are given back, to be drawn with the others.
    """
    lines = -(-len(codes) // abreast)
    across = -(-len(codes) // max(lines, 1))
    size = 7 if len(codes) == 1 else 5.6
    found = []
    for line in range(lines):
        here = codes[line * across : (line + 1) * across]
        width, height = 1 / len(here), 1 / lines
        for place, code in enumerate(here):
            left, top = x - 0.5 + place * width, y - 0.5 + line * height
            found.append(Box(left, top, width, height, COLOURS[code]))
            _mark(ax, left + 0.5 * width, top + 0.5 * height, code, size)
    style = "-" if codes else ":"
    return [*found, Box(x - 0.5, y - 0.5, 1, 1, edge=GREY, lw=0.6, style=style)]


def _mark(ax: Axes, x: float, y: float, code: str, size: float) -> None:
    text = f"{GLYPHS.get(code, '')}\n{code}".strip()
    mark_cell(ax, x, y, text, size, PAPER if code == "II" else INK)


def plot_scores(result: AchResult, ax: Axes | None = None) -> Axes:
    """Every rule side by side: bars of what speaks against, each rule on its own scale.

    The place stands behind each bar, ``1=`` where hypotheses tie. A whisker on the weighted score
    runs from unknown grades counted low to counted high. Without a score there is no bar.
    """
    names = result.matrix.names
    ax = ax or new_axes(10, 1.4 + 0.5 * len(names))
    for panel, rule in enumerate(RULES):
        _rule_panel(ax, result, rule, panel * PANEL)
    labels = [wrapped(label(result, name, 80), 36, 2) for name in names]
    row_labels(ax, labels, range(len(names)))
    ax.set(xlim=(-0.02, PANEL * len(RULES)), ylim=(len(names) - 0.4, -2), xticks=[])
    bare(ax, "top", "right", "left", "bottom")
    set_title(ax, f"Against each hypothesis ([place], = tied), {whose(result)}", 92)
    return ax


def _rule_panel(ax: Axes, result: AchResult, rule: Rule, left: float) -> None:
    found = places(result, rule.key)
    whisker = rule.key == "weighted" and bool(result.items["unknown"].any())
    keys = [rule.key, "weighted_low", "weighted_high"] if whisker else [rule.key]
    longest = float(np.nan_to_num(result.scores[keys].abs().to_numpy()).max()) or 1.0
    for row, name in enumerate(result.matrix.names):
        value = result.score(rule.key, name)
        reach = [np.nan_to_num(abs(result.score(key, name))) / longest for key in keys]
        best = name in result.leaders(rule.key)
        colour = "none" if name in result.unranked else BLUE if best else PALE
        if value == value:
            ax.barh(row, reach[0], 0.62, left, color=colour, edgecolor=INK, lw=0.5)
        if whisker and value == value:
            ax.plot([left + end for end in reach[1:]], [row, row], color=INK, lw=1.4)
        place = f"  [{found[name]}]" if name in found else "\n[not ranked]"
        weight = "bold" if best else "normal"
        text = number(value) + place
        ax.text(left + max(reach) + 0.03, row, text, va="center", fontsize=8, weight=weight)
    head = f"{rule.title}\n{rule.best} is least refuted"
    head += "\nline: unknown grades" if whisker else ""
    ax.text(left, -0.75, head, fontsize=8.5, va="bottom")


def plot_left_out(result: AchResult, rule: str = "inconsistency", ax: Axes | None = None) -> Axes:
    """How far the leaders stay ahead when one thing is left out.

    A mark stands for all removals of one kind that leave the same lead, with their number.
    Diamonds are removals after which others lead, or fewer; they are named. Left of the line the
    leaders are overtaken. A removal that leaves nothing to compare is named beside its kind.
    Raises ``KeyError`` for an unknown rule.
    """
    title = {item.key: item.title for item in RULES}[rule]
    drops = [drop for drop in result.left_out if drop.rule == rule]
    margins = [0.0, *(drop.margin for drop in drops if drop.margin == drop.margin)]
    room = 0.1 * max(max(margins) - min(margins), 1)
    ends = (min(margins) - room, max(margins) + room)
    kinds = [kind for kind in KINDS if any(drop.kind == kind for drop in drops)]
    kinds = kinds if margins[1:] else []
    places, ticks, lines = _strips(drops, kinds, result.leaders(rule), ends, _inches(ax))
    ax = ax or new_axes(10, 1.2 + LINE * max(lines, 3))
    for place in places:
        _draw(ax, place)
    row_labels(ax, [_kind(kind, drops) for kind in kinds], ticks)
    ax.set(xlim=ends, ylim=(lines, -1))
    ax.set_xlabel(
        f"lead over the best other hypothesis by {title}, 0 = tie\n"
        "circle: so many removals keep the leaders; diamond: these change them",
        fontsize=9,
    )
    leaders = joined(result.leaders(rule)) or "nobody"
    set_title(ax, f"Lead of {leaders} when one thing is left out", 92)
    bare(ax, "top", "right", "left")
    if kinds:
        ax.axvline(0, color=INK, lw=1, zorder=0)
    else:
        ax.set_xticks([])
        ax.text(0.5, 0.5, "nothing to compare", transform=ax.transAxes, ha="center")
    return ax


@dataclass(frozen=True)
class _Place:
    """A mark of ``plot_left_out``: where it goes, what it is called, on which side."""

    margin: float
    line: float
    text: str
    changed: bool
    before: bool


def _inches(ax: Axes | None) -> float:
    """The axes' width; less than what axes of their own will have."""
    return ax.get_window_extent().width / ax.figure.dpi if ax else 7.5


def _strips(
    drops: Sequence[LeftOut],
    kinds: Sequence[str],
    leaders: list[str],
    ends: tuple[float, float],
    inches: float,
) -> tuple[list[_Place], list[float], float]:
    """The marks kind by kind, the lines on which the kinds' names go, and the number of lines."""
    places: list[_Place] = []
    ticks, top = [], 0.0
    for kind in kinds:
        first = top
        for changed in (False, True):
            piles: dict[float, list[str]] = {}
            for drop in drops:
                same = drop.kind == kind and (list(drop.leaders) != leaders) == changed
                if same and drop.margin == drop.margin:
                    piles.setdefault(drop.margin, []).append(drop.dropped)
            found = _dodged(piles, changed, top, ends, (ends[1] - ends[0]) / inches)
            top = max([place.line + 1 for place in found], default=top)
            places += found
        top = max(top, first + 1)
        ticks.append((first + top - 1) / 2)
        top += 0.8
    return places, ticks, top - 0.8


def _dodged(
    piles: Mapping[float, list[str]],
    changed: bool,
    top: float,
    ends: tuple[float, float],
    inch: float,
) -> list[_Place]:
    """Marks with their labels, each on the first line on which it covers no other."""
    taken: list[float] = []  # how far each line is covered
    places = []
    for margin, dropped in sorted(piles.items()):
        text = _names(dropped) if changed else f"×{len(dropped)}"
        width = (0.15 + LETTER * len(text)) * inch
        before = margin + width > ends[1]
        start = margin - (width if before else 0.08 * inch)
        line = next((at for at, end in enumerate(taken) if end <= start), len(taken))
        taken[line : line + 1] = [margin + (0.08 * inch if before else width)]
        places.append(_Place(margin, top + line, text, changed, before))
    return places


def _names(dropped: Sequence[str]) -> str:
    """What was left out, by name, with the number where not all names fit."""
    names = visible(", ".join(dropped))
    return names if len(names) <= 40 else f"{len(dropped)}: {one_line(names, 40)}"


def _draw(ax: Axes, place: _Place) -> None:
    shape, colour = ("D", RED) if place.changed else ("o", BLUE)
    at = (place.margin, place.line)
    ax.plot(*at, shape, markersize=7, color=colour, markeredgecolor=INK, lw=0)
    side, shift = ("right", -7) if place.before else ("left", 7)
    ax.annotate(
        place.text, at, (shift, 0), textcoords="offset points", va="center", ha=side, fontsize=7.5
    ).set_parse_math(False)


def _kind(kind: str, drops: Sequence[LeftOut]) -> str:
    """A row's name, and what of this kind leaves nothing to compare."""
    name = f"one {'dependence group' if kind == 'group' else kind}"
    silent = [drop.dropped for drop in drops if drop.kind == kind and drop.margin != drop.margin]
    if not silent:
        return name
    return f"{name}\n{one_line('no lead to compare without ' + ', '.join(silent), 48)}"
