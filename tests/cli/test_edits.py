"""The command that changes a plan by hand."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from commanding import VILLAGE, Run, one_object

from gridgen.files.plan_reader import read_plan

FIRST, SECOND = f"{VILLAGE}001", f"{VILLAGE}002"


def test_households_are_moved_and_grids_renamed_and_each_edit_says_what_it_does(
    run: Run, tmp_path: Path
) -> None:
    code, out, _ = run("edit", "plan.gpkg", "-o", "edited.gpkg", "--rename", f"{FIRST}=河东网格",
                       "--lock", f"{FIRST},{SECOND}", "--lang", "zh")  # fmt: skip

    plan = read_plan(tmp_path / "edited.gpkg")
    assert code == 0
    assert "改名为“河东网格”" in out
    assert plan.made_by.locks == (FIRST, SECOND)
    assert "河东网格" in plan.level("grids").name


def test_two_grids_become_one_and_the_plan_that_was_given_stays(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    before = (folder / "plan.gpkg").read_bytes()

    code, out, _ = run("edit", "plan.gpkg", "-o", "merged.gpkg", "--merge", f"{FIRST},{SECOND}")

    plan = read_plan(tmp_path / "merged.gpkg")
    assert code == 1  # 140 households are above the band
    assert len(plan.level("grids")) == 1
    assert "140" in out
    assert (folder / "plan.gpkg").read_bytes() == before


def test_a_table_is_made_whole_or_not_at_all(run: Run, tmp_path: Path) -> None:
    (tmp_path / "edits.csv").write_text(
        f"操作,对象,目标\n改名,{FIRST},河东网格\n飞走,{FIRST},\n", "utf-8"
    )

    refused = run("edit", "plan.gpkg", "-o", "tabled.gpkg", "--table", "edits.csv")
    is_written = (tmp_path / "tabled.gpkg").exists()
    skipped = run("edit", "plan.gpkg", "-o", "tabled.gpkg", "--table", "edits.csv", "--skip-bad")

    assert refused[0] == 2
    assert "edits.csv, row 3" in refused[2]
    assert not is_written
    assert skipped[0] in (0, 1)
    assert "河东网格" in read_plan(tmp_path / "tabled.gpkg").level("grids").name


def test_a_dry_run_tells_and_writes_nothing(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("edit", "plan.gpkg", "--split", f"{FIRST}:2", "--dry-run", "--json")

    assert code in (0, 1)
    assert one_object(out)
    assert not (tmp_path / "dry.gpkg").exists()


def test_the_template_lists_what_can_be_edited(run: Run, tmp_path: Path) -> None:
    code, _, _ = run("edit", "plan.gpkg", "--template", "template.xlsx", "--lang", "zh")

    book = openpyxl.load_workbook(tmp_path / "template.xlsx")
    cells = {str(cell.value) for sheet in book for row in sheet for cell in row}
    assert code == 0
    assert {"操作", "对象", "目标"} <= cells
    assert FIRST in cells


def test_a_plan_is_not_written_over_and_a_wrong_name_is_told(run: Run) -> None:
    over = run("edit", "plan.gpkg", "-o", "plan.gpkg", "--lock", FIRST)
    wrong = run("edit", "plan.gpkg", "-o", "wrong.gpkg", "--lock", "第九网格")

    assert (over[0], wrong[0]) == (2, 2)
    assert "plan.gpkg" in over[2]
    assert "第九网格" in wrong[2]
