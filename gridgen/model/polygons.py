"""Polygons of strangers -> polygons to work with, by one rule; and which of them holds a point."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.model.arrays import Shapes

_SINGLE = shapely.GeometryType.POLYGON
"""The last kind of shape that has no parts."""

_AREAL = (_SINGLE, shapely.GeometryType.MULTIPOLYGON)


def repair(shapes: Shapes) -> Shapes:
    """Return valid polygons or multipolygons: what each shape covers, and nothing but areas.

    Both lobes of a bow-tie are land, parts that overlap are united, spikes go, and a ring that
    touches itself is cut there. Valid polygons come back bit by bit; an empty polygon stands for
    what has no area, and for what is missing.

    Parameters
    ----------
    shapes
        (s,) shapes of any kind, or None; all vertices finite.
    """
    areal = polygonal(shapes)
    broken = ~shapely.is_valid(areal)
    # Not "linework": by that, land where two parts of a polygon overlap would be a hole in it.
    areal[broken] = polygonal(
        shapely.make_valid(areal[broken], method="structure", keep_collapsed=False)
    )
    return areal


def polygonal(shapes: Shapes) -> Shapes:
    """Return of each shape its polygons alone, as they are; an empty polygon where it has none."""
    areal = np.array(shapes, dtype=object)
    for row in np.flatnonzero(~is_polygonal(areal)):
        areal[row] = _gathered_from(areal[row])
    return areal


def is_polygonal(shapes: Shapes) -> NDArray[np.bool_]:
    """Return (s,) whether each shape is a polygon or multipolygon; false where one is missing."""
    return np.isin(shapely.get_type_id(shapes), _AREAL)


def gathered(pieces: Shapes) -> shapely.Geometry:
    """Return polygons as one shape: the polygon itself where it is alone, else a multipolygon."""
    return pieces[0] if len(pieces) == 1 else shapely.multipolygons(pieces)


def largest(shape: shapely.Geometry) -> shapely.Geometry:
    """Return the largest part of a shape; of equals the one whose bounds sort last.

    >>> largest(shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(2, 0, 4, 1)])).area
    2.0
    """
    return max(shapely.get_parts(shape), key=lambda part: (part.area, part.bounds))


def hits(shapes: Shapes, xy: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return (k,) points and (k,) shapes that hold them, on their edges too; in no order.

    Parameters
    ----------
    shapes
        Valid polygons, none missing.
    xy
        (n, 2) in the CRS of the shapes.
    """
    points = shapely.points(xy)
    if len(points) <= len(shapes):
        point, shape = shapely.STRtree(shapes).query(points, predicate="intersects")
    else:
        # What is asked for is prepared: a polygon that is asked for thousands of points, once.
        shape, point = shapely.STRtree(points).query(shapes, predicate="intersects")
    return point, shape


def first_of(point: NDArray[np.int64], shape: NDArray[np.int64], number: int) -> NDArray[np.int32]:
    """Return (number,) the first shape that holds each point, by `hits`; -1 for none.

    Parameters
    ----------
    point, shape
        (k,) rows of points and of the shapes that hold them, in any order.
    number
        How many points there are.
    """
    none = np.iinfo(np.int32).max
    # Not the order of the tree: of shapes that overlap or touch, the smallest row has the point.
    row = np.full(number, none, dtype=np.int32)
    np.minimum.at(row, point, shape.astype(np.int32))
    row[row == none] = -1
    return row


def first_at(shapes: Shapes, xy: NDArray[np.float64]) -> NDArray[np.int32]:
    """Return (n,) the first shape that holds each point, edges included; -1 where none does."""
    return first_of(*hits(shapes, xy), len(xy))


def _gathered_from(shape: shapely.Geometry | None) -> shapely.Geometry:
    """Return the polygons of a collection, those inside further collections too."""
    pieces = shapely.get_parts(np.array([shape], dtype=object))
    while not (shapely.get_type_id(pieces) <= _SINGLE).all():
        pieces = shapely.get_parts(pieces)
    pieces = pieces[shapely.get_type_id(pieces) == _SINGLE]
    if len(pieces) == 0:
        return shapely.Polygon()
    whole = gathered(pieces)
    # Parts of a collection may overlap, those of a multipolygon may not.
    return whole if shapely.is_valid(whole) else shapely.union_all(repair(pieces))
