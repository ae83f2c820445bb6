"""What callers give as a table."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gridgen.files.origin import Origin, origin_of, with_origin
from gridgen.files.tables import table_if_given, table_of
from gridgen.model.errors import CoordinateError, ReadError

SHAPES = gpd.GeoSeries([shapely.Point(1, 2), shapely.Point(3, 4)], index=[7, 9], crs="EPSG:4547")


def test_a_geoseries_is_a_table_of_its_shapes_in_its_crs() -> None:
    table = table_of(SHAPES, "households")

    assert isinstance(table, gpd.GeoDataFrame)
    assert table.columns.tolist() == ["geometry"]
    assert table.geometry.tolist() == SHAPES.tolist()
    assert table.crs == SHAPES.crs


def test_tables_stay_as_they_are() -> None:
    plain, layer = pd.DataFrame({"lon": [1.0]}), gpd.GeoDataFrame({"a": [1, 2]}, geometry=SHAPES)

    assert table_of(plain, "households").equals(plain)
    assert table_of(layer, "lines") is layer
    assert table_if_given(None, "lines") is None


def test_a_geodataframe_without_shapes_is_a_plain_table() -> None:
    table = table_of(gpd.GeoDataFrame({"lon": [114.0], "lat": [31.0]}), "households")

    assert type(table) is pd.DataFrame
    assert table.columns.tolist() == ["lon", "lat"]


@pytest.mark.parametrize("empty", [pd.DataFrame(), gpd.GeoDataFrame(), gpd.GeoSeries([])])
def test_a_layer_without_rows_needs_no_column_of_shapes(empty: object) -> None:
    table = table_of(empty, "lines")

    assert isinstance(table, gpd.GeoDataFrame)
    assert (len(table), table.geometry.tolist()) == (0, [])


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (None, "NoneType"),
        ([[1.0, 2.0]], "list"),
        (np.zeros((2, 2)), "ndarray"),
        ("households.gpkg", "str"),
        (pd.Series([1.0]), "Series"),
    ],
)
def test_what_is_no_table_is_refused(given: object, found: str) -> None:
    with pytest.raises(ReadError, match=f"households: found a {found}; expected a GeoDataFrame"):
        table_of(given, "households")


def test_a_table_that_says_no_crs_takes_the_one_said_beside_it() -> None:
    plain = table_of(pd.DataFrame({"x": [1.0], "y": [2.0]}), "households", "EPSG:4547")
    layer = table_of(SHAPES.set_crs(None, allow_override=True), "lines", "EPSG:4547")
    other = table_of(SHAPES.to_crs("EPSG:4326"), "lines", "EPSG:4547")

    assert origin_of(plain).crs == "EPSG:4547"
    assert layer.crs.to_epsg() == 4547
    assert other.crs.to_epsg() == 4326


def test_an_unknown_crs_is_refused() -> None:
    with pytest.raises(CoordinateError, match="EPSG:1"):
        table_of(SHAPES, "lines", "EPSG:1")


def test_what_a_reader_knows_of_a_table_stays_with_it() -> None:
    read = with_origin(pd.DataFrame({"x": [1.0]}), Origin(sheet="住户"))

    assert origin_of(table_of(read, "households")).sheet == "住户"
