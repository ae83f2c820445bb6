"""What the solver is asked: one value from the division down to the kernels."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from gridgen.model.arrays import in_short
from gridgen.model.bands import Band
from gridgen.model.solutions import Weights


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Divide n units into grids inside a band, each in one piece, with the least metres.

    Made by `gridgen.solver.pose.pose`, which checks that all agree. Labels are whole numbers, -1
    for none.

    Attributes
    ----------
    xy
        (n, d) metres.
    load
        (n,) what the band counts.
    visits
        (n,) weight of each unit's way to its centre.
    links
        (m, 2) tidy pairs of neighbours; None where pieces are not asked for.
    border
        (m,) metres that it costs to part each pair; (0,) if nothing.
    band
        From the smallest fewest to the largest most.
    fewest, most
        (1,) for all grids, or (c,) for the grid of each given centre.
    locked
        (n,) label of a grid that keeps exactly its units.
    existing
        (n,) label of the grid in which a unit already is.
    centres
        (c,) units, each of which is the centre of a grid; None where centres are free.
    weights
        What the score counts besides the walking metres.
    grids
        How many grids to make; None for as many as are nearest to the target.
    effort, certify, seed, time_limit_s
        As in `gridgen.solve`.
    """

    xy: NDArray[np.float64]
    load: NDArray[np.int64]
    visits: NDArray[np.float64]
    links: NDArray[np.int32] | None
    border: NDArray[np.float64]
    band: Band
    fewest: NDArray[np.int64]
    most: NDArray[np.int64]
    locked: NDArray[np.int64]
    existing: NDArray[np.int64]
    centres: NDArray[np.int64] | None = None
    weights: Weights = field(default_factory=Weights)
    grids: int | None = None
    effort: str = "balanced"
    certify: bool = False
    seed: int = 0
    time_limit_s: float | None = None

    __repr__ = in_short

    def __len__(self) -> int:
        return len(self.load)

    @property
    def is_new(self) -> bool:
        """Whether no unit is in a grid yet."""
        return bool((self.existing < 0).all())

    @property
    def has_way_alone(self) -> bool:
        """Whether of new grids only the way has a price: no border, and no size."""
        return self.weights.even_m == 0.0 and not self.border.any()

    @property
    def locked_labels(self) -> NDArray[np.int64]:
        """Labels of the locked grids, ascending, each once."""
        return np.unique(self.locked[self.locked >= 0])

    @property
    def is_fixed(self) -> NDArray[np.bool_]:
        """(n,) whether a unit must stay in its grid: those of locked grids, and given centres."""
        fixed = self.locked >= 0
        return (
            fixed if self.centres is None else fixed | np.isin(np.arange(len(self)), self.centres)
        )

    def part(self, rows: NDArray[np.int64]) -> Problem:
        """Return the problem of some units by itself: its links and centres numbered anew.

        Parameters
        ----------
        rows
            (k,) units, none twice, in the order in which they are wanted; none of them in a locked
            grid. Links are tidy if it is ascending.
        """
        # Where each unit is among `rows`; -1 of those that are not there, so that a link with such
        # an end, or a centre, is left out.
        local = np.full(len(self), -1, np.int64)
        local[rows] = np.arange(len(rows))
        links, border = None, self.border
        if self.links is not None:
            inner = local[self.links]
            # Column by column: `all` along rows of two takes eight times as long.
            is_here = (inner[:, 0] >= 0) & (inner[:, 1] >= 0)
            links = inner[is_here].astype(np.int32)
            border = border[is_here] if len(border) else border
        centres, fewest, most = None, self.fewest, self.most
        if self.centres is not None:
            mine = local[self.centres] >= 0
            centres, fewest, most = local[self.centres[mine]], self.fewest[mine], self.most[mine]
        return replace(
            self,
            xy=self.xy[rows],
            load=self.load[rows],
            visits=self.visits[rows],
            links=links,
            border=border,
            fewest=fewest,
            most=most,
            locked=self.locked[rows],
            existing=self.existing[rows],
            centres=centres,
        )
