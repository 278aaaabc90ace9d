"""What the answer hangs on when one item, source, origin, group or analyst is left out."""

from collections.abc import Callable
from math import isnan, sqrt

import pytest

from sat.ach import analyse
from sat.ach.robustness import KINDS, LeftOut
from sat.ach.scores import RULES
from sat.case import Case

MakeCase = Callable[..., Case]


def drops(case: Case, rule: str, kind: str, analyst: str = "") -> dict[str, LeftOut]:
    """By name, what is left out of one kind, under one rule."""
    return {
        drop.dropped: drop
        for drop in analyse(case, analyst).left_out
        if (drop.rule, drop.kind) == (rule, kind)
    }


def leaders(case: Case, rule: str, kind: str, analyst: str = "") -> dict[str, tuple[str, ...]]:
    """By name of what is left out, who leads then."""
    return {name: drop.leaders for name, drop in drops(case, rule, kind, analyst).items()}


def test_minimal_case_as_worked_by_hand(minimal: Case) -> None:
    found = [drop for drop in analyse(minimal, "ana").left_out if drop.rule == "inconsistency"]
    assert all(drop.leaders == ("H1",) for drop in found)
    assert {(drop.kind, drop.dropped): drop.margin for drop in found} == {
        ("item", "E1"): 2,
        ("item", "E2"): 2,
        ("item", "E3"): 2,
        ("item", "E4"): 3,
        ("source", "S1"): 2,
        ("source", "S2"): 2,
        ("source", "S3"): 2,
        ("origin", "mill"): 1,
        ("group", "mill"): 1,
    }


def test_every_rule_is_asked_about_everything_that_is_left_out(minimal: Case) -> None:
    found = analyse(minimal).left_out
    asked = {(drop.kind, drop.dropped) for drop in found}
    assert len(asked) == 4 + 3 + 1 + 1 + 2  # items, sources, the origin, the group, analysts
    assert len(found) == len(asked) * len(RULES)
    assert {drop.kind for drop in found} == set(KINDS)


def test_an_item_that_carries_the_answer_changes_the_leader(make_case: MakeCase) -> None:
    case = make_case({"ana": ["N II", "I N", "C C"]})
    assert analyse(case).leaders("inconsistency") == ["H1"]
    found = drops(case, "inconsistency", "item")
    # without E1 H1 has 1 against it and H2 none
    assert {name: drop.leaders for name, drop in found.items()} == {
        "E1": ("H2",),
        "E2": ("H1",),
        "E3": ("H1",),
    }
    assert {name: drop.margin for name, drop in found.items()} == {"E1": -1, "E2": 2, "E3": 1}


def test_a_margin_of_zero_is_a_tie(make_case: MakeCase) -> None:
    case = make_case({"ana": ["N I", "C C"]})
    found = drops(case, "count", "item")["E1"]
    assert found.leaders == ("H1", "H2")
    assert found.margin == 0


def test_a_margin_is_in_the_units_of_its_rule(make_case: MakeCase) -> None:
    case = make_case(
        {"ana": ["N II", "C C"]},
        sources=[("S1", "A", "")],
        credibility=["1", "3"],
        relevance=["high", "medium"],
        source_ids=["S1", ""],
    )
    kept = {drop.rule: drop.margin for drop in analyse(case).left_out if drop.dropped == "E2"}
    # one inconsistent item; II is 2; its weight is 2
    assert kept == {"count": 1, "inconsistency": 2, "weighted": pytest.approx(4), "grouped": 2}


def test_nothing_leads_when_the_only_item_that_was_rated_goes(make_case: MakeCase) -> None:
    found = drops(make_case({"ana": ["N I", ". ."]}), "count", "item")["E1"]
    assert found.leaders == ()
    assert isnan(found.margin)


def test_what_would_leave_no_item_says_nothing_and_is_not_listed(make_case: MakeCase) -> None:
    case = make_case({"ana": ["N I"]}, sources=[("S1", "B", "")], source_ids=["S1"])
    assert analyse(case).left_out == ()


def test_a_source_takes_along_the_items_that_rest_on_it_alone(make_case: MakeCase) -> None:
    case = make_case(
        {"ana": ["I N", "I N", "N I"]},
        sources=[("S1", "B", ""), ("S2", "B", "")],
        source_ids=["S1", "S1", "S2"],
    )
    assert analyse(case).leaders("count") == ["H2"]
    assert leaders(case, "count", "source") == {"S1": ("H1",), "S2": ("H2",)}


def test_an_item_with_another_source_stays_graded_by_what_is_left(make_case: MakeCase) -> None:
    case = make_case(
        {"ana": ["I N", "N I"]},
        sources=[("S1", "A", ""), ("S2", "D", "")],
        source_ids=["S1;S2", ""],
        credibility=["1", "3"],
        relevance=["medium", "medium"],
    )
    # E1 weighs √2 with S1 and 1/√2 with S2 alone; E2 weighs 1
    assert analyse(case).leaders("weighted") == ["H2"]
    found = drops(case, "weighted", "source")
    assert found["S1"].leaders == ("H1",)
    assert found["S1"].margin == pytest.approx(1 / sqrt(2) - 1)
    assert found["S2"].leaders == ("H2",)
    assert found["S2"].margin == pytest.approx(sqrt(2) - 1)


def test_sources_of_one_origin_go_together(make_case: MakeCase) -> None:
    case = make_case(
        {"ana": ["I N", "I N", "N I"]},
        sources=[("S1", "B", "mill"), ("S2", "B", "mill"), ("S3", "B", "")],
        source_ids=["S1;S2", "S1;S2", "S3"],
    )
    # either of the two keeps both items up; without their origin nothing does
    assert leaders(case, "count", "source") == {"S1": ("H2",), "S2": ("H2",), "S3": ("H2",)}
    assert leaders(case, "count", "origin") == {"mill": ("H1",)}


def test_an_item_with_a_source_of_another_origin_outlasts_the_origin(make_case: MakeCase) -> None:
    case = make_case(
        {"ana": ["I N", "N II"]},
        sources=[("S1", "B", "mill"), ("S2", "B", "mill"), ("S3", "B", "")],
        source_ids=["S1;S2;S3", "S1;S2"],
    )
    # E2 goes with the mill, E1 stays on S3
    assert leaders(case, "inconsistency", "origin") == {"mill": ("H2",)}


def test_an_origin_with_one_source_is_not_told_twice(make_case: MakeCase) -> None:
    case = make_case({"ana": ["I N", "N I"]}, sources=[("S1", "B", "mill")], source_ids=["S1", ""])
    assert set(drops(case, "count", "source")) == {"S1"}
    assert not drops(case, "count", "origin")


def test_a_source_that_no_item_cites_is_not_left_out(make_case: MakeCase) -> None:
    case = make_case(
        {"ana": ["I N", "N I"]},
        sources=[("S1", "B", "mill"), ("S2", "B", "mill")],
        source_ids=["S1", ""],
    )
    assert set(drops(case, "count", "source")) == {"S1"}
    assert not drops(case, "count", "origin")


def test_a_dependence_group_goes_whole(make_case: MakeCase) -> None:
    case = make_case(
        {"ana": ["I N", "I N", "N I", "C C"]}, dependence_group=["wire", "wire", "", "alone"]
    )
    assert leaders(case, "count", "item")["E1"] == ("H1", "H2")
    # a group of one would repeat its item
    assert leaders(case, "count", "group") == {"wire": ("H1",)}


def test_each_of_several_analysts_is_left_out(make_case: MakeCase) -> None:
    case = make_case({"ana": ["II N"], "ben": ["N I"]})
    # pooled H1 has 1 against it and H2 0.5
    assert analyse(case).leaders("inconsistency") == ["H2"]
    assert leaders(case, "inconsistency", "analyst") == {"ana": ("H1",), "ben": ("H2",)}


def test_a_single_analyst_is_not_left_out(minimal: Case) -> None:
    assert not drops(minimal, "count", "analyst", "ana")


def test_a_leader_who_can_no_longer_be_ranked_keeps_no_margin(minimal: Case) -> None:
    # ben marked one of four items for H1, so without ana H1 leads nothing by its low score
    found = drops(minimal, "inconsistency", "analyst")
    assert found["ana"].leaders == ("H2", "H3")
    assert isnan(found["ana"].margin)
    assert found["ben"].leaders == ("H1",)
    assert found["ben"].margin == 3


def test_leaders_that_tie_are_compared_with_the_best_of_the_others(make_case: MakeCase) -> None:
    case = make_case({"ana": ["I N I", "N I I", "C C I"]})
    assert analyse(case).leaders("count") == ["H1", "H2"]
    found = drops(case, "count", "item")
    # without E1: 0, 1, 2; the worse of the two leaders is 1 ahead of H3
    assert found["E1"].leaders == ("H1",)
    assert found["E1"].margin == 1


def test_the_answer_hangs_on_nothing_where_nothing_speaks_against_the_leader(
    make_case: MakeCase,
) -> None:
    case = make_case({"ana": ["C I II", "N I I", "CC I I"]})
    assert set(leaders(case, "count", "item").values()) == {("H1",)}


def unknown(make_case: MakeCase, *rows: str) -> Case:
    """Items of medium relevance, the last with a source that cannot be judged, each weight 0.71
    to 1.41 for it and 1 for the others."""
    grades = ["3"] * (len(rows) - 1) + ["1"]
    return make_case(
        {"ana": list(rows)},
        sources=[("S1", "C", ""), ("S2", "F", "")],
        source_ids=["S1"] * (len(rows) - 1) + ["S2"],
        credibility=grades,
        relevance=["medium"] * len(rows),
    )


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # H2 is 2 behind on known items and 1.41 at most ahead on the unknown one.
        (("N I", "N I", "I N"), ()),
        # H2 is 1 behind on the known item; the unknown one counts 0.71 to 1.41 against H1.
        (("N I", "I N"), ("H1", "H2")),
        # Both carry the unknown item: whatever it weighs, it weighs the same for both.
        (("N I", "I I"), ()),
        # A tie on known items alone is a tie whatever the unknown one weighs.
        (("N I", "I N", "N N"), ()),
    ],
)
def test_who_could_lead_with_other_values_of_unknown_grades(
    make_case: MakeCase, rows: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    assert analyse(unknown(make_case, *rows)).contested == expected


def test_ends_taken_one_item_at_a_time_can_break_a_tie_that_both_ends_keep(
    make_case: MakeCase,
) -> None:
    # All low: 0.5 against both. All high: 2 against both. E1 low and E2 high: H1 leads.
    result = analyse(make_case({"ana": ["I N", "N I"]}))
    assert result.ranking["weighted_low"] == result.ranking["weighted_high"] == [["H1", "H2"]]
    assert result.contested == ("H1", "H2")


def test_a_known_grade_is_never_contested(make_case: MakeCase) -> None:
    case = make_case(
        {"ana": ["I N", "N I"]},
        sources=[("S1", "B", "")],
        source_ids=["S1", "S1"],
        credibility=["2", "2"],
        relevance=["low", "low"],
    )
    assert analyse(case).contested == ()
