"""All layers or sheets of a file are read, each as a table."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import openpyxl
import pytest
import shapely

from gridgen.files.every_layer import layers_of, read_every
from gridgen.model.errors import ReadError


def write_book(file: Path, **sheets: list[list[str]]) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(file)


def test_every_sheet_is_a_table_and_those_without_rows_are_left_out(tmp_path: Path) -> None:
    rows = [["编号", "网格"], ["h1", "001"]]
    write_book(tmp_path / "a.xlsx", 东村=rows, 空=[["编号", "网格"]], 西村=rows)

    tables = read_every(tmp_path / "a.xlsx")

    assert layers_of(tmp_path / "a.xlsx") == ["东村", "空", "西村"]
    assert list(tables) == ["东村", "西村"]
    assert tables["东村"]["网格"].tolist() == ["001"]


def test_a_file_with_one_table_gives_it_under_its_own_name(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id\nh1\n", "utf-8")

    assert list(read_every(tmp_path / "a.csv")) == ["a"]
    assert layers_of(tmp_path / "a.csv") == []


def test_of_a_geopackage_one_layer_can_be_named(tmp_path: Path) -> None:
    table = gpd.GeoDataFrame({"code": ["1"]}, geometry=[shapely.box(0, 0, 1, 1)], crs=4326)
    for layer in ("grids", "more"):
        table.to_file(tmp_path / "a.gpkg", layer=layer)

    assert list(read_every(tmp_path / "a.gpkg")) == ["grids", "more"]
    assert list(read_every(f"{tmp_path / 'a.gpkg'}:more")) == ["more"]


def test_a_file_whose_sheets_are_all_without_rows_is_refused(tmp_path: Path) -> None:
    write_book(tmp_path / "a.xlsx", 空=[["编号", "网格"]])

    with pytest.raises(ReadError, match=r"a\.xlsx"):
        read_every(tmp_path / "a.xlsx")
