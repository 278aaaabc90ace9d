"""The cells of a figure, however few artists drew them, as rectangles that a test can ask."""

from collections.abc import Iterator

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.patches import PathPatch, Rectangle


def rectangles(ax: Axes) -> list[Rectangle]:
    """The rectangles among the patches, and the cells of ``sat.draw.boxes``, in their order."""
    found = [patch for patch in ax.patches if isinstance(patch, Rectangle)]
    hatches = [patch for patch in ax.patches if isinstance(patch, PathPatch) and patch.get_hatch()]
    hatched = {
        (float(x), float(y)): str(patch.get_hatch())
        for patch in hatches
        for x, y in patch.get_path().vertices[::5]
    }
    for drawn in ax.collections:
        if isinstance(drawn, PolyCollection) and drawn.get_zorder() == 1:
            found += _cells(drawn, hatched)
    return found


def _cells(drawn: PolyCollection, hatched: dict[tuple[float, float], str]) -> Iterator[Rectangle]:
    faces, edges = drawn.get_facecolor(), drawn.get_edgecolor()
    for number, path in enumerate(drawn.get_paths()):
        corner, far = np.asarray(path.vertices)[[0, 2]]
        dotted = drawn.get_linestyle()[number][1]
        yield Rectangle(
            (float(corner[0]), float(corner[1])),
            *(far - corner),
            facecolor=faces[number],
            edgecolor=edges[number],
            linewidth=drawn.get_linewidth()[number],
            linestyle=":" if dotted else "-",
            hatch=hatched.get((float(corner[0]), float(corner[1]))),
            fill=bool(faces[number][3]),
            transform=drawn.get_transform(),
        )
