"""Matrices from the examples and tests of other tools, with the answers those tools give.

Good for regression, weak as evidence that a method is right. Where each comes from:
../shared/published/NAME.md. Their weights are on scales of their own and go into the inner
formulas as they stand.
"""

import json
from collections.abc import Callable
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sat.ach import AchResult, analyse
from sat.ach.matrix import Matrix, build_matrix
from sat.ach.scores import rank, terms, total
from sat.case import Case
from sat.scales import HIGH, LOW, MEDIUM

PublishedCase = Callable[[str], Case]
PublishedRows = Callable[[str], list[dict[str, str]]]
PARC = {"High": HIGH, "Medium": MEDIUM, "Low": LOW}
NAMES = [
    "admiralty_weight_tiebreak",
    "arkham_test_cookies",
    "ct_ach_latency_toy",
    "heuer_iraq_1993",
    "intel_workbench_sandworm",
    "radarist_selftest",
    "tradecraft_primer_tokyo_1995",
]


@pytest.fixture
def expected(shared: Path) -> dict[str, Any]:
    """The answers in machine form."""
    path = shared / "published" / "expected.json"
    return dict(json.loads(path.read_text(encoding="utf-8")))


def scores(result: AchResult, rule: str) -> list[float]:
    """One rule's scores in the order of the hypotheses."""
    return [float(value) for value in result.scores[rule]]


def weighted(case: Case, weights: list[float]) -> list[float]:
    """The inner formula with another tool's weights: Σ weight · i(m)."""
    return [float(value) for value in total(terms(build_matrix(case)).points, np.array(weights))]


def places(values: list[float], names: list[str]) -> list[list[str]]:
    """Places of hypotheses all of which may be ranked."""
    return rank(np.array(values), names, np.ones(len(names), dtype=bool))


def leaders_without(result: AchResult, item: str, rule: str) -> list[str]:
    """Who leads when one item is left out."""
    return next(
        list(drop.leaders)
        for drop in result.left_out
        if (drop.kind, drop.dropped, drop.rule) == ("item", item, rule)
    )


@pytest.mark.parametrize("name", NAMES)
def test_items_that_separate_nothing_are_those_that_are_published(
    published: PublishedCase, expected: dict[str, Any], name: str
) -> None:
    items = analyse(published(name)).items
    assert items.index[items["alike"]].tolist() == expected[name]["non_diagnostic"]


# Two hypotheses, one inconsistent item each: admiralty_weight_tiebreak.md


def test_admiralty_counts_tie_and_weights_decide(
    published: PublishedCase, rows: PublishedRows
) -> None:
    case = published("admiralty_weight_tiebreak")
    assert scores(analyse(case), "count") == [1, 1]
    weights = [float(row["relevance"]) for row in rows("admiralty_weight_tiebreak")]
    assert weights == [3, 2, 1]  # A1, B2, C3
    found = weighted(case, weights)
    assert found == [2, 3]
    assert places(found, ["H1", "H2"]) == [["H1"], ["H2"]]


def test_admiralty_without_the_heaviest_item_is_reversed(published: PublishedCase) -> None:
    result = analyse(published("admiralty_weight_tiebreak"))
    assert result.leaders("count") == ["H1", "H2"]
    assert leaders_without(result, "E1", "count") == ["H2"]


# ArkhamMirror, tests/test_shard.py: arkham_test_cookies.md


def test_arkham_not_applicable_is_no_support_and_the_tie_is_told(published: PublishedCase) -> None:
    result = analyse(published("arkham_test_cookies"))
    assert scores(result, "count") == [0, 0, 2]
    # the tool names H1 by weighted support; a rule of disconfirmation has a tie
    assert result.ranking["count"] == [["H1", "H2"], ["H3"]]
    assert result.unranked == ()
    assert result.coverage["anyone"].tolist() == [1, 1, 1]
    assert result.coverage["marked"].tolist() == pytest.approx([2 / 3, 2 / 3, 1])


def test_arkham_an_item_with_one_mark_has_no_diagnosticity(published: PublishedCase) -> None:
    # NA NA II: 0.89 where NA is read as 0 (style.md, section 3)
    items = analyse(published("arkham_test_cookies")).items
    assert np.isnan(items.loc["E3", "diagnosticity"])
    # CC N I: mean 1/3, squares 25/9, 1/9, 16/9: √(14/9)
    assert items.loc["E2", "diagnosticity"] == pytest.approx(sqrt(14 / 9))


# ct-ach's method.md: ct_ach_latency_toy.md


def test_ct_ach_weighs_by_credibility(published: PublishedCase, rows: PublishedRows) -> None:
    case = published("ct_ach_latency_toy")
    found = weighted(case, [float(row["credibility"]) for row in rows("ct_ach_latency_toy")])
    assert found == [0, 6, 5]
    assert places(found, ["H1", "H2", "H3"]) == [["H1"], ["H3"], ["H2"]]


def test_ct_ach_a_plain_count_ties_the_losers(published: PublishedCase) -> None:
    assert analyse(published("ct_ach_latency_toy")).ranking["count"] == [["H1"], ["H2", "H3"]]


def test_ct_ach_no_change_of_one_mark_makes_the_runner_up_lead(
    published: PublishedCase, rows: PublishedRows
) -> None:
    points = terms(build_matrix(published("ct_ach_latency_toy"))).points
    weights = np.array([float(row["credibility"]) for row in rows("ct_ach_latency_toy")])
    leaders = []
    for place in np.ndindex(points.shape):
        for mark in (0.0, 1.0):  # C or N, and I: the tool has no stronger mark
            changed = points.copy()
            changed[place] = mark
            leaders.append(places(list(total(changed, weights)), ["H1", "H2", "H3"])[0])
    assert len(leaders) == 24
    assert all(found == ["H1"] for found in leaders)


def test_ct_ach_no_item_changes_the_leader(published: PublishedCase) -> None:
    result = analyse(published("ct_ach_latency_toy"))
    for item in ("E1", "E2", "E3", "E4"):
        assert leaders_without(result, item, "count") == ["H1"]


# intel-workbench's sample: intel_workbench_sandworm.md


def test_sandworm_by_parcs_constants(published: PublishedCase, rows: PublishedRows) -> None:
    weights = [
        PARC[row["credibility"]] * PARC[row["relevance"]]
        for row in rows("intel_workbench_sandworm")
    ]
    found = weighted(published("intel_workbench_sandworm"), weights)
    assert found == pytest.approx([0, 7.414, 8.536, 2], abs=5e-4)
    assert places(found, ["H1", "H2", "H3", "H4"]) == [["H1"], ["H4"], ["H2"], ["H3"]]


def test_sandworm_is_ranked_as_its_authors_bands(published: PublishedCase) -> None:
    # H1 almost certainly, H4 unlikely, H2 very unlikely, H3 almost no chance
    result = analyse(published("intel_workbench_sandworm"))
    assert scores(result, "count") == [0, 4, 6, 1]
    for rule in ("count", "inconsistency", "weighted", "grouped"):
        assert result.ranking[rule] == [["H1"], ["H4"], ["H2"], ["H3"]]


def test_sandworm_rests_on_the_indictment(published: PublishedCase) -> None:
    result = analyse(published("intel_workbench_sandworm"))
    assert leaders_without(result, "e4", "inconsistency") == ["H1", "H4"]
    others = [item for item in result.matrix.items if item != "e4"]
    assert len(others) == 7
    assert all(leaders_without(result, item, "inconsistency") == ["H1"] for item in others)


# radarist's ach.py self-test: radarist_selftest.md


def test_radarist_weighs_by_product(published: PublishedCase, rows: PublishedRows) -> None:
    case = published("radarist_selftest")
    weights = [
        float(row["credibility"]) * float(row["relevance"]) for row in rows("radarist_selftest")
    ]
    found = weighted(case, weights)
    assert found == pytest.approx([0.6, 0.5, 2.6])
    assert places(found, ["H1", "H2", "H3"]) == [["H2"], ["H1"], ["H3"]]
    assert scores(analyse(case), "inconsistency") == [1, 1, 3]


def test_radarist_spread_leaves_not_applicable_out(published: PublishedCase) -> None:
    items = analyse(published("radarist_selftest")).items
    assert items["spread"].tolist() == [3, 2, 2, 3, 0]
    assert items["alike"].tolist() == [False, False, False, False, True]


def test_radarist_hangs_on_its_third_item(published: PublishedCase, rows: PublishedRows) -> None:
    points = terms(build_matrix(published("radarist_selftest"))).points
    weights = np.array(
        [float(row["credibility"]) * float(row["relevance"]) for row in rows("radarist_selftest")]
    )
    kept = np.arange(5) != 2
    assert places(list(total(points[kept], weights[kept])), ["H1", "H2", "H3"])[0] == ["H1"]


# researchtoolspy's ranking test: researchtoolspy_net_vs_disconfirm.md


def test_net_support_names_another_leader_than_disconfirmation(rows: PublishedRows) -> None:
    names = ["H_A", "H_B", "H_C"]
    values = np.array(
        [[float(row[name]) for name in names] for row in rows("researchtoolspy_net_vs_disconfirm")]
    )
    assert values.sum(axis=0).tolist() == [18, 1, -7]  # net support would name A
    codes = np.full((1, *values.shape), "", dtype="U2")
    against = total(terms(Matrix(("published",), (), (), codes, values[None])).points)
    assert against.tolist() == [8, 0, 12]
    assert places(list(against), names) == [["H_B"], ["H_A"], ["H_C"]]
