"""The proof finds whatever somebody did to a store behind the program's back."""

from __future__ import annotations

import pytest
from campaigns import campaign
from sqlalchemy import text

from gridgen.versions.draft import Draft
from gridgen.versions.edits import Lock, Merge, Rule
from gridgen.versions.store.database import Store
from gridgen.versions.store.proof import proof_of
from gridgen.versions.store.recording import By, edit
from gridgen.versions.store.undoing import undo
from gridgen.versions.store.versions import Version, draft_from

DAMAGE = {
    "store_chain_broken": "UPDATE audit SET actor = 'p9' WHERE number = 2",
    "store_edit_unsealed": "UPDATE edits SET change = (SELECT change FROM edits WHERE number = 2)"
    " WHERE number = 1",
    "store_content_changed": "UPDATE contents SET bytes = (SELECT bytes FROM contents c"
    " WHERE c.hash <> contents.hash LIMIT 1) WHERE hash IN (SELECT hash FROM pieces"
    " WHERE role = 'placing')",
    "store_state_differs": "UPDATE zones SET name = 'X' WHERE version = 1"
    " AND to_edit = 2147483647 AND from_edit > 0",
    "store_edit_lost": "DELETE FROM edits WHERE version = 1 AND number = 3",
    "store_begun_otherwise": "UPDATE zones SET name = 'X' WHERE version = 2 AND from_edit = 0",
    "store_span_odd": "UPDATE zones SET to_edit = 0 WHERE version = 1 AND from_edit = 1",
}


@pytest.fixture
def edited(store: Store, version: Version, drawn: Draft) -> Store:
    """A store whose plan was edited, and goes on in a second version."""
    codes = drawn.plan.levels[0].code.tolist()
    asked = [Merge((codes[3], codes[4])), Lock((codes[0],))]
    asked.append(Rule(drawn.plan.communities.code[0], "220"))
    for one in asked:
        edit(store, version.id, one, By("p1"))
    undo(store, version.id, By("p1"))
    draft_from(store, version.id, actor="p2")
    return store


def test_a_store_that_nobody_touched_is_sound(edited: Store) -> None:
    assert proof_of(edited).findings == ()


@pytest.mark.parametrize("rule", campaign(DAMAGE, every=3))
def test_what_somebody_changed_is_found(edited: Store, rule: str) -> None:
    with edited.writing() as connection:
        tables = ("audit", "edits", "contents")
        if edited.file is None:
            for table in tables:
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        else:
            for table in tables:
                for done in ("update", "delete"):
                    connection.execute(text(f"DROP TRIGGER {table}_{done}"))
        connection.execute(text(DAMAGE[rule]))

    found = {one.rule for one in proof_of(edited).errors}

    assert rule in found
