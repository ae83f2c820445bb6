"""Undo and redo, without limit and over restarts; what they give is what was there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from alike import differences
from examples import examples
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from stored import ORIGIN, drawn_town

from gridgen.model.errors import CommandError, ConflictError, NotInPlanError, StoreError
from gridgen.versions.draft import Draft
from gridgen.versions.edits import Edit, Lock, Merge, Rename, Unlock
from gridgen.versions.store.database import Store
from gridgen.versions.store.opening import open_version
from gridgen.versions.store.proof import proof_of
from gridgen.versions.store.recording import By, caught_up, edit
from gridgen.versions.store.undoing import redo, undo
from gridgen.versions.store.upgrade import init_store, open_store
from gridgen.versions.store.versions import Version, import_plan

BY = By("p1")
DRAWN = drawn_town()
CODES = DRAWN.plan.levels[0].code.tolist()
EDITS: list[Edit] = [
    Rename(CODES[0], "甲"),
    Rename(CODES[0], "乙"),
    Lock((CODES[1], CODES[2])),
    Unlock((CODES[1],)),
    Merge((CODES[3], CODES[4])),
    Merge((CODES[0], CODES[1])),
]


def test_undo_of_everything_gives_the_first_version(
    store: Store, version: Version, drawn: Draft
) -> None:
    for one in (EDITS[0], EDITS[2], EDITS[4]):
        edit(store, version.id, one, BY)

    for _ in range(3):
        undo(store, version.id, BY)

    opened = open_version(store, version.id)
    assert opened.edit == 6
    assert list(differences(opened.draft.plan, drawn.plan)) == []
    assert list(differences(opened.draft.found, drawn.found)) == []


def test_undo_and_redo_survive_a_restart(store: Store, version: Version, address: str) -> None:
    after = edit(store, version.id, EDITS[4], BY).opened.draft
    undo(store, version.id, BY)
    store.close()

    again = open_store(address)
    redo(again, version.id, BY)

    assert list(differences(open_version(again, version.id).draft.plan, after.plan)) == []
    again.close()


def test_an_edit_after_an_undo_leaves_nothing_to_redo(store: Store, version: Version) -> None:
    edit(store, version.id, EDITS[0], BY)
    undo(store, version.id, BY)
    edit(store, version.id, EDITS[2], BY)

    with pytest.raises(StoreError, match="nothing to redo"):
        redo(store, version.id, BY)


def test_there_is_nothing_to_undo_in_a_new_version(store: Store, version: Version) -> None:
    with pytest.raises(StoreError, match="no edit that stands"):
        undo(store, version.id, BY)


def test_several_edits_are_taken_back_and_made_again_at_once(
    store: Store, version: Version, drawn: Draft
) -> None:
    for one in EDITS[:3]:
        after = edit(store, version.id, one, BY).opened.draft

    undo(store, version.id, BY, times=3)
    before = open_version(store, version.id).draft
    last = redo(store, version.id, BY, times=3)

    assert list(differences(before.plan, drawn.plan)) == []
    assert list(differences(open_version(store, version.id).draft.plan, after.plan)) == []
    assert last == 9


@pytest.mark.parametrize(
    ("times", "match"), [(3, "only 2 edits that stand"), (0, "is 0; expected 1")]
)
def test_of_more_edits_than_there_are_none_is_taken_back(
    store: Store, version: Version, times: int, match: str
) -> None:
    for one in EDITS[:2]:
        edit(store, version.id, one, BY)

    with pytest.raises(StoreError, match=match):
        undo(store, version.id, BY, times=times)

    assert open_version(store, version.id).edit == 2


@pytest.mark.parametrize("again", [undo, redo])
def test_nobody_takes_back_what_they_have_not_seen(
    store: Store, version: Version, again: Callable[..., int]
) -> None:
    edit(store, version.id, EDITS[0], BY)

    with pytest.raises(ConflictError, match=r"newer edit \(number 1, by p1\)"):
        again(store, version.id, By("p2"), seen=0)

    assert open_version(store, version.id).edit == 1


def test_whoever_has_the_version_open_catches_up_with_undos(store: Store, version: Version) -> None:
    seen = edit(store, version.id, EDITS[4], BY).opened
    undo(store, version.id, BY)

    newer = caught_up(store, seen)

    fresh = open_version(store, version.id)
    assert newer.edit == fresh.edit == 2
    assert list(differences(newer.draft.plan, fresh.draft.plan)) == []
    assert list(differences(newer.draft.found, fresh.draft.found)) == []


class Planner(RuleBasedStateMachine):
    """Any sequence of edits, undos, redos and restarts ends where a list of plans says."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.address = str(Path(self.folder.name) / "store.sqlite")
        self.store = init_store(self.address)
        import_plan(self.store, DRAWN, ORIGIN, actor="p1")
        self.done, self.undone = [DRAWN], []

    @rule(one=st.sampled_from(EDITS))
    def edits(self, one: Edit) -> None:
        try:
            self.done.append(edit(self.store, 1, one, BY).opened.draft)
        except (CommandError, NotInPlanError):
            return
        self.undone = []

    @rule()
    def undoes(self) -> None:
        if len(self.done) == 1:
            with pytest.raises(StoreError, match="no edit that stands"):
                undo(self.store, 1, BY)
            return
        undo(self.store, 1, BY)
        self.undone.append(self.done.pop())

    @rule()
    def redoes(self) -> None:
        if not self.undone:
            with pytest.raises(StoreError, match="nothing to redo"):
                redo(self.store, 1, BY)
            return
        redo(self.store, 1, BY)
        self.done.append(self.undone.pop())

    @rule()
    def restarts(self) -> None:
        self.store.close()
        self.store = open_store(self.address)

    @invariant()
    def the_plan_is_the_one_on_top(self) -> None:
        now = open_version(self.store, 1).draft
        assert list(differences(now.plan, self.done[-1].plan)) == []
        assert list(differences(now.found, self.done[-1].found)) == []

    def teardown(self) -> None:
        assert proof_of(self.store).findings == ()
        self.store.close()
        self.folder.cleanup()


TestPlanner = Planner.TestCase
TestPlanner.settings = examples(15, stateful_step_count=12)
