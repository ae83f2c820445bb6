"""A workbook gives the sheet that is named, the one called so, or all lists of households."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from gridgen.files.books import list_book, read_book
from gridgen.files.origin import origin_of

KIND = "Excel workbook"
HEADER = ["编号", "经度", "纬度"]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    made = openpyxl.Workbook()
    made.active.title = "说明"
    made.active.append(["不得合并单元格"])
    for name in ("上塘村", "中陂村"):
        made.create_sheet(name).append(HEADER)
        made[name].append([name, 116.2, 30.1])
    made.create_sheet("人员").append(["编号", "岗位", "经度", "纬度"])
    made["人员"].append(["w1", "网格员", 116.2, 30.1])
    made.save(tmp_path / "a.xlsx")
    return tmp_path / "a.xlsx"


def test_all_lists_of_households_are_one_and_sheets_of_other_roles_are_not(book: Path) -> None:
    table = read_book(book, KIND, None, "households", None)

    assert table["编号"].tolist() == ["上塘村", "中陂村"]
    assert origin_of(table).unread == {"说明": False}


def test_a_sheet_that_is_called_as_what_is_asked_for_is_taken(book: Path) -> None:
    assert read_book(book, KIND, None, "people", None)["编号"].tolist() == ["w1"]


def test_a_sheet_that_is_named_is_taken(book: Path) -> None:
    assert read_book(book, KIND, "中陂村", "", None)["编号"].tolist() == ["中陂村"]
    assert list_book(book, KIND) == ["说明", "上塘村", "中陂村", "人员"]
