"""The colours that zones began with: the same in every service, from version to version."""

from __future__ import annotations

from collections.abc import Mapping

from living import ON_SQLITE
from plans import VILLAGE
from stored import ORIGIN, drawn_town

from api.begun import FirstColours
from gridgen.versions.edits import Merge
from gridgen.versions.store.begun import begun_zones
from gridgen.versions.store.database import Store
from gridgen.versions.store.opening import open_version
from gridgen.versions.store.recording import By, edit
from gridgen.versions.store.versions import (
    Origin,
    Version,
    draft_from,
    every_version,
    import_plan,
)
from maps.ink.colours import colour_rows

pytestmark = ON_SQLITE


def colours_of(store: Store, version: Version) -> Mapping[str, int]:
    known = {one.id: one for one in every_version(store)}
    return FirstColours(store).of(known[version.id], known)


def test_a_version_begins_with_the_colours_of_the_maps_whatever_was_done_since(
    store: Store, version: Version
) -> None:
    zones = open_version(store, version.id).draft.plan.levels[0]
    edit(store, version.id, Merge((f"{VILLAGE}001", f"{VILLAGE}002")), By("p1"))

    found = colours_of(store, version)

    rows = colour_rows(zones.polygon).tolist()
    assert found == dict(zip(zones.code.tolist(), rows, strict=True))


def test_the_zones_that_it_began_with_are_those_of_the_plan_in_their_order(
    store: Store, version: Version
) -> None:
    zones = open_version(store, version.id).draft.plan.levels[0]
    edit(store, version.id, Merge((f"{VILLAGE}001", f"{VILLAGE}002")), By("p1"))

    found = begun_zones(store, version.id)

    assert found.code.tolist() == zones.code.tolist()
    assert [*map(str, found.polygon)] == [*map(str, zones.polygon)]


def test_a_draft_and_a_redraw_go_on_with_the_colours_of_where_they_came_from(
    store: Store, version: Version
) -> None:
    edit(store, version.id, Merge((f"{VILLAGE}001", f"{VILLAGE}002")), By("p1"))
    draft = draft_from(store, version.id, actor="p1")
    again = Origin(ORIGIN.name, ORIGIN.rules_text, version.id)
    redrawn = import_plan(store, drawn_town(), again, actor="p1")

    first = colours_of(store, version)

    assert colours_of(store, draft) == first
    assert colours_of(store, redrawn) == first
