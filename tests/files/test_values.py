"""Cells as people type them become numbers, texts and codes; what is none is said to be none."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridgen.files.values import (
    code_column,
    is_blank,
    is_not_finite,
    is_rounded,
    number_column,
    rows_of,
    text_column,
    to_codes,
    to_numbers,
    to_text,
    whole_column,
)


@pytest.mark.parametrize(
    ("cell", "blank"),
    [(None, True), (np.nan, True), (pd.NaT, True), ("", True), (" \t", True), ("\u3000", True),
     ("0", False), (0, False), (False, False)],
)  # fmt: skip
def test_a_cell_is_blank_that_holds_nothing_but_spaces(cell: Any, blank: bool) -> None:
    assert is_blank([cell]).tolist() == [blank]


@pytest.mark.parametrize(
    ("cell", "number"),
    [("-1.5", -1.5), ("−1.5", -1.5), ("１．５", 1.5), (" 7 ", 7), ("1,234,567", 1234567),
     ("1e3", 1000), (".5", 0.5), (np.int64(3), 3), (True, 1)],
)  # fmt: skip
def test_a_number_is_understood_as_it_is_typed(cell: Any, number: float) -> None:
    assert to_numbers([cell]).tolist() == [number]


@pytest.mark.parametrize("cell", ["12,34", "1_000", "1.2.3", "十二", "12户", "", None, "0x1F"])
def test_what_is_no_number_is_nan(cell: Any) -> None:
    assert np.isnan(to_numbers([cell])).tolist() == [True]


@given(st.lists(st.floats(allow_nan=False, width=32)))
def test_numbers_that_were_written_as_text_come_back(numbers: list[float]) -> None:
    assert to_numbers([repr(number) for number in numbers]).tolist() == numbers


@pytest.mark.parametrize(
    ("cell", "text", "code"),
    [(990101001003.0, "990101001003", "990101001003"), ("3.0", "3.0", "3"), ("３", "３", "3"),
     ("3.50", "3.50", "3.50"), ("10", "10", "10"), (" a ", "a", "a"), (1.5, "1.5", "1.5"),
     (None, "", ""), ("A.0", "A.0", "A.0"), ("007", "007", "007")],
)  # fmt: skip
def test_a_code_is_a_text_without_what_a_spreadsheet_did_to_it(
    cell: Any, text: str, code: str
) -> None:
    assert to_text([cell]).tolist() == [text]
    assert to_codes([cell]).tolist() == [code]


def test_a_long_column_that_repeats_its_texts_is_read_as_any_other() -> None:
    said = [" a ", "b", "", None, "　", "a"] * 1_000 + ["last"]

    texts = to_text(pd.Series(said, dtype="str"))

    assert (
        texts.tolist() == to_text(said).tolist() == ["a", "b", "", "", "", "a"] * 1_000 + ["last"]
    )
    texts[0] = "mine"  # nobody else has it


@pytest.mark.parametrize(
    ("code", "rounded"),
    [("9.90101E+11", True), ("9e+11", True), ("9.9E11", False), ("99010E+", False), ("", False)],
)
def test_a_code_whose_digits_are_lost_is_known(code: str, rounded: bool) -> None:
    assert is_rounded(to_text([code])).tolist() == [rounded]


def test_a_row_is_finite_where_both_its_numbers_are() -> None:
    xy = np.array([[1, 2], [np.nan, 2], [1, np.inf], [-np.inf, np.nan]])

    assert is_not_finite(xy).tolist() == [False, True, True, True]


# --- columns -------------------------------------------------------------------------------------

TABLE = pd.DataFrame({"a": ["1.0", None, "x", "-2", "1e12", "inf"]}, dtype=object)


def test_a_column_is_read_as_what_is_asked_for() -> None:
    assert text_column(TABLE, "a").tolist() == ["1.0", "", "x", "-2", "1e12", "inf"]
    assert code_column(TABLE, "a").tolist() == ["1", "", "x", "-2", "1e12", "inf"]
    assert number_column(TABLE, "a").tolist() == [1.0, 0.0, 0.0, -2.0, 1e12, 0.0]
    assert whole_column(TABLE, "a", other=-1).tolist() == [1, -1, -1, -1, -1, -1]


def test_a_column_that_a_table_does_not_have_is_blank_in_every_row() -> None:
    assert text_column(TABLE, "b").tolist() == [""] * 6
    assert code_column(TABLE, "b").tolist() == [""] * 6
    assert number_column(TABLE, "b").tolist() == [0.0] * 6
    assert whole_column(TABLE, "b", other=7).tolist() == [7] * 6


@pytest.mark.parametrize(("cell", "whole"), [(0, 0), (-1, 9), (10**9, 10**9), (10**9 + 1, 9)])
def test_a_whole_number_is_from_0_to_a_thousand_million(cell: int, whole: int) -> None:
    assert whole_column(pd.DataFrame({"a": [cell]}), "a", other=9).tolist() == [whole]


CODES = st.lists(st.sampled_from(["", "1", "2", "3"]), max_size=6)


@given(named=CODES, codes=CODES)
def test_a_name_is_the_first_row_that_bears_it(named: list[str], codes: list[str]) -> None:
    rows = rows_of(to_text(named), to_text(codes))

    assert rows.tolist() == [codes.index(n) if n and n in codes else -1 for n in named]
