"""Outlines of zones tile their community, hold their places, and are in as few pieces as may be."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from tiling import check_holds, check_tiles, on_ground
from towns import town, villages

from gridgen.land.cells import cells
from gridgen.land.links import link
from gridgen.land.outlines import outline
from gridgen.model.ground import Ground


def drawn(
    xy: NDArray[np.float64], boundary: shapely.Geometry, **zone_of: list[int]
) -> dict[str, list[shapely.Geometry]]:
    ground = Ground(boundary)
    rows = {level: np.array(zones, np.int32) for level, zones in zone_of.items()}
    return {
        level: list(shapes) for level, shapes in outline(cells(xy, ground), ground, rows).items()
    }


# --- plain villages ------------------------------------------------------------------------------


def test_one_place_has_the_whole_village() -> None:
    village = shapely.box(0, 0, 40, 30)

    shapes = drawn(np.array([[5.0, 5.0]]), village, grids=[0])["grids"]

    assert len(shapes) == 1
    assert shapes[0].equals(village)


def test_one_zone_has_the_whole_village_with_its_lake() -> None:
    village = shapely.box(0, 0, 40, 30) - shapely.box(10, 10, 20, 20)

    shapes = drawn(np.array([[5.0, 5.0], [35.0, 5.0], [30.0, 25.0]]), village, grids=[0, 0, 0])

    assert shapes["grids"][0].equals(village)


def test_two_zones_are_cut_half_way_between_their_places() -> None:
    xy = np.array([[10.0, 10.0], [20.0, 10.0], [40.0, 10.0]])

    shapes = drawn(xy, shapely.box(0, 0, 50, 20), grids=[0, 0, 1])["grids"]

    assert [shape.normalize() for shape in shapes] == [
        shapely.box(0, 0, 30, 20).normalize(),
        shapely.box(30, 0, 50, 20).normalize(),
    ]


def test_zones_on_a_lattice_tile_the_village() -> None:
    places = town("""
        aaabbb
        aaabbb
        aaaccc
        dddccc
    """)
    xy = np.concatenate(list(places.values()))
    zone_of = [zone for zone, at in enumerate(places.values()) for _ in at]
    village = shapely.box(-5, -5, 55, 35)

    shapes = drawn(xy, village, grids=zone_of)["grids"]

    check_tiles(shapes, village)
    assert [shape.area for shape in shapes] == pytest.approx([900, 600, 600, 300])


def test_levels_are_nested_with_the_same_border_points() -> None:
    xy = np.random.default_rng(1).uniform(0, 100, (60, 2))
    groups = (xy[:, 0] // 25 + 4 * (xy[:, 1] // 50)).astype(int).tolist()
    grids = [group % 4 // 2 for group in groups]
    village = shapely.box(-5, -5, 105, 105)

    levels = drawn(xy, village, grids=grids, groups=groups)

    check_tiles(levels["grids"], village)
    check_tiles(levels["groups"], village)
    for grid, shape in enumerate(levels["grids"]):
        inner = [shapes for group, shapes in enumerate(levels["groups"]) if group % 4 // 2 == grid]
        assert shapely.symmetric_difference(shapely.union_all(inner), shape).area < 1e-6


def test_places_without_a_zone_are_in_no_polygon_of_the_level() -> None:
    xy = np.array([[10.0, 10.0], [30.0, 10.0], [50.0, 10.0]])

    levels = drawn(xy, shapely.box(0, 0, 60, 20), grids=[0, 0, 1], groups=[0, 1, -1])

    assert [shape.area for shape in levels["groups"]] == pytest.approx([400, 400])
    assert [shape.area for shape in levels["grids"]] == pytest.approx([800, 400])


# --- bent villages -------------------------------------------------------------------------------


def test_a_face_without_a_place_goes_to_the_zone_that_it_borders_most() -> None:
    # the west arm's place is the nearest to the top of the east arm, where nobody lives
    xy = np.array([[9.0, 90.0], [39.0, 60.0], [20.0, 5.0]])
    bay = shapely.box(0, 0, 48, 100) - shapely.box(10, 10, 38, 100)

    shapes = drawn(xy, bay, grids=[0, 1, 2])["grids"]

    check_tiles(shapes, bay)
    assert [shape.geom_type for shape in shapes] == ["Polygon"] * 3
    assert shapes[1].covers(shapely.Point(43, 99))


def test_a_part_where_nobody_lives_goes_to_the_zone_of_the_nearest_place() -> None:
    parts = shapely.MultiPolygon(
        [shapely.box(0, 0, 40, 20), shapely.box(60, 0, 80, 20), shapely.box(-40, 0, -20, 20)]
    )

    shapes = drawn(np.array([[10.0, 10.0], [30.0, 10.0]]), parts, grids=[0, 1])["grids"]

    check_tiles(shapes, parts)
    assert shapes[0].covers(shapely.box(-40, 0, -20, 20))
    assert shapes[1].covers(shapely.box(60, 0, 80, 20))


@pytest.mark.parametrize("half_width_m", [200.0, 5_000.0, 15_000.0, 60_000.0])
def test_two_houses_divide_a_wide_pasture(half_width_m: float) -> None:
    xy = np.array([[0.0, 0.0], [100.0, 0.0]])
    pasture = shapely.box(-half_width_m, -half_width_m, half_width_m, half_width_m)

    shapes = drawn(xy, pasture, grids=[0, 1])["grids"]

    check_tiles(shapes, pasture)
    check_holds(shapes, xy, [0, 1])


@pytest.mark.parametrize("apart_m", [0.002, 0.01, 1.0])
@pytest.mark.parametrize("origin", [(0.0, 0.0), (40_500_000.0, 3_400_000.0)])
def test_places_a_step_apart_can_be_in_two_zones(
    apart_m: float, origin: tuple[float, float]
) -> None:
    xy = np.array([[10.0, 10.0], [10.0 + apart_m, 10.0], [30.0, 15.0]]) + origin
    village = shapely.box(origin[0], origin[1], origin[0] + 40, origin[1] + 20)

    shapes = drawn(xy, village, grids=[0, 1, 1])["grids"]

    check_tiles(shapes, village)
    check_holds(shapes, xy, [0, 1, 1])


# --- always --------------------------------------------------------------------------------------


@examples(120)
@given(village=villages(), zones=st.integers(1, 6), seed=st.integers(0, 10**6))
def test_zones_tile_any_village_and_hold_their_places(
    village: tuple[NDArray[np.float64], shapely.Geometry], zones: int, seed: int
) -> None:
    xy, boundary = village
    mixed = np.random.default_rng(seed).integers(0, zones, len(xy))
    zone_of = np.unique(mixed, return_inverse=True)[1].reshape(-1).tolist()

    shapes = drawn(xy, boundary, grids=zone_of)["grids"]

    assert len(shapes) == max(zone_of) + 1
    check_tiles(shapes, boundary)
    check_holds(shapes, xy, zone_of)


@examples(80)
@given(village=villages(), zones=st.integers(2, 4), seed=st.integers(0, 10**6))
def test_every_level_tiles_the_one_above(
    village: tuple[NDArray[np.float64], shapely.Geometry], zones: int, seed: int
) -> None:
    xy, boundary = village
    mixed = np.random.default_rng(seed).integers(0, zones * 2, len(xy))
    above = np.unique(mixed % zones, return_inverse=True)[1].reshape(-1).tolist()
    below = np.unique(mixed, return_inverse=True)[1].reshape(-1).tolist()

    levels = drawn(xy, boundary, grids=above, groups=below)

    check_tiles(levels["groups"], boundary)
    for grid, shape in enumerate(levels["grids"]):
        inner = [
            levels["groups"][b] for b in {b for a, b in zip(above, below, strict=True) if a == grid}
        ]
        check_tiles(inner, shape)


@examples(120)
@given(village=villages(), zones=st.integers(2, 4), seed=st.integers(0, 10**6))
def test_a_zone_that_hangs_together_over_borders_has_a_polygon_in_one_piece(
    village: tuple[NDArray[np.float64], shapely.Geometry], zones: int, seed: int
) -> None:
    xy, boundary = village
    boundary = max(shapely.get_parts(boundary), key=shapely.area)
    xy = xy[shapely.contains(boundary, shapely.points(xy))]
    if len(xy) == 0:
        return
    ground = Ground(boundary)
    links = link(cells(xy, ground), ground, np.ones(len(xy), np.int64), fewest=1)
    borders = [(int(a), int(b)) for (a, b), m in zip(links.pairs, links.border_m, strict=True) if m]
    zone_of = grown(len(xy), borders, zones, np.random.default_rng(seed))

    shapes = drawn(xy, boundary, grids=zone_of)["grids"]

    for zone, shape in enumerate(shapes):
        if is_one_piece([row for row, of in enumerate(zone_of) if of == zone], borders):
            assert shape.geom_type == "Polygon"


def grown(n: int, pairs: list[tuple[int, int]], zones: int, rng: np.random.Generator) -> list[int]:
    """Return zones grown from random rows over the pairs; who is not reached is a zone alone."""
    zone = [-1] * n
    for number, row in enumerate(rng.permutation(n)[:zones]):
        zone[row] = number
    grows = True
    while grows:
        grows = False
        for at in rng.permutation(len(pairs)):
            a, b = pairs[at]
            if (zone[a] < 0) != (zone[b] < 0):
                zone[a] = zone[b] = max(zone[a], zone[b])
                grows = True
    for row in range(n):
        if zone[row] < 0:
            zone[row] = max(zone) + 1
    return zone


def is_one_piece(rows: list[int], pairs: list[tuple[int, int]]) -> bool:
    waiting, front = set(rows[1:]), rows[:1]
    while front:
        u = front.pop()
        beside = {a + b - u for a, b in pairs if u in (a, b)} & waiting
        waiting -= beside
        front += beside
    return not waiting


# --- lines, empty land, footprints ---------------------------------------------------------------


def test_the_border_lies_on_the_road_between_two_zones() -> None:
    xy = np.array([[10.0, 10.0], [20.0, 30.0], [40.0, 10.0], [48.0, 30.0]])
    village = shapely.box(0, 0, 50, 40)
    road = shapely.LineString([(33, -10), (33, 60)])

    shapes = on_ground(xy, Ground(village, visible=[road]), [0, 0, 1, 1])

    assert [shape.normalize() for shape in shapes] == [
        shapely.box(0, 0, 33, 40).normalize(),
        shapely.box(33, 0, 50, 40).normalize(),
    ]


def test_an_empty_block_goes_whole_to_the_zone_beside_it() -> None:
    xy = np.array([[5.0, 5.0], [5.0, 35.0], [45.0, 5.0], [45.0, 35.0]])
    village = shapely.box(0, 0, 50, 40)
    park = shapely.box(10, 0, 32, 40)

    shapes = on_ground(xy, Ground(village, visible=[shapely.boundary(park)]), [0, 0, 1, 1])

    assert [shape.area for shape in shapes] == pytest.approx([1280, 720])


def test_by_rule_empty_land_belongs_to_none() -> None:
    xy = np.array([[5.0, 5.0], [45.0, 5.0]])
    village, park = shapely.box(0, 0, 50, 40), shapely.box(10, -1, 32, 41)
    ground = Ground(village, visible=[shapely.boundary(park)])

    shapes = on_ground(xy, ground, [0, 1], empty_land="none")

    assert [shape.area for shape in shapes] == pytest.approx([400, 720])


@examples(60)
@given(village=villages(), zones=st.integers(1, 5), seed=st.integers(0, 10**6))
def test_zones_tile_any_village_with_buildings_and_roads(
    village: tuple[NDArray[np.float64], shapely.Geometry], zones: int, seed: int
) -> None:
    xy, boundary = village
    rng = np.random.default_rng(seed)
    low, high = np.array(boundary.bounds).reshape(2, 2)
    zone_of = np.unique(rng.integers(0, zones, len(xy)), return_inverse=True)[1].tolist()
    huts = [shapely.box(*(at - reach), *(at + reach))
            for at, reach in zip(xy, rng.uniform(0.1, 6, len(xy)), strict=True)]  # fmt: skip
    roads = [shapely.LineString(rng.uniform(low - 9, high + 9, (3, 2))) for _ in range(4)]

    shapes = on_ground(
        xy, Ground(boundary, cuts=roads[:1], visible=roads[1:], footprints=huts), zone_of
    )

    check_tiles(shapes, boundary)
    check_holds(shapes, xy, zone_of)
