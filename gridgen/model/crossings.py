"""Where edges in metres pass the antimeridian: a vertex there, so that cutting moves no edge."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.model.antimeridian import HALF, TURN
from gridgen.model.arrays import Shapes
from gridgen.model.crs import project

_HALVINGS = 60
"""An edge of 100 km halved so often is shorter than its coordinates can tell."""


def with_crossings(shapes: Shapes, crs_m: str, degrees: str) -> Shapes:
    """Return polygons with a vertex where an edge passes the antimeridian.

    A straight edge in metres is a curve in degrees: cut there, it would come back bent. An edge
    gets the same vertex whichever way it runs, so that a shared border stays shared.

    Parameters
    ----------
    shapes
        (s,) in `crs_m`, or None; what is no polygon stays as it is.
    crs_m, degrees
        A metre CRS, and the CRS of degrees that is cut.
    """
    crossed = np.array(shapes, object)
    for row in np.flatnonzero(shapely.get_dimensions(crossed) == 2):
        if len(_passing(shapely.get_coordinates(crossed[row]), crs_m, degrees)):
            polygons = shapely.get_parts(crossed[row])
            parts = [_with_crossings(part, crs_m, degrees) for part in polygons]
            crossed[row] = parts[0] if len(parts) == 1 else shapely.multipolygons(parts)
    return crossed


def _with_crossings(part: shapely.Polygon, crs_m: str, degrees: str) -> shapely.Polygon:
    outer, *holes = (
        _ring(shapely.get_coordinates(ring), crs_m, degrees)
        for ring in (part.exterior, *part.interiors)
    )
    return shapely.Polygon(outer, holes)


def _passing(xy: NDArray[np.float64], crs_m: str, degrees: str) -> NDArray[np.int64]:
    """Return the rows from which an edge goes over the antimeridian to the next row."""
    lon = project(xy, crs_m, degrees)[:, 0]
    return np.flatnonzero(np.abs(np.diff(lon)) > HALF)


def _ring(xy: NDArray[np.float64], crs_m: str, degrees: str) -> NDArray[np.float64]:
    rows = _passing(xy, crs_m, degrees)
    if len(rows) == 0:
        return xy
    ends = np.stack([xy[rows], xy[rows + 1]], axis=1)
    # From the end that sorts first, so that the neighbour, who runs back, rounds to the same place.
    is_back = (ends[:, 0, 0] > ends[:, 1, 0]) | (
        (ends[:, 0, 0] == ends[:, 1, 0]) & (ends[:, 0, 1] > ends[:, 1, 1])
    )
    ends[is_back] = ends[is_back][:, ::-1]
    low, high = np.zeros(len(rows)), np.ones(len(rows))
    is_west = _is_west(ends[:, 0], crs_m, degrees)
    for _ in range(_HALVINGS):
        half = (low + high) / 2
        as_first = _is_west(_on(ends, half), crs_m, degrees) == is_west
        low, high = np.where(as_first, half, low), np.where(as_first, high, half)
    crossed: NDArray[np.float64] = np.insert(xy, rows + 1, _on(ends, low), axis=0)
    return crossed


def _on(ends: NDArray[np.float64], share: NDArray[np.float64]) -> NDArray[np.float64]:
    spot: NDArray[np.float64] = ends[:, 0] + (ends[:, 1] - ends[:, 0]) * share[:, None]
    return spot


def _is_west(xy: NDArray[np.float64], crs_m: str, degrees: str) -> NDArray[np.bool_]:
    """Return whether places lie west of the antimeridian: where longitudes are positive."""
    lon = project(xy, crs_m, degrees)[:, 0]
    return np.asarray(lon % TURN < HALF)
