"""A report as a Word document: real styles and tables, marked, and everything of the page in it."""

import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import lxml.html
import pytest
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from lxml import etree

from sat.display import Cell, Findings, Table
from sat.report.docx import to_docx
from sat.report.docx_parts import SHADES
from sat.report.docx_table import fitted
from sat.report.notebooks import WrongUse

PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwAD"
    "hgGAWjR9awAAAABJRU5ErkJggg=="
)
HEAD = (
    '<div class="handling">TLP:RED</div><header><p class="kicker">Assessment</p><h1>Will it rain?'
    '</h1><p class="meta">Information cut-off <strong>2025-01-01</strong></p></header>'
)


def page(body: str) -> str:
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>t</title><style>p {{}}</style></head><body>'
        f"{HEAD}<nav><ol><li>Contents</li></ol></nav><main>{body}</main></body></html>"
    )


def made(body: str) -> Document:
    return docx.Document(io.BytesIO(to_docx(page(body))))


def shade(element: etree._Element) -> str:
    """Pattern and fill of a cell or paragraph, blank where there is none."""
    found = element.find(f".//{qn('w:shd')}")
    return "" if found is None else f"{found.get(qn('w:val'))} {found.get(qn('w:fill'))}"


def styles(document: Document) -> list[tuple[str, str]]:
    return [(part.style.name, part.text) for part in document.paragraphs if part.style is not None]


def test_blocks_become_styles_that_can_be_edited_on() -> None:
    found = styles(
        made(
            "<h2>Two</h2><h3>Three</h3><p>Text <strong>bold</strong> <em>slanted</em> "
            "<code>x = 1</code></p><ul><li>a<ul><li>b</li></ul></li></ul><ol><li>c</li></ol>"
            "<pre>plain</pre><blockquote>said</blockquote><table><tr><td>1</td></tr></table>"
        )
    )
    assert found == [
        ("Normal", "Assessment"),
        ("Title", "Will it rain?"),
        ("Normal", "Information cut-off 2025-01-01"),
        ("Heading 1", "Two"),
        ("Heading 2", "Three"),
        ("Normal", "Text bold slanted x = 1"),
        ("List Bullet", "a"),
        ("List Bullet", "b"),
        ("List Number", "c"),
        ("Normal", "plain"),
        ("Normal", "said"),
    ]


def test_a_heading_and_its_first_words_stay_with_what_follows() -> None:
    heading, first, second = made("<h2>Two</h2><p>a</p><p>b</p>").paragraphs[3:]
    assert heading.style is not None
    assert heading.style.paragraph_format.keep_with_next
    assert first.paragraph_format.keep_with_next
    assert second.paragraph_format.keep_with_next is None


def test_bold_slanted_and_code_stay_so() -> None:
    (paragraph,) = made("<p>a <b>b</b> <i>c</i> <code>d</code> H<sub>2</sub></p>").paragraphs[3:]
    runs = {run.text: run for run in paragraph.runs}
    assert runs["b"].bold
    assert not runs["a "].bold
    assert runs["d"].font.name == "Liberation Mono"
    assert runs["2"].font.subscript


def test_every_page_is_marked_and_numbered() -> None:
    document = made("<p>text</p>")
    (section,) = document.sections
    assert section.header.paragraphs[0].text == "TLP:RED"
    marking, line = section.footer.paragraphs
    assert marking.text == "TLP:RED"
    assert line.text.startswith("Will it rain? · as of 2025-01-01\tPage ")
    codes = [code.text.strip() for code in line._p.iter(qn("w:instrText"))]
    assert codes == ["PAGE", "NUMPAGES"]


def test_an_annex_begins_a_page_and_may_lie_on_its_side() -> None:
    document = made(
        '<p>body</p><section class="annex"><h2>A</h2></section>'
        '<section class="annex landscape"><h2>B</h2></section>'
        '<section class="annex"><h2>C</h2></section><section><h2>About</h2></section>'
    )
    ways = [section.orientation for section in document.sections]
    assert ways == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT]
    assert all(section.header.paragraphs[0].text == "TLP:RED" for section in document.sections)
    heads = {part.text: part.paragraph_format.page_break_before for part in document.paragraphs}
    # B and C begin a page as their sections do; a break besides would leave an empty one.
    assert {name: heads[name] for name in "ABC"} == {"A": True, "B": None, "C": None}
    assert heads["About"] is None


def table_of(*marks: str) -> Table:
    rows = tuple((f"row {mark}", Cell(mark, f"mark {mark}")) for mark in marks)
    return Table("Marks", ("Item", "H1"), rows, ("a note",))


def test_a_table_has_its_caption_a_head_that_repeats_and_rows_that_do_not_split() -> None:
    document = made(table_of("CC", "II").html())
    (table,) = document.tables
    rows = [row._tr for row in table.rows]
    assert [row.find(f".//{qn('w:tblHeader')}") is not None for row in rows] == [True, False, False]
    assert all(row.find(f".//{qn('w:cantSplit')}") is not None for row in rows)
    assert ("Caption", "Marks") in styles(document)
    assert ("Normal", "a note") in styles(document)
    assert table.cell(1, 0).paragraphs[0].runs[0].bold


@pytest.mark.parametrize("mark", ["CC", "C", "I", "II", "NA"])
def test_a_mark_has_the_page_s_colours(mark: str) -> None:
    cell = made(table_of(mark).html()).tables[0].cell(1, 1)
    assert shade(cell._tc) == f"clear {SHADES['mark', mark][0]}"
    white = cell.paragraphs[0].runs[0].font.color.rgb
    assert str(white) == ("FFFFFF" if mark == "II" else "None")


def test_colours_are_those_of_the_style_sheet() -> None:
    # As the look of figures has them; a test there holds them to the style sheet too.
    assert {code: SHADES["mark", code][0] for code in ("CC", "C", "I", "II", "NA")} == {
        "CC": "cfe1f2",
        "C": "eaf2f9",
        "I": "f6a67c",
        "II": "8c1d18",
        "NA": "e4e4e4",
    }
    assert SHADES["level", "high"] == ("8c1d18", "ffffff")
    assert SHADES["level", "watch"] == SHADES["level", "low"]


def test_unknown_is_hatched_and_neutral_has_no_colour() -> None:
    rows = (("a", Cell("unknown", "level unknown")), ("b", Cell("○ N", "mark N")))
    table = made(Table("t", ("x", "y"), rows).html()).tables[0]
    assert shade(table.cell(1, 1)._tc) == "thinDiagStripe FFFFFF"
    assert shade(table.cell(2, 1)._tc) == ""


def test_a_cell_of_two_marks_shows_both() -> None:
    both = Cell("C/II", "mark", parts=(Cell("C", "mark C"), Cell("II", "mark II")))
    cell = made(Table("t", ("x", "y"), (("a", both),)).html()).tables[0].cell(1, 1)
    assert [part.text for part in cell.paragraphs] == ["C", "II"]
    assert [shade(part._p) for part in cell.paragraphs] == ["clear eaf2f9", "clear 8c1d18"]


def test_findings_begin_with_the_weightiest() -> None:
    first, second = made(Findings(("The answer.", "A detail.")).html()).paragraphs[3:]
    assert first.runs[0].bold
    assert not second.runs[0].bold
    assert first.runs[0].font.size.pt > 10


def test_a_judgment_keeps_together_and_its_bar_is_drawn_in_characters() -> None:
    document = made(
        '<div class="judgment"><p class="statement">1. It rains.</p><p class="likelihood">'
        "Likelihood: <strong>likely</strong> (62%; analysts 55% to 70%) "
        '<span class="bar" role="img" aria-label="62 of 100" data-low="55" data-high="70" '
        'data-at="62"><span style="left:55%"></span><i></i></span></p>'
        '<p class="confidence">Confidence: <strong>low</strong> ●○○ — clouds.</p></div>'
    )
    statement, likelihood, confidence = document.paragraphs[3:]
    assert statement.runs[0].bold
    # 20 characters of 5 points each: 55 to 70 are numbers 12 to 14, and 62 lies in number 13.
    assert likelihood.text.endswith(" ░░░░░░░░░░░▒█▒░░░░░░")
    assert confidence.text == "Confidence: low ●○○ — clouds."
    assert [part.paragraph_format.keep_with_next for part in (statement, likelihood)] == [True] * 2
    for part in (statement, likelihood, confidence):
        assert part._p.find(f".//{qn('w:left')}") is not None


def test_a_figure_has_its_words_and_its_caption() -> None:
    img = f'<img src="{PIXEL}" alt="a &quot;dot&quot;">'
    document = made(f"<figure>{img}<figcaption>One dot</figcaption></figure>")
    (inline,) = document.inline_shapes
    assert inline._inline.docPr.get("descr") == 'a "dot"'
    assert ("Caption", "One dot") in styles(document)


def test_a_picture_from_elsewhere_is_not_fetched_but_named() -> None:
    document = made('<img src="https://example.org/x.png" alt="a map">')
    assert not document.inline_shapes
    assert document.paragraphs[-1].text == "[a map]"


def relations(document: bytes) -> list[tuple[str, str]]:
    """What the package points to outside itself: kind and address."""
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        names = [name for name in package.namelist() if name.endswith(".rels")]
        rows = [row for name in names for row in etree.fromstring(package.read(name))]
    return [
        (str(row.get("Type")).rsplit("/", 1)[1], str(row.get("Target")))
        for row in rows
        if row.get("TargetMode") == "External"
    ]


def test_only_addresses_of_the_web_become_links() -> None:
    body = (
        '<p><a href="https://example.org/a?b=1&amp;c">out</a> '
        '<a href="javascript:alert(1)">bad</a> '
        '<a href="file:///etc/passwd">file</a> <a href="#here">here</a></p>'
    )
    document = to_docx(page(body))
    assert relations(document) == [("hyperlink", "https://example.org/a?b=1&c")]
    assert docx.Document(io.BytesIO(document)).paragraphs[-1].text == "out bad file here"


@pytest.mark.parametrize(
    "text",
    [
        '{ HYPERLINK "https://evil.example" }',
        "=cmd|' /C calc'!A0",
        "<w:instrText>PAGE</w:instrText>",
        "﷐￾ \ud83d\ude00 noncharacters".encode("utf-16", "surrogatepass").decode("utf-16"),
        "right \u200f to left",
    ],
)
def test_hostile_text_stays_text(text: str) -> None:
    table = Table("t", ("x", "y"), (("a", text),))
    document = to_docx(page(f"<p>{table.html()}</p>"))
    assert relations(document) == []
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        body = etree.fromstring(package.read("word/document.xml"))
    assert not list(body.iter(qn("w:instrText"), qn("w:fldSimple")))


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def test_every_word_of_a_report_is_in_the_document(flagship_now: Path) -> None:
    html = flagship_now.read_text(encoding="utf-8")
    document = docx.Document(io.BytesIO(to_docx(html)))
    paragraphs = document.element.body.iter(qn("w:p"))
    there = " ".join(
        "".join(node.text or " " for node in part.iter(qn("w:t"), qn("w:br")))
        for part in paragraphs
    )
    body = lxml.html.document_fromstring(html).find("body")
    for node in list(body.iter("nav", "style")):
        node.drop_tree()
    for node in body.find_class("anchor-link") + body.find_class("handling"):
        node.drop_tree()
    for node in body.iter():
        node.tail = f" {node.tail or ''}"
    missing = set(words(" ".join(body.itertext()))) - set(words(there))
    assert missing == set()


def test_two_runs_are_the_same_to_the_byte() -> None:
    body = page(table_of("CC").html() + f'<img src="{PIXEL}" alt="x">')
    assert to_docx(body) == to_docx(body)


def test_another_process_makes_the_same_bytes(tmp_path: Path) -> None:
    body = page(table_of("CC").html() + f'<img src="{PIXEL}" alt="x">')
    (tmp_path / "page.html").write_text(body, encoding="utf-8")
    code = (
        "import sys; from pathlib import Path; from sat.report.docx import to_docx; "
        "sys.stdout.buffer.write(to_docx(Path(sys.argv[1]).read_text(encoding='utf-8')))"
    )
    other = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "page.html")], capture_output=True, check=True
    )
    assert other.stdout == to_docx(body)


def test_without_a_day_it_is_dated_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    properties = made("<p>x</p>").core_properties
    assert str(properties.created) == str(properties.modified) == "1980-01-01 00:00:00+00:00"


def test_a_day_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(WrongUse, match="SOURCE_DATE_EPOCH is 'yesterday'; write whole seconds"):
        made("<p>x</p>")


def test_it_dates_from_the_day_that_it_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1735689661")
    properties = made("<p>x</p>").core_properties
    assert str(properties.created) == "2025-01-01 00:01:01+00:00"
    assert properties.modified == properties.created
    assert properties.title == "Will it rain?"
    assert properties.author == "SAT workbook"


# ---- widths


def test_a_narrow_table_takes_no_more_than_it_needs() -> None:
    size, widths = fitted([["Item", "H1"], ["E1", "II"]], 18.0)
    assert size == 8.5
    assert sum(widths) < 4


def test_long_text_gets_what_is_left_and_ids_stay_whole() -> None:
    rows = [["Item", "What it says"], *[["E1", "word " * 40]] * 5]
    size, widths = fitted(rows, 10.0)
    assert sum(widths) <= 10.0 + 1e-6
    assert widths[1] > 3 * widths[0]
    assert widths[0] > 0.0205 * size * 4


def test_many_columns_are_set_smaller_and_still_fit() -> None:
    size, widths = fitted([["Heading"] * 14, ["value"] * 14], 17.8)
    assert size < 8.5
    assert sum(widths) <= 17.8 + 1e-6
    tight, squeezed = fitted([["Unbreakable"] * 30], 17.8)
    assert tight == 7.0
    assert sum(squeezed) == pytest.approx(17.8)


def test_a_table_without_cells_is_nothing() -> None:
    assert made("<table></table><p>x</p>").tables == []
