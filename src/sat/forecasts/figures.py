"""What was said beside what happened, drawn: a calibration curve a forecaster, with counts."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from sat.draw import BLUE, GREY, INK, PALE, new_axes, set_title, write
from sat.forecasts.forecaster import Forecaster
from sat.forecasts.look import chance
from sat.forecasts.record import Record
from sat.text import counted, joined, one_line

PANELS = 4  # side by side
WIDE, HIGH = 1.28, 1.45  # from one panel to the next; each is a square of 1
INCHES = 2.3  # a panel's side
TOLD = 8  # points that the text for who cannot see the figure lists of a forecaster
NONE = "no settled question of yes or no: nothing to compare"


def plot_calibration(found: Record, forecaster: str = "", ax: Axes | None = None) -> Axes:
    """How often it came out yes, over what was said: one panel a forecaster, or one chosen.

    A point is a distinct probability, the number beside it how many questions had it, the line
    through it the 95 % interval of the chance behind the share. On the dashed line what was said
    is what happened. Raises ``ValueError`` for a forecaster without settled questions of yes or no.
    """
    shown = _shown(found, forecaster)
    columns = max(min(PANELS, len(shown)), 2)  # room for the title
    lines = max(-(-len(shown) // PANELS), 1)
    ax = ax or new_axes(INCHES * (WIDE * columns + 0.2), INCHES * (HIGH * lines + 0.15))
    ax.set_axis_off()
    if not shown:
        ax.text(0.5, 0.5, NONE, ha="center")
        return ax
    for place, row in enumerate(shown):
        _panel(ax, row, place % PANELS * WIDE, -(place // PANELS) * HIGH)
    ax.set(xlim=(-0.3, columns * WIDE - 0.05), ylim=(-(lines - 1) * HIGH - 0.32, 1.12))
    ax.set_aspect("equal")
    set_title(
        ax, "What was said, and how often it came out yes (number of questions)", 40 * columns
    )
    return ax


def _shown(found: Record, forecaster: str) -> Sequence[Forecaster]:
    rows = found.calibrated
    if not forecaster:
        return rows
    own = [row for row in rows if row.name == forecaster]
    if not own:
        names = joined([row.name for row in rows]) or "none"
        raise ValueError(f"forecaster is “{one_line(forecaster)}”; there are: {names}")
    return own


def _panel(ax: Axes, row: Forecaster, x: float, y: float) -> None:
    """One forecaster in a square whose lower left corner is at (x, y)."""
    ax.plot([x, x + 1, x + 1, x, x], [y, y, y + 1, y + 1, y], color=GREY, lw=0.8)
    ax.plot([x, x + 1], [y, y + 1], color=GREY, lw=0.9, linestyle="--", zorder=1)
    for end in (0, 0.5, 1):
        write(ax, x + end, y - 0.03, f"{end:.0%}", ha="center", va="top", fontsize=7)
        write(ax, x - 0.03, y + end, f"{end:.0%}", ha="right", va="center", fontsize=7)
        ax.plot([x + end, x + end], [y, y + 1], color=PALE, lw=0.4, linestyle=":", zorder=0)
        ax.plot([x, x + 1], [y + end, y + end], color=PALE, lw=0.4, linestyle=":", zorder=0)
    for point in row.curve:
        at = x + point.said
        ax.plot([at, at], [y + point.low, y + point.high], color=BLUE, lw=1.3, zorder=2)
        ax.plot(at, y + point.share, "o", ms=5, color=BLUE, mec=INK, mew=0.6, zorder=3)
        inside = y + min(max(point.share, 0.04), 0.96)  # off the frame
        write(ax, at + 0.03, inside, str(point.count), va="center", fontsize=7, zorder=4)
    questions = counted(len(row.yes_no), "question")
    name = f"{one_line(row.name, 24)}, {questions}"
    write(ax, x, y + 1.03, name, weight="normal" if row.baseline else "bold", va="bottom")
    write(ax, x + 0.5, y - 0.13, "said", ha="center", va="top", fontsize=7.5)
    write(ax, x - 0.2, y + 0.5, "came out yes", ha="center", va="center", rotation=90, fontsize=7.5)


def calibration_alt(found: Record, forecaster: str = "") -> str:
    """The figure in words; parameters and errors as in ``plot_calibration``."""
    texts = [_told(row) for row in _shown(found, forecaster)]
    return " ".join(texts) or f"{NONE[0].upper()}{NONE[1:]}."


def _told(row: Forecaster) -> str:
    parts = [
        f"{chance(point.said)} said of {point.count}, {point.happened} came out yes "
        f"(interval {chance(point.low)} to {chance(point.high)})"
        for point in row.curve[:TOLD]
    ]
    rest = len(row.curve) - TOLD
    more = [counted(rest, "more point")] if rest > 0 else []
    return f"{row.name}, {counted(len(row.yes_no), 'question')}: {'; '.join(parts + more)}."
