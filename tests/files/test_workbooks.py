"""Workbooks hold what was found, and every text stays text."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import openpyxl
import pytest

from gridgen.files.workbooks import write_findings
from gridgen.model.findings import Finding, Report, Severity

SMALL = Finding("grid_small", Severity.WARNING, "清河村", 12.0, 50.0, zh="太小", en="too small")
EVIL = Finding("row", Severity.ERROR, "=HYPERLINK(1)", None, float("inf"), zh="@甲\x07", en="+1-1")


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
    assert sheet["F2"].value == "@甲\\x07"


def test_a_report_of_nothing_is_a_workbook_with_a_header(tmp_path: Path) -> None:
    write_findings(Report(), tmp_path / "findings.xlsx")

    assert openpyxl.load_workbook(tmp_path / "findings.xlsx").active.max_row == 1
