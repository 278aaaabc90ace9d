"""States fixed and forced: the dam worked by hand, chance worlds by trying everything."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sat.case import Case
from sat.scenarios import whatif
from sat.scenarios.balance import solve
from sat.scenarios.field import field
from sat.scenarios.fillings import SHOWN, impacts_of
from sat.scenarios.impacts import Impacts, leads
from sat.scenarios.whatif import WhatIf, fixed_states, what_if, with_forced

from .worlds import JUDGED, TOWN, allowed, by_chance, dam, every, exclusion, free, holds, made


def asked(case: Case, states: Sequence[str] = (), limit: int = SHOWN) -> WhatIf:
    impacts = impacts_of(case)
    return what_if(field(case), impacts, solve(impacts, limit=limit), states)


# ---- the words


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("", ()),
        (" ; ", ()),
        ("R.wet", ("R.wet",)),
        (" M.goes ;; R.wet; ", ("M.goes", "R.wet")),
        ("R.wet;R.wet", ("R.wet",)),
    ],
)
def test_states_are_read_in_the_order_given_and_once(text: str, states: tuple[str, ...]) -> None:
    assert fixed_states(dam(), text) == states


KNOWN = "R.dry, R.wet, D.old, D.new, M.stays, M.goes"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("R.snow", f"there is no state 'R.snow'; there are: {KNOWN}"),
        ("R.wet;D", f"there is no state 'D'; there are: {KNOWN}"),
        ("R.wet,D.old", f"there is no state 'R.wet,D.old'; there are: {KNOWN}"),
        (
            "R\x1b[2J\u202e",
            rf"there is no state 'R\u001b[2J\u202e'; there are: {KNOWN}",
        ),
        ("M.goes;R.wet;R.dry", "driver R is fixed to two states; fix it to one at most"),
    ],
)
def test_states_that_cannot_be_fixed_are_named(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        fixed_states(dam(), text)


def test_a_case_without_states_says_that_there_are_none() -> None:
    with pytest.raises(ValueError, match=r"^there is no state 'R'; there are: none$"):
        fixed_states(made({}), "R")


# ---- the dam by hand


def test_what_holds_of_itself_is_not_what_holds_when_forced() -> None:
    # Of itself only the wet year with a new dam has the mayor go. Forced out of office in a dry
    # one too, the new mayor builds the dam all the same.
    found = asked(dam(), ["M.goes"])
    assert found.of_itself == 1
    assert found.forced == (("R.dry", "D.new", "M.goes"), ("R.wet", "D.new", "M.goes"))
    assert found.times == Counter({"M.goes": 2, "D.new": 2, "R.dry": 1, "R.wet": 1})
    assert found.complete
    assert found.configurations == 4
    # Rain, dam, mayor: two each way, and nobody stays.
    assert found.support == ((2, 2), (2, 2), (0, 4))


def test_what_never_holds_of_itself_can_still_be_forced() -> None:
    # The mayor must go by 3 to 0; that a new dam would then follow is not asked of a forced one.
    found = asked(dam(), ["D.old", "R.wet"])
    assert (found.states, found.of_itself) == (("D.old", "R.wet"), 0)
    assert found.forced == (("R.wet", "D.old", "M.goes"),)


def test_all_states_forced_leave_nothing_to_be_asked() -> None:
    found = asked(dam(), ["R.dry", "D.old", "M.goes"])
    assert (found.of_itself, found.forced) == (0, (("R.dry", "D.old", "M.goes"),))
    assert (found.configurations, found.support) == (1, ((1, 0), (1, 0), (0, 1)))


def test_nothing_fixed_is_the_case_as_it_is() -> None:
    found = asked(dam())
    assert found.configurations == 8
    assert found.of_itself == 3
    assert found.forced == (
        ("R.dry", "D.old", "M.stays"),
        ("R.dry", "D.new", "M.stays"),
        ("R.wet", "D.new", "M.goes"),
    )


def test_without_impacts_only_the_field_answers() -> None:
    # An old dam goes with a mayor who stays alone, wet or dry.
    case = made(TOWN, JUDGED)
    found = what_if(field(case), None, None, ["D.old"])
    assert (found.configurations, found.support) == (2, ((1, 1), (2, 0, 0), (2, 0)))
    assert (found.of_itself, found.forced, found.times) == (None, (), Counter())
    assert found.complete


def test_states_that_exclude_each_other_leave_no_configuration_but_can_be_forced() -> None:
    case = replace(dam(), exclusions=(exclusion("X1", "R.wet;D.old;M.goes"),))
    found = asked(case, ["R.wet", "D.old", "M.goes"])
    assert (found.configurations, found.support) == (0, ((0, 0), (0, 0), (0, 0)))
    assert found.forced == (("R.wet", "D.old", "M.goes"),)


@pytest.mark.parametrize("states", [[], ["D0.1"]])
def test_a_list_that_was_cut_off_is_incomplete_though_the_forced_one_is_whole(
    states: list[str],
) -> None:
    # 2 ** 10 = 1,024 are consistent, half of them with the state forced.
    found = asked(free(10), states)
    assert not found.complete
    assert len(found.forced) == (512 if states else 1000)


def test_a_forced_list_that_was_cut_off_is_incomplete(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whatif, "SHOWN", 3)
    found = asked(free(4), ["D0.1"], limit=100)
    assert (found.of_itself, len(found.forced), found.complete) == (8, 3, False)


def test_the_states_of_a_result_are_not_changed_by_their_order() -> None:
    one, other = asked(dam(), ["D.old", "R.wet"]), asked(dam(), ["R.wet", "D.old"])
    assert replace(one, states=other.states) == other


def test_a_state_that_is_not_in_the_field_is_named() -> None:
    with pytest.raises(ValueError, match=r"there is no state 'R\.snow' in the field"):
        asked(dam(), ["R.snow"])


# ---- the forced matrix


def test_a_forced_state_acts_as_before_and_has_no_rival() -> None:
    impacts = impacts_of(dam())
    smaller = with_forced(impacts, ["D.old"])
    assert smaller.states == (("R.dry", "R.wet"), ("D.old",), ("M.stays", "M.goes"))
    # Rows dry, wet, old, stays, goes: those of the dam without the new one.
    assert smaller.cells == (
        (0, 0, 0, 1, 0),
        (0, 0, 0, 0, 2),
        (0, 0, 0, 0, 1),
        (0, 0, 0, 0, 0),
        (0, 0, 0, 0, 0),
    )
    # Wet and old: the rain and the dam each have no lead to lose, the mayor goes by 3.
    assert leads(smaller, (1, 0, 1)) == (0, None, 3)


def test_nothing_forced_leaves_the_matrix_as_it_is() -> None:
    impacts = impacts_of(dam())
    assert with_forced(impacts, []) == impacts


def test_descriptors_may_have_states_of_one_name() -> None:
    both = Impacts.of("AB", [["yes", "no"]] * 2,
                      [[0, 0, 1, 2], [0, 0, 3, 4], [5, 6, 0, 0], [7, 8, 0, 0]])  # fmt: skip
    assert with_forced(both, []) == both


def test_what_a_descriptor_does_to_itself_stays() -> None:
    one = Impacts.of(["A", "B"], [["a", "b"], ["c", "d"]],
                     [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12], [13, 14, 15, 16]])  # fmt: skip
    assert with_forced(one, ["b"]).cells == ((6, 7, 8), (10, 11, 12), (14, 15, 16))
    assert with_forced(one, ["d", "a"]).cells == ((1, 4), (13, 16))


@given(st.integers(0, 10_000))
def test_what_is_found_agrees_with_trying_all_configurations(seed: int) -> None:
    case, random = by_chance(seed), Random(seed)
    driven = random.sample(case.drivers, random.randint(0, len(case.drivers)))
    states = [
        random.choice([row.state_id for row in case.states if row.driver_id == one.driver_id])
        for one in driven
    ]
    inside = [row for row in every(case) if set(states) <= set(row)]
    found = asked(case, states)
    assert found.complete
    assert found.of_itself == sum(holds(case, row) for row in inside)
    assert list(found.forced) == [row for row in inside if holds(case, row, forced=states)]
    left = [row for row in inside if allowed(case, row)]
    assert found.configurations == len(left)
    numbers = [number for row in found.support for number in row]
    assert numbers == [sum(one.state_id in row for row in left) for one in case.states]
