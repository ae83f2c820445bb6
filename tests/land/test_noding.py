"""Points on an outline become corners of it, so that neighbours share them."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from tiling import shapes

from gridgen.land.noding import HAIR_M, with_corners, with_points
from gridgen.land.strips import share_face

NOTHING = shapely.Polygon()
SQUARE = shapely.box(0, 0, 100, 100)
RING = SQUARE - shapely.box(40, 40, 60, 60)
TWO = shapely.MultiPolygon([RING, shapely.box(200, 0, 260, 80)])


@given(
    shape=st.sampled_from([SQUARE, RING, TWO]),
    shares=st.lists(st.floats(0, 1), min_size=1, max_size=20),
)
def test_points_along_the_outline_are_corners_afterwards_and_nothing_else_changes(
    shape: shapely.Geometry, shares: list[float]
) -> None:
    outline = shapely.boundary(shape)
    spots = shapely.line_interpolate_point(shapely.get_parts(outline), [[s] for s in shares],
                                           normalized=True)  # fmt: skip
    points = shapely.get_coordinates(spots)

    made = with_corners(shape, points)

    corners = shapely.get_coordinates(made)
    apart = np.linalg.norm(points[:, None] - corners[None], axis=2).min(axis=1)
    assert (apart < 2 * HAIR_M).all()
    assert made.geom_type == shape.geom_type
    assert made.is_valid
    assert shapely.hausdorff_distance(made, shape) < 2 * HAIR_M
    known = {tuple(at) for at in (*shapely.get_coordinates(shape).tolist(), *points.tolist())}
    assert {tuple(at) for at in corners.tolist()} <= known


@pytest.mark.parametrize(
    ("beside_m", "is_corner"), [(0.0, True), (0.9 * HAIR_M, True), (1.2 * HAIR_M, False)]
)
def test_a_point_a_hair_beside_an_edge_is_on_it(beside_m: float, is_corner: bool) -> None:
    made = with_corners(SQUARE, np.array([[50.0, -beside_m]]))

    assert ((50.0, -beside_m) in made.exterior.coords[:]) == is_corner


@pytest.mark.parametrize(
    ("along_m", "is_corner"), [(0.0, False), (0.9 * HAIR_M, False), (1.2 * HAIR_M, True)]
)
def test_a_point_a_hair_beside_a_corner_is_that_corner(along_m: float, is_corner: bool) -> None:
    made = with_corners(SQUARE, np.array([[along_m, 0.0]]))

    assert len(made.exterior.coords) == 5 + is_corner


def test_neighbours_that_take_over_the_corners_still_tile_with_the_strips() -> None:
    beside = [shapely.box(100, 0, 200, 100), shapely.box(0, 100, 200, 200)]
    strips = share_face(SQUARE, [1, 1, 1], shapes(NOTHING, NOTHING, NOTHING))
    before = shapes(*strips, *beside)
    corners = np.unique(shapely.get_coordinates(strips), axis=0)

    after = with_points(before, corners)

    assert not shapely.coverage_is_valid(before)
    assert shapely.coverage_is_valid(after)
    assert np.allclose(shapely.area(after), shapely.area(before))


def test_points_that_are_corners_already_or_lie_elsewhere_change_nothing() -> None:
    face = shapes(SQUARE)

    same = with_points(face, np.array([[0.0, 0], [1e-7, 100], [50, 50], [300, 0]]))

    assert shapely.get_coordinates(same[0]).tolist() == shapely.get_coordinates(SQUARE).tolist()
