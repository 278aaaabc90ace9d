"""What the balances say in tables: how many scenarios, on what edge, and what carries each."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from sat.case import Case
from sat.display import Table, Tables
from sat.scenarios import balance_tables
from sat.scenarios.analysis import Balances, ScenarioResult, analyse
from sat.scenarios.balance_tables import FIRM
from sat.scenarios.explain import explain
from sat.scenarios.succession import Attractor, Basins

from ..indicators.meadow import shown
from .conftest import SEEN, WORLDS, check_page, check_words, column
from .worlds import every, holds, impact, made

Show = Callable[[ScenarioResult], Table | Tables]
EVERY: dict[str, Show] = {
    "balances": balance_tables.balances_table,
    "chosen": balance_tables.chosen_table,
    "supports": balance_tables.supports_tables,
    "firmest": balance_tables.firmest_table,
}
each = pytest.mark.parametrize("show", EVERY.values(), ids=EVERY)
TWO = {"A": ("A.x", "A.y"), "B": ("B.x", "B.y")}


def changed(result: ScenarioResult, **parts: object) -> ScenarioResult:
    """The result with some of what its balances say put in by hand."""
    return replace(result, balances=replace(told(result), **parts))  # type: ignore[arg-type]


def told(result: ScenarioResult) -> Balances:
    assert result.balances is not None
    return result.balances


def cut_off(result: ScenarioResult, number: int | None) -> ScenarioResult:
    """As if the search had ended early, with so many counted all the same."""
    solved = replace(told(result).solved, complete=False)
    return changed(result, solved=solved, number=number)


@pytest.fixture(scope="module")
def chase() -> ScenarioResult:
    """A follows B and B runs from A: nothing can stay, all four run in one cycle."""
    moves = [("A.x", "B.y"), ("A.y", "B.x"), ("B.x", "A.x"), ("B.y", "A.y")]
    return analyse(replace(made(TWO), impacts=tuple(impact(*two, 1) for two in moves)))


@pytest.fixture(scope="module")
def single() -> ScenarioResult:
    """Whatever holds speaks for x: x and x alone balance, each with a lead of 1."""
    moves = [("A.x", "B.x"), ("A.y", "B.x"), ("B.x", "A.x"), ("B.y", "A.x")]
    return analyse(replace(made(TWO), impacts=tuple(impact(*two, 1) for two in moves)))


def numbers(result: ScenarioResult) -> dict[str, str]:
    table = balance_tables.balances_table(result)
    return dict(zip(column(table, "What"), column(table, "Number"), strict=True))


# ---- how many


def test_the_balances_of_the_town_are_counted(result: ScenarioResult) -> None:
    found = numbers(result)
    moved = found.pop("moved matrices")
    assert found == {
        "configurations": "8",
        "consistent scenarios": "3",
        "with an inconsistency of 1 allowed": "4",
        "with an inconsistency of 2 allowed": "5",
        "cells judged": "5 of 24",  # 6 · 6 less 3 · 2 · 2
        "ends of succession met": "3, 0 cycles among them",
        "starts tried": "8, every one there is",
    }
    few, many = min(told(result).survival.numbers), max(told(result).survival.numbers)  # type: ignore[union-attr]
    assert moved == f"200, {few} to {many} consistent scenarios in each"
    # Dry, new, stays always holds; dry, old, goes and wet, old never do.
    assert 1 <= few < many <= 5


def test_an_impact_of_a_driver_on_itself_is_no_cell(case: Case) -> None:
    own = (*case.impacts, impact("R.dry", "R.wet", -1))
    assert numbers(analyse(replace(case, impacts=own)))["cells judged"] == "5 of 24"


def test_where_nothing_can_stay_that_is_counted_too(chase: ScenarioResult) -> None:
    found = numbers(chase)
    assert found["consistent scenarios"] == "0"
    assert found["with an inconsistency of 1 allowed"] == "4"
    assert found["ends of succession met"] == "1, 1 cycle among them"
    assert found["moved matrices"] == "200, none, for want of a consistent scenario"


def test_the_flagship_is_counted_from_its_own_file(flagship: ScenarioResult) -> None:
    case, found = flagship.case, numbers(flagship)
    of = {row.state_id: row.driver_id for row in case.states}
    judged = sum(of[row.from_state] != of[row.to_state] for row in case.impacts)
    sizes = [sum(row.driver_id == one.driver_id for row in case.states) for one in case.drivers]
    cells = sum(sizes) ** 2 - sum(size**2 for size in sizes)
    assert found["cells judged"] == f"{judged:,} of {cells:,}"
    assert found["starts tried"] == "10,000, drawn evenly (seed 1)"
    listed = told(flagship).solved.scenarios
    assert found["consistent scenarios"] == f"{len(listed)}"
    assert all(holds(case, told(flagship).named(row)) for row in listed[:3])


def test_what_was_counted_and_not_listed_is_said(result: ScenarioResult) -> None:
    cut = replace(told(result).solved, scenarios=told(result).solved.scenarios[:1] * 1000)
    many = changed(result, solved=replace(cut, complete=False), number=23_456)
    assert numbers(many)["consistent scenarios"] == "23,456, 1,000 of them listed"


def test_what_was_neither_counted_nor_listed_whole_is_at_least(result: ScenarioResult) -> None:
    found = numbers(cut_off(result, None))
    assert found["consistent scenarios"] == "at least 3: fix states to count them"


def test_a_count_that_took_too_many_steps_is_not_a_number(result: ScenarioResult) -> None:
    found = numbers(changed(result, near=((1, 10**18), (2, None))))
    assert found["with an inconsistency of 1 allowed"] == "1.0 × 10^18"
    assert found["with an inconsistency of 2 allowed"] == "too many steps"


def test_a_list_that_ended_before_1000_has_as_many_as_it_has(result: ScenarioResult) -> None:
    assert numbers(cut_off(result, 23))["consistent scenarios"] == "23, 3 of them listed"


def test_a_search_that_was_cut_off_has_not_found_all(result: ScenarioResult) -> None:
    assert "All are found" not in balance_tables.balances_table(cut_off(result, None)).notes[0]


def test_starts_that_were_drawn_are_told_from_every_start(result: ScenarioResult) -> None:
    basins = replace(told(result).basins, starts=10_000, exact=False)
    assert numbers(changed(result, basins=basins))["starts tried"] == (
        "10,000, drawn evenly (seed 1)"
    )
    late = replace(basins, unended=1234)
    assert numbers(changed(result, basins=late))["starts tried"] == (
        "10,000, drawn evenly (seed 1); 1,234 had not ended"
    )


def test_moved_matrices_that_were_not_searched_are_said(result: ScenarioResult) -> None:
    survived = replace(told(result).survival, complete=150, numbers=(2, 4))  # type: ignore[type-var]
    assert numbers(changed(result, survival=survived))["moved matrices"] == (
        "200, 2 to 4 consistent scenarios in each, of 150 that were searched"
    )


# ---- the chosen


def test_each_chosen_scenario_has_its_edge(result: ScenarioResult) -> None:
    table = balance_tables.chosen_table(result)
    assert table.caption == "3 consistent scenarios that differ most"
    cells = shown(table)
    # No., states, lead and whose, total, basin, what breaks it, nearest. In No. 2 and No. 3 no
    # impact above 0 carries the rain, so the first one on it that is 0 is named.
    assert [[*row[:5], *row[6:]] for row in cells] == [
        ["1", "R Dry, D Old, M Stays", "0 (R, D, M)", "1", "12.5%", "R Dry on M Stays: 1 → 0",
         "No. 2, other in D"],
        ["2", "R Dry, D New, M Stays", "0 (R, D)", "2", "37.5%", "D New on R Dry: 0 → −1",
         "No. 1, other in D"],
        ["3", "R Wet, D New, M Goes", "0 (R)", "5", "50%", "D New on R Wet: 0 → −1",
         "No. 2, other in R and M"],
    ]  # fmt: skip


def test_survival_lies_about_the_chance_of_its_moves(result: ScenarioResult) -> None:
    # A cell moves up or down with 0.2 each. No. 1 gives way where old moves above dry:
    # 0.2 · 0.8 + 0.6 · 0.2 = 0.28. No. 2 never does. No. 3 where both move to 1 and 2: 0.04.
    for text, true in zip(
        column(balance_tables.chosen_table(result), "Survives"), (72, 100, 96), strict=True
    ):
        low, high = text.partition("\n")[2].removesuffix("%").split("–")
        assert int(low) <= true <= int(high)


def test_the_change_that_is_named_breaks_the_scenario(result: ScenarioResult, case: Case) -> None:
    moved = [row for row in case.impacts if (row.from_state, row.to_state) != ("R.dry", "M.stays")]
    broken = replace(case, impacts=(*moved, impact("R.dry", "M.stays", 0)))
    first = ("R.dry", "D.old", "M.stays")
    assert holds(case, first)
    assert not holds(broken, first)


def test_how_far_apart_the_chosen_are_is_said_with_what_is_proved(result: ScenarioResult) -> None:
    chosen = told(result).chosen
    assert chosen is not None
    wide = replace(chosen, distance=4, at_most=4)
    assert balance_tables.chosen_table(changed(result, chosen=wide)).notes[0] == (
        "Any two differ in 4 drivers or more; no choice of as many could do better."
    )
    unproved = replace(wide, at_most=6)
    assert balance_tables.chosen_table(changed(result, chosen=unproved)).notes[0] == (
        "Any two differ in 4 drivers or more; no choice could do better than 6."
    )


def test_a_basin_that_was_drawn_has_an_interval_and_an_exact_one_none(
    result: ScenarioResult,
) -> None:
    # 500 of 1,000: 0.5 ± 1.96 · √(0.25 / 1000), all but the correction.
    rows = told(result).solved.scenarios
    ends = tuple(Attractor((row,), 500, 0.5, 0.4691, 0.5309) for row in rows)
    drawn = changed(result, basins=Basins(ends, 1000, exact=False))
    assert set(column(balance_tables.chosen_table(drawn), "Basin")) == {"50%\n46.9–53.1%"}


def test_a_small_basin_is_not_nothing(result: ScenarioResult) -> None:
    rows = told(result).solved.scenarios
    ends = tuple(Attractor((row,), 2, 0.0002, 0.0001, 0.0007) for row in rows)
    drawn = changed(result, basins=Basins(ends, 10_000, exact=False))
    assert "0.0%" not in column(balance_tables.chosen_table(drawn), "Basin")[0].split("\n")


def test_a_scenario_without_rivals_has_no_lead_and_nothing_breaks_it(
    result: ScenarioResult,
) -> None:
    first = told(result).shown[0]
    alone = replace(first, lead=None, weakest=(), breaks=None, nearest=None, changed=())
    (row,) = shown(balance_tables.chosen_table(changed(result, shown=(alone,), survival=None)))
    assert row == ["1", "R Dry, D Old, M Stays", "–", "1", "12.5%", "–", "–", "–"]


def test_the_only_scenario_is_compared_with_none(single: ScenarioResult) -> None:
    table = balance_tables.chosen_table(single)
    (row,) = shown(table)
    assert row[:5] == ["1", "A A.x, B B.x", "1 (A, B)", "2", "100%"]
    assert row[6:] == ["B B.x on A A.x: 1 → −1", "–"]
    assert table.notes[0] == "There is only one."


def test_the_caption_of_the_only_scenario_compares_nothing(single: ScenarioResult) -> None:
    assert "differ most" not in balance_tables.chosen_table(single).caption


def test_the_only_one_found_in_time_need_not_be_the_only_one(single: ScenarioResult) -> None:
    table = balance_tables.chosen_table(cut_off(single, None))
    assert table.notes[0] != "There is only one."


def test_the_best_choice_of_a_cut_list_is_not_the_best_of_all(result: ScenarioResult) -> None:
    table = balance_tables.chosen_table(cut_off(result, None))
    assert "listed" in table.notes[0]


def test_one_driver_is_one(result: ScenarioResult) -> None:
    # No. 1 and No. 2 differ in the dam alone.
    assert "1 drivers" not in balance_tables.chosen_table(result).notes[0]


@pytest.mark.parametrize("show", [EVERY["chosen"], EVERY["supports"]])
def test_a_title_keeps_its_hyphens(case: Case, show: Show) -> None:
    titles = tuple(row.model_copy(update={"title": "half-dry"}) for row in case.states)
    assert "half−dry" not in repr(show(analyse(replace(case, states=titles))))


def test_a_total_below_0_has_a_minus(result: ScenarioResult) -> None:
    low = replace(told(result).shown[0], total=-2)
    assert shown(balance_tables.chosen_table(changed(result, shown=(low,))))[0][3] == "−2"


# ---- what carries each


def test_every_state_has_what_supports_and_what_opposes_it(result: ScenarioResult) -> None:
    one, two, three = balance_tables.supports_tables(result).parts
    assert one.caption == "Scenario No. 1: what supports and what opposes its states"
    assert shown(one) == [
        ["R Dry", "0", "0", "Wet", "–", "–"],
        ["D Old", "0", "0", "New", "–", "–"],
        ["M Stays", "1", "0", "Goes", "R Dry +1", "D Old −1"],
    ]
    assert shown(two)[2] == ["M Stays", "2", "2", "Goes", "R Dry +1; D New +1", "–"]
    assert shown(three)[1:] == [
        ["D New", "3", "3", "Old", "M Goes +3", "–"],
        ["M Goes", "2", "1", "Stays", "R Wet +2", "D New −1"],
    ]


def test_a_balance_below_0_has_a_minus(case: Case) -> None:
    below = (impact("R.dry", "M.stays", -1), impact("R.dry", "M.goes", -3))
    found = analyse(replace(case, impacts=below))
    rows = [row for part in balance_tables.supports_tables(found).parts for row in shown(part)]
    assert ["M Stays", "−1", "2", "Goes", "R Dry +2", "–"] in rows


def test_of_many_supports_the_strongest_are_named() -> None:
    named = {name: (f"{name}.x", f"{name}.y") for name in "ABCDE"}
    moves = [impact(f"{name}.x", "E.x", size) for size, name in enumerate("ABCD", 1)]
    found = analyse(replace(made(named), impacts=tuple(moves)))
    first = explain(told(found).impacts, (0,) * 5)
    (part,) = balance_tables.supports_tables(changed(found, shown=(first,))).parts
    assert shown(part)[4][4] == "D D.x +4; C C.x +3; B B.x +2; 1 more"


# ---- the firmest


def test_the_firmest_stand_first_with_their_states(result: ScenarioResult) -> None:
    table = balance_tables.firmest_table(result)
    assert table.headings == ("No.", "Survives", "R", "D", "M")
    assert [[row[0], *row[2:]] for row in shown(table)] == [
        ["2", "Dry", "New", "Stays"],
        ["3", "Wet", "New", "Goes"],
        ["1", "Dry", "Old", "Stays"],
    ]
    assert shown(table)[0][1] == "100%"
    # Wet, new, stays can become consistent, and dry, new, goes where both who stay move to 0.
    (note,) = table.notes
    assert note.startswith(
        "Of 3 listed. In the 200 moved matrices 2 scenarios became consistent that are not so as "
        "judged, the most frequent "
    )


def test_no_newcomer_is_said(result: ScenarioResult) -> None:
    survived = replace(told(result).survival, newcomers=())  # type: ignore[type-var]
    (note,) = balance_tables.firmest_table(changed(result, survival=survived)).notes
    assert note.endswith(" 0 scenarios became consistent that are not so as judged.")


def test_of_many_the_first_fifteen_are_shown(flagship: ScenarioResult) -> None:
    table = balance_tables.firmest_table(flagship)
    shares = [float(text.removesuffix("%")) for text in column(table, "Survives")]
    assert len(shares) == FIRM < len(told(flagship).solved.scenarios)
    assert shares == sorted(shares, reverse=True)
    titles = {row.title[:20] for row in flagship.case.states}
    assert {cell[:20] for row in shown(table) for cell in row[2:]} <= titles


def test_newcomers_of_an_unfinished_search_are_at_least_so_many(result: ScenarioResult) -> None:
    survived = replace(told(result).survival, complete=3)  # type: ignore[type-var]
    (note,) = balance_tables.firmest_table(changed(result, survival=survived)).notes
    assert "at least 2" in note or "searched" in note


# ---- nothing to show


@each
def test_without_impacts_that_is_said(bare: ScenarioResult, show: Show) -> None:
    assert "the case has no impacts" in repr(show(bare))


@pytest.mark.parametrize("name", ["chosen", "supports", "firmest"])
def test_no_consistent_scenario_is_no_want_of_impacts(chase: ScenarioResult, name: str) -> None:
    assert not [row for row in every(chase.case) if holds(chase.case, row)]
    assert "the case has no impacts" not in repr(EVERY[name](chase))


# ---- in any world, with any text


@each
@pytest.mark.parametrize("world", WORLDS)
def test_it_is_shown_of_every_world_and_nothing_is_called_a_probability(
    worlds: Mapping[str, ScenarioResult], world: str, show: Show
) -> None:
    table = show(worlds[world])
    check_page(table)
    check_words(table)


@pytest.mark.parametrize("name", ["chosen", "supports", "firmest"])
def test_hostile_text_is_spelled_out(hostile: ScenarioResult, name: str) -> None:
    table = EVERY[name](hostile)
    assert SEEN in check_page(table).text
    assert SEEN in repr(table)


@each
def test_long_titles_are_cut(wordy: ScenarioResult, show: Show) -> None:
    assert "x" * 61 not in show(wordy).html()
