"""Who leads while the weights vary: shares that can be worked out, and what holds for all."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sat.ach import analyse
from sat.ach import jitter as module
from sat.ach.jitter import Jitter, Share, around, jitter, jitter_sentence, unknown_ends
from sat.ach.matrix import Matrix, build_matrix
from sat.case import Case
from sat.judgment.calibration import wilson

MakeCase = Callable[..., Case]
HALF = 2**-0.5


def shares(found: Jitter) -> dict[str, tuple[int, int]]:
    """Draws in which each leads alone, and in which it ties."""
    return {row.hypothesis: (row.alone, row.tied) for row in found.shares}


@pytest.fixture
def duel(make_case: MakeCase) -> Matrix:
    """H1 has the weight of E1 against it, H2 that of E2."""
    return build_matrix(make_case({"ana": ["I N", "N I"]}))


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        # ln √2 lies three quarters of the way from ln ½ to ln 2
        ([0.5, 2**0.5], [2.0, 2**0.5], 3 / 4),
        # middle of the logarithms: as often lighter as heavier
        ([0.5, 1.0], [2.0, 1.0], 1 / 2),
        # two of one distribution: either may be the heavier
        ([0.5, 0.5], [2.0, 2.0], 1 / 2),
        # x from 0 to 2 against y from 1 to 2 (logarithms): x < y in 1 - 1/4 of the cases
        ([1.0, 2.0], [4.0, 4.0], 3 / 4),
    ],
)
def test_the_share_is_that_of_the_log_uniform_weights(
    duel: Matrix, low: list[float], high: list[float], expected: float
) -> None:
    found = jitter(duel, np.array(low), np.array(high), draws=20_000)
    first = found.shares[0]
    assert first.alone / found.draws == pytest.approx(expected, abs=0.014)  # four deviations
    assert first.low < first.alone / found.draws < first.high
    assert first.tied == 0
    assert first.alone + found.shares[1].alone == found.draws


def test_weights_that_cannot_vary_give_the_ranking_in_every_draw(minimal: Case) -> None:
    result = analyse(minimal)
    weights = result.items["weight"].to_numpy()
    found = jitter(result.matrix, weights, weights, draws=50)
    assert found.varied == 0
    assert shares(found) == {"H1": (50, 0), "H2": (0, 0), "H3": (0, 0)}


def test_hypotheses_with_the_same_marks_tie_whatever_the_weights(make_case: MakeCase) -> None:
    matrix = build_matrix(make_case({"ana": ["I I II", "N N I", "I I I"]}))
    found = jitter(matrix, *around(np.array([0.7, 1.3, 2.0])), draws=700)
    assert shares(found) == {"H1": (0, 700), "H2": (0, 700), "H3": (0, 0)}


def test_sums_that_differ_by_the_computers_last_digit_tie(make_case: MakeCase) -> None:
    matrix = build_matrix(make_case({"ana": ["I N", "I N", "N I"]}))
    weights = np.array([0.1, 0.2, 0.3])
    assert weights[0] + weights[1] != weights[2]
    assert shares(jitter(matrix, weights, weights, draws=5)) == {"H1": (0, 5), "H2": (0, 5)}


def test_a_hypothesis_with_every_mark_of_another_and_more_never_leads(make_case: MakeCase) -> None:
    matrix = build_matrix(make_case({"ana": ["I I", "N I"]}))
    found = jitter(matrix, *around(np.ones(2), 100), draws=300)
    assert shares(found) == {"H1": (300, 0), "H2": (0, 0)}


def test_a_hypothesis_that_is_not_ranked_leads_in_no_draw(make_case: MakeCase) -> None:
    matrix = build_matrix(make_case({"ana": ["I N NA", "N I .", "I I N"]}))
    found = jitter(matrix, *around(np.ones(3)), draws=100)
    assert [row.hypothesis for row in found.shares] == ["H1", "H2"]


def test_copies_drawn_together_err_together(make_case: MakeCase) -> None:
    # H1 has four copies of one report against it, H2 one item that weighs 4 · 1.3
    case = make_case({"ana": ["I N"] * 4 + ["N I"]}, dependence_group=["wire"] * 4 + [""])
    matrix = build_matrix(case)
    low, high = np.array([0.5] * 4 + [5.2]), np.array([2.0] * 4 + [5.2])
    together = jitter(matrix, low, high, by_group=True).shares[0]
    # all four below 1.3: ln 1.3 + ln 2 of ln 4
    assert together.alone / 10_000 == pytest.approx(np.log(2.6) / np.log(4), abs=0.02)
    # the mean of four weights has half the spread, so that it passes 1.3 less often
    apart = jitter(matrix, low, high).shares[0]
    assert apart.alone > together.alone


def test_unknown_grades_run_from_the_low_to_the_high_weight(minimal: Case) -> None:
    # cases/minimal.md: E3 weighs 0.5 to 1, E4 0.7071 to 1, the others what they are graded
    low, high = unknown_ends(minimal, build_matrix(minimal, "ana"))
    assert low == pytest.approx([2, 1, 0.5, HALF])
    assert high == pytest.approx([2, 1, 1, 1])


def test_an_unknown_grade_can_decide(open_case: Case) -> None:
    # H1 has 2 · (0.5 to 1) against it, H2 √2: level at 1/√2, the middle of the logarithms
    matrix = build_matrix(open_case)
    found = jitter(matrix, *unknown_ends(open_case, matrix), draws=20_000)
    assert found.varied == 1
    assert found.shares[0].alone / found.draws == pytest.approx(0.5, abs=0.014)


def test_the_same_seed_gives_the_same_draws_and_another_seed_others(duel: Matrix) -> None:
    ends = around(np.ones(2))
    assert jitter(duel, *ends, draws=999, seed=3) == jitter(duel, *ends, draws=999, seed=3)
    one, other = (jitter(duel, *ends, draws=999, seed=seed) for seed in (3, 4))
    assert shares(one) != shares(other)


def test_the_draws_do_not_depend_on_how_many_are_made_at_a_time(
    duel: Matrix, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = jitter(duel, *around(np.ones(2)), draws=1000)
    monkeypatch.setattr(module, "CHUNK", 7)
    assert jitter(duel, *around(np.ones(2)), draws=1000) == whole


@st.composite
def weighed(draw: st.DrawFn) -> tuple[list[str], list[str], list[str]]:
    """Rows of marks for three hypotheses, with grades that are known or not."""
    items = draw(st.integers(1, 4))
    row = st.lists(st.sampled_from(["C", "N", "I", "II", "NA"]), min_size=3, max_size=3)
    rows = [" ".join(draw(row)) for _ in range(items)]
    credibility = draw(st.lists(st.sampled_from("136"), min_size=items, max_size=items))
    relevance = draw(st.lists(st.sampled_from(["high", ""]), min_size=items, max_size=items))
    return ["C C I", *rows], ["1", *credibility], ["high", *relevance]


@settings(max_examples=60)
@given(weighed(), st.booleans())
def test_only_leaders_and_contested_hypotheses_ever_lead(
    make_case: MakeCase, drawn: tuple[list[str], list[str], list[str]], by_group: bool
) -> None:
    rows, credibility, relevance = drawn
    case = make_case({"ana": rows}, credibility=credibility, relevance=relevance)
    result = analyse(case)
    found = jitter(result.matrix, *unknown_ends(case, result.matrix), 200, by_group=by_group)
    ever = {row.hypothesis for row in found.shares if row.first}
    assert ever <= {*result.leaders("weighted"), *result.contested}
    # one leads alone, or at least two tie
    alone = sum(row.alone for row in found.shares)
    assert sum(row.tied for row in found.shares) >= 2 * (200 - alone) * bool(found.shares)


@settings(max_examples=40)
@given(st.lists(st.sampled_from(["C", "N", "I", "II"]), min_size=6, max_size=6), st.integers(0, 9))
def test_a_higher_unit_of_weight_changes_nothing(
    make_case: MakeCase, marks: list[str], seed: int
) -> None:
    rows = [" ".join(marks[start : start + 2]) for start in (0, 2, 4)]
    matrix = build_matrix(make_case({"ana": rows}))
    low, high = around(np.array([0.5, 1.0, 2.0]))
    found = jitter(matrix, low, high, 100, seed)
    assert jitter(matrix, 4 * low, 4 * high, 100, seed) == found


def test_the_sentence_tells_shares_distribution_and_seed() -> None:
    rows = (
        Share("H1", 40, 10, *wilson(40, 200)),
        Share("H2", 150, 10, *wilson(150, 200)),
        Share("H3", 0, 0, *wilson(0, 200)),
    )
    found = Jitter(200, 7, 12, 5, False, rows)
    # Wilson, 150 of 200, z²/n = 0.0192: (0.75 + 0.0096)/1.0192 = 0.7453,
    # 1.96 √(0.0009375 + 0.0000240)/1.0192 = 0.0596: 68.6 to 80.5
    assert jitter_sentence(found) == (
        "Over 200 draws of the weights of 5 of 12 items (log-uniform between their ends; seed 7) "
        "H2 leads alone in 75% (95% interval 68.6% to 80.5%) and ties in 5%; "
        "H1 leads alone in 20% (95% interval 15% to 26.1%) and ties in 5%; H3 never. "
        "That is a share of the weights tried, no probability."
    )
    assert "ends, copies of one report together; seed 7" in jitter_sentence(
        replace(found, by_group=True)
    )


def test_a_share_is_rounded_neither_to_none_nor_to_all() -> None:
    rows = (Share("H1", 99_999, 0, 0.9999, 1), Share("H2", 1, 0, 0, 0.0001))
    sentence = jitter_sentence(Jitter(100_000, 0, 2, 2, False, rows))
    assert "H1 leads alone in over 99.9% (95% interval over 99.9% to 100%)" in sentence
    assert "H2 leads alone in under 0.1% (95% interval 0% to under 0.1%)" in sentence


def test_the_sentence_says_where_there_is_nothing_to_vary_or_to_rank() -> None:
    none = Jitter(10, 0, 1, 0, False, (Share("H1", 10, 0, 0.7, 1),))
    assert jitter_sentence(none) == "None of 1 item has a weight that could be another."
    assert jitter_sentence(replace(none, shares=())) == (
        "No hypothesis was held against enough items to be ranked, whatever the weights."
    )


@pytest.mark.parametrize(
    ("low", "high", "draws", "match"),
    [
        ([1.0], [1.0, 1.0], 10, "1 low ends for 2 items; give one each"),
        ([1.0, 1.0], [1.0], 10, "1 high ends for 2 items; give one each"),
        ([1.0, 0.0], [1.0, 1.0], 10, "the weight of E2 runs from 0 to 1; it runs from a number"),
        ([2.0, 1.0], [1.0, 1.0], 10, "the weight of E1 runs from 2 to 1; it runs from a number"),
        ([1.0, 1.0], [np.nan, 1.0], 10, "the weight of E1 runs from 1 to nan; it runs from"),
        ([1.0, 1.0], [1.0, 1.0], 0, "draws are 0; at least one is needed"),
    ],
)
def test_ends_that_are_none_are_refused(
    duel: Matrix, low: list[float], high: list[float], draws: int, match: str
) -> None:
    with pytest.raises(ValueError, match=match):
        jitter(duel, np.array(low), np.array(high), draws)


@pytest.mark.parametrize("factor", [0.5, float("nan"), float("inf")])
def test_a_factor_below_one_is_refused(factor: float) -> None:
    with pytest.raises(ValueError, match=f"factor is {factor}; it is a number of 1"):
        around(np.ones(2), factor)
