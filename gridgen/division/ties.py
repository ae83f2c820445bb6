"""Ties that tradition makes: whom to keep in one grid, and whom apart.

What is kept together is a unit in one piece: with it comes the shortest way over links that joins
it, since any grid in one piece needs some way. What is kept apart is parted after the division; see
`gridgen.solver.parting`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra

from gridgen.model.graphs import pieces
from gridgen.model.links import Links
from gridgen.model.problem import Problem
from gridgen.model.solutions import Breach, Solution
from gridgen.solver.parting import Rows, Sides, broken, least_broken, parted
from gridgen.solver.solve import solve_problem

MORE_GRIDS = 3
"""So many grids more are tried where a tie keeps apart whom fewer cannot part."""


@dataclass(frozen=True, slots=True, eq=False)
class TiedRows:
    """A tie in one community: row numbers of both sides, to keep together or apart."""

    is_together: bool
    first: Rows
    second: Rows

    def among(self, rows: Rows, n: int) -> list[TiedRows]:
        """Return the tie among `rows` (ascending) of n, numbered anew; none if a side has none."""
        local = np.full(n, -1, np.int64)
        local[rows] = np.arange(len(rows))
        first, second = local[self.first], local[self.second]
        first, second = first[first >= 0], second[second >= 0]
        return [TiedRows(self.is_together, first, second)] if len(first) and len(second) else []


def tied(xy: NDArray[np.float64], links: Links, ties: Sequence[TiedRows]) -> Rows:
    """Return (n,) a number for rows that ties keep together, -1 for none.

    Equal numbers hang together over links as far as links go. The rows between are those of a
    short tree: at most twice as long as the shortest.

    Parameters
    ----------
    xy
        (n, 2) metres.
    links
        Among the n rows.
    ties
        Those that keep apart are passed over.

    References
    ----------
    Mehlhorn, A faster approximation algorithm for the Steiner problem in graphs, Information
    Processing Letters 27 (1988).
    """
    n = len(xy)
    label = np.full(n, -1, np.int64)
    held = [
        _tree(xy, links, np.unique(np.concatenate([tie.first, tie.second])))
        for tie in ties
        if tie.is_together
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
    # Every row belongs to its nearest member. Links between two members' rows are the ways between
    # members; the shortest of these, taken as Kruskal takes edges, span all members.
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
            # Back along the shortest way to the member itself.
            while before[row] >= 0:
                used.append((int(before[row]), row))
                row = int(before[row])
    return np.array(used, np.int64).reshape(-1, 2)


def parting(unit_of: NDArray[np.int32], ties: Sequence[TiedRows]) -> list[Sides]:
    """Return the units of both sides of each tie that asks to be apart and can be.

    A unit that is on both sides is never cut: such a tie is left out.
    """
    sides = [
        (np.unique(unit_of[tie.first]).astype(np.int64),
         np.unique(unit_of[tie.second]).astype(np.int64))
        for tie in ties
        if not tie.is_together
    ]  # fmt: skip
    return [(one, two) for one, two in sides if len(np.intersect1d(one, two)) == 0]


def with_parted(solution: Solution, problem: Problem, apart: Sequence[Sides]) -> Solution:
    """Return a solution that parts as many ties as can be found, none farther outside the band.

    With more grids where it takes them and the problem does not say how many. So few grids that
    they provably break more ties than others are tried after those.

    Parameters
    ----------
    solution
        Of `problem`, found without regard to `apart`.
    problem
        n units.
    apart
        The units of both sides of each tie; no unit on both sides of one.
    """
    grids = len(solution.centre_of)
    most = min(grids + MORE_GRIDS, _most_grids(problem)) if not problem.grids else grids
    least_of = {k: least_broken(apart, k) for k in range(grids, max(grids, most) + 1)}
    off = sum(abs(breach.by) for breach in solution.breaches)
    best = solution
    for k in sorted(least_of, key=lambda k: (least_of[k], k)):
        # As few are broken as so many grids allow, and all that follow allow no fewer.
        if broken(best.grid_of, apart) <= least_of[k]:
            break
        tried = _moved(
            solution if k == grids else solve_problem(replace(problem, grids=k)), problem, apart
        )
        is_better = broken(tried.grid_of, apart) < broken(best.grid_of, apart)
        if is_better and sum(abs(breach.by) for breach in tried.breaches) <= off:
            best = tried
    return best


def _moved(solution: Solution, problem: Problem, apart: Sequence[Sides]) -> Solution:
    """Return the solution with units moved so that as many ties are parted as can be found.

    Its metres are those of the new grids, from centres over which they are least.
    """
    grid_of = parted(solution.grid_of, problem, apart)
    if (grid_of == solution.grid_of).all():
        return solution
    centre_of, metres = _centres(problem, grid_of, len(solution.centre_of))
    sizes = np.bincount(grid_of, weights=problem.load, minlength=len(centre_of)).astype(int)
    off = np.where(
        sizes > problem.most, sizes - problem.most, np.minimum(sizes - problem.fewest, 0)
    )
    breaches = tuple(Breach(int(g), int(sizes[g]), int(off[g])) for g in np.flatnonzero(off))
    return replace(
        solution, grid_of=grid_of, centre_of=centre_of.astype(np.int32), metres=metres,
        breaches=breaches,
        score=solution.score + metres - solution.metres,
    )  # fmt: skip


def _most_grids(problem: Problem) -> int:
    """Return into how many grids the units could be divided at most."""
    fewest = int(np.min(problem.fewest))
    return min(int(problem.load.sum()) // fewest, int((~problem.is_fixed).sum()))


def _centres(problem: Problem, grid_of: NDArray[np.int32], grids: int) -> tuple[Rows, float]:
    """Return the unit of each grid over which its households walk least, and the metres."""
    centre_of = np.zeros(grids, np.int64)
    metres = 0.0
    for grid in range(grids):
        rows = np.flatnonzero(grid_of == grid)
        away = np.linalg.norm(problem.xy[rows][:, None] - problem.xy[rows][None], axis=2)
        walked = problem.visits[rows] @ away
        centre_of[grid] = rows[np.argmin(walked)]
        metres += float(walked.min())
    return centre_of, metres
