"""Several analysts: orders of pooling, disputes, agreement, and who moves the answer."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sat.ach import analyse
from sat.ach.analysts import (
    KEYS,
    ORDERS,
    Agreement,
    Pooling,
    Voice,
    agreement,
    agreement_sentence,
    alpha,
    disputes,
    disputes_sentence,
    movers,
    movers_sentence,
    pairs,
    pairs_sentence,
    pool,
    pooling_sentence,
)
from sat.ach.matrix import Matrix, build_matrix
from sat.ach.scores import Array
from sat.case import Case
from sat.case.tables import Rating
from sat.scales import RATING

MakeCase = Callable[..., Case]
NAN = float("nan")


def weights_of(case: Case) -> tuple[Matrix, Array]:
    """A case's matrix and what its items weigh."""
    result = analyse(case)
    return result.matrix, result.items["weight"].to_numpy()


def pooled_by(case: Case) -> dict[str, Pooling]:
    """The pooled scores by order."""
    return {row.order: row for row in pool(*weights_of(case))}


def reliability(text: str) -> Array:
    """Raters × units from lines of digits; a dot is missing."""
    rows = [
        [NAN if cell == "." else float(cell) for cell in row.split()] for row in text.split("|")
    ]
    return np.array(rows)


# Orders of pooling


def test_the_minimal_case_in_every_order(minimal: Case) -> None:
    found = pooled_by(minimal)
    assert list(found) == list(ORDERS)
    # points: cases/minimal.md
    expected = {
        "points": [[0, 2.5, 3], [0, 3, 4], [0, -3.0607, -6], [0, 2.25, 2.5]],
        # Means of H2: -0.5, -1, -1.5, 1. The first lies half-way to I and is read as N.
        "marks": [[0, 2, 3], [0, 3, 4], [0, -3.0607, -6], [0, 2.25, 2.5]],
        # ana 3 and 3, ben 1 and 1; 3 and 4, 2 and 2; and so on. ben alone cannot rank H1.
        "scores": [[0, 2, 2], [0, 2.5, 3], [0, -2.56065, -5], [0, 2, 2.25]],
    }
    for order, rules in expected.items():
        for key, values in zip(KEYS, rules, strict=True):
            assert found[order].scores[key].tolist() == pytest.approx(values, abs=5e-5)
    assert found["scores"].ranking["count"] == [["H1"], ["H2", "H3"]]
    assert found["scores"].leaders("weighted") == ["H1"]


def test_points_pooled_are_the_scores_of_the_analysis(minimal: Case) -> None:
    result, found = analyse(minimal), pooled_by(minimal)["points"]
    pd.testing.assert_frame_equal(found.scores, result.scores[KEYS])
    assert found.ranking == {key: result.ranking[key] for key in KEYS}


@pytest.fixture
def torn(make_case: MakeCase) -> Case:
    """CC and II on one cell: nothing against H1 by the mean mark, one point by the mean point."""
    return make_case({"ana": ["CC N", "N I"], "ben": ["II N", "N N"]})


def test_the_order_of_pooling_can_decide_who_leads(torn: Case) -> None:
    found = pooled_by(torn)
    assert found["marks"].scores["inconsistency"].tolist() == [0, 0.5]
    assert found["points"].scores["inconsistency"].tolist() == [1, 0.5]
    assert found["scores"].scores["inconsistency"].tolist() == [1, 0.5]
    assert found["marks"].leaders("inconsistency") == ["H1"]
    assert found["points"].leaders("inconsistency") == ["H2"]
    # the count reads both mean marks, 0 and -0.5, as N, and half of the marks as against each
    assert found["marks"].leaders("count") == found["points"].leaders("count") == ["H1", "H2"]


def test_the_sentence_on_pooling_names_rules_and_leaders(torn: Case, minimal: Case) -> None:
    told = "H1 with marks pooled, H2 with points pooled, H2 with scores pooled"
    assert pooling_sentence(pool(*weights_of(torn))) == (
        "Marks, points or scores may be pooled over the analysts, and that decides who leads: "
        f"Inconsistency names {told}; PARC weighted names {told}; Each origin once names {told}."
    )
    assert pooling_sentence(pool(*weights_of(minimal))) == (
        "Marks, points or scores may be pooled over the analysts: the same hypotheses lead "
        "whichever is, by every rule."
    )


def test_what_each_analyst_marked_too_thinly_has_no_pooled_score(make_case: MakeCase) -> None:
    # between them they marked H2 in full, but neither marked half of it
    case = make_case({"ana": ["C I", "C .", "C .", "C ."], "ben": ["C .", "C I", "C I", "C ."]})
    found = pooled_by(case)
    assert found["points"].ranking["count"] == [["H1"], ["H2"]]
    # ben marked two of four, which is enough
    assert found["scores"].scores["count"].tolist() == [0, 2]
    thin = pooled_by(make_case({"ana": ["C I", "C .", "C ."], "ben": ["C .", "C I", "C ."]}))
    assert thin["points"].ranking["count"] == [["H1"], ["H2"]]
    assert thin["scores"].ranking["count"] == [["H1"]]
    assert np.isnan(thin["scores"].scores.loc["H2", "count"])
    assert pooling_sentence(tuple(thin.values())).endswith("by every rule.")


@st.composite
def crowds(draw: st.DrawFn, marks: Sequence[str] = RATING.codes) -> dict[str, list[str]]:
    """Marks of a few analysts for a few items and three hypotheses."""
    items = draw(st.integers(1, 4))
    row = st.lists(st.sampled_from(marks), min_size=3, max_size=3).map(" ".join)
    names = ("ana", "ben", "cy")[: draw(st.integers(2, 3))]
    return {name: ["C C I", *(draw(row) for _ in range(items))] for name in names}


@settings(max_examples=60)
@given(crowds(RATING.codes[:5]))
def test_points_and_scores_agree_where_everybody_marks_everything(
    make_case: MakeCase, marks: dict[str, list[str]]
) -> None:
    found = pooled_by(make_case(marks))
    pd.testing.assert_frame_equal(found["points"].scores, found["scores"].scores, atol=1e-9)
    assert found["points"].ranking == found["scores"].ranking


@settings(max_examples=60)
@given(crowds((*RATING.codes, ".")))
def test_pooled_marks_never_speak_more_against_than_pooled_points(
    make_case: MakeCase, marks: dict[str, list[str]]
) -> None:
    """Consistency of one can offset another's inconsistency only where marks are averaged."""
    found = pooled_by(make_case(marks))
    for key in ("inconsistency", "weighted", "grouped"):
        first, then = (found[order].scores[key].abs() for order in ("marks", "points"))
        assert not (first > then + 1e-9).any()


def test_one_analyst_is_pooled_alike_in_every_order(minimal: Case) -> None:
    result = analyse(minimal, "ana")
    for row in pool(result.matrix, result.items["weight"].to_numpy()):
        pd.testing.assert_frame_equal(row.scores, result.scores[KEYS])


# Disputes


def test_disputes_show_every_mark_and_reason(minimal: Case) -> None:
    found = disputes(minimal, build_matrix(minimal))
    assert [(row.item, row.hypothesis, row.spread, row.split) for row in found] == [
        ("E1", "H1", 1, False),
        ("E1", "H2", 1, False),
        ("E3", "H2", 1, False),
        ("E3", "H1", 0, True),
    ]
    assert found[1].voices == (
        Voice("ana", "I", "Then not south."),
        Voice("ben", "N", "Both may break."),
    )
    assert found[3].voices[1] == Voice("ben", "NA", "Not about the north.")
    assert disputes_sentence(found) == (
        "The analysts' marks differ in 3 cells, most in E1 × H1 by 1 step (ana CC and ben C); "
        "they part over whether an item applies at all in 1 cell."
    )


def test_the_widest_dispute_comes_first_and_narrow_ones_can_be_left_out(
    make_case: MakeCase,
) -> None:
    case = make_case({"ana": ["C I", "CC N"], "ben": ["N I", "I N"], "cy": [". I", "II N"]})
    found = disputes(case, build_matrix(case))
    assert [(row.item, row.spread) for row in found] == [("E2", 4), ("E1", 1)]
    assert found[1].voices[2] == Voice("cy", "", "")
    assert [row.item for row in disputes(case, build_matrix(case), 2)] == ["E2"]
    assert disputes_sentence(found) == (
        "The analysts' marks differ in 2 cells, most in E2 × H1 by 4 steps "
        "(ana CC, ben I and cy II)."
    )


def test_a_later_mark_brings_its_own_reason(minimal: Case) -> None:
    later = Rating.model_validate(
        {
            **{"evidence_id": "E1", "hypothesis_id": "H2", "analyst": "ben", "rating": "CC"},
            **{"rated_on": date(2025, 1, 20), "rationale": "It was the north."},
        }
    )
    # first in the file, newest by its day
    case = replace(minimal, ratings=(later, *minimal.ratings))
    found = disputes(case, build_matrix(case))[0]
    assert (found.item, found.hypothesis, found.spread) == ("E1", "H2", 3)
    assert found.voices[1] == Voice("ben", "CC", "It was the north.")


def test_sentences_without_a_dispute(make_case: MakeCase) -> None:
    case = make_case({"ana": ["C I"], "ben": ["C I"]})
    assert disputes_sentence(disputes(case, build_matrix(case))) == (
        "The analysts differ on no cell by so much."
    )
    case = make_case({"ana": ["C I"], "ben": ["NA I"]})
    assert disputes_sentence(disputes(case, build_matrix(case))) == (
        "The analysts differ on no mark, but they part over whether an item applies at all in "
        "1 cell."
    )


@pytest.mark.parametrize("least", [0, 5])
def test_steps_that_no_two_marks_are_apart_are_refused(minimal: Case, least: int) -> None:
    with pytest.raises(ValueError, match=f"least is {least}; marks are 1 to 4 steps apart"):
        disputes(minimal, build_matrix(minimal), least)


# Agreement


@pytest.mark.parametrize(
    ("metric", "expected"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)]
)
def test_alpha_of_krippendorffs_example(metric: str, expected: float) -> None:
    # Krippendorff 2011, sections C and D: four observers, twelve units, some values missing
    values = reliability(
        "1 2 3 3 2 1 4 1 2 . . .|1 2 3 3 2 2 4 1 2 5 . 3|"
        ". 3 3 3 2 3 4 2 2 5 1 .|1 2 3 3 2 4 4 1 2 5 1 ."
    )
    assert alpha(values, metric) == pytest.approx(expected, abs=5e-4)


def test_alpha_of_the_minimal_case_by_hand(minimal: Case) -> None:
    # Five cells with two marks. II 3, I 2, N 1, C 3, CC 1: mid-ranks 1.5, 4, 5.5, 7.5, 9.5.
    # Observed: CC-C 2², I-N 1.5², I-II 2.5², both ways 25. Expected, all pairs both ways: 1560.
    found = agreement(build_matrix(minimal))
    assert found.alpha == pytest.approx(1 - 9 * 25 / 1560)
    assert (found.cells, found.same, found.near) == (5, 2, 5)
    assert agreement_sentence(found) == (
        "ana and ben give the same mark in 2 of 5 cells that two or more marked and are at most "
        "one step apart in 5; Krippendorff's alpha (ordinal) is 0.856, reliable by his mark of 0.8."
    )


def test_a_table_of_two_analysts_counts_cells_by_both_marks(minimal: Case) -> None:
    found = agreement(build_matrix(minimal))
    places = {
        (one, other): count
        for one, row in zip(RATING.codes, found.table, strict=True)
        for other, count in zip(RATING.codes, row, strict=True)
        if count
    }
    alike, apart = [("C", "C"), ("II", "II")], [("CC", "C"), ("N", "NA"), ("I", "N"), ("I", "II")]
    assert places == dict.fromkeys([*alike, *apart], 1)


def by_definition(values: Array) -> float:
    """Ordinal alpha as it is defined, value by value (Krippendorff 2011)."""
    units = [unit[~np.isnan(unit)].tolist() for unit in values.T]
    units = [unit for unit in units if len(unit) > 1]
    whole = [value for unit in units for value in unit]

    def distance(one: float, other: float) -> float:
        low, high = sorted((one, other))
        between = sum(low <= value <= high for value in whole)
        return (between - (whole.count(low) + whole.count(high)) / 2) ** 2 if low < high else 0

    observed = sum(
        distance(one, other) / (len(unit) - 1)
        for unit in units
        for one, other in permutations(unit, 2)
    )
    expected = sum(distance(one, other) for one, other in permutations(whole, 2))
    return 1 - (len(whole) - 1) * observed / expected if expected else NAN


values = st.lists(
    st.lists(st.sampled_from([NAN, -2.0, -1.0, 0.0, 1.0, 2.0]), min_size=6, max_size=6),
    min_size=2,
    max_size=4,
).map(np.array)


@given(values)
def test_alpha_is_as_defined(given_values: Array) -> None:
    assert alpha(given_values) == pytest.approx(by_definition(given_values), nan_ok=True)


@given(values)
def test_alpha_rests_on_ranks_and_not_on_who_rated(given_values: Array) -> None:
    whole = alpha(given_values)
    assert alpha(given_values[::-1]) == pytest.approx(whole, nan_ok=True)
    assert alpha(given_values[:, ::-1]) == pytest.approx(whole, nan_ok=True)
    assert alpha(np.exp(given_values)) == pytest.approx(whole, nan_ok=True)
    assert alpha(-given_values) == pytest.approx(whole, nan_ok=True)


@given(values)
def test_full_agreement_has_alpha_one(given_values: Array) -> None:
    copies = np.repeat(given_values[:1], 3, axis=0)
    assume(len(np.unique(copies[~np.isnan(copies)])) > 1)
    assert alpha(copies) == pytest.approx(1)


@pytest.mark.parametrize("text", ["1 1 .|1 1 2", "1 . 3|. 2 .", ". .|. .", "1 2 3"])
def test_without_variation_or_pairs_there_is_no_alpha(text: str) -> None:
    assert np.isnan(alpha(reliability(text)))


def test_a_metric_that_is_none_is_named() -> None:
    with pytest.raises(ValueError, match="metric is 'ratio'; choose nominal, ordinal or interval"):
        alpha(reliability("1 2|1 2"), "ratio")


@pytest.mark.parametrize(
    ("found", "read"),
    [
        (0.8, "is 0.8, reliable by his mark of 0.8."),
        (0.7999, "is 0.8, between"),
        (0.7, "is 0.7, between his marks of 0.667 and 0.8, good for tentative conclusions."),
        (0.1, "is 0.1, below the 0.667 that he asks for even tentative conclusions."),
    ],
)
def test_alpha_is_read_by_krippendorffs_marks(found: float, read: str) -> None:
    assert read in agreement_sentence(Agreement(("ana", "ben"), 9, 3, 5, found, ()))


def test_agreement_that_cannot_be_known_is_said_to_be_so(make_case: MakeCase) -> None:
    alone = build_matrix(make_case({"ana": ["C I"]}))
    assert agreement_sentence(agreement(alone)) == ("One analyst alone cannot agree or disagree.")
    apart = build_matrix(make_case({"ana": ["C .", "I ."], "ben": [". C", ". I"]}))
    assert agreement_sentence(agreement(apart)) == (
        "ana and ben marked no cell in common, so that their agreement is not known."
    )
    alike = build_matrix(make_case({"ana": ["I I"], "ben": ["I I"]}))
    assert agreement_sentence(agreement(alike)).endswith(
        "in 2; all marks are alike, so that alpha does not exist."
    )
    assert pairs_sentence(pairs(alike)) == "No two analysts can be compared."


def test_any_two_analysts_are_compared(make_case: MakeCase) -> None:
    case = make_case({"ana": ["C I", "N II"], "ben": ["C I", "N II"], "cy": ["I C", "N II"]})
    found = pairs(build_matrix(case))
    assert [row.analysts for row in found] == [("ana", "ben"), ("ana", "cy"), ("ben", "cy")]
    assert [row.alpha == 1 for row in found] == [True, False, False]
    assert [(row.cells, row.same, row.near) for row in found] == [(4, 4, 4), (4, 2, 2), (4, 2, 2)]
    # ana and cy: II 2, I 2, N 2, C 2, mid-ranks 1, 3, 5, 7; observed C-I twice, both ways 4 · 16;
    # expected 2 · 4 · (4 + 16 + 36 + 4 + 16 + 4)
    assert found[1].alpha == pytest.approx(1 - 7 * 64 / 640)
    assert pairs_sentence(found) == (
        "Of 3 pairs of analysts that can be compared ana and cy agree least: alpha 0.3, the same "
        "mark in 2 of 4 cells."
    )
    assert pairs_sentence(found[1:2]) == (
        "ana and cy agree so far: alpha 0.3, the same mark in 2 of 4 cells."
    )
    assert agreement(build_matrix(case)).table == ()


# Who moves the answer


def test_the_minimal_case_hangs_on_ana(minimal: Case) -> None:
    # cases/minimal.md: ben alone cannot rank H1, and H2 and H3 tie
    found = [row for row in movers(*weights_of(minimal)) if row.rule == "inconsistency"]
    assert [(row.analyst, row.leaders, row.without, row.alone) for row in found] == [
        ("ana", ("H1",), ("H2", "H3"), ("H1",)),
        ("ben", ("H1",), ("H1",), ("H2", "H3")),
    ]
    assert [row.moves for row in found] == [True, False]
    assert movers_sentence(movers(*weights_of(minimal))) == (
        "Who leads hangs on single analysts: without ana H2 = H3 instead of H1 (Heuer's count, "
        "Inconsistency and Each origin once); without ana H2 instead of H1 (PARC weighted)."
    )


def test_where_all_agree_the_answer_hangs_on_nobody(make_case: MakeCase) -> None:
    assert movers_sentence(movers(*weights_of(make_case({"ana": ["C I"], "ben": ["C II"]})))) == (
        "Whichever analyst is left out, the same hypotheses lead by every rule."
    )


def test_of_one_analyst_nobody_can_be_left_out(minimal: Case) -> None:
    result = analyse(minimal, "ana")
    found = movers(result.matrix, result.items["weight"].to_numpy())
    assert found == ()
    assert movers_sentence(found) == (
        "One analyst alone gave the ratings, so that the answer hangs on that analyst."
    )


@settings(max_examples=40)
@given(crowds((*RATING.codes, ".")))
def test_movers_are_those_of_the_analysis(make_case: MakeCase, marks: dict[str, list[str]]) -> None:
    result = analyse(make_case(marks))
    dropped = {
        (drop.dropped, drop.rule): drop.leaders
        for drop in result.left_out
        if drop.kind == "analyst"
    }
    found = movers(result.matrix, result.items["weight"].to_numpy())
    assert {(row.analyst, row.rule): row.without for row in found} == dropped
    for row in found:
        assert list(row.leaders) == result.leaders(row.rule)
        own = result.by_analyst[row.analyst][row.rule]
        assert list(row.alone) == (own[0] if own else [])
