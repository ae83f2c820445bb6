"""All sheets that hold households are one list; the others are told."""

from __future__ import annotations

import pytest

from gridgen.files.joined_sheets import SHEET_ROWS, join_sheets
from gridgen.files.origin import file_rows, origin_of, spot
from gridgen.files.sheet import Sheet
from gridgen.model.errors import ReadError

HEADER = ["编号", "经度", "纬度"]


def sheet(name: str, *rows: list[str], header: list[str] = HEADER, hidden: bool = False) -> Sheet:
    drawn = [header, *rows] if header else list(rows)
    return Sheet(range(1, len(drawn) + 1), drawn, name=name, is_hidden=hidden)


def test_a_sheet_for_each_village_is_one_list_and_names_its_village() -> None:
    table = join_sheets(
        [
            sheet("上塘村", ["a", "116.1", "30"], ["b", "116.2", "30"]),
            sheet("中陂村", ["c", "116.3", "30"]),
        ],
        "a.xlsx",
    )

    assert table["编号"].tolist() == ["a", "b", "c"]
    assert table["村"].tolist() == ["上塘村", "上塘村", "中陂村"]
    assert file_rows(table).tolist() == [2, 3, SHEET_ROWS + 2]
    assert spot(origin_of(table), SHEET_ROWS + 2) == ("中陂村 第 2 行", "中陂村, row 2")


def test_columns_that_mean_the_same_are_one_column_and_keep_no_letter_that_differs() -> None:
    other = sheet("乙村", ["30", "116.3", "c"], header=["北纬", "东经", "户号"])

    table = join_sheets([sheet("甲村", ["a", "116.1", "30"]), other], "a.xlsx")

    assert table.columns.tolist() == ["编号", "经度", "纬度", "村"]
    assert table.iloc[1].tolist() == ["c", "116.3", "30", "乙村"]
    assert origin_of(table).letter == {"经度": "B"}


@pytest.mark.parametrize("names", [("Sheet1", "Sheet2"), ("表1", "表2")])
def test_sheets_without_a_name_of_their_own_name_no_village(names: tuple[str, str]) -> None:
    drawn = [sheet(name, [name, "116.1", "30"]) for name in names]

    assert join_sheets(drawn, "a.xlsx").columns.tolist() == HEADER


def test_sheets_whose_rows_name_villages_keep_them() -> None:
    header = [*HEADER, "村代码"]
    drawn = [sheet(name, [name, "116.1", "30", "9"], header=header) for name in ("甲", "乙")]

    assert join_sheets(drawn, "a.xlsx").columns.tolist() == header


def test_sheets_that_hold_something_else_are_told() -> None:
    notes = sheet("填表说明", ["1. 不得合并单元格"], header=[])

    table = join_sheets([notes, sheet("数据", ["a", "116.1", "30"])], "a.xlsx")

    assert table["编号"].tolist() == ["a"]
    assert origin_of(table).unread == {"填表说明": False}


def test_a_sheet_called_households_goes_before_other_lists_and_these_are_told() -> None:
    drawn = [sheet("旧", ["a", "116.1", "30"]), sheet("住户", ["b", "116.2", "30"])]

    table = join_sheets(drawn, "a.xlsx", named={"住户"})

    assert table["编号"].tolist() == ["b"]
    assert origin_of(table).unread == {"旧": True}


def test_hidden_sheets_are_read_only_where_no_other_holds_a_list() -> None:
    hidden = sheet("底稿", ["a", "116.1", "30"], hidden=True)
    notes = sheet("说明", ["不得合并"], header=[])

    assert join_sheets([hidden, sheet("名册", ["b", "116.2", "30"])], "a")["编号"].tolist() == ["b"]
    assert join_sheets([hidden, notes], "a")["编号"].tolist() == ["a"]


def test_two_sheets_with_the_same_households_are_asked_back() -> None:
    rows = [["a", "116.1", "30"], ["b", "116.2", "30"]]

    with pytest.raises(ReadError, match='sheets "2025" and "2026" hold mostly the same households'):
        join_sheets([sheet("2025", *rows), sheet("2026", *rows, ["c", "116.3", "30"])], "a.xlsx")


def test_a_workbook_without_a_row_is_refused() -> None:
    with pytest.raises(ReadError, match=r"a\.xlsx"):
        join_sheets([Sheet([], [], name="a")], "a.xlsx")
