"""Neighbours differ in colour, and any two colours can be told apart."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from plans import town

from maps.colours import PALETTE, colour, colour_rows


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


def linear(colour: str) -> np.ndarray:
    srgb = np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)]) / 255
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    return float(linear(colour) @ [0.2126, 0.7152, 0.0722])


def lab(colour: str) -> tuple[float, float, float]:
    to_xyz = np.array(
        [
            [0.4124564, 0.3575761, 0.1804375],
            [0.2126729, 0.7151522, 0.0721750],
            [0.0193339, 0.1191920, 0.9503041],
        ]
    )
    x, y, z = np.cbrt(to_xyz @ linear(colour) / [0.95047, 1, 1.08883])  # none is near black
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def ciede2000(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    """Sharma, Wu, Dalal, Color Research & Application 30 (2005), equations 2-22."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    c = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    g = 0.5 * (1 - np.sqrt(c**7 / (c**7 + 25**7)))
    c1, c2 = np.hypot(a1 * (1 + g), b1), np.hypot(a2 * (1 + g), b2)
    h1 = np.degrees(np.arctan2(b1, a1 * (1 + g))) % 360
    h2 = np.degrees(np.arctan2(b2, a2 * (1 + g))) % 360
    turn = (h2 - h1 + 180) % 360 - 180
    dh = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))
    lm, cm, hm = (l1 + l2) / 2, (c1 + c2) / 2, (h1 + turn / 2) % 360
    t = (
        1
        - 0.17 * np.cos(np.radians(hm - 30))
        + 0.24 * np.cos(np.radians(2 * hm))
        + 0.32 * np.cos(np.radians(3 * hm + 6))
        - 0.20 * np.cos(np.radians(4 * hm - 63))
    )
    sl = 1 + 0.015 * (lm - 50) ** 2 / np.sqrt(20 + (lm - 50) ** 2)
    sc, sh = 1 + 0.045 * cm, 1 + 0.015 * cm * t
    rt = (
        -2
        * np.sqrt(cm**7 / (cm**7 + 25**7))
        * np.sin(np.radians(60 * np.exp(-(((hm - 275) / 25) ** 2))))
    )
    dl, dc = (l2 - l1) / sl, (c2 - c1) / sc
    return float(np.sqrt(dl**2 + dc**2 + (dh / sh) ** 2 + rt * dc * dh / sh))


def test_our_ciede2000_agrees_with_the_published_pairs() -> None:
    # Sharma et al., table 1, pairs 1, 7 and 25.
    assert ciede2000((50, 2.6772, -79.7751), (50, 0, -82.7485)) == pytest.approx(2.0425, abs=1e-4)
    assert ciede2000((50, 0, 0), (50, -1, 2)) == pytest.approx(2.3669, abs=1e-4)
    assert ciede2000((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387)) == pytest.approx(
        1.2644, abs=1e-4
    )
