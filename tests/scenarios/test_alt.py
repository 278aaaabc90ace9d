"""The figures of scenario work in words, for who cannot see them."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from sat.case import Case
from sat.scenarios.alt import FIGURES, alt
from sat.scenarios.analysis import ScenarioResult, analyse
from sat.scenarios.findings import field_sentence, held_sentence, matrix_sentence

from .conftest import SEEN, WORLDS
from .worlds import scenario


def test_drivers_are_told_with_both_judgments(result: ScenarioResult) -> None:
    assert alt(result, "drivers") == (
        "Importance and uncertainty from 1 to 5: R Rain 5 and 4; D Dam 4 and 4; M Mayor 3 and 3."
    )


def test_the_structure_is_told_by_parts(result: ScenarioResult) -> None:
    assert alt(result, "structure") == (
        "Drivers by direct influence and dependence: input: R; relay: M; output: D; autonomous: "
        "none."
    )


def test_without_impacts_every_driver_is_autonomous(bare: ScenarioResult) -> None:
    assert alt(bare, "structure").endswith("input: none; relay: none; output: none; "
                                           "autonomous: R, D.")  # fmt: skip


def test_three_figures_are_told_as_in_the_findings(result: ScenarioResult) -> None:
    assert alt(result, "quadrants") == matrix_sentence(result) != ""
    assert alt(result, "consistency") == field_sentence(result) != ""
    assert alt(result, "tableau") == held_sentence(result) != ""


def test_the_fan_is_told_by_what_each_scenario_changes(result: ScenarioResult) -> None:
    assert alt(result, "fan") == (
        "From S1: S2 changes 1 driver and S3 changes 2 drivers; wild card S3."
    )


def test_a_fan_without_a_wild_card_has_the_least_changed_first(case: Case) -> None:
    told = (case.scenarios[0], case.scenarios[2], case.scenarios[1], scenario("S4", "R.dry"))
    assert alt(analyse(replace(case, scenarios=told)), "fan") == (
        "From S1: S4 changes 0 drivers, S2 changes 1 driver and S3 changes 2 drivers."
    )


def test_a_baseline_alone_has_no_variant(least: ScenarioResult) -> None:
    assert alt(least, "fan") == "From SC1: no variant."


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        ("fan", "No scenario is named."),
        ("tableau", "No scenario is named yet."),
        ("consistency", "No pair of states is assessed, so the field says nothing yet."),
    ],
)
def test_where_there_is_nothing_that_is_said(bare: ScenarioResult, figure: str, text: str) -> None:
    assert alt(bare, figure) == text


def test_without_impacts_the_tableau_is_told_by_what_it_is(case: Case) -> None:
    found = analyse(replace(case, impacts=()))
    assert alt(found, "tableau") == "Scenarios by the states that they hold."


@pytest.mark.parametrize("figure", ["Fan", "", "board"])
def test_another_figure_is_refused(result: ScenarioResult, figure: str) -> None:
    expected = (
        rf"^figure is '{figure}'; write drivers, structure, quadrants, consistency, fan or tableau$"
    )
    with pytest.raises(ValueError, match=expected):
        alt(result, figure)


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("figure", FIGURES)
def test_every_figure_has_a_text_of_one_line_in_every_world(
    worlds: Mapping[str, ScenarioResult], world: str, figure: str
) -> None:
    text = alt(worlds[world], figure)
    assert text.endswith(".")
    assert "\n" not in text


@pytest.mark.parametrize("figure", FIGURES)
def test_hostile_text_is_spelled_out(hostile: ScenarioResult, figure: str) -> None:
    text = alt(hostile, figure)
    assert not {"\u202e", "\x1b", "\x00", "\n"} & set(text)
    assert (SEEN in text) == (figure not in ("structure", "fan"))  # these two name ids alone


@pytest.mark.parametrize("figure", FIGURES)
def test_long_titles_are_cut(wordy: ScenarioResult, figure: str) -> None:
    assert "x" * 61 not in alt(wordy, figure)
