"""Figures of a result: each is given its own part of it."""

from collections.abc import Callable
from dataclasses import replace

import matplotlib.pyplot as plt
import pytest
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from sat.case import Case
from sat.display import picture
from sat.draw import BLUE, RED
from sat.scenarios import pictures
from sat.scenarios.analysis import ScenarioResult, analyse
from sat.scenarios.pictures import COLUMNS
from sat.text import HOSTILE

from .worlds import JUDGED, TOWN, dam, impact, made, scenario

ALWAYS: dict[str, Callable[[ScenarioResult], Axes]] = {
    "drivers": pictures.drivers,
    "structure": pictures.structure,
    "quadrants": pictures.quadrants,
    "consistency": pictures.consistency,
}
ALL = {**ALWAYS, "fan": pictures.fan, "tableau": pictures.tableau}
# The first holds; of the second, wet with an old dam, the dam does not, and its mayor is open; the
# third lacks a little.
SCENARIOS = (
    scenario("S1", "R.dry;D.new;M.stays"),
    scenario("S2", "R.wet;D.old"),
    scenario("S3", "R.wet;D.new;M.stays"),
)


def told(*scenarios: str) -> Case:
    rows = tuple(scenario(f"S{n}", states) for n, states in enumerate(scenarios, 1))
    return replace(dam(), scenarios=rows)


@pytest.fixture(scope="module")
def result() -> ScenarioResult:
    ranks = {"R": (5, 4), "D": (4, 4), "M": (4, 5)}
    return analyse(replace(dam(ranks), scenarios=SCENARIOS))


@pytest.fixture(scope="module")
def bare() -> ScenarioResult:
    """Drivers with their states and nothing else."""
    return analyse(made(TOWN))


def texts(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


def title(ax: Axes) -> str:
    return ax.get_title(loc="left").replace("\n", " ")


def crosses(ax: Axes) -> int:
    return texts(ax).count("×")


@pytest.mark.parametrize("draw", ALL.values(), ids=ALL)
def test_every_figure_can_be_shown_and_none_stays_open(
    result: ScenarioResult, draw: Callable[[ScenarioResult], Axes]
) -> None:
    assert picture(draw(result), "caption", "words").png
    assert plt.get_fignums() == []


@pytest.mark.parametrize("draw", ALWAYS.values(), ids=ALWAYS)
def test_a_case_of_drivers_alone_still_has_its_figures(
    bare: ScenarioResult, draw: Callable[[ScenarioResult], Axes]
) -> None:
    assert picture(draw(bare), "caption", "words").png


@pytest.mark.parametrize("draw", ALL.values(), ids=ALL)
def test_titles_of_a_case_are_spelled_out(draw: Callable[[ScenarioResult], Axes]) -> None:
    case = replace(dam(), scenarios=SCENARIOS)
    bad = {"title": "$x^2$ \x1b[31m\u202e" + "word " * 30}
    case = replace(
        case,
        drivers=tuple(row.model_copy(update=bad) for row in case.drivers),
        states=tuple(row.model_copy(update=bad) for row in case.states),
        scenarios=tuple(row.model_copy(update=bad) for row in case.scenarios),
    )
    ax = draw(analyse(case))
    labels = [*ax.texts, *ax.get_xticklabels(), *ax.get_yticklabels()]
    assert not any(HOSTILE.search(text.get_text()) for text in labels)
    assert not any(text.get_parse_math() for text in labels if "$" in text.get_text())
    assert not HOSTILE.search(title(ax))


def test_the_two_axes_are_filled_on_the_map_of_drivers(result: ScenarioResult) -> None:
    ax = pictures.drivers(result)
    filled = [line for line in ax.lines
              if line.get_marker() == "o" and line.get_markerfacecolor() == BLUE]  # fmt: skip
    places = {(line.get_xdata()[0], line.get_ydata()[0]) for line in filled}  # type: ignore[index]
    assert places == {(4, 5), (5, 4)}  # R and M, by rule
    assert title(ax).endswith("(filled: axes R and M)")


def test_axes_that_the_analyst_chose_are_the_filled_ones() -> None:
    chosen = analyse(dam(), axes="M;D")
    assert title(pictures.drivers(chosen)).endswith("(filled: axes M and D)")
    assert "M M" in texts(pictures.quadrants(chosen))


def test_the_map_of_influence_names_drivers_by_title(result: ScenarioResult) -> None:
    shown = " ".join(texts(pictures.structure(result)))
    assert all(name in shown for name in ("R", "D", "M"))
    assert title(pictures.structure(result)).startswith("Structure of 3 drivers")


def test_the_quadrants_have_names_and_fillings(result: ScenarioResult) -> None:
    shown = texts(pictures.quadrants(result))
    # Dry and stays: S1 and two fillings; wet and stays: S3, and none; wet and goes: one filling.
    assert "S1 title of S1" in shown
    assert "S3 title of S3" in shown
    assert shown.count("× nothing holds together as judged") == 2
    assert shown.count("2 consistent fillings") == shown.count("1 consistent filling") == 1


def test_without_impacts_the_quadrants_have_no_fillings(bare: ScenarioResult) -> None:
    assert not any(
        "filling" in text or "judged" in text for text in texts(pictures.quadrants(bare))
    )


def test_the_consistency_matrix_is_that_of_the_field() -> None:
    ax = pictures.consistency(analyse(made(TOWN, JUDGED)))
    assert title(ax).startswith("Consistency of 16 pairs of states: 2 impossible, 1 doubtful")


def test_the_fan_is_drawn_around_the_first_scenario(result: ScenarioResult) -> None:
    ax = pictures.fan(result)
    assert title(ax).startswith("Cone of plausibility around S1 title of S1")
    # S2 changes rain and dam, S3 the rain alone.
    assert "R R.dry → R.wet" in texts(ax)
    assert any(text.startswith("R R.dry → R.wet; D D.new → D.old") for text in texts(ax))


def test_the_wild_card_of_a_result_is_dashed() -> None:
    ax = pictures.fan(analyse(replace(dam(), scenarios=SCENARIOS), wild="S2"))
    assert next(line.get_linestyle() for line in ax.lines if line.get_color() == RED) == "--"
    assert any(text.startswith("wild card: S2") for text in texts(ax))


def test_without_scenarios_the_fan_says_so(bare: ScenarioResult) -> None:
    ax = pictures.fan(bare)
    assert texts(ax) == ["no scenario is named, so there is no baseline"]
    assert (len(ax.lines), len(ax.patches)) == (0, 0)
    assert picture(ax, "caption", "words").png


# ---- the tableau


def test_named_scenarios_stand_beside_the_consistent_ones(result: ScenarioResult) -> None:
    shown = texts(pictures.tableau(result))
    heads = [text.replace("\n", " ") for text in shown]
    for name in ("S1 title of S1", "S2 title of S2", "S3 title of S3", "No. 1", "No. 2", "No. 3"):
        assert name in heads
    assert shown.count("open") == 1  # the mayor of S2


def test_what_does_not_hold_in_a_named_scenario_is_crossed(result: ScenarioResult) -> None:
    # The old dam of S2 and the mayor who stays of S3.
    ax = pictures.tableau(result)
    assert crosses(ax) == 2
    assert "2 states do not hold (×)" in title(ax)
    red = [box for box in ax.patches if isinstance(box, Rectangle) and not box.get_fill()]
    assert len(red) == 2


def test_a_state_that_only_the_filling_has_is_not_crossed() -> None:
    # A mayor who builds no dam: "old" has to be filled in, and does not hold; no column shows it.
    case = replace(told("M.goes;R.wet"), impacts=(impact("M.goes", "M.stays", 1),))
    found = analyse(case)
    assert [lost.state for lost in found.held[0].beaten] == ["M.goes"]
    assert crosses(pictures.tableau(found)) == 1
    hollow = replace(told("R.wet"), impacts=(impact("M.goes", "M.stays", 1),
                                             impact("M.stays", "M.goes", 1)))  # fmt: skip
    found = analyse(hollow)
    assert [lost.state for lost in found.held[0].beaten] in (["M.goes"], ["M.stays"])
    assert crosses(pictures.tableau(found)) == 0


def test_of_many_named_scenarios_the_first_six_are_shown() -> None:
    ax = pictures.tableau(analyse(told(*["R.dry"] * (COLUMNS + 2))))
    heads = [text.replace("\n", " ") for text in texts(ax)]
    assert [f"S{n} title of S{n}" in heads for n in range(1, COLUMNS + 3)] == (
        [True] * COLUMNS + [False] * 2
    )


def test_a_case_without_scenarios_shows_the_consistent_ones_by_number() -> None:
    ax = pictures.tableau(analyse(dam()))
    assert [text for text in texts(ax) if text.startswith("No.")] == ["No. 1", "No. 2", "No. 3"]
    assert title(ax).startswith("Scenario tableau: 3 scenarios of 3 drivers")


def test_numbers_are_places_in_the_list_of_all() -> None:
    found = analyse(dam())
    assert found.balances is not None
    shown = [row.scenario for row in found.balances.shown]
    places = [found.balances.place(row) for row in shown]
    assert [found.balances.solved.scenarios[place - 1] for place in places] == shown


def test_without_any_scenario_the_tableau_says_so(bare: ScenarioResult) -> None:
    # Nobody judged an impact; or the mayor is suited by neither state, so that nothing holds.
    torn = (impact("M.goes", "M.stays", 1), impact("M.stays", "M.goes", 1))
    for result in (bare, analyse(replace(dam(), impacts=torn))):
        ax = pictures.tableau(result)
        assert texts(ax) == ["no scenario is named, and none is consistent"]
        assert picture(ax, "caption", "words").png


def test_without_impacts_nothing_is_said_to_hold() -> None:
    ax = pictures.tableau(analyse(replace(made(TOWN), scenarios=SCENARIOS)))
    assert "holds" not in title(ax)


def test_a_scenario_that_is_too_much_at_odds_is_not_said_to_hold() -> None:
    case = replace(told("R.wet;D.old"), impacts=(impact("R.wet", "D.new", 30),))
    found = analyse(case)
    assert found.held[0].slack is None
    assert "every state holds" not in title(pictures.tableau(found))
