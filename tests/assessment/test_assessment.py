"""The assessment of real cases: complete where there is much, and honest where there is little."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from sat.assessment import (
    Assessment,
    annex_figures,
    annex_tables,
    assess,
    change_tables,
    support_tables,
    tables,
)
from sat.assessment.data import as_data, as_judgments
from sat.assessment.key import key_judgments
from sat.case import Case, load_case
from sat.display import Data, Findings, Picture, Table, Tables

ROOT = Path(__file__).parents[2]
CASES = ROOT / "data" / "cases"
SHOWN = (
    lambda found: key_judgments(found.case, found.judged),
    change_tables.changes_findings,
    change_tables.changes_table,
    change_tables.outcome_findings,
    tables.alternatives_table,
    tables.watch_table,
    tables.scenarios_table,
    support_tables.sources_findings,
    support_tables.assumptions_table,
    support_tables.gaps_table,
    annex_tables.matrix_table,
    annex_tables.firmness_findings,
    annex_tables.unseat_table,
    annex_tables.odds_table,
    annex_tables.belief_findings,
    annex_tables.tradecraft_table,
    annex_tables.record_findings,
    annex_tables.record_table,
    annex_tables.settled_table,
    annex_tables.open_table,
)
DRAWN = (annex_figures.scores, annex_figures.belief, annex_figures.calibration)


def valid(data: Data, case: Case) -> None:
    """Does the content keep to its schema?"""
    path = ROOT / "src" / "sat" / "report" / "schemas" / f"{data.kind}.schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    keys = {
        "schema": f"urn:sat:report:{data.kind}:1",
        "case_id": case.case_id,
        "as_of": str(case.as_of),
        "notebook": "assessment",
        "parameters": {"case": case.case_id, "as_of": ""},
        "input_hash": case.input_hash,
        "versions": {"python": "3", "sat-workbook": "0"},
        "seed": None,
    }
    content = json.loads(json.dumps({**keys, "result": data.content}, allow_nan=False))
    Draft202012Validator(schema).validate(content)


def page(found: Assessment) -> str:
    """Everything that the assessment shows, as HTML."""
    return "\n".join(show(found).html() for show in SHOWN)


@pytest.fixture(scope="module")
def flagship() -> Assessment:
    return assess(load_case(CASES / "jnim-urban-attacks"))


@pytest.fixture(scope="module")
def first_edition() -> Assessment:
    return assess(load_case(CASES / "jnim-urban-attacks", "2024-09-30"))


@pytest.fixture(scope="module", params=["heuer-iraq-1993", "primer-tokyo-1995"])
def bare(request: pytest.FixtureRequest) -> Assessment:
    return assess(load_case(CASES / str(request.param)))


def test_results_keep_to_their_schemas(
    flagship: Assessment, first_edition: Assessment, bare: Assessment
) -> None:
    for found in (flagship, first_edition, bare):
        valid(as_data(found), found.case)
        valid(as_judgments(found), found.case)


def test_hypotheses_that_lead_together_are_spoken_of_as_several(first_edition: Assessment) -> None:
    last = support_tables.sources_findings(first_edition).sentences[-1]
    assert last == "No single source or origin decides that H2 and H3 are least refuted."


def test_what_was_not_applied_is_said_and_nothing_fails(bare: Assessment) -> None:
    assert isinstance(tables.watch_table(bare), Findings)
    assert isinstance(tables.scenarios_table(bare), Findings)
    assert isinstance(support_tables.assumptions_table(bare), Findings)
    assert isinstance(annex_figures.belief(bare), Findings)
    assert isinstance(annex_figures.calibration(bare), Findings)
    assert "No analyst has given a probability for every hypothesis" in page(bare)
    assert as_judgments(bare).content["judgments"] == []


def test_without_ratings_there_is_no_matrix_and_still_a_page(minimal: Case) -> None:
    found = assess(replace(minimal, ratings=()))
    assert found.ach is None
    assert found.alternatives == ()
    assert isinstance(annex_tables.matrix_table(found), Findings)
    assert isinstance(annex_figures.scores(found), Findings)
    assert "Nothing was rated" in page(found)
    valid(as_data(found), found.case)


def test_hypotheses_alone_are_enough(minimal: Case) -> None:
    case = Case(settings=minimal.settings, as_of=minimal.as_of, hypotheses=minimal.hypotheses)
    found = assess(case)
    assert "There is no evidence in this case yet." in page(found)
    valid(as_data(found), case)
    valid(as_judgments(found), case)


def test_probabilities_add_up_and_stand_in_order(flagship: Assessment) -> None:
    assert flagship.judged is not None
    values = [row.probability for row in flagship.judged.judgments]
    assert sum(values) == pytest.approx(1)
    assert values == sorted(values, reverse=True)
    assert len(values) == 6


def test_every_judgment_of_the_flagship_is_marked_as_reconstructed(flagship: Assessment) -> None:
    content = as_judgments(flagship).content
    assert content["reconstructed"]
    assert all(row["reconstructed"] for row in content["judgments"])
    assert all(row["basis"] for row in content["judgments"])


def test_the_first_edition_could_have_been_written_then(first_edition: Assessment) -> None:
    text = page(first_edition) + json.dumps(as_data(first_edition).content)
    for later in ("E31", "E37", "S154", "Dioura", "FLA", "2026", "came true"):
        assert later not in text, later
    assert first_edition.changes is None
    assert first_edition.edition.number == 1
    # The horizon of questions asked that day is all that names the next year.
    assert not first_edition.record.settled


def test_the_newest_edition_says_what_came_of_the_first(flagship: Assessment) -> None:
    first = change_tables.outcome_findings(flagship).sentences[0]
    assert first.startswith(
        "The question of 2024-09-30 was settled on 2025-09-30: H2 came true, which that edition "
    )
    assert "reconstructed and not scored" in first
    assert flagship.edition.previous == date(2024, 9, 30)
    assert flagship.changes is not None
    assert flagship.changes.added["evidence"] == 17


def test_counts_and_names_in_the_text_are_those_of_the_results(flagship: Assessment) -> None:
    assert flagship.ach is not None
    own = flagship.sources
    text = support_tables.sources_findings(flagship).sentences[0]
    assert text.startswith(f"{len(flagship.case.evidence)} items of evidence rest on {own.sources}")
    assert own.good + own.fair + own.weak + own.unknown == own.sources
    assert flagship.alternatives[0].name in flagship.ach.leaders("inconsistency")
    known = {row.evidence_id for row in flagship.case.evidence}
    named = {item for row in flagship.alternatives for item in row.against}
    assert flagship.changes is not None
    named |= {item for row in flagship.changes.moved for item in (*row.towards, *row.against)}
    assert named <= known


def test_the_model_of_the_ratings_stands_beside_the_judgment(
    flagship: Assessment, bare: Assessment
) -> None:
    table = tables.alternatives_table(flagship)
    assert isinstance(table, Table)
    assert flagship.attack is not None
    assert flagship.judged is not None
    (leader,) = flagship.attack.view.leaders
    judgment = flagship.judged.of(leader)
    assert judgment is not None
    assert table.notes[1].startswith(f"As a model of the ratings {leader} would stand at ")
    assert f"the analysts gave it {judgment.number}." in table.notes[1]
    other = tables.alternatives_table(bare)
    assert isinstance(other, Table)
    assert len(other.notes) == 1  # nobody gave probabilities


def test_open_indicators_are_on_the_collection_list(flagship: Assessment) -> None:
    assert flagship.plan is not None
    kinds = {row.kind for row in flagship.plan.gaps}
    assert "indicator" in kinds
    table = support_tables.gaps_table(flagship)
    assert isinstance(table, Table)
    assert len(table.rows) == support_tables.GAPS


def test_figures_have_words(flagship: Assessment) -> None:
    for draw in DRAWN:
        shown = draw(flagship)
        assert isinstance(shown, Picture)
        assert len(shown.alt) > 40


def test_hostile_texts_are_shown_and_do_nothing(minimal: Case) -> None:
    evil = "<script>alert(1)</script>\x1b[31m\u202e" + "long " * 40
    texts = {"title", "text", "statement", "decision_rule", "rationale", "note", "narrative"}
    changed = {
        name: tuple(
            row.model_copy(update=dict.fromkeys(texts & set(type(row).model_fields), evil))
            for row in rows
        )
        for name, rows in minimal.tables()
    }
    html = page(assess(replace(minimal, **changed)))
    assert "<script>" not in html
    assert "\x1b" not in html
    assert "\u202e" not in html


def test_everything_shown_is_of_a_kind_that_a_report_can_set(flagship: Assessment) -> None:
    for show in SHOWN:
        shown = show(flagship)
        assert isinstance(shown, Table | Tables | Findings) or hasattr(shown, "blocks")
        assert repr(shown)


def test_all_assumptions_are_shown_where_asked(flagship: Assessment) -> None:
    few, every = (
        support_tables.assumptions_table(flagship, most) for most in (support_tables.ASSUMPTIONS, 0)
    )
    assert isinstance(few, Table)
    assert isinstance(every, Table)
    assert len(few.rows) == support_tables.ASSUMPTIONS
    assert few.caption == "Key assumptions, the first 5 of 10"
    assert len(every.rows) == 10
    assert every.caption == "Key assumptions"
