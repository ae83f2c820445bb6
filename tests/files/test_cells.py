"""Cells are what they hold, columns as wide as they must be; Excel takes the names of sheets."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridgen.files.cells import fill_table, print_on_a4, put_row, row_of, sheet_name, width_of


@given(names=st.lists(st.text(alphabet="aA'[]:*?/\\ 村𠮷\n", max_size=35), max_size=12))
def test_names_of_sheets_are_never_too_long_nor_doubled_nor_odd(names: list[str]) -> None:
    taken = {"history"}

    made = [sheet_name(name, taken) for name in [*names, "History"]]

    assert len({name.casefold() for name in [*made, "History"]}) == len(made) + 1
    for name in made:
        assert 1 <= len(name.encode("utf-16-le")) // 2 <= 31
        assert not set(name) & set("[]:*?/\\\n")
        assert name.strip("' ") == name


@pytest.mark.parametrize(
    ("value", "kept", "kind", "shown"),
    [
        ("990101001201", "990101001201", "s", "@"),
        ("=1+1", "=1+1", "s", "@"),
        (19468, 19468, "n", "#,##0"),
        (19468.0, 19468, "n", "#,##0"),
        (0.25, 0.25, "n", "#,##0.0##"),
    ],
)
@pytest.mark.parametrize("is_written_only", [False, True])
def test_numbers_are_numbers_with_separators_and_texts_are_text(
    tmp_path: Path, value: str | float, kept: str | float, kind: str, shown: str,
    is_written_only: bool,
) -> None:  # fmt: skip
    book = openpyxl.Workbook(write_only=is_written_only)
    sheet = book.create_sheet("a", 0)
    if is_written_only:
        sheet.append(row_of(sheet, [value]))
    else:
        put_row(sheet, 1, [value])
    book.save(tmp_path / "a.xlsx")

    cell = openpyxl.load_workbook(tmp_path / "a.xlsx")["a"]["A1"]
    assert (cell.value, cell.data_type, cell.number_format) == (kept, kind, shown)
    assert cell.quotePrefix is (kind == "s")


def test_a_sheet_prints_on_a4_with_its_header_and_the_number_of_the_page_on_each(
    tmp_path: Path,
) -> None:
    book = openpyxl.Workbook()
    fill_table(book.active, {"code": 20, "name": 20}, [["1", "a"]])
    print_on_a4(book.active, "Smith & Sons", "en")
    book.save(tmp_path / "a.xlsx")

    with zipfile.ZipFile(tmp_path / "a.xlsx") as parts:
        xml, whole = (parts.read(f"xl/{name}").decode() for name in ("worksheets/sheet1.xml",
                                                                     "workbook.xml"))  # fmt: skip
    assert 'paperSize="9"' in xml
    assert 'orientation="portrait"' in xml
    assert 'fitToPage="1"' in xml
    assert 'fitToHeight="0"' in xml
    assert "<oddHeader>&amp;CSmith &amp;&amp; Sons</oddHeader>" in xml
    assert "<oddFooter>&amp;CPage &amp;P of &amp;N</oddFooter>" in xml
    assert '<definedName name="_xlnm.Print_Titles" localSheetId="0"' in whole
    assert "$1:$1</definedName>" in whole


def test_what_is_wider_than_upright_paper_lies(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    fill_table(book.active, {"code": 60, "text": 60}, [["1", "a"]])

    print_on_a4(book.active, "wide", "en")

    assert book.active.page_setup.orientation == "landscape"


def test_a_column_is_as_wide_as_its_longest_text_and_no_wider_than_told() -> None:
    widths = [width_of("no.", texts, most=20) for texts in (["1"], ["清河村"], ["x" * 30])]

    assert widths == [6.0, 8.5, 20]


def test_what_would_steer_a_terminal_or_turn_a_line_is_spelt_out() -> None:
    sheet = openpyxl.Workbook().active

    put_row(sheet, 1, ["H\x1b1", "村\u202e1"])

    assert [cell.value for cell in sheet[1]] == ["H\\x1b1", "村\\u202e1"]
