"""An executed notebook as one self-contained HTML page: code hidden, no script, no request."""

import re
from functools import cache
from html import unescape
from typing import Any

from nbformat import NotebookNode

from sat.case import Case
from sat.display import CSS, STYLE, escape
from sat.report.exporter import to_page
from sat.report.look import TEMPLATES, css_string
from sat.report.provenance import block
from sat.text import one_line

HEADING = re.compile(r'<h2 id="([^"]+)">(.*?)(?:<a class="anchor-link".*?)?</h2>', re.DOTALL)
CONTENTS = "<!-- contents -->"
SECTION = re.compile(r"<!-- section ([a-z ]+) -->")
END = "<!-- sections end -->"
TITLE = re.compile(r"\A# (.+)\n?")


def to_html(
    notebook: NotebookNode, case: Case, keys: dict[str, Any], result: dict[str, Any] | None = None
) -> str:
    """The page: marking, title, contents, the notebook's text and results, provenance.

    Where the notebook's ``result`` has an edition, the page's head says which.
    """
    title, body = _without_title(notebook)
    page = {
        "technique": title,
        "question": case.question,
        "handling": case.settings.handling,
        "as_of": str(case.as_of),
        "case_id": case.case_id,
        "opens": str(case.settings.opens),
        "closes": str(case.settings.closes),
        "edition": (result or {}).get("edition", {}).get("text", ""),
        "resolution": case.settings.resolution,
        "note": case.settings.note,
        "coverage": _coverage(case),
        "style": _style(),
        "css_handling": css_string(case.settings.handling),
        "css_foot": css_string(f"{one_line(case.question, 64)} · as of {case.as_of}"),
        "provenance": block(keys),
    }
    html = to_page(body, page)
    # nbconvert makes the anchors, so the contents can only be filled in afterwards.
    return sections(html.replace(STYLE, "").replace(CONTENTS, contents(html), 1))


@cache
def _style() -> str:
    return CSS + (TEMPLATES / "sat" / "style.css").read_text(encoding="utf-8")


def _without_title(notebook: NotebookNode) -> tuple[str, NotebookNode]:
    """The notebook's title, and a copy without it: the page has the question for a title."""
    body = NotebookNode(notebook)
    body.cells = [NotebookNode(cell) for cell in notebook.cells]
    for cell in body.cells:
        match = TITLE.match(cell.source) if cell.cell_type == "markdown" else None
        if match:
            cell.source = cell.source[match.end() :].lstrip()
            return match[1].strip(), body
    return "Report", body


def _coverage(case: Case) -> str:
    """What the cut shows, and whether the question has been settled by then."""
    outcome = case.settings.outcome
    settled = (
        f"It was settled on {outcome.resolved_on}: {outcome.hypothesis_id} came true."
        if outcome
        else "At this cut it is open."
    )
    return (
        f"The question spans {case.settings.opens} to {case.settings.closes}. {settled} Rows that "
        f"became known after {case.as_of} are kept back: {case.hidden}."
    )


def contents(html: str) -> str:
    """A list entry for each second-level heading of the page."""
    entries = (
        (unescape(anchor), unescape(re.sub(r"<[^>]+>", "", text)).strip())
        for anchor, text in HEADING.findall(html)
    )
    return "\n".join(
        f'<li><a href="#{escape(anchor)}">{escape(text)}</a></li>' for anchor, text in entries
    )


def sections(html: str) -> str:
    """The page with its annexes as sections: each runs to the next one, or to the page's end.

    >>> sections("a<!-- section annex -->b<!-- section annex landscape -->c<!-- sections end -->d")
    'a<section class="annex">b</section><section class="annex landscape">c</section>d'
    """
    first, *rest = SECTION.split(html)
    parts = [
        f'<section class="{kind}">{text}' for kind, text in zip(rest[::2], rest[1::2], strict=True)
    ]
    return "</section>".join([first + "".join(parts[:1]), *parts[1:]]).replace(
        END, "</section>" if parts else "", 1
    )
