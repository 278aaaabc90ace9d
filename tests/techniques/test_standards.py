"""What a rule is: what it may be called, what it must say that it needs, how names are listed."""

import re

import pytest

from sat.case import Case
from sat.techniques.standards import RULES, Look, named, rule

from .sound import find_terms


@pytest.mark.parametrize(
    ("number", "severity", "message"),
    [
        ("T101", "look", "rule T101 is there already: A report names its source"),
        ("T001", "look", "rule T001 is under no standard; write T and 101 to 999"),
        ("R999", "look", "rule R999 is under no standard; write T and 101 to 999"),
        ("T99", "look", "rule T99 is under no standard; write T and 101 to 999"),
        ("T999", "grave", "rule T999 has severity grave; write mend or look"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(number: str, severity: str, message: str) -> None:
    import sat.techniques.tradecraft  # noqa: F401  the rules register themselves

    before = dict(RULES)
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        rule(number, "A title", severity)
    assert before == RULES


def test_a_rule_cannot_read_what_is_not_there(minimal: Case) -> None:
    look = Look(minimal)
    with pytest.raises(ValueError, match="no ACH result to look at; a rule that reads it needs it"):
        _ = look.ach
    with pytest.raises(ValueError, match="no finder of terms; a rule that calls it needs it"):
        look.terms("likely")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("A remote village is likely to fall.", ["likely"]),
        ("There is a remote chance of it.", ["remote"]),
        ("The prospect is remote.", ["remote"]),
        ("It is unlikely, though probable.", ["unlikely", "probable"]),
    ],
)
def test_remote_said_of_a_place_is_no_likelihood(
    minimal: Case, text: str, names: list[str]
) -> None:
    look = Look(minimal, None, find_terms)
    assert [each.term.name for each in look.terms(text)] == names


def test_one_name_more_than_the_most_is_still_named() -> None:
    # "and 1 more" would be longer than the name.
    assert named(["a", "b", "c", "d", "e", "f"]) == "a, b, c, d, e and f"
    assert named(["a", "b", "c", "d", "e", "f", "g"]) == "a, b, c, d, e and 2 more"
    assert named([]) == ""
