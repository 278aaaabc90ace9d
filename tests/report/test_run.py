"""One report, published whole or not at all."""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import jsonschema
import nbformat
import pytest

from sat.ach import analyse
from sat.case import CaseError, load_case
from sat.report.jobs import Job
from sat.report.notebooks import ReportError, WrongUse
from sat.report.run import publish, run
from sat.report.validate import schema
from sat.report.warm import engine, process

from .conftest import RESULT, ROOT, report

MakeNotebook = Callable[..., Path]


def content(html: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads(html.with_suffix(".json").read_text(encoding="utf-8"))
    return found


def test_a_report_is_a_page_a_notebook_and_data_at_their_place(flagship_2024: Path) -> None:
    folder = flagship_2024.parent
    assert folder.parts[-2:] == ("jnim-urban-attacks", "2024-09-30")
    assert sorted(path.name for path in folder.iterdir()) == ["ach.html", "ach.ipynb", "ach.json"]


def test_the_data_have_the_keys_that_other_programs_read(flagship_2024: Path) -> None:
    found = content(flagship_2024)
    jsonschema.validate(found, schema("ach"))
    assert found["case_id"] == "jnim-urban-attacks"
    assert found["as_of"] == "2024-09-30"
    assert found["notebook"] == "ach"
    assert found["parameters"] == {
        "case": "jnim-urban-attacks",
        "as_of": "2024-09-30",
        "analyst": "pooled",
        "orientation": "hypotheses",
    }
    assert found["seed"] is None
    assert {"python", "sat-workbook", "papermill"} <= set(found["versions"])  # type: ignore[call-overload]


@pytest.mark.parametrize("day", ["2024-09-30", "2026-10-31"])
def test_the_report_says_what_the_analysis_says(
    day: str, flagship_2024: Path, flagship_now: Path
) -> None:
    html = {"2024-09-30": flagship_2024, "2026-10-31": flagship_now}[day]
    case = load_case(ROOT / "data" / "cases" / "jnim-urban-attacks", day)
    found = content(html)
    assert found["input_hash"] == case.input_hash
    result = found["result"]
    assert isinstance(result, dict)
    assert result["ranking"] == analyse(case).ranking


def test_at_the_first_cut_nothing_later_is_in_any_file(flagship_2024: Path) -> None:
    for path in flagship_2024.parent.iterdir():
        text = re.sub(r"[A-Za-z0-9+/]{200,}", "", path.read_text(encoding="utf-8"))  # no pictures
        for later in ("2025", "2026", "E31", "E37", "S154", "Dioura", "defence minister died"):
            assert later not in text, (path.name, later)


def test_two_runs_are_the_same_to_the_byte(flagship_2024: Path, tmp_path: Path) -> None:
    again = report(tmp_path, "jnim-urban-attacks", as_of="2024-09-30")
    for path in flagship_2024.parent.iterdir():
        assert path.read_bytes() == (again.parent / path.name).read_bytes(), path.name


def test_no_path_of_the_machine_is_in_a_report(flagship_2024: Path) -> None:
    for path in flagship_2024.parent.iterdir():
        text = path.read_text(encoding="utf-8")
        assert str(ROOT) not in text
        assert str(Path.home()) not in text


@pytest.mark.parametrize(
    "case", sorted(path.name for path in (ROOT / "data" / "cases").iterdir() if path.is_dir())
)
def test_it_runs_on_every_case(case: str, flagship_now: Path, tmp_path: Path) -> None:
    html = flagship_now if case == "jnim-urban-attacks" else report(tmp_path, case)
    assert content(html)["case_id"] == case


def test_a_case_outside_the_workbook_is_found_by_its_path(folder: Path, tmp_path: Path) -> None:
    html = report(tmp_path / "out", folder, analyst="ana", orientation="evidence")
    result = content(html)["result"]
    assert isinstance(result, dict)
    assert result["analysts"] == ["ana"]
    assert result["scores"]["inconsistency"] == {"H1": 0, "H2": 3, "H3": 4}  # minimal.md


def test_the_environment_is_as_before(workbook: Path, make_notebook: MakeNotebook) -> None:
    make_notebook("tiny", RESULT)
    before = dict(os.environ)
    run(Job("tiny", "minimal"), workbook / "reports")
    assert dict(os.environ) == before


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            "1 / 0",
            r"notebook tiny failed in cell 4: ZeroDivisionError: division by zero\n    1 / 0",
        ),
        ("1 + 1", "notebook tiny shows no result; end it with a cell that shows its data"),
        (
            'from sat.display import Data\nData("ach", {"scores": 1})',
            r"the result is not of schema ach at \$.result",
        ),
        (
            'from sat.display import Data\nData("nonsense", {"scores": 1})',
            "the result is not of schema nonsense",
        ),
    ],
    ids=["failed cell", "no result", "wrong result", "no schema"],
)
def test_what_fails_leaves_the_earlier_report_in_place(
    workbook: Path, make_notebook: MakeNotebook, source: str, message: str
) -> None:
    place = workbook / "reports" / "minimal" / "2025-06-10"
    place.mkdir(parents=True)
    (place / "tiny.html").write_text("earlier")
    make_notebook("tiny", source)
    with pytest.raises(ReportError, match=message):
        run(Job("tiny", "minimal"), workbook / "reports")
    assert (place / "tiny.html").read_text() == "earlier"
    assert [path.name for path in place.iterdir()] == ["tiny.html"]


@pytest.mark.parametrize(
    ("tags", "number"), [((), "0 cells"), (("parameters",), "2 cells")], ids=["none", "two"]
)
def test_a_notebook_with_not_one_tagged_cell_is_refused(
    workbook: Path, make_notebook: MakeNotebook, tags: tuple[str, ...], number: str
) -> None:
    path = make_notebook("tiny", RESULT, tags=tags)
    if tags:  # a second tagged cell
        notebook = nbformat.read(path, as_version=4)
        notebook.cells[2].metadata["tags"] = ["parameters"]
        nbformat.write(notebook, path)
    with pytest.raises(WrongUse, match=f"notebook tiny: {number} are tagged 'parameters'; tag one"):
        run(Job("tiny", "minimal"), workbook / "reports")
    assert not (workbook / "reports").exists()


def test_an_unknown_parameter_is_refused(workbook: Path, make_notebook: MakeNotebook) -> None:
    make_notebook("tiny", RESULT)
    message = "notebook tiny has no parameter limt; it has: case, as_of, limit and share"
    with pytest.raises(WrongUse, match=message):
        run(Job("tiny", "minimal", {"limt": "4"}), workbook / "reports")
    assert not (workbook / "reports").exists()


def test_an_unknown_notebook_is_refused(workbook: Path, make_notebook: MakeNotebook) -> None:
    make_notebook("tiny", RESULT)
    with pytest.raises(WrongUse, match=r"there is no notebook '\.\./tiny'; there are: tiny"):
        run(Job("../tiny", "minimal"), workbook / "reports")


def test_a_case_that_breaks_its_rules_gets_no_report(
    workbook: Path, make_notebook: MakeNotebook
) -> None:
    make_notebook("tiny", RESULT)
    (workbook / "data" / "cases" / "minimal" / "evidence.csv").write_bytes(b"evidence_id\nE1\n")
    with pytest.raises(CaseError, match="R103"):
        run(Job("tiny", "minimal"), workbook / "reports")
    assert not (workbook / "reports").exists()


def test_where_nothing_can_be_forked_the_report_is_made_and_it_is_said(
    workbook: Path, make_notebook: MakeNotebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "_why_not", lambda: "this is another system")
    monkeypatch.setattr(engine, "_said", set())
    make_notebook("tiny", RESULT)
    found = publish(Job("tiny", "minimal"), workbook / "reports")
    assert found.files[0].is_file()
    assert found.said == ("engine sat: this is another system; each kernel is started anew",)
