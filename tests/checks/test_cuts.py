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
from plans import altered

import gridgen
from gridgen.model.findings import Report
from gridgen.model.plan import Plan

ORIGIN = np.array([500_000.0, 3_400_000.0])
CRS = "EPSG:4547"
CITY = "990101001001"


@pytest.fixture(scope="module")
def good() -> Plan:
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


def test_a_tower_that_was_split_and_marked_is_no_error(good: Plan) -> None:
    report = gridgen.check(good)

    assert [f.en for f in report.errors] == []
    [told] = report.of("unit_split")
    assert (told.where, told.number, told.limit) == ("h12", 620, 500)


def test_a_grid_with_a_part_of_a_tower_must_be_marked(good: Plan) -> None:
    bare = with_grids(good, schematic=np.zeros(len(good.level("grids")), bool))

    report = gridgen.check(bare)

    both = {grid_of(good, "h12#1"), grid_of(good, "h12#2")}
    assert wheres(report, "label_untrue") == [good.level("grids").code[g] for g in sorted(both)]


def test_a_grid_without_a_part_of_a_tower_must_not_be_marked(good: Plan) -> None:
    every = with_grids(good, schematic=np.ones(len(good.level("grids")), bool))

    report = gridgen.check(every)

    both = {grid_of(good, "h12#1"), grid_of(good, "h12#2")}
    others = set(range(len(good.level("grids")))) - both
    assert wheres(report, "label_untrue") == [good.level("grids").code[g] for g in sorted(others)]


def test_a_tower_is_cut_wrongly_where_the_rules_do_not_split(good: Plan, tmp_path: Path) -> None:
    text = Path(gridgen.__file__).parent.joinpath("rules/presets/standard.toml").read_text("utf-8")
    whole = "\n".join(line for line in text.splitlines() if not line.startswith("split"))
    (tmp_path / "whole.toml").write_text(whole, "utf-8")

    report = gridgen.check(good, rules=str(tmp_path / "whole.toml"))

    assert wheres(report, "place_cut") == ["h12#1"]
    assert wheres(report, "unit_split") == []


def test_what_is_not_above_the_band_may_not_be_cut(good: Plan) -> None:
    roll = replace(
        good.township.households,
        count=np.where(
            good.township.households.part_of == "h12", 250, good.township.households.count
        ),
    )

    report = gridgen.check(altered(good, households=roll))

    assert wheres(report, "place_cut") == ["h12#1"]


def test_a_part_of_a_tower_in_a_grid_that_is_not_beside_it_is_in_pieces(good: Plan) -> None:
    corner, other = grid_of(good, "h0"), (grid_of(good, "h0") + 1) % 3
    grid = good.zone_of["grids"].copy()
    grid[grid == corner] = other
    grid[rows_of(good, "h0", "h12#1")] = corner

    report = gridgen.check(replace(good, zone_of={"grids": grid}))

    assert good.level("grids").code[corner] in wheres(report, "zone_in_pieces")
