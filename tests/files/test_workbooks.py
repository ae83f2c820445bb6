"""Workbooks hold what was found, every text stays text, and Excel takes the names of sheets."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plans import EAST_GATE, VILLAGE, altered, town

from gridgen.files.workbooks import _sheet_name, write_difference, write_findings
from gridgen.model.errors import WriteError
from gridgen.model.findings import Finding, Report, Severity
from gridgen.plans.diff import Difference, diff

SMALL = Finding("grid_small", Severity.WARNING, "清河村", 12.0, 50.0, zh="太小", en="too small")
EVIL = Finding("row", Severity.ERROR, "=HYPERLINK(1)", None, float("inf"), zh="@甲\x07", en="+1-1")


def full_disk(*_: Any, **__: Any) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize(
    ("lang", "header", "row"),
    [
        ("en", ["severity", "rule", "where", "number", "limit", "text", "what to do"],
         ["warning", "grid_small", "清河村", 12, 50, "too small", ""]),
        ("zh", ["级别", "规则", "位置", "数值", "限值", "说明", "处理办法"],
         ["提醒", "grid_small", "清河村", 12, 50, "太小", ""]),
    ],
)  # fmt: skip
def test_findings_are_a_workbook_with_a_row_each(
    tmp_path: Path, lang: str, header: list[str], row: list[object]
) -> None:
    write_findings(Report((SMALL,)), tmp_path / "findings.xlsx", lang=lang)

    rows = openpyxl.load_workbook(tmp_path / "findings.xlsx").active.iter_rows(values_only=True)
    assert [[cell or "" for cell in cells] for cells in rows] == [header, row]


def test_no_text_becomes_a_formula(tmp_path: Path) -> None:
    names = ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0"]
    report = Report(tuple(dataclasses.replace(EVIL, where=name) for name in names))

    write_findings(report, tmp_path / "findings.xlsx", lang="zh")

    sheet = openpyxl.load_workbook(tmp_path / "findings.xlsx").active
    cells = [row[2] for row in sheet.iter_rows(min_row=2)]
    assert [(cell.value, cell.data_type, cell.quotePrefix) for cell in cells] == [
        (name, "s", True) for name in names
    ]
    assert sheet["F2"].value == "@甲"


def test_a_report_of_nothing_is_a_workbook_with_a_header(tmp_path: Path) -> None:
    write_findings(Report(), tmp_path / "findings.xlsx")

    assert openpyxl.load_workbook(tmp_path / "findings.xlsx").active.max_row == 1


# --- the difference of two plans -----------------------------------------------------------------


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
    assert list(book) == ["总表", f"{EAST_GATE} 东门社区", f"{VILLAGE} 清河村"]
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


def test_a_community_that_changed_has_its_grids_and_below_them_its_households(
    tmp_path: Path,
) -> None:
    write_difference(moved(), tmp_path / "diff.xlsx")

    grids = sheets(tmp_path / "diff.xlsx")[f"{VILLAGE} 清河村"]
    first, second, third = (f"{VILLAGE}{k:03d}" for k in (1, 2, 3))
    assert [row[:11] for row in grids[:4]] == [
        ["code", "name", "change", "most went to", "before (households)", "after (households)",
         "moved in (households)", "moved out (households)", "new (households)",
         "gone (households)", "recount (households)"],
        [first, "清河村第1网格", "changed", None, 20, 19, 0, 1, 1, 1, 0],
        [second, "清河村第2网格", "changed", None, 20, 21, 1, 0, 0, 0, 0],
        [third, "清河村第3网格", "kept", None, 20, 20, 0, 0, 0, 0, 0],
    ]  # fmt: skip
    assert [row[:6] for row in grids[4:]] == [
        [None] * 6,
        ["household", "change", "from", "to", "before (households)", "after (households)"],
        ["h1", "moved", first, second, 1, 1],
        ["=new", "new", None, first, 0, 1],
        ["h20", "gone", first, None, 1, 0],
    ]


def test_a_household_over_a_border_stands_on_both_sheets(tmp_path: Path) -> None:
    old = town()
    grid_of, community_of = np.array(old.zone_of["grids"]), np.array(old.community_of)
    grid_of[0], community_of[0] = 3, 1
    new = dataclasses.replace(
        old, community_of=community_of, zone_of=old.zone_of | {"grids": grid_of}
    )

    write_difference(diff(old, new), tmp_path / "diff.xlsx")

    book = sheets(tmp_path / "diff.xlsx")
    row = ["h1", "moved", f"{VILLAGE}001", f"{EAST_GATE}001", 1, 1]
    assert [rows[-1][:6] for rows in list(book.values())[1:]] == [row, row]


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


@given(names=st.lists(st.text(alphabet="aA'[]:*?/\\ 村𠮷\n", max_size=35), max_size=12))
def test_names_of_sheets_are_never_too_long_nor_doubled_nor_odd(names: list[str]) -> None:
    taken = {"history"}

    made = [_sheet_name(name, taken) for name in [*names, "History"]]

    assert len({name.casefold() for name in [*made, "History"]}) == len(made) + 1
    for name in made:
        assert 1 <= len(name.encode("utf-16-le")) // 2 <= 31
        assert not set(name) & set("[]:*?/\\\n")
        assert name.strip("' ") == name


def test_the_older_workbook_is_whole_when_the_disk_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "diff.xlsx").write_bytes(b"old")
    monkeypatch.setattr(openpyxl.Workbook, "save", full_disk)

    with pytest.raises(WriteError, match=r"diff.xlsx: .*No space left on device"):
        write_difference(moved(), tmp_path / "diff.xlsx")

    assert (tmp_path / "diff.xlsx").read_bytes() == b"old"
