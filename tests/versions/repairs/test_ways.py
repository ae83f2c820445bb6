"""Edits that are worth judging: splits first, never a locked zone, none between the same zones."""

from __future__ import annotations

from edited import draft, grids_in
from villages import CITY, NEXT_VILLAGE, VILLAGE

from gridgen.model.findings import Finding, Severity
from gridgen.versions.apply import apply
from gridgen.versions.draft import Draft
from gridgen.versions.edits import Edit, Lock, Merge, Split
from gridgen.versions.repairs.aims import Aim, aim_of
from gridgen.versions.repairs.ways import locks_around, ways_of


def spoiled(*edits: Edit) -> tuple[Draft, Aim]:
    """The town after some edits, and the aim of its first size that is missed."""
    made = draft()
    for edit in edits:
        made = apply(made, edit).draft
    code, found = next(
        (code, one)
        for code, told in made.found.items()
        for _, one in told
        if one.rule == "band_missed"
    )
    aim = aim_of(made, code, found)
    assert aim is not None
    return made, aim


def test_a_grid_that_is_too_large_is_split_first() -> None:
    made, aim = spoiled(Merge(tuple(grids_in(draft().plan, CITY))))

    first = next(ways_of(made, aim))

    assert [type(edit) for edit in first] == [Split]


def test_ways_are_many_and_each_can_be_made() -> None:
    made, aim = spoiled(Split(grids_in(draft().plan, VILLAGE)[0], 3))

    ways = list(ways_of(made, aim))

    assert len(ways) > 1
    for edits in ways:
        after = made
        for edit in edits:
            after = apply(after, edit).draft


def test_a_locked_grid_has_no_ways_and_is_named() -> None:
    code = grids_in(draft().plan, CITY)[0]
    made, aim = spoiled(Merge(tuple(grids_in(draft().plan, CITY))))
    locked = apply(made, Lock((code,))).draft

    assert list(ways_of(locked, aim)) == []
    assert locks_around(locked, aim) == (code,)
    assert locks_around(made, aim) == ()


def test_a_locked_grid_beside_is_named_too() -> None:
    made, aim = spoiled(Split(grids_in(draft().plan, NEXT_VILLAGE)[0], 3))
    own = made.plan.level("grids").code[aim.zones[0]]
    beside = [code for code in grids_in(made.plan, NEXT_VILLAGE) if code != own]

    locked = apply(made, Lock(tuple(beside))).draft

    assert set(locks_around(locked, aim)) <= set(beside)
    assert locks_around(locked, aim) != ()


def test_an_empty_zone_is_merged_with_one_beside_it() -> None:
    grid = draft().plan.level("grids")
    row = int((grid.community == VILLAGE).argmax())
    found = Finding("zone_empty", Severity.WARNING, grid.code[row], None, None, zh="", en="")
    aim = aim_of(draft(), VILLAGE, found)
    assert aim is not None

    ways = list(ways_of(draft(), aim))

    assert ways
    assert all(isinstance(edit, Merge) and grid.code[row] in edit.zones for [edit] in ways)
