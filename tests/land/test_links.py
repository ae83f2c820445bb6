"""Who meets whom: over borders of cells and bridges, across no cut, and from parts too small."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from towns import hurting, town, villages

from gridgen.land.cells import cells
from gridgen.land.links import link
from gridgen.land.voronoi import ridges
from gridgen.model.ground import Ground
from gridgen.model.links import Links

FAR_EAST = (40_500_000.0, 3_400_000.0)


def linked(
    xy: NDArray[np.float64],
    boundary: shapely.Geometry,
    *,
    fewest: int = 1,
    count: NDArray[np.int64] | None = None,
) -> Links:
    ground = Ground(boundary)
    ones = np.ones(len(xy), np.int64)
    return link(cells(xy, ground), ground, ones if count is None else count, fewest=fewest)


def pairs_of(links: Links) -> list[tuple[int, int]]:
    return [(int(a), int(b)) for a, b in links.pairs]


def letters_beside(places: dict[str, NDArray[np.float64]], boundary: shapely.Geometry) -> set[str]:
    """Return which letters of a picture are linked with each other, as "ab"."""
    letter = [name for name, xy in places.items() for _ in xy]
    links = linked(np.concatenate(list(places.values())), boundary)
    return {"".join(sorted((letter[a], letter[b]))) for a, b in pairs_of(links)}


def pieces(n: int, pairs: list[tuple[int, int]]) -> list[set[int]]:
    found: list[set[int]] = []
    for row in range(n):
        if any(row in piece for piece in found):
            continue
        piece, front = {row}, [row]
        while front:
            u = front.pop()
            beside = {a + b - u for a, b in pairs if u in (a, b)} - piece
            piece |= beside
            front += beside
        found.append(piece)
    return found


# --- few places ----------------------------------------------------------------------------------


def test_one_place_has_no_link() -> None:
    assert len(linked(np.array([[5.0, 5.0]]), shapely.box(0, 0, 10, 10), fewest=50)) == 0


@pytest.mark.parametrize("origin", [(0.0, 0.0), FAR_EAST], ids=["near", "far east"])
def test_two_places_share_the_width_of_the_village_as_their_border(
    origin: tuple[float, float],
) -> None:
    xy = np.array([[10.0, 10.0], [30.0, 10.0]]) + origin
    village = shapely.box(origin[0], origin[1], origin[0] + 40, origin[1] + 25)

    links = linked(xy, village)

    assert pairs_of(links) == [(0, 1)]
    assert links.border_m == pytest.approx([25])
    assert links.joins.tolist() == [False]


def test_places_on_one_line_are_linked_in_a_chain() -> None:
    xy = np.stack([np.arange(5) * 10.0, np.zeros(5)], axis=1)

    links = linked(xy, shapely.box(-5, -5, 45, 5))

    assert pairs_of(links) == [(0, 1), (1, 2), (2, 3), (3, 4)]
    assert links.border_m == pytest.approx([10] * 4)


@pytest.mark.parametrize("apart_m", [0.0, 1e-9, 0.0009, 0.002])
def test_households_at_nearly_one_place_are_linked(apart_m: float) -> None:
    xy = np.array([[10.0, 10.0], [10.0 + apart_m, 10.0], [30.0, 10.0]]) + FAR_EAST
    x, y = FAR_EAST

    links = linked(xy, shapely.box(x, y, x + 40, y + 20))

    assert (0, 1) in pairs_of(links)
    assert len(pieces(3, pairs_of(links))) == 1


def test_households_of_a_tower_hang_together_and_its_first_speaks_for_it() -> None:
    xy = np.array([[30.0, 10.0], [10.0, 10.0], [30.0, 10.0], [30.0, 10.0]])

    links = linked(xy, shapely.box(0, 0, 40, 20))

    assert pairs_of(links) == [(0, 1), (0, 2), (2, 3)]
    assert links.border_m == pytest.approx([20, 0, 0])


@pytest.mark.parametrize(("border_m", "beside"), [(0.05, False), (0.2, True)])
def test_cells_that_meet_in_a_corner_only_are_no_neighbours(border_m: float, beside: bool) -> None:
    # a and d are a little nearer to the middle than b and c: they share border_m
    near = 10.0 - border_m / 4
    xy = np.array([[-near, -near], [10.0, -10.0], [-10.0, 10.0], [near, near]])

    links = linked(xy, shapely.box(-20, -20, 20, 20))

    pairs, ridge = ridges(xy, xy[:2])
    length = ridge[pairs.tolist().index([0, 3])]
    assert np.hypot(*(length[0] - length[1])) == pytest.approx(border_m * np.sqrt(2) / 2, rel=0.1)
    assert ((0, 3) in pairs_of(links)) == beside


# --- gaps ----------------------------------------------------------------------------------------


def test_nobody_is_a_neighbour_across_a_gap_between_two_parts() -> None:
    places = town("""
        aa....bb
        aa....bb
    """)
    parts = shapely.MultiPolygon([shapely.box(-5, -5, 15, 15), shapely.box(55, -5, 75, 15)])

    assert letters_beside(places, parts) == {"aa", "bb"}


def test_nobody_is_a_neighbour_across_a_bay() -> None:
    places = town("""
        aa....bb
        aa....bb
        aa....bb
        cccccccc
    """)
    bay = shapely.box(-5, -5, 75, 35) - shapely.box(15, 5, 55, 40)

    assert letters_beside(places, bay) == {"aa", "bb", "cc", "ac", "bc"}


def test_nobody_is_a_neighbour_across_a_lake() -> None:
    places = town("""
        cccccccc
        aa....bb
        aa....bb
        dddddddd
    """)
    lake = shapely.box(-5, -5, 75, 35) - shapely.box(15, 6, 55, 24)

    assert letters_beside(places, lake) == {"aa", "bb", "cc", "dd", "ac", "bc", "ad", "bd"}


def test_a_cell_that_reaches_over_a_bay_makes_no_neighbours_there() -> None:
    # the west arm's place is the nearest to the empty top of the east arm
    xy = np.array([[9.0, 90.0], [39.0, 60.0], [20.0, 5.0]])
    bay = shapely.box(0, 0, 48, 100) - shapely.box(10, 10, 38, 100)

    links = linked(xy, bay)

    assert pairs_of(links) == [(0, 2), (1, 2)]


def test_a_bent_outline_never_leaves_a_place_without_a_neighbour() -> None:
    xy = np.array([[5.0, 95.0], [35.0, 95.0], [5.0, 80.0], [35.0, 70.0]])
    horseshoe = shapely.box(0, 0, 40, 100) - shapely.box(10, 10, 30, 100)

    links = linked(xy, horseshoe, fewest=50)

    assert len(pieces(4, pairs_of(links))) == 1
    assert not links.joins.any()


# --- parts ---------------------------------------------------------------------------------------


def islands(*sizes: int) -> tuple[NDArray[np.float64], shapely.Geometry]:
    """Return one place for each household of islands 100 m apart, on a line, and the islands."""
    xy, parts = [], []
    for number, size in enumerate(sizes):
        x = 100.0 * number
        xy += [(x + 5 * (h % 8), 5.0 * (h // 8)) for h in range(size)]
        parts.append(shapely.box(x - 5, -5, x + 40, 60))
    return np.array(xy), shapely.MultiPolygon(parts)


@pytest.mark.parametrize(("households", "joined"), [(49, True), (50, False)])
def test_a_part_too_small_for_the_band_joins_the_nearest_part_and_is_marked(
    households: int, joined: bool
) -> None:
    xy, parts = islands(60, households, 0, 60)

    links = linked(xy, parts, fewest=50)

    over = [pair for pair, joins in zip(pairs_of(links), links.joins, strict=True) if joins]
    assert len(over) == int(joined)
    assert len(pieces(len(xy), pairs_of(links))) == (2 if joined else 3)
    if joined:
        a, b = over[0]
        assert (a < 60, 60 <= b < 60 + households) == (True, True)
        assert np.hypot(*(xy[a] - xy[b])) == pytest.approx(65)


def test_counts_make_a_part_large_enough_not_rows() -> None:
    xy, parts = islands(1, 1)

    alone = linked(xy, parts, fewest=50, count=np.array([50, 50]))
    joined = linked(xy, parts, fewest=50, count=np.array([50, 49]))

    assert (len(alone), pairs_of(joined)) == (0, [(0, 1)])
    assert joined.joins.tolist() == [True]


def test_a_chain_of_small_exclaves_joins_one_after_the_other() -> None:
    xy, parts = islands(60, 5, 4, 3, 2)

    links = linked(xy, parts, fewest=50)

    over = [pair for pair, joins in zip(pairs_of(links), links.joins, strict=True) if joins]
    island = np.repeat([0, 1, 2, 3, 4], [60, 5, 4, 3, 2])
    assert sorted((int(island[a]), int(island[b])) for a, b in over) == [
        (0, 1), (1, 2), (2, 3), (3, 4),
    ]  # fmt: skip
    assert len(pieces(len(xy), pairs_of(links))) == 1


def test_small_exclaves_that_are_enough_together_make_a_part_of_their_own() -> None:
    xy, parts = islands(60, 0, 0, 0, 30, 30)

    links = linked(xy, parts, fewest=50)

    assert sorted(len(piece) for piece in pieces(len(xy), pairs_of(links))) == [60, 60]
    assert links.joins.sum() == 1


def test_a_part_where_nobody_lives_makes_no_link() -> None:
    xy, parts = islands(6, 0, 6)

    links = linked(xy, parts, fewest=2)

    assert len(pieces(12, pairs_of(links))) == 2
    assert not links.joins.any()


def test_vacant_houses_on_an_island_join_the_nearest_part() -> None:
    xy, parts = islands(3, 2)

    links = linked(xy, parts, fewest=1, count=np.array([1, 1, 1, 0, 0]))

    assert links.joins.sum() == 1
    assert len(pieces(5, pairs_of(links))) == 1


# --- on the ground -------------------------------------------------------------------------------

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


def on_ground(ground: Ground, xy: NDArray[np.float64] = XY, fewest: int = 1) -> Links:
    return link(cells(xy, ground), ground, np.ones(len(xy), np.int64), fewest=fewest)


def meeting(links: Links) -> set[str]:
    """Return which letters are linked with each other, as "ab"."""
    return {LETTER[a] + LETTER[b] for a, b in links.pairs}


def across(links: Links) -> list[tuple[int, int]]:
    return [(int(a), int(b)) for a, b in links.pairs if LETTER[a] != LETTER[b]]


def test_nobody_is_a_neighbour_across_a_river() -> None:
    assert meeting(on_ground(Ground(VILLAGE))) == {"aa", "bb", "ab"}
    assert meeting(on_ground(Ground(VILLAGE, cuts=[RIVER]))) == {"aa", "bb"}


def test_nobody_is_a_neighbour_across_water() -> None:
    pond = shapely.box(20, -20, 50, 60)

    assert meeting(on_ground(Ground(VILLAGE, water=[pond]))) == {"aa", "bb"}


def test_a_lake_is_walked_around() -> None:
    lake = shapely.box(20, 0, 50, 30)

    links = on_ground(Ground(VILLAGE, water=[lake]))

    assert meeting(links) == {"aa", "bb", "ab"}
    ways = shapely.linestrings(XY[links.pairs])
    assert links.bends.tolist() == shapely.intersects(ways, lake).tolist()


@pytest.mark.parametrize(("gap_m", "leaks"), [(0.5, False), (4.9, False), (5.1, True), (12, True)])
def test_a_gap_of_a_few_metres_in_a_drawn_river_does_not_leak(gap_m: float, leaks: bool) -> None:
    upper = shapely.LineString([(35, 60), (35, 15 + gap_m)])
    lower = shapely.LineString([(35, 15), (35, -20)])

    assert ("ab" in meeting(on_ground(Ground(VILLAGE, cuts=[upper, lower])))) == leaks


@pytest.mark.parametrize(("short_m", "leaks"), [(0.0, False), (4.9, False), (5.1, True)])
def test_a_river_that_ends_just_before_the_boundary_does_not_leak(
    short_m: float, leaks: bool
) -> None:
    river = shapely.LineString([(35, -5 + short_m), (35, 60)])

    assert ("ab" in meeting(on_ground(Ground(VILLAGE, cuts=[river])))) == leaks


def test_a_wall_that_ends_in_the_open_is_walked_around() -> None:
    wall = shapely.LineString([(35, 10), (35, 60)])

    links = on_ground(Ground(VILLAGE, cuts=[wall]))

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
    plain, drawn = on_ground(Ground(VILLAGE)), on_ground(Ground(VILLAGE, cuts=[line]))

    assert drawn.pairs.tolist() == plain.pairs.tolist()
    assert drawn.border_m == pytest.approx(plain.border_m)


def test_a_bank_too_small_for_the_band_joins_the_nearest_and_is_marked() -> None:
    links = on_ground(Ground(VILLAGE, cuts=[RIVER]), fewest=9)

    assert len(across(links)) == 1
    assert links.joins.tolist() == [LETTER[a] != LETTER[b] for a, b in links.pairs]


def test_a_small_part_joins_where_land_meets_and_not_over_land_of_others() -> None:
    left, right = shapely.box(0, 0, 20, 60), shapely.box(40, 0, 60, 60)
    village = shapely.union_all([left, right, shapely.box(0, 0, 60, 20)])
    river = shapely.LineString([(-5, 30), (25, 30)])
    above, below, over_the_gap = (10.0, 50.0), (10.0, 5.0), (50.0, 50.0)

    links = on_ground(
        Ground(village, cuts=[river]), np.array([above, below, over_the_gap]), fewest=2
    )

    assert links.pairs[links.joins].tolist() == [[0, 1]]


def test_an_island_where_nobody_lives_lets_nobody_across() -> None:
    arms = [shapely.LineString([(x, -20), (x, 60)]) for x in (25, 45)]

    assert meeting(on_ground(Ground(VILLAGE, cuts=arms))) == {"aa", "bb"}


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

    over = across(on_ground(ground))

    assert over
    assert all(XY[row][1] <= 10 for pair in over for row in pair)


@pytest.mark.parametrize(("away_m", "joins"), [(49.0, True), (51.0, False)])
def test_a_bridge_far_from_every_cut_joins_nothing(away_m: float, joins: bool) -> None:
    bridge = shapely.Point(35 + away_m, 10)

    assert ("ab" in meeting(on_ground(Ground(VILLAGE, cuts=[RIVER], bridges=[bridge])))) == joins


def test_a_bridge_over_the_river_is_none_over_the_railway_beside_it() -> None:
    railway = shapely.LineString([(22, -20), (22, 60)])
    xy = np.array([[0.0, 10.0], [28.0, 10.0], [60.0, 10.0]])

    ground = Ground(VILLAGE, cuts=[RIVER, railway], bridges=[shapely.Point(35, 10)])

    assert on_ground(ground, xy).pairs.tolist() == [[1, 2]]


def test_the_border_between_two_blocks_lies_on_the_road() -> None:
    road = shapely.LineString([(20, -20), (20, 60)])

    links = on_ground(Ground(VILLAGE, visible=[road]))

    over = [pair in across(links) for pair in map(tuple, links.pairs.tolist())]
    assert sum(links.border_m[over]) == pytest.approx(40)
    assert links.along_m[over] == pytest.approx(links.border_m[over])
    assert links.along_m[~np.array(over)] == pytest.approx(0)


def test_a_road_that_ends_in_the_open_makes_no_block() -> None:
    road = shapely.LineString([(20, 10), (20, 60)])

    plain, drawn = on_ground(Ground(VILLAGE)), on_ground(Ground(VILLAGE, visible=[road]))

    assert drawn.pairs.tolist() == plain.pairs.tolist()
    assert drawn.along_m.tolist() == [0] * len(drawn)


# --- always --------------------------------------------------------------------------------------


def whole_metres() -> st.SearchStrategy[tuple[NDArray[np.float64], shapely.Geometry]]:
    """Return villages whose places stand at whole metres, near the origin."""
    return villages(shifts=(0.0,), steps=(1.0,))


@examples(100)
@given(drawn=whole_metres(), fewest=st.integers(1, 8))
def test_links_are_sorted_unique_and_the_smaller_first(
    drawn: tuple[NDArray[np.float64], shapely.Geometry], fewest: int
) -> None:
    xy, boundary = drawn
    pairs = pairs_of(linked(xy, boundary, fewest=fewest))

    assert pairs == sorted(set(pairs))
    assert all(a < b for a, b in pairs)


@examples(100)
@given(drawn=whole_metres(), fewest=st.integers(1, 8))
def test_links_make_each_part_one_piece_and_join_only_parts_that_are_too_small(
    drawn: tuple[NDArray[np.float64], shapely.Geometry], fewest: int
) -> None:
    xy, boundary = drawn
    links = linked(xy, boundary, fewest=fewest)
    firm = [p for p, joins in zip(pairs_of(links), links.joins, strict=True) if not joins]

    by_part = [
        set(np.flatnonzero(shapely.contains(part, shapely.points(xy))).tolist())
        for part in shapely.get_parts(boundary)
    ]
    lived_in = sorted((part for part in by_part if part), key=min)
    assert pieces(len(xy), firm) == lived_in
    whole = pieces(len(xy), pairs_of(links))
    assert len(whole) == 1 or all(len(piece) >= fewest for piece in whole)
    for part in lived_in:
        if len(part) >= fewest and all(len(other) >= fewest for other in lived_in):
            assert part in whole


@examples(80)
@given(drawn=whole_metres())
def test_linked_places_share_a_border_of_cells_inside_the_boundary(
    drawn: tuple[NDArray[np.float64], shapely.Geometry],
) -> None:
    xy, boundary = drawn
    links = linked(xy, boundary)
    borders = {
        pair: metres
        for pair, metres in zip(pairs_of(links), links.border_m, strict=True)
        if metres > 0
    }

    around = shapely.buffer(boundary, 500)
    theirs = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(xy), extend_to=around, ordered=True)
    )
    parts, points = shapely.get_parts(boundary), shapely.points(xy)
    part_of = [int(np.argmax(shapely.contains(parts, point))) for point in points]
    rooms = [
        # What hangs together by a hair, narrower than the lattice, is apart.
        shapely.buffer(around_place(shapely.buffer(cell & parts[part], -2e-6), point), 4e-6)
        for cell, part, point in zip(theirs, part_of, points, strict=True)
    ]
    for a in range(len(xy)):
        for b in range(a + 1, len(xy)):
            shared = theirs[a] & theirs[b] if len(xy) > 1 else shapely.Point()
            between = (shared & rooms[a] & rooms[b]).length
            if (a, b) in borders:
                assert part_of[a] == part_of[b]
                # more where one of them also has land that a bend cut off from somebody else's room
                assert borders[a, b] >= between - 0.01
            else:  # nobody is left out who has a border between the two places' own rooms
                assert between < 0.11


def around_place(shape: shapely.Geometry, place: shapely.Point) -> shapely.Geometry:
    """Return the piece of a cell, cut by the boundary, in which its place stands."""
    return min(shapely.get_parts(shape), key=place.distance)


# --- around bends --------------------------------------------------------------------------------


@pytest.mark.parametrize(("corner", "is_bend"), [(50.0, True), (20.0, False)])
def test_a_link_whose_straight_line_leaves_the_boundary_is_marked(
    corner: float, is_bend: bool
) -> None:
    # an L: the line between its two ends passes through the corner that is cut away
    xy = np.array([[10.0, 60.0], [60.0, 10.0]])
    village = shapely.box(0, 0, 70, 70) - shapely.box(70 - corner, 70 - corner, 70, 70)

    links = linked(xy, village)

    assert pairs_of(links) == [(0, 1)]
    assert links.bends.tolist() == [is_bend]


@examples(200)
@given(drawn=hurting())
def test_without_a_bridge_links_stay_on_their_bank(
    drawn: tuple[NDArray[np.float64], Ground],
) -> None:
    xy, ground = drawn
    ground = Ground(ground.boundary, cuts=ground.cuts, visible=ground.visible, water=ground.water)

    links = on_ground(ground, xy)

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
