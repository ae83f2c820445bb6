"""Polygons of strangers are repaired by one rule, wherever they come in."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from campaigns import campaign
from hypothesis import given
from hypothesis import strategies as st
from plans import altered

import gridgen
from gridgen.files.existing import to_existing
from gridgen.model.plan import Plan
from gridgen.model.polygons import first_at, first_of, gathered, hits, largest, polygonal, repair
from gridgen.plans.locate import Locator
from gridgen.plans.overlay import overlay

CRS = "EPSG:4547"
ORIGIN = np.array([500_000.0, 3_400_000.0])
VILLAGE = "990101001201"


def ring(*corners: tuple[float, float]) -> shapely.Polygon:
    return shapely.Polygon(ORIGIN + np.array(corners, float))


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    return ring((west, south), (east, south), (east, north), (west, north))


STRANGE = {
    "bow-tie": (ring((0, 0), (400, 400), (400, 0), (0, 400)), 80_000),
    "parts that overlap": (
        shapely.MultiPolygon([box(0, 0, 300, 400), box(200, 0, 400, 400)]), 160_000,
    ),
    "spike": (ring((0, 0), (400, 0), (400, 400), (400, 900), (400, 400), (0, 400)), 160_000),
    "ring that touches itself": (
        ring((0, 0), (400, 0), (200, 200), (400, 400), (0, 400), (200, 200)), 80_000,
    ),
    "hole that is a part": (
        shapely.Polygon(box(0, 0, 400, 400).exterior, [box(300, 100, 500, 300).exterior.coords]),
        160_000 - 20_000,
    ),
    "collection": (
        shapely.GeometryCollection([box(0, 0, 250, 400), box(200, 0, 400, 400),
                                    shapely.LineString(ORIGIN + [[0, 0], [900, 900]])]),
        160_000,
    ),
}  # fmt: skip
"""Shapes as strangers draw them, and the square metres that they cover."""


def homes() -> gpd.GeoDataFrame:
    """160 homes in a field of 400 m by 400 m, none on a line that any of the shapes has."""
    i, j = np.meshgrid(np.arange(16), np.arange(10))
    xy = ORIGIN + np.column_stack([13 + 24.9 * i.ravel(), 21 + 39.7 * j.ravel()])
    ids = [f"h{k}" for k in range(len(xy))]
    return gpd.GeoDataFrame({"id": ids}, geometry=gpd.points_from_xy(*xy.T), crs=CRS)


def land(*shapes: shapely.Geometry) -> gpd.GeoDataFrame:
    codes = [f"99010100120{k + 1}" for k in range(len(shapes))]
    kinds = {"code": codes, "kind": "village"}
    return gpd.GeoDataFrame(kinds, geometry=list(shapes), crs=CRS)


def differ_m2(one: shapely.Geometry, two: shapely.Geometry) -> float:
    return float(shapely.symmetric_difference(one, two).area)


@pytest.mark.parametrize("name", STRANGE)
def test_a_strange_shape_becomes_valid_polygons_of_what_it_covers(name: str) -> None:
    shape, area = STRANGE[name]

    (found,) = repair(np.array([shape], object))

    assert found.geom_type in ("Polygon", "MultiPolygon")
    assert found.is_valid
    assert found.area == pytest.approx(area)


@pytest.mark.parametrize(
    "shape",
    [None, shapely.Polygon(), shapely.Point(0, 0), shapely.LineString([(0, 0), (1, 1)]),
     shapely.Polygon([(0, 0), (1, 1), (2, 2)]), shapely.GeometryCollection([shapely.Point(0, 0)])],
)  # fmt: skip
def test_what_has_no_area_becomes_an_empty_polygon(shape: shapely.Geometry | None) -> None:
    (found,) = repair(np.array([shape], object))

    assert found == shapely.Polygon()


def test_valid_polygons_come_back_bit_by_bit_and_the_given_array_stays() -> None:
    good = [box(0, 0, 1, 1), shapely.MultiPolygon([box(0, 0, 1, 1), box(2, 0, 3, 1)])]
    shapes = np.array([*good, STRANGE["bow-tie"][0]], object)

    found = repair(shapes)

    assert found[0] is shapes[0]
    assert found[1] is shapes[1]
    assert shapes[2] is STRANGE["bow-tie"][0]


def test_polygons_of_a_collection_are_found_however_deep() -> None:
    inner = shapely.GeometryCollection([shapely.MultiPolygon([box(0, 0, 1, 1)])])
    deep = shapely.GeometryCollection([inner, shapely.Point(9, 9), box(5, 0, 6, 1)])

    (found,) = polygonal(np.array([deep], object))

    assert found.equals(shapely.MultiPolygon([box(0, 0, 1, 1), box(5, 0, 6, 1)]))


def test_one_piece_is_gathered_to_a_polygon_and_more_to_a_multipolygon() -> None:
    pieces = np.array([box(0, 0, 1, 1), box(2, 0, 4, 1)], object)

    assert gathered(pieces[:1]) is pieces[0]
    assert gathered(pieces).geom_type == "MultiPolygon"
    assert largest(gathered(pieces)).equals(pieces[1])


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(1, 4)), max_size=6))
def test_the_first_polygon_at_a_point_is_that_of_looking_at_each_in_turn(
    squares: list[tuple[int, int, int]],
) -> None:
    shapes = np.array([None, *(shapely.box(x, y, x + w, y + w) for x, y, w in squares)], object)[1:]
    xy = np.array([(x / 2, y / 2) for x in range(0, 20, 3) for y in range(0, 20, 2)])

    found = first_at(shapes, xy)

    slow = [next((k for k, s in enumerate(shapes) if s.intersects(shapely.Point(at))), -1)
            for at in xy]  # fmt: skip
    assert found.tolist() == slow
    assert first_of(*hits(shapes, xy), len(xy)).tolist() == slow


# --- wherever they come in -----------------------------------------------------------------------


@pytest.fixture(scope="module", params=campaign(STRANGE, everyday=2))
def strange(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """The plan of a village whose boundary is strange, written and read."""
    path = tmp_path_factory.mktemp("strange") / "plan.gpkg"
    made = gridgen.divide(homes(), communities=land(STRANGE[request.param][0]), effort="fast")
    gridgen.write_plan(made, path)
    return gridgen.read_plan(path)


def test_a_strange_boundary_is_the_same_land_to_divide_check_and_redraw(strange: Plan) -> None:
    (whole,) = strange.communities.shape
    placed = strange.presence.tolist()

    again = gridgen.redraw(strange, effort="fast")

    assert gridgen.check(strange).errors == ()
    assert differ_m2(repair(strange.communities.shape)[0], again.communities.shape[0]) < 1e-3
    assert again.presence.tolist() == placed
    assert again.households["grid"].tolist() == strange.households["grid"].tolist()
    assert whole.area == pytest.approx(shapely.union_all(strange.level("grids").polygon).area)


@pytest.mark.parametrize("name", STRANGE)
def test_a_strange_boundary_put_into_a_plan_is_the_same_land_to_check_and_redraw(
    tmp_path: Path, name: str
) -> None:
    shape, _ = STRANGE[name]
    grids = gpd.GeoDataFrame({"code": [f"{VILLAGE}001"]}, geometry=[box(0, 0, 400, 400)], crs=CRS)
    for layer, table in (("households", homes()), ("communities", land(shape)), ("grids", grids)):
        table.to_file(tmp_path / "theirs.gpkg", layer=layer)
    theirs = gridgen.read_plan(tmp_path / "theirs.gpkg")

    checked, again = gridgen.check(theirs), gridgen.redraw(theirs, effort="fast")

    assert differ_m2(repair(theirs.communities.shape)[0], again.communities.shape[0]) < 1e-3
    assert checked.of("household_without_zone") == ()


@pytest.mark.parametrize("name", STRANGE)
def test_a_strange_existing_grid_holds_who_lives_in_what_it_covers(name: str) -> None:
    shape, _ = STRANGE[name]
    beyond = gpd.GeoDataFrame({"id": ["in the hole, beyond the edge"]}, crs=CRS,
                              geometry=[shapely.Point(ORIGIN + [450, 200])])  # fmt: skip
    everybody = pd.concat([homes(), beyond], ignore_index=True)
    plan = gridgen.divide(everybody, communities=land(box(-10, -10, 510, 410)), effort="fast")

    older = gpd.GeoDataFrame({"code": ["OLD"]}, geometry=[shape], crs=CRS)
    shared = overlay(plan, to_existing(older, crs_m=CRS, source="older"))

    whole = repair(np.array([shape], object))[0]
    inside = shapely.intersects(whole, everybody.geometry.array)
    assert sum(row.rows for row in shared.overlaps) == int(inside.sum())
    assert sum(row.area_m2 for row in shared.overlaps) == pytest.approx(
        shapely.intersection(whole, plan.communities.shape[0]).area, rel=1e-3
    )


@pytest.mark.parametrize("name", STRANGE)
def test_a_strange_special_grid_is_the_same_to_divide_check_and_redraw(name: str) -> None:
    shape = shapely.affinity.scale(STRANGE[name][0], 0.3, 0.3, origin=tuple(ORIGIN + 200))
    aside = gpd.GeoDataFrame({"name": ["market"]}, geometry=[shape], crs=CRS)
    plan = gridgen.divide(homes(), communities=land(box(-10, -10, 410, 410)), special=aside,
                          effort="fast")  # fmt: skip

    again = gridgen.redraw(plan, effort="fast")

    (one,) = plan.grids.query("kind == 'special'").geometry
    (two,) = again.grids.query("kind == 'special'").geometry
    assert gridgen.check(plan).errors == ()
    assert differ_m2(repair(np.array([shape], object))[0], one) < 1e-3
    assert differ_m2(one, two) < 1e-3


def test_a_special_grid_that_is_a_point_is_left_out_by_name() -> None:
    aside = gpd.GeoDataFrame(
        {"name": ["kiosk", "market"]},
        geometry=[shapely.Point(ORIGIN), box(0, 0, 100, 100)], crs=CRS,
    ).to_crs(4490)  # fmt: skip

    plan = gridgen.divide(homes(), communities=land(box(-10, -10, 410, 410)), special=aside,
                          effort="fast")  # fmt: skip

    assert [found.where for found in plan.report.of("special_left_out")] == ["special, row 1"]
    assert plan.grids.query("kind == 'special'")["name"].tolist() == ["market"]


def test_a_plan_whose_special_grid_was_made_a_bow_tie_by_hand_can_be_checked() -> None:
    aside = gpd.GeoDataFrame({"name": ["market"]}, geometry=[box(0, 0, 100, 100)], crs=CRS)
    plan = gridgen.divide(homes(), communities=land(box(-10, -10, 410, 410)), special=aside,
                          effort="fast")  # fmt: skip
    grids = plan.level("grids")
    polygon = grids.polygon.copy()
    polygon[grids.kind == "special"] = ring((0, 0), (100, 100), (100, 0), (0, 100))
    edited = dataclasses.replace(plan, levels=(dataclasses.replace(grids, polygon=polygon),
                                               *plan.levels[1:]))  # fmt: skip

    report = gridgen.check(edited)

    assert [found.where for found in report.of("polygon_broken")] == [f"{VILLAGE}801"]


def test_a_point_is_located_in_both_parts_of_a_grid_that_overlap() -> None:
    plan = gridgen.divide(homes(), communities=land(box(-10, -10, 410, 410)), effort="fast")
    grids = plan.level("grids")
    polygon = grids.polygon.copy()
    polygon[:] = shapely.Polygon()
    polygon[0] = STRANGE["parts that overlap"][0]
    edited = dataclasses.replace(plan, levels=(dataclasses.replace(grids, polygon=polygon),))

    lonlat = gpd.GeoSeries(gpd.points_from_xy(*(ORIGIN + [[250, 200]]).T), crs=CRS).to_crs(4490)
    found = Locator(edited).at(lonlat[0].x, lonlat[0].y)

    assert found is not None
    assert [zone.code for zone in found.zones] == [grids.code[0]]


def test_people_are_appointed_in_a_plan_whose_boundary_crosses_itself() -> None:
    plan = gridgen.divide(homes(), communities=land(box(-10, -10, 410, 410)), effort="fast")
    bow = np.array([STRANGE["bow-tie"][0]], object)
    edited = altered(plan, communities=dataclasses.replace(plan.communities, shape=bow))
    person = gpd.GeoDataFrame({"id": ["P1"], "role": ["head"]}, crs=CRS,
                              geometry=[shapely.Point(ORIGIN + [100, 200])])  # fmt: skip

    found = gridgen.appoint(edited, person)

    assert found.staff is not None
    assert "P1" in [post.person for post in found.staff.posts]
    assert found.communities.shape[0].is_valid
