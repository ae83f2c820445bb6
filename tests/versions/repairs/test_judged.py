"""A suggestion is only what puts its finding right and breaks nothing."""

from __future__ import annotations

from edited import draft, grid_of, grids_in
from villages import CITY, VILLAGE

from gridgen.model.findings import Finding
from gridgen.versions.apply import apply
from gridgen.versions.draft import Draft
from gridgen.versions.edits import Lock, Merge, Move, Split
from gridgen.versions.repairs.judged import judged


def too_big() -> tuple[Draft, Finding, str]:
    """The community in one grid, what is found of it, and the code of that grid."""
    made = apply(draft(), Merge(tuple(grids_in(draft().plan, CITY)))).draft
    [found] = made.plan.report.of("band_missed")
    return made, found, grids_in(made.plan, CITY)[0]


def test_the_cost_is_who_moves_and_what_all_walk_more() -> None:
    made, found, code = too_big()

    one = judged(made, found, [Split(code, 2)])

    assert one is not None
    after = apply(made, Split(code, 2)).draft
    was, now = grid_of(made.plan), grid_of(after.plan)
    homes = after.plan.township.households
    moved = sum(int(n) for id_, n in zip(homes.ids, homes.count, strict=True)
                if was[id_] != now[id_])  # fmt: skip
    assert (one.level, one.households) == ("grids", moved)
    assert one.households == one.effect.moved
    assert one.metres < 0  # a grid of 900 households is cut: all walk less


def test_several_edits_are_one_suggestion_and_what_comes_and_goes_between_is_not_told() -> None:
    made, found, code = too_big()
    split = Split(code, 2)
    after = apply(made, split).draft
    [new] = set(grids_in(after.plan, CITY)) - {code}

    one = judged(made, found, [split, Merge((code, new)), split])

    assert one is not None
    grids = {zone.code for zone in one.effect.zones if zone.level == "grids"}
    assert code in grids
    assert new not in grids
    assert len(grids) == 2


def test_edits_that_leave_the_finding_are_none() -> None:
    made, found, code = too_big()

    assert judged(made, found, [Move(("h0",), grids_in(made.plan, VILLAGE)[1])]) is None
    assert judged(made, found, [Split(code, 2), Merge((code, f"{CITY}003"))]) is None


def test_edits_that_bring_an_error_are_none() -> None:
    made, found, code = too_big()

    assert judged(made, found, [Split(code, 2), Split(grids_in(made.plan, VILLAGE)[0], 3)]) is None


def test_edits_that_cannot_be_made_are_none() -> None:
    made, found, code = too_big()

    assert judged(made, found, [Move(("nobody",), code)]) is None


def test_edits_of_what_is_locked_are_none() -> None:
    made, found, code = too_big()
    locked = apply(made, Lock((code,))).draft

    assert judged(locked, found, [Split(code, 2)]) is None
