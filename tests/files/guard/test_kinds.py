"""A file is what its bytes say; recipes, addresses and damaged files are refused."""

from __future__ import annotations

import os
import sqlite3
import zipfile
from pathlib import Path

import openpyxl
import pytest
from saved import shapefile

from gridgen.files.guard import Kind, kind_of, split_layer
from gridgen.files.guard.limits import narrowed
from gridgen.files.inputs import read_inputs
from gridgen.model.errors import ReadError
from gridgen.words.say import sentences

POINT = '{"type":"Point","coordinates":[116,39]}'
FEATURES = (
    '{"type":"FeatureCollection","features":['
    f'{{"type":"Feature","properties":{{"id":"a"}},"geometry":{POINT}}}]}}'
)


def save(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def geopackage(path: Path) -> Path:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE t (a)")
        connection.executemany("INSERT INTO t VALUES (?)", [("x" * 500,)] * 100)
    connection.close()
    return path


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (FEATURES, Kind.GEOJSON),
        ("\ufeff\n " + FEATURES, Kind.GEOJSON),
        ("id,lon,lat\na,116,39\n", Kind.TEXT),
        ("编号,经度,纬度\n".encode("gb18030"), Kind.TEXT),
        (b"PAR1....", Kind.PARQUET),
    ],
)
def test_the_bytes_say_what_a_file_is_whatever_its_name(
    tmp_path: Path, content: str | bytes, kind: Kind
) -> None:
    assert kind_of(save(tmp_path / "file.anything", content)) is kind


def test_a_workbook_named_csv_is_read_as_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["id", "lon", "lat"])
    book.active.append(["a", 116, 39])
    book.save(tmp_path / "households.csv")

    inputs = read_inputs(tmp_path / "households.csv")

    assert inputs.households["lon"].tolist() == ["116"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.csv", "", "the file is empty"),
        ("blank.csv", "\ufeff \n\n", "the file is empty"),
        ("gdalg.geojson", '{"type":"gdal_streamed_alg","command_line":"gdal vector read x"}',
         "of type 'gdal_streamed_alg'; expected GeoJSON"),
        ("topo.json", '{"type":"Topology","objects":{}}', "this is TopoJSON, which is not read"),
        ("list.json", "[1, 2]", "of type 'None'"),
        ("twice.json", '{"type":"gdal_streamed_alg","type":"FeatureCollection","features":[]}',
         "of type 'FeatureCollection'"),
        ("half.geojson", FEATURES[:60], "the JSON cannot be read"),
        ("deep.geojson", "[" * 100_000, "the JSON cannot be read"),
        ("x.geojson", "<OGRVRTDataSource><OGRVRTLayer/></OGRVRTDataSource>", "not a file that"),
        ("x.gpkg", "<OGRWFSDataSource><URL>http://a</URL></OGRWFSDataSource>", "not a file that"),
        ("noise.csv", bytes(range(256)), "not a file that can be read"),
        ("letter.doc", b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "not a file that can be read"),
        (
            "locked.xlsx",
            b"\xd0\xcf\x11\xe0" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"),
            "has a password",
        ),
        ("page.xls", "<html><body><table><tr><td>编号", "a web page by another name"),
        ("page2.xls", "\n<!DOCTYPE html><html>", "a web page by another name"),
        (
            "old.xml",
            '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "an XML spreadsheet",
        ),
        ("half.xlsx", b"PK\x03\x04 and no more", "the file is damaged"),
        ("roads.dat", (9994).to_bytes(4, "big") + b"\x00" * 100, "Rename it to .shp"),
        ("short.gpkg", b"SQLite format 3\x00" + b"\x00" * 84, "the file is cut short"),
    ],
)  # fmt: skip
def test_what_is_refused_and_why(
    tmp_path: Path, name: str, content: str | bytes, message: str
) -> None:
    with pytest.raises(ReadError, match=message):
        read_inputs(save(tmp_path / name, content))


def test_a_geopackage_cut_short_is_told_by_its_size(tmp_path: Path) -> None:
    whole = geopackage(tmp_path / "whole.gpkg").read_bytes()
    short = save(tmp_path / "short.gpkg", whole[: len(whole) // 2])

    assert kind_of(tmp_path / "whole.gpkg") is Kind.GEOPACKAGE
    with pytest.raises(ReadError, match="cut short"):
        kind_of(short)


def test_a_damaged_geopackage_of_the_right_size_is_a_clear_error(tmp_path: Path) -> None:
    whole = geopackage(tmp_path / "whole.gpkg").read_bytes()
    spoiled = save(tmp_path / "spoiled.gpkg", whole[:100] + b"\xaa" * (len(whole) - 100))

    with pytest.raises(ReadError, match=r"spoiled.gpkg: the file is (damaged|not)"):
        read_inputs(spoiled)


def test_a_zip_archive_is_not_unpacked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "town.zip", "w") as archive:
        archive.writestr("households.csv", "id,lon,lat\n")

    with pytest.raises(ReadError, match=r"zip archive.*Unpack it"):
        kind_of(tmp_path / "town.zip")


def test_a_workbook_that_unpacks_to_gigabytes_is_refused_unread(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "bomb.xlsx")

    with (
        narrowed(unpacked_bytes=1000),
        pytest.raises(ReadError, match=r"unpacks to [\d,]+ bytes; at most 1,000 are read"),
    ):
        kind_of(tmp_path / "bomb.xlsx")


@pytest.mark.parametrize(("size", "is_read"), [(10, True), (9, False)])
def test_a_file_may_be_as_large_as_the_limit_and_no_larger(
    tmp_path: Path, size: int, is_read: bool
) -> None:
    file = save(tmp_path / "a.csv", "id,lon,lat")

    with narrowed(text_bytes=size):
        if is_read:
            assert kind_of(file) is Kind.TEXT
        else:
            with pytest.raises(ReadError, match=r"the file has 10 bytes; at most 9 .*--trust"):
                kind_of(file)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "homes.csv")

    with pytest.raises(ReadError, match="no ordinary file but a pipe"):
        kind_of(tmp_path / "homes.csv")


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="this system has no /proc")
@pytest.mark.parametrize("path", ["/proc/self/environ", "/dev/zero", "/dev/stdin"])
def test_devices_and_files_of_the_system_are_refused(path: str) -> None:
    with pytest.raises(ReadError, match="a device or a file of the system"):
        kind_of(Path(path))


def test_a_link_beside_a_shapefile_is_not_followed(tmp_path: Path) -> None:
    secret = save(tmp_path / "secret.csv", "id")
    file = shapefile(tmp_path / "homes.shp", encoding="utf-8", cpg=True)
    file.with_suffix(".dbf").unlink()
    try:
        file.with_suffix(".dbf").symlink_to(secret)
    except OSError:
        pytest.skip("this user may not make links")

    with pytest.raises(ReadError, match=r"homes\.dbf beside it is a link"):
        kind_of(file)


@pytest.mark.parametrize(
    "path",
    ["http://example.org/a.gpkg", "https://a/b.geojson", "/vsicurl/http://a/b.gpkg",
     "/vsizip/a.zip/b.shp", "ftp://a/b", "GeoJSON:http://a/b.geojson", "//VSIcurl/http://a"],
)  # fmt: skip
def test_addresses_are_refused(path: str) -> None:
    with pytest.raises(ReadError, match="this is an address, not a file"):
        read_inputs(path)


def test_a_folder_and_a_missing_file_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="this is a folder"):
        read_inputs(tmp_path)
    with pytest.raises(ReadError, match="there is no such file"):
        read_inputs(tmp_path / "nowhere.csv")


@pytest.mark.parametrize("fault", [PermissionError(13, "Permission denied"), OSError(5, "I/O")])
def test_a_file_that_may_not_be_read_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: OSError
) -> None:
    file = save(tmp_path / "secret.csv", "id")
    sentences()  # their files could not be opened either

    def refuse(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr(Path, "open", refuse)

    with pytest.raises(ReadError, match=f"cannot be opened: {fault.strerror}"):
        kind_of(file)


def test_the_layer_is_what_follows_the_last_colon_of_a_file_that_exists(tmp_path: Path) -> None:
    file = save(tmp_path / "a.gpkg", "x")
    odd = save(tmp_path / "b:c.csv", "x")

    assert split_layer(f"{file}:grids") == (file, "grids")
    assert split_layer(str(file)) == (file, None)
    assert split_layer(str(odd)) == (odd, None)
    assert split_layer("C:\\towns\\a.gpkg") == (Path("C:\\towns\\a.gpkg"), None)
    assert split_layer(f"{tmp_path}/none.gpkg:grids") == (tmp_path / "none.gpkg:grids", None)
