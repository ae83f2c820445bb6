"""A GeoPackage that computes while it is read is refused; what GDAL and QGIS write is not."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from saved import HOMES, save

from gridgen.files.guard.geopackage import examine
from gridgen.files.guard.limits import narrowed
from gridgen.files.inputs import read_inputs
from gridgen.model.errors import ReadError

ENDLESS = "WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r) SELECT x AS id FROM r"


def changed(path: Path, *statements: str) -> Path:
    save(path, households=HOMES)
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
    return path


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        (f"CREATE VIEW lines AS {ENDLESS}", "it holds a view, 'lines'"),
        ("CREATE TRIGGER mine AFTER INSERT ON households BEGIN SELECT 1; END",
         "it holds a trigger, 'mine'"),
        ("CREATE TABLE t (a, b AS (hex(zeroblob(100))))", "'t' is virtual or has columns"),
        ("CREATE VIRTUAL TABLE t USING fts5(a)", "'t' is virtual"),
    ],
)  # fmt: skip
def test_what_computes_is_refused(tmp_path: Path, statement: str, message: str) -> None:
    file = changed(tmp_path / "a.gpkg", statement)

    with pytest.raises(ReadError, match=message):
        read_inputs(file)


def test_a_virtual_table_under_a_false_name_is_refused(tmp_path: Path) -> None:
    file = changed(
        tmp_path / "a.gpkg",
        "PRAGMA writable_schema = 1",
        "INSERT INTO sqlite_master (type, name, tbl_name, rootpage, sql) VALUES "
        "('table', 'rtree_v', 'rtree_v', 0, "
        "'CREATE VIRTUAL TABLE rtree_v USING VirtualOGR(''/srv/secret.gpkg'')')",
    )

    with pytest.raises(ReadError, match="'rtree_v' is virtual"):
        read_inputs(file)


def test_the_index_and_the_triggers_of_a_geopackage_pass(tmp_path: Path) -> None:
    file = save(tmp_path / "a.gpkg", households=HOMES)

    examine(file, "a.gpkg")

    with sqlite3.connect(file) as connection:
        kinds = dict(connection.execute("SELECT name, type FROM sqlite_master"))
    connection.close()
    assert kinds["rtree_households_geom"] == "table"
    assert "trigger" in kinds.values()


@pytest.mark.parametrize(("most", "is_read"), [(5, True), (4, False)])
def test_a_table_may_have_as_many_columns_as_the_limit(
    tmp_path: Path, most: int, is_read: bool
) -> None:
    file = save(tmp_path / "a.gpkg", households=HOMES)  # three columns, a number and a shape

    with narrowed(columns=most):
        if is_read:
            examine(file, "a.gpkg")
        else:
            with pytest.raises(ReadError, match=r"a\.gpkg:households: 5 columns; at most 4"):
                examine(file, "a.gpkg")


@pytest.mark.parametrize(
    "definition",
    ["+proj=longlat +ellps=krass +nadgrids=/srv/grid.gsb",
     'BOUNDCRS[SOURCECRS[GEOGCRS["x"]],ABRIDGEDTRANSFORMATION["x",PARAMETERFILE["f","/srv/g"]]]'],
)  # fmt: skip
def test_a_system_in_use_that_names_a_file_is_refused(tmp_path: Path, definition: str) -> None:
    file = changed(
        tmp_path / "a.gpkg",
        "UPDATE gpkg_spatial_ref_sys SET organization = 'NONE', definition = "  # noqa: S608
        f"'{definition}' WHERE srs_id = 4326",
    )

    with pytest.raises(ReadError, match="would open another file or an address"):
        read_inputs(file)


def test_a_file_with_a_write_ahead_log_is_read_whole_and_nothing_appears_beside_it(
    tmp_path: Path,
) -> None:
    file = save(tmp_path / "a.gpkg", households=HOMES.assign(用途="住宅"))
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA journal_mode = wal")
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
        connection.execute(f'DROP TRIGGER "{name}"')
    connection.execute("UPDATE households SET 用途 = '空置' WHERE fid = 1")
    beside = sorted(path.name for path in tmp_path.iterdir())

    table = read_inputs(file).households

    assert table["用途"].tolist() == ["空置", "住宅"]
    assert sorted(path.name for path in tmp_path.iterdir()) == beside
    connection.close()
