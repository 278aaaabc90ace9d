"""How loud the warning is: the rule in every combination, what counts, why, and what changed."""

from collections.abc import Callable
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sat.case import Case
from sat.indicators.state import board
from sat.indicators.validation import Validation, validate
from sat.indicators.warning import ORDER, RULE, Change, Warned, changes, level_of, top_of, warnings

MakeWatch = Callable[..., Case]
DAY = date(2025, 3, 31)
TOPS = [tops for length in range(5) for tops in product(("low", "high"), repeat=length)]


def warned(case: Case, validation: Validation | None = None, day: date = DAY) -> dict[str, Warned]:
    """The warning of each outcome on a day."""
    return {row.outcome: row for row in warnings(case, board(case, day), validation)}


# ---- the rule


def stated(tops: tuple[str, ...], looked: int, watched: int) -> str:
    """The rule as it is printed, by how many are high and how many low."""
    table = {(0, 1): "watch", (1, 0): "elevated"}
    high, low = tops.count("high"), tops.count("low")
    if high + low == 0:  # at least half looked at, and there is something to look at
        return "quiet" if watched > 0 and looked >= watched / 2 else "unknown"
    return table.get((high, low), "high" if high > 1 else "elevated")


@pytest.mark.parametrize("tops", TOPS)
def test_the_level_of_every_combination_is_the_one_stated(tops: tuple[str, ...]) -> None:
    for watched in range(6):
        for looked in range(watched + 1):
            assert level_of(tops, looked, watched) == stated(tops, looked, watched)


@pytest.mark.parametrize(
    ("tops", "level"),
    [
        (["low"], "watch"),
        (["high"], "elevated"),
        (["low", "low"], "elevated"),
        (["low", "low", "low", "low"], "elevated"),
        (["high", "low", "low"], "elevated"),
        (["high", "high"], "high"),
        (["low", "high", "high"], "high"),
    ],
)
def test_raised_happenings_make_the_level_whoever_looked(tops: list[str], level: str) -> None:
    assert level_of(tops, looked=0, watched=9) == level


@pytest.mark.parametrize(
    ("looked", "watched", "level"),
    [
        (0, 0, "unknown"),
        (0, 1, "unknown"),
        (1, 1, "quiet"),
        (1, 2, "quiet"),
        (1, 3, "unknown"),
        (2, 3, "quiet"),
        (2, 5, "unknown"),
        (3, 5, "quiet"),
    ],
)
def test_quiet_needs_half_of_them_looked_at(looked: int, watched: int, level: str) -> None:
    assert level_of([], looked, watched) == level


@given(st.lists(st.sampled_from(["low", "high"]), max_size=6), st.sampled_from(["low", "high"]))
def test_one_more_happening_never_lowers_the_level(tops: list[str], more: str) -> None:
    before, after = level_of(tops, 3, 5), level_of([*tops, more], 3, 5)
    assert ORDER.index(after) >= ORDER.index(before)
    assert level_of(tops[::-1], 3, 5) == before


def test_the_rule_is_printed_with_every_level_in_order() -> None:
    assert [part.split(":")[0] for part in RULE.split("; ")] == list(ORDER)
    assert ORDER == ("unknown", "quiet", "watch", "elevated", "high")


def test_the_top_of_a_group_is_its_highest_level(make_watch: MakeWatch) -> None:
    case = make_watch(["I1 H1", "I2 H1", "I3 H1"], seen=["I1 2025-03-01 low", "I2 2025-03-01 high"])
    states = board(case, DAY)
    assert (top_of(states), top_of(states[:1]), top_of(states[2:])) == ("high", "low", "unknown")


# ---- what counts


def test_there_is_a_warning_for_every_hypothesis_then_for_every_scenario(
    make_watch: MakeWatch,
) -> None:
    case = make_watch(
        ["I1 H2", "I2 SC1", "I3 ."],
        seen=["I1 2025-03-01 low", "I2 2025-03-01 high", "I3 2025-03-01 high"],
        scenarios={"SC1": "H2", "SC2": ""},
    )
    found = warned(case)
    assert {name: row.level for name, row in found.items()} == {
        "H1": "unknown",
        "H2": "watch",
        "SC1": "elevated",
        "SC2": "unknown",
    }
    assert list(found) == ["H1", "H2", "SC1", "SC2"]
    assert found["H2"].title == "title of H2"
    assert found["SC1"].title == "title of SC1"
    # What points nowhere counts for nobody.
    assert [row.indicators for row in found.values()] == [(), ("I1",), ("I2",), ()]


def test_a_scenario_without_its_own_takes_its_hypothesis_indicators(make_watch: MakeWatch) -> None:
    case = make_watch(
        ["I1 H2", "I2 SC2"],
        seen=["I1 2025-03-01 high", "I2 2025-03-01 none"],
        scenarios={"SC1": "H2", "SC2": "H2"},
    )
    found = warned(case)
    assert (found["SC1"].level, found["SC1"].through) == ("elevated", "H2")
    assert found["SC1"].indicators == ("I1",)
    # SC2 has one of its own, so the hypothesis' count no more.
    assert (found["SC2"].level, found["SC2"].through) == ("quiet", "")


def test_an_indicator_that_separates_nothing_does_not_count(make_watch: MakeWatch) -> None:
    case = make_watch(
        ["I1 H1", "I2 H1"],
        {"ana": {"I1": "HL HL", "I2": "HL U"}},
        seen=["I1 2025-03-01 high", "I2 2025-03-31 low"],
    )
    found = warned(case, validate(case))["H1"]
    assert (found.level, found.indicators, found.dropped) == ("watch", ("I2",), ("I1",))
    assert (found.looked, [len(group) for group in found.raised]) == (1, [1])
    # Where nobody validated, all count.
    assert warned(case)["H1"].level == "elevated"
    assert warned(case)["H1"].dropped == ()


def test_a_weak_indicator_counts(make_watch: MakeWatch) -> None:
    case = make_watch(["I1 H1"], {"ana": {"I1": "L U"}}, seen=["I1 2025-03-01 low"])
    assert warned(case, validate(case))["H1"].level == "watch"


def test_where_all_are_dropped_nothing_is_known(make_watch: MakeWatch) -> None:
    case = make_watch(["I1 H1"], {"ana": {"I1": "L L"}}, seen=["I1 2025-03-31 high"])
    found = warned(case, validate(case))["H1"]
    assert (found.level, found.indicators, found.dropped) == ("unknown", (), ("I1",))
    assert found.why == "no indicator points to it that separates anything"


def test_two_raised_by_one_happening_count_once(make_watch: MakeWatch) -> None:
    seen = ["I1 2025-03-01 high group=raid", "I2 2025-03-02 high group=raid"]
    found = warned(make_watch(["I1 H1", "I2 H1"], seen=seen))["H1"]
    assert found.level == "elevated"
    assert [[state.indicator_id for state in group] for group in found.raised] == [["I1", "I2"]]
    apart = [text.replace("raid", f"raid{number}") for number, text in enumerate(seen)]
    assert warned(make_watch(["I1 H1", "I2 H1"], seen=apart))["H1"].level == "high"


def test_a_happening_counts_with_its_highest_level(make_watch: MakeWatch) -> None:
    seen = ["I1 2025-03-01 low group=raid", "I2 2025-03-02 high group=raid"]
    assert warned(make_watch(["I1 H1", "I2 H1"], seen=seen))["H1"].level == "elevated"
    seen = [text.replace("high", "low") for text in seen]
    assert warned(make_watch(["I1 H1", "I2 H1"], seen=seen))["H1"].level == "watch"


def test_one_happening_counts_once_for_each_outcome_it_speaks_of(make_watch: MakeWatch) -> None:
    seen = ["I1 2025-03-01 high group=raid", "I2 2025-03-02 high group=raid"]
    found = warned(make_watch(["I1 H1", "I2 H2"], seen=seen))
    assert [row.level for row in found.values()] == ["elevated", "elevated"]


def test_a_stale_indicator_still_stands_but_was_not_looked_at(make_watch: MakeWatch) -> None:
    case = make_watch(["I1 H1 monthly"], seen=["I1 2020-03-01 low"])
    found = warned(case)["H1"]
    assert (found.level, found.looked) == ("watch", 0)


@pytest.mark.parametrize(("looks", "level"), [(1, "unknown"), (2, "quiet"), (4, "quiet")])
def test_quiet_is_said_once_half_of_them_were_looked_at_in_time(
    make_watch: MakeWatch, looks: int, level: str
) -> None:
    names = ["I1", "I2", "I3", "I4"]
    days = ["2025-03-20" if number < looks else "2025-01-20" for number in range(4)]
    case = make_watch(
        [f"{name} H1 monthly" for name in names],
        seen=[f"{name} {day} none" for name, day in zip(names, days, strict=True)],
    )
    found = warned(case)["H1"]
    assert (found.level, found.looked) == (level, looks)


def test_a_look_that_could_not_tell_is_no_look(make_watch: MakeWatch) -> None:
    case = make_watch(["I1 H1"], seen=["I1 2025-03-20 unknown"])
    assert (warned(case)["H1"].level, warned(case)["H1"].looked) == ("unknown", 0)


def test_an_indicator_that_nobody_rated_counts_and_is_not_said_to_separate_nothing(
    make_watch: MakeWatch,
) -> None:
    case = make_watch(["I1 H1", "I2 H1"], {"ana": {"I1": "HL HL"}}, seen=["I2 2025-03-20 high"])
    found = warned(case, validate(case))["H1"]
    assert (found.level, found.indicators, found.dropped) == ("elevated", ("I2",), ("I1",))


def test_a_scenarios_own_indicators_are_judged_against_the_scenarios(make_watch: MakeWatch) -> None:
    case = make_watch(
        ["I1 H1", "I2 SC1", "I3 SC1"],
        # I1 would be dropped against the scenarios, I2 and I3 against the hypotheses.
        {"ana": {"I1": "HL U C C", "I2": "C C HL HU", "I3": "HL U L L"}},
        seen=["I1 2025-03-20 low", "I2 2025-03-20 high", "I3 2025-03-20 high"],
        scenarios={"SC1": "H1", "SC2": "H1"},
        outcomes=["H1", "H2", "SC1", "SC2"],
    )
    both = validate(case), validate(case, "scenarios")
    found = {row.outcome: row for row in warnings(case, board(case, DAY), *both)}
    assert (found["SC1"].level, found["SC1"].indicators) == ("elevated", ("I2",))
    assert found["SC1"].dropped == ("I3",)
    # Those that SC2 takes from its hypothesis are judged against the hypotheses.
    assert (found["SC2"].level, found["SC2"].indicators) == ("watch", ("I1",))
    assert found["H1"].level == "watch"


# ---- why


def test_the_reason_names_indicators_levels_and_days(make_watch: MakeWatch) -> None:
    case = make_watch(
        ["I1 H1 monthly", "I2 H1 monthly", "I3 H1 monthly", "I4 H1"],
        seen=["I1 2025-03-20 high", "I2 2024-11 high group=raid", "I3 2025-03-02 low group=raid"],
    )
    assert warned(case)["H1"].why == (
        "I1 high since 2025-03-20; I2 high since 2024-11 and I3 low since 2025-03-02 "
        "(one happening); 2 of 4 indicators looked at in time"
    )


def test_the_reason_of_one_and_of_none(make_watch: MakeWatch) -> None:
    case = make_watch(["I1 H1"], seen=["I1 2025-03-20 none"])
    assert warned(case)["H1"].why == "none raised; 1 of 1 indicator looked at in time"
    assert warned(case)["H2"].why == "no indicator points to it"


def test_the_reason_says_whose_indicators_they_are(make_watch: MakeWatch) -> None:
    case = make_watch(["I1 H1"], seen=["I1 2025-03-20 low"], scenarios={"SC1": "H1"})
    assert warned(case)["SC1"].why == (
        "I1 low since 2025-03-20; 1 of 1 indicator looked at in time, those of H1"
    )


def test_the_reason_gives_the_day_on_which_the_level_was_first_seen(make_watch: MakeWatch) -> None:
    seen = ["I1 2025-01-05 low", "I1 2025-02-05 low", "I1 2025-03-05 none"]
    assert "I1 low since 2025-01-05;" in warned(make_watch(["I1 H1"], seen=seen))["H1"].why


# ---- what changed

EARLY, LATE = date(2025, 3, 1), date(2025, 3, 31)


def changed(
    case: Case, validation: Validation | None = None, early: date = EARLY, late: date = LATE
) -> list[tuple[str, str, str, str]]:
    """Kind, name, before and after."""
    found = changes(case, early, late, validation)
    return [(row.kind, row.name, row.before, row.after) for row in found]


def test_nothing_changed(make_watch: MakeWatch) -> None:
    case = make_watch(["I1 H1", "I2 H2"], seen=["I1 2025-02-01 low", "I2 2025-02-01 none"])
    assert changed(case) == []
    assert changed(case, late=EARLY) == []


def test_the_same_level_seen_again_is_no_change(make_watch: MakeWatch) -> None:
    case = make_watch(["I1 H1 monthly"], seen=["I1 2025-02-10 low", "I1 2025-03-15 low"])
    assert changed(case) == []


def test_a_new_warning_comes_first_and_then_the_indicator_that_rose(make_watch: MakeWatch) -> None:
    case = make_watch(["I1 H1"], seen=["I1 2025-02-01 none", "I1 2025-03-15 high text=Convoys"])
    assert changes(case, EARLY, LATE, None) == (
        Change(
            "warning",
            "H1",
            "quiet",
            "elevated",
            "I1 high since 2025-03-15; 1 of 1 indicator looked at in time",
        ),
        Change("indicator", "I1", "none", "high", "2025-03-15: Convoys"),
    )


def test_a_first_look_changes_from_unknown(make_watch: MakeWatch) -> None:
    case = make_watch(["I1 H1"], seen=["I1 2025-03-15 none"])
    assert changed(case) == [
        ("warning", "H1", "unknown", "quiet"),
        ("indicator", "I1", "unknown", "none"),
    ]


def test_a_cleared_indicator_is_a_change(make_watch: MakeWatch) -> None:
    # 15 November to 15 March: 15 + 31 + 31 + 28 + 15 = 120 days.
    seen = ["I1 2024-11-01 high", "I1 2024-11-15 none", "I1 2025-03-15 none"]
    assert changed(make_watch(["I1 H1"], seen=seen)) == [
        ("warning", "H1", "elevated", "quiet"),
        ("indicator", "I1", "high", "none"),
    ]


def test_a_look_that_grew_stale_is_told_with_its_day(make_watch: MakeWatch) -> None:
    case = make_watch(["I1 H1 monthly"], seen=["I1 2025-02-20 low"])
    (found,) = changes(case, EARLY, LATE, None)  # the warning stays at watch
    why = "nobody looked since 2025-02-20; it stands at low"
    assert found == Change("indicator", "I1", "low", "unknown", why)
    # It is told once: it was stale on the 30th as well.
    assert changes(case, date(2025, 3, 30), LATE, None) == ()


def test_a_stale_look_can_turn_quiet_into_unknown(make_watch: MakeWatch) -> None:
    case = make_watch(["I1 H1 monthly"], seen=["I1 2025-02-20 none"])
    assert changed(case) == [
        ("warning", "H1", "quiet", "unknown"),
        ("indicator", "I1", "none", "unknown"),
    ]


def test_an_added_indicator_is_told(make_watch: MakeWatch) -> None:
    case = make_watch(["I1 H1", "I2 H1"], seen=["I1 2025-02-01 low"], added={"I2": "2025-03-10"})
    assert changes(case, EARLY, LATE, None) == (
        Change("indicator", "I2", "not on the list", "unknown", "added"),
    )


def test_what_became_known_in_the_span_counts_not_what_happened_in_it(
    make_watch: MakeWatch,
) -> None:
    case = make_watch(["I1 H1"], seen=["I1 2024-06-01 low known=2025-03-10"])
    assert changed(case) == [
        ("warning", "H1", "unknown", "watch"),
        ("indicator", "I1", "unknown", "low"),
    ]


def test_a_dropped_indicator_changes_no_warning_but_is_told(make_watch: MakeWatch) -> None:
    case = make_watch(["I1 H1"], {"ana": {"I1": "L L"}}, seen=["I1 2025-03-10 high"])
    assert changed(case, validate(case)) == [("indicator", "I1", "unknown", "high")]


def test_a_long_or_hostile_text_is_told_on_one_safe_line(make_watch: MakeWatch) -> None:
    text = "red\x1b[31m" + "x" * 300
    case = make_watch(["I1 H1"], seen=[f"I1 2025-03-10 low text={text}"])
    why = changes(case, EARLY, LATE, None)[-1].why
    assert "\x1b" not in why
    assert why.startswith("2025-03-10: red\\u001b[31m")
    assert len(why) <= len("2025-03-10: ") + 160


def test_a_change_is_from_one_level_to_another(make_watch: MakeWatch) -> None:
    seen = ["I1 2025-02-20 low", "I1 2025-02-25 unknown"]
    found = changed(make_watch(["I1 H1 monthly"], seen=seen))
    assert [row for row in found if row[2] == row[3]] == []
