"""The search in machine code beside the pure one: the same scenarios, and the same steps to them.

Whether what they find is right is shown in `test_balance` and `test_oracle`. Here it is whether
anyone could tell the two apart: by scenarios, by ``complete``, by ``nodes``, or by an error.
"""

import random
import re
import subprocess
import sys
from itertools import count as counting
from pathlib import Path

import pytest

from sat.scenarios import balance, compiled
from sat.scenarios.balance import Solutions
from sat.scenarios.impacts import Impacts

from .matrices import published
from .test_balance import alike, made, random_case, sparse
from .test_oracle import asked, drawn

pytest.importorskip("numba", reason="the search in machine code needs the extra .[fast]")


def mixed(draw: random.Random) -> Impacts:
    """One to twelve descriptors of one to five states, and now and then cells up to the largest."""
    sizes = [draw.randint(1, 5) for _ in range(draw.randint(1, 12))]
    impacts = drawn(draw, sizes, draw.choice([0, 0.1, 0.35, 1]), draw.random() < 0.5)
    scale = draw.choice([1, 1, 1, 333])
    return made(sizes, [[cell * scale for cell in row] for row in impacts.cells])


def zero(sizes: list[int]) -> Impacts:
    return made(sizes, [[0] * sum(sizes) for _ in range(sum(sizes))])


def bits(rows: int) -> list[tuple[int, ...]]:
    """All rows of so many zeros and ones, in order."""
    return [
        tuple(number >> place & 1 for place in reversed(range(rows))) for number in range(2**rows)
    ]


@pytest.mark.parametrize("probing", [0, balance.PROBING])
def test_400_small_matrices_take_the_same_steps(
    probing: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(balance, "PROBING", probing)
    for seed in range(400):
        case = random_case(seed)
        assert compiled.solve(*case) == balance.solve(*case), seed


def test_300_matrices_of_all_sizes_take_the_same_steps_to_the_same_end() -> None:
    ends = {"complete": 0, "limit": 0, "nodes": 0}
    for seed in range(300):
        draw = random.Random(f"mixed {seed}")
        impacts = mixed(draw)
        given = asked(draw, list(impacts.sizes)) if len(impacts.sizes) > 1 else {}
        given["slack"] = draw.choice([0, 0, 0, 1, 2, 5])
        limit, nodes = draw.choice([None, None, 1, 7]), draw.choice([40, 300, 1000])
        found = compiled.solve(impacts, **given, limit=limit, node_budget=nodes)
        assert found == balance.solve(impacts, **given, limit=limit, node_budget=nodes), seed
        stopped = "limit" if len(found.scenarios) == limit else "nodes"
        ends["complete" if found.complete else stopped] += 1
    assert min(ends.values()) > 30


WIDE = {
    "20x4, a third filled": ([4] * 20, 0.35),
    "30x3, a third filled": ([3] * 30, 0.35),
    "45x3, an eighth filled": ([3] * 45, 0.12),
    "14x3, all filled": ([3] * 14, 1.0),
    "two to six states": ([2, 6, 3, 4] * 5, 0.2),
    "100x2, a little filled": ([2] * 100, 0.03),
}


@pytest.mark.parametrize(("sizes", "share"), WIDE.values(), ids=list(WIDE))
def test_matrices_as_wide_as_a_workshop_takes_the_same_steps(
    sizes: list[int], share: float
) -> None:
    draw, nodes = random.Random("wide"), []
    for given in ({}, {"slack": 1}, {"slack": 2}, asked(draw, sizes)):
        impacts = drawn(draw, sizes, share, selves=draw.random() < 0.5)
        found = compiled.solve(impacts, **given, node_budget=400)
        assert found == balance.solve(impacts, **given, node_budget=400)
        nodes.append(found.nodes)
    assert max(nodes) > 100


@pytest.mark.parametrize("probing", [0, 5, balance.PROBING])
def test_every_budget_and_limit_ends_at_the_same_step(
    probing: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(balance, "PROBING", probing)
    for seed in range(3):
        impacts = sparse(seed)
        for most in range(1, 61):
            found = compiled.solve(impacts, 2, node_budget=most)
            assert found == balance.solve(impacts, 2, node_budget=most)
            assert found.nodes <= most
            found = compiled.solve(impacts, 2, limit=most)
            assert found == balance.solve(impacts, 2, limit=most)
            assert len(found.scenarios) <= most


def test_the_published_matrices_have_the_scenarios_that_are_published(shared: Path) -> None:
    # Ten of 486 on cross-impact.de, four of 36 in ScenarioWizard; 15 and 32 with a slack of 1, 2.
    for name, numbers in (("somewhereland", (10, 15, 32)), ("sei_global", (4,))):
        impacts = published(shared / "published" / f"{name}.csv")
        for slack, number in enumerate(numbers):
            found = compiled.solve(impacts, slack)
            assert len(found.scenarios) == number
            assert found == balance.solve(impacts, slack)


def test_with_no_impacts_all_there_is_is_found_however_it_is_handed_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from sat.scenarios import arrays

    expected = Solutions(tuple(bits(9)), True, 2**10 - 1)  # a node each of a tree with 512 leaves
    for rows in (1, 3, 512, 1000):
        monkeypatch.setattr(arrays, "ROWS", rows)
        for nodes in (1, 7, 4000):
            monkeypatch.setattr(compiled, "SLICE", nodes)
            assert compiled.solve(zero([2] * 9)) == expected
            assert compiled.solve(zero([2] * 9), limit=512) == expected
            assert compiled.solve(zero([2] * 9), limit=5).scenarios == tuple(bits(9)[:5])
    assert compiled.solve(zero([1, 1, 1])) == Solutions(((0, 0, 0),), True, 1)
    assert compiled.solve(zero([1])) == Solutions(((0,),), True, 1)


def test_cells_as_large_as_can_be_are_summed_right() -> None:
    # 40 descriptors pull the last one 1,000 apart each: its lead is 40,000 or nothing.
    rows = [[0] * 82 for _ in range(82)]
    for source in range(40):
        for state in (0, 1):
            rows[2 * source + state][80:82] = [1000, -1000]
    pulled = made([2] * 41, rows)
    fixed = dict.fromkeys(range(40), 0)
    assert compiled.solve(pulled, fixed=fixed).scenarios == ((0,) * 41,)
    assert compiled.solve(pulled, 79_999, fixed).scenarios == ((0,) * 41,)
    both = ((0,) * 41, (*(0,) * 40, 1))
    assert compiled.solve(pulled, 80_000, fixed).scenarios == both
    assert compiled.solve(pulled, 10**30, fixed).scenarios == both


@pytest.mark.parametrize(("states", "machine"), [(62, True), (63, False)])
def test_a_descriptor_of_more_than_62_states_is_left_to_the_pure_engine(
    states: int, machine: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    impacts = alike(2, states, 1)
    calls = watch(monkeypatch, balance, "solve")
    found = compiled.solve(impacts)
    assert found.scenarios == tuple((state,) * 2 for state in range(states))
    assert calls == ([] if machine else ["solve"])
    assert found == balance.solve(impacts)
    assert compiled.search(impacts) == found


def test_a_kernel_once_compiled_serves_every_matrix() -> None:
    from sat.scenarios import kernels

    for impacts in (
        zero([1]),
        zero([2, 1]),
        alike(2, 2, 1),
        sparse(1),
        made([2], [[0, 1], [0, 1]]),
    ):
        compiled.solve(impacts)
    assert len(kernels.search.signatures) == 1  # type: ignore[attr-defined]


def test_the_clock_is_looked_at_between_slices_and_before_the_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    impacts = sparse(3)
    whole = balance.solve(impacts, 2)
    assert compiled.solve(impacts, 2, seconds=600) == whole
    assert compiled.solve(impacts, seconds=1e-9) == Solutions((), False, 0)
    monkeypatch.setattr(compiled, "SLICE", 10)
    monkeypatch.setattr(compiled, "perf_counter", counting().__next__)
    # Begun at 0; of the looks at 1, 2, 3, 4 the last is late, and three slices have been taken.
    assert compiled.solve(impacts, 2, seconds=3) == balance.solve(impacts, 2, node_budget=30)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"slack": -1}, "slack is -1; it is a whole number, 0 or above"),
        ({"slack": 0.5}, "slack is 0.5; it is a whole number, 0 or above"),
        ({"fixed": {2: 0}}, "descriptor 2 is not there; they are 0 to 1"),
        ({"fixed": {1: 2}}, "state 2 of descriptor D1 is not there; its states are 0 to 1"),
        ({"fixed": {1: []}}, "descriptor 1 is fixed to no state; give at least one"),
        ({"forbidden": [((0, 0), (1, 5))]}, "state 5 of descriptor D1 is not there"),
        ({"forbidden": [((0, 0), (0, 1))]}, "the forbidden pair (0, 0) and (0, 1) is of one"),
        ({"node_budget": 0}, "node_budget is 0; it is above 0, or None for no such end"),
        ({"seconds": -2.5}, "seconds is -2.5; it is above 0"),
        ({"seconds": float("nan")}, "seconds is nan; it is above 0"),
        ({"limit": 0}, "limit is 0; it is above 0"),
        ({"slack": -1, "limit": 0}, "slack is -1; it is"),
        ({"limit": 0, "fixed": {2: 0}}, "limit is 0; it is"),
    ],
)
def test_what_does_not_fit_is_refused(given: dict[str, object], message: str) -> None:
    for solve in (compiled.solve, compiled.search):
        with pytest.raises(ValueError, match=re.escape(message)):
            solve(zero([2, 2]), **given)  # type: ignore[arg-type]


# ---- which of the two it is


def watch(monkeypatch: pytest.MonkeyPatch, module: object, name: str) -> list[str]:
    """A list that a function's name is added to at each call."""
    calls, own = list[str](), getattr(module, name)

    def called(*given: object) -> object:
        calls.append(name)
        return own(*given)

    monkeypatch.setattr(module, name, called)
    return calls


def test_numba_is_imported_when_it_is_used_and_not_before() -> None:
    code = """
import sys
from sat.scenarios import compiled
from sat.scenarios.impacts import Impacts
two = Impacts.of("AB", ["xy", "xy"], [[0] * 4] * 4)
found = compiled.search(two)
before = "numba" in sys.modules
assert compiled.available()
print(before, "numba" in sys.modules, len(found.scenarios), compiled.solve(two) == found)
print("numba" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False", "4", "True", "True"]
    assert done.stderr == ""


def test_without_numba_the_pure_engine_finds_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    impacts = sparse(2)
    found = compiled.solve(impacts, 1, {0: 1}, [((1, 0), (2, 0))], 4, 500)
    assert compiled.available()
    monkeypatch.setattr(compiled, "find_spec", lambda name: None)
    monkeypatch.setattr(compiled, "_searched", None)
    assert not compiled.available()
    calls = watch(monkeypatch, balance, "solve")
    assert compiled.solve(impacts, 1, {0: 1}, [((1, 0), (2, 0))], 4, 500) == found
    assert compiled.search(impacts, 1, {0: 1}, [((1, 0), (2, 0))], 4, 500) == found
    assert calls == ["solve", "solve"]


def test_a_search_that_ends_soon_is_left_to_the_pure_engine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls = watch(monkeypatch, compiled, "solve")
    monkeypatch.setattr(compiled, "TRIAL", 600)
    monkeypatch.setattr(compiled, "WIDE", 1000)
    impacts = sparse(4)
    assert compiled.search(impacts, 1) == balance.solve(impacts, 1)
    assert compiled.search(impacts, 1, limit=2) == balance.solve(impacts, 1, limit=2)
    assert compiled.search(impacts, 1, node_budget=5) == balance.solve(impacts, 1, node_budget=5)
    assert calls == []


def test_one_that_does_not_is_begun_afresh_with_the_seconds_that_are_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls = watch(monkeypatch, compiled, "solve")
    monkeypatch.setattr(compiled, "TRIAL", 1e-9)
    monkeypatch.setattr(compiled, "WIDE", 1000)
    impacts, pairs = sparse(4), [((1, 0), (2, 0))]
    whole = balance.solve(impacts, 1, forbidden=pairs)
    assert compiled.search(impacts, 1, forbidden=iter(pairs)) == whole
    assert compiled.search(impacts, 1, forbidden=iter(pairs), seconds=600) == whole
    assert compiled.search(impacts, 1, limit=2) == balance.solve(impacts, 1, limit=2)
    assert calls == ["solve"] * 3
    # Nothing is left of them once the clock has moved on by more.
    monkeypatch.setattr(compiled, "perf_counter", counting(step=100).__next__)
    assert compiled.search(impacts, 1, seconds=50) == Solutions((), False, 0)


def test_once_it_is_loaded_wide_matrices_are_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled.solve(zero([2]))
    calls = watch(monkeypatch, compiled, "solve")
    wide, narrow = zero([1] * compiled.WIDE), zero([1] * (compiled.WIDE - 1))
    assert compiled.search(wide).scenarios == ((0,) * compiled.WIDE,)
    assert calls == ["solve"]
    assert compiled.search(narrow).complete
    assert calls == ["solve"]


def test_where_no_folder_can_be_written_to_it_is_compiled_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import numba

    from sat.scenarios.jit import jitted

    def double(number: int) -> int:
        return 2 * number

    # Of the places for a cache only the folder that the user has named, and none is named.
    monkeypatch.setattr(numba.config, "CACHE_LOCATOR_CLASSES", "UserProvidedCacheLocator")
    monkeypatch.setattr(numba.config, "CACHE_DIR", "")
    with pytest.raises(RuntimeError, match="cannot cache function"):
        numba.njit(cache=True)(double)
    assert jitted(double)(21) == 42
