"""Cells tile the land: each is what is nearest to its place, in the block in which it stands."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from examples import examples
from hypothesis import given
from numpy.typing import NDArray
from towns import hurting, town, villages

from gridgen.land.cells import areas_m2, cells
from gridgen.model.ground import Cells, Ground

VILLAGE = shapely.box(-5, -5, 75, 35)
PLACES = town("""
    aa....bb
    aa....bb
    aa....bb
    aa....bb
""")
XY = np.concatenate([PLACES["a"], PLACES["b"]])


def area(made: Cells) -> float:
    """Return the area of all faces, by the shoelace formula over their edges."""
    a, b = made.corners[made.edges[:, 0]], made.corners[made.edges[:, 1]]
    twice = a[:, 0] * b[:, 1] - b[:, 0] * a[:, 1]
    outside = np.where(made.sides[:, 1] < 0, 1, 0) - np.where(made.sides[:, 0] < 0, 1, 0)
    return float((twice * outside).sum() / 2)


def test_an_empty_block_belongs_to_the_cells_around_it() -> None:
    block = shapely.box(20, 5, 50, 25)

    made = cells(XY, Ground(VILLAGE, visible=[block.exterior]))

    assert area(made) == pytest.approx(VILLAGE.area)
    assert made.is_empty.any()


def test_the_cells_of_a_tower_and_a_house_share_the_land_half_way() -> None:
    xy = np.array([[10.0, 10.0], [30.0, 10.0], [10.0, 10.0], [10.0, 10.0]])

    made = cells(xy, Ground(shapely.box(0, 0, 50, 20)))

    assert made.place_of.tolist() == [0, 1, 0, 0]
    assert areas_m2(made).tolist() == [133, 600, 133, 133]


def test_a_cell_ends_at_the_road_even_where_its_place_is_nearer() -> None:
    road = shapely.LineString([(22, -1), (22, 21)])

    made = cells(np.array([[20.0, 10.0], [48.0, 10.0]]), Ground(shapely.box(0, 0, 50, 20)))
    cut = cells(
        np.array([[20.0, 10.0], [48.0, 10.0]]), Ground(shapely.box(0, 0, 50, 20), visible=[road])
    )

    assert areas_m2(made).tolist() == [680, 320]
    assert areas_m2(cut).tolist() == [440, 560]
    assert cut.corners[cut.edges[cut.is_line]][:, :, 0].tolist() == [[22, 22]]
    assert not made.is_line.any()


@pytest.mark.parametrize("cut", ["cuts", "visible"])
def test_only_what_cuts_is_a_cut(cut: str) -> None:
    line = shapely.LineString([(22, -1), (22, 21)])

    made = cells(
        np.array([[10.0, 10.0], [40.0, 10.0]]), Ground(shapely.box(0, 0, 50, 20), **{cut: [line]})
    )

    assert made.is_cut[made.is_line].all() == (cut == "cuts")
    assert not made.is_cut[~made.is_line].any()


@examples(60)
@given(village=villages(steps=(1.0, 10.0)))
def test_where_nothing_lies_on_the_ground_each_place_has_what_is_nearest_to_it(
    village: tuple[NDArray[np.float64], shapely.Geometry],
) -> None:
    xy, boundary = village[0], shapely.convex_hull(village[1])
    ground = Ground(boundary)

    made = cells(xy, ground)

    low, high = np.array(boundary.bounds).reshape(2, 2)
    spots = np.random.default_rng(len(xy)).uniform(low, high, (400, 2))
    spots = spots[shapely.contains_xy(boundary, spots)]
    apart = np.hypot(*(spots[:, None] - made.xy[None]).transpose(2, 0, 1))
    share = np.bincount(apart.argmin(axis=1), minlength=len(made.xy)) / len(spots)
    area = areas_m2(made)[np.unique(made.place_of, return_index=True)[1]] / boundary.area
    assert np.abs(share - area).max() < 5 / np.sqrt(len(spots))


# --- always --------------------------------------------------------------------------------------


@examples(200)
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
