"""Layers as they stand in their files, put upright and into WGS 84."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gridgen.files.inputs import Inputs
from gridgen.files.origin import Origin, origin_of, with_origin
from gridgen.files.standing import standing
from gridgen.model.datum import Datum, from_wgs84
from gridgen.model.errors import ReadError

VILLAGE = shapely.box(113.10, 23.05, 113.12, 23.06)
METRES = shapely.box(408_000, 2_550_000, 410_000, 2_551_000)


def layer(shape: shapely.Geometry, crs: str | None) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"code": ["1"]}, geometry=[shape], crs=crs)


def turned(shape: shapely.Geometry) -> shapely.Geometry:
    return shapely.transform(shape, lambda xy: xy[:, ::-1])


@pytest.mark.parametrize(
    ("shape", "crs"), [(VILLAGE, "EPSG:4326"), (VILLAGE, None), (METRES, "EPSG:4547")]
)
def test_a_layer_that_stands_where_its_crs_says_is_given_back_as_it_is(
    shape: shapely.Geometry, crs: str | None
) -> None:
    table = layer(shape, crs)

    upright, found = standing(table, "b.shp")

    assert upright is table
    assert found == ()


@pytest.mark.parametrize(
    ("shape", "crs", "wanted", "rule"),
    [
        (turned(VILLAGE), "EPSG:4326", VILLAGE, "lon_lat_turned"),
        (turned(VILLAGE), None, VILLAGE, "lon_lat_turned"),
        (turned(METRES), "EPSG:4547", METRES, "axes_turned"),
        (shapely.transform(METRES, lambda xy: xy + [38e6, 0]), "EPSG:4547", METRES,
         "zone_taken_off"),
    ],
)  # fmt: skip
def test_shapes_whose_axes_or_zone_are_not_those_of_their_crs_are_put_right(
    shape: shapely.Geometry, crs: str | None, wanted: shapely.Geometry, rule: str
) -> None:
    upright, (found,) = standing(layer(shape, crs), "b.shp")

    assert upright.geometry[0].equals(wanted)
    assert found.rule == rule
    assert upright["code"].tolist() == ["1"]


def test_one_shape_with_latitude_first_is_turned_alone() -> None:
    table = gpd.GeoDataFrame(geometry=[VILLAGE, VILLAGE, turned(VILLAGE)], crs="EPSG:4326")

    upright, (found,) = standing(table, "b.gpkg")

    assert all(shape.equals(VILLAGE) for shape in upright.geometry)
    assert (found.rule, found.where) == ("shapes_turned", "b.gpkg")


def test_metres_whose_zone_stands_before_the_easting_get_its_crs() -> None:
    prefixed = shapely.transform(METRES, lambda xy: xy + [38e6, 0])

    upright, (found,) = standing(layer(prefixed, None), "b.shp")

    assert upright.crs.to_epsg() == 4526
    assert found.rule == "zone_read"


def test_metres_that_are_said_to_be_degrees_take_the_crs_that_was_said_or_are_refused() -> None:
    table = layer(METRES, "EPSG:4326")

    upright, (found,) = standing(with_origin(table, Origin(crs="EPSG:4547")), "b.geojson")

    assert (upright.crs.to_epsg(), found.rule) == (4547, "metres_not_degrees")
    with pytest.raises(ReadError, match=r"b\.geojson: the coordinates are metres.*--crs"):
        standing(table, "b.geojson")


def test_a_layer_that_was_said_to_be_in_gcj02_is_in_wgs84_then_and_says_no_datum() -> None:
    shown = shapely.transform(VILLAGE, lambda lonlat: from_wgs84(lonlat, Datum.GCJ02))
    points = gpd.GeoDataFrame(geometry=[shapely.Point(113.11, 23.055)], crs="EPSG:4326")
    inputs = Inputs(points, layer(shown, "EPSG:4490"), datum={"communities": "gcj02"})

    upright, (found,) = standing(inputs.communities, "b.gpkg")

    assert np.allclose(upright.total_bounds, VILLAGE.bounds, atol=1e-8)
    assert (upright.crs.to_epsg(), found.rule) == (4326, "layer_converted")
    assert origin_of(upright).datum is None
    assert standing(upright, "b.gpkg")[0] is upright


def test_plain_tables_empty_layers_and_rows_without_a_shape_are_given_back() -> None:
    plain = pd.DataFrame({"code": ["1"]})
    empty = layer(VILLAGE, "EPSG:4326").iloc[:0]
    missing = gpd.GeoDataFrame(geometry=[None, shapely.Polygon()], crs="EPSG:4326")

    for table in (plain, empty, missing):
        assert standing(table, "b.gpkg")[0] is table
