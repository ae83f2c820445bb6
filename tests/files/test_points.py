"""Where the rows of a table are: a geometry, or longitude and latitude, or x and y."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gridgen.files.origin import Origin, with_origin
from gridgen.files.outlines import outlines_of
from gridgen.files.points import (
    Places,
    crs_or_guess,
    is_finite,
    looks_like_degrees,
    named_crs,
    places_of,
    point_xy,
)
from gridgen.model.crs import project
from gridgen.model.datum import Datum, from_wgs84
from gridgen.model.errors import ReadError

POINT = shapely.Point(114, 31)


def layer(*shapes: Any, crs: Any = "EPSG:4490") -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=list(shapes), crs=crs)


def places(table: pd.DataFrame, crs: str | None = None) -> Places:
    return places_of(table, source="a.csv", crs=crs, headers=list(map(str, table.columns)))


def test_a_geometry_goes_before_columns() -> None:
    table = layer(POINT).assign(lon=[1.0], lat=[2.0])

    found = places(table)

    assert (found.xy.tolist(), found.crs) == ([[114.0, 31.0]], "EPSG:4490")


@pytest.mark.parametrize(
    ("crs", "taken"), [(None, "EPSG:4326"), ("EPSG:4490", "EPSG:4490"), ("EPSG:4547", "EPSG:4326")]
)
def test_columns_of_degrees_are_degrees_whatever_else_is_said(crs: str | None, taken: str) -> None:
    table = pd.DataFrame({"lon": ["114", ""], "lat": ["31", "31"]})

    found = places(table, crs)

    assert found.crs == taken
    assert found.missing.tolist() == [False, True]
    assert found.xy[0].tolist() == [114.0, 31.0]


def test_columns_of_metres_need_a_crs() -> None:
    table = pd.DataFrame({"x": [500_000.0], "y": [3_400_000.0]})

    assert places(table, "EPSG:4547").xy.tolist() == [[500_000.0, 3_400_000.0]]
    with pytest.raises(ReadError, match=r"a\.csv: columns x and y need a CRS .* Say it"):
        places(table)


@pytest.mark.parametrize(
    ("columns", "shown"), [(["id", "lat"], "id, lat"), (["x", "lon"], "x, lon"), ([], "none")]
)
def test_a_table_without_a_place_is_refused_with_its_headers(
    columns: list[str], shown: str
) -> None:
    with pytest.raises(ReadError, match=rf"expected a geometry, .* The columns are: {shown}\."):
        places(pd.DataFrame(columns=columns))


@pytest.mark.parametrize(
    ("x", "y", "is_turned"), [(3_430_000, 500_000, True), (500_000, 3_430_000, False)]
)
def test_x_that_points_north_is_turned_where_only_that_puts_it_on_the_map(
    x: float, y: float, is_turned: bool
) -> None:
    found = places(pd.DataFrame({"x": [x], "y": [y]}), "EPSG:4547")

    assert found.xy.tolist() == [[500_000, 3_430_000]]
    assert [one.rule for one in found.findings] == (["axes_turned"] if is_turned else [])


def test_shapes_that_are_no_points_have_a_place_inside_and_are_counted() -> None:
    ring = shapely.Point(114, 31).buffer(0.2) - shapely.Point(114, 31).buffer(0.1)
    lone = shapely.MultiPoint([POINT])

    found = places(layer(ring, lone, None, shapely.Point()))

    assert ring.contains(shapely.Point(*found.xy[0]))
    assert found.xy[1].tolist() == [114.0, 31.0]
    assert found.missing.tolist() == [False, False, True, True]
    assert [(one.rule, one.number) for one in found.findings] == [("point_inside", 1.0)]


# --- the CRS -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "asked", "known"),
    [
        ("EPSG:4547", "EPSG:4490", "EPSG:4547"),
        (None, "EPSG:4490", "EPSG:4490"),
        (None, None, "EPSG:4326"),
    ],
)
def test_a_layer_says_its_crs_or_it_is_told_or_looks_like_degrees(
    said: str | None, asked: str | None, known: str
) -> None:
    table = layer(POINT, crs=said)

    crs, found = crs_or_guess(table, np.array([[114.0, 31.0]]), source="a.shp", crs=asked)

    assert crs == known
    assert [one.rule for one in found] == ([] if said or asked else ["crs_assumed"])


def test_metres_of_which_nothing_says_the_crs_are_refused() -> None:
    with pytest.raises(
        ReadError, match=r"a\.shp: the coordinates are not degrees and nothing says"
    ):
        crs_or_guess(layer(POINT, crs=None), np.array([[5e5, 3e6]]), source="a.shp", crs=None)


@pytest.mark.parametrize(
    ("xy", "looks"),
    [([[180, 90]], True), ([[-180, -90]], True), ([[180.1, 0]], False), ([[0, 90.1]], False),
     ([[np.nan, 0], [1, 1]], True), ([[np.nan, 0]], False), ([[1, 1], [500, 1]], False)],
)  # fmt: skip
def test_degrees_are_within_180_and_90(xy: list[list[float]], looks: bool) -> None:
    assert looks_like_degrees(np.array(xy, float)) == looks


def test_a_crs_without_a_number_is_told_in_full() -> None:
    own = "+proj=tmerc +lat_0=0 +lon_0=113.7 +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m"

    assert named_crs(layer(POINT)) == "EPSG:4490"
    assert named_crs(layer(POINT, crs=None)) is None
    assert "113.7" in str(named_crs(layer(POINT, crs=own)))


def test_what_is_no_point_has_no_coordinates_and_an_infinite_vertex_is_known() -> None:
    line = shapely.LineString([(0, 0), (np.inf, 1)])
    shapes = np.array([POINT, None, shapely.Point(), line], object)

    assert np.isnan(point_xy(shapes)).tolist() == [[False] * 2, [True] * 2, [True] * 2, [True] * 2]
    assert is_finite(shapes).tolist() == [True, True, True, False]


# --- axes, zones, datums -------------------------------------------------------------------------


def test_metres_of_a_zone_need_no_crs_and_others_are_asked_for() -> None:
    table = pd.DataFrame({"x": [3_430_000.0, 3_430_100], "y": [38_500_000.0, 38_500_100]})

    found = places(table)

    assert (found.crs, found.xy[0].tolist()) == ("EPSG:4526", [38_500_000, 3_430_000])
    assert [one.rule for one in found.findings] == ["zone_read", "north_first"]


def test_metres_are_put_into_the_zone_in_which_they_lie_among_the_boundaries() -> None:
    village = gpd.GeoDataFrame(geometry=[POINT.buffer(0.02)], crs="EPSG:4326")
    beside = outlines_of(village, crs="EPSG:4326", source="b.gpkg")
    x, y = project(np.array([[114.0, 31.0]]), "EPSG:4326", "EPSG:4547")[0]

    found = places_of(
        pd.DataFrame({"x": [x], "y": [y]}), source="a.csv", crs=None, headers=[], outlines=beside
    )

    assert found.crs == "EPSG:4547"
    assert [one.rule for one in found.findings] == ["zone_found"]
    assert "b.gpkg only in EPSG:4547" in found.findings[0].en


def test_metres_in_a_layer_of_degrees_take_the_crs_that_was_said_or_are_refused() -> None:
    metres = layer(shapely.Point(500_000, 3_430_000), crs="EPSG:4326")

    with pytest.raises(ReadError, match=r"a\.csv: the coordinates are metres, though .*--crs"):
        places(metres)
    assert places(metres, "EPSG:4547").crs == "EPSG:4547"


def test_a_header_that_names_a_datum_is_believed_and_told() -> None:
    lon, lat = from_wgs84(np.array([[114.0, 31.0]]), Datum.BD09)[0]
    table = pd.DataFrame({"lon": [lon], "lat": [lat]})
    shifted = with_origin(table, Origin(header={"lon": "百度经度", "lat": "百度纬度"}))
    plain = with_origin(table, Origin(header={"lon": "WGS84经度", "lat": "WGS84纬度"}))

    moved, kept = places(shifted), places(plain)

    assert moved.xy[0] == pytest.approx([114.0, 31.0], abs=1e-8)
    assert [one.rule for one in moved.findings] == ["datum_read"]
    assert kept.xy.tolist() == [[lon, lat]]
    assert [one.rule for one in kept.findings] == ["datum_named"]


def test_a_datum_that_is_said_of_metres_moves_nothing() -> None:
    table = pd.DataFrame({"x": [500_000.0], "y": [3_430_000.0]})

    found = places(with_origin(table, Origin(datum=Datum.GCJ02)), "EPSG:4547")

    assert found.xy.tolist() == [[500_000, 3_430_000]]
    assert [one.rule for one in found.findings] == ["datum_of_metres"]


def test_degrees_minutes_seconds_are_read_where_the_boundaries_say_so() -> None:
    rng = np.random.default_rng(0)
    seconds = rng.uniform(0, 60, (40, 2)).round(2)
    packed = np.array([114.06, 31.06]) + seconds / 10_000
    wanted = np.array([114.1, 31.1]) + seconds / 3600
    village = gpd.GeoDataFrame(geometry=[shapely.box(114.1, 31.1, 114.12, 31.12)], crs="EPSG:4326")
    table = pd.DataFrame(packed, columns=["lon", "lat"])

    beside = outlines_of(village, crs="EPSG:4326", source="b.gpkg")
    found = places_of(table, source="a.csv", crs=None, headers=[], outlines=beside)
    alone = places(table)

    assert found.xy == pytest.approx(wanted, abs=1e-8)
    assert [one.rule for one in found.findings] == ["degrees_packed"]
    assert alone.xy.tolist() == packed.tolist()
    assert [one.rule for one in alone.findings] == ["degrees_maybe_packed"]


@pytest.mark.parametrize("turned", [False, True])
def test_x_and_y_that_are_degrees_need_no_crs(turned: bool) -> None:
    lonlat = np.array([[113.11013, 23.05546], [113.11216, 23.05613], [113.10877, 23.05399]])
    x, y = (lonlat[:, ::-1] if turned else lonlat).T

    places = places_of(pd.DataFrame({"x": x, "y": y}), source="a.csv", crs=None, headers=["x", "y"])

    assert places.crs == "EPSG:4326"
    assert places.xy.tolist() == lonlat.tolist()
    assert "crs_assumed" in [finding.rule for finding in places.findings]


@pytest.mark.parametrize(
    "xy", [[(12.5, 30.25), (88.125, 40.0)], [(12.123456, 30.1), (99.123456, 80.1)]]
)
def test_small_metres_are_no_degrees(xy: list[tuple[float, float]]) -> None:
    with pytest.raises(ReadError, match=r"columns x and y need a CRS"):
        places_of(
            pd.DataFrame(xy, columns=["x", "y"]), source="a.csv", crs=None, headers=["x", "y"]
        )
