"""What forecasts are asked of: the questions of a case, and the case itself.

The case is a question whose outcomes are its hypotheses; one of them is taken to come true.
"""

from dataclasses import dataclass, replace
from datetime import date

from sat.case import Case


@dataclass(frozen=True)
class Asked:
    """A question with outcomes that exclude each other and cover all that can happen.

    ``outcome`` and ``resolved_on`` are blank and ``None`` for as long as it is not settled.
    """

    question_id: str
    text: str
    opens: date
    closes: date
    outcomes: tuple[str, ...]
    outcome: str = ""
    resolved_on: date | None = None

    @property
    def yes_no(self) -> bool:
        """Are its outcomes yes and no?"""
        return set(self.outcomes) == {"yes", "no"}

    @property
    def came(self) -> int:
        """The place of what happened among the outcomes; ``ValueError`` where it is open."""
        return self.outcomes.index(self.outcome)

    def settled_by(self, day: date) -> bool:
        """Could the outcome be known on that day?"""
        return self.resolved_on is not None and self.resolved_on <= day

    def in_time(self, day: date) -> bool:
        """Would a forecast of that day have come before the outcome, and not after the horizon?"""
        return not self.settled_by(day) and day <= self.closes


def asked(case: Case) -> tuple[Asked, ...]:
    """All that forecasts can be asked of, as known at the cut: the case first, then its questions.

    The case is among them where it has two hypotheses or more. A question with one outcome only
    asks nothing and is left out.
    """
    # The case stands for a question that had its id: so the rules read forecasts too.
    found = {case.case_id: _case_itself(case)}
    for row in case.questions:
        own = Asked(row.question_id, row.text, row.opens, row.closes, row.outcomes)
        settled = replace(own, outcome=row.outcome, resolved_on=row.resolved_on)
        found.setdefault(row.question_id, settled)
    return tuple(row for row in found.values() if len(row.outcomes) > 1)


def _case_itself(case: Case) -> Asked:
    settings, outcome = case.settings, case.settings.outcome
    return Asked(
        case.case_id,
        case.question,
        settings.opens,
        settings.closes,
        tuple(row.hypothesis_id for row in case.hypotheses),
        outcome.hypothesis_id if outcome else "",
        outcome.resolved_on if outcome else None,
    )


def question_of(case: Case, question_id: str) -> Asked | None:
    """The question of this id, which may be the case's; ``None`` where it asks nothing."""
    return next((row for row in asked(case) if row.question_id == question_id), None)
