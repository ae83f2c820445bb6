"""A Shapefile is read in its own encoding whatever is said beside it, and with what it lacks."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

import geopandas as gpd
import pytest
from saved import HOMES, shapefile

from gridgen.files.households import to_households
from gridgen.files.inputs import read_inputs
from gridgen.files.shapefile import shapefile_encoding, shapefile_parts
from gridgen.model.errors import ReadError


def ids(file: Path, **said: str) -> tuple[list[str], list[str]]:
    """Return the ids of the homes in a file, and what was found."""
    households, findings = to_households(read_inputs(file, **said).households, source="homes")
    return households.ids.tolist(), [found.rule for found in findings]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_its_bytes_tell_the_encoding_where_no_file_says_it(tmp_path: Path, encoding: str) -> None:
    file = shapefile(tmp_path / "homes.shp", encoding=encoding, cpg=False)

    assert shapefile_encoding(file) == (encoding, ())


@pytest.mark.parametrize(
    ("said", "encoding", "is_told"),
    [
        ("UTF-8", "utf-8", False),
        ("65001", "utf-8", False),
        ("936", "gb18030", False),
        ("GBK", "gb18030", False),
        ("?", "gb18030", False),
        ("UTF-8", "gb18030", True),
        ("ISO-8859-1", "gb18030", True),
        ("950", "gb18030", True),
        ("GBK", "utf-8", True),
        ("ISO-8859-1", "utf-8", True),
    ],
)
def test_its_bytes_go_before_the_cpg_file_with_a_warning(
    tmp_path: Path, said: str, encoding: str, is_told: bool
) -> None:
    file = shapefile(tmp_path / "homes.shp", encoding=encoding, cpg=False)

    file.with_suffix(".cpg").write_text(said)

    assert shapefile_encoding(file)[0] == encoding
    assert ids(file) == (["甲1", "甲2"], ["encoding_otherwise"] * is_told)


@pytest.mark.parametrize("mark", [0x00, 0x03, 0x4D, 0x57, 0x78])
def test_its_bytes_go_before_the_language_byte(tmp_path: Path, mark: int) -> None:
    file = shapefile(tmp_path / "homes.shp", encoding="gb18030", cpg=False)
    table = file.with_suffix(".dbf")
    content = bytearray(table.read_bytes())
    content[29] = mark
    table.write_bytes(content)

    assert ids(file)[0] == ["甲1", "甲2"]


def test_texts_of_no_usual_encoding_ask_for_it(tmp_path: Path) -> None:
    table = HOMES.assign(building=["Straße", "Größe"])[["building", "geometry"]]
    table.to_file(tmp_path / "a.shp", encoding="ISO-8859-1")
    (tmp_path / "a.cpg").unlink()

    with pytest.raises(ReadError, match=r"encoding of its texts cannot be told.*--encoding gbk"):
        read_inputs(tmp_path / "a.shp")
    building = read_inputs(tmp_path / "a.shp", encoding="latin-1").households["building"]

    assert building.tolist() == ["Straße", "Größe"]


@pytest.mark.parametrize(
    ("encoding", "message"),
    [("utf-8", "its texts are not in utf-8"), ("klingon", "no encoding called 'klingon'")],
)
def test_an_encoding_that_does_not_fit_is_refused(
    tmp_path: Path, encoding: str, message: str
) -> None:
    file = shapefile(tmp_path / "homes.shp", encoding="gb18030", cpg=False)

    with pytest.raises(ReadError, match=message):
        read_inputs(file, encoding=encoding)


def test_big5_is_read(tmp_path: Path) -> None:
    table = HOMES.assign(樓棟=["東門樓與學校後面", "西門樓對面的廟"])[["樓棟", "geometry"]]
    table.to_file(tmp_path / "a.shp", encoding="BIG5")
    (tmp_path / "a.cpg").unlink()

    read = read_inputs(tmp_path / "a.shp").households

    assert read["樓棟"].tolist() == table["樓棟"].tolist()


def test_a_shapefile_without_its_table_is_refused(tmp_path: Path) -> None:
    file = shapefile(tmp_path / "homes.shp", encoding="utf-8", cpg=True)
    file.with_suffix(".dbf").unlink()

    with pytest.raises(ReadError, match=r"there is no homes\.dbf beside it"):
        read_inputs(file)


def test_the_index_is_made_where_it_is_missing_and_not_beside_the_file(tmp_path: Path) -> None:
    file = shapefile(tmp_path / "homes.shp", encoding="utf-8", cpg=True)
    file.with_suffix(".shx").unlink()

    assert ids(file) == (["甲1", "甲2"], ["shapefile_without_shx"])
    assert not file.with_suffix(".shx").exists()


@pytest.mark.parametrize("ending", [str.upper, str.title])
def test_endings_may_be_written_large(tmp_path: Path, ending: object) -> None:
    shapefile(tmp_path / "homes.shp", encoding="gb18030", cpg=False)
    for part in list(tmp_path.iterdir()):
        part.rename(part.with_suffix("." + ending(part.suffix[1:])))  # type: ignore[operator]

    assert ids(next(tmp_path.glob("*.[sS][hH][pP]"))) == (["甲1", "甲2"], [])


@pytest.mark.parametrize("part", [".dbf", ".prj", ".shx"])
@pytest.mark.parametrize("is_beside", [True, False])
def test_a_part_given_alone_asks_for_the_whole(tmp_path: Path, part: str, is_beside: bool) -> None:
    file = shapefile(tmp_path / "homes.shp", encoding="utf-8", cpg=True)
    if not is_beside:
        shutil.move(file, tmp_path / "other.shp")

    with pytest.raises(ReadError, match=r"a part of a Shapefile; expected homes\.shp"):
        read_inputs(file.with_suffix(part))


def test_its_parts_are_its_own_alone(tmp_path: Path) -> None:
    for name in ("a.shp", "a.DBF", "a.prj", "a.qpj", "ab.shx", "a.b.shp"):
        (tmp_path / name).touch()

    parts = shapefile_parts(tmp_path / "a.shp")

    assert {end: file.name for end, file in parts.items()} == {
        ".dbf": "a.DBF", ".prj": "a.prj", ".shp": "a.shp",
    }  # fmt: skip


def test_a_table_of_numbers_alone_is_read(tmp_path: Path) -> None:
    gpd.GeoDataFrame({"n": [1, 2]}, geometry=HOMES.geometry).to_file(tmp_path / "a.shp")

    assert read_inputs(tmp_path / "a.shp").households["n"].tolist() == [1, 2]


def test_a_header_whose_fields_are_wider_than_a_row_is_one_sentence_or_a_table(
    tmp_path: Path,
) -> None:
    file = shapefile(tmp_path / "homes.shp", encoding="utf-8", cpg=False)
    table = (tmp_path / "homes.dbf").read_bytes()
    (tmp_path / "homes.dbf").write_bytes(table[:48] + b"\xfa" + table[49:])

    with suppress(ReadError):
        read_inputs(file)
