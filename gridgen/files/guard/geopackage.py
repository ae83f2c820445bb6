"""The schema of a GeoPackage, looked through before GDAL opens it: tables alone, and no tricks."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

from gridgen.files.crs_text import crs_from_text
from gridgen.files.guard.limits import is_over, limits
from gridgen.model.errors import ReadError

_INDEX = re.compile(r'\s*CREATE\s+VIRTUAL\s+TABLE\s+\S.*\sUSING\s+"?rtree"?\s*\(', re.I | re.S)
"""The one virtual table that a GeoPackage has: its spatial index."""

_TRIGGER = re.compile(
    r"(rtree_|gpkg_|trigger_(insert|delete)_feature_count_|fgpkg_).*", re.I | re.S
)
"""Triggers that GDAL and QGIS write. None runs while a file is read."""

_OWN = ("gpkg_", "rtree_", "sqlite_")


def examine(path: Path, name: str) -> None:
    """Raise ReadError where a GeoPackage holds what computes, or more columns than are read.

    Views, virtual tables and generated columns run whatever SQL their author liked, for ever if he
    liked; coordinate systems may name files.

    Parameters
    ----------
    path
        The file.
    name
        What the user calls it.
    """
    # Immutable: no lock, no journal, nothing beside the file. A log there is only beside a copy.
    has_log = path.with_name(f"{path.name}-wal").is_file()
    how = "mode=ro" if has_log else "mode=ro&immutable=1"
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?{how}", uri=True)
    try:
        connection.execute("PRAGMA trusted_schema=OFF")
        _refuse_programs(connection, name)
        _refuse_wide_tables(connection, name)
        _refuse_systems(connection, name)
    except sqlite3.Error as error:
        raise ReadError("layer_damaged", file=name, why=str(error)[:200]) from error
    finally:
        connection.close()


def _refuse_programs(connection: sqlite3.Connection, name: str) -> None:
    for kind, called, sql in connection.execute("SELECT type, name, sql FROM sqlite_master"):
        if kind == "view":
            raise ReadError("geopackage_view", file=name, view=called)
        if kind == "trigger" and not _TRIGGER.fullmatch(called):
            raise ReadError("geopackage_trigger", file=name, trigger=called)
        is_virtual = kind == "table" and re.match(r"\s*CREATE\s+VIRTUAL\b", sql or "", re.I)
        if is_virtual and not _INDEX.match(sql):
            raise ReadError("geopackage_virtual", file=name, table=called)


def _refuse_wide_tables(connection: sqlite3.Connection, name: str) -> None:
    most = limits().columns
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for (table,) in tables:
        if table.lower().startswith(_OWN):
            continue
        quoted = table.replace('"', '""')
        columns = connection.execute(f'PRAGMA table_xinfo("{quoted}")').fetchall()
        if any(column[6] in (2, 3) for column in columns):
            raise ReadError("geopackage_virtual", file=name, table=table)
        if is_over(len(columns), most):
            raise ReadError(
                "columns_too_many", source=f"{name}:{table}", number=len(columns), most=most
            )


def _refuse_systems(connection: sqlite3.Connection, name: str) -> None:
    """Raise ReadError for a coordinate system in use that is none of those that are read."""
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    if not {"gpkg_spatial_ref_sys", "gpkg_contents"} <= tables:
        return
    columns = {row[1] for row in connection.execute("PRAGMA table_info(gpkg_spatial_ref_sys)")}
    texts = [text for text in ("definition", "definition_12_063") if text in columns]
    used = "SELECT srs_id FROM gpkg_contents"
    if "gpkg_geometry_columns" in tables:
        used += " UNION SELECT srs_id FROM gpkg_geometry_columns"
    rows = connection.execute(
        f"SELECT {', '.join(texts)} FROM gpkg_spatial_ref_sys "  # noqa: S608 - names of our own
        f"WHERE srs_id > 0 AND srs_id IN ({used})"
    )
    for row in rows:
        for text in row:
            if text is not None and str(text).lower() != "undefined":
                crs_from_text(str(text), source=name)
