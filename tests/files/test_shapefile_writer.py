"""Shapefiles hold what they can, and what they cannot is told."""

from __future__ import annotations

import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gridgen.files.inputs import read_inputs
from gridgen.files.shapefile_writer import field_names, write_shapefiles


def table(**columns: list[object]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=[shapely.box(114, 31, 115, 32)], crs=4490)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_rare_characters_come_back(tmp_path: Path, encoding: str) -> None:
    given = table(code=["1"], 网格名称=["㙍尾𠮷 䶮㑇鿍"], schematic=[True])

    found = write_shapefiles({"村界": given}, tmp_path / "a.zip", encoding)

    read = read_inputs(tmp_path / "a.zip").households
    assert read.iloc[0, 1] == "㙍尾𠮷 䶮㑇鿍"
    assert read["schematic"].tolist() == [1]
    assert [f.rule for f in found] == ["fields_renamed"] * (encoding == "utf-8")


def test_parts_are_in_the_archive_with_their_encoding(tmp_path: Path) -> None:
    write_shapefiles(
        {"a": table(code=["1"]), "b": table(code=["2"])}, tmp_path / "a.zip", "gb18030"
    )

    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        names = {name.partition(".")[2] for name in archive.namelist()}
        assert names == {"shp", "shx", "dbf", "prj", "cpg"}
        assert archive.read("b.cpg") == b"GB18030"


@pytest.mark.parametrize(("length", "is_cut"), [(84, False), (85, True)])
def test_a_text_above_254_bytes_is_cut_between_characters_and_told(
    tmp_path: Path, length: int, is_cut: bool
) -> None:
    found = write_shapefiles({"a": table(name=["网" * length])}, tmp_path / "a.zip", "utf-8")

    assert read_inputs(tmp_path / "a.zip").households["name"][0] == "网" * 84
    assert [f.rule for f in found] == ["text_cut"] * is_cut


def test_characters_that_an_encoding_lacks_are_told(tmp_path: Path) -> None:
    (found,) = write_shapefiles({"a": table(name=["𠮷村"])}, tmp_path / "a.zip", "gbk")

    assert (found.rule, found.number) == ("text_lost", 1)


@given(st.lists(st.text("abcXYZ_网格编码名称", min_size=1, max_size=14), min_size=1, unique=True))
def test_names_of_fields_are_short_and_differ(names: list[str]) -> None:
    short = field_names(names, "utf-8")

    assert list(short) == names
    assert all(0 < len(name.encode()) <= 10 for name in short.values())
    assert len({name.casefold() for name in short.values()}) == len(names)
