"""The whole analysis: from a case to a result that tells ties, gaps and disagreement."""

from collections.abc import Callable
from math import isnan, sqrt
from pathlib import Path

import numpy as np
import pytest

from sat.ach import AchResult, analyse
from sat.ach.matrix import build_matrix
from sat.ach.robustness import leave_one_out
from sat.ach.scores import PER_ITEM, RULES, diagnosticity, score, terms
from sat.case import Case, load_case

NAN = float("nan")
MakeCase = Callable[..., Case]


def score_of(result: AchResult, rule: str) -> dict[str, float]:
    """One rule's scores by hypothesis."""
    return {str(name): float(value) for name, value in result.scores[rule].items()}


@pytest.mark.parametrize("rule", [rule.key for rule in RULES])
def test_minimal_case_is_ranked_as_worked_by_hand(minimal: Case, rule: str) -> None:
    tied = rule == "count"  # H2 3 and H3 3; every other rule has H3 behind H2
    expected = [["H1"], ["H2", "H3"]] if tied else [["H1"], ["H2"], ["H3"]]
    assert analyse(minimal, "ana").ranking[rule] == expected
    assert analyse(minimal).ranking[rule] == [["H1"], ["H2"], ["H3"]]


def test_unknown_grades_show_both_ends(minimal: Case) -> None:
    result = analyse(minimal, "ana")
    # E3 (F6) weighs 0.5 to 1 and E4 (no source) 0.7071 to 1
    assert score_of(result, "weighted_low") == pytest.approx(
        {"H1": 0, "H2": -(2 + 1 + 0.5), "H3": -(4 + 1 + 1 / sqrt(2))}
    )
    assert score_of(result, "weighted_high") == pytest.approx(
        {"H1": 0, "H2": -(2 + 1 + 1), "H3": -(4 + 1 + 1)}
    )


def test_unknown_grades_can_decide_and_the_ends_say_so(open_case: Case) -> None:
    result = analyse(open_case)
    assert result.ranking["weighted_low"] == [["H1"], ["H2"]]
    assert result.ranking["weighted_high"] == [["H2"], ["H1"]]
    assert score_of(result, "weighted_low") == pytest.approx({"H1": -1, "H2": -sqrt(2)})
    assert score_of(result, "weighted_high") == pytest.approx({"H1": -2, "H2": -sqrt(2)})


def test_f_and_6_are_not_read_as_the_worst_grades(make_case: MakeCase) -> None:
    def weighted(reliability: str, credibility: str) -> float:
        case = make_case(
            {"ana": ["I N"]},
            sources=[("S1", reliability, "")],
            source_ids=["S1"],
            credibility=[credibility],
            relevance=["medium"],
        )
        return score_of(analyse(case), "weighted")["H1"]

    assert weighted("F", "6") == -1
    assert weighted("E", "5") == pytest.approx(-1 / sqrt(2))


def test_known_grades_have_no_ends_apart(make_case: MakeCase) -> None:
    case = make_case(
        {"ana": ["I N"]},
        sources=[("S1", "B", "")],
        source_ids=["S1"],
        credibility=["2"],
        relevance=["high"],
    )
    scores = analyse(case).scores.loc["H1"]
    assert scores["weighted_low"] == scores["weighted"] == scores["weighted_high"]
    assert scores["weighted"] == pytest.approx(-2)


def test_a_hypothesis_that_nobody_rated_has_no_score_and_no_place(make_case: MakeCase) -> None:
    result = analyse(make_case({"ana": ["I . C", "I . I"]}))
    assert score_of(result, "count") == pytest.approx({"H1": 2, "H2": NAN, "H3": 1}, nan_ok=True)
    assert result.unranked == ("H2",)
    assert result.leaders("count") == ["H3"]
    places = [place for ranking in result.ranking.values() for place in ranking]
    assert not [place for place in places if "H2" in place]
    assert isnan(result.scores.loc["H2", "count" + PER_ITEM])


def test_per_item_a_hypothesis_does_not_win_by_its_blanks(make_case: MakeCase) -> None:
    result = analyse(make_case({"ana": ["I II", "C .", "C .", "I C"]}))
    # sums: 2 of 4 items against 2 of 2
    assert result.ranking["inconsistency"] == [["H1", "H2"]]
    assert result.ranking["inconsistency_per_item"] == [["H1"], ["H2"]]
    assert score_of(result, "inconsistency_per_item") == {"H1": 0.5, "H2": 1}


def test_ben_marked_too_little_of_h1_to_rank_it(minimal: Case) -> None:
    result = analyse(minimal, "ben")
    assert result.unranked == ("H1",)
    assert result.ranking["inconsistency"] == [["H2", "H3"]]
    assert result.leaders("inconsistency") == ["H2", "H3"]


def test_where_nothing_can_be_ranked_nobody_leads(make_case: MakeCase) -> None:
    result = analyse(make_case({"ana": ["I NA", ". .", ". ."]}))
    assert result.unranked == ("H1", "H2")
    assert result.leaders("count") == []
    assert {drop.leaders for drop in result.left_out if drop.dropped == "E1"} == {()}


def test_not_applicable_is_rated_and_blank_is_not(make_case: MakeCase) -> None:
    coverage = analyse(make_case({"ana": ["C I", "NA .", "N C", "C ."]})).coverage
    assert coverage.loc["H1"].to_dict() == {"ana": 1, "anyone": 1, "marked": 0.75}
    assert coverage.loc["H2"].to_dict() == {"ana": 0.5, "anyone": 0.5, "marked": 0.5}


def test_coverage_of_the_minimal_case(minimal: Case) -> None:
    coverage = analyse(minimal).coverage
    assert coverage["ana"].tolist() == [1, 1, 1]
    assert coverage["ben"].tolist() == [0.5, 0.5, 0.5]
    assert coverage["anyone"].tolist() == [1, 1, 1]
    assert coverage["marked"].tolist() == [1, 1, 1]
    assert analyse(minimal, "ben").coverage["marked"].tolist() == [0.25, 0.5, 0.5]


def test_each_analysts_own_ranking_stands_beside_the_pooled_one(minimal: Case) -> None:
    own = analyse(minimal).by_analyst
    assert list(own) == ["ana", "ben"]
    assert own["ana"]["inconsistency"] == [["H1"], ["H2"], ["H3"]]
    assert own["ben"]["inconsistency"] == [["H2", "H3"]]
    assert analyse(minimal, "ana").by_analyst == {}


def test_items_carry_grade_weight_and_diagnosticity(minimal: Case) -> None:
    items = analyse(minimal, "ana").items
    assert items["grade"].tolist() == ["A1", "C2", "F6", "–3"]
    assert items["relevance"].tolist() == ["high", "medium", "low", "medium"]
    assert items["weight"].tolist() == pytest.approx([2, 1, 1 / sqrt(2), 1])
    assert items["unknown"].tolist() == [False, False, True, True]
    assert items["diagnosticity"].tolist() == pytest.approx(
        [1.6997, 0.9428, 0.8165, 0.9428], abs=5e-5
    )
    assert not items["alike"].any()


def test_pooled_is_another_word_for_all_analysts(minimal: Case) -> None:
    pooled = analyse(minimal, "pooled")
    assert pooled.analyst == ""
    assert pooled.matrix.analysts == ("ana", "ben")
    assert pooled.scores.equals(analyse(minimal).scores)


def test_the_result_follows_the_cut(folder: Path) -> None:
    early = analyse(load_case(folder, "2025-01-10"), "ana")
    # E1 and E4 only: H2 has I, H3 has II and I
    assert score_of(early, "inconsistency") == {"H1": 0, "H2": 1, "H3": 3}
    assert list(early.items.index) == ["E1", "E4"]


def test_one_analyst_without_ratings_is_refused_by_name(minimal: Case) -> None:
    expected = r"^analyst 'eve' has no ratings as of 2025-06-10; those who have: ana, ben$"
    with pytest.raises(ValueError, match=expected):
        analyse(minimal, "eve")


def test_a_cut_before_the_first_rating_is_refused(folder: Path) -> None:
    with pytest.raises(ValueError, match=r"^case minimal has no ratings as of 2024-12-31$"):
        analyse(load_case(folder, "2024-12-31"))


def test_an_analysis_leaves_its_case_alone(minimal: Case) -> None:
    before = minimal.input_hash
    analyse(minimal)
    assert minimal.input_hash == before
    assert minimal == load_case(Path(__file__).parents[1] / "cases" / "minimal")


def test_the_steps_leave_their_arrays_alone(minimal: Case) -> None:
    matrix = build_matrix(minimal)
    codes, values = matrix.codes.copy(), matrix.values.copy()
    what = terms(matrix)
    count, points, weights = what.count.copy(), what.points.copy(), np.array([2.0, 1, 1, 1])
    score(what, weights, ["a", "a", "", ""])
    diagnosticity(matrix)
    leave_one_out(minimal, matrix, {rule.key: ["H1"] for rule in RULES})
    np.testing.assert_array_equal(matrix.codes, codes)
    np.testing.assert_array_equal(matrix.values, values)
    np.testing.assert_array_equal(what.count, count)
    np.testing.assert_array_equal(what.points, points)
    assert weights.tolist() == [2, 1, 1, 1]


def test_two_runs_find_the_same(minimal: Case) -> None:
    one, other = analyse(minimal), analyse(minimal)
    assert one.scores.equals(other.scores)
    assert one.items.equals(other.items)
    assert repr(one.left_out) == repr(other.left_out)  # by their text, since NaN is not NaN
