"""Neighbours differ in colour, and everybody can tell their colours apart."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
import shapely
from campaigns import campaign
from ciede import SIGHTS, apart, ciede2000, lab, luminance
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from maps_plans import read_or_skip, sample_plan
from plans import town

from gridgen.model.plan import Plan
from maps.ink.colours import CORE, PALETTE, colour, colour_rows


def cells(seed: int, n: int) -> list[shapely.Geometry]:
    """A square of n cells, some of them in two communities side by side."""
    points = np.random.default_rng(seed).uniform(0, 1000, (n, 2))
    voronoi = shapely.voronoi_polygons(shapely.multipoints(points))
    square = shapely.box(0, 0, 1000, 1000)
    return [cell.intersection(square) for cell in shapely.get_parts(voronoi)]


@examples(30)
@given(seed=st.integers(0, 10_000), n=st.integers(2, 60))
def test_no_two_grids_that_touch_share_a_colour(seed: int, n: int) -> None:
    polygons = cells(seed, n)

    rows = colour_rows(np.array(polygons, dtype=object))

    for a, b in combinations(range(len(polygons)), 2):
        if polygons[a].distance(polygons[b]) < 0.1:
            assert rows[a] != rows[b]


def test_grids_differ_across_the_border_of_two_communities() -> None:
    plan = town()
    zones = plan.level("grids")

    rows = colour_rows(zones.polygon)

    assert zones.community[2] != zones.community[3]
    assert rows[2] != rows[3]


def test_grids_that_meet_in_a_corner_differ() -> None:
    chequers = [shapely.box(x, y, x + 1, y + 1) for x in range(5) for y in range(5)]

    rows = colour_rows(np.array(chequers, dtype=object))

    for a, b in combinations(range(25), 2):
        if chequers[a].intersects(chequers[b]):
            assert rows[a] != rows[b]


def test_a_crowd_larger_than_the_palette_still_differs() -> None:
    slices = [
        shapely.Polygon([(0, 0), (np.cos(a), np.sin(a)), (np.cos(b), np.sin(b))])
        for a, b in ((k * np.pi / 6, (k + 1) * np.pi / 6) for k in range(12))
    ]

    rows = colour_rows(np.array(slices, dtype=object))

    assert len(set(rows.tolist())) == 12


def test_a_grid_without_a_shape_gets_a_colour_too() -> None:
    shapes = np.array([shapely.box(0, 0, 1, 1), None, shapely.Polygon()], dtype=object)

    assert len(colour_rows(shapes)) == 3


def test_equal_maps_are_coloured_equally() -> None:
    polygons = np.array(cells(3, 40), dtype=object)

    assert colour_rows(polygons).tolist() == colour_rows(polygons).tolist()


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize(("one", "other"), list(combinations(PALETTE[:CORE], 2)))
def test_any_two_core_colours_are_15_apart_for_everybody(one: str, other: str, sight: str) -> None:
    assert apart(one, other, sight) >= 15


@pytest.mark.parametrize("sight", ["normal", "protanopia", "deuteranopia"])
@pytest.mark.parametrize(("one", "other"), list(product(PALETTE[:CORE], PALETTE[CORE:])))
def test_the_spare_colours_are_8_apart_from_the_core_for_nearly_everybody(
    one: str, other: str, sight: str
) -> None:
    assert apart(one, other, sight) >= 8


def test_all_colours_are_equally_light() -> None:
    lightness = [lab(fill)[0] for fill in PALETTE]

    assert max(lightness) - min(lightness) <= 8


def least_apart(plan: Plan, sight: str) -> tuple[float, int]:
    """Between neighbours of a plan: the least difference, and how many are nearer than 15."""
    shapes = plan.levels[0].polygon
    rows = colour_rows(shapes)
    first, second = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=0.5)
    found = [
        apart(colour(int(rows[a])), colour(int(rows[b])), sight)
        for a, b in zip(first.tolist(), second.tolist(), strict=True)
        if a < b
    ]
    return min(found), sum(value < 15 for value in found)


@pytest.mark.parametrize("sight", campaign(SIGHTS, everyday=2))
def test_neighbours_of_the_sample_are_15_apart_for_everybody(sight: str) -> None:
    least, nearer = least_apart(sample_plan(), sight)

    assert (least >= 15, nearer) == (True, 0)


@pytest.mark.slow
@pytest.mark.parametrize("sight", SIGHTS)
def test_few_neighbours_of_a_land_of_exclaves_are_less_than_15_apart(sight: str) -> None:
    # Twice five grids of Liechtenstein, with exclaves, all touch one another: no four colours do.
    least, nearer = least_apart(read_or_skip("liechtenstein"), sight)

    assert least >= 7
    assert nearer <= 15


@pytest.mark.parametrize("fill", PALETTE)
def test_dark_text_reads_well_on_every_colour(fill: str) -> None:
    light, dark = luminance(fill), luminance("#26231f")

    assert (light + 0.05) / (dark + 0.05) >= 5.5  # WCAG 2.2 asks for 4.5


def test_beyond_the_palette_its_colours_come_again() -> None:
    beyond = [colour(row) for row in range(len(PALETTE), 2 * len(PALETTE))]

    assert beyond == list(PALETTE)


def test_what_four_colours_can_do_is_done_with_four() -> None:
    fields = [np.array(cells(seed, 200), dtype=object) for seed in range(4)]

    used = [int(colour_rows(field).max()) for field in fields]

    assert used == [CORE - 1] * 4


def test_a_colour_beyond_the_core_goes_to_a_small_grid() -> None:
    # Five that all touch one another: a large one in the middle, four around it, and a bridge
    # between two that face each other.
    around = [shapely.box(-9, 5, 9, 9), shapely.box(5, -5, 9, 5), shapely.box(-9, -9, 9, -5)]
    west = shapely.union(shapely.box(-8, -5, -5, 5), shapely.box(20, -1, 21, 1))
    east = shapely.union(around[1], shapely.box(21, -1, 22, 1))
    north = shapely.union(around[0], shapely.box(20, 9, 21, 10))
    south = shapely.union(around[2], shapely.box(20, 10, 21, 11))
    zones = np.array([shapely.box(-5, -5, 5, 5), north, east, south, west], dtype=object)

    rows = colour_rows(zones)

    assert sorted(rows.tolist()) == [0, 1, 2, 3, 4]
    assert rows.tolist().index(4) == int(np.argmin(shapely.area(zones)))


def test_our_ciede2000_agrees_with_the_published_pairs() -> None:
    # Sharma et al., table 1, pairs 1, 7 and 25.
    assert ciede2000((50, 2.6772, -79.7751), (50, 0, -82.7485)) == pytest.approx(2.0425, abs=1e-4)
    assert ciede2000((50, 0, 0), (50, -1, 2)) == pytest.approx(2.3669, abs=1e-4)
    assert ciede2000((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387)) == pytest.approx(
        1.2644, abs=1e-4
    )
