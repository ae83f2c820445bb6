"""Sheets are read as they stand: dates, formulas, merged cells, old formats."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from gridgen.files.guard import Kind, kind_of
from gridgen.files.sheet import Merged
from gridgen.files.workbook_reader import list_sheets, read_sheets
from gridgen.model.errors import ReadError

OPEN_SHEET = """<?xml version="1.0"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
 <table:table table:name="住户">{rows}</table:table></office:spreadsheet></office:body>
</office:document-content>"""


def written(path: Path, rows: list[list[object]]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return book


def open_document(path: Path, rows: list[list[str]], *, further: str = "") -> None:
    """Write a spreadsheet of OpenDocument by hand: no library that writes them is needed."""
    drawn = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p>'
            "</table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", OPEN_SHEET.format(rows=drawn + further))
        manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
        archive.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{manifest}"/>')


def test_a_spreadsheet_of_another_program_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a.ods"
    open_document(file, [["编号", "经度"], ["a", "116.2"]])

    assert kind_of(file) is Kind.SPREADSHEET
    assert list_sheets(file, Kind.SPREADSHEET) == ["住户"]
    assert read_sheets(file, Kind.SPREADSHEET)[0].rows == [["编号", "经度"], ["a", "116.2"]]


def test_a_far_cell_of_another_program_is_refused_not_made_room_for(tmp_path: Path) -> None:
    file = tmp_path / "far.ods"
    far = (
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/>'
        "</table:table-row>"
        '<table:table-row><table:table-cell table:number-columns-repeated="16000"/>'
        '<table:table-cell office:value-type="string"><text:p>.</text:p></table:table-cell>'
        "</table:table-row>"
    )
    open_document(file, [["编号", "经度"], ["a", "116.2"]], further=far)

    with pytest.raises(ReadError, match=r"far\.ods"):
        read_sheets(file, Kind.SPREADSHEET)


def test_dates_are_told_and_numbers_that_only_look_like_dates_are_numbers(tmp_path: Path) -> None:
    rows = [["楼栋", "经度"], [date(2026, 1, 2), 113.25], [datetime(2026, 3, 4, 5, 6), 113.5]]
    book = written(tmp_path / "a.xlsx", rows)
    book.active["B2"].number_format = "yyyy/m/d"
    book.save(tmp_path / "a.xlsx")

    (sheet,) = read_sheets(tmp_path / "a.xlsx", Kind.EXCEL)

    assert sheet.rows[1:] == [["2026-01-02", "113.25"], ["2026-03-04 05:06:00", "113.5"]]
    assert dict(sheet.dates) == {0: 2, 1: 0}


def test_formulas_whose_value_was_never_saved_are_counted(tmp_path: Path) -> None:
    written(
        tmp_path / "a.xlsx", [["编号", "经度"], ["a", "=113+0.1"], ["b", "=113+0.2"], ["c", 113]]
    )

    (sheet,) = read_sheets(tmp_path / "a.xlsx", Kind.EXCEL)

    assert sheet.unvalued == 2


def test_merged_cells_and_hidden_sheets_are_known(tmp_path: Path) -> None:
    book = written(tmp_path / "a.xlsx", [["组别", "编号"], ["一组", "a"], [None, "b"]])
    book.active.merge_cells("A2:A3")
    book.create_sheet("旧").append(["x"])
    book["旧"].sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")

    first, second = read_sheets(tmp_path / "a.xlsx", Kind.EXCEL)

    assert first.merged == (Merged(0, 2, 3),)
    assert (first.is_hidden, second.is_hidden) == (False, True)


def test_a_sheet_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    written(tmp_path / "a.xlsx", [["编号"]])

    with pytest.raises(ReadError, match=r"no sheet '住户'; it has: Sheet"):
        read_sheets(tmp_path / "a.xlsx", Kind.EXCEL, "住户")
