"""Land where nobody lives: whole beside a line, shared where it holds a zone together.

A zone in one piece over links has one polygon in each part of its community, at every level.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

import numpy as np
import pytest
import shapely
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from towns import hurting

from gridgen.land.cells import cells
from gridgen.land.links import link
from gridgen.land.outlines import outline
from gridgen.model.graphs import neighbours
from gridgen.model.ground import Ground
from gridgen.model.links import Links

PARK = shapely.box(10, 0, 50, 28)
BESIDE_PARK = np.array([(5.0, 14.0), (55.0, 14.0), (20.0, 32.0), (40.0, 32.0)])
"""West of it, east of it, and two houses along its north, which is its longest side."""

AROUND_PARK = Ground(shapely.box(0, 0, 60, 50), visible=[shapely.boundary(PARK)])


def test_a_grid_keeps_the_share_of_a_park_over_which_its_two_groups_meet() -> None:
    made = cells(BESIDE_PARK, AROUND_PARK)

    shapes = outline(
        made, AROUND_PARK, {"grids": np.array([0, 0, 1, 1]), "groups": np.array([0, 1, 2, 2])}
    )

    assert [len(shapely.get_parts(shape)) for shape in shapes["grids"]] == [1, 1]


def test_a_park_that_holds_nobody_together_goes_whole_to_the_grid_with_the_longest_border() -> None:
    made = cells(BESIDE_PARK, AROUND_PARK)

    shapes = outline(made, AROUND_PARK, {"grids": np.array([0, 1, 2, 2])})

    assert shapely.covers(shapely.buffer(shapes["grids"][2], 1e-6), PARK)


def test_a_part_where_nobody_lives_goes_to_one_zone_where_another_would_be_in_pieces_there() -> (
    None
):
    village, exclave = shapely.box(0, -30, 40, 20), shapely.box(0, 50, 40, 60)
    lanes = [shapely.LineString([(x, 40), (x, 70)]) for x in (13, 27)]
    ground = Ground(village | exclave, visible=lanes)
    xy = np.array([[5.0, 5.0], [20.0, 5.0], [35.0, 5.0], [20.0, -20.0]])

    shapes = outline(cells(xy, ground), ground, {"grids": np.array([0, 1, 0, 0])})["grids"]

    assert shapely.area(shapely.intersection(shapes, exclave)) == pytest.approx([400, 0])


def test_where_empty_land_is_nobodys_a_grid_keeps_what_joins_its_houses() -> None:
    lanes = [shapely.LineString([(x, -1), (x, 41)]) for x in (10, 20, 30)]
    ground = Ground(shapely.box(0, 0, 40, 40), visible=lanes)
    made = cells(np.array([[5.0, 5.0], [15.0, 5.0], [35.0, 5.0]]), ground)

    together = outline(made, ground, {"grids": np.array([0, 1, 1])}, empty_land="none")["grids"]
    apart = outline(made, ground, {"grids": np.array([0, 0, 1])}, empty_land="none")["grids"]

    assert shapely.area(together) == pytest.approx([400, 1200])
    assert shapely.area(apart) == pytest.approx([800, 400])


# --- always --------------------------------------------------------------------------------------


def grown(n: int, pairs: NDArray[np.int32], most: int, rng: np.random.Generator) -> list[int]:
    """Return zones of up to `most` rows, each of which hangs together over the pairs."""
    start, near = neighbours(n, pairs)
    zone_of = [-1] * n
    for zone, first in enumerate(rng.permutation(n).tolist()):
        room = [first] if zone_of[first] < 0 else []
        for row in room:
            zone_of[row] = zone
            fresh = [v for v in near[start[row] : start[row + 1]].tolist() if zone_of[v] < 0]
            room += [v for v in fresh if v not in room][: max(0, most - len(room))]
    return np.unique(zone_of, return_inverse=True)[1].tolist()


def in_two_levels(links: Links, n: int, rng: np.random.Generator) -> dict[str, NDArray[np.int32]]:
    """Return grids and the groups inside them, both in one piece over links."""
    group = np.array(grown(n, links.pairs, 5, rng))
    between = np.sort(group[links.pairs], axis=1)
    between = between[between[:, 0] != between[:, 1]].astype(np.int32)
    grid = np.array(grown(int(group.max()) + 1, between, 3, rng))[group]
    return {"grids": grid.astype(np.int32), "groups": group.astype(np.int32)}


def flooded(shapes: list[shapely.Geometry]) -> int:
    """Return in how many pieces polygons are that share borders: the slow way, two by two."""
    pieces: list[list[shapely.Geometry]] = []
    for shape in shapes:
        beside = [p for p in pieces if any(shapely.intersection(shape, q).length > 1e-9 for q in p)]
        pieces = [p for p in pieces if p not in beside] + [[shape, *chain(*beside)]]
    return len(pieces)


@examples(150)
@given(
    drawn=hurting(),
    fewest=st.sampled_from([1, 3, 9, 100]),
    what=st.sampled_from(["land", "land that is nobody's", "huts", "parcels"]),
    seed=st.integers(0, 10**6),
)
def test_a_zone_in_one_piece_over_links_is_one_polygon_in_each_part_of_its_community(
    drawn: tuple[NDArray[np.float64], Ground], fewest: int, what: str, seed: int
) -> None:
    xy, ground = np.unique(drawn[0].round(1), axis=0), drawn[1]
    rng = np.random.default_rng(seed)
    if what == "huts":
        huts = [shapely.box(*(at - r), *(at + r)) for at, r in
                zip(xy, rng.uniform(0.1, 4, len(xy)), strict=True)]  # fmt: skip
        ground = replace(ground, footprints=np.array(huts, object))
    if what == "parcels":
        corner = xy[0] + rng.uniform(-60, 60, (6, 2))
        parcels = shapely.box(*corner.T, *(corner + rng.uniform(4, 28, (6, 2))).T)
        ground = replace(ground, footprints=parcels)
    made = cells(xy, ground)
    links = link(made, ground, np.ones(len(xy), np.int64), fewest=fewest)
    zone_of = in_two_levels(links, len(xy), rng)

    empty_land = "none" if what == "land that is nobody's" else "around"
    shapes = outline(made, ground, zone_of, empty_land=empty_land)

    parts = shapely.get_parts(ground.boundary)
    for shape in (shape for level in shapes.values() for shape in level):
        polygons = shapely.get_parts(shape).tolist()
        lies_in = (shapely.area(shapely.intersection(parts, shape)) > 1e-9).sum()
        assert flooded(polygons) == len(polygons) == lies_in
