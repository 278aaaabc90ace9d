"""How far the leaders stay ahead, as a figure: marks and names are read back from the axes."""

from collections.abc import Callable
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from sat.ach import analyse
from sat.ach.figures import plot_left_out
from sat.case import Case

MakeCase = Callable[..., Case]


class Mark(NamedTuple):
    shape: str
    margin: float
    line: float
    text: str


def marks(ax: Axes) -> list[Mark]:
    """The marks with their labels, as they were drawn."""
    drawn = [line for line in ax.lines if line.get_marker() in ("o", "D")]
    found = []
    for mark, text in zip(drawn, ax.texts, strict=True):
        (x,), (y,) = np.asarray(mark.get_xdata()), np.asarray(mark.get_ydata())
        assert text.xy == (x, y)  # type: ignore[attr-defined]  # an annotation knows what it names
        found.append(Mark(str(mark.get_marker()), float(x), float(y), text.get_text()))
    return found


def kinds(ax: Axes) -> list[str]:
    return [label.get_text() for label in ax.get_yticklabels()]


def of_kind(ax: Axes, number: int) -> list[tuple[str, float, str]]:
    """The marks that stand nearest to one kind's name."""
    ticks = ax.get_yticks().tolist()
    near = [
        (mark, min(range(len(ticks)), key=lambda tick: abs(ticks[tick] - mark.line)))
        for mark in marks(ax)
    ]
    return [(mark.shape, mark.margin, mark.text) for mark, place in near if place == number]


def test_one_mark_stands_for_all_removals_of_a_kind_that_leave_the_same_lead(
    minimal: Case,
) -> None:
    ax = plot_left_out(analyse(minimal, "ana"))
    assert kinds(ax) == ["one item", "one source", "one origin", "one dependence group"]
    assert of_kind(ax, 0) == [("o", 2, "×3"), ("o", 3, "×1")]
    assert of_kind(ax, 1) == [("o", 2, "×3")]
    assert of_kind(ax, 2) == [("o", 1, "×1")]
    assert of_kind(ax, 3) == [("o", 1, "×1")]


def test_removals_that_change_the_leaders_are_diamonds_with_names(make_case: MakeCase) -> None:
    # H1 0 against H2 1; without E1 both have 0
    ax = plot_left_out(analyse(make_case({"ana": ["C I", "C C"]})))
    assert of_kind(ax, 0) == [("o", 1, "×1"), ("D", 0, "E1")]


def test_the_same_lead_with_and_without_a_change_makes_two_marks(make_case: MakeCase) -> None:
    # H1 1 and H2 1 lead over H3 6. Without E1 or E2 one of them leads alone, and the other is 3
    # ahead of H3 (4 less 1); without E3 both lead by 3.
    ax = plot_left_out(analyse(make_case({"ana": ["I C II", "C I II", "C C II"]})))
    assert of_kind(ax, 0) == [("o", 3, "×1"), ("D", 3, "E1, E2")]


def test_where_others_overtake_the_lead_is_left_of_the_line(make_case: MakeCase) -> None:
    # H1 1 against H2 2; without E1 it is 1 against 0
    ax = plot_left_out(analyse(make_case({"ana": ["C II", "I C"]})))
    assert of_kind(ax, 0) == [("o", 2, "×1"), ("D", -1, "E1")]
    (line,) = [line for line in ax.lines if line.get_marker() == "None"]
    assert list(np.asarray(line.get_xdata())) == [0, 0]
    left, right = ax.get_xlim()
    assert left < -1
    assert right > 2


def test_circles_and_diamonds_differ_in_colour_too(make_case: MakeCase) -> None:
    ax = plot_left_out(analyse(make_case({"ana": ["C I", "C C"]})))
    colour = {line.get_marker(): line.get_color() for line in ax.lines}
    assert colour["o"] == "#2166ac"
    assert colour["D"] == "#8c1d18"


def test_many_names_are_counted_and_cut(make_case: MakeCase) -> None:
    # H1 and H2 have 10 each, H3 40: without any one item the tie is broken, 38 less 10 = 28
    rows = ["I C II", "C I II"] * 10
    ax = plot_left_out(analyse(make_case({"ana": rows})))
    assert of_kind(ax, 0) == [("D", 28, "20: E1, E2, E3, E4, E5, E6, E7, E8, E9, …")]
    (label,) = ax.texts
    assert label.get_ha() == "right"  # to the right of the mark it would leave the figure


def test_a_removal_that_leaves_nothing_to_compare_is_named_beside_its_kind(minimal: Case) -> None:
    # Without ana, H1 has too few marks to be ranked; without ben it leads by 3.
    ax = plot_left_out(analyse(minimal))
    assert kinds(ax)[4] == "one analyst\nno lead to compare without ana"
    assert of_kind(ax, 4) == [("o", 3, "×1")]


@pytest.mark.parametrize(
    ("rows", "leaders"),
    [
        (["C I"], "H1"),  # without the one item there is none
        (["I I", "C C"], "H1 and H2"),  # all lead, so there is no other
        (["C .", ". .", ". ."], "nobody"),  # nobody is ranked
    ],
)
def test_where_no_lead_can_be_told_the_figure_says_so(
    make_case: MakeCase, rows: list[str], leaders: str
) -> None:
    ax = plot_left_out(analyse(make_case({"ana": rows})))
    assert [text.get_text() for text in ax.texts] == ["nothing to compare"]
    assert list(ax.lines) == []
    assert kinds(ax) == []
    title = f"Lead of {leaders} when one thing is left out"
    assert ax.get_title(loc="left") == title


def test_the_axis_names_rule_and_zero(minimal: Case) -> None:
    result = analyse(minimal, "ana")
    expected = (
        "lead over the best other hypothesis by {}, 0 = tie\n"
        "circle: so many removals keep the leaders; diamond: these change them"
    )
    assert plot_left_out(result).get_xlabel() == expected.format("Inconsistency")
    assert plot_left_out(result, "count").get_xlabel() == expected.format("Heuer's count")
    assert plot_left_out(result).get_title(loc="left") == "Lead of H1 when one thing is left out"


def test_each_rule_has_its_own_leads(minimal: Case) -> None:
    # ana's count: H1 0, H2 3, H3 3; without E1, E2 or E4 somebody has 2, without E3 H2 has 2
    ax = plot_left_out(analyse(minimal, "ana"), "count")
    assert of_kind(ax, 0) == [("o", 2, "×4")]


@pytest.mark.parametrize("rule", ["likelihood", "", "count_per_item", "weighted_low"])
def test_an_unknown_rule_is_refused_by_name(minimal: Case, rule: str) -> None:
    with pytest.raises(KeyError, match=f"^'{rule}'$"):
        plot_left_out(analyse(minimal), rule)


@pytest.mark.parametrize("width", [None, 5])
def test_marks_and_labels_do_not_cover_each_other(make_case: MakeCase, width: float | None) -> None:
    pattern = ["I C N", "C II I", "II I C", "N C II", "C I N", "I N C", "N I I"]
    ratings = {
        name: [pattern[(item * step + item // 7) % 7] for item in range(60)]
        for step, name in enumerate(["ana", "ben", "cid"], 1)
    }
    ax = None if width is None else Figure(figsize=(width, 9), layout="constrained").add_subplot()
    case = make_case(ratings, relevance=["high", "medium", "low"] * 20)
    ax = plot_left_out(analyse(case), "weighted", ax)
    assert len(marks(ax)) > 20
    canvas = FigureCanvasAgg(ax.get_figure(root=True))  # type: ignore[arg-type]
    canvas.draw()
    labels = [text.get_window_extent(canvas.get_renderer()) for text in ax.texts]
    for (one, box), (other, beside) in combinations(enumerate(labels), 2):
        assert not box.overlaps(beside), (marks(ax)[one], marks(ax)[other])
    for mark in marks(ax):
        x, y = ax.transData.transform((mark.margin, mark.line))
        assert not any(box.contains(x, y) for box in labels), mark
