"""The audit is only ever added to, and tells where somebody changed it."""

from __future__ import annotations

import json
import re

import pytest
from sqlalchemy import text

from gridgen.model.errors import StoreError
from gridgen.versions.draft import Draft
from gridgen.versions.edits import Assign, Rename
from gridgen.versions.store.audit import FIRST, hash_of, lines_of
from gridgen.versions.store.database import Store
from gridgen.versions.store.recording import By, edit
from gridgen.versions.store.versions import Version


def test_each_line_is_sealed_over_the_one_before(
    store: Store, version: Version, drawn: Draft
) -> None:
    edit(store, version.id, Rename(drawn.plan.levels[0].code[0], "A"), By("p2"))

    with store.reading() as connection:
        lines = list(lines_of(connection))

    assert [line.number for line in lines] == [1, 2]
    assert [line.previous for line in lines] == [FIRST, lines[0].hash]
    assert [hash_of(line) for line in lines] == [line.hash for line in lines]
    assert [(line.actor, line.action, line.subject) for line in lines] == [
        ("p1", "import", "version 1"), ("p2", "edit", "version 1"),
    ]  # fmt: skip


@pytest.mark.parametrize("table", ["audit", "edits", "contents"])
@pytest.mark.parametrize("change", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}"])
def test_nobody_changes_or_deletes_a_line_of_history(
    store: Store, version: Version, drawn: Draft, table: str, change: str
) -> None:
    edit(store, version.id, Rename(drawn.plan.levels[0].code[0], "A"), By("p2"))
    column = {"audit": "actor", "edits": "actor", "contents": "hash"}[table]

    with (
        pytest.raises(StoreError, match=f"{table} is append-only"),
        store.writing() as connection,
    ):
        connection.execute(text(change.format(table, column)))


def test_a_line_that_is_put_in_between_is_refused(store: Store, version: Version) -> None:
    with pytest.raises(StoreError), store.writing() as connection:
        connection.execute(text("INSERT INTO audit SELECT * FROM audit"))


def test_the_audit_holds_no_names_of_zones_or_people_and_no_households(
    store: Store, version: Version, drawn: Draft
) -> None:
    code = drawn.plan.levels[0].code[0]
    edit(store, version.id, Rename(code, "王家大院网格"), By("p2", "王建国要求"))
    if drawn.plan.staff is not None and drawn.plan.staff.posts:
        post = drawn.plan.staff.posts[0]
        edit(store, version.id, Assign(post.zone, post.role, ()), By("p2"))

    with store.reading() as connection:
        told = [json.dumps(line.detail, ensure_ascii=False) for line in lines_of(connection)]

    assert not [line for line in told if re.search("[\u4e00-\u9fff]", line)]
    ids = drawn.plan.township.households.ids
    assert not [line for line in told for id_ in ids if f'"{id_}"' in line]
