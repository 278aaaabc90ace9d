"""A report as PDF: tagged, marked on every page, deterministic, and nothing is fetched for it."""

import builtins
import io
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from sat.report import pdf
from sat.report.export import sections
from sat.report.notebooks import WrongUse
from sat.report.pdf import NoPdf, to_pdf

try:
    import weasyprint  # noqa: F401
except (OSError, ImportError):
    pytest.skip("needs the system library Pango, which is not here", allow_module_level=True)

STYLE = (Path(pdf.__file__).parent / "templates" / "sat" / "style.css").read_text("utf-8")
PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwAD"
    "hgGAWjR9awAAAABJRU5ErkJggg=="
)


def page(body: str, head: str = "") -> str:
    """A small page with the report's own style and marking."""
    marking = '@page { @top-center { content: "TLP:RED"; } @bottom-center { content: "TLP:RED"; } }'
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Why?</title>{head}'
        f"<style>{STYLE}{marking}</style></head><body><h1>Why?</h1>{body}</body></html>"
    )


def read(body: str) -> PdfReader:
    return PdfReader(io.BytesIO(to_pdf(page(body))))


def tags(node: Any) -> Iterator[DictionaryObject]:
    """Every element of the structure tree, from the root down."""
    node = node.get_object()
    if isinstance(node, ArrayObject):
        for part in node:
            yield from tags(part)
    elif isinstance(node, DictionaryObject):
        yield node
        if "/K" in node:
            yield from tags(node["/K"])


@pytest.fixture(scope="module")
def flagship(flagship_now: Path) -> PdfReader:
    return PdfReader(io.BytesIO(to_pdf(flagship_now.read_text(encoding="utf-8"))))


def test_it_says_that_it_is_tagged_and_in_which_language(flagship: PdfReader) -> None:
    root = flagship.root_object
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]) == "en"
    assert flagship.metadata is not None
    assert str(flagship.metadata.title).startswith("Will JNIM conduct further urban attacks?")
    xmp = root["/Metadata"].get_object().get_data().decode()
    assert "pdfuaid" in xmp
    assert re.search(r'pdfuaid:part(="1"|>1<)', xmp)


def test_headings_are_its_outline(flagship: PdfReader) -> None:
    top = [entry for entry in flagship.outline if not isinstance(entry, list)]
    assert [str(entry["/Title"]) for entry in top] == ["Will JNIM conduct further urban attacks?"]
    below = [str(entry["/Title"]) for entry in flagship.outline[1] if not isinstance(entry, list)]
    assert below[0].startswith("What the evidence says")


def test_every_page_is_marked_twice_and_numbered(flagship: PdfReader) -> None:
    number = len(flagship.pages)
    assert 10 < number < 30
    for place, sheet in enumerate(flagship.pages, 1):
        text = sheet.extract_text()
        assert text.count("TLP:CLEAR") >= 2
        assert f"Page {place} of {number}" in text
        assert "as of 2026-10-31" in text


def test_figures_carry_their_words(flagship: PdfReader) -> None:
    elements = list(tags(flagship.root_object["/StructTreeRoot"]))
    figures = [element for element in elements if element.get("/S") == "/Figure"]
    assert len(figures) == 3
    assert any("H3" in str(figure["/Alt"]) for figure in figures)


def test_tables_have_heads_that_a_reader_is_told_of(flagship: PdfReader) -> None:
    elements = list(tags(flagship.root_object["/StructTreeRoot"]))
    kinds = {str(element.get("/S")) for element in elements}
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/L"} <= kinds


def test_a_long_table_repeats_its_head_on_every_page() -> None:
    rows = "".join(f"<tr><td>row {number}</td></tr>" for number in range(120))
    found = read(f"<table><thead><tr><th>Heading</th></tr></thead><tbody>{rows}</tbody></table>")
    assert len(found.pages) > 2
    assert all("Heading" in sheet.extract_text() for sheet in found.pages)


def test_annexes_begin_pages_and_may_lie_on_their_side() -> None:
    body = (
        "<p>body</p><!-- section annex --><h2>A</h2><!-- section annex landscape --><h2>B</h2>"
        "<!-- section annex --><h2>C</h2><!-- sections end --><p>last</p>"
    )
    found = PdfReader(io.BytesIO(to_pdf(sections(page(body)))))
    assert [sheet.mediabox.width > sheet.mediabox.height for sheet in found.pages] == [
        False,
        False,
        True,
        False,
    ]
    assert "last" in found.pages[3].extract_text()


def test_the_same_page_gives_the_same_bytes() -> None:
    html = page(f'<p>text</p><img src="{PIXEL}" alt="a dot">')
    assert to_pdf(html) == to_pdf(html)


def test_another_process_makes_the_same_bytes(tmp_path: Path) -> None:
    html = page(f'<p>text</p><img src="{PIXEL}" alt="a dot">')
    (tmp_path / "page.html").write_text(html, encoding="utf-8")
    code = (
        "import sys; from pathlib import Path; from sat.report.pdf import to_pdf; "
        "sys.stdout.buffer.write(to_pdf(Path(sys.argv[1]).read_text(encoding='utf-8')))"
    )
    other = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "page.html")], capture_output=True, check=True
    )
    assert other.stdout == to_pdf(html)


def test_it_is_dated_only_where_it_is_said_when(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    undated = read("<p>text</p>")
    assert undated.metadata is not None
    assert "/CreationDate" not in undated.metadata
    assert "/ModDate" not in undated.metadata
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1735689661")
    dated = read("<p>text</p>")
    assert dated.metadata is not None
    dates = {str(dated.metadata[name]) for name in ("/CreationDate", "/ModDate")}
    assert dates == {"D:20250101000101Z"}
    xmp = dated.root_object["/Metadata"].get_object().get_data().decode()
    assert xmp.count("2025-01-01T00:01:01Z") == 2
    html = page("<p>text</p>")
    assert to_pdf(html) == to_pdf(html)


@pytest.mark.parametrize("text", ["", "yesterday", "-1", "1.5", "٣", "9" * 30])
def test_a_moment_that_is_none_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", text)
    with pytest.raises(WrongUse, match=r"SOURCE_DATE_EPOCH is '.*'; write whole seconds since"):
        to_pdf(page("<p>text</p>"))


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "http://127.0.0.1:9/x.png", "https://example.org/x.png"]
)
def test_nothing_is_fetched_whatever_a_text_points_to(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    real = builtins.open

    def watched(file: Any, *rest: Any, **more: Any) -> Any:
        opened.append(str(file))
        return real(file, *rest, **more)

    monkeypatch.setattr(builtins, "open", watched)
    monkeypatch.setattr("socket.socket.connect", lambda *_: opened.append("socket"))
    body = (
        f'<p>kept</p><img src="{address}" alt="none"><object data="{address}"></object>'
        f'<p style="background: url({address})">also</p>'
    )
    html = page(
        body, f'<link rel="stylesheet" href="{address}"><style>@import "{address}";</style>'
    )
    text = PdfReader(io.BytesIO(to_pdf(html))).pages[0].extract_text()
    assert "kept" in text
    assert "also" in text
    assert not [name for name in opened if "passwd" in name or name == "socket"]


def test_pictures_that_the_page_carries_are_there() -> None:
    assert len(read(f'<img src="{PIXEL}" alt="a dot">').pages[0].images) == 1


@pytest.mark.parametrize("error", [OSError("cannot load library 'libpango-1.0-0'"), ImportError()])
def test_without_pango_one_line_says_what_to_install(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = builtins.__import__

    def refuse(name: str, *rest: Any) -> Any:
        if name.startswith("weasyprint"):
            print("-----\nPlease carefully follow the installation steps")  # as it does
            raise error
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(NoPdf, match="apt install libpango") as caught:
        to_pdf(page("<p>text</p>"))
    assert "\n" not in str(caught.value)
    assert "brew install pango" in str(caught.value)
    assert capsys.readouterr() == ("", "")
