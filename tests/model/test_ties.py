"""Whom a tie names: by id, with all parts of a row that was cut, or by what households share."""

from __future__ import annotations

import numpy as np
import pytest

from gridgen.model.households import Households
from gridgen.model.ties import Tie


def homes() -> Households:
    """a whole, b cut in two, c; the first and the last in building 7."""
    at = np.zeros((4, 2))
    return Households(
        ids=["a", "b.1", "b.2", "c"], given=at, xy=at, count=[1, 2, 2, 1], community=[""] * 4,
        keys={"building": ["7", "", "", "7"]}, source=[1, 2, 2, 3], crs="EPSG:4547",
        part_of=["", "b", "b", ""],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("key", "side", "rows"),
    [
        ("id", "a", [0]),
        ("id", "b", [1, 2]),
        ("id", "b.2", [2]),
        ("id", "nobody", []),
        ("building", "7", [0, 3]),
        ("building", "8", []),
        ("building", "", []),
        ("id", "", []),
        ("estate", "7", []),
    ],
)
def test_a_side_of_a_tie_is_the_rows_that_it_names(key: str, side: str, rows: list[int]) -> None:
    tie = Tie("together", key, side, "c")

    assert tie.rows(homes(), side).tolist() == rows
