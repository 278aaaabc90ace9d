"""`case.toml`. What is refused, and with which words, is in `broken_cells.csv`."""

import tomllib
from datetime import date
from typing import Any

import pytest

from sat.case.problem import Problem
from sat.case.settings import Outcome, Settings, parse

LEAST = 'question = "Why?"\ncase_id = "c"\nopens = 2024-01-01\ncloses = 2024-12-31\n'


def read(text: str) -> tuple[Settings | None, list[Problem]]:
    return parse(tomllib.loads(text))


def test_four_keys_are_enough_and_the_others_have_their_defaults() -> None:
    settings, problems = read(LEAST)
    assert problems == []
    assert settings == Settings(
        question="Why?",
        case_id="c",
        opens=date(2024, 1, 1),
        closes=date(2024, 12, 31),
        as_of=None,
        resolution="",
        handling="",
        analysts=[],
        yardstick="icd203",
        impact_range=[-3, 3],
        note="",
        outcome=None,
    )


@pytest.mark.parametrize("sources", ['["S1", "S2"]', '"S1;S2"'])
def test_the_sources_of_the_outcome_are_a_list_or_written_as_in_a_table(sources: str) -> None:
    text = f'[outcome]\nhypothesis_id = "H1"\nresolved_on = 2024-06-01\nsource_ids = {sources}\n'
    settings, problems = read(LEAST + text)
    assert problems == []
    assert settings is not None
    assert settings.outcome == Outcome(
        hypothesis_id="H1", resolved_on=date(2024, 6, 1), source_ids="S1;S2", note=""
    )
    assert settings.outcome.source_ids == ("S1", "S2")


def test_a_day_may_stand_in_quotes() -> None:
    settings, problems = read(LEAST + 'as_of = "2024-06-30"')
    assert problems == []
    assert settings is not None
    assert settings.as_of == date(2024, 6, 30)


def test_all_problems_come_at_once_and_no_settings_with_them() -> None:
    text = 'questions = "Why?"\ncase_id = "a b"\nopens = 2024\nanalysts = ["a", "b c"]\n'
    settings, problems = read(text)
    assert settings is None
    expected = [
        ("question", "", "R002", "this key is missing"),
        ("case_id", "a b", "R205", "an id is letters, digits, '_', '-' and '.', and starts "),
        ("opens", "2024", "R002", "write a day without quotes, such as 2024-09-30"),
        ("closes", "", "R002", "this key is missing"),
        ("analysts.1", "b c", "R205", "an id is letters, digits, '_', '-' and '.', and starts "),
        ("questions", "questions", "R002", "there is no such key; the keys are question, case_id"),
    ]
    assert len(problems) == len(expected)
    for problem, (key, value, rule, words) in zip(problems, expected, strict=True):
        assert (problem.column, problem.value, problem.rule) == (key, value, rule)
        assert problem.expected.startswith(words)


@pytest.mark.parametrize(
    "value", [[0, 3, 4], [3], [1, 3], [-3, -1], [0, 0], [-100, 3], [-3.0, 3.0], ["-3", "3"], "3"]
)
def test_an_impact_range_is_two_whole_numbers_around_nought(value: Any) -> None:
    settings, (problem,) = parse({**tomllib.loads(LEAST), "impact_range": value})
    assert settings is None
    assert str(problem).startswith("case.toml, impact_range: ")
    assert "write two whole numbers around 0, such as [-3, 3], within ±99 [R002]" in str(problem)


@pytest.mark.parametrize("value", [[-3, 3], [0, 1], [-99, 99]])
def test_an_impact_range_around_nought_is_taken(value: list[int]) -> None:
    settings, problems = parse({**tomllib.loads(LEAST), "impact_range": value})
    assert problems == []
    assert settings is not None
    assert settings.impact_range == tuple(value)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (r'note = "\u001b[31m"', "note"),
        (r'analysts = ["ana", "b\u202een"]', "analysts.1"),
        ('note = "a\u202eb"', "note"),
        (
            r'outcome = {hypothesis_id = "H1", resolved_on = 2024-06-01, note = "\u0007"}',
            "outcome.note",
        ),
    ],
)
def test_a_control_or_direction_character_is_found_wherever_it_stands(text: str, key: str) -> None:
    settings, problems = read(LEAST + text)
    assert settings is None
    assert (problems[0].column, problems[0].rule) == (key, "R206")
    assert all(str(problem).isprintable() for problem in problems)


def test_text_of_several_lines_is_kept() -> None:
    settings, problems = read(LEAST + 'note = """\nOne.\n\tTwo."""')
    assert problems == []
    assert settings is not None
    assert settings.note == "One.\n\tTwo."
