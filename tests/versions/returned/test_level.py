"""Wishes of a level become edits, and a zone that is left by all waits for those who come."""

from __future__ import annotations

from edited import draft, grid_of
from returning import NORTH, SOUTH
from villages import VILLAGE

from gridgen.model.arrays import texts
from gridgen.versions.edits import Create, Edit, Merge, Move, Renumber
from gridgen.versions.returned.level import edits_of_level
from gridgen.versions.returned.named import NEW
from gridgen.versions.returned.trail import Trail
from gridgen.versions.returned.wishes import Wishes

THIRD = f"{VILLAGE}003"


def trail_of(label_of: dict[str, str], **said: dict[str, str]) -> Trail:
    """The edits for households of some grids, or single ones, that wish to be elsewhere."""
    homes = grid_of(draft().plan)
    labels = [label_of.get(id_, label_of.get(homes[id_], "")) for id_ in homes]
    trail = Trail(draft())
    edits_of_level(trail, Wishes("grids", "back.gpkg", texts(labels), **said))
    return trail


def edits(trail: Trail) -> list[Edit]:
    return [one.edit for one in trail.applied]


def test_all_into_another_grid_is_a_merge() -> None:
    assert edits(trail_of({SOUTH: NORTH})) == [Merge((NORTH, SOUTH))]


def test_all_into_a_new_grid_carry_their_own_on() -> None:
    key = f"{NEW}{THIRD}"

    assert edits(trail_of({SOUTH: key}, codes={key: THIRD})) == [Renumber(SOUTH, THIRD)]


def test_a_grid_whose_people_all_leave_stays_where_others_come() -> None:
    key = f"{NEW}{THIRD}"

    trail = trail_of({SOUTH: key, NORTH: SOUTH}, codes={key: THIRD})

    assert edits(trail)[0] == Merge((SOUTH, NORTH), keep=SOUTH)
    assert isinstance(edits(trail)[1], Create)
    after = grid_of(trail.draft.plan)
    assert {after["h0"], after["h149"]} == {THIRD, SOUTH}
    assert trail.told == []


def test_of_a_grid_parted_among_others_what_is_new_carries_it_on() -> None:
    some = {f"h{row}": f"{NEW}{THIRD}" for row in range(30)}

    trail = trail_of({SOUTH: NORTH, **some})

    assert edits(trail) == [Move(("东村第二村民小组",), NORTH)]


def test_single_households_move() -> None:
    assert edits(trail_of({"h0": NORTH})) == [Move(("h0",), NORTH)]
