"""Polygons of strangers that would take minutes to repair or to bring into metres, told in time."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.files.guard.limits import is_over, limits
from gridgen.files.polygons import LONGEST_M, METRES_A_DEGREE
from gridgen.model.arrays import Shapes
from gridgen.model.errors import ReadError

_WINDING = 10.0
"""How many times around its bounds a plain outline may be long: a coast with all its bays is 2."""

_FEW = 64
"""Vertices below which an outline is never looked at: it cannot cross itself often enough."""

_LOOKED_AT = 200
"""Edges that stand for all of an outline."""


def refuse_outlandish(shapes: Shapes, *, is_degrees: bool, source: str) -> None:
    """Raise ReadError for polygons with too much to repair, or with edges over half the globe.

    How often an outline crosses itself is reckoned from a sample of its edges. What repairing
    costs grows with the crossings, and what finding them costs with the pairs of edges whose bounds
    meet: 50,000 of the first, or 20 million of the second, take about a second.

    Parameters
    ----------
    shapes
        (n,) as read, in any order; None and what is no polygon is passed over.
    is_degrees
        Whether their coordinates are degrees, else metres or the like.
    source
        The layer as the user knows it.
    """
    with np.errstate(invalid="ignore"):
        length = shapely.length(shapes)
        areal = (shapely.get_dimensions(shapes) == 2) & np.isfinite(length)
        west, south, east, north = shapely.bounds(shapes).T
        around = 2 * (east - west + north - south)
        is_winding = areal & (length > _WINDING * around)
    unit_m = METRES_A_DEGREE if is_degrees else 1.0
    vertices = float(length[areal].sum()) * unit_m / LONGEST_M
    if is_over(vertices, most := limits().metre_vertices):
        raise ReadError("edges_too_long", source=source, number=int(vertices), most=most)
    many = shapely.get_num_coordinates(shapes) > _FEW
    found = np.array([_met(shapes[row]) for row in np.flatnonzero(is_winding & many)]).reshape(
        -1, 2
    )
    crossings, pairs = found.sum(axis=0).astype(int).tolist()
    if is_over(crossings, most := limits().crossings):
        raise ReadError("crossings_too_many", source=source, number=crossings, most=most)
    if is_over(pairs, most := limits().edge_pairs):
        raise ReadError("outline_too_jagged", source=source, number=pairs, most=most)


def _met(shape: shapely.Geometry) -> tuple[float, float]:
    """Return about how often the edges of a shape cross, and how often their bounds meet."""
    xy, ring = shapely.get_coordinates(shape), _ring_of(shape)
    is_edge = ring[1:] == ring[:-1]
    edges = shapely.linestrings(np.stack([xy[:-1], xy[1:]], axis=1)[is_edge])
    tree = shapely.STRtree(edges)
    # Evenly spread, so that the answer is the same each time.
    sample = edges[np.linspace(0, len(edges) - 1, min(_LOOKED_AT, len(edges))).astype(int)]
    share = len(edges) / len(sample) / 2
    pairs = len(tree.query(sample)[0]) * share
    if is_over(pairs, limits().edge_pairs):  # looking for crossings among so many takes long itself
        return 0.0, pairs
    return len(tree.query(sample, predicate="crosses")[0]) * share, pairs


def _ring_of(shape: shapely.Geometry) -> NDArray[np.int64]:
    rings = shapely.get_rings(shapely.get_parts([shape]))
    return np.repeat(np.arange(len(rings)), shapely.get_num_coordinates(rings))
