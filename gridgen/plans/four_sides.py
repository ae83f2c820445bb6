"""A polygon among others -> what lies along its east, south, west and north: its 四至."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.model.arrays import Shapes
from gridgen.model.polygons import largest

SCANS = 64
"""So many lines are laid over a polygon from each side: each tells what it meets first."""

BESIDE_M = 4.0
"""What lies this near outside an outline lies along it."""

LEAST_SHARE = 0.1
"""What covers less of a side than this is only met in passing."""

_SIDES = ("east", "south", "west", "north")
_OUT = np.array([[1.0, 0.0], [0.0, -1.0], [-1.0, 0.0], [0.0, 1.0]])


@dataclass(frozen=True, slots=True)
class Side:
    """What lies along one side, by layer and row; -1 and -1 where nothing is known.

    `share` is how much of the side it covers, 0 to 1: as one sees the outline from there.
    """

    layer: int = -1
    row: int = -1
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class FourSides:
    """What lies along the sides of a polygon, clockwise as boards tell it."""

    east: Side
    south: Side
    west: Side
    north: Side


@dataclass(frozen=True, slots=True, eq=False)
class Around:
    """One layer of what may lie along outlines: shapes in metres, None for those that are missing.

    Attributes
    ----------
    shapes
        (k,) lines or polygons.
    what
        (k,) whole numbers: shapes of one number are one thing, whose rows are told as the number.
    tree
        Of the shapes.
    """

    shapes: Shapes
    what: NDArray[np.int64]
    tree: shapely.STRtree = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tree", shapely.STRtree(self.shapes))

    def near(self, outline: shapely.Geometry) -> Around:
        """Return what lies around an outline, cut off there: a whole river has too many corners."""
        west, south, east, north = outline.bounds
        reach = 2 * BESIDE_M
        box = (west - reach, south - reach, east + reach, north + reach)
        there = np.sort(self.tree.query(shapely.box(*box)))
        return Around(shapely.clip_by_rect(self.shapes[there], *box), self.what[there])


def four_sides(
    outline: shapely.Geometry, layers: Sequence[Around], *, own: Collection[tuple[int, int]] = ()
) -> FourSides:
    """Return what covers the most of each side of a polygon.

    Parameters
    ----------
    outline
        Polygon or multipolygon, metres; of several parts the largest counts.
    layers
        What may lie there: where several do, the first layer says what it is.
    own
        Layers and rows of the polygon itself and of what it is in: they never lie along it.

    Returns
    -------
    For each side the thing that the most of `SCANS` lines, laid over the polygon from there at
    equal distances, come upon at the outline or within `BESIDE_M` outside it; nothing where that
    covers less than `LEAST_SHARE`.
    """
    part = largest(outline)
    near = [layer.near(part) for layer in layers]
    found = []
    for side, out in enumerate(_OUT):
        points = _first_met(part, side)
        layer, row = _beside(points + out * BESIDE_M / 2, near, own)
        number = Counter(zip(layer.tolist(), row.tolist(), strict=True))
        del number[-1, -1]
        # Of equal shares the first layer and row: the same plan always says the same.
        best = min(number, key=lambda key: (-number[key], key), default=None)
        share = 0.0 if best is None else number[best] / len(points)
        found.append(Side(*best, share) if best and share >= LEAST_SHARE else Side())
    return FourSides(*found)


def _first_met(part: shapely.Polygon, side: int) -> NDArray[np.float64]:
    """Return (SCANS, 2) where lines from one side meet a polygon first."""
    west, south, east, north = part.bounds
    share = (np.arange(SCANS) + 0.5) / SCANS
    is_across = _SIDES[side] in ("east", "west")
    if is_across:
        y = south + share * (north - south)
        ends = np.stack([np.column_stack([np.full(SCANS, x), y]) for x in (west, east)], axis=1)
    else:
        x = west + share * (east - west)
        ends = np.stack([np.column_stack([x, np.full(SCANS, y)]) for y in (south, north)], axis=1)
    bounds = shapely.bounds(shapely.intersection(shapely.linestrings(ends), part))
    met = bounds[:, {"east": 2, "south": 1, "west": 0, "north": 3}[_SIDES[side]]]
    points = np.column_stack([met, ends[:, 0, 1]] if is_across else [ends[:, 0, 0], met])
    return np.asarray(points[np.isfinite(met)], np.float64)


def _beside(
    outside: NDArray[np.float64], layers: Sequence[Around], own: Collection[tuple[int, int]]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the layer and row of what is nearest to each place just outside; -1 for nothing."""
    layer, row = np.full(len(outside), -1), np.full(len(outside), -1)
    places = shapely.points(outside)
    for number, around in enumerate(layers):
        # Who contains a place is at 0 m, so that the polygon itself is the nearest only at an edge.
        which, shape = around.tree.query_nearest(places, max_distance=BESIDE_M, all_matches=False)
        what = around.what[shape]
        is_own = np.isin(what, [of for at, of in own if at == number])
        taken = (layer[which] < 0) & ~is_own
        layer[which[taken]], row[which[taken]] = number, what[taken]
    return layer, row
