"""One face that several zones share -> a part of it for each, by equal area."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.land.noding import HAIR_M, with_corners
from gridgen.model.arrays import Shapes
from gridgen.model.graphs import pieces
from gridgen.model.polygons import gathered

DIRECTIONS = 12
"""Ways to lay the cuts that are tried: every 30 degrees, each side as the first."""

SIDE_M = 0.1
"""Strips and homes that share less border touch in a corner."""

ORDERS = 40
"""How many other orders of strips are tried where one tears a zone in every direction."""

Level = tuple[NDArray[np.int32], Shapes]
"""The zone of each strip at one level, and what that zone has beside the face."""

HALVINGS = 60
"""Steps in which the place of a cut is found: a width of a kilometre to less than a nanometre."""


def share_face(
    face: shapely.Geometry,
    weights: Sequence[float],
    homes: Shapes,
    *,
    core: shapely.Geometry | None = None,
    others: Shapes | None = None,
    levels: Sequence[Level] = (),
) -> Shapes:
    """Return k strips of a face, in the order of `weights` and with areas in proportion to them.

    Of the directions tried, that is taken in which zones of all levels are in fewest pieces; of
    equals that in which the cuts meet fewest of `others`; then that in which strips touch most
    pieces of the homes of their zones; then the one with the shortest cuts. Where a zone would be
    torn in every direction, strips are tried that lie in another order.

    Parameters
    ----------
    face
        Valid polygon or multipolygon, metres.
    weights
        (k,) above 0.
    homes
        (k,) what each zone has beside the face; may be empty.
    core
        Polygon; where it is given and lies in the face, areas are those inside it.
    others
        Footprints that are better not cut.
    levels
        For each level (k,) the zone of each strip, and (k,) what that zone has beside the face.

    Returns
    -------
    Polygons or multipolygons that tile the face. Their corners on its outline are new points, which
    neighbours must take over: see `gridgen.land.noding.with_points`.
    """
    home, home_of = shapely.get_parts(homes, return_index=True)
    edges = shapely.boundary(home)
    shared = face if core is None else shapely.intersection(face, core)
    shared = face if shared.area < SIDE_M**2 else _polygons(shared)
    walls = np.empty(0, object) if others is None else _shrunk(others, face)

    # Compared from left to right: first what tears a zone, last what is only longer.
    def cost(strips: Shapes) -> tuple[int, int, int, float]:
        met = shapely.STRtree(strips).query(walls, predicate="intersects")[0]
        cut = int((np.bincount(met) > 1).sum())
        beside = shapely.length(shapely.intersection(_wide(strips)[home_of], edges))
        meets = int((beside > SIDE_M).sum())
        torn = sum(_pieces(strips, *level) for level in levels)
        # Rounded, so that of equal ways the first is taken and not the one with fewer digits.
        return torn, cut, -meets, round(float(shapely.length(strips).sum()), 3)

    def best(order: NDArray[np.int64]) -> tuple[tuple[int, int, int, float], Shapes]:
        angles = 2 * np.pi * np.arange(DIRECTIONS) / DIRECTIONS
        share = np.cumsum(np.asarray(weights)[order])[:-1] / np.sum(weights)
        back = np.argsort(order)  # from the order in which strips lie to that of the weights
        ways = [_strips(face, shared, share, float(angle))[back] for angle in angles]
        return min(((cost(way), way) for way in ways), key=lambda found: found[0])

    # No way is better than one in which every zone has all of the face: there the search ends.
    whole = np.full(len(weights), face, object)
    fewest = sum(_pieces(whole, *level) for level in levels)
    found = best(np.arange(len(weights)))
    for order in itertools.islice(_swaps(len(weights)), ORDERS):
        if found[0][0] <= fewest:
            break
        found = min(found, best(order), key=lambda way: way[0])
    return found[1]


def _swaps(k: int) -> Iterator[NDArray[np.int64]]:
    """Give the orders of k strips in which two have changed places."""
    for a, b in itertools.combinations(range(k), 2):
        order = np.arange(k)
        order[[a, b]] = b, a
        yield order


def _pieces(strips: Shapes, zone: NDArray[np.int32], homes: Shapes) -> int:
    """Return in how many pieces zones are in all, with their strips and what they have beside."""
    first = np.unique(zone, return_index=True)[1]
    strip, strip_of = shapely.get_parts(strips, return_index=True)
    home, home_of = shapely.get_parts(homes[first], return_index=True)
    owner = np.concatenate([zone[strip_of], zone[first][home_of]])
    # Strips are cut with some rounding: where two meet is measured inside a strip made 1 mm wider.
    wide = _wide(strip)
    shapes = np.concatenate([strip, home])
    a, b = shapely.STRtree(shapes).query(wide, predicate="intersects")
    a, b = a[owner[a] == owner[b]], b[owner[a] == owner[b]]
    border = shapely.length(shapely.intersection(wide[a], shapely.boundary(shapes[b])))
    pairs = np.stack([a, b], axis=1)[border > SIDE_M]
    return int(pieces(len(shapes), pairs).max(initial=-1)) + 1


def _wide(shapes: Shapes) -> Shapes:
    return np.asarray(shapely.buffer(shapes, 1e-3, quad_segs=1, join_style="mitre"))


def _shrunk(footprints: Shapes, face: shapely.Geometry) -> Shapes:
    """Return the inside of the footprints that lie in a face, for those that a cut goes through."""
    row = shapely.STRtree(footprints).query(face, predicate="intersects")
    return np.asarray(shapely.buffer(footprints[np.sort(row)], -SIDE_M / 2, quad_segs=1))


def _polygons(shape: shapely.Geometry) -> shapely.Geometry:
    parts = shapely.get_parts(shape)
    return shapely.multipolygons(parts[shapely.get_dimensions(parts) == 2])


def _strips(
    face: shapely.Geometry, shared: shapely.Geometry, share: NDArray[np.float64], angle: float
) -> Shapes:
    """Return strips of a face with cuts that leave each `share` of what is shared behind them."""
    along = np.array([np.cos(angle), np.sin(angle)])
    offsets = _offsets(shared, along, share)
    corners, cuts = face, []
    for offset in offsets.tolist():
        # The ends of a cut become corners of the face before both are noded: so they are the same
        # points, and noding has nothing to round.
        points, chords = _chords(face, along, offset)
        corners = with_corners(corners, points)
        cuts += chords
    drawing = shapely.union_all([shapely.boundary(corners), *map(shapely.linestrings, cuts)])
    faces = shapely.get_parts(shapely.polygonize([drawing]))
    # Holes of the face are faces of the drawing too.
    inside = shapely.get_coordinates(shapely.point_on_surface(faces))
    faces = faces[shapely.intersects(face, shapely.points(inside))]
    inside = shapely.get_coordinates(shapely.point_on_surface(faces))
    strip_of = np.searchsorted(offsets, inside @ along)
    strips = np.empty(len(share) + 1, object)
    for k in range(len(strips)):
        strips[k] = united(faces[strip_of == k])
    return strips


def _offsets(
    face: shapely.Geometry, along: NDArray[np.float64], shares: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return how far along a direction the cuts stand that leave `shares` of the area behind them.

    The area behind a cut is, by Green's theorem, the sum over the edges behind it of their length
    along the direction times their mean height.
    """
    turned = np.stack([along, [-along[1], along[0]]], axis=1)
    rings = shapely.get_rings(shapely.orient_polygons(shapely.get_parts(face)))
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    # Turned so that the direction is x, around a corner: far eastings leave too few digits.
    xy = (xy - xy[0]) @ turned
    start, end = xy[:-1][ring[1:] == ring[:-1]], xy[1:][ring[1:] == ring[:-1]]
    run = end[:, 0] - start[:, 0]
    slope = np.divide(end[:, 1] - start[:, 1], run, out=np.zeros(len(run)), where=run != 0)
    low = np.full(len(shares), xy[:, 0].min())
    high = np.full(len(shares), xy[:, 0].max())
    for _ in range(HALVINGS):
        # (cuts, edges): of each edge what lies behind each cut, and the height in the middle of it.
        middle = (low + high) / 2
        first, last = (
            np.minimum(start[:, 0], middle[:, None]),
            np.minimum(end[:, 0], middle[:, None]),
        )
        height = start[:, 1] + slope * ((first + last) / 2 - start[:, 0])
        is_short = -((last - first) * height).sum(axis=1) < shares * face.area
        low, high = np.where(is_short, middle, low), np.where(is_short, high, middle)
    origin = float(shapely.get_coordinates(rings)[0] @ along)
    return np.asarray((low + high) / 2 + origin)


def _chords(
    face: shapely.Geometry, along: NDArray[np.float64], offset: float
) -> tuple[NDArray[np.float64], list[NDArray[np.float64]]]:
    """Return where a cut crosses the outline of the face, and its pieces inside, corner to corner.

    The pieces end in exactly the points that are returned, so that no rounding parts the two.
    """
    across = np.array([-along[1], along[0]])
    corners = shapely.get_coordinates(face)
    sides = corners @ across
    # A metre longer than the face at both ends, so that the cut crosses all of it.
    ends = [offset * along + (s * across) for s in (sides.min() - 1, sides.max() + 1)]
    crossing = shapely.intersection(shapely.boundary(face), shapely.LineString(ends))
    points = np.unique(shapely.get_coordinates(crossing), axis=0)
    apart = np.linalg.norm(points[:, None] - corners[None], axis=2)
    nearest = apart.argmin(axis=1)
    is_corner = apart[np.arange(len(points)), nearest] < HAIR_M
    points[is_corner] = corners[nearest[is_corner]]
    points = points[np.argsort(points @ across, kind="stable")]
    pairs = itertools.pairwise(points)
    shapely.prepare(face)
    return points, [
        np.array([a, b])
        for a, b in pairs
        if shapely.contains_properly(face, shapely.Point((a + b) / 2))
    ]


def united(faces: Shapes | Sequence[shapely.Geometry]) -> shapely.Geometry:
    """Return one polygon or multipolygon: what faces that share points make together."""
    return gathered(shapely.get_parts(shapely.coverage_union_all(faces)))
