"""What a file wishes of a level: labels of households, codes, names and deleted zones."""

from __future__ import annotations

import pandas as pd
from edited import draft, town
from returning import NORTH, SOUTH, around, drawn, grids, homes, rules_of
from villages import NEXT_VILLAGE, VILLAGE

from gridgen.versions.returned.named import NEW
from gridgen.versions.returned.tables import handed_back
from gridgen.versions.returned.wishes import Wishes, wishes_of


def wishes(**tables: pd.DataFrame) -> Wishes:
    return wishes_of(draft(), handed_back(town(), tables, "back.gpkg"), "grids")


def test_who_says_nothing_new_has_no_label() -> None:
    found = wishes(grids=grids(), households=homes())

    assert set(found.label_of) == {""}
    assert (found.codes, found.names, found.gone) == ({}, {}, ())


def test_a_new_polygon_and_a_new_code_in_the_rows_are_one_new_zone() -> None:
    code = f"{VILLAGE}021"
    table = homes()
    table.loc["h40", "grid"] = code
    new = drawn(code=code, name="河东网格", geometry=around(0, 10))

    found = wishes(grids=pd.concat([grids(), new]), households=table)

    assert set(found.label_of[[*range(10), 40]]) == {f"{NEW}{code}"}
    assert found.codes == {f"{NEW}{code}": code}
    assert found.names == {f"{NEW}{code}": "河东网格"}


def test_a_list_of_grids_renames_and_renumbers_by_the_name_that_stays() -> None:
    code = f"{VILLAGE}021"
    table = pd.DataFrame(grids()[["code", "name"]])
    table.loc[NORTH, "name"] = "河东网格"
    table.loc[SOUTH, "code"] = code

    found = wishes(列表=table)

    assert set(found.label_of[:60]) == {f"{NEW}{code}"}
    assert found.names[NORTH] == "河东网格"


def test_a_row_without_a_polygon_whose_code_nobody_knows_is_told() -> None:
    table = pd.DataFrame({"code": [NORTH, f"{VILLAGE}021"], "name": ["第一网格", "河东网格"]})

    found = wishes(列表=table)

    assert rules_of(found.findings) == ["returned_row_unknown"]
    assert f"第 2 行的编码 {VILLAGE}021" in found.findings[0].zh


def test_names_in_full_and_names_of_villages_are_no_change() -> None:
    table = pd.DataFrame({"编码": [VILLAGE, NORTH], "名称": ["东村（新）", "东村第一网格"]})

    assert wishes(汇总=table).names == {}


def test_a_name_of_another_village_is_its_own_grid_there() -> None:
    table = homes()
    table["grid_name"] = ""
    table.loc["h150", "grid_name"] = "第一网格" if town().zone_of["grids"][150] == 3 else "第二网格"

    found = wishes(households=table)

    assert found.label_of[150].startswith(NEXT_VILLAGE)
