"""The `sat` command as a person or a script meets it."""

import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sat.case import load_case
from sat.cli import main


def sat(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_new_makes_a_case_that_passes_check(workbook: Path) -> None:
    made = sat("new", "oak")
    assert made.exit_code == 0
    assert made.stdout == "data/cases/oak\n"
    assert made.stderr == "Write the question into case.toml, then run: sat check oak\n"
    assert load_case("oak").settings.opens == date.today()
    checked = sat("check", "oak")
    assert (checked.exit_code, checked.stdout) == (0, "case oak is fine: 0 rows\n")


def test_new_makes_a_case_at_a_path(workbook: Path) -> None:
    assert sat("new", "elsewhere/oak").exit_code == 0
    assert sat("check", "elsewhere/oak").exit_code == 0


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("minimal", "minimal is there already; choose another name"),
        ("a b", "'a b': a case is named by letters, digits, '_', '-' and '.'"),
        ("..", "'..': a case is named by letters, digits, '_', '-' and '.'"),
        ("\x1b[31m", "'\\u001b[31m': a case is named by letters"),
    ],
)
def test_new_refuses_a_name_that_will_not_do(workbook: Path, name: str, message: str) -> None:
    made = sat("new", name)
    assert made.exit_code == 2
    assert message in made.stderr
    assert sorted(path.name for path in (workbook / "data" / "cases").iterdir()) == ["minimal"]


def test_check_names_every_case_that_is_fine(workbook: Path) -> None:
    found = sat("check")
    assert (found.exit_code, found.stdout) == (0, "case minimal is fine: 56 rows\n")


@pytest.mark.usefixtures("workbook", "broken")
def test_check_prints_every_problem_on_stdout_and_goes_on() -> None:
    found = sat("check")
    assert found.exit_code == 1
    assert found.stdout == (
        "case broken has 1 problem:\n"
        '  ratings.csv, line 2, rating: "XX"; rating is one of CC, C, N, I, II, NA [R202]\n'
        "case minimal is fine: 56 rows\n"
    )


def test_check_holds_a_case_against_the_standards_when_asked(workbook: Path) -> None:
    found = sat("check", "--tradecraft")
    first, second, *rest = found.stdout.splitlines()
    assert first == "case minimal is fine: 56 rows"
    assert re.fullmatch(r"  tradecraft: \d+ things? to mend, \d+ to look at", second)
    mend = int(second.split()[1])
    assert sum(line.endswith(", mend]") for line in rest) == mend
    assert found.exit_code == (1 if mend else 0)
    assert "tradecraft" not in sat("check").stdout


def test_check_of_a_case_that_is_not_there_is_wrong_use(workbook: Path) -> None:
    found = sat("check", "oak")
    assert found.exit_code == 2
    assert "there is no case 'oak'; there are: minimal" in found.stderr


def test_no_command_or_a_wrong_one_is_wrong_use() -> None:
    assert sat().exit_code == 2
    assert sat("chekc").exit_code == 2


def test_help_and_version_are_results() -> None:
    assert sat("--help").stdout.startswith("Usage:")
    assert sat("--version").stdout == "0.1.0\n"
