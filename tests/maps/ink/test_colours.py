"""Neighbours differ in colour, and any two colours can be told apart."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
import shapely
from ciede import ciede2000, lab, luminance
from hypothesis import given, settings
from hypothesis import strategies as st
from plans import town

from maps.ink.colours import PALETTE, colour, colour_rows


def cells(seed: int, n: int) -> list[shapely.Geometry]:
    """A square of n cells, some of them in two communities side by side."""
    points = np.random.default_rng(seed).uniform(0, 1000, (n, 2))
    voronoi = shapely.voronoi_polygons(shapely.multipoints(points))
    square = shapely.box(0, 0, 1000, 1000)
    return [cell.intersection(square) for cell in shapely.get_parts(voronoi)]


@settings(max_examples=30)
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


@pytest.mark.parametrize(("one", "other"), list(combinations(PALETTE, 2)))
def test_any_two_colours_are_20_apart_in_ciede2000(one: str, other: str) -> None:
    assert ciede2000(lab(one), lab(other)) >= 20


@pytest.mark.parametrize("fill", PALETTE)
def test_dark_text_reads_well_on_every_colour(fill: str) -> None:
    light, dark = luminance(fill), luminance("#26231f")

    assert (light + 0.05) / (dark + 0.05) >= 5.5  # WCAG 2.2 asks for 4.5


def test_colours_beyond_the_palette_are_greys() -> None:
    beyond = [colour(row) for row in range(len(PALETTE), len(PALETTE) + 3)]

    assert len({*beyond, *PALETTE}) == len(PALETTE) + 3


def test_our_ciede2000_agrees_with_the_published_pairs() -> None:
    # Sharma et al., table 1, pairs 1, 7 and 25.
    assert ciede2000((50, 2.6772, -79.7751), (50, 0, -82.7485)) == pytest.approx(2.0425, abs=1e-4)
    assert ciede2000((50, 0, 0), (50, -1, 2)) == pytest.approx(2.3669, abs=1e-4)
    assert ciede2000((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387)) == pytest.approx(
        1.2644, abs=1e-4
    )
