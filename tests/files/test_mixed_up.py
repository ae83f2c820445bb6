"""Boundaries given as households, and the other way round, are told for what they are."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

import gridgen
from gridgen.files.mixed_up import refuse_boundaries, refuse_homes
from gridgen.model.errors import ReadError

VILLAGES = gpd.GeoDataFrame(
    {"code": ["990101001201"]}, geometry=[shapely.box(114, 31, 114.01, 31.01)], crs="EPSG:4490"
)
HOMES = gpd.GeoDataFrame(
    {"id": ["a", "b"]}, geometry=gpd.points_from_xy([114.001, 114.002], [31.001] * 2), crs=4490
)


def test_villages_given_as_households_are_told() -> None:
    with pytest.raises(ReadError, match=r"1 rows are large polygons.* two files exchanged"):
        gridgen.divide(VILLAGES, HOMES)


def test_households_given_as_boundaries_are_told() -> None:
    with pytest.raises(ReadError, match=r"all 2 rows are points.* two files exchanged"):
        gridgen.divide(HOMES, HOMES)


@pytest.mark.parametrize("crs", ["EPSG:4547", "EPSG:4490", None])
@pytest.mark.parametrize(("wide_m", "is_refused"), [(12.0, False), (130.0, False), (150.0, True)])
def test_land_is_larger_than_a_house(crs: str | None, wide_m: float, is_refused: bool) -> None:
    x, y, wide = (500_000.0, 3_400_000.0, wide_m)
    if crs != "EPSG:4547":
        x, y, wide = (114.0, 0.0, wide_m / 111_320)
    homes = gpd.GeoDataFrame(
        {"id": ["a"]}, geometry=[shapely.box(x, y, x + wide, y + wide)], crs=crs
    )

    if is_refused:
        with pytest.raises(ReadError, match="large polygons"):
            refuse_boundaries(homes, "homes")
    else:
        refuse_boundaries(homes, "homes")


def test_an_area_may_stand_for_many_households_where_a_column_counts_them() -> None:
    refuse_boundaries(VILLAGES.assign(户数=[120]), "hamlets")


def test_a_layer_with_one_polygon_among_points_is_one_of_boundaries() -> None:
    mixed = gpd.GeoDataFrame(geometry=[VILLAGES.geometry[0], HOMES.geometry[0]], crs=4490)

    refuse_homes(mixed, "mixed")
