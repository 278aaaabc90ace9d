"""Is an indicator worth watching? How far its likelihood differs between the outcomes.

*Spread* is the distance between the outcome under which an indicator is most likely and the one
under which it is least likely, in steps of the five-step scale HL, L, C, U, HU. An indicator that
is likely under every outcome would be seen whatever happens, and says nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import TypeVar

import numpy as np
import pandas as pd

from sat.case import Case
from sat.case.record import Record
from sat.scales import LIKELIHOOD

T = TypeVar("T", bound=Record)
Told = tuple[str, str, str, str]  # indicator, outcome, analyst, likelihood
Grid = Mapping[str, Mapping[str, float]]  # indicator → outcome → steps

STEPS = {level.code: float(level.points) for level in LIKELIHOOD.levels if level.points is not None}

# Spread rule, separation and uniqueness are an open-source tool's operationalisation of the
# Indicators Validator (radarist/structured-analytic-skills, skills/indicators-validation); no
# threshold is published by the method's authors.
KEEP, WEAK = 3.0, 2.0
APART = 2.0  # steps from which a pair of outcomes counts as separated
EXPECTED = 1.0  # L or HL
UNIQUE_BAR = 3  # unique indicators an outcome should have

Points = Mapping[str, Mapping[str, float]]

# Points of the Indicators Validator, home rating → other outcome's rating → points. From memory of
# Heuer & Pherson, 2nd edition; NOT verified against the book, so they rank and never decide.
VALIDATOR_POINTS: Points = {
    "HL": {"HL": 0, "L": 1, "C": 2, "U": 4, "HU": 6},
    "L": {"HL": 0, "L": 0, "C": 1, "U": 3, "HU": 5},
}


@dataclass(frozen=True)
class Validation:
    """How well each indicator separates one set of outcomes.

    Attributes
    ----------
    outcomes
        Ids of the hypotheses (or scenarios) that were rated.
    analysts
        Whose ratings; several are pooled as the mean of their steps.
    steps
        Indicators × outcomes: HL 2, L 1, C 0, U −1, HU −2; NaN where nobody rated.
    table
        Per indicator: ``spread`` (0–4 steps, higher separates better), ``verdict`` (keep, weak,
        drop, or unrated where an outcome has no rating), ``pairs`` (pairs of outcomes at least 2
        steps apart), ``unique`` (the one outcome under which it is expected, else blank),
        ``points`` (Indicators Validator, NaN without a home outcome expected to show it),
        ``split`` (do the analysts' own verdicts differ?).
    separated
        Indicator → the pairs of outcomes that it separates.

    """

    outcomes: tuple[str, ...]
    analysts: tuple[str, ...]
    steps: pd.DataFrame
    table: pd.DataFrame
    separated: dict[str, tuple[tuple[str, str], ...]]

    @property
    def ranking(self) -> list[str]:
        """Indicators from most to least separating: by spread, then by pairs, then as listed.

        Those that are not fully rated come last: their spread is not known yet.
        """
        rated = self.table.assign(rated=self.table["verdict"] != "unrated")
        order = rated.sort_values(["rated", "spread", "pairs"], ascending=False, kind="stable")
        return [str(name) for name in order.index]

    @property
    def kept(self) -> frozenset[str]:
        """The indicators that separate something: verdict keep or weak."""
        return self._with("keep", "weak")

    @property
    def dropped(self) -> frozenset[str]:
        """The indicators that separate too little; one that is not fully rated is not called so."""
        return self._with("drop")

    def _with(self, *verdicts: str) -> frozenset[str]:
        rows = zip(self.table.index, self.table["verdict"].tolist(), strict=True)
        return frozenset(str(name) for name, verdict in rows if verdict in verdicts)

    def unique_to(self, outcome: str, verdict: str = "keep") -> list[str]:
        """Indicators of a verdict that are expected under this outcome and under no other."""
        rows = self.table[(self.table["unique"] == outcome) & (self.table["verdict"] == verdict)]
        return [str(name) for name in rows.index]

    @property
    def uncovered(self) -> list[str]:
        """Outcomes that no kept indicator is unique to: they could come true unseen."""
        return [outcome for outcome in self.outcomes if not self.unique_to(outcome)]


def validate(
    case: Case,
    outcomes: str = "hypotheses",
    points: Points = VALIDATOR_POINTS,
    day: date | None = None,
) -> Validation | None:
    """Validate a case's indicators against its hypotheses or its scenarios.

    ``None`` where no indicator was rated under outcomes of this kind. ``points`` are those of the
    Indicators Validator. With a ``day`` only what was on the list and rated by then counts. Raises
    ``ValueError`` for another word than ``hypotheses`` or ``scenarios``.
    """
    if outcomes not in ("hypotheses", "scenarios"):
        raise ValueError(f"outcomes is {outcomes!r}; write 'hypotheses' or 'scenarios'")
    names = [getattr(row, row.KEY[0]) for row in _by(day, getattr(case, outcomes))]
    listed = _by(day, case.indicators)
    home = {row.indicator_id: row.points_to for row in listed}
    cells = [
        row
        for row in _by(day, case.indicator_ratings)
        if row.outcome_id in names and row.indicator_id in home
    ]
    if not cells:
        return None
    told = [(row.indicator_id, row.outcome_id, row.analyst, row.likelihood) for row in cells]
    return _validated(told, list(home), names, home, points)


def _by(day: date | None, rows: Iterable[T]) -> list[T]:
    return [row for row in rows if day is None or row.known is None or row.known <= day]


def validate_ratings(
    ratings: pd.DataFrame,
    indicators: list[str],
    outcomes: list[str],
    home: Mapping[str, str],
    points: Points = VALIDATOR_POINTS,
) -> Validation:
    """The same from a frame with ``indicator_id``, ``outcome_id``, ``analyst``, ``likelihood``."""
    columns = (ratings[name] for name in ("indicator_id", "outcome_id", "analyst", "likelihood"))
    return _validated(list(zip(*columns, strict=True)), indicators, outcomes, home, points)


def _validated(
    cells: Sequence[Told],
    indicators: list[str],
    outcomes: list[str],
    home: Mapping[str, str],
    points: Points,
) -> Validation:
    """The same in plain Python: a backtest asks for it day by day, and frames are slow to make."""
    pooled = _grid(cells, indicators, outcomes)
    analysts = sorted({analyst for _, _, analyst, _ in cells})
    own = {
        name: _grid([cell for cell in cells if cell[2] == name], indicators, outcomes)
        for name in analysts
    }
    verdicts = {name: {_verdict(grid[name]) for grid in own.values()} for name in indicators}
    separated = {name: _pairs(steps) for name, steps in pooled.items()}
    table = pd.DataFrame(
        {
            "spread": [_spread(steps) for steps in pooled.values()],
            "verdict": [_verdict(steps) for steps in pooled.values()],
            "pairs": [len(separated[name]) for name in indicators],
            "unique": [_unique(steps) for steps in pooled.values()],
            "points": _points(list(own.values()), indicators, home, points),
            "split": [len(verdicts[name] - {"unrated"}) > 1 for name in indicators],
        },
        index=indicators,
    )
    steps = pd.DataFrame(
        [list(row.values()) for row in pooled.values()], indicators, outcomes, dtype=float
    )
    return Validation(tuple(outcomes), tuple(analysts), steps, table, separated)


def _grid(cells: Iterable[Told], indicators: list[str], outcomes: list[str]) -> Grid:
    """Each indicator's mean step by outcome, NaN where nobody gave one."""
    given: dict[tuple[str, str], list[float]] = {}
    for name, outcome, _, likelihood in cells:
        if likelihood in STEPS:
            given.setdefault((name, outcome), []).append(STEPS[likelihood])
    means = {place: sum(steps) / len(steps) for place, steps in given.items()}
    return {
        name: {outcome: means.get((name, outcome), float("nan")) for outcome in outcomes}
        for name in indicators
    }


def _spread(steps: Mapping[str, float]) -> float:
    """Over the outcomes that were rated, NaN without any."""
    rated = [step for step in steps.values() if step == step]
    return max(rated) - min(rated) if rated else float("nan")


def _verdict(steps: Mapping[str, float]) -> str:
    """Half steps, which come from pooling, do not lift an indicator over a bar."""
    if any(step != step for step in steps.values()):
        return "unrated"
    spread = _spread(steps)
    return "keep" if spread >= KEEP else "weak" if spread >= WEAK else "drop"


def _pairs(steps: Mapping[str, float]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (one, other)
        for one, other in combinations(steps, 2)
        if abs(steps[one] - steps[other]) >= APART
    )


def _unique(steps: Mapping[str, float]) -> str:
    expected = [name for name, step in steps.items() if step >= EXPECTED]
    complete = not any(step != step for step in steps.values())
    return expected[0] if len(expected) == 1 and complete else ""


def _points(
    grids: Sequence[Grid],
    indicators: list[str],
    home: Mapping[str, str],
    points: Points,
) -> list[float]:
    """Each sum over the other outcomes, as the mean over those who expect the indicator at home."""
    code = {level.points: level.code for level in LIKELIHOOD.levels}
    found = []
    for name in indicators:
        sums = []
        for grid in grids:
            codes = {outcome: code[step] for outcome, step in grid[name].items() if step == step}
            row = points.get(codes.pop(home.get(name, ""), ""))
            if row:
                sums.append(sum(row[other] for other in codes.values()))
        found.append(float(np.mean(sums)) if sums else float("nan"))
    return found
