"""What scenario work says in sentences: exact, for situations made by hand."""

from collections.abc import Mapping
from dataclasses import replace
from math import prod

import pytest

from sat.case import Case
from sat.scenarios.analysis import Balances, ScenarioResult, analyse
from sat.scenarios.chance_tables import NONE
from sat.scenarios.findings import (
    LABEL,
    balances_sentence,
    drift_sentence,
    field_sentence,
    findings,
    generation_sentence,
    held_sentence,
    matrix_sentence,
    what_if_sentence,
)
from sat.scenarios.held import SLACK

from .conftest import SEEN, WORLDS, check_page, check_words
from .test_drift import indicator, seen
from .worlds import DAY, exclusion, impact, made, pair, scenario

TWO = {"A": ("A.x", "A.y"), "B": ("B.x", "B.y")}


def told(result: ScenarioResult) -> Balances:
    assert result.balances is not None
    return result.balances


def test_the_town_is_told_whole_and_in_order(result: ScenarioResult) -> None:
    found = findings(result).sentences
    assert found[:3] == (
        "As of 2025-01-01, 2 of the four quadrants of R Rain and D Dam have a named scenario; "
        "“Dry / New” has none though 1 filling would hold together; “Wet / Old” has S2 though "
        "nothing in it holds together as judged; “Wet / New” has none though 1 filling would hold "
        "together.",
        "Of the named scenarios S1 and S3 hold together as judged; S2 holds only with an "
        "inconsistency of 3 (D Old loses to New).",
        "The warning is elevated for S1 title of S1 (I1 stands raised, read by the indicators of "
        "H1); of 3 indicators of scenarios 1 was never seen and 0 were not looked at in time.",
    )
    assert found[3].startswith(
        "By the impacts 3 of 8 configurations are consistent (4 with an inconsistency of 1 and 5 "
        "with an inconsistency of 2); "
    )
    assert found[4:] == (
        "Of 8 configurations 5 have nothing impossible in them and 4 nothing doubtful either, with "
        "7 of 12 pairs not assessed; the judgment that removes most is logical: R Dry, M Goes (2 "
        "configurations).",
        "Crossing the weightiest drivers gives 4 quadrants: 1 dropped since nothing holds together "
        "in them, 1 told, 2 blind spots, first R Dry with D New.",
        "Turning round the assumptions under H1 gives 4 quadrants: 2 dropped since nothing holds "
        "together in them, 1 told, 1 blind spot, first R Wet with M Goes.",
        NONE,
        LABEL,
    )


def test_two_drivers_alone_are_told_by_what_is_not_there(bare: ScenarioResult) -> None:
    found = findings(bare).sentences
    assert found[:4] == (
        "As of 2025-01-01, none of the four quadrants of R R and D D has a named scenario.",
        "No scenario is named yet.",
        "No impacts are judged, so nothing is said of what holds together by balances.",
        "No pair of states is assessed, so the field says nothing yet.",
    )
    assert found[-2:] == (NONE, LABEL)


# ---- quadrants


def test_one_quadrant_with_a_scenario_has_it(case: Case) -> None:
    found = analyse(replace(case, scenarios=case.scenarios[:1]))
    assert "1 of the four quadrants of R Rain and D Dam has a named scenario; " in (
        matrix_sentence(found)
    )


def test_a_quadrant_that_is_told_and_holds_is_not_mentioned(result: ScenarioResult) -> None:
    assert "Dry / Old" not in matrix_sentence(result)


def test_a_search_that_found_nothing_in_time_proves_nothing(result: ScenarioResult) -> None:
    unsure = tuple(replace(row, states=(), complete=False) for row in result.fillings)
    assert "though" not in matrix_sentence(replace(result, fillings=unsure))


def test_fillings_of_a_search_that_was_cut_off_are_at_least_so_many(
    result: ScenarioResult,
) -> None:
    cut = tuple(replace(row, complete=False) for row in result.fillings)
    assert "at least 1 filling" in matrix_sentence(replace(result, fillings=cut))


# ---- named scenarios


def test_one_that_holds_holds(least: ScenarioResult) -> None:
    assert held_sentence(least) == "Of the named scenarios SC1 holds together as judged."


def test_one_too_far_off_is_at_odds_with_the_impacts(case: Case) -> None:
    strong = (impact("M.goes", "D.new", SLACK + 1),)
    rows = (scenario("S1", "D.old;M.goes"),)
    assert held_sentence(analyse(replace(case, impacts=strong, scenarios=rows))) == (
        "Of the named scenarios S1 is at odds with the impacts by more than 20."
    )


def test_of_several_that_give_way_the_worst_is_named(case: Case) -> None:
    # Wet, old, stays: the mayor is 3 behind, the dam not at all; with 5 on new the dam by 5.
    more = (*case.impacts, impact("M.stays", "D.new", 5))
    rows = (scenario("S1", "R.wet;D.old;M.stays"),)
    found = analyse(replace(case, impacts=more, scenarios=rows, exclusions=()))
    assert "an inconsistency of 5 (D Old loses to New)." in held_sentence(found)


def test_without_impacts_nothing_is_said_of_holding_together(case: Case) -> None:
    assert held_sentence(analyse(replace(case, impacts=()))) == ""


def test_a_scenario_that_the_field_excludes_does_not_hold_as_judged(case: Case) -> None:
    # The balances hold wet, new, goes; the pair of wet and goes is now impossible.
    barred = pair(("R.wet", "M.goes", "impossible", "logical"))
    rows = (scenario("S1", "R.wet;D.new;M.goes"),)
    found = analyse(replace(case, consistency=(barred,), scenarios=rows))
    assert found.held[0].excluded
    assert "S1 holds together as judged" not in held_sentence(found)


# ---- drift


def warned(case: Case, *looks: tuple[str, str], to: str = "S1 S2 S3") -> str:
    """The sentence where each scenario in ``to`` has an indicator of the same number."""
    rows = tuple(indicator(name.replace("S", "I"), name) for name in to.split())
    days = tuple(seen(name, level, DAY) for name, level in looks)
    return drift_sentence(analyse(replace(case, indicators=rows, observations=days)))


def test_scenarios_that_warn_alike_are_all_named(case: Case) -> None:
    assert warned(case, ("I1", "low"), ("I2", "low"), ("I3", "none")) == (
        "The warning is watch for S1 title of S1 (I1 stands raised) and S2 title of S2 (I2 stands "
        "raised); of 3 indicators of scenarios 0 were never seen and 0 were not looked at in time."
    )


@pytest.mark.parametrize("level", ["none", "unknown"])
def test_where_nothing_is_raised_no_scenario_warns(case: Case, level: str) -> None:
    unseen = "0 were" if level == "none" else "1 was"
    assert warned(case, ("I1", level), to="S1") == (
        f"No scenario's indicators warn; of 1 indicator of scenarios {unseen} never seen and 0 "
        "were not looked at in time."
    )


def test_two_at_high_stand_raised(case: Case) -> None:
    rows = (indicator("I1", "S1"), indicator("I2", "S1"))
    looks = (seen("I1", "high", DAY), seen("I2", "high", DAY))
    found = analyse(replace(case, indicators=rows, observations=looks))
    assert drift_sentence(found).startswith(
        "The warning is high for S1 title of S1 (I1 and I2 stand raised); of 2 indicators "
    )


def test_an_indicator_that_two_scenarios_share_is_counted_once(case: Case) -> None:
    both = (scenario("S1", "R.dry", "H1"), scenario("S2", "R.wet", "H1"))
    watched = (indicator("I1", "H1"),)
    found = analyse(replace(case, scenarios=both, indicators=watched, observations=()))
    assert "of 1 indicator of scenarios 1 was never seen" in drift_sentence(found)


def test_without_indicators_nothing_drifts(bare: ScenarioResult) -> None:
    assert drift_sentence(bare) == ""


# ---- what if


@pytest.mark.parametrize(
    ("fixed", "said"),
    [
        ("D.old", "If D Old held, 2 configurations would be left, and 3 scenarios would hold "
         "together; 1 of the consistent scenarios has it of itself."),
        ("R.wet", "If R Wet held, 3 configurations would be left, and 1 scenario would hold "
         "together, each with D New, M Goes; 1 of the consistent scenarios has it of itself."),
        ("R.dry", "If R Dry held, 2 configurations would be left, and 2 scenarios would hold "
         "together, each with M Stays; 2 of the consistent scenarios have it of itself."),
        ("D.old;M.goes", "If D Old, M Goes held, 1 configurations would be left, and 2 scenarios "
         "would hold together; none of the consistent scenarios has it of itself."),
    ],
)  # fmt: skip
def test_what_if_is_told_with_what_comes_of_it(case: Case, fixed: str, said: str) -> None:
    found = what_if_sentence(analyse(case, fixed=fixed))
    # One configuration is a wording of its own, see below.
    assert found.replace(" 1 configuration ", " 1 configurations ") == said


def test_nothing_fixed_is_no_question(result: ScenarioResult) -> None:
    assert what_if_sentence(result) == ""


def test_without_impacts_the_field_alone_answers(case: Case) -> None:
    assert what_if_sentence(analyse(replace(case, impacts=()), fixed="R.wet")) == (
        "If R Wet held, 3 configurations would be left."
    )


def test_where_nothing_holds_together_none_is_said() -> None:
    moves = [("A.x", "B.y"), ("A.y", "B.x"), ("B.x", "A.x"), ("B.y", "A.y")]
    own = {**TWO, "C": ("C.x", "C.y")}
    case = replace(made(own), impacts=tuple(impact(*two, 1) for two in moves))
    assert what_if_sentence(analyse(case, fixed="C.x")) == (
        "If C C.x held, 4 configurations would be left, and no scenario would hold together; none "
        "of the consistent scenarios has it of itself."
    )


def cut_short(case: Case, fixed: str, forced: int) -> str:
    found = analyse(case, fixed=fixed)
    rows = found.what_if.forced[:forced]
    return what_if_sentence(
        replace(found, what_if=replace(found.what_if, forced=rows, complete=False))
    )


def test_a_search_that_was_cut_short_found_at_least_so_many(case: Case) -> None:
    assert "and at least 2 scenarios would hold together" in cut_short(case, "D.old", 2)


def test_a_search_that_was_cut_short_before_it_found_any_says_so(case: Case) -> None:
    assert "at least no scenario" not in cut_short(case, "D.old", 0)


def test_what_a_cut_list_has_in_common_is_not_said_of_all(case: Case) -> None:
    assert "each with" not in cut_short(case, "D.old", 1)


def test_one_configuration_is_one(case: Case) -> None:
    found = what_if_sentence(analyse(case, fixed="R.dry;D.new"))
    assert "1 configuration would be left" in found


# ---- balances


def test_the_edge_is_the_firmest_and_the_middle_one(result: ScenarioResult) -> None:
    survived = replace(told(result).survival, held=(100, 180, 20))  # type: ignore[type-var]
    found = replace(result, balances=replace(told(result), survival=survived))
    assert (
        "keep the firmest in 90% of 200 draws and the middle one in 50%: consistent is a knife's "
        "edge."
    ) in balances_sentence(found)


def test_what_survives_every_move_stands_on_no_knifes_edge(least: ScenarioResult) -> None:
    # The only impact is 2 and moves to 1 or 3: all six stay consistent.
    assert set(told(least).survival.held) == {200}  # type: ignore[union-attr]
    assert "knife" not in balances_sentence(least)


def test_where_nothing_is_consistent_nothing_could_stay() -> None:
    moves = [("A.x", "B.y"), ("A.y", "B.x"), ("B.x", "A.x"), ("B.y", "A.y")]
    case = replace(made(TWO), impacts=tuple(impact(*two, 1) for two in moves))
    assert balances_sentence(analyse(case)) == (
        "By the impacts 0 of 4 configurations are consistent (4 with an inconsistency of 1 and 4 "
        "with an inconsistency of 2); nothing that the judgments describe could stay as it is."
    )


def test_what_was_not_counted_is_at_least_so_many(result: ScenarioResult) -> None:
    found = replace(result, balances=replace(told(result), number=None))
    assert balances_sentence(found) == "At least 3 of 8 configurations balance."


def test_what_took_too_many_steps_is_left_out(result: ScenarioResult) -> None:
    for near, said in ((((1, 4), (2, None)), " (4 with an inconsistency of 1); "),
                       (((1, None), (2, None)), "are consistent; ")):  # fmt: skip
        found = replace(result, balances=replace(told(result), near=near))
        assert said in balances_sentence(found)


# ---- the field


def test_a_field_assessed_throughout_has_nothing_open_and_nothing_removed() -> None:
    judged = [(a, b, "possible", "logical") for a in TWO["A"] for b in TWO["B"]]
    assert field_sentence(analyse(made(TWO, judged))) == (
        "Of 4 configurations 4 have nothing impossible in them and 4 nothing doubtful either."
    )


def test_large_fields_are_told_in_powers_of_ten() -> None:
    # 2 to the power of 60, less a quarter.
    names = {f"D{n}": [f"D{n}.x", f"D{n}.y"] for n in range(60)}
    found = analyse(made(names, [("D0.x", "D1.x", "impossible", "logical")]))
    assert field_sentence(found).startswith(
        "Of 1.2 × 10^18 configurations 8.6 × 10^17 have nothing impossible in them and"
    )
    assert "(2.9 × 10^17 configurations)." in field_sentence(found)


def test_a_field_of_larger_exclusions_alone_says_what_it_leaves() -> None:
    own = {**TWO, "C": ("C.x", "C.y")}
    case = replace(made(own), exclusions=(exclusion("X1", "A.x;B.x;C.x"),))
    assert "7 have nothing impossible in them" in field_sentence(analyse(case))


def test_one_configuration_that_comes_back_is_one(least: ScenarioResult) -> None:
    assert "(1 configuration)" in field_sentence(least)


# ---- generation


def test_no_generation_is_nothing_said(result: ScenarioResult) -> None:
    assert generation_sentence(None, result) == ""


def test_where_every_quadrant_is_told_none_is_left(case: Case) -> None:
    more = (scenario("S4", "R.dry;D.new"), scenario("S5", "R.wet;D.new"))
    found = analyse(replace(case, scenarios=(*case.scenarios, *more)))
    assert generation_sentence(found.generation, found) == (
        "Crossing the weightiest drivers gives 4 quadrants: 1 dropped since nothing holds together "
        "in them, 3 told, none left without a story."
    )


def test_quadrants_that_are_unsure_are_not_called_told(result: ScenarioResult) -> None:
    found = result.generation
    assert found is not None
    rows = tuple(replace(row, fillings=0, complete=False) for row in found.rows)
    unsure = generation_sentence(replace(found, rows=rows), result)
    assert "none left without a story" not in unsure


# ---- in any world, with any text


@pytest.mark.parametrize("world", WORLDS)
def test_nothing_is_called_a_probability(worlds: Mapping[str, ScenarioResult], world: str) -> None:
    found = findings(worlds[world])
    check_page(found)
    check_words(found)
    assert all(text.endswith(".") and len(text) < 1000 for text in found.sentences)
    assert found.sentences[-1] == LABEL


def test_the_numbers_of_a_large_case_have_their_thousands_apart(flagship: ScenarioResult) -> None:
    sizes = [len(row) for row in flagship.field.states]
    assert f" of {prod(sizes):,} configurations are consistent (" in balances_sentence(flagship)


def test_hostile_text_is_spelled_out(hostile: ScenarioResult) -> None:
    found = findings(hostile)
    assert SEEN in check_page(found).text
    for text in found.sentences:
        assert "\n" not in text
    assert SEEN in what_if_sentence(analyse(hostile.case, fixed="D.old"))


def test_long_titles_are_cut(wordy: ScenarioResult) -> None:
    assert "x" * 61 not in findings(wordy).html()
