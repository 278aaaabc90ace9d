"""The scores as a figure: bars, whiskers and places are read back from the axes."""

from collections.abc import Callable
from itertools import combinations
from math import sqrt

import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from sat.ach import analyse
from sat.ach.figures import BLUE, PALE, PANEL, plot_scores
from sat.ach.scores import RULES
from sat.case import Case

MakeCase = Callable[..., Case]
COUNT, INCONSISTENCY, WEIGHTED, GROUPED = (number * PANEL for number in range(4))
GRADED = {"sources": [("S1", "C", "")], "source_ids": ["S1"] * 2, "relevance": ["medium"] * 2}
GRADED["credibility"] = ["3"] * 2  # C3, medium: weight 1, nothing unknown


def bars(ax: Axes, left: float) -> dict[int, float]:
    """Length of each row's bar in the panel that begins at ``left``."""
    return {
        round(bar.get_y() + bar.get_height() / 2): bar.get_width()
        for bar in ax.patches
        if isinstance(bar, Rectangle) and bar.get_x() == pytest.approx(left)
    }


def colours(ax: Axes, left: float) -> list[str]:
    return [
        to_hex(bar.get_facecolor(), keep_alpha=True)
        for bar in ax.patches
        if isinstance(bar, Rectangle) and bar.get_x() == pytest.approx(left)
    ]


def texts(ax: Axes, left: float) -> list[str]:
    """What stands behind the bars of a panel, from top to bottom."""
    return [
        text.get_text()
        for text in ax.texts
        if left < text.get_position()[0] < left + PANEL and text.get_position()[1] >= 0
    ]


def heads(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts if text.get_position()[1] < 0]


def test_bars_are_as_long_as_the_scores_each_rule_on_its_own_scale(minimal: Case) -> None:
    ax = plot_scores(analyse(minimal, "ana"))
    # count 0, 3, 3; inconsistency 0, 3, 4; weighted 0, 3.7071, 6; each origin once 0, 2, 2.5
    assert bars(ax, COUNT) == pytest.approx({0: 0, 1: 1, 2: 1})
    assert bars(ax, INCONSISTENCY) == pytest.approx({0: 0, 1: 0.75, 2: 1})
    assert bars(ax, WEIGHTED) == pytest.approx({0: 0, 1: (3 + 1 / sqrt(2)) / 6, 2: 1})
    assert bars(ax, GROUPED) == pytest.approx({0: 0, 1: 0.8, 2: 1})


def test_each_bar_has_its_score_and_place_and_ties_are_marked(minimal: Case) -> None:
    ax = plot_scores(analyse(minimal, "ana"))
    assert texts(ax, COUNT) == ["0  [1]", "3  [2=]", "3  [2=]"]
    assert texts(ax, INCONSISTENCY) == ["0  [1]", "3  [2]", "4  [3]"]
    assert texts(ax, WEIGHTED) == ["0  [1]", "-3.71  [2]", "-6  [3]"]
    assert texts(ax, GROUPED) == ["0  [1]", "2  [2]", "2.5  [3]"]


def test_after_a_tie_the_next_place_is_left_out(make_case: MakeCase) -> None:
    ax = plot_scores(analyse(make_case({"ana": ["C C I"]})))
    assert texts(ax, COUNT) == ["0  [1=]", "0  [1=]", "1  [3]"]


def test_all_leaders_are_coloured_and_nobody_else(make_case: MakeCase) -> None:
    ax = plot_scores(analyse(make_case({"ana": ["I I II"]})))
    assert colours(ax, INCONSISTENCY) == [f"{BLUE}ff", f"{BLUE}ff", f"{PALE}ff"]
    bold = [text.get_text() for text in ax.texts if text.get_weight() == "bold"]
    assert bold[:3] == ["1  [1=]", "1  [1=]", "1  [1=]"]  # the count finds one item against each
    assert bold[3:5] == ["1  [1=]", "1  [1=]"]  # the points are 1, 1 and 2


def test_each_panel_says_its_rule_and_which_end_is_less_refuted(make_case: MakeCase) -> None:
    ax = plot_scores(analyse(make_case({"ana": ["C I", "C I"]}, **GRADED)))
    assert heads(ax) == [
        "Heuer's count\nlowest is least refuted",
        "Inconsistency\nlowest is least refuted",
        "PARC weighted\nnearest 0 is least refuted",
        "Each origin once\nlowest is least refuted",
    ]
    title = "Against each hypothesis ([place], = tied), ratings of ana"
    assert ax.get_title(loc="left") == title


def test_rows_are_named_by_id_and_title(minimal: Case) -> None:
    ax = plot_scores(analyse(minimal))
    assert [text.get_text() for text in ax.get_yticklabels()] == ["H1 North", "H2 South", "H3 Dry"]
    bottom, top = ax.get_ylim()
    assert bottom > top  # the first hypothesis stands on top


def test_whiskers_run_from_low_to_high_on_the_weighted_score_alone(minimal: Case) -> None:
    ax = plot_scores(analyse(minimal, "ana"))
    ends = [(line.get_xdata(), line.get_ydata()) for line in ax.lines]
    # low 0, 3.5, 5.7071 and high 0, 4, 6, of which 6 is the longest
    for row, (low, high) in enumerate([(0.0, 0.0), (3.5, 4), (5 + 1 / sqrt(2), 6)]):
        xs, ys = ends[row]
        assert list(xs) == pytest.approx([WEIGHTED + low / 6, WEIGHTED + high / 6])
        assert list(ys) == [row, row]
    assert len(ends) == 3
    assert heads(ax)[2] == "PARC weighted\nnearest 0 is least refuted\nline: unknown grades"


def test_the_longest_whisker_sets_the_scale_where_it_is_longer_than_the_bars(
    make_case: MakeCase,
) -> None:
    ax = plot_scores(analyse(make_case({"ana": ["C I"]})))
    # nobody graded the item: weight 1, from 0.5 to 2
    assert bars(ax, WEIGHTED) == pytest.approx({0: 0, 1: 0.5})
    assert list(ax.lines[1].get_xdata()) == pytest.approx([WEIGHTED + 0.25, WEIGHTED + 1])
    (behind,) = [text for text in ax.texts if text.get_text() == "-1  [2]"]
    assert behind.get_position()[0] > WEIGHTED + 1


def test_no_whisker_where_every_grade_is_known(make_case: MakeCase) -> None:
    ax = plot_scores(analyse(make_case({"ana": ["C I", "C II"]}, **GRADED)))
    assert list(ax.lines) == []
    assert bars(ax, WEIGHTED) == pytest.approx({0: 0, 1: 1})


def test_an_unranked_hypothesis_has_an_empty_bar_and_says_so(minimal: Case) -> None:
    ax = plot_scores(analyse(minimal, "ben"))
    assert texts(ax, INCONSISTENCY) == ["0\n[not ranked]", "2  [1=]", "2  [1=]"]
    assert colours(ax, INCONSISTENCY) == ["#00000000", f"{BLUE}ff", f"{BLUE}ff"]


def test_without_a_score_there_is_no_bar_and_no_whisker_but_a_dash(make_case: MakeCase) -> None:
    ax = plot_scores(analyse(make_case({"ana": ["I . C", "I NA I"]})))
    for left in (COUNT, INCONSISTENCY, WEIGHTED, GROUPED):
        assert sorted(bars(ax, left)) == [0, 2]
        assert texts(ax, left)[1] == "–\n[not ranked]"
    assert [line.get_ydata()[0] for line in ax.lines] == [0, 2]  # type: ignore[index]


def test_a_score_of_zero_keeps_its_bar_where_no_score_has_none(make_case: MakeCase) -> None:
    ax = plot_scores(analyse(make_case({"ana": ["C .", "N ."]})))
    assert bars(ax, COUNT) == {0: 0}
    assert texts(ax, COUNT) == ["0  [1]", "–\n[not ranked]"]


def test_nothing_covers_anything_else(make_case: MakeCase) -> None:
    # The widest that there is: long titles, large sums, whiskers, an unranked row in front.
    rows = ["II II II C"] * 20 + [". II II I"] * 21
    five = dict.fromkeys(("analyst_a", "analyst_b", "analyst_c", "analyst_d", "analyst_e"), rows)
    high = ["high"] * 41  # √2 each, credibility unknown
    ax = plot_scores(analyse(make_case(five, titles=["a long title " * 20] * 4, relevance=high)))
    assert texts(ax, WEIGHTED) == [
        "-56.57\n[not ranked]",  # 40 √2
        "-115.97  [2=]",  # 82 √2
        "-115.97  [2=]",
        "-29.7  [1]",  # 21 √2
    ]
    canvas = FigureCanvasAgg(ax.get_figure(root=True))  # type: ignore[arg-type]
    canvas.draw()
    boxes = [
        (text.get_text(), text.get_window_extent(canvas.get_renderer()))
        for text in ax.findobj(Text)
        if isinstance(text, Text) and text.get_visible() and text.get_text()
    ]
    assert len(boxes) == 4 * 4 + 4 + len(RULES) + 1
    for (one, box), (other, beside) in combinations(boxes, 2):
        assert not box.overlaps(beside), (one, other)
    drawn = [bar.get_window_extent() for bar in ax.patches]
    for one, box in boxes:
        assert not any(box.overlaps(bar) for bar in drawn), one
