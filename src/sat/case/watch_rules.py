"""Numbered rules over the tables of indicators and warning."""

from collections.abc import Iterator

from sat.case.problem import Problem
from sat.case.rulebook import Book, rule
from sat.case.watch import Event, Observation, ReferenceClass

SMALLEST_TOWN = 15_000  # inhabitants of the smallest town that can be looked up by its size


@rule("R310", "A toll's low end is not above its high end")
def _tolls(book: Book) -> Iterator[Problem]:
    for line, row in book.rows(Event, "events"):
        low, high = row.killed_low, row.killed_high
        if low is not None and high is not None and low > high:
            expected = f"killed_high is {high}"
            yield Problem("events.csv", line, "killed_low", "R310", str(low), expected)


@rule("R315", "What nobody could see has no value")
def _unseen(book: Book) -> Iterator[Problem]:
    for line, row in book.rows(Observation, "observations"):
        if row.level == "unknown" and row.value is not None:
            expected = "where the level is unknown there is no value; leave it blank"
            yield Problem("observations.csv", line, "value", "R315", f"{row.value:g}", expected)


@rule("R316", "A reference class says near what it counts, or nothing of it")
def _areas(book: Book) -> Iterator[Problem]:
    for line, row in book.rows(ReferenceClass, "reference_classes"):
        for column, value, expected in _area_faults(row):
            yield Problem("reference_classes.csv", line, column, "R316", value, expected)


def _area_faults(row: ReferenceClass) -> Iterator[tuple[str, str, str]]:
    """Column, value, and what would be right."""
    near = bool(row.places) or row.min_population is not None
    if near and row.radius_km is None:
        yield "radius_km", "", "there are places or min_population; say how near to them it counts"
    if row.radius_km is not None and not near:
        yield "radius_km", f"{row.radius_km:g}", "near what? fill places or min_population"
    if row.min_population is not None and row.min_population < SMALLEST_TOWN:
        expected = f"the gazetteer begins at {SMALLEST_TOWN}; name smaller towns with their point"
        yield "min_population", str(row.min_population), expected
    if row.places and row.min_population is not None:
        expected = "places are given; name towns or a least population, not both"
        yield "min_population", str(row.min_population), expected
    if near and not row.country:
        yield "country", "", "towns are looked up in a country; write its name"
    point = (row.latitude is not None, row.longitude is not None)
    if any(point) and (not all(point) or len(row.places) != 1):
        expected = "a reference point is latitude and longitude of the one place"
        yield "latitude", "" if row.latitude is None else f"{row.latitude:g}", expected
