"""Borders have fewer corners, and everything stays on its side of them."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from tiling import check_holds, check_tiles, on_ground, shapes

from gridgen.land.borders import Kinds, Patches, kinds_of, patched, patches_of
from gridgen.land.cells import cells
from gridgen.land.simplify import POST_M, ZIGZAG_M, simple
from gridgen.model.ground import Ground


def test_a_border_along_the_walls_of_crooked_houses_is_simplified_and_cuts_none() -> None:
    rng = np.random.default_rng(0)
    middle = np.stack([np.arange(24) % 12 * 15.0 + 10, np.arange(24) // 12 * 13.0 + 10], axis=1)
    houses = [
        shapely.affinity.rotate(shapely.box(x - 5, y - 5, x + 5, y + 5), angle)
        for (x, y), angle in zip(middle, rng.uniform(-15, 15, 24), strict=True)
    ]
    doors = middle + [0, -4.0]  # the line half way between two doors runs through houses
    village, zone_of = shapely.box(0, 0, 185, 35), np.repeat([0, 1], 12).tolist()

    shapes = on_ground(doors, Ground(village, footprints=houses), zone_of)

    check_tiles(shapes, village)
    check_holds(shapes, doors, zone_of)
    held = shapely.STRtree(shapes).query(shapely.buffer(houses, -0.05), predicate="intersects")[0]
    assert sorted(held) == list(range(24))
    border = shapely.line_merge(shapely.intersection(*shapely.boundary(shapes)))
    assert shapely.get_num_coordinates(border) < 15  # with a corner at each wall it has 50


def test_zigzags_between_houses_go_and_everyone_stays_at_home() -> None:
    rng = np.random.default_rng(5)
    xy = rng.uniform(0, 600, (700, 2))
    zone_of = (xy[:, 0] > 300).astype(int).tolist()
    village = shapely.box(-5, -5, 605, 605)
    shapes = on_ground(xy, Ground(village), zone_of)

    check_tiles(shapes, village)
    check_holds(shapes, xy, zone_of)
    theirs = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(xy), ordered=True))
    west = shapely.union_all(theirs[np.array(zone_of) == 0])
    zigzag = shapely.boundary(west) & shapely.union_all(theirs[np.array(zone_of) == 1])
    assert corners_of(shapes[0] & shapes[1]) < corners_of(zigzag) / 2


def test_one_ring_through_all_posts_holds_borders_as_a_hole_at_each_does() -> None:
    rng = np.random.default_rng(6)
    xy = rng.uniform(0, 300, (300, 2))
    drawing = cells(xy, Ground(shapely.box(-5, -5, 305, 305)))
    zone_of = (drawing.xy // 100).astype(np.int32) @ (1, 3)
    kinds = kinds_of(drawing.xy, {"grids": zone_of.astype(np.int32)})
    patches = patches_of(drawing, kinds.of_place[drawing.place_of_face])
    corner = POST_M * np.array([[-1, -0.6], [1, -0.6], [0, 1.1]])
    posts = shapely.polygons(drawing.xy[:, None] + corner)
    holed = shapely.difference(patches.shape, shapely.union_all(posts))

    made = simple(patches, kinds, shapes())

    room = shapely.coverage_simplify(np.append(holed, posts), ZIGZAG_M, simplify_boundary=False)
    slowly = shapely.polygons(shapely.get_exterior_ring(room[: len(holed)]))
    assert shapely.equals_exact(made, slowly, normalize=True).all()
    before, after = (shapely.get_coordinates(drawn) for drawn in (patches.shape, made))
    assert len(after) < 0.7 * len(before)


def corners_of(line: shapely.Geometry) -> int:
    return len(np.unique(shapely.get_coordinates(line).round(3), axis=0))


# --- two patches with a tooth between them -------------------------------------------------------


def toothed(deep_m: float) -> Patches:
    """Return a west and an east with a border along x = 50 and a tooth into the east."""
    border = [(50, 0), (50, 40), (50 + deep_m, 50), (50, 60), (50, 100)]
    west = shapely.Polygon([(0, 100), (0, 0), *border])
    east = shapely.Polygon([(100, 0), (100, 100), *border[::-1]])
    return patched(shapes(west, east), np.array([0, 1]))


def homes(*xy: tuple[float, float]) -> Kinds:
    """Return places of which the first is in the west and all others in the east."""
    of_place = (np.arange(len(xy)) > 0).astype(np.int64)
    return Kinds(np.array(xy, float), of_place, np.array([[0], [1]], np.int32))


@pytest.mark.parametrize(("share", "goes"), [(0.98, True), (1.02, False)])
def test_a_tooth_goes_if_its_triangle_is_smaller_than_the_tolerance(
    share: float, goes: bool
) -> None:
    patches = toothed(share * ZIGZAG_M**2 / 10)

    made = simple(patches, homes((10, 10), (90, 10)), shapes())

    check_tiles(list(made), shapely.box(0, 0, 100, 100))
    assert shapely.area(made)[0] == pytest.approx(5000 if goes else patches.shape[0].area)


@pytest.mark.parametrize(("x", "y"), [(55, 50), (51, 42)])
def test_a_tooth_in_which_somebody_of_the_west_lives_stays(x: float, y: float) -> None:
    patches = toothed(10)

    made = simple(patches, homes((x, y), (90, 10)), shapes())

    assert shapely.covers(made[0], shapely.Point(x, y))
    assert not shapely.covers(made[1], shapely.Point(x, y))


def test_a_tooth_around_a_shed_stays_around_it() -> None:
    shed = shapely.box(50, 48, 54, 52)
    patches = toothed(10)

    made = simple(patches, homes((10, 10), (90, 10)), shapes(shed))

    assert shapely.area(shapely.intersection(made[1], shed)) < 1


def test_outer_edges_and_a_single_patch_stay_as_they_are() -> None:
    whole = shapely.Polygon([(0, 0), (50, 0.5), (100, 0), (100, 100), (0, 100)])
    alone = patched(shapes(whole), np.array([0]))

    made = simple(alone, homes((10, 10)), shapes())

    assert made.tolist() == [whole]
