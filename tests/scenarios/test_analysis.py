"""From a case to its result: the dam by hand, cases that lack something, the flagship again."""

import re
from collections.abc import Iterator
from dataclasses import fields, replace
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sat.case import Case, load_case
from sat.scenarios import analysis
from sat.scenarios.analysis import CHOSEN, DRAWS, ScenarioResult, analyse
from sat.scenarios.fillings import SHOWN

from .test_drift import indicator, seen
from .worlds import (
    DAM,
    DAY,
    TOWN,
    allowed,
    assumption,
    by_chance,
    dam,
    every,
    exclusion,
    free,
    holds,
    hypothesis,
    impact,
    made,
    pair,
    scenario,
    short,
    total,
)

RANKS = {"R": (5, 4), "D": (4, 4), "M": (4, 5)}
HYPOTHESES = (hypothesis("H1"), hypothesis("H2"))


def balances(result: ScenarioResult) -> analysis.Balances:
    assert result.balances is not None
    return result.balances


def listed(result: ScenarioResult) -> list[tuple[str, ...]]:
    """The consistent scenarios by state id."""
    found = balances(result)
    return [found.named(row) for row in found.solved.scenarios]


# ---- the dam by hand


def test_the_balances_of_the_dam() -> None:
    found = balances(analyse(dam(RANKS)))
    # Nine of the configurations' shortfalls are in the head of worlds.py: 0 three times, then 1, 2.
    assert (found.number, found.near) == (3, ((1, 4), (2, 5)))
    # Six states in pairs of two drivers: 6 · 6 less three blocks of 2 · 2; five are listed.
    assert (found.judged, found.cells) == (5, 24)
    assert found.solved.complete
    assert [found.named(row) for row in found.solved.scenarios] == [
        ("R.dry", "D.old", "M.stays"),
        ("R.dry", "D.new", "M.stays"),
        ("R.wet", "D.new", "M.goes"),
    ]
    assert [found.place(row) for row in found.solved.scenarios] == [1, 2, 3]


def test_of_three_scenarios_all_are_chosen_and_explained() -> None:
    found = balances(analyse(dam(RANKS)))
    assert found.chosen is not None
    # The first two differ in the dam alone, and that is the smallest distance of any three.
    assert (found.chosen.places, found.chosen.distance, found.chosen.exact) == ((0, 1, 2), 1, True)
    assert [row.scenario for row in found.shown] == list(found.solved.scenarios)
    # Impacts on each other: stays 1; stays 2; new 3 and goes 2.
    assert [row.total for row in found.shown] == [1, 2, 5]
    # The rain is acted on by nothing, so that its lead is always 0.
    assert [row.lead for row in found.shown] == [0, 0, 0]
    assert [row.nearest for row in found.shown] == [(0, 1, 0), (0, 0, 0), (0, 1, 0)]


def test_what_succession_runs_into_is_the_consistent_ones() -> None:
    # From any start the rain stays. Dry, new, goes: the mayor is followed by stays, the dam stays
    # new. Dry, old, goes: a new dam, and the mayor's tie leaves him. Then as before.
    found = balances(analyse(dam(RANKS))).basins
    assert found.exact
    basins = {row.cycle: row.basin for row in found.attractors}
    assert basins == {((0, 0, 0),): 1, ((0, 1, 0),): 3, ((1, 1, 1),): 4}


def test_each_listed_scenario_has_its_survival() -> None:
    found = balances(analyse(dam(RANKS))).survival
    assert found is not None
    assert (found.draws, len(found.held)) == (DRAWS, 3)
    assert all(0 < number <= DRAWS for number in found.held)
    # Dry, old, stays is held by a tie of 1 and 1; dry, new, stays has both of these on its side,
    # and loses nothing unless both go down to 0: even then it holds.
    assert found.held[1] == DRAWS
    assert found.held[0] < DRAWS


def test_the_parts_of_a_result_are_of_one_case() -> None:
    case = replace(
        dam(RANKS),
        hypotheses=HYPOTHESES,
        assumptions=(assumption("A1", "H1", "R.wet"), assumption("A2", "H1", "M.goes")),
        scenarios=(scenario("S1", "R.dry;D.new;M.stays", "H1"), scenario("S2", "R.wet;D.old")),
        indicators=(indicator("I1", "H1"),),
        observations=(seen("I1", "high", DAY),),
    )
    result = analyse(case, axes="D;M", fixed="R.wet", wild="S2")
    assert result.case is case
    assert [row.driver.driver_id for row in result.placed] == ["R", "M", "D"]
    # By driver: rain on mayor 3, dam on mayor 2, mayor on dam 3.
    assert (result.direct.influence, result.direct.dependence) == ((3, 2, 3), (0, 3, 5))
    assert result.indirect.power >= 2
    assert [axis.driver.driver_id for axis in result.matrix.axes] == ["D", "M"]
    assert [len(row.states) for row in result.fillings] == [1, 0, 1, 1]
    assert result.listed == tuple(every(case))
    assert result.generation is not None
    assert result.generation.matrices == 3
    assert result.crunched is not None
    assert (result.crunched.hypothesis, result.crunched.matrices) == ("H1", 1)
    assert result.cone is not None
    assert result.cone.baseline.scenario_id == "S1"
    assert result.cone.wild is not None
    assert [(row.slack, row.open) for row in result.held] == [(0, ()), (3, ("M",))]
    assert (result.what_if.states, result.what_if.of_itself) == (("R.wet",), 1)
    assert [(row.scenario_id, row.high) for row in result.drift] == [("S1", ("I1",)), ("S2", ())]
    assert result.chances == ()


def test_the_field_is_listed_as_it_is() -> None:
    case = replace(
        dam(),
        consistency=(pair(("R.dry", "D.old", "impossible", "logical")),),
        exclusions=(exclusion("X1", "R.wet;D.new;M.goes"),),
    )
    found = analyse(case).listed
    assert found == tuple(row for row in every(case) if allowed(case, row))
    assert found is not None
    assert len(found) == 5


@settings(max_examples=15)
@given(st.integers(0, 10_000))
def test_counts_of_a_world_by_chance_agree_with_trying_all(seed: int) -> None:
    case = by_chance(seed)
    result, rows = analyse(case), list(every(case))
    found = balances(result)
    assert listed(result) == [row for row in rows if holds(case, row)]
    assert found.number == len(found.solved.scenarios)
    assert found.near == tuple(
        (slack, sum(holds(case, row, slack) for row in rows)) for slack in (1, 2)
    )
    assert result.listed == tuple(row for row in rows if allowed(case, row))
    assert result.what_if.of_itself == found.number
    assert [row.total for row in found.shown] == [
        total(case, found.named(row.scenario)) for row in found.shown
    ]


def test_two_analyses_of_one_case_are_equal() -> None:
    for case in (dam(RANKS), by_chance(3), made(TOWN)):
        assert analyse(case) == analyse(case)
    assert analyse(dam()) != analyse(dam(), fixed="R.wet")


def test_the_case_is_left_as_it_was() -> None:
    case = by_chance(5)
    before = case.input_hash
    analyse(case)
    assert case.input_hash == before


# ---- what a case may lack


def test_drivers_alone_are_enough() -> None:
    result = analyse(made(TOWN))
    assert result.balances is None
    assert (result.fillings, result.held, result.drift, result.chances) == ((), (), (), ())
    assert (result.cone, result.crunched) == (None, None)
    assert result.generation is not None
    assert {row.fillings for row in result.generation.rows} == {None}
    assert result.direct.influence == (0, 0, 0)
    assert (result.what_if.of_itself, result.what_if.configurations) == (None, 12)
    assert result.listed == tuple(every(made(TOWN)))


def test_without_consistency_the_field_is_the_whole_box_and_none_of_it_assessed() -> None:
    result = analyse(dam())
    assert (result.field.counts.possible, result.field.counts.assessed) == (8, 0)
    assert result.field.unassessed == 12


def test_where_nothing_is_consistent_nothing_is_shown_and_nothing_survives() -> None:
    torn = (impact("M.goes", "M.stays", 1), impact("M.stays", "M.goes", 1))
    found = balances(analyse(replace(dam(), impacts=torn)))
    assert (found.solved.scenarios, found.number, found.shown) == ((), 0, ())
    assert (found.chosen, found.survival) == (None, None)
    # Impacts of a driver on itself are between no two.
    assert (found.judged, found.cells) == (0, 24)
    assert found.near == ((1, 8), (2, 8))


def test_a_single_consistent_scenario_is_shown_though_none_was_chosen() -> None:
    # Rain and mayor are told by the dam, and the dam by itself is new.
    impacts = (
        impact("D.new", "D.new", 1),
        impact("D.old", "D.new", 1),
        impact("D.new", "R.wet", 1),
        impact("D.new", "M.goes", 1),
    )
    found = balances(analyse(replace(dam(), impacts=impacts)))
    assert (found.number, found.chosen) == (1, None)
    assert [found.named(row.scenario) for row in found.shown] == [("R.wet", "D.new", "M.goes")]


def test_the_minimal_case_at_its_newest_and_its_earliest_cut(folder: Path) -> None:
    now, then = (load_case(folder, day) for day in ("2025-12-31", "2024-01-01"))
    # Wet opens the dam by 2, so that wet and shut do not hold: 8 less 2.
    for case in (now, then):
        result = analyse(case)
        assert balances(result).number == 6
        assert [row.slack for row in result.held] == [0]
        assert result.held[0].open == ("D3",)
        # H1's only assumption names no contrary state.
        assert result.crunched is None
    # The one indicator of the scenario's own is there from February 2025 on.
    assert [row.through for row in analyse(now).drift] == [""]
    assert [row.through for row in analyse(then).drift] == ["H1"]


def test_fewer_than_two_drivers_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^case town has 1 driver; two axes need two$"):
        analyse(made({"R": TOWN["R"]}))
    with pytest.raises(ValueError, match=r"^case town has 0 drivers; two axes need two$"):
        analyse(made({}))


def test_a_driver_of_one_state_is_refused_where_it_would_be_an_axis() -> None:
    case = made({"R": ("R.dry",), "D": TOWN["D"]})
    with pytest.raises(ValueError, match=r"^driver R has 1 state; an axis has two ends$"):
        analyse(case)


# ---- words that name what is not there


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"axes": "R"}, "axes are 'R'; write two, separated by ';'"),
        ({"axes": "R;X"}, "there is no driver 'X'; there are: R, D, M"),
        ({"axes": "R;R"}, "both axes are driver R; cross two different ones"),
        ({"fixed": "R.snow"}, "there is no state 'R.snow'; there are: "),
        ({"fixed": "R.wet;R.dry"}, "driver R is fixed to two states; fix it to one at most"),
        ({"lead": "H9"}, "there is no hypothesis 'H9'; there are: H1 and H2"),
        ({"wild": "S9"}, "there is no scenario 'S9'; there are: S1, S2"),
        ({"wild": "S1"}, "scenario S1 is the baseline; it cannot be its own wild card"),
        ({"axes": "R;\x1b[2J"}, r"there is no driver '\u001b[2J'; there are: R, D, M"),
        ({"fixed": "\u202eR"}, r"there is no state '\u202eR'; there are: "),
        ({"lead": "\x00"}, r"there is no hypothesis '\u0000'; there are: H1 and H2"),
        ({"wild": "\x9b"}, r"there is no scenario '\u009b'; there are: S1, S2"),
    ],
)
def test_words_that_name_what_is_not_there_are_refused(words: dict[str, str], message: str) -> None:
    scenarios = (scenario("S1", "R.dry"), scenario("S2", "R.wet"))
    case = replace(dam(), hypotheses=HYPOTHESES, scenarios=scenarios)
    with pytest.raises(ValueError, match=f"^{re.escape(message)}"):
        analyse(case, **words)


def test_a_wild_card_of_a_case_without_scenarios_is_refused() -> None:
    with pytest.raises(ValueError, match="S9"):
        analyse(dam(), wild="S9")


# ---- what a limit cuts off


@pytest.fixture(scope="module")
def zero() -> ScenarioResult:
    """Ten drivers of two states, and one impact of 0: all 1,024 configurations are consistent."""
    return analyse(free(10), fixed="D0.1")


def test_more_scenarios_than_are_listed_are_still_counted(zero: ScenarioResult) -> None:
    found = balances(zero)
    assert (len(found.solved.scenarios), found.solved.complete) == (SHOWN, False)
    assert (found.number, found.near) == (1024, ((1, 1024), (2, 1024)))
    assert (found.judged, found.cells) == (1, 20**2 - 10 * 2**2)
    assert found.chosen is not None
    assert len(found.chosen.places) == len(found.shown) == CHOSEN


def test_what_rests_on_the_list_is_incomplete_and_what_was_searched_anew_is_not(
    zero: ScenarioResult,
) -> None:
    assert not zero.what_if.complete
    assert len(zero.what_if.forced) == 512
    assert zero.what_if.of_itself is not None
    # At most 24 of the 1,024 are missing from the list.
    assert 512 - 24 <= zero.what_if.of_itself <= 512
    assert [(len(row.states), row.complete) for row in zero.fillings] == [(256, True)] * 4
    assert zero.generation is not None
    assert [(row.fillings, row.complete) for row in zero.generation.rows] == [(256, True)] * 4


def test_a_field_too_large_to_be_read_is_counted_and_not_listed(zero: ScenarioResult) -> None:
    assert (zero.field.counts.possible, zero.listed) == (1024, None)


def test_a_count_that_takes_too_many_steps_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysis, "NODES", 2)
    monkeypatch.setattr(analysis, "NEAR_NODES", 2)
    case = by_chance(0)
    found = balances(analyse(case))
    assert not found.solved.complete
    assert (found.number, found.near) == (None, ((1, None), (2, None)))


# ---- the flagship


def test_each_scenario_of_the_flagship_is_consistent_by_the_definition(
    flagship: ScenarioResult,
) -> None:
    rows = listed(flagship)
    assert len(rows) == len(set(rows)) == balances(flagship).number == 76
    assert all(holds(flagship.case, row) for row in rows)


def test_no_other_configuration_of_the_flagship_is_consistent(flagship: ScenarioResult) -> None:
    # All 1,769,472 are tried, driver by driver; what lags by more than 2 is dropped on the way.
    found = balances(flagship)
    leads = smallest_leads(flagship.case, least=-2)
    assert [(slack, int((leads >= -slack).sum())) for slack in (0, 1, 2)] == [
        (0, found.number),
        *found.near,
    ]


def smallest_leads(case: Case, least: int) -> np.ndarray:
    """The smallest lead of every configuration, those with one below ``least`` left out."""
    order = [row.state_id for row in case.states]
    cells = np.zeros((len(order), len(order)), np.int16)
    for row in case.impacts:
        cells[order.index(row.from_state), order.index(row.to_state)] = row.impact
    groups = [
        [place for place, row in enumerate(case.states) if row.driver_id == driver.driver_id]
        for driver in case.drivers
    ]
    grid = np.meshgrid(*(np.array(group, np.int8) for group in groups), indexing="ij")
    rows = np.stack([axis.ravel() for axis in grid])
    leads = np.full(rows.shape[1], 10_000, np.int16)
    for number, group in enumerate(groups):
        balance = np.zeros((len(group), rows.shape[1]), np.int16)
        for row in rows:
            for place, column in enumerate(group):
                balance[place] += cells[:, column][row]
        own = np.take_along_axis(balance, rows[number][None] - group[0], axis=0)[0]
        np.put_along_axis(balance, (rows[number] - group[0])[None].astype(int), -10_000, axis=0)
        leads = np.minimum(leads, own - balance.max(axis=0))
        rows, leads = rows[:, leads >= least], leads[leads >= least]
    return leads


def test_the_two_exclusions_and_the_pair_of_the_flagship_by_hand(flagship: ScenarioResult) -> None:
    # They share no driver. The pair takes 1 of 4 · 4, X1 1 of 4 · 4 · 3, X2 1 of 4 · 4 · 4; what
    # each alone keeps out is its share of what the two others leave.
    whole = 4**8 * 3**3
    assert flagship.field.counts.possible == whole * 15 // 16 * 47 // 48 * 63 // 64 == 1_598_940
    assert [(row.states, row.back) for row in flagship.field.removed] == [
        (("D5.rationed", "D9.normal"), whole // 16 * 47 // 48 * 63 // 64),
        (("D2.exit", "D8.absent", "D11.offensive"), whole // 48 * 15 // 16 * 63 // 64),
        (("D1.united", "D4.programme", "D6.endorsed"), whole // 64 * 15 // 16 * 47 // 48),
    ]
    assert [row.back for row in flagship.field.removed] == [106_596, 34_020, 25_380]
    assert flagship.listed is None


def test_named_scenarios_of_the_flagship_need_what_trying_their_fillings_says(
    flagship: ScenarioResult,
) -> None:
    case = flagship.case
    for found in flagship.held:
        tried = {row: short(case, row) for row in within(case, found.scenario.states)}
        # Two border states and outside powers are open at most: three times four fillings.
        assert len(tried) in (4, 12)
        least = min(tried.values())
        best = max(total(case, row) for row, slack in tried.items() if slack == least)
        assert (found.slack, tried[found.filling]) == (least, least)
        assert total(case, found.filling) == best
    assert {row.scenario.scenario_id: row.slack for row in flagship.held} == {
        "SC1": 0,
        "SC2": 0,
        "SC3": 1,
        "SC4": 5,
    }


def within(case: Case, states: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The configurations that contain these states, of other drivers any."""
    told = {row.driver_id for row in case.states if row.state_id in states}
    left = [row for row in case.states if row.state_id in states or row.driver_id not in told]
    return product(
        *([row.state_id for row in left if row.driver_id == one.driver_id] for one in case.drivers)
    )


def test_quadrants_of_the_flagship_hold_their_share_of_the_list(flagship: ScenarioResult) -> None:
    rows = listed(flagship)
    assert flagship.generation is not None
    assert flagship.crunched is not None
    # Important and uncertain, both above 3: five drivers; ten pairs. H1 and H3 rest on three
    # assumptions each that say what would hold without them, and H1 comes first.
    assert (flagship.generation.matrices, flagship.crunched.hypothesis) == (10, "H1")
    assert {axis.driver.driver_id for axis in flagship.generation.axes} == {
        "D1", "D2", "D4", "D5", "D9"
    }  # fmt: skip
    for found in (flagship.generation, flagship.crunched):
        assert len(found.rows) == 4 * len(list(combinations(found.axes, 2)))
        for row in found.rows:
            ends = [set(states) for states in row.quadrant.states]
            assert row.fillings == sum(all(end & set(own) for end in ends) for own in rows)
            assert row.complete
        for number in range(1, found.matrices + 1):
            own = [row.fillings or 0 for row in found.rows if row.matrix == number]
            assert sum(own) == len(rows)


def test_the_early_cut_has_the_same_structure_and_fewer_assumptions(
    flagship: ScenarioResult, autumn: ScenarioResult
) -> None:
    # Drivers, impacts and field carry no day: the searches are made twice, and find the same.
    same = {"placed", "direct", "indirect", "matrix", "fillings", "field", "listed", "balances"}
    same |= {"generation", "cone", "held", "what_if"}
    assert same < {row.name for row in fields(ScenarioResult)}
    for name in sorted(same):
        assert getattr(flagship, name) == getattr(autumn, name), name
    assert flagship.crunched is not None
    assert autumn.crunched is not None
    # What was assumed of the routes and of the rebels was written down in 2025 and 2026.
    reasons = [
        {name for row in found.reasons for name in row}
        for found in (flagship.crunched, autumn.crunched)
    ]
    assert reasons[1] == {"A06", "A07"}
    assert reasons[1] < reasons[0]
    assert autumn.drift != flagship.drift


def test_the_dam_of_these_tests_is_the_one_that_was_worked_by_hand() -> None:
    behind = [short(dam(), row) for row in product(*DAM.values())]
    assert behind == [0, 3, 0, 2, 3, 3, 1, 0]
