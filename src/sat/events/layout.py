"""Whose file it is, read from the names of its columns, and which columns a reader needs.

UCDP and ACLED are told apart by their columns, never by file name: both once had the same names
on HDX. Columns are found by name; what else a file holds is passed over.
"""

from collections.abc import Sequence

from sat.events.problem import refusal
from sat.text import joined, one_line

UCDP_COLUMNS = {
    "id": "number of the event; the same event keeps it from release to release",
    "code_status": "Clear, or what coders still check; annual releases hold Clear only",
    "type_of_violence": "1 state-based, 2 non-state, 3 one-sided",
    "side_a": "type 1: the government; type 2: one group; type 3: the perpetrator",
    "side_b": "type 1: the rebels; type 2: the other group; type 3: Civilians",
    "where_prec": "1 exact, 2 within 25 km, 3 district, 4 province, 5 line, 6 country, 7 sea",
    "where_coordinates": "standardised place",
    "where_description": "the place in the coder's words",
    "adm_1": "first-order unit, by older boundaries",
    "latitude": "degrees north",
    "longitude": "degrees east",
    "country": "name as UCDP writes it",
    "country_id": "Gleditsch-Ward number",
    "date_prec": "1 day, 2 2-6 days, 3 week, 4 month, 5 more",
    "date_start": "first possible day",
    "date_end": "last possible day",
    "low": "lowest estimate of deaths",
    "best": "best estimate of deaths; can be 0",
    "high": "highest estimate of deaths",
}
ACLED_COLUMNS = {
    "event_id_cnty": "id of the event with letters of its country, such as MLI12345",
    "event_date": "day of the event",
    "time_precision": "1 day, 2 week, 3 month",
    "event_type": "one of six, such as Battles",
    "actor1": "one side; which one says nothing of who attacked",
    "assoc_actor_1": "who acted with it, separated by '; '",
    "actor2": "the other side, often blank",
    "assoc_actor_2": "who acted with that, separated by '; '",
    "iso": "numeric ISO 3166 code of the country",
    "country": "name as ACLED writes it",
    "admin1": "first-order unit",
    "location": "place",
    "latitude": "degrees north",
    "longitude": "degrees east",
    "geo_precision": "1 place, 2 near a place, 3 larger area",
    "fatalities": "deaths, one number",
}
NEEDED = {"UCDP": UCDP_COLUMNS, "ACLED": ACLED_COLUMNS}
READER = {"UCDP": "read_ucdp", "ACLED": "read_acled"}

# Files that look like event data but cannot be read as such: marks to know each by (all of its
# column names) and what to say of it.
_OTHERS = (
    (
        ("start_year",),
        "this is the HDX edition of UCDP's data, which lacks the coding status and more; "
        "take UCDP's own file, such as ged251-csv.zip, and read it with read_ucdp",
    ),
    (
        ("location_code", "reference_period_start", "events"),
        "these are ACLED's monthly counts from HDX HAPI, without events and actors; "
        "export the events from ACLED and read them with read_acled",
    ),
    (
        ("Month", "Year", "Events"),
        "these are ACLED's monthly counts as HDX has them, without events and actors; "
        "export the events from ACLED and read them with read_acled",
    ),
    (
        ("country_iso3", "year_month"),
        "these are counts by country and month; read them with read_country_months",
    ),
)
_MARKS = {
    "UCDP": ("side_a", "side_b", "type_of_violence"),
    "ACLED": ("event_id_cnty", "actor1", "event_date"),
}


def layout(names: Sequence[str]) -> str:
    """Whose columns these are, "UCDP" or "ACLED"; blank where the names tell of neither.

    >>> layout(["id", "side_a", "side_b"]), layout(["event_id_cnty", "actor1"]), layout(["a"])
    ('UCDP', 'ACLED', '')
    """
    for whose, marks in _MARKS.items():
        if set(marks) & set(names):
            return whose
    return ""


def refuse_others(file: str, names: Sequence[str], first: Sequence[str]) -> None:
    """Raise ``EventFileError`` for files known to be something else than events.

    ``first`` is the first record: HDX puts tags there that begin with #.
    """
    for marks, expected in _OTHERS:
        if set(marks) <= set(names):
            raise refusal(file, expected)
    if first and all(not cell or cell.startswith("#") for cell in first) and any(first):
        expected = (
            "the second line holds HXL tags: this is an edition from HDX; take the file from "
            "UCDP or ACLED itself"
        )
        raise refusal(file, expected, first[0] or next(filter(None, first)))


def check_layout(file: str, names: Sequence[str], first: Sequence[str], wanted: str) -> None:
    """Raise ``EventFileError`` unless the columns that the reader of ``wanted`` needs are there."""
    refuse_others(file, names, first)
    whose = layout(names)
    if whose and whose != wanted:
        marks = joined([name for name in _MARKS[whose] if name in names])
        expected = f"this is a file of {whose} (it has {marks}); read it with {READER[whose]}"
        raise refusal(file, expected)
    missing = [name for name in NEEDED[wanted] if name not in names]
    if missing:
        raise refusal(file, f"columns missing that a file of {wanted} has: {', '.join(missing)}")
    doubled = sorted({name for name in names if name in NEEDED[wanted] and names.count(name) > 1})
    if doubled:
        raise refusal(file, "name each column once", one_line(", ".join(doubled)))
