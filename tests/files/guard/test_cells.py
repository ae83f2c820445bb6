"""Rows come as they are, up to the limits; blank cells beyond them are no columns."""

from __future__ import annotations

import pytest

from gridgen.files.guard.cells import bounded
from gridgen.files.guard.limits import narrowed
from gridgen.model.errors import ReadError


def test_rows_within_the_limits_come_as_they_are() -> None:
    rows = [["id", "lon"], ["", ""], ["a", "113.1"]]

    assert list(bounded(rows, "a.csv")) == rows


def test_a_stray_blank_in_a_far_column_makes_no_columns() -> None:
    far = ["a", "113.1", *[""] * 16_000, " "]

    (row,) = bounded([far], "a.xlsx")

    assert len(row) == 1000
    assert row[:2] == ["a", "113.1"]


@pytest.mark.parametrize(
    ("most", "message"),
    [
        ({"columns": 2}, "a.csv: 3 columns; at most 2 are read"),
        ({"rows": 1}, "a.csv: 2 rows or more; at most 1 are read"),
        ({"cells": 5}, "a.csv: 6 cells or more; at most 5 are read"),
        ({"cell_bytes": 4}, "a cell of column '3' has 5 bytes; at most 4 are read"),
    ],
)
def test_what_goes_over_a_limit_is_told_with_its_number(most: dict[str, int], message: str) -> None:
    rows = [["a", "b", "ccccc"], ["a", "b", "c"]]

    with narrowed(**most), pytest.raises(ReadError, match=message):
        list(bounded(rows, "a.csv"))


@pytest.mark.parametrize("most", [{"columns": 3}, {"rows": 2}, {"cells": 6}, {"cell_bytes": 5}])
def test_what_is_exactly_at_a_limit_is_read(most: dict[str, int]) -> None:
    rows = [["a", "b", "ccccc"], ["a", "b", "c"]]

    with narrowed(**most):
        assert list(bounded(rows, "a.csv")) == rows
