"""How few marks must move before another leads: by hand, and against every way there is."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sat.ach.analysis import analyse
from sat.ach.matrix import POINTS, Matrix, build_matrix
from sat.ach.scores import RULES, Array, rank, rankable, score, terms
from sat.ach.unseat import (
    LADDER,
    SLACK,
    Change,
    Unseating,
    one_steps,
    steps_sentence,
    unseat,
    unseat_sentence,
)
from sat.case import Case, load_case
from sat.case.tables import Evidence, Hypothesis

MakeCase = Callable[..., Case]
KEYS = [rule.key for rule in RULES]


def ones(matrix: Matrix) -> Array:
    """Every item weighs 1."""
    return np.ones(len(matrix.evidence))


def changed(matrix: Matrix, changes: Sequence[Change]) -> Matrix:
    """The matrix with some marks moved."""
    codes, values = matrix.codes.copy(), matrix.values.copy()
    for change in changes:
        cell = (
            matrix.analysts.index(change.analyst),
            matrix.items.index(change.item),
            matrix.names.index(change.hypothesis),
        )
        assert codes[cell] == change.before
        codes[cell], values[cell] = change.after, POINTS[change.after]
    return replace(matrix, codes=codes, values=values)


def places(matrix: Matrix, weights: Array, rule: str) -> list[list[str]]:
    """Who stands where, scored from the start."""
    what = terms(matrix)
    groups = [item.dependence_group for item in matrix.evidence]
    return rank(score(what, weights, groups)[rule], matrix.names, rankable(what))


def told(found: Sequence[Unseating]) -> dict[str, tuple[int, set[str]]]:
    """By rival, the steps and the changes in words."""
    return {row.rival: (row.steps, {str(change) for change in row.changes}) for row in found}


def column_ends(matrix: Matrix, weights: Array, rule: str, name: str) -> tuple[Array, Array]:
    """By number of steps, the lowest and the highest score that moves of one hypothesis reach.

    Every way of moving its marks is a column of a matrix of its own, scored as any other.
    """
    own = matrix.values[:, :, matrix.names.index(name)]
    there = ~np.isnan(own)
    ways = np.array(list(product(range(-2, 3), repeat=int(there.sum()))))
    columns = np.full((*own.shape, len(ways)), np.nan)
    columns[there] = ways.T
    moved = replace(matrix, values=columns)
    groups = [item.dependence_group for item in matrix.evidence]
    scores = np.abs(score(terms(moved), weights, groups)[rule])
    steps = np.abs(ways - own[there]).sum(axis=1).astype(int)
    low, high = np.full(steps.max() + 1, np.inf), np.full(steps.max() + 1, -np.inf)
    np.minimum.at(low, steps, scores)
    np.maximum.at(high, steps, scores)
    return low, high


def fewest_by_trial(matrix: Matrix, weights: Array, row: Unseating) -> int:
    """The fewest steps, of all ways to move the marks of leader and rival."""
    _, high = column_ends(matrix, weights, row.rule, row.leader)
    low, _ = column_ends(matrix, weights, row.rule, row.rival)
    ahead = low[:, None] - high[None, :] <= (SLACK if row.ties else -SLACK)
    return int(np.add.outer(np.arange(len(low)), np.arange(len(high)))[ahead].min())


@pytest.fixture
def heuer(root: Path) -> Matrix:
    """Heuer 1999, ch. 8, Figure 15: H2 has nothing against it, H3 two I, H1 two I and an II."""
    return build_matrix(load_case(root / "data" / "cases" / "heuer-iraq-1993"))


@pytest.fixture
def tokyo(root: Path) -> Matrix:
    """A Tradecraft Primer, March 2009, pp. 14-16: H1 and H2 tie with one I each."""
    return build_matrix(load_case(root / "data" / "cases" / "primer-tokyo-1995"))


# By hand


def test_heuers_leader_falls_to_two_steps(heuer: Matrix) -> None:
    found = told(unseat(heuer, ones(heuer)))
    assert found["H3"] == (
        2,
        {"published's E2 × H3 I → N", "published's E3 × H3 I → N"},
    )
    # H1 has 1 + 1 + 2 against it, all of which must go
    assert found["H1"] == (
        4,
        {f"published's {cell} → N" for cell in ("E4 × H1 I", "E5 × H1 I", "E6 × H1 II")},
    )


def test_heuers_leader_is_overtaken_only_by_a_mark_against_it(heuer: Matrix) -> None:
    # two steps bring H3 down to 0; from C an item takes two more before it counts against H2
    found = unseat(heuer, ones(heuer), ties=False)[0]
    assert (found.leader, found.rival, found.steps) == ("H2", "H3", 4)
    assert [change.after for change in found.changes if change.hypothesis == "H2"] == ["I"]


def test_a_count_moves_only_where_a_mark_passes_between_n_and_i(heuer: Matrix) -> None:
    # H1: three against it; E4 and E5 take a step each, the third takes two: II → N, or C → I of H2
    found = {row.rival: row.steps for row in unseat(heuer, ones(heuer), "count")}
    assert found == {"H3": 2, "H1": 4}


def test_no_single_step_alters_heuers_leader(heuer: Matrix) -> None:
    # published in heuer_iraq_1993.md; 18 marks, of which the II can only go up: 35 moves
    for found in one_steps(heuer, ones(heuer)):
        assert (found.leaders, found.moves, len(found.altering)) == (("H2",), 35, 0)


def test_nine_single_steps_alter_the_primers_tie(tokyo: Matrix) -> None:
    # nine by the sum of I = 1, II = 2: tradecraft_primer_tokyo_1995.md, worked in the comments
    found = {row.rule: row for row in one_steps(tokyo, ones(tokyo))}
    both = {
        *("E3 × H1 I → N", "E4 × H1 N → I"),
        *("E2 × H2 I → N", "E3 × H2 N → I", "E4 × H2 N → I"),
        *("E3 × H3 I → N", "E2 × H3 I → N"),
    }
    stronger = {"E3 × H1 I → II", "E2 × H2 I → II"}  # no difference to a count
    for rule, expected in (("inconsistency", both | stronger), ("count", both)):
        assert found[rule].leaders == ("H1", "H2")
        assert found[rule].moves == 32
        assert {str(change) for change in found[rule].changes} == {
            f"published's {cell}" for cell in expected
        }


def test_a_tie_is_unseated_as_it_is_and_broken_by_one_step(tokyo: Matrix) -> None:
    first = unseat(tokyo, ones(tokyo))[0]
    assert (first.leader, first.rival, first.steps, first.changes) == ("H1", "H2", 0, ())
    broken = {(row.leader, row.rival): row.steps for row in unseat(tokyo, ones(tokyo), ties=False)}
    # H3 has two I: level with one step, ahead with two
    assert broken[("H1", "H2")] == broken[("H2", "H1")] == 1
    assert broken[("H1", "H3")] == broken[("H2", "H3")] == 2


@pytest.mark.parametrize(
    ("rule", "steps", "changes"),
    [
        # 3 to close; a step gains 1 at most: E3 of H1, marked by ana alone, twice, and E2 of H2
        ("inconsistency", 3, {"ana's E3 × H1 N → II", "ana's E2 × H2 I → N"}),
        # 3.0607 to close; three steps gain 1 + 1 + 0.7071, a fourth 0.7071 more
        (
            "weighted",
            4,
            {"ana's E3 × H1 N → II", "ana's E1 × H2 I → N", "ana's E2 × H2 I → N"},
        ),
    ],
)
def test_several_analysts_move_one_at_a_time(
    minimal: Case, rule: str, steps: int, changes: set[str]
) -> None:
    result = analyse(minimal)
    found = unseat(result.matrix, result.items["weight"].to_numpy(), rule)
    assert told(found)["H2"] == (steps, changes)


def test_a_mark_of_a_dependence_group_moves_by_its_part_of_the_mean(minimal: Case) -> None:
    # 2.25 to close: E3 of H1 gives 1 and 1, and of H2 half a step of two analysts gives 0.5
    matrix = build_matrix(minimal)
    found = next(row for row in unseat(matrix, ones(matrix), "grouped") if row.rival == "H2")
    assert found.steps == 3
    assert "ana's E3 × H1 N → II" in {str(change) for change in found.changes}


def test_a_mark_far_from_i_is_taken_the_whole_way_where_that_is_cheaper(
    make_case: MakeCase,
) -> None:
    # H2 has 1.5 more against it. Copies weigh a quarter: six steps. E5 of H1, from C to II: three.
    case = make_case(
        {"ana": ["C I", "C I", "C II", "C II", "C N"]}, dependence_group=["wire"] * 4 + [""]
    )
    matrix = build_matrix(case)
    found = unseat(matrix, ones(matrix), "grouped")[0]
    assert [str(change) for change in found.changes] == ["ana's E5 × H1 C → II"]


def test_a_heavy_mark_far_away_can_be_worth_its_way(make_case: MakeCase) -> None:
    # 1.5 + 0.6 + 1 = 3.1 against H2. Three steps gain 2.9 at most, E1 of H1 from CC to I; a fourth
    # adds 1 or more. Without E1 four steps gain 3, E5 of H1 from C to II and E5 of H2 to N.
    matrix = build_matrix(make_case({"ana": ["CC NA", "CC II", "CC II", "CC NA", "C I"]}))
    found = unseat(matrix, np.array([2.9, 0.75, 0.3, 0.3, 1.0]), "weighted")[0]
    assert found.steps == 4
    assert ("E1", "H1") in {(change.item, change.hypothesis) for change in found.changes}


def test_a_hypothesis_that_is_not_ranked_is_no_rival(make_case: MakeCase) -> None:
    matrix = build_matrix(make_case({"ana": ["N I N", "N I NA", "C C ."]}))
    assert {row.rival for row in unseat(matrix, ones(matrix))} == {"H2"}
    # its marks can move, but no move of them alters anything
    found = one_steps(matrix, ones(matrix))[1]
    assert found.moves == 14
    assert all(change.hypothesis != "H3" for change in found.changes)


def test_one_hypothesis_alone_has_no_rival(make_case: MakeCase) -> None:
    matrix = build_matrix(make_case({"ana": ["C .", "I ."]}))
    found = unseat(matrix, ones(matrix))
    assert found == ()
    assert unseat_sentence(found) == (
        "Fewer than two hypotheses are ranked, so that no rival can unseat a leader."
    )
    assert not any(len(row.altering) for row in one_steps(matrix, ones(matrix)))


# Against every way there is


def made(codes: np.ndarray, groups: list[str]) -> Matrix:
    """A matrix of these marks, analysts × items × hypotheses."""
    analysts, items, hypotheses = codes.shape
    return Matrix(
        ("ana", "ben")[:analysts],
        tuple(
            Evidence.model_construct(evidence_id=f"E{number + 1}", dependence_group=groups[number])
            for number in range(items)
        ),
        tuple(
            Hypothesis.model_construct(hypothesis_id=f"H{number + 1}")
            for number in range(hypotheses)
        ),
        codes,
        np.vectorize(lambda code: POINTS.get(code, np.nan), otypes=[float])(codes),
    )


@st.composite
def matrices(draw: st.DrawFn) -> tuple[Matrix, Array]:
    """A few marks, and what each item weighs."""
    analysts, items = draw(st.sampled_from([(1, 2), (1, 4), (1, 5), (2, 2), (2, 3)]))
    shape = (analysts, items, draw(st.integers(2, 3)))
    codes = st.sampled_from((*LADDER, *LADDER, "NA", ""))
    size = int(np.prod(shape))
    marks = np.array(draw(st.lists(codes, min_size=size, max_size=size)), dtype="U2")
    marks[: shape[2]] = "C"
    names = st.sampled_from(["wire", "mill", ""])
    groups = draw(st.lists(names, min_size=items, max_size=items))
    weight = st.sampled_from([0.5, 2**-0.5, 1.0, 2**0.5, 2.0])
    weights = np.array(draw(st.lists(weight, min_size=items, max_size=items)))
    return made(marks.reshape(shape), groups), weights


@settings(max_examples=150)
@given(matrices(), st.sampled_from(KEYS), st.booleans())
def test_no_smaller_set_exists(drawn: tuple[Matrix, Array], rule: str, ties: bool) -> None:
    matrix, weights = drawn
    for row in unseat(matrix, weights, rule, ties):
        assert row.steps == fewest_by_trial(matrix, weights, row)


@settings(max_examples=150)
@given(matrices(), st.sampled_from(KEYS), st.booleans())
def test_the_changes_do_what_they_say(drawn: tuple[Matrix, Array], rule: str, ties: bool) -> None:
    matrix, weights = drawn
    found = unseat(matrix, weights, rule, ties)
    assert [row.steps for row in found] == sorted(row.steps for row in found)
    for row in found:
        after = places(changed(matrix, row.changes), weights, rule)
        at = {name: number for number, place in enumerate(after) for name in place}
        assert at[row.rival] < at[row.leader] + ties


@given(
    st.lists(
        st.tuples(*[st.sampled_from(LADDER)] * 2, st.sampled_from([0.5, 2**-0.5, 1.0, 2.0])),
        min_size=8,
        max_size=25,
    )
)
def test_no_smaller_set_exists_among_many_items(items: list[tuple[str, str, float]]) -> None:
    """Held against a knapsack: the most that so many steps gain, one mark after the other."""
    codes = np.array([[[one, other] for one, other, _ in items]])
    weights = np.array([weight for *_, weight in items])
    matrix = made(codes, [""] * len(items))
    for row in unseat(matrix, weights, "weighted"):
        gap, most = 0.0, np.zeros(8 * len(items) + 1)
        for item, weight in enumerate(weights.tolist()):
            for name, sign in ((row.leader, 1), (row.rival, -1)):
                mark = POINTS[str(codes[0, item, matrix.names.index(name)])]
                gap -= sign * weight * max(-mark, 0)
                ways = [
                    np.append(np.full(steps, -np.inf), most)[: len(most)]
                    + sign * weight * (max(-moved, 0) - max(-mark, 0))
                    for moved in range(-2, 3)
                    for steps in [int(abs(moved - mark))]
                ]
                most = np.max(ways, axis=0)
        assert row.steps == int(np.argmax(most >= gap - SLACK))


@settings(max_examples=60)
@given(matrices())
def test_single_steps_are_those_that_a_new_analysis_finds(drawn: tuple[Matrix, Array]) -> None:
    matrix, weights = drawn
    moves = [
        Change(analyst, item, name, before, LADDER[LADDER.index(before) + way])
        for a, analyst in enumerate(matrix.analysts)
        for e, item in enumerate(matrix.items)
        for h, name in enumerate(matrix.names)
        for way in (-1, 1)
        if (before := str(matrix.codes[a, e, h])) in LADDER
        and 0 <= LADDER.index(before) + way < len(LADDER)
    ]
    for found in one_steps(matrix, weights):
        now = places(matrix, weights, found.rule)[:1]
        assert list(found.leaders) == (now[0] if now else [])
        assert found.moves == len(moves)
        assert list(found.changes) == [
            move
            for move in moves
            if places(changed(matrix, [move]), weights, found.rule)[:1] != now
        ]


@settings(max_examples=60)
@given(matrices(), st.sampled_from(KEYS))
def test_a_single_step_unseats_where_the_smallest_set_is_one(
    drawn: tuple[Matrix, Array], rule: str
) -> None:
    matrix, weights = drawn
    found = unseat(matrix, weights, rule)
    if found and found[0].steps == 1:
        single = next(row for row in one_steps(matrix, weights) if row.rule == rule)
        assert found[0].changes[0] in list(single.changes)


# Words and errors


def test_sentences_name_the_changes(heuer: Matrix, tokyo: Matrix) -> None:
    assert unseat_sentence(unseat(heuer, ones(heuer))) == (
        "Inconsistency: 2 steps put H3 level with or ahead of H2, and no fewer unseat it: "
        "published's E2 × H3 I → N; published's E3 × H3 I → N."
    )
    assert unseat_sentence(unseat(tokyo, ones(tokyo))) == (
        "Inconsistency: H1 and H2 are level as it is; no one leads alone."
    )
    assert unseat_sentence(unseat(tokyo, ones(tokyo), ties=False)).startswith(
        "Inconsistency: 1 step puts H2 ahead of H1, and no fewer unseat it: published's "
    )
    count, inconsistency, *_ = one_steps(tokyo, ones(tokyo))
    assert steps_sentence(inconsistency) == (
        "Inconsistency: H1 and H2 lead; 9 of 32 one-step changes alter that: "
        "published's E3 × H1 I → N; published's E3 × H1 I → II; published's E3 × H2 N → I; "
        "published's E3 × H3 I → N; published's E2 × H2 I → N and 4 more."
    )
    assert steps_sentence(count).startswith("Heuer's count: H1 and H2 lead; 7 of 32 ")
    assert steps_sentence(one_steps(heuer, ones(heuer))[0]) == (
        "Heuer's count: H2 leads, and none of 35 one-step changes of one analyst's mark alters "
        "that."
    )


def test_a_sentence_says_where_nobody_is_ranked(make_case: MakeCase) -> None:
    matrix = build_matrix(make_case({"ana": ["NA NA", "NA NA"]}))
    assert steps_sentence(one_steps(matrix, ones(matrix))[0]) == (
        "Heuer's count: no hypothesis is ranked, so no change of a mark alters who leads."
    )


def test_a_rule_that_is_none_is_named(heuer: Matrix) -> None:
    match = "rule is 'bayes'; choose one of count, inconsistency, weighted or grouped"
    with pytest.raises(ValueError, match=match):
        unseat(heuer, ones(heuer), "bayes")


@pytest.mark.parametrize(
    ("weights", "match"),
    [
        ([1.0, 1.0], "2 weights for 6 items; give one each"),
        ([1.0] * 5 + [0.0], "a weight is 0.0; each is a number above 0"),
        ([1.0] * 5 + [float("nan")], "a weight is nan; each is a number above 0"),
    ],
)
def test_weights_that_do_not_fit_are_refused(
    heuer: Matrix, weights: list[float], match: str
) -> None:
    with pytest.raises(ValueError, match=match):
        one_steps(heuer, np.array(weights))


def test_the_matrix_is_left_alone(heuer: Matrix) -> None:
    values, codes = heuer.values.copy(), heuer.codes.copy()
    unseat(heuer, ones(heuer))
    one_steps(heuer, ones(heuer))
    assert (heuer.codes == codes).all()
    assert np.array_equal(heuer.values, values, equal_nan=True)
