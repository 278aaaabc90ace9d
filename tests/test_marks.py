"""Marks of cells: texts by what they are, outlines by how they are drawn."""

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from sat.draw import write
from sat.marks import _outline, mark_cell

SIZE = 7


def square() -> Axes:
    ax = Figure(figsize=(1, 1), dpi=200).add_axes((0, 0, 1, 1), frameon=False)
    ax.set(xlim=(0, 2), ylim=(0, 2), xticks=[], yticks=[])
    return ax


def ink(ax: Axes) -> np.ndarray:
    """How dark each pixel is, 0 to 1."""
    canvas = FigureCanvasAgg(ax.figure)  # type: ignore[arg-type]
    canvas.draw()
    return 1 - np.asarray(canvas.buffer_rgba())[..., :3].mean(axis=2) / 255


def extent(dark: np.ndarray) -> tuple[float, float, float, float]:
    rows, columns = np.nonzero(dark > 0.2)
    return columns.min(), columns.max(), rows.min(), rows.max()


@pytest.mark.parametrize("text", ["C", "▲\nC", "▼▼\nII", "○", "NA", "?e", "×l"])
def test_it_has_the_place_size_and_ink_of_a_text_of_matplotlib(text: str) -> None:
    marked, written = square(), square()
    mark_cell(marked, 1, 1, text, SIZE, "#222222")
    look = {"ha": "center", "va": "center", "linespacing": 1.05, "fontsize": SIZE}
    write(written, 1, 1, text, **look)
    one, other = ink(marked), ink(written)
    assert one.max() > 0.6
    assert extent(one) == pytest.approx(extent(other), abs=3)  # pixels of 200
    assert one.sum() == pytest.approx(other.sum(), rel=0.4)


def test_its_line_is_in_the_middle_of_its_place() -> None:
    ax = square()
    mark_cell(ax, 1, 1, "N", 30, "black")
    left, right, top, bottom = extent(ink(ax))
    assert (left + right) / 2 == pytest.approx(100, abs=1.5)
    assert (top + bottom) / 2 == pytest.approx(100, abs=1.5)


def test_it_is_a_text_for_all_that_ask_for_one_and_never_a_formula() -> None:
    ax = square()
    mark_cell(ax, 0.5, 1.5, "$x$\u202e", SIZE, "black")
    [found] = ax.texts
    assert isinstance(found, Text)
    assert found.get_text().startswith("$x$")
    assert "\u202e" not in found.get_text()
    assert found.get_position() == (0.5, 1.5)
    assert (found.get_fontsize(), found.get_parse_math(), found.get_in_layout()) == (SIZE, 0, 0)


def test_what_is_not_visible_is_not_drawn() -> None:
    ax = square()
    mark_cell(ax, 1, 1, "N", SIZE, "black")
    ax.texts[0].set_visible(False)
    assert ink(ax).max() == 0


def test_an_outline_is_made_once_for_all_cells() -> None:
    _outline.cache_clear()
    ax = square()
    for x in np.linspace(0, 2, 20):
        mark_cell(ax, float(x), 1, "▲\nC", SIZE, "black")
    ink(ax)
    assert _outline.cache_info().misses == 1


def test_a_thin_dot_keeps_its_shape_wherever_it_stands() -> None:
    ax = square()
    for place in range(1, 10):
        mark_cell(ax, place * 0.2, place * 0.2 + 0.003 * place, "·", 6.5, "black")
    dark = ink(ax)
    sums = [
        dark[200 - 20 * n - 8 : 200 - 20 * n + 8, 20 * n - 8 : 20 * n + 8].sum()
        for n in range(1, 10)
    ]
    assert max(sums) == pytest.approx(min(sums), rel=0.02)
