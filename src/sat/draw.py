"""What figures of all techniques share: axes, titles, labels, inks. No figure touches pyplot."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sat.text import visible, wrapped

INK, PAPER = "#222222", "#ffffff"
BLUE, GREY, PALE, RED = "#2166ac", "#777777", "#c8c8c8", "#8c1d18"


def new_axes(width: float, height: float) -> Axes:
    """Axes on a figure of their own, in inches; pyplot does not know it, so none is left open."""
    return Figure(figsize=(width, height), layout="constrained").add_subplot()


def set_title(ax: Axes, text: str, width: int) -> None:
    """A title on the left, broken into lines of ``width`` characters."""
    ax.set_title(wrapped(text, width, 3), loc="left", fontsize=11, parse_math=False)


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
