"""What to find out next: bits by hand, each kind of gap, what may be asked at all, the ranking."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import isclose, log2, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sat.ach.bayes import LABEL, LIKELIHOODS, Mapping3, bayes
from sat.ach.collect import Gap, Watched, collect, entropy, expected_loss
from sat.case import Case
from sat.scales import RATING, RELEVANCE

from .test_properties import Drawn, cases

MakeCase = Callable[..., Case]
PLAIN: Mapping3 = {
    code: (x, x, x) for code, x in zip(LIKELIHOODS, (0.8, 0.6, 0.5, 0.4, 0.2), strict=True)
}
GRADED = {"credibility": ["1"], "relevance": ["medium"]}


def h(*shares: float) -> float:
    """Entropy in bits, as the formula says."""
    return -sum(share * log2(share) for share in shares if share)


def worth(answers: Sequence[tuple[float, float]]) -> float:
    """Bits of a gap between two hypotheses: weight and probability of the first, by answer."""
    mean = sum(weight * share for weight, share in answers)
    return h(mean, 1 - mean) - sum(weight * h(share, 1 - share) for weight, share in answers)


def gaps(case: Case, **more: object) -> dict[str, Gap]:
    """The gaps by kind and name, under the plain mapping."""
    found = collect(case, mapping=PLAIN, **more).gaps  # type: ignore[arg-type]
    return {f"{gap.kind} {gap.name}": gap for gap in found}


def even(make_case: MakeCase, hypotheses: int = 2) -> Case:
    """A fully graded case whose one item says nothing."""
    row = " ".join(["N"] * hypotheses)
    return make_case({"ana": [row]}, sources=[("S1", "A", "")], source_ids=["S1"], **GRADED)


def watch(**levels: Sequence[float]) -> Watched:
    """An indicator with each level's chances under H1, H2 …"""
    chances = {
        level: {f"H{number + 1}": chance for number, chance in enumerate(values)}
        for level, values in levels.items()
    }
    return Watched("I1", chances)


# ---- the measure


def test_entropy_of_known_distributions() -> None:
    shares = np.array([[0.25] * 4, [0.5, 0.5, 0, 0], [1, 0, 0, 0], [0.5, 0.25, 0.125, 0.125]])
    assert entropy(shares) == pytest.approx([2, 1, 0, 1.75])


def test_an_answer_that_settles_all_is_worth_the_entropy_and_one_that_moves_nothing_0() -> None:
    weights, same = np.array([0.5, 0.5]), np.array([[0.3, 0.7], [0.3, 0.7]])
    assert expected_loss(weights, np.eye(2)) == pytest.approx(1)
    assert expected_loss(weights, same) == 0


@given(data=st.data())
def test_the_expected_loss_is_never_below_0_nor_above_what_is_there(data: st.DataObject) -> None:
    answers, hypotheses = data.draw(st.integers(1, 6)), data.draw(st.integers(1, 5))
    mass = st.floats(1e-6, 1) | st.just(0.0)
    raw = data.draw(
        st.lists(
            st.lists(mass, min_size=hypotheses, max_size=hypotheses).filter(any),
            min_size=answers,
            max_size=answers,
        )
    )
    weights = np.array(data.draw(st.lists(mass, min_size=answers, max_size=answers).filter(any)))
    weights, posts = weights / weights.sum(), np.array(raw)
    posts = posts / posts.sum(axis=1, keepdims=True)
    bits = float(expected_loss(weights, posts))
    assert 0 <= bits <= float(entropy(weights @ posts)) + 1e-9
    assert bits <= log2(answers) + 1e-9
    assert (entropy(posts) >= 0).all()


# ---- indicators


def test_an_indicator_is_worth_its_mutual_information(make_case: MakeCase) -> None:
    # a binary channel with error .2: 1 - H(.2) = .278072 bits
    found = gaps(even(make_case), watched=[watch(high=[0.8, 0.2], none=[0.2, 0.8])])
    gap = found["indicator I1"]
    assert gap.bits == pytest.approx(0.278072, abs=1e-6)
    assert gap.shift == pytest.approx(0.3)
    assert (gap.answer, gap.hypothesis) == ("high", "H1")
    assert gap.what == "at which level indicator I1 stands"


def test_levels_count_as_likely_as_the_model_holds_them(make_case: MakeCase) -> None:
    # prior .8 and .2: high in .8 · .5 + .2 · 1 = .6, then H1 .4 of .6; else H1 for sure
    case = make_case({"ana": ["CC II"]}, sources=[("S1", "A", "")], source_ids=["S1"], **GRADED)
    plan = collect(case, "", PLAIN, [watch(high=[0.5, 1.0], low=[0.5, 0.0], none=[0.0, 0.0])])
    assert plan.entropy == pytest.approx(h(0.8, 0.2))
    assert plan.gaps[0].bits == pytest.approx(h(0.8, 0.2) - 0.6 * h(2 / 3, 1 / 3))
    assert plan.gaps[0].shift == pytest.approx(0.2)
    assert plan.gaps[0].answer == "low"


def test_an_indicator_that_is_alike_under_all_is_worth_nothing(make_case: MakeCase) -> None:
    gap = gaps(even(make_case), watched=[watch(high=[0.3, 0.3], none=[0.7, 0.7])])["indicator I1"]
    assert (gap.bits, gap.answer, gap.hypothesis) == (0, "", "")
    assert gap.shift == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(
    ("chances", "message"),
    [
        ({}, "indicator I1: the chances of its levels under H1 add up to 0; they must add up to 1"),
        (
            {"high": {"H1": 0.8, "H2": 0.5}, "none": {"H1": 0.2, "H2": 0.4}},
            "the chances of its levels under H2 add up to 0.9; they must add up to 1",
        ),
        (
            {"high": {"H1": 1.0}},
            "indicator I1, level high: no chance under H2; give one",
        ),
        (
            {"high\x1b": {"H1": 1.0, "H2": 1.0, "H9\x1b": 1.0}},
            r"level high\\u001b: H9\\u001b is not a hypothesis of the case: H1, H2",
        ),
        (
            {"high": {"H1": 1.5, "H2": 1.0}, "none": {"H1": -0.5, "H2": 0.0}},
            "indicator I1, level high: chance 1.5 under H1; give 0 to 1",
        ),
        (
            {"high": {"H1": float("nan"), "H2": 1.0}},
            "indicator I1, level high: chance nan under H1; give 0 to 1",
        ),
    ],
)
def test_an_indicator_without_complete_chances_is_refused(
    make_case: MakeCase, chances: Mapping[str, Mapping[str, float]], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        collect(even(make_case), watched=[Watched("I1", chances)])


# ---- cells and items


def test_a_cell_that_nobody_rated(make_case: MakeCase) -> None:
    # CC alone says nothing, so both are at .5 and each rating is as likely: (L + 1 - L) / 5
    gap = gaps(make_case({"ana": ["CC ."]}))["cell E1 × H2"]
    answers = [(0.2, 0.8 / (0.8 + likely)) for likely in (0.8, 0.6, 0.5, 0.4, 0.2)]
    assert gap.bits == pytest.approx(worth(answers))
    assert gap.shift == pytest.approx(0.3)
    assert (gap.answer, gap.hypothesis) == ("II", "H1")
    assert gap.what == "how E1 fits H2, not rated"


def test_a_rating_that_suits_the_likely_answer_is_the_more_likely_one(make_case: MakeCase) -> None:
    # H1 at .8: CC for it in .8 · .8/2.5 + .2 · .2/2.5 of the cases; E2's II for H2 is there
    gap = gaps(make_case({"ana": ["CC II", ". II"]}))["cell E2 × H1"]
    answers = []
    for likely in (0.8, 0.6, 0.5, 0.4, 0.2):
        odds = 4 * likely / 0.2
        answers.append(((0.8 * likely + 0.2 * (1 - likely)) / 2.5, odds / (1 + odds)))
    assert gap.bits == pytest.approx(worth(answers))


def test_a_cell_of_a_group_moves_the_mean_of_its_group(make_case: MakeCase) -> None:
    # E2 said nothing, so the group was E1 alone, LR 4; then it is the mean of both logs
    case = make_case({"ana": ["CC II", "CC ."]}, dependence_group=["wire", "wire"])
    gap = gaps(case)["cell E2 × H2"]
    shares = {}
    for code, likely in {"CC": 0.8, "C": 0.6, "N": 0.5, "I": 0.4, "II": 0.2}.items():
        odds = sqrt(4 * 0.8 / likely)
        shares[code] = odds / (1 + odds)
    # H2 at .2
    weights = [(0.2 * likely + 0.8 * (1 - likely)) / 2.5 for likely in (0.8, 0.6, 0.5, 0.4, 0.2)]
    assert gap.bits == pytest.approx(worth(list(zip(weights, shares.values(), strict=True))))
    assert gap.answer == "CC"
    assert gap.shift == pytest.approx(0.8 - shares["CC"])


def test_an_item_that_nobody_marked_is_one_gap(make_case: MakeCase) -> None:
    # for either hypothesis any rating, the other at N: five odds L / .5 and five the other way
    found = gaps(make_case({"ana": ["N N", ". ."]}))
    assert not any(name.startswith("cell") for name in found)
    gap = found["item E2"]
    shares = [likely / (likely + 0.5) for likely in (0.8, 0.6, 0.5, 0.4, 0.2)]
    answers = [(0.1, share) for share in shares] + [(0.1, 1 - share) for share in shares]
    assert gap.bits == pytest.approx(worth(answers))
    assert gap.answer == "II for H1, others N"
    assert gap.shift == pytest.approx(0.5 - 0.2 / 0.7)
    assert gap.what == "how E2 fits the hypotheses, marked by nobody"


def test_an_na_is_an_answer_and_one_open_cell_compares_nothing(make_case: MakeCase) -> None:
    found = gaps(make_case({"ana": ["CC II NA", "NA NA .", "NA . ."]}))
    assert [name for name in found if name.startswith(("cell", "item"))] == ["item E3"]
    # H1 is NA and stays out: only H2 and H3 can be rated
    assert "H1" not in found["item E3"].answer


def test_a_cell_that_another_analyst_rated_is_open_for_one_alone(make_case: MakeCase) -> None:
    case = make_case({"ana": ["CC ."], "ben": ["CC II"]})
    assert "cell E1 × H2" not in gaps(case)
    assert "cell E1 × H2" in gaps(case, analyst="ana")
    assert "cell E1 × H2" not in gaps(case, analyst="pooled")


# ---- grades


def test_an_unknown_credibility_by_hand(make_case: MakeCase) -> None:
    # 1 to 3 leave ln 4 whole, 4 and 5 take it times 1/√2
    columns = {"credibility": ["6"], "relevance": ["medium"], "source_ids": ["S1"]}
    case = make_case({"ana": ["CC II"]}, sources=[("S1", "A", "")], **columns)
    odds = 4 ** (1 / sqrt(2))
    low = odds / (1 + odds)
    found = gaps(case)
    assert list(found) == ["credibility E1"]
    gap = found["credibility E1"]
    assert gap.bits == pytest.approx(worth([(0.6, 0.8), (0.4, low)]))
    assert gap.shift == pytest.approx(0.8 - low)
    assert (gap.answer, gap.hypothesis) == ("4", "H1")
    assert gap.what == "the credibility of E1, given as 6"


def test_a_source_moves_all_items_that_rest_on_it_alone(make_case: MakeCase) -> None:
    # LR 4 twice, both times 1/√2 if S1 is D or E; E3 also rests on S2 (A), which is the best
    case = make_case(
        {"ana": ["CC II", "CC II", "CC II"]},
        sources=[("S1", "F", ""), ("S2", "A", "")],
        source_ids=["S1", "S1", "S1;S2"],
        credibility=["1"] * 3,
        relevance=["medium"] * 3,
    )
    found = gaps(case)
    assert list(found) == ["reliability S1"]
    low, high = (4**power / (1 + 4**power) for power in (1 + 2 / sqrt(2), 3))
    assert found["reliability S1"].bits == pytest.approx(worth([(0.6, high), (0.4, low)]))
    assert found["reliability S1"].answer == "D"
    assert found["reliability S1"].what == "how reliable source S1 is, given as F"


def test_what_is_not_graded_is_open_too(make_case: MakeCase) -> None:
    found = gaps(make_case({"ana": ["CC II"]}, sources=[("S1", "", "")], source_ids=["S1"]))
    assert set(found) == {"reliability S1", "credibility E1", "relevance E1"}
    assert found["relevance E1"].what == "the relevance of E1, not graded"
    assert found["reliability S1"].what == "how reliable source S1 is, not graded"


# ---- ranking


def test_gaps_are_ranked_by_bits_and_ties_stay_in_the_order_of_the_case(
    make_case: MakeCase,
) -> None:
    case = make_case({"ana": ["CC .", "CC ."]}, credibility=["1", "1"], relevance=["high"] * 2)
    watched = [watch(yes=[1.0, 0.0], no=[0.0, 1.0])]
    names = [gap.name for gap in collect(case, watched=watched).gaps]
    assert names == ["I1", "E1 × H2", "E2 × H2"]


def test_a_case_without_gaps_has_an_empty_plan_with_the_models_label(make_case: MakeCase) -> None:
    plan = collect(even(make_case, 4))
    assert (plan.gaps, plan.label) == ((), LABEL)
    assert plan.entropy == pytest.approx(2)


def test_more_gaps_than_are_reckoned_at_once(make_case: MakeCase) -> None:
    found = gaps(make_case({"ana": ["CC . II"] * 150 + [". . ."] * 150}))
    assert sum(name.startswith("cell") for name in found) == 150
    assert sum(name.startswith("item") for name in found) == 150
    for kind in ("cell", "item"):
        bits = {round(gap.bits, 12) for name, gap in found.items() if name.startswith(kind)}
        assert len(bits) == 1  # all alike, in whichever lot they were


def test_bad_input_is_refused_as_the_model_does(minimal: Case) -> None:
    with pytest.raises(ValueError, match="analyst 'cy' has no ratings"):
        collect(minimal, "cy")
    with pytest.raises(ValueError, match="likelihood of N: give three values"):
        collect(minimal, mapping={**LIKELIHOODS, "N": (0.0, 0.0, 0.0)})


def test_the_minimal_case_asks_for_its_unknown_source_and_credibility(minimal: Case) -> None:
    # E1 to E4 are rated in full; S3 is F and E3 6; E4 has no source to be judged
    assert {(gap.kind, gap.name) for gap in collect(minimal).gaps} == {
        ("reliability", "S3"),
        ("credibility", "E3"),
    }


# ---- what holds always


@settings(max_examples=60)
@given(drawn=cases())
def test_bits_and_shifts_have_their_bounds_and_order(make_case: MakeCase, drawn: Drawn) -> None:
    plan = collect(drawn.case(make_case))
    width = len(drawn.marks["ana"][0].split())
    assert 0 <= plan.entropy <= log2(width) + 1e-9
    assert all(0 <= gap.bits <= log2(width) and 0 <= gap.shift <= 1 for gap in plan.gaps)
    bits = [round(gap.bits, 12) for gap in plan.gaps]
    assert bits == sorted(bits, reverse=True)
    assert plan == collect(drawn.case(make_case))


def rated(case: Case, item: str, hypothesis: str, code: str) -> Case:
    """The case with one more rating by its first analyst."""
    own = {"evidence_id": item, "hypothesis_id": hypothesis, "rating": code}
    return replace(case, ratings=(*case.ratings, case.ratings[0].model_copy(update=own)))


def graded(case: Case, gap: Gap, code: str) -> Case:
    """The case with one grade filled in."""
    change = {gap.kind: code}
    if gap.kind == "reliability":
        sources = [
            row.model_copy(update=change) if row.source_id == gap.name else row
            for row in case.sources
        ]
        return replace(case, sources=tuple(sources))
    evidence = [
        row.model_copy(update=change) if row.evidence_id == gap.name else row
        for row in case.evidence
    ]
    return replace(case, evidence=tuple(evidence))


@settings(max_examples=40)
@given(drawn=cases())
def test_each_gap_is_what_filling_it_in_would_do(make_case: MakeCase, drawn: Drawn) -> None:
    case = drawn.case(make_case)
    now = bayes(case).table["central"]
    answers = {"reliability": "ABCDE", "credibility": "12345", "relevance": RELEVANCE.codes}
    for gap in collect(case).gaps:
        if gap.kind == "cell":
            item, hypothesis = gap.name.split(" × ")
            filled = [rated(case, item, hypothesis, code) for code in RATING.codes[:5]]
        elif gap.kind in answers:
            filled = [graded(case, gap, code) for code in answers[gap.kind]]
        else:
            continue
        moves = [(bayes(one).table["central"] - now).abs().max() for one in filled]
        assert isclose(gap.shift, max(moves), abs_tol=1e-9)
