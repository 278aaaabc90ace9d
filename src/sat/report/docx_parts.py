"""The pieces of a Word document that python-docx has no call for, and how cells are coloured.

Everything is WordprocessingML (ECMA-376, part 1, 17): borders, shading, fields, hyperlinks.
"""

import re

from docx.document import Document
from docx.enum.text import WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from lxml.html import HtmlElement

from sat.display import CSS

# What XML 1.0 cannot hold; the page has spelled out all but the rarest.
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
RULE = re.compile(r"([^{}]+)\{([^}]*)\}")
COLOURED = re.compile(r"\.(mark|level)\.(\w+)$")
HEX = re.compile(r"(background|color):\s*#([0-9a-fA-F]{3,6})\b")
SKIPPED = {"style", "script", "nav", "button", "template"}
MONO = "Liberation Mono"
BLOCKS = 20


def _shades() -> dict[tuple[str, str], tuple[str, str]]:
    """Fill and text colour of each mark and level, as the report's style sheet has them."""
    found = {}
    for selectors, rules in RULE.findall(CSS):
        colours = {name: _six(value) for name, value in HEX.findall(rules)}
        for selector in selectors.split(","):
            match = COLOURED.search(selector.strip())
            if match and "background" in colours:
                found[match[1], match[2]] = colours["background"], colours.get("color", "")
    return found


def _six(colour: str) -> str:
    return "".join(2 * digit for digit in colour) if len(colour) == 3 else colour


SHADES = _shades()


def clean(text: str) -> str:
    r"""Text that XML can hold; what it cannot is spelled out.

    >>> clean("a\x0bb")
    'a\\u000bb'
    """
    return FORBIDDEN.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def classes(node: HtmlElement) -> list[str]:
    """The classes of an element."""
    return (node.get("class") or "").split()


def shade_of(names: list[str]) -> tuple[str, str, str]:
    """Pattern, fill and text colour for an element's classes; blank for none."""
    for kind in ("mark", "level"):
        for name in names:
            if kind in names and (kind, name) in SHADES:
                return ("clear", *SHADES[kind, name])
    return ("thinDiagStripe", "FFFFFF", "") if {"level", "unknown"} <= set(names) else ("", "", "")


def element(name: str, **attributes: str) -> BaseOxmlElement:
    """A WordprocessingML element with attributes of its own namespace."""
    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def shading(pattern: str, fill: str) -> BaseOxmlElement:
    """The shading of a cell or paragraph."""
    return element("shd", val=pattern, color="808080" if pattern != "clear" else "auto", fill=fill)


def styled(document: Document, style: str) -> Paragraph:
    """A new paragraph of a style of python-docx's own template.

    There a style's id is its name without blanks; python-docx itself goes through all styles to
    find it, for every paragraph.
    """
    paragraph = document.add_paragraph()
    paragraph._p.style = style.replace(" ", "")
    return paragraph


def left_rule(paragraph: Paragraph) -> None:
    """A thick line at the left of a paragraph."""
    borders = element("pBdr")
    borders.append(element("left", val="single", sz="36", space="8", color="1A1A1A"))
    paragraph._p.get_or_add_pPr().append(borders)


def add_field(paragraph: Paragraph, code: str) -> None:
    """A field that Word fills in, such as PAGE."""
    run = paragraph.add_run()
    run.font.size = Pt(8)
    for part in (
        element("fldChar", fldCharType="begin"),
        _code(code),
        element("fldChar", fldCharType="separate"),
        _text("1"),
        element("fldChar", fldCharType="end"),
    ):
        run._r.append(part)


def _code(code: str) -> BaseOxmlElement:
    made = element("instrText")
    made.set(qn("xml:space"), "preserve")
    made.text = f" {code} "
    return made


def _text(text: str) -> BaseOxmlElement:
    made = element("t")
    made.text = text
    return made


def inline(paragraph: Paragraph, node: HtmlElement, **style: bool) -> None:
    """Everything inside an element as runs of a paragraph, its own text and its children's."""
    add_text(paragraph, node.text, **style)
    for child in node:
        _child(paragraph, child, style)
        add_text(paragraph, child.tail, **style)


def _child(paragraph: Paragraph, child: HtmlElement, style: dict[str, bool]) -> None:
    if not isinstance(child.tag, str) or child.tag in SKIPPED or "anchor-link" in classes(child):
        return
    if child.tag == "br":
        paragraph.add_run().add_break(WD_BREAK.LINE)
    elif "bar" in classes(child):
        add_bar(paragraph, child)
    elif child.tag == "a" and (child.get("href") or "").startswith(("http://", "https://")):
        _link(paragraph, child, style)
    else:
        named = {"strong": "bold", "b": "bold", "em": "italic", "code": "mono", "sub": "sub"}
        own = named.get(child.tag) or ("super" if child.tag == "sup" else "")
        inline(paragraph, child, **(style | ({own: True} if own else {})))


def add_text(paragraph: Paragraph, text: str | None, **style: bool) -> Run | None:
    """A run of text with white space as HTML has it; ``None`` where there is no text."""
    shown = re.sub(r"[ \t\r\n]+", " ", clean(text or ""))
    if not shown or (shown == " " and not paragraph.text):
        return None
    run = paragraph.add_run(shown)
    run.bold, run.italic = style.get("bold") or None, style.get("italic") or None
    if style.get("sub"):
        run.font.subscript = True
    elif style.get("super"):
        run.font.superscript = True
    if style.get("mono"):
        run.font.name = MONO
    return run


def _link(paragraph: Paragraph, node: HtmlElement, style: dict[str, bool]) -> None:
    before = len(paragraph._p)
    inline(paragraph, node, **style)
    address = paragraph.part.relate_to(
        clean(node.get("href") or ""), RELATIONSHIP_TYPE.HYPERLINK, is_external=True
    )
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), address)
    for part in list(paragraph._p)[before:]:
        Run(part, paragraph).underline = True
        link.append(part)
    paragraph._p.append(link)


def add_bar(paragraph: Paragraph, node: HtmlElement) -> None:
    """The bar of a judgment as characters: the range shaded, the value full."""
    low, high, at = (float(node.get(f"data-{end}") or 0) for end in ("low", "high", "at"))
    step = 100 / BLOCKS
    place = min(int(at / step), BLOCKS - 1)
    marks = [
        "█" if number == place else "▒" if low < (number + 1) * step and number * step < high
        else "░"
        for number in range(BLOCKS)
    ]  # fmt: skip
    run = paragraph.add_run(" " + "".join(marks))
    run.font.name, run.font.size = MONO, Pt(8)


def coloured(paragraph: Paragraph, colour: str) -> None:
    """Every run of a paragraph in a colour of six hexadecimal digits; blank changes nothing."""
    if colour:
        for run in paragraph.runs:
            run.font.color.rgb = RGBColor.from_string(colour.upper())
