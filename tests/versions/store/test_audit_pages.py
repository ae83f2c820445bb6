"""The audit is told page by page, and to each caller what is of their land."""

from __future__ import annotations

from gridgen.versions.store.access import ALL_LAND, KeyOrder, make_key
from gridgen.versions.store.audit_pages import page_of_audit
from gridgen.versions.store.database import Store
from gridgen.versions.store.versions import Version


def test_the_audit_is_told_page_by_page_the_newest_first(store: Store) -> None:
    for _ in range(5):
        make_key(store, KeyOrder("viewer", ALL_LAND), actor="p1")

    first = page_of_audit(store, ALL_LAND, most=2)
    rest = page_of_audit(store, ALL_LAND, before=first[-1].number, most=10)

    assert [line.number for line in (*first, *rest)] == [5, 4, 3, 2, 1]


def test_of_the_audit_only_what_is_on_ones_own_land_is_seen(store: Store, version: Version) -> None:
    mine, _ = make_key(store, KeyOrder("admin", ("990101001",)), actor="p1")
    part, _ = make_key(store, KeyOrder("admin", ("990101001201", "88")), actor="p1")
    make_key(store, KeyOrder("admin", ("88",)), actor=mine.actor)

    seen = [line.subject for line in page_of_audit(store, ("9901",))]
    elsewhere = [line.subject for line in page_of_audit(store, ("77",))]
    everything = page_of_audit(store, ALL_LAND)

    # The last line is of a key elsewhere, but made with a key of this land.
    assert seen == [everything[0].subject, f"key {mine.id}", f"version {version.id}"]
    assert f"key {part.id}" not in seen
    assert elsewhere == []
    assert len(everything) == 4
