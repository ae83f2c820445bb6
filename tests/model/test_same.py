"""What is the same after an edit: shapes by being the very same object, rows by their values."""

from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gridgen.model.same import rows_before, same_rows

POOL = [shapely.Point(k, 0) for k in range(8)]


def shapes(*rows: int) -> np.ndarray:
    made = np.empty(len(rows), object)
    made[:] = [POOL[row] for row in rows]
    return made


@given(st.permutations(range(8)), st.integers(0, 8), st.lists(st.integers(0, 7), max_size=8))
def test_a_shape_is_found_where_it_stood_and_nowhere_else(
    order: list[int], number: int, asked: list[int]
) -> None:
    before = order[:number]

    found = rows_before(shapes(*before), shapes(*asked))

    assert found.tolist() == [before.index(one) if one in before else -1 for one in asked]


def test_one_that_only_looks_alike_is_another() -> None:
    alike = np.array([shapely.Point(0, 0)], object)

    assert rows_before(shapes(0), alike).tolist() == [-1]
    assert rows_before(None, alike).tolist() == [-1]


def test_a_row_is_the_same_where_all_its_values_are_and_none_twice_is_the_same() -> None:
    before = {"name": np.array(["a", "b", "c"], object), "mean": np.array([1.0, np.nan, 2.0])}
    now = {"name": np.array(["c", "b", "a"], object), "mean": np.array([2.5, np.nan, 1.0])}

    found = same_rows(before, now, np.array([2, 1, 0]))

    assert found.tolist() == [-1, 1, 0]


def test_a_row_that_was_not_there_is_not_the_same() -> None:
    columns = {"name": np.array(["a", "b"], object)}

    assert same_rows(columns, columns, np.array([0, -1])).tolist() == [0, -1]
