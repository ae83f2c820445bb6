"""Backups are whole, taken while others write, and put back only where nothing is lost by it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alike import differences

from gridgen.model.errors import StoreError, WriteError
from gridgen.versions.draft import Draft
from gridgen.versions.edits import Merge, Rename
from gridgen.versions.store.backup import back_up, restore
from gridgen.versions.store.database import Store
from gridgen.versions.store.opening import open_version
from gridgen.versions.store.proof import proof_of
from gridgen.versions.store.recording import By, edit
from gridgen.versions.store.undoing import undo
from gridgen.versions.store.versions import Version

BY = By("p1")


@pytest.fixture
def edited(store: Store, version: Version, drawn: Draft) -> Store:
    """A store with two edits and an undo."""
    codes = drawn.plan.levels[0].code.tolist()
    edit(store, version.id, Merge((codes[3], codes[4])), BY)
    edit(store, version.id, Rename(codes[0], "A"), BY)
    undo(store, version.id, BY)
    return store


def test_a_backup_of_either_database_becomes_a_store(edited: Store, tmp_path: Path) -> None:
    back_up(edited, tmp_path / "backup.sqlite")

    made = restore(tmp_path / "backup.sqlite", str(tmp_path / "new.sqlite"))

    before, after = (open_version(store, 1).draft for store in (edited, made))
    assert list(differences(after.plan, before.plan)) == []
    assert list(differences(after.found, before.found)) == []
    assert proof_of(made).findings == ()
    made.close()


def test_a_backup_is_one_file_with_nothing_beside(edited: Store, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()

    back_up(edited, folder / "b.sqlite")

    assert [file.name for file in folder.iterdir()] == ["b.sqlite"]


def test_a_store_is_not_restored_over_another_unless_forced(
    edited: Store, address: str, tmp_path: Path, drawn: Draft
) -> None:
    back_up(edited, tmp_path / "backup.sqlite")
    edit(edited, 1, Rename(drawn.plan.levels[0].code[1], "B"), BY)
    edited.close()

    with pytest.raises(StoreError, match=r"is there already and was left as it is"):
        restore(tmp_path / "backup.sqlite", address)
    made = restore(tmp_path / "backup.sqlite", address, force=True)

    assert open_version(made, 1).edit == 3
    assert proof_of(made).findings == ()
    made.close()


def test_a_backup_that_somebody_changed_is_not_restored(edited: Store, tmp_path: Path) -> None:
    back_up(edited, tmp_path / "backup.sqlite")
    with sqlite3.connect(tmp_path / "backup.sqlite") as connection:
        connection.execute("UPDATE zones SET name = 'X' WHERE from_edit = 0")
    connection.close()

    with pytest.raises(StoreError, match=r"backup .* is not sound: .*Nothing was restored"):
        restore(tmp_path / "backup.sqlite", str(tmp_path / "new.sqlite"))

    assert not (tmp_path / "new.sqlite").exists()


def test_a_store_is_not_backed_up_onto_itself(edited: Store, address: str) -> None:
    if edited.file is None:
        pytest.skip("only a file can be its own backup")

    with pytest.raises(StoreError, match=r"is the store itself"):
        back_up(edited, Path(address))


def test_a_backup_into_no_folder_is_an_error(edited: Store, tmp_path: Path) -> None:
    with pytest.raises(WriteError, match=r"No such file or directory"):
        back_up(edited, tmp_path / "none" / "b.sqlite")
