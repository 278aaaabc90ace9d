"""The tables of scenario work: drivers, their states, how states bear on each other, scenarios.

See ``tables`` for how a record class says what its columns are.
"""

from typing import Annotated, ClassVar

from pydantic import Field

from sat import scales
from sat.case.fields import Filled, Id, Impact, MaybeId, MaybeIds, OneToFive, Ref, Text, coded
from sat.case.record import Added


class Driver(Added):
    """A force that shapes the outcome."""

    ABOUT: ClassVar[str] = "The forces that shape what happens"
    KEY: ClassVar[tuple[str, ...]] = ("driver_id",)

    driver_id: Id = Field(description="short id, such as D1")
    title: Filled = Field(description="a name of a few words")
    kind: Text = Field(description="political, military, economic …")
    importance: OneToFive = Field(description="for the outcome, 5 = most")
    uncertainty: OneToFive = Field(description="of its course, 5 = most")


class State(Added):
    """One of the values a driver can take."""

    ABOUT: ClassVar[str] = "The values each driver can take"
    KEY: ClassVar[tuple[str, ...]] = ("state_id",)

    driver_id: Annotated[Id, Ref(("drivers",))] = Field(description="the driver")
    state_id: Id = Field(description="id, unique over all drivers")
    title: Filled = Field(description="a name of a few words")


class ImpactOf(Added):
    """How one state promotes or restricts another."""

    ABOUT: ClassVar[str] = "Cross-impacts; a pair that is not listed is 0"
    KEY: ClassVar[tuple[str, ...]] = ("from_state", "to_state")

    from_state: Annotated[Id, Ref(("states",))] = Field(description="the state that acts")
    to_state: Annotated[Id, Ref(("states",))] = Field(description="the state that is acted on")
    impact: Impact = Field(description="promotes (+) or restricts (-); see impact_range")
    rationale: Text = Field(description="why")


class Pair(Added):
    """Whether two states can go together."""

    ABOUT: ClassVar[str] = "Which states can go together; a pair that is not listed is not assessed"
    KEY: ClassVar[tuple[str, ...]] = ("state_a", "state_b")

    state_a: Annotated[Id, Ref(("states",))] = Field(description="one state")
    state_b: Annotated[Id, Ref(("states",))] = Field(description="the other, of another driver")
    consistency: Annotated[str, *coded(scales.CONSISTENCY)] = Field(description="the judgment")
    kind: Annotated[str, *coded(scales.CONSISTENCY_KIND)] = Field(description="sort of reason")
    reason: Text = Field(description="the reason")


class Exclusion(Added):
    """Three or more states that cannot all hold, though any two of them may."""

    ABOUT: ClassVar[str] = "Three or more states that cannot all hold, though any two of them may"
    KEY: ClassVar[tuple[str, ...]] = ("exclusion_id",)

    exclusion_id: Id = Field(description="short id, such as X1")
    states: Annotated[MaybeIds, Ref(("states",), whole=True)] = Field(
        description="three or more states, each of another driver"
    )
    kind: Annotated[str, *coded(scales.CONSISTENCY_KIND)] = Field(description="sort of reason")
    reason: Filled = Field(description="the reason")


class Scenario(Added):
    """A configuration with a name and a story."""

    ABOUT: ClassVar[str] = "Alternative futures: a configuration with a name and a story"
    KEY: ClassVar[tuple[str, ...]] = ("scenario_id",)

    scenario_id: Id = Field(description="short id, such as SC1")
    title: Filled = Field(description="a name of a few words")
    narrative: Filled = Field(description="the story")
    states: Annotated[MaybeIds, Ref(("states",))] = Field(description="at most one state a driver")
    hypothesis_id: Annotated[MaybeId, Ref(("hypotheses",), blank=True)] = Field(
        description="the hypothesis it feeds"
    )
