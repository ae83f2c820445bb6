"""A version is known to be large before it is opened."""

from __future__ import annotations

from gridgen.versions.draft import Draft
from gridgen.versions.edits import Merge
from gridgen.versions.store.database import Store
from gridgen.versions.store.recording import By, edit
from gridgen.versions.store.sizes import households_in
from gridgen.versions.store.versions import Version


def test_households_are_those_of_the_grids_as_they_are_now(
    store: Store, version: Version, drawn: Draft
) -> None:
    grids = drawn.plan.levels[0]

    before = households_in(store, version)
    edit(store, version.id, Merge(tuple(grids.code[:2])), By("p1"))

    assert before == households_in(store, version) == int(grids.households.sum())
