"""Base maps in one file: PMTiles 3 in which every square is the same."""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import mapbox_vector_tile

VECTORS, PICTURES = 1, 2
"""Kinds of squares, as the header says them: MVT, PNG."""

_DEEPEST = 14
_PLAIN = 1
"""How squares and lists are packed: not at all."""


def archive_of(file: Path, square: bytes, kind: int, layers: Sequence[str] = ()) -> Path:
    """Write an archive whose every square, down to zoom 14, is the same; return its path."""
    squares = sum(4**zoom for zoom in range(_DEEPEST + 1))
    # One entry: its first number, how many squares it stands for, its length, its place and one.
    listed = b"".join(map(_varint, (1, 0, squares, len(square), 1)))
    told = json.dumps({"vector_layers": [{"id": one, "fields": {}} for one in layers]}).encode()
    at = [127, 127 + len(listed), 127 + len(listed) + len(told)]
    whole = 1_800_000_000, 850_000_000
    header = struct.pack(
        "<7sB11Q6B4iB2i", b"PMTiles", 3, at[0], len(listed), at[1], len(told), at[2], 0, at[2],
        len(square), squares, 1, 1, 1, _PLAIN, _PLAIN, kind, 0, _DEEPEST, -whole[0], -whole[1],
        *whole, 0, 0, 0,
    )  # fmt: skip
    file.write_bytes(header + listed + told + square)
    return file


def drawn_square() -> bytes:
    """A square of vectors: water in its lower half, and a road across it."""
    half = [(0, 0), (4096, 0), (4096, 2048), (0, 2048), (0, 0)]
    layers: list[dict[str, Any]] = [
        {"name": "water", "features": [{"geometry": {"type": "Polygon", "coordinates": [half]},
                                        "properties": {}}]},
        {"name": "roads", "features": [{"geometry": {"type": "LineString",
                                                     "coordinates": [(0, 0), (4096, 4096)]},
                                        "properties": {}}]},
    ]  # fmt: skip
    return bytes(mapbox_vector_tile.encode(layers))


def _varint(number: int) -> bytes:
    made = bytearray()
    while number > 127:
        made.append(number & 127 | 128)
        number >>= 7
    return bytes([*made, number])
