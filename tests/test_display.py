"""What a cell of a notebook shows: tables, findings and pictures, as HTML and as plain text."""

import warnings
from html.parser import HTMLParser

import matplotlib as mpl
import pytest
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sat.display import STYLE, Cell, Data, Findings, Picture, Table, Tables, escape, picture


def table(*rows: tuple[Cell | str, ...], notes: tuple[str, ...] = (), style: str = "") -> Table:
    return Table("A caption", ("Name", "Value"), rows, notes, style)


def axes(text: str = "") -> Axes:
    ax = Figure(figsize=(2, 1)).add_subplot()
    ax.set_title(text)
    return ax


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("plain é 字", "plain é 字"),
        ("<script>", "&lt;script&gt;"),
        ("a & b", "a &amp; b"),
        ("\"onload='x'", "&quot;onload=&#x27;x&#x27;"),
        ("gold\u202e\x1b", "gold\\u202e\\u001b"),
        (3, "3"),
    ],
)
def test_markup_is_escaped_and_hostile_characters_are_spelled_out(text: object, html: str) -> None:
    assert escape(text) == html


def test_a_cells_lines_are_lines_on_the_page() -> None:
    assert Cell("one\ntwo <b>").html() == "one<br>two &lt;b&gt;"


@pytest.mark.parametrize("address", ["http://example.org", "https://example.org/?a=1&b=2"])
def test_a_link_tells_the_other_side_nothing(address: str) -> None:
    href = address.replace("&", "&amp;")
    expected = f'<a href="{href}" rel="noreferrer noopener">Here</a>'
    assert Cell("Here", link=address).html() == expected


@pytest.mark.parametrize(
    "address",
    ["", "javascript:alert(1)", "JavaScript:x", "data:text/html,x", "//example.org", "file:///etc",
     " https://example.org", "httpsx://example.org"],
)  # fmt: skip
def test_only_http_is_made_a_link(address: str) -> None:
    assert Cell("Here", link=address).html() == "Here"


def test_a_link_cannot_leave_its_quotes() -> None:
    html = Cell("Here", link='https://example.org/" onclick="x').html()
    assert html.startswith('<a href="https://example.org/&quot; onclick=&quot;x" rel=')


def test_a_cell_of_parts_shows_each_with_its_own_style() -> None:
    cell = Cell("CC/I", parts=(Cell("CC", "mark CC"), Cell("<I>", 'mark "I')))
    expected = '<span class="mark CC">CC</span><span class="mark &quot;I">&lt;I&gt;</span>'
    assert cell.html() == expected


def test_a_table_is_captioned_and_says_which_cells_are_headings() -> None:
    html = table(("H1", "3"), ("H2", Cell("4", "best", title='said "so"'))).html()
    assert html == (
        '<div class="scroll"><table class="sat">\n'
        "<caption>A caption</caption>\n"
        '<thead><tr><th scope="col">Name</th><th scope="col">Value</th></tr></thead>\n'
        "<tbody>\n"
        '<tr><th scope="row">H1</th><td>3</td></tr>\n'
        '<tr><th scope="row">H2</th><td class="best" title="said &quot;so&quot;">4</td></tr>\n'
        "</tbody></table></div>"
    )


def test_notes_stand_under_the_table_and_its_style_in_its_class() -> None:
    html = table(("H1", "3"), notes=("One & two.", "Three."), style="numbers").html()
    assert html.startswith('<div class="scroll"><table class="sat numbers">')
    assert html.endswith('</div><p class="note">One &amp; two.</p><p class="note">Three.</p>')


def test_no_text_of_a_table_becomes_markup() -> None:
    bad = '<b title="x">'
    html = Table(bad, (bad, bad), ((bad, Cell(bad, bad, title=bad)),), (bad,), bad).html()
    tags: list[str] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: tags.append(tag)  # type: ignore[method-assign]
    parser.feed(html)
    assert tags == [
        "div",
        "table",
        "caption",
        "thead",
        "tr",
        "th",
        "th",
        "tbody",
        "tr",
        "th",
        "td",
        "p",
    ]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("H1",), r"^A caption: 1 cells, 2 headings$"),
        (("H1", "3", "4"), r"^A caption: 3 cells, 2 headings$"),
    ],
)
def test_a_row_that_is_not_as_long_as_the_headings_is_refused(
    row: tuple[str, ...], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        table(("H0", "1"), row)


def test_a_table_in_plain_text_is_caption_columns_and_notes() -> None:
    shown = repr(
        table(("H1", "3"), ("Hypothesis 2", Cell("4\n(1 to 5)", "best")), notes=("Note.",))
    )
    assert shown == (
        "A caption\n"
        "Name          Value\n"
        "H1            3\n"
        "Hypothesis 2  4 (1 to 5)\n"
        "Note."
    )  # fmt: skip


def test_plain_text_cuts_a_long_cell_and_spells_out_what_is_hostile() -> None:
    shown = repr(table(("x" * 100, "\x1b[31m"), notes=("\u202e",)))
    assert shown.split("\n")[2:] == ["x" * 46 + " …  \\u001b[31m", "\\u202e"]


def test_tables_that_belong_together_are_shown_one_after_another() -> None:
    one, other = table(("H1", "3")), table(("H2", "4"))
    both = Tables((one, other))
    assert both.html() == f"{one.html()}\n{other.html()}"
    assert repr(both) == f"{one!r}\n\n{other!r}"


def test_findings_are_a_list() -> None:
    found = Findings(("H1 <leads>.", "So \u202eit is."))
    assert found.html() == (
        '<ul class="findings"><li>H1 &lt;leads&gt;.</li><li>So \\u202eit is.</li></ul>'
    )
    assert repr(found) == "- H1 <leads>.\n- So \\u202eit is."


def test_a_picture_comes_with_its_words() -> None:
    data, metadata = Picture("Cap\u202e", "Alt\x1b", b"png")._repr_mimebundle_()
    assert data == {"image/png": b"png", "text/plain": "Cap\\u202e\n[Alt\\u001b]"}
    assert metadata == {"image/png": {"alt": "Alt\\u001b", "caption": "Cap\\u202e"}}


def test_drawing_a_picture_twice_gives_the_same_bytes() -> None:
    one, other = picture(axes("Title"), "c", "a"), picture(axes("Title"), "c", "a")
    assert one == other
    assert one.png.startswith(b"\x89PNG\r\n\x1a\n")
    assert b"matplotlib" not in one.png.lower()  # no version, which would change the bytes
    assert one.png != picture(axes("Another"), "c", "a").png


def test_a_picture_is_of_the_whole_figure_that_its_axes_belong_to() -> None:
    figure = Figure(figsize=(2, 1))
    above, _ = figure.subfigures(2, 1)
    alone = Figure(figsize=(2, 1)).subfigures(2, 1)[0].add_subplot()
    inner = above.add_subplot()
    figure.text(0.5, 0.1, "below")
    assert picture(inner, "c", "a").png != picture(alone, "c", "a").png


def test_axes_without_a_figure_cannot_be_drawn() -> None:
    ax = axes()
    ax.remove()
    with pytest.raises(ValueError, match=r"^these axes belong to no figure$"):
        picture(ax, "c", "a")


def test_drawing_a_picture_touches_neither_pyplot_nor_settings() -> None:
    numbers, settings = plt.get_fignums(), mpl.rcParams.copy()
    picture(axes("Title"), "c", "a")
    assert plt.get_fignums() == numbers
    assert mpl.rcParams.copy() == settings


def test_a_letter_that_the_font_lacks_is_drawn_without_a_warning_and_no_other_is_silenced() -> None:
    before = list(warnings.filters)
    assert picture(axes("北方"), "c", "a").png.startswith(b"\x89PNG")
    assert list(warnings.filters) == before
    ax = axes()
    ax.add_artist(Loud(0, 0, "north"))  # type: ignore[no-untyped-call]
    with pytest.raises(UserWarning, match=r"^something else$"):
        picture(ax, "c", "a")


class Loud(mpl.text.Text):  # type: ignore[misc]
    """A text that warns when it is drawn."""

    def draw(self, renderer: object) -> None:
        warnings.warn("something else", UserWarning, stacklevel=1)


def test_data_is_shown_as_json_of_its_own_kind_and_as_one_line() -> None:
    data = Data("ach", {"scores": {"H1": 1}})
    assert data._repr_mimebundle_() == {
        "application/vnd.sat.result+json": {"kind": "ach", "result": {"scores": {"H1": 1}}},
        "text/plain": "Data(kind='ach')",
    }


def test_what_is_shown_is_frozen() -> None:
    with pytest.raises(AttributeError, match=r"^cannot assign to field 'caption'$"):
        table().caption = "Another"  # type: ignore[misc]


def test_what_a_notebook_shows_carries_its_look_with_it_once() -> None:
    for shown in (table(("H1", "3")), Tables((table(("H1", "3")),) * 2), Findings(("One.",))):
        assert shown._repr_html_() == STYLE + shown.html()
        assert "<style>" not in shown.html()


def test_a_list_of_points_has_no_leader() -> None:
    points = Findings(("One <b>.", "Two."), leads=False)
    assert points.html() == '<ul class="points"><li>One &lt;b&gt;.</li><li>Two.</li></ul>'
    assert Findings(("One.",)).html() == '<ul class="findings"><li>One.</li></ul>'
    assert repr(points) == "- One <b>.\n- Two."
