"""What every figure promises: its own axes or yours, nothing else touched, nothing overread."""

import copy
from collections.abc import Callable

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from sat.ach import AchResult, analyse
from sat.ach.figures import plot_left_out, plot_matrix, plot_scores
from sat.case import Case
from sat.display import picture

MakeCase = Callable[..., Case]
Plot = Callable[..., Axes]


def plot_matrix_by_item(result: AchResult, ax: Axes | None = None) -> Axes:
    return plot_matrix(result, ax, orientation="evidence")


EVERY = [plot_matrix, plot_matrix_by_item, plot_scores, plot_left_out]
each = pytest.mark.parametrize("plot", EVERY)

FORMULA = r"pays $100 or $200, $\frac{1}{0$ and \frac"
HOSTILE = "gold\u202e\x1b[31m\x00"
SPELLED = r"gold\u202e\u001b[31m\u0000"


def texts(ax: Axes) -> list[Text]:
    """Every text that is drawn: labels, names of rows, titles."""
    return [
        text
        for text in ax.findobj(Text)
        if isinstance(text, Text) and text.get_visible() and text.get_text()
    ]


@each
def test_axes_that_are_given_are_drawn_on_and_returned(minimal: Case, plot: Plot) -> None:
    figure = Figure(figsize=(9, 9))
    mine, other = figure.subplots(1, 2)
    assert plot(analyse(minimal), ax=mine) is mine
    assert mine.get_title(loc="left")
    assert not other.get_title(loc="left")
    assert not [*other.texts, *other.patches, *other.lines]


@each
def test_without_axes_a_figure_is_made_that_pyplot_does_not_know(minimal: Case, plot: Plot) -> None:
    before = plt.get_fignums()
    one, another = plot(analyse(minimal)), plot(analyse(minimal))
    assert plt.get_fignums() == before
    assert isinstance(one.get_figure(), Figure)
    assert one.get_figure() is not another.get_figure()


@each
def test_settings_are_left_alone(minimal: Case, plot: Plot) -> None:
    before = mpl.rcParams.copy()
    picture(plot(analyse(minimal)), "caption", "alt")
    assert mpl.rcParams.copy() == before


@each
def test_the_result_is_left_alone(minimal: Case, plot: Plot) -> None:
    result = analyse(minimal)
    before = copy.deepcopy(result)
    plot(result)
    assert result.case.input_hash == before.case.input_hash
    assert result.scores.equals(before.scores)
    assert result.items.equals(before.items)
    assert result.coverage.equals(before.coverage)
    assert result.ranking == before.ranking
    assert repr(result.left_out) == repr(before.left_out)  # by their text, since NaN is not NaN
    np.testing.assert_array_equal(result.matrix.codes, before.matrix.codes)


@each
def test_two_drawings_are_the_same_to_the_byte(minimal: Case, plot: Plot) -> None:
    result = analyse(minimal)
    one = picture(plot(result), "caption", "alt").png
    assert one == picture(plot(result), "caption", "alt").png
    assert one.startswith(b"\x89PNG\r\n\x1a\n")


@pytest.mark.parametrize("plot", [plot_matrix, plot_matrix_by_item, plot_scores])
def test_a_title_is_never_read_as_a_formula(make_case: MakeCase, plot: Plot) -> None:
    ax = plot(analyse(make_case({"ana": ["C I", "C C"]}, titles=[FORMULA, "$x$"])))
    shown = " ".join(text.get_text() for text in texts(ax)).replace("\n", " ")
    assert "pays $100 or" in shown
    assert "H2 $x$" in shown
    assert not [text for text in texts(ax) if "$" in text.get_text() and text.get_parse_math()]
    assert picture(ax, "caption", "alt").png  # a broken formula would raise here


@pytest.mark.parametrize("plot", [plot_matrix, plot_matrix_by_item, plot_scores])
def test_control_and_direction_characters_are_spelled_out(make_case: MakeCase, plot: Plot) -> None:
    ax = plot(analyse(make_case({"ana": ["C I", "C C"]}, titles=[HOSTILE, "South"])))
    shown = "".join(text.get_text() for text in texts(ax)).replace("\n", "")
    assert SPELLED in shown
    assert not set(HOSTILE) & set(shown) & {"\u202e", "\x1b", "\x00"}


@pytest.mark.parametrize("title", ["北方 the north", "उत्तर", "เหนือ", "شمال", "Północ", "😀"])
def test_letters_that_the_font_lacks_are_drawn_without_a_warning(
    make_case: MakeCase, title: str
) -> None:
    ax = plot_matrix(analyse(make_case({"ana": ["C I"]}, titles=[title, "South"])))
    assert f"H1 {title}" in [text.get_text() for text in ax.texts]
    assert picture(ax, "caption", "alt").png  # warnings are errors in these tests


@pytest.mark.parametrize(
    ("plot", "width", "lines"),
    [(plot_matrix, 36, 2), (plot_matrix_by_item, 15, 3), (plot_scores, 36, 2)],
)
@pytest.mark.parametrize("title", ["the transitional government " * 8, "x" * 220])
def test_long_titles_are_cut_and_say_so(
    make_case: MakeCase, plot: Plot, width: int, lines: int, title: str
) -> None:
    ax = plot(analyse(make_case({"ana": ["C I", "C C"]}, titles=[title, "South"])))
    (shown,) = {text.get_text() for text in texts(ax) if text.get_text().startswith("H1 ")}
    assert len(shown.split("\n")) == lines
    assert all(len(line) <= width for line in shown.split("\n"))
    assert shown.endswith("…")


@pytest.fixture(scope="module")
def large(make_case: MakeCase) -> AchResult:
    """100 items, 20 hypotheses, five analysts who differ now and then, long titles."""
    codes = ["CC", "C", "N", "I", "II", "NA", "."]
    ratings = {
        analyst: [
            " ".join(
                codes[(item + 3 * column + number * (item % 9 == column % 9)) % 7]
                for column in range(20)
            )
            for item in range(100)
        ]
        for number, analyst in enumerate(["analyst_a", "analyst_b", "c", "d", "e"])
    }
    return analyse(make_case(ratings, titles=["a title that goes on and on " * 8] * 20))


@each
def test_a_large_case_is_drawn_whole_and_without_a_warning(large: AchResult, plot: Plot) -> None:
    ax = plot(large)
    figure = ax.get_figure(root=True)
    assert figure is not None
    figure.draw_without_rendering()
    shown = {text.get_text().split("\n")[0] for text in texts(ax)}
    if plot is not plot_left_out:
        assert len([text for text in shown if text.startswith("H")]) >= 20
    if plot in (plot_matrix, plot_matrix_by_item):
        items = {text.split()[0] for text in shown if text.startswith("E")}
        assert items == {f"E{number + 1}" for number in range(100)}


@each
def test_the_smallest_case_is_drawn_without_a_warning(make_case: MakeCase, plot: Plot) -> None:
    six = {name: ["C I"] for name in ("analyst_one", "analyst_two", "analyst_three", "d", "e", "f")}
    ax = plot(analyse(make_case(six, titles=["x" * 200, "y" * 200])))
    assert picture(ax, "caption", "alt").png
    title = ax.get_title(loc="left").split("\n")
    assert len(title) <= 3
    assert max(map(len, title)) <= 92


def test_the_figures_title_names_the_day_before_a_long_list_of_analysts(
    make_case: MakeCase,
) -> None:
    many = {f"analyst_number_{number}": ["C I"] for number in range(30)}
    title = plot_matrix(analyse(make_case(many))).get_title(loc="left")
    assert title.startswith("ACH matrix as of 2025-01-01, ratings of analyst_number_0,")
    assert len(title.split("\n")) == 3
