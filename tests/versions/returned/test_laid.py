"""Polygons are laid over the grids whose codes they bear, and known as they were though rounded."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
from edited import draft
from returning import NORTH, SOUTH, around, drawn, grids, rules_of, shape_of

from gridgen.model.findings import Finding
from gridgen.versions.returned.laid import Sheet, laid
from gridgen.versions.returned.zones import zones_in


def sheet(table: gpd.GeoDataFrame) -> tuple[Sheet, tuple[Finding, ...]]:
    said, _ = zones_in(draft().plan, table, "grids.geojson")
    return laid(draft(), "grids", said, said.shape)


def test_polygons_rounded_to_seven_decimals_are_as_they_were() -> None:
    degrees = grids().to_crs("EPSG:4326")

    found, told = sheet(degrees.set_geometry(degrees.set_precision(1e-7)))

    assert found.is_same.all()
    assert found.changed.tolist() == []
    assert told == ()


def test_of_rows_with_one_code_that_with_most_households_carries_the_grid_on() -> None:
    table, small = grids(), around(60, 70)
    table.loc[NORTH, "geometry"] = small
    rest = drawn(code=NORTH, geometry=shape_of(NORTH).difference(small))

    found, _ = sheet(pd.concat([table, rest]))

    assert found.own[0] == 6
    assert found.changed.tolist() == [0, 6]


def test_polygons_over_the_smaller_part_of_the_town_are_a_part_of_the_layer() -> None:
    found, told = sheet(grids().loc[[NORTH, SOUTH]])

    assert not found.is_whole
    assert rules_of(told) == ["returned_part"]
    assert (told[0].number, told[0].limit) == (150, 1200)
