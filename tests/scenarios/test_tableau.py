"""The scenario tableau, read from what it draws."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import matplotlib.pyplot as plt
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sat.case import Case, load_case
from sat.display import picture
from sat.draw import RED
from sat.scenarios.tableau import HATCH, TONES, Column, plot_tableau

from .worlds import TOWN, made

FLAGSHIP = Path(__file__).parents[2] / "data" / "cases" / "jnim-urban-attacks"
# One way in which the town can go with another after; a third that leaves the dam open.
THREE: tuple[Column, ...] = (
    ("first", ("R.dry", "D.old", "M.stays")),
    ("second", ("R.dry", "D.new", "M.goes")),
    ("third", ("M.goes", "R.dry")),
)


@pytest.fixture
def town() -> Case:
    return made(TOWN, [])


def texts(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


def title(ax: Axes) -> str:
    return ax.get_title(loc="left").replace("\n", " ")


def bands(ax: Axes) -> list[Rectangle]:
    """The filled boxes, row by row from the left."""
    return [box for box in ax.patches if isinstance(box, Rectangle) and box.get_fill()]


def edges(ax: Axes) -> list[Rectangle]:
    """The red edges."""
    return [box for box in ax.patches if isinstance(box, Rectangle) and not box.get_fill()]


def spans(ax: Axes) -> list[tuple[int, int]]:
    """Each band's first column and how many it covers."""
    wide = min(box.get_width() for box in bands(ax))
    return [(round(b.get_x() / wide), round(b.get_width() / wide)) for b in bands(ax)]


def tone(box: Rectangle) -> str:
    return to_hex(box.get_facecolor())


def words(ax: Axes) -> list[str]:
    """What stands in the bands."""
    return [text.get_text() for text in ax.texts if text.get_position()[0] > 0]


def test_neighbours_with_one_state_are_one_band_with_its_title_once(town: Case) -> None:
    ax = plot_tableau(town, THREE)
    # The rain in all three; the dam in two, then open; the mayor stays, then goes twice.
    assert spans(ax) == [(0, 3), (0, 1), (1, 1), (2, 1), (0, 1), (1, 2)]
    assert words(ax) == [
        *("first", "second", "third"),
        *("R.dry", "D.old", "D.new", "open", "M.stays", "M.goes"),
    ]


def test_names_stand_over_their_columns_and_drivers_beside_their_rows(town: Case) -> None:
    ax = plot_tableau(town, THREE)
    at = {text.get_text(): text.get_position() for text in ax.texts}
    wide = min(box.get_width() for box in bands(ax))
    assert [at[name][0] for name, _ in THREE] == pytest.approx([wide / 2, wide * 1.5, wide * 2.5])
    assert max(at[name][1] for name, _ in THREE) < min(box.get_y() for box in bands(ax))
    for driver, box in zip(("R R", "D D", "M M"), [bands(ax)[place] for place in (0, 1, 4)],
                           strict=True):  # fmt: skip
        assert at[driver][1] == pytest.approx(box.get_y() + box.get_height() / 2)


def test_a_cell_without_a_state_is_open_and_hatched_and_no_other_is(town: Case) -> None:
    ax = plot_tableau(town, THREE)
    assert [box.get_hatch() or "" for box in bands(ax)] == ["", "", "", HATCH, "", ""]
    assert "; hatched: open" in title(ax)


def test_open_cells_are_no_band() -> None:
    ax = plot_tableau(made({"R": ("dry",)}, []), [("a", ()), ("b", ())])
    assert spans(ax) == [(0, 1), (1, 1)]
    assert texts(ax).count("open") == 2


def test_equal_states_of_a_row_have_one_tone_wherever_they_stand(town: Case) -> None:
    columns = [("a", ("D.new",)), ("b", ("D.old",)), ("c", ("D.new",))]
    ax = plot_tableau(town, columns)
    dam = bands(ax)[3:6]  # the rain above is open three times
    assert [tone(box) for box in dam] == [TONES[1], TONES[0], TONES[1]]


def test_tones_go_by_the_order_of_states_in_the_case(town: Case) -> None:
    columns: list[Column] = [("a", ("D.old",)), ("b", ("D.mended",)), ("c", ("D.new",))]

    def tones(order: Sequence[Column]) -> dict[str, str]:
        ax = plot_tableau(town, order)
        return dict(zip(words(ax)[6:9], map(tone, bands(ax)[3:6]), strict=True))

    assert tones(columns) == tones(columns[::-1])


def test_a_fifth_state_has_the_first_tone_again() -> None:
    case = made({"D": ("a", "b", "c", "d", "e")}, [])
    ax = plot_tableau(case, [(name, (name,)) for name in "abcde"])
    assert [tone(box) for box in bands(ax)] == [*TONES, TONES[0]]


def test_tones_differ_in_grey_too() -> None:
    greys = [sum(int(colour[place : place + 2], 16) * share
                 for place, share in ((1, 0.299), (3, 0.587), (5, 0.114)))
             for colour in TONES]  # fmt: skip
    assert all(before - after > 25 for before, after in pairwise(greys))  # of 255


def test_a_state_that_does_not_hold_has_a_red_edge_and_a_cross_in_its_column(town: Case) -> None:
    ax = plot_tableau(town, THREE, {"third": frozenset({"M.goes"})})
    (edge,) = edges(ax)
    assert to_hex(edge.get_edgecolor()) == RED
    last = bands(ax)[-1]
    assert (
        last.get_x()
        < edge.get_x()
        < edge.get_x() + edge.get_width()
        < last.get_x() + (last.get_width())
    )
    assert texts(ax).count("×") == 1


def test_a_state_that_does_not_hold_is_no_part_of_a_band(town: Case) -> None:
    ax = plot_tableau(town, THREE, {"second": frozenset({"R.dry"})})
    assert spans(ax)[:3] == [(0, 1), (1, 1), (2, 1)]
    assert words(ax).count("R.dry") == 3
    assert len({tone(box) for box in bands(ax)[:3]}) == 1


def test_the_title_says_what_is_shared_and_what_does_not_hold(town: Case) -> None:
    head = "Scenario tableau: 3 scenarios of 3 drivers, 1 the same in all; hatched: open"
    assert title(plot_tableau(town, THREE)) == head
    assert title(plot_tableau(town, THREE, {})) == f"{head}; every state holds"
    one = {"first": frozenset({"R.dry"})}
    assert title(plot_tableau(town, THREE, one)) == f"{head}; 1 state does not hold (×)"
    two = {"first": frozenset({"R.dry", "D.old"}), "third": frozenset[str]()}
    assert title(plot_tableau(town, THREE, two)) == f"{head}; 2 states do not hold (×)"
    alone = "Scenario tableau: 1 scenario of 3 drivers"
    assert title(plot_tableau(town, THREE[:1])) == alone


def test_a_driver_open_in_all_is_not_the_same_in_all(town: Case) -> None:
    columns = [("a", ("R.dry", "D.old")), ("b", ("R.dry", "D.new"))]
    assert ", 1 the same in all;" in title(plot_tableau(town, columns))


@pytest.mark.parametrize(
    ("columns", "marks", "message"),
    [
        ([("a", ("R.hot",))], {}, "column 'a' has state 'R.hot', which the case has not"),
        (
            [("a", ("R.dry", "R.wet"))],
            {},
            "column 'a' has R.dry and R.wet of driver R; a scenario has one state a driver",
        ),
        ([("a", ("R.dry",))], {"b": {"R.dry"}}, "marks of 'b': no column of that name has R.dry"),
        (
            [("a", ("R.dry",)), ("b", ("R.wet",))],
            {"a": {"R.wet", "D.old"}},
            "marks of 'a': no column of that name has D.old and R.wet",
        ),
        ([("\x1b[31m", ("\x1b[2J",))], {}, r"column '\\u001b\[31m' has state '\\u001b\[2J'"),
    ],
)
def test_what_cannot_be_shown_is_refused(
    town: Case, columns: list[Column], marks: dict[str, set[str]], message: str
) -> None:
    frozen = {name: frozenset(states) for name, states in marks.items()}
    with pytest.raises(ValueError, match=message):
        plot_tableau(town, columns, frozen)


def test_two_columns_of_one_name_are_both_marked_where_they_have_the_state(town: Case) -> None:
    columns = [("a", ("R.dry",)), ("a", ("R.wet",)), ("a", ("R.dry",))]
    assert len(edges(plot_tableau(town, columns, {"a": frozenset({"R.dry"})}))) == 2


def test_no_scenario_and_no_driver_are_drawn(town: Case) -> None:
    assert bands(plot_tableau(town, [])) == []
    assert title(plot_tableau(town, [])) == "Scenario tableau: 0 scenarios of 3 drivers"
    empty = made({}, [])
    assert picture(plot_tableau(empty, [("a", ())]), "caption", "alt").png


def test_a_dozen_scenarios_of_the_flagship_fit_on_a4() -> None:
    case = load_case(FLAGSHIP)
    columns = [(f"{row.scenario_id} {row.title}", row.states) for row in case.scenarios]
    ax = plot_tableau(case, [*columns, *columns, *columns][:12])
    figure = ax.get_figure(root=True)
    assert figure is not None
    width, height = figure.get_size_inches()
    assert width < 11.3  # of 11.69 inches
    assert height < 7.5
    assert min(text.get_fontsize() for text in ax.texts) >= 6.5  # type: ignore[type-var]
    titles = {state.state_id: state.title for state in case.states}
    shown = [" ".join(word.split()) for word in words(ax)]
    assert {titles[state] for row in case.scenarios for state in row.states} <= set(shown)


@pytest.mark.parametrize("text", ["\x1b[31m\u202e$x^2$ \\frac", "word " * 40, "x" * 200])
@pytest.mark.parametrize("number", [1, 12])
def test_titles_of_any_length_and_sign_are_cut_and_never_a_formula(
    town: Case, text: str, number: int
) -> None:
    case = replace(
        town,
        drivers=tuple(row.model_copy(update={"title": text}) for row in town.drivers),
        states=tuple(row.model_copy(update={"title": text}) for row in town.states),
    )
    columns = [(text, THREE[place % 3][1]) for place in range(number)]
    ax = plot_tableau(case, columns, {text: frozenset({"R.dry"})})
    shown = "".join(texts(ax))
    assert not set("\x1b\u202e") & set(shown)
    assert all(label.count("\n") <= 3 for label in texts(ax))
    assert all(len(line) <= 34 for label in texts(ax) for line in label.split("\n"))
    assert not any(label.get_parse_math() for label in ax.texts)
    assert picture(ax, "caption", "alt").png


def test_given_axes_are_drawn_on_and_no_figure_stays_open(town: Case) -> None:
    mine, other = Figure(figsize=(12, 6)).subplots(1, 2)
    assert plot_tableau(town, THREE, ax=mine) is mine
    assert mine.texts
    assert not [*other.texts, *other.patches]
    assert plt.get_fignums() == []


def test_two_drawings_are_the_same_to_the_byte(town: Case) -> None:
    one, another = (picture(plot_tableau(town, THREE), "c", "a").png for _ in range(2))
    assert one == another
