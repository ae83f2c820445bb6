"""Tables of zones are known by name, codes or shapes, and polygons that cannot be used are told."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
from edited import town
from returning import NORTH, drawn, grids, rules_of, shape_of
from villages import VILLAGE

from gridgen.versions.returned.zones import level_of, zones_in


@pytest.mark.parametrize(
    ("layer", "table", "level"),
    [
        ("grids", grids(), "grids"),
        ("网格", grids(), "grids"),
        ("十户组", town().to_frame("ten_household_groups"), "ten_household_groups"),
        ("anything", town().to_frame("ten_household_groups"), "ten_household_groups"),
        ("汇总", pd.DataFrame({"编码": [VILLAGE, NORTH]}), "grids"),
        ("new", drawn(code=f"{VILLAGE}044", geometry=shape_of(NORTH)), "grids"),
        ("shapes", drawn(geometry=shape_of(NORTH)), "grids"),
        ("villages", pd.DataFrame({"code": [VILLAGE]}), None),
        ("people", pd.DataFrame({"name": ["a"]}), None),
    ],
)
def test_the_level_of_a_table(layer: str, table: pd.DataFrame, level: str | None) -> None:
    assert level_of(town(), layer, table, is_alone=True) == level


def test_shapes_without_codes_beside_other_layers_are_no_grids() -> None:
    table = drawn(geometry=shape_of(NORTH))

    assert level_of(town(), "shapes", table, is_alone=False) is None


def test_polygons_are_in_metres_and_codes_and_names_by_their_words() -> None:
    table = grids()[["code", "name", "geometry"]].to_crs("EPSG:4326")
    table = table.rename(columns={"code": "网格编码", "name": "网格名称"})

    said, findings = zones_in(town(), table, "a.shp")

    assert (said.code[0], said.name[0]) == (NORTH, "第一网格")
    assert said.shape[0].hausdorff_distance(shape_of(NORTH)) < 0.01
    assert findings == ()


def test_a_table_without_shapes_has_none() -> None:
    assert zones_in(town(), pd.DataFrame({"code": [NORTH]}), "a.csv")[0].shape is None


def moved(table: gpd.GeoDataFrame, metres: float) -> gpd.GeoDataFrame:
    return table.set_geometry(table.translate(metres, metres / 2))


@pytest.mark.parametrize(
    ("table", "rules", "is_used"),
    [
        (grids().set_crs("EPSG:4326", allow_override=True), ["returned_elsewhere"], False),
        (grids().set_crs(None, allow_override=True), ["returned_crs_taken"], True),
        (grids().to_crs(4326).set_crs(None, allow_override=True), ["returned_crs_taken"], True),
        (grids().to_crs(3857).set_crs(None, allow_override=True), ["returned_crs"], False),
        (moved(grids(), 400), ["returned_shifted"], False),
        (moved(grids(), 5), [], True),
        (moved(grids(), 90_000), ["returned_elsewhere"], False),
    ],
)
def test_polygons_that_are_not_where_the_plan_is_are_told_and_not_used(
    table: gpd.GeoDataFrame, rules: list[str], is_used: bool
) -> None:
    said, findings = zones_in(town(), table, "a.shp")

    assert rules_of(findings) == rules
    assert (said.shape is not None) == is_used


def test_grids_that_all_grew_the_same_way_were_redrawn_and_not_moved() -> None:
    villages = grids().dissolve(by="community", as_index=False)

    said, findings = zones_in(town(), villages, "a.shp")

    assert (len(said.shape), findings) == (3, ())


def test_the_shift_of_a_file_is_told_in_metres() -> None:
    _, (found,) = zones_in(town(), moved(grids(), 400), "a.shp")

    assert "整体偏移约 447 米" in found.zh


def test_rounded_codes_of_zones_are_none_and_told() -> None:
    said, (found,) = zones_in(town(), pd.DataFrame({"code": ["9.90101E+14", NORTH]}), "a.csv")

    assert said.code.tolist() == ["", NORTH]
    assert found.rule == "returned_rounded"
