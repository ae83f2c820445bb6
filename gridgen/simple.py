"""Polygons that tile -> the same with fewer corners, where everything stays on its side."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_matrix

from gridgen.model import Shapes
from gridgen.planar import planar

ZIGZAG_M = 13.0
"""A corner goes if the triangle with its two neighbours is smaller than this squared."""

NEAR_M = 25.0
"""What lies further from every border than this stays on its side by itself."""

POST_M = 0.02
"""Half the width of the posts around which borders cannot be drawn straight."""

TRIES = 3
"""How often to try again, each time with half the tolerance."""

EDGE_M = 1e-3
"""A place may stand this far outside its patch: on a border, by rounding."""


def simple(
    patches: Shapes,
    kind: NDArray[np.int64],
    top: NDArray[np.int32],
    xy: NDArray[np.float64],
    kind_of: NDArray[np.int64],
    footprints: Shapes,
) -> Shapes:
    """Return patches with simpler borders between them; the outer edge stays as it is.

    All borders are simplified together (Visvalingam and Whyatt 1993, by GEOS), around a small post
    at each place and at each corner of a footprint near a border: simplifying a coverage never
    moves a border over another polygon, so that what a post marks stays on its side.

    Parameters
    ----------
    patches
        (k,) polygons that tile: what two share is the same points.
    kind
        (k,) the zone of each.
    top
        (k,) the zone of the first level of each.
    xy, kind_of
        (p, 2) places, metres, and (p,) the zone of each.
    footprints
        Polygons; one that no border, or none of the first level, cuts before is cut by none
        afterwards.
    """
    if len(patches) < 2:
        return patches
    posts = _posts(patches, xy, footprints)
    room = _with_posts(patches, *posts)
    core = shapely.buffer(footprints, -2 * POST_M, quad_segs=1)
    whole = core[_whole(patches, np.arange(len(patches)), core)]
    whole_on_top = core[_whole(patches, top, core)]
    tolerance = ZIGZAG_M
    for _ in range(TRIES):
        made = shapely.coverage_simplify(room, tolerance, simplify_boundary=False)[: len(patches)]
        made = _without_posts(made)
        if (
            _holds(made, kind, xy, kind_of)
            and _whole(made, np.arange(len(made)), whole).all()
            and _whole(made, top, whole_on_top).all()
        ):
            return made
        tolerance /= 2
    return patches


def _posts(
    patches: Shapes, xy: NDArray[np.float64], footprints: Shapes
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return where posts stand, (k, 2), and in which patch: near a border, but not on it."""
    drawn = planar(patches)
    inner = (drawn.sides >= 0).all(axis=1)
    borders = shapely.STRtree(shapely.linestrings(drawn.xy[drawn.edges[inner]]))
    corners = shapely.get_coordinates(footprints)
    spots = np.unique(np.concatenate([xy, corners]), axis=0)
    points = shapely.points(spots)
    near = np.unique(borders.query(points, predicate="dwithin", distance=NEAR_M)[0])
    outer = shapely.STRtree(shapely.linestrings(drawn.xy[drawn.edges]))
    close = np.unique(outer.query(points[near], predicate="dwithin", distance=2 * POST_M)[0])
    near = np.delete(near, close)
    near = _apart(spots, near)
    row, patch = shapely.STRtree(patches).query(points[near], predicate="intersects")
    return spots[near[row]], patch


def _apart(spots: NDArray[np.float64], near: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the rows without those that would stand in another's post."""
    cell = np.floor(spots[near] / (4 * POST_M))
    kept = near[np.unique(cell, axis=0, return_index=True)[1]]
    tree = shapely.STRtree(shapely.points(spots[kept]))
    a, b = tree.query(tree.geometries, predicate="dwithin", distance=3 * POST_M)
    return np.asarray(np.delete(kept, np.unique(b[a < b])))


def _with_posts(patches: Shapes, spots: NDArray[np.float64], patch: NDArray[np.int64]) -> Shapes:
    """Return the patches with a hole at each post, and then the posts."""
    corner = POST_M * np.array([[-1, -0.6], [1, -0.6], [0, 1.1], [-1, -0.6]])
    rings = shapely.linearrings(spots[:, None] + corner)
    posts = shapely.polygons(rings)
    order = np.argsort(patch, kind="stable")
    begin = np.searchsorted(patch[order], np.arange(len(patches) + 1))
    holed = patches.copy()
    for row in np.flatnonzero(np.diff(begin)):
        old = shapely.get_rings(patches[row])
        mine = rings[order[begin[row] : begin[row + 1]]]
        holed[row] = shapely.polygons(old[0], holes=np.concatenate([old[1:], mine]))
    return np.concatenate([holed, posts])


def _without_posts(patches: Shapes) -> Shapes:
    made = patches.copy()
    for row in np.flatnonzero(shapely.get_num_interior_rings(patches)):
        rings = shapely.get_rings(patches[row])
        is_hole = shapely.area(shapely.polygons(rings)) > 4 * POST_M**2
        is_hole[0] = False
        made[row] = shapely.polygons(rings[0], holes=rings[is_hole])
    return made


def _whole(
    patches: Shapes, label: NDArray[np.integer[Any]], footprints: Shapes
) -> NDArray[np.bool_]:
    """Return which footprints lie in patches of one label."""
    row, patch = shapely.STRtree(patches).query(footprints, predicate="intersects")
    seen = coo_matrix((np.ones(len(row)), (row, label[patch])), (len(footprints), len(patches)))
    return np.asarray(np.diff(seen.tocsr().indptr) == 1)


def _holds(
    patches: Shapes, kind: NDArray[np.int64], xy: NDArray[np.float64], kind_of: NDArray[np.int64]
) -> bool:
    """Return whether patches are sound and every place is still on its side."""
    if not shapely.is_valid(patches).all() or not shapely.coverage_is_valid(patches):
        return False
    tree = shapely.STRtree(patches)
    place, patch = tree.query(shapely.points(xy), predicate="dwithin", distance=EDGE_M)
    at_home = np.zeros(len(xy), bool)
    at_home[place[kind[patch] == kind_of[place]]] = True
    return bool(at_home.all())
