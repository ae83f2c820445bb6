"""Polygons in metres: what two share stays shared, bit by bit."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gridgen.files.polygons import (
    LONGEST_M,
    densify,
    drop_slivers,
    shapes_in_metres,
    to_metres,
)
from gridgen.model.crs import project

METRES, DEGREES = "EPSG:4547", "EPSG:4490"


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    """Draw a rectangle, metres from a corner of the map."""
    return shapely.box(500_000 + west, 3_400_000 + south, 500_000 + east, 3_400_000 + north)


def shapes(*drawn: shapely.Geometry | None) -> np.ndarray:
    array = np.empty(len(drawn), object)
    array[:] = drawn
    return array


def test_the_largest_piece_stays_however_small() -> None:
    tiny = np.array([shapely.MultiPolygon([box(0, 0, 0.5, 0.5), box(2, 0, 2.1, 0.1)])])

    kept, dropped = drop_slivers(tiny)

    assert kept[0].equals(box(0, 0, 0.5, 0.5))
    assert dropped[0] == pytest.approx(0.01)


CORNER = st.tuples(st.floats(-1, 1), st.floats(-1, 1))


@given(start=CORNER, end=CORNER, third=CORNER, longest=st.floats(0.01, 3))
def test_an_edge_gets_the_same_vertices_whichever_way_it_runs(
    start: tuple[float, float],
    end: tuple[float, float],
    third: tuple[float, float],
    longest: float,
) -> None:
    one_way = shapely.Polygon([start, end, third])
    other_way = shapely.Polygon([start, third, end])

    there, back = densify(np.array([one_way, other_way]), longest)

    xy = shapely.get_coordinates(there)
    assert np.array_equal(xy, shapely.get_coordinates(back)[::-1])
    assert {start, end, third} <= set(map(tuple, xy.tolist()))
    assert (np.hypot(*np.diff(xy, axis=0).T) <= longest * (1 + 1e-9)).all()


@pytest.mark.parametrize(("side", "stays"), [(0.99, False), (1.0, True)])
def test_a_piece_below_one_square_metre_is_dropped(side: float, stays: bool) -> None:
    land = shapely.MultiPolygon([box(0, 0, 10, 10), box(20, 0, 20 + side, 1)])

    kept, dropped = drop_slivers(shapes(land))

    assert shapely.get_num_geometries(kept)[0] == (2 if stays else 1)
    assert dropped[0] == pytest.approx(0 if stays else side)


# --- to metres -----------------------------------------------------------------------------------


def test_polygons_that_are_in_metres_come_back_bit_by_bit() -> None:
    land = shapes(box(0, 0, 1000, 1000), None)

    (same, none) = to_metres(land, METRES, METRES)

    assert same == land[0]
    assert none is None


def test_the_edges_of_a_polygon_in_degrees_are_cut_before_it_is_projected() -> None:
    land = shapely.box(114.0, 31.0, 114.01, 31.01)

    (moved,) = to_metres(shapes(land), DEGREES, METRES)

    xy = shapely.get_coordinates(moved)
    corners = project(shapely.get_coordinates(land), DEGREES, METRES)
    assert {*map(tuple, corners)} <= {*map(tuple, xy)}
    assert np.hypot(*np.diff(xy, axis=0).T).max() <= LONGEST_M


def test_with_infinity_no_edge_is_cut() -> None:
    (moved,) = to_metres(
        shapes(shapely.box(114, 31, 114.01, 31.01)), DEGREES, METRES, longest_m=np.inf
    )

    assert shapely.get_num_coordinates(moved) == 5


@pytest.mark.parametrize(
    "lost", [shapely.Polygon([(0, 0), (np.inf, 0), (1, 1)]), shapely.box(290, 31, 299, 95)]
)
def test_a_polygon_that_cannot_be_projected_is_none_and_the_others_stay(
    lost: shapely.Polygon,
) -> None:
    land = shapely.box(114.0, 31.0, 114.001, 31.001)

    moved = to_metres(shapes(lost, land), DEGREES, METRES)

    assert moved[0] is None
    assert moved[1].area > 0


def test_shapes_of_a_table_are_not_repaired_and_never_missing() -> None:
    bow = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    one = shapely.MultiPolygon([shapely.box(0, 0, 1, 1)])
    drawn = [bow, one, None, shapely.Point(0, 0)]
    table = gpd.GeoDataFrame({"code": list("abcd")}, geometry=drawn, crs=METRES)

    found = shapes_in_metres(table, METRES, longest_m=LONGEST_M)

    assert found[0] == bow
    assert found[1] == shapely.box(0, 0, 1, 1)
    assert [shape.is_empty for shape in found] == [False, False, True, True]
