"""Outlines of zones -> what a tile shows of them: simplified once for each zoom, cut for each tile.

Neighbours keep the borders that they share: a border is simplified once for both of them, and its
corners go to the same whole units.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from api.tiles.mvt import Polygons, polygons
from api.tiles.square import DEEPEST, EXTENT, Tile, in_square, units
from gridgen.model.arrays import Shapes
from gridgen.model.polygons import polygonal, repair

BUFFER = 64
"""Units beyond the sides of a tile that it shows too, so that borders are not drawn along them."""

SIMPLER = 6.0
"""Units: corners go whose triangle with those beside has a smaller area than the square of it;
where tiles are 512 pixels wide, a pixel is 8 units."""

_KEPT = 6
"""Zooms that are held at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Zoomed:
    """Outlines at one zoom.

    Attributes
    ----------
    rows
        (m,) which of the k outlines are large enough to be seen.
    shapes
        (m,) at whole units of the zoom, valid.
    bounds
        (m, 4) of the shapes.
    tree
        Finds them by place.
    written
        (m,) as tiles have them.
    """

    rows: NDArray[np.int64]
    shapes: Shapes
    bounds: NDArray[np.float64]
    tree: shapely.STRtree
    written: Polygons

    def cut(self, tile: Tile) -> tuple[NDArray[np.int64], list[bytes]]:
        """Return which outlines a tile shows, and how."""
        low = tile.origin - BUFFER
        high = tile.origin + EXTENT + BUFFER
        found = np.sort(self.tree.query(shapely.box(*low, *high)))
        west, south, east, north = self.bounds[found].T
        is_inside = (west >= low[0]) & (south >= low[1]) & (east <= high[0]) & (north <= high[1])
        whole, crossing = found[is_inside], found[~is_inside]
        pieces = sound(shapely.clip_by_rect(self.shapes[crossing], *low, *high))
        is_seen = ~shapely.is_empty(pieces)
        crossing = crossing[is_seen]
        seen = polygons(pieces[is_seen])
        shown = [
            *self.written.seen_from(tile.origin, whole),
            *seen.seen_from(tile.origin, np.arange(len(crossing))),
        ]
        return self.rows[np.concatenate([whole, crossing])], shown


class Outlines:
    """k outlines, and what has been made of them so far.

    Parameters
    ----------
    lonlat
        (k,) polygons or multipolygons in degrees, longitude first; None or empty for none.
    """

    def __init__(self, lonlat: Shapes) -> None:
        shapes = repair(shapely.transform(lonlat, in_square))
        self._rows = np.flatnonzero(~shapely.is_empty(shapes))
        self._shapes = shapes[self._rows]
        self._lock = threading.Lock()
        self._made: OrderedDict[int, Zoomed] = OrderedDict()

    def at(self, zoom: int) -> Zoomed:
        """Return the outlines at a zoom; those of a few zooms are held."""
        with self._lock:
            if zoom not in self._made:
                self._made[zoom] = self._zoomed(zoom)
            self._made.move_to_end(zoom)
            if len(self._made) > _KEPT:
                self._made.popitem(last=False)
            return self._made[zoom]

    def middles(self, k: int) -> NDArray[np.float64]:
        """Return (k, 2) where the label of each outline stands, in the square; 0 where there is
        none: the middle of the largest circle in its largest part, as on the maps.
        """
        found = np.zeros((k, 2))
        if len(self._rows):
            parts, owner = shapely.get_parts(self._shapes, return_index=True)
            area = shapely.area(parts)
            order = np.lexsort([area, owner])
            last = np.flatnonzero(np.diff(owner, append=-1))  # the largest part of each
            largest = parts[order][last]
            near = np.sqrt(area[order][last]) / 20
            radius = shapely.maximum_inscribed_circle(largest, near)
            found[self._rows] = shapely.get_coordinates(shapely.get_point(radius, 0))
        return found

    def _zoomed(self, zoom: int) -> Zoomed:
        scale = units(zoom)
        shapes = shapely.transform(self._shapes, lambda xy: xy * scale)
        if zoom < DEEPEST:  # which is enlarged further on
            shapes = shapely.coverage_simplify(shapes, SIMPLER)
        shapes = sound(shapes)
        is_seen = ~shapely.is_empty(shapes)
        shapes = shapes[is_seen]
        return Zoomed(
            self._rows[is_seen], shapes, shapely.bounds(shapes).reshape(-1, 4),
            shapely.STRtree(shapes), polygons(shapes),
        )  # fmt: skip


def sound(shapes: Any) -> Shapes:
    """Return polygons at whole units as MVT wants them.

    Valid, outer rings from east to south (y goes south), no corner twice in a row; empty where
    nothing is left of one.
    """
    shapes = shapely.transform(polygonal(shapes), np.rint)
    bad = np.flatnonzero(~shapely.is_valid(shapes))
    shapes[bad] = polygonal(shapely.set_precision(repair(shapes[bad]), 1.0))
    shapes = shapely.orient_polygons(shapely.remove_repeated_points(shapes, 0))
    found: Shapes = np.asarray(shapes, object)
    return found
