"""Only grids around those that are not in order are divided anew."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from campaigns import campaign
from villages import CRS, VILLAGE, divide, homes, land

import gridgen
from gridgen.model.plan import Plan
from gridgen.plans.diff import Difference, diff

WIDE = 1200


def village() -> gpd.GeoDataFrame:
    return land({VILLAGE: shapely.box(0, 0, WIDE, 600)})


def scattered(n: int = 640, seed: int = 4) -> gpd.GeoDataFrame:
    xy = np.random.default_rng(seed).uniform((10, 10), (WIDE - 10, 590), (n, 2))
    return homes(xy, households=1)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return divide(scattered(), village())


def changed(difference: Difference) -> set[str]:
    """The grids that gave households to others, or got some."""
    return {zone.code for zone in difference.zones if zone.flow.joined.rows or zone.flow.left.rows}


def test_who_is_new_or_gone_moves_nobody_while_all_grids_stay_in_the_band(plan: Plan) -> None:
    grids = plan.level("grids")
    roomy = grids.code[(grids.households > 52) & (grids.households < 98)]
    mine = np.flatnonzero(np.isin(plan.households["grid"].astype(str), roomy.astype(str)))
    table = scattered().drop(index=mine[:1])
    came = scattered().iloc[mine[1:2]].assign(id="new")
    came["geometry"] = came.geometry.translate(1, 1)
    now = gpd.GeoDataFrame(pd.concat([table, came], ignore_index=True), crs=CRS)

    difference = diff(plan, gridgen.redraw(plan, now))

    assert difference.moved == ()
    assert [len(difference.new), len(difference.gone)] == [1, 1]


@pytest.mark.parametrize("seed", campaign(range(4), everyday=2))
def test_what_is_far_from_a_grid_above_the_band_stays(plan: Plan, seed: int) -> None:
    crowded = str(plan.level("grids").code[0])
    table = scattered()
    inside = plan.households["grid"].to_numpy() == crowded
    too_many = 104 - int(inside.sum())
    table.loc[np.flatnonzero(inside)[:too_many], "households"] = 2

    new = gridgen.redraw(plan, table, seed=seed)

    difference = diff(plan, new)
    assert new.report.errors == ()
    assert crowded in changed(difference)
    assert len(changed(difference)) <= 4
    assert difference.total.flow.moved.households <= 2 * 50


def test_a_grid_in_two_pieces_is_not_in_order(plan: Plan) -> None:
    grids = plan.level("grids")
    largest = grids.polygon[int(np.argmax(grids.households))]
    x = largest.centroid.x
    wall = gpd.GeoDataFrame(
        {"class": ["wall"]}, geometry=[shapely.LineString([(x, -1e7), (x, 1e7)])], crs=CRS
    )

    new = gridgen.redraw(plan, lines=wall)

    assert new.report.errors == ()
    assert str(grids.code[int(np.argmax(grids.households))]) in changed(diff(plan, new))


def test_a_number_of_grids_that_is_asked_for_lets_all_go(plan: Plan) -> None:
    asked = len(plan.level("grids")) + 1

    new = gridgen.divide(
        scattered(), communities=village(), existing=plan, grids={VILLAGE: asked}, effort="fast"
    )

    assert len(new.level("grids")) == asked


def test_locked_grids_stay_beside_those_that_stay_of_themselves(plan: Plan) -> None:
    table = scattered()
    table.loc[plan.households["grid"].to_numpy() == plan.level("grids").code[0], "households"] = 2
    lock = str(plan.level("grids").code[1])

    new = gridgen.redraw(plan, table, locks=[lock])

    assert lock not in changed(diff(plan, new))
    assert new.report.errors == ()
