"""gridgen map and gridgen wall."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from commanding import VILLAGE, Run, one_object


def test_map_writes_a_page_that_names_no_other_computer(run: Run) -> None:
    code, out, err = run("map", "plan.gpkg", "-o", "map.html")

    page = Path("map.html").read_text("utf-8")
    assert (code, err) == (0, "")
    assert "map.html" in out
    assert "清河村" in page
    assert re.findall(r"""(?:src=|<link[^>]*href=)["']?(?:https?:)?//[^"' >]*""", page) == []


@pytest.mark.parametrize(
    ("words", "files"),
    [
        (["-o", "wall.pdf"], ["wall.pdf"]),
        (["-o", "wall.png", "--dpi", "40", "--theme", "grey"], ["wall.png"]),
        (["-o", "wall.svg", "--lang", "zh", "--title", "清河镇"], ["wall.svg"]),
        (["-o", "atlas.pdf", "--scope", "grid", "--bleed", "3"], ["atlas.pdf"]),
        (["-o", "boards.pdf", "--scope", "grid", "--form", "board"], ["boards.pdf"]),
        (["-o", "register.pdf", "--form", "register"], ["register.pdf"]),
        (["-o", "nested.pdf", "--form", "nested"], ["nested.pdf"]),
    ],
)
def test_wall_prints_what_is_asked_for(run: Run, words: list[str], files: list[str]) -> None:
    code, out, err = run("wall", "plan.gpkg", "--size", "A4", *words)

    assert (code, err) == (0, "")
    assert all(Path(file).stat().st_size > 1000 for file in files)
    assert all(file in out for file in files)


def test_wall_prints_one_json_object_of_files_pages_and_findings(run: Run) -> None:
    _, out, _ = run("wall", "plan.gpkg", "-o", "w.pdf", "--size", "A4", "--scope", "grid", "--json")

    said = one_object(out)
    assert said["files"] == ["w.pdf"]
    assert said["pages"] > 1
    assert isinstance(said["findings"], list)


def test_wall_prints_people_from_a_table_and_keeps_them_nowhere(run: Run, tmp_path: Path) -> None:
    staff = tmp_path / "staff.csv"
    staff.write_text(f"网格编码,职务,姓名,电话\n{VILLAGE}001,网格长,张三,138\n", "utf-8")

    code, out, _ = run(
        "wall", "plan.gpkg", "-o", "w.svg", "--size", "A4", "--staff", staff, "--lang", "zh"
    )

    assert code == 0
    assert "张三" in Path("w.svg").read_text("utf-8")
    assert "没有网格长" in out
    kept = [file for file in tmp_path.iterdir() if file.name not in ("w.svg", "staff.csv")]
    assert kept == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-o", "w.doc"], "written as .pdf, .png or .svg"),
        (["-o", "w.pdf", "--size", "B5"], "expected one of A0"),
        (["-o", "w.pdf", "--only", "77"], "--only names '77'"),
        (["-o", "w.pdf", "--font", "No Such"], "is not installed"),
        (["-o", "w.pdf", "--staff", "none.csv"], "none.csv"),
        (["-o", "w.pdf", "--emblem", "none.png"], "none.png: the emblem cannot be read"),
        (["-o", "w.pdf", "--date", "today"], "expected one such as 2026-11-22"),
        (["-o", "plan.gpkg"], "is an input file"),
    ],
)
def test_wall_refuses_what_cannot_be_printed(run: Run, words: list[str], said: str) -> None:
    code, _, err = run("wall", "plan.gpkg", *words)

    assert code == 2
    assert said in " ".join(err.split())
