"""A small case that an unknown grade decides."""

from collections.abc import Callable

import pytest

from sat.case import Case


@pytest.fixture(scope="session")
def open_case(make_case: Callable[..., Case]) -> Case:
    """A case that an unknown grade decides: H1 has 2 · (0.5 to 1) against it, H2 √2."""
    return make_case(
        {"ana": ["II N", "N I"]},
        sources=[("S1", "F", ""), ("S2", "B", "")],
        source_ids=["S1", "S2"],
        credibility=["6", "1"],
        relevance=["low", "medium"],
    )
