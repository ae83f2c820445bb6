"""On the ground: zones in one piece, polygons that tile, households inside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely
from broken import (
    CITY,
    CRS,
    GROUPS,
    ORIGIN,
    WEST,
    bow_tie,
    box,
    code,
    empty,
    empty_multi,
    missing,
    moved,
    places,
    punched,
    reshaped,
    row,
    with_first,
    with_zone_of,
    zone_of,
    zones_in,
)
from plans import altered
from shapely.affinity import translate

import gridgen
from gridgen.model.findings import Severity
from gridgen.model.plan import Plan


def test_a_household_in_a_grid_it_does_not_stand_in_is_found(good: Plan) -> None:
    west, east = zones_in(good, WEST)
    home = row(good, "first")
    other = east if good.zone_of["grids"][home] == west else west

    report = gridgen.check(moved(good, "grids", home, other))

    assert places(report, "household_outside_zone") == ["first"]
    assert sorted(places(report, "count_differs")) == sorted([code(good, west), code(good, east)])
    assert "first" in places(report, "place_cut")  # its twin stayed


def test_a_household_that_takes_its_community_along_is_found_too(good: Plan) -> None:
    home = row(good, "first")
    communities = good.community_of.copy()
    communities[home] = good.communities.code.tolist().index(CITY)
    moved_plan = moved(good, "grids", home, zones_in(good, CITY)[0])

    report = gridgen.check(replace(moved_plan, community_of=communities))

    assert "first" in places(report, "household_outside_zone")


def test_two_grids_that_swap_their_far_halves_are_in_pieces(good: Plan) -> None:
    a, b = zones_in(good, WEST)
    rows = zone_of(good, "grids")
    in_a, in_b = np.flatnonzero(rows == a), np.flatnonzero(rows == b)
    xy = good.township.households.xy
    along = xy @ (xy[in_b].mean(axis=0) - xy[in_a].mean(axis=0))
    half = min(len(in_a), len(in_b)) // 2
    rows[in_a[np.argsort(along[in_a])[:half]]] = b
    rows[in_b[np.argsort(along[in_b])[-half:]]] = a

    report = gridgen.check(with_zone_of(good, "grids", rows))

    assert sorted(places(report, "zone_in_pieces")) == [code(good, a), code(good, b)]
    assert places(report, "band_missed") == []


@pytest.mark.parametrize("level", ["grids", GROUPS])
def test_a_zone_whose_polygon_is_in_two_pieces_is_found(good: Plan, level: str) -> None:
    torn = with_first(good, level, "polygon", two_corners(good.level(level).polygon[0]))

    report = gridgen.check(torn)

    (found,) = report.of("zone_in_pieces")
    assert (found.where, found.number, found.limit) == (code(good, 0, level), 2, 1)
    assert found.en.endswith("1 is in 2 pieces; expected 1.")


def test_a_zone_with_a_schematic_border_in_two_pieces_is_an_error_as_any_other(good: Plan) -> None:
    marked = with_first(good, "grids", "schematic", True)
    torn = with_first(marked, "grids", "polygon", two_corners(good.level("grids").polygon[0]))

    report = gridgen.check(torn)

    assert places(report, "zone_in_pieces", Severity.ERROR) == [code(good, 0)]


def two_corners(shape: shapely.Geometry) -> shapely.MultiPolygon:
    """Return what a zone has in the north-west and in the south-east of the box around it."""
    x0, y0, x1, y1 = shape.bounds
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    kept = shapely.union(shapely.box(x0, y + 2, x - 2, y1), shapely.box(x + 2, y0, x1, y - 2))
    parts = [max(shapely.get_parts(shape & one), key=shapely.area) for one in kept.geoms]
    return shapely.MultiPolygon(parts)


@pytest.mark.parametrize("between", ["nothing", "a market"])
def test_a_zone_in_both_parts_of_its_community_may_be_in_two_pieces(between: str) -> None:
    xy = np.array([(20 + 30 * i, 20 + 20 * j) for i in range(10) for j in range(6)], float)
    xy = ORIGIN + xy[(xy[:, 0] < 120) | (xy[:, 0] > 190)]
    homes = gpd.GeoDataFrame(
        {"id": [f"h{k}" for k in range(len(xy))]}, geometry=gpd.points_from_xy(*xy.T), crs=CRS
    )
    market = box(130, 0, 180, 150)
    village = box(0, 0, 310, 150)
    area = village - market if between == "nothing" else village
    areas = gpd.GeoDataFrame({"code": [WEST], "kind": ["village"]}, geometry=[area], crs=CRS)
    special = gpd.GeoDataFrame({"name": ["market"]}, geometry=[market], crs=CRS)

    plan = gridgen.divide(
        homes, communities=areas, special=None if between == "nothing" else special
    )

    assert {len(shapely.get_parts(s)) for s in plan.level("grids").polygon} == (
        {2} if between == "nothing" else {1, 2}
    )
    assert not plan.report.of("zone_in_pieces")


def test_a_parent_that_does_not_exist_is_found(good: Plan) -> None:
    report = gridgen.check(with_first(good, GROUPS, "parent", "990101001299001"))

    assert places(report, "parent_unknown") == ["990101001299001"]


@pytest.mark.parametrize("level", ["grids", GROUPS])
@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda s: translate(s, 5, 0), "zones_overlap"),
        (lambda s: s.buffer(5, join_style="mitre"), "zones_overlap"),
        (punched, "area_differs"),
        (lambda s: s.union(translate(s.representative_point().buffer(9), 0, 5000)), "area_differs"),
    ],
    ids=["shifted by 5 m", "over its neighbours", "with a hole", "with a piece far off"],
)
def test_a_polygon_that_does_not_fit_is_found(
    good: Plan, level: str, change: Callable[[shapely.Geometry], object], rule: str
) -> None:
    report = gridgen.check(reshaped(good, level, change))

    assert good.level(level).parent[0] in places(report, rule)


@pytest.mark.parametrize(
    ("aside_m", "is_told"), [(0.0, False), (1e-6, False), (1e-4, False), (0.2, True)]
)
def test_a_corner_more_on_the_edge_is_told_only_where_it_moves_the_edge(
    good: Plan, aside_m: float, is_told: bool
) -> None:
    def bent(shape: shapely.Geometry) -> shapely.Geometry:
        """Return a grid with a corner in the middle of its westernmost edge, moved to the west."""
        ring = shapely.get_coordinates(shape.normalize())[:-1]
        first, second = (k % len(ring) for k in (0, 1))
        more = (ring[first] + ring[second]) / 2 - (aside_m, 0)
        return shapely.Polygon(np.insert(ring, second, more, axis=0))

    report = gridgen.check(reshaped(good, "grids", bent))

    assert bool(places(report, "area_differs")) == is_told


@pytest.mark.parametrize("level", ["grids", GROUPS])
@pytest.mark.parametrize(
    "change",
    [empty, bow_tie, missing, empty_multi],
    ids=["empty", "self-crossing", "none", "empty multipolygon"],
)
def test_a_polygon_that_is_none_is_found(
    good: Plan, level: str, change: Callable[[shapely.Geometry], object]
) -> None:
    report = gridgen.check(reshaped(good, level, change))

    assert places(report, "polygon_broken") == [code(good, 0, level)]


def test_findings_of_an_empty_polygon_are_numbers_that_json_can_hold(good: Plan) -> None:
    report = gridgen.check(reshaped(good, "grids", empty))

    numbers = [n for f in report for n in (f.number, f.limit) if n is not None]
    assert np.isfinite(numbers).all()
    assert len(numbers) > 0


def test_a_community_whose_boundary_crosses_itself_does_not_stop_the_check(good: Plan) -> None:
    shapes = good.communities.shape.copy()
    shapes[0] = bow_tie(shapes[0])

    report = gridgen.check(altered(good, communities=replace(good.communities, shape=shapes)))

    assert WEST in places(report, "area_differs")
