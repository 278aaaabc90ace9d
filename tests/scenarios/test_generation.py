"""Quadrants of many matrices: the dam worked by hand, and chance worlds by trying everything."""

import re
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sat.case import Case, load_case
from sat.case.futures import Scenario
from sat.case.tables import Hypothesis
from sat.scenarios import generation
from sat.scenarios.balance import solve
from sat.scenarios.field import field
from sat.scenarios.fillings import SHOWN, impacts_of
from sat.scenarios.generation import (
    CROSSED,
    VERDICTS,
    Generation,
    Judged,
    contrary_axes,
    crunch,
    generate,
    lead_of,
    place_of,
)
from sat.scenarios.matrix import Axis, Quadrant

from .worlds import (
    DAM,
    allowed,
    assumption,
    by_chance,
    dam,
    every,
    exclusion,
    free,
    holds,
    hypothesis,
    made,
    pair,
    scenario,
)

FLAGSHIP = Path(__file__).parents[2] / "data" / "cases" / "jnim-urban-attacks"
RANKS = {"R": (5, 4), "D": (4, 4), "M": (4, 5)}  # products 20, 16 and 20
HYPOTHESES = (hypothesis("H1"), hypothesis("H2"), hypothesis("H3"))


def generated(case: Case, limit: int = SHOWN) -> Generation:
    impacts = impacts_of(case)
    found = generate(case, field(case), impacts, solve(impacts, limit=limit))
    assert found is not None
    return found


def crunched(case: Case, lead: str = "") -> Generation:
    impacts = impacts_of(case)
    found = crunch(case, field(case), impacts, solve(impacts), lead)
    assert found is not None
    return found


def bare(case: Case) -> Generation:
    """Generation without impacts."""
    found = generate(case, field(case), None, None)
    assert found is not None
    return found


def names(axes: tuple[Axis, ...] | list[Axis]) -> list[str]:
    return [axis.driver.driver_id for axis in axes]


def at(found: Generation) -> dict[str, Judged]:
    """Its rows by the states of both ends: ``R.dry/M.stays``."""
    return {"/".join(",".join(end) for end in row.quadrant.states): row for row in found.rows}


def judged(possible: bool, fillings: int | None, complete: bool, told: bool = False) -> Judged:
    inside: tuple[Scenario, ...] = (scenario("S1", "R.dry"),) if told else ()
    quadrant = Quadrant((0, 0), ("dry", "old"), (("R.dry",), ("D.old",)), inside)
    return Judged(1, quadrant, possible, fillings, complete, 0, 2)


# ---- verdicts


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (judged(False, 0, True, told=True), "excluded"),
        (judged(False, 3, True), "excluded"),
        (judged(True, 0, True, told=True), "unbalanced"),
        (judged(True, 0, False, told=True), "unsure"),
        (judged(True, 2, False, told=True), "told"),
        (judged(True, 2, True), "open"),
        (judged(True, None, False, told=True), "told"),
        (judged(True, None, False), "open"),
    ],
)
def test_the_first_verdict_that_fits_is_given(row: Judged, verdict: str) -> None:
    assert row.verdict == verdict


def test_the_order_of_the_verdicts_is_the_order_in_which_they_are_tried() -> None:
    assert list(VERDICTS) == ["excluded", "unbalanced", "unsure", "told", "open"]


# ---- generation by drivers


def test_the_dam_as_worked_by_hand() -> None:
    # R and M have the product 20, R the higher importance; then D with 16.
    found = generated(dam(RANKS))
    assert names(found.axes) == ["R", "M", "D"]
    assert found.matrices == 3
    assert [(row.matrix, row.weight) for row in found.rows] == (
        [(1, 40)] * 4 + [(2, 36)] * 4 + [(3, 36)] * 4
    )
    assert {ends: row.fillings for ends, row in at(found).items()} == {
        "R.dry/M.stays": 2,
        "R.dry/M.goes": 0,
        "R.wet/M.stays": 0,
        "R.wet/M.goes": 1,
        "R.dry/D.old": 1,
        "R.dry/D.new": 1,
        "R.wet/D.old": 0,
        "R.wet/D.new": 1,
        "M.stays/D.old": 1,
        "M.stays/D.new": 1,
        "M.goes/D.old": 0,
        "M.goes/D.new": 1,
    }
    assert found.counts == {"excluded": 0, "unbalanced": 4, "unsure": 0, "told": 0, "open": 8}
    assert all(row.possible and row.complete and row.contrary == 0 for row in found.rows)
    assert (found.hypothesis, found.reasons) == ("", ())


def test_what_the_field_excludes_comes_before_the_balances_and_the_stories() -> None:
    # The pair excludes wet and stays, which is unbalanced too; the two threes leave nothing of dry
    # and old, where a story stands that the balances allow; and both together nothing of stays and
    # old, the one filling of which is that story.
    case = replace(
        dam(RANKS),
        consistency=(pair(("M.stays", "R.wet", "impossible", "logical")),),
        exclusions=(
            exclusion("X1", "R.dry;D.old;M.stays"),
            exclusion("X2", "R.dry;D.old;M.goes"),
        ),
        scenarios=(scenario("S1", "R.dry;D.old;M.stays"), scenario("S2", "R.wet;M.goes")),
    )
    found = generated(case)
    told = {ends: row.verdict for ends, row in at(found).items()}
    assert [ends for ends in told if told[ends] == "excluded"] == [
        "R.wet/M.stays",
        "R.dry/D.old",
        "M.stays/D.old",
    ]
    assert [ends for ends in told if told[ends] == "told"] == ["R.dry/M.stays", "R.wet/M.goes"]
    assert found.counts == {"excluded": 3, "unbalanced": 3, "unsure": 0, "told": 2, "open": 4}


def test_open_quadrants_come_by_weight_then_fillings_then_in_the_order_made() -> None:
    order = ["/".join(end[0] for end in row.quadrant.states)
             for row in generated(dam(RANKS)).of("open")]  # fmt: skip
    assert order == [
        "R.dry/M.stays",
        "R.wet/M.goes",
        "R.dry/D.old",
        "R.dry/D.new",
        "R.wet/D.new",
        "M.stays/D.old",
        "M.stays/D.new",
        "M.goes/D.new",
    ]


def test_fewer_than_two_axis_drivers_take_the_first_two_by_product() -> None:
    # Only M is above 3 in both; by product R (15) comes before it (16 > 15 > 9).
    found = generated(dam({"R": (5, 3), "D": (3, 3), "M": (4, 4)}))
    assert names(found.axes) == ["M", "R"]
    assert [row.weight for row in found.rows] == [31] * 4
    assert names(generated(dam({"R": (1, 2), "D": (3, 3), "M": (2, 2)})).axes) == ["D", "M"]


def test_a_driver_that_is_only_weighty_gives_way_to_two_that_are_uncertain_too() -> None:
    # R has the product 15 but is certain; D and M with 16 are axes, and so R is not crossed.
    found = generated(dam({"R": (5, 3), "D": (4, 4), "M": (4, 4)}))
    assert names(found.axes) == ["D", "M"]


def test_of_more_than_six_axis_drivers_the_first_six_are_crossed() -> None:
    sizes = {f"D{n}": (f"D{n}.a", f"D{n}.b") for n in range(8)}
    ranks = {name: (4, 5) if name == "D7" else (4, 4) for name in sizes}
    found = bare(made(sizes, ranks=ranks))
    assert names(found.axes) == ["D7", "D0", "D1", "D2", "D3", "D4"]
    assert len(found.axes) == CROSSED
    assert (found.matrices, len(found.rows)) == (15, 60)
    assert {row.matrix for row in found.rows} == set(range(1, 16))


def test_without_impacts_no_quadrant_is_called_unbalanced_and_no_filling_is_counted() -> None:
    case = replace(dam(RANKS), impacts=(), scenarios=(scenario("S1", "R.dry;D.old"),))
    found = bare(case)
    assert {(row.fillings, row.complete) for row in found.rows} == {(None, False)}
    assert found.counts == {"excluded": 0, "unbalanced": 0, "unsure": 0, "told": 1, "open": 11}


def test_fewer_than_two_drivers_cross_nothing() -> None:
    case = made({"R": ("R.dry", "R.wet")})
    assert generate(case, field(case), None, None) is None


def test_a_list_that_was_cut_off_is_not_counted_but_each_quadrant_searched() -> None:
    # 2 ** 12 = 4,096 are consistent, 1,024 of them in each quadrant; of these 1,000 are listed.
    case = free(12)
    impacts = impacts_of(case)
    solved = solve(impacts, limit=SHOWN)
    assert (len(solved.scenarios), solved.complete) == (1000, False)
    found = generate(case, field(case), impacts, solved)
    assert found is not None
    assert [(row.fillings, row.complete, row.verdict) for row in found.rows] == (
        [(1000, False, "open")] * 4
    )


def test_a_search_of_each_quadrant_finds_what_the_list_of_all_has() -> None:
    # The dam with its list cut at one is searched, and the numbers by hand come out as well.
    cut, whole = generated(dam(RANKS), limit=1), generated(dam(RANKS))
    assert [row.fillings for row in cut.rows] == [row.fillings for row in whole.rows]
    assert all(row.complete for row in cut.rows)


def test_a_search_that_ended_before_it_found_any_is_unsure(monkeypatch: pytest.MonkeyPatch) -> None:
    # One step of the search decides nothing where two drivers are still open.
    monkeypatch.setattr(generation, "NODES", 1)
    found = generated(free(4), limit=1)
    assert found.counts == {"excluded": 0, "unbalanced": 0, "unsure": 4, "told": 0, "open": 0}
    assert {(row.fillings, row.complete) for row in found.rows} == {(0, False)}


@given(st.integers(0, 10_000), st.booleans())
def test_every_quadrant_agrees_with_trying_all_configurations(seed: int, cut: bool) -> None:
    case = by_chance(seed)
    found = generated(case, limit=1 if cut else SHOWN)
    rows = list(every(case))
    for row in found.rows:
        ends = [set(states) for states in row.quadrant.states]
        inside = [states for states in rows if all(end & set(states) for end in ends)]
        assert row.possible == any(allowed(case, states) for states in inside)
        assert row.fillings == sum(holds(case, states) for states in inside)
    assert sum(found.counts.values()) == len(found.rows) == 4 * found.matrices
    assert found.matrices == len(list(combinations(found.axes, 2)))


# ---- the hypothesis that is turned round


def test_the_hypothesis_with_the_most_assumptions_leads() -> None:
    case = replace(
        dam(),
        hypotheses=HYPOTHESES,
        assumptions=(
            assumption("A1", "H1;H2", "R.wet"),
            assumption("A2", "H2", "D.old"),
            assumption("A3", "H3", ""),  # says nothing of what would hold
            assumption("A4", "H3", ""),
            assumption("A5", "H3", ""),
        ),
    )
    assert lead_of(case) == "H2"
    assert lead_of(case, "H3") == "H3"


def test_ties_of_the_lead_go_by_the_order_of_the_file() -> None:
    case = replace(dam(), hypotheses=HYPOTHESES, assumptions=(assumption("A1", "H3;H2", "R.wet"),))
    assert lead_of(case) == "H2"


def test_it_is_assumptions_that_are_counted_and_not_the_drivers_they_touch() -> None:
    case = replace(
        dam(),
        hypotheses=HYPOTHESES,
        assumptions=(
            assumption("A1", "H1", "R.wet"),
            assumption("A2", "H1", "R.wet"),
            assumption("A3", "H1", "R.wet"),
            assumption("A4", "H2", "R.wet;D.old"),
        ),
    )
    assert lead_of(case) == "H1"


def test_without_hypotheses_or_contrary_states_nothing_is_turned_round() -> None:
    assert lead_of(dam()) == ""
    case = replace(dam(), hypotheses=HYPOTHESES, assumptions=(assumption("A1", "H1", ""),))
    assert lead_of(case) == ""
    assert crunch(case, field(case), None, None) is None
    assert crunch(dam(), field(dam()), None, None) is None


@pytest.mark.parametrize(
    ("lead", "hypotheses", "message"),
    [
        ("H9", HYPOTHESES, "there is no hypothesis 'H9'; there are: H1, H2 and H3"),
        ("H9", (), "there is no hypothesis 'H9'; there are: none"),
        (
            "\x1b[31mH1\u202e",
            HYPOTHESES,
            r"there is no hypothesis '\u001b[31mH1\u202e'; there are: H1, H2 and H3",
        ),
    ],
)
def test_a_lead_that_is_not_there_is_named(
    lead: str, hypotheses: tuple[Hypothesis, ...], message: str
) -> None:
    case = replace(dam(), hypotheses=hypotheses)
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        lead_of(case, lead)
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        crunch(case, field(case), None, None, lead)


# ---- axes of what would hold if assumptions were wrong


def town(*assumptions: tuple[str, str, str]) -> Case:
    rows = tuple(assumption(*row) for row in assumptions)
    return replace(dam(RANKS), hypotheses=HYPOTHESES, assumptions=rows)


def test_the_second_end_is_contrary_and_its_assumptions_are_named_once() -> None:
    states = {"R": ("R.dry", "R.damp", "R.wet"), "D": ("D.old", "D.new"), "M": ("M.stays",)}
    case = replace(
        made(states),
        hypotheses=HYPOTHESES,
        assumptions=(
            assumption("A1", "H1", "R.dry;R.wet"),
            assumption("A2", "H1;H2", "R.dry;D.old"),
            assumption("A3", "H2", "D.new"),
            assumption("A4", "H1", "R.wet"),
        ),
    )
    axes, reasons = contrary_axes(case, "H1")
    ends = [[[row.state_id for row in end] for end in axis.ends] for axis in axes]
    assert ends == [[["R.damp"], ["R.dry", "R.wet"]], [["D.new"], ["D.old"]]]
    assert reasons == [("A1", "A2", "A4"), ("A2",)]


def test_a_driver_of_which_every_state_is_contrary_makes_no_axis() -> None:
    case = town(("A1", "H1", "R.wet;D.old"), ("A2", "H1", "R.dry"))
    assert names(contrary_axes(case, "H1")[0]) == ["D"]
    assert crunch(case, field(case), None, None, "H1") is None


def test_the_dam_crunched_by_hand() -> None:
    # If wrong: wet, and the mayor goes. Both ends contrary is the one consistent filling; one
    # contrary end alone is unbalanced.
    found = crunched(town(("A1", "H1", "R.wet"), ("A2", "H1", "M.goes")))
    assert found.hypothesis == "H1"
    assert (names(found.axes), found.reasons) == (["R", "M"], (("A1",), ("A2",)))
    assert {ends: (row.contrary, row.fillings) for ends, row in at(found).items()} == {
        "R.dry/M.stays": (0, 2),
        "R.dry/M.goes": (1, 0),
        "R.wet/M.stays": (1, 0),
        "R.wet/M.goes": (2, 1),
    }


def test_the_more_contrary_quadrant_comes_first_whatever_its_weight_and_fillings() -> None:
    # R and M weigh 40; of the other two matrices the doubly contrary ones (36) come before it all.
    found = crunched(town(("A1", "H1", "R.wet;D.new;M.goes")))
    order = [(row.contrary, row.weight) for row in found.of("open")]
    assert order == sorted(order, reverse=True)
    assert [row.contrary for row in found.of("open")] == [2, 2, 2, 1, 1, 0, 0, 0]
    kept = ["/".join(end[0] for end in row.quadrant.states) for row in found.of("open")[3:]]
    assert kept == [
        "R.dry/D.new",
        "D.new/M.stays",
        "R.dry/M.stays",
        "R.dry/D.old",
        "D.old/M.stays",
    ]


def test_of_more_than_six_contrary_axes_the_weightiest_stay_in_file_order() -> None:
    states = {f"D{n}": (f"D{n}.a", f"D{n}.b") for n in range(8)}
    # D0 and D3 have the smallest products.
    ranks = {f"D{n}": (1, 1) if n == 0 else (2, 1) if n == 3 else (3, 3) for n in range(8)}
    case = replace(
        made(states, ranks=ranks),
        hypotheses=HYPOTHESES,
        assumptions=tuple(assumption(f"A{n}", "H1", f"D{n}.b") for n in range(8)),
    )
    found = crunch(case, field(case), None, None)
    assert found is not None
    assert names(found.axes) == ["D1", "D2", "D4", "D5", "D6", "D7"]
    assert found.reasons == (("A1",), ("A2",), ("A4",), ("A5",), ("A6",), ("A7",))
    assert found.matrices == 15


@given(st.integers(0, 10_000))
def test_crunched_quadrants_agree_with_trying_all_configurations(seed: int) -> None:
    case = by_chance(seed)
    first = ";".join(f"{row.driver_id}.0" for row in case.drivers)
    case = replace(case, hypotheses=HYPOTHESES, assumptions=(assumption("A1", "H1", first),))
    found = crunched(case)
    rows = list(every(case))
    for row in found.rows:
        ends = [set(states) for states in row.quadrant.states]
        inside = [states for states in rows if all(end & set(states) for end in ends)]
        assert row.possible == any(allowed(case, states) for states in inside)
        assert row.fillings == sum(holds(case, states) for states in inside)
        assert row.contrary == sum(any(state.endswith(".0") for state in end) for end in ends)


# ---- places, and the flagship


def test_a_state_has_its_place_in_the_impacts_and_a_stranger_is_named() -> None:
    impacts = impacts_of(dam())
    assert [place_of(impacts, state) for row in DAM.values() for state in row] == [
        (0, 0),
        (0, 1),
        (1, 0),
        (1, 1),
        (2, 0),
        (2, 1),
    ]
    message = r"^there is no state 'R\.\\u0007snow' in the cross-impacts$"
    with pytest.raises(ValueError, match=message):
        place_of(impacts, "R.\x07snow")


def test_an_assumption_that_the_cut_hides_turns_nothing_round() -> None:
    # A09 (routes and the army's reach) was written down in 2025, A10 (the rebels) in 2026.
    then, now = (load_case(FLAGSHIP, day) for day in ("2024-09-30", "2026-10-31"))
    assert names(contrary_axes(then, "H3")[0]) == ["D1", "D3", "D6"]
    axes, reasons = contrary_axes(now, "H3")
    assert names(axes) == ["D1", "D3", "D5", "D6", "D11"]
    assert reasons == [("A07",), ("A06",), ("A09",), ("A07",), ("A09",)]
    assert [row.state_id for row in axes[0].ends[1]] == ["D1.transition"]
    assert names(contrary_axes(now, "H1")[0]) == ["D1", "D3", "D4", "D6"]
    assert names(contrary_axes(then, "H1")[0]) == ["D1", "D3", "D6"]
