"""Grids that somebody else drew: every fault is found by itself, with what to do about it.

y 300 +-----------+-----------+-----------+-----------+
      | 001       | 002       | 003       | 004       |     one village of four grids,
      | 60        | 60        | 60        | 60        |     60 households in each
    0 +-----------+-----------+-----------+-----------+
      x 0        300         600         900        1200
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
import shapely

import gridgen
from gridgen.cli.main import main
from gridgen.model.findings import Report
from gridgen.words.say import todo

CRS = "EPSG:4547"
X, Y = 500_000.0, 3_400_000.0
VILLAGE = "990101001201"
CODES = [f"{VILLAGE}{k + 1:03d}" for k in range(4)]


def box(west: float, east: float, south: float = 0, north: float = 300) -> shapely.Polygon:
    return shapely.box(X + west, Y + south, X + east, Y + north)


def grids() -> gpd.GeoDataFrame:
    shapes = [box(300 * k, 300 * k + 300) for k in range(4)]
    return gpd.GeoDataFrame({"code": CODES}, geometry=shapes, crs=CRS)


def homes(columns: int = 10) -> gpd.GeoDataFrame:
    i, j = np.meshgrid(np.arange(4 * columns), np.arange(6))
    xy = np.column_stack([i.ravel() * 300 / columns + 15, j.ravel() * 45 + 30]) + [X, Y]
    return gpd.GeoDataFrame(
        {"id": [f"h{k}" for k in range(len(xy))]}, geometry=gpd.points_from_xy(*xy.T), crs=CRS
    )


def village() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"code": [VILLAGE], "kind": ["village"]}, geometry=[box(0, 1200)], crs=CRS
    )


def found(path: Path, **layers: pd.DataFrame) -> Report:
    there = {"grids": grids(), "households": homes(), "communities": village()} | layers
    for name, table in there.items():
        gpd.GeoDataFrame(table).to_file(path, layer=name)
    return gridgen.check(gridgen.read_plan(path))


def rules_of(report: Report) -> set[str]:
    wanted = ("level_missing", "people_missing", "zone_thin", "borders_on_lines", "walk_long")
    return {f.rule for f in report} - set(wanted)


def test_good_grids_have_no_finding_but_that_nobody_serves(tmp_path: Path) -> None:
    report = found(tmp_path / "f.gpkg")

    assert rules_of(report) == set()
    assert {f.where for f in report.of("people_missing")} == {"head", "worker", "contact"}


def redrawn(*shapes: shapely.Geometry) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"code": CODES[: len(shapes)]}, geometry=list(shapes), crs=CRS)


QUARTERS = [box(300 * k, 300 * k + 300) for k in range(4)]


@pytest.mark.parametrize(
    ("rule", "number", "shapes"),
    [
        ("grids_overlap", 300 * 15, [box(0, 315), *QUARTERS[1:]]),
        ("land_in_no_grid", 300 * 10, [box(0, 290), *QUARTERS[1:]]),
        ("grid_in_parts", 2, [
            shapely.union_all([QUARTERS[0], box(1100, 1200)]), *QUARTERS[1:3], box(900, 1100),
        ]),
    ],
)  # fmt: skip
def test_faults_of_the_drawing_are_found_with_their_size(
    tmp_path: Path, rule: str, number: float, shapes: list[shapely.Geometry]
) -> None:
    report = found(tmp_path / "f.gpkg", grids=redrawn(*shapes))

    assert [f.number for f in report.of(rule)] == [pytest.approx(number)]
    assert report.of(rule)[0] in report.errors


def test_a_gap_is_found_where_no_layer_says_what_the_community_is(tmp_path: Path) -> None:
    hole = shapely.difference(QUARTERS[0], box(101, 111, 101, 111))
    path = tmp_path / "f.gpkg"
    redrawn(hole, *QUARTERS[1:]).to_file(path, layer="grids")
    homes().to_file(path, layer="households")

    report = gridgen.check(gridgen.read_plan(path))

    assert [f.number for f in report.of("land_in_no_grid")] == [pytest.approx(100)]


def test_oversize_and_undersize(tmp_path: Path) -> None:
    merged = redrawn(box(0, 600), box(600, 1170), box(1170, 1200))

    report = found(tmp_path / "f.gpkg", grids=merged)

    large, small = report.of("grid_too_large"), report.of("grid_too_small")
    assert sorted(f.number for f in large) == [114, 120]
    assert {f.en.rpartition(": ")[2] for f in large} == {"enough for 2 grids."}
    assert [f.number for f in small] == [6]


def test_what_was_left_out_in_reading_is_told_too(tmp_path: Path) -> None:
    table = homes()
    table.loc[1, "id"] = "h0"
    table.loc[2, "geometry"] = None

    report = found(tmp_path / "f.gpkg", households=table)

    assert [f.where.rpartition(", ")[2] for f in report.of("no_place")] == ["row 3"]
    assert any("h0" in f.en for f in report)


def test_a_villager_group_in_two_grids_is_cut_where_groups_are_grids(tmp_path: Path) -> None:
    table = homes().assign(group=[f"第{k % 40 // 10 + 1}组" for k in range(240)])
    table.loc[[9, 49], "group"] = "第2组"  # they stand in the first grid
    path = tmp_path / "f.gpkg"
    for name, layer in {"grids": grids(), "households": table, "communities": village()}.items():
        layer.to_file(path, layer=name)

    report = gridgen.check(gridgen.read_plan(path), rules="wuzhong")

    assert [f.where for f in report.of("unit_cut")] == ["第2组"]
    assert f"{CODES[0]}, {CODES[1]}" in report.of("unit_cut")[0].en


def test_households_outside_and_units_cut(tmp_path: Path) -> None:
    table = homes().assign(building="")
    table.loc[[9, 10], "building"] = "楼1"  # on both sides of the first border
    table.loc[0, "geometry"] = shapely.Point(X - 5000, Y)

    report = found(tmp_path / "f.gpkg", households=table)

    assert [f.where for f in report.of("unit_cut")] == ["楼1"]
    assert report.of("unplaced_in_all")[0].number == 1


def test_doubled_codes_and_codes_of_the_wrong_structure(tmp_path: Path) -> None:
    table = grids()
    table["code"] = [CODES[0], CODES[0], f"{VILLAGE}0004", "99"]

    report = found(tmp_path / "f.gpkg", grids=table)

    assert [f.where for f in report.of("code_doubled")] == [CODES[0]]
    assert report.of("code_odd")[0].where == "99"
    assert report.of("code_too_long")[0].where == f"{VILLAGE}0004"


def test_a_layer_of_people_says_which_grids_have_none(tmp_path: Path) -> None:
    people = pd.DataFrame(
        {"编号": ["P1", "P2"], "姓名": ["张三丰", "李四光"], "岗位": ["网格长", "head"],
         "网格编码": CODES[:2]}
    )  # fmt: skip

    report = found(tmp_path / "f.gpkg", 人员=people)

    vacant = {f.where: f for f in report.of("posts_vacant")}
    assert vacant["head"].number == 2
    assert CODES[2] in vacant["head"].zh
    assert not any("张三丰" in f.zh + f.en for f in report)


def test_the_workbook_has_a_row_for_each_finding_and_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = found(tmp_path / "f.gpkg", grids=redrawn(box(0, 315), *QUARTERS[1:]))
    book = tmp_path / "found.xlsx"

    with pytest.MonkeyPatch.context() as patch:
        asked = ["check", tmp_path / "f.gpkg", "--rules", "standard", "--excel", book, "--json"]
        patch.setattr("sys.argv", ["gridgen", *map(str, asked), "--lang", "zh"])
        with pytest.raises(SystemExit, match="1"):
            main()

    sheet = openpyxl.load_workbook(book).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][-1] == "处理办法"
    assert len(rows) == 1 + len(report)
    assert all(row[-1] for row in rows)
    said = json.loads(capsys.readouterr().out)["findings"]
    assert {f["todo"] for f in said if f["rule"] == "grids_overlap"} == {"把重叠部分划给其中一个。"}


def test_every_finding_of_a_check_says_what_to_do_in_both_languages() -> None:
    folder = Path(gridgen.__file__).parent / "checks"
    code = "".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    rules = set(re.findall(r'finding\(\s*"(\w+)"', code))

    assert len(rules) > 30
    assert [key for key in sorted(rules) if not (todo(key, "zh") and todo(key, "en"))] == []
