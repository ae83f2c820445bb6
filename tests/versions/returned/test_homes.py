"""The zone of a household is read from columns as plans, exports and lists write them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from edited import town
from returning import NORTH, SOUTH, homes

from gridgen.model.arrays import texts
from gridgen.model.findings import Finding
from gridgen.versions.returned.homes import homes_in, ids_header, missing, rows_of_ids
from gridgen.versions.returned.said import Homes

ROWS = rows_of_ids(town())


def read(table: pd.DataFrame, file: str) -> tuple[Homes, tuple[Finding, ...]]:
    return homes_in(town(), table, table["id"].tolist(), ROWS, file)


@pytest.mark.parametrize("header", ["id", "住户编号", "household", "户编号"])
def test_the_column_of_ids_is_found_if_most_are_of_the_plan(header: str) -> None:
    table = homes()[["id"]].rename(columns={"id": header})

    assert ids_header(table, ROWS) == header
    assert ids_header(table.assign(**{header: "x"}), ROWS) is None


@pytest.mark.parametrize(
    "header", ["grid", "grid_name", "网格", "网格编码", "grids", "code of grids", "grid "]
)
def test_the_column_of_the_grid_is_found_by_its_names(header: str) -> None:
    table = homes()[["id", "grid"]].rename(columns={"grid": header})

    said, _ = read(table, "a.csv")

    (column,) = said.zones["grids"]
    assert set(column[:150]) == {NORTH, SOUTH}


def test_a_shapefile_keeps_ten_letters_of_the_header() -> None:
    table = homes()[["id", "ten_household_group"]]
    table.columns = ["id", "ten_househ"]

    said, _ = read(table, "a.shp")

    assert len(said.zones["ten_household_groups"]) == 1


def test_ids_of_rows_that_the_plan_cut_survive_and_the_whole_row_means_all_its_parts() -> None:
    households = town().township.households
    ids, part_of = households.ids.copy(), np.full(len(households), "", object)
    ids[:2], part_of[:2] = ["big#1", "big#2"], "big"
    cut = replace(households, ids=texts(ids), part_of=texts(part_of))
    plan = replace(town(), township=replace(town().township, households=cut))
    one = pd.DataFrame({"id": ["big#2"], "grid": [NORTH]})
    whole = pd.DataFrame({"id": ["big"], "grid": [NORTH]})

    rows_of = rows_of_ids(plan)
    rows = [homes_in(plan, t, t["id"].tolist(), rows_of, "a.csv")[0].rows for t in (one, whole)]

    assert [row.tolist() for row in rows] == [[1], [0, 1]]
    assert ids_header(whole, rows_of) == "id"


def test_a_table_may_hold_a_part_and_another_the_rest() -> None:
    tables = [homes().iloc[:100], homes().iloc[100:]]
    said = [read(table, "a.xlsx")[0] for table in tables]

    assert missing(town(), said) == ()
    assert missing(town(), said[:1])[0].number == len(homes()) - 100


@pytest.mark.parametrize("cell", ["9.90101E+14", 99010100120100107.0])
def test_codes_that_excel_made_numbers_of_are_told_and_change_nothing(cell: object) -> None:
    table = homes()[["id", "grid"]].astype(object)
    table["grid"] = cell

    said, (found,) = read(table, "a.csv")

    assert said.zones["grids"][0][:150].tolist() == homes()["grid"][:150].tolist()
    assert (found.rule, found.number) == ("returned_rounded", len(table))
    assert "“grid”" in found.zh
