"""The matrix as a figure: what is drawn is read back from the axes."""

from collections.abc import Callable
from itertools import combinations

import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sat.ach import analyse
from sat.ach.figures import BAND, plot_matrix
from sat.case import Case

from ..drawn import rectangles as all_rectangles

MakeCase = Callable[..., Case]
BOTH = pytest.mark.parametrize("orientation", ["hypotheses", "evidence"])
WHITE, DARK = "#ffffff", "#222222"

CC, C, N, I, II, NA = "#cfe1f2", "#eaf2f9", WHITE, "#f6a67c", "#8c1d18", "#e4e4e4"  # noqa: E741


def rectangles(ax: Axes, filled: bool) -> list[Rectangle]:
    return [cell for cell in all_rectangles(ax) if bool(cell.get_fill()) == filled]


def strips(ax: Axes, x: float, y: float) -> list[tuple[str, float, str, str]]:
    """The cell around (x, y), left to right and down: colour, width, text, the text's colour."""
    found = []
    for patch in rectangles(ax, filled=True):
        middle = patch.get_center()
        if abs(middle[0] - x) < 0.5 and abs(middle[1] - y) < 0.5:
            (text,) = [text for text in ax.texts if text.get_position() == pytest.approx(middle)]
            width = round(patch.get_width(), 4)
            look = (to_hex(patch.get_facecolor()), width, text.get_text(), to_hex(text.get_color()))
            found.append((patch.get_y(), patch.get_x(), look))
    return [look for _, _, look in sorted(found)]


def border(ax: Axes, x: float, y: float) -> object:
    (box,) = [box for box in rectangles(ax, filled=False) if box.get_xy() == (x - 0.5, y - 0.5)]
    return box.get_linestyle()


def labels(ax: Axes) -> list[str]:
    """What stands outside of the cells."""
    inside = [strip.get_center().tolist() for strip in rectangles(ax, filled=True)]
    return [text.get_text() for text in ax.texts if list(text.get_position()) not in inside]


@BOTH
def test_each_mark_has_its_colour_glyph_and_code(make_case: MakeCase, orientation: str) -> None:
    result = analyse(make_case({"ana": ["CC C N", "I II NA"]}))
    ax = plot_matrix(result, orientation=orientation)

    def cell(item: int, hypothesis: int) -> list[tuple[str, float, str, str]]:
        return strips(
            ax, *((hypothesis, item) if orientation == "evidence" else (item, hypothesis))
        )

    assert cell(0, 0) == [(CC, 1, "▲▲\nCC", DARK)]
    assert cell(0, 1) == [(C, 1, "▲\nC", DARK)]
    assert cell(0, 2) == [(N, 1, "○\nN", DARK)]
    assert cell(1, 0) == [(I, 1, "▼\nI", DARK)]
    assert cell(1, 1) == [(II, 1, "▼▼\nII", WHITE)]
    assert cell(1, 2) == [(NA, 1, "NA", DARK)]


def test_the_minimal_case_is_drawn_as_it_was_rated(minimal: Case) -> None:
    ax = plot_matrix(analyse(minimal))
    drawn = [
        [
            "/".join(text.split("\n")[-1] for _, _, text, _ in strips(ax, item, row))
            for item in range(4)
        ]
        for row in range(3)
    ]
    assert drawn == [["CC/C", "C", "N/NA", "C"], ["N/I", "I", "I/II", "C"], ["II", "I", "C", "I"]]


@BOTH
def test_a_cell_is_split_where_analysts_differ(make_case: MakeCase, orientation: str) -> None:
    result = analyse(make_case({"ana": ["I"], "ben": ["CC"], "cid": ["I"]}))
    ax = plot_matrix(result, orientation=orientation)
    assert strips(ax, 0, 0) == [(CC, 0.5, "▲▲\nCC", DARK), (I, 0.5, "▼\nI", DARK)]


@BOTH
def test_three_who_all_differ_share_the_cell(make_case: MakeCase, orientation: str) -> None:
    result = analyse(make_case({"ana": ["II"], "ben": ["N"], "cid": ["NA"]}))
    ax = plot_matrix(result, orientation=orientation)
    third = 0.3333
    assert strips(ax, 0, 0) == [
        (N, third, "○\nN", DARK),
        (II, third, "▼▼\nII", WHITE),
        (NA, third, "NA", DARK),
    ]


def test_many_different_marks_go_in_two_lines_where_one_would_be_too_narrow(
    make_case: MakeCase,
) -> None:
    result = analyse(make_case({"a": ["CC"], "b": ["C"], "c": ["N"], "d": ["I"], "e": ["II"]}))
    narrow = strips(plot_matrix(result), 0, 0)
    assert [(colour, width) for colour, width, _, _ in narrow] == [
        (CC, 0.3333), (C, 0.3333), (N, 0.3333), (I, 0.5), (II, 0.5),
    ]  # fmt: skip
    wide = strips(plot_matrix(result, orientation="evidence"), 0, 0)
    assert [(colour, width) for colour, width, _, _ in wide] == [
        (CC, 0.2), (C, 0.2), (N, 0.2), (I, 0.2), (II, 0.2),
    ]  # fmt: skip


@BOTH
def test_no_mark_runs_out_of_its_strip(make_case: MakeCase, orientation: str) -> None:
    everything = {name: [f"{mark} II", f"{mark} CC"] for name, mark in zip(
        "abcdef", ["CC", "C", "N", "I", "II", "NA"], strict=True
    )}  # fmt: skip
    case = make_case(everything, titles=["A name of a few words", "x" * 200])
    ax = plot_matrix(analyse(case), orientation=orientation)
    canvas = FigureCanvasAgg(ax.get_figure(root=True))  # type: ignore[arg-type]
    canvas.draw()
    spread = {}
    for text in ax.texts:
        box = text.get_window_extent(canvas.get_renderer())
        spread[text.get_position(), text.get_text()] = box
    for (one, box), (other, beside) in combinations(spread.items(), 2):
        assert not box.overlaps(beside), (one, other)
    cells = [strip.get_window_extent() for strip in rectangles(ax, filled=True)]
    inside = [
        (box, cell)
        for (at, _), box in spread.items()
        for cell in cells
        if cell.contains(*ax.transData.transform(at))
    ]
    assert len(inside) == 6 + 1 + 6 + 1
    for box, cell in inside:
        assert cell.x0 <= box.x0 < box.x1 <= cell.x1
        assert cell.y0 <= box.y0 < box.y1 <= cell.y1


@BOTH
def test_blank_is_dotted_neutral_and_not_applicable_are_not(
    make_case: MakeCase, orientation: str
) -> None:
    ax = plot_matrix(analyse(make_case({"ana": [". . .", "N NA C"]})), orientation=orientation)
    blank, neutral, not_applicable = ((0, 0), (0, 1), (1, 1))
    if orientation == "hypotheses":
        neutral = (1, 0)
    assert strips(ax, *blank) == []
    assert border(ax, *blank) == ":"
    assert strips(ax, *neutral) == [(N, 1, "○\nN", DARK)]
    assert border(ax, *neutral) == "-"
    assert strips(ax, *not_applicable) == [(NA, 1, "NA", DARK)]
    assert border(ax, *not_applicable) == "-"


def test_one_analysts_blank_does_not_split_the_cell(make_case: MakeCase) -> None:
    ax = plot_matrix(analyse(make_case({"ana": ["C I"], "ben": [". I"]})))
    assert strips(ax, 0, 0) == [(C, 1, "▲\nC", DARK)]
    assert border(ax, 0, 0) == "-"


def test_hypotheses_in_rows_are_labelled_with_their_titles_and_items_on_top(minimal: Case) -> None:
    ax = plot_matrix(analyse(minimal))
    assert labels(ax) == ["E1", "E2", "E3", "E4", "H1 North", "H2 South", "H3 Dry"]
    assert ax.get_title(loc="left") == "ACH matrix as of 2025-06-10, ratings of ana and ben, pooled"


def test_items_in_rows_are_labelled_with_their_grades(minimal: Case) -> None:
    ax = plot_matrix(analyse(minimal, "ana"), orientation="evidence")
    names = ["H1 North", "H2 South", "H3 Dry"]
    assert labels(ax) == [*names, "E1  A1", "E2  C2", "E3  F6", "E4  –3"]
    assert ax.get_title(loc="left") == "ACH matrix as of 2025-06-10, ratings of ana"


def test_more_items_than_fit_go_on_in_a_band_below_with_the_hypotheses_named_again(
    make_case: MakeCase,
) -> None:
    ax = plot_matrix(analyse(make_case({"ana": ["C I"] * BAND + ["II CC"]})))
    expected = [f"E{number + 1}" for number in range(BAND + 1)] + ["H1 H1", "H2 H2"] * 2
    assert labels(ax) == expected
    below = max(box.get_y() for box in rectangles(ax, filled=False)) + 0.5
    assert below > 2  # beyond the first band's two rows
    rows = sorted({box.get_y() + 0.5 for box in rectangles(ax, filled=False)})
    assert rows == pytest.approx([0, 1, below - 1, below])
    heights = {text.get_text(): text.get_position()[1] for text in ax.texts}
    assert heights["H1 H1"] == pytest.approx(below - 1)  # the last one of that name
    assert heights["H2 H2"] == pytest.approx(below)
    assert 1.5 < heights[f"E{BAND + 1}"] < below - 1.5  # between the bands
    assert strips(ax, 0, below - 1) == [(II, 1, "▼▼\nII", WHITE)]
    assert strips(ax, 0, below) == [(CC, 1, "▲▲\nCC", DARK)]


def test_as_many_items_as_fit_make_one_band(make_case: MakeCase) -> None:
    ax = plot_matrix(analyse(make_case({"ana": ["C I"] * BAND})))
    assert labels(ax)[-2:] == ["H1 H1", "H2 H2"]
    assert len(labels(ax)) == BAND + 2


@BOTH
def test_every_cell_lies_within_the_axes(make_case: MakeCase, orientation: str) -> None:
    ax = plot_matrix(analyse(make_case({"ana": ["C I . N"] * 40})), orientation=orientation)
    left, right = ax.get_xlim()
    bottom, top = ax.get_ylim()  # rows run downwards
    boxes = list(rectangles(ax, filled=False))
    assert len(boxes) == 160
    for box in boxes:
        assert left <= box.get_x() <= box.get_x() + 1 <= right
        assert top <= box.get_y() <= box.get_y() + 1 <= bottom


def test_another_orientation_is_refused_with_what_would_be_right(minimal: Case) -> None:
    result, ax = analyse(minimal), Figure().add_subplot()
    expected = r"^orientation is 'columns'; write 'hypotheses' or 'evidence'$"
    with pytest.raises(ValueError, match=expected):
        plot_matrix(result, ax, orientation="columns")
    assert not ax.texts
    assert not all_rectangles(ax)
