"""Shapes are counted, and nested ones never reach a reader that would follow them for ever."""

from __future__ import annotations

import struct

import pyarrow as pa
import pytest
import shapely

from gridgen.files.guard.limits import narrowed
from gridgen.files.guard.shapes import Counted, within_limits
from gridgen.model.errors import ReadError

SQUARE = shapely.box(0, 0, 1, 1)  # five vertices, 93 bytes
SHAPES = [
    shapely.Point(1, 2),
    shapely.LineString([(0, 0), (1, 1)]),
    SQUARE,
    shapely.MultiPolygon([SQUARE, shapely.box(2, 2, 3, 3)]),
    shapely.MultiPoint([(0, 0), (1, 1)]),
    shapely.GeometryCollection([SQUARE, shapely.MultiPoint([(0, 0)])]),
    shapely.Point(1, 2, 3),
    shapely.GeometryCollection(),
]


def batch(*wkb: bytes | None, names: tuple[str, ...] = ()) -> pa.RecordBatch:
    texts = pa.array(list(names) or [None] * len(wkb), pa.string())
    return pa.RecordBatch.from_arrays([texts, pa.array(wkb, pa.binary())], ["name", "geometry"])


def nested(levels: int, order: str = "<") -> bytes:
    first = b"\x01" if order == "<" else b"\x00"
    return (first + struct.pack(f"{order}II", 7, 1)) * levels + shapely.Point(1, 2).wkb


@pytest.mark.parametrize("order", [0, 1])
@pytest.mark.parametrize("flavour", ["iso", "extended"])
def test_shapes_of_every_kind_pass(order: int, flavour: str) -> None:
    counted = Counted()
    wkb = [shapely.to_wkb(shape, byte_order=order, flavor=flavour) for shape in SHAPES]  # type: ignore[call-overload]

    within_limits(batch(*wkb, None, b"", b"\x01"), [1], counted, "a")

    assert counted.rows == len(SHAPES) + 3


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(("levels", "is_read"), [(31, True), (32, False), (200_000, False)])
def test_collections_in_collections_end_somewhere(levels: int, order: str, is_read: bool) -> None:
    rows = batch(nested(levels, order))

    if is_read:
        within_limits(rows, [1], Counted(), "a")
    else:
        with pytest.raises(ReadError, match="nested more than 32 deep"):
            within_limits(rows, [1], Counted(), "a")


def test_a_count_of_a_billion_parts_is_no_nesting() -> None:
    lie = struct.pack("<BII", 1, 6, 0x7FFFFFFF) + b"\x00" * 64

    within_limits(batch(lie), [1], Counted(), "a")


@pytest.mark.parametrize(
    ("most", "message"),
    [
        ({"rows": 1}, "a: 2 rows or more; at most 1"),
        ({"cells": 3}, "a: 4 cells or more; at most 3"),
        ({"shape_vertices": 4}, "one shape has 5 vertices; at most 4"),
        ({"layer_vertices": 9}, "the layer has 10 vertices or more; at most 9"),
        ({"cell_bytes": 2}, "a cell of column 'name' has 3 bytes; at most 2"),
    ],
)
def test_what_goes_over_a_limit_is_told_with_its_number(most: dict[str, int], message: str) -> None:
    rows = batch(SQUARE.wkb, SQUARE.wkb, names=("a", "村"))

    with narrowed(**most), pytest.raises(ReadError, match=message):
        within_limits(rows, [1], Counted(), "a")


@pytest.mark.parametrize(
    "most",
    [{"rows": 2}, {"cells": 4}, {"shape_vertices": 5}, {"layer_vertices": 10}, {"cell_bytes": 3}],
)
def test_what_is_exactly_at_a_limit_is_read(most: dict[str, int]) -> None:
    with narrowed(**most):
        within_limits(batch(SQUARE.wkb, SQUARE.wkb, names=("a", "村")), [1], Counted(), "a")
