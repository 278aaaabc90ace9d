"""What of ACH is timed, ours and plainly, and whether both find the same."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import isclose, sqrt
from statistics import median

import numpy as np
import percell
from drawn import drawn

from sat.ach.analysis import analyse
from sat.ach.attack import attack
from sat.ach.bayes import bayes
from sat.ach.collect import collect
from sat.ach.grades import grade
from sat.ach.jitter import around, jitter
from sat.ach.matrix import Matrix, build_matrix
from sat.ach.robustness import leave_one_out
from sat.ach.scores import RULES, Array, rank, rankable, score, terms
from sat.ach.unseat import one_steps, unseat
from sat.case import Case

SIZES, HYPOTHESES, DRAWS = (30, 100, 300, 1000), 20, 10_000
ENOUGH, REPEATS = 3.0, 7  # runs are repeated until they took so many seconds, or so often
SMALL = [(items, rivals, seed) for items in (1, 4, 9) for rivals in (1, 2, 4) for seed in range(4)]
SMALL += [(30, 20, 1)]

Scores = dict[str, Array]
Leaders = dict[str, list[str]]


@dataclass(frozen=True)
class Desk:
    """A case of one size, and what is worked out before any clock runs."""

    case: Case
    matrix: Matrix
    weights: Array
    groups: list[str]
    sheet: percell.Sheet

    def scored(self) -> tuple[Scores, Leaders]:
        """All scores, and who leads by each."""
        what = terms(self.matrix)
        scores, eligible = score(what, self.weights, self.groups), rankable(what)
        ranked = {key: rank(value, self.matrix.names, eligible) for key, value in scores.items()}
        return scores, {key: places[0] if places else [] for key, places in ranked.items()}

    def left_out(self) -> object:
        """All scores, and who leads without each item, source, origin, group and analyst."""
        return leave_one_out(self.case, self.matrix, self.scored()[1])

    def unseated(self) -> object:
        """The smallest set of steps for every rival, by every rule."""
        return [unseat(self.matrix, self.weights, rule.key) for rule in RULES]

    def plainly_scored(self) -> object:
        """The same scores and leaders, cell by cell."""
        return percell.leaders(percell.scores(self.sheet, self.sheet.items))


def desk(items: int, hypotheses: int = HYPOTHESES, seed: int = 1) -> Desk:
    """A drawn case with its matrix and weights."""
    case = drawn(items, hypotheses, seed=seed)
    matrix = build_matrix(case)
    reliability = {row.source_id: row.reliability for row in case.sources}
    weights = np.array([grade(row, reliability).weight() for row in matrix.evidence])
    groups = [row.dependence_group for row in matrix.evidence]
    return Desk(case, matrix, weights, groups, percell.sheet(matrix, weights))


@dataclass(frozen=True)
class Task:
    """What is timed: ours, the plain one and the sizes it is run at, and the aim in seconds."""

    name: str
    ours: Callable[[Desk], object]
    plain: Callable[[Desk], object] | None = None
    plain_sizes: tuple[int, ...] = ()
    aim: float | None = None


def _drawn_weights(at: Desk) -> object:
    return jitter(at.matrix, *around(at.weights), draws=DRAWS)


def _plain_weights(at: Desk) -> object:
    return percell.jittered(at.sheet, sqrt(2), DRAWS, random.Random(1).random)


SCORES, LEFT = "All scores", "All scores and leave-one-outs"
STEPS, DRAWN = "All one-step changes", f"{DRAWS:,} draws of the weights"
TASKS = (
    Task(SCORES, Desk.scored, Desk.plainly_scored, SIZES),
    Task(LEFT, Desk.left_out, lambda at: percell.leave_one_out(at.sheet), SIZES, 0.2),
    Task(
        STEPS,
        lambda at: one_steps(at.matrix, at.weights),
        lambda at: percell.one_steps(at.sheet),
        SIZES[:2],
        1.0,
    ),
    Task(DRAWN, _drawn_weights, _plain_weights, SIZES, 5.0),
    Task("Smallest sets that unseat, four rules", Desk.unseated),
    Task("Odds, each group left out", lambda at: bayes(at.case)),
    Task("What to find out next", lambda at: collect(at.case)),
    Task("Matrix from the ratings", lambda at: build_matrix(at.case)),
    Task("The whole analysis, all of this included", lambda at: attack(analyse(at.case))),
)


@dataclass(frozen=True)
class Timing:
    """Seconds of the fastest run and of the middle one, and how many runs there were."""

    least: float
    middle: float
    runs: int


def timed(action: Callable[[], object]) -> Timing:
    """Runs repeated until they took ``ENOUGH`` seconds together, or ``REPEATS`` times."""
    taken: list[float] = []
    while sum(taken) < ENOUGH and len(taken) < REPEATS:
        start = time.perf_counter()
        action()
        taken.append(time.perf_counter() - start)
    return Timing(min(taken), median(taken), len(taken))


@dataclass(frozen=True)
class Measured:
    """A task at one size; ``plain`` is missing where the plain one is not run."""

    task: Task
    items: int
    ours: Timing
    plain: Timing | None


def measured() -> list[Measured]:
    """Every task at every size, the small sizes first."""
    found = []
    for items in SIZES:
        at = desk(items)
        for task in TASKS:
            ours = timed(partial(task.ours, at))
            runs = task.plain if items in task.plain_sizes else None
            found.append(Measured(task, items, ours, timed(partial(runs, at)) if runs else None))
    return found


def check(items: int, hypotheses: int, seed: int) -> None:
    """Hold ours and the plain one to the same results; ``AssertionError`` names what differs."""
    at = desk(items, hypotheses, seed)
    scores, leaders = at.scored()
    plain = percell.scores(at.sheet, at.sheet.items)
    for rule, values in plain.items():
        for name, value in values.items():
            own = abs(float(scores[rule][at.matrix.names.index(name)]))
            _same("the score", isclose(own, value, rel_tol=1e-9, abs_tol=1e-9))
    own_leaders = {rule.key: tuple(leaders[rule.key]) for rule in RULES}
    _same("the leaders", own_leaders == percell.leaders(plain))
    without: dict[str, percell.Leaders] = {}
    for row in leave_one_out(at.case, at.matrix, leaders):
        if row.kind == "item":
            without.setdefault(row.dropped, {})[row.rule] = row.leaders
    if items > 1:  # without its only item nothing is left to score
        _same("who leads without an item", without == percell.leave_one_out(at.sheet))
    steps = {
        (found.rule, row.analyst, row.item, row.hypothesis, row.after)
        for found in one_steps(at.matrix, at.weights)
        for row in found.changes
    }
    _same("the one-step changes", steps == percell.one_steps(at.sheet))
    own_draws = jitter(at.matrix, *around(at.weights), draws=50, seed=seed)
    chance = np.random.default_rng(seed).random  # ours takes its numbers in the same order
    shares = {row.hypothesis: (row.alone, row.tied) for row in own_draws.shares}
    _same("the draws", shares == percell.jittered(at.sheet, sqrt(2), 50, chance))


def _same(what: str, same: bool) -> None:
    if not same:
        raise AssertionError(f"{what}: ours and the plain one differ")
