"""Hamlets: where they lie, and the houses along their streets."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gridgen.model.errors import ProblemError
from gridgen.sample.hamlets import APART_M, populate, settle
from gridgen.sample.land import Countryside, NamedLine, as_array


@pytest.fixture(scope="module")
def land() -> Countryside:
    tiles = as_array([shapely.box(0, 0, 2000, 2000), shapely.box(2000, 0, 4000, 2000)])
    lines = (
        NamedLine("river", "", shapely.LineString([(0, 1990), (4000, 1990)])),
        NamedLine("railway", "", shapely.LineString([(0, 10), (4000, 10)])),
        NamedLine("main_road", "", shapely.LineString([(0, 1000), (4000, 1000)])),
    )
    return Countryside(tiles, lines, ())


def test_every_village_has_its_hamlets_and_its_houses_apart_from_each_other(
    land: Countryside,
) -> None:
    hamlets = settle(np.random.default_rng(3), land, np.array([120, 60]), np.array([3, 2]))

    assert np.bincount(hamlets.village).tolist() == [3, 2]
    assert np.bincount(hamlets.village, hamlets.houses).tolist() == [120, 60]
    apart = np.hypot(*(hamlets.centre[:, None] - hamlets.centre[None]).T)
    assert apart[apart > 0].min() > APART_M / 2


def test_houses_stand_in_their_village_and_off_the_road(land: Countryside) -> None:
    rng = np.random.default_rng(3)
    hamlets = settle(rng, land, np.array([120, 60]), np.array([3, 2]))

    homes, prints, hamlet = populate(rng, land, hamlets, roads=hamlets.streets())

    houses = prints.shapes()
    assert np.bincount(homes.community).tolist() == [120, 60]
    assert (hamlets.village[hamlet] == homes.community).all()
    assert shapely.contains(land.shapes[homes.community], houses).all()
    assert shapely.distance(houses, shapely.union_all(land.of("main_road"))).min() > 0


def test_a_village_without_room_is_refused(land: Countryside) -> None:
    rng = np.random.default_rng(3)
    hamlets = settle(rng, land, np.array([9000, 60]), np.array([1, 1]))

    with pytest.raises(ProblemError, match="no room for their houses; ask for fewer"):
        populate(rng, land, hamlets, roads=hamlets.streets())
