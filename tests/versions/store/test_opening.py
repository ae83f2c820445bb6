"""Whatever a plan holds comes back from the store as it was."""

from __future__ import annotations

import pytest
from alike import differences

from gridgen.model.errors import NotInStoreError
from gridgen.versions.draft import Draft
from gridgen.versions.edits import Lock, Merge, Rename
from gridgen.versions.store.database import Store
from gridgen.versions.store.opening import open_version
from gridgen.versions.store.recording import By, edit
from gridgen.versions.store.versions import Version

BY = By("p1")


def test_every_field_of_a_plan_comes_back(store: Store, version: Version, drawn: Draft) -> None:
    opened = open_version(store, version.id).draft

    assert list(differences(opened.plan, drawn.plan)) == []
    assert list(differences(opened.rules, drawn.rules)) == []
    assert list(differences(opened.found, drawn.found)) == []
    assert list(differences(opened.bordered, drawn.bordered)) == []


def test_links_come_back_instead_of_being_worked_out(
    store: Store, version: Version, drawn: Draft
) -> None:
    opened = open_version(store, version.id).draft

    kept = opened.known.kept_links
    assert kept is not None
    assert len(drawn.known.plots) == 2
    for code, (_, plot) in drawn.known.plots.items():
        assert list(differences(kept(code), plot.links)) == []
    assert kept("nowhere") is None


def test_a_version_opens_as_it_was_after_any_of_its_edits(
    store: Store, version: Version, drawn: Draft
) -> None:
    codes = drawn.plan.levels[0].code.tolist()
    made = [drawn]
    opened = open_version(store, version.id)
    for one in (Rename(codes[0], "A"), Lock((codes[1],)), Merge((codes[3], codes[4]))):
        opened = edit(store, opened, one, BY).opened
        made.append(opened.draft)

    again = [open_version(store, version.id, edit=number).draft for number in range(4)]

    for number in range(4):
        assert list(differences(again[number].plan, made[number].plan)) == []
        assert list(differences(again[number].found, made[number].found)) == []


@pytest.mark.parametrize("number", [-1, 1])
def test_an_edit_that_there_is_not_is_told(store: Store, version: Version, number: int) -> None:
    with pytest.raises(NotInStoreError, match=rf"no edit {number}; expected 0 to 0"):
        open_version(store, version.id, edit=number)


def test_a_version_that_there_is_not_is_told(store: Store) -> None:
    with pytest.raises(NotInStoreError, match=r"no version 7; it has 0"):
        open_version(store, 7)
