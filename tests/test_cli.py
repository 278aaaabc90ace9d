"""The `sat` command as a person or a script meets it."""

import re
import shutil
from datetime import date
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner, Result

from sat.case import load_case
from sat.cli import main
from sat.report.pdf import NoPdf

MINIMAL = Path(__file__).parent / "cases" / "minimal"


def sat(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def short_notebook(workbook: Path, root: Path) -> None:
    """An ACH notebook with no more than its parameters and its result: quick to run."""
    notebook = nbformat.read(root / "notebooks" / "ach.ipynb", as_version=4)
    tags = ({"parameters"}, {"result"})
    cells = [cell for cell in notebook.cells if set(cell.metadata.get("tags", [])) in tags]
    cells[1].source = (
        "from sat import load_case\nfrom sat.ach import analyse\nfrom sat.ach.data import as_data\n"
        "as_data(analyse(load_case(case, as_of), analyst))"
    )
    notebook.cells = cells
    nbformat.write(notebook, workbook / "notebooks" / "ach.ipynb")


def break_case(workbook: Path, name: str = "broken") -> None:
    folder = workbook / "data" / "cases" / name
    shutil.copytree(MINIMAL, folder)
    toml = folder / "case.toml"
    toml.write_text(toml.read_text().replace('"minimal"', f'"{name}"'))
    forecasts = folder / "forecasts.csv"
    forecasts.write_text(forecasts.read_text().replace("minimal,", f"{name},"))
    ratings = folder / "ratings.csv"
    ratings.write_text(ratings.read_text().replace("CC", "XX"))


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


def test_check_prints_every_problem_on_stdout_and_goes_on(workbook: Path) -> None:
    break_case(workbook)
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


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("oak",), "there is no case 'oak'; there are: minimal"),
        (("minimal", "--as-of", "31/02/2024"), "'31/02/2024' does not match"),
        (("minimal", "-p", "analyst"), "'analyst': write NAME=VALUE"),
        (("minimal", "-p", "as_of=2025-01-01"), "as_of: give it as --as-of"),
        (("minimal", "-p", "case=other"), "case: give it as CASE"),
        (("minimal", "--notebook", "nothing"), "there is no notebook 'nothing'; there are: none"),
        (("minimal", "--format", "html,odt"), "'odt': write html, pdf, docx"),
        (("minimal", "--editions", "--as-of", "2025-01-01"), "give one of the two"),
    ],
)
def test_report_refuses_what_cannot_be(
    workbook: Path, arguments: tuple[str, ...], message: str
) -> None:
    found = sat("report", *arguments)
    assert found.exit_code == 2
    assert message in found.stderr
    assert not (workbook / "reports").exists()


def test_report_goes_on_after_a_case_that_fails(
    workbook: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    short_notebook(workbook, root)
    break_case(workbook)
    found = sat("report", "--output", "out")
    assert found.exit_code == 1
    assert found.stdout == "out/minimal/2025-06-10/ach.html\nout/index.html\n"
    assert found.stderr.startswith("no report of broken: case broken has 1 problem:\n")
    assert (workbook / "out" / "minimal" / "2025-06-10" / "ach.html").is_file()


def test_report_makes_every_edition_and_says_once_what_is_missing(
    workbook: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: str) -> bytes:
        raise NoPdf("no PDF: Pango is missing")

    monkeypatch.setattr("sat.report.run.to_pdf", refuse)
    short_notebook(workbook, root)
    found = sat("report", "minimal", "--editions", "--format", "pdf", "--output", "out")
    # ana judged on 15 January 2025; the case's own cut is in June.
    assert found.stdout == (
        "out/minimal/2025-01-15/ach.html\nout/minimal/2025-06-10/ach.html\nout/index.html\n"
    )
    assert found.stderr == "no PDF: Pango is missing\n"
    assert found.exit_code == 0


def test_report_says_when_the_index_cannot_be_written(
    workbook: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    short_notebook(workbook, root)
    (workbook / "out" / "index.html").mkdir(parents=True)
    found = sat("report", "minimal", "--output", "out")
    assert found.exit_code == 1
    assert found.stdout == "out/minimal/2025-06-10/ach.html\n"
    assert found.stderr.startswith("no index of the reports: ")


def test_report_says_when_a_case_has_nothing_to_work_on(workbook: Path, root: Path) -> None:
    shutil.copy(root / "notebooks" / "ach.ipynb", workbook / "notebooks")
    found = sat("report", "minimal", "--as-of", "2024-01-01")
    assert found.exit_code == 1
    assert found.stderr == (
        "no report of minimal: no notebook has anything to work on at this cut\n"
    )


def test_report_refuses_an_unknown_parameter_before_anything_runs(
    workbook: Path, root: Path
) -> None:
    shutil.copy(root / "notebooks" / "ach.ipynb", workbook / "notebooks")
    found = sat("report", "minimal", "-p", "analist=ana")
    assert found.exit_code == 2
    assert "notebook ach has no parameter analist; it has: case, as_of, analyst" in found.stderr
    assert not (workbook / "reports").exists()


def test_report_says_in_one_line_that_it_cannot_write(workbook: Path, root: Path) -> None:
    short_notebook(workbook, root)
    (workbook / "out").mkdir()
    (workbook / "out" / "minimal").write_text("a file where a folder should be")
    found = sat("report", "minimal", "--output", "out")
    assert found.exit_code == 1
    assert found.stderr.startswith("no report of minimal: [Errno ")


def test_help_and_version_are_results() -> None:
    assert sat("--help").stdout.startswith("Usage:")
    assert sat("--version").stdout == "0.1.0\n"
