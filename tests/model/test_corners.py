"""Which corners of a drawing are one."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gridgen.model.corners import corners


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(-2, 2)), max_size=30),
    st.sampled_from([0.0, 40_500_000.0]),
)
def test_corners_are_the_distinct_rows_sorted(rows: list[tuple[int, int]], far: float) -> None:
    xy = np.array(rows, float).reshape(-1, 2) + far

    distinct, at = corners(xy)

    assert distinct.tolist() == [list(row) for row in sorted({tuple(row) for row in xy.tolist()})]
    assert distinct[at].tolist() == xy.tolist()
