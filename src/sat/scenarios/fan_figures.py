"""The cone of plausibility: the baseline, and every other scenario by how many drivers it changes.

What a scenario changes stands beside the end of its ray, in lines of equal width, so that a dozen
scenarios read as well as three. The wild card lies outside the cone, dashed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.patches import Polygon

from sat.case import Case
from sat.draw import BLUE, GREY, INK, PALE, PAPER, RED, new_axes, set_title, write
from sat.scenarios.matrix import Cone, Variant
from sat.text import counted, joined, one_line, wrapped

LEFT, FAN, WORDS = 1.55, 3.1, 5.75  # inches across: the baseline's name, the rays, what they change
HEAD, LINE, GAP = 0.17, 0.135, 0.14  # inches down: a name, a line of changes, between scenarios
LETTERS, LINES = 104, 8  # of what a scenario changes
TITLE = 22  # letters of a state's title
TICKS = 12  # numbers along the axis at most
UNBROKEN = "\u00a0"  # a space at which no line ends
SHADE = "#eaf2f9"


@dataclass(frozen=True)
class _Ray:
    """A scenario with its words, and where its ray ends: drivers changed, inches from the top."""

    changed: int
    y: float
    name: str
    words: str
    wild: bool

    @property
    def high(self) -> float:
        """Inches that name and words take."""
        return _high(self.words)


def plot_fan(found: Cone, case: Case, ax: Axes | None = None) -> Axes:
    """Rays from the baseline, each as long as the number of drivers that a scenario changes.

    Beside its end stand the scenario's name, each changed driver with its state before and after,
    and the drivers of which one of the two says nothing, where no change can be read. The cone
    is drawn over the variants; the wild card, dashed, is not part of it. ``case`` is the one of the
    cone.
    """
    rays = _rays(found, {row.state_id: row.title for row in case.states})
    most = max([ray.changed for ray in rays], default=0) or 1
    high = max(sum(ray.high + GAP for ray in rays), 1.1)
    ax = ax or new_axes(LEFT + FAN + WORDS, high + 1.0)
    unit = FAN / most  # inches a driver
    ax.set(xlim=(-LEFT / unit, most + WORDS / unit), ylim=(high + 0.45, -0.05))
    ax.set_axis_off()
    _scale(ax, most, high)
    inside = [(ray.changed, ray.y) for ray in rays if not ray.wild]
    ax.add_artist(Polygon([(0, high / 2), *inside], facecolor=SHADE, lw=0, zorder=0))
    for ray in rays:
        _draw(ax, ray, high / 2, most + 0.15 / unit)
    ax.plot(0, high / 2, "s", ms=9, color=INK, zorder=4)
    name = f"{found.baseline.scenario_id} {found.baseline.title}"
    text = f"baseline\n{wrapped(name, 20, 4)}"
    write(ax, -0.14 / unit, high / 2, text, ha="right", va="center", weight="bold")
    set_title(ax, _title(found), 112)
    return ax


def _rays(found: Cone, titles: Mapping[str, str]) -> list[_Ray]:
    """Every scenario but the baseline, each below the one before."""
    rays, top = list[_Ray](), 0.0
    for variant in [*found.variants, *filter(None, [found.wild])]:
        words = _words(variant, titles)
        wild = variant is found.wild
        scenario = variant.scenario
        name = one_line(f"{scenario.scenario_id} {scenario.title}", 64)
        name = f"wild card: {name}" if wild else name
        y = top + (GAP + _high(words)) / 2
        rays.append(_Ray(len(variant.changed), y, name, words, wild))
        top += GAP + _high(words)
    return rays


def _high(words: str) -> float:
    return HEAD + LINE * (words.count("\n") + 1)


def _words(variant: Variant, titles: Mapping[str, str]) -> str:
    """What the scenario changes, and what cannot be compared."""
    changes = [
        f"{driver} {one_line(titles[before], TITLE)} → {one_line(titles[after], TITLE)}"
        for driver, before, after in variant.changed
    ] or ["changes no driver"]
    # A line ends between two changes, never within one.
    whole = "; ".join(change.replace(" ", UNBROKEN) for change in changes)
    lines = [wrapped(whole, LETTERS, LINES).replace(UNBROKEN, " ")]
    if variant.silent:
        silent = f"not compared, one of the two is silent: {joined(list(variant.silent))}"
        lines.append(wrapped(silent, LETTERS, 2))
    return "\n".join(lines)


def _title(found: Cone) -> str:
    baseline = found.baseline
    head = f"Cone of plausibility around {one_line(f'{baseline.scenario_id} {baseline.title}', 60)}"
    numbers = [len(row.changed) for row in found.variants]
    parts = []
    if numbers:
        verb = "changes" if len(numbers) == 1 else "change"
        parts = [f"{counted(len(numbers), 'variant')} {verb} {_span(numbers)}"]
    if found.wild:
        wild = found.wild
        parts += [f"wild card {wild.scenario.scenario_id} changes {len(wild.changed)}"]
    return f"{head}: {'; '.join(parts) or 'no other scenario'}"


def _span(numbers: Sequence[int]) -> str:
    few, many = min(numbers), max(numbers)
    return counted(many, "driver") if few == many else f"{few} to {many} drivers"


def _scale(ax: Axes, most: int, high: float) -> None:
    """The number of drivers changed, along the foot."""
    step = -(-most // TICKS)
    for number in range(0, most + 1, step):
        ax.plot([number, number], [0, high], color=PALE, lw=0.6, linestyle=":", zorder=0)
        write(ax, number, high + 0.03, str(number), ha="center", va="top")
    foot = "drivers changed from the baseline"
    write(ax, most / 2, high + 0.2, foot, ha="center", va="top", fontsize=8.5)


def _draw(ax: Axes, ray: _Ray, start: float, words: float) -> None:
    """The ray, a thin line on to its words, and these from the place ``words`` on."""
    shape, colour, style = ("D", RED, "--") if ray.wild else ("o", BLUE, "-")
    ax.plot([0, ray.changed], [start, ray.y], color=colour, lw=1.4, linestyle=style, zorder=2)
    ax.plot(ray.changed, ray.y, shape, ms=7, color=colour, mec=INK, zorder=3)
    ax.plot([ray.changed, words], [ray.y, ray.y], color=GREY, lw=0.5, linestyle=":", zorder=1)
    top = ray.y - ray.high / 2
    back = {"facecolor": PAPER, "edgecolor": "none", "pad": 1}
    look = {"va": "top", "bbox": back, "zorder": 2}
    write(ax, words, top, ray.name, weight="bold", **look)
    write(ax, words, top + HEAD, ray.words, fontsize=7.5, **look)
