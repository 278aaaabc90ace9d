"""How far each indicator stands on a day: present and standing level, age, and happenings."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sat.case import Case
from sat.indicators.state import State, board, happenings, seen_on, standing_after, standing_on
from sat.scales import CADENCE

MakeWatch = Callable[..., Case]
SEEN = date(2025, 3, 1)
# Days for which a look holds good, by cadence: a day, a week, the longest month, the longest
# quarter and the longest year.
HOLDS = {"daily": 1, "weekly": 7, "monthly": 31, "quarterly": 92, "seasonal": 366}
RANKS = ("unknown", "none", "low", "high")


def one(case: Case, day: str | date) -> State:
    """The only indicator's state on a day."""
    (state,) = board(case, day if isinstance(day, date) else date.fromisoformat(day))
    return state


def levels(case: Case, day: str | date) -> tuple[str, str]:
    """Present and standing level of the only indicator."""
    state = one(case, day)
    return state.level, state.standing


def groups(case: Case) -> set[frozenset[str]]:
    """Ids of what one happening explains, at the end of the case."""
    found = happenings(case, board(case, case.as_of))
    return {frozenset(state.indicator_id for state in group) for group in found}


# ---- the present level


def test_where_nobody_looked_both_levels_are_unknown(make_watch: MakeWatch) -> None:
    state = one(make_watch(["I1 H1 monthly"]), "2025-03-01")
    assert (state.level, state.standing) == ("unknown", "unknown")
    assert (state.by, state.last, state.age) == (None, None, None)
    assert (state.raised, state.looked, state.stale) == (False, False, False)


@pytest.mark.parametrize("level", ["none", "low", "high"])
def test_a_fresh_look_is_both_levels(make_watch: MakeWatch, level: str) -> None:
    state = one(make_watch(["I1 H1 monthly"], seen=[f"I1 2025-03-01 {level}"]), "2025-03-05")
    assert (state.level, state.standing, state.age) == (level, level, 4)
    assert state.by is state.last
    assert state.by is not None
    assert state.looked
    assert state.raised == (level != "none")


def test_where_the_newest_look_could_not_tell_the_present_is_unknown(
    make_watch: MakeWatch,
) -> None:
    case = make_watch(["I1 H1 monthly"], seen=["I1 2025-03-01 low", "I1 2025-03-05 unknown"])
    state = one(case, "2025-03-06")
    assert (state.level, state.standing) == ("unknown", "low")
    assert not state.stale  # the look of 1 March is five days old; it is only not the newest
    assert (state.age, state.last) == (5, case.observations[0])


def test_looks_that_could_never_tell_leave_everything_unknown(make_watch: MakeWatch) -> None:
    state = one(make_watch(["I1 H1 monthly"], seen=["I1 2025-03-01 unknown"]), "2025-03-02")
    assert (state.level, state.standing, state.last) == ("unknown", "unknown", None)


def test_a_later_look_that_can_tell_ends_the_blindness(make_watch: MakeWatch) -> None:
    case = make_watch(["I1 H1"], seen=["I1 2025-03-01 unknown", "I1 2025-03-05 none"])
    assert levels(case, "2025-03-06") == ("none", "none")


@pytest.mark.parametrize(("cadence", "days"), HOLDS.items())
def test_a_look_holds_as_long_as_its_cadence_and_not_a_day_longer(
    make_watch: MakeWatch, cadence: str, days: int
) -> None:
    case = make_watch([f"I1 H1 {cadence}"], seen=[f"I1 {SEEN} low"])
    fresh = one(case, SEEN + timedelta(days=days))
    assert (fresh.level, fresh.stale, fresh.age) == ("low", False, days)
    old = one(case, SEEN + timedelta(days=days + 1))
    assert (old.level, old.stale, old.age) == ("unknown", True, days + 1)
    assert (old.standing, old.looked, old.raised) == ("low", False, True)


@pytest.mark.parametrize("cadence", ["per event", "."])
def test_without_a_clock_a_look_never_grows_stale(make_watch: MakeWatch, cadence: str) -> None:
    case = make_watch([f"I1 H1 {cadence}"], seen=[f"I1 {SEEN} none"])
    state = one(case, SEEN + timedelta(days=10_000))
    assert (state.level, state.stale, state.age) == ("none", False, 10_000)


def test_every_cadence_of_the_scale_is_tried_here() -> None:
    assert set(CADENCE.codes) == {*HOLDS, "per event"}


def test_a_month_is_as_old_as_its_last_day(make_watch: MakeWatch) -> None:
    case = make_watch(["I1 H1 monthly"], seen=["I1 2025-03 low known=2025-04-05"])
    assert one(case, "2025-04-05").age == 5
    assert one(case, "2025-05-01").age == 31
    assert levels(case, "2025-05-01") == ("low", "low")
    assert levels(case, "2025-05-02") == ("unknown", "low")


def test_a_month_that_is_not_over_has_no_age_below_zero(make_watch: MakeWatch) -> None:
    case = make_watch(["I1 H1 daily"], seen=["I1 2025-03 low known=2025-03-10"])
    assert one(case, "2025-03-10").age == 0


def test_a_period_says_nothing_of_days_after_it_was_known(make_watch: MakeWatch) -> None:
    case = make_watch(
        ["I1 H1 monthly"], seen=["I1 2025 low known=2025-06-01", "I1 2025-07-01 none"]
    )
    # Who said on 1 June that it was so in 2025 cannot have seen July.
    assert levels(case, "2025-07-02") == ("none", "low")


# ---- the standing level


def test_silence_never_clears_a_standing_level(make_watch: MakeWatch) -> None:
    case = make_watch(["I1 H1 monthly"], seen=["I1 2015-03-01 high"])
    assert levels(case, "2025-12-31") == ("unknown", "high")


def test_one_quiet_look_does_not_clear_it(make_watch: MakeWatch) -> None:
    case = make_watch(["I1 H1"], seen=["I1 2015-03-01 high", "I1 2020-03-01 none"])
    assert levels(case, "2025-12-31") == ("none", "high")


@pytest.mark.parametrize(("second", "standing"), [("2025-06-30", "high"), ("2025-07-01", "none")])
def test_two_quiet_looks_clear_it_once_they_are_92_days_apart(
    make_watch: MakeWatch, second: str, standing: str
) -> None:
    # From 31 March: 30 April days + 31 May days + 30 June days = 91 to 30 June, 92 to 1 July.
    seen = ["I1 2025-03-01 high", "I1 2025-03-31 none", f"I1 {second} none"]
    assert levels(make_watch(["I1 H1"], seen=seen), "2025-12-31") == ("none", standing)


def test_the_first_and_the_last_of_many_quiet_looks_count(make_watch: MakeWatch) -> None:
    looks = ["2025-04-01", "2025-05-01", "2025-06-01", "2025-07-02"]  # 92 days, none 32 apart
    seen = ["I1 2025-03-01 high", *[f"I1 {day} none" for day in looks]]
    case = make_watch(["I1 H1"], seen=seen)
    assert one(case, "2025-07-01").standing == "high"
    assert one(case, "2025-07-02").standing == "none"


def test_it_comes_down_to_the_highest_of_the_lower_looks(make_watch: MakeWatch) -> None:
    seen = ["I1 2025-01-01 high", "I1 2025-02-01 none", "I1 2025-03-01 low", "I1 2025-06-01 none"]
    case = make_watch(["I1 H1"], seen=seen)
    state = one(case, "2025-06-02")
    assert (state.level, state.standing) == ("none", "low")
    assert state.by is case.observations[2]


def test_low_comes_down_to_none_in_the_same_way(make_watch: MakeWatch) -> None:
    seen = ["I1 2025-01-01 low", "I1 2025-02-01 none", "I1 2025-06-01 none"]
    assert one(make_watch(["I1 H1"], seen=seen), "2025-06-01").standing == "none"


@pytest.mark.parametrize("between", ["high", "unknown"])
def test_a_new_rise_in_between_starts_the_count_anew(make_watch: MakeWatch, between: str) -> None:
    seen = [
        "I1 2025-01-01 high",
        "I1 2025-02-01 none",
        f"I1 2025-03-01 {between}",
        "I1 2025-06-01 none",
    ]
    # Nobody able to look is no rise.
    expected = {"high": "high", "unknown": "none"}[between]
    assert one(make_watch(["I1 H1"], seen=seen), "2025-06-01").standing == expected


def test_after_a_new_rise_two_looks_clear_it_again(make_watch: MakeWatch) -> None:
    days = ["01-01 high", "02-01 none", "03-01 high", "06-01 none", "09-01 none"]
    case = make_watch(["I1 H1"], seen=[f"I1 2025-{day}" for day in days])
    # From 1 June to 1 September: 30 + 31 + 31 = 92.
    assert one(case, "2025-08-31").standing == "high"
    assert one(case, "2025-09-01").standing == "none"


def test_a_rise_above_what_stands_takes_over_at_once(make_watch: MakeWatch) -> None:
    case = make_watch(["I1 H1"], seen=["I1 2025-01-01 low", "I1 2025-02-01 high"])
    state = one(case, "2025-02-01")
    assert (state.standing, state.by) == ("high", case.observations[1])


def test_a_level_seen_again_stands_since_it_was_first_seen(make_watch: MakeWatch) -> None:
    case = make_watch(["I1 H1"], seen=["I1 2025-01-01 low", "I1 2025-02-01 low"])
    state = one(case, "2025-02-01")
    assert (state.by, state.last) == case.observations


# ---- as of a day


def test_what_became_known_later_is_not_seen(make_watch: MakeWatch) -> None:
    seen = ["I1 2025-03-01 none", "I1 2025-03-10 high known=2025-04-20"]
    case = make_watch(["I1 H1"], seen=seen)
    assert levels(case, "2025-04-19") == ("none", "none")
    assert levels(case, "2025-04-20") == ("high", "high")


def test_looks_are_in_the_order_in_which_it_was_so_not_in_which_they_were_known(
    make_watch: MakeWatch,
) -> None:
    seen = ["I1 2025-03-01 high known=2025-06-01", "I1 2025-05-01 none"]
    case = make_watch(["I1 H1"], seen=seen)
    assert levels(case, "2025-05-31") == ("none", "none")
    # The older, higher look arrives late, and one quiet look after it does not clear it.
    assert levels(case, "2025-06-01") == ("none", "high")


def test_of_two_looks_at_one_day_the_one_known_later_is_the_newest(make_watch: MakeWatch) -> None:
    seen = ["I1 2025-03-01 unknown known=2025-03-02", "I1 2025-03-01 low known=2025-03-09"]
    for rows in (seen, seen[::-1]):
        case = make_watch(["I1 H1"], seen=rows)
        assert levels(case, "2025-03-08") == ("unknown", "unknown")
        assert levels(case, "2025-03-09") == ("low", "low")


def test_an_indicator_is_on_the_board_from_the_day_it_was_added(make_watch: MakeWatch) -> None:
    case = make_watch(["I2 H1", "I1 H1"], added={"I1": "2025-02-01"})
    early, late = board(case, date(2025, 1, 31)), board(case, date(2025, 2, 1))
    assert [state.indicator_id for state in early] == ["I2"]
    assert [state.indicator_id for state in late] == ["I2", "I1"]


def test_each_indicator_has_its_own_looks(make_watch: MakeWatch) -> None:
    case = make_watch(["I1 H1", "I2 H1"], seen=["I2 2025-03-01 high"])
    assert [state.standing for state in board(case, case.as_of)] == ["unknown", "high"]


# ---- what is raised


def test_raised_indicators_come_highest_first_and_as_listed_within_a_level(
    make_watch: MakeWatch,
) -> None:
    names = ["I1 low", "I2 none", "I3 high", "I4 low", "I5 high"]
    case = make_watch(
        [f"I{number} H1" for number in range(1, 7)],
        seen=[f"{name.split()[0]} 2025-03-01 {name.split()[1]}" for name in names],
    )
    states = board(case, case.as_of)
    assert [row.indicator_id for row in standing_on(states)] == ["I3", "I5", "I1", "I4"]
    some = standing_on(states, ["I4", "I2", "I6", "I5"])
    assert [row.indicator_id for row in some] == ["I5", "I4"]
    assert standing_on(states, []) == []


# ---- happenings


def happened(make_watch: MakeWatch, *links: str, **sources: str) -> set[frozenset[str]]:
    """Groups of as many raised indicators as there are ``links``, in either order of the list."""
    names = [f"I{number}" for number in range(1, len(links) + 1)]
    seen = [
        f"{name} 2025-03-01 high {link}".strip() for name, link in zip(names, links, strict=True)
    ]
    listed = [f"{name} H1" for name in names]
    found = groups(make_watch(listed, seen=seen, sources=sources))
    assert groups(make_watch(listed[::-1], seen=seen[::-1], sources=sources)) == found
    return found


def sets(*words: str) -> set[frozenset[str]]:
    return {frozenset(word.split()) for word in words}


def test_without_group_or_source_each_stands_alone(make_watch: MakeWatch) -> None:
    assert happened(make_watch, "", "") == sets("I1", "I2")


def test_one_group_is_one_happening(make_watch: MakeWatch) -> None:
    assert happened(make_watch, "group=raid", "group=raid", "group=drought") == sets("I1 I2", "I3")


def test_a_shared_origin_is_one_happening(make_watch: MakeWatch) -> None:
    found = happened(make_watch, "by=S1", "by=S2", "by=S3", S1="wire", S2="wire", S3="radio")
    assert found == sets("I1 I2", "I3")


def test_a_shared_source_without_an_origin_is_one_happening(make_watch: MakeWatch) -> None:
    assert happened(make_watch, "by=S1", "by=S1;S2", "by=S3", S1="", S2="", S3="") == sets(
        "I1 I2", "I3"
    )


def test_sources_without_an_origin_are_not_one_origin(make_watch: MakeWatch) -> None:
    assert happened(make_watch, "by=S1", "by=S2", S1="", S2="") == sets("I1", "I2")


def test_two_groups_that_share_a_source_stay_apart(make_watch: MakeWatch) -> None:
    found = happened(make_watch, "by=S1 group=raid", "by=S1 group=drought", S1="wire")
    assert found == sets("I1", "I2")


def test_one_in_a_group_and_one_in_none_are_joined_by_their_source(make_watch: MakeWatch) -> None:
    found = happened(make_watch, "by=S1 group=raid", "by=S1", S1="")
    assert found == sets("I1 I2")


def test_chains_are_one_happening(make_watch: MakeWatch) -> None:
    # I1 and I3 have nothing in common but I2.
    found = happened(make_watch, "by=S1", "by=S1;S2", "by=S2", "by=S4", S1="", S2="", S4="")
    assert found == sets("I1 I2 I3", "I4")


def test_a_link_seen_late_joins_what_was_apart(make_watch: MakeWatch) -> None:
    # In list order I1 and I2 are apart until I3 links them.
    found = happened(make_watch, "by=S1", "by=S2", "by=S1;S2", S1="", S2="")
    assert found == sets("I1 I2 I3")


def test_indicators_never_seen_stand_alone(make_watch: MakeWatch) -> None:
    case = make_watch(["I1 H1", "I2 H1", "I3 H1"], seen=["I3 2025-03-01 low group=raid"])
    assert groups(case) == sets("I1", "I2", "I3")
    assert happenings(case, []) == []


def test_the_observation_that_set_the_level_decides_not_the_newest(make_watch: MakeWatch) -> None:
    seen = [
        "I1 2025-03-01 high group=raid",
        "I1 2025-04-01 none",
        "I2 2025-04-01 high group=raid",
    ]
    assert groups(make_watch(["I1 H1", "I2 H1"], seen=seen)) == sets("I1 I2")


# ---- what holds for every series of looks

LOOKS = st.lists(
    st.tuples(st.integers(0, 400), st.integers(0, 40), st.sampled_from(RANKS)),
    min_size=1,
    max_size=8,
    unique_by=lambda look: look[:2],
)
START = date(2025, 1, 1)


def looked(make_watch: MakeWatch, looks: Sequence[tuple[int, int, str]]) -> Case:
    """A case of one monthly indicator and looks of a day, days until known, and level."""
    seen = [
        f"I1 {START + timedelta(days=day)} {level} known={START + timedelta(days=day + late)}"
        for day, late, level in looks
    ]
    return make_watch(["I1 H1 monthly"], seen=seen)


@given(LOOKS, st.integers(0, 450), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(
    make_watch: MakeWatch, looks: list[tuple[int, int, str]], day: int, random: Random
) -> None:
    case, today = looked(make_watch, looks), START + timedelta(days=day)
    rows = list(case.observations)
    random.shuffle(rows)
    assert board(replace(case, observations=tuple(rows)), today) == board(case, today)


@given(LOOKS, st.integers(0, 400))
def test_a_look_that_could_not_tell_never_changes_what_stands(
    make_watch: MakeWatch, looks: list[tuple[int, int, str]], day: int
) -> None:
    today = START + timedelta(days=500)
    before = one(looked(make_watch, looks), today)
    after = one(looked(make_watch, [*looks, (day, 41, "unknown")]), today)
    assert (after.standing, after.by, after.last) == (before.standing, before.by, before.last)


@given(LOOKS)
def test_what_stands_was_seen_and_is_no_lower_than_the_newest_look(
    make_watch: MakeWatch, looks: list[tuple[int, int, str]]
) -> None:
    state = one(looked(make_watch, looks), START + timedelta(days=500))
    told = sorted(look for look in looks if look[2] != "unknown")
    if not told:
        assert (state.standing, state.by) == ("unknown", None)
        return
    assert state.by is not None
    assert state.standing == state.by.level
    assert RANKS.index(state.standing) >= RANKS.index(told[-1][2])
    assert state.standing in {level for _, _, level in told}


@given(LOOKS)
def test_within_91_days_the_highest_look_stands(
    make_watch: MakeWatch, looks: list[tuple[int, int, str]]
) -> None:
    near = {(day % 92, late): level for day, late, level in looks}
    state = one(
        looked(make_watch, [(*when, level) for when, level in near.items()]), date(2026, 6, 1)
    )
    assert state.standing == max(near.values(), key=RANKS.index)


@pytest.mark.parametrize("pair", [("none", "unknown"), ("none", "high"), ("low", "high")])
def test_of_two_looks_of_one_day_and_known_on_one_day_the_higher_one_stands(
    make_watch: MakeWatch, pair: tuple[str, str]
) -> None:
    seen = [f"I1 2025-03-01 {level}" for level in pair]
    highest = max(pair, key=RANKS.index)
    for rows in (seen, seen[::-1]):
        assert levels(make_watch(["I1 H1"], seen=rows), "2025-03-02") == (highest, highest)


def test_the_order_of_rows_within_a_day_does_not_decide_what_stands(make_watch: MakeWatch) -> None:
    day = ["I1 2025-03-01 high", "I1 2025-03-01 none"]
    later = ["I1 2025-07-01 none"]
    standing = {
        one(make_watch(["I1 H1"], seen=[*rows, *later]), "2025-07-02").standing
        for rows in (day, day[::-1])
    }
    assert len(standing) == 1


# ---- looking back from the cut


def test_looking_back_an_observation_counts_from_the_day_it_speaks_of(
    make_watch: MakeWatch,
) -> None:
    seen = ["I1 2025-03-01 high known=2025-06-01", "I1 2025-02-01 none", "I2 2025-04 low"]
    case = make_watch(["I1 H1", "I2 H1", "I3 H1"], seen=[*seen, "I3 2025-01-01 unknown"])
    assert one(replace(case, indicators=case.indicators[:1]), "2025-04-30").standing == "none"
    assert standing_after(case, date(2025, 2, 28)) == {"I1": "none"}
    assert standing_after(case, date(2025, 3, 1)) == {"I1": "high"}
    assert standing_after(case, date(2025, 4, 30)) == {"I1": "high", "I2": "low"}


@pytest.mark.parametrize(
    ("period", "known", "last"),
    [
        ("2025-03-01", "2025-06-01", "2025-03-01"),
        ("2025-03", "2025-06-01", "2025-03-31"),
        ("2025-03", "2025-03-10", "2025-03-10"),
        ("2025", "2025-06-01", "2025-06-01"),
    ],
)
def test_the_last_day_that_an_observation_speaks_of(
    make_watch: MakeWatch, period: str, known: str, last: str
) -> None:
    case = make_watch(["I1 H1"], seen=[f"I1 {period} low known={known}"])
    assert seen_on(case.observations[0]) == date.fromisoformat(last)
