"""The land of a place that zones share goes to them at every level, beside what they have."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from tiling import check_tiles, shapes

from gridgen.land.towers import Tower, shared_out

WEST, TOWER, EAST = (
    shapely.box(0, 0, 40, 20),
    shapely.box(40, 0, 60, 20),
    shapely.box(60, 0, 99, 20),
)
WHOLE = shapely.box(0, 0, 99, 20)


def tower(zone_of: list[list[int]], count: list[int], face: list[int], x: float = 50) -> Tower:
    return Tower(np.array([x, 10.0]), np.array(zone_of, np.int32), np.array(count), face)


@pytest.mark.parametrize(("count", "metres"), [([1, 1], 10), ([3, 1], 15), ([0, 1], 10)])
def test_a_face_is_shared_by_households_and_a_zone_of_vacant_homes_counts_one(
    count: list[int], metres: float
) -> None:
    drawn = [shapes(WEST, EAST, TOWER)]

    (made,) = shared_out(drawn, [tower([[0], [1]], count, [2])], shapes())

    check_tiles(list(made[:2]), WHOLE)
    assert made[0].area == pytest.approx(20 * (40 + metres))


def test_what_was_given_stays_as_it_was() -> None:
    drawn = [shapes(WEST, EAST, TOWER)]

    shared_out(drawn, [tower([[0], [1]], [1, 1], [2])], shapes())

    assert drawn[0].tolist() == [WEST, EAST, TOWER]


def test_without_towers_all_stays() -> None:
    drawn = [shapes(WEST, TOWER, EAST)]

    (made,) = shared_out(drawn, [], shapes())

    assert made.tolist() == [WEST, TOWER, EAST]


def test_zones_of_all_levels_have_the_same_parts() -> None:
    grids, groups = shapes(WEST, EAST, TOWER), shapes(WEST, shapely.Polygon(), EAST, TOWER)
    split = tower([[0, 0], [0, 1], [1, 2]], [1, 1, 2], [2, 3])

    made = shared_out([grids, groups], [split], shapes())

    check_tiles(list(made[0][:2]), WHOLE)
    check_tiles(list(made[1][:3]), WHOLE)
    check_tiles(list(made[1][:2]), made[0][0])
    assert shapely.area(made[1][:3]) == pytest.approx([900, 100, 39 * 20 + 200])


def test_the_second_of_two_towers_is_shared_beside_the_first() -> None:
    first, second = shapely.box(40, 0, 50, 20), shapely.box(50, 0, 60, 20)
    pair = [tower([[0], [1]], [1, 1], [2], 45), tower([[0], [1]], [1, 1], [3], 55)]

    (made,) = shared_out([shapes(WEST, EAST, first, second)], pair, shapes())

    check_tiles(list(made[:2]), WHOLE)
    assert shapely.area(made[:2]) == pytest.approx([1000, 980])


def test_of_footprints_over_each_other_the_smallest_that_holds_the_place_is_the_house() -> None:
    parcel, house, shed = (
        shapely.box(41, 1, 59, 19),
        shapely.box(44, 4, 56, 16),
        shapely.box(41, 1, 43, 3),
    )

    (made,) = shared_out(
        [shapes(WEST, EAST, TOWER)],
        [tower([[0], [1]], [1, 3], [2])],
        shapes(parcel, house, shed),
    )

    share = shapely.area(shapely.intersection(made[:2], house)) / house.area
    assert share == pytest.approx([0.25, 0.75])
