"""Axes, quadrants and the cone, on a small town worked by hand."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sat.case import Case
from sat.case.futures import Driver, State
from sat.case.settings import Settings
from sat.scenarios.matrix import Axis, axes_of, axis_of, cone, crossed, matrix

from .worlds import DAY, TOWN, made, scenario

# Driver, its states; the town's rain, its dam, its mayor.
DRIVERS = {"R": ("dry", "wet"), "D": ("old", "mended", "new"), "M": ("stays", "goes")}


SCENARIOS = (
    scenario("S1", "R.dry;D.old;M.stays", "H1"),
    scenario("S2", "R.wet;D.old;M.goes", "H2"),
    scenario("S3", "R.wet;D.old", "H2"),
    scenario("S4", "D.new;M.goes"),
)


@pytest.fixture
def town() -> Case:
    given_ = {"question": "Flood?", "case_id": "town", "opens": DAY, "closes": DAY}
    drivers = [
        Driver.model_validate(
            {"driver_id": name, "title": name, "kind": "", "importance": "3", "uncertainty": "3"}
        )
        for name in DRIVERS
    ]
    states = [
        State.model_validate({"driver_id": name, "state_id": f"{name}.{state}", "title": state})
        for name, found in DRIVERS.items()
        for state in found
    ]
    settings = Settings.model_validate(given_)
    return Case(settings, DAY, drivers=tuple(drivers), states=tuple(states), scenarios=SCENARIOS)


def ends(axis: Axis) -> tuple[list[str], list[str]]:
    first, second = ([state.state_id for state in end] for end in axis.ends)
    return first, second


# ---- axes


def test_an_axis_parts_its_states_in_the_middle_the_first_end_the_smaller(town: Case) -> None:
    assert ends(axis_of(town, "R")) == (["R.dry"], ["R.wet"])
    assert ends(axis_of(town, "D")) == (["D.old"], ["D.mended", "D.new"])


def test_the_analyst_may_say_what_stands_on_the_first_end(town: Case) -> None:
    axis = axis_of(town, " D : D.new , D.old ")
    assert ends(axis) == (["D.old", "D.new"], ["D.mended"])
    assert (axis.title(0), axis.title(1)) == ("old or new", "mended")


def test_which_end_holds_a_state_is_told_and_none_where_neither_does(town: Case) -> None:
    axis = axis_of(town, "R")
    assert [axis.end_of(states) for states in (["R.dry"], ["D.old", "R.wet"], ["D.old"])] == [
        0,
        1,
        None,
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("X", r"^there is no driver 'X'; there are: R, D, M$"),
        ("", r"^there is no driver ''; there are: R, D, M$"),
        ("R:D.old", r"^driver R has no state D\.old; it has: R\.dry, R\.wet$"),
        ("R:R.dry,R.wet", r"^axis R:R\.dry,R\.wet: one end has no state; leave some for each$"),
        ("R:,", r"^axis R:,: one end has no state; leave some for each$"),
    ],
)
def test_an_axis_that_cannot_be_is_refused(town: Case, text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        axis_of(town, text)


def test_a_driver_with_one_state_is_no_axis(town: Case) -> None:
    lone = replace(town, states=town.states[1:])
    with pytest.raises(ValueError, match=r"^driver R has 1 state; an axis has two ends$"):
        axis_of(lone, "R")


# ---- quadrants


def test_each_scenario_falls_where_its_states_are(town: Case) -> None:
    found = matrix(town, axis_of(town, "R"), axis_of(town, "M"))
    names = {row.ends: [one.scenario_id for one in row.scenarios] for row in found.quadrants}
    assert names == {(0, 0): ["S1"], (0, 1): [], (1, 0): [], (1, 1): ["S2"]}
    assert found.told == 2
    # S3 says nothing of the mayor, S4 nothing of the rain.
    assert [row.scenario_id for row in found.unplaced] == ["S3", "S4"]


def test_a_quadrant_has_its_states_titles_and_what_its_scenarios_feed(town: Case) -> None:
    found = matrix(town, axis_of(town, "R"), axis_of(town, "D"))
    quadrant = found.at(1, 0)
    assert quadrant.titles == ("wet", "old")
    assert quadrant.states == (("R.wet",), ("D.old",))
    assert [row.scenario_id for row in quadrant.scenarios] == ["S2", "S3"]
    assert quadrant.hypotheses == ("H2",)
    assert found.at(0, 1).hypotheses == ()


def test_two_axes_of_one_driver_are_refused(town: Case) -> None:
    one, other = axis_of(town, "D"), axis_of(town, "D:D.new")
    with pytest.raises(ValueError, match=r"^both axes are driver D; cross two different ones$"):
        matrix(town, one, other)


@given(st.integers(2, 3))
def test_n_axes_make_half_of_n_times_n_less_one_matrices(count: int) -> None:
    case = Case(
        Settings.model_validate({"question": "Q?", "case_id": "c", "opens": DAY, "closes": DAY}),
        DAY,
    )
    names = list(DRIVERS)[:count]
    states = tuple(
        State.model_validate({"driver_id": name, "state_id": f"{name}.{state}", "title": state})
        for name in names
        for state in DRIVERS[name]
    )
    cells = {"title": "t", "kind": "", "importance": "1", "uncertainty": "1"}
    drivers = tuple(Driver.model_validate({"driver_id": name, **cells}) for name in names)
    case = replace(case, drivers=drivers, states=states)
    axes = [axis_of(case, name) for name in names]
    found = crossed(case, axes)
    assert len(found) == count * (count - 1) // 2
    assert all(len(row.quadrants) == 4 for row in found)


# ---- the cone


def test_variants_are_traced_to_what_they_change_the_least_changed_first(town: Case) -> None:
    found = cone(town)
    assert found.baseline.scenario_id == "S1"
    assert [(row.scenario.scenario_id, row.changed, row.silent) for row in found.variants] == [
        ("S3", (("R", "R.dry", "R.wet"),), ("M",)),
        ("S2", (("R", "R.dry", "R.wet"), ("M", "M.stays", "M.goes")), ()),
        ("S4", (("D", "D.old", "D.new"), ("M", "M.stays", "M.goes")), ("R",)),
    ]
    assert found.wild is None


def test_a_wild_card_stands_apart(town: Case) -> None:
    found = cone(town, baseline="S2", wild="S4")
    assert [row.scenario.scenario_id for row in found.variants] == ["S3", "S1"]
    assert found.wild is not None
    assert found.wild.scenario.scenario_id == "S4"
    assert found.wild.changed == (("D", "D.old", "D.new"),)


@pytest.mark.parametrize(
    ("baseline", "wild", "message"),
    [
        ("S9", "", r"^there is no scenario 'S9'; there are: S1, S2, S3, S4$"),
        ("", "S9", r"^there is no scenario 'S9'; there are: S1, S2, S3, S4$"),
        ("", "S1", r"^scenario S1 is the baseline; it cannot be its own wild card$"),
    ],
)
def test_a_cone_that_cannot_be_is_refused(
    town: Case, baseline: str, wild: str, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        cone(town, baseline, wild)


def test_without_scenarios_there_is_no_cone(town: Case) -> None:
    with pytest.raises(ValueError, match=r"^case town has no scenarios$"):
        cone(replace(town, scenarios=()))


def test_the_case_is_left_as_it_was(town: Case) -> None:
    before = town.input_hash
    matrix(town, axis_of(town, "R"), axis_of(town, "M"))
    cone(town)
    assert town.input_hash == before


# ---- two axes from their words


def test_two_axes_are_read_in_the_order_given_with_their_ends(town: Case) -> None:
    first, second = axes_of(town, " M ; D : D.new , D.old ;")
    assert (first.driver.driver_id, second.driver.driver_id) == ("M", "D")
    assert ends(first) == (["M.stays"], ["M.goes"])
    assert ends(second) == (["D.old", "D.new"], ["D.mended"])


@pytest.mark.parametrize("text", ["", "  ", " ; ;"])
def test_blank_words_take_the_first_two_drivers_by_rule(text: str) -> None:
    # By importance × uncertainty: M 16, D 15, R 4.
    case = made(TOWN, ranks={"R": (2, 2), "D": (5, 3), "M": (4, 4)})
    found = axes_of(case, text)
    assert [axis.driver.driver_id for axis in found] == ["M", "D"]
    assert [ends(axis) for axis in found] == [
        (["M.stays"], ["M.goes"]),
        (["D.old"], ["D.mended", "D.new"]),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("R", r"^axes are 'R'; write two, separated by ';'$"),
        ("R,D", r"^axes are 'R,D'; write two, separated by ';'$"),
        ("R;D;M", r"^axes are 'R;D;M'; write two, separated by ';'$"),
        ("R;X", r"^there is no driver 'X'; there are: R, D, M$"),
        ("D:D.old;R:R.snow", r"^driver R has no state R\.snow; it has: R\.dry, R\.wet$"),
        ("D;R:R.dry,R.wet", r"^axis R:R\.dry,R\.wet: one end has no state; leave some for each$"),
        ("D:D.old;D:D.new", r"^both axes are driver D; cross two different ones$"),
        ("\x1b[31mR", r"^axes are '\\u001b\[31mR'; write two, separated by ';'$"),
        ("R;\u202eD", r"^there is no driver '\\u202eD'; there are: R, D, M$"),
    ],
)
def test_axes_that_cannot_be_crossed_say_why(town: Case, text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        axes_of(town, text)


@pytest.mark.parametrize(("drivers", "number"), [({}, "0 drivers"), ({"R": TOWN["R"]}, "1 driver")])
def test_fewer_than_two_drivers_have_no_axes(
    drivers: dict[str, tuple[str, ...]], number: str
) -> None:
    with pytest.raises(ValueError, match=rf"^case town has {number}; two axes need two$"):
        axes_of(made(drivers))
