"""The ACH matrix: who rated which item how against which hypothesis, as of a cut."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from sat.case import Case
from sat.case.tables import Evidence, Hypothesis
from sat.scales import RATING

POINTS = {level.code: np.nan if level.points is None else level.points for level in RATING.levels}


@dataclass(frozen=True)
class Matrix:
    """Ratings as a cube of analysts × items × hypotheses.

    ``codes`` holds the marks as text, blank where there is none. ``values`` holds their points,
    CC 2, C 1, N 0, I -1, II -2, and NaN for blank *and* NA: neither is an amount, so neither can
    slip into a sum. ``codes`` keeps the two apart.
    """

    analysts: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    hypotheses: tuple[Hypothesis, ...]
    codes: npt.NDArray[np.str_]
    values: npt.NDArray[np.float64]

    @property
    def items(self) -> list[str]:
        """Ids of the evidence items, in file order."""
        return [row.evidence_id for row in self.evidence]

    @property
    def names(self) -> list[str]:
        """Ids of the hypotheses, in file order."""
        return [row.hypothesis_id for row in self.hypotheses]

    @property
    def marked(self) -> npt.NDArray[np.bool_]:
        """Items × hypotheses: has anybody given a mark CC to II?"""
        return np.asarray((~np.isnan(self.values)).any(axis=0))

    @property
    def rated(self) -> npt.NDArray[np.bool_]:
        """Items × hypotheses: has anybody rated, NA included?"""
        return np.asarray((self.codes != "").any(axis=0))

    def marks(self, row: int, column: int) -> list[str]:
        """The different codes given to one item and hypothesis, in the scale's order."""
        given = set(self.codes[:, row, column].tolist()) - {""}
        return sorted(given, key=RATING.codes.index)

    def cells(self) -> pd.DataFrame:
        """The marks as shown: one code where all who rated agree, else each of them (``C/I``)."""
        shown = [
            ["/".join(self.marks(row, column)) for column in range(len(self.hypotheses))]
            for row in range(len(self.evidence))
        ]
        return pd.DataFrame(shown, index=self.items, columns=self.names, dtype=str)

    def only(self, *analysts: str) -> "Matrix":
        """The matrix of some of the analysts."""
        chosen = [self.analysts.index(name) for name in analysts]
        return Matrix(
            analysts, self.evidence, self.hypotheses, self.codes[chosen], self.values[chosen]
        )


def build_matrix(case: Case, analyst: str = "") -> Matrix:
    """The ratings of one analyst, or of all of them where ``analyst`` is blank.

    Of several ratings of one cell by one analyst the newest counts. Items that are not rated stay
    in, with blanks.

    Raises ``ValueError`` for an analyst without ratings, and for a case that has nothing to rate.
    """
    raters = {row.analyst for row in case.ratings if row.rating}
    names = tuple(name for name in case.settings.analysts if name in raters)
    if not names:
        raise ValueError(f"case {case.case_id} has no ratings as of {case.as_of}")
    if analyst and analyst not in names:
        raise ValueError(
            f"analyst {analyst!r} has no ratings as of {case.as_of}; those who have: "
            f"{', '.join(names)}"
        )
    chosen = (analyst,) if analyst else names
    items = {row.evidence_id: number for number, row in enumerate(case.evidence)}
    hypotheses = {row.hypothesis_id: number for number, row in enumerate(case.hypotheses)}
    codes = np.full((len(chosen), len(items), len(hypotheses)), "", dtype="U2")
    for row in sorted(case.ratings, key=lambda rating: rating.rated_on):
        if row.analyst in chosen:
            place = chosen.index(row.analyst), items[row.evidence_id], hypotheses[row.hypothesis_id]
            codes[place] = row.rating
    values = np.vectorize(lambda code: POINTS.get(code, np.nan), otypes=[float])(codes)
    return Matrix(chosen, case.evidence, case.hypotheses, codes, values)
