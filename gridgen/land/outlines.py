"""Cells + zones -> polygons: cover the community, no gap, no overlap, as simple as may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_matrix

from gridgen.land.empty_blocks import lived_in, settled
from gridgen.land.planar import corners, directed, planar
from gridgen.land.simplify import simple
from gridgen.model.arrays import Shapes
from gridgen.model.graphs import piece_counts, pieces
from gridgen.model.ground import Cells, Ground

MARGIN_M = 40.0
"""How far an outline drawn around households reaches beyond them."""

HAIR_M = 1e-6
"""A corner this near to the straight line between its neighbours is no corner."""

WALL_M = 0.01
"""An outline may run along the wall of a building, this far inside at most."""


def outline(
    cells: Cells,
    ground: Ground,
    zone_of: Mapping[str, NDArray[np.int32]],
    *,
    empty_land: str = "around",
) -> dict[str, Shapes]:
    """Return for each level the polygons of its zones, which tile the boundary.

    Only the borders between cells of different zones are drawn, with the boundary; the faces
    between them are the zones. Where such a border cuts a footprint it goes around it. Then all are
    simplified together. All levels come from one drawing, so that borders shared by levels are the
    same points.

    Parameters
    ----------
    cells
        Of the places of the community.
    ground
        Of the same community.
    zone_of
        For each level (p,) the zone of each place, -1 for none; zones are numbered from 0, and the
        polygon of one without a place is empty.
    empty_land
        Blocks where nobody lives, and water, belong to the zones "around" them, or to "none" save
        where they hold a zone together.
    """
    stacked = np.stack(list(zone_of.values()), axis=1)
    kinds, kind_of = np.unique(stacked, axis=0, return_inverse=True)
    kind_of = kind_of.reshape(-1)
    kind_of_face = settled(cells, kind_of[cells.place_of_face], kinds)
    if empty_land == "none":
        kind_of_face = lived_in(cells, kind_of_face, kinds)
    drawn = _drawn(cells, kind_of_face)
    drawn = _around(drawn, ground.footprints, cells.xy, kind_of, kinds)
    patches = simple(
        drawn.patches, drawn.kind, kinds[drawn.kind, 0], cells.xy, kind_of, ground.footprints
    )
    shapes: dict[str, Shapes] = {}
    for level, name in enumerate(zone_of):
        count = int(stacked[:, level].max(initial=-1)) + 1
        shapes[name] = _united(patches, kinds[drawn.kind, level], count)
    return shapes


def surround(xy: NDArray[np.float64], footprints: Shapes | None = None) -> shapely.Geometry:
    """Return one polygon around all places (p, 2) and footprints, margin `MARGIN_M`, metres."""
    inside = _none() if footprints is None else footprints
    spots = np.concatenate([xy, shapely.get_coordinates(inside)])
    points = shapely.multipoints(spots)
    many = len(spots) > 3
    hull = shapely.concave_hull(points, ratio=0.15) if many else shapely.convex_hull(points)
    return shapely.buffer(shapely.union_all([hull, *inside]), MARGIN_M, quad_segs=4)


def _none() -> Shapes:
    return np.empty(0, object)


@dataclass(frozen=True, slots=True, eq=False)
class _Drawn:
    """Polygons that tile the boundary, one for each patch of one kind, and the lines they are of.

    A kind is a zone at every level. `kind` (k,) of `patches` (k,).
    """

    patches: Shapes
    kind: NDArray[np.int64]
    lines: Shapes


def _drawn(cells: Cells, kind_of_face: NDArray[np.int64]) -> _Drawn:
    kind_of = np.append(kind_of_face, -1)  # the last for what lies outside
    sides = kind_of[cells.sides]
    differ = sides[:, 0] != sides[:, 1]
    edges, sides = _straightened(cells, cells.edges[differ], sides[differ])
    lines = shapely.linestrings(cells.corners[edges])
    patches = shapely.get_parts(shapely.polygonize(lines))
    start, end, patch = directed(patches)
    first = np.unique(patch, return_index=True)[1]
    q = len(cells.corners)
    at = corners(np.concatenate([cells.corners, start[first], end[first]]))[1]
    u, v = np.split(at[q:], 2)  # the corners are distinct and sorted: they keep their numbers
    key = edges[:, 0] * q + edges[:, 1]
    row = np.searchsorted(key, np.minimum(u, v) * q + np.maximum(u, v))
    kind = sides[row, np.where(u < v, 0, 1)]
    return _Drawn(patches[kind >= 0], kind[kind >= 0], lines)


def _straightened(
    cells: Cells, edges: NDArray[np.int64], sides: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return edges without the corners at which only borders that are not drawn end, sorted."""
    q = len(cells.corners)
    order = np.argsort(edges.T.reshape(-1), kind="stable")
    at = edges.T.reshape(-1)[order]
    edge = order % len(edges)
    degree = np.bincount(at, minlength=q)
    begin = np.cumsum(degree) - degree
    spare = np.flatnonzero(cells.is_new & (degree == 2))
    a, b = edge[begin[spare]], edge[begin[spare] + 1]
    far = edges.sum(axis=1)
    before, after = far[a] - spare, far[b] - spare
    way, back = (
        cells.corners[after] - cells.corners[spare],
        cells.corners[spare] - cells.corners[before],
    )
    turn = np.abs(way[:, 0] * back[:, 1] - way[:, 1] * back[:, 0])
    is_straight = turn <= HAIR_M * np.maximum(np.hypot(*way.T), np.hypot(*back.T))
    spare, a, b = spare[is_straight], a[is_straight], b[is_straight]
    run = pieces(len(edges), np.stack([a, b], axis=1))
    is_spare = np.zeros(q, bool)
    is_spare[spare] = True
    ends = np.repeat(run, 2)[~is_spare[edges].reshape(-1)]
    corner = edges.reshape(-1)[~is_spare[edges].reshape(-1)]
    corner = corner[np.lexsort((corner, ends))].reshape(-1, 2)
    first = np.unique(run, return_index=True)[1]
    order = np.lexsort((corner[:, 1], corner[:, 0]))
    return corner[order], sides[first][order]


def _united(patches: Shapes, zone: NDArray[np.int64], count: int) -> Shapes:
    order = np.argsort(zone, kind="stable")
    begin = np.searchsorted(zone[order], np.arange(count + 1))
    shapes = np.empty(count, object)
    for z in range(count):
        mine = patches[order[begin[z] : begin[z + 1]]]
        united = shapely.get_parts(shapely.coverage_union_all(mine)) if len(mine) > 1 else mine
        shapes[z] = united[0] if len(united) == 1 else shapely.multipolygons(united)
    return shapes


# --- around footprints ---------------------------------------------------------------------------


def _around(
    drawn: _Drawn,
    footprints: Shapes,
    xy: NDArray[np.float64],
    kind_of: NDArray[np.int64],
    zones: NDArray[np.int32],
) -> _Drawn:
    """Return patches that cut no footprint.

    One where two zones of the first level live is left as it is; one where only further levels part
    those who live in it belongs to their zone of the first level. `zones` (k, levels) are those of
    each kind. No zone comes apart for a footprint: those on its land stay cut then.
    """
    row, kind = _cut(drawn, footprints, xy, kind_of, zones[:, 0])
    before = _piece_counts(drawn, zones) if len(row) else []
    while len(row):
        made = _walled(drawn, footprints[row], kind, xy, kind_of, zones[:, 0])
        stays_cut = np.zeros(len(row), bool)
        for level, after in enumerate(_piece_counts(made, zones)):
            apart = np.flatnonzero(after > before[level][: len(after)])
            land = drawn.patches[np.isin(zones[drawn.kind, level], apart)]
            hit = shapely.STRtree(footprints[row]).query(land, predicate="intersects")[1]
            stays_cut[hit] = True
        if not stays_cut.any():
            return made
        row, kind = row[~stays_cut], kind[~stays_cut]
    return drawn


def _piece_counts(drawn: _Drawn, zones: NDArray[np.int32]) -> list[NDArray[np.int64]]:
    """Return for each level in how many pieces each zone is."""
    sides = planar(drawn.patches).sides
    sides = sides[(sides >= 0).all(axis=1)]
    return [piece_counts(zones[drawn.kind, level], sides) for level in range(zones.shape[1])]


def _walled(
    drawn: _Drawn,
    footprints: Shapes,
    kind: NDArray[np.int64],
    xy: NDArray[np.float64],
    kind_of: NDArray[np.int64],
    top_of: NDArray[np.int32],
) -> _Drawn:
    """Return patches with borders along the walls of footprints, which belong to `kind` (f,).

    -1 for one where several kinds of one zone of the first level live; `top_of` is that of each
    kind.
    """
    noded = shapely.union_all(np.concatenate([drawn.lines, shapely.boundary(footprints)]))
    faces = shapely.get_parts(shapely.polygonize([noded]))
    spot = shapely.point_on_surface(faces)
    label = np.full(len(faces), -1, np.int64)
    face, patch = shapely.STRtree(drawn.patches).query(spot, predicate="intersects")
    label[face] = drawn.kind[patch]
    face, shape = shapely.STRtree(footprints).query(spot, predicate="intersects")
    face, shape = face[label[face] >= 0], shape[label[face] >= 0]
    alone = kind[shape] >= 0
    label[face[alone]] = kind[shape[alone]]
    _share(label, spot, face[~alone], footprints[shape[~alone]], xy, kind_of, top_of)
    faces, label = _joined(faces[label >= 0], label[label >= 0])
    return _Drawn(*_lived_in(faces, label, xy, top_of), drawn.lines)


def _share(
    label: NDArray[np.int64],
    spot: Shapes,
    face: NDArray[np.int64],
    around: Shapes,
    xy: NDArray[np.float64],
    kind_of: NDArray[np.int64],
    top_of: NDArray[np.int32],
) -> None:
    """Give faces in footprints that strangers have to the nearest who live there, in `label`.

    `around` (f,) is the footprint of each of `face` (f,); strangers are of another zone of the
    first level than those who live in it.
    """
    points = shapely.points(xy)
    tree = shapely.STRtree(points)
    for row, shape in zip(face.tolist(), around, strict=True):
        here = tree.query(shape, predicate="dwithin", distance=WALL_M)
        if top_of[label[row]] != top_of[kind_of[here[0]]]:
            label[row] = kind_of[here[np.argmin(shapely.distance(points[here], spot[row]))]]


def _cut(
    drawn: _Drawn,
    footprints: Shapes,
    xy: NDArray[np.float64],
    kind_of: NDArray[np.int64],
    top_of: NDArray[np.int32],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the footprints in more than one patch, and the kind that each belongs to.

    That is the kind of those who live in it, else the one that has most of its area; -1 where
    several kinds of one zone of the first level live in it.
    """
    none = np.zeros(0, np.int64)
    if len(footprints) == 0:
        return none, none
    borders = shapely.STRtree(drawn.lines)
    near = np.unique(borders.query(footprints, predicate="intersects")[0])
    core = shapely.buffer(footprints[near], -WALL_M, quad_segs=1)
    hit = near[np.unique(borders.query(core, predicate="intersects")[0])]
    shape, place = shapely.STRtree(shapely.points(xy)).query(
        footprints[hit], predicate="dwithin", distance=WALL_M
    )
    kinds = int(kind_of.max()) + 1
    lives = coo_matrix((np.ones(len(shape)), (shape, kind_of[place])), (len(hit), kinds)).tocsr()
    known = lives.tocoo()
    tops = coo_matrix((known.data, (known.row, top_of[known.col])), (len(hit), top_of.max() + 1))
    torn = np.diff(tops.tocsr().indptr) > 1
    mixed = np.diff(lives.indptr) > 1
    part, patch = shapely.STRtree(drawn.patches).query(footprints[hit], predicate="intersects")
    area = shapely.area(shapely.intersection(footprints[hit[part]], drawn.patches[patch]))
    lies = coo_matrix((area, (part, drawn.kind[patch])), (len(hit), kinds)).tocsr()
    weight = lives * float(1 + area.sum()) + lies
    kind = np.asarray(weight.argmax(axis=1)).reshape(-1)
    kind = np.where(mixed, -1, kind)
    keep = ~torn & (np.asarray(lies.sum(axis=1)).reshape(-1) > 0)
    return hit[keep], kind[keep]


def _joined(faces: Shapes, label: NDArray[np.int64]) -> tuple[Shapes, NDArray[np.int64]]:
    """Return the patches that faces of one label make together, and their labels."""
    whole = _united(faces, label, int(label.max()) + 1)
    patches, kind = shapely.get_parts(whole, return_index=True)
    return np.asarray(patches), np.asarray(kind)


def _lived_in(
    patches: Shapes, kind: NDArray[np.int64], xy: NDArray[np.float64], top_of: NDArray[np.int32]
) -> tuple[Shapes, NDArray[np.int64]]:
    """Return patches with those that a footprint cut off given to who borders them most.

    To one of the same zone of the first level if any does.
    """
    known = np.zeros(len(patches), bool)
    known[shapely.STRtree(patches).query(shapely.points(xy), "dwithin", distance=WALL_M)[1]] = True
    drawn = planar(patches)
    inner = (drawn.sides >= 0).all(axis=1)
    sides, length = drawn.sides[inner], drawn.length[inner]
    while not known.all():
        front = known[sides[:, 0]] != known[sides[:, 1]]
        if not front.any():
            break
        left = known[sides[front, 0]]
        source = np.where(left, sides[front, 0], sides[front, 1])
        target = np.where(left, sides[front, 1], sides[front, 0])
        shape = (len(patches), int(kind.max()) + 1)
        same = top_of[kind[source]] == top_of[kind[target]]
        weight = length[front] + 1e-9 + np.where(same, length.sum(), 0.0)
        border = coo_matrix((weight, (target, kind[source])), shape).tocsr()
        rows = np.unique(target)
        kind = kind.copy()
        kind[rows] = np.asarray(border[rows].argmax(axis=1)).reshape(-1)
        known[rows] = True
    return _joined(patches, kind)
