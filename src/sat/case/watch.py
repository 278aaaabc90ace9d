"""The tables of indicators and warning: what to watch, what was seen, what happened.

See ``tables`` for how a record class says what its columns are.
"""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from sat import scales
from sat.case.fields import (
    OUTCOMES,
    SOURCES,
    Day,
    Filled,
    Id,
    Kilometres,
    Label,
    Latitude,
    Longitude,
    MaybeCount,
    MaybeId,
    MaybeIds,
    MaybeNumber,
    Names,
    Ref,
    Text,
    When,
    YesNo,
    coded,
)
from sat.case.record import Added, Record


class Indicator(Added):
    """Something to watch, with the thresholds at which it says something."""

    ABOUT: ClassVar[str] = "What to watch, where it would change, and who looks how often"
    KEY: ClassVar[tuple[str, ...]] = ("indicator_id",)

    indicator_id: Id = Field(description="short id, such as I01")
    text: Filled = Field(description="what is watched")
    points_to: Annotated[MaybeId, Ref(OUTCOMES.tables, blank=True)] = Field(
        description="the hypothesis or scenario it speaks for; blank = cross-cutting"
    )
    low: Filled = Field(description="low threshold")
    high: Filled = Field(description="high threshold")
    source_to_watch: Text = Field(description="where it would be seen")
    cadence: Annotated[str, *coded(scales.CADENCE, "")] = Field(description="how often to look")
    owner: Text = Field(description="who looks")


class IndicatorRating(Added):
    """How likely an indicator is under one outcome."""

    ABOUT: ClassVar[str] = "How likely the high threshold is reached if the outcome were true"
    KEY: ClassVar[tuple[str, ...]] = ("indicator_id", "outcome_id", "analyst")

    indicator_id: Annotated[Id, Ref(("indicators",))] = Field(description="the indicator")
    outcome_id: Annotated[Id, OUTCOMES] = Field(description="the hypothesis or scenario")
    analyst: Id = Field(description="who rated")
    likelihood: Annotated[str, *coded(scales.LIKELIHOOD)] = Field(
        description="highly likely … highly unlikely"
    )
    rationale: Text = Field("", description="why, in one sentence")


class Observation(Record):
    """What was seen of an indicator."""

    ABOUT: ClassVar[str] = "What was seen of an indicator; unknown is not the same as none"
    KEY: ClassVar[tuple[str, ...]] = ("indicator_id", "observed_on", "known_on", "text")

    indicator_id: Annotated[Id, Ref(("indicators",))] = Field(description="the indicator")
    observed_on: When = Field(description="when it was so")
    known_on: Day = Field(description="day it became known")
    level: Annotated[str, *coded(scales.LEVEL)] = Field(description="how far it got")
    value: MaybeNumber = Field(description="the number seen, where there is one")
    text: Filled = Field(description="what was seen")
    source_ids: Annotated[MaybeIds, SOURCES] = Field(description="the sources")
    dependence_group: Label = Field(
        "", description="observations of one happening share this label and count once"
    )


class Event(Record):
    """One event of the chronology."""

    ABOUT: ClassVar[str] = "Chronology; tolls are ranges and blank is unknown, not zero"
    KEY: ClassVar[tuple[str, ...]] = ("event_id",)

    event_id: Id = Field(description="short id, such as C001")
    date: When = Field(description="when it happened")
    known_on: Day = Field(description="day it became known")
    place: Filled = Field(description="town or area, no finer")
    country: Filled = Field(description="country")
    latitude: Latitude = Field(description="of the town")
    longitude: Longitude = Field(description="of the town")
    perpetrator: Text = Field(description="who, as attributed")
    target: Text = Field(description="what was attacked")
    killed_low: MaybeCount = Field(description="lowest toll reported")
    killed_high: MaybeCount = Field(description="highest toll reported")
    urban: YesNo = Field(description="in a town, its airport or its garrison")
    complex: YesNo = Field(description="two or more sites or methods in one operation")
    kind: Annotated[str, *coded(scales.EVENT_KIND, "")] = Field(
        "", description="what sort of event it is; blank = attack"
    )
    source_ids: Annotated[MaybeIds, SOURCES] = Field(description="the sources")


class ReferenceClass(Added):
    """One way of wording what counts as an event of the asked kind, and since when to count."""

    ABOUT: ClassVar[str] = (
        "What counts as an event of the asked kind: one row a wording. An attack belongs to the "
        "class if it meets every column that is filled"
    )
    KEY: ClassVar[tuple[str, ...]] = ("class_id",)

    class_id: Id = Field(description="short id, such as capital-2017")
    title: Filled = Field(description="the wording in a few words")
    since: Day = Field(description="first day that is counted")
    area: Text = Field(description="what the places are called together, such as the capital")
    country: Text = Field(description="country of the event and of the places; blank = any")
    places: Names = Field(description="towns near which it counts; blank = see min_population")
    latitude: Latitude = Field(description="reference point, where there is one place")
    longitude: Longitude = Field(description="reference point, where there is one place")
    min_population: MaybeCount = Field(description="or near any town with so many inhabitants")
    radius_km: Kilometres = Field(description="how near, great circle")
    perpetrator: Names = Field(description="one of these stands in the attribution; blank = anyone")
    lethal: YesNo = Field(description="yes = at least one death")
    urban: YesNo = Field(description="yes = in a town, its airport or its garrison")
    complex: YesNo = Field(description="yes = two or more sites or methods")
    killed_at_least: MaybeCount = Field(
        None, description="at least so many deaths in one event; blank = any toll"
    )
    for_questions: YesNo = Field(
        "", description="yes = for single questions only, no wording of the case's own question"
    )

    @property
    def known(self) -> date | None:
        """``known_on``, else the first day that is counted: nobody counts from a day to come."""
        return self.known_on or self.since
