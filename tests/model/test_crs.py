"""A metre CRS is chosen by where the places are; degrees are refused where metres are meant."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS

from gridgen.model.crs import is_degrees, is_metres, metre_crs, project, require_metres, work_crs
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
