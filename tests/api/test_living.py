"""Versions of a store behind the service: opened once, kept up with, a few at a time."""

from __future__ import annotations

from datetime import date

import pytest
from living import put_in_force, renamed

from api.living import Living
from gridgen.model.errors import NotInStoreError
from gridgen.versions.store.database import Store
from gridgen.versions.store.states import move_to
from gridgen.versions.store.versions import Version, draft_from


def test_a_version_is_opened_once(store: Store, version: Version) -> None:
    living = Living(store, held=4)

    first, second = (living.served(living.version(version.id)) for _ in range(2))

    assert first.plan is second.plan
    assert first.layer("grids") is second.layer("grids")


def test_what_another_service_records_is_seen_at_once(store: Store, version: Version) -> None:
    living = Living(store, held=4)
    before = living.served(living.version(version.id))

    renamed(store, version.id, "河东网格")
    after = living.served(living.version(version.id))

    assert before.plan.levels[0].name[0] != "河东网格"
    assert after.plan.levels[0].name[0] == "河东网格"
    assert after.plan.township is before.plan.township


def test_a_version_that_another_service_made_is_there_at_once(
    store: Store, version: Version
) -> None:
    living = Living(store, held=4)
    living.versions()

    made = draft_from(store, version.id, actor="p2")

    assert living.version(made.id) == made
    with pytest.raises(NotInStoreError, match="no version 99"):
        living.version(99)


def test_the_list_is_asked_for_again_when_it_is_said_so(store: Store, version: Version) -> None:
    living = Living(store, held=4)
    living.versions()
    move_to(store, version.id, "submitted", actor="p1")

    as_it_was = living.versions()[version.id].state
    living.look_again()

    assert as_it_was == "draft"
    assert living.versions()[version.id].state == "submitted"


def test_an_edit_that_was_made_here_need_not_be_caught_up_with(
    store: Store, version: Version
) -> None:
    living, other = Living(store, held=4), Living(store, held=4)
    living.opened(living.version(version.id))
    renamed(store, version.id, "河东网格")
    made = other.opened(other.version(version.id))

    living.keep(made)
    opened = living.opened(living.version(version.id))

    assert opened.draft is made.draft


@pytest.mark.parametrize(("held", "is_there"), [(1, False), (2, True)])
def test_the_least_used_versions_go(
    store: Store, version: Version, held: int, *, is_there: bool
) -> None:
    living = Living(store, held)
    numbers = [version.id, *(draft_from(store, version.id, actor="p1").id for _ in range(2))]
    before = living.served(living.version(numbers[1])).plan

    for number in (numbers[0], numbers[1], numbers[2]):
        living.served(living.version(number))

    after = living.served(living.version(numbers[1])).plan
    assert (after is before) == (is_there and held == 2)


def test_what_is_in_force_stays_however_few_are_held(store: Store, version: Version) -> None:
    others = [draft_from(store, version.id, actor="p1").id for _ in range(3)]
    put_in_force(store, version, date(2026, 1, 1))
    living = Living(store, held=1)
    before = living.served(living.version(version.id)).plan

    for number in others:
        living.served(living.version(number))

    assert living.served(living.version(version.id)).plan is before
