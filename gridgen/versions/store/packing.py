"""Values <-> bytes: their arrays as columns of Arrow, compressed; never pickled.

Shapes are WKB, so that every coordinate comes back as it was. Texts that repeat stand once.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import fields
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from gridgen.model.arrays import Shapes

V = TypeVar("V")

_FACTS = b"facts"
_COMPRESSED = pa.ipc.IpcWriteOptions(compression="zstd")
_QUICK = pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)


def to_bytes(
    columns: Mapping[str, Any],
    facts: Any,
    *,
    binary: Collection[str] = frozenset(),
    is_quick: bool = False,
) -> bytes:
    """Return columns of one length, and plain values beside them, as bytes.

    Parameters
    ----------
    columns
        Each (n,) or (n, 2): numbers, truths, texts, or bytes and None.
    facts
        Whatever JSON holds.
    binary
        Which of the columns are bytes: of an empty one nothing else tells it.
    is_quick
        Whether a third more bytes are better than twice the time: of what an edit waits for.
    """
    arrays = [_column(array, is_binary=name in binary) for name, array in columns.items()]
    table = pa.Table.from_arrays(arrays, names=list(columns))
    table = table.replace_schema_metadata({_FACTS: json.dumps(facts, ensure_ascii=False)})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(
        sink, table.schema, options=_QUICK if is_quick else _COMPRESSED
    ) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def from_bytes(stored: bytes) -> tuple[dict[str, NDArray[Any]], Any]:
    """Return the columns and the facts that `to_bytes` wrote; the arrays are read-only."""
    with pa.ipc.open_stream(stored) as reader:
        table = reader.read_all().combine_chunks()
    columns = {name: _array(table.column(name)) for name in table.column_names}
    return columns, json.loads(table.schema.metadata[_FACTS])


def value_to_bytes(value: Any, *, aside: Mapping[str, Any] | None = None) -> bytes:
    """Return a row-aligned value as bytes.

    Parameters
    ----------
    value
        A dataclass whose fields are arrays, mappings of arrays, and texts.
    aside
        Its other fields by name, as JSON holds them.
    """
    columns: dict[str, NDArray[Any]] = {}
    facts: dict[str, Any] = {"aside": dict(aside or {}), "text": {}, "mapping": []}
    shapes = _shapes_in(type(value))
    for field in fields(value):
        held = getattr(value, field.name)
        if field.name in facts["aside"]:
            continue
        if isinstance(held, np.ndarray):
            columns[field.name] = wkb_of(held) if field.name in shapes else held
        elif isinstance(held, Mapping):
            facts["mapping"].append(field.name)
            columns |= {f"{field.name}/{key}": array for key, array in held.items()}
        else:
            facts["text"][field.name] = held
    return to_bytes(columns, facts, binary=shapes)


def value_from_bytes(kind: type[V], stored: bytes, **aside: Any) -> V:
    """Return the value that `value_to_bytes` wrote.

    Parameters
    ----------
    kind
        Its dataclass.
    stored
        The bytes.
    aside
        Those of its fields that stand in `aside_of(stored)`, as the value holds them.
    """
    columns, facts = from_bytes(stored)
    shapes = _shapes_in(kind)
    held: dict[str, Any] = {name: {} for name in facts["mapping"]}
    for name, array in columns.items():
        field, _, key = name.partition("/")
        if key or field in held:
            held[field][key] = array
        else:
            held[field] = shapes_of(array) if field in shapes else array
    return kind(**held, **facts["text"], **aside)


def aside_of(stored: bytes) -> Any:
    """Return what `value_to_bytes` was given aside, without reading the columns."""
    with pa.ipc.open_stream(stored) as reader:
        return json.loads(reader.schema.metadata[_FACTS])["aside"]


def wkb_of(shapes: Shapes) -> NDArray[np.object_]:
    """Return (k,) the WKB of each shape, None where there is none."""
    return np.asarray(shapely.to_wkb(shapes), object)


def shapes_of(stored: Any) -> Shapes:
    """Return (k,) read-only shapes of WKB; None stays None."""
    made = np.asarray(shapely.from_wkb(np.asarray(stored, object)), object)
    made.flags.writeable = False
    return made


def _shapes_in(kind: Any) -> frozenset[str]:
    """Return the fields of a dataclass that hold shapes."""
    return frozenset(field.name for field in fields(kind) if field.type == "Shapes")


def _column(array: Any, *, is_binary: bool) -> pa.Array:
    if is_binary:
        return pa.array(array, pa.binary())
    if array.dtype == object:
        words = pa.array(array, pa.string())
        encoded = words.dictionary_encode()
        return encoded if 2 * len(encoded.dictionary) <= len(words) else words
    if array.ndim == 2:
        flat = pa.array(np.ascontiguousarray(array).reshape(-1))
        return pa.FixedSizeListArray.from_arrays(flat, array.shape[1])
    return pa.array(array)


def _array(column: pa.ChunkedArray) -> NDArray[Any]:
    array = column.combine_chunks()
    if isinstance(array, pa.ChunkedArray):
        array = array.chunk(0) if array.num_chunks else pa.array([], column.type)
    kind = array.type
    if pa.types.is_dictionary(kind):
        words = array.dictionary.to_numpy(zero_copy_only=False)
        made: NDArray[Any] = words.astype(object)[array.indices.to_numpy()]
    elif pa.types.is_fixed_size_list(kind):
        made = array.flatten().to_numpy(zero_copy_only=False).reshape(-1, kind.list_size)
    else:
        made = array.to_numpy(zero_copy_only=False)
        if pa.types.is_string(kind) or pa.types.is_binary(kind):
            made = made.astype(object, copy=False)
    made.flags.writeable = False
    return made
