"""Each format is read by its own driver alone, in its own encoding, and lists its layers."""

from __future__ import annotations

import warnings
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from saved import HOMES, save, shapefile

from gridgen.files.guard import Kind
from gridgen.files.headers import recognise
from gridgen.files.households import to_households
from gridgen.files.inputs import read_inputs
from gridgen.files.layer_reader import list_layers, read_layer
from gridgen.files.vocabulary import COMMUNITIES
from gridgen.model.errors import ReadError


@pytest.mark.parametrize("suffix", [".geojson", ".parquet", ".gpkg", ".txt"])
def test_every_format_gives_the_same_households(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"homes{suffix}"
    if suffix == ".parquet":
        HOMES.to_parquet(file)
    elif suffix == ".gpkg":
        save(file, homes=HOMES)
    else:
        (tmp_path / "a.geojson").write_text(HOMES.to_json(drop_id=True), encoding="utf-8")
        (tmp_path / "a.geojson").rename(file)

    households, findings = to_households(read_inputs(file).households, source=file.name)

    assert findings == ()
    assert households.ids.tolist() == ["甲1", "甲2"]
    assert households.count.tolist() == [1, 3]


def test_ids_in_a_column_go_before_the_numbers_of_features(tmp_path: Path) -> None:
    (tmp_path / "a.geojson").write_text(HOMES.to_json(), encoding="utf-8")

    households, (found,) = to_households(read_inputs(tmp_path / "a.geojson").households, source="a")

    assert households.ids.tolist() == ["甲1", "甲2"]
    assert found.rule == "column_twice"


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
@pytest.mark.parametrize("cpg", [True, False])
def test_a_shapefile_is_read_in_its_encoding_with_and_without_a_cpg(
    tmp_path: Path, encoding: str, cpg: bool
) -> None:
    file = shapefile(tmp_path / "homes.shp", encoding=encoding, cpg=cpg)

    households, findings = to_households(read_inputs(file).households, source="homes.shp")

    assert findings == ()
    assert households.ids.tolist() == ["甲1", "甲2"]
    assert households.keys["building"].tolist() == ["东门楼", "西门楼"]


def test_a_shapefile_without_its_prj_is_taken_for_degrees(tmp_path: Path) -> None:
    file = shapefile(tmp_path / "homes.shp", encoding="utf-8", cpg=True)
    file.with_suffix(".prj").unlink()

    _, (found,) = to_households(read_inputs(file).households, source="homes.shp")

    assert found.rule == "crs_assumed"


def test_layers_are_listed_with_whether_they_have_a_shape_and_without_those_of_qgis(
    tmp_path: Path,
) -> None:
    plain = pd.DataFrame({"code": ["1"]})
    file = save(tmp_path / "a.gpkg", homes=HOMES, codes=plain, layer_styles=plain)

    assert list_layers(file, Kind.GEOPACKAGE) == {"homes": True, "codes": False}


def test_the_first_layer_is_read_where_none_is_named(tmp_path: Path) -> None:
    file = save(tmp_path / "a.gpkg", homes=HOMES, codes=pd.DataFrame({"code": ["1"]}))

    assert read_layer(file, Kind.GEOPACKAGE)["编号"].tolist() == ["甲1", "甲2"]
    assert not isinstance(read_layer(file, Kind.GEOPACKAGE, "codes"), gpd.GeoDataFrame)


def test_a_layer_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    file = save(tmp_path / "a.gpkg", homes=HOMES)

    with pytest.raises(ReadError, match=r"a\.gpkg: there is no layer 'towns'; it has: homes\."):
        read_layer(file, Kind.GEOPACKAGE, "towns")


def test_a_parquet_file_without_shapes_is_a_plain_table(tmp_path: Path) -> None:
    pd.DataFrame({"lon": [114.0]}).to_parquet(tmp_path / "a.parquet")

    table = read_layer(tmp_path / "a.parquet", Kind.PARQUET)

    assert not isinstance(table, gpd.GeoDataFrame)
    assert table["lon"].tolist() == [114.0]


@pytest.mark.parametrize("kind", [Kind.GEOPACKAGE, Kind.GEOJSON, Kind.PARQUET, Kind.SHAPEFILE])
def test_a_damaged_file_is_one_sentence(tmp_path: Path, kind: Kind) -> None:
    (tmp_path / "a.shp").write_bytes(b"nothing of the kind")
    (tmp_path / "a.dbf").touch()

    said = r"a\.shp: the (file is damaged .* Export it again|JSON cannot be read: .*)"
    with pytest.raises(ReadError, match=said):
        read_layer(tmp_path / "a.shp", kind)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_field_names_that_a_shapefile_cuts_mean_what_they_meant(
    tmp_path: Path, encoding: str
) -> None:
    table = gpd.GeoDataFrame(
        {
            "行政区划代码": ["990101001001"],
            "城乡分类代码": ["111"],
            "行政区划名称": ["清河社区"],
            "备注": ["沿河"],
        },
        geometry=[shapely.box(116.2, 30.1, 116.3, 30.2)],
        crs="EPSG:4326",
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that names are cut
        table.to_file(tmp_path / "a.shp", encoding=encoding)

    read = read_layer(tmp_path / "a.shp", Kind.SHAPEFILE)
    known, findings = recognise(read, COMMUNITIES, "a.shp")

    assert known[["code", "class", "name"]].to_numpy().tolist() == [
        ["990101001001", "111", "清河社区"]
    ]
    assert read["备注"].tolist() == ["沿河"]
    assert {found.rule for found in findings} == {"header_cut"}


def test_households_counted_in_a_field_that_is_cut_are_counted(tmp_path: Path) -> None:
    table = HOMES.rename(columns={"编号": "id", "户数": "household_count"})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        table[["id", "household_count", "geometry"]].to_file(tmp_path / "a.shp")

    read = read_inputs(tmp_path / "a.shp").households
    households, findings = to_households(read, source="a.shp")

    assert households.count.tolist() == [1, 3]
    assert [found.rule for found in findings] == ["header_cut"]
