"""Letters and glyphs in the cells of a grid: hundreds of them, few of which differ.

A text of matplotlib is laid out and rendered anew each time it stands somewhere, which for a grid
is most of the cost of its figure. A mark is a text too, for all that asks for one, but its outline
is made once for all cells that have the same.
"""

from functools import lru_cache
from typing import Any

from matplotlib.artist import allow_rasterization
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D

from sat.text import visible

_CAPITAL = 0.73  # height of a capital letter, of the size of its font
_STROKE = 0.1  # points; without it a thin letter is paler than one fitted to the pixels
_LINE = 1.2  # from one line to the next, of the size


class Mark(Text):
    """A short text in the middle of its place, drawn as an outline; it has no say in the layout."""

    @allow_rasterization  # type: ignore[untyped-decorator]
    def draw(self, renderer: Any) -> None:
        """Draw it; as for any artist nothing happens where it is not visible."""
        if not self.get_visible():
            return
        x, y = self.get_transform().transform(self.get_position())
        scale = renderer.points_to_pixels(1)
        place = Affine2D().scale(scale).translate(round(x), round(y))
        outline = _outline(self.get_text(), self.get_fontsize())
        ink = to_rgba(self.get_color(), self.get_alpha())
        context = renderer.new_gc()
        context.set_foreground(ink, isRGBA=True)
        context.set_linewidth(_STROKE)
        context.set_snap(False)  # a dot stays a dot
        renderer.draw_path(context, outline, place, ink)
        context.restore()
        self.stale = False


def mark_cell(ax: Axes, x: float, y: float, text: str, size: float, colour: str) -> None:
    """A mark of a grid's cell, its middle in data, its size in points."""
    drawn = Mark(
        x,
        y,
        visible(text),
        color=colour,
        verticalalignment="center",
        horizontalalignment="center",
        fontproperties=_font(size),
        parse_math=False,
        transform=ax.transData,
    )
    drawn.set_in_layout(False)
    ax.add_artist(drawn)


@lru_cache
def _font(size: float) -> FontProperties:
    return FontProperties(size=size)


@lru_cache(512)
def _outline(text: str, size: float) -> Path:
    """The outline in points around 0: each line in the middle by what is inked of it."""
    lines = text.split("\n")
    found = []
    for number, line in enumerate(lines):
        path = TextPath((0, 0), line, prop=_font(size), usetex=False)
        box = path.get_extents()
        up = ((len(lines) - 1) / 2 - number) * _LINE * size - _CAPITAL * size / 2
        found.append(path.transformed(Affine2D().translate(-(box.x0 + box.x1) / 2, up)))
    return Path.make_compound_path(*found)
