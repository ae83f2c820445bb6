"""A metre CRS is chosen by where the places are; degrees are refused where metres are meant."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from campaigns import campaign
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS

from gridgen.model.crs import (
    is_degrees,
    is_metres,
    metre_crs,
    middle_of,
    moved,
    name_of,
    project,
    require_metres,
    unfit,
    work_crs,
)
from gridgen.model.errors import CoordinateError

BEIJING = (116.4, 39.9)


@pytest.mark.parametrize(
    ("lon", "lat", "crs"),
    [
        (116.4, 39.9, "EPSG:4548"),  # Beijing, 117 E
        (115.49, 30.0, "EPSG:4547"),  # just west of where two zones meet
        (115.51, 30.0, "EPSG:4548"),  # just east of it
        (73.5, 39.5, "EPSG:4534"),  # the west end of China, 75 E
        (135.0, 48.4, "EPSG:4554"),  # the east end, 135 E
        (72.9, 39.5, "EPSG:32643"),  # west of China
        (136.1, 35.0, "EPSG:32653"),  # Japan
        (9.52, 47.14, "EPSG:32632"),
        (-71.1, 42.4, "EPSG:32619"),
        (18.4, -33.9, "EPSG:32734"),  # Cape Town
        (180.0, 10.0, "EPSG:32660"),
        (-180.0, 10.0, "EPSG:32601"),
        (180.1, 10.0, "EPSG:32601"),  # past 180
        (-180.1, 10.0, "EPSG:32660"),
        (20.0, 84.0, "EPSG:32634"),  # where UTM ends
        (20.0, 84.1, "EPSG:5041"),
        (20.0, -80.0, "EPSG:32734"),
        (20.0, -80.1, "EPSG:5042"),
    ],
)
def test_the_zone_is_the_one_around_the_places(lon: float, lat: float, crs: str) -> None:
    assert metre_crs(np.array([[lon, lat]])) == crs


def test_one_stray_point_and_rows_without_numbers_do_not_decide() -> None:
    lonlat = np.array([BEIJING, BEIJING, (-70.0, -33.0), (np.nan, 1.0), (np.inf, np.inf)])

    assert metre_crs(lonlat) == "EPSG:4548"


def test_places_on_both_sides_of_the_date_line_are_not_sent_to_greenwich() -> None:
    assert metre_crs(np.array([(179.9, -16.0), (-179.9, -16.0)])) == "EPSG:32760"


@pytest.mark.parametrize(
    ("lonlat", "message"),
    [([(np.nan, np.nan)], "no coordinate is a finite number"), ([(4e5, 3e6)], "400000, 3e")],
)
def test_a_zone_cannot_be_chosen_without_degrees(
    lonlat: list[tuple[float, float]], message: str
) -> None:
    with pytest.raises(CoordinateError, match=message):
        metre_crs(np.array(lonlat))


@given(lon=st.floats(-180, 180), lat=st.floats(-80, 84))
def test_every_place_is_well_inside_the_zone_chosen_for_it(lon: float, lat: float) -> None:
    crs = metre_crs(np.array([[lon, lat]]))

    assert is_metres(crs)
    area = CRS.from_user_input(crs).area_of_use
    if crs.startswith("EPSG:32"):
        assert area.west - 1e-9 <= lon <= area.east + 1e-9


@given(lon=st.floats(73, 136), lat=st.floats(4, 53))
def test_projecting_there_and_back_is_the_same_to_a_tenth_of_a_millimetre(
    lon: float, lat: float
) -> None:
    lonlat = np.array([[lon, lat]])
    crs = metre_crs(lonlat)

    back = project(project(lonlat, "EPSG:4326", crs), crs, "EPSG:4326")

    np.testing.assert_allclose(back, lonlat, rtol=0, atol=1e-9)


def test_rows_that_are_not_finite_come_back_as_nan_and_disturb_no_other() -> None:
    lonlat = np.array([BEIJING, (np.nan, 1.0), (np.inf, 2.0), (1.0, 1e300)])

    xy = project(lonlat, "EPSG:4326", "EPSG:4548")

    assert np.isfinite(xy).all(axis=1).tolist() == [True, False, False, False]
    assert np.isnan(xy[1:]).all()
    np.testing.assert_allclose(xy[0], [448_698, 4_418_400], atol=200)


def test_no_rows_give_no_rows() -> None:
    assert project(np.empty((0, 2)), "EPSG:4326", "EPSG:4548").shape == (0, 2)


@pytest.mark.parametrize(
    ("crs", "degrees", "metres"),
    [
        ("EPSG:4326", True, False),
        ("EPSG:4490", True, False),
        ("EPSG:4547", False, True),
        ("EPSG:32632", False, True),
        ("EPSG:3857", False, False),  # its metre is no metre on the ground
        ("EPSG:2249", False, False),  # feet
    ],
)
def test_what_each_crs_measures_in(crs: str, degrees: bool, metres: bool) -> None:
    assert (is_degrees(crs), is_metres(crs)) == (degrees, metres)


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857", "EPSG:2249"])
def test_what_is_not_in_metres_is_refused(crs: str) -> None:
    with pytest.raises(CoordinateError, match=f"{crs} measures in .*expected a projected CRS"):
        require_metres(crs)


@pytest.mark.parametrize("crs", ["", "Atlantis", "EPSG:999999"])
def test_an_unknown_crs_is_a_clear_error(crs: str) -> None:
    with pytest.raises(CoordinateError, match="is not a coordinate system that PROJ knows"):
        is_metres(crs)


def test_the_work_is_in_the_crs_of_the_input_where_that_is_in_metres() -> None:
    assert work_crs(np.array([[5e5, 4e6]]), "EPSG:4547") == "EPSG:4547"
    assert work_crs(np.array([BEIJING]), "EPSG:4490") == "EPSG:4548"
    assert work_crs(np.array([[12957000.0, 4852000.0]]), "EPSG:3857") == "EPSG:4548"


def at(lon: float, lat: float, crs: str) -> np.ndarray:
    return project(np.array([[lon, lat]]), "EPSG:4326", crs)


@pytest.mark.parametrize(
    ("crs", "lon", "lat"),
    campaign([
        *((f"EPSG:{4534 + k}", 75 + 3 * k + side, lat)
          for k in (0, 10, 20) for side in (-1.5, 1.5) for lat in (3.0, 53.0)),
        *((f"EPSG:{4513 + k}", 75 + 3 * k - 1.5, 35.0) for k in (0, 10, 20)),  # zone before easting
        *((f"EPSG:{4502 + k}", 75 + 6 * k + side, 3.0) for k in (0, 10) for side in (-3.0, 3.0)),
        *((f"EPSG:{4491 + k}", 75 + 6 * k + 3, 18.0) for k in (0, 10)),
        ("EPSG:4548", 124.0, 30.0),  # seven degrees outside its zone
        ("EPSG:32650", 114.0, 0.0),
        ("EPSG:32650", 120.0, 84.0),
        ("EPSG:32760", 180.0, -16.5),
        ("EPSG:2434", 108.0, 35.0),  # Beijing 1954, where two ways to WGS 84 meet
        ("EPSG:27700", -7.5, 50.0),
        ("EPSG:2056", 10.4, 46.5),
        ("EPSG:2154", 9.0, 41.4),
        ("EPSG:27572", 2.3, 48.8),  # its degrees are grads from Paris
        ("EPSG:3067", 31.5, 62.9),
        ("EPSG:3035", -9.1, 38.7),  # Lisbon
        ("EPSG:3035", 33.0, 35.0),  # Cyprus
        ("EPSG:3035", -16.0, 28.3),  # the Canary Islands
        ("EPSG:3577", 146.0, -43.0),
        ("EPSG:5070", -95.0, 49.0),
        ("EPSG:3347", -95.0, 62.0),
        ("EPSG:5041", 20.0, 84.5),
        ("EPSG:3395", 110.0, 5.0),  # at the equator even World Mercator is true
        ("EPSG:6933", 110.0, 30.0),
    ], every=4, several=True),
)  # fmt: skip
def test_a_crs_whose_metres_are_true_there_is_worked_in(crs: str, lon: float, lat: float) -> None:
    xy = at(lon, lat, crs)

    assert unfit(xy, crs) is None
    assert work_crs(xy, crs) == crs


@pytest.mark.parametrize(
    ("crs", "lon", "lat", "least", "most"),
    [
        ("EPSG:3857", 0.0, 0.0, 0.993, 1.0),  # never, though it is a metre from west to east here
        ("EPSG:3857", 116.0, 40.0, 0.764, 0.767),
        ("EPSG:3395", 110.0, 10.0, 0.985, 0.985),
        ("EPSG:3395", 116.0, 40.0, 0.767, 0.767),
        ("EPSG:4087", 116.0, 40.0, 0.767, 0.997),
        ("EPSG:6933", 116.0, 40.0, 0.885, 1.130),
        ("EPSG:32650", 103.0, 10.0, 0.971, 0.971),  # far from its zone
        ("EPSG:2343", 115.0, 30.0, 0.989, 0.989),  # ten degrees from its meridian
        ("EPSG:3832", 178.0, -17.0, 0.957, 0.957),
        ("EPSG:2249", -71.0, 42.0, 0.3048, 0.3048),  # US feet
        ("EPSG:3413", -45.0, 80.0, 1.023, 1.023),
    ],
)
def test_a_crs_whose_unit_is_no_metre_there_is_measured_and_not_worked_in(
    crs: str, lon: float, lat: float, least: float, most: float
) -> None:
    xy = at(lon, lat, crs)

    unit_m = unfit(xy, crs)

    assert unit_m == pytest.approx((least, most), abs=0.001)
    assert work_crs(xy, crs) == work_crs(np.array([(lon, lat)]), "EPSG:4326")


@given(lon=st.floats(-180, 180), lat=st.floats(-79, 83))
def test_the_crs_chosen_for_degrees_is_always_fit(lon: float, lat: float) -> None:
    crs = metre_crs(np.array([[lon, lat]]))

    assert unfit(at(lon, lat, crs), crs) is None


@given(lat=st.floats(-80, 80))
def test_a_metre_of_mercator_is_the_cosine_of_the_latitude(lat: float) -> None:
    xy = at(10.0, lat, "EPSG:3395")

    unit_m = unfit(xy, "EPSG:3395") or (1.0, 1.0)

    # On the sphere; the ellipsoid adds up to 0.34 %, and within 1 % it is fit.
    assert unit_m == pytest.approx([np.cos(np.radians(lat))] * 2, rel=0.0145)


def test_degrees_and_places_nowhere_are_never_unfit() -> None:
    assert unfit(np.array([BEIJING]), "EPSG:4490") is None
    assert unfit(np.array([[np.nan, 1.0], [np.inf, 1.0]]), "EPSG:3395") is None
    assert unfit(np.array([[1e12, 1e12]]), "EPSG:32650") is None


def test_one_stray_place_does_not_say_whether_a_crs_fits() -> None:
    xy = np.vstack([at(116, 40, "EPSG:4548")] * 2 + [[4e6, 9e6]])

    assert work_crs(xy, "EPSG:4548") == "EPSG:4548"


def test_the_middle_lies_among_the_places_on_both_sides_of_180() -> None:
    lon, lat = middle_of(np.array([(179.9, -16.0), (-179.9, -17.0), (-179.8, -16.5), (0.0, 0.0)]))

    assert (lon, lat) == pytest.approx((-179.9, -16.5))


@pytest.mark.parametrize(("lat", "crs"), [(89.95, "EPSG:5041"), (-89.95, "EPSG:5042")])
def test_degrees_beside_a_pole_are_refused_and_metres_are_not(lat: float, crs: str) -> None:
    with pytest.raises(CoordinateError, match=f"11 km of a pole.*{crs}"):
        work_crs(np.array([(10.0, lat)]), "EPSG:4326")

    assert work_crs(at(10.0, lat, crs), crs) == crs
    assert work_crs(np.array([(10.0, np.sign(lat) * 89.8)]), "EPSG:4326") == crs


def test_shapes_cut_at_180_are_moved_in_one_piece() -> None:
    cut = shapely.MultiPolygon([shapely.box(179.9, 0, 180, 1), shapely.box(-180, 0, -179.9, 1)])

    (found,) = moved(np.array([cut], object), "EPSG:4326", "EPSG:32660")

    assert found.geom_type == "Polygon"
    assert found.is_valid


def test_a_crs_is_called_by_its_number_and_name_or_by_its_name_alone() -> None:
    local = CRS.from_proj4("+proj=aeqd +lat_0=60 +lon_0=25 +datum=WGS84").to_wkt()

    assert name_of("EPSG:32650") == "EPSG:32650 (WGS 84 / UTM zone 50N)"
    assert name_of(local) == "unknown"
