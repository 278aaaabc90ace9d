"""Alternatives: what speaks most against each, and the way of each to the lead."""

from collections.abc import Callable

from sat.ach import analyse
from sat.ach.attack import attack
from sat.assessment.alternatives import Alternative, alternatives
from sat.case import Case

MakeCase = Callable[..., Case]


def of(case: Case) -> dict[str, Alternative]:
    result = analyse(case)
    return {row.name: row for row in alternatives(result, attack(result), None)}


def test_they_stand_from_least_to_most_refuted(make_case: MakeCase) -> None:
    found = of(make_case({"ana": ["I I II", "N I I"]}))
    assert list(found) == ["H1", "H2", "H3"]
    assert [row.leads for row in found.values()] == [True, False, False]


def test_what_speaks_most_against_one_counts_its_weight(make_case: MakeCase) -> None:
    # Weight of an item: the lower of the source's and its own grade, times relevance. E1 and E3
    # weigh 1/√2 (low) and √2 (high); a doubtful II (2 · ½) says less than a relevant I (1 · √2).
    case = make_case(
        {"ana": ["N II", "N C", "N I"]},
        relevance=["low", "medium", "high"],
        credibility=["4", "3", "3"],
        sources=[("S1", "C", "")],
        source_ids=["S1", "S1", "S1"],
    )
    second = of(case)["H2"]
    assert second.against == ("E3", "E1")
    assert second.count_against == 2
    assert of(case)["H1"].against == ()


def test_only_the_first_three_are_named_and_all_are_counted(make_case: MakeCase) -> None:
    found = of(make_case({"ana": ["N I"] * 5}))["H2"]
    assert found.against == ("E1", "E2", "E3")
    assert found.count_against == 5


def test_the_way_to_the_lead_is_that_of_the_smallest_set(make_case: MakeCase) -> None:
    found = of(make_case({"ana": ["I I II", "N I I"]}))
    assert found["H1"].steps == 0
    assert found["H2"].steps == 1  # one step of a mark levels 1 and 2
    assert found["H3"].steps == 2
    assert found["H2"].warned is None


def test_what_is_not_ranked_has_no_way_and_stands_last(make_case: MakeCase) -> None:
    found = of(make_case({"ana": ["C I .", "C I .", "C I .", "C I ."]}))
    assert list(found) == ["H1", "H2", "H3"]
    assert found["H3"].steps is None
    assert found["H3"].changes is None
