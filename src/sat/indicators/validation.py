"""Is an indicator worth watching? How far its likelihood differs between the outcomes.

*Spread* is the distance between the outcome under which an indicator is most likely and the one
under which it is least likely, in steps of the five-step scale HL, L, C, U, HU. An indicator that
is likely under every outcome would be seen whatever happens, and says nothing.
"""

from collections.abc import Iterable, Mapping
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
        return frozenset(self.table.index[self.table["verdict"].isin(verdicts)])

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
    frame = pd.DataFrame([row.cells() for row in cells])
    return validate_ratings(frame, list(home), names, home, points)


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
    worth = {level.code: level.points for level in LIKELIHOOD.levels}
    cells = ratings.assign(step=ratings["likelihood"].map(worth).astype(float))
    pooled = _grid(cells, indicators, outcomes)
    own = {str(name): _grid(part, indicators, outcomes) for name, part in cells.groupby("analyst")}
    verdicts = pd.DataFrame({name: _verdicts(grid) for name, grid in own.items()}, indicators)
    rated = verdicts.where(verdicts != "unrated")
    separated = {name: _pairs(steps) for name, steps in _rows(pooled).items()}
    table = pd.DataFrame(
        {
            "spread": _spread(pooled),
            "verdict": _verdicts(pooled),
            "pairs": [len(separated[name]) for name in indicators],
            "unique": [_unique(steps) for steps in _rows(pooled).values()],
            "points": _points(own, indicators, home, points),
            "split": rated.nunique(axis=1) > 1,
        },
        index=indicators,
    )
    return Validation(tuple(outcomes), tuple(own), pooled, table, separated)


def _grid(cells: pd.DataFrame, indicators: list[str], outcomes: list[str]) -> pd.DataFrame:
    means = cells.groupby(["indicator_id", "outcome_id"])["step"].mean().unstack()
    return means.reindex(index=indicators, columns=outcomes).astype(float)


def _rows(grid: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Each indicator's steps by outcome."""
    values = grid.to_numpy(float).tolist()
    return {
        str(name): dict(zip(map(str, grid.columns), row, strict=True))
        for name, row in zip(grid.index, values, strict=True)
    }


def _spread(grid: pd.DataFrame) -> pd.Series:
    return grid.max(axis=1) - grid.min(axis=1)


def _verdicts(grid: pd.DataFrame) -> pd.Series:
    """Half steps, which come from pooling, do not lift an indicator over a bar."""
    spread = _spread(grid)
    found = np.select([spread >= KEEP, spread >= WEAK], ["keep", "weak"], "drop")
    missing = grid.isna().any(axis=1)
    return pd.Series(np.where(missing, "unrated", found), index=grid.index)


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
    own: Mapping[str, pd.DataFrame],
    indicators: list[str],
    home: Mapping[str, str],
    points: Points,
) -> list[float]:
    """Each sum over the other outcomes, as the mean over those who expect the indicator at home."""
    code = {level.points: level.code for level in LIKELIHOOD.levels}
    grids = [_rows(grid) for grid in own.values()]
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
