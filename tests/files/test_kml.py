"""KML and KMZ are read folder by folder, and nothing in them is expanded or followed."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from gridgen.files.inputs import read_inputs
from gridgen.files.kml import kml_layers
from gridgen.model.errors import ReadError

HEAD = '<?xml version="1.0" encoding="{}"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
HOME = """<Placemark><name>甲1</name><ExtendedData><Data name="村民小组"><value>一组</value></Data>
<SchemaData><SimpleData name="户数">3</SimpleData></SchemaData></ExtendedData>
<Point><coordinates>114.01,31.01,5</coordinates></Point></Placemark>"""
LAND = """<Placemark><name>清河村</name><Polygon><outerBoundaryIs><LinearRing><coordinates>
114,31 114.1,31 114.1,31.1 114,31.1 114,31</coordinates></LinearRing></outerBoundaryIs>
<innerBoundaryIs><LinearRing><coordinates>114.04,31.04 114.05,31.04 114.05,31.05 114.04,31.04
</coordinates></LinearRing></innerBoundaryIs></Polygon></Placemark>"""


def kml(body: str, encoding: str = "UTF-8") -> bytes:
    text = HEAD.format(encoding) + body + "</Document></kml>"
    return text.encode("gb18030" if encoding.startswith("GB") else encoding)


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16", "GBK", "GB2312"])
def test_a_placemark_is_a_row_with_its_further_columns(encoding: str) -> None:
    (table,) = kml_layers(kml(HOME, encoding), "a.kml").values()

    (row,) = table.drop(columns="geometry").to_dict("records")
    assert row == {"name": "甲1", "村民小组": "一组", "户数": "3"}
    assert (table.geometry.x[0], table.geometry.y[0]) == (114.01, 31.01)
    assert table.crs == "EPSG:4326"


def test_folders_are_layers() -> None:
    body = f"<Folder><name>户点</name>{HOME}</Folder><Folder><name>村界</name>{LAND}</Folder>"

    layers = kml_layers(kml(body), "a.kml")

    assert list(layers) == ["户点", "村界"]
    (land,) = layers["村界"].geometry
    assert len(land.interiors) == 1
    assert land.area == pytest.approx(0.01 - 0.00005)


@pytest.mark.parametrize(
    ("shapes", "kind"),
    [
        ("<Point><coordinates>1,2</coordinates></Point>" * 2, "MultiPoint"),
        ("<LineString><coordinates>1,2 3,4</coordinates></LineString>" * 2, "MultiLineString"),
        ("<Point><coordinates>1,2</coordinates></Point>", "Point"),
        ("<LineString><coordinates>1 , 2\n3, 4</coordinates></LineString>", "LineString"),
    ],
)
def test_several_shapes_of_a_placemark_are_one(shapes: str, kind: str) -> None:
    body = f"<Placemark><MultiGeometry>{shapes}</MultiGeometry></Placemark>"

    (table,) = kml_layers(kml(body), "a.kml").values()

    assert table.geometry[0].geom_type == kind


def test_a_placemark_without_a_shape_has_none() -> None:
    (table,) = kml_layers(kml("<Placemark><name>a</name></Placemark>"), "a.kml").values()

    assert table.geometry[0] is None


def test_a_kmz_is_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.kmz", "w") as archive:
        archive.writestr("doc.kml", kml(HOME))
        archive.writestr("images/icon.png", b"x")

    inputs = read_inputs(tmp_path / "a.kmz")

    assert inputs.households["name"].tolist() == ["甲1"]


def test_a_file_may_hold_households_and_boundaries(tmp_path: Path) -> None:
    body = f"<Folder><name>户点</name>{HOME}</Folder><Folder><name>村界</name>{LAND}</Folder>"
    (tmp_path / "a.kml").write_bytes(kml(body))

    assert read_inputs(tmp_path / "a.kml").source == {
        "households": "a.kml:户点",
        "communities": "a.kml:村界",
    }


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b'<!DOCTYPE kml [<!ENTITY a "b">]><kml></kml>', "DOCTYPE"),
        (b"<kml><Document>", "no element found"),
        (kml(HOME.replace("114.01", "x")), "coordinates"),
        (kml(HOME.replace("114.01,31.01,5", "1")), "coordinates"),
        (kml("<Folder>" * 99 + "</Folder>" * 99), "> 64"),
        (
            kml("<Placemark><Polygon><outerBoundaryIs><LinearRing><coordinates>1,2 3,4"
                "</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"),
            "coordinates",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_one_sentence(content: bytes, why: str) -> None:
    with pytest.raises(ReadError, match=f"a.kml: the KML cannot be read: .*{why}"):
        kml_layers(content, "a.kml")


def test_links_to_other_files_are_not_followed() -> None:
    link = "<NetworkLink><Link><href>file:///etc/passwd</href></Link></NetworkLink>"

    (table,) = kml_layers(kml(link + HOME), "a.kml").values()

    assert len(table) == 1
