"""Which drivers matter: importance against uncertainty, and who moves whom (MICMAC).

A driver that is important and uncertain makes an axis of scenarios; one that is important and
certain is common to all of them. *Influence* is how strongly a driver bears on the others (row
sums of absolute values), *dependence* how strongly they bear on it (column sums); powers of the
matrix count chains of influence, so that what works through others shows (J.-C. Duperrin &
M. Godet, *Méthode de hiérarchisation des éléments d'un système*, CEA 1973; M. Godet, *Creating
Futures*, 2001). Everything is in whole numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import index

from sat.case import Case
from sat.case.futures import Driver
from sat.text import counted, joined, one_line

MIDDLE = 3  # of the scales 1 to 5; above it is high
LONGEST = 9  # steps of a chain of influence
Numbers = tuple[int, ...]
Square = tuple[Numbers, ...]


@dataclass(frozen=True)
class Placed:
    """A driver on the map of importance and uncertainty, each from 1 to 5.

    ``product`` is importance × uncertainty, 1 to 25. ``part`` is *axis* (both above 3), *given*
    (important, its course known), *watch* (uncertain, of less importance) or *aside* (neither).
    """

    driver: Driver
    product: int
    part: str


def priorities(case: Case) -> tuple[Placed, ...]:
    """The drivers with the largest product first, ties by importance, then in file order."""
    placed = [
        Placed(row, row.importance * row.uncertainty, _part(row.importance, row.uncertainty))
        for row in case.drivers
    ]
    return tuple(sorted(placed, key=lambda row: (-row.product, -row.driver.importance)))


def _part(importance: int, uncertainty: int) -> str:
    if importance > MIDDLE:
        return "axis" if uncertainty > MIDDLE else "given"
    return "watch" if uncertainty > MIDDLE else "aside"


def axis_drivers(case: Case, chosen: Sequence[str] = ()) -> tuple[Driver, Driver]:
    """The two drivers to cross: the analyst's, by id and in that order, or the first two by rule.

    The rule is that of ``priorities``. Raises ``ValueError`` for other than two chosen drivers, for
    one that is not there or is chosen twice, and for a case of fewer than two drivers.
    """
    if len(case.drivers) < 2:
        number = counted(len(case.drivers), "driver")
        raise ValueError(f"case {case.case_id} has {number}; two axes need two")
    if not chosen:
        first, second = (row.driver for row in priorities(case)[:2])
        return first, second
    known = {row.driver_id: row for row in case.drivers}
    for name in chosen:
        if name not in known:
            there = joined(list(known))
            raise ValueError(f"there is no driver '{one_line(name)}'; there are: {there}")
    if len(chosen) != 2 or chosen[0] == chosen[1]:
        raise ValueError(f"axes are {joined(list(chosen))}; choose two different drivers")
    return known[chosen[0]], known[chosen[1]]


@dataclass(frozen=True)
class Micmac:
    """Influence and dependence of drivers over chains of ``power`` steps; 1 is direct.

    Both are in the unit of the matrix to that power, and can be compared within one power alone.
    ``parts`` puts each driver where it stands against the means: *input* (influence above its mean,
    dependence not), *relay* (both above), *output* (dependence above alone), *autonomous*
    (neither).
    """

    names: tuple[str, ...]
    power: int
    influence: Numbers
    dependence: Numbers
    parts: tuple[str, ...]

    @property
    def ranking(self) -> tuple[str, ...]:
        """The drivers, most influence first, ties by less dependence, then in the order given."""
        rows = zip(self.influence, self.dependence, self.names, strict=True)
        ranked = sorted(rows, key=lambda row: (-row[0], row[1]))
        return tuple(name for _, _, name in ranked)


def micmac(names: Sequence[str], matrix: Sequence[Sequence[int]], power: int = 1) -> Micmac:
    """MICMAC of a matrix whose rows act on its columns, by the ``power``-th power of |M|.

    Raises ``ValueError`` for a matrix that is not square or has not one row a name, for a driver
    that acts on itself, for a cell that is no whole number, and for a power below 1.

    >>> found = micmac(["a", "b"], [[0, -3], [1, 0]])
    >>> found.influence, found.dependence, found.parts
    ((3, 1), (1, 3), ('input', 'output'))
    """
    if power < 1:
        raise ValueError(f"power is {power}; 1 is direct influence, 2 and more are indirect")
    if any(len(line) != len(names) for line in (matrix, *matrix)):
        raise ValueError(f"the matrix is not {len(names)} × {len(names)}, a row and column a name")
    for place, name in enumerate(names):
        if matrix[place][place]:
            value = matrix[place][place]
            raise ValueError(f"driver {one_line(name)} acts on itself with {value}; put 0 there")
    size = tuple(tuple(abs(_whole(cell)) for cell in row) for row in matrix)
    turned = tuple(zip(*size, strict=True))
    influence, dependence = _chains(size, power), _chains(turned, power)
    parts = tuple(map(_quadrant, _high(influence), _high(dependence)))
    return Micmac(tuple(names), power, influence, dependence, parts)


def _whole(cell: int) -> int:
    """A cell as Python's own integer: those of numpy overflow in high powers."""
    try:
        return index(cell)
    except TypeError:
        raise ValueError(f"a cell of the matrix is {cell!r}; it is a whole number") from None


def _chains(matrix: Square, power: int) -> Numbers:
    """Row sums of a power of the matrix: the matrix times the row sums of the power before."""
    sums: Numbers = (1,) * len(matrix)
    for _ in range(power):
        sums = tuple(sum(a * b for a, b in zip(row, sums, strict=True)) for row in matrix)
    return sums


def _high(numbers: Numbers) -> list[bool]:
    """Which lie above the mean, without dividing."""
    return [number * len(numbers) > sum(numbers) for number in numbers]


def _quadrant(influences: bool, depends: bool) -> str:
    if influences:
        return "relay" if depends else "input"
    return "output" if depends else "autonomous"


def driver_matrix(case: Case) -> Square:
    """How strongly each driver (row) acts on each other one (column), in the case's order.

    The sum of the absolute impacts of the states of the one on those of the other; a driver's
    impacts on itself are left out. Raises ``ValueError`` for an impact of a state without driver.
    """
    places = {row.driver_id: place for place, row in enumerate(case.drivers)}
    driver = {row.state_id: places.get(row.driver_id) for row in case.states}
    found = [[0] * len(places) for _ in places]
    for row in case.impacts:
        source, target = driver.get(row.from_state), driver.get(row.to_state)
        if source is None or target is None:
            lost = row.from_state if source is None else row.to_state
            raise ValueError(f"state '{one_line(lost)}' of an impact is of no driver of the case")
        if source != target:
            found[source][target] += abs(row.impact)
    return tuple(map(tuple, found))


def structure(case: Case, power: int = 1) -> Micmac:
    """MICMAC of a case's own impacts. Raises ``ValueError`` as ``micmac`` and ``driver_matrix``."""
    return micmac([row.driver_id for row in case.drivers], driver_matrix(case), power)


def settled(case: Case) -> Micmac:
    """MICMAC over chains long enough for the order of influence to settle.

    The power is the first, from 2 on, at which the ranking is that of the next power too (Godet's
    rule); at most 9, where an order that goes on changing is taken as it is. Where there is no
    chain so long, since nothing acts back, the longest there is. Raises ``ValueError`` as
    ``structure``.
    """
    found = structure(case)
    while found.power < LONGEST:
        longer = structure(case, found.power + 1)
        if not any(longer.influence) or (found.power > 1 and longer.ranking == found.ranking):
            break
        found = longer
    return found
