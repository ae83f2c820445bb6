"""Files of every kind give the tables of an input."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
import shapely
from saved import HOMES, save, shapefile

import gridgen
from gridgen.files.communities import to_communities
from gridgen.files.households import to_households
from gridgen.files.inputs import Inputs, input_naming, read_inputs
from gridgen.files.lines import to_lines
from gridgen.model.errors import ReadError

TOWNS = gpd.GeoDataFrame(
    {"代码": ["990101001201"], "名称": ["清河村"]},
    geometry=[shapely.box(114, 31, 114.1, 31.1)],
    crs="EPSG:4490",
)
RIVERS = gpd.GeoDataFrame(
    {"class": ["river"]},
    geometry=[shapely.LineString([(114, 31), (114.1, 31)])],
    crs="EPSG:4490",
)


def test_one_geopackage_may_hold_everything(tmp_path: Path) -> None:
    file = save(tmp_path / "input.gpkg", communities=TOWNS, lines=RIVERS, households=HOMES)

    inputs = read_inputs(file)

    assert inputs.source == {
        "households": "input.gpkg:households",
        "communities": "input.gpkg:communities",
        "lines": "input.gpkg:lines",
    }
    assert inputs.input_hash == hashlib.sha256(file.read_bytes()).hexdigest()
    assert inputs.communities is not None
    assert inputs.lines is not None
    assert len(to_households(inputs.households, source="a")[0]) == 2
    assert len(to_communities(inputs.communities, source="b", crs_m="EPSG:4547")[0]) == 1
    assert len(to_lines(inputs.lines, "c")[0]) == 1


def test_layers_in_other_crs_come_together_in_metres(tmp_path: Path) -> None:
    file = save(
        tmp_path / "input.gpkg",
        households=HOMES.to_crs("EPSG:4547"),
        communities=TOWNS,
    )
    inputs = read_inputs(file)
    assert inputs.communities is not None

    households, _ = to_households(inputs.households, source="a")
    communities, _ = to_communities(inputs.communities, source="b", crs_m=households.crs)

    assert shapely.contains(communities.shape[0], shapely.points(households.xy)).all()


def test_each_layer_may_come_from_a_file_of_its_own(tmp_path: Path) -> None:
    homes = save(tmp_path / "homes.gpkg", anything=HOMES)
    towns = save(tmp_path / "towns.gpkg", first=RIVERS, second=TOWNS)
    RIVERS.to_file(tmp_path / "rivers.geojson", driver="GeoJSON")

    inputs = read_inputs(
        homes, {"communities": f"{towns}:second", "lines": tmp_path / "rivers.geojson"}
    )

    assert inputs.source == {
        "households": "homes.gpkg",
        "communities": "towns.gpkg:second",
        "lines": "rivers.geojson",
    }
    whole = b"".join(
        (tmp_path / name).read_bytes() for name in ("homes.gpkg", "towns.gpkg", "rivers.geojson")
    )
    assert inputs.input_hash == hashlib.sha256(whole).hexdigest()


def test_a_layer_may_have_a_chinese_name(tmp_path: Path) -> None:
    file = save(tmp_path / "a.gpkg", 村=TOWNS, 住户=HOMES)

    assert set(read_inputs(file).source) == {"households", "communities"}


def test_several_layers_and_none_of_households_are_listed(tmp_path: Path) -> None:
    file = save(tmp_path / "a.gpkg", one=HOMES, two=TOWNS)

    with pytest.raises(ReadError, match=r"none is called households: one, two\. Name one"):
        read_inputs(file)
    with pytest.raises(ReadError, match="no layer 'three'; it has: one, two"):
        read_inputs(f"{file}:three")
    assert len(read_inputs(f"{file}:one").households) == 2


def test_the_hash_of_a_shapefile_covers_its_parts_whatever_their_case(tmp_path: Path) -> None:
    file = shapefile(tmp_path / "homes.shp", encoding="utf-8", cpg=True)
    first = read_inputs(file).input_hash
    for part in list(tmp_path.iterdir()):
        part.rename(part.with_suffix(part.suffix.upper()))
    shouted = read_inputs(file.with_suffix(".SHP")).input_hash
    file.with_suffix(".PRJ").write_text("", encoding="utf-8")

    assert first == shouted
    assert read_inputs(file.with_suffix(".SHP")).input_hash != first


def test_a_gbk_table_with_chinese_headers_is_read(tmp_path: Path) -> None:
    file = tmp_path / "住户.csv"
    file.write_bytes("编号,经度,纬度,户数\n甲1,114.01,31.01,2\n".encode("gb18030"))

    inputs = read_inputs(file)
    households, findings = to_households(inputs.households, source=inputs.source["households"])

    assert (households.ids.tolist(), households.count.tolist(), findings) == (["甲1"], [2], ())


def test_a_workbook_takes_the_sheet_called_households_else_the_one_that_holds_them(
    tmp_path: Path,
) -> None:
    book = openpyxl.Workbook()
    book.active.title = "说明"
    book.active.append(["a"])
    book.active.append(["b"])
    book.create_sheet("住户").append(["编号", "经度", "纬度"])
    book["住户"].append(["甲1", 114.01, 31.01])
    book.save(tmp_path / "a.xlsx")

    inputs = read_inputs(tmp_path / "a.xlsx")

    assert inputs.source["households"] == "a.xlsx:住户"
    assert inputs.households["编号"].tolist() == ["甲1"]
    book["住户"].title = "名单"
    book.save(tmp_path / "b.xlsx")
    renamed = read_inputs(tmp_path / "b.xlsx")
    assert renamed.households["编号"].tolist() == ["甲1"]
    assert renamed.source["households"] == "b.xlsx"


@pytest.mark.parametrize("suffix", [".parquet", ".gpkg", ".shp", ".geojson", ".xlsx", ".csv"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_file_cut_anywhere_is_a_clear_error_or_a_shorter_table(
    tmp_path: Path, suffix: str, share: float
) -> None:
    file = tmp_path / f"homes{suffix}"
    writers: dict[str, Any] = {
        ".parquet": HOMES.to_parquet,
        ".gpkg": lambda path: save(path, homes=HOMES),
        ".shp": lambda path: shapefile(path, encoding="utf-8", cpg=True),
        ".geojson": lambda path: path.write_text(HOMES.to_json(drop_id=True), encoding="utf-8"),
        ".xlsx": lambda path: pd.DataFrame({"id": ["a"], "lon": [1]}).to_excel(path),
        ".csv": lambda path: path.write_text("id,lon,lat\na,116.5,39.5\n", encoding="utf-8"),
    }
    writers[suffix](file)
    whole = file.read_bytes()
    file.write_bytes(whole[: int(len(whole) * share)])

    rows, said = 1, file.name
    try:
        rows = len(to_households(read_inputs(file).households, source=file.name)[0])
    except ReadError as why:
        said = str(why)
    assert file.name in said
    assert 0 < rows <= len(HOMES)


def test_an_input_that_names_hamlets_holds_nothing_of_persons() -> None:
    homes = gpd.GeoDataFrame(
        geometry=[shapely.Point(5e5 + 20 * (k % 5), 34e5 + 20 * (k // 5)) for k in range(30)],
        crs="EPSG:4547",
    )
    houses = homes.set_geometry(homes.buffer(5)).assign(name="老屋")
    houses["户主电话"] = [f"139000000{k:02d}" for k in range(30)]

    layers = input_naming(gridgen.find_hamlets(homes), Inputs(homes, buildings=houses))

    assert layers["buildings"].columns.tolist() == ["geometry", "name"]
    assert set(layers["households"]["group"]) == {layers["hamlets"]["code"][0]}
