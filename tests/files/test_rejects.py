"""Which rows go back to whoever sent them, and how the columns that a workbook adds are known."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
from villages import divide, field, homes, square

import gridgen
from gridgen.files.rejects import OURS, own_headers, rejects_of, require_xlsx
from gridgen.model.errors import WriteError
from gridgen.words.say import LANGUAGES


def test_the_columns_that_a_workbook_adds_are_known_in_every_language() -> None:
    headers = own_headers()

    assert len(headers) == len(OURS) * len(LANGUAGES)
    assert set(headers.values()) == set(OURS)


@pytest.mark.parametrize(("name", "is_one"), [("a.xlsx", True), ("a.XLSX", True), ("a.csv", False)])
def test_a_workbook_is_told_by_the_end_of_its_name(name: str, is_one: bool) -> None:
    if is_one:
        assert require_xlsx(Path(name)) is None
    else:
        with pytest.raises(WriteError, match=r"a\.csv"):
            require_xlsx(Path(name))


def test_of_a_partial_list_only_its_own_rows_go_back() -> None:
    table = homes(field(8, 5), households=5)
    plan = divide(table, square())

    again = gridgen.redraw(plan, gpd.GeoDataFrame(table), partial=True, effort="fast")

    assert rejects_of(again, table) == ()
