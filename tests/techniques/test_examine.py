"""What the rules find, as lines for a terminal."""

from dataclasses import replace

import pytest

from sat.case import Case
from sat.techniques.examine import examine, to_mend

from .sound import change, mend


@pytest.fixture
def sound(minimal: Case) -> Case:
    return mend(minimal)


def test_a_sound_case_has_one_line(sound: Case) -> None:
    assert examine(sound) == ("tradecraft: 0 things to mend, 0 to look at",)
    assert not to_mend(examine(sound))


def test_findings_stand_under_their_standards(sound: Case) -> None:
    lines = examine(change(sound, "ratings", "E1", rationale=""))
    # One for each analyst.
    assert lines[0] == "tradecraft: 2 things to mend, 0 to look at"
    assert lines[1] == "6 Clear and logical argumentation"
    assert lines[2].startswith("  ratings")
    assert lines[2].endswith(" [T601, mend]")
    assert to_mend(lines)


def test_what_is_only_to_be_looked_at_is_nothing_to_mend(sound: Case) -> None:
    lines = examine(change(sound, "hypotheses", "", decision_rule=""))
    assert lines[0] == "tradecraft: 0 things to mend, 1 to look at"
    assert not to_mend(lines)


def test_rules_that_could_not_be_asked_are_named(sound: Case) -> None:
    lines = examine(replace(sound, ratings=()))
    assert lines[-1].startswith("not asked, since the case has no ratings: T10")


def test_hostile_text_is_spelled_out(sound: Case) -> None:
    lines = examine(change(sound, "hypotheses", "H1", statement="perhaps \x1b[2J"))
    assert "\\u001b" in "\n".join(lines)
    assert "\x1b" not in "\n".join(lines)
