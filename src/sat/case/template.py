"""A new, empty case with comments that say what belongs where."""

from datetime import date
from pathlib import Path

from sat.case.fields import ID_PATTERN
from sat.case.record import columns
from sat.case.store import table_text
from sat.case.tables import TABLES
from sat.whole import new_folder, write_file

TOML = """\
# The question and how it will be settled. Days are written without quotes.

question = "Write the question here, as it would be asked aloud."
case_id = "{case_id}"          # the name of this folder

opens = {today}           # the span that the question is about
closes = {later}
# as_of = {today}         # default cut; left out = the newest day in the tables

# How it will be settled, so that two people who disagree would agree on the outcome.
resolution = ""

handling = ""                  # marking on every page, such as "TLP:CLEAR"
analysts = ["analyst_a"]       # who rates and forecasts: roles or initials, not full names
yardstick = "icd203"           # or "phia": the words of probability
# impact_range = [-3, 3]       # lowest and highest cross-impact
# note = ""                    # what a reader should know first

# Once it is known how it came out:
# [outcome]
# hypothesis_id = "H1"
# resolved_on = {later}
# source_ids = ["S001"]

# The tables beside this file are empty but for their header. Fill those you need and delete the
# others: a missing table means that its technique was not applied. Every table may have a column
# `note`. Days are YYYY-MM-DD, lists of ids are separated by ';'.
#
{tables}
"""


def new_case(folder: Path) -> None:
    """Make an empty case that passes its own rules.

    Raises ``ValueError`` for a name that cannot be a ``case_id``, and ``FileExistsError`` where
    something of that name is there already.
    """
    if not ID_PATTERN.fullmatch(folder.name):
        expected = "use letters, digits, '_', '-' and '.', and start with a letter or a digit"
        raise ValueError(f"{folder.name!r} cannot name a case; {expected}")
    new_folder(folder, _fill)


def _fill(folder: Path) -> None:
    today = date.today()
    text = TOML.format(
        case_id=folder.name,
        today=today,
        later=date(today.year + 1, today.month, min(today.day, 28)),
        tables=_table_comments(),
    )
    write_file(folder / "case.toml", text)
    for name, record in TABLES.items():
        write_file(folder / f"{name}.csv", table_text(record, ()))


def _table_comments() -> str:
    lines = []
    for name, record in TABLES.items():
        lines.append(f"# {name}.csv: {record.ABOUT}")
        width = max(len(column) for column in columns(record))
        for column in columns(record):
            described = record.model_fields[column].description
            lines.append(f"#     {column:{width}}  {described}")
    return "\n".join(lines)
