"""Shapes in metres -> degrees for a page, as flat lists of steps.

Coordinates are millionths of a degree, each after the first of a part as the step from the one
before: a third of the size of GeoJSON, and the page adds them up again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgen.model.antimeridian import near
from gridgen.model.arrays import Shapes
from gridgen.model.crs import project
from gridgen.model.plan import Plan
from gridgen.model.polygons import largest
from maps.ink.borders import is_missing

DEGREES = "EPSG:4326"
MICRO = 1_000_000
"""Steps of a degree."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the map is: the metre CRS of a plan, and the longitude of its middle.

    Longitudes go on past 180, so that a plan across the antimeridian is drawn in one piece: the
    tiles of a web map repeat there.
    """

    crs: str
    lon: float

    def lonlat(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return (n, 2) degrees of places in metres."""
        lonlat = project(xy, self.crs, DEGREES)
        return np.column_stack([near(lonlat[:, 0], self.lon), lonlat[:, 1]])

    def degrees(self, shapes: Iterable[Any]) -> list[Any]:
        """Return shapes in metres as shapes in degrees; None where there is no shape."""

        def turn(xy: NDArray[np.float64]) -> NDArray[np.float64]:
            return self.lonlat(xy)

        return [None if is_missing(s) else shapely.transform(s, turn) for s in shapes]


def place_of(plan: Plan) -> Place:
    """Return where the map of a plan is."""
    shapes = [*plan.communities.shape, *(plan.levels[0].polygon if plan.levels else ())]
    west, south, east, north = shapely.total_bounds(np.array(shapes, dtype=object))
    middle = project(
        np.array([[(west + east) / 2, (south + north) / 2]]), plan.township.crs, DEGREES
    )
    lon = float(middle[0, 0])
    return Place(plan.township.crs, lon if np.isfinite(lon) else 0.0)


def bounds_of(plan: Plan, place: Place) -> list[float]:
    """Return south, west, north and east of everything that is drawn; most of the world if none."""
    tops = plan.levels[0].polygon if plan.levels else ()
    shapes = [s for s in (*plan.communities.shape, *tops) if not is_missing(s)]
    if not shapes:
        return [-60.0, -180.0, 75.0, 180.0]
    west, south, east, north = shapely.total_bounds(place.degrees(shapes))
    return [round(float(v), 6) for v in (south, west, north, east)]


def label_points(shapes: Shapes, place: Place) -> list[list[float] | None]:
    """Return longitude and latitude of the middle of the largest circle inside each shape."""
    middles = []
    for shape in shapes:
        if is_missing(shape):
            middles.append((np.nan, np.nan))
            continue
        # The largest part carries the name; a fiftieth of its width is near enough.
        part = largest(shape)
        tolerance = max(np.sqrt(part.area) / 50, 0.01)
        radius = shapely.maximum_inscribed_circle(part, tolerance)
        middles.append(radius.coords[0][:2])
    lonlat = place.lonlat(np.array(middles, dtype=np.float64).reshape(-1, 2))
    return [[round(x, 6), round(y, 6)] if np.isfinite(x) else None for x, y in lonlat.tolist()]


def steps(shape: shapely.Geometry | None) -> list[list[list[int]]]:
    """Return the parts of a shape in degrees: polygons as lists of rings, lines as one list each.

    Every ring or line is a flat list: longitude and latitude in millionths of a degree, then the
    steps to each next point. Rings are not closed and rings or lines shorter than a step are left
    out. None has no parts.
    """
    parts = []
    for part in () if shape is None else shapely.get_parts(shape):
        if part.geom_type == "Polygon":
            rings = [_walk(ring.coords, closed=True) for ring in (part.exterior, *part.interiors)]
            if len(rings[0]) >= 6:
                parts.append([ring for ring in rings if len(ring) >= 6])
        elif part.geom_type in ("LineString", "LinearRing"):
            line = _walk(part.coords, closed=False)
            if len(line) >= 4:
                parts.append([line])
    return parts


def _walk(coords: Any, *, closed: bool) -> list[int]:
    points = np.rint(np.asarray(coords)[:, :2] * MICRO).astype(np.int64)
    if closed:
        points = points[:-1]
    moved = np.diff(points, axis=0)
    moved = moved[(moved != 0).any(axis=1)]
    return [int(v) for v in np.concatenate([points[:1], moved]).ravel()]
