"""Consistent scenarios of a cross-impact matrix: all of them listed, or only counted; exact.

``solve`` branches on the descriptor with the fewest states left (of equals, the one with the most
outgoing influence) after everything that `sat.scenarios.bounds` can rule out is gone. ``count``
goes the same way, and besides lets go of conditions that can no longer fail, so that the
undecided descriptors fall apart into groups that have nothing to do with each other: their counts
multiply, and a group met again is not counted again. Both can take time that grows exponentially
with the number of descriptors, as any exact method can; hence the budgets.
"""

import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter

from sat.scenarios.bounds import Bounds, Node, Place, bounds_of, probe, settle
from sat.scenarios.impacts import Configuration, Impacts, check_slack

PROBING = 12  # undecided descriptors from which trying each state pays, measured
REMEMBERED = 100_000  # groups that a count remembers, about 100 MB at most

Fixed = Mapping[int, int | Collection[int]]


@dataclass(frozen=True)
class Solutions:
    """Consistent scenarios in lexicographic order of their states' indices.

    ``complete`` is whether these are all there are; where a limit or a budget ended the search it
    is false, and what is listed is consistent, but any part of the whole. ``nodes`` are the steps
    of the search.
    """

    scenarios: tuple[Configuration, ...]
    complete: bool
    nodes: int


@dataclass
class _Budget:
    """Counts nodes, and says when they or the seconds are used up."""

    most: int | None
    seconds: float | None
    nodes: int = 0
    began: float = field(default_factory=perf_counter)

    def spend(self) -> bool:
        """Whether one more node may be taken; it is then counted."""
        if self.most is not None and self.nodes >= self.most:
            return False
        if self.seconds is not None and perf_counter() - self.began > self.seconds:
            return False
        self.nodes += 1
        return True


def solve(
    impacts: Impacts,
    slack: int = 0,
    fixed: Fixed | None = None,
    forbidden: Iterable[tuple[Place, Place]] = (),
    limit: int | None = None,
    node_budget: int | None = None,
    seconds: float | None = None,
) -> Solutions:
    """Every scenario in which each state's balance is at least each rival's less ``slack``.

    ``fixed`` gives by descriptor the one state, or the several, that it may take; such a state is
    still to be consistent, against every rival. Of a ``forbidden`` pair of states (descriptor and
    state each) not both may hold. Descriptors and states go by index. At most ``limit`` scenarios
    are listed; ``node_budget`` and ``seconds`` end the search early. Raises ``ValueError`` for a
    state that is not there, a slack below 0 or not whole, and a limit or budget not above 0.

    >>> rows = [[0, 0, 1, 0], [0, 0, 0, 1], [1, 0, 0, 0], [0, 1, 0, 0]]
    >>> two = Impacts.of("AB", ["xy", "xy"], rows)
    >>> solve(two).scenarios, solve(two, fixed={0: 1}).scenarios
    (((0, 0), (1, 1)), ((1, 1),))
    """
    bounds = bounds_within(impacts, slack, forbidden)
    check_above_0(limit=limit, node_budget=node_budget, seconds=seconds)
    found: list[Configuration] = []
    budget = _Budget(node_budget, seconds)
    waiting = [bounds.root(domains_within(impacts, fixed or {}))]
    while waiting:
        if not budget.spend():
            return Solutions(tuple(sorted(found)), False, budget.nodes)
        node = _reduced(bounds, waiting.pop(), bounds.order)
        if node is None:
            continue
        following = _next(node[2], bounds.order)
        if following >= 0:
            waiting += bounds.branches(node, following)
        elif len(found) == limit:
            return Solutions(tuple(sorted(found)), False, budget.nodes)
        else:
            found.append(tuple(domain.bit_length() - 1 for domain in node[2]))
    return Solutions(tuple(sorted(found)), True, budget.nodes)


def bounds_within(impacts: Impacts, slack: int, forbidden: Iterable[tuple[Place, Place]]) -> Bounds:
    """The tables; ``ValueError`` where the slack is below 0 or a pair is not one of the matrix."""
    check_slack(slack)
    pairs = [(one, other) for one, other in forbidden]
    for one, other in pairs:
        for place in (one, other):
            impacts.check_place(*place)
        if one[0] == other[0]:
            raise ValueError(
                f"the forbidden pair {one} and {other} is of one descriptor; name two different "
                "ones (to rule out a state, fix its descriptor to the others)"
            )
    return bounds_of(impacts, slack, pairs)


def domains_within(impacts: Impacts, fixed: Fixed) -> list[int]:
    """The states that each descriptor may take at the start, as bit masks.

    ``ValueError`` where one is fixed to no state, or to one that it does not have.
    """
    domains = [(1 << size) - 1 for size in impacts.sizes]
    for descriptor, given in fixed.items():
        states = list(given) if isinstance(given, Collection) else [given]
        for state in states:
            impacts.check_place(descriptor, state)
        if not states:
            raise ValueError(f"descriptor {descriptor} is fixed to no state; give at least one")
        domains[descriptor] = sum(1 << int(state) for state in set(states))
    return domains


def check_above_0(**values: float | None) -> None:
    """Raises ``ValueError`` where a limit or budget is given and is not above 0."""
    for name, value in values.items():
        if value is not None and not value > 0:
            raise ValueError(f"{name} is {value!r}; it is above 0, or None for no such end")


def _reduced(bounds: Bounds, node: Node, scope: Sequence[int]) -> Node | None:
    """The node without the states that can be ruled out; ``None`` where nothing is left."""
    ceilings, live, domains = node
    settled = settle(bounds, ceilings, live, domains)
    if settled is None:
        return None
    ceilings, live = settled
    if len(domains) < PROBING:
        return ceilings, live, domains
    undecided = _undecided(domains, scope)
    if len(undecided) < PROBING:
        return ceilings, live, domains
    return probe(bounds, (ceilings, live, domains), undecided)


def _undecided(domains: Sequence[int], scope: Iterable[int]) -> list[int]:
    return [number for number in scope if domains[number] & (domains[number] - 1)]


def _next(domains: Sequence[int], scope: Iterable[int]) -> int:
    """The undecided descriptor with the fewest states left, the first such; -1 without any."""
    best, fewest = -1, 0
    for descriptor in scope:
        domain = domains[descriptor]
        rest = domain & (domain - 1)
        if not rest:
            continue
        if not rest & (rest - 1):  # two are the fewest there can be
            return descriptor
        size = domain.bit_count()
        if best < 0 or size < fewest:
            best, fewest = descriptor, size
    return best


def count(
    impacts: Impacts,
    slack: int = 0,
    fixed: Fixed | None = None,
    forbidden: Iterable[tuple[Place, Place]] = (),
    node_budget: int | None = None,
    seconds: float | None = None,
) -> int | None:
    """How many scenarios ``solve`` would list, exactly, without listing them.

    ``None`` where a budget ended the count. What is given and raised is as with ``solve``.

    >>> count(Impacts.of("ABCDE", ["xyz"] * 5, [[0] * 15] * 15))
    243
    """
    bounds = bounds_within(impacts, slack, forbidden)
    check_above_0(node_budget=node_budget, seconds=seconds)
    root = bounds.root(domains_within(impacts, fixed or {}))
    counter = _Counter(bounds, _Budget(node_budget, seconds))
    before = sys.getrecursionlimit()
    # Two calls for each descriptor that is decided, on top of whatever is running already.
    sys.setrecursionlimit(before + 2 * len(impacts.sizes))
    try:
        return counter.scenarios(root, bounds.order)
    except _SpentError:
        return None
    finally:
        sys.setrecursionlimit(before)


class _SpentError(Exception):
    """The budget is used up."""


@dataclass
class _Counter:
    """Counts with a memory of the groups already counted."""

    bounds: Bounds
    budget: _Budget
    known: dict[tuple[object, ...], int] = field(default_factory=dict)

    def scenarios(self, node: Node, scope: Sequence[int]) -> int:
        """In how many ways the descriptors in scope can be decided; the others are left alone."""
        if not self.budget.spend():
            raise _SpentError
        reduced = _reduced(self.bounds, node, scope)
        if reduced is None:
            return 0
        total, groups = _parted(self.bounds, reduced, scope)
        for members, conditions in groups:
            total *= self.group(reduced, members, conditions)
            if not total:
                break
        return total

    def group(self, node: Node, members: list[int], conditions: int) -> int:
        """The same for one group; ``conditions`` are the top bits of those it can still fail."""
        ceilings, _, domains = node
        fields = (conditions << 1) - (conditions >> self.bounds.width - 1)
        states = tuple(domains[number] for number in members)
        key = (tuple(members), states, conditions, ceilings & fields)
        found = self.known.get(key)
        if found is None:
            found = 0
            for branch in self.bounds.branches(node, _next(domains, members)):
                found += self.scenarios(branch, members)
            if len(self.known) < REMEMBERED:
                self.known[key] = found
        return found


def _parted(
    bounds: Bounds, node: Node, scope: Sequence[int]
) -> tuple[int, list[tuple[list[int], int]]]:
    """The undecided descriptors in scope, parted into groups that share no open condition.

    A condition is open while it is live and can still fail. The number first returned is in how
    many ways those descriptors can be decided that no open condition depends on.
    """
    ceilings, live, domains = node
    undecided = _undecided(domains, scope)
    spreads = {number: bounds.spread(number, domains[number]) for number in undecided}
    unsure = live & ~(ceilings - sum(spreads.values()))
    free, groups = 1, list[tuple[set[int], int]]()
    for number in undecided:
        domain = domains[number]
        touched = unsure & (bounds.filled(spreads[number]) | bounds.owned[number][domain])
        if not touched:
            free *= domain.bit_count()
            continue
        joined = [group for group in groups if group[1] & touched]
        groups = [group for group in groups if not group[1] & touched]
        members = {number}.union(*(group[0] for group in joined))
        for _, conditions in joined:
            touched |= conditions
        groups.append((members, touched))
    ordered = [([number for number in scope if number in held], top) for held, top in groups]
    return free, ordered
