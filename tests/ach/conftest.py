"""Small cases made in memory: a few marks, and nothing else that could matter."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import pytest

from sat.case import Case
from sat.case.settings import Settings
from sat.case.tables import Evidence, Hypothesis, Rating, Source

DAY = date(2025, 1, 1)


@pytest.fixture(scope="session")
def make_case() -> Callable[..., Case]:
    """``make_case({"ana": ["C I II", "N . NA"]})``: two items, three hypotheses; a dot is blank.

    Columns of the evidence go by name, one value an item: ``credibility=["1", ""]``. ``sources``
    are tuples of id, reliability and origin. ``names`` are the hypotheses', H1 H2 … if left out;
    ``titles`` are their names if left out.
    """
    return _make_case


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


def _make_case(
    marks: Mapping[str, Sequence[str]],
    names: Sequence[str] = (),
    sources: Sequence[tuple[str, str, str]] = (),
    titles: Sequence[str] = (),
    **columns: Sequence[str],
) -> Case:
    rows = next(iter(marks.values()))
    names = names or [f"H{number + 1}" for number in range(len(rows[0].split()))]
    items = [f"E{number + 1}" for number in range(len(rows))]
    settings = {"question": "Which?", "case_id": "small", "opens": DAY, "closes": DAY}
    return Case(
        settings=Settings.model_validate({**settings, "analysts": list(marks)}),
        as_of=DAY,
        sources=tuple(_source(*source) for source in sources),
        hypotheses=tuple(
            _hypothesis(name, title) for name, title in zip(names, titles or names, strict=True)
        ),
        evidence=tuple(
            _evidence(item, {column: values[number] for column, values in columns.items()})
            for number, item in enumerate(items)
        ),
        ratings=tuple(
            _rating(item, name, analyst, mark)
            for analyst, given in marks.items()
            for item, row in zip(items, given, strict=True)
            for name, mark in zip(names, row.split(), strict=True)
            if mark != "."
        ),
    )


def _source(source_id: str, reliability: str, origin_id: str) -> Source:
    blank = {"publisher": "", "published": "", "url": ""}
    own = {"source_id": source_id, "reliability": reliability, "origin_id": origin_id}
    return Source.model_validate({**blank, **own, "title": source_id})


def _hypothesis(name: str, title: str) -> Hypothesis:
    own = {"hypothesis_id": name, "title": title, "statement": name}
    return Hypothesis.model_validate({**own, "decision_rule": "", "prior": ""})


def _evidence(item: str, columns: Mapping[str, str]) -> Evidence:
    own = {"evidence_id": item, "text": item, "kind": "report", "event_date": "", "known_on": DAY}
    blank = {"credibility": "", "relevance": "", "source_ids": "", "dependence_group": ""}
    return Evidence.model_validate({**own, **blank, **columns})


def _rating(item: str, name: str, analyst: str, mark: str) -> Rating:
    place = {"evidence_id": item, "hypothesis_id": name, "analyst": analyst}
    return Rating.model_validate({**place, "rating": mark, "rated_on": DAY, "rationale": ""})
