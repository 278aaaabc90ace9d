"""Key judgments: coherent first, then pooled; term and number together, confidence apart."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from sat.assessment.judgments import Judged, judge
from sat.assessment.key import BLOCKS, KeyJudgments, key_judgments
from sat.case import Case
from sat.display import Findings

from .judged import judged_set

MakeCase = Callable[..., Case]
DAY = date(2025, 1, 1)
LATER = date(2025, 2, 1)


def four(make_case: MakeCase, *rows: object) -> Case:
    case = make_case({"ana": ["C I N N"], "ben": ["C I N N"]})
    return replace(case, as_of=LATER, forecasts=tuple(rows))


@pytest.fixture
def case(make_case: MakeCase) -> Case:
    """ana gave .5 .4 .3 .2, which is .4 .3 .2 .1 made coherent (CAP); ben .7 .1 .1 .1."""
    case = four(make_case)
    rows = judged_set(case, "ana", DAY, 0.5, 0.4, 0.3, 0.2, confidence="low", basis="Two reports")
    rows += judged_set(case, "ben", LATER, 0.7, 0.1, 0.1, 0.1, confidence="high", basis="A hunch.")
    return replace(case, forecasts=tuple(rows))


@pytest.fixture
def found(case: Case) -> Judged:
    judged = judge(case)
    assert judged is not None
    return judged


def test_sets_are_made_coherent_first_and_then_averaged(found: Judged) -> None:
    values = {row.name: round(row.probability, 9) for row in found.judgments}
    assert values == {"H1": 0.55, "H2": 0.2, "H3": 0.15, "H4": 0.1}
    first = found.judgments[0]
    assert (round(first.low, 9), round(first.high, 9)) == (0.4, 0.7)
    assert [(voice.analyst, voice.raw) for voice in first.voices] == [("ana", 0.5), ("ben", 0.7)]
    assert found.leaders == ("H1",)


def test_a_shared_boundary_shows_both_terms_and_its_number(found: Judged) -> None:
    first, second = found.judgments[:2]
    assert first.text == "roughly even chance or likely (55%, on their boundary)"
    assert first.term == "roughly even chance or likely"
    assert second.term == "very unlikely or unlikely"


def test_the_lower_confidence_is_shown(found: Judged) -> None:
    assert {row.confidence for row in found.judgments} == {"low"}


def test_without_a_complete_set_nothing_is_judged(make_case: MakeCase) -> None:
    case = four(make_case)
    rows = judged_set(case, "ana", DAY, 0.5, 0.4, 0.3, 0.2)
    assert judge(case) is None
    assert judge(replace(case, forecasts=tuple(rows[:3]))) is None


def test_one_analyst_has_no_range(make_case: MakeCase) -> None:
    case = four(make_case)
    case = replace(case, forecasts=tuple(judged_set(case, "ana", DAY, 0.6, 0.2, 0.1, 0.1)))
    judged = judge(case)
    assert judged is not None
    first = judged.judgments[0]
    assert (first.low, first.high) == (first.probability, first.probability)
    assert first.confidence == ""
    assert "analysts" not in str(key_judgments(case, judged))


@pytest.mark.parametrize(
    ("given", "number"),
    [
        ((0.418, 0.282, 0.2, 0.1), "42%"),
        # 19.8 % is very unlikely, 20 % stands on the boundary: rounding would change the term.
        ((0.198, 0.402, 0.2, 0.2), "19.8%"),
        ((0.996, 0.004, 0.0, 0.0), "99.6%"),
    ],
)
def test_numbers_are_whole_where_that_keeps_the_term(
    make_case: MakeCase, given: tuple[float, ...], number: str
) -> None:
    case = four(make_case)
    judged = judge(replace(case, forecasts=tuple(judged_set(case, "ana", DAY, *given))))
    assert judged is not None
    first = judged.of("H1")
    assert first is not None
    assert first.number == number
    assert judged.of("H9") is None


def test_ties_lead_together(make_case: MakeCase) -> None:
    case = four(make_case)
    judged = judge(replace(case, forecasts=tuple(judged_set(case, "ana", DAY, 0.4, 0.4, 0.1, 0.1))))
    assert judged is not None
    assert judged.leaders == ("H1", "H2")


# ---- as a reader sees them


def test_likelihood_and_confidence_stand_on_lines_of_their_own(case: Case, found: Judged) -> None:
    shown = key_judgments(case, found)
    assert isinstance(shown, KeyJudgments)
    html = shown.html()
    assert (
        '<p class="likelihood">Likelihood: <strong>roughly even chance or likely</strong> '
        "(55%, on their boundary; analysts 40% to 70%) "
    ) in html
    assert 'aria-label="55 of 100, from 40 to 70" data-low="40" data-high="70" data-at="55"' in html
    assert (
        '<p class="confidence">Confidence: <strong>low</strong> ●○○ — ana (low): Two reports. '
        "ben (high): A hunch.</p>"
    ) in html
    assert "likelihood" not in html[html.index('class="confidence"') :].split("</p>")[0]


def test_how_the_numbers_came_about_is_said(case: Case, found: Judged) -> None:
    shown = key_judgments(case, found)
    assert isinstance(shown, KeyJudgments)
    assert shown.notes == (
        "Terms of ICD 203; the bar runs from 0 to 100%. Given by ana (2025-01-01) and ben "
        "(2025-02-01); each set made coherent, then averaged. They added up to 140% and 100% as "
        "given.",
        "Where analysts differ in confidence, the lower one is shown; the range is theirs.",
    )


def test_what_was_written_later_is_marked(case: Case) -> None:
    rows = [row.model_copy(update={"reconstructed": "yes"}) for row in case.forecasts]
    case = replace(case, forecasts=tuple(rows))
    judged = judge(case)
    assert judged is not None
    assert judged.reconstructed
    shown = key_judgments(case, judged)
    assert isinstance(shown, KeyJudgments)
    assert shown.notes[-1].startswith("Reconstructed: written later, for the day they carry")


def test_of_many_hypotheses_the_less_probable_stand_in_a_table(make_case: MakeCase) -> None:
    case = make_case({"ana": [" ".join(["C"] * 20)]})
    rows = judged_set(case, "ana", DAY, *[0.3, 0.3, 0.196], *[0.012] * 17)
    case = replace(case, forecasts=tuple(rows))
    shown = key_judgments(case, judge(case))
    assert isinstance(shown, KeyJudgments)
    assert len(shown.blocks) == BLOCKS
    assert shown.others is not None
    assert len(shown.others.rows) == 17
    assert shown.others.caption == "The other 17 hypotheses, less probable"
    assert shown.others.rows[0][:3] == ("H4 H4", "almost no chance", "1%")


def test_blocks_end_once_they_cover_nearly_all(make_case: MakeCase) -> None:
    case = make_case({"ana": ["C C C C C"]})
    rows = judged_set(case, "ana", DAY, 0.6, 0.31, 0.03, 0.03, 0.03)
    case = replace(case, forecasts=tuple(rows))
    shown = key_judgments(case, judge(case))
    assert isinstance(shown, KeyJudgments)
    assert len(shown.blocks) == 2


def test_without_probabilities_the_page_says_how_to_give_them(make_case: MakeCase) -> None:
    shown = key_judgments(four(make_case), None)
    assert isinstance(shown, Findings)
    assert shown.sentences[0].startswith(
        "No analyst has given a probability for every hypothesis of small"
    )
    assert "sat forecast small --analyst ID" in shown.sentences[1]


def test_a_gap_of_the_yardstick_is_said_and_not_bridged(case: Case) -> None:
    settings = case.settings.model_copy(update={"yardstick": "phia"})
    case = replace(case, settings=settings)
    rows = judged_set(case, "ana", DAY, 0.53, 0.27, 0.1, 0.1)
    case = replace(case, forecasts=tuple(rows))
    text = str(key_judgments(case, judge(case)))
    assert "Likelihood: no term between realistic possibility and likely (53%)" in text
    assert "Terms of PHIA Probability Yardstick" in text


def test_hostile_texts_are_shown_and_do_nothing(case: Case) -> None:
    evil = "<script>alert(1)</script>\x1b[31m\u202e"
    hypotheses = tuple(
        row.model_copy(update={"statement": evil * 20, "title": evil}) for row in case.hypotheses
    )
    rows = tuple(row.model_copy(update={"basis": evil * 20}) for row in case.forecasts)
    case = replace(case, hypotheses=hypotheses, forecasts=rows)
    shown = key_judgments(case, judge(case))
    assert isinstance(shown, KeyJudgments)
    html = shown.html()
    assert "<script>" not in html
    assert "\x1b" not in html + repr(shown)
    assert "\u202e" not in html + repr(shown)
