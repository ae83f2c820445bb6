"""A value that stands in the first row of each block alone is that of the whole block."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from gridgen.files.blocks import fill_blocks
from gridgen.files.headers import recognise
from gridgen.files.households import to_households
from gridgen.files.vocabulary import HOUSEHOLDS


def groups(*cells: str) -> pd.DataFrame:
    return recognise(pd.DataFrame({"组别": list(cells)}), HOUSEHOLDS, "a.csv")[0]


def filled(*cells: str) -> tuple[list[str], list[int | float | None]]:
    known, findings = fill_blocks(groups(*cells), source="a.csv", is_row=np.ones(len(cells), bool))
    assert {found.rule for found in findings} <= {"cells_filled_down"}
    return known["group"].tolist(), [found.number for found in findings]


def test_blocks_are_filled_downwards_and_told() -> None:
    assert filled("一组", "", "", "二组", "", "", "") == (["一组"] * 3 + ["二组"] * 4, [5])


@pytest.mark.parametrize(
    "cells",
    [
        ("", "一组", "", "", "", ""),  # the first row has none
        ("一组", "一组", "", "", "", ""),  # neighbours share it and both say so
        ("一组", "", "二组", "", "三组", ""),  # half the rows have one
        ("一组", "", "", "", ""),  # too few rows to tell
        ("一组", "", "", "", "", ""),  # one block alone
        ("", "", "", "", "", ""),
    ],
)
def test_cells_that_are_blank_otherwise_stay_blank(cells: tuple[str, ...]) -> None:
    assert filled(*cells) == (list(cells), [])


def test_rows_that_hold_nothing_belong_to_no_block() -> None:
    cells = ["一组", "", "", "", "二组", "", "", ""]
    is_row = np.array([True, True, True, False, True, True, True, False])

    known, _ = fill_blocks(groups(*cells), source="a.csv", is_row=is_row)

    assert known["group"].tolist() == ["一组"] * 3 + [""] + ["二组"] * 3 + [""]


def test_villager_groups_of_households_are_filled_downwards() -> None:
    lon = [116.2 + k / 1000 for k in range(6)]
    table = pd.DataFrame({"组别": ["一组", "", "", "二组", "", ""], "lon": lon, "lat": 30.1})

    households, findings = to_households(table, source="a.csv")

    assert households.keys["group"].tolist() == ["一组"] * 3 + ["二组"] * 3
    assert [f.rule for f in findings if f.severity == "warning"] == ["cells_filled_down"]
