"""A community as whoever looks for a repair sees it."""

from __future__ import annotations

import numpy as np
from edited import draft, grids_in
from villages import CITY, GROUPS, NEXT_VILLAGE, VILLAGE

from gridgen.versions.apply import apply
from gridgen.versions.edits import Lock
from gridgen.versions.repairs.sketch import has_rule, sketch_of


def test_every_household_of_the_community_is_in_an_atom_and_in_its_zone() -> None:
    plan = draft().plan

    sketch = sketch_of(draft(), VILLAGE, 0, VILLAGE)

    assert len(sketch.rows) == 150
    assert sketch.load.sum() == sketch.visits.sum() == 150
    there = plan.zone_of["grids"][sketch.rows]
    assert (sketch.zone_of[sketch.atom_of] == there).all()


def test_a_building_is_one_atom_with_all_its_households() -> None:
    sketch = sketch_of(draft(), CITY, 0, CITY)

    assert len(sketch) == 90
    assert set(sketch.load) == {10}


def test_groups_hang_together_and_should_be_in_one_zone() -> None:
    sketch = sketch_of(draft(), VILLAGE, 0, VILLAGE)
    groups = draft().plan.township.households.keys["group"][sketch.rows]

    for wanted in np.unique(sketch.wanted_of):
        mine = np.isin(sketch.atom_of, np.flatnonzero(sketch.wanted_of == wanted))
        assert len(set(groups[mine])) == 1
    assert len(np.unique(sketch.wanted_of)) == 5


def test_atoms_touch_each_other_both_ways_and_never_themselves() -> None:
    sketch = sketch_of(draft(), VILLAGE, 0, VILLAGE)

    for atom, near in enumerate(sketch.near):
        assert atom not in near
        assert all(atom in sketch.near[other] for other in near)


def test_the_zones_of_a_lower_level_are_those_of_one_grid() -> None:
    grid = grids_in(draft().plan, VILLAGE)[0]

    sketch = sketch_of(draft(), VILLAGE, 1, grid)

    below = draft().plan.level(GROUPS)
    assert {below.parent[zone] for zone in sketch.zone_of} == {grid}


def test_locked_grids_and_all_below_them_are_closed() -> None:
    grid = grids_in(draft().plan, VILLAGE)[0]
    locked = apply(draft(), Lock((grid,))).draft

    above, below = sketch_of(locked, VILLAGE, 0, VILLAGE), sketch_of(locked, VILLAGE, 1, grid)
    free = sketch_of(locked, NEXT_VILLAGE, 0, NEXT_VILLAGE)

    assert above.closed == {int(np.flatnonzero(locked.plan.level("grids").code == grid)[0])}
    assert below.closed == set(below.zone_of)
    assert free.closed == frozenset()


def test_the_rules_have_both_levels_of_the_town() -> None:
    assert [has_rule(draft().rules, zones) for zones in draft().plan.levels] == [True, True]
