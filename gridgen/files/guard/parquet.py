"""A Parquet file, looked through and read batch by batch."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet as pq

from gridgen.files.crs_text import crs_from_text
from gridgen.files.guard.limits import is_over, limits
from gridgen.model.errors import ReadError

_ROWS = 65_536
_COUNTS_FROM = 64 << 20
"""Bytes of a table from on which it counts how many times the size of the file that is."""


def opened(path: Path, name: str) -> tuple[dict[str, Any], pa.Schema, Iterator[pa.RecordBatch]]:
    """Return what is said of the geometry columns, the schema, and the batches of rows.

    Parameters
    ----------
    path
        The file.
    name
        What the user calls it.

    Returns
    -------
    `columns`: for each geometry column its `encoding` and `crs`, a text or None where the file says
    that there is none; `primary`: the name of one of them; both empty for a plain table.

    Raises
    ------
    ReadError
        It has more rows or columns than are read, or it says a coordinate system that is none.
    """
    file = pq.ParquetFile(path, memory_map=False)
    number, most = file.metadata.num_rows, limits().rows
    if is_over(number, most):
        raise ReadError("rows_too_many", source=name, number=number, most=most)
    columns = len(file.schema_arrow)
    if is_over(columns, limits().columns):
        raise ReadError("columns_too_many", source=name, number=columns, most=limits().columns)
    _refuse_bomb(file, path.stat().st_size, name)
    metadata = file.schema_arrow.metadata or {}
    schema = pa.schema([_plain(field) for field in file.schema_arrow])
    batches = (batch.cast(schema) for batch in file.iter_batches(_ROWS, use_threads=False))
    return _said(metadata.get(b"geo"), schema.names, name), schema, batches


def _refuse_bomb(file: pq.ParquetFile, size: int, name: str) -> None:
    """Raise ReadError for values that are one value repeated: kilobytes make gigabytes."""
    width = sum(_width(field.type) for field in file.schema_arrow)
    decoded = width * file.metadata.num_rows
    if decoded > _COUNTS_FROM and is_over(decoded / max(size, 1), limits().ratio):
        most = limits().ratio
        raise ReadError("file_blown_up", file=name, size=decoded, ratio=decoded // size, most=most)


def _width(kind: pa.DataType) -> int:
    try:
        return max(1, int(kind.bit_width) // 8)
    except ValueError:  # texts and lists: an offset at least
        return 4


def _plain(field: pa.Field) -> pa.Field:
    """Return a field without extension types: their names would be looked up."""
    kind = field.type.storage_type if isinstance(field.type, pa.BaseExtensionType) else field.type
    return pa.field(field.name, kind, field.nullable)


def _said(geo: bytes | None, names: list[str], name: str) -> dict[str, Any]:
    nothing: dict[str, Any] = {"columns": {}, "primary": ""}
    if geo is None:
        return nothing
    try:
        said = json.loads(geo)
        columns = {
            column: {
                "encoding": str(facts.get("encoding", "WKB")),
                "crs": _system(facts.get("crs", "OGC:CRS84"), name),
            }
            for column, facts in said["columns"].items()
            if column in names
        }
        primary = str(said.get("primary_column", ""))
    except (ValueError, RecursionError, KeyError, AttributeError, TypeError) as error:
        raise ReadError("layer_damaged", file=name, why=str(error)[:200]) from error
    if not columns:
        return nothing
    return {"columns": columns, "primary": primary if primary in columns else next(iter(columns))}


def _system(crs: object, name: str) -> str | None:
    """Return the CRS of a column as text: PROJJSON, or whatever older writers put there."""
    if crs is None:
        return None
    text = crs if isinstance(crs, str) else json.dumps(crs)
    return crs_from_text(text, source=name)
