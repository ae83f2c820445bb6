"""The .prj of a Shapefile, as programs write it."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from campaigns import campaign
from pyproj import CRS

from gridgen.files.guard import Kind
from gridgen.files.layer_reader import read_layer
from gridgen.files.prj import prj_crs
from gridgen.model.errors import ReadError

ESRI = CRS.from_epsg(4547).to_wkt("WKT1_ESRI")
CHINESE = ESRI.replace("CGCS2000_3_Degree_GK_CM_114E", "国家2000_三度带_中央经线114")


def shapefile(folder: Path, prj: bytes | None) -> Path:
    points = gpd.GeoDataFrame({"id": ["a"]}, geometry=[shapely.Point(408_803, 2_550_960)])
    points.set_crs("EPSG:4547").to_file(folder / "p.shp")
    (folder / "p.prj").unlink()
    if prj is not None:
        (folder / "p.prj").write_bytes(prj)
    return folder / "p.shp"


@pytest.mark.parametrize(
    "prj",
    campaign([
        ESRI.encode(), CHINESE.encode("utf-8"), CHINESE.encode("gb18030"),
        CHINESE.encode("utf-8-sig"), b"EPSG:4547", "EPSG：4547\r\n".encode(),
    ], every=3),
)  # fmt: skip
def test_a_crs_is_read_whatever_the_encoding_of_its_names(tmp_path: Path, prj: bytes) -> None:
    table = read_layer(shapefile(tmp_path, prj), Kind.SHAPEFILE)

    assert table.to_crs("EPSG:4326").geometry[0].x == pytest.approx(113.1096, abs=1e-3)
    assert table["id"].tolist() == ["a"]


@pytest.mark.parametrize("prj", [None, b"", b" \r\n"])
def test_a_prj_that_is_not_there_or_blank_says_nothing(tmp_path: Path, prj: bytes | None) -> None:
    assert read_layer(shapefile(tmp_path, prj), Kind.SHAPEFILE).crs is None


@pytest.mark.parametrize(
    ("prj", "message"),
    [
        ("国家2000坐标系 114度带".encode("gb18030"), r"p\.shp: its \.prj is no definition"),
        (b"EPSG:999999", r"p\.shp: its \.prj is no definition"),
        (b'PROJCS["a"]', r"p\.shp: its \.prj is no definition"),
        (ESRI[:200].encode(), r"p\.shp: its \.prj is damaged"),
        (ESRI[:-1].encode(), r"p\.shp: its \.prj is damaged"),
        (CHINESE[:20].encode("gb18030"), r"p\.shp: its \.prj is damaged"),
    ],
)
def test_prose_and_definitions_that_end_too_soon_are_refused(
    tmp_path: Path, prj: bytes, message: str
) -> None:
    with pytest.raises(ReadError, match=rf"{message}.*--crs EPSG:4547"):
        read_layer(shapefile(tmp_path, prj), Kind.SHAPEFILE)


def test_the_system_of_a_site_is_read_as_one(tmp_path: Path) -> None:
    (tmp_path / "p.prj").write_text('LOCAL_CS["地方坐标系",UNIT["metre",1]]', "utf-8")

    crs = prj_crs(tmp_path / "p.prj", "p.shp")

    assert crs is not None
    assert crs.is_engineering
