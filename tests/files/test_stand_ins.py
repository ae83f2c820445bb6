"""Who has no place stands where their unit does, or in the virtual grid of their community."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gridgen.files.headers import recognise
from gridgen.files.points import WGS84, Places, places_of
from gridgen.files.stand_ins import (
    Absent,
    Homes,
    may_be_anywhere,
    stand_ins,
    standing_in,
    told_of_absent,
)
from gridgen.files.vocabulary import HOUSEHOLDS
from gridgen.model.arrays import texts
from gridgen.model.crs import moved
from gridgen.model.ground import Features
from gridgen.model.households import Households

EAST, WEST = shapely.box(114.1, 31, 114.2, 31.1), shapely.box(114, 31, 114.1, 31.1)
HOMES = Homes(texts(["1", "2", ""]), np.array([WEST, EAST, EAST], object), "EPSG:4326")
DEGREE_M = 111_200.0


def stood(table: pd.DataFrame, absent: Absent | None = None) -> tuple[Places, list[str]]:
    known, _ = recognise(table, HOUSEHOLDS, "h.csv")
    places = places_of(known, source="h.csv", crs=None, headers=[])
    is_row = np.ones(len(table), bool)
    placed, standing = stand_ins(places, known, absent or Absent(HOMES), is_row)
    return placed, standing.tolist()


def rows(*lonlat: tuple[object, object], **columns: object) -> pd.DataFrame:
    return pd.DataFrame({"经度": [x for x, _ in lonlat], "纬度": [y for _, y in lonlat]} | columns)


def points(*shapes: shapely.Point | None, **columns: object) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs="EPSG:4326")


# --- a virtual grid ------------------------------------------------------------------------------


def test_a_row_without_a_place_is_virtual_inside_the_community_that_it_names() -> None:
    table = points(None, shapely.Point(), shapely.Point(114.05, 31.05), community=["1", "2", "2"])

    placed, standing = stood(table)

    assert standing == ["virtual", "virtual", ""]
    assert WEST.contains(shapely.Point(placed.xy[0]))
    assert EAST.contains(shapely.Point(placed.xy[1]))
    assert placed.xy[2].tolist() == [114.05, 31.05]
    assert not placed.missing.any()


@pytest.mark.parametrize(
    "cell", ["", " ", None, "/", "-", "无", "未知", "none", "N/A", " / ", "#N/A", "0", "-1"]
)
def test_what_people_write_for_no_place_counts_as_blank(cell: str | None) -> None:
    placed, standing = stood(rows((cell, cell), ("114.15", "31.05"), 村代码=["2", "2"]))

    assert standing == ["virtual", ""]
    assert EAST.contains(shapely.Point(placed.xy[0]))


@pytest.mark.parametrize("cell", ["east", "114..15", "9e999"])
def test_a_coordinate_that_is_wrong_is_not_blank(cell: str) -> None:
    _, standing = stood(rows((cell, "31.05"), ("114.15", "31.05"), 村代码=["2", "2"]))

    assert standing == ["", ""]


def test_zero_is_a_place_where_the_others_are_near_it() -> None:
    _, standing = stood(rows((0, 0), (0.01, 0.01), 村代码=["2", "2"]))

    assert standing == ["", ""]


@pytest.mark.parametrize("code", ["3", "", None])
def test_a_row_that_names_no_community_stays_without_a_place(code: str | None) -> None:
    placed, standing = stood(points(None, community=[code]))

    assert standing == [""]
    assert placed.missing.tolist() == [True]


def test_nobody_is_virtual_where_the_rules_have_no_such_grids() -> None:
    placed, standing = stood(points(None, community=["1"]), Absent(HOMES, is_virtual=False))

    assert (standing, placed.missing.tolist()) == ([""], [True])


def test_a_stand_in_is_in_the_crs_of_the_households() -> None:
    homes = Homes(HOMES.code, moved(HOMES.shape, "EPSG:4326", "EPSG:4547"), "EPSG:4547")

    placed, _ = stood(points(None, community=["1"]), Absent(homes))

    assert WEST.contains(shapely.Point(placed.xy[0]))


def test_without_boundaries_a_row_stands_in_the_middle_of_its_community() -> None:
    table = rows((114.0, 31), (114.01, 31), (114.05, 31), ("", ""), ("", ""), 村代码=[*"1111", "9"])

    placed, standing = stood(table, Absent())

    assert standing == ["", "", "", "virtual", "virtual"]
    assert placed.xy[3].tolist() == [114.01, 31]
    assert placed.xy[4].tolist() == [114.01, 31]  # nobody of 9 has a place: the middle of all


def test_a_table_in_which_nobody_has_a_place_needs_boundaries() -> None:
    _, standing = stood(rows(("", ""), ("", ""), 村代码=["1", "2"]), Absent())

    assert standing == ["", ""]


# --- the place of a unit -------------------------------------------------------------------------


@pytest.mark.parametrize("header", ["楼栋", "村民小组", "小区"])
def test_a_row_stands_where_the_member_in_the_middle_of_its_unit_does(header: str) -> None:
    table = rows(
        (114.05, 31.05), (114.0501, 31.05), (114.0503, 31.05), ("", ""),
        村代码=["1"] * 4, **{header: ["甲"] * 4},
    )  # fmt: skip

    placed, standing = stood(table)

    assert standing == ["", "", "", "by_unit"]
    assert placed.xy[3].tolist() == [114.0501, 31.05]


def test_a_unit_of_the_same_name_in_another_community_lends_nothing() -> None:
    table = rows((114.15, 31.05), ("", ""), 村代码=["2", "1"], 村民小组=["一组", "一组"])

    placed, standing = stood(table)

    assert standing == ["", "virtual"]
    assert WEST.contains(shapely.Point(placed.xy[1]))


def test_a_building_goes_before_a_group_and_that_of_the_own_group_before_others() -> None:
    table = rows(
        (114.01, 31.05), (114.02, 31.05), (114.012, 31.05), ("", ""), ("", ""),
        村代码=["1"] * 5, 村民小组=["一组", "二组", "一组", "一组", "一组"],
        楼栋=["3栋", "3栋", "4栋", "3栋", "9栋"],
    )  # fmt: skip

    placed, standing = stood(table)

    assert standing[3:] == ["by_unit", "by_unit"]
    assert placed.xy[3, 0] == 114.01
    assert placed.xy[4, 0] in (114.01, 114.012)


@pytest.mark.parametrize(("apart_m", "standing"), [(390, "by_unit"), (410, "virtual")])
def test_two_buildings_of_one_number_lend_nothing(apart_m: float, standing: str) -> None:
    east = 114.05 + apart_m / (DEGREE_M * np.cos(np.radians(31.05)))
    table = rows(
        (114.05, 31.05), (east, 31.05), ("", ""), 村代码=["1"] * 3, 楼栋=["3栋"] * 3
    )  # fmt: skip

    assert stood(table)[1] == ["", "", standing]


def test_a_building_that_the_ground_knows_by_name_lends_its_footprint() -> None:
    house = shapely.box(114.03, 31.03, 114.031, 31.031)
    layer = Features(
        texts(["", "", ""]), texts(["文昌楼", "同名楼", "同名楼"]),
        np.array([house, WEST, EAST], object), WGS84,
    )  # fmt: skip
    table = rows(("", ""), ("", ""), 村代码=["1", "1"], 楼栋=["文昌楼", "同名楼"])

    placed, standing = stood(table, Absent(HOMES, ground={"buildings": layer}))

    assert standing == ["by_unit", "virtual"]
    assert house.contains(shapely.Point(placed.xy[0]))


def test_units_lend_their_place_by_whatever_rules() -> None:
    table = rows((114.05, 31.05), ("", ""), 村代码=["1", "1"], 村民小组=["一组", "一组"])

    assert stood(table, Absent(None, is_virtual=False))[1] == ["", "by_unit"]


# --- what is told --------------------------------------------------------------------------------


def households(standing: list[str], community: list[str]) -> Households:
    n = len(standing)
    return Households(
        ids=texts([f"h{k}" for k in range(n)]), given=np.zeros((n, 2)), xy=np.zeros((n, 2)),
        count=np.full(n, 2), community=texts(community), keys={}, source=np.arange(n),
        crs="EPSG:4547", standing=texts(standing),
    )  # fmt: skip


def test_each_community_tells_how_many_of_its_households_have_no_place() -> None:
    there = households(["virtual", "virtual", "by_unit", "", "virtual"], [*"1112", "2"])

    found = told_of_absent(there, "h.csv")

    assert [(one.rule, one.where, one.number) for one in found] == [
        ("placeless_virtual", "1", 4), ("placeless_virtual", "2", 2), ("placeless_unit", "1", 2),
    ]  # fmt: skip
    assert "有 4 户（2 行）没有坐标" in found[0].zh


def test_a_list_in_which_nobody_has_a_place_says_that_no_grid_can_be_drawn() -> None:
    assert [one.rule for one in told_of_absent(households(["virtual"], ["1"]), "h.csv")] == [
        "placeless_all", "placeless_virtual",
    ]  # fmt: skip
    assert told_of_absent(households([""], ["1"]), "h.csv") == ()


@pytest.mark.parametrize(
    ("columns", "is_meant"),
    [
        ({"村代码": ["440605104201"]}, True),
        ({"村代码": ["440605104201"], "户数": ["3"]}, True),
        ({"编号": ["1"]}, False),
        ({"村代码": ["1"], "东": ["113.1234"], "北": ["23.05"]}, False),
        ({"村代码": ["1"], "位置": ["113°06′21″"]}, False),
        ({"村代码": ["1"], "位置": ["113.1,23.05"]}, False),
    ],
)
def test_a_table_without_coordinates_is_meant_so_where_no_column_could_hold_them(
    columns: dict[str, list[str]], is_meant: bool
) -> None:
    table = pd.DataFrame(columns)
    known, _ = recognise(table, HOUSEHOLDS, "h.csv")

    assert may_be_anywhere(table, known) == is_meant


def test_whoever_is_marked_in_the_table_of_a_plan_stays_so() -> None:
    table = pd.DataFrame({"presence": ["virtual", "by_unit", "placed", "joined", None]})

    assert standing_in(table).tolist() == ["virtual", "by_unit", "", "", ""]


def test_a_community_that_was_drawn_without_land_takes_its_households_again() -> None:
    homes = Homes(texts(["1", "2"]), np.array([WEST, shapely.MultiPolygon()], object), WGS84)

    placed, standing = stood(rows((114.05, 31.05), ("", ""), 村代码=["1", "2"]), Absent(homes))

    assert standing == ["", "virtual"]
    assert placed.xy[1].tolist() == [114.05, 31.05]
