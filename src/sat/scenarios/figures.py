"""Figures of scenario work: the map of drivers, and the 2 × 2 with names in its quadrants."""

from collections import defaultdict
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from sat.case.futures import Driver
from sat.draw import BLUE, GREY, INK, PALE, RED, bare, new_axes, set_title, write
from sat.scenarios.fillings import Filling, fillings_text
from sat.scenarios.matrix import Matrix, Quadrant
from sat.text import joined, wrapped

FIVE = range(1, 6)  # both scales of the map
TITLED = 6  # drivers at one place of the map up to which they are named by their titles
NAMES = 4  # scenarios named in one quadrant, before the rest is a number


def plot_drivers(
    drivers: Sequence[Driver], axes: Sequence[str] = (), ax: Axes | None = None
) -> Axes:
    """Drivers by importance (up) and uncertainty (right), 1 to 5; those at one place in one label.

    Filled marks are the drivers chosen as axes. The upper right corner, important and uncertain, is
    where axes are looked for; important and certain ones are what every future takes for granted.
    """
    ax = ax or new_axes(9.8, 6.4)
    places: dict[tuple[int, int], list[Driver]] = defaultdict(list)
    for row in drivers:
        places[row.uncertainty, row.importance].append(row)
    back = {"facecolor": "white", "edgecolor": "none", "pad": 1}
    for (x, y), rows in places.items():
        chosen = any(row.driver_id in axes for row in rows)
        ax.plot(x, y, "o", ms=11, color=BLUE if chosen else "white", mec=INK)
        label = "\n".join(wrapped(f"{row.driver_id} {row.title}", 24, 3) for row in rows)
        if len(rows) > TITLED:
            ids = ", ".join(row.driver_id for row in rows)
            label = f"{len(rows)} drivers:\n{wrapped(ids, 28, 12)}"
        side, shift = ("right", -0.13) if x == FIVE[-1] else ("left", 0.13)
        write(ax, x + shift, y, label, fontsize=7.5, ha=side, va="center", bbox=back)
    for line in (ax.axhline, ax.axvline):
        line(3, color=PALE, lw=0.8, zorder=0)
    ax.set(xlim=(0.6, 5.4), ylim=(0.6, 5.4), xticks=list(FIVE), yticks=list(FIVE))
    ax.set_xlabel("uncertainty of its course, 5 = most", fontsize=9)
    ax.set_ylabel("importance for the outcome, 5 = most", fontsize=9)
    bare(ax)
    shown = f" (filled: axes {joined(list(axes))})" if axes else ""
    set_title(ax, f"Drivers by importance and uncertainty{shown}", 74)
    return ax


def plot_quadrants(found: Matrix, fillings: Sequence[Filling] = (), ax: Axes | None = None) -> Axes:
    """The 2 × 2: names of scenarios and what they feed; an untold quadrant is hatched.

    At the foot of each stands what the balances leave of it, where ``fillings`` say so.
    """
    ax = ax or new_axes(9.6, 5.6)
    left = {row.quadrant.ends: row for row in fillings}
    for quadrant in found.quadrants:
        _quadrant(ax, quadrant)
        if quadrant.ends in left:
            _foot(ax, left[quadrant.ends])
    first, second = found.axes
    for end in (0, 1):
        write(ax, end + 0.5, -0.06, wrapped(first.title(end), 40, 2), ha="center", va="top")
        title = wrapped(second.title(end), 26, 3)
        write(ax, -0.03, end + 0.5, title, ha="right", va="center")
    names = (f"{axis.driver.driver_id} {axis.driver.title}" for axis in (first, second))
    across, up = (wrapped(name, 60, 2) for name in names)
    write(ax, 1, -0.24, across, ha="center", va="top", fontsize=9, weight="bold")
    write(ax, -0.62, 1, up, ha="center", va="center", fontsize=9, weight="bold", rotation=90)
    ax.set(xlim=(-0.7, 2.02), ylim=(-0.36, 2.02), xticks=[], yticks=[])
    bare(ax, "top", "right", "left", "bottom")
    set_title(ax, f"Scenario matrix: {found.told} of 4 quadrants have a named scenario", 92)
    return ax


def _foot(ax: Axes, row: Filling) -> None:
    """How many fillings are consistent, loud where none is."""
    text = fillings_text(row)
    look = {"weight": "bold", "color": RED} if row.empty else {"color": INK}
    text = "× nothing holds together as judged" if row.empty else text
    back = {"facecolor": "white", "edgecolor": "none", "pad": 2}
    x, y = row.quadrant.ends
    write(ax, x + 0.5, y + 0.07, text, fontsize=8, ha="center", va="bottom", bbox=back, **look)


def _quadrant(ax: Axes, quadrant: Quadrant) -> None:
    x, y = quadrant.ends
    told = bool(quadrant.scenarios)
    look = {"facecolor": "#eaf2f9" if told else "white", "edgecolor": GREY, "lw": 1}
    box = Rectangle((x + 0.01, y + 0.01), 0.98, 0.98, hatch="" if told else "//", **look)  # type: ignore[arg-type]
    ax.add_artist(box)
    lines = [wrapped(f"{row.scenario_id} {row.title}", 34, 2) for row in quadrant.scenarios[:NAMES]]
    more = len(quadrant.scenarios) - NAMES
    lines += [f"and {more} more"] if more > 0 else []
    lines += [f"feeds {joined(list(quadrant.hypotheses))}"] if quadrant.hypotheses else []
    text = "\n".join(lines) or "no scenario named"
    back = {"facecolor": "white" if not told else "#eaf2f9", "edgecolor": "none", "pad": 2}
    write(ax, x + 0.5, y + 0.5, text, fontsize=9, ha="center", va="center", bbox=back)
