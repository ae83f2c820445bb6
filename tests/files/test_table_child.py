"""A workbook read in the other process is the same table, and its errors are the same sentences."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import openpyxl
import pytest
from pandas.testing import assert_frame_equal

from gridgen.files.books import read_book
from gridgen.files.origin import origin_of, sent
from gridgen.files.table_child import ask_in_child, read_in_child
from gridgen.model.errors import ReadError


@pytest.fixture
def book(tmp_path: Path) -> Path:
    made = openpyxl.Workbook()
    made.active.title = "住户"
    for row in (["名单"], ["编号", "组", "户数"], ["甲1", "一组", 1], ["甲2", None, "3户"]):
        made.active.append(row)
    made.active.merge_cells("B3:B4")
    made.create_sheet("说明")
    made.save(tmp_path / "a.xlsx")
    return tmp_path / "a.xlsx"


def test_a_sheet_comes_back_as_its_reader_reads_it(book: Path) -> None:
    here = read_book(book, "Excel workbook", "住户", "", None)

    there = read_in_child("read_book", book, "Excel workbook", "住户", "", None)

    assert_frame_equal(there, here, check_names=False)
    for name, value in sent(origin_of(here)).items():
        assert np.array_equal(getattr(origin_of(there), name), value), name


def test_the_names_of_sheets_come_back(book: Path) -> None:
    assert ask_in_child("list_book", book, "Excel workbook") == ["住户", "说明"]


def test_an_error_of_the_reader_is_said_here(book: Path) -> None:
    with pytest.raises(ReadError, match="there is no sheet 'x'; it has: 住户, 说明"):
        read_in_child("read_book", book, "Excel workbook", "x", "", None)
