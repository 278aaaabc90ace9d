"""The data dictionary `data/README.md`, generated from the column specs.

Run ``python -m sat.case.dictionary`` in the workbook to write it anew.
"""

from sat.case.fields import Means, Ref
from sat.case.places import workbook_root
from sat.case.record import Added, Record, columns
from sat.case.rules import RULES
from sat.case.settings import Outcome, Settings
from sat.case.tables import TABLES
from sat.whole import write_file

HEAD = """\
# Data dictionary

Generated from the column specs in `src/sat/case` by `python -m sat.case.dictionary`; a test holds
it to them. Change the specs, not this page.

A case is a folder of plain files under `data/cases`: `case.toml` and CSV tables (UTF-8, comma,
one fact a row). A missing table means that its technique was not applied; a table that is there
must pass its rules (`sat check CASE`). Extra columns are kept and ignored. Columns marked
*optional* may be left out of the file; whether a cell may be blank is said with its values.

**As of.** Every cut of a case shows a row from the day in the column marked **cut** on, never from
the day of the event. Tables without such a day are the frame of the case and always visible, unless
a row says in `known_on` when it was added.

**Missing.** Blank means that nobody has said anything; `N` is a rating (neutral), and so is `NA`
(does not apply). They are never merged.
"""


def render() -> str:
    """The whole page as Markdown."""
    parts = [HEAD, _settings()]
    parts += [_table(name, record) for name, record in TABLES.items()]
    parts.append(_rules())
    return "\n".join(parts)


def _settings() -> str:
    lines = ["## case.toml\n", "| key | values | meaning |", "| --- | --- | --- |"]
    for prefix, model in (("", Settings), ("outcome.", Outcome)):
        for name, field in model.model_fields.items():
            if name == "outcome":
                continue
            allowed = next((m.allowed for m in field.metadata if isinstance(m, Means)), "")
            key = f"`{prefix}{name}`" + ("" if field.is_required() else " *optional*")
            lines.append(f"| {key} | {allowed} | {field.description} |")
    return "\n".join(lines) + "\n"


def _table(name: str, record: type[Record]) -> str:
    key = ", ".join(f"`{column}`" for column in record.KEY)
    lines = [
        f"## {name}.csv\n",
        f"{record.ABOUT}. A row is named by {key}.\n",
        "| column | values | meaning |",
        "| --- | --- | --- |",
    ]
    lines += [_column(record, column) for column in columns(record)]
    return "\n".join(lines) + "\n"


def _column(record: type[Record], column: str) -> str:
    field = record.model_fields[column]
    allowed = next(mark.allowed for mark in field.metadata if isinstance(mark, Means))
    for mark in field.metadata:
        if isinstance(mark, Ref):
            allowed += " → " + " or ".join(f"{table}.csv" for table in mark.tables)
    title = f"`{column}`" + ("" if field.is_required() else " *optional*")
    if column == record.KNOWN and not issubclass(record, Added):
        title += " **cut**"
    return f"| {title} | {allowed} | {field.description} |"


def _rules() -> str:
    lines = ["## Rules\n", "`sat check` names the rule with each problem.\n", "| rule | title |"]
    lines.append("| --- | --- |")
    lines += [f"| {number} | {RULES[number]} |" for number in sorted(RULES)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    write_file(workbook_root() / "data" / "README.md", render())
