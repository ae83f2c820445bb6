"""Polygons in tests: drawn for places on the ground, and whether they tile."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray

from gridgen.land.cells import cells
from gridgen.land.outlines import outline
from gridgen.model.arrays import Shapes
from gridgen.model.ground import Ground


def shapes(*made: shapely.Geometry) -> Shapes:
    """Return shapes as an array."""
    array = np.empty(len(made), object)
    array[:] = made
    return array


def on_ground(
    xy: NDArray[np.float64], ground: Ground, zone_of: list[int], **asked: str
) -> list[shapely.Geometry]:
    """Return the polygons of zones of places (n, 2)."""
    rows = {"grids": np.array(zone_of, np.int32)}
    return list(outline(cells(xy, ground), ground, rows, **asked)["grids"])


def check_tiles(shapes: list[shapely.Geometry], whole: shapely.Geometry) -> None:
    """The shapes cover the whole, without gaps or overlaps, and meet in the same points."""
    assert all(shapely.is_valid(shape) and not shape.is_empty for shape in shapes)
    assert shapely.coverage_is_valid(np.array(shapes, object))
    assert sum(shape.area for shape in shapes) == pytest.approx(whole.area, rel=1e-6)
    union = shapely.union_all(shapes)
    assert shapely.symmetric_difference(union, whole).area <= 1e-6 * whole.area
    for a in range(len(shapes)):
        for b in range(a):
            assert shapely.intersection(shapes[a], shapes[b]).area <= 1e-6 * whole.area


def check_holds(
    shapes: list[shapely.Geometry], xy: NDArray[np.float64], zone_of: list[int]
) -> None:
    for place, zone in zip(xy, zone_of, strict=True):
        assert shapes[zone].distance(shapely.Point(place)) <= 1e-6
