"""The cone of plausibility, read from what it draws."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import matplotlib.pyplot as plt
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon

from sat.case import Case, load_case
from sat.case.futures import Scenario
from sat.display import picture
from sat.draw import BLUE, RED
from sat.scenarios.fan_figures import plot_fan
from sat.scenarios.matrix import cone

from .test_matrix import SCENARIOS
from .worlds import TOWN, made, scenario

FLAGSHIP = Path(__file__).parents[2] / "data" / "cases" / "jnim-urban-attacks"
MANY = {f"D{n}": (f"D{n}.low", f"D{n}.high") for n in range(1, 21)}


@pytest.fixture
def town() -> Case:
    """S1 is dry, old, stays; S2 wet, old, goes; S3 wet, old; S4 new, goes."""
    return replace(made(TOWN, []), scenarios=SCENARIOS)


def drawn(case: Case, baseline: str = "", wild: str = "") -> Axes:
    return plot_fan(cone(case, baseline, wild), case)


def told(states: dict[str, tuple[str, ...]], *scenarios: Scenario) -> Case:
    return replace(made(states, []), scenarios=scenarios)


def texts(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


def title(ax: Axes) -> str:
    return ax.get_title(loc="left").replace("\n", " ")


def rays(ax: Axes) -> list[Line2D]:
    """The lines that start at the baseline and go on to a scenario."""
    lines = [line for line in ax.lines if line.get_color() in (BLUE, RED)]
    return [line for line in lines if len(line.get_xdata()) == 2]  # type: ignore[arg-type]


def ends(ax: Axes) -> list[tuple[float, float]]:
    return [(line.get_xdata()[1], line.get_ydata()[1]) for line in rays(ax)]  # type: ignore[index]


def test_each_ray_ends_at_the_number_of_drivers_that_its_scenario_changes(town: Case) -> None:
    # S3 changes the rain, S4 dam and mayor, S2 rain and mayor; ties keep the order of the file.
    ax = drawn(town)
    assert [across for across, _ in ends(ax)] == [1, 2, 2]
    down = [y for _, y in ends(ax)]
    assert down == sorted(down)
    assert len({line.get_xdata()[0] for line in rays(ax)}) == 1  # type: ignore[index]


def test_beside_each_end_stand_name_changes_and_what_cannot_be_compared(town: Case) -> None:
    shown = texts(drawn(town))
    words = dict(pairwise(shown))
    assert words["S3 title of S3"] == ("R R.dry → R.wet\nnot compared, one of the two is silent: M")
    assert words["S2 title of S2"] == "R R.dry → R.wet; M M.stays → M.goes"
    assert words["S4 title of S4"] == (
        "D D.old → D.new; M M.stays → M.goes\nnot compared, one of the two is silent: R"
    )


def test_the_words_stand_at_the_height_of_their_ray(town: Case) -> None:
    ax = drawn(town)
    tops = [text.get_position()[1] for text in ax.texts if " title of S" in text.get_text()][:3]
    for top, (_, y) in zip(tops, ends(ax), strict=True):
        assert 0 < y - top < 0.4  # inches; the words are two or three lines


def test_the_baseline_stands_at_the_left_by_name(town: Case) -> None:
    ax = drawn(town)
    assert "baseline\nS1 title of S1" in texts(ax)
    (square,) = [line for line in ax.lines if line.get_marker() == "s"]
    assert list(square.get_xdata()) == [0]  # type: ignore[arg-type]
    assert "baseline\nS2 title of S2" in texts(drawn(town, "S2"))


def test_the_wild_card_is_dashed_named_last_and_outside_the_cone(town: Case) -> None:
    ax = drawn(town, wild="S3")
    assert [line.get_linestyle() for line in rays(ax)] == ["-", "-", "--"]
    assert "wild card: S3 title of S3" in texts(ax)
    (shade,) = [patch for patch in ax.patches if isinstance(patch, Polygon)]
    corners = {tuple(corner) for corner in shade.get_xy()}
    assert set(ends(ax)[:2]) < corners
    assert ends(ax)[2] not in corners


def test_the_title_counts_variants_and_what_they_change(town: Case) -> None:
    head = "Cone of plausibility around S1 title of S1: "
    assert title(drawn(town)) == head + "3 variants change 1 to 2 drivers"
    assert title(drawn(town, wild="S3")) == (
        head + "2 variants change 2 drivers; wild card S3 changes 1"
    )
    alone = replace(town, scenarios=SCENARIOS[:2])
    assert title(drawn(alone)) == head + "1 variant changes 2 drivers"
    assert title(drawn(alone, wild="S2")) == head + "wild card S2 changes 2"


def test_a_baseline_alone_is_drawn_and_said(town: Case) -> None:
    ax = drawn(replace(town, scenarios=SCENARIOS[:1]))
    assert rays(ax) == []
    assert title(ax).endswith(": no other scenario")
    assert picture(ax, "caption", "alt").png


def test_a_scenario_that_changes_nothing_says_so() -> None:
    ax = drawn(told(TOWN, scenario("S1", "R.dry"), scenario("S2", "R.dry")))
    assert "changes no driver" in texts(ax)
    assert [across for across, _ in ends(ax)] == [0]


def test_the_scale_has_whole_numbers_and_not_too_many(town: Case) -> None:
    assert {"0", "1", "2"} <= set(texts(drawn(town)))
    low, high = (";".join(states[end] for states in MANY.values()) for end in (0, 1))
    ax = drawn(told(MANY, scenario("S1", low), scenario("S2", high)))
    numbers = [int(text) for text in texts(ax) if text.isdecimal()]
    assert numbers == list(range(0, 21, 2))


def test_lines_end_between_changes_and_what_is_too_long_is_cut() -> None:
    titles = "a state of some length"
    low, high = (";".join(states[end] for states in MANY.values()) for end in (0, 1))
    case = told(MANY, scenario("S1", low), scenario("S2", high))
    states = tuple(row.model_copy(update={"title": titles}) for row in case.states)
    ax = drawn(replace(case, states=states))
    (words,) = [text for text in texts(ax) if "→" in text]
    lines = words.split("\n")
    assert len(lines) == 8
    assert all(line.startswith("D") for line in lines)
    assert words.endswith("…")
    assert max(map(len, lines)) <= 104


def test_a_dozen_scenarios_keep_their_words_apart() -> None:
    low = ";".join(states[0] for states in MANY.values())
    names = list(MANY)
    others = [
        scenario(f"S{n}", ";".join(MANY[name][int(at < n)] for at, name in enumerate(names)))
        for n in range(1, 13)
    ]
    ax = drawn(told(MANY, scenario("S0", low), *others))
    assert [across for across, _ in ends(ax)] == list(range(1, 13))
    names_shown = [n for n, text in enumerate(texts(ax)) if " title of S" in text][:12]
    for name, below in pairwise(names_shown):
        lines = texts(ax)[name + 1].count("\n") + 1
        gap = ax.texts[below].get_position()[1] - ax.texts[name].get_position()[1]
        assert gap > 0.17 + 0.12 * lines  # inches: a name of 8 points, lines of 7.5


def test_the_flagship_shows_every_scenario() -> None:
    case = load_case(FLAGSHIP)
    ax = drawn(case)
    assert len(rays(ax)) == len(case.scenarios) - 1
    for row in case.scenarios[1:]:
        assert f"{row.scenario_id} {row.title}" in texts(ax)
    figure = ax.get_figure(root=True)
    assert figure is not None
    assert figure.get_size_inches()[0] <= 11.0
    assert min(text.get_fontsize() for text in ax.texts) >= 6.5  # type: ignore[type-var]


@pytest.mark.parametrize("text", ["\x1b[31m\u202e$x^2$ \\frac", "word " * 40, "x" * 200])
def test_titles_of_any_length_and_sign_are_cut_and_never_a_formula(town: Case, text: str) -> None:
    case = replace(
        town,
        states=tuple(row.model_copy(update={"title": text}) for row in town.states),
        scenarios=tuple(row.model_copy(update={"title": text}) for row in town.scenarios),
    )
    ax = drawn(case, wild="S2")
    shown = "".join(texts(ax)) + title(ax)
    assert not set("\x1b\u202e") & set(shown)
    assert all(len(line) <= 104 for label in texts(ax) for line in label.split("\n"))
    assert not any(label.get_parse_math() for label in ax.texts)
    assert picture(ax, "caption", "alt").png


def test_given_axes_are_drawn_on_and_no_figure_stays_open(town: Case) -> None:
    mine, other = Figure(figsize=(12, 6)).subplots(1, 2)
    assert plot_fan(cone(town), town, mine) is mine
    assert mine.texts
    assert not [*other.texts, *other.lines]
    assert plt.get_fignums() == []


def test_two_drawings_are_the_same_to_the_byte(town: Case) -> None:
    assert picture(drawn(town), "c", "a").png == picture(drawn(town), "c", "a").png
