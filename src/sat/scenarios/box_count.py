"""Counting what a morphological box leaves, in all and by value, without listing it.

What has no choice left is settled, the rest falls into *pieces* that share no exclusion, and their
numbers multiply. A piece is told by its live values and rules alone, whatever was chosen outside
it: so it is counted once, and one memory serves all questions about a box.

Source of the method: R. Bayardo & J. Pehoushek, "Counting models using connected components",
*AAAI* 2000.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from math import prod

from sat.scenarios.box_search import Exclusion, Search, Sub, Value, bits_of

PIECES = 1_000_000  # that are remembered at most: less than a minute's work


class Counting(Search):
    """A box as bits, with the pieces of it that are counted already, ``most`` of them.

    A question that needs more pieces raises ``ValueError``: it would not end in reasonable time.
    """

    def __init__(
        self,
        sizes: tuple[int, ...],
        pairs: Iterable[tuple[Value, Value]],
        exclusions: Iterable[Exclusion],
        most: int = PIECES,
    ) -> None:
        super().__init__(sizes, pairs, exclusions)
        self.most = most
        self.known = dict[tuple[int, tuple[int, ...]], int]()
        self.near = dict[int, int]()

    def total(self, sub: Sub) -> int:
        """How many configurations a sub has: the product over its pieces."""
        live, rest, rules = self.settled(sub)
        if not live:
            return 0
        result = 1
        for piece in self.pieces(live, rest, rules):
            result *= self.ways(piece)
            if not result:
                break
        return result

    def ways(self, piece: Sub) -> int:
        """How many configurations a piece has, from memory where it was met before."""
        live, rest, rules = piece
        if len(rest) == 1:
            return live.bit_count()
        key = live, rules
        if key not in self.known:
            if len(self.known) >= self.most:
                raise ValueError(
                    f"the box falls into more than {self.most:,} different pieces, too many to "
                    "count; leave out parameters, fix some of them, or exclude more"
                )
            result = 0
            for _, branch in self.branches(piece, self.tightest(live, rest)):
                result += self.total(branch)
            self.known[key] = result
        return self.known[key]

    def settled(self, sub: Sub) -> Sub:
        """Parameters with one live value are chosen until each has two or more, or none is live."""
        live, rest, rules = sub
        while True:
            unsettled = []
            for parameter in rest:
                left = live & self.domains[parameter]
                if left & (left - 1):
                    unsettled.append(parameter)
                elif left:
                    live &= self.keeps[left.bit_length() - 1]
                else:
                    return 0, (), ()
            if len(unsettled) == len(rest):
                return live, rest, rules
            rest = tuple(unsettled)
            if rules:
                live, rest, rules = self.ruled(live, rest, rules)

    def pieces(self, live: int, rest: tuple[int, ...], rules: tuple[int, ...]) -> Iterator[Sub]:
        """The open parameters, parted so that no exclusion that still matters joins two pieces.

        A piece has its own live values and its own open members of rules, and nothing else.
        """
        left = rest
        rules = tuple([rule for rule in rules if not rule & ~live])
        while left:
            group, waiting, left = list[int](), [left[0]], left[1:]
            while waiting and left:
                parameter = waiting.pop()
                group.append(parameter)
                reach = self.reach(live, live & self.domains[parameter], rules)
                touched = [other for other in left if reach & self.domains[other]]
                if touched:
                    waiting += touched
                    left = tuple([other for other in left if not reach & self.domains[other]])
            members = tuple(sorted(group + waiting))
            own = self.unsettled(members)
            inside = {rule & own for rule in rules if rule & own} if rules else ()
            yield live & own, members, tuple(sorted(inside))

    def reach(self, live: int, own: int, rules: tuple[int, ...]) -> int:
        """Live values that share an exclusion with one of ``own``, a parameter's live values."""
        found = self.near.get(own)
        if found is None:
            found = 0
            for bit in bits_of(own):
                found |= self.clashes[bit.bit_length() - 1]
            self.near[own] = found
        for rule in rules:
            if rule & own:
                found |= rule
        return found & live

    def supports(self, sub: Sub) -> tuple[tuple[int, ...], ...]:
        """For every value the configurations it occurs in, by parameter; one pass over the pieces.

        A piece's *weight* is the number of ways in which all that lies outside it can be. It is
        complete when all larger pieces are done, so these go first.
        """
        held = [0] * len(self.keeps)
        waiting = defaultdict[int, defaultdict[Sub, int]](lambda: defaultdict(int))
        self._pour(sub, 1, held, waiting)
        for size in range(len(self.domains), 1, -1):
            for piece, weight in waiting.pop(size, {}).items():
                for _, branch in self.branches(piece, self.tightest(piece[0], piece[1])):
                    self._pour(branch, weight, held, waiting)
        ends = (*self.starts[1:], len(held))
        return tuple(tuple(held[start:end]) for start, end in zip(self.starts, ends, strict=True))

    def _pour(
        self,
        sub: Sub,
        weight: int,
        held: list[int],
        waiting: defaultdict[int, defaultdict[Sub, int]],
    ) -> None:
        """Credit a sub's settled values, and pass its weight on to its pieces."""
        live, rest, rules = self.settled(sub)
        pieces = [(piece, self.ways(piece)) for piece in self.pieces(live, rest, rules)]
        flow = weight * prod(ways for _, ways in pieces)
        if not live or not flow:
            return
        for bit in bits_of(live & ~self.unsettled(rest)):
            held[bit.bit_length() - 1] += flow
        for piece, ways in pieces:
            if len(piece[1]) > 1:
                waiting[len(piece[1])][piece] += flow // ways
                continue
            for bit in bits_of(piece[0]):
                held[bit.bit_length() - 1] += flow // ways

    def kept_out_by(self, exclusion: Exclusion) -> int:
        """Configurations that hold all members of an exclusion and break no other one."""
        members = self.set_of(exclusion)
        if any(not other & ~members for other in (*self.pairs, *self.rules) if other != members):
            return 0
        if 2 * len(self.known) > self.most:
            self.known.clear()  # many exclusions in a row must not add up to the limit
        live = sum(self.domains)
        for bit in bits_of(members):
            live &= self.keeps[bit.bit_length() - 1]
        settled = {parameter for parameter, _ in exclusion}
        rest = tuple([other for other in range(len(self.domains)) if other not in settled])
        rules = tuple([rule for rule in self.rules if rule != members])
        return self.total(self.ruled(live | members, rest, rules))
