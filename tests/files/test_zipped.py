"""Shapefiles in a zip archive are layers by their names, and nothing else of it is believed."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from saved import HOMES, shapefile

from gridgen.files.guard import kind_of
from gridgen.files.inputs import read_inputs
from gridgen.files.zipped import shapefiles_in
from gridgen.model.errors import ReadError


def packed(file: Path, *folders: str, name: str = "homes") -> Path:
    """Pack a Shapefile of two homes, once in each folder."""
    source = file.parent / "source"
    source.mkdir(exist_ok=True)
    shapefile(source / f"{name}.shp", encoding="gb18030", cpg=False)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        for folder in folders:
            for part in sorted(source.glob(f"{name}.*")):
                archive.write(part, folder + part.name)
    return file


class Gbk(zipfile.ZipInfo):
    """A member whose name stands in GBK without a mark, as programs in China write it."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802
        return self.filename.encode("gbk"), 0


def in_gbk(file: Path) -> Path:
    with zipfile.ZipFile(file) as archive:
        content = {info.filename: archive.read(info) for info in archive.infolist()}
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in content.items():
            archive.writestr(Gbk(name), data)
    return file


@pytest.mark.parametrize("folder", ["", "户点/", "a/b/"])
def test_a_zipped_shapefile_is_read(tmp_path: Path, folder: str) -> None:
    file = packed(tmp_path / "a.zip", folder)

    inputs = read_inputs(file)

    assert inputs.households["编号"].tolist() == ["甲1", "甲2"]
    assert inputs.source == {"households": "a.zip"}


def test_names_in_gbk_are_read(tmp_path: Path) -> None:
    file = in_gbk(packed(tmp_path / "a.zip", "户点/", name="住户"))

    assert list(shapefiles_in(file)) == ["住户"]


def test_several_are_layers_by_their_names(tmp_path: Path) -> None:
    file = packed(packed(tmp_path / "a.zip", "", name="农户"), "", name="其他")

    assert read_inputs(file).source["households"] == "a.zip:农户"
    assert len(read_inputs(f"{file}:其他").households) == 2
    with pytest.raises(ReadError, match=r"no layer 'no'; it has: 其他, 农户|农户, 其他"):
        read_inputs(f"{file}:no")


def test_two_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    file = packed(tmp_path / "a.zip", "east/", "west/")

    assert list(shapefiles_in(file)) == ["east/homes", "west/homes"]


def test_parts_belong_together_whatever_their_case(tmp_path: Path) -> None:
    file = packed(tmp_path / "a.zip", "")
    with zipfile.ZipFile(file) as archive:
        content = {info.filename: archive.read(info) for info in archive.infolist()}
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in content.items():
            archive.writestr(name.upper() if name.endswith(".shp") else name, data)

    assert read_inputs(file).households["编号"].tolist() == ["甲1", "甲2"]


def test_what_is_no_part_of_a_shapefile_does_not_matter(tmp_path: Path) -> None:
    file = packed(tmp_path / "a.zip", "")
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("__MACOSX/._homes.shp", b"shadow")
        archive.writestr("readme.txt", b"hello")

    assert list(shapefiles_in(file)) == ["homes"]


@pytest.mark.parametrize("name", ["../a.shp", "/a.shp", "b/../../a.shp", "C:a.shp", "..\\a.shp"])
def test_a_name_that_leads_out_is_refused(tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(name, b"x")

    with pytest.raises(ReadError, match=r"a\.zip: its member .* leads out of the folder"):
        shapefiles_in(tmp_path / "a.zip")


def test_an_archive_with_a_password_is_told(tmp_path: Path) -> None:
    file = packed(tmp_path / "a.zip", "")
    whole = bytearray(file.read_bytes())
    start = whole.find(b"PK\x01\x02")
    whole[start + 8] |= 1
    file.write_bytes(whole)

    with pytest.raises(ReadError, match="asks for a password"):
        shapefiles_in(file)


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_damaged_archive_is_one_sentence(tmp_path: Path, share: float) -> None:
    file = packed(tmp_path / "a.zip", "")
    whole = file.read_bytes()
    file.write_bytes(whole[: int(share * len(whole))])

    with pytest.raises(ReadError, match=r"a\.zip: the file is damaged"):
        read_inputs(file)


def test_a_member_that_is_damaged_is_one_sentence(tmp_path: Path) -> None:
    file = packed(tmp_path / "a.zip", "")
    whole = bytearray(file.read_bytes())
    whole[60:90] = bytes(30)
    file.write_bytes(whole)

    with pytest.raises(ReadError, match=r"the file is damaged"):
        read_inputs(file)


def test_another_archive_is_to_be_unpacked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.csv", HOMES.to_csv())

    with pytest.raises(ReadError, match=r"a zip archive.*Unpack it"):
        kind_of(tmp_path / "a.zip")
