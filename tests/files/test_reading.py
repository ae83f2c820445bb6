"""What happened while a table was read is told."""

from __future__ import annotations

import pandas as pd

from gridgen.files.origin import Origin, with_origin
from gridgen.files.reading import tell_reading


def told(**fields: object) -> dict[str, str]:
    origin = Origin(**fields)  # type: ignore[arg-type]
    found = tell_reading(with_origin(pd.DataFrame({"id": ["a"]}), origin), "a.xlsx")
    return {finding.rule: finding.text("zh") for finding in found}


def test_nothing_is_told_where_nothing_happened() -> None:
    assert told() == {}


def test_sheets_that_became_one_list_are_named() -> None:
    assert told(sheets={0: "上塘村", 10: "中陂村"}) == {
        "sheets_joined": "a.xlsx：2 张工作表合成一份名册：上塘村、中陂村。"
    }


def test_dates_are_told_of_columns_that_are_used() -> None:
    dates = {"楼栋": 3, "登记日期": 9}

    found = told(dates=dates, letter={"楼栋": "F"}, header={"building": "楼栋"})

    assert found["cells_are_dates"].startswith("a.xlsx：F 列“楼栋”有 3 格是日期")
    assert len(found) == 1


def test_formulas_without_values_and_letters_that_were_lost_are_counted() -> None:
    found = told(unvalued=4, lost=(7, 9))

    assert "4 格公式没有保存计算结果" in found["formulas_unvalued"]
    assert "第 7、9 行" in found["letters_lost"]
