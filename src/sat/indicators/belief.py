"""What the ratings of the indicators imply for the hypotheses' odds, day by day.

The board of a day is read as evidence: an indicator that stands at its high threshold counts with
the likelihood that its rating gives it under each hypothesis, one at its low threshold half as
much, one that was looked for and not found a quarter of the opposite, and one that nobody could
see not at all. Indicators that one happening raised count once, as the mean of their
log-likelihoods: a duller one pulls a telling one towards it, which errs on the side of caution.
The result is a *model of the ratings* under a stated mapping, not a judgment: nobody elicited it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

import numpy as np
import pandas as pd

from sat.case import Case
from sat.indicators.state import State, board, happenings
from sat.indicators.validation import Validation

# Probability that the high threshold is reached if the hypothesis is true: low end, central value,
# high end for each code. The scale is ordinal, so the numbers are this workbook's own and may be
# replaced; every mapping of one of three values per code goes into the interval.
Mapping3 = Mapping[str, tuple[float, float, float]]
LIKELIHOODS: Mapping3 = {
    "HL": (0.80, 0.90, 0.95),
    "L": (0.60, 0.70, 0.80),
    "C": (0.40, 0.50, 0.60),
    "U": (0.20, 0.30, 0.40),
    "HU": (0.05, 0.10, 0.20),
}

# How much of a rating's log-likelihood a standing level carries. The rating is about the high
# threshold; "none" says that it was not reached so far, and the horizon is still open.
WEIGHTS = {"high": 1.0, "low": 0.5, "none": 0.25}


@dataclass(frozen=True)
class Step:
    """The hypotheses' probabilities on a day on which something on the board changed.

    ``central`` by the central mapping and all analysts' mean likelihood; ``low`` and ``high`` the
    least and greatest over all mappings and each analyst; ``moved`` the indicators that changed
    with their new standing level; ``gainer`` the hypothesis whose probability rose most since the
    step before (blank where none did), and ``factor`` by how much its odds went up.
    """

    day: date
    central: dict[str, float]
    low: dict[str, float]
    high: dict[str, float]
    moved: tuple[tuple[str, str], ...] = ()
    gainer: str = ""
    factor: float = 1.0


@dataclass(frozen=True)
class Track:
    """Probabilities over time, the newest last, and what went into them.

    ``elicited`` says whether the case gives priors; otherwise all hypotheses start alike, which is
    an assumption too. ``indicators`` are those that count, ``left_out`` those with a level that do
    not: dropped by validation or not rated under every hypothesis.
    """

    hypotheses: tuple[str, ...]
    prior: dict[str, float]
    elicited: bool
    indicators: tuple[str, ...]
    left_out: tuple[str, ...]
    steps: tuple[Step, ...]

    @property
    def frame(self) -> pd.DataFrame:
        """Central probabilities: days × hypotheses."""
        rows = {step.day: step.central for step in self.steps}
        return pd.DataFrame.from_dict(rows, orient="index", columns=list(self.hypotheses))


def posterior(prior: np.ndarray, groups: Sequence[np.ndarray]) -> np.ndarray:
    """Prior × likelihoods, made to add up to 1: Bayes' rule for independent happenings.

    ``prior`` has one probability a hypothesis; each of ``groups`` is indicators × hypotheses of
    log-likelihoods and counts once, as the mean over its indicators. Leading axes are kept.

    >>> copies = np.log([[0.8, 0.2]] * 5)
    >>> posterior(np.array([0.5, 0.5]), [copies]).round(3).tolist()
    [0.8, 0.2]
    """
    with np.errstate(divide="ignore"):  # a prior of 0 stays 0, whatever is seen
        start = np.log(prior)
    logs = start + sum(group.mean(axis=-2) for group in groups)
    shifted = np.exp(logs - logs.max(axis=-1, keepdims=True))
    result: np.ndarray = shifted / shifted.sum(axis=-1, keepdims=True)
    return result


def track(
    case: Case, validation: Validation | None, mapping: Mapping3 = LIKELIHOODS
) -> Track | None:
    """The belief track from the first observation to the case's cut.

    ``None`` without observations or without a validation of the hypotheses to take ratings from.
    Raises ``ValueError`` where ``mapping`` lacks a code or a value is not between 0 and 1.
    """
    if validation is None or not case.observations:
        return None
    _check(mapping)
    model = _Model(case, validation, mapping)
    days = sorted({row.known_on for row in case.observations} | {case.as_of})
    steps: list[Step] = []
    before: dict[str, str] = {}
    for day in (day for day in days if day <= case.as_of):
        states = board(case, day)
        now = {row.indicator_id: row.standing for row in states if row.indicator_id in model.rated}
        moved = tuple((name, level) for name, level in now.items() if before.get(name) != level)
        moved = tuple(pair for pair in moved if pair[1] != "unknown")
        last = steps[-1] if steps else None
        step = model.step(day, states, moved, last)
        # What became known may also show two happenings to be one, without any level moving.
        if moved or last is None or day == case.as_of or _differ(step.central, last.central):
            steps.append(step)
        before = now
    seen = {row.indicator_id for row in board(case, case.as_of) if row.standing != "unknown"}
    return Track(
        model.hypotheses,
        dict(zip(model.hypotheses, model.prior.tolist(), strict=True)),
        model.elicited,
        tuple(row.indicator_id for row in case.indicators if row.indicator_id in model.rated),
        tuple(sorted(seen - model.rated.keys())),
        tuple(steps),
    )


def _differ(one: Mapping[str, float], other: Mapping[str, float]) -> bool:
    return any(abs(one[name] - other[name]) > 1e-12 for name in one)


def _check(mapping: Mapping3) -> None:
    for code in LIKELIHOODS:
        values = mapping.get(code, ())
        if len(values) != 3 or not all(0 < value < 1 for value in values):
            raise ValueError(f"likelihood of {code}: give three values between 0 and 1")


class _Model:
    """Priors and likelihoods of one case: variants × hypotheses for each rated indicator.

    Variant 0 is the central mapping with the analysts' mean; the others are every mapping with
    each analyst's own ratings.
    """

    def __init__(self, case: Case, validation: Validation, mapping: Mapping3) -> None:
        self.case = case
        self.hypotheses = tuple(row.hypothesis_id for row in case.hypotheses)
        given = [row.prior for row in case.hypotheses if row.prior is not None]
        self.elicited = len(given) == len(self.hypotheses)
        share = [1 / len(self.hypotheses)] * len(self.hypotheses)
        self.prior = np.array(given if self.elicited else share)
        codes, kept = _codes(case, self.hypotheses), validation.kept
        analysts = sorted({analyst for rows in codes.values() for analyst in rows})
        self.rated = {
            name: _variants(rows, analysts, mapping)
            for name, rows in codes.items()
            if name in kept and rows
        }

    def step(
        self,
        day: date,
        states: Sequence[State],
        moved: tuple[tuple[str, str], ...],
        last: Step | None,
    ) -> Step:
        told = [row for row in states if row.indicator_id in self.rated and row.by]
        # What was not found does not water down what was, though one source told of both.
        quiet = [row for row in told if not row.raised]
        raised = [row for row in told if row.raised]
        groups = [
            np.stack([self._logs(row) for row in group], axis=-2)
            for group in (*happenings(self.case, raised), *happenings(self.case, quiet))
        ]
        found = posterior(self.prior, groups)
        found = found if found.ndim == 2 else found[None, :]
        central, low, high = (
            dict(zip(self.hypotheses, values.tolist(), strict=True))
            for values in (found[0], found.min(axis=0), found.max(axis=0))
        )
        gainer, factor = _gain(last.central, central) if last else ("", 1.0)
        return Step(day, central, low, high, moved, gainer, factor)

    def _logs(self, state: State) -> np.ndarray:
        chance = self.rated[state.indicator_id]
        chance = 1 - chance if state.standing == "none" else chance
        logs: np.ndarray = WEIGHTS[state.standing] * np.log(chance)
        return logs


def _codes(case: Case, hypotheses: Sequence[str]) -> dict[str, dict[str, list[str]]]:
    """Indicator → analyst → codes over all hypotheses; an analyst with a gap is left out."""
    cells: dict[tuple[str, str], dict[str, str]] = {}
    for row in case.indicator_ratings:
        cells.setdefault((row.indicator_id, row.analyst), {})[row.outcome_id] = row.likelihood
    found: dict[str, dict[str, list[str]]] = {row.indicator_id: {} for row in case.indicators}
    for (name, analyst), codes in cells.items():
        if all(key in codes for key in hypotheses):
            found[name][analyst] = [codes[key] for key in hypotheses]
    return found


def _variants(
    rows: Mapping[str, Sequence[str]], analysts: Sequence[str], mapping: Mapping3
) -> np.ndarray:
    """Variants × hypotheses: the central one, then each analyst's under every mapping.

    Every indicator has the same variants in the same order. Where an analyst did not rate it, the
    mean of those who did stands in.
    """
    place = {code: number for number, code in enumerate(mapping)}
    central = np.array([[values[1] for values in mapping.values()]])
    blocks = [_means(rows.values(), place, central)]
    for analyst in analysts:
        own = [rows[analyst]] if analyst in rows else list(rows.values())
        blocks.append(_means(own, place, _choices(mapping)))
    return np.vstack(blocks)


def _means(
    rows: Iterable[Sequence[str]], place: Mapping[str, int], choices: np.ndarray
) -> np.ndarray:
    """Choices × hypotheses: by each choice of a value per code, the mean over these rows."""
    codes = np.array([[place[code] for code in row] for row in rows])
    found: np.ndarray = choices[:, codes].mean(axis=1)
    return found


def _choices(mapping: Mapping3) -> np.ndarray:
    """Every choice of one of the three values for each code: choices × codes."""
    return np.array(list(product(*mapping.values())))


def _gain(before: Mapping[str, float], after: Mapping[str, float]) -> tuple[str, float]:
    """The hypothesis whose probability rose most, and by what factor its odds did."""
    gainer = max(after, key=lambda name: after[name] - before[name])
    if after[gainer] - before[gainer] < 0.0005:
        return "", 1.0
    return gainer, _odds(after[gainer]) / _odds(before[gainer])


def _odds(probability: float) -> float:
    return probability / max(1 - probability, 1e-12)
