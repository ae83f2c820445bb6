"""Villages across the antimeridian are divided like any other, and maps show them right."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from across import (
    HIGH,
    LAT,
    VILLAGE,
    WIDE,
    box_at,
    divided,
    homes_at,
    is_same,
    lonlat_at,
    split,
    torn,
    village_of,
    wrapped,
)
from campaigns import campaign
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

import gridgen
from gridgen.files.plan_reader import read_plan
from gridgen.files.plan_writer import write_plan
from gridgen.model.errors import CoordinateError, ReadError
from gridgen.model.plan import Plan
from gridgen.plans.locate import Locator
from maps.page.content import drawing

PAST = lonlat_at(180.0)
BOTH = np.column_stack([wrapped(PAST[:, 0]), PAST[:, 1]])
BEFORE = PAST - [360.0, 0.0]
BOX = box_at(180.0)

BOUNDARIES = {
    "cut": village_of(split(BOX)),
    "cut, two rows": village_of(*shapely.get_parts(split(BOX))),
    "past 180": village_of(BOX),
    "before -180": village_of(box_at(-180.0)),
    "torn": village_of(torn(BOX)),
}


@pytest.fixture(scope="module")
def at_greenwich() -> Plan:
    return divided(homes_at(lonlat_at(0.0)), village_of(box_at(0.0)))


@pytest.fixture(scope="module")
def plan() -> Plan:
    return divided(homes_at(BOTH), BOUNDARIES["cut"])


@pytest.mark.parametrize("boundary", campaign(list(BOUNDARIES), every=3))
@pytest.mark.parametrize("lonlat", [PAST, BOTH, BEFORE], ids=["past 180", "both", "before -180"])
def test_however_it_is_written_it_is_divided_as_the_same_village_at_greenwich(
    lonlat: np.ndarray, boundary: str, at_greenwich: Plan
) -> None:
    plan = divided(homes_at(lonlat), BOUNDARIES[boundary])

    assert is_same(plan, at_greenwich)
    assert {found.rule for found in plan.report} <= {"densest_cell", "code_repeated"}
    assert [shape.geom_type for shape in plan.communities.shape] == ["Polygon"]
    assert all(shape.geom_type == "Polygon" for shape in plan.levels[0].polygon)


def test_without_a_boundary_it_is_drawn_in_one_piece() -> None:
    plan, other = divided(homes_at(BOTH), None), divided(homes_at(lonlat_at(0.0)), None)

    assert is_same(plan, other)


@examples(20)
@given(offset=st.floats(-3, 3), zones=st.integers(-30, 30))
def test_a_village_shifted_along_its_parallel_by_utm_zones_is_divided_alike(
    offset: float, zones: int
) -> None:
    lon = offset + 6 * zones

    plan = divided(homes_at(lonlat_at(lon)), village_of(box_at(lon)))
    other = divided(homes_at(lonlat_at(offset)), village_of(box_at(offset)))

    assert is_same(plan, other)


@pytest.mark.parametrize("layer", ["grids", "communities"])
def test_layers_are_cut_at_180_where_the_input_keeps_within(plan: Plan, layer: str) -> None:
    table = plan.to_frame(layer)

    parts = shapely.get_parts(table.geometry.to_numpy())
    west, _, east, _ = shapely.bounds(parts).T
    assert ((west >= -180) & (east <= 180)).all()
    assert (east - west < 0.01).all()  # none is as wide as the earth
    assert shapely.is_valid(table.geometry.to_numpy()).all()
    assert shapely.area(parts).sum() == pytest.approx(WIDE * HIGH, rel=1e-6)


def test_households_lie_in_the_cut_grids_that_have_them(plan: Plan) -> None:
    grids, homes = plan.to_frame("grids"), plan.to_frame("households")

    shape_of = dict(zip(grids["code"], grids.geometry, strict=True))
    assert all(
        shape_of[code].intersects(at)
        for code, at in zip(homes["grid"], homes.geometry, strict=True)
    )


@pytest.mark.parametrize("turn", [0.0, -360.0])
def test_layers_go_on_past_180_where_the_households_do(turn: float) -> None:
    plan = divided(homes_at(PAST + [turn, 0.0]), BOUNDARIES["cut"])

    west, _, east, _ = plan.to_frame("grids").total_bounds
    assert [west, east] == pytest.approx([180 - WIDE / 2 + turn, 180 + WIDE / 2 + turn])


@pytest.mark.parametrize("lonlat", [PAST, BOTH], ids=["past 180", "both"])
def test_a_plan_that_is_written_comes_back_to_a_millionth_of_a_metre(
    lonlat: np.ndarray, tmp_path: Path
) -> None:
    plan = divided(homes_at(lonlat), BOUNDARIES["cut"])

    write_plan(plan, tmp_path / "plan.gpkg")
    back = read_plan(tmp_path / "plan.gpkg")

    assert back.township.crs == plan.township.crs
    for one, two in zip(plan.levels[0].polygon, back.levels[0].polygon, strict=True):
        assert two.geom_type == "Polygon"
        # A thousandth of that part is missing or over where an edge of 350 m moves so little.
        assert shapely.symmetric_difference(one, two).area < 350e-6
    assert [found.rule for found in gridgen.check(back)] == []


def test_a_plan_is_redrawn_with_no_change(plan: Plan, tmp_path: Path) -> None:
    write_plan(plan, tmp_path / "plan.gpkg")

    again = gridgen.redraw(read_plan(tmp_path / "plan.gpkg"))

    assert again.zone_of["grids"].tolist() == plan.zone_of["grids"].tolist()


def test_a_place_is_found_from_either_side_and_by_either_longitude(plan: Plan) -> None:
    locator = Locator(plan)

    for lon in (180 - WIDE / 3, -180 + WIDE / 3, 180 + WIDE / 3, -180 - WIDE / 3, 180.0, -180.0):
        found = locator.at(lon, LAT)
        assert found is not None
        assert found.community_code == VILLAGE
        assert [zone.level for zone in found.zones] == ["grids", "ten_household_groups"]
    assert locator.at(180 - WIDE, LAT) is None
    assert locator.at(0.0, LAT) is None


def test_every_household_is_located_in_its_grid(plan: Plan) -> None:
    found = Locator(plan).at_many(BOTH)

    assert found.zone_of["grids"].tolist() == plan.zone_of["grids"].tolist()


def test_a_map_page_goes_on_past_180(plan: Plan) -> None:
    drawn = drawing(plan, "en", households=True)

    south, west, north, east = drawn["bounds"]
    assert (east - west, north - south) == pytest.approx((WIDE, HIGH), abs=2e-6)
    for zone in drawn["zones"]:
        assert west <= zone["at"][0] <= east
        for ring in (ring for part in zone["parts"] for ring in part):
            lon = np.cumsum(ring[::2]) / 1e6
            assert west - 1e-5 <= lon.min() <= lon.max() <= east + 1e-5
    cells = [part[0] for cell in drawn["density"]["cells"] for part in cell["parts"]]
    assert all(abs(cell[0] / 1e6 - west) < 0.02 for cell in cells)


@pytest.mark.parametrize("lat", [70.0, 85.0, 89.0, -89.0])
def test_villages_near_a_pole_are_divided_too(lat: float) -> None:
    plan = divided(homes_at(lonlat_at(180.0, lat)), None)

    assert sum(plan.levels[0].households) == 144


def test_degrees_at_a_pole_are_refused_with_what_to_do() -> None:
    with pytest.raises(CoordinateError, match=r"11 km of a pole.*EPSG:5042"):
        divided(homes_at(lonlat_at(0.0, -89.95)), None)


@pytest.mark.parametrize("at", [(0.0, 0.0), (40.0, 16.0), (-64.0, -40.0), (90.0, 90.0)])
def test_one_stray_household_on_the_other_side_of_the_earth_is_told_and_left_out(
    at: tuple[float, float],
) -> None:
    lonlat = lonlat_at(116.0, 40.0)
    lonlat[5] = at

    plan = divided(homes_at(lonlat), None)

    assert [f.where for f in plan.report if f.rule in ("too_far", "no_place")] == [
        "households, row 6"
    ]
    assert sum(plan.levels[0].households) == 143


def test_places_all_over_the_earth_are_one_sentence() -> None:
    spread = np.random.default_rng(1).uniform((-180, -89), (180, 89), (144, 2))

    with pytest.raises(ReadError, match="of 144 places are more than 2000 km from"):
        divided(homes_at(spread), None)


@pytest.mark.parametrize("wide", campaign([91.0, 89.0], everyday=1))
def test_a_boundary_wider_than_a_quarter_of_the_earth_is_left_out(wide: float) -> None:
    world = gpd.GeoDataFrame(
        {"code": ["990101001202"], "kind": ["village"]},
        geometry=[shapely.box(-wide / 2 - 90, -20, wide / 2 - 90, -19)],
        crs=4326,
    )
    both = gpd.GeoDataFrame(
        {"code": [VILLAGE, "990101001202"], "kind": ["village"] * 2},
        geometry=[BOX, world.geometry[0]],
        crs=4326,
    )

    plan = divided(homes_at(BOTH), both)

    assert ("boundary_off_the_map" in {found.rule for found in plan.report}) == (wide > 90)


def test_a_boundary_of_the_whole_map_is_refused_at_once() -> None:
    with pytest.raises(ReadError, match="more than 90 degrees wide"):
        divided(homes_at(BOTH), village_of(shapely.box(-180, -90, 180, 90)))
