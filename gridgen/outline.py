"""Cells + zones -> polygons: cover the community, no gap, no overlap."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gridgen.model import Cells, Shapes

MARGIN_M = 40.0
"""How far an outline drawn around households reaches beyond them."""


def outline(
    cells: Cells, boundary: shapely.Geometry, zone_of: Mapping[str, NDArray[np.int32]]
) -> dict[str, Shapes]:
    """Return for each level the polygons of its zones, which tile `boundary`.

    Only the lines between cells of different zones are drawn, with the boundary; the faces between
    them are the zones. All levels come from one drawing, so that borders shared by levels are the
    same points. A face without any place, cut off by a bend of the boundary, goes to the zone with
    which it shares the longest border.

    Parameters
    ----------
    cells
        Of the places of the community.
    boundary
        Valid polygon or multipolygon, metres.
    zone_of
        For each level (p,) the zone of each place, -1 for none; zones are numbered from 0 and each
        has a place.
    """
    stacked = np.stack(list(zone_of.values()), axis=1)
    kinds, kind_of = np.unique(stacked, axis=0, return_inverse=True)
    kind_of = kind_of.reshape(-1)
    faces = _faces(cells, boundary, kind_of)
    face_kind = _label(faces, cells, kind_of)
    drawn: dict[str, Shapes] = {}
    for level, name in enumerate(zone_of):
        zone = kinds[face_kind, level]
        drawn[name] = _unite(faces, zone, int(stacked[:, level].max(initial=-1)) + 1)
    return drawn


def surround(cells: Cells) -> shapely.Geometry:
    """Return one polygon around all places with a margin of `MARGIN_M`, metres."""
    points = shapely.multipoints(cells.xy)
    many = len(cells.xy) > 3
    hull = shapely.concave_hull(points, ratio=0.15) if many else shapely.convex_hull(points)
    return shapely.buffer(hull, MARGIN_M, quad_segs=4)


def _faces(cells: Cells, boundary: shapely.Geometry, kind_of: NDArray[np.int64]) -> Shapes:
    differ = kind_of[cells.pairs[:, 0]] != kind_of[cells.pairs[:, 1]]
    ridges = cells.ridge[differ]
    ridges = ridges[np.hypot(*(ridges[:, 0] - ridges[:, 1]).T) > 0]
    if len(ridges) == 0:
        return np.asarray(shapely.get_parts(boundary))
    lines = shapely.linestrings(ridges)
    shapely.prepare(boundary)
    lines = lines[shapely.intersects(boundary, lines)]
    drawing = shapely.union_all([shapely.boundary(boundary), shapely.multilinestrings(lines)])
    faces = shapely.get_parts(shapely.polygonize([drawing]))
    return np.asarray(faces[shapely.contains(boundary, shapely.point_on_surface(faces))])


def _label(faces: Shapes, cells: Cells, kind_of: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the kind of each face: that of its places, else of the face it borders most."""
    label = np.full(len(faces), -1, np.int64)
    place, face = shapely.STRtree(faces).query(shapely.points(cells.xy), predicate="intersects")
    label[face] = kind_of[place]
    while (label < 0).any():
        empty = np.flatnonzero(label < 0)
        known = np.flatnonzero(label >= 0)
        row, other = shapely.STRtree(faces[known]).query(faces[empty], predicate="intersects")
        shared = shapely.length(shapely.intersection(faces[empty[row]], faces[known[other]]))
        row, other = row[shared > 0], other[shared > 0]
        shared = shared[shared > 0]
        if len(row) == 0:  # a part of the community where nobody lives
            at = shapely.get_coordinates(shapely.point_on_surface(faces[empty]))
            label[empty] = kind_of[cKDTree(cells.xy).query(at)[1]]
            break
        best = np.lexsort((other, -shared, row))
        first = best[np.unique(row[best], return_index=True)[1]]
        label[empty[row[first]]] = label[known[other[first]]]
    return label


def _unite(faces: Shapes, zone: NDArray[np.int64], count: int) -> Shapes:
    order = np.argsort(zone, kind="stable")
    begin = np.searchsorted(zone[order], np.arange(count + 1))
    shapes = np.empty(count, object)
    for z in range(count):
        mine = faces[order[begin[z] : begin[z + 1]]]
        united = shapely.get_parts(shapely.coverage_union_all(mine))
        shapes[z] = united[0] if len(united) == 1 else shapely.multipolygons(united)
    return shapes
