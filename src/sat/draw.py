"""What figures of all techniques share: axes, titles, labels, inks. No figure touches pyplot."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from sat.text import visible, wrapped

INK, PAPER = "#222222", "#ffffff"
BLUE, GREY, PALE, RED = "#2166ac", "#777777", "#c8c8c8", "#8c1d18"


def new_axes(width: float, height: float) -> Axes:
    """Axes on a figure of their own, in inches; pyplot does not know it, so none is left open."""
    return Figure(figsize=(width, height), layout="constrained").add_subplot()


def set_title(ax: Axes, text: str, width: int) -> None:
    """A title on the left, broken into lines of ``width`` characters."""
    ax.set_title(wrapped(text, width, 3), loc="left", fontsize=11, y=1.0, parse_math=False)


def write(ax: Axes, x: float, y: float, text: str, **look: object) -> None:
    """A label. Text from a case is never read as a formula."""
    plain = {"fontsize": 8, "color": INK, "parse_math": False} | look
    ax.text(x, y, visible(text), **plain)  # type: ignore[arg-type]


def row_labels(ax: Axes, labels: Sequence[str], places: Sequence[float]) -> None:
    """Names at the rows of a figure, without ticks."""
    ax.set_yticks(places)
    for text in ax.set_yticklabels([visible(label) for label in labels], fontsize=8):
        text.set_parse_math(False)
    ax.tick_params(axis="y", length=0)


def bare(ax: Axes, *sides: str) -> None:
    """Take away the frame's sides: ``top`` and ``right`` where none is named."""
    ax.spines[list(sides or ("top", "right"))].set_visible(False)


@dataclass(frozen=True)
class Box:
    """A cell of a grid: its corner nearest to 0, its size, how it is filled and edged."""

    x: float
    y: float
    width: float
    height: float
    face: str = "none"
    edge: str = "none"
    lw: float = 0.0
    style: str = "-"
    hatched: bool = False


def boxes(ax: Axes, cells: Sequence[Box], hatch: str = "") -> None:
    """Cells drawn one over the other in their order, as one artist, and their hatching as another.

    An artist a cell takes three times as long, and a hatching that it lays alone more still.
    Cells lie within the axes anyway, so they have no say in limits and layout. The hatching has
    the colour of the first hatched cell's edge.
    """
    if not cells:
        return
    x, y, width, height = np.array([(c.x, c.y, c.width, c.height) for c in cells]).T
    sides = np.stack([x, x + width, x + width, x]), np.stack([y, y, y + height, y + height])
    corners = np.stack(sides, axis=2).swapaxes(0, 1)
    drawn = PolyCollection(
        list(corners),
        facecolors=[cell.face for cell in cells],
        edgecolors=[cell.edge for cell in cells],
        linewidths=[cell.lw for cell in cells],
        linestyles=[cell.style for cell in cells],
        zorder=1,
    )
    drawn.set_in_layout(False)
    ax.add_collection(drawn, autolim=False)
    hatched = [cell for cell in cells if cell.hatched]
    if hatched:
        area = Path.make_compound_path_from_polys(corners[[cell.hatched for cell in cells]])
        look = {"facecolor": "none", "edgecolor": hatched[0].edge, "lw": 0, "hatch": hatch}
        lines = PathPatch(area, snap=True, **look)
        lines.set_in_layout(False)
        ax.add_artist(lines)
