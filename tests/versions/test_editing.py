"""Edits one after the other: the plan that they leave, and what becomes of those that fail."""

from __future__ import annotations

from datetime import date

import pytest
from edited import draft, grids_in, print_of, town
from villages import CITY, VILLAGE

import gridgen
from gridgen.model.errors import CommandError
from gridgen.versions.draft import redone
from gridgen.versions.editing import Asked, child_of, made
from gridgen.versions.edits import Merge, Rename

FIRST, SECOND = "东村第一网格", "东村第二网格"


def test_edits_are_made_in_their_order_and_the_plan_given_stays_as_it_is() -> None:
    was = print_of(town())

    new = gridgen.edit(town(), [Rename(FIRST, "河东网格"), Merge(("东村河东网格", SECOND))])

    assert len(grids_in(new, VILLAGE)) == 1
    assert print_of(town()) == was
    assert new.made_by.parent == town().made_by.input_hash


@pytest.mark.parametrize(
    ("day", "expected"), [(None, date.today().isoformat()), ("2026-03-01", "2026-03-01")]
)
def test_a_code_that_falls_out_of_use_has_the_day_said_or_today(
    day: str | None, expected: str
) -> None:
    new = gridgen.edit(town(), Merge((FIRST, SECOND)), day=day)

    (gone,) = new.made_by.retired["grids"]
    assert new.made_by.retired_on[gone] == expected


def test_what_is_no_day_is_refused() -> None:
    with pytest.raises(CommandError, match="2026-02-30"):
        gridgen.edit(town(), Merge((FIRST, SECOND)), day="2026-02-30")


def test_an_edit_that_cannot_be_made_ends_it_all_and_says_where_it_was_asked() -> None:
    asked = [Asked("--rename", Rename(FIRST, "河东网格")), Asked("--merge", Merge(("无此网格",)))]

    with pytest.raises(CommandError, match=r"--merge.*无此网格"):
        made(draft(), asked)


def test_edits_that_cannot_be_made_are_passed_over_where_that_is_asked() -> None:
    asked = [Asked("--merge", Merge((FIRST, "无此网格"))), Asked("--rename", Rename(FIRST, "河东"))]

    done = made(draft(), asked, skips=True)

    assert [one.edit for one in done.applied] == [asked[1].edit]
    assert len(done.refused) == 1
    assert "河东" in done.draft.plan.level("grids").name


def test_a_bound_that_was_proven_for_the_plan_is_not_said_of_an_edited_one() -> None:
    codes = grids_in(town(), CITY)

    new = gridgen.edit(town(), Merge((codes[0], codes[1])))

    assert new.made_by.lower_bound_m is None


def test_a_plan_says_which_zones_were_changed_by_hand_since_it_was_divided() -> None:
    once = gridgen.edit(town(), Rename(FIRST, "河东网格"))

    twice = gridgen.edit(once, Merge(("城南社区第一网格", "城南社区第二网格")))

    hand = {code for code in twice.made_by.edited if len(code) == 15}
    assert once.made_by.edited == (f"{VILLAGE}001",)
    assert hand == {f"{VILLAGE}001", f"{CITY}001", f"{CITY}002"}


def test_an_edit_taken_back_leaves_nothing_that_was_changed_by_hand() -> None:
    applied = made(draft(), [Asked("--merge", Merge((FIRST, SECOND)))]).applied[0]

    back = redone(applied.draft, applied.change.inverse)

    assert child_of(town(), back).made_by.edited == ()
