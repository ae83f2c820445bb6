"""What lies along the sides of a polygon, as one sees it from there."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gridgen.plans.four_sides import Around, FourSides, Side, four_sides

HOME = shapely.box(0, 0, 100, 100)
ROAD, RIVER = 0, 1


def layer(*shapes: shapely.Geometry, what: list[int] | None = None) -> Around:
    held = np.array(shapes, dtype=object)
    return Around(held, np.array(what or range(len(shapes)), np.int64))


def around(home: shapely.Geometry, *layers: Around) -> FourSides:
    return four_sides(home, layers)


def of(side: Side) -> tuple[int, int]:
    return side.layer, side.row


def test_neighbours_are_told_by_the_side_on_which_they_lie() -> None:
    others = layer(
        shapely.box(100, 0, 200, 100), shapely.box(0, -100, 100, 0),
        shapely.box(-100, 0, 0, 100), shapely.box(0, 100, 100, 200),
    )  # fmt: skip

    found = around(HOME, others)

    assert [of(side) for side in (found.east, found.south, found.west, found.north)] == [
        (0, 0), (0, 1), (0, 2), (0, 3),
    ]  # fmt: skip
    assert found.east.share == 1


def test_a_road_on_the_outline_comes_before_the_neighbour_behind_it() -> None:
    road = layer(shapely.LineString([(101, -50), (101, 150)]))
    others = layer(shapely.box(100, 0, 200, 100))

    found = around(HOME, road, others)

    assert of(found.east) == (0, ROAD)
    assert of(found.west) == (-1, -1)


@pytest.mark.parametrize(("x", "lies_there"), [(102, True), (107, False)])
def test_a_road_farther_off_does_not_lie_along_the_outline(x: float, lies_there: bool) -> None:
    found = around(HOME, layer(shapely.LineString([(x, -50), (x, 150)])))

    assert (of(found.east) == (0, ROAD)) is lies_there


def test_what_covers_the_most_of_a_side_is_told() -> None:
    lines = layer(
        shapely.LineString([(100, 0), (100, 40)]), shapely.LineString([(100, 40), (100, 100)])
    )

    found = around(HOME, lines)

    assert of(found.east) == (0, RIVER)
    assert found.east.share == pytest.approx(0.6, abs=0.07)


def test_pieces_of_one_road_count_together() -> None:
    road = [shapely.LineString([(100, y), (100, y + 20)]) for y in (0, 40, 80)]
    river = shapely.LineString([(100, 20), (100, 40)]), shapely.LineString([(100, 60), (100, 70)])

    found = around(HOME, layer(*road, *river, what=[7, 7, 7, 8, 8]))

    assert of(found.east) == (0, 7)


def test_a_road_that_only_crosses_the_outline_does_not_lie_along_it() -> None:
    crossing = layer(shapely.LineString([(50, 50), (150, 50)]))
    others = layer(shapely.box(100, 0, 200, 100))

    assert of(around(HOME, crossing, others).east) == (1, 0)


def test_a_notch_is_not_seen_from_the_far_side() -> None:
    # A comb that opens to the west: its back alone is its east side.
    comb = shapely.box(0, 0, 100, 100) - shapely.box(0, 40, 90, 60)
    inside = layer(shapely.box(0, 40, 90, 60), shapely.box(100, 0, 120, 100))

    found = around(comb, inside)

    assert of(found.east) == (0, 1)
    assert of(found.west) == (0, 0)


def test_the_polygon_itself_never_lies_along_it() -> None:
    zones = layer(HOME, shapely.box(100, 0, 200, 100))

    found = four_sides(HOME, [zones], own=[(0, 0)])

    assert (of(found.east), of(found.west)) == ((0, 1), (-1, -1))


def test_of_a_zone_in_two_parts_the_larger_counts() -> None:
    both = shapely.MultiPolygon([HOME, shapely.box(500, 0, 510, 10)])

    found = around(both, layer(shapely.box(100, 0, 200, 100), shapely.box(510, 0, 600, 10)))

    assert of(found.east) == (0, 0)


@given(turn=st.integers(0, 3), share=st.floats(0.1, 0.4))
def test_turned_by_a_right_angle_the_sides_turn_along(turn: int, share: float) -> None:
    road = shapely.LineString([(100, 0), (100, 100 * (1 - share))])
    river = shapely.LineString([(100, 100 * (1 - share)), (100, 100)])
    turned = [shapely.affinity.rotate(line, -90 * turn, origin=(50, 50)) for line in (road, river)]

    found = around(HOME, layer(*turned))

    sides = (found.east, found.south, found.west, found.north)
    assert of(sides[turn]) == (0, ROAD)
    assert all(of(side) == (-1, -1) for k, side in enumerate(sides) if k != turn)
