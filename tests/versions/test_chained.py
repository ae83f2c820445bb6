"""Two changes as one: it makes the same plan, and its inverse takes both back."""

from __future__ import annotations

import pytest
from edited import draft, grid_of, grids_in, print_of
from villages import CITY, NEXT_VILLAGE, VILLAGE

from gridgen.versions.apply import apply
from gridgen.versions.chained import chained
from gridgen.versions.draft import redone
from gridgen.versions.edits import Edit, Lock, Merge, Rename, Rule, Split

FIRST, SECOND = f"{VILLAGE}001", f"{VILLAGE}002"

PAIRS: dict[str, tuple[Edit, Edit]] = {
    "of the same grids": (Split(FIRST, 2), Rename(FIRST, "河东网格")),
    "a grid that comes and goes": (Split(FIRST, 2), Merge((FIRST, f"{VILLAGE}003"))),
    "of grids of two villages": (Merge((FIRST, SECOND)), Split(f"{NEXT_VILLAGE}001", 2)),
    "a lock that is new": (Merge((FIRST, SECOND)), Lock((FIRST,))),
    "a rule and a split": (Rule(VILLAGE, "community"), Split(f"{CITY}001", 2)),
}


@pytest.mark.parametrize("name", PAIRS)
def test_both_at_once_make_the_plan_that_they_make_one_by_one(name: str) -> None:
    first = apply(draft(), PAIRS[name][0])
    second = apply(first.draft, PAIRS[name][1])

    change = chained(first.change, second.change)

    both = redone(draft(), change)
    assert print_of(both.plan) == print_of(second.draft.plan)
    assert print_of(redone(both, change.inverse).plan) == print_of(draft().plan)


def test_what_comes_and_goes_between_stands_on_neither_side() -> None:
    first = apply(draft(), Split(FIRST, 2))
    [new] = set(grids_in(first.draft.plan, VILLAGE)) - set(grid_of(draft().plan).values())
    second = apply(first.draft, Merge((FIRST, new)))

    change = chained(first.change, second.change)

    for side in (change.before, change.after):
        assert new not in side.blocks["grids"].zones.code
    assert change.metres == pytest.approx(0, abs=1e-6)
