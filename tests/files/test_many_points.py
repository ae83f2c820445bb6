"""Each point of a row is a household; a line is none."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pytest
import shapely

from gridgen.files.households import to_households
from gridgen.model.errors import ReadError

ONE, TWO, THREE = (shapely.Point(114 + k / 100, 31) for k in range(3))
LINE = shapely.LineString([(114, 31), (114.001, 31)])


def homes(shapes: list[Any], **columns: list[Any]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"id": [f"甲{k + 1}" for k in range(len(shapes))], **columns}, geometry=shapes, crs=4326
    )


def test_every_point_of_a_row_is_a_household_with_an_id_of_its_own() -> None:
    table = homes([shapely.MultiPoint([ONE, TWO]), THREE], building=["东楼", "西楼"])

    households, (found, *_) = to_households(table, source="homes")

    assert households.ids.tolist() == ["甲1-1", "甲1-2", "甲2"]
    assert households.given[:, 0].tolist() == [114, 114.01, 114.02]
    assert households.keys["building"].tolist() == ["东楼", "东楼", "西楼"]
    assert households.source.tolist() == [1, 1, 2]
    assert (found.rule, found.number) == ("points_apart", 1)


def test_a_row_of_one_point_keeps_its_id() -> None:
    households, findings = to_households(homes([shapely.MultiPoint([ONE])]), source="homes")

    assert (households.ids.tolist(), findings) == (["甲1"], ())


@pytest.mark.parametrize(("count", "counts"), [(2, [1, 1]), ("", [1, 1]), (1, [1, 1])])
def test_as_many_households_as_points_are_counted(count: Any, counts: list[int]) -> None:
    table = homes([shapely.MultiPoint([ONE, TWO])], households=[count])

    households, _ = to_households(table, source="homes")

    assert households.count.tolist() == counts


@pytest.mark.parametrize("count", [0, 3])
def test_another_number_than_points_is_asked_about(count: int) -> None:
    table = homes([ONE, shapely.MultiPoint([ONE, TWO])], households=[1, count])

    with pytest.raises(ReadError, match="homes, row 2: it holds 2 points"):
        to_households(table, source="homes")


def test_lines_are_named_and_left_out() -> None:
    households, (found,) = to_households(homes([ONE, LINE]), source="homes")

    assert households.ids.tolist() == ["甲1"]
    assert (found.rule, found.where) == ("place_is_line", "homes, row 2")


def test_the_outline_of_a_house_gives_a_point_inside() -> None:
    outline = shapely.box(114, 31, 114.001, 31.001).exterior
    households, _ = to_households(homes([shapely.LineString(outline)]), source="homes")

    assert shapely.Polygon(outline).contains(shapely.Point(households.given[0]))
