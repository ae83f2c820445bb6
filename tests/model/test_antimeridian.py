"""Shapes across the antimeridian are one piece for the work, and cut for whoever reads them."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gridgen.model.antimeridian import cut, degrees_from, near, turned, unbroken, unrolled
from gridgen.model.arrays import Shapes


def shapes(*given: shapely.Geometry | None) -> Shapes:
    return np.array([*given, None], object)[:-1]


def line(*xy: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString(xy)


CUT = shapely.MultiPolygon([shapely.box(179.9, -1, 180, 1), shapely.box(-180, -1, -179.8, 1)])
WHOLE = shapely.box(179.9, -1, 180.2, 1)


@pytest.mark.parametrize(
    ("lon", "expected"),
    [
        ([179.9, -179.9], [179.9, 180.1]),
        ([-179.9, 179.9, 0.0], [180.1, 179.9, 360.0]),
        ([-90.0, 90.0], [-90.0, 90.0]),  # half a turn: as they are
        ([-90.1, 90.0], [269.9, 90.0]),
        ([179.9, 180.1], [179.9, 180.1]),
        ([np.nan, -179.9, 179.9], [np.nan, 180.1, 179.9]),
        ([4e5, 0.0], [4e5, 0.0]),  # no longitudes
        ([], []),
    ],
)
def test_longitudes_go_on_past_180_where_that_brings_them_together(
    lon: list[float], expected: list[float]
) -> None:
    np.testing.assert_allclose(unrolled(np.array(lon)), expected)


@given(st.lists(st.floats(-180, 180), min_size=1, max_size=9))
def test_unrolled_longitudes_are_the_same_places_and_never_wider(lon: list[float]) -> None:
    given = np.array(lon)

    found = unrolled(given)

    np.testing.assert_allclose(np.cos(np.radians(found - given)), 1, atol=1e-9)
    assert np.ptp(found) <= np.ptp(given) + 1e-9


def test_longitudes_near_a_middle_come_back_bit_by_bit_or_a_turn_away() -> None:
    lon = np.array([-179.9, 179.9, np.nan])

    assert near(lon, 100.0).tolist()[:2] == pytest.approx([180.1, 179.9])
    assert near(lon[1:], 100.0)[0] == 179.9


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        (CUT, WHOLE),
        (shapely.Polygon([(179.9, -1), (-179.8, -1), (-179.8, 1), (179.9, 1)]), WHOLE),  # torn
        (line((179.9, 0), (-179.8, 0)), line((179.9, 0), (180.2, 0))),
        (shapely.Point(-179.9, 0), shapely.Point(180.1, 0)),
    ],
)  # fmt: skip
def test_what_was_cut_or_torn_is_one_piece(
    shape: shapely.Geometry, expected: shapely.Geometry
) -> None:
    beside = shapely.Point(179.9, 0)

    found = unbroken(shapes(shape, beside, None))

    assert shapely.normalize(found[0].simplify(0)).equals_exact(
        shapely.normalize(expected), tolerance=1e-9
    )
    assert found[1] == beside
    assert found[2] is None


def test_a_hole_goes_with_its_polygon_and_parts_away_from_180_stay_apart() -> None:
    ring = [(179.5, -1), (-179.5, -1), (-179.5, 1), (179.5, 1)]
    hole = [(-179.9, 0), (-179.8, 0), (-179.8, 0.1)]
    island = shapely.box(-179, 0, -178.9, 1)

    (found,) = unbroken(shapes(shapely.MultiPolygon([shapely.Polygon(ring, [hole]), island])))

    assert shapely.get_num_geometries(found) == 2
    assert found.bounds == pytest.approx((179.5, -1, 181.1, 1))
    assert found.area == pytest.approx(2 - 0.005 + 0.1)


@pytest.mark.parametrize(
    "shape",
    [
        shapely.box(-1, 50, 1, 52),
        shapely.box(-90, 0, 90, 1),
        shapely.MultiPolygon([shapely.box(10, 0, 11, 1), shapely.box(12, 0, 13, 1)]),
        shapely.box(179.9, 0, 180.1, 1),
    ],
)
def test_what_lies_within_half_a_turn_is_not_touched(shape: shapely.Geometry) -> None:
    (found,) = unbroken(shapes(shape))

    assert found is shape


def test_a_ring_around_a_pole_stays_as_wide_as_it_is() -> None:
    ring = shapely.Polygon([(-120, 80), (0, 80), (120, 80)])

    (found,) = unbroken(shapes(ring))

    assert found.bounds[2] - found.bounds[0] == 240


@pytest.mark.parametrize("turn", [-720.0, -360.0, 0.0, 360.0])
def test_cutting_gives_two_parts_within_180_whatever_the_turn(turn: float) -> None:
    (found,) = cut(turned(shapes(WHOLE), 180.0 + turn))

    assert sorted(part.bounds for part in found.geoms) == [
        pytest.approx((-180, -1, -179.8, 1)),
        pytest.approx((179.9, -1, 180, 1)),
    ]


def test_cutting_leaves_bit_by_bit_what_lies_within_180() -> None:
    within = shapes(shapely.box(-180, 0, -179, 1), shapely.box(179, 0, 180, 1), None)

    assert cut(within).tolist() == within.tolist()


def test_what_touches_180_from_beyond_is_one_polygon() -> None:
    (found,) = cut(shapes(shapely.box(180, 0, 181, 1)))

    assert found.geom_type == "Polygon"
    assert found.bounds == (-180, 0, -179, 1)


def test_lines_are_cut_too() -> None:
    (found,) = cut(shapes(shapely.LineString([(179, 0), (181, 0)])))

    assert [part.geom_type for part in found.geoms] == ["LineString", "LineString"]


@given(
    lon=st.floats(-180, 180), lat=st.floats(-80, 80),
    wide=st.floats(0.001, 1), high=st.floats(0.001, 1),
)  # fmt: skip
def test_cut_and_joined_again_a_shape_is_the_same(
    lon: float, lat: float, wide: float, high: float
) -> None:
    whole = shapely.box(lon, lat, lon + wide, lat + high)

    (again,) = turned(unbroken(cut(shapes(whole))), lon)

    assert again.area == pytest.approx(whole.area)
    assert shapely.symmetric_difference(again, whole).area < 1e-6 * whole.area + 1e-9
    assert again.geom_type == "Polygon"


def test_arcs_know_no_antimeridian_and_no_pole() -> None:
    lonlat = np.array([[-179.0, 0], [0, 89.0], [180, 89.0], [np.nan, 0]])

    np.testing.assert_allclose(degrees_from(lonlat, 179.0, 0.0)[:1], [2.0])
    np.testing.assert_allclose(degrees_from(lonlat, 0.0, 89.0)[1:3], [0.0, 2.0])
    assert np.isnan(degrees_from(lonlat, 0.0, 0.0)[3])
