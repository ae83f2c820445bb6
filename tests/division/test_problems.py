"""What is asked of each community: bands, what they count, how many grids, what is together."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import shapely
from villages import (
    BAND,
    CITY,
    GROUPS,
    NEXT_VILLAGE,
    VILLAGE,
    assert_is_sound,
    divide,
    drawn_homes,
    field,
    homes,
    land,
    ours,
    said,
    sizes,
    strip,
)

from gridgen.model.errors import ReadError


def test_each_kind_has_its_own_band_and_only_villages_have_groups() -> None:
    xy = np.vstack([field(14, 10), field(14, 10, west=310)])
    both = land({VILLAGE: shapely.box(0, 0, 300, 210), CITY: shapely.box(300, 0, 600, 210)})

    plan = divide(homes(xy, households=[1] * 140 + [6] * 140), both)

    kind = plan.level("grids").kind
    assert sizes(plan)[:2] == sorted(plan.level("grids").households[kind == "village"])
    assert all(300 <= n <= 500 for n in plan.level("grids").households[kind == "community"])
    assert (plan.zone_of[GROUPS][140:] == -1).all()
    assert all(8 <= n <= 12 for n in sizes(plan, GROUPS))
    assert_is_sound(plan)


def test_target_moves_the_number_of_grids() -> None:
    village = land({VILLAGE: shapely.box(0, 0, 500, 500)})
    many = homes(field(20, 20))

    numbers = [len(sizes(divide(many, village, target=target))) for target in (50, 75, 100)]

    assert numbers == sorted(numbers, reverse=True)
    assert numbers[0] > numbers[1] > numbers[2]


def test_grids_gives_the_number_for_one_community() -> None:
    xy = np.vstack([field(14, 10), field(14, 10, west=310)])
    both = land({VILLAGE: shapely.box(0, 0, 300, 210), NEXT_VILLAGE: shapely.box(300, 0, 600, 210)})

    plan = divide(homes(xy), both, grids={NEXT_VILLAGE: 1})

    assert Counter(plan.level("grids").community)[NEXT_VILLAGE] == 1
    assert Counter(plan.level("grids").community)[VILLAGE] == 2


def test_a_building_is_never_cut_and_its_name_counts_inside_its_estate() -> None:
    xy = field(20, 14)
    row = np.arange(280) // 20
    estate = np.where(np.arange(280) % 20 < 10, "东苑", "西苑")
    named = homes(xy, building=[f"{r + 1}栋" for r in row], estate=estate)

    plan = divide(named, land({VILLAGE: shapely.box(0, 0, 420, 300)}))

    whole = Counter()
    for name, side, grid in zip(named["building"], estate, plan.zone_of["grids"], strict=True):
        whole[(name, side, int(grid))] += 1
    assert len(whole) == 28
    assert set(whole.values()) == {10}
    assert plan.level("grids").units.sum() == 28
    assert_is_sound(plan)


# --- what bands count ----------------------------------------------------------------------------


def test_a_band_may_count_people(tmp_path: Path) -> None:
    rules = BAND.replace("fewest = 2, most = 9", "fewest = 10, most = 12") + 'counts = "population"'
    table = drawn_homes("xxxxxxxx", population=[1, 5, 5, 1, 1, 5, 5, 1])

    plan = divide(table, strip(), rules=ours(tmp_path, rules))

    people = np.bincount(plan.zone_of["grids"], weights=table["population"])
    assert people.tolist() == [12, 12]
    assert said(plan.report) == set()


def test_a_band_may_count_land(tmp_path: Path) -> None:
    rules = BAND.replace("fewest = 2, most = 9", "fewest = 3000, most = 6000") + 'counts = "area"'

    plan = divide(drawn_homes("xxxxxxxx"), strip(), rules=ours(tmp_path, rules))

    assert len(plan.level("grids")) == 2
    assert said(plan.report) == set()


def test_a_counted_column_that_is_missing_is_one_error(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="the rules count 'shops', and no column is called so"):
        divide(drawn_homes("xx"), strip(), rules=ours(tmp_path, BAND + 'counts = "shops"'))
