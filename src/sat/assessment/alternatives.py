"""Alternatives considered: what speaks against each hypothesis, and what would make it lead."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sat.ach import AchResult
from sat.ach.attack import Attack
from sat.ach.unseat import Change
from sat.indicators import IndicatorResult
from sat.indicators.warning import Warned

RULE = "inconsistency"
MOST = 3  # items that are named against a hypothesis


@dataclass(frozen=True)
class Alternative:
    """One hypothesis, leader or not.

    Attributes
    ----------
    name, title
        The hypothesis.
    leads
        Is it (among) the least refuted by the Inconsistency rule?
    against
        The items that speak most against it, by weight times inconsistency, and how many do.
    count_against
        See ``against``.
    changes
        The fewest changes of marks that bring it level with the leader; empty for a leader, and
        ``None`` where the rule does not rank it.
    warned
        The warning for it; ``None`` where the case has no indicators.
    scenarios
        Ids of the named scenarios that feed it.

    """

    name: str
    title: str
    leads: bool
    against: tuple[str, ...]
    count_against: int
    changes: tuple[Change, ...] | None
    warned: Warned | None
    scenarios: tuple[str, ...]

    @property
    def steps(self) -> int | None:
        """Steps of marks to the lead; 0 for a leader, ``None`` where it is not ranked."""
        return None if self.changes is None else sum(change.steps for change in self.changes)


def alternatives(
    result: AchResult, attacked: Attack, indicators: IndicatorResult | None
) -> tuple[Alternative, ...]:
    """Every hypothesis, in the order of the Inconsistency rule, those not ranked last."""
    return tuple(_alternatives(result, attacked, indicators))


def _alternatives(
    result: AchResult, attacked: Attack, indicators: IndicatorResult | None
) -> Iterator[Alternative]:
    leaders = result.leaders(RULE)
    needs = {row.rival: row.changes for row in attacked.unseatings[RULE]}
    warned = {row.outcome: row for row in indicators.warnings} if indicators else {}
    titles = {row.hypothesis_id: row.title for row in result.case.hypotheses}
    ranked = [name for tied in result.ranking[RULE] for name in tied]
    for name in [*ranked, *result.unranked]:
        items, number = _against(result, name)
        yield Alternative(
            name=name,
            title=titles[name],
            leads=name in leaders,
            against=items,
            count_against=number,
            changes=() if name in leaders else needs.get(name),
            warned=warned.get(name),
            scenarios=tuple(
                row.scenario_id for row in result.case.scenarios if row.hypothesis_id == name
            ),
        )


def _against(result: AchResult, name: str) -> tuple[tuple[str, ...], int]:
    """The items that speak most against a hypothesis, and how many speak against it at all."""
    matrix = result.matrix
    marks = matrix.values[:, :, matrix.names.index(name)]
    given = (~np.isnan(marks)).sum(axis=0)
    less = np.where(marks < 0, -marks, 0.0)  # NaN < 0 is false: what is no mark adds nothing
    force = less.sum(axis=0) / np.maximum(given, 1) * result.items["weight"].to_numpy()
    order = np.argsort(-force, kind="stable")
    speaking = [matrix.items[place] for place in order if force[place] > 0]
    return tuple(speaking[:MOST]), len(speaking)
