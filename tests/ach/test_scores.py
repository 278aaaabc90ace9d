"""Scores say what speaks against a hypothesis; diagnosticity says how far an item separates."""

from collections.abc import Callable, Sequence
from itertools import product
from math import sqrt
from statistics import pstdev

import numpy as np
import pytest

from sat.ach.matrix import build_matrix
from sat.ach.scores import (
    PER_ITEM,
    RULES,
    Array,
    diagnosticity,
    group_means,
    pooled,
    rank,
    rankable,
    score,
    terms,
    total,
)
from sat.case import Case

MakeCase = Callable[..., Case]
NAN = float("nan")
WEIGHTS = np.array([2, 1, 1 / sqrt(2), 1])  # of the minimal case, worked in minimal.md
GROUPS = ["mill", "mill", "", ""]
CODES = ("CC", "C", "N", "I", "II", "NA", ".")
AGAINST = {"CC": 0, "C": 0, "N": 0, "I": 1, "II": 2}
POINTS = {"CC": 2, "C": 1, "N": 0, "I": -1, "II": -2}


def scored(
    case: Case, *, weights: Sequence[float] = (), groups: Sequence[str] = ()
) -> dict[str, Array]:
    """Scores of the case; left out, every weight is 1 and every item is its own group."""
    number = len(case.evidence)
    weighed = np.array(weights or [1.0] * number)
    return score(terms(build_matrix(case)), weighed, groups or [""] * number)


@pytest.mark.parametrize(
    ("analyst", "rule", "expected"),
    [
        ("ana", "count", [0, 3, 3]),
        ("ana", "inconsistency", [0, 3, 4]),
        ("ana", "weighted", [0, -3.7071, -6]),
        ("ana", "grouped", [0, 2, 2.5]),
        ("ben", "count", [0, 1, 1]),
        ("ben", "inconsistency", [0, 2, 2]),
        ("ben", "weighted", [0, -1.4142, -4]),
        ("ben", "grouped", [0, 2, 2]),
        ("", "count", [0, 2.5, 3]),
        ("", "inconsistency", [0, 3, 4]),
        ("", "weighted", [0, -3.0607, -6]),
        ("", "grouped", [0, 2.25, 2.5]),
    ],
)
def test_minimal_case_as_worked_by_hand(
    minimal: Case, analyst: str, rule: str, expected: list[float]
) -> None:
    scores = score(terms(build_matrix(minimal, analyst)), WEIGHTS, GROUPS)
    assert scores[rule] == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        # ben marked 1, 2, 2 items, in 1, 2, 2 groups
        ("count", [0, 1 / 2, 1 / 2]),
        ("inconsistency", [0, 2 / 2, 2 / 2]),
        ("weighted", [0, -sqrt(2) / 2, -4 / 2]),
        ("grouped", [0, 2 / 2, 2 / 2]),
    ],
)
def test_per_item_divides_by_the_marked_items(
    minimal: Case, rule: str, expected: list[float]
) -> None:
    scores = score(terms(build_matrix(minimal, "ben")), WEIGHTS, GROUPS)
    assert scores[rule + PER_ITEM] == pytest.approx(expected)


def test_each_row_of_three_marks_scores_as_its_marks_say(make_case: MakeCase) -> None:
    rows = list(product(CODES, repeat=3))
    assert len(rows) == 343
    matrix = build_matrix(make_case({"ana": [" ".join(row) for row in rows]}))
    found = terms(matrix)
    against = [[AGAINST.get(code, NAN) for code in row] for row in rows]
    np.testing.assert_array_equal(found.points, against)
    counted = [[min(points, 1.0) for points in row] for row in against]
    np.testing.assert_array_equal(found.count, counted)


def test_each_row_of_three_marks_separates_as_its_marks_say(make_case: MakeCase) -> None:
    rows = list(product(CODES, repeat=3))
    frame = diagnosticity(build_matrix(make_case({"ana": [" ".join(row) for row in rows]})))
    for row, found in zip(rows, frame.itertuples(), strict=True):
        points = [POINTS[code] for code in row if code in POINTS]
        if len(points) < 2:
            assert np.isnan(found.diagnosticity), row
            assert np.isnan(found.spread), row
            assert not found.alike, row
        else:
            assert found.diagnosticity == pytest.approx(pstdev(points)), row
            assert found.spread == max(points) - min(points), row
            assert found.alike == (len(set(points)) == 1), row


def test_consistency_earns_no_credit_by_any_rule(make_case: MakeCase) -> None:
    scores = scored(make_case({"ana": ["CC C N", "C CC N", "CC CC N"]}))
    assert all(value.tolist() == [0, 0, 0] for value in scores.values())


def test_heuers_count_does_not_tell_strong_from_plain(make_case: MakeCase) -> None:
    scores = scored(make_case({"ana": ["I II"]}))
    assert scores["count"].tolist() == [1, 1]
    assert scores["inconsistency"].tolist() == [1, 2]
    assert scores["weighted"].tolist() == [-1, -2]


def test_weights_move_the_weighted_rule_alone(make_case: MakeCase) -> None:
    case = make_case({"ana": ["I N", "N I"]})
    plain, weighed = scored(case), scored(case, weights=[2, 0.5])
    assert weighed["weighted"].tolist() == [-2, -0.5]
    for rule in ("count", "inconsistency", "grouped"):
        assert weighed[rule].tolist() == plain[rule].tolist() == [1, 1]


def test_not_applicable_is_not_neutral(make_case: MakeCase) -> None:
    neutral = scored(make_case({"ana": ["I C", "N C"]}))
    nowhere = scored(make_case({"ana": ["I C", "NA C"]}))
    # the sum is the same, but NA is no item that could have spoken against H1
    assert neutral["inconsistency"][0] == nowhere["inconsistency"][0] == 1
    assert neutral["inconsistency_per_item"][0] == 0.5
    assert nowhere["inconsistency_per_item"][0] == 1


def test_pooling_is_the_mean_of_those_who_marked_the_cell(make_case: MakeCase) -> None:
    case = make_case({"ana": ["II I"], "ben": ["C ."], "cy": ["N NA"]})
    scores = scored(case)
    assert scores["inconsistency"] == pytest.approx([2 / 3, 1])
    assert scores["count"] == pytest.approx([1 / 3, 1])


def test_one_analysts_support_does_not_cancel_anothers_objection(make_case: MakeCase) -> None:
    # the mean mark of CC and II is neutral, yet somebody holds it against H1
    assert scored(make_case({"ana": ["CC N"], "ben": ["II N"]}))["inconsistency"][0] == 1


def test_who_left_blanks_does_not_thin_out_what_others_marked(make_case: MakeCase) -> None:
    alone = scored(make_case({"ana": ["II I", "I C"]}))
    with_blanks = scored(make_case({"ana": ["II I", "I C"], "ben": [". .", ". C"]}))
    for rule in RULES:
        assert with_blanks[rule.key].tolist() == alone[rule.key].tolist()


def test_five_copies_of_one_report_count_once(make_case: MakeCase) -> None:
    once = scored(make_case({"ana": ["I C", "C II"]}))
    copies = make_case({"ana": ["I C"] * 5 + ["C II"]})
    scores = scored(copies, groups=["wire"] * 5 + [""])
    assert scores["grouped"].tolist() == once["grouped"].tolist() == [1, 2]
    assert scores["grouped_per_item"].tolist() == [1 / 2, 2 / 2]
    # without the rule the copies overturn the answer
    assert scores["inconsistency"].tolist() == [5, 2]


def test_a_group_is_the_mean_of_its_rated_items() -> None:
    cells = np.array([[1, 2, NAN], [0, NAN, NAN], [2, 1, 1]])
    means = group_means(cells, ["mill", "mill", ""])
    np.testing.assert_array_equal(means, [[0.5, 2, NAN], [2, 1, 1]])


def test_items_without_a_group_are_not_one_group() -> None:
    assert group_means(np.array([[1.0], [2.0]]), ["", ""]).tolist() == [[1], [2]]


def test_the_inner_functions_are_the_formulas() -> None:
    cells = np.array([[1, NAN], [2, 0]])
    assert total(cells).tolist() == [3, 0]
    assert total(cells, np.array([0.5, 2])).tolist() == [4.5, 0]
    cube = np.array([[[1.0, NAN]], [[3.0, NAN]]])
    np.testing.assert_array_equal(pooled(cube), [[2, NAN]])


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["C C", "I ."], [True, True]),  # half of the items is enough
        (["C C", "I .", "I ."], [True, False]),
        (["C C", "C C", "I .", "I .", "I ."], [True, False]),
        (["C C", "I NA", "I NA"], [True, False]),
        (["C .", "I .", "I ."], [True, False]),
    ],
)
def test_a_hypothesis_held_against_less_than_half_of_the_items_is_not_ranked(
    make_case: MakeCase, rows: list[str], expected: list[bool]
) -> None:
    assert rankable(terms(build_matrix(make_case({"ana": rows})))).tolist() == expected


def test_of_no_items_at_all_no_hypothesis_is_ranked(make_case: MakeCase) -> None:
    nothing = terms(build_matrix(make_case({"ana": ["C I"]}))).without(np.array([True]))
    assert rankable(nothing).tolist() == [False, False]
    for numbers in score(nothing, np.array([]), []).values():
        assert np.isnan(numbers).all()


def test_nearest_zero_is_best_whatever_the_sign() -> None:
    everyone = np.array([True, True, True])
    expected = [["H3"], ["H1"], ["H2"]]
    assert rank(np.array([1, 2, 0.5]), ["H1", "H2", "H3"], everyone) == expected
    assert rank(np.array([-1, -2, -0.5]), ["H1", "H2", "H3"], everyone) == expected


def test_equal_scores_share_a_place() -> None:
    assert rank(np.array([1, 0, 1]), ["a", "b", "c"], np.ones(3, dtype=bool)) == [["b"], ["a", "c"]]


def test_rounding_errors_do_not_break_a_tie() -> None:
    scores = np.array([0.1 + 0.2, 0.3])
    assert scores[0] != scores[1]
    assert rank(scores, ["a", "b"], np.ones(2, dtype=bool)) == [["a", "b"]]


def test_who_is_not_eligible_has_no_place_even_with_the_best_score() -> None:
    assert rank(np.array([0, 3]), ["a", "b"], np.array([False, True])) == [["b"]]
    assert rank(np.array([0, 3]), ["a", "b"], np.array([False, False])) == []


@pytest.mark.parametrize(
    ("number", "expected"), [(0, 1.6997), (1, 0.9428), (2, 0.8165), (3, 0.9428)]
)
def test_diagnosticity_of_the_minimal_case(minimal: Case, number: int, expected: float) -> None:
    frame = diagnosticity(build_matrix(minimal, "ana"))
    assert frame["diagnosticity"].iloc[number] == pytest.approx(expected, abs=5e-5)


def test_spread_of_the_minimal_case(minimal: Case) -> None:
    assert diagnosticity(build_matrix(minimal, "ana"))["spread"].tolist() == [4, 2, 2, 2]


@pytest.mark.parametrize("mark", ["CC", "C", "N", "I", "II"])
def test_an_item_that_marks_all_alike_separates_nothing(make_case: MakeCase, mark: str) -> None:
    found = diagnosticity(build_matrix(make_case({"ana": [f"{mark} {mark} NA", "C C I"]})))
    assert found["alike"].tolist() == [True, False]
    assert found["diagnosticity"].iloc[0] == 0


def test_an_item_against_everything_is_not_diagnostic(make_case: MakeCase) -> None:
    # it ranks first by Burton's sum of inconsistency points; here it separates nothing
    frame = diagnosticity(build_matrix(make_case({"ana": ["II II II", "CC N II"]})))
    assert frame["diagnosticity"].tolist() == pytest.approx([0, sqrt(8 / 3)])


def test_analysts_who_cancel_out_do_not_make_an_item_alike(make_case: MakeCase) -> None:
    frame = diagnosticity(build_matrix(make_case({"ana": ["C I"], "ben": ["I C"]})))
    assert frame["diagnosticity"].tolist() == [0]
    assert not frame["alike"].any()


def test_an_item_that_is_alike_for_each_analyst_but_not_pooled_is_not_alike(
    make_case: MakeCase,
) -> None:
    # ana objects to H3 only because she alone marked it: pooled 1, 1, -1
    case = make_case({"ana": [". . I"], "ben": ["C C ."]})
    frame = diagnosticity(build_matrix(case))
    assert frame["spread"].tolist() == [2]
    assert not frame["alike"].any()


def test_every_rule_says_its_formula_its_best_end_and_its_source() -> None:
    assert [rule.key for rule in RULES] == ["count", "inconsistency", "weighted", "grouped"]
    for rule in RULES:
        assert rule.source
        assert rule.caption == (f"{rule.title}: {rule.formula}; {rule.best} is least refuted")
    assert [rule.best for rule in RULES] == ["lowest", "lowest", "nearest 0", "lowest"]
