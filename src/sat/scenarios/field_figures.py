"""The cross-consistency matrix: which states of different drivers can go together.

Each pair has a tone, a glyph and, where it is doubtful or impossible, the letter of its reason, so
that it reads the same in grey. A pair that nobody judged is hatched: it never looks like a possible
one. A field of too many states to print is shown by pairs of drivers.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from matplotlib.axes import Axes

from sat.case import Case
from sat.draw import INK, PAPER, RED, Box, boxes, new_axes, set_title, write
from sat.marks import mark_cell
from sat.scales import CONSISTENCY_KIND
from sat.scenarios.field import FieldResult
from sat.text import counted, joined, one_line, wrapped

MOST = 60  # states side by side; with more no letter fits into a cell on A4
UNKNOWN, OWN = "not assessed", "same driver"
HATCH = "//////"
COLOURS = {
    "possible": PAPER,
    "doubtful": "#f2b48c",
    "impossible": RED,
    UNKNOWN: PAPER,
    OWN: "#e6e6e6",
}
GLYPHS = {"possible": "·", "doubtful": "?", "impossible": "×"}
LETTERS = {code: code[0] for code in CONSISTENCY_KIND.codes}
LEFT, RIGHT, FOOT = 3.05, 1.25, 0.3  # inches for names on the three sides
WIDE, HIGH = 6.6, 6.2  # inches for the cells on A4 across
BLOCK = (0.38, 0.32)  # inches, wide and high, of a cell that stands for a pair of drivers
TONES = ((0.0, PAPER), (0.25, "#fbe3d5"), (0.5, COLOURS["doubtful"]), (1.0, RED))  # up to a share
NARROW = 0.135  # inches; a cell below that has no room for a cross and a letter
LETTER = 0.068  # inches that a letter of a name takes at most, on average
LINE = 0.13  # inches from one line of a name to the next


Place = tuple[int, int]
Point = tuple[float, float]
Marks = dict[frozenset[str], str]


@dataclass(frozen=True)
class _Sheet:
    """Axes whose units are the cells of a square of ``number`` rows, with the size of a cell."""

    ax: Axes
    number: int
    wide: float
    high: float


def plot_consistency(case: Case, found: FieldResult, ax: Axes | None = None) -> Axes:
    """Every pair of states in the lower triangle, drivers parted by rules; made for A4 across.

    ``·`` is possible, ``?`` doubtful, ``×`` impossible, the latter two with the letter of the
    reason (logical, empirical, normative), which stands alone in a cell too narrow for both;
    hatched is not assessed, grey the same driver. Columns are named on the diagonal. With more
    than ``MOST`` states the cells are pairs of drivers, with how many of their pairs of states the
    field excludes. ``case`` is the one of the field.
    """
    marks = _marks(case, found)
    number = sum(map(len, found.states))
    if number > MOST:
        return _by_drivers(case, found, marks, ax)
    sheet = _sheet(ax, number, min(WIDE / number, 0.3), min(HIGH / number, 0.22))
    titles = {row.state_id: row.title for row in case.states}
    pairs = [
        _pair(sheet, row, column, code) for (row, _), (column, _), code in _cells(found, marks)
    ]
    boxes(sheet.ax, pairs, HATCH)
    names = [titles[state] for states in found.states for state in states]
    for place, name in enumerate(names):
        look = {"va": "center", "fontsize": _size(sheet)}
        write(sheet.ax, -0.4, place + 0.5, one_line(name, 22), ha="right", **look)
        write(sheet.ax, place + 0.2, place + 0.5, one_line(name, 22), **look)
    _groups(sheet, case, found, list(map(len, found.states)), letters=24)
    letters = ", ".join(f"{letter} {kind}" for kind, letter in LETTERS.items())
    _key(sheet, [*COLOURS], f"reason: {letters}")
    set_title(sheet.ax, _title(found), 110)
    return sheet.ax


def _marks(case: Case, found: FieldResult) -> Marks:
    """Each judgment of the field as its code and the letter of its reason: ``impossible l``."""
    inside = {state for states in found.states for state in states}
    return {
        frozenset((row.state_a, row.state_b)): f"{row.consistency} {LETTERS[row.kind]}"
        for row in case.consistency
        if {row.state_a, row.state_b} <= inside
    }


def _cells(found: FieldResult, marks: Marks) -> Iterator[tuple[Place, Place, str]]:
    """The pairs of states of different drivers, later one first, with their marks.

    A state is its place in the whole field, and that of its driver.
    """
    listed = [(state, n) for n, states in enumerate(found.states) for state in states]
    for row, (later, own) in enumerate(listed):
        for column, (earlier, other) in enumerate(listed[:row]):
            if own != other:
                mark = marks.get(frozenset((later, earlier)), UNKNOWN)
                yield (row, own), (column, other), mark


def _title(found: FieldResult) -> str:
    sums = {
        code: sum(getattr(row, code) for row in found.tallies)
        for code in ("impossible", "doubtful")
    }
    said = ", ".join(f"{number} {code}" for code, number in sums.items())
    pairs = counted(found.pairs, "pair")
    return f"Consistency of {pairs} of states: {said}, {found.unassessed} not assessed"


def _sheet(ax: Axes | None, number: int, wide: float, high: float, right: float = RIGHT) -> _Sheet:
    """Axes without frame; a small field leaves room at the side, for its title and its key."""
    across = max(LEFT + number * wide + right, 9.4)
    ax = ax or new_axes(across, 0.45 + number * high + FOOT + 0.45)
    ax.set(xlim=(-LEFT / wide, (across - LEFT) / wide), ylim=(number + FOOT / high, -0.45 / high))
    ax.set_axis_off()
    return _Sheet(ax, number, wide, high)


def _size(sheet: _Sheet) -> float:
    return 7 if sheet.high > 0.125 else 6.5


def _box(at: Point, code: str, size: Point = (1, 1), tone: str = "") -> Box:
    """A cell by its left upper corner."""
    face, unknown = tone or COLOURS[code], code == UNKNOWN
    return Box(*at, *size, face=face, edge="#9a9a9a", lw=0.35, hatched=unknown)


def _pair(sheet: _Sheet, row: int, column: int, mark: str) -> Box:
    """The cell of a pair; its glyph and letter are written."""
    code, letter = (mark, "") if mark == UNKNOWN else mark.split()
    if code != UNKNOWN:
        reason = letter if code != "possible" else ""
        # Both do not fit into a narrow cell; white on dark is unlike anything else.
        text = reason if code == "impossible" and sheet.wide < NARROW else GLYPHS[code] + reason
        ink = PAPER if code == "impossible" else INK
        mark_cell(sheet.ax, column + 0.5, row + 0.5, text, 6.5, ink)
    return _box((column, row), code)


def _groups(
    sheet: _Sheet, case: Case, found: FieldResult, sizes: Sequence[int], letters: int
) -> None:
    """The drivers: a grey block each on the diagonal, rules between them, names on two sides."""
    titles = {row.driver_id: row.title for row in case.drivers}
    starts = [0, *accumulate(sizes)]
    for name, start, size in zip(found.drivers, starts, sizes, strict=False):
        boxes(sheet.ax, [_box((start, start), OWN, (size, size))])
        middle, end = start + size / 2, start + size
        lines = min(3, max(1, int(size * sheet.high / LINE)))
        text = wrapped(f"{name} {titles[name]}", letters, lines)
        look = {"va": "center", "fontsize": _size(sheet), "weight": "bold"}
        write(sheet.ax, -LEFT / sheet.wide, middle, text, **look)
        fits = max(3, int(size * sheet.wide / LETTER))
        foot = sheet.number + 0.08 / sheet.high
        look |= {"va": "top", "ha": "center"}
        write(sheet.ax, middle, foot, one_line(name, fits), **look)
        sheet.ax.plot([-LEFT / sheet.wide, end], [end, end], color=INK, lw=0.7)
        sheet.ax.plot([end, end], [end, sheet.number], color=INK, lw=0.7)


def _key(sheet: _Sheet, codes: Sequence[str], more: str) -> None:
    """What the tones and letters mean, in a line above the cells."""
    left, y = -LEFT / sheet.wide, -0.3 / sheet.high
    wide, high = 0.17 / sheet.wide, 0.14 / sheet.high
    for code in codes:
        boxes(sheet.ax, [_box((left, y - high / 2), code, (wide, high))], HATCH)
        text = f"{GLYPHS.get(code, '')} {code}".strip()
        write(sheet.ax, left + 0.23 / sheet.wide, y, text, va="center", fontsize=7.5)
        left += 1.2 / sheet.wide
    write(sheet.ax, left, y, more, va="center", fontsize=7.5)


def _by_drivers(case: Case, found: FieldResult, marks: Marks, ax: Axes | None) -> Axes:
    """Drivers by drivers: how many of their pairs of states the field excludes, of how many."""
    counts: dict[Place, Counter[str]] = {}
    for (_, row), (_, column), mark in _cells(found, marks):
        code = mark if mark == UNKNOWN else mark.split()[0]
        counts.setdefault((row, column), Counter())[code] += 1
    sheet = _sheet(ax, len(found.drivers), *BLOCK, right=0.1)
    out = ["impossible", "doubtful"] if found.strict else ["impossible"]
    shares = [
        _share(sheet, place, sum(codes[code] for code in out), codes)
        for place, codes in counts.items()
    ]
    boxes(sheet.ax, shares, HATCH)
    _groups(sheet, case, found, [1] * sheet.number, letters=44)
    tones = "tone by share: none, to a quarter, to half, more"
    _key(sheet, [UNKNOWN, OWN], f"1/9: {joined(out, 'or')}, of all; ?2: not assessed; {tones}")
    states = sum(map(len, found.states))
    more = f"{states} states are too many to show: a cell is a pair of drivers"
    set_title(sheet.ax, f"{_title(found)}; {more}", 110)
    return sheet.ax


def _share(sheet: _Sheet, place: Place, excluded: int, codes: Counter[str]) -> Box:
    """The cell of a pair of drivers; its numbers are written."""
    row, column = place
    share, unknown = excluded / codes.total(), codes[UNKNOWN]
    tone = next(colour for end, colour in TONES if share <= end)
    lines = [f"{excluded}/{codes.total()}"] if codes.total() > unknown else []
    lines += [f"?{unknown}"] if unknown else []
    look = {"ha": "center", "va": "center", "fontsize": 6.5, "linespacing": 1.0}
    look |= {"color": PAPER if tone == RED else INK, "in_layout": False}
    if unknown:
        look["bbox"] = {"facecolor": tone, "edgecolor": "none", "pad": 0.6}
    write(sheet.ax, column + 0.5, row + 0.5, "\n".join(lines), **look)
    return _box((column, row), UNKNOWN if unknown else "possible", tone=tone)
