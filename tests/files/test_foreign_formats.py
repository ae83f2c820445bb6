"""Formats that are not read are named, with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from gridgen.files.guard import kind_of
from gridgen.files.inputs import read_inputs
from gridgen.model.errors import ReadError

GML = '<?xml version="1.0"?><wfs:Feature xmlns:gml="http://www.opengis.net/gml/3.2"/>'


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.fgb", b"fgb\x03fgb\x01", r"FlatGeobuf.*save it as GeoPackage"),
        ("a.tab", b"!table\n!version 300\n", r"MapInfo TAB.*save it as GeoPackage"),
        ("a.TAB", b"!Table\r\n!version 300\r\n", "MapInfo TAB"),
        ("a.mif", b'Version 300\nCharset "Neutral"\n', "MapInfo MIF"),
        ("a.dxf", b"  0\nSECTION\n  2\nENTITIES\n", r"CAD drawing \(DXF\).*with the CRS"),
        ("a.dxf", b"999\nmade by us\n  0\r\nSECTION\n", r"CAD drawing \(DXF\)"),
        ("a.dwg", b"AC1032\x00\x00\x00", r"CAD drawing \(DWG\)"),
        ("a.gml", GML.encode(), "GML"),
        ("a.xml", GML.encode(), "GML"),
        ("a.gpx", b'<?xml version="1.0"?>\n<gpx version="1.1"></gpx>', "GPX"),
        ("a.pdf", b"%PDF-1.7", "PDF"),
        ("a.jpg", b"\xff\xd8\xff\xe0", "image"),
        ("a.rar", b"Rar!\x1a\x07", "RAR.*Unpack"),
        ("a.prj", b'GEOGCS["WGS 84"]', r"a part of a Shapefile; expected a\.shp"),
        ("A.DBF", b"\x03\x7d", r"a part of a Shapefile; expected A\.SHP"),
        ("a.mdb", b"\x00\x01\x00\x00Standard Jet DB", "Access"),
    ],
)
def test_a_format_that_is_not_read_is_named(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(ReadError, match=said):
        kind_of(tmp_path / name)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"type": "Topology", "objects": {}}', "TopoJSON"),
        (b'{"geometryType": "esriGeometryPoint", "features": []}', "Esri JSON"),
    ],
)
def test_a_json_of_another_program_is_named(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "a.json").write_bytes(content)

    with pytest.raises(ReadError, match=said):
        read_inputs(tmp_path / "a.json")


def test_a_file_geodatabase_is_named(tmp_path: Path) -> None:
    (tmp_path / "town.gdb").mkdir()

    with pytest.raises(ReadError, match="File Geodatabase"):
        kind_of(tmp_path / "town.gdb")


@pytest.mark.parametrize("text", ["0,SECTION\n1,2\n", "version 2 of the list,a\n1,2\n"])
def test_a_table_is_no_drawing(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.csv").write_text(text)

    assert kind_of(tmp_path / "a.csv") == "CSV"
