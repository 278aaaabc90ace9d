"""What an item weighs, and between which ends where a grade is unknown."""

from itertools import product
from math import sqrt

import pytest

from sat.ach.grades import Grade, grade
from sat.case import Case
from sat.scales import CREDIBILITY, HIGH, LOW, MEDIUM, RELEVANCE, RELIABILITY

EVERY = [
    Grade(*codes)
    for codes in product((*RELIABILITY.codes, ""), (*CREDIBILITY.codes, ""), (*RELEVANCE.codes, ""))
]


def reliabilities(case: Case) -> dict[str, str]:
    """Each source's grade."""
    return {source.source_id: source.reliability for source in case.sources}


@pytest.mark.parametrize(
    ("number", "code", "weight", "unknown"),
    [
        (0, "A1", 2, False),  # √2 · √2
        (1, "C2", 1, False),  # C is the weaker half: 1 · 1
        (2, "F6", 1 / sqrt(2), True),  # 1 · 1/√2
        (3, "–3", 1, True),  # no source: 1 · 1
    ],
)
def test_weights_of_the_minimal_case(
    minimal: Case, number: int, code: str, weight: float, unknown: bool
) -> None:
    found = grade(minimal.evidence[number], reliabilities(minimal))
    assert found.code == code
    assert found.weight() == pytest.approx(weight)
    assert found.unknown is unknown


@pytest.mark.parametrize(
    ("number", "low", "high"),
    [(0, 2, 2), (1, 1, 1), (2, 0.5, 1), (3, 1 / sqrt(2), 1)],
)
def test_ends_of_the_minimal_case(minimal: Case, number: int, low: float, high: float) -> None:
    found = grade(minimal.evidence[number], reliabilities(minimal))
    assert found.weight(LOW) == pytest.approx(low)
    assert found.weight(HIGH) == pytest.approx(high)


@pytest.mark.parametrize(
    ("codes", "weight"),
    [
        (("B", "2", "high"), 2),
        (("A", "3", "high"), sqrt(2)),
        (("D", "1", "high"), 1),
        (("A", "5", "medium"), 1 / sqrt(2)),
        (("E", "4", "low"), 0.5),
        (("C", "3", "medium"), 1),
    ],
)
def test_an_item_is_no_better_than_its_weaker_half(
    codes: tuple[str, str, str], weight: float
) -> None:
    assert Grade(*codes).weight() == pytest.approx(weight)


def test_an_item_that_nobody_graded_counts_once() -> None:
    assert Grade("", "", "").weight() == 1
    assert Grade("", "", "").code == "––"


def test_the_point_value_of_each_of_the_196_grades_lies_between_its_ends() -> None:
    assert len(EVERY) == 7 * 7 * 4
    for each in EVERY:
        low, point, high = (each.weight(unknown) for unknown in (LOW, MEDIUM, HIGH))
        assert 0.5 - 1e-9 <= low <= point <= high <= 2 + 1e-9, each
        assert each.unknown or low == point == high, each


def test_every_known_grade_of_an_unknown_half_lies_between_the_ends() -> None:
    for credibility, relevance in product(CREDIBILITY.codes, RELEVANCE.codes):
        unknown = Grade("F", credibility, relevance)
        for reliability in "ABCDE":
            if credibility != "6":
                weight = Grade(reliability, credibility, relevance).weight()
                assert unknown.weight(LOW) <= weight <= unknown.weight(HIGH)


@pytest.mark.parametrize("codes", [("F", "1", "high"), ("A", "6", "high"), ("A", "1", "")])
def test_f_and_6_and_blank_are_unknown(codes: tuple[str, str, str]) -> None:
    found = Grade(*codes)
    assert found.unknown
    assert found.weight(LOW) < found.weight(HIGH)


def test_unknown_does_not_weigh_like_the_worst_grade() -> None:
    assert Grade("F", "3", "medium").weight() > Grade("E", "3", "medium").weight()
    assert Grade("C", "6", "medium").weight() > Grade("C", "5", "medium").weight()


@pytest.mark.parametrize(
    ("grades", "best"),
    [
        (("C", "A"), "A"),
        (("F", "D"), "D"),
        (("", "E"), "E"),
        (("F", ""), "F"),
        (("", ""), ""),
    ],
)
def test_the_best_source_decides_and_f_only_where_no_source_can_be_judged(
    minimal: Case, grades: tuple[str, str], best: str
) -> None:
    item = minimal.evidence[0].model_copy(update={"source_ids": ("S1", "S2")})
    assert grade(item, dict(zip(("S1", "S2"), grades, strict=True))).reliability == best


def test_several_sources_do_not_lift_each_other(minimal: Case) -> None:
    one = minimal.evidence[0].model_copy(update={"source_ids": ("S1",)})
    three = minimal.evidence[0].model_copy(update={"source_ids": ("S1", "S2", "S3")})
    graded = dict.fromkeys(("S1", "S2", "S3"), "C")
    assert grade(one, graded) == grade(three, graded)


def test_a_source_that_is_not_there_grades_nothing(minimal: Case) -> None:
    assert grade(minimal.evidence[0], {"S2": "C"}).code == "–1"
