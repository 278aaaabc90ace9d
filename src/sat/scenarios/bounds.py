"""What can still hold: packed bounds on every state's lead, and the states they rule out.

A search for consistent scenarios decides one descriptor after another. For every state and each
of its rivals there is a *condition*: balance of the state − balance of the rival + slack ≥ 0. Its
*ceiling* is the most that the sum can still become: each descriptor adds the largest amount among
the states left to it (its *domain*). When a ceiling falls below 0 the state loses to that rival
in whatever way the search goes on, so it leaves its domain; that lowers other ceilings, and so on
until nothing moves. With one state left to each descriptor the ceilings are the sums themselves,
and what is left is consistent: nothing is lost, nothing wrong is kept.

All ceilings live in *one* integer, in fields of 8, 16 or 32 bits, each raised by half its range:
the top bit of a field is set exactly while its ceiling is 0 or more. Giving a descriptor another
domain is then one addition, and finding every ceiling that fell below 0 is one "and", however
many there are; and since integers do not change, going back in the search costs nothing.

A forbidden pair of states is a condition too: each of the two adds −1 to the other's, and the sum
is to be 0.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import cycle
from operator import or_

import numpy as np

from sat.scenarios.impacts import Impacts

Place = tuple[int, int]  # a descriptor and one of its states, by index
Node = tuple[int, int, list[int]]  # ceilings, top bits of live conditions, domains as bit masks


class Table(dict[int, int]):
    """A packed number for each domain (a bit mask that is not 0), worked out when first asked.

    ``rows`` has that of each single state, and ``join`` makes one of two.
    """

    def __init__(self, rows: Sequence[int], join: Callable[[int, int], int]) -> None:
        super().__init__((1 << state, row) for state, row in enumerate(rows))
        self.join = join

    def __missing__(self, domain: int) -> int:
        last = domain & -domain
        self[domain] = found = self.join(self[last], self[domain ^ last])
        return found


@dataclass(frozen=True)
class Bounds:
    """The packed tables of one matrix, slack and set of forbidden pairs.

    ``most`` and ``least`` give by descriptor and domain what it adds at most and at least to all
    conditions at once, ``owned`` the top bits of the conditions of a domain's states. ``owner``
    is the descriptor of each condition with its state's bit and the top bits of all conditions of
    that state. ``start`` are the ceilings before any descriptor has added to them, ``ones`` a 1 in
    every field, ``order`` the descriptors with the most outgoing influence first.
    """

    sizes: tuple[int, ...]
    width: int
    most: tuple[Table, ...]
    least: tuple[Table, ...]
    owned: tuple[Table, ...]
    owner: tuple[tuple[int, int, int], ...]
    start: int
    ones: int
    order: tuple[int, ...]

    def root(self, domains: Sequence[int]) -> Node:
        """Where the search begins: these domains, each condition of their states live."""
        ceilings, live = self.start, 0
        for most, owned, domain in zip(self.most, self.owned, domains, strict=True):
            ceilings += most[domain]
            live |= owned[domain]
        return ceilings, live, list(domains)

    def spread(self, descriptor: int, domain: int) -> int:
        """By how much what it adds to each condition still varies, packed."""
        return self.most[descriptor][domain] - self.least[descriptor][domain]

    def filled(self, amounts: int) -> int:
        """The top bits of the fields that are above 0; each is below half its range."""
        half = self.ones << self.width - 1
        return (amounts + half - self.ones) & half

    def branches(self, node: Node, descriptor: int) -> list[Node]:
        """A node for each state that a descriptor can still take, the first state's last.

        The old node stays as it is.
        """
        ceilings, live, domains = node
        domain = domains[descriptor]
        most, owned = self.most[descriptor], self.owned[descriptor]
        base, found = ceilings - most[domain], []
        rest = domain
        while rest:
            bit = 1 << rest.bit_length() - 1
            rest ^= bit
            decided = domains.copy()
            decided[descriptor] = bit
            dropped = owned[domain ^ bit] if domain != bit else 0
            found.append((base + most[bit], live ^ dropped, decided))
        return found


@dataclass(frozen=True)
class _Conditions:
    """The conditions as columns: whose they are, what each row adds, what they start from."""

    places: list[Place]
    gains: np.ndarray
    starts: np.ndarray


def bounds_of(
    impacts: Impacts, slack: int = 0, forbidden: Iterable[tuple[Place, Place]] = ()
) -> Bounds:
    """The packed tables; ``slack`` in units of impact, not below 0."""
    conditions = _conditions(impacts, slack, list(forbidden))
    groups = np.split(conditions.gains, impacts.offsets[1:])
    lows = [group.min(axis=0) for group in groups]
    spans = [group.max(axis=0) - low for group, low in zip(groups, lows, strict=True)]
    floors = conditions.starts + sum(lows)
    width = _width([abs(floors), abs(floors + sum(spans)), *spans])
    ones = _pack(np.ones(len(floors), np.int64), width)
    half = ones << width - 1
    # A row is packed from its column's least up; the start makes up for what is left out.
    rows = [
        [_pack(row - low, width) for row in group] for group, low in zip(groups, lows, strict=True)
    ]
    tops = _top_bits(conditions.places, width)
    ranks = sorted(range(len(groups)), key=lambda number: -int(spans[number].sum()))
    return Bounds(
        sizes=impacts.sizes,
        width=width,
        most=tuple(Table(row, _larger(half, width)) for row in rows),
        least=tuple(Table(row, _smaller(half, width)) for row in rows),
        owned=tuple(
            Table([tops.get((number, state), 0) for state in range(size)], or_)
            for number, size in enumerate(impacts.sizes)
        ),
        owner=tuple((i, 1 << state, tops[i, state]) for i, state in conditions.places),
        start=_pack(floors + (1 << width - 1), width),
        ones=ones,
        order=tuple(ranks),
    )


def _conditions(impacts: Impacts, slack: int, forbidden: list[tuple[Place, Place]]) -> _Conditions:
    """One condition per state and rival, and one per state that a forbidden pair names."""
    cells = np.array(impacts.cells, dtype=np.int64)
    places, states, rivals = [], list[int](), list[int]()
    for number, (first, size) in enumerate(zip(impacts.offsets, impacts.sizes, strict=True)):
        for state in range(size):
            others = [first + rival for rival in range(size) if rival != state]
            places += [(number, state)] * len(others)
            states += [first + state] * len(others)
            rivals += others
    gains = cells[:, states] - cells[:, rivals]
    # A slack that no lead can use up says the same as any larger one, and fits the fields.
    enough = int(abs(gains).sum(axis=0).max(initial=0))
    starts = np.full(len(places), min(slack, enough), np.int64)
    barred: dict[Place, list[int]] = {}
    for one, other in forbidden:
        barred.setdefault(one, []).append(impacts.offsets[other[0]] + other[1])
        barred.setdefault(other, []).append(impacts.offsets[one[0]] + one[1])
    bars = np.zeros((len(cells), len(barred)), np.int64)
    for column, lines in enumerate(barred.values()):
        bars[lines, column] = -1
    return _Conditions(
        places + list(barred),
        np.hstack([gains, bars]),
        np.append(starts, np.zeros(len(barred), np.int64)),
    )


def _width(amounts: Iterable[np.ndarray]) -> int:
    """The narrowest field whose upper half holds each of these amounts."""
    most = max(int(amount.max(initial=0)) for amount in amounts)
    return next(bits for bits in (8, 16, 32, 64) if most < 1 << bits - 1)


def _pack(values: np.ndarray, width: int) -> int:
    """The values, none below 0, as fields of one integer; the first in the lowest bits."""
    return int.from_bytes(values.astype(f"<u{width // 8}").tobytes(), "little")


def _top_bits(places: Sequence[Place], width: int) -> dict[Place, int]:
    tops: dict[Place, int] = {}
    for field, place in enumerate(places):
        tops[place] = tops.get(place, 0) | 1 << field * width + width - 1
    return tops


def _larger(half: int, width: int) -> Callable[[int, int], int]:
    """Field by field the larger of two packed numbers whose fields are below half their range."""

    def join(one: int, other: int) -> int:
        # The top bit survives where one ≥ other; spread over its field it picks that field.
        top = (one + half - other) & half
        pick = (top << 1) - (top >> width - 1)
        return other ^ ((one ^ other) & pick)

    return join


def _smaller(half: int, width: int) -> Callable[[int, int], int]:
    """Field by field the smaller of two."""
    larger = _larger(half, width)
    return lambda one, other: one ^ other ^ larger(one, other)


def settle(bounds: Bounds, ceilings: int, live: int, domains: list[int]) -> tuple[int, int] | None:
    """Rules out states until every live ceiling is 0 or more; ``domains`` are changed in place.

    Returns the new ceilings and live conditions, or ``None`` where a descriptor has no state left.
    """
    failed = live & ~ceilings
    if not failed:
        return ceilings, live
    owner, width = bounds.owner, bounds.width
    while failed:
        before: dict[int, int] = {}
        while failed:
            descriptor, bit, tops = owner[failed.bit_length() // width - 1]
            domain = domains[descriptor]
            before.setdefault(descriptor, domain)
            if domain == bit:
                return None
            domains[descriptor] = domain ^ bit
            live ^= tops
            failed &= ~tops
        for descriptor, domain in before.items():
            most = bounds.most[descriptor]
            ceilings += most[domains[descriptor]] - most[domain]
        failed = live & ~ceilings
    return ceilings, live


def probe(bounds: Bounds, node: Node, undecided: Sequence[int]) -> Node | None:
    """Tries each state of each undecided descriptor for one step, and rules out those that fail.

    A state fails when its choice would at once leave some descriptor without a state. The node
    has to be settled, and is settled again; ``None`` where nothing is left. It goes round until
    nothing has changed since each descriptor was last tried.
    """
    ceilings, live, domains = node
    unchanged = 0
    for descriptor in cycle(undecided):
        if unchanged == len(undecided):
            break
        unchanged += 1
        domain = domains[descriptor]
        keep = _hopeful(bounds, (ceilings, live, domains), descriptor)
        if keep == domain:
            continue
        if not keep:
            return None
        domains[descriptor] = keep
        most = bounds.most[descriptor]
        live ^= bounds.owned[descriptor][domain ^ keep]
        settled = settle(bounds, ceilings + most[keep] - most[domain], live, domains)
        if settled is None:
            return None
        ceilings, live = settled
        unchanged = 0
    return ceilings, live, domains


def _hopeful(bounds: Bounds, node: Node, descriptor: int) -> int:
    """The states of a descriptor that do not fail at once, as a bit mask."""
    ceilings, live, domains = node
    keep = domain = domains[descriptor]
    if not domain & (domain - 1):
        return domain
    most, owned, owner, width = (
        bounds.most[descriptor],
        bounds.owned[descriptor],
        bounds.owner,
        bounds.width,
    )
    base, rest = ceilings - most[domain], domain
    while rest:
        bit = rest & -rest
        rest ^= bit
        failed = (live ^ owned[domain ^ bit]) & ~(base + most[bit])
        if not failed:
            continue
        left: dict[int, int] = {descriptor: bit}
        while failed:
            other, state, tops = owner[failed.bit_length() // width - 1]
            remaining = left.get(other, domains[other]) ^ state
            if not remaining:
                keep ^= bit
                break
            left[other] = remaining
            failed &= ~tops
    return keep
