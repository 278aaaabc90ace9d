"""What a notebook cell shows: a captioned table, a picture with words for it, a list of findings.

Each has an HTML form with every text escaped and a plain-text form without identities, so that
two runs show the same to the letter.
"""

import html
import io
import warnings
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from sat.text import one_line, visible

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DPI = 110
PACKED = {"compress_level": 3}  # a third less time than the usual 6, for 2 % more bytes
MARGIN = 0.1  # inches of paper around what is drawn

# Outputs carry their look with them, for JupyterLab; a report has it once, in its head.
CSS = files("sat").joinpath("display.css").read_text(encoding="utf-8")
STYLE = f"<style>\n{CSS}</style>\n"


def escape(text: object) -> str:
    """A text for HTML: hostile characters spelled out, markup escaped."""
    return html.escape(visible(str(text)))


@dataclass(frozen=True)
class Cell:
    """One cell of a table: its text, a CSS class of the report's style, a link, a hover text.

    A link that is not http or https is not made one: ``javascript:`` would run.

    A cell that says several things has ``parts``, each with its own text and class; ``text`` then
    says the same for plain text.
    """

    text: str
    style: str = ""
    link: str = ""
    title: str = ""
    parts: tuple["Cell", ...] = ()

    def html(self) -> str:
        """The cell's content as HTML."""
        if self.parts:
            return "".join(
                f'<span class="{escape(part.style)}">{part.html()}</span>' for part in self.parts
            )
        shown = escape(self.text).replace("\n", "<br>")
        if self.link.startswith(("http://", "https://")):
            return f'<a href="{escape(self.link)}" rel="noreferrer noopener">{shown}</a>'
        return shown


@dataclass(frozen=True)
class Table:
    """Rows under headings, with a caption that says what is shown and in what unit.

    The first column holds the rows' names. ``notes`` stand under the table.
    """

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell | str, ...], ...]
    notes: tuple[str, ...] = ()
    style: str = ""

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.headings):
                raise ValueError(f"{self.caption}: {len(row)} cells, {len(self.headings)} headings")

    def _repr_html_(self) -> str:
        return STYLE + self.html()

    def html(self) -> str:
        """The table as HTML, without its look."""
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in self.headings)
        body = "\n".join(f"<tr>{self._row(row)}</tr>" for row in self.rows)
        notes = "".join(f'<p class="note">{escape(note)}</p>' for note in self.notes)
        style = escape(f"sat {self.style}".strip())
        return (
            f'<div class="scroll"><table class="{style}">\n'
            f"<caption>{escape(self.caption)}</caption>\n"
            f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div>{notes}"
        )

    @staticmethod
    def _row(row: tuple[Cell | str, ...]) -> str:
        parts = []
        for number, item in enumerate(row):
            cell = item if isinstance(item, Cell) else Cell(item)
            tag, scope = ("th", ' scope="row"') if number == 0 else ("td", "")
            style = f' class="{escape(cell.style)}"' if cell.style else ""
            title = f' title="{escape(cell.title)}"' if cell.title else ""
            parts.append(f"<{tag}{scope}{style}{title}>{cell.html()}</{tag}>")
        return "".join(parts)

    def __repr__(self) -> str:
        texts = [
            [item.text if isinstance(item, Cell) else item for item in row] for row in self.rows
        ]
        grid = [[one_line(text, 48) for text in row] for row in [list(self.headings), *texts]]
        widths = [max(len(row[number]) for row in grid) for number in range(len(self.headings))]
        lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in grid]
        return "\n".join([one_line(self.caption, 200), *lines, *map(visible, self.notes)])


@dataclass(frozen=True)
class Tables:
    """Tables that belong together, such as a wide one broken into bands."""

    parts: tuple[Table, ...]

    def _repr_html_(self) -> str:
        return STYLE + self.html()

    def html(self) -> str:
        """The tables as HTML, without their look."""
        return "\n".join(part.html() for part in self.parts)

    def __repr__(self) -> str:
        return "\n\n".join(repr(part) for part in self.parts)


@dataclass(frozen=True)
class Findings:
    """Sentences a reader should take away, the weightiest first.

    The first one ``leads``, larger than the others, unless it is one point among several.
    """

    sentences: tuple[str, ...]
    leads: bool = True

    def _repr_html_(self) -> str:
        return STYLE + self.html()

    def html(self) -> str:
        """The list as HTML, without its look."""
        items = "".join(f"<li>{escape(sentence)}</li>" for sentence in self.sentences)
        return f'<ul class="{"findings" if self.leads else "points"}">{items}</ul>'

    def __repr__(self) -> str:
        return "\n".join(f"- {visible(sentence)}" for sentence in self.sentences)


@dataclass(frozen=True)
class Picture:
    """A drawn figure as PNG, with a caption and a text for who cannot see it."""

    caption: str
    alt: str
    png: bytes = field(repr=False)

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data = {"image/png": self.png, "text/plain": repr(self)}
        return data, {"image/png": {"alt": visible(self.alt), "caption": visible(self.caption)}}

    def __repr__(self) -> str:
        return f"{visible(self.caption)}\n[{visible(self.alt)}]"


def picture(axes: "Axes", caption: str, alt: str) -> Picture:
    """The figure that the axes belong to, drawn. Two runs give the same bytes."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # slow; a batch needs no more

    figure = axes.get_figure(root=True)
    if figure is None:
        raise ValueError("these axes belong to no figure")
    figure.set_dpi(DPI)
    FigureCanvasAgg(figure)
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        # A letter that the font lacks is drawn as a box; the tables have it. The warning would
        # stand in the report, with a path of this machine.
        warnings.filterwarnings("ignore", r"Glyph \d+ .* missing from font", UserWarning)
        # Laid out and cut to what is drawn by hand: left to savefig, a "tight" box takes a second
        # drawing of everything.
        layout = figure.get_layout_engine()
        if layout is not None:
            layout.execute(figure)
        figure.set_layout_engine(None)
        box = figure.get_tightbbox().padded(MARGIN)
        figure.savefig(
            buffer,
            format="png",
            dpi=DPI,
            bbox_inches=box,
            metadata={"Software": None},
            pil_kwargs=PACKED,
        )
    return Picture(caption, alt, buffer.getvalue())


def plain(value: Any) -> Any:
    """Values as JSON has them: days as text, numbers rounded to 9 decimals, what is none as null.

    >>> plain({"day": date(2025, 1, 2), "share": (1 / 3, float("nan"))})
    {'day': '2025-01-02', 'share': [0.333333333, None]}
    """
    if isinstance(value, dict):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if isinstance(value, date):
        return str(value)
    if isinstance(value, float):
        return None if value != value else round(value, 9)
    return value


@dataclass(frozen=True)
class Data:
    """A notebook's result for other programs: shown as JSON, one line in plain text."""

    kind: str
    content: dict[str, Any] = field(repr=False)

    MIME = "application/vnd.sat.result+json"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {self.MIME: {"kind": self.kind, "result": self.content}, "text/plain": repr(self)}
