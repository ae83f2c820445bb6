"""A plan changed in QGIS or Excel comes back as edits: files as those programs save them."""

from __future__ import annotations

import shutil
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pyogrio
import pytest
import shapely
from campaigns import campaign
from commanding import VILLAGE, Run, one_object

from gridgen.files.plan_reader import read_plan

FIRST, SECOND = f"{VILLAGE}001", f"{VILLAGE}002"


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    """A copy of the plan, to be changed by hand."""
    return Path(shutil.copy(folder / "plan.gpkg", tmp_path / "copy.gpkg"))


def save_as_qgis(table: gpd.GeoDataFrame, file: Path, layer: str) -> None:
    """Save a layer with features in another order, a field more, and polygons in three dimensions
    that are all of several parts.
    """
    table = table.iloc[::-1].assign(area=1.5)
    table = table[["area", *[name for name in table.columns if name != "area"]]]
    flat = shapely.force_3d(table.geometry.to_numpy(), 0.0)
    if shapely.get_dimensions(flat).max() == 2:
        flat = np.array([shapely.multipolygons(shapely.get_parts(one)) for one in flat], object)
    pyogrio.write_dataframe(table.set_geometry(flat, crs=table.crs), file, layer=layer)


def united(grids: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The two grids as one, under the code of the first."""
    return grids.dissolve(by=lambda row: 0).assign(code=FIRST)


def test_the_plan_saved_by_qgis_without_a_change_is_no_edit(run: Run, copy: Path) -> None:
    for layer in ("grids", "households"):
        save_as_qgis(gpd.read_file(copy, layer=layer), copy, layer)

    code, out, _ = run("edit", "plan.gpkg", "--from", copy, "--dry-run", "--lang", "zh")

    assert code == 0
    assert "与方案一致，没有要调整的" in out
    assert "共 0 项调整" in out


@pytest.mark.parametrize(
    "name", campaign(["grids.gpkg", "grids.shp", "grids.geojson", "grids.zip"], everyday=2)
)
def test_a_merge_drawn_by_hand_stays_a_merge_in_every_format(
    run: Run, copy: Path, tmp_path: Path, name: str
) -> None:
    table = united(gpd.read_file(copy, layer="grids"))[["code", "name", "geometry"]]
    file = tmp_path / name
    shp = {"driver": "ESRI Shapefile", "encoding": "UTF-8"}
    options = {".gpkg": {"layer": "grids"}, ".shp": shp, ".zip": shp}.get(file.suffix, {})
    table.to_file(file.with_suffix(".shz") if name == "grids.zip" else file, **options)
    if name == "grids.zip":
        file.with_suffix(".shz").rename(file)

    code, out, _ = run("edit", "plan.gpkg", "--from", name, "-o", "new.gpkg", "--lang", "zh")

    grids = read_plan(tmp_path / "new.gpkg").level("grids")
    assert code == 1  # above the band, which is told and not cut away
    assert (grids.code.tolist(), grids.households.tolist()) == ([FIRST], [140])
    assert "看出 1 项调整" in out
    assert "1. 合并" in out
    assert "140 户" in out
    assert "与原方案相比：" in out


def test_the_layer_can_be_named_and_ten_household_groups_come_along(
    run: Run, copy: Path, tmp_path: Path
) -> None:
    save_as_qgis(united(gpd.read_file(copy, layer="grids")), copy, "grids")

    run("edit", "plan.gpkg", "--from", f"{copy}:grids", "-o", "new.gpkg")

    plan = read_plan(tmp_path / "new.gpkg")
    assert set(plan.level("ten_household_groups").parent) == {FIRST}


def test_a_list_of_households_changed_in_excel_moves_them_by_code_and_by_name(
    run: Run, tmp_path: Path
) -> None:
    run("list", "plan.gpkg", "-o", "list.xlsx", "--lang", "zh")
    book = openpyxl.load_workbook(tmp_path / "list.xlsx")
    summary, sheet = book.worksheets
    place = {cell.value: cell.column for cell in sheet[1]}
    rows = [row for row in range(2, sheet.max_row + 1)
            if sheet.cell(row, place["网格编码"]).value == FIRST]  # fmt: skip
    other = next(cell.value for cell in summary["B"] if summary.cell(cell.row, 1).value == SECOND)
    sheet.cell(rows[0], place["网格编码"]).value = int(SECOND)
    sheet.cell(rows[1], place["网格"]).value = other
    for row in range(2, summary.max_row + 1):
        if summary.cell(row, 1).value == SECOND:
            summary.cell(row, 2).value = "河东网格"
    moved = [sheet.cell(row, place["住户编号"]).value for row in rows[:2]]
    book.save(tmp_path / "list.xlsx")

    _, out, _ = run("edit", "plan.gpkg", "--from", "list.xlsx", "-o", "new.gpkg", "--lang", "zh")

    plan = read_plan(tmp_path / "new.gpkg")
    grid_of = plan.households.set_index("id")["grid"]
    assert "看出 2 项调整" in out
    assert set(grid_of[moved]) == {SECOND}
    assert "河东网格" in plan.level("grids").name


def test_json_says_the_edits_what_was_not_used_and_what_changed(
    run: Run, copy: Path, tmp_path: Path
) -> None:
    homes = gpd.read_file(copy, layer="households")
    homes.loc[homes["id"] == "h7", "grid"] = f"{VILLAGE}777"
    homes = homes[homes["id"] != "h9"]
    pd.DataFrame(homes.drop(columns="geometry")).to_csv(tmp_path / "back.csv", index=False)

    _, out, _ = run("edit", "plan.gpkg", "--from", "back.csv", "--dry-run", "--json")

    said = one_object(out)
    assert [one["edit"]["operation"] for one in said["edits"]] == ["create"]
    assert said["from"]["file"] == "back.csv"
    assert [one["rule"] for one in said["from"]["findings"]] == ["returned_missing"]
    assert said["changes"]["total"]["new"] == 1


def test_edits_asked_for_besides_come_after_those_of_the_file(run: Run, copy: Path) -> None:
    save_as_qgis(united(gpd.read_file(copy, layer="grids")), copy, "grids")

    _, out, _ = run("edit", "plan.gpkg", "--rename", f"{FIRST}=大网格", "--from", copy,
                    "--dry-run", "--lang", "zh")  # fmt: skip

    assert out.index("1. 合并") < out.index("2. ")
    assert "改名为“大网格”" in out


def test_a_file_of_something_else_and_the_plan_itself_are_refused(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "people.csv").write_text("name,age\na,1\n", "utf-8")

    other = run("edit", "plan.gpkg", "--from", "people.csv", "--dry-run", "--lang", "zh")
    itself = run("edit", "plan.gpkg", "--from", "plan.gpkg", "--dry-run", "--lang", "zh")
    over = run("edit", "plan.gpkg", "--from", "people.csv", "-o", "people.csv")

    assert (other[0], itself[0], over[0]) == (2, 2, 2)
    assert "people.csv 里没有方案的住户或网格；现有图层或表：people" in other[2]
    assert "就是方案本身" in itself[2]
