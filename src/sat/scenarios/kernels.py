"""The compiled search for consistent scenarios: the tree of `balance.solve`, in machine code.

What `sat.scenarios.bounds` holds in one large integer is held in arrays here: the *ceiling* of each
condition, in a row for each depth of the search, so that going back is going up a row. The *drop*
of a state is what a condition loses when its descriptor goes from the best of all its states to
that one, so a descriptor takes from a ceiling the least drop among the states left to it.

A state fails a probe when there is a *target*, a descriptor that it has an impact on, none of whose
states could stand beside it. So a pair of descriptors is probed again only where its target has
changed since, and first with the state that stood beside it last (its *hint*). What settling and
probing leave is the same in whatever order they go, so the nodes are those of the pure engine, one
by one.

This module imports numba, which takes half a second; `sat.scenarios.compiled` imports it when it is
needed. ``search`` is compiled on its first call (ten seconds) and kept in numba's cache. The cache
is renewed when this file changes, not when another does: whatever is compiled into it is here.
"""

from typing import NamedTuple

import numpy as np

from sat.scenarios.jit import jitted, part

# Why `search` came back.
DONE, PAUSED, LIMIT, FULL = 0, 1, 2, 3
DEPTH, NODES, FOUND, HELD, DOOMED, STALE = range(6)  # the places in `Work.at`
OUT = 1 << 29  # added to the ceilings of a state that is ruled out: they raise no alarm any more


class Matrix(NamedTuple):
    """What does not change in a search.

    Descriptor i has the lines ``line[i]`` to ``line[i + 1]``, one a state; the state at a line has
    the conditions ``first[line]`` to ``first[line + 1]``. The pairs ``outs[i]`` to ``outs[i + 1]``
    are those of ``source`` i; of ``target`` j they are ``into[ins[j]]`` to ``into[ins[j + 1]]``.
    ``drop`` has a row a line and a column a condition. ``order`` are the descriptors, of equals
    the first is decided first.
    """

    line: np.ndarray
    first: np.ndarray
    outs: np.ndarray
    source: np.ndarray
    target: np.ndarray
    ins: np.ndarray
    into: np.ndarray
    drop: np.ndarray
    order: np.ndarray


class Work(NamedTuple):
    """What a search changes; it can be left and taken up again.

    A row of ``ceilings`` and ``domains`` a depth, the descriptor that is ``chosen`` there (−1 at
    the top, where the row below is the root) and the states of it that are still to be tried. Of
    each descriptor the states that are ``doomed``, and whether it is ``stale``: changed since those
    that have an impact on it were probed; ``falling`` and ``waiting`` list these descriptors.
    ``hints`` begin at ``hint[pair]``; ``left`` and ``gone`` are rows for the drops of the states
    that a descriptor keeps and loses; ``found`` are the scenarios since it was last emptied.
    """

    ceilings: np.ndarray
    domains: np.ndarray
    chosen: np.ndarray
    untried: np.ndarray
    doomed: np.ndarray
    falling: np.ndarray
    stale: np.ndarray
    waiting: np.ndarray
    hint: np.ndarray
    hints: np.ndarray
    left: np.ndarray
    gone: np.ndarray
    found: np.ndarray
    at: np.ndarray


@part
def _least(matrix: Matrix, field: int, first: int, last: int, domain: int) -> int:
    """What a descriptor at these lines, with these states left, takes from a condition."""
    least = 1 << 30
    for state in range(last - first):
        drop = matrix.drop[first + state, field]
        if domain >> state & 1 and drop < least:
            least = drop
    return least


@part
def _doom(work: Work, descriptor: int, state: int) -> None:
    if not work.doomed[descriptor]:
        work.falling[work.at[DOOMED]] = descriptor
        work.at[DOOMED] += 1
    work.doomed[descriptor] |= 1 << state


@part
def _touch(work: Work, descriptor: int) -> None:
    if not work.stale[descriptor]:
        work.stale[descriptor] = 1
        work.waiting[work.at[STALE]] = descriptor
        work.at[STALE] += 1


@part
def _join(matrix: Matrix, row: np.ndarray, first: int, domain: int) -> None:
    """The least drops among the states of a domain, for all conditions at once."""
    state = 0
    while not domain >> state & 1:
        state += 1
    for field in range(len(row)):
        row[field] = matrix.drop[first + state, field]
    while domain >> state > 1:
        state += 1
        if domain >> state & 1:
            for field in range(len(row)):
                row[field] = min(row[field], matrix.drop[first + state, field])


@part
def _lower(matrix: Matrix, work: Work, depth: int, descriptor: int, new: int, gone: int) -> bool:
    """Lowers all ceilings once a descriptor lost some states; true where one is below 0."""
    _join(matrix, work.left, matrix.line[descriptor], new)
    _join(matrix, work.gone, matrix.line[descriptor], gone)
    below = np.int32(0)
    for field in range(len(work.left)):
        work.left[field] -= min(work.left[field], work.gone[field])
        work.ceilings[depth, field] -= work.left[field]
        below = min(below, work.ceilings[depth, field])
    return bool(below < 0)


@part
def _look(matrix: Matrix, work: Work, depth: int, descriptor: int) -> None:
    """Dooms the states of a descriptor that have a ceiling below 0."""
    top = matrix.line[descriptor]
    for state in range(matrix.line[descriptor + 1] - top):
        for field in range(matrix.first[top + state], matrix.first[top + state + 1]):
            if work.ceilings[depth, field] < 0:
                _doom(work, descriptor, state)


@part
def _narrow(matrix: Matrix, work: Work, depth: int, descriptor: int, new: int) -> None:
    """Leaves a descriptor these of its states."""
    top, gone = matrix.line[descriptor], work.domains[depth, descriptor] & ~new
    work.domains[depth, descriptor] = new
    for state in range(matrix.line[descriptor + 1] - top):
        if gone >> state & 1:
            for field in range(matrix.first[top + state], matrix.first[top + state + 1]):
                work.ceilings[depth, field] += OUT
    failed = _lower(matrix, work, depth, descriptor, new, gone)
    _touch(work, descriptor)
    for pair in range(matrix.outs[descriptor], matrix.outs[descriptor + 1]):
        target = matrix.target[pair]
        _touch(work, target)
        if failed:
            _look(matrix, work, depth, target)


@part
def _settle(matrix: Matrix, work: Work, depth: int) -> bool:
    """Rules out what is doomed until nothing is; false where a descriptor has no state left."""
    while work.at[DOOMED]:
        work.at[DOOMED] -= 1
        descriptor = work.falling[work.at[DOOMED]]
        old = work.domains[depth, descriptor]
        new = old & ~work.doomed[descriptor]
        work.doomed[descriptor] = 0
        if not new:
            return False
        if new != old:
            _narrow(matrix, work, depth, descriptor, new)
    return True


@part
def _beside(matrix: Matrix, work: Work, depth: int, pair: int, state: int, other: int) -> bool:
    """Whether a state of the target would not fail at once if the source took this state."""
    source, line = matrix.source[pair], matrix.line[matrix.target[pair]] + other
    first, last = matrix.line[source], matrix.line[source + 1]
    for field in range(matrix.first[line], matrix.first[line + 1]):
        over = matrix.drop[first + state, field] - work.ceilings[depth, field]
        if over > 0 and over > _least(matrix, field, first, last, work.domains[depth, source]):
            return False
    return True


@part
def _hopeful(matrix: Matrix, work: Work, depth: int, pair: int) -> int:
    """The states of a pair's source that leave its target a state, as a bit mask."""
    source, target = matrix.source[pair], matrix.target[pair]
    keep: int = work.domains[depth, source]
    for state in range(matrix.line[source + 1] - matrix.line[source]):
        if not keep >> state & 1:
            continue
        # On itself, a state has only itself to stand beside.
        left = 1 << state if source == target else work.domains[depth, target]
        place = work.hint[pair] + state
        hint = work.hints[place]
        if left >> hint & 1 and _beside(matrix, work, depth, pair, state, hint):
            continue
        supported = False
        for other in range(matrix.line[target + 1] - matrix.line[target]):
            if left >> other & 1 and _beside(matrix, work, depth, pair, state, other):
                supported = True
                work.hints[place] = other
                break
        if not supported:
            keep &= ~(1 << state)
    return keep


@part
def _probe(matrix: Matrix, work: Work, depth: int) -> bool:
    """Rules out the states that fail at once; false where a descriptor has no state left."""
    while work.at[STALE]:
        work.at[STALE] -= 1
        target = work.waiting[work.at[STALE]]
        work.stale[target] = 0
        for place in range(matrix.ins[target], matrix.ins[target + 1]):
            pair = matrix.into[place]
            source = matrix.source[pair]
            domain = work.domains[depth, source]
            if not domain & (domain - 1):
                continue
            keep = _hopeful(matrix, work, depth, pair)
            if not keep:
                return False
            if keep != domain:
                _narrow(matrix, work, depth, source, keep)
                if not _settle(matrix, work, depth):
                    return False
    return True


@part
def _begin(matrix: Matrix, work: Work, depth: int) -> None:
    """At the root every condition is looked at, and everything is to be probed."""
    for descriptor in range(len(matrix.order)):
        _touch(work, descriptor)
        _look(matrix, work, depth, descriptor)


@part
def _step_down(matrix: Matrix, work: Work, depth: int) -> None:
    """Makes the next node of a depth in the row below, the first state that is untried taken."""
    untried = work.untried[depth]
    state = untried & -untried
    work.untried[depth] = untried ^ state
    for field in range(work.ceilings.shape[1]):
        work.ceilings[depth + 1, field] = work.ceilings[depth, field]
    for descriptor in range(len(matrix.order)):
        work.domains[depth + 1, descriptor] = work.domains[depth, descriptor]
        work.doomed[descriptor] = work.stale[descriptor] = 0
    work.at[DOOMED] = work.at[STALE] = 0
    chosen = work.chosen[depth]
    if chosen < 0:
        _begin(matrix, work, depth + 1)
    elif state != work.domains[depth, chosen]:
        _narrow(matrix, work, depth + 1, chosen, state)


@part
def _undecided(matrix: Matrix, work: Work, depth: int) -> tuple[int, int]:
    """How many descriptors are undecided, and the first with the fewest states; −1 for none."""
    number, best, fewest = 0, -1, 64
    for descriptor in matrix.order:
        domain, size = work.domains[depth, descriptor], 0
        while domain:
            domain &= domain - 1
            size += 1
        number += size > 1
        if 1 < size < fewest:
            best, fewest = descriptor, size
    return number, best


@part
def _keep(matrix: Matrix, work: Work, depth: int) -> None:
    """Writes down a scenario."""
    for descriptor in range(len(matrix.order)):
        state = 0
        while work.domains[depth, descriptor] >> state > 1:
            state += 1
        work.found[work.at[HELD], descriptor] = state
    work.at[HELD] += 1
    work.at[FOUND] += 1


@part
def _reduced(matrix: Matrix, work: Work, depth: int, probing: int) -> tuple[bool, int]:
    """Rules out what cannot hold; whether anything is left, and the descriptor to branch on."""
    if not _settle(matrix, work, depth):
        return False, -1
    number, chosen = _undecided(matrix, work, depth)
    if number and number >= probing:
        if not _probe(matrix, work, depth):
            return False, -1
        _, chosen = _undecided(matrix, work, depth)
    return True, chosen


@jitted
def search(matrix: Matrix, work: Work, probing: int, limit: int, nodes: int) -> int:
    """Goes on until all is found, so many nodes are taken, or more than the limit is there.

    It probes from so many undecided descriptors. Returns why it came back: ``FULL`` where
    ``found`` is to be emptied (its place in ``at`` set to 0) before it is called again.
    """
    while True:
        while work.at[DEPTH] >= 0 and not work.untried[work.at[DEPTH]]:
            work.at[DEPTH] -= 1
        if work.at[DEPTH] < 0:
            return DONE
        if work.at[NODES] >= nodes:
            return PAUSED
        work.at[NODES] += 1
        depth = work.at[DEPTH] + 1
        _step_down(matrix, work, depth - 1)
        holds, chosen = _reduced(matrix, work, depth, probing)
        if holds and chosen >= 0:
            work.at[DEPTH] = depth
            work.chosen[depth], work.untried[depth] = chosen, work.domains[depth, chosen]
        elif holds and work.at[FOUND] == limit:
            return LIMIT
        elif holds:
            _keep(matrix, work, depth)
            if work.at[HELD] == len(work.found):
                return FULL
