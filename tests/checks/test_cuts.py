"""What is above the band may be cut, if the rules say so and the grids are marked; nothing else.

A tower of 620 households in the middle of a community of 25 houses, one every 60 m.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from broken import CITY as GOOD_CITY
from broken import (
    GROUPS,
    moved,
    places,
    row,
    with_zone_of,
    zone_of,
    zones_in,
)
from plans import altered

import gridgen
from gridgen.model.findings import Report
from gridgen.model.plan import Plan

ORIGIN = np.array([500_000.0, 3_400_000.0])
CRS = "EPSG:4547"
CITY = "990101001001"


@pytest.fixture(scope="module")
def tower() -> Plan:
    xy = ORIGIN + np.array([(30 + 60 * i, 30 + 60 * j) for j in range(5) for i in range(5)], float)
    count = [40] * 12 + [620] + [40] * 12
    homes = gpd.GeoDataFrame(
        {"id": [f"h{k}" for k in range(25)], "households": count},
        geometry=gpd.points_from_xy(*xy.T),
        crs=CRS,
    )
    square = shapely.box(*ORIGIN, *(ORIGIN + 300))
    area = gpd.GeoDataFrame({"code": [CITY], "kind": ["community"]}, geometry=[square], crs=CRS)
    return gridgen.divide(homes, communities=area, effort="fast")


def with_grids(plan: Plan, **columns: object) -> Plan:
    return replace(plan, levels=(replace(plan.level("grids"), **columns),))


def rows_of(plan: Plan, *ids: str) -> list[int]:
    return [plan.township.households.ids.tolist().index(id_) for id_ in ids]


def grid_of(plan: Plan, household: str) -> int:
    return int(plan.zone_of["grids"][rows_of(plan, household)[0]])


def wheres(report: Report, rule: str) -> list[str]:
    return [found.where for found in report.of(rule)]


def test_a_tower_that_was_split_and_marked_is_no_error(tower: Plan) -> None:
    report = gridgen.check(tower)

    assert [f.en for f in report.errors] == []
    [told] = report.of("unit_split")
    assert (told.where, told.number, told.limit) == ("h12", 620, 500)


def test_a_grid_with_a_part_of_a_tower_must_be_marked(tower: Plan) -> None:
    bare = with_grids(tower, schematic=np.zeros(len(tower.level("grids")), bool))

    report = gridgen.check(bare)

    both = {grid_of(tower, "h12#1"), grid_of(tower, "h12#2")}
    assert wheres(report, "label_untrue") == [tower.level("grids").code[g] for g in sorted(both)]


def test_a_grid_without_a_part_of_a_tower_must_not_be_marked(tower: Plan) -> None:
    every = with_grids(tower, schematic=np.ones(len(tower.level("grids")), bool))

    report = gridgen.check(every)

    both = {grid_of(tower, "h12#1"), grid_of(tower, "h12#2")}
    others = set(range(len(tower.level("grids")))) - both
    assert wheres(report, "label_untrue") == [tower.level("grids").code[g] for g in sorted(others)]


def test_a_tower_is_cut_wrongly_where_the_rules_do_not_split(tower: Plan, tmp_path: Path) -> None:
    text = Path(gridgen.__file__).parent.joinpath("rules/presets/standard.toml").read_text("utf-8")
    whole = "\n".join(line for line in text.splitlines() if not line.startswith("split"))
    (tmp_path / "whole.toml").write_text(whole, "utf-8")

    report = gridgen.check(tower, rules=str(tmp_path / "whole.toml"))

    assert wheres(report, "place_cut") == ["h12#1"]
    assert wheres(report, "unit_split") == []


def test_what_is_not_above_the_band_may_not_be_cut(tower: Plan) -> None:
    roll = replace(
        tower.township.households,
        count=np.where(
            tower.township.households.part_of == "h12", 250, tower.township.households.count
        ),
    )

    report = gridgen.check(altered(tower, households=roll))

    assert wheres(report, "place_cut") == ["h12#1"]


def test_a_part_of_a_tower_in_a_grid_that_is_not_beside_it_is_in_pieces(tower: Plan) -> None:
    corner, other = grid_of(tower, "h0"), (grid_of(tower, "h0") + 1) % 3
    grid = tower.zone_of["grids"].copy()
    grid[grid == corner] = other
    grid[rows_of(tower, "h0", "h12#1")] = corner

    report = gridgen.check(replace(tower, zone_of={"grids": grid}))

    assert tower.level("grids").code[corner] in wheres(report, "zone_in_pieces")


# --- what is below the band, in the good plan ------------------------------------------------


def test_two_households_of_one_place_in_two_groups_are_found(good: Plan) -> None:
    home = row(good, "first")
    group = good.zone_of[GROUPS]
    same_grid = good.zone_of["grids"] == good.zone_of["grids"][home]
    other = int(group[same_grid & (group != group[home])][0])

    report = gridgen.check(moved(good, GROUPS, home, other))

    assert places(report, "place_cut") == ["first"]


def test_a_building_in_two_grids_is_found(good: Plan) -> None:
    a, b = zones_in(good, GOOD_CITY)
    rows = zone_of(good, "grids")
    name = good.township.households.keys["building"][np.flatnonzero(rows == a)[0]]
    rows[np.flatnonzero((good.township.households.keys["building"] == name) & (rows == a))[0]] = b

    report = gridgen.check(with_zone_of(good, "grids", rows))

    assert places(report, "unit_cut") == [name]
