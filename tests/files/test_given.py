"""What a division is given beside its input, from files."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
from commanding import write_input
from saved import HOMES, save
from villages import divide, township

from gridgen.files.given import existing_grids, new_inputs
from gridgen.files.plan_writer import write_plan
from gridgen.model.errors import ReadError
from gridgen.model.plan import Plan


def test_existing_grids_are_a_plan_or_a_layer_of_polygons(tmp_path: Path) -> None:
    write_plan(divide(*township()), tmp_path / "plan.gpkg")

    plan = existing_grids(str(tmp_path / "plan.gpkg"))
    layer = existing_grids(f"{tmp_path}/plan.gpkg:grids")

    assert isinstance(plan, Plan)
    assert isinstance(layer, gpd.GeoDataFrame)
    assert sorted(layer["code"]) == sorted(plan.level("grids").code)


def test_a_file_that_is_neither_says_why(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"none\.gpkg: there is no such file"):
        existing_grids(str(tmp_path / "none.gpkg"))


def test_only_what_is_given_is_new(tmp_path: Path) -> None:
    write_input(tmp_path / "land.gpkg")
    save(tmp_path / "list.gpkg", homes=HOMES)
    land = f"{tmp_path}/land.gpkg:communities"

    one = new_inputs(str(tmp_path / "list.gpkg"), {"communities": land, "lines": None})
    alone = new_inputs(str(tmp_path / "list.gpkg"), {}, partial=True)
    none = new_inputs(None, {})

    assert set(one.tables) == {"households", "communities"}
    assert one.source == {"households": "list.gpkg", "communities": "land.gpkg:communities"}
    assert (one.input_hash, len(alone.input_hash)) == ("", 64)  # that of the list where it is alone
    assert (alone.partial, none.tables) == (True, {})
