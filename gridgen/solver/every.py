"""Where units are large, every grid there can be, and the best division of these.

Estates of towers have few sets of two, three or four towers that hang together and are inside the
band. Listed, they make a set partitioning problem (Garfinkel and Nemhauser 1970) that HiGHS solves:
either a division inside the band is found, or it is proven that there is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import csc_matrix, hstack, vstack

from gridgen.model.bands import Band
from gridgen.solver.kernels.every import TOO_MANY, list_grids, score_of
from gridgen.solver.kernels.town import Town

LOOKED_AT = 1_000_000
"""Sets of units that are looked at for that: a tenth of a second."""

NODES = 50
"""Branches that HiGHS may look at: counted, so that every machine finds the same."""

_INFEASIBLE = 2
"""What scipy says where no division is."""


@dataclass(frozen=True, slots=True, eq=False)
class Every:
    """All g grids inside the band that a part of n units could have.

    `member` (n, g) which units each has; `score` (g,) metres of each as a new grid.
    """

    member: csc_matrix
    score: NDArray[np.float64]

    def best(self, counts: Sequence[int]) -> tuple[NDArray[np.int32] | None, bool]:
        """Return (n,) the grid of each unit in the best division, and whether there can be none.

        None where none was found. Metres are the least, but for a hundredth.

        Parameters
        ----------
        counts
            The numbers of grids that may be, the best first; the nearest to that is taken.
        """
        count, is_impossible = self._nearest(counts)
        if count == 0:
            return None, is_impossible
        solved = _solved(self.score, self.member, np.ones(len(self.score)), count)
        if solved.x is None:
            return None, False
        grid_of = np.empty(self.member.shape[0], np.int32)
        for g, column in enumerate(np.flatnonzero(solved.x > 0.5).tolist()):
            grid_of[self.member.indices[slice(*self.member.indptr[column : column + 2])]] = g
        return grid_of, False

    def _nearest(self, counts: Sequence[int]) -> tuple[int, bool]:
        """Return the number of grids nearest to the first that can be, or 0 and whether none can.

        Two more columns hold nobody: each stands for one grid too many, or one too few.
        """
        g, n = len(self.score), self.member.shape[0]
        room = counts[0] - min(counts), max(counts) - counts[0]
        solved = _solved(
            np.append(np.zeros(g), [1.0, 1.0]),
            hstack([self.member, csc_matrix((n, 2))]).tocsc(),
            np.append(np.ones(g), [1.0, -1.0]),
            counts[0],
            most=np.append(np.ones(g), room),
        )
        if solved.x is None:
            return 0, solved.status == _INFEASIBLE
        return round(float(solved.x[:g].sum())), False


def _solved(
    cost: NDArray[np.float64],
    member: csc_matrix,
    counted: NDArray[np.float64],
    count: int,
    *,
    most: NDArray[np.float64] | float = 1.0,
) -> OptimizeResult:
    """Return what HiGHS finds: each unit in one column, and columns that count up to `count`."""
    asked = np.append(np.ones(member.shape[0]), count)
    return milp(
        cost,
        constraints=LinearConstraint(vstack([member, csc_matrix(counted)]), asked, asked),
        bounds=Bounds(0.0, most),
        integrality=np.ones(len(cost)),
        options={"node_limit": NODES, "mip_rel_gap": 0.01},
    )


def every_grid(town: Town, band: Band, *, most: int) -> Every | None:
    """Return every grid inside a band that a part can have; None where there are too many.

    Parameters
    ----------
    town
        n units; grids in which they are already cost nothing to leave.
    band
        Of every grid.
    most
        Grids that are listed at most.
    """
    n = len(town.load)
    units, ends = np.empty(40 * most, np.int32), np.empty(most, np.int64)
    count = list_grids(town, band.fewest, band.most, LOOKED_AT, units, ends)
    if count == TOO_MANY:
        return None
    begin = np.concatenate([[0], ends[:count]])
    units = units[: begin[-1]]
    score = np.array([score_of(town, units[a:b]) for a, b in pairwise(begin)])
    return Every(csc_matrix((np.ones(len(units)), units, begin), shape=(n, count)), score)
