"""The scenario tableau: drivers down, scenarios across, what they share as one band.

A tableau shows at a glance what all scenarios have in common and where they part. The program
ScenarioWizard draws one for cross-impact balances (W. Weimer-Jehle, ZIRIUS); here a state that its
scenario does not bear out can be marked in it as well.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from sat.case import Case
from sat.draw import GREY, INK, PAPER, RED, new_axes, set_title, write
from sat.text import counted, joined, one_line, wrapped

TONES = (
    PAPER,
    "#d9e6f2",
    "#aecbe4",
    "#86aed3",
)  # of a row's states, paler first; black reads on all
HATCH = "//////"
LEFT, ACROSS = 1.9, 9.1  # inches for the drivers' names and for all columns
NARROW, WIDE = 0.76, 1.7  # inches of a column at least and at most
LETTER, LINE, EDGE = 0.058, 0.118, 0.13  # inches of a letter, a line, and both edges of a row
LINES = 3  # of a state's title
OPEN = "open"

Column = tuple[str, tuple[str, ...]]  # a scenario's name and its states


def plot_tableau(
    case: Case,
    columns: Sequence[Column],
    marks: Mapping[str, frozenset[str]] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Each driver's state in each scenario; equal neighbours are one band, equal states one tone.

    ``columns`` are scenarios by name with their state ids; where one has no state of a driver the
    cell is hatched, *open*. ``marks`` are by a column's name: states that do not hold there, such
    as those that a scenario's own balance is against; they get a red edge and a cross. Raises
    ``ValueError`` for a state that the case has not, for two of one driver in a column, and for
    a mark on what no column shows.
    """
    held = [_held(case, column) for column in columns]
    beaten = _beaten(columns, marks or {})
    wide = min(max(ACROSS / max(len(columns), 1), NARROW), WIDE)
    rows = _rows(case, held, beaten, wide)
    tops = [0.0, *accumulate(row.high for row in rows)]
    across = max(len(columns) * wide, 6.0)  # inches; one column leaves room for the title
    names = [wrapped(name, int(wide / LETTER * 0.88), 4) for name, _ in columns]  # bold is wider
    head = EDGE + LINE * max([name.count("\n") + 1 for name in names], default=1)
    ax = ax or new_axes(LEFT + across, tops[-1] + head + 0.6)
    ax.set(xlim=(-LEFT, across + 0.05), ylim=(tops[-1] + 0.05, -head))
    ax.set_axis_off()
    for place, name in enumerate(names):
        look = {"ha": "center", "va": "bottom", "fontsize": 7, "weight": "bold"}
        write(ax, (place + 0.5) * wide, -0.06, name, **look)
    for row, top in zip(rows, tops, strict=False):
        _draw(ax, row, top, wide)
    said = _title(case, held, None if marks is None else sum(map(len, beaten)))
    set_title(ax, said, int((LEFT + across) / 0.084))
    return ax


def _held(case: Case, column: Column) -> dict[str, str]:
    """A column's state of each driver that it has one of."""
    driver = {row.state_id: row.driver_id for row in case.states}
    name, found = one_line(column[0], 40), dict[str, str]()
    for state in column[1]:
        if state not in driver:
            raise ValueError(
                f"column '{name}' has state '{one_line(state)}', which the case has not"
            )
        other = found.setdefault(driver[state], state)
        if other != state:
            both = f"{other} and {state} of driver {driver[state]}"
            raise ValueError(f"column '{name}' has {both}; a scenario has one state a driver")
    return found


def _beaten(columns: Sequence[Column], marks: Mapping[str, frozenset[str]]) -> list[frozenset[str]]:
    """The states that do not hold, column by column."""
    for name, states in marks.items():
        shown = {state for other, held in columns if other == name for state in held}
        if lost := sorted(states - shown):
            what = one_line(joined(lost))
            raise ValueError(f"marks of '{one_line(name, 40)}': no column of that name has {what}")
    return [marks.get(name, frozenset()) & {*held} for name, held in columns]


@dataclass(frozen=True)
class _Band:
    """Neighbouring columns with the same state, blank where open: the first, and how many.

    One that does not hold is a band of its own, and so is an open one: it shares nothing.
    """

    start: int
    number: int
    state: str
    beaten: bool
    text: str = OPEN


@dataclass(frozen=True)
class _Row:
    """A driver: its name, its bands, a tone for each of its states, and its inches down."""

    name: str
    bands: tuple[_Band, ...]
    tones: Mapping[str, str]
    high: float


def _rows(
    case: Case,
    held: Sequence[Mapping[str, str]],
    beaten: Sequence[frozenset[str]],
    wide: float,
) -> list[_Row]:
    titles = {row.state_id: row.title for row in case.states}
    found = []
    for driver in case.drivers:
        name = wrapped(f"{driver.driver_id} {driver.title}", 28, 2)
        states = [column.get(driver.driver_id, "") for column in held]
        bands = [_worded(band, titles, wide) for band in _bands(states, beaten)]
        lines = max(text.count("\n") + 1 for text in [name, *(band.text for band in bands)])
        # The case's own order of states: a tone does not hang on the order of the columns.
        seen = [state for state in titles if state in states]
        tones = {state: TONES[place % len(TONES)] for place, state in enumerate(seen)}
        found.append(_Row(name, tuple(bands), tones, EDGE + LINE * lines))
    return found


def _bands(states: Sequence[str], beaten: Sequence[frozenset[str]]) -> list[_Band]:
    found = list[_Band]()
    for place, (state, lost) in enumerate(zip(states, beaten, strict=True)):
        last = found[-1] if found else None
        if last and state and last.state == state and not last.beaten and state not in lost:
            found[-1] = replace(last, number=last.number + 1)
        else:
            found.append(_Band(place, 1, state, state in lost))
    return found


def _worded(band: _Band, titles: Mapping[str, str], wide: float) -> _Band:
    if not band.state:
        return band
    letters = int(band.number * wide / LETTER)
    return replace(band, text=wrapped(titles[band.state], letters, LINES))


def _draw(ax: Axes, row: _Row, top: float, wide: float) -> None:
    middle = top + row.high / 2
    write(ax, -LEFT, middle, row.name, va="center", fontsize=7.5)
    for band in row.bands:
        tone, hatch = row.tones.get(band.state, PAPER), "" if band.state else HATCH
        look = {"facecolor": tone, "edgecolor": GREY, "lw": 0.6, "hatch": hatch}
        size = (band.number * wide, row.high)
        ax.add_artist(Rectangle((band.start * wide, top), *size, **look))  # type: ignore[arg-type]
        where = {"ha": "center", "va": "center", "fontsize": 7, "color": INK}
        if not band.state:
            where["bbox"] = {"facecolor": PAPER, "edgecolor": "none", "pad": 1}
        write(ax, (band.start + band.number / 2) * wide, middle, band.text, **where)
        if band.beaten:
            _cross(ax, band.start * wide, top, wide, row.high)


def _cross(ax: Axes, left: float, top: float, wide: float, high: float) -> None:
    """What does not hold: an edge within the cell, and a cross on its corner."""
    look = {"fill": False, "edgecolor": RED, "lw": 1.8, "zorder": 3}
    box = Rectangle((left + 0.02, top + 0.02), wide - 0.04, high - 0.04, **look)  # type: ignore[arg-type]
    ax.add_artist(box)
    back = {"facecolor": PAPER, "edgecolor": RED, "lw": 0.8, "pad": 0.8}
    where = {"ha": "center", "va": "center", "fontsize": 7, "weight": "bold", "zorder": 4}
    write(ax, left + wide - 0.05, top + 0.05, "×", color=RED, bbox=back, **where)


def _title(case: Case, held: Sequence[Mapping[str, str]], beaten: int | None) -> str:
    drivers = counted(len(case.drivers), "driver")
    said = f"Scenario tableau: {counted(len(held), 'scenario')} of {drivers}"
    states = [{column.get(row.driver_id, "") for column in held} for row in case.drivers]
    if len(held) > 1:
        alike = sum(len(found) == 1 and "" not in found for found in states)
        said += f", {alike} the same in all"
    if any("" in found for found in states):
        said += "; hatched: open"
    if beaten is None:
        return said
    lost = f"{counted(beaten, 'state')} {'does' if beaten == 1 else 'do'} not hold (×)"
    return f"{said}; {lost if beaten else 'every state holds'}"
