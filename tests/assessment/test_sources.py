"""The source summary counts what is there, and nothing twice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from sat.assessment.sources import SourceSummary, summarise
from sat.case import Case

MakeCase = Callable[..., Case]


def study(make_case: MakeCase) -> SourceSummary:
    """Four items: E1 on S1 and S2 of one origin, E2 on S3, E3 on S4 (E), E4 on nothing."""
    case = make_case(
        {"ana": ["C I"] * 4},
        sources=[("S1", "A", "wire"), ("S2", "C", "wire"), ("S3", "F", ""), ("S4", "E", "")],
        source_ids=["S1;S2", "S3", "S4", ""],
        credibility=["1", "6", "3", ""],
        kind=["report", "report", "inference", "absence"],
        known_on=["2024-12-01", "2024-12-22", "2024-12-31", "2024-01-01"],
    )
    return summarise(case)


def test_sources_are_counted_by_grade_and_origin(make_case: MakeCase) -> None:
    found = study(make_case)
    assert (found.items, found.sources, found.origins) == (4, 4, 3)
    assert (found.good, found.fair, found.weak, found.unknown) == (1, 1, 1, 1)
    assert found.largest == ("wire", 1)


def test_weaknesses_are_named_by_item(make_case: MakeCase) -> None:
    found = study(make_case)
    assert found.single == ("E1", "E2", "E3")
    assert found.weak_only == ("E3",)
    assert found.ungraded == ("E2", "E4")
    assert found.unsourced == ("E4",)


def test_kinds_stand_in_the_scale_s_order_and_ages_at_the_cut(make_case: MakeCase) -> None:
    found = study(make_case)
    assert found.kinds == (("report", 2), ("absence", 1), ("inference", 1))
    assert found.newest == date(2024, 12, 31)
    # At the cut of 1 January 2025 the items are 31, 10, 1 and 366 days old: half of 10 + 31.
    assert found.median_age == 20


def test_a_case_without_evidence_has_nothing_to_count(make_case: MakeCase) -> None:
    found = summarise(replace(make_case({"ana": ["C I"]}), evidence=(), ratings=()))
    assert (found.items, found.sources, found.origins) == (0, 0, 0)
    assert found.largest == ("", 0)
    assert found.newest is None
    assert found.median_age is None


def test_the_origin_behind_most_items_counts_each_item_once(make_case: MakeCase) -> None:
    case = make_case(
        {"ana": ["C I"] * 3},
        sources=[("S1", "A", "wire"), ("S2", "A", "wire"), ("S3", "A", "")],
        source_ids=["S1;S2", "S2", "S3"],
    )
    assert summarise(case).largest == ("wire", 2)
