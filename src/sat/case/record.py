"""What every row of every table has in common.

``KEY`` are the columns that together name a row; ``KNOWN`` is the column whose day decides whether
a row is visible at a cut (``None``: always visible); ``ABOUT`` is the table in one sentence.
"""

from datetime import date
from functools import cache
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from sat.case.fields import MaybeDay, Ref, Text


class Record(BaseModel):
    """One row of a table, frozen. Columns that are not known here are kept in ``model_extra``."""

    model_config = ConfigDict(frozen=True, strict=True, extra="allow")

    ABOUT: ClassVar[str]
    KEY: ClassVar[tuple[str, ...]]
    KNOWN: ClassVar[str | None] = "known_on"

    note: Text = Field("", description="anything else a reader should know")

    @property
    def known(self) -> date | None:
        """The day from which the row is visible; ``None``: from the start."""
        return getattr(self, self.KNOWN) if self.KNOWN else None

    @classmethod
    @cache  # asked for once a row
    def references(cls) -> tuple[tuple[str, Ref], ...]:
        """Each column that points into other tables, with those tables."""
        fields = cls.model_fields.items()
        marks = ((name, mark) for name, field in fields for mark in field.metadata)
        return tuple((name, mark) for name, mark in marks if isinstance(mark, Ref))

    def cells(self) -> dict[str, Any]:
        """The record's own columns and values, without the extra ones."""
        return {name: getattr(self, name) for name in columns(type(self))}


class Added(Record):
    """A row of the case's frame: visible from the start unless it says when it was added."""

    known_on: MaybeDay = Field(None, description="day it was added; blank = from the start")


def columns(record: type[Record]) -> tuple[str, ...]:
    """The columns of a table in the order in which they are written: its own, then the common."""
    last = ("known_on", "note") if issubclass(record, Added) else ("note",)
    return tuple(name for name in record.model_fields if name not in last) + last
