"""The two ACH matrices of the professional literature: Heuer 1999 and the Tradecraft Primer 2009.

Where cells and answers were read: ../shared/published/heuer_iraq_1993.md and
tradecraft_primer_tokyo_1995.md.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sat.ach import AchResult, analyse
from sat.ach.matrix import build_matrix
from sat.ach.scores import RULES, rank, terms, total
from sat.case import Case, load_case

Rows = list[dict[str, str]]
PublishedRows = Callable[[str], Rows]
COPIES = {
    "heuer-iraq-1993": "heuer_iraq_1993",
    "primer-tokyo-1995": "tradecraft_primer_tokyo_1995",
}
STEPS = ("CC", "C", "N", "I", "II")


@pytest.fixture
def heuer(root: Path) -> Case:
    """Heuer 1999, Psychology of Intelligence Analysis, ch. 8, Figure 15."""
    return load_case(root / "data" / "cases" / "heuer-iraq-1993")


@pytest.fixture
def tokyo(root: Path) -> Case:
    """US Government, A Tradecraft Primer, March 2009, pp. 14-16."""
    return load_case(root / "data" / "cases" / "primer-tokyo-1995")


def scores(result: AchResult, rule: str) -> dict[str, float]:
    """One rule's scores by hypothesis."""
    return {str(name): float(value) for name, value in result.scores[rule].items()}


def without_item(result: AchResult, item: str, rule: str) -> tuple[str, ...]:
    """Who leads when one item is left out."""
    found = [
        drop.leaders
        for drop in result.left_out
        if (drop.kind, drop.dropped, drop.rule) == ("item", item, rule)
    ]
    assert len(found) == 1
    return found[0]


def one_step_changes(case: Case) -> Iterator[Case]:
    """The case with one mark moved by one step, for every mark and either direction."""
    for number, row in enumerate(case.ratings):
        place = STEPS.index(row.rating)
        for step in {max(place - 1, 0), min(place + 1, 4)} - {place}:
            changed = row.model_copy(update={"rating": STEPS[step]})
            ratings = (*case.ratings[:number], changed, *case.ratings[number + 1 :])
            yield replace(case, ratings=ratings)


def leaders_of(case: Case) -> list[str]:
    """Least refuted by I = 1, II = 2, without the rest of an analysis."""
    matrix = build_matrix(case)
    everyone = np.ones(len(matrix.names), dtype=bool)
    return rank(total(terms(matrix).points), matrix.names, everyone)[0]


# Heuer 1999, ch. 8, Figure 15


def test_heuer_counts_and_sums(heuer: Case) -> None:
    result = analyse(heuer)
    # derived in heuer_iraq_1993.md; E6 against H1 is -- in the transcription
    assert scores(result, "count") == {"H1": 3, "H2": 0, "H3": 2}
    assert scores(result, "inconsistency") == {"H1": 4, "H2": 0, "H3": 2}


@pytest.mark.parametrize("rule", [rule.key for rule in RULES])
def test_heuer_is_ranked_as_published_by_every_rule(heuer: Case, rule: str) -> None:
    # US Army TC 2-33.4, para 2-55: H2 is best supported, then H3, then H1
    assert analyse(heuer).ranking[rule] == [["H2"], ["H3"], ["H1"]]


def test_heuers_first_item_separates_nothing(heuer: Case) -> None:
    items = analyse(heuer).items
    assert items.index[items["alike"]].tolist() == ["E1"]
    # standards-and-science.md: row SD 0, .943 four times, 1.414
    expected = [0, 0.943, 0.943, 0.943, 0.943, 1.414]
    assert items["diagnosticity"].tolist() == pytest.approx(expected, abs=5e-4)


@pytest.mark.parametrize("rule", [rule.key for rule in RULES])
def test_heuers_answer_hangs_on_no_single_item(heuer: Case, rule: str) -> None:
    result = analyse(heuer)
    assert {without_item(result, item, rule) for item in result.matrix.items} == {("H2",)}


def test_heuers_answer_hangs_on_no_single_mark(heuer: Case) -> None:
    changed = [leaders_of(case) for case in one_step_changes(heuer)]
    assert len(changed) == 17 * 2 + 1  # E6 against H1 can only get better
    assert all(leaders == ["H2"] for leaders in changed)


def test_heuer_without_the_uncertain_strength_is_ranked_alike(heuer: Case) -> None:
    softer = tuple(
        row.model_copy(update={"rating": "I"}) if row.rating == "II" else row
        for row in heuer.ratings
    )
    assert analyse(replace(heuer, ratings=softer)).ranking["inconsistency"] == [
        ["H2"],
        ["H3"],
        ["H1"],
    ]


# Tradecraft Primer 2009, pp. 14-16


def test_tokyo_has_the_published_scores(tokyo: Case) -> None:
    # Primer pp. 14-16, the figure's row of inconsistency scores: -1.0, -1.0, -2.0, -3.0
    assert scores(analyse(tokyo), "weighted") == {"H1": -1, "H2": -1, "H3": -2, "H4": -3}


def test_tokyo_keeps_the_published_scores_whatever_its_grades_are(tokyo: Case) -> None:
    result = analyse(tokyo)
    assert result.ranking["weighted_low"] == result.ranking["weighted_high"]
    assert scores(result, "weighted_low") == pytest.approx(
        {"H1": -0.5, "H2": -0.5, "H3": -1, "H4": -1.5}
    )


@pytest.mark.parametrize("rule", [rule.key for rule in RULES])
def test_tokyo_ends_in_the_published_tie_by_every_rule(tokyo: Case, rule: str) -> None:
    assert analyse(tokyo).ranking[rule] == [["H1", "H2"], ["H3"], ["H4"]]


def test_tokyos_blind_leader_separates_nothing(tokyo: Case) -> None:
    items = analyse(tokyo).items
    assert items.index[items["alike"]].tolist() == ["E1"]
    # peers.md, section 2: SD of E3, E2, E4, E1 is 0.433, 0.866, 0.707, 0; range 1, 2, 2, 0
    assert items["diagnosticity"].tolist() == pytest.approx([0.433, 0.866, 0.707, 0], abs=5e-4)
    assert items["spread"].tolist() == [1, 2, 2, 0]


@pytest.mark.parametrize(
    ("item", "leaders"),
    [("E3", ("H1",)), ("E2", ("H2",)), ("E4", ("H1", "H2")), ("E1", ("H1", "H2"))],
)
@pytest.mark.parametrize("rule", [rule.key for rule in RULES])
def test_two_of_tokyos_items_decide_between_the_two(
    tokyo: Case, rule: str, item: str, leaders: tuple[str, ...]
) -> None:
    assert without_item(analyse(tokyo), item, rule) == leaders


def test_nine_one_step_changes_of_tokyo_change_who_leads(tokyo: Case) -> None:
    # tradecraft_primer_tokyo_1995.md, robustness
    changed = [leaders_of(case) for case in one_step_changes(tokyo)]
    assert sum(leaders != ["H1", "H2"] for leaders in changed) == 9


# The teaching cases themselves


@pytest.mark.parametrize(("case_id", "name"), COPIES.items())
def test_a_teaching_case_is_its_published_matrix_cell_by_cell(
    root: Path, rows: PublishedRows, case_id: str, name: str
) -> None:
    case = load_case(root / "data" / "cases" / case_id)
    cells = build_matrix(case).cells()
    published = rows(name)
    assert list(cells.index) == [row["evidence_id"] for row in published]
    assert [item.text for item in case.evidence] == [row["evidence"] for row in published]
    for row in published:
        marks = {key: value for key, value in row.items() if key.startswith("H")}
        assert cells.loc[row["evidence_id"]].to_dict() == marks


@pytest.mark.parametrize("case_id", COPIES)
def test_a_teaching_case_is_cited_and_says_that_it_settles_nothing(
    root: Path, case_id: str
) -> None:
    case = load_case(root / "data" / "cases" / case_id)
    assert case.settings.analysts == ("published",)
    assert case.settings.outcome is None
    assert "teaching example" in case.settings.resolution
    assert "not this workbook's" in case.settings.note
    assert all(item.source_ids == ("S1",) for item in case.evidence)
    assert case.sources[0].url.startswith("https://www.cia.gov/")


@pytest.mark.parametrize("case_id", COPIES)
def test_a_teaching_case_claims_no_day_before_its_publication(root: Path, case_id: str) -> None:
    case = load_case(root / "data" / "cases" / case_id)
    published = case.sources[0].known
    assert {row.known_on for row in case.evidence} == {published}
    assert {row.rated_on for row in case.ratings} == {published}
    assert {row.reconstructed for row in case.ratings} == {"no"}
