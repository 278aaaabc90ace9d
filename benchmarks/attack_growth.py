"""A picture of how the time of ACH grows with the number of items, ours and plain."""

from pathlib import Path

from attack_tasks import HYPOTHESES, Measured
from drawn import ANALYSTS
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sat.draw import BLUE, GREY, INK, bare


def draw(found: list[Measured], path: Path) -> None:
    """A panel for each task that the plain one does too, both axes logarithmic."""
    names = list(dict.fromkeys(row.task.name for row in found if row.plain))
    figure = Figure(figsize=(11, 4), layout="constrained")
    figure.suptitle(
        f"Seconds by number of items, {HYPOTHESES} hypotheses and {ANALYSTS} analysts\n"
        "(the plain line ends where a run would take minutes)",
        x=0.01,
        ha="left",
        fontsize=11,
    )
    axes = figure.subplots(1, len(names), sharey=True)
    for ax, name in zip(axes, names, strict=True):
        _panel(ax, [row for row in found if row.task.name == name])
    axes[0].set_ylabel("seconds, fastest run")
    marks, labels = axes[1].get_legend_handles_labels()
    figure.legend(marks, labels, loc="outside lower center", ncols=len(labels), frameon=False)
    figure.savefig(path, dpi=120)


def _panel(ax: Axes, rows: list[Measured]) -> None:
    plain = [(row.items, row.plain.least) for row in rows if row.plain]
    ours = [(row.items, row.ours.least) for row in rows]
    ax.plot(*zip(*ours, strict=True), color=BLUE, marker="o", ms=5, lw=1.4, label="ours")
    ax.plot(*zip(*plain, strict=True), color=GREY, marker="s", ls="--", ms=5, lw=1.4, label="plain")
    task, largest = rows[-1].task, rows[-1].items
    if task.aim is not None:
        ax.plot([largest], [task.aim], color=INK, marker="_", ms=18, mew=2, ls="", label="aim")
    ax.set(xscale="log", yscale="log", xlabel="items")
    ax.set_xticks([row.items for row in rows], [f"{row.items:,}" for row in rows])
    ax.tick_params(axis="x", which="minor", length=0, labelbottom=False)
    ax.set_title(task.name, loc="left", fontsize=10)
    ax.grid(axis="y", color="#e4e4e4", lw=0.6)
    ax.set_axisbelow(True)
    bare(ax, "top", "right")
