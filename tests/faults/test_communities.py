"""Bad boundaries, through the whole line: a clear finding or one sentence, never a traceback."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from campaigns import campaign
from spoiled import (
    CRS,
    ORIGIN,
    VILLAGE,
    WHOLE,
    Run,
    assert_is_sound,
    box,
    divide,
    homes,
    villages,
    where,
)

import gridgen


@pytest.mark.parametrize(
    "crs", campaign(["EPSG:4326", "EPSG:4490", "EPSG:3857", "EPSG:32650"], everyday=2)
)
def test_boundaries_in_another_crs_give_the_same_plan(crs: str) -> None:
    shapes = villages(box(-50, -50, 111, 300), box(111, -50, 300, 300))

    one, two = divide(homes(), shapes), divide(homes(), shapes.to_crs(crs))

    assert two.households["grid"].tolist() == one.households["grid"].tolist()
    assert_is_sound(two)


def test_boundaries_500_km_from_the_households_leave_all_unplaced(run: Run) -> None:
    homes().to_file("in.gpkg", layer="households")
    villages(box(500_000, 0, 500_100, 100)).to_file("in.gpkg", layer="communities")

    code, out, _ = run("divide", "in.gpkg", "-o", "p.gpkg", "--json")

    said = json.loads(out)
    assert code == 0
    assert {f["rule"] for f in said["findings"]} >= {"household_unplaced", "community_empty"}
    assert said["levels"] == []


def test_communities_without_a_code_column_get_codes_and_a_warning() -> None:
    plan = divide(homes(), villages(WHOLE).drop(columns="code"))

    assert where(plan, "code_missing") == ["communities, row 1"]
    assert all(code.startswith("row-1") for code in plan.level("grids").code)
    assert_is_sound(plan)


@pytest.mark.parametrize("gap", [0, 10])
def test_two_boundaries_of_one_code_are_one_community(gap: float) -> None:
    two = villages(box(-50, -50, 111, 300), box(111 + gap, -50, 300, 300))

    plan = divide(homes(), two.assign(code=VILLAGE))

    assert plan.communities.code.tolist() == [VILLAGE]
    assert where(plan, "code_repeated") == ["communities"]
    assert_is_sound(plan)


def test_boundaries_that_overlap_are_parted_and_told() -> None:
    plan = divide(homes(), villages(box(-50, -50, 150, 300), box(90, -50, 300, 300)))

    assert where(plan, "boundary_overlap") == ["990101001201 / 990101001202"]
    assert shapely.intersection(*plan.communities.shape).area == 0
    assert_is_sound(plan)


def test_a_boundary_that_crosses_itself_is_repaired_and_told() -> None:
    (west, south), (east, north) = ORIGIN - 50, ORIGIN + 300
    crossing = shapely.Polygon([(west, south), (east, north), (east, south), (west, north)])

    plan = divide(homes(), villages(crossing))

    assert where(plan, "boundary_repaired") == [VILLAGE]
    assert_is_sound(plan)


def test_a_community_without_households_gets_no_grid_and_a_note() -> None:
    plan = divide(homes(), villages(WHOLE, box(300, -50, 400, 300)))

    assert where(plan, "community_empty") == ["990101001202"]
    assert set(plan.level("grids").community) == {VILLAGE}
    assert_is_sound(plan)


@pytest.mark.parametrize(
    ("shape", "rule"),
    [
        (None, "no_boundary"),
        (shapely.Polygon(), "no_boundary"),
        (shapely.Point(*ORIGIN), "not_a_polygon"),
        (shapely.LineString([ORIGIN, ORIGIN + 9]), "not_a_polygon"),
        (shapely.Polygon([ORIGIN, ORIGIN + 9, ORIGIN + 5]), "no_boundary"),
        (shapely.Polygon([ORIGIN, (np.inf, 0), ORIGIN + 5]), "boundary_off_the_map"),
        (WHOLE, "boundary_covered"),
    ],
)
def test_one_boundary_that_is_none_is_left_out_and_told(shape: object, rule: str) -> None:
    plan = divide(homes(), villages(WHOLE, shape))

    assert len(where(plan, rule)) == 1
    assert plan.communities.code.tolist() == [VILLAGE]
    assert_is_sound(plan)


def test_a_boundary_that_several_cover_is_told_once_with_who_has_most_of_it() -> None:
    west, east = box(-50, -50, 100, 300), box(150, -50, 300, 300)
    between = box(90, -50, 160, 300)

    plan = divide(homes(), villages(west, east, between, between))

    assert where(plan, "boundary_covered") == ["990101001204"]
    assert "990101001203" in plan.report.of("boundary_covered")[0].en
    assert_is_sound(plan)


def test_a_boundary_thinner_than_any_survey_is_none() -> None:
    plan = divide(homes(), villages(WHOLE, box(400, 0, 400 + 1e-8, 100)))

    assert len(where(plan, "no_boundary")) == 1
    assert_is_sound(plan)


@pytest.mark.parametrize("height", [1e-5, 0.01, 0.2])
def test_a_boundary_as_thin_as_a_line_gives_no_error(height: float) -> None:
    plan = divide(homes(), villages(box(-50, 100, 300, 100 + height)))

    assert [f.en for f in plan.report.errors] == []


@pytest.mark.parametrize(
    "communities",
    [
        gpd.GeoDataFrame({"code": ["a"]}, geometry=[shapely.Point(*ORIGIN)], crs=CRS),
        gpd.GeoDataFrame({"code": ["a"]}, geometry=[None], crs=CRS),
        gpd.GeoDataFrame({"code": ["a"]}, geometry=[WHOLE], crs=None),
        pd.DataFrame({"code": ["a"]}),
    ],
    ids=["points", "nothing", "no CRS", "no geometry"],
)
def test_a_layer_without_any_boundary_is_refused(communities: pd.DataFrame) -> None:
    with pytest.raises(gridgen.ReadError, match=r"^communities: "):
        divide(homes(), communities)


@pytest.mark.parametrize(
    "communities",
    [gpd.GeoDataFrame({"code": []}, geometry=[], crs=CRS), pd.DataFrame()],
    ids=["no rows", "no columns"],
)
def test_a_layer_without_rows_counts_as_not_given_and_is_told(communities: pd.DataFrame) -> None:
    plan = divide(homes(), communities)

    assert len(plan.report.of("layer_empty")) == 1
