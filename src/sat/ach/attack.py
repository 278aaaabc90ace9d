"""An answer under attack: what it takes to unseat the leader, and what the ratings imply as odds.

The findings of ``analyse`` say who is least refuted. Here the same matrix is attacked: every single
step of a mark, the smallest set of steps that unseats the leader (the devil's advocate's case),
weights drawn at random, analysts taken apart; and it is read as a model of probabilities, which
says what would be worth finding out.
"""

from dataclasses import dataclass

from sat.ach.analysis import AchResult
from sat.ach.analysts import (
    Agreement,
    Mover,
    Pooling,
    agreement,
    movers,
    pairs,
    pool,
)
from sat.ach.bayes import View, bayes, disagreements
from sat.ach.collect import Plan, collect
from sat.ach.jitter import Jitter, around, jitter
from sat.ach.scores import RULES
from sat.ach.unseat import Steps, Unseating, one_steps, unseat

DRAWS, SEED = 10_000, 1


@dataclass(frozen=True)
class Attack:
    """Everything that the attacks find; tables and sentences only arrange it.

    Attributes
    ----------
    result
        The analysis that is attacked.
    steps
        Under each rule all single steps of one analyst's mark, and which alter who leads.
    unseatings
        By rule, for each rival the smallest set of steps that brings it level with the leader.
    jitter
        Who leads when the weights of all items are drawn at random (weighted rule).
    poolings, agreement, pairs, movers
        Orders of pooling, agreement of all analysts and of any two, and who moves the answer;
        empty and ``None`` with one analyst.
    view
        The ratings read as likelihoods.
    parted
        Rules with other leaders than ``view``.
    plan
        What to find out next.

    """

    result: AchResult
    steps: tuple[Steps, ...]
    unseatings: dict[str, tuple[Unseating, ...]]
    jitter: Jitter
    poolings: tuple[Pooling, ...]
    agreement: Agreement | None
    pairs: tuple[Agreement, ...]
    movers: tuple[Mover, ...]
    view: View
    parted: dict[str, tuple[str, ...]]
    plan: Plan


def attack(result: AchResult) -> Attack:
    """Attack an analysis; the same result gives the same attack."""
    matrix, weights = result.matrix, result.items["weight"].to_numpy()
    several = len(matrix.analysts) > 1
    view = bayes(result.case, result.analyst)
    return Attack(
        result=result,
        steps=one_steps(matrix, weights),
        unseatings={rule.key: unseat(matrix, weights, rule.key) for rule in RULES},
        jitter=jitter(matrix, *around(weights), draws=DRAWS, seed=SEED),
        poolings=pool(matrix, weights) if several else (),
        agreement=agreement(matrix) if several else None,
        pairs=pairs(matrix) if several else (),
        movers=movers(matrix, weights) if several else (),
        view=view,
        parted=disagreements(view, {rule.key: result.ranking[rule.key] for rule in RULES}),
        plan=collect(result.case, result.analyst),
    )
