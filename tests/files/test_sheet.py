"""Sheets as offices have them become tables: titles, headers of two rows, merged cells."""

from __future__ import annotations

import pytest

from gridgen.files.origin import file_rows, origin_of
from gridgen.files.sheet import Merged, Sheet, header_at, to_table
from gridgen.model.errors import ReadError


def sheet(text: str, **more: object) -> Sheet:
    """Return the rows drawn, cells parted by spaces, `.` a blank one; blank lines are left out."""
    lines = [line.split() for line in text.splitlines()]
    rows = [(number, line) for number, line in enumerate(lines) if line]
    cells = [["" if cell == "." else cell for cell in line] for _, line in rows]
    return Sheet([number for number, _ in rows], cells, **more)  # type: ignore[arg-type]


def test_titles_and_notes_above_the_header_are_passed_over_and_rows_keep_their_numbers() -> None:
    table = to_table(
        sheet("""
        青禾镇住户登记表
        填报单位 青禾镇人民政府

        编号 经度 纬度
        a 116.2 30.1

        b 116.3 30.2
        """),
        "a.xlsx",
    )

    assert table.to_dict("list") == {
        "编号": ["a", "b"],
        "经度": ["116.2", "116.3"],
        "纬度": ["30.1", "30.2"],
    }
    assert file_rows(table).tolist() == [5, 7]


def test_two_rows_of_a_header_complete_each_other() -> None:
    table = to_table(
        sheet("""
        编号 坐标 . 村代码
        . 经度 纬度 .
        a 116.2 30.1 990101001201
        """),
        "a.xlsx",
    )

    assert table.columns.tolist() == ["编号", "经度", "纬度", "村代码"]
    assert len(table) == 1


def test_a_row_that_repeats_words_of_headers_below_known_ones_is_a_row() -> None:
    table = to_table(sheet("关系 对象 甲 乙\n 在一起 楼栋 东楼 西楼"), "ties.csv")

    assert table["对象"].tolist() == ["楼栋"]


def test_merged_cells_are_filled_downwards_and_counted() -> None:
    drawn = sheet(
        """
        组别 编号 户数
        一组 a 3
        . b .
        二组 c 1
        . d 1
        """,
        merged=[Merged(0, 2, 3), Merged(2, 2, 3), Merged(0, 4, 5)],
    )

    table = to_table(drawn, "a.xlsx")

    assert table["组别"].tolist() == ["一组", "一组", "二组", "二组"]
    assert table["户数"].tolist() == ["3", "", "1", "1"]
    assert origin_of(table).merged == {"组别": 2}


def test_a_header_merged_over_two_rows_is_one_header() -> None:
    drawn = sheet("编号 坐标 .\n . 经度 纬度\n a 116.2 30.1".strip(), merged=[Merged(0, 0, 1)])

    assert to_table(drawn, "a.xlsx").columns.tolist() == ["编号", "经度", "纬度"]


def test_merged_cells_that_files_give_twice_or_without_end_are_filled_once() -> None:
    merged = [Merged(0, 2, 1_048_576)] * 20_000

    table = to_table(sheet("\n id lon\n a 1\n . 2", merged=merged), "a.xlsx")

    assert table["id"].tolist() == ["a", "a"]
    assert origin_of(table).merged == {"id": 1}


def test_columns_without_a_header_are_left_out() -> None:
    table = to_table(sheet(". 编号 经度\n 1 a 116.2 stray"), "a.xlsx")

    assert table.columns.tolist() == ["编号", "经度"]
    assert origin_of(table).letter == {"编号": "B", "经度": "C"}


def test_rows_without_a_header_are_refused_and_none_is_shown() -> None:
    with pytest.raises(ReadError, match="no header above the rows") as refused:
        to_table(sheet("张三 116.2 30.1\n 李四 116.3 30.2"), "a.csv")

    assert "张三" not in str(refused.value)


def test_a_header_of_unknown_words_is_the_first_row() -> None:
    assert header_at([["公司", "摊位"], ["a", "b"]]) == 0
    assert to_table(sheet("公司 摊位\n a b"), "a.csv").columns.tolist() == ["公司", "摊位"]
