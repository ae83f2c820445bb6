"""Polygons that tile -> the same with fewer corners, where everything stays on its side."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gridgen.land.borders import Kinds, Patches
from gridgen.model.arrays import Shapes
from gridgen.model.corners import corners
from gridgen.model.graphs import distinct
from gridgen.model.polygons import hits

ZIGZAG_M = 13.0
"""A corner goes if the triangle with its two neighbours is smaller than this squared."""

HULL_M = 0.2
"""What lies further than this outside of the convex hulls of all runs of border stays on its side
by itself: posts on their rim, and others as near to these as posts may stand, are inside."""

POST_M = 0.02
"""Half the width of the posts around which borders cannot be drawn straight."""

CORE_M = 2 * POST_M
"""A border may stand this deep in the wall of a footprint."""

TRIES = 3
"""How often to try again, each time with half the tolerance."""

EDGE_M = 1e-3
"""A place may stand this far outside its patch: on a border, by rounding."""


def simple(patches: Patches, kinds: Kinds, footprints: Shapes) -> Shapes:
    """Return the patches with simpler borders between them; the outer edge stays as it is.

    All borders are simplified together (Visvalingam and Whyatt 1993, by GEOS), around a small post
    at each place and just inside each corner of a footprint that a border may reach: simplifying a
    coverage never moves a border over another polygon, so that what a post marks stays on its side.

    Parameters
    ----------
    patches
        (m,) that tile: what two share is the same points.
    kinds
        Of the places that the patches are drawn for.
    footprints
        Polygons, metres; one that no border, or none of the first level, cuts before is cut by none
        afterwards.

    Returns
    -------
    (m,) polygons in the order of the patches; those given where no try keeps all on their side.
    """
    shapes = patches.shape
    if len(shapes) < 2:
        return shapes
    runs = shapely.line_merge(shapely.multilinestrings(patches.lines[patches.is_inner]))
    hulls = shapely.convex_hull(shapely.get_parts(runs))
    loose = _around(hulls, shapely.points(kinds.xy))
    each, top = np.arange(len(shapes)), kinds.top[patches.kind]
    # Borders of lower levels may cut a footprint in which several of their zones live; those of the
    # first level still must not. `whole` are the footprints that no border at all cuts.
    cores = _cores(footprints[_around(hulls, footprints)])
    is_on_top, is_whole = _in_one(shapes, cores, top, each)
    on_top, whole = cores[is_on_top], is_whole[is_on_top]
    spots = _spots(kinds.xy[loose], on_top)
    room = np.append(shapes, _posts(spots, shapely.STRtree(patches.lines)))
    tolerance = ZIGZAG_M
    for _ in range(TRIES):
        # What the posts become, who come last in `room`, is of no interest.
        made = shapely.coverage_simplify(room, tolerance, simplify_boundary=False)[: len(shapes)]
        if _holds(made, patches.kind, kinds, loose):
            is_on_top, is_whole = _in_one(made, on_top, top, each)
            if is_on_top.all() and is_whole[whole].all():
                return np.asarray(made)
        tolerance /= 2
    return shapes


def _around(hulls: Shapes, shapes: Shapes) -> NDArray[np.int64]:
    """Return the rows of `shapes` in or beside a hull: a border that is drawn with fewer of its
    corners stays inside the hull of all.
    """
    return np.unique(shapely.STRtree(shapes).query(hulls, predicate="dwithin", distance=HULL_M)[1])


def _cores(footprints: Shapes) -> Shapes:
    """Return footprints without a hand's breadth, since borders run along walls.

    What stands in a corner of the core keeps borders out of the whole of it.
    """
    return np.asarray(shapely.buffer(footprints, -CORE_M, join_style="mitre"))


def _spots(xy: NDArray[np.float64], cores: Shapes) -> NDArray[np.float64]:
    """Return what must stay on its side: corners of cores, and places (p, 2) in none."""
    in_core = np.zeros(len(xy), bool)
    in_core[shapely.STRtree(shapely.points(xy)).query(cores, predicate="intersects")[1]] = True
    return np.concatenate([xy[~in_core], shapely.get_coordinates(cores)])


def _posts(spots: NDArray[np.float64], edges: shapely.STRtree) -> Shapes:
    """Return one ring through the corners of posts at all spots (k, 2); none where there is none.

    No post stands on an edge, nor in another's post. Simplifying moves no border over the corner of
    another, and leaves alone an edge that one polygon alone has: so posts need to be in no patch,
    and it does not matter what else the ring crosses. One ring takes half the time of many.
    """
    # One of all in one cell of a lattice will do, and spares the pairs where many crowd together;
    # those near to each other in two cells go below.
    cell = corners(np.floor(spots / (2 * POST_M)))[1]
    spots = spots[np.unique(cell, return_index=True)[1]]
    # A post reaches 1.17 of its half width: one nearer to an edge would cross it, and two nearer
    # than twice that could overlap.
    close = edges.query(shapely.points(spots), predicate="dwithin", distance=1.2 * POST_M)[0]
    pairs = cKDTree(spots).query_pairs(3 * POST_M, output_type="ndarray")
    spots = np.delete(spots, np.concatenate([close, pairs[:, 1]]), axis=0)
    corner = POST_M * np.array([[-1, -0.6], [1, -0.6], [0, 1.1]])
    rings = (spots[:, None] + corner).reshape(1, -1, 2)
    return np.asarray(shapely.polygons(rings if len(spots) else np.zeros((0, 4, 2))))


def _in_one(
    patches: Shapes, cores: Shapes, *labels: NDArray[np.integer[Any]]
) -> list[NDArray[np.bool_]]:
    """Return for each labelling of the patches (f,) which footprints lie in those of one label."""
    if len(cores) == 0:
        return [np.zeros(0, bool) for _ in labels]
    patch, core = shapely.STRtree(cores).query(patches, predicate="intersects")
    one = []
    for label in labels:
        met = distinct(np.stack([core, label[patch]], axis=1))[0]
        one.append(np.bincount(met[:, 0], minlength=len(cores)) == 1)
    return one


def _holds(
    patches: Shapes, kind: NDArray[np.int64], kinds: Kinds, loose: NDArray[np.int64]
) -> bool:
    """Return whether patches are sound and every place of `loose` is still on its side."""
    if not shapely.is_valid(patches).all() or not shapely.coverage_is_valid(patches):
        return False
    xy, home = kinds.xy[loose], kinds.of_place[loose]
    place, patch = hits(patches, xy)
    at_home = np.zeros(len(xy), bool)
    at_home[place[kind[patch] == home[place]]] = True
    lost = np.flatnonzero(~at_home)
    place, patch = shapely.STRtree(patches).query(
        shapely.points(xy[lost]), predicate="dwithin", distance=EDGE_M
    )
    at_home[lost[place[kind[patch] == home[lost[place]]]]] = True
    return bool(at_home.all())
