from dataclasses import replace

from sat.case import Case
from sat.scenarios.analysis import analyse
from sat.scenarios.named import named


def test_it_is_what_the_whole_analysis_says(case: Case):
    whole, found = analyse(case), named(case)

    assert found is not None
    assert found.held
    assert (found.held, found.drift) == (whole.held, whole.drift)


def test_a_case_without_named_scenarios_or_drivers_has_none(case: Case):
    assert named(replace(case, scenarios=())) is None
    assert named(replace(case, drivers=(), states=(), impacts=(), consistency=())) is None


def test_without_indicators_nothing_drifts(case: Case):
    found = named(replace(case, indicators=(), observations=()))
    assert found is not None
    assert found.held
    assert not found.drift
