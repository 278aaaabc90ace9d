"""Cells of a figure: many drawn as one artist look as each would alone."""

import io

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.image import imread
from matplotlib.patches import Rectangle

from sat.display import picture
from sat.draw import Box, boxes, new_axes

from .drawn import rectangles

CELLS = [
    Box(0, 0, 1, 1, "#f6a67c"),
    Box(0, 0, 1, 1, edge="#777777", lw=0.6),
    Box(1, 0, 1, 1, "#cfe1f2", "#777777", 0.6, hatched=True),
    Box(2, 0, 1, 1, edge="#777777", lw=0.6, style=":"),
]


def grid() -> Axes:
    ax = new_axes(4, 2)
    ax.set(xlim=(-0.5, 3.5), ylim=(-0.5, 1.5))
    return ax


def pixels(ax: Axes) -> np.ndarray:
    found: np.ndarray = imread(io.BytesIO(picture(ax, "caption", "alt").png))
    return found


def test_cells_look_as_rectangles_of_their_own_would() -> None:
    one, each = grid(), grid()
    boxes(one, [*CELLS[:2], CELLS[3]])
    for cell in [*CELLS[:2], CELLS[3]]:
        look = {"facecolor": cell.face, "edgecolor": cell.edge, "lw": cell.lw, "ls": cell.style}
        corner = (cell.x, cell.y)
        each.add_artist(Rectangle(corner, cell.width, cell.height, **look))  # type: ignore[arg-type]
    assert pixels(one).shape == pixels(each).shape
    assert np.abs(pixels(one) - pixels(each)).max() < 0.05
    assert np.abs(pixels(one) - pixels(grid())).max() > 0.5


def test_only_the_cells_that_are_to_be_are_hatched() -> None:
    plain, hatched = grid(), grid()
    boxes(plain, CELLS)
    boxes(hatched, CELLS, "////")
    assert [cell.get_hatch() for cell in rectangles(hatched)] == [None, None, "////", None]
    changed = np.abs(pixels(plain) - pixels(hatched)).max(axis=2) > 0
    _, columns = np.nonzero(changed)
    left, right = np.array([1, 2]) * 0.25 + 0.125
    assert changed.any()
    width = changed.shape[1]
    assert left - 0.05 < columns.min() / width < columns.max() / width < right + 0.05


def test_cells_neither_move_limits_nor_take_part_in_the_layout() -> None:
    ax = grid()
    boxes(ax, [Box(-5, -5, 20, 20, "#777777", hatched=True)], "//")
    assert (ax.get_xlim(), ax.get_ylim()) == ((-0.5, 3.5), (-0.5, 1.5))
    assert not any(artist.get_in_layout() for artist in (*ax.collections, *ax.patches))


def test_no_cells_draw_nothing() -> None:
    ax = grid()
    boxes(ax, [], "//")
    assert not [*ax.collections, *ax.patches]


@pytest.mark.parametrize("layout", ["constrained", None])
def test_a_picture_is_cut_as_savefig_would_cut_it(layout: str | None) -> None:
    def drawn() -> Axes:
        ax = grid()
        ax.get_figure(root=True).set_layout_engine(layout)  # type: ignore[union-attr,arg-type]
        ax.set_title("a title far longer than the axes are wide, so that it stands out of them")
        return ax

    figure = drawn().get_figure(root=True)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=110, bbox_inches="tight")  # type: ignore[union-attr]
    assert np.array_equal(imread(io.BytesIO(buffer.getvalue())), pixels(drawn()))
