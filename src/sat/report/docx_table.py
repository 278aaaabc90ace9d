"""A table of a report as a Word table: caption, repeated head, shaded cells, widths that fit."""

from collections.abc import Sequence
from copy import deepcopy

from docx.document import Document
from docx.oxml.table import CT_Row, CT_Tc
from docx.shared import Cm, Length, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from lxml.html import HtmlElement

from sat.report.docx_parts import (
    classes,
    coloured,
    element,
    inline,
    shade_of,
    shading,
    styled,
)

SIZES = (8.5, 8.0, 7.5, 7.0)  # points, the largest at which the longest words fit
CHARACTER = 0.0205  # centimetres a point: a wide letter, since a broken word is worse than space
PADDING = 0.46  # centimetres a cell: Word's own margins, and a little
WORD = 16  # letters beyond which a word may be broken
CLOSE = element("pPr")  # what a paragraph in a cell is set with: no space above and below
CLOSE.append(element("spacing", after="0", before="0"))
LONG = 60  # characters beyond which a column only grows taller


def add_table(document: Document, node: HtmlElement, width: float) -> None:
    """A table over at most ``width`` centimetres, its caption kept with it."""
    rows = node.findall(".//tr")
    columns = max((len(_cells(row)) for row in rows), default=0)
    if not columns:
        return
    caption = node.find("caption")
    if caption is not None:
        paragraph = styled(document, "Caption")
        inline(paragraph, caption)
        paragraph.paragraph_format.keep_with_next = True
    size, widths = fitted([[text(cell) for cell in _cells(row)] for row in rows], width)
    table = document.add_table(rows=len(rows), cols=columns)
    table._tbl.tblStyle_val = "TableGrid"
    table.autofit = False
    for column, wide in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.w = Length(int(Cm(wide)))
    heads = node.findall("thead//tr")
    for made, row in zip(table._tbl.tr_lst, rows, strict=True):
        _row(table, made, row, widths, size, row in heads)


def _cells(row: HtmlElement) -> list[HtmlElement]:
    return [cell for cell in row if cell.tag in ("td", "th")]


def text(node: HtmlElement) -> str:
    """All text of an element, white space as one blank."""
    return " ".join(node.text_content().split())


def fitted(rows: Sequence[Sequence[str]], width: float) -> tuple[float, list[float]]:
    """The font size in points and the columns' widths in centimetres; together at most ``width``.

    Every column gets its longest word, and what is left goes by how much text it has.
    """
    columns = max(map(len, rows))
    texts = [[row[number] for row in rows if number < len(row)] for number in range(columns)]
    for size in SIZES:
        letter = CHARACTER * size
        least = [letter * min(_longest(own), WORD) + PADDING for own in texts]
        wanted = [letter * min(max(map(len, own)), LONG) + PADDING for own in texts]
        wanted = [max(pair) for pair in zip(least, wanted, strict=True)]
        if sum(least) <= width:
            break
    spare = width - sum(least)
    if spare <= 0:
        return size, [width * own / sum(least) for own in least]
    if sum(wanted) <= width:
        return size, wanted
    lengths = [sum(map(len, own)) for own in texts]
    return size, _shared(least, wanted, lengths, spare)


def _shared(
    least: Sequence[float], wanted: Sequence[float], lengths: Sequence[int], spare: float
) -> list[float]:
    """What is left shared out by the amount of text; no column gets more than it wants."""
    widths = list(least)
    open_ = [number for number, length in enumerate(lengths) if length]
    while spare > 1e-6 and open_:
        whole, left = sum(lengths[number] for number in open_), 0.0
        for number in open_:
            widths[number] += spare * lengths[number] / whole
            left += max(0.0, widths[number] - wanted[number])
            widths[number] = min(widths[number], wanted[number])
        open_ = [number for number in open_ if widths[number] < wanted[number] - 1e-6]
        spare = left
    return widths


def _longest(texts: Sequence[str]) -> int:
    """The longest word, a very long one taken apart at its hyphens."""
    words = [word for line in texts for word in line.split()]
    parts = [part for word in words for part in (word.split("-") if len(word) > WORD else [word])]
    return max(map(len, parts), default=1)


def _row(
    table: Table, made: CT_Row, row: HtmlElement, widths: Sequence[float], size: float, head: bool
) -> None:
    properties = made.get_or_add_trPr()
    properties.append(element("cantSplit"))
    if head:
        properties.append(element("tblHeader"))
    # Not by row.cells, which looks at the whole table for each cell.
    for place, (tc, node) in enumerate(zip(made.tc_lst, _cells(row), strict=False)):
        tc.width = Length(int(Cm(widths[place])))
        _cell(_Cell(tc, table), tc, node, size, head)


def _cell(cell: _Cell, tc: CT_Tc, node: HtmlElement, size: float, head: bool) -> None:
    names = classes(node)
    bold = head or node.tag == "th" or bool({"best", "bad", "changed"} & set(names))
    parts = [child for child in node if child.tag == "span" and classes(child)]
    paragraph = cell.paragraphs[0]
    if parts:
        for number, part in enumerate(parts):
            own = paragraph if number == 0 else cell.add_paragraph()
            _fill(own, part, size, bold)
            pattern, fill, colour = shade_of(classes(part))
            if pattern:
                own._p.get_or_add_pPr().append(shading(pattern, fill))
            coloured(own, colour)
        return
    _fill(paragraph, node, size, bold)
    pattern, fill, colour = ("clear", "ECECEC", "") if head else shade_of(names)
    if "muted" in names:
        colour = "595959"
    if pattern:
        tc.get_or_add_tcPr().append(shading(pattern, fill))
    coloured(paragraph, colour)


def _fill(paragraph: Paragraph, node: HtmlElement, size: float, bold: bool) -> None:
    inline(paragraph, node, bold=bold)
    paragraph._p.insert(0, deepcopy(CLOSE))
    for run in paragraph.runs:
        run.font.size = Pt(size)
    for link in paragraph.hyperlinks:
        for run in link.runs:
            run.font.size = Pt(size)
