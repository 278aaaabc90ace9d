"""Rules about words: which sentences are caught, and which honest ones are not."""

from dataclasses import replace

import pytest

from sat.case import Case
from sat.judgment.words import found
from sat.techniques.tradecraft import lint

from .sound import change, find_terms, mend, told

APART = "say how likely in one sentence and how well founded in another"
PLAINLY = "say how likely, or state it plainly"


def stated(minimal: Case, text: str) -> Case:
    """The sound case, its first hypothesis stated in these words."""
    return change(mend(minimal), "hypotheses", "H1", statement=text)


@pytest.mark.parametrize(
    ("text", "confidence"),
    [
        ("We judge with high confidence that a flood is very unlikely.", "high confidence"),
        ("With moderate-confidence a flood is very unlikely.", "moderate-confidence"),
        ("A flood is very unlikely (confidence: low).", "confidence: low"),
        ("We are confident that a flood is very unlikely.", "We are confident"),
    ],
)
def test_confidence_and_likelihood_in_one_sentence_are_found(
    minimal: Case, text: str, confidence: str
) -> None:
    assert told(stated(minimal, text), "T201") == [
        f'hypotheses, H1: "very unlikely" and "{confidence}" stand in one sentence: "{text}"; '
        f"{APART}"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "A flood is very unlikely. We have high confidence in this.",
        "A flood is very unlikely.\nConfidence is high.\n",
        "The village has high confidence in the miller.",
        "Confidence in the army is low, and a remote village is lost.",
    ],
)
def test_confidence_in_a_sentence_of_its_own_passes(minimal: Case, text: str) -> None:
    assert told(stated(minimal, text), "T201") == []


def test_terms_of_both_rows_are_found_wherever_they_stand(minimal: Case) -> None:
    case = stated(minimal, "It is likely that the river crosses in the north.")
    assert told(case, "T202") == []
    case = change(case, "assumptions", "A1", text="The miller probably tells the truth.")
    assert told(case, "T202") == [
        'case: terms of both rows of ICD 203: "likely" (hypotheses H1) of the first, "probable" '
        "(assumptions A1) of the second; keep to one row"
    ]


def test_a_term_that_a_word_beside_it_changes_is_of_no_row(minimal: Case) -> None:
    case = stated(minimal, "North is more likely than south.")
    case = change(case, "assumptions", "A1", text="The miller probably tells the truth.")
    assert told(case, "T202") == []


def test_only_icd_203_has_two_rows(minimal: Case) -> None:
    case = stated(minimal, "It is likely, in a word probable.")
    assert len(told(case, "T202")) == 1
    settings = case.settings.model_copy(update={"yardstick": "phia"})
    assert told(replace(case, settings=settings), "T202") == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The river may cross.", '"may"'),
        ("The river might or could cross.", '"might" and "could"'),
        ("Perhaps the river crosses.", '"Perhaps"'),
        ("The river may not cross.", '"may"'),
        ("A flood cannot be ruled out.", '"cannot be ruled out"'),
    ],
)
def test_a_possibility_without_a_number_is_found(minimal: Case, text: str, words: str) -> None:
    assert told(stated(minimal, text), "T203") == [
        f'hypotheses, H1: {words} without a number in "{text}"; {PLAINLY}'
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The river may cross (30%).",
        "The river could cross, a chance of 1 in 4.",
        "The river may, and is likely to, cross.",
        "In May the river could not cross, and could no longer rise.",
        "It rains in May. The maybeetle flies.",
    ],
)
def test_a_possibility_with_a_number_or_a_month_passes(minimal: Case, text: str) -> None:
    assert told(stated(minimal, text), "T203") == []


def test_may_is_found_where_no_term_can_be(minimal: Case) -> None:
    case = stated(minimal, "The river may, and is likely to, cross.")
    assert "T203" in {each.number for each in lint(case)}


def test_what_others_are_reported_to_say_is_theirs(minimal: Case) -> None:
    case = change(mend(minimal), "evidence", "E1", text="The miller said that it may flood.")
    assert told(case, "T203") == []


@pytest.mark.parametrize("table", ["assumptions", "scenarios", "forecasts"])
def test_every_table_that_words_a_judgment_is_read(minimal: Case, table: str) -> None:
    column = {"assumptions": "text", "scenarios": "narrative", "forecasts": "basis"}[table]
    case = change(mend(minimal), table, "", **{column: "It might flood."})
    places = {line.split(":")[0] for line in told(case, "T203")}
    assert (
        places
        == {
            "assumptions": {"assumptions, A1"},
            "scenarios": {"scenarios, SC1"},
            "forecasts": {
                "forecasts, Q1 by ana on 2025-01-15",
                "forecasts, minimal by ben on 2025-01-15",
            },
        }[table]
    )


@pytest.mark.parametrize(
    ("text", "term", "told_as", "span"),
    [
        ("A flood is likely (40%).", "likely", "40%", "55–80%"),
        ("A flood is unlikely, in numbers 10%, and probable (90%).", "probable", "90%", "55–80%"),
        ("There is a 30% likely course.", "likely", "30%", "55–80%"),
        ("A flood is very likely: about 70 to 90 percent.", "very likely", "70% to 90%", "80–95%"),
        ("A flood is almost certain (99.5%).", "almost certain", "99.5%", "95–99%"),
    ],
)
def test_a_term_that_contradicts_its_number_is_found(
    minimal: Case, text: str, term: str, told_as: str, span: str
) -> None:
    assert told(stated(minimal, text), "T204") == [
        f'hypotheses, H1: "{term}" stands with {told_as} in "{text}"; the term means {span}: '
        "change the term or the number"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "A flood is likely (55%).",
        "A flood is likely (80%).",
        "A flood is likely (about 60 to 70%).",
        "A flood is not likely (20%).",
        "It is likely that prices rise by 5%.",
        "Prices fell by 5%. Likely they rise.",
    ],
)
def test_a_number_within_the_band_or_about_something_else_passes(minimal: Case, text: str) -> None:
    assert told(stated(minimal, text), "T204") == []


def test_the_bands_are_those_of_the_yardstick_that_finds_the_terms(minimal: Case) -> None:
    case = stated(minimal, "A flood is likely (78%).")  # 55 to 80% for ICD 203, 55 to 75% for PHIA
    assert told(case, "T204") == []
    phia = lint(case, None, lambda text: found(text, "phia"))
    assert [each.right for each in phia if each.number == "T204"] == [
        "the term means ≈55–≈75%: change the term or the number"
    ]


def test_a_basis_that_opens_with_a_term_is_held_against_the_probabilities(minimal: Case) -> None:
    # ana gave 0.7 to yes and 0.3 to no, ben 0.6 to H1
    def based(basis: str) -> list[str]:
        return told(change(mend(minimal), "forecasts", "", basis=basis), "T204")

    assert based("Very unlikely, by the letter.") == [
        'forecasts, Q1 by ana on 2025-01-15: "very unlikely" stands with a probability of 70% and '
        "30%; the term means 5–20%: change the term or the number",
        'forecasts, minimal by ben on 2025-01-15: "very unlikely" stands with a probability of '
        "60%; the term means 5–20%: change the term or the number",
    ]
    assert based("Likely, by the letter.") == []  # said of yes, though it stands with no as well
    assert based("Rain is very unlikely, and this is no rain.") == []
    assert based("Not very unlikely.") == []


def test_a_forecast_without_confidence_is_found_once(minimal: Case) -> None:
    case = change(mend(minimal), "forecasts", "Q1", confidence="")
    assert told(case, "T205") == [
        "forecasts, Q1 by ana on 2025-01-15: no confidence for 2 outcomes: yes and no; give high, "
        "moderate or low"
    ]


def test_a_finder_that_finds_nothing_leaves_the_terms_alone(minimal: Case) -> None:
    case = stated(minimal, "With high confidence a flood is likely (10%).")
    assert {each.number for each in lint(case, None, find_terms)} >= {"T201", "T204"}
    assert not {"T201", "T204"} & {each.number for each in lint(case, None, lambda _: ())}
