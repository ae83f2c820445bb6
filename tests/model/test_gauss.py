"""The zones of CGCS2000, with their numbers and without."""

from __future__ import annotations

import numpy as np
import pytest

from gridgen.model.crs import project
from gridgen.model.errors import CoordinateError
from gridgen.model.gauss import (
    home_of,
    is_local,
    looks_surveyed,
    meridian_of,
    plain_zones,
    prefix_of,
    zone_crs,
    zone_written,
)


@pytest.mark.parametrize("number", [*range(25, 46), *range(13, 24)])
def test_a_zone_has_the_meridian_that_its_number_says(number: int) -> None:
    crs = zone_crs(number)

    assert meridian_of(crs) == (3 * number if number >= 25 else 6 * number - 3)
    assert prefix_of(crs) == number * 1e6


@pytest.mark.parametrize("number", [0, 12, 24, 46, 99])
def test_other_numbers_are_of_no_zone(number: int) -> None:
    assert zone_crs(number) == ""


def test_zones_without_the_number_are_three_degrees_apart_and_have_none_before_the_easting() -> (
    None
):
    zones = plain_zones()

    assert [meridian_of(crs) for crs in zones] == list(range(75, 136, 3))
    assert {prefix_of(crs) for crs in zones} == {0.0}


@pytest.mark.parametrize(
    ("east", "number"),
    [
        ([38_408_803.0, 38_500_000.0, np.nan], 38),
        ([38_408_803.0, 500_000.0, 600_000.0], 0),  # most have none
        ([38_050_000.0], 0),  # no easting of a zone
        ([24_500_000.0], 0),
        ([408_803.0], 0),
        ([np.inf, 1e300], 0),
        ([], 0),
    ],
)
def test_the_number_before_most_eastings_is_that_of_the_zone(
    east: list[float], number: int
) -> None:
    assert zone_written(np.array(east)) == number


@pytest.mark.parametrize(
    ("xy", "looks"),
    [
        ([408_803.0, 2_550_960.0], True),
        ([38_408_803.0, 2_550_960.0], True),
        ([2_550_960.0, 408_803.0], False),
        ([113.1, 23.0], False),
        ([3_456.0, 2_345.0], False),
        ([99_999.0, 2_550_960.0], False),
        ([408_803.0, 6_000_001.0], False),
    ],
)
def test_an_easting_and_a_northing_in_china_are_known_by_their_digits(
    xy: list[float], looks: bool
) -> None:
    assert looks_surveyed(np.array([xy, xy])) == looks


def test_the_digits_are_those_of_places_in_china() -> None:
    corners = np.array([[121.4, 31.2], [76.0, 39.5], [109.5, 18.3], [126.6, 53.4]])

    for lon, lat in corners:
        crs = f"EPSG:{4534 + round((lon - 75) / 3)}"
        assert looks_surveyed(project(np.array([[lon, lat]]), "EPSG:4326", crs))


def test_a_projection_without_an_area_is_at_home_around_its_meridian() -> None:
    own = "+proj=tmerc +lat_0=0 +lon_0=113.5 +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m"

    assert home_of(own) == (109.5, -80.0, 117.5, 84.0)
    assert home_of("EPSG:4547") == (112.5, 21.52, 115.5, 45.45)
    assert home_of("+proj=cea +ellps=WGS84") is not None


def test_the_system_of_a_site_has_no_place_on_the_globe() -> None:
    assert is_local('LOCAL_CS["site",UNIT["metre",1]]')
    assert not is_local("EPSG:4326")
    with pytest.raises(CoordinateError, match="'EPSG:0' is not a coordinate system"):
        is_local("EPSG:0")
