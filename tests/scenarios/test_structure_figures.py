"""The map of influence and dependence, read from what it draws."""

from itertools import combinations
from pathlib import Path
from random import Random

import matplotlib.pyplot as plt
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox

from sat.case import load_case
from sat.display import picture
from sat.draw import BLUE
from sat.scenarios.drivers import Micmac, micmac, structure
from sat.scenarios.structure_figures import PARTS, plot_structure

FLAGSHIP = Path(__file__).parents[2] / "data" / "cases" / "jnim-urban-attacks"
TITLES = {"a": "Rain", "b": "Dam", "c": "Mayor"}
# a acts on b with 3, b on a with 1. Two steps lead each back to itself, 3 · 1 times.
PAIR = ["a", "b"], [[0, 3], [1, 0]]
# a acts on b with 4, b on c with 2, c on nothing: of the two steps only a, b, c is one.
CHAIN = ["a", "b", "c"], [[0, 4, 0], [0, 0, 2], [0, 0, 0]]


def drawn(found: tuple[list[str], list[list[int]]], power: int = 2) -> Axes:
    return plot_structure(micmac(*found), micmac(*found, power), TITLES)


def labels(ax: Axes) -> list[Text]:
    """The drivers' labels: no part's name, no arrow."""
    return [text for text in ax.texts if text.get_text() and text.get_text() not in PARTS]


def texts(ax: Axes) -> list[str]:
    return [text.get_text() for text in labels(ax)]


def title(ax: Axes) -> str:
    return ax.get_title(loc="left").replace("\n", " ")


def marks(ax: Axes, filled: bool) -> list[tuple[float, float]]:
    return [
        (float(line.get_xdata()[0]), float(line.get_ydata()[0]))  # type: ignore[index, arg-type]
        for line in ax.lines
        if line.get_marker() == "o" and (line.get_markerfacecolor() == BLUE) == filled
    ]


def ways(ax: Axes) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """Where the arrows start and end."""
    found = [text for text in ax.texts if isinstance(text, Annotation)]
    return [(text.get_position(), text.xy) for text in found]


def boxes(ax: Axes) -> list[Bbox]:
    """The room that the labels take in the picture."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return [text.get_window_extent(canvas.get_renderer()) for text in labels(ax)]


def random(size: int, seed: int, most: int = 6) -> tuple[list[str], list[list[int]]]:
    dice = Random(seed)
    rows = [[dice.choice((0, 0, dice.randint(1, most))) for _ in range(size)] for _ in range(size)]
    for place, row in enumerate(rows):
        row[place] = 0
    return [f"D{number}" for number in range(1, size + 1)], rows


def test_drivers_stand_at_their_share_of_dependence_and_influence() -> None:
    # a: 3 of 4 come from it, 1 of 4 falls on it; b the other way round; indirectly 3 of 6 each.
    ax = drawn(PAIR)
    assert marks(ax, filled=True) == [(0.25, 0.75), (0.75, 0.25)]
    assert marks(ax, filled=False) == [(0.5, 0.5), (0.5, 0.5)]
    assert ways(ax) == [((0.25, 0.75), (0.5, 0.5)), ((0.75, 0.25), (0.5, 0.5))]
    assert texts(ax) == ["a Rain", "b Dam"]


def test_the_means_part_the_map_and_its_parts_are_named_in_the_corners() -> None:
    ax = drawn(CHAIN)
    means = [line for line in ax.lines if line.get_marker() == "None" and line.get_zorder() == 0]
    assert [list(line.get_ydata()) for line in means[:1]] == [[1 / 3, 1 / 3]]  # type: ignore[arg-type]
    assert [list(line.get_xdata()) for line in means[1:]] == [[1 / 3, 1 / 3]]  # type: ignore[arg-type]
    corners = {text.get_text(): (text.get_ha(), text.get_va()) for text in ax.texts}
    assert {name: corners[name] for name in PARTS} == {
        "input": ("left", "top"),
        "relay": ("right", "top"),
        "output": ("right", "bottom"),
        "autonomous": ("left", "bottom"),
    }


def test_a_mark_lies_on_the_side_of_the_means_that_its_part_says() -> None:
    case = load_case(FLAGSHIP)
    found = structure(case)
    ax = plot_structure(found, structure(case, 3), {})
    mean = 1 / len(found.names)
    for (across, up), part in zip(marks(ax, filled=True), found.parts, strict=True):
        assert PARTS[part] == (across > mean, up > mean)


def test_the_title_says_who_leads_and_whom_indirect_influence_moves() -> None:
    # Directly a is input and b output; over two steps both are at the mean, and so autonomous.
    assert title(drawn(PAIR)) == (
        "Structure of 2 drivers: most influence a, most dependence b; "
        "chains of 2 steps move a and b to another part"
    )
    assert title(drawn(PAIR, power=3)).endswith("chains of 3 steps move no driver to another part")


def test_the_title_names_ties_and_cuts_long_lists() -> None:
    # All act on all alike.
    equal = [f"D{n}" for n in range(5)], [[int(i != j) for j in range(5)] for i in range(5)]
    assert "most influence D0, D1, D2 and 2 more, most dependence D0" in title(drawn(equal))


def test_where_no_chain_is_so_long_that_is_said_and_only_direct_marks_stand() -> None:
    ax = drawn(CHAIN, power=3)
    assert title(ax).endswith("there is no chain of 3 steps")
    # b: 2 of 6 from it, 4 of 6 onto it.
    assert marks(ax, filled=True) == [(0, 4 / 6), (4 / 6, 2 / 6), (2 / 6, 0)]
    assert marks(ax, filled=False) == []
    assert ways(ax) == []


def test_the_axis_says_what_hollow_marks_count() -> None:
    assert "hollow: over chains of 2 steps" in drawn(PAIR).get_xlabel()
    assert "hollow: over chains of 1 step;" in drawn(PAIR, power=1).get_xlabel()


def test_a_driver_that_stays_has_no_arrow() -> None:
    ax = drawn(PAIR, power=3)  # 3·1·3 and 1·3·1: the same shares
    assert ways(ax) == []
    assert marks(ax, filled=True) == marks(ax, filled=False)


def test_drivers_at_one_place_share_a_label() -> None:
    ring = ["a", "b", "c"], [[0, 1, 0], [0, 0, 1], [1, 0, 0]]
    assert texts(drawn(ring)) == ["a Rain\nb Dam\nc Mayor"]


def test_nothing_that_acts_is_said() -> None:
    still = ["a", "b"], [[0, 0], [0, 0]]
    ax = drawn(still)
    assert texts(ax) == ["no driver acts on another"]
    assert title(ax) == "Structure of 2 drivers"
    assert not ax.axison
    assert texts(plot_structure(micmac([], []), micmac([], []), {})) == texts(ax)


def test_two_results_of_different_drivers_are_refused() -> None:
    other = micmac(["a", "c"], [[0, 1], [1, 0]])
    with pytest.raises(ValueError, match="direct is of a and b, indirect of a and c; give both"):
        plot_structure(micmac(*PAIR), other, TITLES)


def test_powers_too_large_for_a_float_are_shares_still() -> None:
    found = micmac(*PAIR, power=2001)
    assert found.influence[0] > 10**400
    ax = plot_structure(micmac(*PAIR), found, TITLES)
    assert marks(ax, filled=False) == [(0.25, 0.75), (0.75, 0.25)]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("size", [2, 11, 20])
def test_no_label_covers_another_or_leaves_the_map(size: int, seed: int) -> None:
    found = random(size, seed)
    titles = dict.fromkeys(found[0], "A title of middling length")
    ax = plot_structure(micmac(*found), micmac(*found, 3), titles)
    rooms = boxes(ax)
    assert len(rooms) >= 1
    assert not [pair for pair in combinations(rooms, 2) if Bbox.intersection(*pair) is not None]
    edge = ax.get_window_extent()
    assert all(edge.x0 <= room.x0 and room.x1 <= edge.x1 for room in rooms)


@pytest.mark.parametrize("seed", range(4))
def test_no_label_covers_a_mark(seed: int) -> None:
    found = random(20, seed)
    titles = dict.fromkeys(found[0], "A title of middling length")
    ax = plot_structure(micmac(*found), micmac(*found, 3), titles)
    rooms = boxes(ax)
    for mark in [*marks(ax, filled=True), *marks(ax, filled=False)]:
        x, y = ax.transData.transform(mark)
        assert not [room for room in rooms if room.contains(x, y)]


def test_the_flagship_names_every_driver_once() -> None:
    case = load_case(FLAGSHIP)
    titles = {row.driver_id: row.title for row in case.drivers}
    ax = plot_structure(structure(case), structure(case, 3), titles)
    shown = "".join("".join(texts(ax)).split())
    for name, words in titles.items():
        assert shown.count(f"{name} {words}".replace(" ", "")) == 1
    rooms = boxes(ax)
    assert not [pair for pair in combinations(rooms, 2) if Bbox.intersection(*pair) is not None]
    assert min(text.get_fontsize() for text in labels(ax)) >= 6.5  # type: ignore[type-var]


@pytest.mark.parametrize("text", ["\x1b[31m\u202e$x^2$ \\frac", "word " * 40, "x" * 200])
def test_titles_of_any_length_and_sign_are_cut_and_never_a_formula(text: str) -> None:
    names = [f"D{n} {text}" for n in range(3)]  # names of a matrix are not held to a pattern
    rows = [[0, 3, 1], [1, 0, 0], [2, 5, 0]]
    ax = plot_structure(micmac(names, rows), micmac(names, rows, 2), dict.fromkeys(names, text))
    shown = "".join(texts(ax)) + title(ax)
    assert not set("\x1b\u202e") & set(shown)
    assert all(len(line) <= 24 for label in texts(ax) for line in label.split("\n"))
    assert not any(label.get_parse_math() for label in labels(ax))
    assert title(ax).count("\n") <= 2
    assert picture(ax, "caption", "alt").png


def test_given_axes_are_drawn_on_and_no_figure_stays_open() -> None:
    mine, other = Figure(figsize=(12, 6)).subplots(1, 2)
    assert plot_structure(micmac(*PAIR), micmac(*PAIR, 2), TITLES, mine) is mine
    assert texts(mine) == ["a Rain", "b Dam"]
    assert not [*other.texts, *other.lines]
    assert plt.get_fignums() == []


def test_axes_without_room_for_the_labels_have_them_all_the_same() -> None:
    found = random(20, 1)
    mine = Figure(figsize=(2, 2)).add_subplot()
    direct: Micmac = micmac(*found)
    titles = dict.fromkeys(found[0], "A title of middling length")
    assert len(texts(plot_structure(direct, micmac(*found, 2), titles, mine))) > 15


def test_two_drawings_are_the_same_to_the_byte() -> None:
    assert picture(drawn(PAIR), "c", "a").png == picture(drawn(PAIR), "c", "a").png
