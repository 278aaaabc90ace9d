"""The field of a case: a small town worked by hand, brute force, and the flagship case."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, product
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sat.case import Case, load_case
from sat.scenarios.box import configurations, count
from sat.scenarios.field import KINDS, Counts, FieldResult, Tally, field

from .worlds import JUDGED, TOWN, driver, made, pair


@pytest.fixture
def town() -> Case:
    return made(TOWN, JUDGED)


@pytest.fixture(scope="module")
def flagship() -> Case:
    root = Path(__file__).parent.parent.parent
    return load_case(root / "data" / "cases" / "jnim-urban-attacks")


def by_trying_all(case: Case, names: Sequence[str]) -> Counts:
    """The four counts from every product of states and the file's judgments."""
    marks = {frozenset((row.state_a, row.state_b)): row.consistency for row in case.consistency}
    states = [[row.state_id for row in case.states if row.driver_id == name] for name in names]
    found = [
        {marks.get(frozenset(two), "unknown") for two in combinations(row, 2)}
        for row in product(*states)
        if not any(set(larger.states) <= set(row) for larger in case.exclusions)
    ]
    return Counts(
        possible=sum("impossible" not in row for row in found),
        undoubted=sum(not row & {"impossible", "doubtful"} for row in found),
        assessed=sum(not row & {"impossible", "unknown"} for row in found),
        firm=sum(row <= {"possible"} for row in found),
    )


def test_the_town_as_worked_by_hand(town: Case) -> None:
    # Of 2 · 3 · 2 = 12: old dams go with M.stays alone (2), mended ones with wet alone (2), new
    # ones with anything (4): 8. Without dry and new 6. Only wet, old, stays is judged throughout.
    result = field(town)
    assert result.box.space == 12
    assert result.counts == Counts(possible=8, undoubted=6, assessed=1, firm=1)
    assert (result.pairs, result.assessed, result.unassessed) == (16, 6, 10)
    assert result.support == ((3, 5), (2, 2, 4), (5, 3))
    assert result.dead == ()


def test_each_kind_of_reason_is_told_apart(town: Case) -> None:
    # Dropping the logical exclusion gives dry, mended and two mayors back; the normative one
    # gives an old dam and a mayor who goes, dry or wet.
    assert field(town).tallies == (
        Tally("logical", possible=1, doubtful=0, impossible=1, larger=0, back=2),
        Tally("empirical", possible=1, doubtful=1, impossible=0, larger=0, back=0),
        Tally("normative", possible=1, doubtful=0, impossible=1, larger=0, back=2),
    )


def test_doubtful_pairs_are_out_of_a_strict_field(town: Case) -> None:
    # Dry, new and two mayors go as well.
    result = field(town, strict=True)
    assert result.strict
    assert count(result.box) == 6
    assert result.support == ((1, 5), (2, 2, 2), (4, 2))
    assert result.counts == field(town).counts
    assert [row.back for row in result.tallies] == [2, 2, 2]
    assert [row.kind for row in result.removed] == ["logical", "empirical", "normative"]


def test_exclusions_are_weighed_with_their_reasons(town: Case) -> None:
    found = field(town).removed
    assert [(row.states, row.reason, row.back) for row in found] == [
        (("R.dry", "D.mended"), "because", 2),
        (("D.old", "M.goes"), "because", 2),
    ]


def test_a_pair_that_nobody_judged_is_not_consistent() -> None:
    result = field(made(TOWN, []))
    assert result.counts == Counts(possible=12, undoubted=12, assessed=0, firm=0)
    assert (result.assessed, result.unassessed) == (0, 16)


def test_a_field_judged_throughout_has_the_same_count_both_ways() -> None:
    names = [
        (a, b, "possible", "empirical")
        for first, second in combinations(TOWN.values(), 2)
        for a in first
        for b in second
    ]
    result = field(made(TOWN, names))
    assert result.counts == Counts(12, 12, 12, 12)
    assert result.unassessed == 0


def test_a_field_of_some_drivers_knows_only_their_pairs(town: Case) -> None:
    result = field(town, ["M", "D"])
    assert result.drivers == ("D", "M")
    assert (result.pairs, result.assessed) == (6, 2)
    assert result.counts == Counts(possible=5, undoubted=5, assessed=1, firm=1)


def test_a_field_of_one_driver_has_nothing_to_judge(town: Case) -> None:
    result = field(town, ["R"])
    assert (result.pairs, result.counts) == (0, Counts(2, 2, 2, 2))


def test_a_state_without_a_configuration_is_dead() -> None:
    judged = [("R.dry", other, "impossible", "logical") for other in TOWN["M"]]
    assert field(made(TOWN, judged)).dead == ("R.dry",)


def test_states_and_places_translate_both_ways(town: Case) -> None:
    result = field(town)
    assert result.named((1, 0, 0)) == ("R.wet", "D.old", "M.stays")
    assert result.fixed(["M.goes", "R.wet"]) == {2: 1, 0: 1}
    # A wet year and a mayor who goes leave a mended dam or a new one.
    rows = configurations(result.box, result.fixed(["M.goes", "R.wet"])).rows
    assert [result.named(row)[1] for row in rows] == ["D.mended", "D.new"]


def test_the_minimal_case_has_a_doubt_eleven_open_pairs_and_an_exclusion_of_three(
    minimal: Case,
) -> None:
    # Of 8 the exclusion takes one, wet, shut and dry; the doubtful dry and open two more.
    result = field(minimal)
    assert result.counts == Counts(possible=7, undoubted=5, assessed=0, firm=0)
    assert (result.assessed, result.unassessed) == (1, 11)
    (removed,) = result.removed
    assert (removed.states, removed.kind, removed.back) == (
        ("D1.wet", "D2.shut", "D3.dry"),
        "empirical",
        1,
    )
    assert [(row.kind, row.larger, row.back) for row in result.tallies][1] == ("empirical", 1, 1)
    assert [row.larger for row in result.tallies] == [0, 1, 0]


def test_an_exclusion_over_drivers_outside_the_field_does_not_bite(minimal: Case) -> None:
    assert field(minimal, ["D1", "D2"]).counts.possible == 4
    assert field(minimal, ["D1", "D2"]).removed == ()


@given(st.integers(0, 10_000))
def test_counts_agree_with_brute_force_and_keep_their_order(seed: int) -> None:
    random = Random(seed)
    every = [
        (a, b) for first, second in combinations(TOWN.values(), 2) for a in first for b in second
    ]
    judged = [
        (*two, random.choice(("possible", "possible", "doubtful", "impossible")), "logical")
        for two in random.sample(every, random.randint(0, len(every)))
    ]
    case = made(TOWN, judged)
    found = field(case).counts
    assert found == by_trying_all(case, tuple(TOWN))
    assert found.firm <= found.assessed <= found.possible
    assert found.firm <= found.undoubted <= found.possible


def test_the_flagship_leaves_what_one_pair_and_two_threes_leave(flagship: Case) -> None:
    # Eight drivers have four states and three have three. One of the 16 pairs of routes and
    # grievance is impossible, one of the 48 threes of Russia, outside powers and the army's reach,
    # and one of the 64 of junta, rebels and pacts: no driver is in two of them.
    result = field(flagship)
    assert result.box.space == 4**8 * 3**3 == 1_769_472
    assert result.counts.possible * 16 * 48 * 64 == result.box.space * 15 * 47 * 63
    assert (result.pairs, result.assessed) == (763, len(flagship.consistency))
    # Every pair is judged, so nothing hangs on what is not.
    assert result.counts.assessed == result.counts.possible
    assert result.counts.firm == result.counts.undoubted
    assert {sum(row) for row in result.support} == {result.counts.possible}


def test_a_part_of_the_flagship_agrees_with_brute_force(flagship: Case) -> None:
    for names in (["D1", "D2", "D5", "D8", "D9", "D11"], ["D3", "D4", "D5", "D6", "D9"]):
        result: FieldResult = field(flagship, names, strict=True)
        expected = by_trying_all(flagship, names)
        assert result.counts == expected
        assert count(result.box) == expected.undoubted
        assert 0 < expected.undoubted < expected.possible


def test_scenarios_of_the_flagship_are_in_its_field(flagship: Case) -> None:
    result = field(flagship)
    assert all(count(result.box, result.fixed(row.states)) for row in flagship.scenarios)


def test_kinds_are_those_of_the_scale() -> None:
    assert KINDS == ("logical", "empirical", "normative")


def test_a_case_without_drivers_is_refused(town: Case) -> None:
    with pytest.raises(ValueError, match="case town has no drivers; a field needs one at least"):
        field(replace(town, drivers=()))


def test_a_driver_without_a_state_is_refused(town: Case) -> None:
    with pytest.raises(ValueError, match="driver X has no state; give it one or leave it out"):
        field(replace(town, drivers=(*town.drivers, driver("X"))))


def test_a_driver_that_is_not_there_is_named(town: Case) -> None:
    with pytest.raises(ValueError, match="there is no driver 'Q'; there are: R, D and M"):
        field(town, ["R", "Q"])


def test_a_pair_judged_twice_is_refused_in_either_order(town: Case) -> None:
    again = pair(("D.mended", "R.dry", "possible", "logical"))
    message = "states D.mended and R.dry are judged twice; keep one line of the two"
    with pytest.raises(ValueError, match=message):
        field(replace(town, consistency=(*town.consistency, again)))


def test_states_that_cannot_be_fixed_say_why(town: Case) -> None:
    result = field(town)
    with pytest.raises(ValueError, match=r"there is no state 'R\.snow' in the field"):
        result.fixed(["R.snow"])
    with pytest.raises(ValueError, match="driver R is fixed to two states; fix it to one at most"):
        result.fixed(["R.dry", "R.wet"])
    assert result.fixed(["R.dry", "R.dry"]) == {0: 0}
