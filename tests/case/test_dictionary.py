"""The data dictionary is generated, and says all there is to say."""

from pathlib import Path

from sat.case.dictionary import render
from sat.case.record import columns
from sat.case.rules import RULES
from sat.case.settings import Outcome, Settings
from sat.case.tables import TABLES


def test_the_page_in_the_workbook_is_the_one_that_is_generated(root: Path) -> None:
    page = (root / "data" / "README.md").read_text(encoding="utf-8")
    assert page == render(), "run `python -m sat.case.dictionary`"


def test_the_page_describes_every_table_and_column() -> None:
    for name, record in TABLES.items():
        _, found, rest = render().partition(f"\n## {name}.csv\n")
        assert found
        section = rest.partition("\n## ")[0]
        assert record.ABOUT in section
        rows = [line for line in section.splitlines() if line.startswith("| `")]
        assert [row.split("`")[1] for row in rows] == list(columns(record))


def test_the_page_describes_every_key_of_case_toml() -> None:
    section = render().partition("## case.toml\n")[2].partition("\n## ")[0]
    keys = [line.split("`")[1] for line in section.splitlines() if line.startswith("| `")]
    own = [key for key in Settings.model_fields if key != "outcome"]
    assert keys == own + [f"outcome.{key}" for key in Outcome.model_fields]


def test_the_page_lists_every_rule_in_order() -> None:
    lines = render().partition("\n## Rules\n")[2].splitlines()
    assert [line for line in lines if line.startswith("| R")] == [
        f"| {number} | {title} |" for number, title in sorted(RULES.items())
    ]


def test_a_column_says_its_values_its_targets_and_what_the_cut_goes_by() -> None:
    lines = render().splitlines()
    assert (
        "| `source_ids` | ids separated by `;`, or blank → sources.csv "
        "| the sources it rests on |" in lines
    )
    assert (
        "| `known_on` **cut** | day, YYYY-MM-DD | day it became known: decides what a cut shows |"
        in lines
    )
    assert (
        "| `reconstructed` *optional* | yes / no, may be blank "
        "| yes = written later for this earlier day |" in lines
    )


def test_no_line_of_the_page_breaks_its_table() -> None:
    for line in render().splitlines():
        assert not line.startswith("|") or line.count(" | ") in (1, 2)
