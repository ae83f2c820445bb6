"""Households without a place get one inside the community that they name, and are marked."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gridgen.files.stand_ins import Homes, stand_ins
from gridgen.model.arrays import texts
from gridgen.model.crs import moved

EAST, WEST = shapely.box(114.1, 31, 114.2, 31.1), shapely.box(114, 31, 114.1, 31.1)
HOMES = Homes(texts(["1", "2", ""]), np.array([WEST, EAST, EAST], object), "EPSG:4326")


def points(*shapes: shapely.Point | None, **columns: object) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs="EPSG:4326")


def test_a_row_without_a_place_stands_inside_the_community_that_it_names() -> None:
    table = points(None, shapely.Point(), shapely.Point(114.05, 31.05), community=["1", "2", "2"])

    placed, is_placeless = stand_ins(table, HOMES)

    assert is_placeless.tolist() == [True, True, False]
    assert WEST.contains(placed.geometry[0])
    assert EAST.contains(placed.geometry[1])
    assert placed.geometry[2] == table.geometry[2]


def test_in_a_table_blank_coordinates_are_filled() -> None:
    table = pd.DataFrame({"村代码": ["2", "2"], "经度": ["", "114.15"], "纬度": ["31", "31.05"]})

    placed, is_placeless = stand_ins(table, HOMES)

    assert is_placeless.tolist() == [True, False]
    assert EAST.contains(shapely.Point(placed["经度"][0], placed["纬度"][0]))
    assert placed["经度"][1] == "114.15"


@pytest.mark.parametrize("code", ["3", "", None])
def test_a_row_that_names_no_community_stays_without_a_place(code: str | None) -> None:
    placed, is_placeless = stand_ins(points(None, community=[code]), HOMES)

    assert is_placeless.tolist() == [False]
    assert placed.geometry[0] is None


def test_a_point_is_in_the_crs_of_the_households() -> None:
    homes = Homes(HOMES.code, moved(HOMES.shape, "EPSG:4326", "EPSG:4547"), "EPSG:4547")

    placed, _ = stand_ins(points(None, community=["1"]), homes)

    assert WEST.contains(placed.geometry[0])


def test_whoever_was_virtual_in_an_older_plan_is_marked_where_they_stand() -> None:
    table = points(
        shapely.Point(114.05, 31.05), shapely.Point(114.06, 31.05), community=["1", "1"],
        presence=["virtual", "placed"],
    )  # fmt: skip

    placed, is_placeless = stand_ins(table, HOMES)

    assert is_placeless.tolist() == [True, False]
    assert placed.geometry.tolist() == table.geometry.tolist()


@pytest.mark.parametrize(
    "table", [points(None, id=["a"]), pd.DataFrame({"community": ["1"], "x": [""], "y": [""]})]
)
def test_a_table_that_names_no_community_or_has_no_degrees_stays(table: pd.DataFrame) -> None:
    same, is_placeless = stand_ins(table, HOMES)

    assert same is table
    assert not is_placeless.any()
