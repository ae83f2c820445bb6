"""Lanes and blocks for the solver, and what every answer keeps, told the slow obvious way."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from gridgen.model.solutions import Solution, Status

Pairs = list[tuple[int, int]]


def lane(n: int) -> NDArray[np.float64]:
    """Return n places 10 m apart."""
    return np.stack([np.arange(n) * 10.0, np.zeros(n)], axis=1)


def chain(n: int) -> Pairs:
    """Return the links from each of n units to the next."""
    return [(u, u + 1) for u in range(n - 1)]


def block(columns: int, rows: int) -> tuple[NDArray[np.float64], Pairs]:
    """Return the places and the links of a chequered block, 10 m apart."""
    xy = np.array([(10.0 * c, 10.0 * r) for r in range(rows) for c in range(columns)])
    at = {tuple(place): u for u, place in enumerate(xy.tolist())}
    pairs = [
        (u, at[beside])
        for (x, y), u in at.items()
        for beside in ((x + 10, y), (x, y + 10))
        if beside in at
    ]
    return xy, pairs


def hub() -> tuple[NDArray[np.float64], Pairs]:
    """Return three squares of 16 places around one, through which alone they are joined.

    A grid without the one in the middle has 16 places at most. The links are no tree, and of grids
    of 17 to 25 places there are too many to go through.
    """
    square, sides = block(4, 4)
    xy = [np.zeros((1, 2))]
    pairs: Pairs = []
    for arm in range(3):
        begin = 1 + 16 * arm
        xy.append(square + 100.0 * (arm + 1))
        pairs += [(0, begin), *((a + begin, b + begin) for a, b in sides)]
    return np.concatenate(xy), pairs


def pieces_among(members: Iterable[int], pairs: Pairs) -> int:
    """Return how many pieces the members are in, by walking the links."""
    waiting, count = set(members), 0
    while waiting:
        count += 1
        front = [waiting.pop()]
        while front:
            u = front.pop()
            for a, b in pairs:
                for one, other in ((a, b), (b, a)):
                    if one == u and other in waiting:
                        waiting.remove(other)
                        front.append(other)
    return count


def members_of(solution: Solution) -> list[list[int]]:
    """Return the units of each grid."""
    grids = range(len(solution.centre_of))
    return [[u for u, of in enumerate(solution.grid_of.tolist()) if of == g] for g in grids]


def sizes_of(solution: Solution, load: Iterable[int]) -> list[int]:
    """Return the households of each grid."""
    count = list(load)
    return [sum(count[u] for u in members) for members in members_of(solution)]


def broken_by(size: int, fewest: int, most: int) -> int:
    """Return the households too many, or, below 0, too few."""
    return size - most if size > most else min(0, size - fewest)


def check_whole(
    solution: Solution, load: Iterable[int], fewest: int, most: int, pairs: Pairs | None
) -> None:
    """Nobody is lost, no grid is empty or in pieces, and every breach is told."""
    count = list(load)
    assert solution.grid_of.shape == (len(count),)
    for g, members in enumerate(members_of(solution)):
        assert members
        assert solution.centre_of[g] in members
        if pairs is not None:
            assert pieces_among(members, pairs) == 1
    outside = {
        g: by
        for g, size in enumerate(sizes_of(solution, count))
        if (by := broken_by(size, fewest, most))
    }
    assert {breach.grid: breach.by for breach in solution.breaches} == outside
    assert (solution.status is Status.FEASIBLE) == (not outside)
