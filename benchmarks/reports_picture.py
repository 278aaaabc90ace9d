"""A picture of the benchmark of reports: ways side by side, and how a batch grows."""

from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from reports_growth import NOTEBOOK, Step
from reports_rounds import Found

from sat.draw import BLUE, GREY, INK, PALE, bare


def draw(found: list[Found], steps: list[Step], path: Path) -> None:
    """Reports per minute and processor time by way; processor time and memory by batch size."""
    shown = [one for one in found if one.runs and not one.failed]
    figure = Figure(figsize=(12, 4.6), layout="constrained")
    left, middle, right = figure.subplots(1, 3, width_ratios=(1.15, 1, 0.9))
    left.sharey(middle)
    _bars(left, shown, [60 / one.wall for one in shown], "reports a minute (more is better)")
    _bars(middle, shown, [one.cpu for one in shown], "processor seconds a report (less is better)")
    middle.tick_params(labelleft=False)
    if found[-1] in shown:
        middle.axvline(found[-1].cpu, color=INK, lw=1, ls="--")  # the floor
    _growth(right, [step for step in steps if not step.again and not step.cost.failed])
    figure.savefig(path, dpi=120)


def _bars(ax: Axes, shown: list[Found], figures: list[float], label: str) -> None:
    """A bar a way from the top down; ours dark, the floor open and hatched."""
    rows = range(len(shown))
    names = [one.variant.name for one in shown]
    bars = ax.barh(rows, figures, color=[_ink(name) for name in names], edgecolor=INK, lw=0.6)
    for bar, name in zip(bars, names, strict=True):
        if name.startswith("floor"):
            bar.set_hatch("///")
    places = [f" {figure:.1f}" for figure in figures]
    ax.bar_label(bars, places, fontsize=8, color=INK)
    ax.set_yticks(rows, [name.replace(": ", ":\n").replace(", ", ",\n", 1) for name in names])
    ax.set_ylim(len(shown) - 0.4, -0.6)
    ax.margins(x=0.14)
    ax.set_title(label, loc="left", fontsize=10)
    ax.tick_params(axis="y", length=0, labelsize=8)
    bare(ax, "top", "right")


def _ink(name: str) -> str:
    if name.startswith("floor"):
        return "#ffffff"
    return BLUE if "sat" in name else PALE


def _growth(ax: Axes, steps: list[Step]) -> None:
    """Seconds a report, by the clock and of the processor; memory in words at each size."""
    sizes = [step.reports for step in steps]
    ax.set_title(f"sat report ({NOTEBOOK}), by number of reports", loc="left", fontsize=10)
    bare(ax, "top", "right")
    if not steps:
        ax.text(0.5, 0.5, "not measured", ha="center", transform=ax.transAxes)
        return
    cpu = [step.cost.cpu / step.reports for step in steps]
    wall = [step.cost.wall / step.reports for step in steps]
    ax.plot(sizes, cpu, color=BLUE, marker="o", label="processor")
    ax.plot(sizes, wall, color=GREY, marker="s", ls="--", label="clock")
    for size, figure, step in zip(sizes, cpu, steps, strict=True):
        note = f"{step.cost.pss:.0f} MB"
        ax.annotate(note, (size, figure), (0, 7), textcoords="offset points", ha="center", size=8)
    if steps[0].floor:
        ax.axhline(steps[0].floor, color=INK, lw=1, ls=":", label="floor, processor")
    ax.set(xscale="log", xlabel=f"reports, {steps[0].workers} workers", ylabel="seconds a report")
    ax.set_xticks(sizes, [f"{size:,}" for size in sizes])
    ax.tick_params(axis="x", which="minor", length=0, labelbottom=False)
    ax.set_ylim(0, max([*cpu, *wall]) * 1.25)
    ax.margins(x=0.15)
    ax.grid(axis="y", color="#e4e4e4", lw=0.6)
    ax.set_axisbelow(True)
    ax.legend(frameon=False, fontsize=8, loc="best")
