"""Where an edge in metres passes the antimeridian it gets a vertex, the same for both sides."""

from __future__ import annotations

import numpy as np
import shapely

from gridgen.model.crossings import with_crossings
from gridgen.model.crs import project

CRS_M, DEGREES = "EPSG:32760", "EPSG:4326"
MIDDLE = project(np.array([[180.0, -60.0]]), DEGREES, CRS_M)[0]


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    return shapely.box(*(np.array([west, south, east, north]) + np.tile(MIDDLE, 2)))


def test_a_vertex_on_a_long_edge_lies_on_it_and_on_180_degrees() -> None:
    shape = box(-5000, -100, 5000, 100)

    (found,) = with_crossings(np.array([shape], object), CRS_M, DEGREES)

    assert shapely.get_num_coordinates(found) == shapely.get_num_coordinates(shape) + 2
    assert found.hausdorff_distance(shape) < 1e-8
    lon = project(shapely.get_coordinates(found), CRS_M, DEGREES)[:, 0]
    assert (np.abs(np.abs(lon) - 180) < 1e-12).sum() == 2


def test_neighbours_get_the_very_same_vertex_on_the_edge_they_share() -> None:
    south, north = box(-300, -100, 200, 0), box(-300, 0, 200, 100)

    one, two = with_crossings(np.array([south, north.reverse()], object), CRS_M, DEGREES)

    shared = set(map(tuple, shapely.get_coordinates(one))) & set(
        map(tuple, shapely.get_coordinates(two))
    )
    assert len(shared) == 3


def test_what_does_not_pass_it_and_what_is_no_polygon_stays() -> None:
    shapes = np.array([box(-300, 0, -200, 50), shapely.Point(MIDDLE), None], object)

    assert with_crossings(shapes, CRS_M, DEGREES).tolist() == shapes.tolist()
