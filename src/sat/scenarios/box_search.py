"""The search behind a morphological box: a box as sets of bits, and its configurations listed.

All values stand in one row of bits, parameter after parameter, and a set of values is one integer.
``live`` is the set that is still possible; choosing a value is one AND with what goes with it.
Exclusions of three and more values (*rules* below) are such sets too: one bites when all its
members are live and a single one of them is left open. ``box_count`` counts on the same sets.

Source of the method: R. Haralick & G. Elliott, *Artificial Intelligence* 14, 1980 (forward
checking, smallest domain first), here a whole row at a time.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate

Value = tuple[int, int]  # a parameter and the place of one of its values, both from 0
Exclusion = tuple[Value, ...]
Configuration = tuple[int, ...]
Sub = tuple[int, tuple[int, ...], tuple[int, ...]]  # live values, open parameters, rules


def bits_of(values: int) -> Iterator[int]:
    """The single members of a set, lowest first."""
    while values:
        low = values & -values
        values ^= low
        yield low


class Search:
    """A box as bits, and the listing of what it leaves.

    The box is taken as checked: see ``box.Box``. A *sub* is what is left of it after some choices.
    """

    def __init__(
        self,
        sizes: tuple[int, ...],
        pairs: Iterable[tuple[Value, Value]],
        exclusions: Iterable[Exclusion],
    ) -> None:
        starts = tuple(accumulate(sizes, initial=0))
        self.starts = starts[:-1]
        self.domains = [
            ((1 << size) - 1) << start for size, start in zip(sizes, self.starts, strict=True)
        ]
        self.pairs = [self.set_of(pair) for pair in pairs]
        self.rules = tuple(map(self.set_of, exclusions))
        # By number of the bit: what a value excludes, and what goes with it (itself included).
        self.clashes = [0] * starts[-1]
        for pair in self.pairs:
            for bit in bits_of(pair):
                self.clashes[bit.bit_length() - 1] |= pair ^ bit
        everything = (1 << starts[-1]) - 1
        self.keeps = [
            everything & ~domain & ~self.clashes[bit.bit_length() - 1] | bit
            for domain in self.domains
            for bit in bits_of(domain)
        ]
        self.entangled = [self._exclusions_of(domain) for domain in self.domains]

    def set_of(self, values: Iterable[Value]) -> int:
        """Values as one set of bits."""
        return sum(1 << self.starts[parameter] + value for parameter, value in values)

    def _exclusions_of(self, domain: int) -> int:
        return sum(bool(row & domain) for row in (*self.pairs, *self.rules))

    def unsettled(self, rest: Iterable[int]) -> int:
        """All values of the open parameters."""
        return sum([self.domains[parameter] for parameter in rest])

    def start(self, fixed: Mapping[int, int]) -> Sub:
        """The whole box, some of its parameters held to one value."""
        live = sum(self.domains)
        for parameter, value in fixed.items():
            live &= ~self.domains[parameter] | self.set_of([(parameter, value)])
        return live, tuple(range(len(self.domains))), self.rules

    def decoded(self, live: int) -> Configuration:
        """A set of one value a parameter as the values' places."""
        pairs = zip(self.domains, self.starts, strict=True)
        return tuple([(live & domain).bit_length() - 1 - start for domain, start in pairs])

    # Choosing.

    def tightest(self, live: int, rest: tuple[int, ...]) -> int:
        """The open parameter with the fewest live values, the first of such; -1: one has none."""
        best, fewest = -1, len(self.keeps) + 1
        for parameter in rest:
            left = (live & self.domains[parameter]).bit_count()
            if left < fewest:
                if not left:
                    return -1
                best, fewest = parameter, left
        return best

    def branches(self, sub: Sub, parameter: int) -> list[tuple[int, Sub]]:
        """What is left after each live value of an open parameter, lowest first, with its bit."""
        live, rest, rules = sub
        others = tuple([other for other in rest if other != parameter])
        found = []
        values = live & self.domains[parameter]
        while values:  # as bits_of, spelled out: this is where all the time goes
            bit = values & -values
            values ^= bit
            after = live & self.keeps[bit.bit_length() - 1]
            left = self.ruled(after, others, rules) if rules else (after, others, rules)
            found.append((bit, left))
        return found

    def ruled(self, live: int, rest: tuple[int, ...], rules: tuple[int, ...]) -> Sub:
        """Without the values that would complete a rule; nothing live where one is complete.

        Of the rules those stay that have all their members live and two or more of them open.
        """
        unsettled, alive = self.unsettled(rest), list[int]()
        for rule in rules:
            if rule & ~live:
                continue
            left = rule & unsettled
            if not left:
                return 0, rest, ()
            if left & (left - 1):
                alive.append(rule)
            else:
                live ^= left
        return live, rest, tuple(alive)

    # Listing.

    def collected(self, sub: Sub, most: int) -> list[int]:
        """Consistent configurations as sets of bits, at most ``most``, in no order that matters."""
        live, rest, rules = sub
        found = list[int]()
        # Of parameters with equally many values the most entangled goes first: a contradiction
        # shows before the parameters that have no part in it are tried one by one.
        entangled = tuple(sorted(rest, key=self.entangled.__getitem__, reverse=True))
        self._collect((live, entangled, rules), found, most)
        return found[:most]

    def _collect(self, sub: Sub, found: list[int], most: int) -> None:
        live, rest, _ = sub
        parameter = self.tightest(live, rest)
        if parameter < 0:
            if not rest:
                found.append(live)
            return
        if len(rest) == 1:
            settled = live & ~self.domains[parameter]
            found += [settled | bit for bit in bits_of(live ^ settled)]
            return
        for _, branch in self.branches(sub, parameter):
            self._collect(branch, found, most)
            if len(found) >= most:
                return

    def first(self, sub: Sub, most: int) -> list[int]:
        """The first ``most`` consistent configurations in lexicographic order."""
        found = list[int]()
        for witness in self.collected(sub, 1):
            self._walk(sub, witness, found, most)
        return found

    def _walk(self, sub: Sub, witness: int, found: list[int], most: int) -> None:
        """Enter a branch only with a configuration in hand that lies in it.

        So the given order of the parameters cannot lead into a long dead end.
        """
        live, rest, _ = sub
        if not rest:
            found.append(live)
            return
        for bit, branch in self.branches(sub, rest[0]):
            inside = [witness] if witness & bit else self.collected(branch, 1)
            if inside:
                self._walk(branch, inside[0], found, most)
            if len(found) >= most:
                return
