"""An ACH case of any size, drawn at random from a fixed seed; nothing in it is real."""

import random
from collections.abc import Iterator
from datetime import date

from sat.case import Case
from sat.case.settings import Settings
from sat.case.tables import Evidence, Hypothesis, Rating, Source
from sat.scales import CREDIBILITY, RELEVANCE, RELIABILITY

DAY = date(2020, 1, 1)
ANALYSTS, LARGEST = 5, 5
# Blank is a tenth: some whole items, some cells that nobody rated, and each analyst's own.
SILENT_ITEM, SILENT_CELL, SILENT_MARK = 0.02, 0.01, 0.07
MARKS = {"CC": 10, "C": 25, "N": 25, "I": 20, "II": 10, "NA": 5}


def drawn(items: int, hypotheses: int, analysts: int = ANALYSTS, seed: int = 1) -> Case:
    """A case with so many items, hypotheses and analysts.

    A tenth of the marks are blank, a twentieth of the others NA. Items stand alone or in dependence
    groups of two to five; each rests on one or two of half as many sources, every third of which
    shares its origin with another. Every grade may be F, 6 or not given.
    """
    draw = random.Random(seed)
    names = [f"analyst_{number + 1}" for number in range(analysts)]
    settings = {"question": "Which?", "case_id": "drawn", "opens": DAY, "closes": DAY}
    sources = [_source(number, draw) for number in range(max(1, items // 2))]
    known = [row.source_id for row in sources]
    groups = list(_groups(items, draw))
    evidence = [_item(number, groups[number], known, draw) for number in range(items)]
    rivals = [_hypothesis(number) for number in range(hypotheses)]
    return Case(
        settings=Settings.model_validate({**settings, "analysts": names}),
        as_of=DAY,
        sources=tuple(sources),
        hypotheses=tuple(rivals),
        evidence=tuple(evidence),
        ratings=tuple(_ratings(evidence, rivals, names, draw)),
    )


def _groups(items: int, draw: random.Random) -> Iterator[str]:
    """A label an item, blank for those that stand alone."""
    left, number = items, 0
    while left:
        size = min(left, draw.randint(1, LARGEST))
        yield from [f"G{number}" if size > 1 else ""] * size
        left, number = left - size, number + 1


def _source(number: int, draw: random.Random) -> Source:
    return Source.model_validate(
        {
            "source_id": f"S{number}",
            "title": f"source {number}",
            "publisher": "",
            "published": "",
            "url": "",
            "reliability": draw.choice([*RELIABILITY.codes, ""]),
            "origin_id": f"O{number // 6}" if number % 3 == 0 else "",
        }
    )


def _item(number: int, group: str, sources: list[str], draw: random.Random) -> Evidence:
    cited = draw.sample(sources, min(len(sources), draw.choice((1, 1, 2))))
    return Evidence.model_validate(
        {
            "evidence_id": f"E{number}",
            "text": f"item {number}",
            "kind": "report",
            "event_date": "",
            "known_on": DAY,
            "credibility": draw.choice([*CREDIBILITY.codes, ""]),
            "relevance": draw.choice([*RELEVANCE.codes, ""]),
            "source_ids": ";".join(cited),
            "dependence_group": group,
        }
    )


def _hypothesis(number: int) -> Hypothesis:
    name = f"H{number + 1}"
    own = {"hypothesis_id": name, "title": name, "statement": name}
    return Hypothesis.model_validate({**own, "decision_rule": "", "prior": ""})


def _ratings(
    evidence: list[Evidence], rivals: list[Hypothesis], names: list[str], draw: random.Random
) -> Iterator[Rating]:
    codes, weights = list(MARKS), list(MARKS.values())
    for item in evidence:
        if draw.random() < SILENT_ITEM:
            continue
        for rival in rivals:
            if draw.random() < SILENT_CELL:
                continue
            for name in names:
                if draw.random() >= SILENT_MARK:
                    mark = draw.choices(codes, weights)[0]
                    yield _rating(item.evidence_id, rival.hypothesis_id, name, mark)


def _rating(item: str, hypothesis: str, analyst: str, mark: str) -> Rating:
    place = {"evidence_id": item, "hypothesis_id": hypothesis, "analyst": analyst}
    return Rating.model_validate({**place, "rating": mark, "rated_on": DAY, "rationale": ""})
