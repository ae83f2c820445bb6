"""What hooks are told of a publication: numbers and codes, and no household."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from stored import ORIGIN

from gridgen.model.errors import StoreError
from gridgen.versions.draft import Draft
from gridgen.versions.edits import Merge
from gridgen.versions.store.database import Store
from gridgen.versions.store.hooks import Hook, add_hook
from gridgen.versions.store.outbox import deliveries_of
from gridgen.versions.store.recording import By, edit
from gridgen.versions.store.states import move_to, publish, retire
from gridgen.versions.store.versions import Version, import_plan

FIRST, SECOND = date(2027, 1, 1), date(2028, 1, 1)


@pytest.fixture
def hook(store: Store) -> Hook:
    return add_hook(store, "https://oa.example.org/hook", ["990101001"], actor="p1")


def approved(store: Store, version: Version) -> Version:
    for state in ("submitted", "approved"):
        move_to(store, version.id, state, actor="p1")
    return version


def told(store: Store, hook: Hook) -> list[dict[str, Any]]:
    """The messages, the oldest first."""
    return [json.loads(one.event) for one in reversed(deliveries_of(store, hook.id, most=9))]


def test_the_first_publication_tells_every_zone_as_made(
    store: Store, version: Version, hook: Hook, drawn: Draft
) -> None:
    publish(store, approved(store, version).id, FIRST, actor="p2")

    (event,) = told(store, hook)
    data = event["data"]
    grids = drawn.plan.levels[0]
    assert event["type"] == "version.published"
    assert (data["version"], data["plan"], data["scope"]) == (version.id, "qinghe", version.scope)
    assert (data["from"], data["replaces"], data["diff"]) == ("2027-01-01", None, None)
    assert list(data["summary"]) == [zones.level for zones in drawn.plan.levels]
    summary = data["summary"][grids.level]
    assert (summary["zones_before"], summary["zones"], summary["retired"]) == (0, len(grids), 0)
    assert summary["made_codes"] == sorted(grids.code)
    assert summary["households"] == grids.households.sum()


def test_another_tells_what_it_replaces_and_which_codes_came_and_went(
    store: Store, version: Version, hook: Hook, drawn: Draft
) -> None:
    publish(store, approved(store, version).id, FIRST, actor="p2")
    later = import_plan(store, drawn, ORIGIN, actor="p1")
    one, two = drawn.plan.levels[0].code[:2]
    edit(store, later.id, Merge((one, two)), By("p1"))

    publish(store, approved(store, later).id, SECOND, actor="p2")

    data = told(store, hook)[1]["data"]
    assert data["replaces"] == version.id
    assert data["diff"] == f"/versions/{version.id}/diff/{later.id}"
    summary = data["summary"]["grids"]
    assert summary["zones_before"] - summary["zones"] == 1
    assert summary["households_before"] == summary["households"]
    assert summary["retired"] - summary["made"] == 1
    assert set(summary["retired_codes"]) <= {one, two}


def test_no_household_is_told(store: Store, version: Version, hook: Hook, drawn: Draft) -> None:
    publish(store, approved(store, version).id, FIRST, actor="p2")

    text = deliveries_of(store, hook.id, most=1)[0].event
    ids = drawn.plan.table("households")["id"]
    assert len(ids) > 50
    assert [one for one in ids if f'"{one}"' in text] == []


def test_retiring_with_none_in_its_place_is_told(
    store: Store, version: Version, hook: Hook
) -> None:
    publish(store, approved(store, version).id, FIRST, actor="p2")

    retire(store, version.id, SECOND, actor="p2")

    event = told(store, hook)[1]
    assert (event["type"], event["data"]["to"]) == ("version.retired", "2028-01-01")


def test_nobody_is_told_of_what_was_refused(store: Store, version: Version, hook: Hook) -> None:
    with pytest.raises(StoreError, match="draft"):
        publish(store, version.id, FIRST, actor="p2")

    assert told(store, hook) == []
