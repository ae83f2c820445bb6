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


@pytest.mark.parametrize("word", ["同上", "〃", "ditto"])
def test_cells_that_say_as_above_are_filled_so_and_told(word: str) -> None:
    known, found = fill_blocks(
        groups("一组", word, word, "二组", word), source="a.csv", is_row=np.ones(5, bool)
    )

    assert known["group"].tolist() == ["一组"] * 3 + ["二组"] * 2
    assert [(finding.rule, finding.number) for finding in found] == [("cells_same_as_above", 3)]


def test_names_of_villages_are_filled_downwards_too() -> None:
    table = pd.DataFrame({"村名": ["上塘村", "", "", "中陂村", "", ""], "编号": list("abcdef")})
    known, _ = recognise(table, HOUSEHOLDS, "a.csv")

    filled, _ = fill_blocks(known, source="a.csv", is_row=np.ones(6, bool))

    assert filled["village"].tolist() == ["上塘村"] * 3 + ["中陂村"] * 3
