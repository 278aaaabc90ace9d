"""Figures of an analysis. Each takes and returns matplotlib axes and touches no global state."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sat.ach.analysis import AchResult
from sat.ach.look import COLOURS, GLYPHS, INK, PAPER, label, orientation_of, places, whose
from sat.ach.robustness import KINDS, LeftOut
from sat.ach.scores import RULES, Rule
from sat.text import joined, number, one_line, wrapped

BLUE, GREY, PALE, RED = "#2166ac", "#777777", "#c8c8c8", COLOURS["II"]
BAND = 24  # items side by side in the matrix, where the hypotheses are in rows
PANEL = 1.62  # room for one rule in the figure of scores, its longest bar is 1


def new_axes(width: float, height: float) -> Axes:
    """Axes on a figure of their own, in inches; pyplot does not know it, so none is left open."""
    return Figure(figsize=(width, height), layout="constrained").add_subplot()


def plot_matrix(result: AchResult, ax: Axes | None = None, orientation: str = "hypotheses") -> Axes:
    """The matrix as coloured cells with glyph and code; a cell is split where analysts differ.

    With the hypotheses in rows, more than ``BAND`` items are broken into bands below each other.
    """
    if orientation_of(orientation) == "evidence":
        ax = _evidence_rows(result, ax)
    else:
        ax = _hypothesis_rows(result, ax)
    ax.set_title(f"ACH matrix, {whose(result)}, as of {result.case.as_of}", loc="left", fontsize=11)
    ax.set_axis_off()
    return ax


def _hypothesis_rows(result: AchResult, ax: Axes | None) -> Axes:
    names, items = result.matrix.names, result.matrix.items
    width, step = min(BAND, len(items)), len(names) + 1.2
    bands = -(-len(items) // width)
    ax = ax or new_axes(2.9 + 0.42 * width, 0.7 + 0.42 * bands * step)
    for row, item in enumerate(items):
        x, top = row % width, row // width * step
        _text(ax, x, top - 0.62, item, ha="center", va="bottom")
        for column in range(len(names)):
            _cell(ax, x, top + column, result.matrix.marks(row, column))
    for band in range(bands):
        for column, name in enumerate(names):
            text = wrapped(label(result, name, 80), 36, 2)
            _text(ax, -0.7, band * step + column, text, ha="right", va="center")
    ax.set(xlim=(-0.6, width - 0.4), ylim=(bands * step - 1.6, -1.2))
    return ax


def _evidence_rows(result: AchResult, ax: Axes | None) -> Axes:
    names, items = result.matrix.names, result.matrix.items
    ax = ax or new_axes(1.6 + 1.05 * len(names), 1.5 + 0.34 * len(items))
    for column, name in enumerate(names):
        text = wrapped(label(result, name, 80), 15, 3)
        _text(ax, column, -0.62, text, ha="center", va="bottom")
    for row, item in enumerate(items):
        _text(ax, -0.56, row, f"{item}  {result.grade(item)}", ha="right", va="center")
        for column in range(len(names)):
            _cell(ax, column, row, result.matrix.marks(row, column))
    ax.set(xlim=(-0.6, len(names) - 0.4), ylim=(len(items) - 0.4, -2.1))
    return ax


def _text(ax: Axes, x: float, y: float, text: str, **look: str) -> None:
    """A label. Text from a case is never read as a formula."""
    ax.text(x, y, text, fontsize=8, color=INK, parse_math=False, **look)  # type: ignore[arg-type]


def _cell(ax: Axes, x: float, y: float, codes: Sequence[str]) -> None:
    """One cell, in equal strips for the different marks it got; dotted where it got none."""
    share = 1 / max(len(codes), 1)
    for place, code in enumerate(codes):
        left = x - 0.5 + place * share
        ax.add_patch(Rectangle((left, y - 0.5), share, 1, facecolor=COLOURS[code], lw=0))
        glyph = GLYPHS.get(code, "")
        ax.text(
            left + share / 2,
            y,
            f"{glyph}\n{code}" if glyph else code,
            ha="center",
            va="center",
            fontsize=7 if len(codes) == 1 else 5.6,
            linespacing=1.05,
            color=PAPER if code == "II" else INK,
        )
    style = "-" if codes else ":"
    box = Rectangle((x - 0.5, y - 0.5), 1, 1, fill=False, edgecolor=GREY, lw=0.6, linestyle=style)
    ax.add_patch(box)


def plot_scores(result: AchResult, ax: Axes | None = None) -> Axes:
    """Every rule side by side: bars of what speaks against, each rule on its own scale.

    The place stands behind each bar, ``1=`` where hypotheses tie. A whisker on the weighted score
    runs from unknown grades counted low to counted high.
    """
    names = result.matrix.names
    ax = ax or new_axes(10, 1.3 + 0.5 * len(names))
    for panel, rule in enumerate(RULES):
        _rule_panel(ax, result, rule, panel * PANEL)
    _row_labels(ax, [wrapped(label(result, name, 80), 36, 2) for name in names])
    ax.set(xlim=(-0.02, PANEL * len(RULES)), ylim=(len(names) - 0.4, -1.7), xticks=[])
    ax.spines[:].set_visible(False)
    title = f"What speaks against each hypothesis, {whose(result)}; [place], = tied"
    ax.set_title(title, loc="left", fontsize=11)
    return ax


def _rule_panel(ax: Axes, result: AchResult, rule: Rule, left: float) -> None:
    found = places(result, rule.key)
    whisker = rule.key == "weighted" and bool(result.items["unknown"].any())
    keys = [rule.key, "weighted_low", "weighted_high"] if whisker else [rule.key]
    longest = float(np.nan_to_num(result.scores[keys].abs().to_numpy()).max()) or 1.0
    for row, name in enumerate(result.matrix.names):
        reach = [np.nan_to_num(abs(result.score(key, name))) / longest for key in keys]
        best = name in result.leaders(rule.key)
        colour = "none" if name in result.unranked else BLUE if best else PALE
        ax.barh(row, reach[0], 0.62, left, color=colour, edgecolor=INK, lw=0.5)
        if whisker:
            ax.plot([left + end for end in reach[1:]], [row, row], color=INK, lw=1.4)
        text = f"{number(result.score(rule.key, name))}  [{found.get(name, 'not ranked')}]"
        weight = "bold" if best else "normal"
        ax.text(left + max(reach) + 0.03, row, text, va="center", fontsize=8, weight=weight)
    ax.text(left, -0.75, f"{rule.title}\n{rule.best} is less refuted", fontsize=8.5, va="bottom")


def _row_labels(ax: Axes, labels: list[str]) -> None:
    ax.set_yticks(range(len(labels)))
    for text in ax.set_yticklabels(labels, fontsize=8):
        text.set_parse_math(False)
    ax.tick_params(axis="y", length=0)


def plot_left_out(result: AchResult, rule: str = "inconsistency", ax: Axes | None = None) -> Axes:
    """How far the leaders stay ahead when one thing is left out.

    A mark stands for all removals of one kind that leave the same lead, with their number.
    Diamonds are removals after which others lead, or fewer; they are named. Left of the line the
    leaders are overtaken. Raises ``KeyError`` for an unknown rule.
    """
    title = {item.key: item.title for item in RULES}[rule]
    drops = [drop for drop in result.left_out if drop.rule == rule and drop.margin == drop.margin]
    kinds = [kind for kind in KINDS if any(drop.kind == kind for drop in drops)]
    ax = ax or new_axes(10, 1.6 + 0.7 * max(len(kinds), 1))
    for row, kind in enumerate(kinds):
        _strip(ax, row, [drop for drop in drops if drop.kind == kind], result.leaders(rule))
    ax.axvline(0, color=INK, lw=1)
    _row_labels(ax, [f"one {'dependence group' if kind == 'group' else kind}" for kind in kinds])
    margins = [0.0, *(drop.margin for drop in drops)]
    room = 0.1 * max(max(margins) - min(margins), 1)
    ax.set(xlim=(min(margins) - room, max(margins) + room), ylim=(len(kinds) - 0.4, -0.7))
    ax.set_xlabel(
        f"lead over the best other hypothesis by {title}, 0 = tie\n"
        "circle: so many removals keep the leaders; diamond: these change them",
        fontsize=9,
    )
    leaders = joined(result.leaders(rule)) or "nobody"
    ax.set_title(f"Lead of {leaders} when one thing is left out", loc="left", fontsize=11)
    ax.spines[["top", "right", "left"]].set_visible(False)
    if not drops:
        ax.text(0.5, 0.5, "nothing to compare", transform=ax.transAxes, ha="center")
    return ax


def _strip(ax: Axes, row: int, drops: list[LeftOut], leaders: list[str]) -> None:
    """The removals of one kind: a mark a lead, those that change the leaders apart."""
    piles: dict[tuple[float, bool], list[str]] = {}
    for drop in drops:
        piles.setdefault((drop.margin, list(drop.leaders) != leaders), []).append(drop.dropped)
    for (margin, changed), dropped in piles.items():
        y = row + (0.16 if changed else -0.1)
        shape, colour = ("D", RED) if changed else ("o", BLUE)
        ax.plot(margin, y, shape, markersize=7, color=colour, markeredgecolor=INK, lw=0)
        text = one_line(", ".join(dropped), 46) if changed else f"×{len(dropped)}"
        ax.annotate(
            text, (margin, y), (7, 0), textcoords="offset points", va="center", fontsize=7.5
        ).set_parse_math(False)
