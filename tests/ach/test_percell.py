"""The plain implementation that `make bench` stands beside finds what the engines find."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from sat.ach.matrix import build_matrix
from sat.case import Case

MakeCase = Callable[..., Case]


@pytest.fixture
def benchmark(root: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], ModuleType]:
    """A module of the benchmarks by its name."""
    monkeypatch.syspath_prepend(str(root / "benchmarks"))
    return import_module


def test_worked_by_hand(benchmark: Callable[[str], ModuleType], make_case: MakeCase) -> None:
    case = make_case(
        {"ana": ["II N", "I C", "N I"], "ben": ["I NA", ". C", "N N"]},
        dependence_group=["g", "g", ""],
    )
    percell = benchmark("percell")
    sheet = percell.sheet(build_matrix(case), np.array([2.0, 1.0, 0.5]))
    found = percell.scores(sheet, sheet.items)
    # H1: E1 (2 + 1) / 2, E2 1, E3 0; H2: E1 0, E2 0, E3 (1 + 0) / 2
    assert found == {
        "count": {"H1": 2, "H2": 0.5},
        "inconsistency": {"H1": 2.5, "H2": 0.5},
        "weighted": {"H1": 4, "H2": 0.25},
        "grouped": {"H1": 1.25, "H2": 0.5},
    }
    assert percell.leaders(found) == dict.fromkeys(found, ("H2",))


def test_too_few_marks_are_not_ranked(
    benchmark: Callable[[str], ModuleType], make_case: MakeCase
) -> None:
    percell = benchmark("percell")
    case = make_case({"ana": ["I N", "I .", "I ."]})
    sheet = percell.sheet(build_matrix(case), np.ones(3))
    assert percell.scores(sheet, sheet.items)["count"] == {"H1": 3}  # H2: one of three


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(("items", "hypotheses"), [(1, 1), (2, 3), (7, 2), (12, 5)])
def test_ours_and_the_plain_one_agree(
    benchmark: Callable[[str], ModuleType], items: int, hypotheses: int, seed: int
) -> None:
    benchmark("attack_tasks").check(items, hypotheses, seed)


def test_a_difference_is_told(
    benchmark: Callable[[str], ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks, percell = benchmark("attack_tasks"), benchmark("percell")
    monkeypatch.setattr(percell, "one_steps", lambda sheet: {("count", "a", "E0", "H1", "C")})
    with pytest.raises(AssertionError, match="the one-step changes: ours and the plain one differ"):
        tasks.check(4, 2, 1)


def test_a_drawn_case_is_what_it_says(benchmark: Callable[[str], ModuleType]) -> None:
    drawn = benchmark("drawn").drawn
    case = drawn(200, 6, seed=3)
    assert case == drawn(200, 6, seed=3)
    codes = build_matrix(case).codes
    assert codes.shape == (5, 200, 6)
    assert (codes == "").mean() == pytest.approx(0.1, abs=0.03)
    assert (codes == "NA").mean() == pytest.approx(0.05, abs=0.02)
    groups = [row.dependence_group for row in case.evidence if row.dependence_group]
    assert {groups.count(group) for group in groups} == {2, 3, 4, 5}
    assert {row.reliability for row in case.sources} == {*"ABCDEF", ""}
