"""What holds for every case: Hypothesis looks for one in which it does not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sat.ach import AchResult, analyse
from sat.ach.scores import RULES
from sat.case import Case
from sat.scales import CREDIBILITY, RATING, RELEVANCE, RELIABILITY

MakeCase = Callable[..., Case]
ANALYSTS = ("ana", "ben", "cy")
steady = settings(deadline=None, derandomize=True, max_examples=40)
SUMS = [rule.key for rule in RULES] + ["weighted_low", "weighted_high"]


@dataclass(frozen=True)
class Drawn:
    """A few items, hypotheses, analysts and sources, as ``make_case`` takes them."""

    marks: dict[str, list[str]]
    sources: list[tuple[str, str, str]]
    columns: dict[str, list[str]]

    def case(self, make_case: MakeCase, names: Sequence[str] = ()) -> Case:
        """The case."""
        return make_case(self.marks, names, self.sources, **self.columns)

    def marked(self, change: Callable[[list[str]], list[str]]) -> "Drawn":
        """The same with every analyst's rows changed."""
        return replace(self, marks={name: change(rows) for name, rows in self.marks.items()})

    def columned(self, change: Callable[[list[str]], list[str]]) -> "Drawn":
        """The same with every column of the evidence changed."""
        return replace(self, columns={name: change(cells) for name, cells in self.columns.items()})


@st.composite
def cases(draw: st.DrawFn) -> Drawn:
    """Any small case in which somebody has rated something."""
    hypotheses, items = draw(st.integers(2, 4)), draw(st.integers(1, 5))
    mark = st.sampled_from((*RATING.codes, "."))
    row = st.lists(mark, min_size=hypotheses, max_size=hypotheses).map(" ".join)
    marks = {
        name: draw(st.lists(row, min_size=items, max_size=items))
        for name in ANALYSTS[: draw(st.integers(1, 3))]
    }
    marks["ana"][0] = " ".join(["I"] + ["C"] * (hypotheses - 1))
    sources = [
        (f"S{number}", draw(st.sampled_from((*RELIABILITY.codes, ""))), origin)
        for number, origin in enumerate(draw(st.lists(st.sampled_from(("mill", "")), max_size=3)))
    ]
    cited = st.sets(st.sampled_from([name for name, _, _ in sources])) if sources else st.just(())
    columns = {
        "source_ids": [";".join(sorted(draw(cited))) for _ in range(items)],
        "credibility": draw(column((*CREDIBILITY.codes, ""), items)),
        "relevance": draw(column((*RELEVANCE.codes, ""), items)),
        "dependence_group": draw(column(("wire", "radio", ""), items)),
    }
    return Drawn(marks, sources, columns)


def column(values: tuple[str, ...], items: int) -> st.SearchStrategy[list[str]]:
    """One value an item."""
    return st.lists(st.sampled_from(values), min_size=items, max_size=items)


def ranked(result: AchResult, rename: dict[str, str]) -> dict[str, list[set[str]]]:
    """Places as sets, since the order within a tie says nothing."""
    return {
        rule: [{rename.get(name, name) for name in place} for place in places]
        for rule, places in result.ranking.items()
    }


def left_out(result: AchResult, rename: dict[str, str]) -> dict[tuple[str, str, str], Any]:
    """Leaders and margin by what was left out and the rule."""
    return {
        (drop.kind, drop.dropped, drop.rule): (
            {rename.get(name, name) for name in drop.leaders},
            pytest.approx(drop.margin, nan_ok=True),
        )
        for drop in result.left_out
    }


def assert_same(one: AchResult, other: AchResult, rename: dict[str, str] | None = None) -> None:
    """Both results say the same, apart from the order of rows and from names."""
    names = rename or {}
    scores = one.scores.rename(index=names)
    pd.testing.assert_frame_equal(scores, other.scores, check_like=True, rtol=1e-12)
    pd.testing.assert_frame_equal(one.items, other.items, check_like=True, atol=1e-12)
    coverage = one.coverage.rename(index=names)
    pd.testing.assert_frame_equal(coverage, other.coverage, check_like=True)
    assert ranked(one, names) == ranked(other, {})
    assert {names.get(name, name) for name in one.unranked} == set(other.unranked)
    assert left_out(other, {}) == left_out(one, names)


@steady
@given(cases(), st.permutations(["A", "B", "H1", "H2", "Z"]))
def test_relabelling_hypotheses_permutes_the_result(
    make_case: MakeCase, drawn: Drawn, labels: list[str]
) -> None:
    case = drawn.case(make_case)
    names = [row.hypothesis_id for row in case.hypotheses]
    others = labels[: len(names)]
    renamed = drawn.case(make_case, others)
    assert_same(analyse(case), analyse(renamed), dict(zip(names, others, strict=True)))


@steady
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(
    make_case: MakeCase, drawn: Drawn, random: Random
) -> None:
    case = drawn.case(make_case)
    tables = ("sources", "hypotheses", "evidence", "ratings")
    mixed = {
        name: tuple(random.sample(getattr(case, name), len(getattr(case, name)))) for name in tables
    }
    assert_same(analyse(case), analyse(replace(case, **mixed)))


@steady
@given(cases())
def test_a_row_of_neutrals_changes_no_sum(make_case: MakeCase, drawn: Drawn) -> None:
    width = len(drawn.marks["ana"][0].split())
    longer = drawn.marked(lambda rows: [*rows, " ".join(["N"] * width)])
    longer = longer.columned(lambda cells: [*cells, ""])
    before, after = (analyse(one.case(make_case)).scores for one in (drawn, longer))
    pd.testing.assert_frame_equal(after[SUMS], before[SUMS])


@steady
@given(cases())
def test_consistent_marks_score_as_neutral_ones_do(make_case: MakeCase, drawn: Drawn) -> None:
    plain = {"C": "N", "CC": "N"}
    neutral = drawn.marked(
        lambda rows: [" ".join(plain.get(mark, mark) for mark in row.split()) for row in rows]
    )
    with_support, without = (analyse(one.case(make_case)) for one in (drawn, neutral))
    pd.testing.assert_frame_equal(with_support.scores, without.scores)
    assert with_support.ranking == without.ranking


@steady
@given(cases(), st.data())
def test_a_worse_mark_never_makes_a_hypothesis_look_better(
    make_case: MakeCase, drawn: Drawn, data: st.DataObject
) -> None:
    rows = [row.split() for row in drawn.marks["ana"]]
    places = [
        (item, number)
        for item, row in enumerate(rows)
        for number, mark in enumerate(row)
        if mark in ("CC", "C", "N", "I")
    ]
    item, number = data.draw(st.sampled_from(places))
    rows[item][number] = "II"
    worse = replace(drawn, marks={**drawn.marks, "ana": [" ".join(row) for row in rows]})
    before, after = (analyse(one.case(make_case)).scores.abs() for one in (drawn, worse))
    name = f"H{number + 1}"
    assert (after.loc[name] >= before.loc[name] - 1e-12).all()
    others = [other for other in before.index if other != name]
    pd.testing.assert_frame_equal(after.loc[others], before.loc[others])


@steady
@given(cases())
def test_the_weighted_score_lies_between_its_ends(make_case: MakeCase, drawn: Drawn) -> None:
    scores = analyse(drawn.case(make_case)).scores
    assert (scores["weighted_low"] >= scores["weighted"] - 1e-12).all()
    assert (scores["weighted"] >= scores["weighted_high"] - 1e-12).all()


@steady
@given(cases())
def test_hypotheses_with_the_same_marks_always_tie(make_case: MakeCase, drawn: Drawn) -> None:
    twin = drawn.marked(lambda rows: [f"{row} {row.split()[0]}" for row in rows])
    result = analyse(twin.case(make_case))
    first, last = result.matrix.names[0], result.matrix.names[-1]
    assert (first in result.unranked) == (last in result.unranked)
    for places in result.ranking.values():
        assert all((first in place) == (last in place) for place in places)


@steady
@given(cases(), st.integers(2, 5))
def test_copies_in_one_dependence_group_count_once(
    make_case: MakeCase, drawn: Drawn, copies: int
) -> None:
    groups = ["first", *drawn.columns["dependence_group"][1:]]
    alone = replace(drawn, columns={**drawn.columns, "dependence_group": groups})

    def copied(values: list[str]) -> list[str]:
        return [values[0]] * (copies - 1) + values

    once, often = (
        analyse(one.case(make_case)).scores
        for one in (alone, alone.marked(copied).columned(copied))
    )
    for rule in ("grouped", "grouped_per_item"):
        np.testing.assert_allclose(often[rule], once[rule], rtol=1e-12)
    assert often.loc["H1", "inconsistency"] > once.loc["H1", "inconsistency"]


@steady
@given(cases())
def test_who_is_ranked_is_ranked_once_by_every_rule_and_nobody_else_is(
    make_case: MakeCase, drawn: Drawn
) -> None:
    result = analyse(drawn.case(make_case))
    expected = sorted(set(result.matrix.names) - set(result.unranked))
    for places in result.ranking.values():
        assert sorted(name for place in places for name in place) == expected


@steady
@given(cases())
def test_leaving_out_an_item_is_the_case_without_it(make_case: MakeCase, drawn: Drawn) -> None:
    case = drawn.case(make_case)
    whole = analyse(case)
    for item in case.evidence[1:]:
        less = analyse(
            replace(
                case,
                evidence=tuple(row for row in case.evidence if row != item),
                ratings=tuple(row for row in case.ratings if row.evidence_id != item.evidence_id),
            )
        )
        for drop in whole.left_out:
            if (drop.kind, drop.dropped) == ("item", item.evidence_id):
                assert list(drop.leaders) == less.leaders(drop.rule)


@steady
@given(cases())
def test_leaving_out_a_source_is_the_case_without_it(make_case: MakeCase, drawn: Drawn) -> None:
    case = drawn.case(make_case)
    for drop in analyse(case).left_out:
        if drop.kind == "source":
            less = without_sources(case, {drop.dropped})
            if any(row.rating for row in less.ratings):
                assert list(drop.leaders) == analyse(less).leaders(drop.rule)


def without_sources(case: Case, gone: set[str]) -> Case:
    """The case without some sources and the items that rested on nothing else."""
    lost = {
        item.evidence_id
        for item in case.evidence
        if item.source_ids and gone >= set(item.source_ids)
    }
    kept = [
        item.model_copy(
            update={"source_ids": tuple(name for name in item.source_ids if name not in gone)}
        )
        for item in case.evidence
        if item.evidence_id not in lost
    ]
    return replace(
        case,
        sources=tuple(source for source in case.sources if source.source_id not in gone),
        evidence=tuple(kept),
        ratings=tuple(row for row in case.ratings if row.evidence_id not in lost),
    )
