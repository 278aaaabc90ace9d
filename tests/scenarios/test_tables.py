"""Scenario work in tables: drivers, quadrants, stories, drift, generation, by hand."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from sat.case import Case
from sat.display import Cell, Table
from sat.scenarios import generation_tables, tables
from sat.scenarios.analysis import ScenarioResult, analyse
from sat.scenarios.fillings import fillings
from sat.scenarios.held import SLACK

from ..indicators.meadow import shown, styles
from .conftest import RANKS, SEEN, WORLDS, check_page, check_words, column
from .test_drift import indicator, seen
from .worlds import DAY, driver, impact, made, scenario

Show = Callable[[ScenarioResult], Table]
EVERY: dict[str, Show] = {
    "drivers": tables.drivers_table,
    "quadrants": tables.quadrants_table,
    "held": tables.held_table,
    "drift": tables.drift_table,
    "generation": lambda result: generation_tables.generation_table(result.generation, result),
    "crunching": lambda result: generation_tables.generation_table(result.crunched, result),
    "blind spots": lambda result: generation_tables.attention_table(result.generation, result),
    "contrary": lambda result: generation_tables.attention_table(result.crunched, result),
    "cone": tables.cone_table,
}
each = pytest.mark.parametrize("show", EVERY.values(), ids=EVERY)
AXIS = "important and uncertain: an axis"


# ---- drivers


def test_drivers_stand_by_weight_with_influence_and_dependence(result: ScenarioResult) -> None:
    table = tables.drivers_table(result)
    # Rain acts by 2 + 1 on the mayor, the dam by 1 + 1, the mayor by 3 on the dam; the mean is 8/3
    # both ways. Over two steps 3 · 3, 2 · 3 and 3 · 2, of the last two less falls on the mayor.
    assert shown(table) == [
        ["R Rain", "5 × 4 = 20", AXIS, "3", "0", "input", "1", "Dry, Wet"],
        ["D Dam", "4 × 4 = 16", AXIS, "2", "3", "output", "3", "Old, New"],
        ["M Mayor", "3 × 3 = 9", "neither", "3", "5", "relay", "2", "Stays, Goes"],
    ]
    assert "over chains of 2 steps" in table.notes[0]


@pytest.mark.parametrize(
    ("ranks", "part"), [((4, 4), "axis"), ((4, 3), "given"), ((3, 4), "watch"), ((3, 3), "aside")]
)
def test_a_drivers_part_is_told_in_words(ranks: tuple[int, int], part: str) -> None:
    named = {"A": ("A.1", "A.2"), "B": ("B.1", "B.2")}
    found = analyse(made(named, ranks={"A": ranks, "B": (1, 1)}))
    assert column(tables.drivers_table(found), "So it is") == [tables.PARTS[part], "neither"]


def test_a_drivers_note_is_a_hover_text(case: Case) -> None:
    noted = tuple(row.model_copy(update={"note": f"on {row.title}"}) for row in case.drivers)
    table = tables.drivers_table(analyse(replace(case, drivers=noted)))
    hovers = [row[-1].title for row in table.rows if isinstance(row[-1], Cell)]
    assert hovers == ["on Rain", "on Dam", "on Mayor"]


def test_without_impacts_no_driver_is_ranked_by_influence(bare: ScenarioResult) -> None:
    assert not set(column(tables.drivers_table(bare), "Rank in the long run")) & {"1", "2"}


# ---- quadrants


def test_each_quadrant_has_its_story_and_what_the_balances_leave(result: ScenarioResult) -> None:
    table = tables.quadrants_table(result)
    blind, one = ["no scenario named", "–", "–", "–"], "1 consistent filling"
    assert table.headings[0] == "R Rain / D Dam"
    assert shown(table) == [
        ["Dry / Old", "S1 title of S1: A story.", "R Dry, D Old, M Stays", "H1",
         "1 high, 0 low, 0 none; 1 never seen (those of H1)", one],
        ["Dry / New", *blind, one],
        ["Wet / Old", "S2 title of S2: A story.", "R Wet, D Old", "H2",
         "0 high, 1 low, 0 none; 0 never seen",
         "no filling is consistent: as judged, this future does not hold together"],
        ["Wet / New", *blind, one],
    ]  # fmt: skip
    assert [row[-1] for row in styles(table)] == ["", "", "bad", ""]
    assert table.notes == (
        "In no quadrant, since they leave an axis open: S3.",
        "By the impacts judged, neither axis acts on the other directly.",
        "Quadrants carry no probabilities.",
    )


def test_two_scenarios_of_a_quadrant_have_a_row_each(case: Case) -> None:
    more = (*case.scenarios, scenario("S4", "R.dry;D.old;M.goes"))
    table = tables.quadrants_table(analyse(replace(case, scenarios=more)))
    assert [row[:2] for row in shown(table)][:2] == [
        ["Dry / Old", "S1 title of S1: A story."],
        ["Dry / Old", "S4 title of S4: A story."],
    ]


def test_the_axes_are_those_that_were_asked_for(case: Case) -> None:
    table = tables.quadrants_table(analyse(case, axes="M;D:D.new"))
    assert table.headings[0] == "M Mayor / D Dam"
    assert column(table, table.headings[0])[0] == "Stays / New"


def test_a_search_that_was_cut_off_leaves_at_least_what_it_found(result: ScenarioResult) -> None:
    case = replace(result.case, impacts=(impact("R.wet", "D.new", 0),))
    cut = replace(result, fillings=fillings(case, result.matrix, limit=1))
    assert set(column(tables.quadrants_table(cut), "Balances")) == {"at least 1 consistent filling"}


def test_a_search_that_found_nothing_before_it_was_cut_off_says_so(result: ScenarioResult) -> None:
    cut = tuple(replace(row, states=(), complete=False) for row in result.fillings)
    said = column(tables.quadrants_table(replace(result, fillings=cut)), "Balances")
    assert not [text for text in said if "at least 0" in text]


def test_without_impacts_the_balances_say_nothing_of_a_quadrant(bare: ScenarioResult) -> None:
    assert set(column(tables.quadrants_table(bare), "Balances")) == {"no impacts judged"}


def test_without_impacts_nothing_is_said_of_how_the_axes_act(bare: ScenarioResult) -> None:
    assert not [note for note in tables.quadrants_table(bare).notes if "impacts judged" in note]


def test_without_scenarios_none_is_said_to_stand_in_a_quadrant(bare: ScenarioResult) -> None:
    assert not [note for note in tables.quadrants_table(bare).notes if "Every named" in note]


def test_every_scenario_in_a_quadrant_is_said(least: ScenarioResult) -> None:
    assert tables.quadrants_table(least).notes[0] == "Every named scenario stands in a quadrant."


def test_axes_that_act_on_each_other_are_no_deduction(case: Case) -> None:
    more = (impact("R.wet", "D.new", -2), impact("R.dry", "D.new", 1), impact("D.old", "R.dry", 3))
    found = analyse(replace(case, impacts=(*case.impacts, *more)))
    assert tables.quadrants_table(found).notes[1] == (
        "The axes are not independent: R acts on D by 3 and D acts on R by 3 (sizes of impacts "
        "added up). Read the quadrants as frames and not as a deduction."
    )


# ---- named scenarios against the judgments


def test_named_scenarios_are_held_against_field_and_balances(result: ScenarioResult) -> None:
    table = tables.held_table(result)
    # S2: wet and old leave either mayor 3 behind; the one who goes has a total of 3, the other 0.
    assert shown(table) == [
        ["S1 title of S1", "nothing", "3 pairs not assessed", "consistent", "–",
         "R Dry, D Old, M Stays"],
        ["S2 title of S2", "M", "every pair possible", "needs inconsistency of 3",
         "D Old loses to New by 3", "R Wet, D Old, M Goes"],
        ["S3 title of S3", "R", "1 pair not assessed", "consistent", "–", "R Wet, D New, M Goes"],
    ]  # fmt: skip
    assert [row[3] for row in styles(table)] == ["", "bad", ""]


@pytest.mark.parametrize(
    ("states", "said"),
    [
        ("R.dry;M.goes", "excluded: R Dry, M Goes"),
        ("R.wet;D.old;M.stays", "excluded: R Wet, D Old, M Stays"),
        ("R.dry;D.new", "1 doubtful pair"),
        ("R.dry;D.new;M.stays", "1 doubtful pair and 2 pairs not assessed"),
    ],
)
def test_what_the_field_has_against_a_scenario_is_named(case: Case, states: str, said: str) -> None:
    found = analyse(replace(case, scenarios=(scenario("S1", states),)))
    assert column(tables.held_table(found), "Field") == [said]


def test_a_scenario_can_be_too_far_off_for_any_filling(case: Case) -> None:
    # Nothing but the mayor bears on the dam; against 21 the most that is looked for is 20.
    strong = (impact("M.goes", "D.new", SLACK + 1),)
    told = (scenario("S1", "D.old;M.goes"),)
    table = tables.held_table(analyse(replace(case, impacts=strong, scenarios=told)))
    assert shown(table)[0][3:] == ["at odds by more than 20", "–", "–"]
    assert styles(table)[0][3] == "bad"


def test_without_impacts_no_scenario_is_consistent_or_not(case: Case) -> None:
    table = tables.held_table(analyse(replace(case, impacts=())))
    assert set(column(table, "Balances")) == {"no impacts judged"}
    assert column(table, "Best filling") == ["–"] * 3


def test_without_scenarios_none_is_held(bare: ScenarioResult) -> None:
    assert shown(tables.held_table(bare)) == [["none", "", "", "", "", ""]]


# ---- drift


def test_scenarios_stand_by_what_their_indicators_warn_of(result: ScenarioResult) -> None:
    table = tables.drift_table(result)
    assert table.caption == "Which future are we drifting to, as of 2025-01-01"
    assert shown(table)[:2] == [
        ["S1 title of S1", "those of H1", "elevated", "I1", "–", "–", "I2", "–"],
        ["S2 title of S2", "its own", "watch", "–", "I3", "–", "–", "–"],
    ]
    assert shown(table)[2][2:] == ["unknown", "–", "–", "–", "–", "–"]
    assert [row[2] for row in styles(table)] == ["level elevated", "level watch", "level unknown"]
    assert [row[6] for row in styles(table)] == ["level unknown", "", ""]


def test_a_scenario_that_nothing_is_watched_for_has_no_indicators(result: ScenarioResult) -> None:
    assert column(tables.drift_table(result), "Indicators")[2] == "–"


def test_what_was_not_looked_at_in_time_is_named_apart(case: Case) -> None:
    watched = (indicator("I1", "S1", "weekly"), indicator("I2", "S1"))
    looks = (seen("I1", "high", DAY.replace(year=2024)), seen("I2", "none", DAY))
    found = analyse(replace(case, indicators=watched, observations=looks))
    row = shown(tables.drift_table(found))[0]
    assert row[3:] == ["I1", "–", "I2", "–", "I1"]


def test_without_indicators_there_is_no_drift(bare: ScenarioResult) -> None:
    assert shown(tables.drift_table(bare)) == [["no indicators", *[""] * 7]]


# ---- generation


def test_every_quadrant_of_a_generation_has_its_verdict(result: ScenarioResult) -> None:
    table = generation_tables.generation_table(result.generation, result)
    assert shown(table) == [
        ["1 R Rain × D Dam", "Dry / Old\ntold S1, 1", "Dry / New\nopen, 1",
         "Wet / Old\nunbalanced S2, 0", "Wet / New\nopen, 1"],
    ]  # fmt: skip
    assert styles(table) == [["", "", "best", "bad", "best"]]
    assert table.caption.startswith("Multiple Scenarios Generation: ")
    assert table.notes[0] == (
        "4 quadrants made, 1 unbalanced (no filling is consistent by the balances); 1 told (a "
        "named scenario stands in it); 2 open (nothing speaks against it, and nobody has told "
        "it yet)."
    )


def test_assumptions_turned_round_are_named_at_their_ends(result: ScenarioResult) -> None:
    table = generation_tables.generation_table(result.crunched, result)
    # Dry and goes are impossible; wet and stays is possible, but no balance holds it.
    assert shown(table) == [
        ["1 R Rain × M Mayor", "Dry / Stays\ntold S1, 2", "Dry / Goes\nexcluded, 0",
         "Wet / Stays\nunbalanced, 0", "Wet / Goes\nopen, 1"],
    ]  # fmt: skip
    assert table.caption == "Quadrant Crunching: the assumptions under H1 H1 turned round"
    assert "if an assumption is wrong: R Wet (A1); M Goes (A2)." in table.notes[1]


def test_three_weighty_drivers_make_three_matrices(case: Case) -> None:
    heavy = tuple(
        row.model_copy(update={"importance": 5, "uncertainty": 5}) for row in case.drivers
    )
    found = analyse(replace(case, drivers=heavy))
    table = generation_tables.generation_table(found.generation, found)
    pairs = ["1 R Rain × D Dam", "2 R Rain × M Mayor", "3 D Dam × M Mayor"]
    assert column(table, "Matrix") == pairs
    assert table.notes[0].startswith("12 quadrants made, ")


def test_too_few_drivers_are_not_crossed(result: ScenarioResult) -> None:
    table = generation_tables.generation_table(None, result)
    assert shown(table) == [
        ["nothing to cross: it takes two drivers, or two that assumptions bear on"]
    ]


def test_no_assumption_to_turn_round_is_no_want_of_drivers(case: Case) -> None:
    found = analyse(replace(case, assumptions=()))
    assert found.crunched is None
    assert "too few drivers" not in repr(generation_tables.generation_table(found.crunched, found))


def test_an_unsure_quadrant_with_a_story_is_not_marked_as_bad(result: ScenarioResult) -> None:
    found = result.generation
    assert found is not None
    unsure = replace(found, rows=tuple(replace(r, fillings=0, complete=False) for r in found.rows))
    assert found.rows[0].quadrant.scenarios
    assert "bad" not in styles(generation_tables.generation_table(unsure, result))[0]


def test_the_note_is_true_where_too_few_drivers_are_weighty(case: Case) -> None:
    light = tuple(driver(name, 2, 2).model_copy(update={"title": name}) for name in RANKS)
    found = analyse(replace(case, drivers=light))
    table = generation_tables.generation_table(found.generation, found)
    assert "are both above 3" not in table.notes[1]


def test_without_impacts_no_quadrant_is_called_consistent(bare: ScenarioResult) -> None:
    notes = generation_tables.generation_table(bare.generation, bare).notes
    assert not [note for note in notes if "(consistent, and" in note]


def test_counts_of_a_search_that_was_cut_off_carry_a_plus(result: ScenarioResult) -> None:
    found = result.generation
    assert found is not None
    rows = tuple(replace(row, fillings=1000, complete=False) for row in found.rows)
    cut = replace(found, rows=rows)
    assert shown(generation_tables.generation_table(cut, result))[0][1].endswith("told S1, 1000+")
    rest = column(generation_tables.attention_table(cut, result), "Consistent fillings")
    assert rest == ["1000 or more"] * 2


# ---- blind spots


def test_blind_spots_stand_by_weight(result: ScenarioResult) -> None:
    table = generation_tables.attention_table(result.generation, result)
    # 5 · 4 + 4 · 4
    assert shown(table) == [
        ["R Rain: Dry / D Dam: New", "36", "1"],
        ["R Rain: Wet / D Dam: New", "36", "1"],
    ]
    assert table.notes[0].startswith("Ordered by weight ")


def test_blind_spots_of_a_crunching_count_their_contrary_ends(result: ScenarioResult) -> None:
    table = generation_tables.attention_table(result.crunched, result)
    assert shown(table) == [["R Rain: Wet / M Mayor: Goes", "2", "29", "1"]]
    assert table.notes[0].startswith("Ordered by contrary assumptions, then by weight ")


def test_no_blind_spot_is_said(result: ScenarioResult) -> None:
    none = replace(result.crunched, rows=())  # type: ignore[type-var]
    assert shown(generation_tables.attention_table(none, result)) == [["none", "", "", ""]]
    assert shown(generation_tables.attention_table(None, result)) == [["none", "", ""]]


def test_without_impacts_a_blind_spot_has_no_number_of_fillings(bare: ScenarioResult) -> None:
    table = generation_tables.attention_table(bare.generation, bare)
    assert column(table, "Consistent fillings") == ["–"] * 4


# ---- the cone


def test_the_cone_names_what_each_scenario_changes(result: ScenarioResult) -> None:
    table = tables.cone_table(result)
    assert table.caption == "Cone of plausibility around S1 title of S1"
    assert shown(table) == [
        ["S2 title of S2", "variant", "1", "R Rain: Dry → Wet", "M"],
        ["S3 title of S3", "wild card", "2", "D Dam: Old → New; M Mayor: Stays → Goes", "R"],
    ]


def test_a_scenario_that_changes_nothing_says_so(case: Case) -> None:
    told = (*case.scenarios[:1], scenario("S2", "R.dry"))
    (row,) = shown(tables.cone_table(analyse(replace(case, scenarios=told))))
    assert row[2:] == ["0", "–", "D, M"]


def test_a_baseline_alone_has_no_cone(least: ScenarioResult, bare: ScenarioResult) -> None:
    assert shown(tables.cone_table(least)) == [["none but the baseline", "", "", "", ""]]
    assert shown(tables.cone_table(bare)) == [["no scenario named"]]


# ---- in any world, with any text


@each
@pytest.mark.parametrize("world", WORLDS)
def test_it_is_shown_of_every_world_and_nothing_is_called_a_probability(
    worlds: Mapping[str, ScenarioResult], world: str, show: Show
) -> None:
    table = show(worlds[world])
    check_page(table)
    check_words(table)


@each
def test_hostile_text_is_spelled_out(hostile: ScenarioResult, show: Show) -> None:
    table = show(hostile)
    assert SEEN in check_page(table).text
    assert SEEN in repr(table)


@pytest.mark.parametrize("name", sorted(EVERY.keys() - {"crunching", "quadrants"}))
def test_long_titles_are_cut(wordy: ScenarioResult, name: str) -> None:
    assert "x" * 61 not in EVERY[name](wordy).html()


def test_long_titles_are_cut_where_assumptions_are_named(wordy: ScenarioResult) -> None:
    assert "x" * 61 not in EVERY["crunching"](wordy).html()


def test_a_story_is_cut_with_its_title(case: Case) -> None:
    told = case.scenarios[0].model_copy(update={"narrative": "long " * 200})
    row = shown(tables.quadrants_table(analyse(replace(case, scenarios=(told,)))))[0]
    assert row[1].startswith("S1 title of S1: long long")
    assert len(row[1]) <= 600
