"""A difference of plans is a workbook whose codes have names, and which prints as it stands."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from plans import EAST_GATE, VILLAGE, altered, town, with_people

from gridgen.files.difference_book import write_difference
from gridgen.model.errors import WriteError
from gridgen.plans.diff import Difference, Reason, diff


def full_disk(*_: Any, **__: Any) -> None:
    raise OSError(28, "No space left on device")


def moved(village: str = "清河村") -> Difference:
    """The town, and the town after h1 moved from the first grid to the second and h20 was lost."""
    old = town(village=village)
    grid_of = np.array(old.zone_of["grids"])
    grid_of[0] = 1
    ids, count = old.township.households.ids.copy(), old.township.households.count.copy()
    ids[19], count[60] = "=new", 450
    roll = dataclasses.replace(old.township.households, ids=ids, count=count)
    new = dataclasses.replace(
        altered(old, households=roll), zone_of=old.zone_of | {"grids": grid_of}
    )
    return diff(old, new)


def sheets(path: Path) -> dict[str, list[list[object]]]:
    book = openpyxl.load_workbook(path)
    return {sheet.title: [list(row) for row in sheet.values] for sheet in book}


def test_a_difference_is_a_workbook_of_an_overview_and_the_communities_that_changed(
    tmp_path: Path,
) -> None:
    write_difference(moved(), tmp_path / "diff.xlsx", lang="zh")

    book = sheets(tmp_path / "diff.xlsx")
    assert list(book) == [
        "总表", "网格变化", "换网格住户", f"{EAST_GATE} 东门社区", f"{VILLAGE} 清河村",
    ]  # fmt: skip
    assert book["总表"][0][:10] == [
        "编码", "村（社区）", "保留网格数", "调整网格数", "新增网格数", "撤销网格数",
        "原有户数", "现有户数", "内部调整户数", "划入户数",
    ]  # fmt: skip
    assert [row[:9] for row in book["总表"][1:]] == [
        [None, "边界外住户", 0, 0, 0, 0, 1, 1, 0],
        [EAST_GATE, "东门社区", 2, 1, 0, 0, 1200, 1250, 0],
        [VILLAGE, "清河村", 1, 2, 0, 0, 60, 60, 1],
        [None, "合计", 3, 3, 0, 0, 1261, 1311, 1],
    ]


def test_the_zones_of_communities_that_changed_stand_on_one_sheet(tmp_path: Path) -> None:
    write_difference(moved(), tmp_path / "diff.xlsx")

    rows = sheets(tmp_path / "diff.xlsx")["grids"]
    first, second, third = (f"{VILLAGE}{k:03d}" for k in (1, 2, 3))
    assert rows[0][:17] == [
        "community", "code", "name", "change", "why", "most went to", "its name", "code before",
        "name before", "old code out of use from", "before (households)",
        "after (households)", "moved in (households)",
        "moved out (households)", "new (households)", "gone (households)", "recount (households)",
    ]  # fmt: skip
    assert [row[:4] + row[10:17] for row in rows[4:]] == [
        ["清河村", first, "清河村第1网格", "changed", 20, 19, 0, 1, 1, 1, 0],
        ["清河村", second, "清河村第2网格", "changed", 20, 21, 1, 0, 0, 0, 0],
        ["清河村", third, "清河村第3网格", "kept", 20, 20, 0, 0, 0, 0, 0],
    ]
    assert {cell for row in rows[1:] for cell in row[4:10]} == {None}


def test_a_zone_says_why_it_changed_and_what_it_was_called(tmp_path: Path) -> None:
    found = moved()
    why = (Reason("above", "原有 112 户，超过上限 100 户", "was above the band (112 > 100)"),)
    zones = [
        dataclasses.replace(zone, why=why, old_code=f"{VILLAGE}009", old_name="渡口网格",
                            until="2026-11-29") if zone.code == f"{VILLAGE}001" else zone
        for zone in found.zones
    ]  # fmt: skip

    write_difference(
        dataclasses.replace(found, zones=tuple(zones)), tmp_path / "diff.xlsx", lang="zh"
    )

    row = next(r for r in sheets(tmp_path / "diff.xlsx")["网格变化"] if r[1] == f"{VILLAGE}001")
    assert row[4:10] == [
        "原有 112 户，超过上限 100 户", None, None, f"{VILLAGE}009", "渡口网格", "2026-11-29",
    ]  # fmt: skip


def test_all_who_moved_stand_on_one_sheet_by_village(tmp_path: Path) -> None:
    old = town()
    grid_of = np.array(old.zone_of["grids"])
    grid_of[[0, 1, 60]] = [1, 2, 4]
    new = dataclasses.replace(old, zone_of=old.zone_of | {"grids": grid_of})

    write_difference(diff(old, new), tmp_path / "diff.xlsx", lang="zh")

    rows = sheets(tmp_path / "diff.xlsx")["换网格住户"]
    assert rows[0] == ["村（社区）", "原属", "原属名称", "现属", "现属名称", "住户编号", "现有户数"]
    assert [row[0:1] + row[2:3] + row[4:] for row in rows[1:]] == [
        ["东门社区", "东门社区第1网格", "东门社区第2网格", "h61", 400],
        ["清河村", "清河村第1网格", "清河村第2网格", "h1", 1],
        ["清河村", "清河村第1网格", "清河村第3网格", "h2", 1],
    ]


def test_people_and_communities_have_sheets_where_they_changed(tmp_path: Path) -> None:
    old = with_people(town())
    shape = old.communities.shape
    communities = dataclasses.replace(old.communities, name=["新清河村", "东门社区"], shape=shape)
    new = altered(old, communities=communities)
    posts = [dataclasses.replace(post, person="P9") if post.person == "P1" else post
             for post in old.staff.posts]  # fmt: skip
    new = dataclasses.replace(new, staff=dataclasses.replace(old.staff, posts=tuple(posts)))

    write_difference(diff(old, new), tmp_path / "diff.xlsx", lang="zh")

    book = sheets(tmp_path / "diff.xlsx")
    assert book["村（社区）变化"][1] == [
        f"村（社区）更名：清河村（{VILLAGE}）现名新清河村（{VILLAGE}），共 60 户。"
    ]
    assert [row[:3] + row[5:] for row in book["服务人员变化"][1:]] == [
        ["P1", "head", "离任", 0, 20], ["P9", "head", "新增", 20, 0],
    ]  # fmt: skip


def test_households_that_changed_have_the_names_of_their_zones_beside_the_codes(
    tmp_path: Path,
) -> None:
    write_difference(moved(), tmp_path / "diff.xlsx", lang="zh")

    homes = sheets(tmp_path / "diff.xlsx")[f"{VILLAGE} 清河村"]
    first, second = f"{VILLAGE}001", f"{VILLAGE}002"
    assert homes == [
        ["住户编号", "变化", "原属", "原属名称", "现属", "现属名称", "原有户数", "现有户数"],
        ["h1", "调整", first, "清河村第1网格", second, "清河村第2网格", 1, 1],
        ["=new", "新增", None, None, first, "清河村第1网格", 0, 1],
        ["h20", "减少", first, "清河村第1网格", None, None, 1, 0],
    ]


def test_rows_are_counted_only_where_they_hold_several_households(tmp_path: Path) -> None:
    old = town()
    grid_of = np.array(old.zone_of["grids"])
    grid_of[0] = 1
    single = altered(
        old, households=dataclasses.replace(old.township.households, count=np.ones(64, int))
    )
    new = dataclasses.replace(single, zone_of=old.zone_of | {"grids": grid_of})

    write_difference(diff(single, new), tmp_path / "single.xlsx")
    write_difference(moved(), tmp_path / "several.xlsx")

    said = [str(sheets(tmp_path / f"{name}.xlsx")["overview"][0]) for name in ("single", "several")]
    assert ["(rows)" in header for header in said] == [False, True]


def test_every_sheet_of_a_difference_is_set_up_for_a4_with_its_header_on_each_page(
    tmp_path: Path,
) -> None:
    write_difference(moved(), tmp_path / "diff.xlsx", lang="zh")

    book = openpyxl.load_workbook(tmp_path / "diff.xlsx")
    assert {sheet.print_title_rows for sheet in book} == {"$1:$1"}
    assert {int(sheet.page_setup.paperSize) for sheet in book} == {9}
    assert {sheet.page_setup.fitToWidth for sheet in book} == {1}
    assert {sheet.oddFooter.center.text for sheet in book} == {"第 &P 页，共 &N 页"}
    assert book.worksheets[-1].page_setup.orientation == "portrait"


def test_a_household_over_a_border_stands_on_both_sheets(tmp_path: Path) -> None:
    old = town()
    grid_of, community_of = np.array(old.zone_of["grids"]), np.array(old.community_of)
    grid_of[0], community_of[0] = 3, 1
    new = dataclasses.replace(
        old, community_of=community_of, zone_of=old.zone_of | {"grids": grid_of}
    )

    write_difference(diff(old, new), tmp_path / "diff.xlsx")

    book = sheets(tmp_path / "diff.xlsx")
    row = ["h1", "moved", f"{VILLAGE}001", "清河村第1网格", f"{EAST_GATE}001", "东门社区第1网格"]
    assert [rows[-1][:6] for rows in list(book.values())[-2:]] == [row, row]


def test_a_workbook_of_no_difference_is_the_overview_alone(tmp_path: Path) -> None:
    write_difference(diff(town(), town()), tmp_path / "diff.xlsx")

    assert list(sheets(tmp_path / "diff.xlsx")) == ["overview"]


def test_no_text_of_a_difference_becomes_a_formula(tmp_path: Path) -> None:
    write_difference(moved("=1+1"), tmp_path / "diff.xlsx")

    book = openpyxl.load_workbook(tmp_path / "diff.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    odd = [cell for cell in cells if str(cell.value).startswith("=")]
    assert {cell.value for cell in odd} == {"=1+1", "=new"}
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in odd)
    assert "f" not in {cell.data_type for cell in cells}


@pytest.mark.parametrize(
    ("name", "sheet"),
    [
        ("清河村", f"{VILLAGE} 清河村"),
        ("[a]:b*c?d/e\\f", f"{VILLAGE} a b c d e f"),
        ("x" * 40, f"{VILLAGE} {'x' * 18}"),
        ("𠮷" * 40, f"{VILLAGE} {'𠮷' * 9}"),  # Excel counts two for each
        ("'quoted'", f"{VILLAGE} 'quoted"),
        ("a\n\tb\x07", f"{VILLAGE} a b"),
        ("", f"{VILLAGE} {VILLAGE}"),
    ],
)
def test_a_sheet_has_a_name_that_excel_takes(tmp_path: Path, name: str, sheet: str) -> None:
    write_difference(moved(name), tmp_path / "diff.xlsx")

    assert list(sheets(tmp_path / "diff.xlsx"))[-1] == sheet


def test_the_older_workbook_is_whole_when_the_disk_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "diff.xlsx").write_bytes(b"old")
    monkeypatch.setattr(openpyxl.Workbook, "save", full_disk)

    with pytest.raises(WriteError, match=r"diff.xlsx: .*No space left on device"):
        write_difference(moved(), tmp_path / "diff.xlsx")

    assert (tmp_path / "diff.xlsx").read_bytes() == b"old"
