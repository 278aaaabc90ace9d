"""The warm exporter's page is that of a new plain exporter, to the byte."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbconvert import HTMLExporter
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from traitlets.config import Config

from sat.case import Case
from sat.report import export
from sat.report.export import to_html
from sat.report.exporter import to_page
from sat.report.look import TEMPLATES
from sat.report.provenance import common

ROOT = Path(__file__).parents[2]
STORED = sorted((ROOT / "notebooks").glob("*.ipynb"))
DOT = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
MAP = "![map](attachment:map.png)"

Page = Callable[[NotebookNode], str]


def plain(notebook: NotebookNode, facts: dict[str, Any]) -> str:
    """The page by an exporter of its own, with nothing that nbconvert does left out."""
    config = Config()
    config.TagRemovePreprocessor.enabled = True
    config.TagRemovePreprocessor.remove_cell_tags = {"result"}
    exporter = HTMLExporter(
        config=config,
        template_name="sat",
        extra_template_basedirs=[str(TEMPLATES)],
        exclude_input=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
    )
    html, _ = exporter.from_notebook_node(notebook, {"sat": facts})
    return str(html)


@pytest.fixture
def page(minimal: Case) -> Page:
    """The report's page of a notebook, on the small case."""
    keys = common(minimal, "tiny", {}, "ach")
    return lambda notebook: to_html(notebook, minimal, keys)


@pytest.fixture
def plain_page(page: Page) -> Page:
    """The same, made by a plain exporter."""

    def made(notebook: NotebookNode) -> str:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(export, "to_page", plain)
            return page(notebook)

    return made


def notebook_of(*cells: NotebookNode) -> NotebookNode:
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    return NotebookNode(new_notebook(cells=list(cells)))


def markdown(*texts: str) -> NotebookNode:
    return notebook_of(*(new_markdown_cell(text) for text in texts))


def shown(**data: Any) -> NotebookNode:
    bundle = {name.replace("_", "/"): value for name, value in data.items()}
    return notebook_of(new_code_cell("secret()", outputs=[new_output("display_data", data=bundle)]))


def with_attachment(data: str) -> NotebookNode:
    cell = new_markdown_cell(MAP)
    cell["attachments"] = {"map.png": {"image/png": data}}
    return notebook_of(cell)


HOSTILE = {
    "script": markdown("<script>alert('x')</script>\n\ntext"),
    "not closed": markdown("<div><b>one", "two"),
    "closed too often": markdown("</div></main></body>", "two"),
    "brackets": markdown("a < b && c > d &copy &amp; &#0; &#x27; <"),
    "no words": markdown('<img src="x">', "![](y.png)"),
    "quotes": markdown("""<p title="it's &quot;so&quot;" CLASS='a  b'>x</p>"""),
    "heading": markdown("# T\n\n## Żółć & <em>ß</em> 🜁 $x<y$\n\n### `a<b`"),
    "comment": markdown("<!-- contents -->\n\n<!-- section annex -->\n\n<!-- a > b --><!---->"),
    "style": markdown("<style>p { color: red }</style>\n\n<style></style><style> </style>"),
    "code": markdown("```python\nx = '<b>'\n```\n\n    y &lt; 1\n\n<pre>\n\n</pre>"),
    "table": markdown("| a | b |\n|---|--:|\n| <td> | `|` |\n\n- [ ] open\n- [x] done"),
    "classes of nbconvert": markdown(
        '<div class="jp-Notebook"><div class="jp-OutputArea-output">x</div></div>'
    ),
    "meta": markdown('<meta charset="latin-1"><meta content="a; charset=b">'),
    "html": shown(text_html="<td>&nbsp;<a rel='a  b' href=\"java&#115;cript:1\">x</td>"),
    "plain": shown(text_plain="\x1b[31mred\x1b[0m <b> & 'x' \x00"),
    "latex": shown(text_latex="$a < b$"),
    "svg": shown(**{"image_svg+xml": "<svg><script>1</script></svg>"}),
    "picture": shown(image_png=DOT),
    "stream": notebook_of(
        new_code_cell(
            outputs=[
                new_output("stream", name="stderr", text="</pre><b>"),
                new_output("error", ename="E", evalue="v", traceback=["\x1b[1m<x>"]),
            ]
        )
    ),
    "attached": with_attachment(DOT),
    "nothing": notebook_of(),
}


@pytest.mark.parametrize("path", STORED, ids=lambda path: str(path.stem))
def test_every_notebook_of_the_workbook(path: Path, page: Page, plain_page: Page) -> None:
    notebook = nbformat.read(path, as_version=4)
    assert any(cell.get("outputs") for cell in notebook.cells)
    assert page(notebook) == plain_page(notebook)


@pytest.mark.parametrize("name", HOSTILE)
def test_every_hostile_one(name: str, page: Page, plain_page: Page) -> None:
    assert page(HOSTILE[name]) == plain_page(HOSTILE[name])


def test_no_page_depends_on_those_before_it_or_beside_it(page: Page, plain_page: Page) -> None:
    notebooks = [*HOSTILE.values(), nbformat.read(STORED[0], as_version=4)]
    expected = [plain_page(notebook) for notebook in notebooks]
    assert [page(notebook) for notebook in reversed(notebooks)] == expected[::-1]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(page, notebooks * 3)) == expected * 3


def test_the_same_text_with_another_attachment_is_another_page(page: Page) -> None:
    one, other = page(with_attachment(DOT)), page(with_attachment("AAAA"))
    assert f"base64,{DOT}" in one
    assert "base64,AAAA" in other
    assert DOT not in other


def test_cells_for_programs_are_left_out_and_the_notebook_is_left_alone(page: Page) -> None:
    notebook = shown(text_plain="for readers")
    machine = new_code_cell(outputs=[new_output("display_data", data={"text/plain": "for both"})])
    machine.metadata["tags"] = ["result"]
    notebook.cells.append(machine)
    before = nbformat.writes(notebook)
    html = page(notebook)
    assert "for readers" in html
    assert "for both" not in html
    assert "secret" not in html
    assert nbformat.writes(notebook) == before


def test_what_is_no_notebook_is_refused() -> None:
    notebook = markdown("text")
    del notebook.cells[0]["source"]
    with pytest.raises(nbformat.ValidationError, match="'source' is a required property"):
        to_page(notebook, {})
