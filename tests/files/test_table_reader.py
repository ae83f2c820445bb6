"""Tables are read as text, in the encodings of townships."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from gridgen.files.inputs import read_table
from gridgen.model.errors import ReadError


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_encoding_and_delimiter_gives_the_same_table(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    lines = ["编号,小区,户数", '甲1,"东门, 里",009900', "甲2,,2"]
    text = "\r\n".join(lines).replace('"东门, 里"', "东门里").replace(",", delimiter)
    (tmp_path / "a.csv").write_bytes(text.encode(encoding))

    table, source = read_table(tmp_path / "a.csv")

    assert source == "a.csv"
    assert table.columns.tolist() == ["编号", "小区", "户数"]
    assert table.to_numpy().tolist() == [["甲1", "东门里", "009900"], ["甲2", "", "2"]]


def test_a_comma_inside_quotation_marks_does_not_part_a_field(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('id,estate\n1,"East Gate, no. 3"\n', encoding="utf-8")

    assert read_table(tmp_path / "a.csv")[0]["estate"].tolist() == ["East Gate, no. 3"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"id,lon,lat\n", "no row under the header"),
        (b"id,lon,lat\n,,\n , ,\n", "no row under the header"),
        (b"id,lon\n1,2\n1,2,3\n", "row 3: 3 fields; expected 2 as in the header"),
        (b"id\n\x81\xff\xff\n", "neither UTF-8 nor GB18030"),
        (b'id,a\n1,"' + b"x" * 200_000, "Is a quotation mark left open"),
    ],
)
def test_a_table_that_cannot_be_read_says_why(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "a.csv").write_bytes(content)

    with pytest.raises(ReadError, match=message):
        read_table(tmp_path / "a.csv")


def test_a_workbook_gives_text_from_its_first_sheet_or_the_named_one(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "户"
    book.active.append(["编号", "村代码", "经度", "备注"])
    book.active.append(["009900", 990101001003, 116.25, None])
    book.active.append(["NA", 990101001003.0, 116.0, "无"])
    book.create_sheet("other").append(["a"])
    book["other"].append(["b"])
    book.save(tmp_path / "a.xlsx")

    first, _ = read_table(tmp_path / "a.xlsx")
    named, source = read_table(f"{tmp_path}/a.xlsx:other")

    assert first.to_numpy().tolist() == [
        ["009900", "990101001003", "116.25", ""],
        ["NA", "990101001003", "116", "无"],
    ]
    assert (named["a"].tolist(), source) == (["b"], "a.xlsx:other")
    with pytest.raises(ReadError, match="no sheet 'none'; it has: 户, other"):
        read_table(f"{tmp_path}/a.xlsx:none")


@pytest.mark.parametrize(
    ("marks", "row", "further"),
    [({60: '"East'}, 62, 83), ({10: '"East', 90: 'East"'}, 12, 80)],
)
def test_a_stray_quotation_mark_that_swallows_rows_is_refused_with_its_row(
    tmp_path: Path, marks: dict[int, str], row: int, further: int
) -> None:
    rows = [f"h{k},114.5,30.7,{marks.get(k, 'East')}" for k in range(144)]
    (tmp_path / "a.csv").write_text("\n".join(["id,lon,lat,estate", *rows]) + "\n")

    with pytest.raises(ReadError, match=rf"row {row}: a quotation mark .* over {further} further"):
        read_table(tmp_path / "a.csv")


def test_a_cell_of_several_lines_is_one_cell(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        'id,lon,lat,note\na,1,2,"East, block 3\nby the river, gate 2"\n'
    )

    table, _ = read_table(tmp_path / "a.csv")

    assert table["note"].tolist() == ["East, block 3\nby the river, gate 2"]


@pytest.mark.parametrize("delimiter", [",", ";", "|", "\t"])
def test_what_stands_between_fields_is_found_below_a_title(tmp_path: Path, delimiter: str) -> None:
    lines = ["青禾镇住户坐标登记表", "编号,经度,纬度", "a,116.2,30.1"]
    (tmp_path / "a.csv").write_text("\n".join(lines).replace(",", delimiter), encoding="utf-8")

    assert read_table(tmp_path / "a.csv")[0].to_numpy().tolist() == [["a", "116.2", "30.1"]]


def test_excel_may_be_told_what_stands_between_fields(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("sep=;\nid;lon\na;116,2\n", encoding="utf-8")

    assert read_table(tmp_path / "a.csv")[0].to_numpy().tolist() == [["a", "116,2"]]


def test_merged_cells_of_a_workbook_are_filled_downwards(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in [["组别", "编号"], ["一组", "a"], [None, "b"], ["二组", "c"], [None, "d"]]:
        book.active.append(row)
    book.active.merge_cells("A2:A3")
    book.save(tmp_path / "a.xlsx")

    table, _ = read_table(tmp_path / "a.xlsx")

    assert table["组别"].tolist() == ["一组", "一组", "二组", ""]


def test_a_stray_cell_far_away_costs_nothing(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["编号", "经度"])
    book.active.append(["a", 116.2])
    book.active["A1048576"] = " "
    book.active["XFD1"] = " "
    book.save(tmp_path / "a.xlsx")

    table, _ = read_table(tmp_path / "a.xlsx")

    assert table.to_numpy().tolist() == [["a", "116.2"]]
