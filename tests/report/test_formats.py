"""A report in the formats asked for, its annexes, and results of more than one kind."""

import json
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell, new_notebook

from sat.case import Case
from sat.report import run as running
from sat.report.export import sections, to_html
from sat.report.jobs import Job
from sat.report.notebooks import ReportError
from sat.report.pdf import NoPdf
from sat.report.provenance import common
from sat.report.run import publish

from .conftest import RESULT

MakeNotebook = Callable[..., Path]
OTHER = """\
from sat.display import Data
Data("judgments", {"question": "q", "edition": 1, "judged_on": None, "opens": "2025-01-01",
    "closes": "2025-12-31", "yardstick": "icd203", "reconstructed": False, "judgments": [],
    "sets": []})"""


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.usefixtures("pango")
def test_pdf_and_word_come_where_they_are_asked_for(
    make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    make_notebook("ach", RESULT)
    found = publish(Job("ach", "minimal", formats=("html", "pdf", "docx")), tmp_path / "out")
    assert [path.suffix for path in found.files] == [".html", ".pdf", ".docx"]
    assert found.said == ()
    assert found.files[1].read_bytes().startswith(b"%PDF-")
    assert found.files[2].read_bytes().startswith(b"PK")


def test_without_pango_everything_else_is_delivered_and_it_is_said(
    make_notebook: MakeNotebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: str) -> bytes:
        raise NoPdf("no PDF: Pango is missing")

    monkeypatch.setattr(running, "to_pdf", refuse)
    make_notebook("ach", RESULT)
    found = publish(Job("ach", "minimal", formats=("pdf", "docx")), tmp_path / "out")
    assert names(found.files[0].parent) == ["ach.docx", "ach.html", "ach.ipynb", "ach.json"]
    assert found.said == ("no PDF: Pango is missing",)


def test_what_fails_in_print_leaves_the_earlier_report_whole(
    make_notebook: MakeNotebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_notebook("ach", RESULT)
    first = publish(Job("ach", "minimal"), tmp_path / "out").files[0]
    before = {path.name: path.read_bytes() for path in first.parent.iterdir()}

    def fail(_: str) -> bytes:
        raise ValueError("cannot be drawn")

    monkeypatch.setattr(running, "to_pdf", fail)
    with pytest.raises(ValueError, match="cannot be drawn"):
        publish(Job("ach", "minimal", {"limit": 4}, formats=("pdf",)), tmp_path / "out")
    assert {path.name: path.read_bytes() for path in first.parent.iterdir()} == before


def test_a_result_of_another_kind_has_a_file_of_its_own(
    make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    make_notebook("ach", OTHER, RESULT)
    folder = publish(Job("ach", "minimal"), tmp_path / "out").files[0].parent
    assert names(folder) == ["ach.html", "ach.ipynb", "ach.json", "judgments.json"]
    main, other = (
        json.loads((folder / f"{kind}.json").read_text()) for kind in ("ach", "judgments")
    )
    assert main["schema"] == "urn:sat:report:ach:1"
    assert other["schema"] == "urn:sat:report:judgments:1"
    shared = set(main) - {"schema", "result"}
    assert {key: main[key] for key in shared} == {key: other[key] for key in shared}
    assert main["question"] == "Which way will the river cross the meadow next spring?"
    assert main["handling"] == "EXERCISE"


def test_another_result_that_is_not_of_its_schema_publishes_nothing(
    make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    make_notebook("ach", OTHER.replace('"edition": 1', '"edition": 0'), RESULT)
    with pytest.raises(ReportError, match="not of schema judgments at"):
        publish(Job("ach", "minimal"), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def annexed(*tags: tuple[str, ...]) -> nbformat.NotebookNode:
    cells = [
        new_markdown_cell(f"## Part {number}", metadata={"tags": list(own)} if own else {})
        for number, own in enumerate(tags)
    ]
    return new_notebook(cells=cells)


def test_tagged_cells_open_annexes_that_run_to_the_next(minimal: Case) -> None:
    keys = common(minimal, "tiny", {}, "ach")
    html = to_html(annexed((), ("annex",), (), ("annex", "landscape"), ()), minimal, keys)
    first, second = html.index('<section class="annex">'), html.index('class="annex landscape"')
    body = html.index("<main>")  # the contents name the parts too
    places = [html.index(f">Part {number}", body) for number in range(5)]
    assert places[0] < first < places[1] < places[2] < second < places[3] < places[4]
    assert html.count("<section") == html.count("</section>") == 4  # and the two at the end
    assert "<!-- section" not in html


def test_a_page_without_annexes_has_none(minimal: Case) -> None:
    html = to_html(annexed((), ()), minimal, common(minimal, "tiny", {}, "ach"))
    assert "annex" not in html[html.index("<body>") :]
    assert sections("plain") == "plain"


def test_the_head_says_which_edition_it_is(minimal: Case) -> None:
    keys = common(minimal, "tiny", {}, "ach")
    html = to_html(annexed(()), minimal, keys, {"edition": {"text": "edition 2 <b>"}})
    assert "</strong> · edition 2 &lt;b&gt; · case minimal" in html
