"""What an edit does, told in numbers that a planner can add up."""

from __future__ import annotations

import numpy as np
import pytest
from edited import draft, grid_of, grids_in
from villages import CITY, VILLAGE

from gridgen.versions.apply import Applied, apply
from gridgen.versions.edits import Edit, Lock, Merge, Move, Rename, Renumber, Split


def made(edit: Edit) -> Applied:
    return apply(draft(), edit)


def walked(applied: Applied) -> float:
    """Metres from all households to the centres of their grids, from the measures of the grids."""
    grids = applied.draft.plan.level("grids")
    return float((grids.mean_m * grids.households).sum())


def test_the_households_that_change_grid_are_counted_as_households_and_as_rows() -> None:
    first, second = grids_in(draft().plan, CITY)[:2]

    effect = made(Merge((first, second))).effect

    grids = draft().plan.level("grids")
    sizes = dict(zip(grids.code, grids.households, strict=True))
    smaller = min(sizes[first], sizes[second])
    assert (effect.moved, effect.moved_rows) == (smaller, smaller // 10)  # buildings of ten


@pytest.mark.parametrize(
    "edit",
    [Merge((f"{CITY}001", f"{CITY}002")), Split(f"{VILLAGE}001"),
     Move(("东村第三村民小组",), f"{VILLAGE}002")],
)  # fmt: skip
def test_the_metres_are_what_all_walk_more_to_their_centres(edit: Edit) -> None:
    applied = made(edit)

    before = draft().plan.level("grids")
    was = float((before.mean_m * before.households).sum())
    assert applied.effect.metres == pytest.approx(walked(applied) - was, abs=1.0)


def test_a_merge_tells_the_zone_that_grows_and_the_one_that_goes() -> None:
    first, second = grids_in(draft().plan, VILLAGE)

    effect = made(Merge((first, second))).effect

    grids = {zone.code: zone for zone in effect.zones if zone.level == "grids"}
    sides = {(zone.before is None, zone.after is None) for zone in grids.values()}
    assert {*grids} == {first, second}
    assert sides == {(False, False), (False, True)}
    left = next(zone.after for zone in grids.values() if zone.after)
    assert (left.households, left.pieces) == (150, 1)


@pytest.mark.parametrize("edit", [Lock((f"{VILLAGE}001",)), Rename(f"{VILLAGE}001", "河东")])
def test_an_edit_that_moves_nobody_says_so(edit: Edit) -> None:
    effect = made(edit).effect

    assert (effect.moved, effect.moved_rows, effect.metres) == (0, 0, 0.0)


def test_a_new_code_is_a_zone_that_goes_and_one_that_comes() -> None:
    effect = made(Renumber(f"{VILLAGE}001", f"{VILLAGE}009")).effect

    grids = {zone.code: (zone.before, zone.after) for zone in effect.zones if zone.level == "grids"}
    gone, come = grids[f"{VILLAGE}001"], grids[f"{VILLAGE}009"]
    assert gone[1] is None
    assert come[0] is None
    assert gone[0] == come[1]


def test_a_zone_that_only_gets_a_corner_is_not_told_of() -> None:
    first, second = grids_in(draft().plan, VILLAGE)

    applied = made(Move(("东村第三村民小组",), second))

    told = {zone.code for zone in applied.effect.zones if zone.level == "grids"}
    was, now = grid_of(draft().plan), grid_of(applied.draft.plan)
    moved = {grid for id_ in was if was[id_] != now[id_] for grid in (was[id_], now[id_])}
    assert told == moved == {first, second}


def test_the_rows_of_households_add_up_on_both_sides() -> None:
    applied = made(Split(f"{CITY}001", 3))

    zones = [zone for zone in applied.effect.zones if zone.level == "grids"]
    sides = [
        sum(side.households for side in sides if side is not None)
        for sides in zip(*((zone.before, zone.after) for zone in zones), strict=True)
    ]
    assert sides[0] == sides[1]
    assert np.sum(applied.draft.plan.level("grids").households) == 1200
