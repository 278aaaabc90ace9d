"""The lint as a whole: a sound case, real cases, what is not asked, what is safe to print."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sat.ach import analyse
from sat.case import Case, load_case
from sat.scales import RATING
from sat.techniques.standards import STANDARDS
from sat.techniques.tradecraft import RULES, lint, not_asked

from .sound import change, find_terms, mend, told

NEED_RESULT = ["T102", "T103", "T404", "T604"]
NEED_TERMS = ["T201", "T202", "T204"]


@pytest.mark.parametrize("number", sorted(RULES))
def test_a_sound_case_gives_no_rule_anything_to_say(minimal: Case, number: str) -> None:
    assert told(mend(minimal), number) == []


def test_every_standard_has_a_rule_and_every_rule_a_source() -> None:
    assert {int(number[1]) for number in RULES} == set(STANDARDS)
    for rule in RULES.values():
        assert "ICD 20" in rule.source or "Heuer" in rule.source, rule.number


def test_titles_are_told_apart_and_none_ends_in_a_stop() -> None:
    titles = [rule.title for rule in RULES.values()]
    assert len(set(titles)) == len(titles)
    assert not [title for title in titles if title.endswith(".")]


def test_what_the_minimal_case_falls_short_of_is_found_in_the_order_of_the_rules(
    minimal: Case,
) -> None:
    found = lint(minimal, analyse(minimal), find_terms)
    assert [(each.number, each.table, each.row) for each in found] == [
        ("T302", "evidence", "E4"),  # an assumption that no row of assumptions carries
        ("T401", "hypotheses", ""),  # north, south, dry, and nothing else
        ("T404", "hypotheses", "H1"),  # nothing speaks against it
        ("T802", "ratings", ""),  # ben's six
        ("T802", "forecasts", ""),  # ben's one
    ]


def test_a_rule_without_what_it_needs_is_not_asked_and_said_to_be_so(minimal: Case) -> None:
    result = analyse(minimal)
    assert [rule.number for rule in not_asked(minimal)] == [
        *NEED_RESULT[:2], *NEED_TERMS, *NEED_RESULT[2:]
    ]  # fmt: skip
    assert [rule.number for rule in not_asked(minimal, result)] == NEED_TERMS
    assert [rule.number for rule in not_asked(minimal, None, find_terms)] == NEED_RESULT
    assert not_asked(minimal, result, find_terms) == ()
    assert "T404" not in {each.number for each in lint(minimal)}


def test_a_case_without_tables_has_no_fault(minimal: Case) -> None:
    assert lint(Case(minimal.settings, minimal.as_of), None, find_terms) == ()


def test_a_finding_names_the_standard_it_falls_under(minimal: Case) -> None:
    first = lint(minimal)[0]
    assert first.standard == "Information, assumptions and judgments are told apart"
    assert str(first) == (
        'evidence, E4: counted as evidence, but no row of assumptions carries it: "Springs are wet '
        'here."; write it into assumptions, and what would show it to fail [T302, look]'
    )


def test_no_hostile_character_of_a_case_gets_into_a_finding(minimal: Case) -> None:
    case = change(mend(minimal), "evidence", "E4", evidence_id="E\x1b[2J", text="\u202elist")
    case = change(case, "hypotheses", "H1", title="A\x1b[31m and B?", decision_rule="")
    case = change(case, "forecasts", "Q1", confidence="", outcome="\x07", analyst="a\u2028na")
    shown = "\n".join(map(str, lint(case, None, find_terms)))
    assert not set(shown) & {"\x1b", "\u202e", "\x07", "\u2028"}
    for spelled in (r"E\u001b[2J", r"\u202elist", r"A\u001b[31m and B?", r"\u0007", r"a\u2028na"):
        assert spelled in shown


def test_the_lint_leaves_its_input_alone(minimal: Case) -> None:
    before = replace(minimal)
    lint(minimal, analyse(minimal), find_terms)
    assert minimal == before


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        # Two readings with a reason in every cell, graded and watched: what is left is the label.
        ("jnim-urban-attacks", ["T802"]),
        # A figure of a book: one source, nothing graded, no reasons, no rules, no "other", and a
        # leader without a mark against it. Its E3 and E6 are assumptions, its H3 says "perhaps".
        ("heuer-iraq-1993", ["T102", "T105", "T203", "T302", "T401", "T404", "T501", "T601",
                             "T801"]),
        # The same of the Primer's; E2 and E3 each break the tie at the top.
        ("primer-tokyo-1995", ["T102", "T103", "T105", "T401", "T501", "T601", "T801"]),
    ],
)  # fmt: skip
def test_real_cases_get_what_an_analyst_would_say_of_them(
    root: Path, name: str, numbers: list[str]
) -> None:
    case = load_case(root / "data" / "cases" / name)
    found = lint(case, analyse(case), find_terms)
    assert sorted({each.number for each in found}) == numbers


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(marks=st.lists(st.sampled_from(["", *RATING.codes]), min_size=18, max_size=18))
def test_whatever_the_marks_the_rules_can_be_asked_and_say_the_same_again(
    minimal: Case, marks: list[str]
) -> None:
    rows = zip(minimal.ratings, marks, strict=True)
    ratings = tuple(row.model_copy(update={"rating": mark}) for row, mark in rows)
    case = replace(minimal, ratings=ratings)
    result = analyse(case) if any(marks) else None
    found = lint(case, result, find_terms)
    assert found == lint(case, result, find_terms)
    assert [each.number for each in found] == sorted(each.number for each in found)
    leaders = set(result.leaders("count")) if result else set()
    free = {each.row for each in found if each.number == "T404"}
    assert free == {name for name in leaders if result and result.score("count", name) == 0}
