"""One warm nbconvert exporter a process: the page of a new one to the byte, at a tenth of the cost.

What a plain ``HTMLExporter`` does again for every page is done once (templates compiled), kept
(markdown, which a notebook has alike on every case), done by less (``sat.report.soup``) or
left out where the page shows nothing of it (preprocessors that are off, highlighted code).
"""

from functools import cache, lru_cache
from html import escape
from threading import Lock
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert import HTMLExporter
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters.widgetsdatatypefilter import WidgetsDataTypeFilter
from nbformat import NotebookNode

from sat.report.look import TEMPLATES
from sat.report.soup import OutOfOrder, rewritten

HIDDEN = {"result"}  # the tags of cells that are for programs
KEPT = 256  # texts in markdown
ONE_AT_A_TIME = Lock()


def to_page(notebook: NotebookNode, facts: dict[str, Any]) -> str:
    """The notebook in the report's template, which has the ``facts`` as ``resources.sat``.

    Raises ``nbformat.ValidationError`` for what is no notebook.
    """
    shown = NotebookNode(notebook)
    # Here, not by nbconvert's own preprocessor: it copies the notebook three times before that.
    shown.cells = [
        cell for cell in notebook.cells if not HIDDEN & set(cell.metadata.get("tags", []))
    ]
    facts = {"sat": facts}
    with ONE_AT_A_TIME:
        # HTMLExporter's own method goes on from here to BeautifulSoup.
        html, _ = TemplateExporter.from_notebook_node(_exporter(), shown, facts)
        try:
            return rewritten(html)
        except OutOfOrder:
            html, _ = _exporter().from_notebook_node(shown, facts)
            return str(html)


def warm_up() -> None:
    """Make the exporter and compile its templates now."""
    with ONE_AT_A_TIME:
        _exporter().template  # noqa: B018


@cache
def _exporter() -> HTMLExporter:
    exporter = HTMLExporter(
        template_name="sat",
        extra_template_basedirs=[str(TEMPLATES)],
        exclude_input=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        default_preprocessors=[_as_it_is],
        optimistic_validation=True,
    )
    exporter.filters = {
        "filter_data_type": WidgetsDataTypeFilter(
            notebook_metadata=exporter._nb_metadata,
            resources={"metadata": {"name": "Notebook"}},
            parent=exporter,
        ),
        "highlight_code": escape,  # the templates name it, though no code is shown
        "markdown2html": _markdown,
    }
    return exporter


def _as_it_is(notebook: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
    """The one preprocessor: nbconvert checks the notebook after the last one, so one has to be."""
    return notebook, resources


@pass_context
def _markdown(context: Context, source: str) -> str:
    """Markdown as HTML; the same text is the same HTML unless its cell has attachments."""
    if context.get("cell", {}).get("attachments"):
        return str(_exporter().markdown2html(context, source))
    return _plain_markdown(source)


@lru_cache(KEPT)
def _plain_markdown(source: str) -> str:
    return str(_exporter().markdown2html({}, source))
