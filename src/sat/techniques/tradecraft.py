"""The tradecraft lint: a case and its results held against the nine standards of ICD 203.

It reads what can be read: ids, dates, grades, blanks and words. Whether an argument is good it
cannot tell, and a case without findings is not thereby a good one. Standards 5 (implications) and 9
(figures) are for the most part about a finished page, so that few rules fall under them.
"""

from sat.ach import AchResult
from sat.case import Case
from sat.techniques import (  # noqa: F401  the rules register themselves
    argument_checks,
    language_checks,
    source_checks,
)
from sat.techniques.standards import RULES, Finding, FindTerms, Look, Rule

__all__ = ["RULES", "Finding", "lint", "not_asked"]


def lint(
    case: Case, result: AchResult | None = None, find_terms: FindTerms | None = None
) -> tuple[Finding, ...]:
    """Every finding, by the rules' numbers and then in the order of the case's tables.

    Parameters
    ----------
    case
        The case at its cut; what the cut hides is not looked at.
    result
        Its ACH result, of all analysts or of one; without it the rules that need one are not asked.
    find_terms
        Finds the likelihood terms of a text; without it the rules about terms are not asked.

    """
    look = Look(case, result, find_terms)
    return tuple(finding for rule in _ordered() for finding in rule.findings(look))


def not_asked(
    case: Case, result: AchResult | None = None, find_terms: FindTerms | None = None
) -> tuple[Rule, ...]:
    """The rules that could not be asked, so that their silence is not taken for a clean bill."""
    look = Look(case, result, find_terms)
    return tuple(rule for rule in _ordered() if not rule.asked(look))


def _ordered() -> list[Rule]:
    return [RULES[number] for number in sorted(RULES)]
