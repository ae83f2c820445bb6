"""Households as points: how many and in which grid, from zoom 14 on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from plans import ORIGIN, VILLAGE, altered, lonlat, town
from tiled import read

from api.tiles.spots import FROM, LAYER, Spots
from api.tiles.square import Tile, in_square, tile_at
from gridgen.model.crs import project


def tile_of(x: float, y: float, zoom: int) -> Tile:
    """The tile that holds a place of the drawing."""
    col, row = (in_square(np.array([lonlat(x, y)]))[0] * 2**zoom).astype(int).tolist()
    return tile_at(zoom, row, col)


def all_of(spots: Spots, zoom: int) -> list[dict[str, object]]:
    """What all points of the town say, tile by tile."""
    low, high = tile_of(0, 600, zoom), tile_of(1800, 0, zoom)
    return [
        feature["properties"]
        for row in range(low.row, high.row + 1)
        for col in range(low.col, high.col + 1)
        for feature in read(spots.draw(tile_at(zoom, row, col))).get(LAYER.name, [])
    ]


@pytest.mark.parametrize("zoom", [FROM, 15, 16])
def test_every_household_is_in_one_tile(zoom: int) -> None:
    said = all_of(Spots(town()), zoom)

    assert sum(int(str(point["households"])) for point in said) == 60 + 1200
    assert {point["grid"] for point in said} >= {f"{VILLAGE}001", f"{VILLAGE}003"}


def test_a_point_says_nothing_else() -> None:
    tile = tile_of(30, 100, 16)

    features = read(Spots(town()).draw(tile))[LAYER.name]

    assert {*features[0]["properties"]} == {"households", "grid"}
    assert "id" not in features[0] or features[0]["id"] in (0, None)


def test_below_zoom_14_there_are_none() -> None:
    spots = Spots(town())

    assert spots.draw(tile_of(30, 100, FROM - 1)) == b""
    assert spots.draw(tile_of(30, 100, FROM)) != b""


def test_households_at_one_place_are_one_point() -> None:
    plan = town()
    roll = plan.township.households
    xy = roll.xy.copy()
    xy[:20] = ORIGIN + [30.0, 100.0]
    stacked = altered(plan, households=replace(roll, xy=xy))

    said = all_of(Spots(stacked), 16)

    assert {"households": 20, "grid": f"{VILLAGE}001"} in said


def test_households_without_a_place_or_a_grid_do_no_harm() -> None:
    plan = town()
    roll = plan.township.households
    presence = plan.presence.copy()
    presence[0] = "virtual"

    said = all_of(Spots(replace(plan, presence=presence)), 14)
    bare = all_of(Spots(replace(plan, levels=(), zone_of={})), 14)

    assert sum(int(str(point["households"])) for point in said) == roll.count.sum() - 2
    assert {frozenset(point) for point in bare} == {frozenset({"households"})}


@pytest.mark.parametrize("zoom", [FROM, 15, 16])
@pytest.mark.parametrize("seed", range(3))
def test_a_tile_has_those_who_live_in_it_and_nobody_else(zoom: int, seed: int) -> None:
    plan = town()
    roll = plan.township.households
    xy = ORIGIN + np.random.default_rng(seed).uniform(-2500, 2500, (len(roll), 2))
    moved = altered(plan, households=replace(roll, xy=xy))
    lonlat_of = project(xy, plan.township.crs, "OGC:CRS84")
    at = np.floor(in_square(lonlat_of) * 2**zoom).astype(int)
    spots = Spots(moved)

    for col, row in {*map(tuple, at.tolist())}:
        said = read(spots.draw(tile_at(zoom, row, col)))[LAYER.name]
        there = (at == (col, row)).all(axis=1)
        assert sum(point["properties"]["households"] for point in said) == roll.count[there].sum()
