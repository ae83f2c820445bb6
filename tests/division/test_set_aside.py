"""Special grids have land of their own, and who lives there is in them at every level."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from villages import (
    BAND,
    CRS,
    MARKET,
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
