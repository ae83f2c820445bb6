"""Of a file with many tables each says its part, and those of something else are told."""

from __future__ import annotations

import pandas as pd
import pytest
from edited import town
from returning import NORTH, grids, homes, rules_of

from gridgen.model.errors import ReadError
from gridgen.versions.returned.tables import handed_back


def test_each_layer_of_a_plan_says_its_part() -> None:
    villages = town().to_frame("communities")
    layers = {"grids": grids(), "households": homes(), "communities": villages,
              "findings": pd.DataFrame({"rule": ["a"]})}  # fmt: skip

    back = handed_back(town(), layers, "back.gpkg")

    assert list(back.drawn) == ["grids"]
    assert [one.where for one in back.homes] == ["back.gpkg:households"]
    assert back.findings == ()


def test_a_sheet_for_each_village_is_households_too() -> None:
    table = homes()
    sheets = dict(iter(table.groupby("community")))

    back = handed_back(town(), sheets, "list.xlsx")

    assert len(back.homes) == 3
    assert back.findings == ()


def test_a_table_of_something_else_beside_them_is_told() -> None:
    tables = {"households": homes(), "notes": pd.DataFrame({"text": ["a"]})}

    back = handed_back(town(), tables, "back.xlsx")

    assert rules_of(back.findings) == ["returned_unused"]
    assert "“notes”" in back.findings[0].zh


def test_a_file_that_has_nothing_to_do_with_the_plan_is_refused() -> None:
    tables = {"notes": pd.DataFrame({"text": ["a"]}), "more": pd.DataFrame({"code": ["7"]})}

    with pytest.raises(ReadError, match=r"back\.xlsx holds no households or zones of the plan; it"):
        handed_back(town(), tables, "back.xlsx")


def test_households_of_another_township_are_nothing_of_the_plan() -> None:
    table = homes().assign(id=[f"x{k}" for k in range(len(homes()))])

    with pytest.raises(ReadError, match="Is it of this plan"):
        handed_back(town(), {"households": table}, "other.gpkg")


def test_a_list_of_codes_alone_is_a_table_of_grids() -> None:
    back = handed_back(town(), {"a": pd.DataFrame({"code": [NORTH]})}, "a.csv")

    assert list(back.drawn) == ["grids"]
