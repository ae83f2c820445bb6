"""Special grids have land of their own, and who lives there is in them at every level."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from villages import (
    BAND,
    CRS,
    MARKET,
    NEXT_VILLAGE,
    ORIGIN,
    VILLAGE,
    divide,
    drawn_homes,
    ground,
    ours,
    said,
    size_of,
    strip,
)

import gridgen
from gridgen.division.set_aside import divided_land, special_of
from gridgen.model.communities import Communities
from gridgen.model.special import SpecialGrids


def test_a_special_grid_is_set_aside_with_its_own_code_and_nobody_in_it(tmp_path: Path) -> None:
    plan = divide(drawn_homes("xxxxxx"), strip(), rules=ours(tmp_path, BAND), special=MARKET)

    zones = plan.level("grids")
    market = zones.code.tolist().index(f"{VILLAGE}801")
    assert (zones.name[market], zones.kind[market]) == ("East Market", "special")
    assert (zones.households[market], zones.units[market]) == (0, 240)
    assert abs(zones.polygon[market].area - 750) < 1
    assert said(plan.report) == set()


def test_who_lives_in_a_special_grid_belongs_to_it_at_every_level(tmp_path: Path) -> None:
    below = BAND.replace('"grids"', '"teams"').replace('"communities"', '"grids"')
    table = drawn_homes("""
        ...xx
        .....
        xxxxxx
    """)
    special = MARKET.set_geometry(ground(shapely.box(25, 15, 55, 30)).geometry)

    plan = divide(table, strip(), rules=ours(tmp_path, BAND + below), special=special)

    assert size_of(plan)["East Market"] == 2
    assert (plan.zone_of["teams"] >= 0).all()
    assert said(plan.report) == set()


def test_a_plan_with_special_grids_is_read_checked_and_redrawn(tmp_path: Path) -> None:
    plan = divide(drawn_homes("xxxxxx"), strip(), rules=ours(tmp_path, BAND), special=MARKET)
    gridgen.write_plan(plan, tmp_path / "plan.gpkg")

    again = gridgen.read_plan(tmp_path / "plan.gpkg")
    redrawn = gridgen.redraw(again)

    assert {f.rule for f in gridgen.check(again)} == set()
    assert redrawn.level("grids").code.tolist() == plan.level("grids").code.tolist()
    assert redrawn.level("grids").kind.tolist() == plan.level("grids").kind.tolist()


@pytest.mark.parametrize("along", [0.2, 0.37, 0.5, 0.63, 0.8])
def test_the_land_beside_a_special_grid_on_a_slanted_border_has_no_spike(
    tmp_path: Path, along: float
) -> None:
    border = strip().rotate(13, origin=tuple(ORIGIN)).to_numpy()
    edge = shapely.boundary(border[0])
    disc = shapely.buffer(shapely.line_interpolate_point(edge, along, normalized=True), 8)

    plan = divide(
        drawn_homes("xxxx"),
        strip().set_geometry(border),
        rules=ours(tmp_path, BAND),
        special=gpd.GeoDataFrame({"name": ["Park"]}, geometry=[disc], crs=CRS),
    )

    zones = plan.level("grids")
    rest = zones.polygon[zones.kind == "village"][0]
    opened = shapely.buffer(shapely.buffer(rest, -0.01, join_style="mitre"), 0.01)
    assert shapely.hausdorff_distance(shapely.boundary(rest), shapely.boundary(opened)) < 0.1


# --- cut to communities --------------------------------------------------------------------------

SIDE_BY_SIDE = Communities(
    [VILLAGE, NEXT_VILLAGE],
    ["West", "East"],
    ["village"] * 2,
    [shapely.box(0, 0, 100, 100), shapely.box(100, 0, 200, 100)],
)


def given(*shapes: shapely.Geometry) -> SpecialGrids:
    s = len(shapes)
    return SpecialGrids(
        [f"M{k}" for k in range(s)], [""] * s, np.zeros(s), np.array(shapes, object)
    )


@pytest.mark.parametrize(
    ("east_m", "homes"),
    [(0, [0]), (0.3, [0]), (0.5, [0, 1]), (20, [0, 1])],  # a hundredth of 40 m is 0.4 m
)
def test_a_special_grid_has_a_part_in_each_community_that_holds_a_hundredth_of_it(
    east_m: float, homes: list[int]
) -> None:
    market = shapely.box(60 + east_m, 40, 100 + east_m, 60)

    special, found = special_of(given(market), SIDE_BY_SIDE, source="special")

    assert special.community.tolist() == homes
    assert found == ()
    assert all(name == "M0" for name in special.name)


@pytest.mark.parametrize(("wide", "is_left_out"), [(98, False), (99.5, True), (100, True)])
def test_a_special_grid_that_leaves_nothing_of_its_community_is_left_out(
    wide: float, is_left_out: bool
) -> None:
    special, found = special_of(
        given(shapely.box(0, 0, wide, 100)), SIDE_BY_SIDE, source="special.shp"
    )

    assert len(special) == (0 if is_left_out else 1)
    assert [f.where for f in found] == (["special.shp, row 1"] if is_left_out else [])


def test_two_special_grids_do_not_set_a_community_aside_between_them() -> None:
    west, east = shapely.box(0, 0, 50, 100), shapely.box(50, 0, 100, 100)

    special, found = special_of(given(west, east), SIDE_BY_SIDE, source="special")

    assert special.name.tolist() == ["M0"]
    assert [f.where for f in found] == ["special, row 2"]


def test_land_is_divided_but_for_its_special_grids() -> None:
    special, _ = special_of(given(shapely.box(60, 40, 120, 60)), SIDE_BY_SIDE, source="special")

    land = divided_land(SIDE_BY_SIDE, special)

    assert shapely.area(land).tolist() == pytest.approx([10_000 - 800, 10_000 - 400])
    assert shapely.intersection(*land).area == 0
