"""Links respect the ground: rivers and walls cut, bridges join, borders lie on roads."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from numpy.typing import NDArray
from towns import hurting, town

from gridgen.land.cells import cells
from gridgen.land.links import link
from gridgen.model.ground import Cells, Ground
from gridgen.model.links import Links

VILLAGE = shapely.box(-5, -5, 75, 35)
PLACES = town("""
    aa....bb
    aa....bb
    aa....bb
    aa....bb
""")
XY = np.concatenate([PLACES["a"], PLACES["b"]])
LETTER = "a" * 8 + "b" * 8
RIVER = shapely.LineString([(35, -20), (35, 60)])


def linked(ground: Ground, xy: NDArray[np.float64] = XY, fewest: int = 1) -> Links:
    return link(cells(xy, ground), ground, np.ones(len(xy), np.int64), fewest=fewest)


def meeting(links: Links) -> set[str]:
    """Return which letters are linked with each other, as "ab"."""
    return {LETTER[a] + LETTER[b] for a, b in links.pairs}


def across(links: Links) -> list[tuple[int, int]]:
    return [(int(a), int(b)) for a, b in links.pairs if LETTER[a] != LETTER[b]]


# --- what cuts -----------------------------------------------------------------------------------


def test_nobody_is_a_neighbour_across_a_river() -> None:
    assert meeting(linked(Ground(VILLAGE))) == {"aa", "bb", "ab"}
    assert meeting(linked(Ground(VILLAGE, cuts=[RIVER]))) == {"aa", "bb"}


def test_nobody_is_a_neighbour_across_water() -> None:
    pond = shapely.box(20, -20, 50, 60)

    assert meeting(linked(Ground(VILLAGE, water=[pond]))) == {"aa", "bb"}


def test_a_lake_is_walked_around() -> None:
    lake = shapely.box(20, 0, 50, 30)

    links = linked(Ground(VILLAGE, water=[lake]))

    assert meeting(links) == {"aa", "bb", "ab"}
    ways = shapely.linestrings(XY[links.pairs])
    assert links.bends.tolist() == shapely.intersects(ways, lake).tolist()


@pytest.mark.parametrize(("gap_m", "leaks"), [(0.5, False), (4.9, False), (5.1, True), (12, True)])
def test_a_gap_of_a_few_metres_in_a_drawn_river_does_not_leak(gap_m: float, leaks: bool) -> None:
    upper = shapely.LineString([(35, 60), (35, 15 + gap_m)])
    lower = shapely.LineString([(35, 15), (35, -20)])

    assert ("ab" in meeting(linked(Ground(VILLAGE, cuts=[upper, lower])))) == leaks


@pytest.mark.parametrize(("short_m", "leaks"), [(0.0, False), (4.9, False), (5.1, True)])
def test_a_river_that_ends_just_before_the_boundary_does_not_leak(
    short_m: float, leaks: bool
) -> None:
    river = shapely.LineString([(35, -5 + short_m), (35, 60)])

    assert ("ab" in meeting(linked(Ground(VILLAGE, cuts=[river])))) == leaks


def test_a_wall_that_ends_in_the_open_is_walked_around() -> None:
    wall = shapely.LineString([(35, 10), (35, 60)])

    links = linked(Ground(VILLAGE, cuts=[wall]))

    assert "ab" in meeting(links)
    ways = shapely.linestrings(XY[links.pairs])
    assert links.bends.tolist() == shapely.crosses(ways, wall).tolist()


@pytest.mark.parametrize(
    "line",
    [
        shapely.LineString([(-5, -5), (75, -5)]),  # along the boundary
        shapely.LineString([(75, 35), (99, 60)]),  # touches a corner
        shapely.LineString([(10, 35), (20, 60), (30, 35)]),  # touches twice from outside
        shapely.LineString([(200, 0), (200, 30)]),  # far away
        shapely.LineString([(20, 15), (20, 15)]),  # no length
    ],
)
def test_a_line_that_cuts_nothing_off_changes_nothing(line: shapely.LineString) -> None:
    plain, drawn = linked(Ground(VILLAGE)), linked(Ground(VILLAGE, cuts=[line]))

    assert drawn.pairs.tolist() == plain.pairs.tolist()
    assert drawn.border_m == pytest.approx(plain.border_m)


def test_a_bank_too_small_for_the_band_joins_the_nearest_and_is_marked() -> None:
    links = linked(Ground(VILLAGE, cuts=[RIVER]), fewest=9)

    assert len(across(links)) == 1
    assert links.joins.tolist() == [LETTER[a] != LETTER[b] for a, b in links.pairs]


def test_a_small_part_joins_where_land_meets_and_not_over_land_of_others() -> None:
    left, right = shapely.box(0, 0, 20, 60), shapely.box(40, 0, 60, 60)
    village = shapely.union_all([left, right, shapely.box(0, 0, 60, 20)])
    river = shapely.LineString([(-5, 30), (25, 30)])
    above, below, over_the_gap = (10.0, 50.0), (10.0, 5.0), (50.0, 50.0)

    links = linked(Ground(village, cuts=[river]), np.array([above, below, over_the_gap]), fewest=2)

    assert links.pairs[links.joins].tolist() == [[0, 1]]


def test_an_island_where_nobody_lives_lets_nobody_across() -> None:
    arms = [shapely.LineString([(x, -20), (x, 60)]) for x in (25, 45)]

    assert meeting(linked(Ground(VILLAGE, cuts=arms))) == {"aa", "bb"}


# --- what joins ----------------------------------------------------------------------------------

WIDE = shapely.box(20, -20, 50, 60)


@pytest.mark.parametrize("cut", ["river", "water", "both"])
@pytest.mark.parametrize(
    "bridge",
    [shapely.Point(36, 2), shapely.LineString([(15, 2), (55, 2)]), shapely.Point(35, 2)],
    ids=["beside", "line", "on"],
)
def test_a_bridge_joins_the_two_sides_near_by(cut: str, bridge: shapely.Geometry) -> None:
    crossing = [bridge & (WIDE if cut == "water" else RIVER)]
    ground = Ground(
        VILLAGE,
        cuts=[] if cut == "water" else [RIVER],
        water=[] if cut == "river" else [WIDE],
        bridges=[bridge],
        crossings=crossing if bridge.geom_type == "LineString" else [],
    )

    over = across(linked(ground))

    assert over
    assert all(XY[row][1] <= 10 for pair in over for row in pair)


@pytest.mark.parametrize(("away_m", "joins"), [(49.0, True), (51.0, False)])
def test_a_bridge_far_from_every_cut_joins_nothing(away_m: float, joins: bool) -> None:
    bridge = shapely.Point(35 + away_m, 10)

    assert ("ab" in meeting(linked(Ground(VILLAGE, cuts=[RIVER], bridges=[bridge])))) == joins


def test_a_bridge_over_the_river_is_none_over_the_railway_beside_it() -> None:
    railway = shapely.LineString([(22, -20), (22, 60)])
    xy = np.array([[0.0, 10.0], [28.0, 10.0], [60.0, 10.0]])

    ground = Ground(VILLAGE, cuts=[RIVER, railway], bridges=[shapely.Point(35, 10)])

    assert linked(ground, xy).pairs.tolist() == [[1, 2]]


# --- borders on lines ----------------------------------------------------------------------------


def test_the_border_between_two_blocks_lies_on_the_road() -> None:
    road = shapely.LineString([(20, -20), (20, 60)])

    links = linked(Ground(VILLAGE, visible=[road]))

    over = [pair in across(links) for pair in map(tuple, links.pairs.tolist())]
    assert sum(links.border_m[over]) == pytest.approx(40)
    assert links.along_m[over] == pytest.approx(links.border_m[over])
    assert links.along_m[~np.array(over)] == pytest.approx(0)


def test_a_road_that_ends_in_the_open_makes_no_block() -> None:
    road = shapely.LineString([(20, 10), (20, 60)])

    plain, drawn = linked(Ground(VILLAGE)), linked(Ground(VILLAGE, visible=[road]))

    assert drawn.pairs.tolist() == plain.pairs.tolist()
    assert drawn.along_m.tolist() == [0] * len(drawn)


def test_an_empty_block_belongs_to_the_cells_around_it() -> None:
    block = shapely.box(20, 5, 50, 25)

    made = cells(XY, Ground(VILLAGE, visible=[block.exterior]))

    assert area(made) == pytest.approx(VILLAGE.area)
    assert made.is_empty.any()


# --- always --------------------------------------------------------------------------------------


def area(made: Cells) -> float:
    """Return the area of all faces, by the shoelace formula over their edges."""
    a, b = made.corners[made.edges[:, 0]], made.corners[made.edges[:, 1]]
    twice = a[:, 0] * b[:, 1] - b[:, 0] * a[:, 1]
    outside = np.where(made.sides[:, 1] < 0, 1, 0) - np.where(made.sides[:, 0] < 0, 1, 0)
    return float((twice * outside).sum() / 2)


@settings(max_examples=200)
@given(drawn=hurting())
def test_cells_tile_any_ground(drawn: tuple[NDArray[np.float64], Ground]) -> None:
    xy, ground = drawn

    made = cells(xy, ground)

    middle = shapely.get_coordinates(ground.boundary.centroid)[0]
    centred = Cells(
        **{
            name: getattr(made, name) - middle if name == "corners" else getattr(made, name)
            for name in made.__slots__
        }
    )
    assert area(centred) == pytest.approx(ground.boundary.area, rel=1e-6)
    assert set(made.place_of_face.tolist()) == set(range(len(made.xy)))


@settings(max_examples=200)
@given(drawn=hurting())
def test_without_a_bridge_links_stay_on_their_bank(
    drawn: tuple[NDArray[np.float64], Ground],
) -> None:
    xy, ground = drawn
    ground = Ground(ground.boundary, cuts=ground.cuts, visible=ground.visible, water=ground.water)

    links = linked(ground, xy)

    # The slow way: what is left of the land when a strip is dug out along everything that cuts.
    dug = [shapely.buffer(line, 1e-4) for line in ground.cuts] + list(ground.water)
    banks = shapely.get_parts(shapely.difference(ground.boundary, shapely.union_all(dug)))
    dry = np.array(
        [
            len(ground.cuts) + len(ground.water) == 0
            or shapely.distance(shapely.union_all(dug), p) > 1e-3
            for p in shapely.points(xy)
        ]
    )
    bank_of = [int(np.argmin(shapely.distance(banks, point))) for point in shapely.points(xy)]
    for a, b in links.pairs:
        if dry[a] and dry[b]:
            assert bank_of[a] == bank_of[b]
