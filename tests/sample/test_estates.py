"""Urban blocks, slabs and towers."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from sampled import Layers, placed

from gridgen.sample.estates import Estate, StreetBlocks, blocks_in, build
from gridgen.sample.land import Countryside, NamedLine, as_array


def test_market_and_office_have_no_households(flat: Layers) -> None:
    special = flat["special"]

    assert sorted(special["kind"]) == ["market", "office"]
    assert flat["households"].sjoin(special, predicate="intersects").empty


def test_urban_rows_are_stairways_of_buildings_in_estates(metres: Layers) -> None:
    inside = placed(metres)
    urban = inside[inside["kind"] == "community"]

    assert (urban[["estate", "building", "stairway"]] != "").all(axis=None)
    assert not urban.duplicated(["building", "stairway"]).any()
    assert (urban["households"] > 1).mean() > 0.9


def blocks() -> StreetBlocks:
    return StreetBlocks(np.zeros(2), 0.0, np.array([[0, 0], [1, 0]]))


@pytest.mark.parametrize("is_towers", [False, True])
@pytest.mark.parametrize("households", [60, 61, 900])
def test_an_estate_has_exactly_its_households(households: int, is_towers: bool) -> None:
    estates = [Estate("东苑", 0, is_towers, households), Estate("西苑", 0, is_towers, 77)]

    homes, prints = build(np.random.default_rng(1), blocks(), estates)

    of_first = homes.estate == "东苑"
    assert homes.count[of_first].sum() == households
    assert homes.count[~of_first].sum() == 77
    assert homes.count.min() > 0
    assert set(homes.building) == set(prints.building)


def test_towers_set_by_hand_have_their_households() -> None:
    estate = Estate("高苑", 0, is_towers=True, households=700, towers=(620, 80))

    homes, _ = build(np.random.default_rng(1), blocks().first(1), [estate])

    assert homes.count.tolist() == [620, 80]


def test_blocks_lie_inside_their_community_and_off_the_main_road() -> None:
    shape = shapely.box(0, 0, 1500, 1500)
    road = shapely.LineString([(750, -100), (750, 1600)])
    land = Countryside(as_array([shape]), (NamedLine("main_road", "", road),), ())

    found = blocks_in(shape, land, origin=np.zeros(2), angle=0.2, heart=np.array([700.0, 700.0]))

    outlines = found.outlines(inset_m=14)
    assert len(outlines) > 4
    assert shapely.contains(shape, outlines).all()
    assert shapely.distance(outlines, road).min() > 3
