"""Levels are nested: every zone of one lies inside a zone of the level above."""

from __future__ import annotations

import numpy as np
import shapely
from towns import town
from villages import (
    GROUPS,
    VILLAGE,
    assert_is_sound,
    divide,
    field,
    homes,
    land,
)


def test_households_of_one_place_share_grid_and_group() -> None:
    places = town("""
        a b c d e f g h i j
        k l m n o p q r s t
    """)
    xy = np.repeat(np.vstack(list(places.values())), 4, axis=0)

    plan = divide(homes(xy), land({VILLAGE: shapely.box(-10, -10, 210, 30)}))

    for level in ("grids", GROUPS):
        zone = plan.zone_of[level].reshape(-1, 4)
        assert (zone == zone[:, :1]).all()
    assert_is_sound(plan)


def test_every_group_is_inside_one_grid() -> None:
    plan = divide(homes(field(20, 20)), land({VILLAGE: shapely.box(0, 0, 500, 500)}))

    pairs = set(zip(plan.zone_of[GROUPS].tolist(), plan.zone_of["grids"].tolist(), strict=True))
    assert len(pairs) == len(plan.level(GROUPS))
    for group, grid in pairs:
        assert plan.level(GROUPS).parent[group] == plan.level("grids").code[grid]
        outside = plan.level(GROUPS).polygon[group] - plan.level("grids").polygon[grid]
        assert outside.area < 1e-6
