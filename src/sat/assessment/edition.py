"""Editions of an assessment: the days on which analysts judged the case.

Nobody has to keep copies of old reports for *what changed*: an earlier edition is the case cut at
an earlier day.
"""

from dataclasses import dataclass
from datetime import date

from sat.case import Case
from sat.text import counted


@dataclass(frozen=True)
class Edition:
    """Which edition this is, and which day it is compared with.

    Attributes
    ----------
    as_of
        The cut.
    number
        1 for the first. Every day on which anybody judged the case begins a new one.
    judged_on
        The newest day of judgment up to the cut; ``None`` where nobody gave probabilities.
    previous
        The day with which this edition is compared; ``None`` for nothing to compare with.
    of_edition
        Is that day one of judgment, so that an edition stands behind it?

    """

    as_of: date
    number: int
    judged_on: date | None
    previous: date | None
    of_edition: bool = True

    @property
    def text(self) -> str:
        """The edition in a line for the head of a page.

        >>> Edition(date(2026, 10, 31), 2, date(2026, 10, 31), date(2024, 9, 30)).text
        'edition 2, compared with that of 2024-09-30'
        """
        parts = ["no probabilities were given"]
        if self.judged_on is not None:
            age = (self.as_of - self.judged_on).days
            parts = [f"edition {self.number}"]
            parts += [f"judged {counted(age, 'day')} before the cut-off"] if age else []
        if self.previous is not None:
            what = "that of" if self.of_edition else "what was known on"
            parts.append(f"compared with {what} {self.previous}")
        return ", ".join(parts)


def edition_of(case: Case, previous: str = "") -> Edition:
    """The edition at the case's cut.

    ``previous`` is the day to compare with, YYYY-MM-DD; blank: the newest day of judgment before
    the cut, if there is one. Raises ``ValueError`` for a text that is no day, and for a day that is
    not before the cut.
    """
    days = case.judgment_days
    earlier = [day for day in days if day < case.as_of]
    chosen = _day(previous, case.as_of) if previous else (earlier[-1] if earlier else None)
    judged = days[-1] if days else None
    return Edition(
        as_of=case.as_of,
        number=max(len(days), 1),
        judged_on=judged,
        previous=chosen,
        of_edition=chosen in days,
    )


def _day(text: str, as_of: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"previous is {text!r}; write a day, such as 2024-09-30") from None
    if day >= as_of:
        raise ValueError(
            f"previous is {day}; the cut is {as_of}, and an edition before it is meant"
        )
    return day
