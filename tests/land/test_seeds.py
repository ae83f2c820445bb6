"""Every block of land is shared out from points that know for which place they stand."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from towns import hurting

from gridgen.land.blocks import blocks
from gridgen.land.seeds import STEP_M, Seeds, nearest_seed, sow
from gridgen.land.voronoi import places
from gridgen.model.ground import Ground

ROW = shapely.box(0, 0, 300, 100)
LANES = [shapely.LineString([(x, -5), (x, 105)]) for x in (100, 200)]


def sown(*xy: tuple[float, float], **lines: object) -> Seeds:
    return sow(np.array(xy), blocks(Ground(ROW, **lines)))  # type: ignore[arg-type]


def test_where_people_live_their_places_are_the_seeds() -> None:
    seeds = sown((50, 50), (250, 50), (150, 50), (20, 20), visible=LANES)

    assert seeds.is_home.all()
    by_block = np.split(seeds.place, seeds.begins(3)[1:-1])
    assert sorted(sorted(own.tolist()) for own in by_block) == [[0, 3], [1], [2]]


def test_an_empty_block_is_shared_out_from_its_edge_by_those_across() -> None:
    seeds = sown((50, 10), (50, 90), (250, 50), visible=LANES)

    edge = seeds.xy[~seeds.is_home]
    assert set(edge[:, 0]) == {100, 200}
    west = edge[:, 0] == 100
    assert (
        seeds.place[~seeds.is_home][west].tolist() == (edge[west][:, 1] > 50).astype(int).tolist()
    )
    assert set(seeds.place[~seeds.is_home][~west]) == {2}


@pytest.mark.parametrize(("wide_m", "step_m"), [(30, STEP_M[0]), (3000, STEP_M[1])])
def test_points_on_an_edge_are_neither_too_dense_nor_too_far_apart(
    wide_m: float, step_m: float
) -> None:
    lane = shapely.LineString([(50, -5), (50, wide_m + 5)])
    land = blocks(Ground(shapely.box(0, 0, 50 + wide_m, wide_m), visible=[lane]))

    seeds = sow(np.array([[25.0, 15.0]]), land)

    along = np.sort(seeds.xy[~seeds.is_home][:, 1])
    assert len(along) == wide_m / step_m
    assert np.diff(along) == pytest.approx(step_m)


def test_empty_land_goes_to_its_own_bank_before_anybody_across_the_river() -> None:
    seeds = sown((50, 50), (290, 50), cuts=LANES[:1], visible=LANES[1:])

    between = ~seeds.is_home & (seeds.xy[:, 0] < 210)
    assert set(seeds.xy[between][:, 0]) == {200}
    assert set(seeds.place[between]) == {1}


def test_land_that_only_a_river_bounds_goes_to_who_lives_across_it() -> None:
    seeds = sown((50, 50), cuts=LANES[:1])

    assert set(seeds.place) == {0}
    assert (seeds.xy[~seeds.is_home][:, 0] == 100).all()
    assert len(seeds.xy) > 2


def test_a_part_where_nobody_lives_has_one_seed_of_the_nearest_place() -> None:
    land = blocks(Ground(shapely.MultiPolygon([ROW, shapely.box(900, 0, 950, 50)])))

    seeds = sow(np.array([[50.0, 50.0], [290.0, 50.0]]), land)

    assert seeds.place[seeds.begins(2)[1] :].tolist() == [1]


@examples(100)
@given(drawn=hurting())
def test_every_block_of_any_ground_has_a_seed_and_every_place_is_one(
    drawn: tuple[NDArray[np.float64], Ground],
) -> None:
    xy, ground = drawn
    land = blocks(ground)
    at = xy[np.unique(places(xy), return_index=True)[1]]

    seeds = sow(at, land)

    assert set(seeds.block.tolist()) == set(range(len(land.shape)))
    assert (np.diff(seeds.block) >= 0).all()
    assert sorted(seeds.place[seeds.is_home].tolist()) == list(range(len(at)))
    own = shapely.distance(land.shape[seeds.block], shapely.points(seeds.xy))
    assert own.max() < 1e-6


@given(data=st.data(), blocks_=st.integers(1, 4))
def test_the_nearest_seed_is_sought_in_one_block_alone(data: st.DataObject, blocks_: int) -> None:
    rng = np.random.default_rng(data.draw(st.integers(0, 10**6)))
    block = np.sort(np.concatenate([np.arange(blocks_), rng.integers(0, blocks_, 9)]))
    place = rng.integers(0, 99, len(block))
    seeds = Seeds(rng.uniform(0, 9, (len(block), 2)), place, block, np.ones(len(block), bool))
    spot, source = rng.uniform(0, 9, (7, 2)), rng.integers(0, blocks_, 7)

    found = nearest_seed(spot, source, seeds)

    for at, own, row in zip(spot, source, found, strict=True):
        apart = np.hypot(*(seeds.xy[block == own] - at).T)
        assert row == place[block == own][apart.argmin()]
