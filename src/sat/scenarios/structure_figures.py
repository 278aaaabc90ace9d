"""The map of influence and dependence (MICMAC), and where each driver goes over indirect ways.

Influence and dependence of different powers are in different units, so both are drawn as shares of
their total: then the means are the same lines for all, and a driver's way from one to the other can
be read. A label goes where it covers no mark and no other label, by a fixed order of tries.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, PercentFormatter

from sat.draw import BLUE, GREY, INK, PALE, PAPER, bare, new_axes, set_title, write
from sat.scenarios.drivers import Micmac
from sat.text import counted, joined, one_line, wrapped

Place = tuple[float, float]  # dependence and influence, each as a share of the total
PARTS = {"input": (0, 1), "relay": (1, 1), "output": (1, 0), "autonomous": (0, 0)}  # their corners
SIZE = (8.7, 5.3)  # inches within axes of their own, about
LETTER, LINE = 0.064, 0.125  # inches that a letter and a line of a label take, on average
LETTERS, LINES = 24, 3  # of one driver in a label
TITLED = 18  # drivers up to which labels have titles: more would cover each other
MARK = 0.08  # inches from a mark's middle to its edge
ASIDE = 0.12  # inches that a label keeps from marks of others
TRIES = (0.11, 0.25, 0.4, 0.6, 0.8, 1.0, 1.3, 1.6, 2.0)  # inches between a mark and its label
SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1))
NAMED = 3  # drivers named in one part of the title, before the rest is a number


def plot_structure(
    direct: Micmac, indirect: Micmac, titles: Mapping[str, str], ax: Axes | None = None
) -> Axes:
    """Drivers by influence (up) and dependence (right), in percent of the sum over all drivers.

    Filled marks are ``direct``, hollow ones ``indirect``, an arrow leads from one to the other; the
    lines are the means, which part *input*, *relay*, *output* and *autonomous*. Drivers at one
    place share a label. ``titles`` are by driver. Raises ``ValueError`` where the two are of
    different drivers.
    """
    if direct.names != indirect.names:
        first, second = (one_line(joined(list(found.names)), 60) for found in (direct, indirect))
        raise ValueError(f"direct is of {first}, indirect of {second}; give both of one matrix")
    size = _inches(ax)
    ax = ax or new_axes(9.8, 6.4)
    starts, ends = _shares(direct), _shares(indirect)
    set_title(ax, _title(direct, indirect), 92)
    if not starts:
        ax.text(0.5, 0.5, "no driver acts on another", ha="center")
        ax.set_axis_off()
        return ax
    most = [1.12 * max(place[axis] for place in [*starts, *ends]) for axis in (0, 1)]
    ax.set(xlim=(-0.05 * most[0], most[0]), ylim=(-0.05 * most[1], most[1]))
    _frame(ax, 1 / len(starts), indirect.power)
    for start, end in zip(starts, ends, strict=False):
        _way(ax, start, end)
    for start in starts:
        ax.plot(*start, "o", ms=8, color=BLUE, mec=INK, zorder=3)
    sheet = _Sheet(ax.get_xlim(), ax.get_ylim(), size)
    for label in _labels(direct.names, titles, starts, ends, sheet):
        _write(ax, sheet, label)
    return ax


def _inches(ax: Axes | None) -> tuple[float, float]:
    """The axes' size; of axes of their own, what their labels will leave of the figure."""
    if ax is None:
        return SIZE
    box = ax.get_window_extent()
    return box.width / ax.figure.dpi, box.height / ax.figure.dpi


def _shares(found: Micmac) -> list[Place]:
    """The drivers' places; none where nothing acts on anything over so many steps."""
    total = sum(found.influence)  # that of dependence too: both sum the same cells
    rows = zip(found.dependence, found.influence, strict=True)
    return [(across / total, up / total) for across, up in rows] if total else []


def _title(direct: Micmac, indirect: Micmac) -> str:
    head = f"Structure of {counted(len(direct.names), 'driver')}"
    if not any(direct.influence):
        return head
    leading = _named(direct.names, direct.influence, max(direct.influence))
    led = _named(direct.names, direct.dependence, max(direct.dependence))
    head += f": most influence {leading}, most dependence {led}"
    if not any(indirect.influence):
        return f"{head}; there is no chain of {counted(indirect.power, 'step')}"
    moved = [old != new for old, new in zip(direct.parts, indirect.parts, strict=True)]
    others = _named(direct.names, moved, True) or "no driver"
    return f"{head}; chains of {counted(indirect.power, 'step')} move {others} to another part"


def _named(names: Sequence[str], values: Sequence[int], wanted: int) -> str:
    """The drivers that have this value, the first few by name."""
    found = [name for name, value in zip(names, values, strict=True) if value == wanted]
    more = len(found) - NAMED
    shown = [one_line(name, 20) for name in found[:NAMED]]
    return joined([*shown, f"{more} more"] if more > 0 else shown)


def _frame(ax: Axes, mean: float, power: int) -> None:
    """The means, the parts' names in the corners, the axes and what they measure."""
    for line in (ax.axhline, ax.axvline):
        line(mean, color=PALE, lw=0.9, zorder=0)
    for name, (across, up) in PARTS.items():
        look = {"ha": ("left", "right")[across], "va": ("bottom", "top")[up], "color": GREY}
        x, y = (0.01, 0.99)[across], (0.01, 0.985)[up]
        write(ax, x, y, name, fontsize=9.5, style="italic", transform=ax.transAxes, **look)
    steps = f"hollow: over chains of {counted(power, 'step')}"
    ax.set_xlabel(
        f"dependence: share of all influence that falls on it\nfilled: direct; {steps}; "
        "lines: means",
        fontsize=9,
    )
    ax.set_ylabel("influence: share of all influence that comes from it", fontsize=9)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator(8, steps=[1, 2, 5, 10]))
        axis.set_major_formatter(PercentFormatter(1, decimals=0))
    ax.tick_params(labelsize=8)
    bare(ax)


def _way(ax: Axes, start: Place, end: Place) -> None:
    """From direct to indirect influence; a driver that stays has one mark in the other."""
    ax.plot(*end, "o", ms=5, color=PAPER, mec=INK, mew=0.9, zorder=4 if start == end else 2)
    if start != end:
        look = {"arrowstyle": "-|>", "color": GREY, "lw": 0.9, "shrinkA": 4, "shrinkB": 3}
        ax.annotate("", end, start, arrowprops=look, zorder=1.5)


# ---- labels


@dataclass(frozen=True)
class _Box:
    """A rectangle on the sheet, in inches."""

    left: float
    low: float
    right: float
    high: float

    def meets(self, other: "_Box") -> bool:
        """Do the two share more than an edge?"""
        across = self.left < other.right and other.left < self.right
        return across and self.low < other.high and other.low < self.high

    def grown(self, reach: float) -> "_Box":
        """The rectangle with an edge of this width about it."""
        ends = (self.left - reach, self.low - reach, self.right + reach, self.high + reach)
        return _Box(*ends)

    def within(self, size: Place) -> bool:
        """Is it on the sheet?"""
        return min(self.left, self.low) >= 0 and self.right <= size[0] and self.high <= size[1]


@dataclass(frozen=True)
class _Sheet:
    """Axes with their limits and their size in inches, and the way between the two."""

    across: tuple[float, float]
    up: tuple[float, float]
    size: Place

    def inches(self, place: Place) -> Place:
        """Where a place lies on the sheet."""
        ends = zip(place, (self.across, self.up), self.size, strict=True)
        x, y = ((at - low) / (high - low) * size for at, (low, high), size in ends)
        return x, y

    def place(self, point: Place) -> Place:
        """The place that lies there."""
        ends = zip(point, (self.across, self.up), self.size, strict=True)
        x, y = (low + at / size * (high - low) for at, (low, high), size in ends)
        return x, y


@dataclass(frozen=True)
class _Label:
    """A text with its room, the mark that it belongs to, and on which side of it it stands."""

    text: str
    mark: Place
    box: _Box
    side: int
    away: bool


def _labels(
    names: Sequence[str],
    titles: Mapping[str, str],
    starts: Sequence[Place],
    ends: Sequence[Place],
    sheet: _Sheet,
) -> Iterator[_Label]:
    """A label for each place, from above; each takes the first room that is free, if there is any.

    What is in the way are marks, arrows, the parts' names and the labels before.
    """
    marks = [_around(sheet.inches(place), MARK) for place in (*starts, *ends)]
    taken = [*marks]
    for start, end in zip(starts, ends, strict=False):
        taken += [_around(sheet.inches(_between(start, end, part / 4)), 0.03) for part in (1, 2, 3)]
    for across, up in PARTS.values():
        corner = (across * sheet.size[0], up * sheet.size[1])
        taken.append(_Box(corner[0] - 0.95, corner[1] - 0.25, corner[0] + 0.95, corner[1] + 0.25))
    groups: dict[Place, list[str]] = {}
    for name, start in zip(names, starts, strict=True):
        title = titles.get(name, "") if len(names) <= TITLED else ""
        text = wrapped(f"{name} {title}", LETTERS, LINES)
        groups.setdefault(start, []).append(text)
    for start, texts in sorted(groups.items(), key=lambda item: (-item[0][1], item[0][0])):
        tries = list(_tries("\n".join(texts), sheet.inches(start)))
        label = next((label for label in tries if _free(label, sheet, taken, marks)), tries[0])
        taken.append(label.box)
        yield label


def _free(label: _Label, sheet: _Sheet, taken: Sequence[_Box], marks: Sequence[_Box]) -> bool:
    """Has the label room? One away from its mark must not stand beside another one either."""
    alone = label.box.grown(ASIDE if label.away else 0)
    room = label.box.within(sheet.size) and not any(map(label.box.meets, taken))
    return room and not any(map(alone.meets, marks))


def _around(point: Place, reach: float) -> _Box:
    return _Box(*point, *point).grown(reach)


def _between(start: Place, end: Place, part: float) -> Place:
    return start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1])


def _tries(text: str, mark: Place) -> Iterator[_Label]:
    """The places of a label about its mark, the nearest first."""
    lines = text.split("\n")
    wide, high = max(map(len, lines)) * LETTER, len(lines) * LINE
    for away, (right, up) in product(TRIES, SIDES):
        x = mark[0] + right * (away + wide / 2)
        y = mark[1] + up * (away + high / 2)
        box = _Box(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
        yield _Label(text, mark, box, right, away > TRIES[0])


def _write(ax: Axes, sheet: _Sheet, label: _Label) -> None:
    """The label; a thin line ties it to its mark where it does not stand beside it."""
    box = label.box
    edge = {1: box.left, 0: (box.left + box.right) / 2, -1: box.right}[label.side]
    side = {1: "left", 0: "center", -1: "right"}[label.side]
    x, y = sheet.place((edge, (box.low + box.high) / 2))
    back = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.8}  # the means run behind it
    write(ax, x, y, label.text, fontsize=7.5, ha=side, va="center", zorder=1, bbox=back)
    if label.away:
        near = (min(max(label.mark[0], box.left), box.right),
                min(max(label.mark[1], box.low), box.high))  # fmt: skip
        ends = zip(sheet.place(label.mark), sheet.place(near), strict=True)
        ax.plot(*ends, color=GREY, lw=0.5, linestyle=":", zorder=1)
