"""Figures of scenario work, read from what they draw."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import matplotlib.pyplot as plt
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from sat.case import Case, load_case
from sat.case.futures import Driver, Scenario, State
from sat.case.settings import Settings
from sat.draw import BLUE, INK, RED
from sat.scenarios.figures import plot_drivers, plot_quadrants
from sat.scenarios.fillings import Filling, fillings
from sat.scenarios.matrix import Matrix, axes_of, axis_of, matrix

from .worlds import dam, free

FLAGSHIP = Path(__file__).parents[2] / "data" / "cases" / "jnim-urban-attacks"
DAY = date(2025, 1, 1)


def driver(name: str, title: str, importance: int, uncertainty: int) -> Driver:
    ranks = {"importance": str(importance), "uncertainty": str(uncertainty)}
    return Driver.model_validate({"driver_id": name, "title": title, "kind": "", **ranks})


def texts(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


@pytest.fixture(scope="module")
def found() -> Matrix:
    case = load_case(FLAGSHIP)
    return matrix(case, axis_of(case, "D5"), axis_of(case, "D1"))


def crowded(title: str, number: int) -> Matrix:
    """A 2 × 2 with so many scenarios in its first quadrant, all of one title."""
    settings = {"question": "Q?", "case_id": "c", "opens": DAY, "closes": DAY}
    states = tuple(
        State.model_validate({"driver_id": name, "state_id": f"{name}.{end}", "title": end})
        for name in ("A", "B")
        for end in ("low", "high")
    )
    cells = {"title": title, "narrative": "n", "states": "A.low;B.low", "hypothesis_id": ""}
    scenarios = tuple(
        Scenario.model_validate({"scenario_id": f"S{n}", **cells}) for n in range(number)
    )
    drivers = (driver("A", title, 1, 1), driver("B", title, 2, 2))
    case = Case(
        Settings.model_validate(settings), DAY, drivers=drivers, states=states, scenarios=scenarios
    )
    return matrix(case, axis_of(case, "A"), axis_of(case, "B"))


def test_each_quadrant_names_its_scenarios_and_what_they_feed(found: Matrix) -> None:
    shown = texts(plot_quadrants(found))
    assert "SC1 Slow strangle\nSC3 North first\nfeeds H3 and H1" in shown
    assert "no scenario named" in shown


def test_an_untold_quadrant_is_hatched_and_the_others_are_not(found: Matrix) -> None:
    boxes = [patch for patch in plot_quadrants(found).patches if isinstance(patch, Rectangle)]
    hatched = [box for box in boxes if box.get_hatch()]
    assert (len(boxes), len(hatched)) == (4, 1)
    # Open or taxed routes under a split or a transition: left column, upper row.
    assert hatched[0].get_xy() == pytest.approx((0.01, 1.01))


def test_the_ends_of_both_axes_are_named(found: Matrix) -> None:
    shown = " ".join(" ".join(texts(plot_quadrants(found))).split())
    for title in ("Open or Taxed", "Interdicted or Rationed", "Open split or Transition of power"):
        assert title in shown
    assert (
        plot_quadrants(found)
        .get_title(loc="left")
        .endswith("3 of 4 quadrants have a named scenario")
    )


def test_more_scenarios_than_fit_are_a_number() -> None:
    shown = texts(plot_quadrants(crowded("title", 7)))
    assert any(text.endswith("and 3 more") for text in shown)


def test_titles_of_any_length_and_sign_are_cut_and_never_a_formula() -> None:
    ax = plot_quadrants(crowded("$x^2$ " + "word " * 60, 2))
    assert all(len(line) <= 62 for text in texts(ax) for line in text.split("\n"))
    assert not any(text.get_parse_math() for text in ax.texts)


def test_drivers_stand_at_their_uncertainty_and_importance() -> None:
    ax = plot_drivers([driver("D1", "Rain", 5, 2), driver("D2", "Dam", 1, 4)], ["D2"])
    marks = {
        (line.get_xdata()[0], line.get_ydata()[0]): line
        for line in ax.lines
        if line.get_marker() == "o"
    }  # type: ignore[index]
    assert set(marks) == {(2, 5), (4, 1)}
    assert marks[4, 1].get_markerfacecolor() == BLUE
    assert marks[2, 5].get_markerfacecolor() == "white"
    assert texts(ax) == ["D1 Rain", "D2 Dam"]
    assert ax.get_title(loc="left").endswith("(filled: axes D2)")


def test_drivers_at_one_place_share_a_label() -> None:
    ax = plot_drivers([driver("D1", "Rain", 3, 3), driver("D2", "Dam", 3, 3)])
    assert texts(ax) == ["D1 Rain\nD2 Dam"]


def test_a_label_at_the_right_edge_stands_to_the_left() -> None:
    (text,) = plot_drivers([driver("D1", "Rain", 3, 5)]).texts
    assert text.get_ha() == "right"


def test_given_axes_are_used_and_no_figure_stays_open(found: Matrix) -> None:
    mine = Figure().add_subplot()
    assert plot_quadrants(found, ax=mine) is mine
    other = Figure().add_subplot()
    assert plot_drivers([driver("D1", "Rain", 3, 3)], ax=other) is other
    assert plt.get_fignums() == []


# ---- what the balances leave, at the foot of each quadrant


def feet(ax: Axes) -> dict[tuple[int, int], Text]:
    """The text below the middle of each quadrant, by its ends."""
    low = [text for text in ax.texts if 0 < text.get_position()[1] % 1 < 0.4]
    return {(int(x), int(y)): text for text in low for x, y in [text.get_position()]}


def test_at_the_foot_of_each_quadrant_stands_how_many_fillings_are_consistent() -> None:
    # Dry and old, dry and new, wet and new hold in one way each; wet and old in none.
    town = dam()
    crossed = matrix(town, *axes_of(town, "R;D"))
    found = feet(plot_quadrants(crossed, fillings(town, crossed)))
    assert {ends: text.get_text() for ends, text in found.items()} == {
        (0, 0): "1 consistent filling",
        (0, 1): "1 consistent filling",
        (1, 0): "× nothing holds together as judged",
        (1, 1): "1 consistent filling",
    }
    looks = {ends: (text.get_color(), text.get_weight()) for ends, text in found.items()}
    assert looks[1, 0] == (RED, "bold")
    assert {looks[ends] for ends in looks if ends != (1, 0)} == {(INK, "normal")}


def test_without_fillings_no_quadrant_has_a_foot(found: Matrix) -> None:
    assert feet(plot_quadrants(found)) == {}


def test_what_a_limit_cut_off_is_at_least_so_many_and_never_loud() -> None:
    case = free(5)
    crossed = matrix(case, *axes_of(case))
    some = feet(plot_quadrants(crossed, fillings(case, crossed, limit=3)))
    assert {text.get_text() for text in some.values()} == {"at least 3 consistent fillings"}
    one = feet(plot_quadrants(crossed, fillings(case, crossed, limit=1)))
    assert {text.get_text() for text in one.values()} == {"at least 1 consistent filling"}
    none = feet(plot_quadrants(crossed, fillings(case, crossed, nodes=1)))
    assert {text.get_color() for text in (*some.values(), *none.values())} == {INK}
    assert not any("nothing" in text.get_text() for text in none.values())


def test_only_the_quadrants_that_are_given_have_a_foot() -> None:
    town = dam()
    crossed = matrix(town, *axes_of(town, "R;D"))
    ax = plot_quadrants(crossed, fillings(town, crossed)[:1])
    assert list(feet(ax)) == [(0, 0)]


def test_the_foot_covers_no_name_of_a_crowded_quadrant() -> None:
    crossed = crowded("word " * 30, 7)
    fed = tuple(replace(row, scenarios=tuple(
        one.model_copy(update={"hypothesis_id": "H1"}) for one in row.scenarios
    )) for row in crossed.quadrants)  # fmt: skip
    crossed = replace(crossed, quadrants=fed)
    left = tuple(Filling(row, (), True) for row in crossed.quadrants)
    ax = plot_quadrants(crossed, left)
    canvas = FigureCanvasAgg(ax.figure)  # type: ignore[arg-type]
    canvas.draw()
    boxes = [text.get_window_extent(canvas.get_renderer()) for text in ax.texts]
    names = [box for box, text in zip(boxes, ax.texts, strict=True) if "S0" in text.get_text()]
    foot = next(box for box, text in zip(boxes, ax.texts, strict=True) if text is feet(ax)[0, 0])
    assert len(names) == 1
    assert names[0].y0 > foot.y1
