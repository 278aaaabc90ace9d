"""Key judgments: a probability for every hypothesis, from what analysts gave, and how well founded.

Each analyst's newest complete set is made coherent first and then pooled: in that order error fell
most (Mandel, Karvetski & Dhami, *Judgment and Decision Making* 13(6):607–621, 2018). The pool is
the mean of the nearest coherent sets; its range is from the lowest to the highest analyst.
Likelihood and confidence are kept apart (ICD 203, D.6.e(2)(b)).
"""

from dataclasses import dataclass

from sat.case import Case
from sat.case.tables import Hypothesis
from sat.forecasts.sets import Given, newest
from sat.judgment.pooling import pooled
from sat.judgment.words import Worded, terms
from sat.scales import CONFIDENCE

SHOWN = {level.code: place for place, level in enumerate(CONFIDENCE.levels)}  # high first


@dataclass(frozen=True)
class Voice:
    """What one analyst said of one hypothesis: probability as given and made coherent, 0 to 1."""

    analyst: str
    raw: float
    coherent: float
    confidence: str
    basis: str
    reconstructed: bool


@dataclass(frozen=True)
class Judgment:
    """One hypothesis judged.

    Attributes
    ----------
    hypothesis
        What is judged.
    probability
        The pooled probability, 0 to 1; those of all hypotheses add up to 1.
    low, high
        The lowest and the highest coherent value of an analyst; both the same with one.
    worded
        The term or terms of the case's yardstick.
    voices
        Each analyst's.

    """

    hypothesis: Hypothesis
    probability: float
    low: float
    high: float
    worded: Worded
    voices: tuple[Voice, ...]

    @property
    def name(self) -> str:
        """The hypothesis's id."""
        return self.hypothesis.hypothesis_id

    @property
    def confidence(self) -> str:
        """The lowest that any analyst gave; blank where nobody gave one."""
        given = [voice.confidence for voice in self.voices if voice.confidence]
        return max(given, key=SHOWN.__getitem__) if given else ""

    @property
    def reconstructed(self) -> bool:
        """Was any of it written later than the day that it carries?"""
        return any(voice.reconstructed for voice in self.voices)

    @property
    def number(self) -> str:
        """The probability in whole percent, or finer where that would change the term."""
        whole = round(self.probability, 2)
        short = terms(whole, self.worded.yardstick, self.worded.row)
        certain = whole in (0, 1) and whole != self.probability
        same = short.terms == self.worded.terms and not certain
        return (short if same else self.worded).number

    @property
    def text(self) -> str:
        """Term and number."""
        return f"{self.worded.name} ({self.number})"

    @property
    def term(self) -> str:
        """The term, or those on whose boundary it stands; blank where the yardstick has none."""
        return " or ".join(term.name for term in self.worded.terms)


@dataclass(frozen=True)
class Judged:
    """All hypotheses judged, the most probable first, and the sets that they were pooled from."""

    judgments: tuple[Judgment, ...]
    sets: tuple[Given, ...]

    @property
    def reconstructed(self) -> bool:
        """Was any of them written later than the day that it carries?"""
        return any(row.reconstructed for row in self.judgments)

    @property
    def leaders(self) -> tuple[str, ...]:
        """The most probable hypotheses, several if they tie."""
        top = self.judgments[0].probability
        return tuple(row.name for row in self.judgments if top - row.probability < 1e-9)

    def of(self, name: str) -> Judgment | None:
        """The judgment of one hypothesis; ``None`` where it was not judged."""
        return next((row for row in self.judgments if row.name == name), None)


def judge(case: Case) -> Judged | None:
    """The key judgments of a case at its cut; ``None`` where no analyst gave a complete set."""
    sets = newest(case, case.case_id)
    if not sets:
        return None
    names = sets[0].outcomes
    pool = pooled([[row.raw[name] for name in names] for row in sets])
    titles = {row.hypothesis_id: row for row in case.hypotheses}
    found = [
        Judgment(
            hypothesis=titles[name],
            probability=pool.values[place],
            low=pool.low[place],
            high=pool.high[place],
            worded=terms(pool.values[place], case.settings.yardstick),
            voices=tuple(
                _voice(row, name, mended[place])
                for row, mended in zip(sets, pool.rows, strict=True)
            ),
        )
        for place, name in enumerate(names)
    ]
    return Judged(tuple(sorted(found, key=lambda row: -round(row.probability, 9))), sets)


def _voice(row: Given, name: str, coherent: float) -> Voice:
    confidence, basis = row.confidence.get(name, ""), row.basis.get(name, "")
    return Voice(row.analyst, row.raw[name], coherent, confidence, basis, name in row.reconstructed)
