"""Open indicators as gaps: the chance of the high threshold under each hypothesis."""

from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pytest

from sat.assessment.watch import NOT_REACHED, REACHED, watched
from sat.case import load_case
from sat.indicators import IndicatorResult, analyse

FLAGSHIP = Path(__file__).parents[2] / "data" / "cases" / "jnim-urban-attacks"


@pytest.fixture(scope="module")
def result() -> IndicatorResult:
    return analyse(load_case(FLAGSHIP))


def test_chances_are_the_mean_of_the_analysts_central_values(result: IndicatorResult) -> None:
    central = {"HL": 0.9, "L": 0.7, "C": 0.5, "U": 0.3, "HU": 0.1}
    given = defaultdict(list)
    for row in result.case.indicator_ratings:
        given[row.indicator_id, row.outcome_id].append(central[row.likelihood])
    found = watched(result)
    assert len(found) > 10
    for row in found:
        for hypothesis, chance in row.chances[REACHED].items():
            own = given[row.name, hypothesis]
            assert chance == pytest.approx(sum(own) / len(own))
            assert row.chances[NOT_REACHED][hypothesis] == pytest.approx(1 - chance)


def test_what_stands_high_is_no_gap(result: IndicatorResult) -> None:
    high = {row.indicator_id for row in result.states if row.standing == "high"}
    assert high
    assert not high & {row.name for row in watched(result)}


def test_what_was_not_rated_under_every_hypothesis_is_left_out(result: IndicatorResult) -> None:
    first = watched(result)[0].name
    rows = tuple(
        row
        for row in result.case.indicator_ratings
        if (row.indicator_id, row.outcome_id) != (first, "H1")
    )
    case = replace(result.case, indicator_ratings=rows)
    assert first not in {row.name for row in watched(replace(result, case=case))}
    assert watched(replace(result, case=replace(case, indicator_ratings=()))) == ()
