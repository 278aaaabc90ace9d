"""What the field says in tables: counts, kinds of reason, exclusions, pairs, and what if."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from sat.case import Case
from sat.display import Table
from sat.scenarios import field_tables
from sat.scenarios.analysis import ScenarioResult, analyse
from sat.scenarios.field_tables import REMOVERS

from ..indicators.meadow import shown, styles
from .conftest import SEEN, WORLDS, check_page, check_words, column
from .worlds import allowed, every, holds, made

Show = Callable[[ScenarioResult], Table]
EVERY: dict[str, Show] = {
    "field": field_tables.field_table,
    "kinds": field_tables.kinds_table,
    "removers": field_tables.removers_table,
    "pairs": field_tables.pairs_table,
    "states": field_tables.states_table,
}
each = pytest.mark.parametrize("show", EVERY.values(), ids=EVERY)


# ---- how many hold together


def test_the_field_is_counted_by_what_is_asked_of_it(result: ScenarioResult) -> None:
    table = field_tables.field_table(result)
    assert table.caption == "The field: 3 drivers, 6 states, 8 configurations"
    assert shown(table) == [
        ["any configuration", "8", "100%"],
        ["nothing impossible in it", "5", "62.5%"],
        ["nothing impossible and nothing doubtful", "4", "50%"],
        ["every pair assessed, nothing impossible", "1", "12.5%"],
        ["every pair assessed and possible", "1", "12.5%"],
    ]
    assert table.notes[0].startswith("Pairs of states assessed: 5 of 12. ")
    assert table.notes[1] == "All 5 configurations are in the result file."


def test_nothing_assessed_is_not_everything_possible(bare: ScenarioResult) -> None:
    table = field_tables.field_table(bare)
    assert column(table, "Configurations") == ["4", "4", "4", "0", "0"]
    assert table.notes[0].startswith("Pairs of states assessed: 0 of 4. ")


def test_a_field_that_is_too_large_is_counted_and_not_listed() -> None:
    # 2 to the power of 10.
    found = analyse(made({f"D{n}": [f"D{n}.x", f"D{n}.y"] for n in range(10)}))
    table = field_tables.field_table(found)
    assert column(table, "Configurations")[1] == "1,024"
    assert table.notes[1].startswith("More than 1,000 configurations are counted exactly and not")


def test_numbers_beyond_15_digits_are_powers_of_ten() -> None:
    # 3 to the power of 40 is 12157665459056928801; one impossible pair takes a ninth of them.
    names = {f"D{n}": [f"D{n}.{m}" for m in range(3)] for n in range(40)}
    found = analyse(made(names, [("D0.0", "D1.0", "impossible", "logical")]))
    table = field_tables.field_table(found)
    assert table.caption == "The field: 40 drivers, 120 states, 1.2 × 10^19 configurations"
    rows = ["1.2 × 10^19", "1.1 × 10^19", "1.1 × 10^19", "0", "0"]
    assert column(table, "Configurations") == rows
    assert column(table, "Share") == ["100%", "88.9%", "88.9%", "0%", "0%"]
    assert column(field_tables.removers_table(found), "Configurations back without it") == [
        "1.4 × 10^18"
    ]
    halves = column(field_tables.states_table(found), "Field")
    assert halves[:3] == ["25%", "37.5%", "37.5%"]  # 2, 3 and 3 of 8
    assert halves[6:9] == ["33.3%"] * 3


def test_one_of_a_thing_is_one() -> None:
    barred = [("R.dry", "D.old"), ("R.dry", "D.new"), ("R.wet", "D.old")]
    judged = [(*two, "impossible", "logical") for two in barred]
    named = {"R": ("R.dry", "R.wet"), "D": ("D.old", "D.new")}
    listing = field_tables.field_table(analyse(made(named, judged))).notes[1]
    assert listing == "The 1 configuration is in the result file."


# ---- the judgments


def test_each_kind_of_reason_has_its_judgments(result: ScenarioResult) -> None:
    # Without dry and goes an old and a new dam come back; X1 alone bars wet, old, stays.
    assert shown(field_tables.kinds_table(result)) == [
        ["logical", "1", "0", "1", "0", "2"],
        ["empirical", "1", "1", "0", "1", "1"],
        ["normative", "1", "0", "0", "0", "0"],
    ]


def test_the_exclusions_that_remove_most_come_first(result: ScenarioResult) -> None:
    table = field_tables.removers_table(result)
    assert shown(table) == [
        ["R Dry, M Goes", "logical", "because", "2"],
        ["R Wet, D Old, M Stays", "empirical", "because", "1"],
    ]
    assert table.notes == ()


def test_without_an_exclusion_nothing_is_removed(bare: ScenarioResult) -> None:
    table = field_tables.removers_table(bare)
    assert shown(table) == [["nothing is excluded", "", "", ""]]
    assert table.notes == ()


def excluding(number: int) -> ScenarioResult:
    """Two drivers of four states, so many of their pairs impossible."""
    named = {name: [f"{name}.{n}" for n in range(4)] for name in ("A", "B")}
    pairs = [(a, b) for a in named["A"] for b in named["B"]]
    return analyse(made(named, [(*two, "impossible", "logical") for two in pairs[:number]]))


def test_exclusions_that_are_not_shown_are_counted() -> None:
    table = field_tables.removers_table(excluding(REMOVERS + 3))
    assert len(table.rows) == 10
    assert table.notes == ("Not shown, since they remove no more: 3 exclusions.",)
    assert field_tables.removers_table(excluding(REMOVERS)).notes == ()


def test_one_exclusion_that_is_not_shown_is_one() -> None:
    # Each pair of two drivers is a configuration of its own, so all remove alike.
    (note,) = field_tables.removers_table(excluding(REMOVERS + 1)).notes
    assert "exclusion more remove less" not in note


def test_pairs_that_hardly_go_together_are_listed_the_impossible_first(case: Case) -> None:
    judged = tuple(
        row.model_copy(update={"reason": f"{row.state_a} for a reason"}) for row in case.consistency
    )
    found = analyse(replace(case, consistency=tuple(reversed(judged))))
    table = field_tables.pairs_table(found)
    assert shown(table) == [
        ["R Dry, M Goes", "impossible", "logical", "R.dry for a reason"],
        ["D New, R Dry", "doubtful", "empirical", "D.new for a reason"],
    ]
    assert [row[1] for row in styles(table)] == ["bad", ""]
    assert table.notes == (
        "Judged possible, with a reason in consistency.csv: 3 further pairs; not assessed: 7.",
    )


def test_without_a_judgment_no_pair_is_listed(bare: ScenarioResult) -> None:
    table = field_tables.pairs_table(bare)
    assert shown(table) == [["none", "", "", ""]]
    assert ": 0 further pairs; not assessed: 4." in table.notes[0]


def test_one_further_pair_is_one() -> None:
    marks = ("possible", "doubtful", "impossible")
    pairs = [("R.dry", "D.old"), ("R.dry", "D.new"), ("R.wet", "D.old")]
    judged = [(*two, mark, "logical") for two, mark in zip(pairs, marks, strict=True)]
    named = {"R": ("R.dry", "R.wet"), "D": ("D.old", "D.new")}
    (note,) = field_tables.pairs_table(analyse(made(named, judged))).notes
    assert "1 further pairs" not in note
    assert "1 are" not in note


# ---- what if


def of_hundred(part: int, whole: int) -> str:
    """A share in percent as a reader writes it, by another way than the code's."""
    text = f"{100 * part / whole:.1f}".removesuffix(".0")
    return f"{text}%" if whole else "–"


@pytest.mark.parametrize(
    "fixed", [(), ("D.old",), ("R.wet",), ("R.dry", "D.new"), ("R.wet", "M.stays")]
)
def test_shares_of_states_are_those_of_trying_everything(
    case: Case, fixed: tuple[str, ...]
) -> None:
    table = field_tables.states_table(analyse(case, fixed=";".join(fixed)))
    left = [row for row in every(case) if allowed(case, row)]
    held = [row for row in every(case) if holds(case, row)]
    within = [row for row in left if set(fixed) <= set(row)]
    forced = [
        row for row in every(case) if set(fixed) <= set(row) and holds(case, row, 0, set(fixed))
    ]
    for cells, state in zip(shown(table), case.states, strict=True):
        groups = (left, held, within, forced)
        expected = [
            of_hundred(sum(state.state_id in r for r in rows), len(rows)) for rows in groups
        ]
        expected[3] = "fixed" if state.state_id in fixed else expected[3]
        # With nothing fixed the two columns of what is fixed would say the same again.
        shown_ = expected if fixed else expected[:2]
        assert cells == [f"{state.driver_id} {state.title}", *shown_]


def test_the_fixed_states_are_named_and_marked(case: Case) -> None:
    table = field_tables.states_table(analyse(case, fixed="D.old"))
    assert table.caption == "What if D Old?"
    assert table.headings[-2:] == ("Field, if fixed", "Scenarios, if fixed")
    assert [row[-1] for row in styles(table)] == ["", "", "best", "", "", ""]
    # Of the consistent only dry, old, stays; forced, also dry, old, goes and wet, old, goes.
    assert table.notes[1] == (
        "If fixed: share of 2 configurations; with the states forced from outside, 3 scenarios "
        "hold together around them. Of itself they are in 1 consistent scenario."
    )


def test_the_shares_without_anything_fixed_say_of_how_many(case: Case) -> None:
    # Five configurations and three consistent scenarios, before the dam is fixed.
    note, _ = field_tables.states_table(analyse(case, fixed="D.old")).notes
    assert "5 possible configurations; scenarios: share of 3 consistent ones listed" in note


def test_with_nothing_fixed_the_shares_are_of_the_case_as_it_is(result: ScenarioResult) -> None:
    table = field_tables.states_table(result)
    assert table.caption == "What each state is part of"
    assert table.headings == ("State", "Field", "Consistent scenarios")
    assert table.notes == (
        "Field: share of 5 possible configurations; scenarios: share of 3 consistent ones listed. "
        "Shares say what leads where by the judgments; none is a probability.",
    )


def test_without_impacts_there_are_no_scenarios_to_have_a_share_of(case: Case) -> None:
    table = field_tables.states_table(analyse(replace(case, impacts=()), fixed="R.wet"))
    assert column(table, "Consistent scenarios") == ["–"] * 6
    assert column(table, "Scenarios, if fixed") == ["–", "fixed", "–", "–", "–", "–"]
    assert "orced" not in table.notes[0]


def test_a_search_that_was_cut_short_is_said(result: ScenarioResult) -> None:
    found = analyse(result.case, fixed="D.old")
    cut = replace(found, what_if=replace(found.what_if, complete=False))
    assert (
        field_tables.states_table(cut)
        .notes[1]
        .endswith(" The search was cut short: shares are of what it found.")
    )


def test_states_that_cannot_hold_together_leave_nothing_to_share(case: Case) -> None:
    table = field_tables.states_table(analyse(case, fixed="R.dry;M.goes"))
    assert column(table, "Field, if fixed") == ["–"] * 6
    assert "share of 0 configurations" in table.notes[1]


def test_one_scenario_holds_together(case: Case) -> None:
    # Wet forced leaves wet, new, goes alone; dry and new the one configuration with who stays.
    assert "1 scenario holds " in field_tables.states_table(analyse(case, fixed="R.wet")).notes[1]
    one = field_tables.states_table(analyse(case, fixed="R.dry;D.new"))
    assert "share of 1 configuration;" in one.notes[1]


# ---- in any world, with any text


@each
@pytest.mark.parametrize("world", WORLDS)
def test_it_is_shown_of_every_world_and_nothing_is_called_a_probability(
    worlds: Mapping[str, ScenarioResult], world: str, show: Show
) -> None:
    table = show(worlds[world])
    check_page(table)
    check_words(table)


@pytest.mark.parametrize("name", ["removers", "pairs", "states"])
def test_hostile_text_is_spelled_out(hostile: ScenarioResult, name: str) -> None:
    table = EVERY[name](hostile)
    assert SEEN in check_page(table).text
    assert SEEN in repr(table)


@each
def test_long_titles_are_cut(wordy: ScenarioResult, show: Show) -> None:
    assert "x" * 61 not in show(wordy).html()


def test_the_pairs_of_the_flagship_are_those_of_its_file(flagship: ScenarioResult) -> None:
    judged = flagship.case.consistency
    table = field_tables.pairs_table(flagship)
    marks = [row.consistency for row in judged]
    shown_ = column(table, "Judged")
    assert shown_.count("impossible") == marks.count("impossible") > 0
    assert shown_.count("doubtful") == marks.count("doubtful") > 0
    assert f": {marks.count('possible'):,} further pairs; " in table.notes[0]
