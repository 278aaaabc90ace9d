"""A report as a Word document that can be edited on: real styles, real tables, nothing as picture
but the figures."""

import base64
import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime

import docx
import lxml.html
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Cm, Inches, Length, Pt, RGBColor
from docx.text.paragraph import Paragraph
from lxml.html import HtmlElement

from sat.display import DPI
from sat.report.docx_parts import (
    SKIPPED,
    add_field,
    add_text,
    classes,
    clean,
    inline,
    left_rule,
    styled,
)
from sat.report.docx_table import add_table, text
from sat.report.moment import given_moment

FONT = "Liberation Sans"
LONG, SHORT = Cm(29.7), Cm(21.0)
MARGIN = Cm(1.6)
OLDEST = (1980, 1, 1, 0, 0, 0)  # a zip file knows no earlier day


def to_docx(html: str) -> bytes:
    """The page of ``export.to_html`` as a Word document; the same page gives the same bytes.

    Marking at the top and bottom of every page, page x of y, a new page for each annex (landscape
    where the page says so), tables with repeated heads, figures with their alternative text.
    """
    page = lxml.html.document_fromstring(html)
    writer = _Writer(page)
    for node in page.find("body"):
        writer.block(node)
    for section in writer.document.sections:
        _dress(section, writer.marking, writer.foot)
    return _packed(writer.document)


class _Writer:
    """A document that grows block by block, and what the page says of itself."""

    def __init__(self, page: HtmlElement) -> None:
        self.document: Document = docx.Document()
        self.marking = _first(page, "handling")
        self.foot = f"{_first(page, '', 'h1')[:90]} · as of {_first(page, 'meta', 'strong')}"
        self.new_page = False
        self.after_heading = False
        _styles(self.document)
        _shape(self.document.sections[0], landscape=False)
        properties = self.document.core_properties
        properties.title = clean(_first(page, "", "h1"))[:250]
        properties.subject = clean(_first(page, "kicker"))[:250]
        properties.author = "SAT workbook"
        properties.comments = ""
        properties.created = properties.modified = _made()
        self.known: dict[str, Callable[[HtmlElement], object]] = {
            "h1": self._title,
            "h2": lambda node: self._heading(node, 1),
            "h3": lambda node: self._heading(node, 2),
            "h4": lambda node: self._heading(node, 3),
            "p": self._paragraph,
            "pre": lambda node: self._plain(node, mono=True),
            "blockquote": self._plain,
            "figcaption": lambda node: self._styled(node, "Caption"),
            "ul": lambda node: self._list(node, "List Bullet"),
            "ol": lambda node: self._list(node, "List Number"),
            "table": lambda node: add_table(self.document, node, self._width()),
            "img": self._picture,
            "section": self._section,
        }

    def block(self, node: HtmlElement) -> None:
        """One block of the page; of an element that is not known, what is in it."""
        if not isinstance(node.tag, str) or node.tag in SKIPPED or "handling" in classes(node):
            return
        if "judgment" in classes(node):
            self._judgment(node)
        elif node.tag in self.known:
            self.known[node.tag](node)
        else:
            self._loose(node.text)
            for child in node:
                self.block(child)
                self._loose(child.tail)

    def _loose(self, words: str | None) -> None:
        """Text that stands in no paragraph."""
        if words and words.strip():
            add_text(self.document.add_paragraph(), words)

    def _width(self) -> float:
        section = self.document.sections[-1]
        return float(Length(int(section.page_width or 0) - 2 * int(MARGIN)).cm)

    def _title(self, node: HtmlElement) -> None:
        self._styled(node, "Title")

    def _heading(self, node: HtmlElement, level: int) -> None:
        paragraph = self._styled(node, f"Heading {level}")
        paragraph.paragraph_format.page_break_before = self.new_page or None
        self.new_page, self.after_heading = False, True

    def _styled(self, node: HtmlElement, style: str) -> Paragraph:
        paragraph = styled(self.document, style)
        inline(paragraph, node)
        return paragraph

    def _plain(self, node: HtmlElement, mono: bool = False) -> None:
        inline(self.document.add_paragraph(), node, mono=mono)

    def _paragraph(self, node: HtmlElement) -> None:
        paragraph = self.document.add_paragraph()
        inline(paragraph, node)
        # A heading's first words stay with what they lead to, such as a table.
        paragraph.paragraph_format.keep_with_next = self.after_heading or None
        self.after_heading = False
        small = {"note": 8, "meta": 9, "kicker": 9}
        for name in set(classes(node)) & small.keys():
            paragraph.paragraph_format.space_after = Pt(3)
            for run in paragraph.runs:
                run.font.size = Pt(small[name])

    def _list(self, node: HtmlElement, style: str) -> None:
        for number, item in enumerate(child for child in node if child.tag == "li"):
            first = number == 0 and "findings" in classes(node)
            paragraph = styled(self.document, style)
            nested = [child for child in item if child.tag in ("ul", "ol")]
            for child in nested:
                item.remove(child)
            inline(paragraph, item, bold=first)
            if first:
                for run in paragraph.runs:
                    run.font.size = Pt(12)
            for child in nested:
                self.block(child)

    def _judgment(self, node: HtmlElement) -> None:
        own = [child for child in node if child.tag == "p"]
        for number, child in enumerate(own):
            paragraph = self.document.add_paragraph()
            inline(paragraph, child, bold="statement" in classes(child))
            left_rule(paragraph)
            form = paragraph.paragraph_format
            form.left_indent, form.keep_together = Cm(0.4), True
            form.keep_with_next = number < len(own) - 1
            form.space_after = Pt(8 if number == len(own) - 1 else 2)

    def _picture(self, node: HtmlElement) -> None:
        kind, _, data = (node.get("src") or "").partition(";base64,")
        if not kind.startswith("data:image/png") or not data:
            self._loose(f"[{node.get('alt') or 'figure'}]")
            return
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        shape = paragraph.add_run().add_picture(io.BytesIO(base64.b64decode(data)))
        width = min(Inches(shape.width.inches * 72 / DPI), Cm(self._width()))
        height = Length(int(shape.height * width / shape.width))
        tall = Cm(21.0)
        scale = min(1.0, tall / height)
        shape.width, shape.height = Length(int(width * scale)), Length(int(height * scale))
        shape._inline.docPr.set("descr", clean(node.get("alt") or ""))

    def _section(self, node: HtmlElement) -> None:
        """An annex begins a page, and one that is landscape is a section of its own."""
        names = classes(node)
        landscape = "landscape" in names
        if landscape:
            _shape(self.document.add_section(WD_SECTION.NEW_PAGE), landscape=True)
        self.new_page = "annex" in names and not landscape and not self._at_a_section_s_start()
        self._loose(node.text)
        for child in node:
            self.block(child)
            self._loose(child.tail)
        if landscape:
            _shape(self.document.add_section(WD_SECTION.NEW_PAGE), landscape=False)

    def _at_a_section_s_start(self) -> bool:
        """Does the document end with a section's end, so that a page begins anyway?"""
        last = self.document.element.body[-2:-1]
        return bool(last) and last[0].find(qn("w:pPr") + "/" + qn("w:sectPr")) is not None


def _first(page: HtmlElement, name: str, tag: str = "") -> str:
    """The text of the first element of a class, or of a tag within it; blank where none is."""
    for node in page.iter():
        if isinstance(node.tag, str) and (not name or name in classes(node)):
            found = node if not tag or node.tag == tag else node.find(f".//{tag}")
            if found is not None:
                return text(found)
    return ""


def _made() -> datetime:
    """When the document says it was made: fixed where nothing is given, so that two runs agree."""
    return (given_moment() or datetime(*OLDEST, tzinfo=UTC)).replace(tzinfo=None)


def _styles(document: Document) -> None:
    sizes = {"Normal": 10, "Title": 20, "Heading 1": 14, "Heading 2": 12, "Heading 3": 11}
    for name, size in (sizes | {"Caption": 9, "List Bullet": 10, "List Number": 10}).items():
        style = document.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{kind}"), None)
        if name != "Normal":
            style.font.color.rgb = RGBColor(0x1A, 0x1A, 0x1A)
    document.styles["Title"].font.bold = True
    document.styles["Normal"].paragraph_format.space_after = Pt(6)
    document.styles["Caption"].paragraph_format.space_before = Pt(6)


def _shape(section: Section, landscape: bool) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    wide, high = (LONG, SHORT) if landscape else (SHORT, LONG)
    section.page_width, section.page_height = wide, high
    section.left_margin = section.right_margin = MARGIN
    section.top_margin = section.bottom_margin = Cm(2.2)


def _dress(section: Section, marking: str, foot: str) -> None:
    """Marking at the top and at the bottom; foot at the left, page x of y at the right."""
    for part in (section.header, section.footer):
        part.is_linked_to_previous = False
        paragraph = part.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run(clean(marking))
        run.bold, run.font.size = True, Pt(9)
    line = section.footer.add_paragraph()
    wide = int(section.page_width or 0) - 2 * int(MARGIN)
    line.paragraph_format.tab_stops.add_tab_stop(Length(wide), WD_TAB_ALIGNMENT.RIGHT)
    line.add_run(f"{clean(foot)}\tPage ").font.size = Pt(8)
    add_field(line, "PAGE")
    line.add_run(" of ").font.size = Pt(8)
    add_field(line, "NUMPAGES")


def _packed(document: Document) -> bytes:
    """The document's bytes, its members dated alike in every run."""
    made, packed = io.BytesIO(), io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(packed, "w") as target:
        for item in source.infolist():
            info = zipfile.ZipInfo(item.filename, OLDEST)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, source.read(item))
    return packed.getvalue()
