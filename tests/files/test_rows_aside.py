"""Totals, signatures and notes are no households."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from gridgen.files.rows_aside import remarks, totals


@pytest.mark.parametrize(
    "cell",
    [
        "合计",
        "合 计",
        "小计",
        "总计：",
        "上塘村小计",
        "共计312户",
        "合计（户）",
        "Total",
        "SUBTOTAL",
        "Grand total",
        "本页合计",
        "平均",
        "总户数",
    ],
)
def test_a_row_that_says_it_is_a_total_is_one(cell: str) -> None:
    assert totals(pd.DataFrame({"id": ["a", cell], "lon": [116.1, 116.2]})).tolist() == [
        False,
        True,
    ]


@pytest.mark.parametrize(
    "cell", ["计家村", "共和村三组", "总部大楼", "Sumner", "均安镇", "a", "合计路3号楼东"]
)
def test_names_that_hold_such_a_word_are_none(cell: str) -> None:
    assert not totals(pd.DataFrame({"group": [cell]})).any()


@pytest.mark.parametrize(
    "cell",
    [
        "制表人：某某",
        "审核人:",
        "填表说明",
        "注：坐标用 WGS84",
        "日期：2026年3月1日",
        "小数点后6位",
        "填写说明",
        "数据来源：村委会",
        "备注：以上属实",
    ],
)
def test_a_row_without_a_place_that_explains_or_signs_is_a_remark(cell: str) -> None:
    table = pd.DataFrame({"id": [cell, cell], "lon": ["", "116.2"]})

    assert remarks(table, np.array([True, False])).tolist() == [True, False]


def test_a_household_without_a_place_is_no_remark() -> None:
    table = pd.DataFrame({"id": ["甲1"], "building": ["3栋"], "lon": [""]})

    assert not remarks(table, np.array([True])).any()


def test_a_header_that_stands_once_more_is_a_remark() -> None:
    table = pd.DataFrame({"编号": ["编号", "甲1"], "经度": ["经度", ""]})

    assert remarks(table, np.array([True, True])).tolist() == [True, False]
