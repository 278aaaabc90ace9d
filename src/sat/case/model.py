"""The case in memory: frozen records, and labelled frames of them."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from sat.case.futures import Driver, Exclusion, ImpactOf, Pair, Scenario, State
from sat.case.record import Record, columns
from sat.case.settings import Settings
from sat.case.tables import (
    TABLES,
    Assumption,
    Evidence,
    Forecast,
    Hypothesis,
    Question,
    Rating,
    Source,
)
from sat.case.watch import Event, Indicator, IndicatorRating, Observation, ReferenceClass

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Case:
    """A question and all that is known of it on one day (``as_of``). Nothing in it can change.

    ``settings`` is `case.toml`; every other field is a table, in file order, cut at ``as_of``.
    A technique that was not applied has an empty table.
    """

    settings: Settings
    as_of: date
    sources: tuple[Source, ...] = ()
    hypotheses: tuple[Hypothesis, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    ratings: tuple[Rating, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    indicator_ratings: tuple[IndicatorRating, ...] = ()
    observations: tuple[Observation, ...] = ()
    drivers: tuple[Driver, ...] = ()
    states: tuple[State, ...] = ()
    impacts: tuple[ImpactOf, ...] = ()
    consistency: tuple[Pair, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    events: tuple[Event, ...] = ()
    reference_classes: tuple[ReferenceClass, ...] = ()
    questions: tuple[Question, ...] = ()
    forecasts: tuple[Forecast, ...] = ()
    hidden: int = field(default=0, compare=False)  # rows that the cut keeps back

    @property
    def case_id(self) -> str:
        """The folder's name."""
        return self.settings.case_id

    @property
    def question(self) -> str:
        """The question, as it would be asked aloud."""
        return self.settings.question

    @property
    def judgment_days(self) -> list[date]:
        """The days on which anybody gave probabilities for the hypotheses, oldest first."""
        return sorted({row.made_on for row in self.forecasts if row.question_id == self.case_id})

    def tables(self) -> Iterator[tuple[str, tuple[Record, ...]]]:
        """Each table's name with its records."""
        for item in fields(self):
            if item.name in TABLES:
                yield item.name, getattr(self, item.name)

    def frame(self, name: str) -> "pd.DataFrame":
        """A table as a frame: its own columns as the file has them, missing kept apart by column.

        Raises ``KeyError`` for a name that is no table.
        """
        import pandas as pd  # slow to import, and checking a case does not need it

        record = TABLES[name]
        rows = [row.cells() for row in getattr(self, name)]
        return pd.DataFrame(rows, columns=list(columns(record)))

    @cached_property
    def input_hash(self) -> str:
        """SHA-256 over everything that is visible at the cut, as 64 hexadecimal digits.

        Rows that are added later, with later days, leave the hash of an earlier cut as it was.
        """
        seen = {
            "as_of": self.as_of,
            "settings": self.settings.model_dump(exclude={"as_of"}),
            **{name: [row.cells() for row in rows] for name, rows in self.tables()},
        }
        text = json.dumps(seen, default=str, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()
