"""A file of a stranger is looked at as commands read it, before anything is done with it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import openpyxl
import pytest
import shapely
from saved import HOMES, save

from gridgen.files.preview import INPUT, preview
from gridgen.model.errors import ReadError

VILLAGES = gpd.GeoDataFrame(
    {"代码": ["990101001201"], "名称": ["清河村"]},
    geometry=[shapely.box(114, 31, 114.1, 31.1)],
    crs="EPSG:4490",
)
ROADS = gpd.GeoDataFrame(
    {"class": ["road"]}, geometry=[shapely.LineString([(114, 31), (114.1, 31)])], crs="EPSG:4490"
)


def test_each_layer_has_a_role_by_its_name_or_else_by_its_shapes(tmp_path: Path) -> None:
    file = save(tmp_path / "a.gpkg", 农户分布=HOMES, 图层1=VILLAGES, 图层2=ROADS, 图层3=HOMES)

    seen = preview(file)

    assert seen.holds == INPUT
    assert [(layer.name, layer.role) for layer in seen.layers] == [
        ("农户分布", "households"), ("图层1", "communities"), ("图层2", "lines"),
        ("图层3", "households"),
    ]  # fmt: skip


def test_the_only_layer_of_a_file_is_known_by_the_name_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "水系.geojson"
    VILLAGES.to_file(file, driver="GeoJSON")

    (layer,) = preview(file).layers

    assert (layer.role, layer.geometry, layer.unused) == ("water", "Polygon", ("代码", "名称"))


def test_of_a_workbook_the_sheet_is_told_that_a_command_would_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "说明"
    book.active.append(["本表由各村填报"])
    rows = book.create_sheet("住户")
    for row in (["编号", "经度", "纬度", "户数"], ["a", 114.01, 31.01, 1], ["b", 114.02, 31.02, 3]):
        rows.append(row)
    book.save(tmp_path / "a.xlsx")

    seen = preview(tmp_path / "a.xlsx")

    told = {layer.name: (layer.rows, layer.columns) for layer in seen.layers}
    assert told == {
        "住户": (2, {"编号": "id", "经度": "lon", "纬度": "lat", "户数": "households"}),
        "说明": (None, None),
    }


def test_a_layer_that_cannot_be_read_is_told_beside_those_that_can(tmp_path: Path) -> None:
    file = save(tmp_path / "a.gpkg", 农户分布=HOMES, 附表=HOMES.assign(备注="x" * 100_001))

    first, second = preview(file).layers

    assert (first.problem, first.rows, second.rows) == (None, 2, None)
    assert second.problem is not None
    assert "a.gpkg" in second.problem[0]


def test_a_file_of_which_nothing_can_be_read_is_refused(tmp_path: Path) -> None:
    wide = HOMES.assign(**{f"c{number}": "x" for number in range(1_100)})
    file = save(tmp_path / "a.gpkg", 附表=wide)

    with pytest.raises(ReadError, match=r"a\.gpkg"):
        preview(file)


def test_a_process_with_limits_tells_the_same_as_one_line(tmp_path: Path) -> None:
    save(tmp_path / "a.gpkg", 农户分布=HOMES)
    command = [sys.executable, "-m", "gridgen.files.preview", str(tmp_path / "a.gpkg")]

    done = subprocess.run(command, capture_output=True, text=True, check=True)

    assert done.stdout.startswith('{"seen": {"kind": ["GeoPackage", "GeoPackage"]')
    assert done.stdout.count("\n") == 1
