"""Hamlets: where they lie, their streets, and the houses along them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Self

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gridgen.model.arrays import Shapes, Texts
from gridgen.model.errors import ProblemError
from gridgen.sample.curves import XY, segments
from gridgen.sample.homes import Footprints, Homes, cottages, houses
from gridgen.sample.land import Countryside, Keep, as_array, is_clear, share
from gridgen.sample.names import group_name

PLOT_M = 17.5
"""Along a street, from house to house."""
FIRST_ROW_M, NEXT_ROW_M = 13.0, 23.0
"""Across a street: to the first row of houses on either side, and from row to row."""
APART_M = 470.0
GROUP = 32
"""Households in a villager group, about."""


@dataclass(frozen=True, slots=True, eq=False)
class Hamlets:
    """h hamlets: middle of the street, its heading and bend (1/m), row of the village, houses,
    and rows of them on both sides together.
    """

    centre: XY
    angle: NDArray[np.float64]
    bend: NDArray[np.float64]
    village: NDArray[np.int64]
    houses: NDArray[np.int64]
    rows: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.centre)

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """Return the hamlets of all `parts`, in order."""
        return cls(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(cls)))

    def at(
        self, hamlet: NDArray[np.int64], s: NDArray[np.float64], side: NDArray[np.float64]
    ) -> XY:
        """Return positions `s` metres along and `side` metres to the left of their streets.

        Parameters
        ----------
        hamlet
            (n,) row of a hamlet for each position.
        s
            (n,) metres along its street from the middle.
        side
            (n,) metres to the left of the street; to the right below 0.
        """
        angle, bend = self.angle[hamlet], self.bend[hamlet]
        t = np.column_stack([np.cos(angle), np.sin(angle)])
        n = np.column_stack([-t[:, 1], t[:, 0]])
        turned = angle + np.arctan(bend * s)
        left = np.column_stack([-np.sin(turned), np.cos(turned)])
        middle = self.centre[hamlet] + t * s[:, None] + n * (bend * s**2 / 2)[:, None]
        place: XY = middle + left * side[:, None]
        return place

    def half_length_m(self, surplus: float = 1.2) -> NDArray[np.float64]:
        """Return half the length of each street."""
        half: NDArray[np.float64] = (np.ceil(self.houses * surplus / self.rows) + 1) * PLOT_M / 2
        return half

    def streets(self) -> Shapes:
        """Return the streets, with a vertex about every 30 m at most 15 to a street."""
        steps = np.linspace(-1, 1, 9)
        s = (self.half_length_m()[:, None] * steps).ravel()
        hamlet = np.repeat(np.arange(len(self)), len(steps))
        xy = self.at(hamlet, s, np.zeros_like(s)).reshape(len(self), len(steps), 2)
        lines: Shapes = shapely.linestrings(xy)
        return lines


def settle(
    rng: np.random.Generator,
    land: Countryside,
    count: NDArray[np.int64],
    hamlets: NDArray[np.int64],
) -> Hamlets:
    """Return the hamlets of every village: `hamlets` (c,) of them, fewer where the land is short.

    They lie `APART_M` apart, away from borders, water and rails, the nearer to a main road the
    likelier.

    Parameters
    ----------
    rng
        Decides places and headings.
    land
        The villages, and what to stay away from.
    count
        (c,) households in each village; 0 where there is none.
    hamlets
        (c,) hamlets wanted in each; fewer where the land is short.
    """
    xy, village = _sites(rng, land)
    main = shapely.STRtree(segments(land.of("main_road")))
    far_m = main.query_nearest(shapely.points(xy), return_distance=True, all_matches=False)[1]
    wish = rng.random(len(xy)) * (400 + far_m)
    order = np.lexsort([wish, village])
    chosen = order[_rank(village[order]) < hamlets[village[order]]]
    of = village[chosen]
    n = np.zeros(len(chosen), dtype=np.int64)
    for v in np.unique(of):
        mine = of == v
        n[mine] = share(int(count[v]), rng.uniform(0.7, 1.3, int(mine.sum())))
    # Houses look south, so most streets run west to east.
    angle = rng.normal(0, 0.3, len(chosen)) + np.where(rng.random(len(chosen)) < 0.2, np.pi / 2, 0)
    bend = rng.uniform(-1, 1, len(chosen)) / 600
    rows = np.where(n < 45, 2, np.where(n > 85, 6, 4))
    rows[rng.random(len(chosen)) < 0.4] = 4
    lie = Hamlets(centre=xy[chosen], angle=angle, bend=bend, village=of, houses=n, rows=rows)
    return _along_barriers(land, lie)


def _along_barriers(land: Countryside, hamlets: Hamlets) -> Hamlets:
    """Turn every street that would cross the river, the rails or a main road to run beside it."""
    barriers = segments(land.of("river", "railway", "main_road"))
    tree = shapely.STRtree(barriers)
    hit = np.unique(tree.query(hamlets.streets(), predicate="dwithin", distance=60)[0])
    nearest = tree.query_nearest(shapely.points(hamlets.centre[hit]), all_matches=False)[1]
    ends = shapely.get_coordinates(barriers[nearest]).reshape(-1, 2, 2)
    angle, bend = hamlets.angle.copy(), hamlets.bend.copy()
    angle[hit] = np.arctan2(*(ends[:, 1] - ends[:, 0]).T[::-1])
    bend[hit] /= 3
    return replace(hamlets, angle=angle, bend=bend)


def _sites(rng: np.random.Generator, land: Countryside) -> tuple[XY, NDArray[np.int64]]:
    """Return places where a hamlet may lie, with their village; at least one in each."""
    middle = _middles(land)
    x0, y0, x1, y1 = shapely.total_bounds(land.shapes)
    gx, gy = np.meshgrid(np.arange(x0, x1, APART_M), np.arange(y0, y1, APART_M))
    gx[1::2] += APART_M / 2  # every other row: no straight columns of hamlets
    grid = np.column_stack([gx.ravel(), gy.ravel()])
    grid += rng.uniform(-70, 70, grid.shape)
    point, village = shapely.STRtree(land.shapes).query(shapely.points(grid), predicate="within")
    xy = grid[point]
    near = cKDTree(middle).query(xy)[0] < APART_M - 60
    keep = [*land.keep_clear(river_m=90, rail_m=110, road_m=70), (segments(land.shapes), 130.0)]
    fine = ~near & is_clear(xy, keep)
    return np.vstack([middle, xy[fine]]), np.concatenate([np.arange(len(middle)), village[fine]])


def _middles(land: Countryside) -> XY:
    """Return a place well inside each shape; beside a road, river or railway, not on it."""
    circles = shapely.maximum_inscribed_circle(land.shapes, tolerance=20)
    middle = shapely.get_coordinates(circles).reshape(len(land.shapes), 2, 2)[:, 0]
    turn = np.arange(12) * np.pi / 6
    ring = np.column_stack([np.cos(turn), np.sin(turn)])
    tries = middle[:, None] + np.vstack([[[0, 0]], *(ring * r for r in (60, 120, 180))])
    keep = [*land.keep_clear(river_m=60, rail_m=70, road_m=45), (segments(land.shapes), 100.0)]
    clear = is_clear(tries.reshape(-1, 2), keep).reshape(tries.shape[:2])
    nearest: XY = tries[np.arange(len(middle)), clear.argmax(axis=1)]
    return nearest


def _rank(group: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return each row's number within its run of equal values; `group` is sorted."""
    start = np.flatnonzero(np.concatenate([[True], group[1:] != group[:-1]]))
    length = np.diff(np.concatenate([start, [len(group)]]))
    return np.arange(len(group)) - np.repeat(start, length)


def populate(
    rng: np.random.Generator, land: Countryside, hamlets: Hamlets, *, roads: Shapes
) -> tuple[Homes, Footprints, NDArray[np.int64]]:
    """Return the houses, their footprints, and the hamlet of each.

    Every village gets exactly the houses of its hamlets. No two overlap, none stands on a road of
    `roads`, in the water, on the rails or across a border.

    Parameters
    ----------
    rng
        Decides where along a street a house stands.
    land
        What no house may stand on.
    hamlets
        As `settle` gives them.
    roads
        Lines that no house stands on, metres.
    """
    wanted = np.bincount(hamlets.village, hamlets.houses, len(land.shapes)).astype(np.int64)
    away = [
        *land.keep_clear(river_m=14, rail_m=30, road_m=16),
        (segments(roads), 10.5),
        (segments(land.shapes), 10.0),
    ]
    # Plots fall away at water, roads and borders; how many is known only once they are laid out.
    for surplus in (1.6, 3.0, 6.0, 12.0):
        plots = _plots(rng, hamlets, surplus)
        plots = plots.rows(_is_free(plots, land.shapes, hamlets, away))
        plots = plots.rows(_pick(plots, hamlets, wanted))
        if len(plots.xy) == wanted.sum():
            break
    else:
        raise ProblemError("sample_no_room_for_houses")
    plots = plots.rows(np.lexsort([plots.s, plots.hamlet, hamlets.village[plots.hamlet]]))
    village = hamlets.village[plots.hamlet]
    homes = houses(plots.xy, village, _groups(plots.hamlet, village))
    return homes, cottages(rng, plots.xy, plots.angle), plots.hamlet


@dataclass(frozen=True, slots=True, eq=False)
class _Plots:
    """Places for a house: position, heading, hamlet, metres along the street, and preference."""

    xy: XY
    angle: NDArray[np.float64]
    hamlet: NDArray[np.int64]
    s: NDArray[np.float64]
    wish: NDArray[np.float64]

    def rows(self, rows: NDArray[np.bool_] | NDArray[np.int64]) -> _Plots:
        return _Plots(*(getattr(self, f.name)[rows] for f in fields(self)))


def _plots(rng: np.random.Generator, hamlets: Hamlets, surplus: float) -> _Plots:
    columns = np.ceil(hamlets.houses * surplus / hamlets.rows).astype(np.int64) + 2
    hamlet = np.repeat(np.arange(len(hamlets)), columns * hamlets.rows)
    column, row = np.divmod(_rank(hamlet), hamlets.rows[hamlet])
    n = len(hamlet)
    s = (column - (columns[hamlet] - 1) / 2) * PLOT_M + rng.uniform(-1.6, 1.6, n)
    side = FIRST_ROW_M + NEXT_ROW_M * (row // 2) + rng.uniform(-1.2, 2.2, n)
    side = np.where(row % 2 == 0, side, -side)
    wish = np.abs(s) + np.abs(side) * 1.2 + rng.exponential(55, n)
    angle = hamlets.angle[hamlet] + np.arctan(hamlets.bend[hamlet] * s)
    return _Plots(hamlets.at(hamlet, s, side), angle, hamlet, s, wish)


def _is_free(
    plots: _Plots, shapes: Shapes, hamlets: Hamlets, keep: Sequence[Keep]
) -> NDArray[np.bool_]:
    own = shapes[hamlets.village[plots.hamlet]]
    shapely.prepare(shapes)
    free: NDArray[np.bool_] = shapely.contains_xy(own, plots.xy) & is_clear(plots.xy, keep)
    rows = np.flatnonzero(free)
    pairs = rows[cKDTree(plots.xy[rows]).query_pairs(16.8, output_type="ndarray")]
    strangers = plots.hamlet[pairs[:, 0]] != plots.hamlet[pairs[:, 1]]
    free[pairs[strangers].max(axis=1)] = False
    return free


def _pick(plots: _Plots, hamlets: Hamlets, wanted: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the plots built on: each hamlet's best; what is short, elsewhere in the village."""
    order = np.lexsort([plots.wish, plots.hamlet])
    is_over = _rank(plots.hamlet[order]) >= hamlets.houses[plots.hamlet[order]]
    village = hamlets.village[plots.hamlet[order]]
    order = order[np.lexsort([plots.wish[order], is_over, village])]
    village = hamlets.village[plots.hamlet[order]]
    return order[_rank(village) < wanted[village]]


def _groups(hamlet: NDArray[np.int64], village: NDArray[np.int64]) -> Texts:
    """Return the villager group of each house: runs along the street, numbered in the village."""
    size = np.bincount(hamlet)[hamlet]
    groups = np.maximum(1, np.round(size / GROUP)).astype(np.int64)
    part = _rank(hamlet) * groups // size
    is_new = np.ones(len(hamlet), dtype=bool)
    is_new[1:] = (hamlet[1:] != hamlet[:-1]) | (part[1:] != part[:-1])
    running = np.cumsum(is_new)
    before = np.zeros(int(village.max()) + 1, dtype=np.int64)
    first = np.flatnonzero(_rank(village) == 0)
    before[village[first]] = running[first]
    number = running - before[village]
    names = as_array([group_name(k + 1) for k in range(int(number.max()) + 1)])
    return names[number]
