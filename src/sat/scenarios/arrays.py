"""The tables of `sat.scenarios.bounds` as arrays, for the search in machine code.

`sat.scenarios.kernels` says what is in them. It imports numba, so this does.
"""

from collections.abc import Sequence

import numpy as np

from sat.scenarios.bounds import Bounds
from sat.scenarios.kernels import OUT, Matrix, Work

ROWS = 1000  # scenarios handed over at once


def arrays_of(bounds: Bounds, domains: Sequence[int]) -> tuple[Matrix, Work]:
    """The tables of the pure engine as the arrays of the kernel, and where its search begins."""
    line = np.append(0, np.cumsum(bounds.sizes))
    owners = np.array([line[i] + bit.bit_length() - 1 for i, bit, _ in bounds.owner], np.int64)
    # The conditions of a state together, those of a descriptor together: the kernel goes through
    # them in one run.
    fields = np.argsort(owners, kind="stable")
    first = np.searchsorted(owners[fields], np.arange(line[-1] + 1))
    rows = [
        np.array([_fields(bounds, table[1 << state])[fields] for state in range(size)])
        for table, size in zip(bounds.most, bounds.sizes, strict=True)
    ]
    left = [
        np.array([domain >> state & 1 == 1 for state in range(size)])
        for domain, size in zip(domains, bounds.sizes, strict=True)
    ]
    ceilings = _fields(bounds, bounds.start)[fields] - (1 << bounds.width - 1)
    ceilings += sum(row[states].max(axis=0) for row, states in zip(rows, left, strict=True))
    matrix = _matrix(line, first, [row.max(axis=0) - row for row in rows], bounds.order)
    out = np.repeat(~np.concatenate(left), np.diff(first))
    return matrix, _work(matrix, ceilings, out, domains)


def _fields(bounds: Bounds, packed: int) -> np.ndarray:
    """The fields of a packed integer."""
    each = bounds.width // 8
    octets = packed.to_bytes(each * len(bounds.owner), "little")
    return np.frombuffer(octets, f"<u{each}").astype(np.int64)


def _matrix(
    line: np.ndarray, first: np.ndarray, drops: list[np.ndarray], order: Sequence[int]
) -> Matrix:
    """The drops, and which descriptors have any on which."""
    touched = np.array([np.append(0, np.cumsum(drop.any(axis=0))) for drop in drops])
    source, target = np.nonzero(np.diff(touched[:, first[line]], axis=1))
    descriptors = np.arange(len(line))
    return Matrix(
        line=_whole(line),
        first=_whole(first),
        outs=_whole(np.searchsorted(source, descriptors)),
        source=_whole(source),
        target=_whole(target),
        ins=_whole(np.searchsorted(np.sort(target), descriptors)),
        into=_whole(np.argsort(target, kind="stable")),
        # A cell is at most 1,000, the difference of two at most 2,000, and a drop at most 4,000.
        drop=np.vstack(drops).astype(np.int16),
        order=_whole(order),
    )


def _whole(values: np.ndarray | Sequence[int]) -> np.ndarray:
    """The values in one run of memory: the kernel is compiled anew for any other kind of array."""
    return np.ascontiguousarray(values, np.int64)


def _work(matrix: Matrix, ceilings: np.ndarray, out: np.ndarray, domains: Sequence[int]) -> Work:
    """Room for the search, and its root in the top row; ``out`` are conditions of no state left."""
    size, fields = len(domains), len(ceilings)
    depths = size + 2  # the top, the root, and one for each descriptor that is decided
    hint = _whole(np.append(0, np.cumsum(np.diff(matrix.line)[matrix.source])))
    work = Work(
        ceilings=np.zeros((depths, fields), np.int32),
        domains=np.zeros((depths, size), np.int64),
        chosen=np.full(depths, -1, np.int64),
        untried=np.zeros(depths, np.int64),
        doomed=np.zeros(size, np.int64),
        falling=np.zeros(size, np.int64),
        stale=np.zeros(size, np.int64),
        waiting=np.zeros(size, np.int64),
        hint=hint,
        hints=np.zeros(hint[-1], np.int64),
        left=np.zeros(fields, np.int16),
        gone=np.zeros(fields, np.int16),
        found=np.zeros((ROWS, size), np.int64),
        at=np.zeros(6, np.int64),
    )
    work.ceilings[0] = ceilings + OUT * out
    work.domains[0], work.untried[0] = domains, 1
    return work
