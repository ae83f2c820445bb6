"""Lines come with the classes that the rules know."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from gridgen.files.lines import to_lines, to_polygons
from gridgen.model.errors import ReadError
from gridgen.rules.levels import LINE_CLASSES

LINE = shapely.LineString([(114, 31), (114.1, 31)])


def drawn(shapes: list[Any], crs: str | None = "EPSG:4490", **columns: Any) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=crs)


@pytest.mark.parametrize(
    ("word", "name"),
    [(name, name) for name in LINE_CLASSES]
    + [("河流", "river"), ("铁路", "railway"), ("Railway", "railway"), ("桥梁", "bridge")],
)
def test_classes_are_known_in_both_languages(word: str, name: str) -> None:
    lines, findings = to_lines(drawn([LINE], 类别=[word], 名称=["清河"]), "lines.gpkg")

    assert (lines.kind.tolist(), lines.name.tolist()) == ([name], ["清河"])
    assert (lines.crs, findings) == ("EPSG:4490", ())


def test_unknown_and_missing_classes_are_roads_and_said_once_each() -> None:
    words = ["residential", "residential", None, "river"]

    lines, findings = to_lines(drawn([LINE] * 4, **{"class": words}), "lines.gpkg")

    assert lines.kind.tolist() == ["road", "road", "road", "river"]
    assert [(found.rule, found.number) for found in findings] == [
        ("line_class_unknown", 2),
        ("line_class_unknown", 1),
    ]


def test_what_is_not_a_line_is_left_out() -> None:
    endless = shapely.LineString([(114, 31), (float("inf"), 31)])
    shapes = [LINE, None, shapely.Point(1, 2), LINE.buffer(1), shapely.LineString(), endless]

    lines, findings = to_lines(drawn(shapes, **{"class": ["road"] * 6}), "lines.gpkg")

    assert lines.shape.tolist() == [LINE]
    assert [(found.rule, found.number) for found in findings] == [("line_left_out", 5)]


def test_a_table_without_lines_or_crs_says_why() -> None:
    with pytest.raises(ReadError, match="no lines; expected a layer of lines"):
        to_lines(pd.DataFrame({"class": ["road"]}), "a.csv")
    with pytest.raises(ReadError, match="nothing says which CRS"):
        to_lines(drawn([shapely.LineString([(5e5, 3e6), (5e5, 4e6)])], crs=None), "a.gpkg")
    assert to_lines(drawn([LINE], crs=None), "a.gpkg")[0].crs == "EPSG:4326"


def test_a_bridge_may_be_a_point_and_nothing_else_may() -> None:
    spot = shapely.Point(114, 31)

    lines, findings = to_lines(drawn([spot, spot, LINE], 类别=["桥", "河", "河"]), "lines.gpkg")

    assert lines.kind.tolist() == ["bridge", "river"]
    assert [(found.rule, found.number) for found in findings] == [("line_left_out", 1)]


def test_water_and_buildings_are_polygons_and_all_else_is_left_out() -> None:
    pond = LINE.buffer(0.01)
    shapes = [pond, None, LINE, shapely.Point(1, 2), shapely.Polygon(), pond]

    areas, findings = to_polygons(drawn(shapes, 名称=list("abcdef")), "water.gpkg")

    assert areas.name.tolist() == ["a", "f"]
    assert [(found.rule, found.number) for found in findings] == [("area_left_out", 4)]
    with pytest.raises(ReadError, match="no polygons; expected a layer of polygons"):
        to_polygons(pd.DataFrame({"name": ["a"]}), "water.csv")
