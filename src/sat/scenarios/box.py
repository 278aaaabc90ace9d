"""A morphological field as a box: which configurations hold together, counted exactly.

A *configuration* takes one value of every parameter. *Exclusions* say which values cannot go
together, two at a time or more. The question is always how many configurations are left, and of a
box that people fill in an hour the product of the sizes is already far beyond listing.

The work is done in ``box_search`` and ``box_count``. Everything is exact, in integers of any size.
Counting is hard in general (#P-hard): a box in which nearly everything touches everything, and
little is excluded, takes time that grows with its count. Beyond a million different pieces of work
counting stops with a ``ValueError`` rather than with a guess.

Source of the method: T. Ritchey, *Wicked Problems – Social Messes*, 2011 (cross-consistency
assessment).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod

from sat.scenarios.box_count import Counting
from sat.scenarios.box_search import Configuration, Exclusion, Search, Value
from sat.text import counted

PARAMETERS = 250  # at most: the search goes two calls deeper with each
ROWS = 100_000  # configurations that are listed unless another limit is given


@dataclass(frozen=True)
class Box:
    """Parameters by their numbers of values, with what cannot go together.

    ``pairs`` hold two values each, ``exclusions`` three or more, always of different parameters.
    Raises ``ValueError`` for a box of no parameter or of more than 250, for a parameter without a
    value, and for an exclusion that names a value that is not there, names one parameter twice,
    has the wrong number of values, or is there twice.

    >>> Box((2, 3), pairs=(((0, 1), (1, 2)),)).space
    6
    """

    sizes: tuple[int, ...]
    pairs: tuple[tuple[Value, Value], ...] = ()
    exclusions: tuple[Exclusion, ...] = ()

    def __post_init__(self) -> None:
        if not 1 <= len(self.sizes) <= PARAMETERS:
            raise ValueError(
                f"a box of {counted(len(self.sizes), 'parameter')}; it has 1 to {PARAMETERS}"
            )
        for parameter, size in enumerate(self.sizes):
            if size < 1:
                raise ValueError(f"parameter {parameter} has {size} values; it has at least 1")
        seen = set[frozenset[Value]]()
        for exclusion in self.all_exclusions:
            _check(self, exclusion)
            if frozenset(exclusion) in seen:
                raise ValueError(f"exclusion {exclusion} is there twice; keep one")
            seen.add(frozenset(exclusion))
        if any(len(pair) != 2 for pair in self.pairs):
            raise ValueError("a pair does not have two values; put three and more into exclusions")
        if any(len(exclusion) < 3 for exclusion in self.exclusions):
            raise ValueError("an exclusion has fewer than three values; put two into pairs")

    @property
    def space(self) -> int:
        """All configurations, consistent or not: the product of the sizes."""
        return prod(self.sizes)

    @property
    def all_exclusions(self) -> tuple[Exclusion, ...]:
        """Pairs first, then those of three and more, each in the order given."""
        return (*self.pairs, *self.exclusions)


def _check(box: Box, exclusion: Exclusion) -> None:
    for parameter, value in exclusion:
        _check_value(box, parameter, value)
    if len({parameter for parameter, _ in exclusion}) < len(exclusion):
        raise ValueError(
            f"exclusion {exclusion} names a parameter twice; values are of different ones"
        )


def _check_value(box: Box, parameter: int, value: int) -> None:
    if not 0 <= parameter < len(box.sizes):
        raise ValueError(f"there is no parameter {parameter}; they are 0 to {len(box.sizes) - 1}")
    if not 0 <= value < box.sizes[parameter]:
        last = box.sizes[parameter] - 1
        raise ValueError(f"parameter {parameter} has no value {value}; they are 0 to {last}")


@dataclass(frozen=True)
class Listing:
    """Configurations in lexicographic order; ``complete`` says whether these are all."""

    rows: tuple[Configuration, ...]
    complete: bool


@dataclass(frozen=True)
class Removal:
    """An exclusion, and how many configurations it alone keeps out (``back`` if it is dropped)."""

    exclusion: Exclusion
    back: int


def configurations(box: Box, fixed: Mapping[int, int] | None = None, limit: int = ROWS) -> Listing:
    """The consistent configurations in lexicographic order, the first ``limit`` of them.

    ``fixed`` gives a parameter (by place) the one value it may take. Raises ``ValueError`` for a
    fixed parameter or value that is not there and for a limit below 1.

    >>> configurations(Box((2, 2), pairs=(((0, 0), (1, 1)),))).rows
    ((0, 0), (1, 0), (1, 1))
    """
    if limit < 1:
        raise ValueError(f"limit is {limit}; list at least 1")
    search = Search(box.sizes, box.pairs, box.exclusions)
    start = search.start(_checked(box, fixed))
    found = search.collected(start, limit + 1)
    complete = len(found) <= limit
    if not complete:
        # The quick search takes parameters in any order, so what it has is not the first.
        found = search.first(start, limit)
    return Listing(tuple(sorted(map(search.decoded, found))), complete)


def count(box: Box, fixed: Mapping[int, int] | None = None) -> int:
    """How many configurations are consistent, without listing one; ``fixed`` as above.

    >>> count(Box((2,) * 100, pairs=(((0, 0), (1, 1)),))) == 3 * 2**98
    True
    """
    counting = _counting(box)
    return counting.total(counting.start(_checked(box, fixed)))


def support(box: Box, fixed: Mapping[int, int] | None = None) -> tuple[tuple[int, ...], ...]:
    """For every value of every parameter, the number of consistent configurations it occurs in.

    0 is a dead value. Under every parameter the numbers add up to the count. ``fixed`` as above.

    >>> support(Box((2, 2), pairs=(((0, 0), (1, 1)),)))
    ((1, 2), (2, 1))
    """
    counting = _counting(box)
    return counting.supports(counting.start(_checked(box, fixed)))


def removed_by(box: Box) -> tuple[Removal, ...]:
    """Every exclusion with the configurations that come back if it alone is dropped, most first.

    0 is an exclusion that others make superfluous. Ties stay in the order given.

    >>> [row.back for row in removed_by(Box((2, 3), pairs=(((0, 0), (1, 0)), ((0, 1), (1, 0)))))]
    [1, 1]
    """
    counting = _counting(box)
    weighed = [Removal(row, counting.kept_out_by(row)) for row in box.all_exclusions]
    return tuple(sorted(weighed, key=lambda row: -row.back))


def _counting(box: Box) -> Counting:
    return Counting(box.sizes, box.pairs, box.exclusions)


def _checked(box: Box, fixed: Mapping[int, int] | None) -> Mapping[int, int]:
    for parameter, value in (fixed or {}).items():
        _check_value(box, parameter, value)
    return fixed or {}
