"""What the ratings imply for the hypotheses: Bayes by hand, happenings, the interval, the days."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sat.case import Case
from sat.indicators.belief import LIKELIHOODS, Mapping3, Step, Track, posterior, track
from sat.indicators.validation import validate
from sat.scales import LIKELIHOOD

MakeWatch = Callable[..., Case]
CODES = LIKELIHOOD.codes
# One value a code, so that there is nothing to vary and the arithmetic is plain.
PLAIN = {
    "HL": (0.8, 0.8, 0.8),
    "L": (0.6, 0.6, 0.6),
    "C": (0.5, 0.5, 0.5),
    "U": (0.4, 0.4, 0.4),
    "HU": (0.2, 0.2, 0.2),
}
DAY = "2025-03-01"


def tracked(case: Case, mapping: Mapping[str, Sequence[float]] = LIKELIHOODS) -> Track:
    """The track with the case's own validation."""
    found = track(case, validate(case), cast(Mapping3, mapping))
    assert found is not None
    return found


def last(case: Case, mapping: Mapping[str, Sequence[float]] = LIKELIHOODS) -> Step:
    """The newest step."""
    return tracked(case, mapping).steps[-1]


def one(make_watch: MakeWatch, codes: str, level: str = "high", **more: Sequence[str]) -> Case:
    """One indicator, rated by ana, at a level."""
    hypotheses = [f"H{number + 1}" for number in range(len(codes.split()))]
    return make_watch(
        ["I1 H1"], {"ana": {"I1": codes}}, [f"I1 {DAY} {level}"], hypotheses=hypotheses, **more
    )


def many(make_watch: MakeWatch, rows: Sequence[str], links: Sequence[str]) -> Case:
    """Indicators at their high threshold, rated by ana, with what links them."""
    names = [f"I{number + 1}" for number in range(len(rows))]
    return make_watch(
        [f"{name} H1" for name in names],
        {"ana": dict(zip(names, rows, strict=True))},
        [f"{name} {DAY} high {link}".strip() for name, link in zip(names, links, strict=True)],
    )


# ---- Bayes' rule


def test_five_copies_count_once_and_five_happenings_five_times(make_watch: MakeWatch) -> None:
    # 0.8 against 0.2 is a ratio of 4; from even odds 4 : 1 is 0.8, and 4^5 : 1 = 1024 : 1.
    copies = many(make_watch, ["HL HU"] * 5, ["group=raid"] * 5)
    assert last(copies, PLAIN).central == pytest.approx({"H1": 0.8, "H2": 0.2})
    apart = many(make_watch, ["HL HU"] * 5, [""] * 5)
    assert last(apart, PLAIN).central == pytest.approx({"H1": 1024 / 1025, "H2": 1 / 1025})
    assert round(last(apart, PLAIN).central["H1"], 3) == 0.999


def test_the_posterior_of_copies_and_of_happenings() -> None:
    even, logs = np.array([0.5, 0.5]), np.log([[0.8, 0.2]])
    assert posterior(even, [np.vstack([logs] * 5)]) == pytest.approx([0.8, 0.2])
    assert posterior(even, [logs] * 5) == pytest.approx([1024 / 1025, 1 / 1025])
    assert posterior(even, []) == pytest.approx([0.5, 0.5])


def test_the_posterior_of_published_problems() -> None:
    # Heuer 1999, ch. 12: 85 % of the planes are of one kind, the witness is right in 80 %.
    found = posterior(np.array([0.15, 0.85]), [np.log([[0.8, 0.2]])])
    assert found[0] == pytest.approx(0.4138, abs=5e-5)


def test_the_posterior_keeps_leading_axes_and_its_input() -> None:
    prior, group = np.array([0.5, 0.5]), np.log([[[0.8, 0.2]], [[0.5, 0.5]]])
    before = prior.copy(), group.copy()
    assert posterior(prior, [group]) == pytest.approx(np.array([[0.8, 0.2], [0.5, 0.5]]))
    assert (prior == before[0]).all()
    assert (group == before[1]).all()


def test_very_small_likelihoods_do_not_vanish() -> None:
    logs = [np.array([[-2000.0, -2001.0]])]
    found = posterior(np.array([0.5, 0.5]), logs)
    assert found == pytest.approx([np.e / (1 + np.e), 1 / (1 + np.e)])


# ---- levels


@pytest.mark.parametrize(
    ("level", "odds"),
    [
        ("high", 9.0),  # 0.9 / 0.1
        ("low", 3.0),  # its square root
        ("none", (1 / 9) ** 0.25),  # (1 - 0.9) / (1 - 0.1), a quarter of its logarithm
        ("unknown", 1.0),
    ],
)
def test_what_a_level_counts(make_watch: MakeWatch, level: str, odds: float) -> None:
    found = last(one(make_watch, "HL HU", level)).central
    assert found == pytest.approx({"H1": odds / (1 + odds), "H2": 1 / (1 + odds)})


def test_the_central_value_of_each_code(make_watch: MakeWatch) -> None:
    # HL 0.9, L 0.7, C 0.5, U 0.3, HU 0.1: the sum is 2.5.
    found = last(one(make_watch, "HL L C U HU")).central
    assert list(found.values()) == pytest.approx([0.36, 0.28, 0.2, 0.12, 0.04])


def test_silence_and_a_look_that_could_not_tell_leave_the_level_counting(
    make_watch: MakeWatch,
) -> None:
    seen = ["I1 2020-01-01 high", "I1 2020-02-01 unknown"]
    case = make_watch(["I1 H1 daily"], {"ana": {"I1": "HL HU"}}, seen)
    assert last(case).central["H1"] == pytest.approx(0.9)


def test_one_happening_counts_as_the_mean_of_its_log_likelihoods(make_watch: MakeWatch) -> None:
    # Ratios 0.8 / 0.2 = 4 and 0.6 / 0.4 = 1.5: together the root of 6, apart 6.
    rows = ["HL HU", "L U"]
    root = 6**0.5
    linked = many(make_watch, rows, ["group=raid"] * 2)
    # L against U is a spread of two: weak, and kept.
    assert last(linked, PLAIN).central["H1"] == pytest.approx(root / (1 + root))
    apart = many(make_watch, rows, ["", ""])
    assert last(apart, PLAIN).central["H1"] == pytest.approx(6 / 7)


# ---- priors


def test_the_priors_of_the_case_are_used(make_watch: MakeWatch) -> None:
    case = one(make_watch, "HL HU", priors=["0.2", "0.8"])
    found = tracked(case)
    assert (found.elicited, found.prior) == (True, {"H1": 0.2, "H2": 0.8})
    # 0.2 : 0.8 times 9 : 1 is 1.8 : 0.8.
    assert found.steps[-1].central["H1"] == pytest.approx(1.8 / 2.6)


def test_a_prior_of_nought_stays_nought(make_watch: MakeWatch) -> None:
    step = last(one(make_watch, "HL HU C", priors=["0", "0.5", "0.5"]))
    assert (step.low["H1"], step.central["H1"], step.high["H1"]) == (0, 0, 0)
    # What is left: 0.1 against 0.5.
    assert step.central["H2"] == pytest.approx(1 / 6)


@pytest.mark.parametrize("priors", [[], ["0.9", ""]])
def test_without_a_prior_for_each_all_start_alike_and_it_is_said(
    make_watch: MakeWatch, priors: list[str]
) -> None:
    found = tracked(one(make_watch, "HL HU", priors=priors))
    assert (found.elicited, found.prior) == (False, {"H1": 0.5, "H2": 0.5})


# ---- the interval


def test_the_interval_of_one_analyst_is_that_of_all_mappings(make_watch: MakeWatch) -> None:
    step = last(one(make_watch, "HL HU"))
    # Least: HL at 0.8 and HU at 0.2, 0.8 / 1. Greatest: HL at 0.95 and HU at 0.05, 0.95 / 1.
    assert step.low == pytest.approx({"H1": 0.8, "H2": 0.05})
    assert step.central == pytest.approx({"H1": 0.9, "H2": 0.1})
    assert step.high == pytest.approx({"H1": 0.95, "H2": 0.2})


def test_one_mapping_holds_for_all_indicators(make_watch: MakeWatch) -> None:
    # What one says for H1 the other says for H2, whatever HL and HU are worth.
    step = last(many(make_watch, ["HL HU", "HU HL"], ["", ""]))
    for values in (step.low, step.central, step.high):
        assert values == pytest.approx({"H1": 0.5, "H2": 0.5})


def test_the_interval_holds_each_analysts_own_answer(make_watch: MakeWatch) -> None:
    ratings = {"ana": {"I1": "HL HU"}, "ben": {"I1": "L C"}}
    step = last(make_watch(["I1 H1"], ratings, [f"I1 {DAY} high"]))
    # Centrally 0.9 and 0.7 make 0.8, 0.1 and 0.5 make 0.3: 0.8 / 1.1.
    assert step.central["H1"] == pytest.approx(0.8 / 1.1)
    # ben at least: L at 0.6, C at 0.6; ana at most: 0.95 against 0.05.
    assert step.low["H1"] == pytest.approx(0.5)
    assert step.high["H1"] == pytest.approx(0.95)
    for own in (0.9, 0.7 / 1.2):  # each one's own central answer
        assert step.low["H1"] <= own <= step.high["H1"]


def test_where_an_analyst_left_a_gap_the_others_stand_in(make_watch: MakeWatch) -> None:
    ratings = {"ana": {"I1": "HL HU"}, "ben": {"I1": "L .", "I2": "L U"}}
    case = make_watch(["I1 H1", "I2 H1"], ratings, [f"I1 {DAY} high"])
    # ben's one rating of I1 is left out, so ana's are the mean and the ends of I1.
    step = last(case, PLAIN)
    assert (step.low["H1"], step.high["H1"]) == pytest.approx((0.8, 0.8))


# ---- what counts


def test_what_is_dropped_or_not_rated_under_every_hypothesis_is_left_out_and_named(
    make_watch: MakeWatch,
) -> None:
    names = ["I1", "I2", "I3", "I4", "I5"]
    case = make_watch(
        [f"{name} H1" for name in names],
        {"ana": {"I1": "HL HU", "I2": "HL HL", "I3": "HL ."}},
        [f"{name} {DAY} high" for name in ("I4", "I3", "I2", "I1")],
    )
    found = tracked(case)
    # I2 separates nothing, I3 has a gap, nobody rated I4; I5 has no level, so nothing is lost.
    assert (found.indicators, found.left_out) == (("I1",), ("I2", "I3", "I4"))
    assert found.steps[-1].central["H1"] == pytest.approx(0.9)


def test_what_only_two_analysts_together_rated_fully_is_left_out(make_watch: MakeWatch) -> None:
    ratings = {"ana": {"I1": "HL ."}, "ben": {"I1": ". HU"}}
    found = tracked(make_watch(["I1 H1"], ratings, [f"I1 {DAY} high"]))
    assert (found.indicators, found.left_out) == ((), ("I1",))
    assert found.steps[-1].central == pytest.approx({"H1": 0.5, "H2": 0.5})


def test_without_observations_or_validation_there_is_no_track(make_watch: MakeWatch) -> None:
    silent = make_watch(["I1 H1"], {"ana": {"I1": "HL HU"}})
    assert track(silent, validate(silent)) is None
    assert track(make_watch(["I1 H1"], seen=[f"I1 {DAY} high"]), None) is None


# ---- days


def test_there_is_a_step_a_day_on_which_the_board_changed(make_watch: MakeWatch) -> None:
    seen = [
        "I1 2025-01-10 none",
        "I1 2025-02-10 none",  # as before
        "I1 2025-03-10 low",
        "I1 2025-04-10 unknown",  # nothing new stands
        "I2 2025-04-20 high",  # nobody rated it
        "I1 2025-05-10 high known=2025-05-20",
        "I1 2025-06-10 low",  # one lower look clears nothing
        "I1 2025-09-10 low",  # 20 + 31 + 31 + 10 = 92 days after the other
    ]
    case = make_watch(["I1 H1", "I2 H1"], {"ana": {"I1": "HL HU"}}, seen)
    found = tracked(case)
    assert [(step.day.isoformat(), step.moved) for step in found.steps] == [
        ("2025-01-10", (("I1", "none"),)),
        ("2025-03-10", (("I1", "low"),)),
        ("2025-05-20", (("I1", "high"),)),
        ("2025-09-10", (("I1", "low"),)),
        ("2025-12-31", ()),  # the cut
    ]
    none = (1 / 9) ** 0.25
    expected = [none / (1 + none), 0.75, 0.9, 0.75, 0.75]
    assert [step.central["H1"] for step in found.steps] == pytest.approx(expected)
    assert found.frame["H1"].tolist() == pytest.approx(expected)
    assert found.frame.index.tolist() == [step.day for step in found.steps]
    assert found.frame.columns.tolist() == ["H1", "H2"]


def test_the_first_day_is_a_step_even_if_nothing_could_be_seen(make_watch: MakeWatch) -> None:
    case = make_watch(["I1 H1"], {"ana": {"I1": "HL HU"}}, ["I1 2025-01-10 unknown"])
    first = tracked(case).steps[0]
    assert (first.day, first.moved) == (date(2025, 1, 10), ())
    assert (first.central["H1"], first.gainer, first.factor) == (0.5, "", 1)


def test_what_is_known_after_the_cut_is_not_there(make_watch: MakeWatch) -> None:
    seen = ["I1 2025-01-10 low", "I1 2025-01-11 high known=2025-06-01"]
    case = make_watch(["I1 H1"], {"ana": {"I1": "HL HU"}}, seen, as_of=date(2025, 5, 31))
    assert [step.day for step in tracked(case).steps] == [date(2025, 1, 10), date(2025, 5, 31)]
    assert last(case).central["H1"] == pytest.approx(0.75)


def test_a_cut_on_the_day_of_a_change_is_one_step(make_watch: MakeWatch) -> None:
    case = make_watch(
        ["I1 H1"], {"ana": {"I1": "HL HU"}}, ["I1 2025-01-10 low"], as_of=date(2025, 1, 10)
    )
    assert [step.day for step in tracked(case).steps] == [date(2025, 1, 10)]


def test_several_changes_of_one_day_are_one_step(make_watch: MakeWatch) -> None:
    seen = ["I2 2025-01-10 low", "I1 2025-01-10 high"]
    ratings = {"ana": {"I1": "HL HU", "I2": "HL HU"}}
    step = tracked(make_watch(["I1 H1", "I2 H1"], ratings, seen)).steps[0]
    assert step.moved == (("I1", "high"), ("I2", "low"))


def test_a_day_on_which_two_happenings_turn_out_to_be_one_is_a_step(make_watch: MakeWatch) -> None:
    seen = [
        "I1 2025-03-01 high group=raid",
        "I2 2025-03-02 high group=drought",
        "I2 2025-02-01 high group=raid known=2025-06-01",
    ]
    ratings = {"ana": {"I1": "HL HU", "I2": "HL HU"}}
    found = tracked(make_watch(["I1 H1", "I2 H1"], ratings, seen)).frame["H1"]
    # 9 : 1 twice is 81 : 1, and once is 9 : 1.
    assert found[date(2025, 3, 2)] == pytest.approx(81 / 82)
    assert found.iloc[-1] == pytest.approx(0.9)
    assert date(2025, 6, 1) in found.index


def test_who_gained_most_and_by_what_factor_of_the_odds(make_watch: MakeWatch) -> None:
    seen = ["I1 2025-01-10 low", "I1 2025-02-10 high"]
    first, second, cut = tracked(make_watch(["I1 H1"], {"ana": {"I1": "HL HU"}}, seen)).steps
    # Nothing came before the first. From 3 : 1 to 9 : 1 the odds went up threefold.
    assert (first.gainer, first.factor) == ("", 1)
    assert (second.gainer, second.factor) == ("H1", pytest.approx(3))
    assert (cut.gainer, cut.factor) == ("", 1)


# ---- mappings that cannot be


@pytest.mark.parametrize("code", CODES)
def test_a_mapping_that_lacks_a_code_is_refused(make_watch: MakeWatch, code: str) -> None:
    short = {name: values for name, values in LIKELIHOODS.items() if name != code}
    with pytest.raises(
        ValueError, match=f"^likelihood of {code}: give three values between 0 and 1$"
    ):
        tracked(one(make_watch, "HL HU"), short)


@pytest.mark.parametrize("value", [0, 1, -0.1, 1.1, float("nan")])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_mapping_to_certainty_or_beyond_is_refused(
    make_watch: MakeWatch, value: float, place: int
) -> None:
    values = [0.2, 0.3, 0.4]
    values[place] = value
    with pytest.raises(ValueError, match=r"^likelihood of U: give three values between 0 and 1$"):
        tracked(one(make_watch, "HL HU"), {**LIKELIHOODS, "U": values})


def test_a_mapping_of_two_values_is_refused(make_watch: MakeWatch) -> None:
    with pytest.raises(ValueError, match=r"^likelihood of U: give three values between 0 and 1$"):
        tracked(one(make_watch, "HL HU"), {**LIKELIHOODS, "U": (0.2, 0.3)})


def test_the_workbooks_own_mapping_is_in_order() -> None:
    assert tuple(LIKELIHOODS) == CODES
    for low, central, high in LIKELIHOODS.values():
        assert 0 < low < central < high < 1
    centres = [central for _, central, _ in LIKELIHOODS.values()]
    assert centres == sorted(centres, reverse=True)


# ---- what holds for every list

ITEMS = ("I1", "I2", "I3")
NAMES = ("H1", "H2", "H3")
Lists = tuple[list[list[str]], list[list[str]], list[tuple[str, int, str, str]]]
ROW = st.lists(st.sampled_from((*CODES, ".")), min_size=3, max_size=3)
LOOK = st.tuples(
    st.sampled_from(ITEMS),
    st.integers(0, 200),
    st.sampled_from(("none", "low", "high", "unknown")),
    st.sampled_from(("", "group=raid", "group=drought")),
)
LISTS = st.tuples(
    st.lists(ROW, min_size=3, max_size=3),
    st.lists(ROW, min_size=3, max_size=3),
    st.lists(LOOK, min_size=1, max_size=6, unique_by=lambda look: look[:2]),
)
few = settings(max_examples=20)


def drawn(
    make_watch: MakeWatch,
    lists: Lists,
    names: Sequence[str] = NAMES,
    order: Sequence[int] = (0, 1, 2),
) -> Case:
    """The case, its hypotheses in another order and under other names if asked for."""
    rows = {
        analyst: {
            item: " ".join(row[place] for place in order)
            for item, row in zip(ITEMS, given, strict=True)
        }
        for analyst, given in zip(("ana", "ben"), lists[:2], strict=True)
    }
    rows["ana"]["I1"] = " ".join(("HL", "U", "HU")[place] for place in order)
    seen = [
        f"{item} {date(2025, 1, 1) + timedelta(days=day)} {level} {group}".strip()
        for item, day, level, group in lists[2]
    ]
    listed = [f"{item} ." for item in ITEMS]
    return make_watch(listed, rows, seen, hypotheses=[names[place] for place in order])


@few
@given(LISTS)
def test_probabilities_add_up_and_lie_within_their_interval(
    make_watch: MakeWatch,
    lists: Lists,
) -> None:
    for step in tracked(drawn(make_watch, lists)).steps:
        assert sum(step.central.values()) == pytest.approx(1)
        for name in NAMES:
            assert 0 < step.low[name] <= step.central[name] <= step.high[name] < 1
        assert step.factor >= 1


@few
@given(LISTS, st.permutations(["A", "B", "H1"]), st.permutations([0, 1, 2]))
def test_relabelling_and_reordering_hypotheses_permutes_the_track(
    make_watch: MakeWatch,
    lists: Lists,
    labels: list[str],
    order: list[int],
) -> None:
    one_way = tracked(drawn(make_watch, lists))
    other_way = tracked(drawn(make_watch, lists, labels, order))
    names = dict(zip(NAMES, labels, strict=True))
    assert (one_way.indicators, one_way.left_out) == (other_way.indicators, other_way.left_out)
    for step, other in zip(one_way.steps, other_way.steps, strict=True):
        assert (step.day, step.moved) == (other.day, other.moved)
        for mine, theirs in (
            (step.low, other.low),
            (step.central, other.central),
            (step.high, other.high),
        ):
            assert {names[name]: value for name, value in mine.items()} == pytest.approx(theirs)


@few
@given(LISTS, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(
    make_watch: MakeWatch,
    lists: Lists,
    random: Random,
) -> None:
    case = drawn(make_watch, lists)
    seen, cells = list(case.observations), list(case.indicator_ratings)
    random.shuffle(seen)
    random.shuffle(cells)
    again = tracked(replace(case, observations=tuple(seen), indicator_ratings=tuple(cells)))
    found = tracked(case)
    assert again.frame.index.tolist() == found.frame.index.tolist()
    assert again.frame.to_numpy() == pytest.approx(found.frame.to_numpy())
    assert (again.indicators, again.left_out) == (found.indicators, found.left_out)


@few
@given(LISTS, st.integers(0, 200))
def test_a_look_that_could_not_tell_changes_no_probability(
    make_watch: MakeWatch,
    lists: Lists,
    day: int,
) -> None:
    case = drawn(make_watch, lists)
    blind = drawn(make_watch, (lists[0], lists[1], [*lists[2], ("I1", day, "unknown", "")]))
    assert last(blind).central == pytest.approx(last(case).central)
