"""Small roads and main roads."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from sampled import Layers, lines_of

from gridgen.sample.land import Countryside, NamedLine, as_array
from gridgen.sample.roads import connect


def test_small_roads_stay_out_of_the_river(flat: Layers) -> None:
    river = flat["water"].geometry.iloc[0]

    assert not lines_of(flat, "road").intersects(river).any()


def test_main_roads_cross_the_river_on_two_bridges(flat: Layers) -> None:
    river = lines_of(flat, "river").geometry.iloc[0]
    bridges = lines_of(flat, "bridge")

    roads = shapely.union_all(lines_of(flat, "main_road").geometry.to_numpy())
    crossings = shapely.get_parts(shapely.intersection(roads, river))

    assert len(bridges) == len(crossings) == 2
    assert all((bridges.distance(crossing) < 0.1).any() for crossing in crossings)


RIVER = shapely.LineString([(0, 500), (1000, 500)])
ROAD = shapely.LineString([(0, 0), (1000, 0)])


def exits_at(x: float, y: float) -> np.ndarray:
    return np.array([[[x, y]]], float)


@pytest.mark.parametrize(("y", "joined"), [(300.0, 1), (800.0, 0)])
def test_a_road_is_made_only_where_it_need_not_cross_the_river(y: float, joined: int) -> None:
    lines = (NamedLine("river", "", RIVER), NamedLine("main_road", "", ROAD))
    land = Countryside(as_array([shapely.box(0, 0, 1000, 1000)]), lines, ())

    roads, place = connect(
        np.random.default_rng(0), land, exits_at(500, y), np.array([0]), avoid=as_array([])
    )

    assert (len(roads), len(place)) == (joined, joined)
