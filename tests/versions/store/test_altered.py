"""Which zones are not as they were after an edit."""

from __future__ import annotations

import pytest
from campaigns import campaign
from plans import EAST_GATE, VILLAGE

from gridgen.versions.edits import Edit, Lock, Merge, Rename, Renumber, Rule, Unlock
from gridgen.versions.store.altered import altered_by, altered_zones
from gridgen.versions.store.database import Store
from gridgen.versions.store.recording import By, edit
from gridgen.versions.store.undoing import undo
from gridgen.versions.store.versions import Version

BY = By("p1")
FIRST, SECOND, THIRD = (f"{VILLAGE}00{number}" for number in (1, 2, 3))


def made(store: Store, version: Version, *edits: Edit) -> int:
    """The number of the last of some edits."""
    return [edit(store, version.id, one, BY).opened.edit for one in edits][-1]


@pytest.mark.parametrize(
    ("asked", "codes", "gone"),
    [
        (Rename(FIRST, "河东网格"), {FIRST}, set()),
        (Lock((FIRST, THIRD)), {FIRST, THIRD}, set()),
        (Merge((FIRST, SECOND), keep=SECOND), {SECOND}, {FIRST}),
        (Renumber(FIRST, f"{VILLAGE}009"), {f"{VILLAGE}009"}, {FIRST}),
    ],
)
def test_an_edit_alters_what_it_names(
    store: Store, version: Version, asked: Edit, codes: set[str], gone: set[str]
) -> None:
    until = made(store, version, asked)

    found = altered_zones(store, version.id, "grids", since=0, until=until)

    # Beside zones that become one, others may get a corner on their outlines.
    assert codes <= found.codes <= codes | ({THIRD} if FIRST in gone else set())
    assert (found.gone, found.communities) == (gone, set())


def test_only_what_came_after_counts_and_only_up_to_where_it_is_asked(
    store: Store, version: Version
) -> None:
    last = made(store, version, Rename(FIRST, "a"), Rename(SECOND, "b"), Rename(THIRD, "c"))

    found = altered_zones(store, version.id, "grids", since=1, until=last - 1)

    assert found.codes == {SECOND}


def test_what_was_taken_back_is_as_it_was(store: Store, version: Version) -> None:
    made(store, version, Merge((FIRST, SECOND)), Lock((THIRD,)))
    until = undo(store, version.id, BY, times=2)

    since_the_beginning, since_the_edits = (
        altered_zones(store, version.id, "grids", since=since, until=until) for since in (0, 2)
    )

    assert since_the_beginning.codes | since_the_beginning.gone == set()
    assert {FIRST, SECOND, THIRD} >= since_the_edits.codes >= {SECOND, THIRD}


def test_another_rule_alters_a_community_even_where_no_word_of_its_zones_does(
    store: Store, version: Version
) -> None:
    until = made(store, version, Rule(EAST_GATE, "121"))

    found = altered_zones(store, version.id, "grids", since=0, until=until)

    assert found.communities == {EAST_GATE}


def test_each_level_has_its_own(store: Store, version: Version) -> None:
    until = made(store, version, Rename(FIRST, "河东网格"))

    found = altered_zones(store, version.id, "ten_household_groups", since=0, until=until)

    assert found.codes == set()


@pytest.mark.parametrize(
    "asked",
    [
        [Rename(FIRST, "河东网格")],
        [Rename(FIRST, "河东网格"), Merge((FIRST, SECOND))],
        [Merge((FIRST, SECOND)), Renumber(FIRST, f"{VILLAGE}009"), Lock((f"{VILLAGE}009",))],
        [Renumber(FIRST, f"{VILLAGE}009"), Merge((f"{VILLAGE}009", SECOND), keep=SECOND)],
        [Lock((FIRST, SECOND)), Unlock((FIRST,)), Rule(EAST_GATE, "121")],
        [Rename(FIRST, "a"), Rename(SECOND, "b"), Rename(FIRST, "c")],
    ],
)
@pytest.mark.parametrize("level", campaign(["grids", "ten_household_groups"], everyday=1))
def test_what_edits_would_alter_is_what_they_alter_once_they_are_recorded(
    store: Store, version: Version, asked: list[Edit], level: str
) -> None:
    changes = [edit(store, version.id, one, BY).applied.change for one in asked]

    recorded = altered_zones(store, version.id, level, since=0, until=len(changes))

    assert altered_by(changes, level) == recorded
