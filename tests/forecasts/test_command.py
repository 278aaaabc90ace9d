"""`sat score` and `sat forecast` as a person or a script meets them."""

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sat.case import load_case
from sat.cli import main
from sat.forecasts import command
from sat.forecasts.sets import newest


def sat(*arguments: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(main, arguments, input=typed)


@pytest.fixture
def case(workbook: Path) -> Path:
    """The minimal case with a question that stays open."""
    folder = workbook / "data" / "cases" / "minimal"
    with (folder / "questions.csv").open("a", encoding="utf-8") as file:
        file.write("Q2,Will the oak stand?,2025-01-01,9999-12-31,yes;no,,,,\n")
    return folder


# ---- score


def test_a_case_is_scored_by_its_name(workbook: Path) -> None:
    found = sat("score", "minimal")
    assert (found.exit_code, found.stderr) == (0, "")
    lines = found.stdout.splitlines()
    assert lines[0] == "case minimal (EXERCISE), as of 2025-06-10"
    assert lines[2] == "- 2 questions are settled; ana has a record on 1 of them."
    for caption in ("Record over 2 settled questions", "Settled questions, and", "Open questions"):
        assert any(line.startswith(caption) for line in lines)
    (own,) = [line.split() for line in lines if line.startswith("ana  ") and "146" in line]
    # 0.7 of yes, which came: 0.09, and −ln 0.7 = 0.357.
    assert own[:5] == ["ana", "1", "0.09", "0.09", "0.357"]


def test_without_a_name_all_cases_are_scored(workbook: Path) -> None:
    assert sat("score").stdout == sat("score", "minimal").stdout


def test_a_cut_scores_what_was_settled_by_then(workbook: Path) -> None:
    found = sat("score", "minimal", "--as-of", "2025-06-09")
    assert found.exit_code == 0
    assert "0 questions are settled; no analyst has a record." in found.stdout
    assert found.stderr == "1 row of the case came later and cannot be seen yet\n"


def test_a_case_without_questions_says_so(workbook: Path) -> None:
    folder = workbook / "data" / "cases" / "minimal"
    for name in ("questions.csv", "forecasts.csv"):
        (folder / name).unlink()
    toml = folder / "case.toml"
    toml.write_text(toml.read_text(encoding="utf-8").partition("[outcome]")[0], encoding="utf-8")
    found = sat("score", "minimal")
    assert (found.exit_code, found.stdout) == (0, "")
    assert found.stderr == "case minimal has no questions as of 2025-06-10\n"


def test_a_case_that_is_not_there_is_wrong_use(workbook: Path) -> None:
    for arguments in (("score", "no\x1b[31m"), ("forecast", "no\x1b[31m", "--analyst", "ana")):
        found = sat(*arguments)
        assert (found.exit_code, found.stdout) == (2, "")
        assert r"there is no case 'no\u001b[31m'" in found.stderr


def test_a_faulty_case_is_told_and_the_others_scored(workbook: Path) -> None:
    bad = workbook / "data" / "cases" / "bad"
    bad.mkdir()
    found = sat("score")
    assert found.exit_code == 1
    assert found.stderr.startswith("case bad has 1 problem:\n")
    assert found.stdout.startswith("case minimal")


# ---- forecast


def test_a_forecast_of_today_is_taken_and_shown(case: Path) -> None:
    arguments = ("--analyst", "ben", "--question", "Q2", "yes=0.2", "no=60%")
    found = sat("forecast", "minimal", *arguments, "--confidence", "low", "--basis", "The oak.")
    assert found.exit_code == 0
    assert found.stdout.splitlines()[:4] == [
        f"Q2 by ben on {date.today()}",
        "Outcome  Given  Made coherent  Divided by the sum  In words",
        "yes      0.2    0.3            0.25                unlikely (30%)",
        "no       0.6    0.7            0.75                likely (70%)",
    ]
    assert found.stderr == "written to data/cases/minimal/forecasts.csv\n"
    (own,) = newest(load_case("minimal", date.today()), "Q2")
    assert own.raw == {"yes": 0.2, "no": 0.6}
    assert own.confidence == {"yes": "low", "no": "low"}
    assert own.basis == {"yes": "The oak.", "no": "The oak."}
    assert not own.is_reconstructed
    again = sat("forecast", "minimal", *arguments)
    assert again.exit_code == 2
    assert f"ben gave a set on {date.today()} already: yes 0.2, no 0.6" in again.stderr


def test_an_earlier_day_is_said_to_be_reconstructed(case: Path) -> None:
    day = str(date.today() - timedelta(1))
    arguments = ("--question", "Q2", "--date", day, "yes=0.2", "no=0.8")
    found = sat("forecast", "minimal", "--analyst", "ben", *arguments)
    assert found.exit_code == 0
    assert "written as reconstructed, shown but kept out of the record" in found.stderr
    assert ",yes," in (case / "forecasts.csv").read_text().splitlines()[-1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--question", "Q2"), "missing: yes and no"),
        (("--question", "Q2", "yes=0.2"), "missing: no"),
        (("--question", "Q9"), "there is no question 'Q9'; there are: minimal, Q1 and Q2"),
        (("--question", "Q2", "yes=20", "no=1"), "'20': write a number from 0 to 1"),
        (("--question", "Q2", "--date", "9999-01-01", "yes=0", "no=1"), "has no later day"),
        (("--question", "Q1", "yes=0", "no=1"), "Q1 was settled on 2025-06-10"),
        (("H1=1", "H2=0", "H3=0"), "minimal was settled on 2025-06-10"),
        (("--question", "Q2", "--confidence", "sure", "yes=0", "no=1"), "'sure' is not one of"),
    ],
)
def test_wrong_use_writes_nothing(case: Path, arguments: tuple[str, ...], message: str) -> None:
    before = (case / "forecasts.csv").read_bytes()
    found = sat("forecast", "minimal", "--analyst", "ben", *arguments)
    assert (found.exit_code, found.stdout) == (2, "")
    assert message in found.stderr
    assert (case / "forecasts.csv").read_bytes() == before


def test_what_breaks_a_rule_is_a_finding(case: Path) -> None:
    before = (case / "forecasts.csv").read_bytes()
    arguments = ("--question", "Q2", "yes=0", "no=1", "--basis", "a\u202eb")
    found = sat("forecast", "minimal", "--analyst", "ben", *arguments)
    assert (found.exit_code, found.stdout) == (1, "")
    assert found.stderr.startswith("case minimal has 2 problems:\n  forecasts.csv, line 5, basis")
    assert "\u202e" not in found.stderr
    assert (case / "forecasts.csv").read_bytes() == before


def test_at_a_terminal_each_outcome_is_asked_for(
    case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "_at_terminal", lambda: True)
    found = sat("forecast", "minimal", "--analyst", "ben", "--question", "Q2", typed="25%\n0.75\n")
    assert found.exit_code == 0
    assert found.stderr.startswith("Will the oak stand?\nyes: ")
    (own,) = newest(load_case("minimal", date.today()), "Q2")
    assert own.raw == {"yes": 0.25, "no": 0.75}


def test_where_a_set_does_not_show_or_count_is_told(case: Path) -> None:
    toml = case / "case.toml"
    toml.write_text(
        toml.read_text(encoding="utf-8").replace("opens =", "as_of = 2025-06-10\nopens =")
    )
    questions = case / "questions.csv"
    questions.write_text(questions.read_text(encoding="utf-8").replace("9999-12-31", "2025-06-30"))
    arguments = ("--question", "Q2", "yes=0.5", "no=0.5")
    told = sat("forecast", "minimal", "--analyst", "ben", *arguments).stderr.splitlines()
    assert told[1:] == [
        "the horizon passed on 2025-06-30: it will not count",
        f"case.toml cuts the case at 2025-06-10: the set shows from --as-of {date.today()} on",
    ]


def test_the_command_line_starts_without_the_heavy_libraries() -> None:
    code = "import sat.cli, sys; print(*sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert {"pandas", "numpy", "matplotlib", "scipy"}.isdisjoint(found.stdout.split())
