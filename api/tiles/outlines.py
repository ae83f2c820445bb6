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
from gridgen.model.same import rows_before

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
    source
        (k,) the outlines in the square.
    rows
        (m,) which of the k are large enough to be seen.
    shapes
        (m,) at whole units of the zoom, valid.
    bounds
        (m, 4) of the shapes.
    tree
        Finds them by place.
    written
        (m,) as tiles have them.
    """

    source: Shapes
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
    before
        Those before an edit: what was made of an outline that the edit left is taken over.

    Attributes
    ----------
    middles
        (k, 2) where the label of each outline stands, in the square; 0 where there is none: the
        middle of the largest circle in its largest part, as on the maps.
    """

    def __init__(self, lonlat: Shapes, before: Outlines | None = None) -> None:
        kept = rows_before(None if before is None else before._lonlat, lonlat)
        new = kept < 0
        shapes, middles = np.empty(len(lonlat), object), np.zeros((len(lonlat), 2))
        shapes[new] = repair(shapely.transform(lonlat[new], in_square))
        middles[new] = _middles(shapes[new])
        self._older: dict[int, Zoomed] = {}
        if before is not None:
            shapes[~new], middles[~new] = before._shapes[kept[~new]], before.middles[kept[~new]]
            self._older = dict([*before._older.items(), *before._made.items()][-_KEPT:])
        self._lonlat: Shapes = lonlat
        self._shapes: Shapes = shapes
        self.middles: NDArray[np.float64] = middles
        self._lock = threading.Lock()
        self._made: OrderedDict[int, Zoomed] = OrderedDict()

    def at(self, zoom: int) -> Zoomed:
        """Return the outlines at a zoom; those of a few zooms are held."""
        with self._lock:
            if zoom not in self._made:
                self._made[zoom] = _zoomed(self._shapes, zoom, self._older.pop(zoom, None))
            self._made.move_to_end(zoom)
            if len(self._made) > _KEPT:
                self._made.popitem(last=False)
            return self._made[zoom]


def _middles(shapes: Shapes) -> NDArray[np.float64]:
    """Return (k, 2) the middle of the largest circle in the largest part of each shape."""
    found = np.zeros((len(shapes), 2))
    rows = np.flatnonzero(~shapely.is_empty(shapes))
    if len(rows):
        parts, owner = shapely.get_parts(shapes[rows], return_index=True)
        area = shapely.area(parts)
        order = np.lexsort([area, owner])
        last = np.flatnonzero(np.diff(owner, append=-1))  # the largest part of each
        largest = parts[order][last]
        near = np.sqrt(area[order][last]) / 20
        radius = shapely.maximum_inscribed_circle(largest, near)
        found[rows] = shapely.get_coordinates(shapely.get_point(radius, 0))
    return found


def _zoomed(source: Shapes, zoom: int, older: Zoomed | None) -> Zoomed:
    """Return outlines at a zoom; `older` is what was made of those before some edits."""
    at = np.full(len(source), -1)
    again = around = np.flatnonzero(~shapely.is_empty(source))
    if older is not None:
        at, again, around = _left(source, zoom, older)
    shapes = np.full(len(source), shapely.Polygon(), object)
    shapes[at >= 0] = older.shapes[at[at >= 0]] if older is not None else None
    shapes[again] = sound(_simple(source[around], zoom)[np.isin(around, again)])
    rows = np.flatnonzero(~shapely.is_empty(shapes))
    seen = shapes[rows]
    written = _written(seen, at[rows], None if older is None else older.written)
    bounds = shapely.bounds(seen).reshape(-1, 4)
    return Zoomed(source, rows, seen, bounds, shapely.STRtree(seen), written)


def _simple(shapes: Shapes, zoom: int) -> Shapes:
    """Return outlines that are not empty in units of a zoom, with fewer corners."""
    scale = units(zoom)
    scaled = shapely.transform(shapes, lambda xy: xy * scale)
    if zoom == DEEPEST:  # which is enlarged further on
        return np.asarray(scaled, object)
    return np.asarray(shapely.coverage_simplify(scaled, SIMPLER), object)


def _left(
    source: Shapes, zoom: int, older: Zoomed
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return what of k outlines is at a zoom as it was.

    How the borders of an outline are simplified depends on itself and on those that touch it: so
    that is done again for each that touches a new one or one that is gone, and to do it all that
    touch these are needed.

    Returns
    -------
    (k,) which of the older shapes each still is, -1 for none; the rows of those that are simplified
    again; the rows of those that are needed for that; both ascending.
    """
    kept = rows_before(older.source, source)
    at = np.append(np.full(len(older.source), -1), -1)
    at[older.rows] = np.arange(len(older.rows))
    at = at[kept]
    is_gone = np.ones(len(older.source), bool)
    is_gone[kept[kept >= 0]] = False
    new = np.flatnonzero((kept < 0) & ~shapely.is_empty(source))
    if zoom == DEEPEST:
        return at, new, new
    tree = shapely.STRtree(source)
    again = _touching(tree, np.concatenate([source[new], older.source[is_gone]]))
    at[again] = -1
    return at, again, _touching(tree, source[again])


def _touching(tree: shapely.STRtree, shapes: Shapes) -> NDArray[np.int64]:
    """Return the rows of what touches any of some shapes, ascending."""
    return np.unique(tree.query(shapes, predicate="intersects")[1])


def _written(seen: Shapes, at: NDArray[np.int64], older: Polygons | None) -> Polygons:
    """Return m shapes as tiles have them; `at` says which of the older ones each still is."""
    if older is None:
        return polygons(seen)
    new = np.flatnonzero(at < 0)
    made = polygons(seen[new])
    first = np.zeros((len(seen), 2), np.int64)
    first[at >= 0], first[new] = older.first[at[at >= 0]], made.first
    rest = [older.rest[row] if row >= 0 else b"" for row in at.tolist()]
    for row, one in zip(new.tolist(), made.rest, strict=True):
        rest[row] = one
    return Polygons(first, rest)


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
