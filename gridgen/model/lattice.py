"""The lattice on which all that is drawn stands: one precision, from reading to the last polygon.

Two corners nearer to each other than a step are one corner, and a corner through whose square, a
step wide, an edge leads stands on it. So nothing is thinner than a hair that one stage sees and
another does not. (Hobby 1999, Computational Geometry 13, 199-214: snap rounding, by GEOS.)
"""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.model.arrays import Shapes
from gridgen.model.polygons import hits, repair

STEP_M = 1e-6
"""Metres between two points of the lattice: what is written to a tenth of a millimetre, or in whole
steps, stays as it is."""

BENT_M = 1.5 * STEP_M
"""A point that was taken to the lattice stands this near to where it was, and to the edges on which
it was: by half a diagonal of the lattice, twice."""


def rounded(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return metres on the lattice, bit by bit as `noded` has them."""
    scale = round(1 / STEP_M)
    return np.asarray(np.floor(xy * scale + 0.5) / scale)


def snapped(shapes: Shapes) -> Shapes:
    """Return shapes with every corner on the lattice; polygons perhaps not valid.

    Each for itself: where two cross, or a corner lies beside an edge, see `noded`.

    Parameters
    ----------
    shapes
        (s,) of any kind, metres, none missing; polygons valid.
    """
    xy = rounded(shapely.get_coordinates(shapes))
    return np.asarray(shapely.set_coordinates(shapes.copy(), xy), object)


def without_repeats(polygons: Shapes) -> Shapes:
    """Return polygons without corners that stand twice in a row, nor rings that are only such.

    Parameters
    ----------
    polygons
        (s,) on the lattice.
    """
    xy, row = shapely.get_coordinates(polygons, return_index=True)
    twice = (xy[1:] == xy[:-1]).all(axis=1) & (row[1:] == row[:-1])
    mine = np.unique(row[1:][twice])
    made = polygons.copy()
    # Not by removing points: of a ring with fewer than three corners GEOS would make none.
    made[mine] = shapely.set_precision(repair(polygons[mine]), STEP_M)
    return made


def noded(lines: Shapes) -> shapely.Geometry:
    """Return lines as edges that meet in their ends alone, each of them once, on the lattice.

    Parameters
    ----------
    lines
        (k,) lines or rings, metres.
    """
    return shapely.union_all(lines, grid_size=STEP_M)


def is_apart(shapes: Shapes) -> bool:
    """Return whether no edge leads through the square of a corner that is not its own.

    That is a step wide, so that `noded` would leave all edges as they are.

    Parameters
    ----------
    shapes
        (s,) polygons on the lattice.
    """
    rings = shapely.get_rings(shapes)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    first = np.flatnonzero(ring[1:] == ring[:-1])
    ends = np.stack([xy[first], xy[first + 1]], axis=1)
    corners = np.unique(xy, axis=0)
    tree = shapely.STRtree(shapely.linestrings(ends))
    squares = shapely.box(*(corners - STEP_M / 2).T, *(corners + STEP_M / 2).T)
    at, edge = tree.query(squares, predicate="intersects")
    own = (ends[edge] == corners[at][:, None]).all(axis=2).any(axis=1)
    return bool(own.all())


def lying_in(
    shapes: Shapes, faces: Shapes, spot: Shapes
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return (k,) rows of noded faces and (k,) the shapes in which each of them lies; in no order.

    Parameters
    ----------
    shapes
        Valid polygons.
    faces
        Polygons between the noded outlines of `shapes` and other lines: none lies half in a shape.
    spot
        A point inside each face.
    """
    face, shape = hits(shapes, shapely.get_coordinates(spot))
    is_lost = np.ones(len(faces), bool)
    is_lost[face] = False
    lost = np.flatnonzero(is_lost)
    if len(lost) == 0:
        return face, shape
    # Noding closes cracks: the spot of a face may stand in one, a hair outside of where it lies.
    tree = shapely.STRtree(shapes)
    row, near = tree.query(spot[lost], predicate="dwithin", distance=BENT_M)
    shared = shapely.area(shapely.intersection(faces[lost[row]], shapes[near]))
    mostly = shared > shapely.area(faces[lost[row]]) / 2
    return np.concatenate([face, lost[row[mostly]]]), np.concatenate([shape, near[mostly]])
