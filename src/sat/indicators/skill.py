"""How good alarms and probabilities were: the 2 × 2 table of alarms, and the Brier score.

Formulas as in forecast verification (D. S. Wilks, *Statistical Methods in the Atmospheric
Sciences*, ch. 8). Accuracy is left out on purpose: for rare events, never warning is the most
accurate of all (Finley's tornadoes of 1884).
"""

from collections.abc import Sequence
from dataclasses import dataclass

NONE = float("nan")


@dataclass(frozen=True)
class Alarms:
    """Counts of alarms against what happened.

    >>> finley = Alarms(hits=28, false_alarms=72, misses=23, quiet=2680)
    >>> round(finley.pod, 3), finley.far, round(finley.csi, 3), round(finley.pss, 3)
    (0.549, 0.72, 0.228, 0.523)
    """

    hits: int
    false_alarms: int
    misses: int
    quiet: int

    @classmethod
    def of(cls, alarms: Sequence[bool], happened: Sequence[bool]) -> "Alarms":
        """The counts from two equally long series."""
        pairs = list(zip(alarms, happened, strict=True))
        return cls(
            pairs.count((True, True)),
            pairs.count((True, False)),
            pairs.count((False, True)),
            pairs.count((False, False)),
        )

    @property
    def n(self) -> int:
        """Forecasts."""
        return self.hits + self.false_alarms + self.misses + self.quiet

    @property
    def base_rate(self) -> float:
        """Share of forecasts after which it happened."""
        return _share(self.hits + self.misses, self.n)

    @property
    def alarm_rate(self) -> float:
        """Share of forecasts that were alarms."""
        return _share(self.hits + self.false_alarms, self.n)

    @property
    def pod(self) -> float:
        """Probability of detection: share of what happened that was warned of; higher is better."""
        return _share(self.hits, self.hits + self.misses)

    @property
    def far(self) -> float:
        """False alarm ratio: share of the alarms after which nothing came; lower is better."""
        return _share(self.false_alarms, self.hits + self.false_alarms)

    @property
    def pofd(self) -> float:
        """Probability of false detection: share of the quiet that was warned of."""
        return _share(self.false_alarms, self.false_alarms + self.quiet)

    @property
    def csi(self) -> float:
        """Critical success index: hits among all but the rightly quiet; 1 is best."""
        return _share(self.hits, self.hits + self.false_alarms + self.misses)

    @property
    def pss(self) -> float:
        """Peirce skill score: POD less POFD; 0 is no skill, 1 is best."""
        return self.pod - self.pofd


def _share(part: int, whole: int) -> float:
    return part / whole if whole else NONE


def brier(probabilities: Sequence[float], happened: Sequence[bool]) -> float:
    """Mean squared difference from 1 or 0, of one event; 0 to 1, lower is better (Brier 1950).

    >>> brier([0.0, 0.0, 0.0, 0.0], [True, False, False, False])
    0.25
    """
    pairs = list(zip(probabilities, happened, strict=True))
    return sum((chance - came) ** 2 for chance, came in pairs) / len(pairs) if pairs else NONE
