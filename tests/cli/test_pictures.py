"""gridgen map and gridgen wall."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from campaigns import campaign
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
    campaign(
        [
            (["-o", "wall.pdf"], ["wall.pdf"]),
            (["-o", "wall.png", "--dpi", "40", "--theme", "grey"], ["wall.png"]),
            (["-o", "wall.svg", "--lang", "zh", "--title", "清河镇"], ["wall.svg"]),
            (["-o", "atlas.pdf", "--scope", "grid", "--bleed", "3"], ["atlas.pdf"]),
            (["-o", "boards.pdf", "--scope", "grid", "--form", "board"], ["boards.pdf"]),
            (["-o", "register.pdf", "--form", "register"], ["register.pdf"]),
            (["-o", "nested.pdf", "--form", "nested"], ["nested.pdf"]),
        ],
        every=2,
        several=True,
    ),
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
    campaign(
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
        every=3,
        several=True,
    ),
)
def test_wall_refuses_what_cannot_be_printed(run: Run, words: list[str], said: str) -> None:
    code, _, err = run("wall", "plan.gpkg", *words)

    assert code == 2
    assert said in " ".join(err.split())


def test_wall_tells_what_moved_since_an_older_plan(run: Run, changed: Path) -> None:
    code, out, err = run(
        "wall", changed, "--changes", "plan.gpkg", "-o", "c.svg", "--size", "A4", "--lang", "zh"
    )

    page = Path("c.svg").read_text("utf-8")
    assert (code, err) == (0, "")
    assert "c.svg" in out
    assert "清河村网格调整公示" in page
    assert ">h0<" in page
    assert "（减少）" in page


def test_map_shows_what_moved_since_an_older_plan(run: Run, changed: Path) -> None:
    code, _, err = run("map", changed, "--changes", "plan.gpkg", "-o", "c.html", "--lang", "zh")

    page = Path("c.html").read_text("utf-8")
    assert (code, err) == (0, "")
    assert "网格调整公示" in page
    assert '"changes":{"land":[' in page


@pytest.mark.parametrize("command", ["map", "wall"])
def test_the_older_plan_is_not_written_over(run: Run, folder: Path, command: str) -> None:
    code, _, err = run(command, "broken.gpkg", "--changes", "plan.gpkg", "-o", folder / "plan.gpkg")

    assert code == 2
    assert "this is an input file" in " ".join(err.split())


def test_wall_prints_duties_on_boards(run: Run, tmp_path: Path) -> None:
    (tmp_path / "duties.txt").write_text("每周走访住户。\n", "gb18030")

    code, _, err = run(
        "wall", "plan.gpkg", "--form", "board", "--scope", "grid", "-o", "b.svg", "--lang", "zh",
        "--duties", "duties.txt", "--phone", "12345",
    )  # fmt: skip

    page = Path("b.svg").read_text("utf-8")
    assert (code, err) == (0, "")
    assert "每周走访住户。" in page
    assert "监督电话：12345" in page
    assert "照片" not in page
