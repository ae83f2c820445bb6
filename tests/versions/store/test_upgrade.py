"""A store is made, found again, and brought up from every older step."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from gridgen.model.errors import StoreError
from gridgen.versions.store.schema import METADATA
from gridgen.versions.store.upgrade import init_store, newest_step, open_store, step_of


def test_the_steps_make_exactly_the_tables_that_the_program_knows(bare_address: str) -> None:
    store = init_store(bare_address)

    with store.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        others = ("spatial_ref_sys",)  # PostGIS's own
        differences = [
            one
            for one in compare_metadata(context, METADATA)
            if getattr(one[1], "name", "") not in others
        ]

    assert differences == []
    store.close()


def test_a_store_of_the_first_step_is_brought_up_and_refused_before(bare_address: str) -> None:
    init_store(bare_address, upto="0001").close()
    with pytest.raises(StoreError, match=r"older version \(0001; now \d+\).*gridgen store init"):
        open_store(bare_address)

    init_store(bare_address).close()

    store = open_store(bare_address)
    with store.reading() as connection:
        assert step_of(connection) == newest_step()
    store.close()


def test_making_a_store_again_changes_nothing(bare_address: str) -> None:
    init_store(bare_address).close()

    init_store(bare_address).close()

    open_store(bare_address).close()


def test_a_store_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "store.sqlite"
    init_store(str(file)).close()
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()

    for enter in (open_store, init_store):
        with pytest.raises(StoreError, match=r"newer version \(9999.*Update gridgen"):
            enter(str(file))


def test_another_file_is_no_store_and_stays_as_it_is(tmp_path: Path) -> None:
    other = tmp_path / "plan.gpkg"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE gpkg_contents (a)")
    connection.close()
    before = other.read_bytes()

    for enter in (open_store, init_store):
        with pytest.raises(StoreError, match="is no store; it holds gpkg_contents"):
            enter(str(other))

    assert other.read_bytes() == before


def test_a_file_that_is_no_database_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "a.sqlite").write_text("not a database at all, but long enough to be looked at" * 9)

    with pytest.raises(StoreError, match="the file is no store"):
        open_store(str(tmp_path / "a.sqlite"))


def test_a_store_that_is_not_there_is_not_made_by_opening_it(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"There is no store .*gridgen store init"):
        open_store(str(tmp_path / "none.sqlite"))

    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_is_no_store_yet(tmp_path: Path) -> None:
    (tmp_path / "a.sqlite").touch()

    with pytest.raises(StoreError, match="older version"):
        open_store(str(tmp_path / "a.sqlite"))


@pytest.mark.parametrize("address", ["mysql://a/b", "http://a.example/b", "://"])
def test_an_address_of_another_kind_is_refused(address: str) -> None:
    with pytest.raises(StoreError, match=r"cannot be at .*postgresql://user@host/database"):
        open_store(address)


def test_a_server_that_does_not_answer_is_told_without_the_password(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="the database refused") as refused:
        open_store(f"postgresql://a:secret@/b?host={tmp_path}")

    assert "secret" not in str(refused.value)
