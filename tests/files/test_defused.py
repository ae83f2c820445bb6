"""What a spreadsheet would reckon with is defused in CSV, and reads back as it was."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridgen.files.defused import defused
from gridgen.files.inputs import read_inputs

ODD = ["=1+1", "+甲1", "-a", "@b", "'=c", "''@d", "'e", "-5", "+8613", "甲1", "=", "=HYPERLINK(1)"]


def test_ids_read_back_as_they_were(tmp_path: Path) -> None:
    with (tmp_path / "a.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        write = csv.writer(stream).writerow
        write(["id", "lon", "lat"])
        for one in ODD:
            write([defused(one), "114", "31"])

    assert read_inputs(tmp_path / "a.csv").households["id"].tolist() == ODD


@pytest.mark.parametrize("cell", ["=1", "+a", "-a", "@a", "\tx", "'=1"])
def test_no_formula_is_left(cell: str) -> None:
    assert str(defused(cell))[0] == "'"


@pytest.mark.parametrize("cell", ["-5", "+5.0", "-1e5", "甲", "", 3, None, -2.5])
def test_numbers_and_other_texts_stay(cell: object) -> None:
    assert defused(cell) == cell


@given(st.text())
def test_what_is_defused_is_one_apostrophe_longer_or_the_same(text: str) -> None:
    assert defused(text) in (text, "'" + text)
