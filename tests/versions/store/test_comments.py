"""What people say of zones: kept with the version, until somebody says that it is dealt with."""

from __future__ import annotations

from pathlib import Path

import pytest
from plans import VILLAGE

from gridgen.model.errors import CommandError, NotInPlanError, NotInStoreError
from gridgen.versions.store.audit import lines_of
from gridgen.versions.store.backup import back_up, restore
from gridgen.versions.store.comments import TEXT_MOST, comment_on, comments_of, resolve
from gridgen.versions.store.database import Store
from gridgen.versions.store.history import history_of
from gridgen.versions.store.proof import proof_of
from gridgen.versions.store.states import move_to
from gridgen.versions.store.versions import Version, draft_from

FIRST, GROUP = f"{VILLAGE}001", f"{VILLAGE}00101"


def test_what_is_said_stands_in_its_order_with_who_said_it(store: Store, version: Version) -> None:
    for zone, text in ((FIRST, " 跨沟了？ "), (GROUP, "并到南边")):
        comment_on(store, version.id, zone, text, actor="p1")

    found = comments_of(store, version.id)

    assert [(one.number, one.zone, one.text, one.actor) for one in found] == [
        (1, FIRST, "跨沟了？", "p1"), (2, GROUP, "并到南边", "p1"),
    ]  # fmt: skip


def test_what_is_dealt_with_is_listed_no_more_but_kept(store: Store, version: Version) -> None:
    made = [comment_on(store, version.id, FIRST, text, actor="p1") for text in "ab"]
    resolve(store, version.id, made[0].number, actor="p2")
    before = comments_of(store, version.id, with_resolved=True)
    resolve(store, version.id, made[0].number, actor="p3")

    assert [one.text for one in comments_of(store, version.id)] == ["b"]
    assert comments_of(store, version.id, with_resolved=True) == before
    assert (before[0].resolved_by, before[0].resolved is not None) == ("p2", True)


def test_a_draft_of_a_version_has_what_is_said_of_it_and_not_dealt_with(
    store: Store, version: Version
) -> None:
    said = [comment_on(store, version.id, FIRST, text, actor="p1") for text in "abc"]
    resolve(store, version.id, said[1].number, actor="p2")

    draft = draft_from(store, version.id, actor="p3")
    resolve(store, draft.id, 1, actor="p3")
    comment_on(store, draft.id, FIRST, "d", actor="p3")

    assert [(one.number, one.text, one.actor) for one in comments_of(store, draft.id)] == [
        (2, "c", "p1"), (3, "d", "p3"),
    ]  # fmt: skip
    assert comments_of(store, draft.id)[0].at == said[2].at
    assert [one.text for one in comments_of(store, version.id)] == ["a", "c"]


def test_comments_go_on_when_a_version_can_be_edited_no_more(
    store: Store, version: Version
) -> None:
    move_to(store, version.id, "submitted", actor="p1")

    comment_on(store, version.id, FIRST, "so?", actor="p2")

    assert len(comments_of(store, version.id)) == 1


def test_the_audit_tells_of_comments_without_their_words_and_the_history_not_at_all(
    store: Store, version: Version
) -> None:
    comment_on(store, version.id, FIRST, "跨沟了", actor="p1")
    resolve(store, version.id, 1, actor="p2")

    with store.reading() as connection:
        lines = [*lines_of(connection)][-2:]
    assert [(line.action, line.actor) for line in lines] == [
        ("comment", "p1"), ("resolve-comment", "p2"),
    ]  # fmt: skip
    assert "跨沟" not in str(lines)
    assert [event.what for event in history_of(store, version.id).events] == ["import"]
    assert proof_of(store).findings == ()


def test_numbers_of_persons_are_masked(store: Store, version: Version) -> None:
    made = comment_on(store, version.id, FIRST, "问 13900001234", actor="p1")

    assert "13900001234" not in made.text
    assert comments_of(store, version.id) == [made]


@pytest.mark.parametrize("text", ["", "   ", "长" * (TEXT_MOST + 1)])
def test_nothing_and_too_much_are_refused(store: Store, version: Version, text: str) -> None:
    with pytest.raises(CommandError, match="1 to 500 are expected"):
        comment_on(store, version.id, FIRST, text, actor="p1")


def test_what_is_not_there_is_refused(store: Store, version: Version) -> None:
    with pytest.raises(NotInPlanError, match="no zone '990101001201777'"):
        comment_on(store, version.id, f"{VILLAGE}777", "?", actor="p1")
    with pytest.raises(NotInStoreError, match="version 7"):
        comment_on(store, 7, FIRST, "?", actor="p1")
    with pytest.raises(NotInPlanError, match="Version 1 has no comment 1"):
        resolve(store, version.id, 1, actor="p1")


def test_a_backup_holds_them(store: Store, version: Version, tmp_path: Path) -> None:
    comment_on(store, version.id, FIRST, "跨沟了", actor="p1")
    back_up(store, tmp_path / "backup.sqlite")

    again = restore(tmp_path / "backup.sqlite", str(tmp_path / "again.sqlite"))

    assert comments_of(again, version.id) == comments_of(store, version.id)
    again.close()
