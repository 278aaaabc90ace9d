"""Figures of a watch list: warning board, heat strip by month, belief track."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.patches import Rectangle

from sat.case.watch import Observation
from sat.draw import (
    BLUE,
    GREY,
    INK,
    PAPER,
    Box,
    bare,
    boxes,
    new_axes,
    row_labels,
    set_title,
    write,
)
from sat.indicators.analysis import IndicatorResult
from sat.indicators.belief import Step
from sat.indicators.look import COLOURS, GLYPHS, WARNING_COLOURS, chance, outcome_label
from sat.indicators.rates import months_between
from sat.indicators.state import RANK, State, seen_on, standing_after
from sat.marks import mark_cell
from sat.text import one_line, wrapped

MONTHS = 30  # newest months in the heat strip
HATCH = "////"
TILE = 0.92
MOVERS = 2  # names at one step of the belief track, before the rest is a number
ROOM = 12  # labels side by side in a strip of the belief track


def plot_board(result: IndicatorResult, ax: Axes | None = None) -> Axes:
    """The warning board: each outcome's level, and a tile for each indicator that counts.

    A tile has the level that stands; it is hatched where nobody looked in time, so that an old
    alarm and a fresh one are told apart.
    """
    states = {row.indicator_id: row for row in result.states}
    rows = [row for row in result.warnings if not row.through]
    most = max([len(row.indicators) for row in rows], default=1)
    ax = ax or new_axes(max(9.0, 5.6 + 0.62 * most), 1.1 + 0.56 * max(len(rows), 2))
    for place, row in enumerate(rows):
        _tile(ax, -1.75, place, row.level, WARNING_COLOURS[row.level], row.level == "unknown", 1.6)
        for column, name in enumerate(row.indicators):
            state = states[name]
            text = f"{name}\n{GLYPHS[state.standing]}"
            _tile(ax, column + 0.1, place, text, COLOURS[state.standing], not state.looked)
        if not row.indicators:
            write(ax, 0.1, place, "no indicator that separates anything", va="center")
    labels = [wrapped(outcome_label(result.case, row.outcome, 80), 36, 2) for row in rows]
    row_labels(ax, labels, range(len(rows)))
    ax.set(xlim=(-1.8, max(most, 6) + 0.2), ylim=(len(rows) - 0.45, -0.55), xticks=[])
    bare(ax, "top", "right", "left", "bottom")
    set_title(ax, f"Warning board as of {result.case.as_of} (hatched: nobody looked in time)", 92)
    return ax


def _tile(
    ax: Axes, x: float, y: float, text: str, colour: str, hatched: bool, width: float = TILE
) -> None:
    look = {"facecolor": colour, "edgecolor": GREY, "lw": 0.7, "hatch": HATCH if hatched else ""}
    ax.add_artist(Rectangle((x, y - 0.42), width, 0.84, **look))  # type: ignore[arg-type]
    box = {"facecolor": colour, "edgecolor": "none", "pad": 1.2} if hatched else None
    ink = PAPER if colour == COLOURS["high"] else INK
    where = {"ha": "center", "va": "center", "color": ink, "bbox": box, "fontsize": 7.5}
    write(ax, x + width / 2, y, text, **where)


def plot_strip(result: IndicatorResult, ax: Axes | None = None) -> Axes:
    """Heat strip: each indicator by month, what was observed in it; unknown is hatched.

    A tint behind the hatching is a raised level that nothing had cleared by then.
    """
    last = result.case.as_of
    months = months_between(date(last.year - 3, 1, 1), _end_of_month(last))[-MONTHS:]
    states = result.states
    ax = ax or new_axes(10.2, 1.2 + 0.235 * len(states))
    seen = _by_month(result.case.observations)
    cells = list[Box]()
    for column, month in enumerate(months):
        standing = standing_after(result.case, _end_of_month(month))
        for row, state in enumerate(states):
            levels = seen.get((state.indicator_id, month), [])
            level = max(levels, key=lambda code: RANK[code], default="unknown")
            held = standing.get(state.indicator_id, "") if level == "unknown" else ""
            cells.append(_month(ax, column, row, level, held))
    boxes(ax, cells, HATCH)
    row_labels(ax, [_named(state) for state in states], range(len(states)))
    places = [n for n, month in enumerate(months) if month.month in (1, 4, 7, 10)]
    ax.set_xticks(places, [f"{months[n]:%b\n%Y}" for n in places], fontsize=8)
    ax.set(xlim=(-0.5, len(months) - 0.5), ylim=(len(states) - 0.5, -0.5))
    bare(ax, "top", "right", "left", "bottom")
    ax.tick_params(length=0)
    glyphs = "  ".join(f"{GLYPHS[level]} {level}" for level in ("none", "low", "high"))
    key = f"{glyphs}; hatched: unknown; tint: stood uncleared"
    set_title(ax, f"What was observed by month, as known on {last}  ({key})", 96)
    return ax


def _end_of_month(day: date) -> date:
    following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return following - timedelta(days=1)


def _by_month(observations: Sequence[Observation]) -> dict[tuple[str, date], list[str]]:
    """Levels by indicator and month, an observation in the month in which its period ends."""
    found: dict[tuple[str, date], list[str]] = {}
    for row in observations:
        month = seen_on(row).replace(day=1)
        found.setdefault((row.indicator_id, month), []).append(row.level)
    return found


def _month(ax: Axes, column: int, row: int, level: str, held: str) -> Box:
    """A month's cell; its glyph is written."""
    if level != "unknown":
        mark_cell(ax, column, row, GLYPHS[level], 6.5, PAPER if level == "high" else INK)
    colour = {"low": "#fdeee6", "high": "#e3c4c1"}.get(held, COLOURS[level])
    look = {"face": colour, "edge": "#bdbdbd", "hatched": level == "unknown"}
    return Box(column - 0.5, row - 0.45, 1, 0.9, lw=0.4, **look)  # type: ignore[arg-type]


def _named(state: State) -> str:
    return f"{state.indicator_id} {one_line(state.indicator.text, 46)}"


def plot_belief(result: IndicatorResult, ax: Axes | None = None) -> Axes:
    """The belief track: one strip a hypothesis, 0 to 100 %, with its range and what moved it.

    The band runs over all mappings and analysts. Names stand where a hypothesis gained most.
    """
    found = result.track
    names = list(found.hypotheses) if found else []
    ax = ax or new_axes(10.2, 1.2 + 0.82 * max(len(names), 2))
    if found is None:
        ax.text(0.5, 0.5, "nothing observed, or nothing rated", ha="center")
        ax.set_axis_off()
        return ax
    epoch = date(1970, 1, 1)  # matplotlib counts days from here
    days = [float((step.day - epoch).days) for step in found.steps]
    for row, name in enumerate(names):
        _strip(ax, row, days, found.steps, name)
    labels = [wrapped(outcome_label(result.case, name, 80), 34, 2) for name in names]
    row_labels(ax, labels, [row - 0.4 for row in range(len(names))])
    ax.xaxis_date()
    ticks = AutoDateLocator()  # type: ignore[no-untyped-call]
    ax.xaxis.set_major_locator(ticks)
    ax.xaxis.set_major_formatter(ConciseDateFormatter(ticks))  # type: ignore[no-untyped-call]
    room = max(days[-1] - days[0], 30) * 0.09
    ax.set(xlim=(days[0], days[-1] + room), ylim=(len(names) - 0.85, -1.1))
    bare(ax, "top", "right", "left")
    set_title(ax, "Belief track: what the ratings imply (a model, not a judgment)", 92)
    return ax


def _strip(ax: Axes, row: int, days: list[float], steps: Sequence[Step], name: str) -> None:
    high = 0.8  # of a strip, 100 %
    central, low, wide = (
        [row - high * getattr(step, end)[name] for step in steps]
        for end in ("central", "low", "high")
    )
    ax.axhspan(row - high, row, color="#f4f4f4", lw=0, zorder=0)
    ax.axhline(row - high / 2, color="#d9d9d9", lw=0.6, linestyle=":", zorder=0)
    for share, text in ((0, "0%"), (0.5, "50%"), (1, "100%")):
        write(ax, days[0], row - high * share, f" {text}", fontsize=6, color=GREY, va="center")
    ax.fill_between(days, low, wide, step="post", color="#c3d7ea", lw=0)
    ax.step(days, central, where="post", color=BLUE, lw=1.6)
    _movers(ax, [(day, step, y) for day, step, y in zip(days, steps, wide, strict=True)], name)
    last = steps[-1]
    text = f" {chance(last.central[name])}\n ({chance(last.low[name])}–{chance(last.high[name])})"
    write(ax, days[-1], row - high * last.central[name], text, fontsize=7.5, va="center")


def _movers(ax: Axes, steps: Sequence[tuple[float, Step, float]], name: str) -> None:
    """What moved a hypothesis most, the greatest gains first, where there is room for the names."""
    room = (steps[-1][0] - steps[0][0]) / ROOM
    gains = [
        (now.central[name] - before.central[name], day, y, now)
        for (_, before, _), (day, now, y) in pairwise(steps)
        if now.gainer == name
    ]
    taken: list[float] = []
    for _, day, y, step in sorted(gains, key=lambda gain: -gain[0]):
        if any(abs(day - other) < room for other in taken):
            continue
        taken.append(day)
        names = [part for part, _ in step.moved]
        shown = ", ".join(names[:MOVERS]) + (f" +{len(names) - MOVERS}" * (len(names) > MOVERS))
        write(ax, day, y - 0.03, shown, fontsize=7, ha="center", va="bottom")
