"""Numbered rules over the tables of scenario work: drivers, impacts, consistency, scenarios."""

from collections.abc import Iterator

from sat.case.futures import Driver, Exclusion, ImpactOf, Pair, Scenario, State
from sat.case.problem import Problem
from sat.case.rulebook import Book, rule

LEAST = 3  # states of an exclusion; two are a pair of consistency.csv


@rule("R313", "Impacts stay within impact_range")
def _impacts(book: Book) -> Iterator[Problem]:
    if not book.settings:
        return
    low, high = book.settings.impact_range
    for line, row in book.rows(ImpactOf, "impacts"):
        if not low <= row.impact <= high:
            expected = f"impact_range in case.toml is {low} to {high}"
            yield Problem("impacts.csv", line, "impact", "R313", str(row.impact), expected)


@rule("R314", "A configuration has one state of a driver")
def _configurations(book: Book) -> Iterator[Problem]:
    driver = {row.state_id: row.driver_id for _, row in book.rows(State, "states")}
    for line, row in book.rows(Scenario, "scenarios"):
        drivers = [driver[state] for state in row.states if state in driver]
        for name in sorted({name for name in drivers if drivers.count(name) > 1}):
            expected = f"driver {name} is there with more than one state; keep one"
            yield Problem("scenarios.csv", line, "states", "R314", ";".join(row.states), expected)
    for line, pair in book.rows(Pair, "consistency"):
        both = (driver.get(pair.state_a), driver.get(pair.state_b))
        if both[0] is not None and both[0] == both[1]:
            expected = (
                f"both are states of driver {both[0]}; states of one driver exclude each other"
            )
            yield Problem("consistency.csv", line, "state_b", "R314", pair.state_b, expected)


@rule("R317", "An exclusion is of three or more states, each of another driver")
def _exclusions(book: Book) -> Iterator[Problem]:
    driver = {row.state_id: row.driver_id for _, row in book.rows(State, "states")}
    for line, row in book.rows(Exclusion, "exclusions"):
        value = ";".join(row.states)
        if len(row.states) < LEAST:
            expected = f"name {LEAST} states or more; two are a pair of consistency.csv"
            yield Problem("exclusions.csv", line, "states", "R317", value, expected)
        drivers = [driver[state] for state in row.states if state in driver]
        for name in sorted({name for name in drivers if drivers.count(name) > 1}):
            expected = f"driver {name} is there with more than one state; they exclude each other"
            yield Problem("exclusions.csv", line, "states", "R317", value, expected)


@rule("R318", "A driver has at least two states")
def _states(book: Book) -> Iterator[Problem]:
    drivers = [row.driver_id for _, row in book.rows(State, "states")]
    lost = set(drivers) - book.sheets["drivers"].ids  # a slip there, and not a driver without
    if lost or not book.sheets["states"].whole:
        return
    for line, row in book.rows(Driver, "drivers"):
        number = drivers.count(row.driver_id)
        if number < 2:
            expected = "what has one state cannot change; write at least two into states.csv"
            value = f"{row.driver_id}: {number}"
            yield Problem("drivers.csv", line, "driver_id", "R318", value, expected)
