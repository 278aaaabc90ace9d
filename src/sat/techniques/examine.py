"""A case held against the rules of tradecraft with all that its own techniques find."""

from functools import partial

from sat.ach import analyse
from sat.case import Case
from sat.judgment.words import found
from sat.techniques.standards import STANDARDS, Finding
from sat.techniques.tradecraft import lint, not_asked
from sat.text import counted


def examine(case: Case) -> tuple[str, ...]:
    """What the rules find in a case at its cut, as lines for a terminal, by standard.

    The first line counts; the last says which rules could not be asked, if any, so that their
    silence is not taken for a clean bill. Every line is safe to print.
    """
    result = analyse(case) if case.ratings else None
    find_terms = partial(found, yardstick=case.settings.yardstick)
    findings = lint(case, result, find_terms)
    lines = [_count(findings)]
    for number, title in STANDARDS.items():
        own = [finding for finding in findings if finding.number[1] == str(number)]
        lines += [f"{number} {title}"] * bool(own)
        lines += [f"  {finding}" for finding in own]
    silent = ", ".join(rule.number for rule in not_asked(case, result, find_terms))
    lines += [f"not asked, since the case has no ratings: {silent}"] * bool(silent)
    return tuple(lines)


def to_mend(lines: tuple[str, ...]) -> bool:
    """Whether any of the lines says that the case breaks a standard and can be mended."""
    return any(line.endswith(", mend]") for line in lines)


def _count(findings: tuple[Finding, ...]) -> str:
    mend = sum(finding.severity == "mend" for finding in findings)
    return f"tradecraft: {counted(mend, 'thing')} to mend, {len(findings) - mend} to look at"
