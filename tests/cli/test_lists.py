"""The command that hands a plan out as a list."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from commanding import VILLAGE, Run, one_object


def test_list_writes_a_workbook_and_says_where(run: Run) -> None:
    code, out, err = run("list", "plan.gpkg", "-o", "台账.xlsx", "--lang", "zh")

    assert (code, err) == (0, "")
    assert out == "已写出 台账.xlsx\n"
    assert openpyxl.load_workbook("台账.xlsx").sheetnames == ["汇总", "清河村"]


@pytest.mark.parametrize("words", [["-o", "list.csv"], ["-o", "list.txt", "--csv"]])
def test_list_writes_a_table_for_systems(run: Run, words: list[str]) -> None:
    code, _, _ = run("list", "plan.gpkg", *words)

    lines = Path(words[1]).read_text("utf-8-sig").splitlines()
    assert code == 0
    assert len(lines) == 141
    assert lines[0].startswith("id,households,community,community_name,presence,grid,grid_name")
    assert lines[1].split(",")[2] == VILLAGE


def test_list_prints_one_json_object(run: Run) -> None:
    code, out, _ = run("list", "plan.gpkg", "-o", "list.csv", "--json")

    said = one_object(out)
    assert code == 0
    assert (said["list"], said["rows"], said["households"]) == ("list.csv", 140, 140)


def test_list_refuses_to_write_over_the_plan(run: Run, folder: Path) -> None:
    code, _, err = run("list", "plan.gpkg", "-o", folder / "plan.gpkg", "--csv")

    assert code == 2
    assert "this is an input file" in " ".join(err.split())


def test_list_names_people_of_a_table_and_keeps_them_out_of_the_plan(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    table = f"网格编码,职务,姓名,电话\n{VILLAGE}001,网格员,李四,\n{VILLAGE}001,网格长,张三,138\n"
    (tmp_path / "staff.csv").write_text(table, "utf-8")

    code, _, _ = run("list", "plan.gpkg", "-o", "a.xlsx", "--staff", "staff.csv", "--lang", "zh")

    sheet = openpyxl.load_workbook("a.xlsx")["清河村"]
    assert code == 0
    assert "网格长张三（138）、网格员李四" in [row[-1] for row in sheet.values]
    assert "张三".encode() not in (folder / "plan.gpkg").read_bytes()
