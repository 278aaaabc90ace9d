"""`sat report` as a person or a script meets it."""

import io
import json
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pypdf import PdfReader

from sat.cli import main

from .batches import everything, sat_report, short_notebook
from .conftest import CopyCase, MakeNotebook


def sat(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


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
        (("minimal", "--editions", "--as-of", "2025-01-01"), "give one of them"),
        (("minimal", "--editions", "--grid", "as_of=2025-01-01"), "give one of them"),
        (("minimal", "--grid", "as_of=2025-01-01,soon"), "as_of is 'soon'; write the day as"),
        (("minimal", "--grid", "analyst"), "'analyst': write NAME=A,B"),
        (("minimal", "--grid", "case=oak"), "case: give the cases as CASE"),
        (("minimal", "--jobs", "0"), "0 is not in the range"),
        (("minimal", "--jobs-file", "no.csv"), "'no.csv' does not exist"),
    ],
)
def test_refuses_what_cannot_be(workbook: Path, arguments: tuple[str, ...], message: str) -> None:
    found = sat("report", *arguments)
    assert found.exit_code == 2
    assert message in " ".join(found.stderr.split())
    assert not (workbook / "reports").exists()


@pytest.mark.usefixtures("broken")
def test_a_case_that_fails_does_not_stop_the_others(workbook: Path, root: Path) -> None:
    short_notebook(workbook, root)
    found = sat("report", "--output", "out")
    assert found.exit_code == 1
    assert found.stdout == "out/minimal/2025-06-10/ach.html\nout/index.html\n"
    assert found.stderr.startswith("no report of broken: case broken has 1 problem:\n")
    assert "\n2 reports: 1 made, 1 failed in " in found.stderr
    assert found.stderr.endswith(" s; see out/failures.json\n")
    assert (workbook / "out" / "minimal" / "2025-06-10" / "ach.html").is_file()
    [entry] = json.loads((workbook / "out" / "failures.json").read_text())
    assert entry["case_id"] == "broken"
    assert entry["error"].startswith("case broken has 1 problem:\n")
    assert (entry["notebook"], entry["cell"], entry["input"]) == ("", None, "")


def test_every_edition_and_once_what_is_missing(
    workbook: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A WeasyPrint that fails as it does where its system library is missing.
    (workbook / "weasyprint.py").write_text("raise OSError('cannot load library')")
    monkeypatch.setenv("PYTHONPATH", str(workbook))
    short_notebook(workbook, root)
    arguments = ("minimal", "--editions", "--format", "pdf", "--output", "out")
    code, out, err = sat_report(workbook, *arguments)
    # ana judged on 15 January 2025; the case's own cut is in June.
    assert sorted(out.splitlines()) == [
        "out/index.html",
        "out/minimal/2025-01-15/ach.html",
        "out/minimal/2025-06-10/ach.html",
    ]
    missing, summary = err.splitlines()
    assert missing.startswith("no PDF: the system library Pango is missing")
    assert summary.startswith("2 reports: 2 made in ")
    assert code == 0


def test_only_what_has_changed_is_run_again(
    workbook: Path, root: Path, copy_case: CopyCase
) -> None:
    short_notebook(workbook, root)
    copy_case("oak")
    first = sat("report", "--grid", "orientation=hypotheses,evidence", "--output", "out")
    assert first.exit_code == 0
    names = [
        f"out/{case}/2025-06-10/ach,orientation={rows}.html"
        for case in ("minimal", "oak")
        for rows in ("evidence", "hypotheses")
    ]
    assert sorted(first.stdout.splitlines()) == ["out/index.html", *names]
    before = everything(workbook / "out")

    again = sat("report", "--grid", "orientation=hypotheses,evidence", "--output", "out")
    assert sorted(again.stdout.splitlines()) == sorted(first.stdout.splitlines())
    assert again.stderr.startswith("4 reports: 0 made, 4 unchanged in ")
    assert everything(workbook / "out") == before

    evidence = workbook / "data" / "cases" / "oak" / "evidence.csv"
    evidence.write_text(evidence.read_text().replace("mill", "dam"))
    third = sat("report", "--grid", "orientation=hypotheses,evidence", "--output", "out")
    assert third.stderr.startswith("4 reports: 2 made, 2 unchanged in ")
    changed = {name for name, data in everything(workbook / "out").items() if before[name] != data}
    assert {name.partition("/")[0] for name in changed} == {"oak"}


def test_a_run_in_which_nothing_changed_imports_nothing_slow(workbook: Path, root: Path) -> None:
    short_notebook(workbook, root)
    assert sat("report", "--output", "out").exit_code == 0
    program = (
        "import sys\nfrom sat.cli import main\n"
        "main(['report', '--output', 'out'], standalone_mode=False)\n"
        "slow = {'papermill', 'nbformat', 'nbconvert', 'jsonschema', 'numpy', 'pandas'}\n"
        "sys.exit(', '.join(slow & set(sys.modules)) or 0)"
    )
    found = subprocess.run(
        [sys.executable, "-c", program], cwd=workbook, capture_output=True, text=True, check=False
    )
    assert found.stderr.startswith("1 report: 0 made, 1 unchanged in ")
    assert found.returncode == 0, found.stderr


def test_the_index_names_what_a_grid_varied(workbook: Path, root: Path) -> None:
    short_notebook(workbook, root)
    sat("report", "--grid", "analyst=ana,ben", "--output", "out")
    page = (workbook / "out" / "index.html").read_text()
    for analyst in ("ana", "ben"):
        assert f"Competing hypotheses (analyst={analyst}): " in page
        assert f'href="minimal/2025-06-10/ach%2Canalyst%3D{analyst}.html"' in page


def test_a_jobs_file_says_what_to_run(
    workbook: Path, make_notebook: MakeNotebook, root: Path
) -> None:
    short_notebook(workbook, root)
    (workbook / "jobs.csv").write_text("case,notebook,analyst\nminimal,ach,ana\nminimal,,\n")
    found = sat("report", "--jobs-file", "jobs.csv", "--output", "out")
    assert sorted(found.stdout.splitlines()) == [
        "out/index.html",
        "out/minimal/2025-06-10/ach,analyst=ana.html",
        "out/minimal/2025-06-10/ach.html",
    ]
    both = sat("report", "minimal", "--jobs-file", "jobs.csv")
    assert both.exit_code == 2
    assert "--jobs-file says it all" in both.stderr


def test_a_jobs_file_names_an_unknown_case(workbook: Path, root: Path) -> None:
    short_notebook(workbook, root)
    (workbook / "jobs.csv").write_text("case\nelm\n")
    found = sat("report", "--jobs-file", "jobs.csv")
    assert found.exit_code == 2
    assert "there is no case 'elm'; there are: minimal" in found.stderr


def test_it_is_said_when_the_index_cannot_be_written(workbook: Path, root: Path) -> None:
    short_notebook(workbook, root)
    (workbook / "out" / "index.html").mkdir(parents=True)
    found = sat("report", "minimal", "--output", "out")
    assert found.exit_code == 1
    assert found.stdout == "out/minimal/2025-06-10/ach.html\n"
    assert found.stderr.startswith("no index of the reports: ")


def test_says_when_a_case_has_nothing_to_work_on(workbook: Path, root: Path) -> None:
    shutil.copy(root / "notebooks" / "ach.ipynb", workbook / "notebooks")
    found = sat("report", "minimal", "--as-of", "2024-01-01")
    assert found.exit_code == 1
    assert found.stderr.startswith(
        "no report of minimal: no notebook has anything to work on on 2024-01-01\n"
    )


def test_refuses_an_unknown_parameter_before_anything_runs(workbook: Path, root: Path) -> None:
    shutil.copy(root / "notebooks" / "ach.ipynb", workbook / "notebooks")
    found = sat("report", "minimal", "-p", "analist=ana")
    assert found.exit_code == 2
    assert "notebook ach has no parameter analist; it has: case, as_of, analyst" in found.stderr
    assert not (workbook / "reports").exists()


def test_says_in_one_line_that_it_cannot_write(workbook: Path, root: Path) -> None:
    short_notebook(workbook, root)
    (workbook / "out").mkdir()
    (workbook / "out" / "minimal").write_text("a file where a folder should be")
    found = sat("report", "minimal", "--output", "out")
    assert found.exit_code == 1
    assert found.stderr.startswith("no report of minimal 2025-06-10 ach: [Errno ")


def test_on_a_terminal_there_is_one_bar(workbook: Path, root: Path) -> None:
    pty, termios = pytest.importorskip("pty"), pytest.importorskip("termios")
    short_notebook(workbook, root)
    seen = b""
    main_end, process_end = pty.openpty()
    termios.tcsetwinsize(process_end, (24, 100))
    process = subprocess.Popen(
        [sys.executable, "-m", "sat", "report", "--output", "out"],
        cwd=workbook,
        stdout=subprocess.PIPE,
        stderr=process_end,
    )
    os.close(process_end)
    with suppress(OSError):  # the end of a terminal is an error
        while part := os.read(main_end, 4096):
            seen += part
    os.close(main_end)
    out, _ = process.communicate()
    assert out.decode() == "out/minimal/2025-06-10/ach.html\nout/index.html\n"
    assert process.returncode == 0
    assert b"reports: 100%" in seen
    assert b"1/1" in seen


@pytest.mark.usefixtures("pango")
def test_two_batches_are_the_same_to_the_byte(
    workbook: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ach", "assessment", "indicators", "scenarios"):
        shutil.copy(root / "notebooks" / f"{name}.ipynb", workbook / "notebooks")
    arguments = ("--format", "html,pdf,docx", "--output")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    monkeypatch.setenv("PYTHONHASHSEED", "1")
    code, _, err = sat_report(workbook, *arguments, "one", "--jobs", "1")
    assert code == 0, err
    monkeypatch.setenv("PYTHONHASHSEED", "2")
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    code, _, err = sat_report(workbook, *arguments, "two", "--jobs", "2")
    assert code == 0, err
    one, two = everything(workbook / "one"), everything(workbook / "two")
    assert len(one) == 22  # four notebooks in five files, the judgments, and the index
    assert one == two
    pdf = PdfReader(io.BytesIO(one["minimal/2025-06-10/ach.pdf"]))
    assert pdf.metadata
    assert pdf.metadata["/CreationDate"].startswith("D:20260101000000")


def test_a_moment_that_is_none_is_refused_first(
    workbook: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    short_notebook(workbook, root)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    found = sat("report", "minimal")
    assert found.exit_code == 2
    assert "SOURCE_DATE_EPOCH is 'yesterday'; write whole seconds since 1970" in found.stderr
    assert not (workbook / "reports").exists()
