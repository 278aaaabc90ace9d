"""Small watch lists made in memory: indicators, their ratings, what was seen, and nothing else."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import pytest

from sat.case import Case
from sat.case.fields import Period
from sat.case.futures import Scenario
from sat.case.settings import Settings
from sat.case.tables import Hypothesis, Source
from sat.case.watch import Indicator, IndicatorRating, Observation
from sat.indicators import IndicatorResult, analyse

from .meadow import empty, meadow

DAY = date(2025, 12, 31)


@pytest.fixture(scope="session")
def make_watch() -> Callable[..., Case]:
    """``make_watch(["I1 H1 monthly"], seen=["I1 2025-03 high known=2025-04-05"])``: a watch list.

    An indicator is its id, what it points to and its cadence; a dot is blank, and so is what is
    left out. ``seen`` are id, day (month, year) and level, then ``known=`` (the last day of the
    period if left out), ``group=``, ``by=`` (sources, separated by ``;``) and ``text=``.
    ``ratings`` are codes by analyst and indicator, one an outcome: ``{"ana": {"I1": "HL U"}}``; the
    outcomes are the hypotheses unless ``outcomes`` names others. ``scenarios`` are ids with the
    hypothesis each feeds, ``sources`` ids with their origin, ``added`` days by indicator.
    """
    return _make_watch


def _make_watch(
    indicators: Sequence[str],
    ratings: Mapping[str, Mapping[str, str]] | None = None,
    seen: Sequence[str] = (),
    hypotheses: Sequence[str] = ("H1", "H2"),
    priors: Sequence[str] = (),
    scenarios: Mapping[str, str] | None = None,
    outcomes: Sequence[str] = (),
    sources: Mapping[str, str] | None = None,
    added: Mapping[str, str] | None = None,
    as_of: date = DAY,
) -> Case:
    settings = {"question": "Which?", "case_id": "watch", "opens": DAY, "closes": DAY}
    return Case(
        settings=Settings.model_validate(settings),
        as_of=as_of,
        sources=tuple(_source(*pair) for pair in (sources or {}).items()),
        hypotheses=tuple(
            _hypothesis(name, prior)
            for name, prior in zip(hypotheses, priors or [""] * len(hypotheses), strict=True)
        ),
        indicators=tuple(_indicator(text, added or {}) for text in indicators),
        indicator_ratings=tuple(
            _rating(item, outcome, analyst, code)
            for analyst, rows in (ratings or {}).items()
            for item, codes in rows.items()
            for outcome, code in zip(outcomes or hypotheses, codes.split(), strict=True)
            if code != "."
        ),
        observations=tuple(_observation(text) for text in seen),
        scenarios=tuple(_scenario(*pair) for pair in (scenarios or {}).items()),
    )


def _source(name: str, origin: str) -> Source:
    blank = {"publisher": "", "published": "", "url": "", "reliability": ""}
    own = {"source_id": name, "title": name, "origin_id": origin}
    return Source.model_validate({**blank, **own})


def _hypothesis(name: str, prior: str) -> Hypothesis:
    own = {"hypothesis_id": name, "title": f"title of {name}", "statement": name}
    return Hypothesis.model_validate({**own, "decision_rule": "", "prior": prior})


def _scenario(name: str, hypothesis: str) -> Scenario:
    own = {"scenario_id": name, "title": f"title of {name}", "narrative": name}
    return Scenario.model_validate({**own, "states": "", "hypothesis_id": hypothesis})


def _indicator(text: str, added: Mapping[str, str]) -> Indicator:
    name, *more = text.split(" ", 2)
    points_to, cadence = ("" if part == "." else part for part in [*more, ".", "."][:2])
    own = {"indicator_id": name, "points_to": points_to, "known_on": added.get(name, "")}
    blank = {"low": "some", "high": "much", "source_to_watch": "", "owner": ""}
    return Indicator.model_validate({**blank, **own, "text": name, "cadence": cadence})


def _rating(item: str, outcome: str, analyst: str, code: str) -> IndicatorRating:
    place = {"indicator_id": item, "outcome_id": outcome, "analyst": analyst}
    return IndicatorRating.model_validate({**place, "likelihood": code, "rationale": ""})


def _observation(text: str) -> Observation:
    name, day, level, *more = text.split(" ")
    given = dict(part.split("=", 1) for part in more)
    known = given.get("known") or Period.parse(day).last.isoformat()
    own = {"indicator_id": name, "observed_on": day, "known_on": known, "level": level}
    rest = {"value": "", "text": given.get("text", f"{name}-{level}")}
    links = {"source_ids": given.get("by", ""), "dependence_group": given.get("group", "")}
    return Observation.model_validate({**own, **rest, **links})


@pytest.fixture(scope="session")
def result(make_watch: Callable[..., Case]) -> IndicatorResult:
    """The meadow, worked by hand, analysed."""
    return analyse(meadow(make_watch))


@pytest.fixture(scope="session")
def nothing(make_watch: Callable[..., Case]) -> IndicatorResult:
    """A case of which nothing can be said, analysed."""
    return analyse(empty(make_watch))
