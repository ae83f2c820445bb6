"""Levels are nested: every zone of one lies inside a zone of the level above."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from towns import town
from villages import (
    GROUPS,
    VILLAGE,
    assert_is_sound,
    divide,
    field,
    homes,
    land,
    problems_in,
    township,
)

from gridgen.division.community import divide_community
from gridgen.division.level import MODES, SEARCHED, seed_of
from gridgen.rules.levels import MODES as SAID


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


def test_there_is_a_way_to_make_a_level_for_every_mode_that_rules_may_say() -> None:
    assert set(MODES) == set(SAID)
    assert set(SEARCHED) <= set(MODES)


def test_every_zone_lies_in_the_zone_that_is_its_parent() -> None:
    first, second = divide_community(problems_in(*township())[0]).layers

    assert second.parent[second.zone_of].tolist() == first.zone_of.tolist()
    assert set(first.parent) == {0}


def test_ways_are_those_to_the_place_to_which_the_households_of_a_zone_walk_least() -> None:
    problem = problems_in(*township())[0]

    layer = divide_community(problem).layers[0]

    for zone in range(len(layer.parent)):
        xy = problem.xy[layer.zone_of == zone]
        ways = [np.hypot(*(xy - place).T) for place in xy]
        best = min(ways, key=lambda way: way.mean())
        assert layer.mean_m[zone] == pytest.approx(best.mean(), abs=1e-6)
        assert layer.max_m[zone] == pytest.approx(best.max(), abs=1e-6)


@pytest.mark.parametrize(
    ("words", "zone", "seed"),
    [([0, 0], 0, 2968811710), ([0, 0], 1, 3831201730), ([0, 1], 0, 3964924996),
     ([7, 0], 0, 2083679832)],
)  # fmt: skip
def test_the_seed_of_a_zone_is_the_same_in_every_process(
    words: list[int], zone: int, seed: int
) -> None:
    assert seed_of(words, zone) == seed


@given(st.integers(0, 2**32 - 1), st.integers(0, 5), st.integers(0, 500))
def test_zones_beside_each_other_have_seeds_of_their_own(seed: int, depth: int, zone: int) -> None:
    assert seed_of([seed, depth], zone) != seed_of([seed, depth], zone + 1)
    assert seed_of([seed, depth], zone) != seed_of([seed, depth + 1], zone)
