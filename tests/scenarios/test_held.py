"""Named scenarios against the judgments: the dam by hand, chance worlds by trying everything."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sat.case import Case
from sat.scenarios import held as module
from sat.scenarios.field import field
from sat.scenarios.fillings import impacts_of
from sat.scenarios.held import FILLINGS, SLACK, Beaten, Held, held

from .worlds import (
    JUDGED,
    TOWN,
    by_chance,
    dam,
    every,
    exclusion,
    free,
    impact,
    made,
    scenario,
    short,
    total,
)


def asked(case: Case, states: str = "") -> Held:
    """One scenario of these states against the case's judgments."""
    case = replace(case, scenarios=(scenario("S1", states),))
    (found,) = held(case, field(case), impacts_of(case) if case.impacts else None)
    return found


# ---- the balances, on the dam


def test_a_scenario_that_is_consistent_holds_as_it_is() -> None:
    found = asked(dam(), "R.wet;D.new;M.goes")
    assert found.holds
    assert (found.slack, found.open, found.beaten) == (0, (), ())
    assert found.filling == ("R.wet", "D.new", "M.goes")


def test_what_it_leaves_open_is_filled_so_that_it_holds() -> None:
    found = asked(dam(), "M.goes")
    assert found.holds
    assert found.open == ("R", "D")
    assert found.filling == ("R.wet", "D.new", "M.goes")


def test_of_several_fillings_the_one_that_supports_itself_most_is_shown() -> None:
    # Dry and stays hold with the old dam (1 for the mayor) and with the new one (2).
    assert asked(dam(), "R.dry").filling == ("R.dry", "D.new", "M.stays")
    # With all open the third consistent one has 3 for the dam and 2 for the mayor.
    assert asked(dam()).filling == ("R.wet", "D.new", "M.goes")


def test_what_does_not_hold_is_named_with_its_rival_and_by_how_much_it_leads() -> None:
    found = asked(dam(), "R.wet;D.new;M.stays")
    assert not found.holds
    assert found.slack == 1
    assert found.beaten == (Beaten("M", "M.stays", "M.goes", 1),)


def test_of_fillings_with_the_least_slack_too_the_most_supported_is_shown() -> None:
    # Both fillings need 3: stays has no support in it, goes has 3 and is followed by a new dam.
    found = asked(dam(), "R.wet;D.old")
    assert (found.slack, found.open) == (3, ("M",))
    assert found.filling == ("R.wet", "D.old", "M.goes")
    assert found.beaten == (Beaten("D", "D.old", "D.new", 3),)


def test_every_state_that_does_not_hold_is_named_in_the_order_of_the_drivers() -> None:
    found = asked(dam(), "M.goes;D.old;R.dry")
    assert (found.slack, found.beaten) == (3, (Beaten("D", "D.old", "D.new", 3),))
    both = replace(dam(), impacts=(*dam().impacts, impact("M.goes", "R.wet", 2)))
    assert asked(both, "M.goes;D.old;R.dry").beaten == (
        Beaten("R", "R.dry", "R.wet", 2),
        Beaten("D", "D.old", "D.new", 3),
    )


def test_beyond_the_slack_that_is_looked_for_none_is_given() -> None:
    for wanted, slack in ((SLACK, SLACK), (SLACK + 1, None)):
        case = replace(dam(), impacts=(impact("R.wet", "D.new", wanted),))
        found = asked(case, "R.wet;D.old")
        assert found.slack == slack
        assert bool(found.filling) == bool(found.beaten) == (slack is not None)
        assert not found.holds


def test_without_impacts_there_is_no_slack_and_no_filling() -> None:
    found = asked(made(TOWN, JUDGED), "R.wet")
    assert (found.slack, found.filling, found.beaten, found.holds) == (None, (), (), False)
    assert found.open == ("D", "M")


def test_the_filling_with_the_highest_total_impact_is_found_among_many() -> None:
    # Seven drivers, 128 fillings, all consistent: each high state adds 1 to both of the next.
    found = asked(heaped(7))
    assert found.filling == tuple(f"D{n}.1" for n in range(7))


def test_the_filling_with_the_highest_total_impact_is_found_among_very_many() -> None:
    assert FILLINGS > 2**9
    found = asked(heaped(9))
    assert found.filling == tuple(f"D{n}.1" for n in range(9))


def heaped(drivers: int) -> Case:
    """Each driver's second state acts with 1 on both states of the next: no lead comes of it."""
    impacts = [
        impact(f"D{n}.1", f"D{(n + 1) % drivers}.{state}", 1)
        for n in range(drivers)
        for state in (0, 1)
    ]
    return replace(free(drivers), impacts=tuple(impacts))


def test_a_slack_is_the_least_or_none_where_the_search_was_ended_early(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = by_chance(0)
    assert min(short(case, row) for row in every(case)) == 0
    monkeypatch.setattr(module, "NODES", 5)
    # The search for 0 is ended early; that for 4 is not, and finds one: so it may be less.
    found = asked(case)
    assert (found.slack, found.sure) == (4, False)
    monkeypatch.undo()
    assert (asked(case).slack, asked(case).sure) == (0, True)


@given(st.integers(0, 10_000))
def test_least_slack_and_filling_agree_with_trying_all(seed: int) -> None:
    case = by_chance(seed)
    rows = list(every(case))
    for found in held(case, field(case), impacts_of(case)):
        own = set(found.scenario.states)
        slacks = {row: short(case, row) for row in rows if own <= set(row)}
        least = min(slacks.values())
        assert found.slack == (least if least <= SLACK else None)
        if found.slack is None:
            continue
        best = max(total(case, row) for row, slack in slacks.items() if slack == least)
        assert slacks[found.filling] == least
        # With a slack s also those that need less are found, and here none needs less.
        assert total(case, found.filling) == best
        assert max([row.by for row in found.beaten], default=0) == least
        assert {row.state for row in found.beaten} <= set(found.filling)


# ---- the field, on the town


def test_states_that_exclude_each_other_doubtful_ones_and_unjudged_ones_are_told_apart() -> None:
    # Dry and mended is impossible; dry and new doubtful; what nobody judged is neither.
    first, second = asked(made(TOWN, JUDGED), "R.dry;D.mended"), asked(made(TOWN, JUDGED), "R.dry;"
                                                                      "D.new;M.goes")  # fmt: skip
    assert first.excluded == (("R.dry", "D.mended"),)
    assert (first.doubtful, first.unassessed) == ((), 0)
    assert second.excluded == ()
    assert [(row.state_a, row.state_b) for row in second.doubtful] == [("D.new", "R.dry")]
    assert second.unassessed == 2  # the mayor who goes, with the rain and with the dam


def test_a_larger_exclusion_counts_only_where_all_of_it_is_told() -> None:
    case = replace(made(TOWN, []), exclusions=(exclusion("X1", "R.wet;D.new;M.goes"),))
    assert asked(case, "R.wet;D.new;M.goes").excluded == (("R.wet", "D.new", "M.goes"),)
    assert asked(case, "R.wet;M.goes").excluded == ()
    assert asked(case, "R.wet;D.new;M.goes").unassessed == 3


def test_a_scenario_without_a_state_has_everything_open_and_nothing_against_it() -> None:
    found = asked(made(TOWN, JUDGED))
    assert found.open == ("R", "D", "M")
    assert (found.excluded, found.doubtful, found.unassessed) == ((), (), 0)


def test_without_consistency_every_pair_of_a_scenario_is_unassessed() -> None:
    found = asked(dam(), "R.dry;D.new;M.stays")
    assert (found.excluded, found.doubtful, found.unassessed) == ((), (), 3)


def test_scenarios_come_in_file_order_and_none_of_a_case_without_any() -> None:
    case = replace(dam(), scenarios=(scenario("S2", "R.dry"), scenario("S1", "R.wet")))
    rows = held(case, field(case), impacts_of(case))
    assert [row.scenario.scenario_id for row in rows] == ["S2", "S1"]
    assert held(dam(), field(dam()), impacts_of(dam())) == ()
