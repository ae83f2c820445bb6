"""The boundaries beside a list, in degrees."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gridgen.files.outlines import WGS84, Outlines, outlines_of
from gridgen.model.arrays import texts

WEST, EAST = shapely.box(113.10, 23.0, 113.11, 23.1), shapely.box(113.11, 23.0, 113.12, 23.1)
AT = np.array([[113.105, 23.05], [113.115, 23.05], [113.2, 23.05], [np.nan, 23.05]])


def outlines(*shapes: shapely.Geometry | None, crs: str = WGS84) -> Outlines:
    codes = [f"44060510420{row + 1}" for row in range(len(shapes))]
    table = gpd.GeoDataFrame({"村代码": codes}, geometry=list(shapes), crs=WGS84).to_crs(crs)
    found = outlines_of(table, crs=crs, source="b.gpkg")
    assert found is not None
    return found


@pytest.mark.parametrize("crs", [WGS84, "EPSG:4547"])
def test_a_place_is_at_home_in_the_boundary_that_it_names_or_in_any(crs: str) -> None:
    drawn = outlines(WEST, EAST, crs=crs)
    named = drawn.own(texts(["440605104201"] * 4))
    nameless = drawn.own(texts(["", "440605104999", "", ""]))

    assert named.tolist() == [0, 0, 0, 0]
    assert nameless.tolist() == [-1, -1, -1, -1]
    assert drawn.holds(AT, named).tolist() == [True, False, False, False]
    assert drawn.holds(AT, nameless).tolist() == [True, True, False, False]


def test_two_boundaries_of_one_code_are_one_home() -> None:
    table = gpd.GeoDataFrame({"code": ["1", "1"]}, geometry=[WEST, EAST], crs=WGS84)

    drawn = outlines_of(table, crs=WGS84, source="b.gpkg")

    assert drawn is not None
    assert drawn.holds(AT, drawn.own(texts(["1"] * 4))).tolist() == [True, True, False, False]


def test_longitudes_that_go_on_past_180_are_those_before_minus_180() -> None:
    drawn = outlines(shapely.box(-180.02, -16.6, -179.98, -16.4))
    places = np.array([[179.99, -16.5], [-179.99, -16.5], [180.01, -16.5], [179.9, -16.5]])

    assert drawn.holds(places, np.full(4, -1, np.int32)).tolist() == [True, True, True, False]


def test_what_is_no_polygon_bounds_nothing() -> None:
    lines = gpd.GeoDataFrame({"code": ["1"]}, geometry=[WEST.exterior], crs=WGS84)

    assert outlines_of(lines, crs=WGS84, source="b.gpkg") is None
    assert len(outlines(WEST, None, shapely.Polygon())) == 1
    assert outlines(WEST, EAST).box == (113.10, 23.0, 113.12, 23.1)
