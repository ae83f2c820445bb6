"""Bands by urban-rural class: three communities side by side, each divided as its class says.

y 300 +---------------+---------------+---------------+
      | 111 city      | 121 town      | 220 village   |
      | 12 x 10       | 12 x 10       | 12 x 10       |
    0 +---------------+---------------+---------------+
      x 0            300             600             900
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from plans import altered

import gridgen
from gridgen.cli.main import main
from gridgen.doors import check
from gridgen.model.errors import RulesError
from gridgen.model.plan import Plan

ORIGIN = np.array([500_000.0, 3_400_000.0])
CRS = "EPSG:4547"
CITY, TOWN, VILLAGE = "990101001001", "990101001002", "990101001201"
CODES = (CITY, TOWN, VILLAGE)

RULES = """
name = "classes"
title = { zh = "分类", en = "by class" }

[[level]]
name = "grids"
parent = "communities"
mode = { village = "band", community = "band" }
label = { zh = "第{n}网格", en = "Grid {n}" }
band.community = { fewest = 50, most = 70 }
band.12 = { fewest = 35, most = 45 }
band.village = { fewest = 25, most = 35 }
limits.12 = { walk_m = 1 }

[[level]]
name = "teams"
parent = "grids"
label = { zh = "第{n}组", en = "Team {n}" }
code_digits = 2
band.121 = { fewest = 8, most = 12 }
"""


def homes() -> gpd.GeoDataFrame:
    i, j = np.meshgrid(np.arange(36), np.arange(10))
    xy = ORIGIN + [12.5, 15] + np.column_stack([i.ravel() * 25, j.ravel() * 30])
    xy += np.random.default_rng(4).uniform(-4, 4, xy.shape)
    ids = [f"h{k}" for k in range(len(xy))]
    return gpd.GeoDataFrame({"id": ids}, geometry=gpd.points_from_xy(*xy.T), crs=CRS)


def land(classes: tuple[str, ...] = ("111", "121", "220")) -> gpd.GeoDataFrame:
    shapes = [shapely.box(*(ORIGIN + [x, 0]), *(ORIGIN + [x + 300, 300])) for x in (0, 300, 600)]
    table = {"code": CODES, "kind": ["community", "community", "village"], "class": classes}
    return gpd.GeoDataFrame(table, geometry=shapes, crs=CRS)


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("rules") / "classes.toml"
    path.write_text(RULES, "utf-8")
    return str(path)


@pytest.fixture(scope="module")
def plan(rules: str) -> Plan:
    return gridgen.divide(homes(), communities=land(), rules=rules, effort="fast")


def sizes(plan: Plan, level: str = "grids") -> dict[str, list[int]]:
    zones = plan.level(level)
    return {code: sorted(zones.households[zones.community == code].tolist()) for code in CODES}


def said(plan: Plan) -> list[str]:
    return sorted(found.where for found in plan.report.of("walk_long"))


def test_each_community_is_divided_in_the_band_of_its_class(plan: Plan) -> None:
    grids = sizes(plan)

    assert [len(grids[code]) for code in CODES] == [2, 3, 4]
    assert all(50 <= n <= 70 for n in grids[CITY])
    assert all(35 <= n <= 45 for n in grids[TOWN])
    assert all(25 <= n <= 35 for n in grids[VILLAGE])
    assert set(plan.grids["status"]) == {"in band"}
    assert plan.report.errors == ()


def test_a_level_for_one_class_is_made_there_alone(plan: Plan) -> None:
    teams = sizes(plan, "teams")

    assert teams[CITY] == teams[VILLAGE] == []
    assert len(teams[TOWN]) == 12
    assert all(8 <= n <= 12 for n in teams[TOWN])


def test_limits_of_a_class_hold_there_alone(plan: Plan) -> None:
    assert said(plan) == [code for code in plan.level("grids").code if code.startswith(TOWN)]


def test_without_a_class_the_band_of_the_kind_holds(rules: str) -> None:
    plan = gridgen.divide(homes(), communities=land(("", "", "")), rules=rules, effort="fast")

    assert [len(sizes(plan)[code]) for code in CODES] == [2, 2, 4]
    assert [zones.level for zones in plan.levels] == ["grids"]


def test_an_unknown_class_is_told_and_the_band_of_the_kind_holds(rules: str) -> None:
    table = land(("111", "124", "220"))

    plan = gridgen.divide(homes(), communities=table, rules=rules, effort="fast")

    (found,) = plan.report.of("class_unknown")
    assert (found.where, "124" in found.zh) == ("communities, row 2", True)
    assert [len(sizes(plan)[code]) for code in CODES] == [2, 2, 4]


def test_the_file_of_a_plan_holds_the_classes_and_is_checked_by_the_same_bands(
    plan: Plan,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "plan.gpkg"
    gridgen.write_plan(plan, path)

    again = gridgen.read_plan(path)
    report = check(again)
    monkeypatch.setattr(sys, "argv", ["gridgen", "check", str(path), "--json"])
    with pytest.raises(SystemExit, match=r"^0$"):
        main()

    assert again.communities.urban_class.tolist() == ["111", "121", "220"]
    told = json.loads(capsys.readouterr().out)["findings"]
    for rules_said in ({f.rule for f in report}, {row["rule"] for row in told}):
        assert rules_said & {"band_missed", "band_impossible", "label_untrue"} == set()
    assert [f.where for f in report.of("walk_long")] == said(plan)


def test_a_wrong_class_in_the_file_is_found_by_the_band_it_asks_for(plan: Plan) -> None:
    areas = replace(plan.communities, urban_class=["121", "121", "220"])

    report = check(altered(plan, communities=areas))

    assert {f.where for f in report.of("band_missed")} == {
        code for code in plan.level("grids").code if code.startswith(CITY)
    }


def test_a_redraw_from_the_file_keeps_bands_grids_and_codes(plan: Plan, tmp_path: Path) -> None:
    gridgen.write_plan(plan, tmp_path / "plan.gpkg")

    again = gridgen.redraw(gridgen.read_plan(tmp_path / "plan.gpkg"), effort="fast")

    assert sizes(again) == sizes(plan)
    assert sizes(again, "teams") == sizes(plan, "teams")
    assert again.households["grid"].tolist() == plan.households["grid"].tolist()


def test_a_point_above_the_band_of_its_class_is_split_by_that_band(tmp_path: Path) -> None:
    path = tmp_path / "classes.toml"
    path.write_text(
        RULES.split('[[level]]\nname = "teams"')[0] + 'keep = ["place"]\nsplit = ["place"]\n',
        "utf-8",
    )
    table = homes()
    table["households"] = 1
    table.loc[[0, 12], "households"] = 60  # west: of the city, east of it: of the town

    plan = gridgen.divide(table, communities=land(), rules=str(path), effort="fast")

    parts = plan.households.loc[plan.households["part_of"] != "", "part_of"]
    assert parts.tolist() == ["h12", "h12"]


def test_somebody_elses_grids_are_checked_by_the_class_of_their_community(
    plan: Plan, rules: str, tmp_path: Path
) -> None:
    path = tmp_path / "foreign.gpkg"
    plan.grids[["code", "name", "geometry"]].to_file(path, layer="grids", engine="pyogrio")
    homes().to_file(path, layer="households", engine="pyogrio")
    land(("111", "111", "220")).to_file(path, layer="communities", engine="pyogrio")

    report = check(gridgen.read_plan(path), rules=rules)

    off = {f.where[:12] for f in report.of("grid_too_small")}
    assert off == {TOWN}


AROUND = """
name = "around"
title = { zh = "围绕", en = "around" }
virtual = true

[[level]]
name = "grids"
parent = "communities"
mode = { village = "band", community = "band", 12 = "around" }
label = { zh = "第{n}网格", en = "Grid {n}" }
band.community = { fewest = 50, most = 70 }
band.12 = { fewest = 35, most = 125 }
band.village = { fewest = 25, most = 35 }
"""


@pytest.fixture(scope="module")
def around(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("rules") / "around.toml"
    path.write_text(AROUND, "utf-8")
    return str(path)


def people(*east_m: float) -> gpd.GeoDataFrame:
    xy = ORIGIN + np.column_stack([east_m, np.full(len(east_m), 150.0)])
    ids = [f"P{k + 1}" for k in range(len(xy))]
    return gpd.GeoDataFrame({"id": ids}, geometry=gpd.points_from_xy(*xy.T), crs=CRS)


def with_one_away(community: str) -> gpd.GeoDataFrame:
    """All homes, and one household that has no place and names its community."""
    away = gpd.GeoDataFrame({"id": ["away"]}, geometry=[None], crs=CRS)
    table = pd.concat([homes(), away], ignore_index=True)
    return table.assign(community=[*[""] * (len(table) - 1), community])


def test_zones_of_a_class_made_around_centres_say_where_nobody_stands_for_them(
    around: str,
) -> None:
    plan = gridgen.divide(with_one_away(TOWN), communities=land(), rules=around, effort="fast",
                          centres=people(100))  # fmt: skip

    zones = plan.grids[plan.grids["community"] == TOWN]
    assert sorted(zones["kind"]) == ["community", "virtual"]
    told = sorted(found.where for found in plan.report.of("zone_without_centre"))
    assert told == sorted(zones["code"])


def test_a_centre_where_its_class_has_none_is_told_as_not_needed(around: str) -> None:
    plan = gridgen.divide(homes(), communities=land(), rules=around, effort="fast",
                          centres=people(100, 450))  # fmt: skip

    told = plan.report.of("centre_not_needed")
    assert [(f.where, f.number, f.severity.value) for f in told] == [(CITY, 1, "note")]
    assert plan.report.of("centre_unused") == ()
    assert plan.report.of("zone_without_centre") == ()


def test_no_centres_are_asked_for_where_no_community_is_of_their_class(around: str) -> None:
    nobody = ("111", "112", "220")

    plan = gridgen.divide(homes(), communities=land(nobody), rules=around, effort="fast")

    assert set(plan.grids["status"]) == {"in band"}
    assert plan.township.centres is None


def test_centres_are_asked_for_where_a_community_is_of_their_class(around: str) -> None:
    with pytest.raises(RulesError, match="make grids around centres, and none are given"):
        gridgen.divide(homes(), communities=land(), rules=around, effort="fast")
