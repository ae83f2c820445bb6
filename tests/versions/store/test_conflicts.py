"""What others recorded meanwhile."""

from __future__ import annotations

import pytest
from plans import VILLAGE

from gridgen.model.errors import CommandError, ConflictError
from gridgen.versions.editing import Asked
from gridgen.versions.edits import Merge, Rename
from gridgen.versions.store.conflicts import meanwhile
from gridgen.versions.store.database import Store
from gridgen.versions.store.opening import open_version
from gridgen.versions.store.recording import By, edit, edit_all
from gridgen.versions.store.states import move_to
from gridgen.versions.store.versions import Version

FIRST, SECOND, THIRD = (f"{VILLAGE}00{number}" for number in (1, 2, 3))


def test_what_was_recorded_since_is_told_in_its_order(store: Store, version: Version) -> None:
    for number, zone in enumerate((FIRST, SECOND)):
        edit(store, version.id, Rename(zone, f"网格{number}"), By("p2"))

    with store.reading() as connection:
        told = meanwhile(connection, version.id, 0)
        rest = meanwhile(connection, version.id, 1)

    assert [(one.number, one.operation, one.zones) for one in told] == [
        (1, "rename", (FIRST,)),
        (2, "rename", (SECOND,)),
    ]
    assert rest == told[1:]


def test_a_conflict_tells_every_edit_that_forbids(store: Store, version: Version) -> None:
    seen = open_version(store, version.id)
    for number, zone in enumerate((FIRST, THIRD, SECOND)):
        edit(store, version.id, Rename(zone, f"网格{number}"), By(f"p{number}"))

    with pytest.raises(ConflictError, match=rf"\({SECOND}\): edited meanwhile by p2") as told:
        edit(store, seen, Merge((FIRST, SECOND)), By("p9"))

    assert told.value.head == 3
    assert [(one.number, one.actor, one.zones) for one in told.value.edits] == [
        (1, "p0", (FIRST,)),
        (3, "p2", (SECOND,)),
    ]


def test_several_edits_conflict_or_are_recorded_together(store: Store, version: Version) -> None:
    seen = open_version(store, version.id)
    edit(store, version.id, Rename(FIRST, "河东网格"), By("p2"))
    both = [Asked("one", Rename(THIRD, "北网格")), Asked("two", Rename(FIRST, "东网格"))]
    others = [Asked("one", Rename(THIRD, "北网格")), Asked("two", Rename(SECOND, "南网格"))]

    with pytest.raises(ConflictError, match=FIRST):
        edit_all(store, seen, both, By("p1"))
    done = edit_all(store, seen, others, By("p1", "together"))

    assert [one.opened.edit for one in done] == [2, 3]
    assert open_version(store, version.id).draft.plan.levels[0].name[:3].tolist() == [
        "河东网格", "南网格", "北网格",
    ]  # fmt: skip


def test_of_several_edits_none_is_recorded_where_one_cannot_be(
    store: Store, version: Version
) -> None:
    asked = [Asked("one", Rename(THIRD, "北网格")), Asked("two", Rename("nowhere", "a"))]

    with pytest.raises(CommandError, match="two"):
        edit_all(store, version.id, asked, By("p1"))

    assert open_version(store, version.id).edit == 0


def test_nobody_submits_what_they_have_not_seen(store: Store, version: Version) -> None:
    edit(store, version.id, Rename(FIRST, "河东网格"), By("p2"))

    with pytest.raises(ConflictError, match=r"newer edit \(number 1, by p2\)"):
        move_to(store, version.id, "submitted", actor="p1", seen=0)

    assert move_to(store, version.id, "submitted", actor="p1", seen=1).state == "submitted"
