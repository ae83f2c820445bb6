"""Places along the Z-order curve."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gridgen.model.curve import along_curve

cell = st.integers(0, 2**31 - 1)


@given(x=cell, y=cell)
def test_bits_of_column_and_row_take_turns(x: int, y: int) -> None:
    written = "".join(row + col for row, col in zip(f"{y:031b}", f"{x:031b}", strict=True))

    assert along_curve(np.array([x]), np.array([y])).tolist() == [int(written, 2)]
