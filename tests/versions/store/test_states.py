"""From draft to retired, and one plan in force on each day."""

from __future__ import annotations

from datetime import date

import pytest
from stored import ORIGIN

from gridgen.model.errors import NotInStoreError, StoreError
from gridgen.versions.draft import Draft
from gridgen.versions.edits import Rename
from gridgen.versions.store.audit import lines_of
from gridgen.versions.store.database import Store
from gridgen.versions.store.opening import open_version
from gridgen.versions.store.recording import By, edit
from gridgen.versions.store.states import ALLOWED, in_force, move_to, publish, retire
from gridgen.versions.store.undoing import undo
from gridgen.versions.store.versions import (
    Origin,
    Version,
    draft_from,
    every_version,
    import_plan,
    scope_of,
)

SPRING, SUMMER, AUTUMN = date(2026, 3, 1), date(2026, 6, 1), date(2026, 9, 1)
TOWNSHIP = "990101001"


def approved(store: Store, version: int) -> None:
    for state in ("submitted", "approved"):
        move_to(store, version, state, actor="a1")


def test_a_plan_goes_from_draft_to_being_in_force(store: Store, version: Version) -> None:
    approved(store, version.id)

    published = publish(store, version.id, SPRING, actor="a1")

    assert (published.state, published.in_force_from, published.in_force_to) == (
        "published", SPRING, None,
    )  # fmt: skip
    with store.reading() as connection:
        told = [(line.actor, line.action) for line in lines_of(connection)]
    assert told == [
        ("p1", "import"), ("a1", "submitted"), ("a1", "approved"), ("a1", "published"),
    ]  # fmt: skip


@pytest.mark.parametrize("back", ["submitted", "approved"])
def test_what_is_not_published_can_be_a_draft_again(
    store: Store, version: Version, back: str
) -> None:
    move_to(store, version.id, "submitted", actor="a1")
    if back == "approved":
        move_to(store, version.id, "approved", actor="a1")

    assert move_to(store, version.id, "draft", actor="a1", reason="names").state == "draft"


@pytest.mark.parametrize(
    ("state", "wanted", "allowed"),
    [("draft", "approved", "submitted"), ("submitted", "submitted", "approved, draft"),
     ("approved", "submitted", "published, draft")],
)  # fmt: skip
def test_what_may_not_follow_is_refused_with_what_may(
    store: Store, version: Version, state: str, wanted: str, allowed: str
) -> None:
    for step in ("submitted", "approved"):
        if state in (step, "approved"):
            move_to(store, version.id, step, actor="a1")

    with pytest.raises(StoreError, match=rf"is {state} and cannot become {wanted}; .*: {allowed}"):
        move_to(store, version.id, wanted, actor="a1")


def test_only_what_is_approved_is_published(store: Store, version: Version) -> None:
    with pytest.raises(StoreError, match=r"is draft and cannot become published"):
        publish(store, version.id, SPRING, actor="a1")


def test_a_published_version_is_frozen(store: Store, version: Version, drawn: Draft) -> None:
    code = drawn.plan.levels[0].code[0]
    edit(store, version.id, Rename(code, "A"), By("p1"))
    approved(store, version.id)
    publish(store, version.id, SPRING, actor="a1")

    with pytest.raises(StoreError, match=r"is published and cannot be edited"):
        edit(store, version.id, Rename(code, "B"), By("p1"))
    with pytest.raises(StoreError, match=r"is published and cannot be edited"):
        undo(store, version.id, By("p1"))


def test_a_new_draft_goes_on_from_a_published_version(
    store: Store, version: Version, drawn: Draft
) -> None:
    code = drawn.plan.levels[0].code[0]
    edit(store, version.id, Rename(code, "A"), By("p1"))
    approved(store, version.id)
    publish(store, version.id, SPRING, actor="a1")

    made = draft_from(store, version.id, actor="p1")
    edit(store, made.id, Rename(code, "B"), By("p1"))

    assert (made.number, made.parent, made.parent_edit, made.state) == (2, 1, 1, "draft")
    names = [open_version(store, k).draft.plan.levels[0].name[0] for k in (1, made.id)]
    assert names == ["A", "B"]


def test_publishing_the_next_retires_the_one_before_on_that_day(
    store: Store, version: Version
) -> None:
    second = draft_from(store, version.id, actor="p1").id
    for number, day in ((1, SPRING), (second, AUTUMN)):
        approved(store, number)
        publish(store, number, day, actor="a1")

    states = [(v.state, v.in_force_from, v.in_force_to) for v in every_version(store)]

    assert states == [("retired", SPRING, AUTUMN), ("published", AUTUMN, None)]
    days = [SPRING, SUMMER, date(2026, 8, 31), AUTUMN, date(2030, 1, 1)]
    assert [in_force(store, TOWNSHIP, day).id for day in days] == [1, 1, 1, 2, 2]
    assert in_force(store, "990101001201", SUMMER).id == 1


def test_before_the_first_day_nothing_is_in_force(store: Store, version: Version) -> None:
    approved(store, version.id)
    publish(store, version.id, SPRING, actor="a1")

    with pytest.raises(NotInStoreError, match=r"for 990101001 on 2026-02-28; .*: 990101001"):
        in_force(store, TOWNSHIP, date(2026, 2, 28))
    with pytest.raises(NotInStoreError, match=r"for 990101002 on"):
        in_force(store, "990101002", SUMMER)


@pytest.mark.parametrize("day", [SPRING, SUMMER])
def test_two_versions_are_never_in_force_on_one_day(
    store: Store, version: Version, day: date
) -> None:
    second = draft_from(store, version.id, actor="p1").id
    for number in (1, second):
        approved(store, number)
    publish(store, 1, SUMMER, actor="a1")

    with pytest.raises(StoreError, match=rf"in force from {SUMMER}, and {day} is not after it"):
        publish(store, second, day, actor="a1")


def test_a_retired_plan_leaves_days_without_one(store: Store, version: Version) -> None:
    second = draft_from(store, version.id, actor="p1").id
    for number in (1, second):
        approved(store, number)
    publish(store, 1, SPRING, actor="a1")
    retire(store, 1, SUMMER, actor="a1")

    with pytest.raises(NotInStoreError, match=r"No plan is in force"):
        in_force(store, TOWNSHIP, SUMMER)
    with pytest.raises(StoreError, match=r"is not after it"):
        publish(store, second, date(2026, 5, 31), actor="a1")
    assert publish(store, second, SUMMER, actor="a1").in_force_from == SUMMER


def test_a_plan_is_retired_after_the_day_from_which_it_was(store: Store, version: Version) -> None:
    approved(store, version.id)
    publish(store, version.id, SPRING, actor="a1")

    with pytest.raises(StoreError, match=r"2026-03-01 is not after it"):
        retire(store, version.id, SPRING, actor="a1")


def test_a_plan_of_the_county_is_not_in_force_beside_one_of_its_township(
    store: Store, version: Version, drawn: Draft
) -> None:
    origin = Origin("county", ORIGIN.rules_text, scope="990101")
    county = import_plan(store, drawn, origin, actor="p1")
    for number in (version.id, county.id):
        approved(store, number)
    publish(store, version.id, SPRING, actor="a1")

    with pytest.raises(StoreError, match=r"990101 overlaps with version 1 in force for 990101001"):
        publish(store, county.id, SUMMER, actor="a1")


@pytest.mark.parametrize(
    ("codes", "scope"),
    [
        (["990101001201", "990101001202"], "990101001"),
        (["990101001201", "990101002202"], "990101"),
        (["990101001201"], "990101001"),
        (["990101001201", "880101002202"], "name"),
        (["A", "B"], "name"),
    ],
)
def test_the_scope_is_the_township_of_the_codes(codes: list[str], scope: str) -> None:
    assert scope_of(codes, "name") == scope


def test_what_is_retired_stays_so(store: Store, version: Version) -> None:
    approved(store, version.id)
    publish(store, version.id, SPRING, actor="a1")
    retire(store, version.id, SUMMER, actor="a1")

    with pytest.raises(StoreError, match=r"is retired and cannot become draft; .*: none"):
        move_to(store, version.id, "draft", actor="a1")


def test_every_state_is_one_that_may_follow_or_be_followed() -> None:
    assert {state for allowed in ALLOWED.values() for state in allowed} == set(ALLOWED)
