"""Shapes as well-known binary, looked through before GEOS reads them."""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from gridgen.files.guard.limits import is_over, limits
from gridgen.model.errors import ReadError

_DEEPEST = 32
_POINT_BYTES = 16
_MULTI = (4, 5, 6, 7)
"""Kinds of shapes that hold others."""


@dataclass(slots=True)
class Counted:
    """What was counted of a layer so far."""

    rows: int = 0
    vertices: int = 0


def within_limits(batch: pa.RecordBatch, shapes: list[int], counted: Counted, name: str) -> None:
    """Raise ReadError where a batch of rows goes over a limit.

    Parameters
    ----------
    batch
        Rows of a layer.
    shapes
        Which of its columns hold well-known binary.
    counted
        Of the batches before; counts on.
    name
        The layer as the user knows it.
    """
    counted.rows += batch.num_rows
    if is_over(counted.rows, limits().rows):
        raise ReadError("rows_too_many", source=name, number=counted.rows, most=limits().rows)
    if is_over(counted.rows * batch.num_columns, limits().cells):
        number, most = counted.rows * batch.num_columns, limits().cells
        raise ReadError("cells_too_many", source=name, number=number, most=most)
    for at, column in enumerate(batch.columns):
        if at in shapes:
            _count(column, counted, name)
        elif pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            _refuse_long(column, batch.schema.names[at], name)


def _refuse_long(column: pa.Array, called: str, name: str) -> None:
    longest, most = int(_lengths(column).max(initial=0)), limits().cell_bytes
    if is_over(longest, most):
        raise ReadError("text_too_long", source=name, column=called, number=longest, most=most)


def _offsets(column: pa.Array) -> np.ndarray:
    is_large = pa.types.is_large_binary(column.type) or pa.types.is_large_string(column.type)
    number = np.dtype(np.int64 if is_large else np.int32)
    start = column.offset * number.itemsize
    return np.frombuffer(column.buffers()[1], number, len(column) + 1, start).astype(np.int64)


def _lengths(column: pa.Array) -> np.ndarray:
    return np.diff(_offsets(column)) if len(column) else np.zeros(0, np.int64)


def _count(column: pa.Array, counted: Counted, name: str) -> None:
    sizes = _lengths(column) // _POINT_BYTES
    largest = int(sizes.max(initial=0))
    if is_over(largest, limits().shape_vertices):
        most = limits().shape_vertices
        raise ReadError("vertices_too_many", source=name, number=largest, most=most)
    counted.vertices += int(sizes.sum())
    if is_over(counted.vertices, limits().layer_vertices):
        number, most = counted.vertices, limits().layer_vertices
        raise ReadError("layer_vertices_too_many", source=name, number=number, most=most)
    for row in np.flatnonzero(_may_be_nested(column)):
        if not _is_shallow(column[int(row)].as_py()):
            raise ReadError("shape_too_deep", source=name, row=counted.rows, most=_DEEPEST)


def _may_be_nested(column: pa.Array) -> np.ndarray:
    """Return for each row whether it is a shape of shapes; all are little-endian or looked at."""
    offsets, data = _offsets(column), column.buffers()[2]
    if len(column) == 0 or data is None:
        return np.zeros(len(column), bool)
    content = np.frombuffer(data, np.uint8)
    found = np.diff(offsets) >= 9
    starts = offsets[:-1][found]
    kind = content[starts + 1].astype(np.int64) + 256 * content[starts + 2].astype(np.int64)
    is_plain = (content[starts] == 1) & ~np.isin(kind % 1000, _MULTI)
    found[found] = ~is_plain
    return found


def _is_shallow(wkb: bytes) -> bool:
    """Return whether shapes are nested in each other no deeper than `_DEEPEST`."""
    open_shapes: list[int] = [1]
    at = 0
    try:
        while open_shapes:
            if len(open_shapes) > _DEEPEST:
                return False
            open_shapes[-1] -= 1
            order = "<" if wkb[at] == 1 else ">"
            (kind,) = struct.unpack_from(f"{order}I", wkb, at + 1)
            plain, numbers = kind & 0xFFFF, 2 + bool(kind >> 31) + bool(kind >> 30 & 1)
            numbers = max(numbers, {0: 2, 1: 3, 2: 3, 3: 4}.get(plain // 1000, 4))
            at += 5 + 4 * bool(kind >> 29 & 1)
            at, inside = _after(wkb, at, order, plain % 1000, numbers)
            if inside:
                open_shapes.append(inside)
            while open_shapes and open_shapes[-1] == 0:
                open_shapes.pop()
    except (struct.error, IndexError):
        return True  # cut short: GEOS stops there too, at a depth that was seen
    return True


def _after(wkb: bytes, at: int, order: str, kind: int, numbers: int) -> tuple[int, int]:
    """Return where the next shape begins, and how many this one holds."""
    if kind == 1:
        return at + 8 * numbers, 0
    (number,) = struct.unpack_from(f"{order}I", wkb, at)
    at += 4
    if kind == 2:
        return at + 8 * numbers * number, 0
    if kind == 3:
        for _ in range(number):
            (points,) = struct.unpack_from(f"{order}I", wkb, at)
            at += 4 + 8 * numbers * points
        return at, 0
    return at, number
