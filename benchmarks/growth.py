"""A picture of how the time of each tool grows with the number of configurations."""

from pathlib import Path

from beside import SECONDS, Row
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from peers import COMPILED, CONSTRAINT, CPSAT, DIRECT, OURS, PRODUCT, PROPHESY

from sat.draw import BLUE, GREY, INK, RED, bare

# Colour, marker, line: told apart in grey too.
LOOKS = {
    OURS: (BLUE, "o", "-"),
    COMPILED: (BLUE, "P", "--"),
    CPSAT: (RED, "s", "--"),
    DIRECT: (RED, "D", ":"),
    PROPHESY: (GREY, "^", "-."),
    CONSTRAINT: (GREY, "v", "-."),
    PRODUCT: (INK, "x", (0, (1, 1))),
}


def draw(families: dict[str, list[Row]], path: Path) -> None:
    """A panel for each family, both axes logarithmic, and one legend for all."""
    figure = Figure(figsize=(11, 5.4), layout="constrained")
    figure.suptitle(
        "Time to list everything that is consistent, by number of configurations\n"
        f"(a line ends where a tool would take more than {SECONDS} s, or where the cases end)",
        x=0.01,
        ha="left",
        fontsize=11,
    )
    axes = figure.subplots(1, len(families), sharey=True)
    for ax, (title, rows) in zip(axes, families.items(), strict=True):
        _panel(ax, title, rows)
    axes[0].set_ylabel("seconds a problem")
    named = {name for rows in families.values() for row in rows for name in row.outcomes}
    marks = [_mark(name) for name in LOOKS if name in named]
    figure.legend(handles=marks, loc="outside lower center", ncols=len(marks), frameon=False)
    figure.savefig(path, dpi=120)


def _panel(ax: Axes, title: str, rows: list[Row]) -> None:
    for name in rows[0].outcomes:
        points = [
            (row.case.configurations, outcome.seconds)
            for row in rows
            if (outcome := row.outcomes[name]).seconds is not None
        ]
        ink, marker, line = LOOKS[name]
        if points:
            ax.plot(*zip(*points, strict=True), color=ink, marker=marker, ls=line, ms=5, lw=1.4)
    ax.set(xscale="log", yscale="log", xlabel="configurations")
    ax.set_title(title, loc="left", fontsize=10, y=1, pad=32)  # level, above the sizes
    ax.grid(axis="y", color="#e4e4e4", lw=0.6)
    ax.set_axisbelow(True)
    sizes = ax.secondary_xaxis("top")
    sizes.set_xscale("log")
    sizes.set_xticks([row.case.configurations for row in rows], minor=False)
    sizes.set_xticklabels([_size(row) for row in rows], fontsize=7, rotation=60)
    sizes.tick_params(which="minor", length=0)
    bare(ax, "top", "right")


def _size(row: Row) -> str:
    return row.case.name.split()[1].replace("x", "×")


def _mark(name: str) -> Line2D:
    ink, marker, line = LOOKS[name]
    return Line2D([], [], color=ink, marker=marker, ls=line, ms=5, lw=1.4, label=name)
