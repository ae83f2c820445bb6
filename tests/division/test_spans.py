"""Grids that may span communities: three small villages and an estate of one town, one beyond.

y 200 +--------+--------+--------+--------+--------+
      | 201    | 202    | 203    | 001    | 201 of |
      | 20     | 20     | 20     | 60     | town 2 |
    0 +--------+--------+--------+--------+--------+
      x 0     100      200      300      400      500
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import gridgen
from gridgen.doors import check
from gridgen.model.plan import Plan

ORIGIN = np.array([500_000.0, 3_400_000.0])
CRS = "EPSG:4547"
TOWN, OTHER = "990101001", "990101002"
CODES = [f"{TOWN}201", f"{TOWN}202", f"{TOWN}203", f"{TOWN}001", f"{OTHER}201"]
VILLAGES, ESTATE, BEYOND = f"{TOWN}000", f"{TOWN}001", f"{OTHER}000"

RULES = """
name = "spanning"
title = { zh = "跨村", en = "spanning" }
above = [{ name = "towns", digits = 9 }]
virtual = true
SPAN
[[level]]
name = "grids"
parent = "communities"
label = { zh = "第{n}网格", en = "Grid {n}" }
band.village = { fewest = 25, most = 40 }
band.community = { fewest = 25, most = 40 }

[[level]]
name = "teams"
parent = "grids"
label = { zh = "第{n}组", en = "Team {n}" }
code_digits = 2
band.village = { fewest = 8, most = 12 }
"""


def homes() -> gpd.GeoDataFrame:
    places, community = [], []
    for k, code in enumerate(CODES):
        wide = 6 if code == ESTATE else 2
        i, j = np.meshgrid(np.arange(wide), np.arange(10))
        step = 90 / wide
        places.append(np.column_stack([100 * k + step * (i.ravel() + 0.5), 10 + 19 * j.ravel()]))
        community += [code] * places[-1].shape[0]
    xy = ORIGIN + np.vstack(places)
    xy += np.random.default_rng(6).uniform(-2, 2, xy.shape)
    columns = {"id": [f"h{k}" for k in range(len(xy))], "community": community}
    return gpd.GeoDataFrame(columns, geometry=gpd.points_from_xy(*xy.T), crs=CRS)


def land(**columns: object) -> gpd.GeoDataFrame:
    shapes = [
        shapely.box(*(ORIGIN + [x, 0]), *(ORIGIN + [x + 100, 200])) for x in range(0, 500, 100)
    ]
    kind = ["community" if code == ESTATE else "village" for code in CODES]
    return gpd.GeoDataFrame({"code": CODES, "kind": kind, **columns}, geometry=shapes, crs=CRS)


def rules(folder: Path, span: str = 'span = "towns"') -> str:
    path = folder / f"{'span' if span else 'plain'}.toml"
    path.write_text(RULES.replace("SPAN", span), "utf-8")
    return str(path)


def divided(folder: Path, **asked: object) -> Plan:
    given = {"communities": land(), "rules": rules(folder), "effort": "fast"} | asked
    table = given.pop("households", homes())
    return gridgen.divide(table, **given)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    return divided(tmp_path_factory.mktemp("span"))


def told(plan: Plan) -> set[str]:
    return {found.rule for found in plan.report} - {"densest_cell", "borders_on_lines"}


def test_by_default_no_grid_leaves_its_community_even_where_it_is_too_small(
    tmp_path: Path,
) -> None:
    plan = divided(tmp_path, rules=rules(tmp_path, ""))

    assert plan.communities.code.tolist() == CODES
    table = plan.households.merge(homes()[["id", "community"]], on="id", suffixes=("", "_given"))
    assert (table["community"] == table["community_given"]).all()
    assert table.groupby("grid")["community"].nunique().max() == 1
    small = [code + "001" for code in CODES if code != ESTATE]
    assert [f.where for f in plan.report.of("band_impossible")] == small


def test_villages_of_one_town_are_divided_together_in_the_band(plan: Plan) -> None:
    zones = plan.level("grids")

    assert plan.communities.code.tolist() == [VILLAGES, ESTATE, BEYOND]
    assert set(zones.status[zones.community == VILLAGES]) == {"in band"}
    assert len(zones.code[zones.community == VILLAGES]) == 2
    assert len(zones.code[zones.community == ESTATE]) == 2
    given = homes().set_index("id")["community"]
    villages = plan.households.assign(given=given[plan.households["id"]].to_numpy())
    assert villages.groupby("grid")["given"].nunique().max() > 1
    assert [f.where for f in plan.report.of("band_impossible")] == [f"{BEYOND}001"]


def test_parents_codes_and_kinds_are_those_of_the_land_divided_together(plan: Plan) -> None:
    grids, teams = plan.levels

    assert set(grids.parent) == {VILLAGES, ESTATE, BEYOND}
    for zones in plan.levels:
        for code, parent in zip(zones.code, zones.parent, strict=True):
            assert code.startswith(parent)
            assert len(code) == len(parent) + (3 if zones is grids else 2)
    assert dict(zip(grids.community, grids.kind, strict=True)) == {
        VILLAGES: "village", ESTATE: "community", BEYOND: "village",
    }  # fmt: skip
    assert set(teams.community) == {VILLAGES, BEYOND}


def test_the_checks_find_nothing_but_the_village_that_is_too_small(plan: Plan) -> None:
    assert told(plan) == {"band_impossible"}
    assert {f.rule for f in check(plan)} == {"band_impossible"}


def test_households_may_name_the_community_that_they_had(plan: Plan) -> None:
    assert not plan.report.of("community_unknown")
    assert not plan.report.of("community_differs")


def test_a_household_that_names_another_village_than_its_own_is_told_where_that_matters(
    tmp_path: Path,
) -> None:
    table = homes()
    table.loc[0, "community"] = CODES[1]  # another village, but of the same town
    table.loc[1, "community"] = CODES[3]  # the estate

    plan = divided(tmp_path, households=table)

    assert [f.where for f in plan.report.of("community_differs")] == ["h1"]


def test_the_number_of_grids_may_be_asked_for_by_a_community_that_is_part_of_it(
    tmp_path: Path,
) -> None:
    plan = divided(tmp_path, grids={VILLAGES: 2})

    assert (plan.level("grids").community == VILLAGES).sum() == 2


def test_who_has_no_place_is_in_the_virtual_grid_of_the_land_that_holds_the_village(
    tmp_path: Path,
) -> None:
    gone = pd.DataFrame({"id": ["gone"], "community": [CODES[1]]})
    table = gpd.GeoDataFrame(pd.concat([homes(), gone], ignore_index=True), crs=CRS)

    plan = divided(tmp_path, households=table)

    grid = dict(zip(plan.households["id"], plan.households["grid"], strict=True))
    assert grid["gone"] == f"{VILLAGES}901"
    assert plan.report.errors == ()


def test_a_file_of_it_is_read_checked_and_redrawn_the_same(plan: Plan, tmp_path: Path) -> None:
    gridgen.write_plan(plan, tmp_path / "plan.gpkg")

    again = gridgen.read_plan(tmp_path / "plan.gpkg")
    redrawn = gridgen.redraw(again, effort="fast")

    assert {f.rule for f in check(again)} == {"band_impossible"}
    assert redrawn.communities.code.tolist() == plan.communities.code.tolist()
    assert redrawn.households["grid"].tolist() == plan.households["grid"].tolist()
    assert redrawn.households["team"].tolist() == plan.households["team"].tolist()
    assert told(redrawn) == told(plan)


def test_a_redraw_takes_households_as_the_villages_hand_them_in(plan: Plan) -> None:
    redrawn = gridgen.redraw(plan, homes(), effort="fast")

    assert redrawn.households["grid"].tolist() == plan.households["grid"].tolist()
    assert told(redrawn) == {"band_impossible"}


def test_villages_of_two_classes_are_not_divided_together_where_classes_have_bands(
    tmp_path: Path,
) -> None:
    classes = ["210", "220", "220", "111", "220"]
    own = rules(tmp_path).replace("span.toml", "classes.toml")
    text = RULES.replace("SPAN", 'span = "towns"').replace(
        "band.community", "band.210 = { fewest = 5, most = 10 }\nband.community", 1
    )
    Path(own).write_text(text, "utf-8")

    apart = divided(tmp_path, rules=own, communities=land(**{"class": classes}))
    together = divided(tmp_path, communities=land(**{"class": classes}))

    assert apart.communities.urban_class.tolist() == ["210", "220", "111", "220"]
    sizes = apart.level("grids").households[apart.level("grids").community == VILLAGES]
    assert all(5 <= n <= 10 for n in sizes)
    assert together.communities.code.tolist() == [VILLAGES, ESTATE, BEYOND]
    assert together.communities.urban_class.tolist() == ["", "111", "220"]


def test_villages_that_do_not_touch_are_not_joined_over_the_gap(tmp_path: Path) -> None:
    table, areas = homes(), land()
    mine = table["community"] == CODES[2]
    table = table[~mine].reset_index(drop=True)
    areas = areas[areas["code"] != CODES[2]].reset_index(drop=True)
    table = table[table["community"] != CODES[1]].reset_index(drop=True)
    areas = areas[areas["code"] != CODES[1]].reset_index(drop=True)
    far = homes()[lambda t: t["community"] == CODES[1]]
    moved = far.assign(geometry=far.translate(0, 5_000))
    shape = gpd.GeoDataFrame(
        {"code": [CODES[1]], "kind": ["village"]},
        geometry=[shapely.box(*(ORIGIN + [100, 5_000]), *(ORIGIN + [200, 5_200]))], crs=CRS,
    )  # fmt: skip
    table = gpd.GeoDataFrame(pd.concat([table, moved], ignore_index=True), crs=CRS)
    areas = gpd.GeoDataFrame(pd.concat([areas, shape], ignore_index=True), crs=CRS)

    plan = divided(tmp_path, households=table, communities=areas)

    assert plan.report.errors == ()
    given = table.set_index("id")["community"][plan.households["id"]].to_numpy()
    mixed = plan.households.assign(given=given).groupby("grid")["given"].nunique()
    assert bool(mixed.max() == 1) != bool(plan.report.of("part_joined"))
