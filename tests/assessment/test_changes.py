"""What changed since an earlier edition, and which new evidence leans the same way."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from sat.assessment import assess
from sat.assessment.change_tables import changes_findings, changes_table, outcome_findings
from sat.assessment.changes import Changes, Moved
from sat.case import Case
from sat.case.tables import Question
from sat.display import Cell, Table

from .judged import judged_set

MakeCase = Callable[..., Case]
FIRST, SECOND = date(2025, 1, 1), date(2025, 6, 1)


def question(name: str, outcome: str = "", **more: object) -> Question:
    own = {"question_id": name, "text": f"Will {name}?", "opens": FIRST, "closes": SECOND}
    settled = {"outcome": outcome, "resolved_on": "2025-05-01" if outcome else ""}
    return Question.model_validate(
        {**own, **settled, "outcomes": "yes;no", "source_ids": "", **more}
    )


@pytest.fixture
def case(make_case: MakeCase) -> Case:
    """E1 and E2 are there from the start and separate nothing; E3 came in for H1 and against H2.

    For H3 it is neutral, which is more than its mean over the three: log-likelihoods are taken,
    and II is much further below N than CC is above it.
    """
    days = [str(FIRST), str(FIRST), "2025-03-01"]
    case = make_case({"ana": ["N N N", "C C C", "CC II N"]}, known_on=days)
    rows = judged_set(case, "ana", FIRST, 0.3, 0.5, 0.2, confidence="low")
    rows += judged_set(case, "ana", SECOND, 0.6, 0.2, 0.2, confidence="moderate")
    ratings = tuple(
        row.model_copy(update={"rated_on": date(2025, 3, 1)}) if row.evidence_id == "E3" else row
        for row in case.ratings
    )
    return replace(case, as_of=SECOND, forecasts=tuple(rows), ratings=ratings)


def changed(case: Case, previous: str = "") -> Changes:
    found = assess(case, previous).changes
    assert found is not None
    return found


def cells(row: tuple[Cell | str, ...]) -> list[str]:
    return [cell.text if isinstance(cell, Cell) else cell for cell in row]


def test_each_judgment_stands_beside_its_forerunner(case: Case) -> None:
    first, second, third = changed(case).moved
    assert [row.name for row in (first, second, third)] == ["H1", "H2", "H3"]
    assert first.shift == pytest.approx(0.3)
    assert [row.way for row in (first, second, third)] == [1, -1, 0]


def test_new_evidence_that_leans_the_same_way_is_named(case: Case) -> None:
    first, second, third = changed(case).moved
    assert (first.towards, first.against) == (("E3",), ())
    assert (second.towards, second.against) == ((), ("E3",))
    assert first.reasons == second.reasons == ("E3",)
    assert third.reasons == ()


def test_the_table_and_the_sentences_say_so(case: Case) -> None:
    found = assess(case)
    table = changes_table(found)
    assert isinstance(table, Table)
    assert [cells(row) for row in table.rows] == [
        ["H1 H1", "unlikely (30%)\nconfidence low", "▲ likely (60%)\nconfidence moderate",
         "1= → 1=", "E3 E3"],
        ["H2 H2", "roughly even chance (50%)\nconfidence low",
         "▼ very unlikely or unlikely (20%, on their boundary)\nconfidence moderate",
         "1= → 3", "E3 E3"],
        ["H3 H3", "very unlikely or unlikely (20%, on their boundary)\nconfidence low",
         "= very unlikely or unlikely (20%, on their boundary)\nconfidence moderate",
         "1= → 1=", "unchanged; E3 towards it"],
    ]  # fmt: skip
    assert changes_findings(found).sentences == (
        "Since 2025-01-01, H1 rose from 30% to 60% and H2 fell from 50% to 20%.",
        "Least refuted by the Inconsistency rule were H1, H2 and H3; now it is H1 and H3.",
        "New since then: 1 item of evidence.",
    )


def test_a_judgment_that_moved_against_the_news_is_told_so(case: Case) -> None:
    rows = judged_set(case, "ana", FIRST, 0.5, 0.3, 0.2) + judged_set(
        case, "ana", SECOND, 0.3, 0.5, 0.2
    )
    table = changes_table(assess(replace(case, forecasts=tuple(rows))))
    assert isinstance(table, Table)
    why = {cells(row)[0]: cells(row)[-1] for row in table.rows}
    assert why["H1 H1"] == "moved against the new evidence: E3 lean the other way"


def test_without_a_new_judgment_the_page_says_how_old_it_is(case: Case) -> None:
    rows = judged_set(case, "ana", FIRST, 0.3, 0.5, 0.2)
    found = assess(replace(case, forecasts=tuple(rows)))
    assert changes_findings(found).sentences[0] == (
        "No analyst has judged anew since 2025-01-01; the judgments are that old."
    )
    table = changes_table(found)
    assert isinstance(table, Table)
    assert {cells(row)[-1] for row in table.rows} == {"no new judgment since"}


def test_a_day_without_judgments_compares_places_alone(case: Case) -> None:
    found = assess(replace(case, forecasts=()), "2025-02-01")
    table = changes_table(found)
    assert isinstance(table, Table)
    assert table.headings == ("Judgment", "Place", "What came in and leans that way")
    assert changes_findings(found).sentences[0] == (
        "What was known on 2025-02-01 had no judgments to compare with."
    )
    assert [cells(row)[2] for row in table.rows] == [
        "E3 towards it", "E3 away from it", "E3 towards it",
    ]  # fmt: skip


def test_the_first_edition_has_nothing_to_compare_with(case: Case) -> None:
    rows = judged_set(case, "ana", SECOND, 0.3, 0.5, 0.2)
    found = assess(replace(case, forecasts=tuple(rows)))
    assert found.changes is None
    assert changes_table(found).html() == ""
    assert "nothing to compare it with" in changes_findings(found).sentences[0]
    assert "Nothing was judged before" in outcome_findings(found).sentences[0]


def test_rows_are_counted_by_what_names_them(case: Case) -> None:
    assert changed(case).added["evidence"] == 1
    assert changed(case).added["observations"] == 0
    # The day before E3 was known nothing is new but E3; on its day nothing is.
    assert changed(case, "2025-02-28").added["evidence"] == 1
    assert changed(case, "2025-03-01").added["evidence"] == 0


def test_a_shift_too_small_to_print_is_none() -> None:
    blank = Moved("H1", "H1", None, None, "", "", ("E1",), ())
    assert blank.shift is None
    assert blank.way == 0
    assert blank.reasons == ()


# ---- what came of it


def test_the_question_of_the_edition_is_settled_beside_what_was_said(case: Case) -> None:
    whole = question("P1", "H1", outcomes="H1;H2;H3", note="By the first rule.")
    found = outcome_findings(assess(replace(case, questions=(whole,))))
    assert found.sentences == (
        "The question of 2025-01-01 was settled on 2025-05-01: H1 came true, which that edition "
        "gave 30%, number 2 of 3. By the first rule.",
    )


def test_other_questions_of_the_day_are_counted_and_those_that_came_true_named(case: Case) -> None:
    rows = [question(name, out) for name, out in (("A1", "yes"), ("A2", "no"), ("A3", "yes"))]
    rows += [question("A4", closes=date(2025, 5, 1)), question("B1", "yes", opens="2025-02-01")]
    found = outcome_findings(assess(replace(case, questions=tuple(rows))))
    assert found.sentences == (
        "Of 4 other questions asked for 2025-01-01, 3 are settled: 2 yes (A1 and A3), 1 no.",
        "A4 stays without an outcome though its day has passed: what happened is not clear enough "
        "to settle.",
    )


def test_nothing_settled_is_said(case: Case) -> None:
    found = outcome_findings(assess(case))
    assert found.sentences == ("Nothing has been settled yet.",)


def test_reconstructed_judgments_are_not_scored(case: Case) -> None:
    rows = tuple(row.model_copy(update={"reconstructed": "yes"}) for row in case.forecasts)
    whole = question("P1", "H2", outcomes="H1;H2;H3")
    found = outcome_findings(assess(replace(case, forecasts=rows, questions=(whole,))))
    assert "gave 50%, number 1 of 3, reconstructed and not scored." in found.sentences[0]
