"""The list of households: a workbook to hand out and to print, a table for systems."""

from __future__ import annotations

import csv
import dataclasses
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from plans import EAST_GATE, VILLAGE, altered, town, with_people

from gridgen.files.list_book import write_list
from gridgen.model.arrays import texts
from gridgen.model.errors import WriteError
from gridgen.model.plan import Plan

FIRST = f"{VILLAGE}001"


def sheets(path: Path) -> dict[str, list[list[object]]]:
    book = openpyxl.load_workbook(path)
    return {sheet.title: [list(row) for row in sheet.values] for sheet in book}


def renamed(plan: Plan, ids: list[str]) -> Plan:
    """The plan with these ids for its first households."""
    roll = plan.township.households
    own = texts([*ids, *roll.ids[len(ids) :]])
    return altered(plan, households=dataclasses.replace(roll, ids=own))


def test_a_list_has_a_summary_and_a_sheet_for_each_community(tmp_path: Path) -> None:
    write_list(town(), tmp_path / "list.xlsx", lang="zh")

    book = sheets(tmp_path / "list.xlsx")
    assert list(book) == ["汇总", "东门社区", "清河村", "边界外住户"]
    assert book["汇总"] == [
        ["编码", "名称", "网格数", "十户组数", "户数", "记录（条）"],
        [EAST_GATE, "东门社区", 3, 0, 1200, 3],
        *[[f"{EAST_GATE}{k:03d}", f"东门社区第{k}网格", None, 0, 400, 1] for k in (1, 2, 3)],
        [VILLAGE, "清河村", 3, 6, 60, 60],
        *[[f"{VILLAGE}{k:03d}", f"清河村第{k}网格", None, 2, 20, 20] for k in (1, 2, 3)],
        [None, "边界外住户", 0, 0, 1, 1],
        [None, "合计", 6, 6, 1261, 64],
    ]


def test_a_village_lists_its_households_with_grid_and_group(tmp_path: Path) -> None:
    write_list(town(), tmp_path / "list.xlsx", lang="zh")

    rows = sheets(tmp_path / "list.xlsx")["清河村"]
    assert rows[0] == ["序号", "住户编号", "户数", "网格", "十户组", "网格编码"]
    assert rows[1] == [1, "h11", 1, "清河村第1网格", "第1十户组", FIRST]
    assert rows[60][:4] == [60, "h60", 1, "清河村第3网格"]


def test_who_is_nearest_stands_beside_each_household_with_the_work_phone(tmp_path: Path) -> None:
    plan = with_people(town())
    people = dataclasses.replace(plan.staff.people, phone=["0757-1", "0757-2", ""])
    plan = dataclasses.replace(plan, staff=dataclasses.replace(plan.staff, people=people))

    write_list(plan, tmp_path / "list.xlsx", lang="zh")

    book = sheets(tmp_path / "list.xlsx")
    assert book["清河村"][1][-1] == "P2（0757-2）、P3"
    assert "网格长" in book["汇总"][0]
    assert [row[1] for row in book["汇总"] if "P1（0757-1）" in row] == ["清河村第1网格"]


def test_remarks_say_who_stands_outside_or_nowhere(tmp_path: Path) -> None:
    plan = town()
    presence = plan.presence.copy()
    presence[10:13] = ["joined", "virtual", "by_unit"]

    write_list(dataclasses.replace(plan, presence=presence), tmp_path / "list.xlsx", lang="zh")

    book = sheets(tmp_path / "list.xlsx")
    assert [row[-1] for row in book["清河村"][1:5]] == [
        "边界外，就近并入", "无位置", "按楼栋或小组定位", None,
    ]  # fmt: skip
    assert book["边界外住户"][1][-1] == "不在任何村（社区）内"


def test_codes_are_text_counts_numbers_and_no_text_is_a_formula(tmp_path: Path) -> None:
    write_list(renamed(town(), ["=1+1", "+2", "@x"]), tmp_path / "list.xlsx")

    book = openpyxl.load_workbook(tmp_path / "list.xlsx")
    cells = {cell.value: cell for row in book["清河村"].iter_rows() for cell in row}
    assert {cells[name].data_type for name in ("=1+1", "+2", "@x", FIRST)} == {"s"}
    assert all(cells[name].quotePrefix for name in ("=1+1", "+2", "@x"))
    assert cells[FIRST].number_format == "@"
    total = book["summary"].cell(book["summary"].max_row, 5)
    assert (total.value, total.number_format) == (1261, "#,##0")


def test_each_sheet_prints_upright_on_a4_with_header_title_and_page_number(tmp_path: Path) -> None:
    write_list(town(village="甲&乙村"), tmp_path / "list.xlsx", lang="zh")

    book = openpyxl.load_workbook(tmp_path / "list.xlsx")
    for sheet in book:
        assert int(sheet.page_setup.paperSize) == 9
        assert sheet.page_setup.orientation == "portrait"
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.freeze_panes == "A2"
        assert sheet.oddFooter.center.text == "第 &P 页，共 &N 页"
    assert book["甲&乙村"].oddHeader.center.text == "网格住户台账 · 甲&&乙村"


def test_a_line_parts_the_households_of_one_grid_from_those_of_the_next(tmp_path: Path) -> None:
    write_list(town(), tmp_path / "list.xlsx")

    sheet = openpyxl.load_workbook(tmp_path / "list.xlsx")["清河村"]
    parted = [row[1].value for row in sheet.iter_rows(min_row=2) if row[0].border.top.style]
    assert parted == ["h21", "h41"]


def test_two_villages_of_one_name_have_a_sheet_each(tmp_path: Path) -> None:
    write_list(town(village="东门社区"), tmp_path / "list.xlsx")

    assert list(sheets(tmp_path / "list.xlsx"))[1:3] == ["东门社区", "东门社区 (2)"]


def test_a_table_for_systems_has_english_columns_and_a_byte_order_mark(tmp_path: Path) -> None:
    write_list(with_people(town()), tmp_path / "list.csv", lang="zh")

    content = (tmp_path / "list.csv").read_bytes()
    rows = list(csv.DictReader(content.decode("utf-8-sig").splitlines()))
    assert content.startswith(b"\xef\xbb\xbf")
    assert len(rows) == 64
    assert rows[3] == {
        "id": "h11", "households": "1", "community": VILLAGE, "community_name": "清河村",
        "presence": "placed", "grid": FIRST, "grid_name": "清河村第1网格",
        "ten_household_group": f"{FIRST}01", "ten_household_group_name": "第1十户组",
        "head": "P1", "head_phone": "0757-1", "worker": "P2;P3", "worker_phone": ";",
    }  # fmt: skip


def test_a_table_keeps_texts_with_commas_quotes_and_lines(tmp_path: Path) -> None:
    write_list(renamed(town(), ['a,"b"\nc']), tmp_path / "list", as_csv=True)

    with (tmp_path / "list").open(encoding="utf-8-sig", newline="") as stream:
        assert 'a,"b"\nc' in [row["id"] for row in csv.DictReader(stream)]


def test_another_ending_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match=r"list.ods: .* '.ods'; expected .xlsx .* or .csv"):
        write_list(town(), tmp_path / "list.ods")

    assert list(tmp_path.iterdir()) == []


def test_a_plan_in_which_nobody_is_in_a_grid_is_listed_all_the_same(tmp_path: Path) -> None:
    plan = town()
    bare = dataclasses.replace(plan, levels=(), zone_of={})

    write_list(bare, tmp_path / "list.xlsx")
    write_list(dataclasses.replace(plan, zone_of={
        level: np.full(64, -1) for level in plan.zone_of
    }), tmp_path / "none.xlsx")  # fmt: skip

    assert len(sheets(tmp_path / "list.xlsx")["清河村"]) == 61
    assert sheets(tmp_path / "none.xlsx")["清河村"][1][-1] == "in no grid"


def test_whom_to_ask_is_told_for_the_lowest_zone_that_has_somebody(tmp_path: Path) -> None:
    contacts = {f"{FIRST}01": "组长甲", FIRST: "网格长乙", VILLAGE: "村主任丙"}

    write_list(town(), tmp_path / "list.xlsx", lang="zh", contacts=contacts)
    write_list(town(), tmp_path / "list.csv", contacts=contacts)

    book = sheets(tmp_path / "list.xlsx")
    said = {row[1]: row[-1] for row in book["清河村"]}
    assert (said["住户编号"], said["h11"], said["h1"], said["h21"]) == (
        "联系人", "组长甲", "网格长乙", "村主任丙",
    )  # fmt: skip
    assert [row[-1] for row in book["汇总"][5:7]] == ["村主任丙", "网格长乙"]
    assert (tmp_path / "list.csv").read_text("utf-8-sig").splitlines()[4].endswith(",组长甲")
