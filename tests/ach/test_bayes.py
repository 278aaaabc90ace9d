"""What the ratings imply for the odds: Bayes by hand, copies, grades, gaps, the ends, the words."""

import csv
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations, product
from math import exp, log, sqrt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sat.ach import analyse
from sat.ach.bayes import (
    LABEL,
    LIKELIHOODS,
    Mapping3,
    View,
    bayes,
    build_model,
    disagreements,
    in_hundred,
    posterior,
)
from sat.case import Case, load_case

from .test_properties import Drawn, cases

MakeCase = Callable[..., Case]


def fixed(*values: float) -> Mapping3:
    """One value for each of CC, C, N, I, II, so that there is nothing to vary."""
    return {code: (x, x, x) for code, x in zip(LIKELIHOODS, values, strict=True)}


PLAIN = fixed(0.8, 0.6, 0.5, 0.4, 0.2)


def primed(case: Case, *priors: float | None) -> Case:
    """The case with these priors."""
    pairs = zip(case.hypotheses, priors, strict=True)
    rows = tuple(row.model_copy(update={"prior": prior}) for row, prior in pairs)
    return replace(case, hypotheses=rows)


def central(view: View) -> list[float]:
    """The central probabilities in the hypotheses' order."""
    return [float(value) for value in view.table["central"]]


# ---- published and worked answers


@pytest.fixture
def answers(shared: Path) -> dict[str, list[float]]:
    """The answers of the reference table, by test."""
    path = shared / "reference" / "tables" / "bayes_tests.csv"
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {row["test"]: [float(part) for part in row["expected"].split("|")] for row in rows}


def fighter(make_case: MakeCase) -> View:
    """Cambodian or Vietnamese: a pilot's report that is right 80 times in 100."""
    return bayes(primed(make_case({"ana": ["CC II"]}), 0.15, 0.85), mapping=PLAIN)


def mammography(make_case: MakeCase) -> View:
    """Prevalence .01, sensitivity .80, false alarms .096."""
    case = primed(make_case({"ana": ["CC II"]}), 0.01, 0.99)
    return bayes(case, mapping=fixed(0.8, 0.6, 0.5, 0.4, 0.096))


def three(make_case: MakeCase) -> View:
    """Three items: .8 .4 .1, then .3 .6 .6, then the same for all."""
    case = primed(make_case({"ana": ["CC N II", "I C C", "C C C"]}), 0.5, 0.3, 0.2)
    return bayes(case, mapping=fixed(0.8, 0.6, 0.4, 0.3, 0.1))


def test_heuers_fighter_plane_is_cambodian_with_41_percent(make_case: MakeCase) -> None:
    # Heuer 1999, ch. 12: .15 · .8 / (.15 · .8 + .85 · .2) = .12 / .29
    view = fighter(make_case)
    assert central(view) == pytest.approx([12 / 29, 17 / 29])
    # ungraded, so its weight may be as low as 0.5: odds .15 / .85 · √4 are 6 of 23
    assert view.sentence("H1") == "H1 41% (26% to 41%): of 100 cases like this about 41 (26 to 41)"


def test_mammography_and_the_three_hypotheses(make_case: MakeCase) -> None:
    # .008 / (.008 + .09504); .12, .072 and .012 of .204
    assert central(mammography(make_case))[0] == pytest.approx(0.008 / 0.10304)
    expected = [0.12 / 0.204, 0.072 / 0.204, 0.012 / 0.204]
    assert central(three(make_case)) == pytest.approx(expected)


def test_the_reference_table_has_the_same_answers(
    make_case: MakeCase, answers: dict[str, list[float]]
) -> None:
    tests = {"heuer_fighter_plane": fighter, "mammography": mammography, "three_hyp": three}
    for name, view in tests.items():
        found = central(view(make_case))[: len(answers[name])]
        assert found == pytest.approx(answers[name], abs=6e-6)


def test_five_copies_count_once_and_five_reports_five_times(
    make_case: MakeCase, answers: dict[str, list[float]]
) -> None:
    rows = ["CC II"] * 5  # likelihood ratio 4
    once = bayes(make_case({"ana": rows}, dependence_group=["wire"] * 5), mapping=PLAIN)
    assert central(once) == pytest.approx([0.8, 0.2])
    apart = central(bayes(make_case({"ana": rows}), mapping=PLAIN))
    assert apart[0] == pytest.approx(4**5 / (4**5 + 1))
    assert apart[0] == pytest.approx(answers["five_copies_naive"][0], abs=6e-7)


def test_the_minimal_case_by_hand(minimal: Case) -> None:
    # Ana, priors .5 .3 .2, items of full weight but E3 (1/√2); E1 and E2 are one group, √ of both.
    likely = {"CC": 0.9, "C": 0.7, "N": 0.5, "I": 0.3, "II": 0.1}
    rows = [("CC", "C", "N", "C"), ("I", "I", "I", "C"), ("II", "I", "C", "I")]
    priors = [0.5, 0.3, 0.2]
    raw = []
    for prior, codes in zip(priors, rows, strict=True):
        one, two, three_, four = (likely[code] for code in codes)
        raw.append(prior * sqrt(one * two) * three_ ** (1 / sqrt(2)) * four)
    assert central(bayes(minimal, "ana")) == pytest.approx([value / sum(raw) for value in raw])


# ---- priors


def test_without_priors_all_start_alike_and_it_is_said(make_case: MakeCase) -> None:
    case = make_case({"ana": ["N N N"]})
    for view in (bayes(case), bayes(primed(case, 0.9, None, None))):
        assert not view.elicited
        assert list(view.table["prior"]) == pytest.approx([1 / 3] * 3)
        assert view.said[0] == "Not every hypothesis has a prior, so all 3 start alike."


def test_priors_of_the_case_are_used_and_zero_stays_zero(make_case: MakeCase) -> None:
    view = bayes(primed(make_case({"ana": ["CC N II"]}), 0.0, 0.25, 0.75), mapping=PLAIN)
    assert view.elicited
    assert central(view) == pytest.approx([0, 0.25 * 0.5 / 0.275, 0.75 * 0.2 / 0.275])
    assert not any("prior" in sentence for sentence in view.said)
    assert view.sentence("H1") == "H1 0% (0% to 0%): of 100 cases like this about 0 (0 to 0)"


# ---- gaps


@pytest.mark.parametrize("gap", ["NA", "."])
def test_a_gap_lies_at_the_geometric_mean_of_the_marked(make_case: MakeCase, gap: str) -> None:
    # .8 and .2: √(.8 · .2) = .4, of 1.4
    view = bayes(make_case({"ana": [f"CC II {gap}"]}), mapping=PLAIN)
    assert central(view) == pytest.approx([0.8 / 1.4, 0.2 / 1.4, 0.4 / 1.4])
    assert "1 of 3 cells without a mark (blank or NA) count with a likelihood ratio of 1." in (
        view.said
    )


def test_nothing_is_won_by_silence(make_case: MakeCase) -> None:
    view = bayes(make_case({"ana": ["II II .", "II II NA", "II . ."]}))
    assert central(view) == pytest.approx([1 / 3] * 3)
    assert view.leaders == ("H1", "H2", "H3")


def test_an_item_that_compares_nothing_does_not_water_down_its_group(make_case: MakeCase) -> None:
    group = ["wire", "wire", "wire"]
    view = bayes(make_case({"ana": ["CC II", "CC .", "NA NA"]}, dependence_group=group), "", PLAIN)
    assert central(view) == pytest.approx([0.8, 0.2])


def test_a_neutral_item_does(make_case: MakeCase) -> None:
    # the mean of ln 4 and 0 is ln 2
    view = bayes(make_case({"ana": ["CC II", "N N"]}, dependence_group=["wire"] * 2), "", PLAIN)
    assert central(view) == pytest.approx([2 / 3, 1 / 3])


# ---- groups and origins


def test_items_of_one_origin_are_one_and_of_two_are_not(make_case: MakeCase) -> None:
    case = make_case(
        {"ana": ["CC II"] * 4},
        sources=[("S1", "A", "mill"), ("S2", "B", "mill"), ("S3", "B", "inn"), ("S4", "B", "")],
        source_ids=["S1", "S1;S2", "S1;S3", "S4"],
    )
    assert build_model(case).labels == (("origin", "mill"), ("item", "E3"), ("item", "E4"))
    assert central(bayes(case, mapping=PLAIN))[0] == pytest.approx(64 / 65)


def test_an_item_joins_the_group_that_rests_on_its_only_origin(make_case: MakeCase) -> None:
    case = make_case(
        {"ana": ["CC II"] * 3},
        sources=[("S1", "A", "mill")],
        source_ids=["S1", "S1", ""],
        dependence_group=["", "letter", "wire"],
    )
    assert build_model(case).labels == (("group", "letter"), ("group", "wire"))
    view = bayes(case, mapping=PLAIN)
    assert central(view)[0] == pytest.approx(16 / 17)
    assert view.said[-1] == (
        "3 items count as 2 independent groups: whatever else they share makes this too sure of "
        "itself."
    )


def test_where_an_origin_has_two_groups_the_others_of_it_are_a_third(make_case: MakeCase) -> None:
    case = make_case(
        {"ana": ["CC II"] * 4},
        sources=[("S1", "A", "mill")],
        source_ids=["S1"] * 4,
        dependence_group=["letter", "wire", "", ""],
    )
    labels = build_model(case).labels
    assert labels == (("group", "letter"), ("group", "wire"), ("origin", "mill"))


def test_without_a_group_all_of_it_goes(make_case: MakeCase) -> None:
    case = make_case({"ana": ["CC II", "CC II", "I C"]}, dependence_group=["wire", "wire", ""])
    view = bayes(case, mapping=PLAIN)
    assert central(view)[0] == pytest.approx(4 / (4 + 1.5))
    wire, lone = view.without
    assert (wire.kind, wire.dropped, wire.leaders) == ("group", "wire", ("H2",))
    assert wire.probability == pytest.approx({"H1": 0.4, "H2": 0.6})
    assert (lone.kind, lone.dropped, lone.leaders) == ("item", "E3", ("H1",))
    assert lone.probability == pytest.approx({"H1": 0.8, "H2": 0.2})


# ---- grades


@pytest.mark.parametrize(
    ("credibility", "relevance", "weight"),
    [("1", "high", 1), ("3", "medium", 1), ("4", "medium", 1 / sqrt(2)), ("5", "low", 0.5)],
)
def test_a_grade_discounts_and_never_sharpens(
    make_case: MakeCase, credibility: str, relevance: str, weight: float
) -> None:
    grades = {"credibility": [credibility], "relevance": [relevance], "source_ids": ["S1"]}
    case = make_case({"ana": ["CC II"]}, sources=[("S1", "A", "")], **grades)
    view = bayes(case, mapping=PLAIN)
    odds = 4**weight
    for column in ("central", "low", "high"):
        assert view.table[column]["H1"] == pytest.approx(odds / (1 + odds))


def test_an_unknown_grade_runs_from_one_end_to_the_other(make_case: MakeCase) -> None:
    # unknown credibility 1/√2 to 1 (√2 is cut), known relevance: LR 4 to the power of that
    grades = {"credibility": ["6"], "relevance": ["medium"], "source_ids": ["S1"]}
    case = make_case({"ana": ["CC II"]}, sources=[("S1", "A", "")], **grades)
    view = bayes(case, mapping=PLAIN)
    low = 4 ** (1 / sqrt(2))
    assert view.table["low"]["H1"] == pytest.approx(low / (1 + low))
    assert view.table["high"]["H1"] == pytest.approx(0.8)
    assert view.said[-2] == (
        "1 item with an unknown grade: lowest to highest weight, medium in the middle."
    )


def test_unknown_grades_of_two_items_go_to_opposite_ends(make_case: MakeCase) -> None:
    # for H1 and against it; each weighs 0.5 to 1: at worst 4^0.5 against 4, at best the reverse
    view = bayes(make_case({"ana": ["CC II", "II CC"]}), mapping=PLAIN)
    assert central(view) == pytest.approx([0.5, 0.5])
    assert list(view.table["low"]) == pytest.approx([1 / 3, 1 / 3])
    assert list(view.table["high"]) == pytest.approx([2 / 3, 2 / 3])


@pytest.mark.parametrize("hypotheses", [2, 3])
def test_the_ends_are_held_against_all_combinations_of_unknown_grades(
    make_case: MakeCase, hypotheses: int
) -> None:
    rows = [
        row[: 3 * hypotheses].strip() for row in ("CC I  N ", "II N  C ", "I  C  CC", "N  CC II")
    ]
    case = make_case({"ana": rows}, relevance=["medium"] * 4)
    table = bayes(case, mapping=PLAIN).table
    found = []
    for grades in product(("4", "1"), repeat=4):  # unknown: 1/√2 or 1, as for 4 or 1 from A
        known = make_case(
            {"ana": rows},
            sources=[("S1", "A", "")],
            source_ids=["S1"] * 4,
            credibility=grades,
            relevance=["medium"] * 4,
        )
        found.append(central(bayes(known, mapping=PLAIN)))
    low, high = np.min(found, axis=0), np.max(found, axis=0)
    assert (table["low"].to_numpy() >= low - 1e-12).all()
    assert (table["high"].to_numpy() <= high + 1e-12).all()
    if hypotheses == 2:
        assert list(table["low"]) == pytest.approx(low)
        assert list(table["high"]) == pytest.approx(high)


# ---- analysts and the mapping


def test_analysts_are_pooled_as_the_mean_of_their_logs(make_case: MakeCase) -> None:
    # ln 4 and 0: their mean is ln 2
    case = make_case({"ana": ["CC II"], "ben": ["N N"]}, relevance=["high"], credibility=["1"])
    view = bayes(case, mapping=PLAIN)
    assert central(view) == pytest.approx([2 / 3, 1 / 3])
    assert view.table["low"]["H1"] == pytest.approx(0.5)  # ben
    assert view.table["high"]["H1"] == pytest.approx(0.8)  # ana
    assert central(bayes(case, "ana", PLAIN)) == pytest.approx([0.8, 0.2])
    assert central(bayes(case, "pooled", PLAIN)) == pytest.approx(central(view))


def test_others_stand_in_where_an_analyst_left_a_blank_but_not_for_an_na(
    make_case: MakeCase,
) -> None:
    graded = {"relevance": ["high"] * 2, "credibility": ["1"] * 2}
    blank = make_case({"ana": ["CC II", "CC II"], "ben": ["CC II", ". ."]}, **graded)
    assert bayes(blank, mapping=PLAIN).table["low"]["H1"] == pytest.approx(16 / 17)
    waived = make_case({"ana": ["CC II", "CC II"], "ben": ["CC II", "NA NA"]}, **graded)
    assert bayes(waived, mapping=PLAIN).table["low"]["H1"] == pytest.approx(0.8)


def test_the_ends_of_one_item_are_those_of_the_mapping(make_case: MakeCase) -> None:
    # CC .80 to .95 against II .20 to .05; ungraded, so its weight goes down to 0.5
    view = bayes(make_case({"ana": ["CC II"]}))
    assert central(view)[0] == pytest.approx(0.9)
    assert view.table["high"]["H1"] == pytest.approx(0.95)
    assert view.table["low"]["H1"] == pytest.approx(sqrt(0.8) / (sqrt(0.8) + sqrt(0.2)))
    # 3^5 mappings, unknown grades at medium (which is also the high end) and low, one analyst
    assert view.variants == 243 * 2


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"NA": (0.4, 0.5, 0.6)}, "likelihood of NA: only CC, C, N, I, II have one"),
        ({"a\x1b": (0.4, 0.5, 0.6)}, r"likelihood of a\\u001b: only CC, C, N, I, II have one"),
        ({"N": (0.5, 0.5)}, "likelihood of N: give three values between 0 and 1"),
        ({"II": (0.0, 0.1, 0.2)}, "likelihood of II: give three values between 0 and 1"),
        ({"CC": (0.8, 0.9, 1.0)}, "likelihood of CC: give three values between 0 and 1"),
        ({"I": (float("nan"),) * 3}, "likelihood of I: give three values between 0 and 1"),
        ({"N": (0.5, 0.4, 0.6)}, r"of N: \(0.5, 0.4, 0.6\) are not low ≤ central ≤ high"),
        ({"I": (0.5, 0.5, 0.5)}, "likelihood of N is below that of I, which fits worse"),
    ],
)
def test_a_mapping_out_of_order_is_refused(
    minimal: Case, change: dict[str, tuple[float, float, float]], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        bayes(minimal, mapping={**LIKELIHOODS, **change})


def test_a_mapping_without_a_code_is_refused(minimal: Case) -> None:
    lacking = {code: values for code, values in LIKELIHOODS.items() if code != "C"}
    with pytest.raises(ValueError, match="likelihood of C: give three values between 0 and 1"):
        bayes(minimal, mapping=lacking)


def test_an_analyst_without_ratings_is_refused(minimal: Case) -> None:
    with pytest.raises(ValueError, match="analyst 'cy' has no ratings"):
        bayes(minimal, "cy")


# ---- words


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (0.0, "0"),
        (0.0049, "under 1"),
        (0.005, "1"),
        (0.37, "37"),
        (0.994, "99"),
        (0.9951, "over 99"),
        (1.0, "100"),
    ],
)
def test_only_what_is_certain_is_all_or_none(probability: float, words: str) -> None:
    assert in_hundred(probability) == words


def test_the_result_says_that_it_is_a_model(minimal: Case) -> None:
    view = bayes(minimal)
    assert view.label == LABEL
    assert "not a judgment" in view.label


def test_a_sentence_spells_out_a_hostile_name(make_case: MakeCase) -> None:
    case = make_case({"ana": ["CC II"]})
    view = bayes(case, mapping=PLAIN)
    hostile = replace(view, table=view.table.rename(index={"H1": "H\u202e1"}))
    assert hostile.sentence("H\u202e1").startswith("H\\u202e1 80% (67% to 80%)")


def test_it_says_where_the_counts_lead_elsewhere(make_case: MakeCase) -> None:
    # H1 has nothing against it and little for it; H2 is II once and CC four times
    case = make_case({"ana": ["N CC", "N CC", "N CC", "N CC", "N II"]})
    view, result = bayes(case), analyse(case)
    assert view.leaders == ("H2",)
    apart = disagreements(view, result.ranking)
    assert apart["inconsistency"] == ("H1",)
    assert set(apart) == set(result.ranking)


def test_agreement_and_rules_that_rank_nobody_are_not_listed(make_case: MakeCase) -> None:
    view = bayes(make_case({"ana": ["CC II"]}))
    ranking = {"same": [["H1"], ["H2"]], "none": [], "tie": [["H1", "H2"]], "other": [["H2"]]}
    assert disagreements(view, ranking) == {"tie": ("H1", "H2"), "other": ("H2",)}


def test_the_flagship_and_heuer_give_the_leaders_of_the_counts(root: Path) -> None:
    # Heuer 1999, ch. 8: H2, that Iraq will sponsor minor terrorist action, is most likely
    case = load_case(root / "data" / "cases" / "heuer-iraq-1993")
    assert bayes(case).leaders == ("H2",)
    assert disagreements(bayes(case), analyse(case).ranking) == {}


# ---- what holds always


@settings(max_examples=60)
@given(drawn=cases())
def test_probabilities_add_up_and_lie_between_their_ends(make_case: MakeCase, drawn: Drawn) -> None:
    table = bayes(drawn.case(make_case)).table
    assert table["central"].sum() == pytest.approx(1)
    assert (table["low"] <= table["central"]).all()
    assert (table["central"] <= table["high"]).all()
    assert ((table >= 0) & (table <= 1)).all().all()


@settings(max_examples=60)
@given(drawn=cases())
def test_contributions_add_up_to_the_log_odds(make_case: MakeCase, drawn: Drawn) -> None:
    view = bayes(drawn.case(make_case))
    for one, other in combinations(view.table.index, 2):
        moved = sum(view.log_odds(item, one, other) for item in view.contributions.index)
        prior = log(view.table["prior"][one] / view.table["prior"][other])
        odds = view.table["central"][one] / view.table["central"][other]
        assert exp(prior + moved) == pytest.approx(odds)


@settings(max_examples=60)
@given(drawn=cases(), data=st.data())
def test_order_of_hypotheses_and_items_says_nothing(
    make_case: MakeCase, drawn: Drawn, data: st.DataObject
) -> None:
    before = bayes(drawn.case(make_case)).table
    rows = data.draw(st.permutations(range(len(drawn.marks["ana"]))))
    order = data.draw(st.permutations(range(len(before))))
    moved = drawn.columned(lambda cells: [cells[row] for row in rows]).marked(
        lambda given: [" ".join(given[row].split()[place] for place in order) for row in rows]
    )
    after = bayes(moved.case(make_case, [f"H{place + 1}" for place in order])).table
    assert np.allclose(before.to_numpy(), after.loc[before.index].to_numpy())


@settings(max_examples=40)
@given(drawn=cases())
def test_every_reading_lies_between_the_ends(make_case: MakeCase, drawn: Drawn) -> None:
    case = drawn.case(make_case)
    table = bayes(case).table
    for end in (0, 2):
        one = {code: (values[end],) * 3 for code, values in LIKELIHOODS.items()}
        found = bayes(case, mapping=one).table["central"]
        assert (table["low"] <= found + 1e-12).all()
        assert (found <= table["high"] + 1e-12).all()


def test_two_readings_of_a_folder_give_the_same_result(minimal: Case, folder: Path) -> None:
    one, two = bayes(minimal), bayes(load_case(folder))
    assert one.table.equals(two.table)
    assert one.without == two.without


def test_the_posterior_keeps_leading_axes() -> None:
    found = posterior(np.array([0.5, 0.5]), np.log([[0.8, 0.2], [0.3, 0.3]]))
    assert found == pytest.approx(np.array([[0.8, 0.2], [0.5, 0.5]]))
