"""Rows that go back are a workbook in which the sender finds his own table and what to correct."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from villages import divide, field, homes, square

import gridgen
from gridgen.files.inputs import read_table
from gridgen.files.reject_book import rejects_of, write_rejects
from gridgen.model.plan import Plan


def listed(**wrong: dict[int, object]) -> pd.DataFrame:
    """Forty households in degrees under Chinese headers, some cells of them wrong."""
    places = homes(field(8, 5)).to_crs("EPSG:4490").geometry
    table = pd.DataFrame(
        {"编号": [f"0{k:02d}" for k in range(40)], "备注": ["=1+1", "@a", "-b", "+c"] * 10,
         "经度": places.x.round(7).astype(str), "纬度": places.y.round(7).astype(str),
         "户数": ["5"] * 40},
    )  # fmt: skip
    for header, cells in wrong.items():
        for row, cell in cells.items():
            table.loc[row, header] = cell
    return table


def as_workbook(folder: Path, table: pd.DataFrame) -> pd.DataFrame:
    """Return the table as it is read from a sheet below a title."""
    table.to_excel(folder / "list.xlsx", sheet_name="住户", index=False, startrow=1)
    return read_table(folder / "list.xlsx")[0]


def written(plan: Plan, table: pd.DataFrame, folder: Path, lang: str = "zh") -> Any:
    write_rejects(plan, table, folder / "back.xlsx", lang=lang)
    return openpyxl.load_workbook(folder / "back.xlsx").active


def cells_of(sheet: Any) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def marked(sheet: Any) -> list[str]:
    return [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment]


def test_the_columns_of_the_file_stand_in_their_order_between_place_and_reason(
    tmp_path: Path,
) -> None:
    table = as_workbook(tmp_path, listed(经度={3: "abc"}, 编号={9: "008"}))
    plan = divide(table, square(), source={"households": "list.xlsx"})

    sheet = written(plan, table, tmp_path)

    header, first, second = cells_of(sheet)
    assert header == [
        "原工作表", "原行号", "编号", "备注", "经度", "纬度", "户数", "退回原因", "请这样改"
    ]  # fmt: skip
    assert first[:7] == ["住户", 6, "003", "+c", "abc", table["纬度"][3], "5"]
    assert "不是数字" in str(first[7])
    assert "list.xlsx" not in str(first[7])
    assert second[1] == 12
    assert "编号改为不重复的" in str(second[8])


def test_a_cell_at_fault_is_marked_by_more_than_its_colour(tmp_path: Path) -> None:
    table = listed(经度={3: "abc"}, 户数={5: "几户"}, 编号={7: ""})
    plan = divide(table, square())

    sheet = written(plan, table, tmp_path)

    assert marked(sheet) == ["E2", "G3", "C4"]
    cell = sheet["E2"]
    assert cell.font.bold
    assert cell.border.left.style == "thick"
    assert cell.fill.fgColor.rgb.endswith("FFC7CE")
    assert "不是数字" in cell.comment.text
    assert sheet["C4"].fill.fgColor.rgb.endswith("FFEB9C")


def test_texts_stay_text_and_the_sheet_is_set_up_for_a4(tmp_path: Path) -> None:
    table = listed(户数=dict.fromkeys(range(4), "x"))
    plan = divide(table, square())

    sheet = written(plan, table, tmp_path)

    assert [cell.data_type for cell in sheet["D"][1:]] == ["s"] * 4
    assert [cell.value for cell in sheet["D"][1:]] == ["=1+1", "@a", "-b", "+c"]
    assert sheet["C2"].value == "000"
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("C2", "$1:$1")
    assert sheet.page_setup.paperSize == 9
    assert sheet.page_setup.fitToHeight == 0


def test_whoever_is_outside_every_boundary_goes_back_too(tmp_path: Path) -> None:
    table = listed(纬度={0: "31.0"})
    plan = divide(table, square())

    sheet = written(plan, table, tmp_path, "en")

    assert [row[1] for row in cells_of(sheet)[1:]] == [1]
    assert "outside every boundary" in str(cells_of(sheet)[1][7])
    assert marked(sheet) == ["E2", "F2"]


def test_a_layer_goes_back_with_degrees_in_place_of_its_points(tmp_path: Path) -> None:
    table = homes(field(8, 5), households=5)
    table["households"] = table["households"].astype(object)
    table.loc[2, "households"] = "x"
    plan = divide(table, square())

    sheet = written(plan, table, tmp_path, "en")

    header, row = cells_of(sheet)
    assert header[2:6] == ["id", "households", "lon", "lat"]
    assert row[:4] == [None, 3, "h2", "x"]
    at = table.to_crs("EPSG:4326").geometry[2]
    assert row[4:6] == [pytest.approx(at.x, abs=1e-9), pytest.approx(at.y, abs=1e-9)]
    assert sheet["E2"].number_format == "General"


def test_a_row_with_two_faults_stands_there_once(tmp_path: Path) -> None:
    table = listed(编号={4: ""}, 纬度={4: "31.0"})
    plan = divide(table, square())

    sheet = written(plan, table, tmp_path)

    assert [row[1] for row in cells_of(sheet)[1:]] == [5]
    assert len(str(cells_of(sheet)[1][7]).splitlines()) == 2


def test_what_goes_back_a_second_time_has_its_columns_once(tmp_path: Path) -> None:
    table = listed(户数={5: "x"})
    plan = divide(table, square())
    write_rejects(plan, table, tmp_path / "one.xlsx", lang="zh")
    returned = pd.concat([read_table(tmp_path / "one.xlsx")[0], listed()], ignore_index=True)
    again = divide(returned.drop_duplicates("编号"), square())

    sheet = written(again, returned.drop_duplicates("编号"), tmp_path, "en")

    header = cells_of(sheet)[0]
    assert header[2:7] == ["编号", "备注", "经度", "纬度", "户数"]
    assert len(header) == 9


def test_where_nothing_is_wrong_the_workbook_has_its_header_alone(tmp_path: Path) -> None:
    table = listed()
    plan = divide(table, square())

    assert write_rejects(plan, table, tmp_path / "back.xlsx") == 0
    assert rejects_of(plan, table) == ()


def test_only_a_workbook_can_be_written(tmp_path: Path) -> None:
    table = listed()
    plan = divide(table, square())

    with pytest.raises(gridgen.WriteError, match=r"ends in '\.csv'; expected \.xlsx"):
        write_rejects(plan, table, tmp_path / "back.csv")


def test_no_plan_file_holds_what_was_left_out(tmp_path: Path) -> None:
    table = listed(户数={5: "x"})
    plan = divide(table, square())
    gridgen.write_plan(plan, tmp_path / "plan.gpkg")

    back = gridgen.read_plan(tmp_path / "plan.gpkg")

    assert len(plan.township.households.rejected) == 1
    assert back.township.households.rejected == ()
    assert gridgen.redraw(plan, effort="fast").township.households.rejected == ()


def test_odd_cells_and_two_columns_of_one_name_go_back_as_they_are(tmp_path: Path) -> None:
    table = listed(经度={3: "a\x1bb"}, 户数={4: "x\x00" * 2000})
    table.columns = ["编号", "备注", "经度", "纬度", "户数"]
    table.insert(0, "经度", "z", allow_duplicates=True)
    table = table.iloc[:, [1, 2, 3, 4, 5, 0]]
    plan = divide(table, square())

    sheet = written(plan, table, tmp_path)

    header, first, second = cells_of(sheet)
    assert header[2:8] == ["编号", "备注", "经度", "纬度", "户数", "经度"]
    assert first[4] == r"a\x1bb"
    assert first[7] == "z"
    assert second[6] == r"x\x00" * 2000
