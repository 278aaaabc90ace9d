"""The tables of a case: one record class a file. Only here, ``futures`` and ``watch`` know columns.

A field's type says how a cell is read (``fields``), its description is what the data dictionary
prints, and a field with a default is a column that may be left out of the file. ``record`` says
what the class variables mean.
"""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from sat import scales
from sat.case.fields import (
    SOURCES,
    Day,
    Filled,
    Id,
    Label,
    Labels,
    MaybeDay,
    MaybeId,
    MaybeIds,
    MaybeProbability,
    MaybeWhen,
    Probability,
    Ref,
    Text,
    Url,
    YesNo,
    coded,
)
from sat.case.futures import Driver, Exclusion, ImpactOf, Pair, Scenario, State
from sat.case.record import Added, Record
from sat.case.watch import Event, Indicator, IndicatorRating, Observation, ReferenceClass


class Source(Record):
    """A publication, and how far it can be relied on."""

    ABOUT: ClassVar[str] = "Who says so: one row a publication"
    KEY: ClassVar[tuple[str, ...]] = ("source_id",)

    source_id: Id = Field(description="short id, such as S001")
    title: Filled = Field(description="what the publication is")
    publisher: Text = Field(description="who published it")
    published: MaybeWhen = Field(description="when it was published, as exactly as known")
    known_on: MaybeDay = Field(
        None, description="first day it could be read; blank = the last day of `published`"
    )
    url: Url = Field(description="where it can be read")
    reliability: Annotated[str, *coded(scales.RELIABILITY, "")] = Field(
        description="of the source, by its record (Admiralty); F = cannot be judged, not low"
    )
    origin_id: Label = Field(description="sources that go back to one origin share this label")

    @property
    def known(self) -> date | None:
        """``known_on``, else the last day on which it can have been published."""
        if self.known_on or not self.published:
            return self.known_on
        return self.published.last


class Hypothesis(Added):
    """One of the competing answers to the question."""

    ABOUT: ClassVar[str] = "The competing answers; together they should cover all that can happen"
    KEY: ClassVar[tuple[str, ...]] = ("hypothesis_id",)

    hypothesis_id: Id = Field(description="short id, such as H1")
    title: Filled = Field(description="a name of a few words")
    statement: Filled = Field(description="the hypothesis as a full sentence")
    decision_rule: Text = Field(description="when it will count as having come true")
    prior: MaybeProbability = Field(description="probability before the evidence; all or none")


class Evidence(Record):
    """One item that bears on the question."""

    ABOUT: ClassVar[str] = "What bears on the question: reports, absences, assumptions, arguments"
    KEY: ClassVar[tuple[str, ...]] = ("evidence_id",)

    evidence_id: Id = Field(description="short id, such as E01")
    text: Filled = Field(description="the item in one or two sentences")
    kind: Annotated[str, *coded(scales.KIND)] = Field(description="what sort of item it is")
    event_date: MaybeWhen = Field(description="when it happened")
    known_on: Day = Field(description="day it became known: decides what a cut shows")
    credibility: Annotated[str, *coded(scales.CREDIBILITY, "")] = Field(
        description="of the information (Admiralty); 6 = cannot be judged, not low"
    )
    relevance: Annotated[str, *coded(scales.RELEVANCE, "")] = Field(
        description="of the item to the question"
    )
    source_ids: Annotated[MaybeIds, SOURCES] = Field(description="the sources it rests on")
    dependence_group: Label = Field(description="items that lean on one report share this label")


class Rating(Record):
    """One analyst's judgment of one item against one hypothesis."""

    ABOUT: ClassVar[str] = (
        "One analyst's judgment of one item against one hypothesis. A later row for the same cell "
        "replaces the earlier one from its day on; no row = not rated"
    )
    KEY: ClassVar[tuple[str, ...]] = ("evidence_id", "hypothesis_id", "analyst", "rated_on")
    KNOWN: ClassVar[str | None] = "rated_on"

    evidence_id: Annotated[Id, Ref(("evidence",))] = Field(description="the item")
    hypothesis_id: Annotated[Id, Ref(("hypotheses",))] = Field(description="the hypothesis")
    analyst: Id = Field(description="who rated; one of the analysts in case.toml")
    rating: Annotated[str, *coded(scales.RATING, "")] = Field(
        description="if the hypothesis were true, how well would the item fit? Blank = not rated, "
        "N = neutral, NA = does not apply"
    )
    rated_on: Day = Field(description="day of the judgment")
    rationale: Text = Field(description="why, in one sentence")
    reconstructed: YesNo = Field("", description="yes = written later for this earlier day")


class Assumption(Record):
    """Something held true without proof that judgments rest on."""

    ABOUT: ClassVar[str] = "What is held true without proof, and what would overturn it"
    KEY: ClassVar[tuple[str, ...]] = ("assumption_id",)

    assumption_id: Id = Field(description="short id, such as A01")
    text: Filled = Field(description="the assumption as a sentence")
    status: Annotated[str, *coded(scales.STATUS)] = Field(
        description="S = basically solid, C = with caveats, U = unsupported"
    )
    if_wrong: Annotated[str, *coded(scales.IF_WRONG)] = Field(
        description="how much the judgment would change if it were wrong"
    )
    supports: Annotated[MaybeIds, Ref(("hypotheses", "evidence", "scenarios"))] = Field(
        description="what rests on it"
    )
    invalidated_by: Annotated[MaybeIds, Ref(("indicators",))] = Field(
        description="indicators that would overturn it"
    )
    contrary: Annotated[MaybeIds, Ref(("states",))] = Field(
        (), description="driver states that would hold if it were wrong (Quadrant Crunching)"
    )
    known_on: Day = Field(description="day it was written down")


class Question(Record):
    """A question that will be settled on a day."""

    ABOUT: ClassVar[str] = (
        "Questions that can be settled. Before `resolved_on` a cut hides the outcome, its sources "
        "and the note"
    )
    KEY: ClassVar[tuple[str, ...]] = ("question_id",)
    KNOWN: ClassVar[str | None] = "opens"

    question_id: Id = Field(description="short id, such as A1")
    text: Filled = Field(description="the question with its resolution wording")
    opens: Day = Field(description="day of the forecast")
    closes: Day = Field(description="horizon")
    outcomes: Labels = Field(description="what can come out")
    outcome: MaybeId = Field(description="what came out; blank = open")
    resolved_on: MaybeDay = Field(description="first day on which that could be known")
    source_ids: Annotated[MaybeIds, SOURCES] = Field(description="the sources of the outcome")
    class_id: Annotated[MaybeId, Ref(("reference_classes",), blank=True)] = Field(
        "", description="reference class whose base rate answers it; blank = none does"
    )


class Forecast(Record):
    """One analyst's probability for one outcome."""

    ABOUT: ClassVar[str] = "Probabilities given by analysts; reconstructed ones are never scored"
    KEY: ClassVar[tuple[str, ...]] = ("question_id", "analyst", "made_on", "outcome")
    KNOWN: ClassVar[str | None] = "made_on"

    question_id: Id = Field(description="the question, or the case_id: outcomes = its hypotheses")
    analyst: Id = Field(description="who judged")
    made_on: Day = Field(description="day of the judgment")
    outcome: Id = Field(description="one of the question's outcomes")
    probability: Probability = Field(description="as given, not yet made coherent")
    confidence: Annotated[str, *coded(scales.CONFIDENCE, "")] = Field(
        description="how well founded; kept apart from probability"
    )
    basis: Text = Field(description="what it rests on")
    reconstructed: YesNo = Field("", description="yes = written later for this earlier day")


TABLES: dict[str, type[Record]] = {
    "sources": Source,
    "hypotheses": Hypothesis,
    "evidence": Evidence,
    "ratings": Rating,
    "assumptions": Assumption,
    "indicators": Indicator,
    "indicator_ratings": IndicatorRating,
    "observations": Observation,
    "drivers": Driver,
    "states": State,
    "impacts": ImpactOf,
    "consistency": Pair,
    "exclusions": Exclusion,
    "scenarios": Scenario,
    "events": Event,
    "reference_classes": ReferenceClass,
    "questions": Question,
    "forecasts": Forecast,
}
