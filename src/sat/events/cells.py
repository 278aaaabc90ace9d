"""Columns of text made into numbers and days, with every cell that cannot be on the way.

A blank cell is a missing value, never 0. Whole columns are turned at once, since a file of UCDP
has 400,000 rows.
"""

import re
from dataclasses import dataclass, field

import pandas as pd

from sat.events.problem import LISTED, EventFileError, EventProblem

# ASCII: other scripts have digits too, and a file should hold one spelling of a number.
# A whole number may carry ".0", as spreadsheets write it.
_WHOLE = re.compile(r"[+-]?\d{1,15}(\.0+)?", re.ASCII)
_DECIMAL = re.compile(r"[+-]?\d{1,12}(\.\d{1,20})?([eE][+-]?\d{1,3})?", re.ASCII)
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[ T]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z?)?", re.ASCII)
_SPELLED = re.compile(r"(\d{1,2}) ([A-Z][a-z]+) (\d{4})", re.ASCII)
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_MISSING_DAY = "1753-01-01"  # the first day of SQL Server's calendar stands for none at UCDP


@dataclass
class Cells:
    """The text of a file's rows, and the faults found in it so far.

    ``rows`` has one column of text a column, blank where nothing stands, and ``row``, the number
    of the record in the file.
    """

    file: str
    rows: pd.DataFrame
    problems: list[EventProblem] = field(default_factory=list)
    count: int = 0

    def fault(self, wrong: pd.Series, column: str, expected: str) -> None:
        """Note the cells of a column where ``wrong`` holds."""
        bad = self.rows.loc[wrong, ["row", column]]
        self.count += len(bad)
        for row, value in bad.head(LISTED).itertuples(index=False):
            self.problems.append(EventProblem(int(row), column, str(value), expected))

    def check(self) -> None:
        """Raise ``EventFileError`` with all faults noted, if there are any."""
        if self.count:
            raise EventFileError(self.file, self.problems, self.count)

    def text(self, column: str, needed: bool = False) -> pd.Series:
        """The text as it stands."""
        if needed:
            self.fault(self.rows[column].str.strip() == "", column, "this may not be blank")
        return self.rows[column]

    def whole(self, column: str, low: int, high: int, needed: bool = False) -> pd.Series:
        """Whole numbers of ``low`` to ``high``; <NA> where the cell is blank."""
        words = f"write a whole number from {low} to {high}"
        numbers = self._number(column, _WHOLE, low, high, words, needed)
        return numbers.astype("Int64")

    def decimal(self, column: str, low: float, high: float) -> pd.Series:
        """Numbers of ``low`` to ``high``; NaN where the cell is blank."""
        words = f"write a number from {low:g} to {high:g}, with a point"
        return self._number(column, _DECIMAL, low, high, words, False)

    def _number(
        self,
        column: str,
        pattern: re.Pattern[str],
        low: float,
        high: float,
        words: str,
        needed: bool,
    ) -> pd.Series:
        text = self.rows[column].str.strip()
        blank = text == ""
        readable = text.str.fullmatch(pattern).astype(bool)
        numbers = pd.to_numeric(text.where(readable)).astype(float)
        wrong = ~numbers.between(low, high)
        self.fault(wrong if needed else wrong & ~blank, column, words)
        return numbers.where(~wrong)

    def day(self, column: str) -> pd.Series:
        """Days as ``datetime64[s]``; no cell may be blank, nor hold UCDP's mark for a missing day.

        Read are 2024-09-17, with or without a time behind it, and 17 September 2024.
        """
        text = self.rows[column].str.strip()
        plain = text.str.extract(_DAY.pattern, flags=re.ASCII)[0]
        plain = plain.where(text.str.fullmatch(_DAY).astype(bool))
        plain = plain.fillna(_from_words(text))
        days = pd.to_datetime(plain, format="%Y-%m-%d", errors="coerce").astype("datetime64[s]")
        missing = plain == _MISSING_DAY
        self.fault(missing, column, "UCDP writes this day where it has none; a day is needed here")
        words = "write a day that exists as YYYY-MM-DD; if this is no day, is a comma unquoted?"
        self.fault(days.isna() & ~missing, column, words)
        return days


def _from_words(text: pd.Series) -> pd.Series:
    """17 September 2024 as 2024-09-17, whatever language the machine speaks; else missing."""
    parts = text.where(text.str.fullmatch(_SPELLED).astype(bool)).str.extract(
        _SPELLED.pattern, flags=re.ASCII
    )
    month = parts[1].map({name: f"{number:02}" for number, name in enumerate(_MONTHS, 1)})
    return parts[2] + "-" + month.astype("str") + "-" + parts[0].str.zfill(2)
