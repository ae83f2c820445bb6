"""Tables of edits: a row for each, as offices write them."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from gridgen.model.errors import ReadError
from gridgen.versions.edits import Lock, Merge, Move, Rename, Split
from gridgen.versions.table import read_edits, way_called


def table(tmp_path: Path, *rows: tuple[str, ...], header: str = "操作,对象,目标") -> str:
    path = tmp_path / "edits.csv"
    path.write_text("\n".join([header, *(",".join(row) for row in rows)]), "utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("word", "way"),
    [("移动", "move"), ("移户", "move"), ("调入", "move"), ("合并", "merge"), ("拆分", "split"),
     ("更名", "rename"), (" 锁定 ", "lock"), ("Set aside", "set_aside"),
     ("split_line", "split_line"), ("撤销", "dissolve"), ("画圈", None), ("", None)],
)  # fmt: skip
def test_an_operation_is_known_by_what_people_call_it(word: str, way: str | None) -> None:
    assert way_called(word) == way


def test_each_row_is_an_edit_in_its_order_and_blank_rows_are_none(tmp_path: Path) -> None:
    path = table(tmp_path, ("改名", "甲", "乙"), ("", "", ""), ("移动", '"一组、二组"', "乙"))

    rows = read_edits(path)

    assert [row.edit for row in rows] == [Rename("甲", "乙"), Move(("一组", "二组"), "乙")]


def test_columns_are_known_in_english_and_by_their_meaning(tmp_path: Path) -> None:
    path = table(tmp_path, ("merge", '"A,B"', ""), header="operation,object,target")

    assert [row.edit for row in read_edits(path)] == [Merge(("A", "B"))]


def test_a_row_that_is_no_edit_says_where_it_stands_and_the_others_are_read(
    tmp_path: Path,
) -> None:
    path = table(tmp_path, ("锁定", "甲", ""), ("画圈", "甲", ""), ("拆分", "甲", "许多"))

    rows = read_edits(path)

    assert [row.edit for row in rows] == [Lock(("甲",)), None, None]
    assert all("edits.csv" in str(row.why) for row in rows[1:])
    assert "row 3" in str(rows[1].why)
    assert "画圈" in str(rows[1].why)


def test_a_table_without_operations_is_refused_and_says_what_it_has(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="网格"):
        read_edits(table(tmp_path, ("甲", "乙"), header="网格,名称"))


def test_of_a_workbook_the_sheet_of_the_template_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["说明"])
    sheet = book.create_sheet("调整")
    sheet.append(["操作", "对象", "目标"])
    sheet.append(["拆分", "甲", 2])
    book.save(tmp_path / "edits.xlsx")

    assert [row.edit for row in read_edits(str(tmp_path / "edits.xlsx"))] == [Split("甲", 2)]


def test_a_level_column_says_of_which_level_the_zones_are(tmp_path: Path) -> None:
    pd.DataFrame(
        {"操作": ["拆分"], "对象": ["甲"], "目标": ["2"], "层级": ["ten_household_groups"]}
    ).to_csv(tmp_path / "edits.csv", index=False)

    (row,) = read_edits(str(tmp_path / "edits.csv"))

    assert row.edit == Split("甲", 2, level="ten_household_groups")
