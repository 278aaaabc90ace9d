"""What tables, figures and sentences of scenario work share: names of states and drivers."""

from collections.abc import Iterable

from sat.case import Case
from sat.text import one_line

WIDTH = 40  # of a state's or scenario's title in a table


class Names:
    """The titles of a case's drivers, states and scenarios by id, on one line each."""

    def __init__(self, case: Case) -> None:
        self.driver = {row.driver_id: one_line(row.title, 60) for row in case.drivers}
        self.title = {row.state_id: one_line(row.title, WIDTH) for row in case.states}
        self.driver_of = {row.state_id: row.driver_id for row in case.states}
        self.scenario = {row.scenario_id: one_line(row.title, WIDTH) for row in case.scenarios}

    def state(self, state: str) -> str:
        """A state with its driver's id: ``D5 Rationed``."""
        return f"{self.driver_of[state]} {self.title[state]}"

    def states(self, states: Iterable[str]) -> str:
        """States with their drivers' ids, in one phrase."""
        return ", ".join(map(self.state, states))

    def named(self, driver: str) -> str:
        """A driver's id and title."""
        return f"{driver} {self.driver[driver]}"


def big(value: int) -> str:
    """A count with its thousands set apart; beyond 15 digits as a power of ten.

    >>> big(1598940), big(3 * 10**21)
    ('1,598,940', '3.0 × 10^21')
    """
    if value < 10**15:
        return f"{value:,}"
    power = len(str(value)) - 1
    tenths = (value + 10**power // 20) // 10 ** (power - 1)  # whole numbers: it may be any size
    if tenths == 100:
        tenths, power = 10, power + 1
    return f"{tenths // 10}.{tenths % 10} × 10^{power}"


def many(number: int, thing: str, things: str = "") -> str:
    """A count with its noun, thousands set apart.

    >>> many(1, "pair"), many(1200, "pair")
    ('1 pair', '1,200 pairs')
    """
    return f"{big(number)} {thing if number == 1 else things or thing + 's'}"


def signed(number: int) -> str:
    """A whole number with a minus sign that is none of a word's hyphens.

    >>> signed(-2), signed(3)
    ('−2', '3')
    """
    return f"−{-number}" if number < 0 else str(number)


def share(part: int, whole: int) -> str:
    """A part of a whole in percent with one digit; a dash of nothing.

    >>> share(1, 3), share(0, 5), share(1, 5000), share(4999, 5000), share(0, 0)
    ('33.3%', '0%', '<0.1%', '>99.9%', '–')
    """
    if not whole:
        return "–"
    if 0 < 1000 * part < whole:
        return "<0.1%"
    if whole - part < part < whole and 1000 * (whole - part) < whole:
        return ">99.9%"
    # Whole numbers first: both can be far beyond what a float holds.
    return f"{(1000 * part * 2 + whole) // (2 * whole) / 10:g}%"
