"""Ties that tradition makes: whom to keep in one grid, and whom apart.

What is kept together is a unit in one piece: with it comes the shortest way over links that joins
it, since any grid in one piece needs some way. What is kept apart is mended after the division: two
grids that touch are divided anew around the two who must not share one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra

from gridgen.graphs import neighbours, pieces, touching
from gridgen.model import Band, Links, Solution, Units
from gridgen.solver import solve

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Bond:
    """A tie in one community: row numbers of both sides, to keep together or apart."""

    is_together: bool
    first: Rows
    second: Rows


def tied(xy: NDArray[np.float64], links: Links, bonds: Sequence[Bond]) -> Rows:
    """Return (n,) a number for rows that ties keep together, -1 for none.

    Equal numbers hang together over links as far as links go. The rows between are those of a
    short tree: at most twice as long as the shortest.

    References
    ----------
    Mehlhorn, A faster approximation algorithm for the Steiner problem in graphs, Information
    Processing Letters 27 (1988).
    """
    n = len(xy)
    label = np.full(n, -1, np.int64)
    held = [
        _tree(xy, links, np.unique(np.concatenate([bond.first, bond.second])))
        for bond in bonds
        if bond.is_together
    ]
    if held:
        pairs = np.concatenate(held).reshape(-1, 2)
        inside = np.unique(pairs)
        label[inside] = pieces(n, pairs)[inside]
    return label


def _tree(xy: NDArray[np.float64], links: Links, members: Rows) -> NDArray[np.int64]:
    """Return the links, as pairs, of a short tree that joins `members`."""
    n, pairs = len(xy), links.pairs.astype(np.int64)
    length = np.hypot(*(xy[pairs[:, 0]] - xy[pairs[:, 1]]).T) + 1e-6  # 0 would be no link
    graph = coo_matrix((length, (pairs[:, 0], pairs[:, 1])), shape=(n, n)).tocsr()
    far, before, root = dijkstra(
        graph, directed=False, indices=members, min_only=True, return_predecessors=True
    )
    a, b = pairs.T
    over = np.flatnonzero((root[a] != root[b]) & (root[a] >= 0) & (root[b] >= 0))
    over = over[np.argsort(far[a[over]] + length[over] + far[b[over]], kind="stable")]
    group = {int(member): int(member) for member in members}

    def top(row: int) -> int:
        while group[row] != row:
            row = group[row]
        return row

    used: list[tuple[int, int]] = []
    for pair in over:
        one, two = top(int(root[a[pair]])), top(int(root[b[pair]]))
        if one == two:
            continue
        group[two] = one
        used.append((int(a[pair]), int(b[pair])))
        for row in (int(a[pair]), int(b[pair])):
            while before[row] >= 0:
                used.append((int(before[row]), row))
                row = int(before[row])
    return np.array(used, np.int64).reshape(-1, 2)


def parted(
    solution: Solution, units: Units, pairs: NDArray[np.int32], band: Band, bonds: Sequence[Bond]
) -> Solution:
    """Return a solution in which as many bonds as can be are kept apart.

    Two grids that touch are divided anew around the two units that must not share one. Only such a
    division is taken as is inside the band, in one piece each, and breaks no bond that held.

    `pairs` are links among the units; the rows of `bonds` are those from which units were made.
    """
    unit_of = units.unit_of.astype(np.int64)
    apart = [
        (np.unique(unit_of[bond.first]), np.unique(unit_of[bond.second]))
        for bond in bonds
        if not bond.is_together
    ]
    grid_of = solution.grid_of.astype(np.int64)
    for one, two in apart:
        for grid in np.intersect1d(grid_of[one], grid_of[two]):
            made = _resplit(units, pairs, band, grid_of, int(grid), (one, two), apart)
            if made is not None:
                grid_of = made
    if (grid_of == solution.grid_of).all():
        return solution
    centre_of, metres = _centres(units, grid_of, len(solution.centre_of))
    return replace(
        solution, grid_of=grid_of.astype(np.int32), centre_of=centre_of.astype(np.int32),
        metres=metres,
        score=solution.score + metres - solution.metres,
    )  # fmt: skip


def _resplit(
    units: Units,
    pairs: NDArray[np.int32],
    band: Band,
    grid_of: Rows,
    grid: int,
    sides: tuple[Rows, Rows],
    apart: Sequence[tuple[Rows, Rows]],
) -> Rows | None:
    """Return `grid_of` with `grid` and a neighbour divided anew so that the sides part."""
    start, near = neighbours(int(grid_of.max()) + 1, touching(grid_of, pairs))
    here = [side[grid_of[side] == grid] for side in sides]
    if len(np.intersect1d(*here)):
        return None  # one unit is on both sides: it cannot be parted
    best, least = None, np.inf
    for other in near[start[grid] : start[grid + 1]]:
        rows = np.flatnonzero((grid_of == grid) | (grid_of == other))
        local = np.full(len(grid_of), -1, np.int64)
        local[rows] = np.arange(len(rows))
        inner = local[pairs]
        inner = inner[(inner >= 0).all(axis=1)]
        for centres in ((here[0][0], here[1][0]), (here[1][0], here[0][0])):
            found = solve(
                units.xy[rows], units.households[rows], fewest=band.fewest, most=band.most,
                links=inner, centres=local[list(centres)],
            )  # fmt: skip
            tried = grid_of.copy()
            tried[rows] = np.where(found.grid_of == 0, grid, other)
            is_better = not found.breaches and _broken(tried, apart) < _broken(grid_of, apart)
            if is_better and found.metres < least:
                best, least = tried, found.metres
    return best


def _broken(grid_of: Rows, apart: Sequence[tuple[Rows, Rows]]) -> int:
    return sum(len(np.intersect1d(grid_of[one], grid_of[two])) for one, two in apart)


def _centres(units: Units, grid_of: Rows, grids: int) -> tuple[Rows, float]:
    """Return the unit of each grid over which its households walk least, and the metres."""
    centre_of = np.zeros(grids, np.int64)
    metres = 0.0
    for grid in range(grids):
        rows = np.flatnonzero(grid_of == grid)
        apart = np.linalg.norm(units.xy[rows][:, None] - units.xy[rows][None], axis=2)
        walked = units.households[rows] @ apart
        centre_of[grid] = rows[np.argmin(walked)]
        metres += float(walked.min())
    return centre_of, metres
