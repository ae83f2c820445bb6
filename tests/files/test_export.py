"""A plan goes into every format with its codes, names and shapes; households only where asked."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
import shapely
from campaigns import campaign
from plans import town

import gridgen
from gridgen.files.export import FORMATS, export
from gridgen.files.guard import kind_of
from gridgen.files.layer_reader import list_layers, read_layer
from gridgen.model.errors import NotInPlanError, WriteError
from gridgen.model.plan import Plan

RARE = "㙍尾𠮷 䶮㑇鿍"


def tables(folder: Path) -> dict[str, pd.DataFrame]:
    """Every layer in the files of a folder, read by our own readers."""
    found: dict[str, pd.DataFrame] = {}
    for file in sorted(folder.iterdir()):
        if file.suffix == ".csv":
            found[file.stem] = pd.read_csv(file, dtype=str)
        elif file.suffix == ".xlsx":
            found |= pd.read_excel(file, sheet_name=None, dtype=str, engine="openpyxl")
        elif file.suffix == ".parquet":
            found[file.stem] = gpd.read_parquet(file)
        else:
            kind = kind_of(file)
            layers = {layer: read_layer(file, kind, layer) for layer in list_layers(file, kind)}
            found |= layers
    return found


@pytest.fixture
def plan() -> Plan:
    return town(village=RARE, grid=f"{RARE}{{}}")


@pytest.mark.parametrize("name", FORMATS)
def test_rare_characters_and_codes_come_back_from_every_format(
    tmp_path: Path, plan: Plan, name: str
) -> None:
    report = export(plan, tmp_path / "out", as_format=name)

    read = tables(tmp_path / "out")
    assert set(read) == {"grids", "ten_household_groups", "communities"}
    assert read["grids"]["code"].tolist() == plan.level("grids").code.tolist()
    assert read["grids"]["name"].tolist() == plan.level("grids").name.tolist()
    assert read["communities"]["name"].tolist()[0] == RARE
    assert {found.rule for found in report} <= {"fields_renamed"}


def test_gb18030_keeps_rare_characters_in_a_shapefile(tmp_path: Path, plan: Plan) -> None:
    export(plan, tmp_path / "a.zip", encoding="gb18030")

    grids = read_layer(tmp_path / "a.zip", kind_of(tmp_path / "a.zip"), "grids")
    assert grids["name"].tolist() == plan.level("grids").name.tolist()


@pytest.mark.parametrize("name", campaign(FORMATS, every=3))
@pytest.mark.parametrize("households", [False, True])
def test_households_are_written_only_where_asked(
    tmp_path: Path, plan: Plan, name: str, households: bool
) -> None:
    export(plan, tmp_path / "out", as_format=name, households=households)

    assert ("households" in tables(tmp_path / "out")) is households


def test_geojson_is_that_of_rfc_7946(tmp_path: Path, plan: Plan) -> None:
    export(plan, tmp_path / "grids.geojson", layers=["grids"])

    said = json.loads((tmp_path / "grids.geojson").read_text("utf-8"))
    read = gpd.read_file(tmp_path / "grids.geojson")
    assert "crs" not in said
    xy = shapely.get_coordinates(read.geometry).ravel().tolist()
    assert all(len(repr(number).partition(".")[2]) <= 7 for number in xy)
    rings = shapely.get_exterior_ring(shapely.get_parts(read.geometry.to_numpy()))
    assert shapely.is_ccw(rings).all()


def test_geoparquet_says_its_version_box_and_the_way_of_its_rings(
    tmp_path: Path, plan: Plan
) -> None:
    export(plan, tmp_path / "grids.parquet", layers=["grids"])

    geo = json.loads(pq.read_schema(tmp_path / "grids.parquet").metadata[b"geo"])
    column = geo["columns"][geo["primary_column"]]
    read = gpd.read_parquet(tmp_path / "grids.parquet")
    assert geo["version"] == "1.1.0"
    assert column["orientation"] == "counterclockwise"
    assert column["covering"]["bbox"]["xmin"] == ["bbox", "xmin"]
    assert column["bbox"] == pytest.approx(read.total_bounds.tolist())
    assert read.crs == plan.grids.crs


def test_a_file_of_one_layer_has_the_first_and_tells_the_others(tmp_path: Path, plan: Plan) -> None:
    (found,) = export(plan, tmp_path / "a.csv")

    assert len(pd.read_csv(tmp_path / "a.csv")) == len(plan.level("grids").code)
    assert found.rule == "layers_left"
    assert "ten_household_groups, communities" in found.en


def test_a_csv_has_a_mark_a_point_inside_and_no_formula(tmp_path: Path, plan: Plan) -> None:
    zones = plan.level("grids")
    names = ["=cmd()", *zones.name[1:]]
    odd = replace(plan, levels=(replace(zones, name=names), *plan.levels[1:]))

    export(odd, tmp_path / "a.csv", layers=["grids"])
    export(odd, tmp_path / "a.xlsx", layers=["grids"])

    content = (tmp_path / "a.csv").read_bytes()
    rows = pd.read_csv(tmp_path / "a.csv", dtype=str)
    inside = gpd.points_from_xy(rows["lon"].astype(float), rows["lat"].astype(float))
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["grids"]
    assert content.startswith(b"\xef\xbb\xbf")
    assert rows["name"][0] == "'=cmd()"
    assert plan.grids.to_crs(4326).contains(gpd.GeoSeries(inside, crs=4326)).all()
    assert (sheet["B2"].value, sheet["B2"].data_type) == ("=cmd()", "s")


@pytest.mark.parametrize(
    ("name", "as_format", "message"),
    [
        ("a.docx", None, r"the format is not known \(\.docx\); expected one of gpkg"),
        ("out", None, "the format is not known"),
        ("a.gpkg", "kml", r"the format is kml; expected a name that ends in \.kml"),
        ("no/a.kml", None, "cannot be written"),
        ("no/out", "kml", "the folder cannot be made"),
    ],
)
def test_what_cannot_be_written_says_why(
    tmp_path: Path, plan: Plan, name: str, as_format: str | None, message: str
) -> None:
    with pytest.raises(WriteError, match=message):
        export(plan, tmp_path / name, as_format=as_format)


def test_a_layer_that_is_not_there_is_told(tmp_path: Path, plan: Plan) -> None:
    with pytest.raises(NotInPlanError, match="roofs"):
        export(plan, tmp_path / "a.kml", layers=["roofs"])


def test_it_stands_in_the_face() -> None:
    assert gridgen.export is export
