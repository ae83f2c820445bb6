"""Rows are named as whoever opens the file sees them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from gridgen.files.households import to_households
from gridgen.files.inputs import read_inputs
from gridgen.files.origin import Origin, file_rows, origin_of, spot, with_origin

IN_SHEET = Origin(sheet="住户", letter={"户数": "B"}, header={"households": "户数"})
IN_TEXT = Origin(letter={"户数": "B"}, header={"households": "户数"})


@pytest.mark.parametrize(
    ("origin", "name", "source", "called"),
    [
        (IN_SHEET, "households", "a.xlsx", ("住户!B7", "住户!B7")),
        (IN_SHEET, "", "a.xlsx", ("住户 第 7 行", "住户, row 7")),
        (IN_SHEET, "households", "a.xlsx:住户", ("第 7 行（B 列）", "row 7 (column B)")),
        (IN_TEXT, "households", "a.csv", ("第 7 行（B 列）", "row 7 (column B)")),
        (IN_TEXT, "id", "a.csv", ("第 7 行", "row 7")),
        (Origin(), "households", "a.gpkg", ("第 7 行", "row 7")),
    ],
)
def test_a_cell_is_called_as_its_program_calls_it(
    origin: Origin, name: str, source: str, called: tuple[str, str]
) -> None:
    assert spot(origin, 7, name, source=source) == called


def test_columns_and_rows_carry_the_origin_of_their_table_and_no_copy_of_it() -> None:
    origin = Origin(row=np.array([4, 9]))
    table = with_origin(pd.DataFrame({"a": [1, 2], "b": [3, 4]}), origin)

    taken = [table[["a"]], table.iloc[:1], table.rename(columns={"a": "c"})]

    assert all(origin_of(one) is origin for one in taken)


def test_a_table_of_the_caller_is_not_written_on() -> None:
    table = pd.DataFrame({"a": [1, 2]})

    known = with_origin(table, Origin(row=np.array([4, 9])))

    assert table.attrs == {}
    assert file_rows(table).tolist() == [1, 2]
    assert file_rows(known[["a"]]).tolist() == [4, 9]


def test_findings_name_the_cell_that_excel_shows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "住户"
    rows = [["青禾镇住户登记表"], [], ["编号", "户数", "经度", "纬度"], ["a", 1, 116.2, 30.1],
            ["b", "三户半", 116.2, 30.1], ["a", 2, 116.2, 30.1]]  # fmt: skip
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")

    inputs = read_inputs(tmp_path / "a.xlsx")
    households, findings = to_households(inputs.households, source=inputs.source["households"])

    assert households.source.tolist() == [4]
    told = [found.zh.split("：")[0] for found in findings if found.severity == "error"]
    assert told == ["a.xlsx 住户!B5", "a.xlsx 住户!A6"]
    assert [found.where for found in findings if found.severity == "error"] == [
        "a.xlsx, row 5",
        "a.xlsx, row 6",
    ]
