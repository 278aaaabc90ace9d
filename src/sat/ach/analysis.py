"""One analysis of competing hypotheses: from a case to a frozen result."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sat.ach.grades import ENDS, Grade, grade
from sat.ach.matrix import Matrix, build_matrix
from sat.ach.robustness import LeftOut, contested, leave_one_out
from sat.ach.scores import diagnosticity, rank, rankable, score, terms
from sat.case import Case

Ranking = dict[str, list[list[str]]]


@dataclass(frozen=True)
class AchResult:
    """Everything that ACH finds in a case; figures, tables and sentences only arrange it.

    Attributes
    ----------
    case, matrix
        What was analysed.
    analyst
        Whose ratings, blank where those of all analysts are pooled.
    scores
        Hypotheses × rules. Sums and, as ``…_per_item``, means over the rated items;
        ``weighted_low`` and ``weighted_high`` are PARC's score with every unknown grade at the
        low and at the high weight. All say how much speaks *against* a hypothesis.
    ranking
        For each column of ``scores`` the hypotheses from least to most refuted, ties together.
    contested
        Hypotheses that other values of the unknown grades would put level with or ahead of a
        leader of the weighted rule; see ``robustness.contested``.
    unranked
        Hypotheses with too few marks to be ranked.
    items
        Evidence items: ``grade``, ``weight``, ``unknown`` (is a part of the grade unknown?),
        ``diagnosticity``, ``spread``, ``alike``.
    coverage
        Hypotheses × (each analyst, ``anyone``): share of the items rated, NA included; and
        ``marked``: share with a mark CC to II.
    by_analyst
        Each analyst's own ranking, where several are pooled.
    left_out
        Who leads when one thing is left out.

    """

    case: Case
    matrix: Matrix
    analyst: str
    scores: pd.DataFrame
    ranking: Ranking
    contested: tuple[str, ...]
    unranked: tuple[str, ...]
    items: pd.DataFrame
    coverage: pd.DataFrame
    by_analyst: dict[str, Ranking]
    left_out: tuple[LeftOut, ...]

    def score(self, rule: str, hypothesis: str) -> float:
        """One number of ``scores``."""
        return float(self.scores[rule][hypothesis])

    def grade(self, item: str) -> str:
        """An item's grade as it is printed, such as ``B2``."""
        return str(self.items["grade"][item])

    def leaders(self, rule: str) -> list[str]:
        """The least refuted hypotheses by a rule: one, or several that tie; none if unranked."""
        places = self.ranking[rule]
        return places[0] if places else []


def analyse(case: Case, analyst: str = "") -> AchResult:
    """Analyse a case's ratings as of its cut.

    Parameters
    ----------
    case
        A case with hypotheses, evidence and ratings.
    analyst
        One analyst, or blank (or ``"pooled"``) for all of them.

    Raises
    ------
    ValueError
        If there are no ratings at the cut, or none by this analyst.

    """
    analyst = "" if analyst == "pooled" else analyst
    matrix = build_matrix(case, analyst)
    reliability = {source.source_id: source.reliability for source in case.sources}
    grades = [grade(item, reliability) for item in matrix.evidence]
    scores, ranking, unranked = _score(matrix, grades)
    several = len(matrix.analysts) > 1
    leaders = {key: places[0] if places else [] for key, places in ranking.items()}
    own = {name: _score(matrix.only(name), grades)[1] for name in matrix.analysts if several}
    return AchResult(
        case=case,
        matrix=matrix,
        analyst=analyst,
        scores=scores,
        ranking=ranking,
        contested=_contested(matrix, grades, ranking["weighted"]),
        unranked=unranked,
        items=_items(matrix, grades),
        coverage=_coverage(matrix),
        by_analyst=own,
        left_out=tuple(leave_one_out(case, matrix, leaders)),
    )


def _score(matrix: Matrix, grades: list[Grade]) -> tuple[pd.DataFrame, Ranking, tuple[str, ...]]:
    what = terms(matrix)
    weights = np.array([item.weight() for item in grades])
    groups = [item.dependence_group for item in matrix.evidence]
    numbers = score(what, weights, groups)
    for key, unknown in ENDS.items():
        ends = np.array([item.weight(unknown) for item in grades])
        numbers[key] = score(what, ends, groups)["weighted"]
    eligible = rankable(what)
    ranking = {key: rank(value, matrix.names, eligible) for key, value in numbers.items()}
    unranked = [name for name, there in zip(matrix.names, eligible, strict=True) if not there]
    return pd.DataFrame(numbers, index=matrix.names), ranking, tuple(unranked)


def _contested(matrix: Matrix, grades: list[Grade], ranking: list[list[str]]) -> tuple[str, ...]:
    low, high = (np.array([item.weight(end) for item in grades]) for end in ENDS.values())
    return tuple(contested(terms(matrix).points, low, high, matrix.names, ranking))


def _items(matrix: Matrix, grades: list[Grade]) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "grade": [item.code for item in grades],
            "relevance": [item.relevance for item in grades],
            "weight": [item.weight() for item in grades],
            "unknown": [item.unknown for item in grades],
        },
        index=matrix.items,
    )
    return frame.join(diagnosticity(matrix))


def _coverage(matrix: Matrix) -> pd.DataFrame:
    rated = {
        name: (matrix.codes[number] != "").mean(axis=0)
        for number, name in enumerate(matrix.analysts)
    }
    rated["anyone"] = matrix.rated.mean(axis=0)
    rated["marked"] = matrix.marked.mean(axis=0)
    return pd.DataFrame(rated, index=matrix.names)
