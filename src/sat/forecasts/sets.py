"""Sets of probabilities: what one analyst gave on one day for one question, and made coherent.

Values of other days are not carried into a set, since together they would be a judgment that
nobody made.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum

from sat.case import Case
from sat.case.tables import Forecast
from sat.forecasts.questions import question_of
from sat.judgment import coherence

Values = dict[str, float]


@dataclass(frozen=True)
class Given:
    """What one analyst gave for one question on one day; all values are from 0 to 1, by outcome.

    Attributes
    ----------
    question_id, analyst, made_on
        Of what, by whom, when.
    outcomes
        Of the question, in its order.
    raw
        What was given.
    missing
        Outcomes that were left blank: nobody knows what stands there, 0 least of all. Where there
        is any, ``incoherence``, ``normalised`` and ``coherent`` are ``None``.
    reconstructed
        Outcomes whose value was written later for this earlier day.
    confidence, basis
        How well founded (blank: not said), and on what it rests; for each outcome that was given.
    incoherence
        Distance to the nearest coherent values; 0 = coherent.
    normalised
        Divided by the sum; ``None`` too where all are 0 though the outcomes cover all.
    coherent
        The nearest coherent values (CAP).

    """

    question_id: str
    analyst: str
    made_on: date
    outcomes: tuple[str, ...]
    raw: Values
    missing: tuple[str, ...]
    reconstructed: tuple[str, ...]
    confidence: dict[str, str]
    basis: dict[str, str]
    incoherence: float | None
    normalised: Values | None
    coherent: Values | None

    @property
    def total(self) -> float:
        """The sum of what was given."""
        return fsum(self.raw.values())

    @property
    def is_reconstructed(self) -> bool:
        """Was any of it written later for this earlier day? Hindsight cannot be scored."""
        return bool(self.reconstructed)


def sets_of(case: Case, question_id: str) -> tuple[Given, ...]:
    """Every set given for a question as known at the cut: the oldest first, then by analyst.

    ``question_id`` is that of a question, or the case's own: then the outcomes are its hypotheses.
    Outcomes exclude each other and cover all that can happen. Nothing for an id that asks nothing.
    """
    question = question_of(case, question_id)
    if question is None:
        return ()
    rows: dict[tuple[date, str], list[Forecast]] = {}
    for row in case.forecasts:
        if row.question_id == question_id and row.outcome in question.outcomes:
            rows.setdefault((row.made_on, row.analyst), []).append(row)
    return tuple(given(question.outcomes, own) for _, own in sorted(rows.items()))


def newest(case: Case, question_id: str) -> tuple[Given, ...]:
    """The newest set of each analyst that misses nothing, by the analyst's name.

    Reconstructed ones too: see ``Given.is_reconstructed``. Parameters as in ``sets_of``.
    """
    return newest_of(sets_of(case, question_id))


def newest_of(sets: Iterable[Given]) -> tuple[Given, ...]:
    """The same of sets that are at hand, the oldest first."""
    whole = {row.analyst: row for row in sets if not row.missing}
    return tuple(whole[name] for name in sorted(whole))


def given(outcomes: Sequence[str], rows: Iterable[Forecast], covers: bool = True) -> Given:
    """One set from its rows, one or more, made coherent where nothing is missing.

    ``covers``: do the outcomes cover all that can happen? If not, what they leave of 1 is for none
    of them, and only a sum above 1 is incoherent.
    """
    own = {row.outcome: row for row in rows}
    first = next(iter(own.values()))
    kept = tuple(name for name in outcomes if name in own)
    missing = tuple(name for name in outcomes if name not in own)
    raw = {name: own[name].probability for name in kept}
    values = tuple(raw.values())
    divided = nearest = apart = None
    if not missing:
        nearest = dict(zip(outcomes, coherence.projected(values, covers), strict=True))
        apart = coherence.incoherence(values, covers)
        if any(values) or not covers:
            divided = dict(zip(outcomes, coherence.normalised(values, covers), strict=True))
    return Given(
        first.question_id,
        first.analyst,
        first.made_on,
        tuple(outcomes),
        raw,
        missing,
        tuple(name for name in kept if own[name].reconstructed == "yes"),
        {name: own[name].confidence for name in kept},
        {name: own[name].basis for name in kept},
        apart,
        divided,
        nearest,
    )
