"""Rows that go back are written where a file is named for them, else it is told how to get them."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from commanding import Run, one_object

import gridgen


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    """A list of 60 rows of which one has no place and one a wrong count."""
    rows = [[f"h{k}", str(114 + 0.0002 * (k % 10)), str(31 + 0.0002 * (k // 10)), "2"]
            for k in range(60)]  # fmt: skip
    rows[3][1], rows[5][3] = "", "x"
    lines = [",".join(row) for row in [["id", "lon", "lat", "households"], *rows]]
    (tmp_path / "list.csv").write_text("\n".join(lines), "utf-8")
    return tmp_path / "list.csv"


def test_rows_left_out_are_told_with_how_to_get_them(run: Run, wrong: Path) -> None:
    _, out, _ = run("divide", wrong, "-o", "made.gpkg", "--lang", "en")

    assert "2 rows were left out: --rejects rejects.xlsx writes them" in out


def test_nothing_is_told_where_nothing_was_left_out(run: Run) -> None:
    _, out, _ = run("divide", "input.gpkg", "-o", "made.gpkg", "--lang", "en")

    assert "--rejects" not in out


def test_rejects_are_written_and_corrected_ones_taken(run: Run, wrong: Path) -> None:
    words = ("divide", wrong, "-o", "made.gpkg", "--lang", "en")

    _, out, _ = run(*words, "--rejects", "back.xlsx")
    book = openpyxl.load_workbook("back.xlsx")
    sheet = book.active
    sheet["D2"], sheet["F3"] = 114.0006, 2
    book.save("back.xlsx")
    code, last, _ = run(*words, "--corrections", "back.xlsx", "--rejects", "again.xlsx")

    assert "Wrote back.xlsx (2 rows to correct" in out
    assert [cell.value for cell in sheet["B"]] == ["row in the file", 5, 7]
    assert code == 0
    assert "Wrote again.xlsx (0 rows" in last
    assert len(gridgen.read_plan("made.gpkg").households) == 60


def test_json_stays_one_object(run: Run, wrong: Path) -> None:
    _, out, _ = run("divide", wrong, "-o", "made.gpkg", "--json", "--rejects", "back.xlsx")

    assert one_object(out)["rows"] == 58
    assert Path("back.xlsx").is_file()


def test_a_redraw_sends_back_rows_of_its_new_list(run: Run, wrong: Path) -> None:
    run("divide", wrong, "-o", "made.gpkg")
    back = "--rejects", "back.xlsx", "--lang", "en"

    _, out, _ = run("redraw", "made.gpkg", "--households", wrong, "-o", "new.gpkg", *back)
    code, _, err = run("redraw", "made.gpkg", "-o", "new.gpkg", "--corrections", wrong, *back)

    assert "Wrote back.xlsx (2 rows" in out
    assert code == 2
    assert "--corrections correct a list of households, and none is given" in err


@pytest.mark.parametrize("name", ["back.csv", "made.gpkg", "list.csv"])
def test_a_name_that_rejects_cannot_have_is_refused_before_anything_is_divided(
    run: Run, wrong: Path, name: str
) -> None:
    code, _, _ = run("divide", wrong, "-o", "made.gpkg", "--rejects", name)

    assert code == 2
    assert not Path("made.gpkg").exists()
    assert wrong.read_text("utf-8").startswith("id,lon")


def test_rejects_are_never_written_over_a_workbook_that_is_read(run: Run, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["id", "lon", "lat"])
    book.active.append(["a", 114, 31])
    book.save(tmp_path / "list.xlsx")

    code, _, err = run("divide", "list.xlsx", "-o", "p.gpkg", "--rejects", "list.xlsx")

    assert code == 2
    assert "list.xlsx" in err
